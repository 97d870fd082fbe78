//! Work: a unit that is written as a whole or not at all.

use crate::db::{Connection, Failure, Row, Sql, Value, args};
use crate::open::{Inner, Place};
use crate::{Error, Position, Result};
use lifecycle::names::{LeadId, MemberId};
use lifecycle::roster::{Given, Turns};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything in it commits together, or nothing. Dropped without [`Work::commit`] it leaves
/// no trace. After an error other than [`Error::StillOwns`] it can't be committed.
#[derive(Debug)]
pub struct Work {
    connection: Connection,
    pub(crate) inner: Arc<Inner>,
    /// A step failed or was cut short: what was written is not a whole.
    broken: bool,
    /// Events without their positions: those are given out at the very end.
    pub(crate) events: Vec<Vec<Value<'static>>>,
    /// By how much members' numbers of open leads change. Everybody's rows, so at the end too.
    pub(crate) loads: BTreeMap<MemberId, i64>,
    /// Where who stands in the ledger now, by pool and member.
    pub(crate) turns: BTreeMap<(String, MemberId), Turns>,
    /// How many leads who was given lately.
    pub(crate) given: BTreeMap<MemberId, Given>,
    /// Which member had a lead that was open, of the leads seen or written so far.
    pub(crate) owners: BTreeMap<LeadId, Option<MemberId>>,
}

impl Work {
    pub(crate) fn new(connection: Connection, inner: Arc<Inner>) -> Self {
        Self {
            connection,
            inner,
            broken: false,
            events: Vec::new(),
            loads: BTreeMap::new(),
            turns: BTreeMap::new(),
            given: BTreeMap::new(),
            owners: BTreeMap::new(),
        }
    }

    /// Remembers that a step began, until it ended well.
    async fn step<T>(
        &mut self,
        step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if self.broken {
            return Err(Failure::Wrong(
                "an earlier step of this unit of work failed: begin anew".to_owned(),
            ));
        }
        self.broken = true;
        let done = step(&mut self.connection).await;
        self.broken = done.is_err();
        done
    }

    pub(crate) async fn rows<'s>(
        &mut self,
        sql: impl Into<Sql<'s>>,
        args: &[Value<'_>],
    ) -> Result<Vec<Row>, Failure> {
        let sql = sql.into();
        self.step(async |connection| connection.rows(sql, args).await)
            .await
    }

    pub(crate) async fn row<'s>(
        &mut self,
        sql: impl Into<Sql<'s>>,
        args: &[Value<'_>],
    ) -> Result<Option<Row>, Failure> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    pub(crate) async fn rows_many<'s>(
        &mut self,
        sql: impl Into<Sql<'s>>,
        sets: &[Vec<Value<'_>>],
    ) -> Result<Vec<Vec<Row>>, Failure> {
        let sql = sql.into();
        self.step(async |connection| connection.rows_many(sql, sets).await)
            .await
    }

    pub(crate) async fn execute<'s>(
        &mut self,
        sql: impl Into<Sql<'s>>,
        args: &[Value<'_>],
    ) -> Result<u64, Failure> {
        let sql = sql.into();
        self.step(async |connection| connection.execute(sql, args).await)
            .await
    }

    pub(crate) async fn execute_many<'s>(
        &mut self,
        sql: impl Into<Sql<'s>>,
        sets: &[Vec<Value<'_>>],
    ) -> Result<Vec<u64>, Failure> {
        let sql = sql.into();
        self.step(async |connection| connection.execute_many(sql, sets).await)
            .await
    }

