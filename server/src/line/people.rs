//! People: who a submission comes from, by what is known before the batch and within it.
//!
//! Everybody who shares a mail address or a number with it is compared. Whoever is surely the
//! same it belongs to; whoever is likely the same is shown to people, who decide: a family
//! or a reception that shares a mailbox must not become one person.

use super::Intake;
use super::batch::Batch;
use identity::{Contact, House, Likeness, Matcher, Verdict};
use jiff::Timestamp;
use lifecycle::identify::keys;
use lifecycle::lead::{Company, Person, Submission};
use lifecycle::names::{CompanyId, PersonId};
use lifecycle::words::fold;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use store::{ContactKey, NewCompany, NewLikeness, NewPerson, PersonMatch, Work, new_id};

static MATCHER: LazyLock<Matcher> = LazyLock::new(Matcher::for_people);

/// Who a submission comes from.
#[derive(Debug, Default)]
pub(super) struct Recognised {
    /// By what they can be recognised.
    pub(super) keys: Vec<ContactKey>,
    /// Surely this one.
    pub(super) same: Option<usize>,
    /// Likely these ones.
    pub(super) likely: Vec<(usize, Likeness)>,
}

impl Batch<'_> {
    pub(super) async fn look_up_people(
        &mut self,
        work: &mut Work,
        intakes: &[&Intake],
    ) -> store::Result<()> {
        let fresh: Vec<&Submission> = intakes
            .iter()
            .filter(|intake| {
                let key = intake.key.as_ref();
                key.is_none_or(|(key, _)| !self.answered.contains_key(key))
            })
            .map(|intake| &intake.submission)
            .collect();
        let wanted: BTreeSet<ContactKey> = {
            let country = self.country();
            fresh.iter().flat_map(|own| keys_of(own, country)).collect()
        };
        if !wanted.is_empty() {
            let wanted: Vec<ContactKey> = wanted.into_iter().collect();
            for found in work.people(&wanted).await? {
                self.know(found);
            }
        }
        let mut names: BTreeMap<String, NewCompany> = BTreeMap::new();
        for name in fresh.iter().filter_map(|own| own.company.as_deref()) {
            names.entry(fold(name)).or_insert_with(|| NewCompany {
                id: CompanyId::from(new_id(self.now)),
                name: name.to_owned(),
                at: self.now,
            });
        }
        if !names.is_empty() {
            let wanted: Vec<NewCompany> = names.values().cloned().collect();
            let found = work.companies(&wanted).await?;
            self.companies = names.into_keys().zip(found).collect();
        }
        Ok(())
    }

    /// Where phone numbers without a country code belong.
    pub(super) fn country(&self) -> Option<&str> {
        self.running.as_ref()?.process.country.as_deref()
    }

    /// Remembers somebody by what they can be recognised by.
    pub(super) fn know(&mut self, who: PersonMatch) {
        let at = self.people.len();
        for key in keys(all_contacts(&who), self.country()) {
            self.by_key.entry(key).or_default().push(at);
        }
        self.people.push(who);
    }

    /// Who it is, by all who share a mail address or a number with it.
    pub(super) fn recognise(&self, submission: &Submission) -> Recognised {
        let country = self.country();
        let keys = keys_of(submission, country);
        let sharing: BTreeSet<usize> = keys
            .iter()
            .filter_map(|key| self.by_key.get(key))
            .flatten()
            .copied()
            .collect();
        let house = House { region: country };
        let mut found = Recognised {
            keys,
            ..Recognised::default()
        };
        let own = Contact {
            name: submission.name.as_deref(),
            email: submission.email.as_deref(),
            phone: submission.phone.as_deref(),
            company: submission.company.as_deref(),
            region: submission.region.as_deref(),
        };
        let mut best: Option<(usize, f64)> = None;
        for at in sharing {
            let likeness = likest(&own, &self.people[at], &house);
            match likeness.verdict {
                Verdict::Same if best.is_none_or(|(_, known)| likeness.probability > known) => {
                    best = Some((at, likeness.probability));
                }
                Verdict::Likely => found.likely.push((at, likeness)),
                Verdict::Same | Verdict::Different => {}
            }
        }
        found.same = best.map(|(at, _)| at);
        found
    }

    /// Somebody whom we know, with what they told us beyond that.
    pub(super) fn person_again(
        &mut self,
        who: usize,
        submission: &Submission,
        company: Option<&Company>,
    ) -> Person {
        let country = self.country().map(str::to_owned);
        let keys = |contacts: &mut dyn Iterator<Item = &str>| -> Vec<ContactKey> {
            keys(contacts, country.as_deref())
        };
        let own = &mut self.people[who];
        let before = own.clone();
        let known: BTreeSet<ContactKey> = keys(&mut all_contacts(own)).into_iter().collect();
        let person = &mut own.person;
        let fill = |place: &mut Option<String>, given: &Option<String>| {
            if place.is_none() {
                place.clone_from(given);
            }
        };
        fill(&mut person.name, &submission.name);
        fill(&mut person.region, &submission.region);
        for (place, given) in [
            (&mut person.email, &submission.email),
            (&mut person.phone, &submission.phone),
        ] {
            let is_new = given.as_deref().is_some_and(|given| {
                let own = keys(&mut [given].into_iter());
                own.iter().any(|key| !known.contains(key))
            });
            match given {
                Some(given) if place.is_some() && is_new => own.others.push(given.clone()),
                _ => fill(place, given),
            }
        }
        if own.company.is_none() {
            own.company = company.and_then(|company| company.id.clone());
            own.company_name = company.and_then(|company| company.name.clone());
        }
        let now = own.clone();
        if let Some(id) = now.person.id.clone().filter(|_| now != before) {
            let keys = keys(&mut all_contacts(&now));
            for key in &keys {
                let sharing = self.by_key.entry(key.clone()).or_default();
                if !sharing.contains(&who) {
                    sharing.push(who);
                }
            }
            self.written.changed_people.push(NewPerson {
                id,
                person: now.person.clone(),
                others: now.others,
                keys,
                company: now.company,
                at: self.now,
            });
        }
        now.person
    }
}

