//! People: persons and companies against what the events of their leads say of them.
//!
//! What is known of a person is only ever added to, so it is what their leads say, and
//! no two of them say it differently. Leads are read as they are stored: that they
//! follow from their events was looked at before.

use super::Look;
use super::stream::Stream;
use crate::Result;
use crate::db::Row;
use crate::lead_row::plain;
use crate::people::name_key;
use lifecycle::identify::keys;
use lifecycle::lead::{Company, Person};
use lifecycle::names::LeadId;
use std::collections::BTreeSet;

/// What the state of a lead says of its person.
#[derive(serde::Deserialize)]
struct Said {
    person: Person,
    company: Option<Company>,
}

/// What is known of a person, by name, as their row and as their leads say it.
struct Known<'a> {
    what: &'static str,
    row: &'a Option<String>,
    said: fn(&Person) -> &Option<String>,
    heard: bool,
}

impl Look {
    pub(super) async fn at_people(&mut self) -> Result<()> {
        let mut persons = Stream::of(
            "persons",
            "persons",
            &["id"],
            "name, email, phone, region, others, company_id, merged_into",
        );
        let mut keys = Stream::of("person_keys", "person_keys", &["person_id", "key"], "1");
        let mut leads = Stream::only(
            "leads",
            "leads",
            &["person_id", "id"],
            "state",
            "person_id IS NOT NULL",
        );
        while let Some(row) = persons.next(&mut self.connection).await? {
            self.found.persons += 1;
            let id = row.text(0).to_owned();
            self.at_unknown(&mut leads, &id).await?;
            let known_by = self.keys_of(&mut keys, &id).await?;
            self.at_person(row, &known_by, &mut leads).await?;
        }
        self.strange_keys(&mut keys, "\u{10ffff}").await?;
        self.at_unknown(&mut leads, "\u{10ffff}").await
    }

    /// Leads whose person isn't there, before this one.
    async fn at_unknown(&mut self, leads: &mut Stream, person: &str) -> Result<()> {
        while let Some(row) = leads.next_before(&mut self.connection, person).await? {
            let lead = LeadId::from(row.text(1));
            self.found
                .differs(Some(&lead), "person", row.text(0), "no such person");
        }
        Ok(())
    }

    async fn keys_of(&mut self, keys: &mut Stream, person: &str) -> Result<BTreeSet<String>> {
        self.strange_keys(keys, person).await?;
        let mut known_by = BTreeSet::new();
        while let Some(row) = keys.next_of(&mut self.connection, person).await? {
            known_by.insert(row.text(1).to_owned());
        }
        Ok(known_by)
    }

    /// Keys of persons who aren't there, before this one.
    async fn strange_keys(&mut self, keys: &mut Stream, person: &str) -> Result<()> {
        while let Some(row) = keys.next_before(&mut self.connection, person).await? {
            let what = format!("key {} of a person", row.text(1));
            self.found
                .differs(None, what, row.text(0), "no such person");
        }
        Ok(())
    }

    async fn at_person(
        &mut self,
        mut row: Row,
        known_by: &BTreeSet<String>,
        leads: &mut Stream,
    ) -> Result<()> {
        let id: String = row.take(0)?;
        let texts: [Option<String>; 4] = [row.take(1)?, row.take(2)?, row.take(3)?, row.take(4)?];
        let [name, email, phone, region] = &texts;
        let others: String = row.take(5)?;
        let (company, merged_into): (Option<String>, Option<String>) = (row.take(6)?, row.take(7)?);
        if let Some(into) = merged_into {
            // They are somebody else now: that one has their leads and is known by their keys.
            for (what, is_there) in [
                (
                    "a lead",
                    leads.next_of(&mut self.connection, &id).await?.is_some(),
                ),
                ("a key", !known_by.is_empty()),
            ] {
                if is_there {
                    let what = format!("{what} of person {id}");
                    self.found
                        .differs(None, what, format!("those of {into}"), "their own");
                }
            }
            return Ok(());
        }
        self.at_keys(&id, [email, phone], &others, known_by);

        let known = |what, row, said| Known {
            what,
            row,
            said,
            heard: false,
        };
        let mut all = [
            known("name", name, |person: &Person| &person.name),
            known("email", email, |person| &person.email),
            known("phone", phone, |person| &person.phone),
            known("region", region, |person| &person.region),
        ];
        let mut company_heard = false;
        let mut count = 0_u64;
        while let Some(row) = leads.next_of(&mut self.connection, &id).await? {
            count += 1;
            let lead = LeadId::from(row.text(1));
            // What can't be read was told already.
            let Ok(said) = serde_json::from_str::<Said>(row.text(2)) else {
                continue;
            };
            let of = said.company.and_then(|company| company.id);
            company_heard |= of.is_some_and(|of| Some(of.as_str()) == company.as_deref());
            for one in &mut all {
                let Some(said) = (one.said)(&said.person).as_deref().map(plain) else {
                    continue;
                };
                if one.row.as_ref() == Some(&said) {
                    one.heard = true;
                } else {
                    let stored = one.row.as_deref().unwrap_or("none");
                    self.found.differs(
                        Some(&lead),
                        format!("person {} of {id}", one.what),
                        said,
                        stored,
                    );
                }
            }
        }
        if count == 0 {
            self.found
                .differs(None, format!("person {id}"), "a lead of theirs", "none");
            return Ok(());
        }
        for one in all.iter().filter(|one| !one.heard) {
            if let Some(stored) = one.row {
                self.found.differs(
                    None,
                    format!("person {} of {id}", one.what),
                    "what a lead of theirs says",
                    stored.as_str(),
                );
            }
        }
        if let Some(stored) = company.filter(|_| !company_heard) {
            self.found.differs(
                None,
                format!("person company of {id}"),
                "that of a lead of theirs",
                stored,
            );
        }
        Ok(())
    }

