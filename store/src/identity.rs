//! Identity: who may be the same, who was merged, and how to undo it.
//!
//! A likeness is a pair of persons who may be one; people decide, and what they decided
//! stays, so that nobody is asked twice. A merge is kept with everything that it takes to
//! undo it, for ever.
//!
//! Deliberately absent: who is the same (the matcher says), and what a merge does to leads
//! (`lifecycle::identify::merge`).

use crate::db::{Row, Sql, Value, args};
use crate::lead_row::plain;
use crate::log::{json, of_json};
use crate::people::{PersonMatch, read};
use crate::{ContactKey, Error, Position, Reader, Result, Work};
use jiff::Timestamp;
use lifecycle::lead::{Actor, Person};
use lifecycle::names::{CompanyId, LeadId, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The id of a merge.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct MergeId(pub String);

/// All that is known of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRecord {
    /// Who; with id.
    pub person: Person,
    /// Other mail addresses and numbers of theirs.
    pub others: Vec<String>,
    /// Where they work.
    pub company: Option<CompanyId>,
    /// What that is called.
    pub company_name: Option<String>,
}

/// A person as they are, or as who they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What is known.
    pub record: PersonRecord,
    /// Who they were merged into.
    pub merged_into: Option<PersonId>,
    /// When they became known.
    pub since: Timestamp,
}

/// Two persons who were made one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Its id.
    pub id: MergeId,
    /// What it did.
    pub data: MergeData,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// When it was undone, and by whom.
    pub undone: Option<(Timestamp, Actor)>,
}

/// What a merge did, and what was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeData {
    /// Who stays, as they were before.
    pub kept: PersonRecord,
    /// Who is somebody else now, as they were before.
    pub gone: PersonRecord,
    /// Who stays, as they were afterwards.
    pub after: PersonRecord,
    /// By what the second one was recognised.
    pub keys: Vec<ContactKey>,
    /// The leads of the second one.
    pub leads: Vec<LeadId>,
    /// The lead that went on, and the one that goes on in it.
    pub joined: Option<(LeadId, LeadId)>,
}

/// Whether somebody has decided on a likeness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LikenessState {
    /// Nobody has.
    Open,
    /// They are one.
    Same,
    /// They are two.
    Different,
}

impl LikenessState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Same, Self::Different];

    /// The word in the database and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Same => "same",
            Self::Different => "different",
        }
    }
}

/// A pair that is likely one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLikeness {
    /// One of them.
    pub one: PersonId,
    /// The other.
    pub other: PersonId,
    /// That they are one, in millionths.
    pub probability: u32,
    /// What speaks for it and against it, as JSON.
    pub parts: String,
    /// When it was found.
    pub at: Timestamp,
}

/// A pair with both persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// The one with the smaller id.
    pub one: PersonMatch,
    /// The other.
    pub other: PersonMatch,
    /// That they are one, in millionths.
    pub probability: u32,
    /// What speaks for it and against it, as JSON.
    pub parts: String,
    /// Whether somebody has decided.
    pub state: LikenessState,
    /// When it was found.
    pub found_at: Timestamp,
    /// When it was decided, and by whom.
    pub decided: Option<(Timestamp, Actor)>,
}

/// What [`known`] takes.
const RECORD: &str = "p.id, p.name, p.email, p.phone, p.region, p.others, p.company_id, c.name, p.merged_into, p.created_at";

fn known(mut row: Row) -> Result<Known> {
    let (merged_into, since): (Option<String>, Timestamp) = (row.take(8)?, row.take(9)?);
    Ok(Known {
        record: record(read(row)?),
        merged_into: merged_into.map(Into::into),
        since,
    })
}

fn record(found: PersonMatch) -> PersonRecord {
    PersonRecord {
        person: found.person,
        others: found.others,
        company: found.company,
        company_name: found.company_name,
    }
}

static BY_ID: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {RECORD}
           FROM persons p LEFT JOIN companies c ON c.id = p.company_id
          WHERE p.id = $1"
    )
});

static TO_CHANGE: LazyLock<String> = LazyLock::new(|| format!("{} FOR UPDATE OF p", *BY_ID));

