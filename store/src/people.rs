//! People: persons and companies, each of which exists once.

use crate::{Contact, Result, Work};
use jiff::Timestamp;
use lifecycle::lead::{Company, Person};
use lifecycle::names::{CompanyId, LeadId, MemberId, PersonId};

/// Somebody who was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonMatch {
    /// Who; with id.
    pub person: Person,
    /// Where they work.
    pub company: Option<CompanyId>,
    /// Their open lead, if they have one.
    pub open_lead: Option<LeadId>,
    /// Who had their last lead, if that was a person.
    pub last_owner: Option<MemberId>,
}

/// Somebody who wasn't known, or of whom more is known now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Their id; [`crate::new_id`] makes one.
    pub id: PersonId,
    /// What is known of them. Its `id` is not looked at.
    pub person: Person,
    /// By what they can be recognised.
    pub contact: Contact,
    /// Where they work.
    pub company: Option<CompanyId>,
    /// When they became known.
    pub at: Timestamp,
}

/// A company that may not be known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCompany {
    /// Its id, should it be new.
    pub id: CompanyId,
    /// Its name; the same name in other letters is the same company.
    pub name: String,
    /// When it became known.
    pub at: Timestamp,
}

impl Work {
    /// Who each of these is, in one round; the mail address says more than the number.
    /// Read the [`roster`](Self::roster) first: that keeps other nodes from adding the same
    /// person meanwhile.
    pub async fn people(&mut self, wanted: &[Contact]) -> Result<Vec<Option<PersonMatch>>> {
        let _ = wanted;
        todo!()
    }

    /// Adds persons. One whose mail address somebody has already is [`Error::Busy`](crate::Error::Busy): begin anew.
    pub async fn add_people(&mut self, people: &[NewPerson]) -> Result<()> {
        let _ = people;
        todo!()
    }

    /// Overwrites what is known of persons.
    pub async fn update_people(&mut self, people: &[NewPerson]) -> Result<()> {
        let _ = people;
        todo!()
    }

    /// The companies of these names, in the same order; those that aren't known are added.
    /// With the member who last got a lead of the company, if they are active.
    pub async fn companies(&mut self, wanted: &[NewCompany]) -> Result<Vec<Company>> {
        let _ = wanted;
        todo!()
    }
}
