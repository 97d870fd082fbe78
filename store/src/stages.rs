//! Stages: how far leads came, where they are, and along which arrows they went.

use crate::db::{Value, args};
use crate::lead_filter::{BY_LEAD, Selection};
use crate::{LeadFilter, Reader, Result};
use jiff::{SignedDuration, Timestamp};
use lifecycle::names::StageId;

/// How many leads ever reached a stage, or ended at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Which.
    pub stage: StageId,
    /// How many.
    pub leads: u64,
}

/// What is going on, stage by stage and arrow by arrow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StageCounts {
    /// Stages with open leads, by name.
    pub stages: Vec<StageCount>,
    /// Ends with the leads that ended there, by name.
    pub ends: Vec<Reached>,
    /// Arrows that leads went along in the time asked for, by name.
    pub arrows: Vec<ArrowCount>,
}

/// The open leads of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageCount {
    /// Which.
    pub stage: StageId,
    /// How many.
    pub open: u64,
    /// Of these, with a next step that was due before now.
    pub overdue: u64,
    /// How long half of them have been there at least.
    pub median_age: SignedDuration,
}

/// Leads that went along an arrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrowCount {
    /// From where.
    pub from: StageId,
    /// Where to.
    pub to: StageId,
    /// How many, each counted once.
    pub leads: u64,
}

impl Reader {
    /// Of the leads that match, how many ever reached each of these stages.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn funnel(
        &mut self,
        filter: &LeadFilter,
        stages: &[StageId],
    ) -> Result<Vec<Reached>> {
        let selection = Selection::of(filter, &mut self.connection).await?;
        let stage = format!("${}", selection.args.len() + 1);
        let sql = if selection.is_all() {
            format!("SELECT count(DISTINCT s.lead_id) FROM lead_stages s WHERE s.stage = {stage}")
        } else {
            format!(
                "SELECT count(*) {} AND EXISTS (SELECT 1 FROM lead_stages s
                  WHERE s.lead_id = l.id AND {}stage = {stage})",
                selection.clause(),
                self.connection.dialect(BY_LEAD)
            )
        };
        let sets: Vec<Vec<Value<'_>>> = stages
            .iter()
            .map(|stage| {
                let mut set = selection.args.clone();
                set.push(stage.as_str().to_owned().into());
                set
            })
            .collect();
        let found = self.connection.rows_many(&sql, &sets).await?;
        stages
            .iter()
            .zip(found)
            .map(|(stage, mut rows)| {
                Ok(Reached {
                    stage: stage.clone(),
                    leads: rows.first_mut().map_or(Ok(0), |row| row.take(0))?,
                })
            })
            .collect()
    }

    /// What is going on at `now`; arrows since `moved_since`.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn stage_counts(
        &mut self,
        now: Timestamp,
        moved_since: Timestamp,
        filter: &LeadFilter,
    ) -> Result<StageCounts> {
        Ok(StageCounts {
            stages: self.open_by_stage(now, filter).await?,
            ends: self.ended_by_stage(filter).await?,
            arrows: self.arrows(moved_since, filter).await?,
        })
    }

    async fn open_by_stage(
        &mut self,
        now: Timestamp,
        filter: &LeadFilter,
    ) -> Result<Vec<StageCount>> {
        let mut selection = Selection::of(filter, &mut self.connection).await?;
        selection.and_fixed("l.status = 'open'".to_owned());
        let mut args = selection.args.clone();
        args.push(now.into());
        let sql = format!(
            "SELECT l.stage, count(*), sum(CASE WHEN l.sort_due < ${} THEN 1 ELSE 0 END)
               {} GROUP BY l.stage ORDER BY l.stage",
            args.len(),
            selection.clause()
        );
        let mut stages = Vec::new();
        for mut row in self.connection.rows(&sql, &args).await? {
            stages.push(StageCount {
                stage: row.take::<String>(0)?.into(),
                open: row.take(1)?,
                overdue: row.take(2)?,
                median_age: SignedDuration::ZERO,
            });
        }
        let width = selection.args.len();
        let sql = format!(
            "SELECT l.since {} AND l.stage = ${} ORDER BY l.since LIMIT 1 OFFSET ${}",
            selection.clause(),
            width + 1,
            width + 2
        );
        let sets: Vec<Vec<Value<'_>>> = stages
            .iter()
            .map(|stage| {
                let mut set = selection.args.clone();
                let half = i64::try_from((stage.open.max(1) - 1) / 2).unwrap_or(i64::MAX);
                set.extend(args![stage.stage.as_str().to_owned(), half]);
                set
            })
            .collect();
        let found = self.connection.rows_many(&sql, &sets).await?;
        for (stage, mut rows) in stages.iter_mut().zip(found) {
            if let Some(row) = rows.first_mut() {
                stage.median_age = now.duration_since(row.take(0)?);
            }
        }
        Ok(stages)
    }

    async fn ended_by_stage(&mut self, filter: &LeadFilter) -> Result<Vec<Reached>> {
        let mut selection = Selection::of(filter, &mut self.connection).await?;
        selection.and_fixed("l.status <> 'open'".to_owned());
        let sql = format!(
            "SELECT l.stage, count(*) {} GROUP BY l.stage ORDER BY l.stage",
            selection.clause()
        );
        let rows = self.connection.rows(&sql, &selection.args).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(Reached {
                    stage: row.take::<String>(0)?.into(),
                    leads: row.take(1)?,
                })
            })
            .collect()
    }

    async fn arrows(&mut self, since: Timestamp, filter: &LeadFilter) -> Result<Vec<ArrowCount>> {
        let mut selection = Selection::of(filter, &mut self.connection).await?;
        let all = selection.is_all();
        let since = selection.bind(since);
        let moves = format!("s.from_stage IS NOT NULL AND s.entered_at >= {since}");
        let from_where = if all {
            format!("FROM lead_stages s WHERE {moves}")
        } else {
            format!(
                "FROM lead_stages s WHERE {moves} AND s.lead_id IN (SELECT l.id {})",
                selection.clause()
            )
        };
        let sql = format!(
            "SELECT s.from_stage, s.stage, count(DISTINCT s.lead_id) {from_where}
              GROUP BY s.from_stage, s.stage
              ORDER BY s.from_stage, s.stage"
        );
        let rows = self.connection.rows(&sql, &selection.args).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(ArrowCount {
                    from: row.take::<String>(0)?.into(),
                    to: row.take::<String>(1)?.into(),
                    leads: row.take(2)?,
                })
            })
            .collect()
    }
}
