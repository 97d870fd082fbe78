//! People: persons and companies, each of which exists once.

use crate::db::{Row, Value, args};
use crate::lead_row::plain;
use crate::{Contact, Result, Work};
use jiff::Timestamp;
use lifecycle::lead::{Company, Person};
use lifecycle::names::{CompanyId, LeadId, MemberId, PersonId};
use lifecycle::words::fold;

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

const FOUND: &str = "p.id, p.name, p.email, p.phone, p.region, p.company_id";

impl Work {
    /// Who each of these is, in one round; the mail address says more than the number.
    /// Read the [`roster`](Self::roster) first: that keeps other nodes from adding the same
    /// person meanwhile.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn people(&mut self, wanted: &[Contact]) -> Result<Vec<Option<PersonMatch>>> {
        let by_email = format!("SELECT {FOUND} FROM persons p WHERE p.email_key = $1");
        let by_phone = format!(
            "SELECT {FOUND} FROM persons p WHERE p.phone_key = $1 ORDER BY p.created_at, p.id LIMIT 1"
        );
        let mut found: Vec<Option<Row>> = wanted.iter().map(|_| None).collect();
        for (sql, key_of) in [
            (
                &by_email,
                (|one: &Contact| one.email_key.clone()) as fn(&Contact) -> Option<String>,
            ),
            (&by_phone, |one: &Contact| one.phone_key.clone()),
        ] {
            let asked: Vec<(usize, String)> = wanted
                .iter()
                .enumerate()
                .filter(|(at, _)| found.get(*at).is_some_and(Option::is_none))
                .filter_map(|(at, one)| Some((at, plain(&key_of(one)?))))
                .collect();
            let sets: Vec<Vec<Value<'_>>> = asked
                .iter()
                .map(|(_, key)| args![key.as_str()].into())
                .collect();
            let answers = self.rows_many(sql, &sets).await?;
            for ((at, _), rows) in asked.iter().zip(answers) {
                if let Some(place) = found.get_mut(*at) {
                    *place = rows.into_iter().next();
                }
            }
        }
        let mut matches = Vec::with_capacity(found.len());
        for row in found {
            matches.push(row.map(|mut row| person(&mut row)).transpose()?);
        }
        self.add_leads(&mut matches).await?;
        Ok(matches)
    }

    /// The open lead and the last owner of each.
    async fn add_leads(&mut self, matches: &mut [Option<PersonMatch>]) -> Result<()> {
        const SQL: &str = "
            SELECT id, status, owner_kind, owner_id
              FROM leads
             WHERE person_id = $1
             ORDER BY CASE WHEN status = 'open' THEN 0 ELSE 1 END, captured_at DESC, id DESC
             LIMIT 1";
        let known: Vec<&mut PersonMatch> = matches.iter_mut().flatten().collect();
        let sets: Vec<Vec<Value<'static>>> = known
            .iter()
            .map(|one| args![one.person.id.as_ref().map(|id| id.as_str().to_owned())].into())
            .collect();
        let answers = self.rows_many(SQL, &sets).await?;
        for (one, mut rows) in known.into_iter().zip(answers) {
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

    /// Adds persons. One whose mail address somebody has already is
    /// [`Error::Busy`](crate::Error::Busy): begin anew.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn add_people(&mut self, people: &[NewPerson]) -> Result<()> {
        let rows: Vec<Vec<Value<'_>>> = people
            .iter()
            .map(|new| {
                let mut values = known(new);
                values.push(new.at.into());
                values
            })
            .collect();
        self.insert(
            "INSERT INTO persons (id, name, email, phone, region, email_key, phone_key, company_id, created_at)",
            "",
            &rows,
        )
        .await?;
        Ok(())
    }

    /// Overwrites what is known of persons.
    ///
    /// # Errors
    /// As [`add_people`](Self::add_people).
    pub async fn update_people(&mut self, people: &[NewPerson]) -> Result<()> {
        const SQL: &str = "
            UPDATE persons
               SET name = $2, email = $3, phone = $4, region = $5, email_key = $6,
                   phone_key = $7, company_id = $8
             WHERE id = $1";
        let sets: Vec<Vec<Value<'_>>> = people.iter().map(known).collect();
        self.execute_many(SQL, &sets).await?;
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

fn known(new: &NewPerson) -> Vec<Value<'static>> {
    let person = &new.person;
    let text = |value: &Option<String>| value.as_deref().map(plain);
    args![
        new.id.as_str().to_owned(),
        text(&person.name),
        text(&person.email),
        text(&person.phone),
        text(&person.region),
        text(&new.contact.email_key),
        text(&new.contact.phone_key),
        new.company.as_ref().map(|id| id.as_str().to_owned()),
    ]
    .into()
}

fn person(row: &mut Row) -> Result<PersonMatch> {
    Ok(PersonMatch {
        person: Person {
            id: Some(row.take::<String>(0)?.into()),
            name: row.take(1)?,
            email: row.take(2)?,
            phone: row.take(3)?,
            region: row.take(4)?,
            owner: None,
        },
        company: row.take::<Option<String>>(5)?.map(Into::into),
        open_lead: None,
        last_owner: None,
    })
}