/// What the likest of all their addresses and numbers says.
fn likest(own: &Contact<'_>, known: &PersonMatch, house: &House<'_>) -> Likeness {
    let person = &known.person;
    let main = Contact {
        name: person.name.as_deref(),
        email: person.email.as_deref(),
        phone: person.phone.as_deref(),
        company: known.company_name.as_deref(),
        region: person.region.as_deref(),
    };
    let others = known.others.iter().map(|other| {
        if other.contains('@') {
            Contact {
                email: Some(other),
                ..main
            }
        } else {
            Contact {
                phone: Some(other),
                ..main
            }
        }
    });
    let first = MATCHER.compare(own, &main, house);
    others
        .map(|other| MATCHER.compare(own, &other, house))
        .fold(first, |best, next| {
            if next.probability > best.probability {
                next
            } else {
                best
            }
        })
}

/// A pair for people to decide on.
pub(crate) fn likely(
    one: &PersonId,
    other: PersonId,
    likeness: &Likeness,
    at: Timestamp,
) -> NewLikeness {
    NewLikeness {
        one: one.clone(),
        other,
        probability: (likeness.probability * 1_000_000.0).round() as u32,
        parts: parts(likeness),
        at,
    }
}

/// What speaks for it and against it, as it is kept.
fn parts(likeness: &Likeness) -> String {
    let parts: Vec<serde_json::Value> = likeness
        .parts
        .iter()
        .map(
            |part| serde_json::json!({ "field": part.field, "says": part.says, "bits": part.bits }),
        )
        .collect();
    serde_json::Value::from(parts).to_string()
}

fn keys_of(submission: &Submission, country: Option<&str>) -> Vec<ContactKey> {
    let contacts = [&submission.email, &submission.phone];
    keys(contacts.into_iter().flatten().map(String::as_str), country)
}

fn all_contacts(who: &PersonMatch) -> impl Iterator<Item = &str> {
    let main = [&who.person.email, &who.person.phone];
    main.into_iter()
        .flatten()
        .chain(&who.others)
        .map(String::as_str)
}
