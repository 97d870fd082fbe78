//! Columns: the wanted cells of a table, read into columns of their kind.

use super::Texts;
use super::moments::{Clock, Read};
use crate::ahead;
use crate::survey::{Repeats, TableSurvey, key_hash};
use crate::{Map, Set};
use exports::cell::{mail, money, phone};
use exports::{Export, Row, Unreadable};
use foldhash::fast::FixedState;
use insight::{Labels, Moneys, Times};
use std::hash::{BuildHasher, Hash, Hasher};

/// Cells of a date or amount column that couldn't be read.
#[derive(Debug, Clone, Default)]
pub struct Unread {
    /// Filled cells.
    pub filled: u64,
    /// Cells that are no date (or amount) at all.
    pub not: u64,
    /// Cells with two readings and nothing that decides.
    pub ambiguous: u64,
    /// The first few: line and text.
    pub examples: Vec<(u64, String)>,
}

impl Unread {
    fn note(&mut self, line: u64, text: &str) {
        if self.examples.len() < 3 {
            self.examples.push((line, text.chars().take(60).collect()));
        }
    }
}

/// What is wanted of a column.
pub(super) enum Want {
    Label,
    Time(Clock),
    Money(Option<money::Mark>),
    Number,
    Key,
    Text,
    Mail,
    Phone,
}

/// A column as it was wanted.
pub(super) enum Loaded {
    Label(Labels),
    Time(Times, Unread),
    Money(Moneys, Unread, Currencies),
    Number(Vec<f64>),
    Key(Vec<u64>),
    Text(Texts),
    Mail(Mails),
    Phone(Phones),
}

/// Currencies named in the cells, by rows.
pub(super) type Currencies = Map<&'static str, u64>;

/// What a column of mail addresses shows.
#[derive(Debug, Default, Clone)]
pub struct Mails {
    /// Filled cells.
    pub filled: u64,
    /// Cells that are no mail address.
    pub invalid: u64,
    /// Addresses at a throw-away mailbox.
    pub disposable: u64,
    /// Their domains.
    pub domains: Set<String>,
    /// Addresses that an earlier row has too.
    pub repeated: u64,
}

/// What a column of phone numbers shows.
#[derive(Debug, Default, Clone)]
pub struct Phones {
    /// Filled cells.
    pub filled: u64,
    /// Numbers with an extension.
    pub extensions: u64,
}

/// Reads the wanted columns of a table and of those that continue it.
///
/// `skip` names the columns left aside when rows are compared for repeats;
/// `None` compares nothing.
pub(super) fn read(
    parts: &[(&Export, &[usize])],
    wants: Vec<(usize, Want)>,
    skip: Option<&[usize]>,
) -> Result<(Vec<(usize, Loaded)>, u64), Unreadable> {
    let number = ahead::hands().clamp(1, wants.len().max(1));
    let mut hands: Vec<Hand> = (0..number).map(|_| Hand::default()).collect();
    let wanted = wants.len();
    for (place, (column, want)) in wants.into_iter().enumerate() {
        hands[place % number]
            .readers
            .push((column, Reader::new(want)));
    }
    // Comparing rows is work for a hand as well: the last one was dealt least.
    if let (Some(hand), Some(skip)) = (hands.last_mut(), skip) {
        hand.repeats = Some((skip, Repeats::default()));
    }
    for (export, order) in parts {
        let looks = hands
            .iter_mut()
            .map(|hand| |row: Row<'_>| hand.look(row, order));
        ahead::read(export, looks)?;
    }
    let repeated = hands
        .iter_mut()
        .find_map(|hand| hand.repeats.take())
        .map_or(0, |(_, repeats)| repeats.repeated());
    let mut dealt: Vec<_> = hands.into_iter().map(|h| h.readers.into_iter()).collect();
    let loaded = (0..wanted).filter_map(|place| dealt[place % number].next());
    Ok((
        loaded
            .map(|(column, reader)| (column, reader.finish()))
            .collect(),
        repeated,
    ))
}

/// Some of the wanted columns, read on one thread.
#[derive(Default)]
struct Hand<'a> {
    readers: Vec<(usize, Reader)>,
    /// Whole rows but for these columns, to notice repeats.
    repeats: Option<(&'a [usize], Repeats)>,
    lowered: String,
}

impl Hand<'_> {
    fn look(&mut self, row: Row<'_>, order: &[usize]) {
        for (column, reader) in &mut self.readers {
            let cell = order
                .get(*column)
                .and_then(|c| row.cells.get(*c))
                .copied()
                .unwrap_or("");
            reader.add(cell, row.line, &mut self.lowered);
        }
        if let Some((skip, repeats)) = &mut self.repeats {
            let mut hasher = FixedState::default().build_hasher();
            for (i, cell) in row.cells.iter().enumerate() {
                if !skip.contains(&i) {
                    cell.hash(&mut hasher);
                }
            }
            repeats.add(hasher.finish());
        }
    }
}

