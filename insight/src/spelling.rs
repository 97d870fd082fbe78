//! Spelling: labels that are one and the same, written differently.
//!
//! `Google` and `google`, `GTX Pro` and `GTXPro`: equal once case, spaces,
//! punctuation and accents are set aside. Apart from these, and less certain, a rare label
//! that is a typing mistake away from a frequent one: `technolgy`.
//!
//! Deliberately absent: merging. Only who knows the business can say whether two
//! labels are one; figures count them as they are written.

use crate::columns::Labels;
use hashbrown::HashMap;
use lifecycle::words::fold;
use serde::Serialize;

/// More distinct labels than these are free text or names of persons: they are
/// compared for equality only.
const MOST_FOR_MISTAKES: usize = 10_000;
/// A mistake is at most this share as frequent as what was meant.
const RARE: f64 = 0.2;

/// Labels that mean the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spelling {
    /// The most frequent of them; of equals the first by name.
    pub of: String,
    /// How many rows have it.
    pub rows: u64,
    /// The others with their rows, most frequent first.
    pub others: Vec<(String, u64)>,
    /// How sure it is.
    pub kind: Kind,
}

/// How two labels go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Equal but for case, spaces, punctuation and accents.
    Same,
    /// The others are rare and a typing mistake away.
    Misspelt,
}

/// Labels of a column that are the same or likely to be, those with the most
/// affected rows first. See `docs/figures.md#spelling`.
pub fn spellings(labels: &Labels) -> Vec<Spelling> {
    let mut rows = vec![0_u64; labels.names().len()];
    for code in labels.codes() {
        rows[*code as usize] += 1;
    }
    spellings_of(labels.names().iter().map(String::as_str).zip(rows))
}

/// The same for labels with their rows, as they come from several columns. A label
/// may come more than once; one without rows is ignored.
pub fn spellings_of<'a>(labels: impl Iterator<Item = (&'a str, u64)>) -> Vec<Spelling> {
    let mut rows: HashMap<&str, u64, foldhash::fast::FixedState> = HashMap::default();
    for (label, n) in labels.filter(|(_, n)| *n > 0) {
        *rows.entry(label).or_default() += n;
    }
    let mut labels: Vec<(&str, u64)> = rows.into_iter().collect();
    labels.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));

    let mut groups: Vec<Vec<(&str, u64)>> = Vec::new();
    let mut group_of_key: HashMap<String, usize, foldhash::fast::FixedState> = HashMap::default();
    for label in labels {
        let key = key(label.0);
        if key.is_empty() {
            continue;
        }
        match group_of_key.get(&key) {
            Some(group) => groups[*group].push(label),
            None => {
                group_of_key.insert(key, groups.len());
                groups.push(vec![label]);
            }
        }
    }
    let mut found: Vec<Spelling> = groups
        .iter()
        .filter(|group| group.len() > 1)
        .map(|group| spelling(group, Kind::Same))
        .collect();
    if groups.len() <= MOST_FOR_MISTAKES {
        found.extend(misspelt(&groups));
    }
    let affected = |spelling: &Spelling| spelling.others.iter().map(|(_, rows)| rows).sum::<u64>();
    found.sort_by(|a, b| affected(b).cmp(&affected(a)).then_with(|| a.of.cmp(&b.of)));
    found
}

fn spelling(group: &[(&str, u64)], kind: Kind) -> Spelling {
    let owned = |(label, rows): &(&str, u64)| ((*label).to_owned(), *rows);
    let (of, rows) = owned(&group[0]);
    Spelling {
        of,
        rows,
        others: group[1..].iter().map(owned).collect(),
        kind,
    }
}

/// What is left of a label once case, accents, spaces and punctuation are set
/// aside: labels with one key are the same. Empty where nothing is left.
///
/// Kept, because there they make a difference: any sign between two digits
/// (`1.5`, `10-20`), a sign before a number, `+ # % & < > =` and money signs
/// (`C++`, `> 10`), and everything in addresses of mail and web.
pub fn key(label: &str) -> String {
    let folded = fold(label.trim());
    let address =
        !folded.contains(' ') && (folded.contains(['@', '/', '\\']) || is_domain(&folded));
    if address {
        return folded;
    }
    let letters: Vec<char> = folded.chars().collect();
    let mut key = String::with_capacity(folded.len());
    let mut gap = None; // What stood between the last kept character and this one.
    for (at, letter) in letters.iter().enumerate() {
        let after_digit = key.ends_with(|last: char| last.is_numeric());
        let before_number =
            *letter == '-' && key.is_empty() && letters.get(at + 1).is_some_and(|c| c.is_numeric());
        if letter.is_alphanumeric() || "+#%&<>=€$£¥".contains(*letter) || before_number {
            if let Some(sign) = gap.take().filter(|_| letter.is_numeric() && after_digit) {
                key.push(sign);
            }
            key.push(*letter);
        } else if gap.is_none_or(char::is_whitespace) {
            gap = Some(if letter.is_whitespace() { ' ' } else { *letter });
        }
    }
    key
}

