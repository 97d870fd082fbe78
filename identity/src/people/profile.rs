//! Profile: a contact prepared for comparing, once instead of for each comparison.

use crate::fold::folded;
use crate::{company, mail, name, phone};

/// What is known of somebody, as it was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Contact<'a> {
    /// Of the person.
    pub name: Option<&'a str>,
    /// One mail address.
    pub email: Option<&'a str>,
    /// One phone number.
    pub phone: Option<&'a str>,
    /// Where they work.
    pub company: Option<&'a str>,
    /// Where they are, in any word: `Bavaria`, `São Paulo, SP`.
    pub region: Option<&'a str>,
}

/// What holds for all contacts of a house.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct House<'a> {
    /// The ISO country that numbers without one are dialled from.
    pub region: Option<&'a str>,
}

/// A contact with everything that is compared in its one spelling.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    pub(crate) mail: Option<Mailbox>,
    pub(crate) phone: phone::Keys,
    /// See [`name::words`]; empty where there is none.
    pub(crate) name: String,
    /// What they said and what their domain says, each once; see [`company::core`].
    pub(crate) companies: Vec<String>,
    pub(crate) place: String,
}

/// A mail address in its one spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mailbox {
    /// See [`mail::key`].
    pub(crate) key: String,
    /// What stands before the `@`, without dots, hyphens and tags: `anasouza`.
    pub(crate) bare: String,
    /// A role's and nobody's own.
    pub(crate) shared: bool,
}

impl Mailbox {
    /// Prepares an address; `None` when it is none.
    fn of(address: &str) -> Option<Self> {
        let key = mail::key(address)?;
        let (local, _) = key.rsplit_once('@')?;
        let untagged = local.split('+').next().unwrap_or(local);
        Some(Self {
            bare: untagged.replace(['.', '-', '_'], ""),
            shared: mail::is_shared(&key),
            key,
        })
    }

    /// What stands behind the `@`.
    pub(crate) fn domain(&self) -> &str {
        self.key.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl Profile {
    /// Prepares a contact.
    pub fn of(contact: &Contact<'_>, house: &House<'_>) -> Self {
        let mail = contact.email.and_then(Mailbox::of);
        let mut companies = Vec::new();
        if let Some(core) = contact.company.map(company::core) {
            companies.push(core);
        }
        if let Some(domain) = mail.as_ref().and_then(|mail| mail::own_domain(&mail.key)) {
            let of_domain: String = company::of_domain(&domain).replace('-', "");
            companies.push(of_domain);
        }
        companies.retain(|core| !core.is_empty());
        companies.dedup();
        Self {
            mail,
            phone: contact
                .phone
                .map(|number| phone::keys(number, house.region))
                .unwrap_or_default(),
            name: contact.name.map(name::words).unwrap_or_default(),
            companies,
            place: contact.region.map(folded).unwrap_or_default(),
        }
    }
}