/// The columns of a continuing table in the order of the table it continues.
pub(super) fn in_order_of(first: &TableSurvey, next: &TableSurvey) -> Vec<usize> {
    first
        .columns
        .iter()
        .enumerate()
        .map(|(i, c)| next.column(&c.name).unwrap_or(i))
        .collect()
}

struct Reader {
    clock: Option<Clock>,
    mark: Option<money::Mark>,
    seen: Repeats,
    into: Loaded,
}

impl Reader {
    fn new(want: Want) -> Self {
        let (clock, mark, into) = match want {
            Want::Label => (None, None, Loaded::Label(Labels::new())),
            Want::Time(clock) => (
                Some(clock),
                None,
                Loaded::Time(Times::default(), Unread::default()),
            ),
            Want::Money(mark) => (
                None,
                mark,
                Loaded::Money(Moneys::default(), Unread::default(), Currencies::default()),
            ),
            Want::Number => (None, None, Loaded::Number(Vec::new())),
            Want::Key => (None, None, Loaded::Key(Vec::new())),
            Want::Text => (None, None, Loaded::Text(Texts::default())),
            Want::Mail => (None, None, Loaded::Mail(Mails::default())),
            Want::Phone => (None, None, Loaded::Phone(Phones::default())),
        };
        Self {
            clock,
            mark,
            seen: Repeats::default(),
            into,
        }
    }

    fn finish(mut self) -> Loaded {
        if let Loaded::Mail(mails) = &mut self.into {
            mails.repeated = self.seen.repeated();
        }
        self.into
    }

    fn add(&mut self, cell: &str, line: u64, lowered: &mut String) {
        let text = cell.trim();
        match &mut self.into {
            Loaded::Label(labels) => labels.push(cell),
            Loaded::Text(texts) => texts.push(text),
            Loaded::Key(keys) => keys.push(if text.is_empty() {
                0
            } else {
                key_hash(text, lowered)
            }),
            Loaded::Number(numbers) => numbers.push(money::number(text).unwrap_or(f64::NAN)),
            Loaded::Time(times, unread) => {
                let read = match (&mut self.clock, text.is_empty()) {
                    (Some(clock), false) => clock.read(text),
                    _ => {
                        times.push(None);
                        return;
                    }
                };
                unread.filled += 1;
                times.push(match read {
                    Read::At(time) => Some(time),
                    Read::Ambiguous => {
                        unread.ambiguous += 1;
                        unread.note(line, text);
                        None
                    }
                    Read::Not => {
                        unread.not += 1;
                        unread.note(line, text);
                        None
                    }
                });
            }
            Loaded::Money(amounts, unread, currencies) => {
                if text.is_empty() {
                    amounts.push(None);
                    return;
                }
                unread.filled += 1;
                let read = money::read(text);
                if let Some(currency) = read.and_then(|m| m.currency) {
                    *currencies.entry(currency).or_default() += 1;
                }
                amounts.push(match read.map(|m| m.reading) {
                    Some(money::Reading::Certain { amount, .. }) => Some(amount.0),
                    Some(money::Reading::Either { point, comma }) => match self.mark {
                        Some(money::Mark::Point) => Some(point.0),
                        Some(money::Mark::Comma) => Some(comma.0),
                        None => {
                            unread.ambiguous += 1;
                            unread.note(line, text);
                            None
                        }
                    },
                    None => {
                        unread.not += 1;
                        unread.note(line, text);
                        None
                    }
                });
            }
            Loaded::Mail(mails) => {
                let seen = &mut self.seen;
                if text.is_empty() {
                    return;
                }
                mails.filled += 1;
                match mail::read(text) {
                    Some(address) => {
                        if mail::is_disposable(address.domain) {
                            mails.disposable += 1;
                            if mails.domains.len() < 100 {
                                mails.domains.insert(address.domain.to_ascii_lowercase());
                            }
                        }
                        seen.add(key_hash(text, lowered));
                    }
                    None => mails.invalid += 1,
                }
            }
            Loaded::Phone(phones) => {
                if !text.is_empty() {
                    phones.filled += 1;
                    phones.extensions += u64::from(phone::extension(text).is_some());
                }
            }
        }
    }
}