const LEADS_OF: &str = "SELECT id FROM leads WHERE person_id = $1 ORDER BY captured_at, id";

const MERGE: &str = "SELECT id, data, at, actor, undone_at, undone_by FROM merges";

fn merge(mut row: Row) -> Result<Merge> {
    let (at, by): (Timestamp, String) = (row.take(2)?, row.take(3)?);
    let (undone_at, undone_by): (Option<Timestamp>, Option<String>) = (row.take(4)?, row.take(5)?);
    let undone_by = undone_by.map(|by| of_json(&by)).transpose()?;
    Ok(Merge {
        id: MergeId(row.take(0)?),
        data: of_json(&row.take::<String>(1)?)?,
        at,
        by: of_json(&by)?,
        undone: undone_at.zip(undone_by),
    })
}

impl Work {
    /// These persons, to change them; `None` for those that there aren't.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn persons(&mut self, ids: &[PersonId]) -> Result<Vec<Option<Known>>> {
        let sets: Vec<Vec<Value<'_>>> = ids.iter().map(|id| args![id.as_str()].into()).collect();
        let sql = Sql {
            sqlite: &BY_ID,
            postgres: &TO_CHANGE,
        };
        let found = self.rows_many(sql, &sets).await?;
        found
            .into_iter()
            .map(|rows| rows.into_iter().next().map(known).transpose())
            .collect()
    }

    /// The leads of a person, the oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn leads_of(&mut self, person: &PersonId) -> Result<Vec<LeadId>> {
        let rows = self.rows(LEADS_OF, &args![person.as_str()]).await?;
        rows.into_iter()
            .map(|mut row| Ok(row.take::<String>(0)?.into()))
            .collect()
    }

    /// All that happened to a lead.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn history(&mut self, lead: &LeadId) -> Result<Vec<lifecycle::lead::Recorded>> {
        const SQL: &str = "
            SELECT position, lead_id, seq, type, at, actor, because, process_version, data
              FROM events
             WHERE lead_id = $1
             ORDER BY seq";
        let rows = self.rows(SQL, &args![lead.as_str()]).await?;
        rows.into_iter()
            .map(|row| Ok(crate::log::read(row)?.recorded))
            .collect()
    }

    /// Overwrites what is known of a person, and who they are.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn set_person(
        &mut self,
        record: &PersonRecord,
        merged_into: Option<&PersonId>,
    ) -> Result<()> {
        const SQL: &str = "
            UPDATE persons
               SET name = $2, email = $3, phone = $4, region = $5, others = $6,
                   company_id = $7, merged_into = $8
             WHERE id = $1";
        let person = &record.person;
        let text = |value: &Option<String>| value.as_deref().map(plain);
        let id = person
            .id
            .as_ref()
            .ok_or_else(|| Error::Invalid("a person without an id can't be changed".to_owned()))?;
        self.execute(
            SQL,
            &args![
                id.as_str(),
                text(&person.name),
                text(&person.email),
                text(&person.phone),
                text(&person.region),
                plain(&json(&record.others)?),
                record.company.as_ref().map(|id| id.as_str()),
                merged_into.map(PersonId::as_str),
            ],
        )
        .await?;
        Ok(())
    }

    /// By what a person is recognised.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn keys_of(&mut self, person: &PersonId) -> Result<Vec<ContactKey>> {
        const SQL: &str = "SELECT key FROM person_keys WHERE person_id = $1 ORDER BY key";
        let rows = self.rows(SQL, &args![person.as_str()]).await?;
        rows.into_iter()
            .map(|mut row| Ok(row.take::<String>(0)?))
            .collect()
    }

    /// Somebody else is recognised by these keys from now on.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn move_keys(
        &mut self,
        keys: &[ContactKey],
        from: &PersonId,
        to: &PersonId,
    ) -> Result<()> {
        let of = |who: &PersonId| -> Vec<Vec<Value<'static>>> {
            let keys = keys.iter();
            keys.map(|key| args![plain(key), who.as_str().to_owned()].into())
                .collect()
        };
        self.execute_many(
            "DELETE FROM person_keys WHERE key = $1 AND person_id = $2",
            &of(from),
        )
        .await?;
        self.insert(
            "INSERT INTO person_keys (key, person_id)",
            "ON CONFLICT (key, person_id) DO NOTHING",
            &of(to),
        )
        .await?;
        Ok(())
    }

    /// Remembers a merge.
    ///
    /// # Errors
    /// [`Error::Busy`] where the second one was merged at the same time; [`Error::Unavailable`].
    pub async fn add_merge(&mut self, merge: &Merge) -> Result<()> {
        const SQL: &str = "
            INSERT INTO merges (id, kept, gone, at, actor, data) VALUES ($1, $2, $3, $4, $5, $6)";
        let (kept, gone) = (merge.data.kept_id()?, merge.data.gone_id()?);
        self.execute(
            SQL,
            &args![
                merge.id.0.as_str(),
                kept.as_str(),
                gone.as_str(),
                merge.at,
                json(&merge.by)?,
                plain(&json(&merge.data)?),
            ],
        )
        .await?;
        Ok(())
    }

    /// The merge of this id.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn merge(&mut self, id: &MergeId) -> Result<Option<Merge>> {
        let sql = format!("{MERGE} WHERE id = $1");
        let row = self.row(&sql, &args![id.0.as_str()]).await?;
        row.map(merge).transpose()
    }

    /// Remembers that a merge was undone.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn end_merge(&mut self, id: &MergeId, at: Timestamp, by: &Actor) -> Result<()> {
        const SQL: &str = "UPDATE merges SET undone_at = $2, undone_by = $3 WHERE id = $1";
        self.execute(SQL, &args![id.0.as_str(), at, json(by)?])
            .await?;
        Ok(())
    }

    /// Remembers pairs; one that is known already stays as it is.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn add_likenesses(&mut self, found: &[NewLikeness]) -> Result<()> {
        let rows: Vec<Vec<Value<'_>>> = found
            .iter()
            .map(|new| {
                let (one, other) = ordered(&new.one, &new.other);
                args![
                    one.as_str(),
                    other.as_str(),
                    new.probability,
                    plain(&new.parts),
                    "open",
                    new.at
                ]
                .into()
            })
            .collect();
        self.insert(
            "INSERT INTO likenesses (one, other, probability, parts, state, found_at)",
            "ON CONFLICT (one, other) DO NOTHING",
            &rows,
        )
        .await?;
        Ok(())
    }

    /// Whether these pairs are known, and what was decided of them.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn likeness(
        &mut self,
        one: &PersonId,
        other: &PersonId,
    ) -> Result<Option<LikenessState>> {
        const SQL: &str = "SELECT state FROM likenesses WHERE one = $1 AND other = $2";
        let (one, other) = ordered(one, other);
        let row = self.row(SQL, &args![one.as_str(), other.as_str()]).await?;
        row.map(|mut row| state(&row.take::<String>(0)?))
            .transpose()
    }

    /// Somebody decided on a pair; what they decided stays. A pair that nobody had found is
    /// remembered too.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn decide_likeness(
        &mut self,
        pair: (&PersonId, &PersonId),
        state: LikenessState,
        at: Timestamp,
        by: &Actor,
    ) -> Result<()> {
        const SQL: &str = "
            INSERT INTO likenesses (one, other, probability, parts, state, found_at, decided_at, decided_by)
            VALUES ($1, $2, 0, '[]', $3, $4, $5, $6)
                ON CONFLICT (one, other)
                DO UPDATE SET state = excluded.state, decided_at = excluded.decided_at,
                              decided_by = excluded.decided_by";
        let (one, other) = ordered(pair.0, pair.1);
        let decided = (state != LikenessState::Open).then_some(at);
        let by = decided.map(|_| json(by)).transpose()?;
        self.execute(
            SQL,
            &args![one.as_str(), other.as_str(), state.word(), at, decided, by],
        )
        .await?;
        Ok(())
    }
}