    /// By what they are recognised follows from what is known of them. Of numbers only that
    /// there is a key: which one follows from the country that the house was in then.
    fn at_keys(
        &mut self,
        id: &str,
        main: [&Option<String>; 2],
        others: &str,
        known_by: &BTreeSet<String>,
    ) {
        let Ok(others) = serde_json::from_str::<Vec<String>>(others) else {
            self.found
                .differs(None, format!("person others of {id}"), "a list", others);
            return;
        };
        let contacts = main.into_iter().flatten().map(String::as_str);
        let contacts = contacts.chain(others.iter().map(String::as_str));
        let expected: BTreeSet<String> = keys(contacts, None).into_iter().collect();
        let mails = |keys: &BTreeSet<String>| -> String {
            let mails: Vec<&str> = keys
                .iter()
                .map(String::as_str)
                .filter(|key| key.starts_with("m:"))
                .collect();
            mails.join(", ")
        };
        let number = |keys: &BTreeSet<String>| keys.iter().any(|key| key.starts_with("p:"));
        for (what, expected, found) in [
            ("mail addresses", mails(&expected), mails(known_by)),
            (
                "a number",
                number(&expected).to_string(),
                number(known_by).to_string(),
            ),
        ] {
            if expected != found {
                let what = format!("person keys of {id}: {what}");
                self.found.differs(None, what, expected, found);
            }
        }
    }

    pub(super) async fn at_companies(&mut self) -> Result<()> {
        let mut companies = Stream::of(
            "companies",
            "companies",
            &["id"],
            "name, name_key, owner_id",
        );
        let mut leads = Stream::only(
            "leads",
            "leads",
            &["company_id", "id"],
            "company",
            "company_id IS NOT NULL",
        );
        while let Some(mut row) = companies.next(&mut self.connection).await? {
            self.found.companies += 1;
            let id: String = row.take(0)?;
            let (name, key): (String, String) = (row.take(1)?, row.take(2)?);
            let owner: Option<String> = row.take(3)?;
            if name_key(&name) != key {
                self.found.differs(
                    None,
                    format!("company name_key of {id}"),
                    name_key(&name),
                    key,
                );
            }
            if let Some(owner) =
                owner.filter(|owner| !self.members.is_known(&owner.as_str().into()))
            {
                self.found
                    .differs(None, format!("company owner of {id}"), "a member", owner);
            }
            self.at_no_company(&mut leads, &id).await?;
            while let Some(row) = leads.next_of(&mut self.connection, &id).await? {
                if row.text(2) != name {
                    self.found.differs(
                        Some(&row.text(1).into()),
                        format!("company name of {id}"),
                        row.text(2),
                        name.as_str(),
                    );
                }
            }
        }
        self.at_no_company(&mut leads, "\u{10ffff}").await
    }

    /// Leads whose company isn't there, before this one.
    async fn at_no_company(&mut self, leads: &mut Stream, company: &str) -> Result<()> {
        while let Some(row) = leads.next_before(&mut self.connection, company).await? {
            let lead = LeadId::from(row.text(1));
            self.found
                .differs(Some(&lead), "company", row.text(0), "no such company");
        }
        Ok(())
    }
}
