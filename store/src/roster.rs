//! Roster: who works here, with load and turns, for the rules.

use crate::db::{Row, Sql};
use crate::log::of_json;
use crate::{Reader, Result, Work};
use lifecycle::names::MemberId;
use lifecycle::process::model::PoolOf;
use lifecycle::roster::{Member, Roster};

/// The columns that [`member`] reads.
pub(crate) const COLUMNS: &str = "id, name, active, roles, teams, region, seniority, open";

/// Reads [`COLUMNS`].
pub(crate) fn member(row: &mut Row) -> Result<Member> {
    Ok(Member {
        id: row.take::<String>(0)?.into(),
        name: row.take(1)?,
        active: row.take(2)?,
        roles: of_json(&row.take::<String>(3)?)?,
        teams: of_json(&row.take::<String>(4)?)?,
        region: row.take(5)?,
        seniority: row.take(6)?,
        open: row.take(7)?,
    })
}

impl Work {
    /// Who works here, with open leads and turns. Others that need it wait until this work
    /// ends, on all nodes; so turns are exact.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy) when others have it for too long,
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn roster(&mut self) -> Result<Roster> {
        const LOCK: Sql<'_> = Sql {
            sqlite: "SELECT value FROM meta WHERE name = 'roster'",
            postgres: "SELECT value FROM meta WHERE name = 'roster' FOR UPDATE",
        };
        self.rows(LOCK, &[]).await?;
        self.write_loads().await?;
        let members = self.rows(&members(), &[]).await?;
        let turns = self.rows(TURNS, &[]).await?;
        read(members, turns)
    }
}

impl Reader {
    /// Who works here, as it is at this moment. Good for looking ahead: nobody's turn is
    /// held by it.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn roster(&mut self) -> Result<Roster> {
        let members = self.connection.rows(&members(), &[]).await?;
        let turns = self.connection.rows(TURNS, &[]).await?;
        read(members, turns)
    }
}

const TURNS: &str = "SELECT pool, member_id, turns FROM turns ORDER BY pool, member_id";

fn members() -> String {
    format!("SELECT {COLUMNS} FROM members ORDER BY id")
}

fn read(members: Vec<Row>, turns: Vec<Row>) -> Result<Roster> {
    let mut roster = Roster::default();
    for mut row in members {
        roster.members.push(member(&mut row)?);
    }
    for mut row in turns {
        let pool: PoolOf = of_json(&row.take::<String>(0)?)?;
        let member = MemberId::from(row.take::<String>(1)?);
        let turns = row.take(2)?;
        roster.turns.entry(pool).or_default().insert(member, turns);
    }
    Ok(roster)
}