impl MergeData {
    /// Who stays.
    ///
    /// # Errors
    /// [`Error::Damaged`] where that isn't said.
    pub fn kept_id(&self) -> Result<PersonId> {
        id_of(&self.kept)
    }

    /// Who is somebody else now.
    ///
    /// # Errors
    /// [`Error::Damaged`] where that isn't said.
    pub fn gone_id(&self) -> Result<PersonId> {
        id_of(&self.gone)
    }
}

fn id_of(record: &PersonRecord) -> Result<PersonId> {
    record
        .person
        .id
        .clone()
        .ok_or_else(|| Error::Damaged("a merge of somebody without an id".to_owned()))
}

fn ordered<'a>(one: &'a PersonId, other: &'a PersonId) -> (&'a PersonId, &'a PersonId) {
    if one <= other {
        (one, other)
    } else {
        (other, one)
    }
}

fn state(word: &str) -> Result<LikenessState> {
    LikenessState::ALL
        .into_iter()
        .find(|state| state.word() == word)
        .ok_or_else(|| Error::Damaged(format!("`{word}` says nothing of a likeness")))
}

impl Reader {
    /// The person of this id.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn person(&mut self, id: &PersonId) -> Result<Option<Known>> {
        let row = self.connection.row(&*BY_ID, &args![id.as_str()]).await?;
        row.map(known).transpose()
    }

    /// The leads of a person, the oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn leads_of(&mut self, person: &PersonId) -> Result<Vec<LeadId>> {
        let rows = self
            .connection
            .rows(LEADS_OF, &args![person.as_str()])
            .await?;
        rows.into_iter()
            .map(|mut row| Ok(row.take::<String>(0)?.into()))
            .collect()
    }

    /// The merges of a person, undone ones too, the latest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn merges_of(&mut self, person: &PersonId) -> Result<Vec<Merge>> {
        let sql = format!("{MERGE} WHERE kept = $1 OR gone = $1 ORDER BY at DESC, id DESC");
        let rows = self.connection.rows(&sql, &args![person.as_str()]).await?;
        rows.into_iter().map(merge).collect()
    }

    /// Pairs in this state, the likeliest first; `person`: only those of somebody.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn likenesses(
        &mut self,
        wanted: LikenessState,
        person: Option<&PersonId>,
        limit: u32,
    ) -> Result<Vec<Likeness>> {
        let of = |alias: &str, company: &str| {
            RECORD
                .replace("p.", &format!("{alias}."))
                .replace("c.", &format!("{company}."))
        };
        let (one, other) = (of("a", "x"), of("b", "y"));
        let whose = if person.is_some() {
            "AND (k.one = $3 OR k.other = $3)"
        } else {
            ""
        };
        let sql = format!(
            "SELECT {one}, {other}, k.probability, k.parts, k.found_at, k.decided_at, k.decided_by
               FROM likenesses k
               JOIN persons a ON a.id = k.one
               LEFT JOIN companies x ON x.id = a.company_id
               JOIN persons b ON b.id = k.other
               LEFT JOIN companies y ON y.id = b.company_id
              WHERE k.state = $1 AND a.merged_into IS NULL AND b.merged_into IS NULL {whose}
              ORDER BY k.probability DESC, k.one, k.other
              LIMIT $2"
        );
        let mut values: Vec<Value<'_>> = args![wanted.word(), limit].into();
        if let Some(person) = person {
            values.push(person.as_str().into());
        }
        const WIDTH: usize = 10;
        let mut found = Vec::new();
        for row in self.connection.rows(&sql, &values).await? {
            let mut columns = row.into_values();
            let mut rest = Row::of(columns.split_off(2 * WIDTH));
            let other = read(Row::of(columns.split_off(WIDTH)))?;
            let one = read(Row::of(columns))?;
            let decided_at: Option<Timestamp> = rest.take(3)?;
            let decided_by = rest.take::<Option<String>>(4)?;
            let decided_by = decided_by.map(|by| of_json(&by)).transpose()?;
            found.push(Likeness {
                one,
                other,
                probability: rest.take(0)?,
                parts: rest.take(1)?,
                state: wanted,
                found_at: rest.take(2)?,
                decided: decided_at.zip(decided_by),
            });
        }
        Ok(found)
    }

    /// How many pairs wait for somebody to decide, up to `most`.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn open_likenesses(&mut self, most: u32) -> Result<u64> {
        const SQL: &str = "
            SELECT count(*)
              FROM (SELECT 1
                      FROM likenesses k
                      JOIN persons a ON a.id = k.one
                      JOIN persons b ON b.id = k.other
                     WHERE k.state = 'open' AND a.merged_into IS NULL AND b.merged_into IS NULL
                     LIMIT $1) AS found";
        let row = self.connection.row(SQL, &args![most]).await?;
        Ok(row.map_or(Ok(0), |mut row| row.take(0))?)
    }
}

