//! Roster: who works here, with load and turns, for the rules.

use crate::db::{Failure, Row, Sql};
use crate::log::of_json;
use crate::open::Place;
use crate::{Error, Reader, Result, Work};
use lifecycle::names::MemberId;
use lifecycle::process::model::PoolOf;
use lifecycle::roster::{Given, Member, Roster, Turns};

/// The columns that [`member`] reads.
pub(crate) const COLUMNS: &str =
    "id, name, active, roles, teams, region, seniority, open, particulars";

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
        particulars: of_json(&row.take::<String>(8)?)?,
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
        let locked = self.rows(LOCK, &[]).await;
        if let (Err(Failure::Busy(_)), Place::Postgres(pool)) = (&locked, &self.inner.place) {
            pool.end_who_holds_and_reads_nothing().await;
        }
        locked?;
        self.write_loads().await?;
        let members = self.rows(&members(), &[]).await?;
        let turns = self.rows(TURNS, &[]).await?;
        let given = self.rows(GIVEN, &[]).await?;
        read(members, turns, given)
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
        let given = self.connection.rows(GIVEN, &[]).await?;
        read(members, turns, given)
    }
}

const TURNS: &str =
    "SELECT pool, member_id, turns, credits, let_go FROM turns ORDER BY pool, member_id";
const GIVEN: &str = "SELECT member_id, day, today, week, month FROM given ORDER BY member_id";

fn members() -> String {
    format!("SELECT {COLUMNS} FROM members ORDER BY id")
}

fn read(members: Vec<Row>, turns: Vec<Row>, given: Vec<Row>) -> Result<Roster> {
    let mut roster = Roster::default();
    for mut row in members {
        roster.members.push(member(&mut row)?);
    }
    for mut row in turns {
        turn(&mut row, &mut roster)?;
    }
    for mut row in given {
        count(&mut row, &mut roster)?;
    }
    Ok(roster)
}

fn turn(row: &mut Row, roster: &mut Roster) -> Result<()> {
    let pool: PoolOf = of_json(&row.take::<String>(0)?)?;
    let member = MemberId::from(row.take::<String>(1)?);
    let turns = Turns {
        turns: row.take(2)?,
        credits: row.take(3)?,
        let_go: row.take(4)?,
    };
    roster.turns.entry(pool).or_default().insert(member, turns);
    Ok(())
}

fn count(row: &mut Row, roster: &mut Roster) -> Result<()> {
    let member = MemberId::from(row.take::<String>(0)?);
    let day: String = row.take(1)?;
    let given = Given {
        day: day
            .parse()
            .map_err(|_| Error::Damaged(format!("`{day}` is no day")))?,
        today: row.take(2)?,
        week: row.take(3)?,
        month: row.take(4)?,
    };
    roster.given.insert(member, given);
    Ok(())
}