    pub(crate) async fn insert(
        &mut self,
        head: &str,
        tail: &str,
        rows: &[Vec<Value<'_>>],
    ) -> Result<(), Failure> {
        self.step(async |connection| connection.insert(head, tail, rows).await)
            .await
    }

    /// What was written so far is not a whole.
    pub(crate) fn give_up(&mut self) {
        self.broken = true;
    }

    /// Writes what was put off: rows that everybody wants are locked as late as possible,
    /// and in the order of their ids, so that nobody waits for each other in a circle.
    pub(crate) async fn write_loads(&mut self) -> Result<()> {
        let loads = std::mem::take(&mut self.loads);
        let changed: Vec<(MemberId, i64)> = loads.into_iter().filter(|(_, by)| *by != 0).collect();
        let sets: Vec<Vec<Value<'_>>> = changed
            .iter()
            .map(|(member, by)| args![member.as_str(), *by].into())
            .collect();
        let touched = self
            .execute_many("UPDATE members SET open = open + $2 WHERE id = $1", &sets)
            .await?;
        if let Some((stranger, _)) = changed
            .iter()
            .zip(touched)
            .find_map(|(change, rows)| (rows != 1).then_some(change))
        {
            self.broken = true;
            return Err(Error::Invalid(format!(
                "a lead is owned by {stranger}, who is no member"
            )));
        }
        let turns = std::mem::take(&mut self.turns);
        let rows: Vec<Vec<Value<'_>>> = turns
            .iter()
            .map(|((pool, member), now)| {
                let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
                args![
                    pool.as_str(),
                    member.as_str(),
                    count(now.turns),
                    count(now.credits),
                    count(now.let_go),
                ]
                .into()
            })
            .collect();
        self.insert(
            "INSERT INTO turns (pool, member_id, turns, credits, let_go)",
            "ON CONFLICT (pool, member_id) DO UPDATE SET turns = excluded.turns,
                credits = excluded.credits, let_go = excluded.let_go",
            &rows,
        )
        .await?;
        let given = std::mem::take(&mut self.given);
        let rows: Vec<Vec<Value<'_>>> = given
            .iter()
            .map(|(member, now)| {
                args![
                    member.as_str(),
                    now.day.to_string(),
                    now.today,
                    now.week,
                    now.month,
                ]
                .into()
            })
            .collect();
        self.insert(
            "INSERT INTO given (member_id, day, today, week, month)",
            "ON CONFLICT (member_id) DO UPDATE SET day = excluded.day, today = excluded.today,
                week = excluded.week, month = excluded.month",
            &rows,
        )
        .await?;
        Ok(())
    }

    /// Gives out positions and writes the events: the last thing before the commit, so that
    /// positions become visible in their order.
    async fn append(&mut self) -> Result<Position> {
        let mut events = std::mem::take(&mut self.events);
        let count = events.len() as i64;
        let head = if count == 0 {
            self.row("SELECT position FROM log_head WHERE one = 1", &[])
                .await?
        } else {
            self.row(
                "UPDATE log_head SET position = position + $1 WHERE one = 1 RETURNING position",
                &args![count],
            )
            .await?
        };
        let head: i64 = head
            .ok_or_else(|| Error::Damaged("the log has no end".to_owned()))?
            .take(0)?;
        for (event, position) in events.iter_mut().zip(head - count + 1..) {
            event.push(Value::Integer(position));
        }
        self.insert(crate::log::INSERT, "", &events).await?;
        if count > 0
            && let Place::Postgres(pool) = &self.inner.place
        {
            let channel = pool.schema().to_owned();
            self.execute("SELECT pg_notify($1, '')", &args![channel])
                .await?;
        }
        Ok(Position(head))
    }

    /// Makes it durable and visible; the end of the log afterwards.
    ///
    /// # Errors
    /// Nothing was written, except with [`Error::InDoubt`]: then nobody knows.
    pub async fn commit(mut self) -> Result<Position> {
        self.write_loads().await?;
        let grows = !self.events.is_empty();
        let head = self.append().await?;
        self.step(async |connection| connection.commit().await)
            .await?;
        if grows {
            self.inner.grown.send_modify(|count| *count += 1);
        }
        Ok(head)
    }
}

#[cfg(test)]
mod tests {
    use crate::{LeadFilter, Position, Sort, Store};

    fn can_move<T: Send>(_: &T) {}

    /// Handlers are moved between threads while they wait.
    #[test]
    fn whoever_waits_can_be_moved_between_threads() {
        let _ = async |store: &Store, sort: Sort| {
            can_move(&store.begin());
            can_move(&store.ready());
            can_move(&store.listen());
            can_move(&crate::verify(store, |_| {}));
            can_move(&store.backup("x".as_ref()));
            can_move(&crate::restore("x".as_ref(), "y"));
            can_move(&Store::open("", crate::Options::default()));
            let mut work = store.begin().await?;
            can_move(&work.record(&[]));
            can_move(&work.roster());
            can_move(&work.people(&[]));
            let mut reader = store.reader().await?;
            can_move(&reader.leads(&LeadFilter::default(), sort, None, 1));
            can_move(&reader.log(Position(0), 1));
            can_move(&work.commit());
            crate::Result::<()>::Ok(())
        };
    }
}