/// More people than these under one key say nothing: nobody is compared by it.
const CROWD: u32 = 64;

impl Reader {
    /// Up to where of the log people were compared.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn compared_up_to(&mut self) -> Result<Position> {
        const SQL: &str = "SELECT value FROM meta WHERE name = 'compared'";
        let row = self.connection.row(SQL, &[]).await?;
        let row = row.ok_or_else(|| Error::Damaged("nobody knows who was compared".to_owned()));
        place(&row?.take::<String>(0)?)
    }

    /// The persons of these leads, each once; without those who are somebody else by now.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn persons_of(&mut self, leads: &BTreeSet<LeadId>) -> Result<Vec<PersonRecord>> {
        const SQL: &str = "SELECT person_id FROM leads WHERE id = $1 AND person_id IS NOT NULL";
        let sets: Vec<Vec<Value<'_>>> = leads.iter().map(|id| args![id.as_str()].into()).collect();
        let mut ids = BTreeSet::new();
        for mut row in self
            .connection
            .rows_many(SQL, &sets)
            .await?
            .into_iter()
            .flatten()
        {
            ids.insert(PersonId::from(row.take::<String>(0)?));
        }
        self.records(ids.into_iter()).await
    }

    async fn records(&mut self, ids: impl Iterator<Item = PersonId>) -> Result<Vec<PersonRecord>> {
        let sets: Vec<Vec<Value<'static>>> =
            ids.map(|id| args![id.as_str().to_owned()].into()).collect();
        let mut records = Vec::with_capacity(sets.len());
        for row in self
            .connection
            .rows_many(&*BY_ID, &sets)
            .await?
            .into_iter()
            .flatten()
        {
            let found = known(row)?;
            if found.merged_into.is_none() {
                records.push(found.record);
            }
        }
        Ok(records)
    }

    /// Everybody under one of these keys, each once; a key with a crowd is left out.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn persons_under(&mut self, keys: &BTreeSet<String>) -> Result<Vec<PersonRecord>> {
        const SQL: &str = "SELECT person_id FROM person_blocks WHERE key = $1 LIMIT $2";
        let sets: Vec<Vec<Value<'_>>> = keys
            .iter()
            .map(|key| args![plain(key), CROWD + 1].into())
            .collect();
        let mut ids = BTreeSet::new();
        for rows in self.connection.rows_many(SQL, &sets).await? {
            if rows.len() > CROWD as usize {
                continue;
            }
            for mut row in rows {
                ids.insert(PersonId::from(row.take::<String>(0)?));
            }
        }
        self.records(ids.into_iter()).await
    }
}

impl Work {
    /// People were compared from one place of the log to another: under which keys they are
    /// found, and who is likely the same. `false`: somebody else has done it meanwhile, and
    /// nothing is written.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`].
    pub async fn compared(
        &mut self,
        from: Position,
        to: Position,
        keys: &[(String, PersonId)],
        found: &[NewLikeness],
    ) -> Result<bool> {
        const MOVE: &str = "UPDATE meta SET value = $2 WHERE name = 'compared' AND value = $1";
        let moved = self
            .execute(MOVE, &args![from.0.to_string(), to.0.to_string()])
            .await?;
        if moved == 0 {
            return Ok(false);
        }
        let rows: Vec<Vec<Value<'_>>> = keys
            .iter()
            .map(|(key, person)| args![plain(key), person.as_str()].into())
            .collect();
        self.insert(
            "INSERT INTO person_blocks (key, person_id)",
            "ON CONFLICT (key, person_id) DO NOTHING",
            &rows,
        )
        .await?;
        self.add_likenesses(found).await?;
        Ok(true)
    }
}

fn place(text: &str) -> Result<Position> {
    let place = text.parse().map(Position);
    place.map_err(|_| Error::Damaged(format!("`{text}` is no place of the log")))
}
