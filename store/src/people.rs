//! People: persons and companies, each of which exists once.

use crate::db::{Row, Value, args};
use crate::lead_row::plain;
use crate::log::{json, of_json};
use crate::{ContactKey, Result, Work};
use jiff::Timestamp;
use lifecycle::lead::{Company, Person};
use lifecycle::names::{CompanyId, LeadId, MemberId, PersonId};
use lifecycle::words::fold;
use std::collections::BTreeMap;

/// Somebody who may be recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonMatch {
    /// Who; with id.
    pub person: Person,
    /// Other mail addresses and numbers of theirs.
    pub others: Vec<String>,
    /// Where they work.
    pub company: Option<CompanyId>,
    /// What their company is called.
    pub company_name: Option<String>,
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
    /// Other mail addresses and numbers of theirs.
    pub others: Vec<String>,
    /// By what they can be recognised; those known before stay.
    pub keys: Vec<ContactKey>,
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

/// What [`read`] takes: a person and the name of their company.
pub(crate) const SHOWN: &str =
    "p.id, p.name, p.email, p.phone, p.region, p.others, p.company_id, c.name";

/// Of more people who share a mailbox or a number those who come first in the order of their
/// ids are looked at; the others would be taken for new each time.
const SHARING: u32 = 64;

impl Work {
    /// Everybody who can be recognised by one of these keys, each once.
    /// Read the [`roster`](Self::roster) first: that keeps other nodes from adding the same
    /// person meanwhile.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn people(&mut self, wanted: &[ContactKey]) -> Result<Vec<PersonMatch>> {
        let sql = format!(
            "SELECT {SHOWN}
               FROM person_keys k
               JOIN persons p ON p.id = k.person_id
               LEFT JOIN companies c ON c.id = p.company_id
              WHERE k.key = $1
              ORDER BY k.person_id
              LIMIT {SHARING}"
        );
        let sets: Vec<Vec<Value<'_>>> = wanted.iter().map(|key| args![plain(key)].into()).collect();
        let mut known: BTreeMap<PersonId, PersonMatch> = BTreeMap::new();
        for row in self.rows_many(&sql, &sets).await?.into_iter().flatten() {
            let found = read(row)?;
            if let Some(id) = found.person.id.clone() {
                known.insert(id, found);
            }
        }
        let mut matches: Vec<PersonMatch> = known.into_values().collect();
        self.add_leads(&mut matches).await?;
        Ok(matches)
    }

    /// The open lead and the last owner of each.
    async fn add_leads(&mut self, known: &mut [PersonMatch]) -> Result<()> {
        const SQL: &str = "
            SELECT id, status, owner_kind, owner_id
              FROM leads
             WHERE person_id = $1 AND status <> 'merged'
             ORDER BY CASE WHEN status = 'open' THEN 0 ELSE 1 END, captured_at DESC, id DESC
             LIMIT 1";
        let sets: Vec<Vec<Value<'static>>> = known
            .iter()
            .map(|one| args![one.person.id.as_ref().map(|id| id.as_str().to_owned())].into())
            .collect();
        let answers = self.rows_many(SQL, &sets).await?;
        for (one, mut rows) in known.iter_mut().zip(answers) {
            if let Some(row) = rows.first_mut() {
                let (status, kind): (String, String) = (row.take(1)?, row.take(2)?);
                if status == "open" {
                    one.open_lead = Some(row.take::<String>(0)?.into());
                }
                if kind == "person" {
                    one.last_owner = Some(row.take::<String>(3)?.into());
                }
            }
        }
        Ok(())
    }

    /// Adds persons.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn add_people(&mut self, people: &[NewPerson]) -> Result<()> {
        let mut rows: Vec<Vec<Value<'_>>> = Vec::with_capacity(people.len());
        for new in people {
            let mut values = known(new)?;
            values.push(new.at.into());
            rows.push(values);
        }
        self.insert(
            "INSERT INTO persons (id, name, email, phone, region, others, company_id, created_at)",
            "",
            &rows,
        )
        .await?;
        self.add_keys(people).await
    }

    /// Overwrites what is known of persons; keys are added, none is taken away.
    ///
    /// # Errors
    /// As [`add_people`](Self::add_people).
    pub async fn update_people(&mut self, people: &[NewPerson]) -> Result<()> {
        const SQL: &str = "
            UPDATE persons
               SET name = $2, email = $3, phone = $4, region = $5, others = $6, company_id = $7
             WHERE id = $1";
        let mut sets: Vec<Vec<Value<'_>>> = Vec::with_capacity(people.len());
        for new in people {
            sets.push(known(new)?);
        }
        self.execute_many(SQL, &sets).await?;
        self.add_keys(people).await
    }

    async fn add_keys(&mut self, people: &[NewPerson]) -> Result<()> {
        let keys: Vec<Vec<Value<'_>>> = people
            .iter()
            .flat_map(|new| new.keys.iter().map(|key| (key, &new.id)))
            .map(|(key, id)| args![plain(key), id.as_str()].into())
            .collect();
        self.insert(
            "INSERT INTO person_keys (key, person_id)",
            "ON CONFLICT (key, person_id) DO NOTHING",
            &keys,
        )
        .await?;
        Ok(())
    }

    /// The companies of these names, in the same order; those that aren't known are added.
    /// With the member who last got a lead of the company, if they are active.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn companies(&mut self, wanted: &[NewCompany]) -> Result<Vec<Company>> {
        const SQL: &str = "
            SELECT c.id, c.name, m.id
              FROM companies c LEFT JOIN members m ON m.id = c.owner_id AND m.active = 1
             WHERE c.name_key = $1";
        let keys: Vec<String> = wanted.iter().map(|new| name_key(&new.name)).collect();
        let rows: Vec<Vec<Value<'_>>> = wanted
            .iter()
            .zip(&keys)
            .map(|(new, key)| {
                args![
                    new.id.as_str(),
                    plain(new.name.trim()),
                    key.as_str(),
                    new.at
                ]
                .into()
            })
            .collect();
        self.insert(
            "INSERT INTO companies (id, name, name_key, created_at)",
            "ON CONFLICT (name_key) DO NOTHING",
            &rows,
        )
        .await?;
        let sets: Vec<Vec<Value<'_>>> = keys.iter().map(|key| args![key.as_str()].into()).collect();
        let mut companies = Vec::with_capacity(wanted.len());
        for mut rows in self.rows_many(SQL, &sets).await? {
            let row = rows
                .first_mut()
                .ok_or_else(|| crate::Error::Busy("a company was taken away".to_owned()))?;
            companies.push(Company {
                id: Some(row.take::<String>(0)?.into()),
                name: row.take(1)?,
                owner: row.take::<Option<String>>(2)?.map(Into::into),
            });
        }
        Ok(companies)
    }
}

/// A company's name, made comparable: in small letters, without accents, signs and extra spaces.
pub(crate) fn name_key(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<&str> = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return plain(folded.trim());
    }
    words.join(" ")
}

fn known(new: &NewPerson) -> Result<Vec<Value<'static>>> {
    let person = &new.person;
    let text = |value: &Option<String>| value.as_deref().map(plain);
    Ok(args![
        new.id.as_str().to_owned(),
        text(&person.name),
        text(&person.email),
        text(&person.phone),
        text(&person.region),
        plain(&json(&new.others)?),
        new.company.as_ref().map(|id| id.as_str().to_owned()),
    ]
    .into())
}

/// Reads [`SHOWN`]; leads and owners aren't known by that.
pub(crate) fn read(mut row: Row) -> Result<PersonMatch> {
    Ok(PersonMatch {
        person: Person {
            id: Some(row.take::<String>(0)?.into()),
            name: row.take(1)?,
            email: row.take(2)?,
            phone: row.take(3)?,
            region: row.take(4)?,
            owner: None,
        },
        others: of_json(&row.take::<String>(5)?)?,
        company: row.take::<Option<String>>(6)?.map(Into::into),
        company_name: row.take(7)?,
        open_lead: None,
        last_owner: None,
    })
}