/// `mail.example.com`, but not `U.S.`, `Inc.` or `3.5`.
fn is_domain(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() > 1
        && parts.iter().all(|part| part.len() > 1)
        && parts
            .last()
            .is_some_and(|end| end.chars().all(char::is_alphabetic))
}

/// A label in words, and its place in the list of groups.
struct Worded {
    group: usize,
    words: Vec<String>,
}

/// Groups that are rare and a typing mistake away from a frequent one. Exactly one
/// word differs, in letters, not in the first one, where mistakes are rare; words
/// with digits are codes and differ on purpose.
fn misspelt(groups: &[Vec<(&str, u64)>]) -> Vec<Spelling> {
    let rows_of = |group: usize| groups[group].iter().map(|(_, rows)| rows).sum::<u64>();
    let mut buckets: HashMap<String, Vec<(Worded, usize)>, foldhash::fast::FixedState> =
        HashMap::default();
    for (group, labels) in groups.iter().enumerate() {
        let words = words_of(labels[0].0);
        for (at, word) in words.iter().enumerate() {
            let Some(first) = word.chars().next().filter(|_| mistakes_in(word) > 0) else {
                continue;
            };
            let mut rest = words.clone();
            rest[at] = first.to_string();
            let worded = Worded {
                group,
                words: words.clone(),
            };
            buckets
                .entry(format!("{at} {}", rest.join(" ")))
                .or_default()
                .push((worded, at));
        }
    }
    // Each rare group goes to the most frequent one that it may stand for.
    let mut meant: HashMap<usize, usize, foldhash::fast::FixedState> = HashMap::default();
    for bucket in buckets.values() {
        for (rare, at) in bucket {
            let better = |frequent: usize| {
                meant
                    .get(&rare.group)
                    .is_none_or(|so_far| rows_of(frequent) > rows_of(*so_far))
            };
            let frequent = bucket
                .iter()
                .map(|(frequent, _)| frequent)
                .filter(|frequent| {
                    frequent.group != rare.group
                        && rows_of(rare.group) as f64 <= rows_of(frequent.group) as f64 * RARE
                        && better(frequent.group)
                        && is_mistake(&rare.words[*at], &frequent.words[*at])
                });
            let best = frequent
                .map(|frequent| frequent.group)
                .min_by_key(|group| (std::cmp::Reverse(rows_of(*group)), *group));
            if let Some(best) = best {
                meant.insert(rare.group, best);
            }
        }
    }
    let mut by_meant: Vec<(usize, usize)> = meant
        .into_iter()
        .map(|(rare, frequent)| (frequent, rare))
        .collect();
    by_meant.sort_unstable();
    by_meant
        .chunk_by(|a, b| a.0 == b.0)
        .map(|pairs| {
            let rare = pairs.iter().flat_map(|(_, rare)| &groups[*rare]).copied();
            let mut labels: Vec<(&str, u64)> = rare.collect();
            labels.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            labels.insert(0, groups[pairs[0].0][0]);
            spelling(&labels, Kind::Misspelt)
        })
        .collect()
}

/// The words of a label, folded.
fn words_of(label: &str) -> Vec<String> {
    let folded = fold(label);
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// How many mistakes a word of this length may have; none in codes and short words.
fn mistakes_in(word: &str) -> usize {
    match word.chars().count() {
        _ if word.contains(char::is_numeric) => 0,
        0..5 => 0,
        5..9 => 1,
        _ => 2,
    }
}

/// Whether one word is the other with typing mistakes; the shorter one says how many.
fn is_mistake(a: &str, b: &str) -> bool {
    let most = mistakes_in(a).min(mistakes_in(b));
    most > 0 && a != b && distance_within(a, b, most)
}

/// Whether at most `most` letters are left out, added, changed or swapped with
/// their neighbour (restricted Damerau–Levenshtein distance).
fn distance_within(a: &str, b: &str, most: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let (mut before, mut last): (Vec<usize>, Vec<usize>) =
        (vec![0; b.len() + 1], (0..=b.len()).collect());
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().all(|distance| *distance > most) {
            return false;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()] <= most
}
