//! Columns: the wanted cells of a table, read into columns of their kind.

use super::moments::{Clock, Read};
use super::Texts;
use crate::{Map, Set};
use crate::survey::{Repeats, TableSurvey, key_hash};
use exports::cell::{mail, money, phone};
use exports::{Export, Flow, Unreadable};
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
    seen: Set<u64>,
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
    let mut readers: Vec<(usize, Reader)> = wants.into_iter().map(|(c, w)| (c, Reader::new(w))).collect();
    let mut repeats = Repeats::default();
    let mut lowered = String::new();
    for (export, order) in parts {
        export.read(&mut |row| {
            for (column, reader) in &mut readers {
                let cell = order.get(*column).and_then(|c| row.cells.get(*c)).copied().unwrap_or("");
                reader.add(cell, row.line, &mut lowered);
            }
            if let Some(skip) = skip {
                let mut hasher = FixedState::default().build_hasher();
                for (i, cell) in row.cells.iter().enumerate() {
                    if !skip.contains(&i) {
                        cell.hash(&mut hasher);
                    }
                }
                repeats.add(hasher.finish());
            }
            Flow::Continue(())
        })?;
    }
    Ok((readers.into_iter().map(|(c, r)| (c, r.into)).collect(), repeats.repeated))
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
    into: Loaded,
}

impl Reader {
    fn new(want: Want) -> Self {
        let (clock, mark, into) = match want {
            Want::Label => (None, None, Loaded::Label(Labels::new())),
            Want::Time(clock) => (Some(clock), None, Loaded::Time(Times::default(), Unread::default())),
            Want::Money(mark) => (None, mark, Loaded::Money(Moneys::default(), Unread::default(), Currencies::default())),
            Want::Number => (None, None, Loaded::Number(Vec::new())),
            Want::Key => (None, None, Loaded::Key(Vec::new())),
            Want::Text => (None, None, Loaded::Text(Texts::default())),
            Want::Mail => (None, None, Loaded::Mail(Mails::default())),
            Want::Phone => (None, None, Loaded::Phone(Phones::default())),
        };
        Self { clock, mark, into }
    }

    fn add(&mut self, cell: &str, line: u64, lowered: &mut String) {
        let text = cell.trim();
        match &mut self.into {
            Loaded::Label(labels) => labels.push(cell),
            Loaded::Text(texts) => texts.push(text),
            Loaded::Key(keys) => keys.push(if text.is_empty() { 0 } else { key_hash(text, lowered) }),
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
                        if !mails.seen.insert(key_hash(text, lowered)) {
                            mails.repeated += 1;
                        }
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
