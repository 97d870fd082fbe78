//! People: who a submission comes from, by what is known before the batch and within it.

use super::Intake;
use super::batch::Batch;
use lifecycle::identify::{mail_key, phone_key};
use lifecycle::lead::{Company, Person, Submission};
use lifecycle::names::CompanyId;
use lifecycle::words::fold;
use std::collections::BTreeMap;
use store::{Contact, NewCompany, NewPerson, PersonMatch, Work, new_id};

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
        let contacts: Vec<Contact> = fresh
            .iter()
            .map(|submission| contact(submission))
            .filter(|contact| contact.email_key.is_some() || contact.phone_key.is_some())
            .collect();
        if !contacts.is_empty() {
            for found in work.people(&contacts).await?.into_iter().flatten() {
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

    /// Remembers somebody by what they can be recognised by.
    pub(super) fn know(&mut self, who: PersonMatch) {
        let at = self.people.len();
        if let Some(key) = who.person.email.as_deref().and_then(mail_key) {
            self.by_mail.insert(key, at);
        }
        if let Some(key) = who.person.phone.as_deref().and_then(phone_key) {
            self.by_phone.entry(key).or_insert(at);
        }
        self.people.push(who);
    }

    /// Who it is: by the mail address, else by the number, unless another address speaks
    /// against it: colleagues share numbers.
    pub(super) fn recognised(&self, contact: &Contact) -> Option<usize> {
        let by_mail = contact
            .email_key
            .as_ref()
            .and_then(|key| self.by_mail.get(key));
        by_mail.copied().or_else(|| {
            let at = *self.by_phone.get(contact.phone_key.as_ref()?)?;
            let theirs = self.people[at].person.email.as_deref().and_then(mail_key);
            match (&contact.email_key, theirs) {
                (Some(own), Some(theirs)) if *own != theirs => None,
                _ => Some(at),
            }
        })
    }

    /// Somebody whom we know, with what they told us beyond that.
    pub(super) fn person_again(
        &mut self,
        who: usize,
        submission: &Submission,
        contact: &Contact,
        company: Option<&Company>,
    ) -> Person {
        let own = &mut self.people[who];
        let before = (own.person.clone(), own.company.clone());
        let person = &mut own.person;
        let fill = |place: &mut Option<String>, given: &Option<String>| {
            if place.is_none() {
                place.clone_from(given);
            }
        };
        fill(&mut person.name, &submission.name);
        fill(&mut person.email, &submission.email);
        fill(&mut person.phone, &submission.phone);
        fill(&mut person.region, &submission.region);
        if own.company.is_none() {
            own.company = company.and_then(|company| company.id.clone());
        }
        let changed = (&own.person, &own.company) != (&before.0, &before.1);
        let (person, company) = (own.person.clone(), own.company.clone());
        if let Some(id) = person.id.clone().filter(|_| changed) {
            let key = |text: &Option<String>, of: fn(&str) -> Option<String>| {
                text.as_deref().and_then(of)
            };
            let contact = Contact {
                email_key: key(&person.email, mail_key).or_else(|| contact.email_key.clone()),
                phone_key: key(&person.phone, phone_key).or_else(|| contact.phone_key.clone()),
            };
            self.written.changed_people.push(NewPerson {
                id,
                person: person.clone(),
                contact,
                company,
                at: self.now,
            });
        }
        person
    }
}

/// What somebody can be recognised by.
pub(super) fn contact(submission: &Submission) -> Contact {
    Contact {
        email_key: submission.email.as_deref().and_then(mail_key),
        phone_key: submission.phone.as_deref().and_then(phone_key),
    }
}
