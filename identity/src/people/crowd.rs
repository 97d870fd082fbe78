//! Crowd: many contacts, deduplicated among themselves or asked about a newcomer.

use super::{Contact, House, Matcher, Profile};
use crate::block;
use crate::dedupe::{Crowd, Settings, in_parts};
use crate::model::Verdict;
use foldhash::fast::FixedState;
use std::hash::BuildHasher;

/// Many contacts, prepared.
#[derive(Debug, Clone)]
pub struct People {
    profiles: Vec<Profile>,
    matcher: Matcher,
}

impl People {
    /// Prepares contacts on so many threads. More than 4 billion are too many.
    pub fn of(contacts: &[Contact<'_>], house: &House<'_>, threads: usize) -> Self {
        let count = u32::try_from(contacts.len()).expect("fewer than 4 billion contacts");
        let parts = in_parts(count, threads, |numbers| {
            contacts[numbers.start as usize..numbers.end as usize]
                .iter()
                .map(|contact| Profile::of(contact, house))
                .collect::<Vec<_>>()
        });
        Self {
            profiles: parts.into_iter().flatten().collect(),
            matcher: Matcher::for_people(),
        }
    }

    /// How contacts are deduplicated, on so many threads.
    pub fn settings(&self, threads: usize) -> Settings {
        let model = self.matcher.model();
        Settings {
            threads,
            most: MOST,
            same_from: model.same_from,
            likely_from: model.likely_from,
            together_from: 0.0,
        }
    }
}

/// More people with one key say that the key tells nothing: a shared mailbox, a
/// switchboard, a company with hundreds of people whose names sound alike.
const MOST: usize = 100;

impl Crowd for People {
    fn len(&self) -> u32 {
        u32::try_from(self.profiles.len()).expect("counted when they were prepared")
    }

    fn keys(&self, record: u32, keys: &mut Vec<u64>) {
        keys.extend(hashes(&self.profiles[record as usize]));
    }

    fn bits(&self, a: u32, b: u32) -> f64 {
        self.matcher
            .bits(&self.profiles[a as usize], &self.profiles[b as usize])
    }
}

/// The keys of a contact as numbers, the same in every run.
fn hashes(profile: &Profile) -> Vec<u64> {
    let hasher = FixedState::default();
    let keys = block::keys(profile);
    keys.iter().map(|key| hasher.hash_one(key)).collect()
}

/// Contacts by their keys, to ask whether a newcomer is among them. What a database does
/// with an index, in memory: for tests, imports and trials.
#[derive(Debug, Clone)]
pub struct Index {
    people: People,
    /// In order.
    keyed: Vec<(u64, u32)>,
}

impl Index {
    /// Sorts contacts by their keys.
    pub fn of(people: People) -> Self {
        let mut keyed = Vec::new();
        for record in 0..people.len() {
            let keys = hashes(&people.profiles[record as usize]);
            keyed.extend(keys.into_iter().map(|key| (key, record)));
        }
        keyed.sort_unstable();
        keyed.dedup();
        Self { people, keyed }
    }

    /// Those who are likely or surely the newcomer, with their bits, the surest first.
    pub fn like(&self, newcomer: &Profile) -> Vec<(u32, f64)> {
        let mut found = Vec::new();
        for key in hashes(newcomer) {
            let from = self.keyed.partition_point(|(other, _)| *other < key);
            let block = self.keyed[from..].iter();
            let block = block.take_while(|(other, _)| *other == key).take(MOST + 1);
            let records: Vec<u32> = block.map(|(_, record)| *record).collect();
            if records.len() <= MOST {
                found.extend(records);
            }
        }
        found.sort_unstable();
        found.dedup();
        let matcher = &self.people.matcher;
        let mut like: Vec<(u32, f64)> = found
            .into_iter()
            .map(|record| {
                let profile = &self.people.profiles[record as usize];
                (record, matcher.bits(profile, newcomer))
            })
            .filter(|(_, bits)| matcher.verdict(*bits) > Verdict::Different)
            .collect();
        like.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        like
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedupe::dedupe;

    #[test]
    fn a_newcomer_is_found_as_a_dedupe_finds_it() {
        let house = House { region: Some("BR") };
        let contact = |name, email, phone| Contact {
            name: Some(name),
            email: Some(email),
            phone: Some(phone),
            ..Contact::default()
        };
        let known = [
            contact("Ana Souza", "ana.souza@gmail.com", "11 4002-8922"),
            contact("Bruno Lima", "bruno@casa.example", "11 98765-4321"),
            contact("Carla Dias", "carla@casa.example", "21 3003-1111"),
        ];
        let newcomer = contact("Anna Souza", "anasouza+1@gmail.com", "011 4002 8922");
        let index = Index::of(People::of(&known, &house, 2));
        let like = index.like(&Profile::of(&newcomer, &house));
        assert_eq!(like.len(), 1);
        assert_eq!(like[0].0, 0);

        let all = [&known[..], &[newcomer]].concat();
        let people = People::of(&all, &house, 2);
        let found = dedupe(&people, &people.settings(2));
        assert_eq!(found.clusters, [vec![0, 3]]);
    }
}
