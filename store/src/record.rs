//! Record: what was decided is written, all of it together.

use crate::db::{Sql, Value, args};
use crate::leads::read_state;
use crate::log::json;
use crate::{Error, Result, Work, lead_row};
use jiff::Timestamp;
use lifecycle::lead::{Decision, Effect, Event, Lead, MoveKind, Owner, Recorded, Standing};
use lifecycle::names::{LeadId, MemberId};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static INSERT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "INSERT INTO leads ({}, exceptions)",
        lead_row::DERIVED.join(", ")
    )
});

/// Sets all columns but `id`, where the version is still the one that was read.
static UPDATE: LazyLock<String> = LazyLock::new(|| {
    let columns: Vec<String> = lead_row::DERIVED
        .iter()
        .enumerate()
        .skip(1)
        .map(|(at, column)| format!("{column} = ${}", at + 1))
        .collect();
    let width = lead_row::DERIVED.len();
    format!(
        "UPDATE leads SET {}, exceptions = exceptions + ${} WHERE id = $1 AND version = ${}",
        columns.join(", "),
        width + 1,
        width + 2
    )
});

/// What is recorded of one lead: decisions that follow each other, as one.
struct Change<'a> {
    /// The version before.
    base: u32,
    last: &'a Decision,
    events: Vec<&'a Recorded>,
    effects: Vec<(&'a Effect, Timestamp)>,
}

impl<'a> Change<'a> {
    /// Decisions by lead, in the order in which the leads first appear.
    fn of(decisions: &'a [Decision]) -> Result<Vec<Self>> {
        let mut changes: Vec<Self> = Vec::with_capacity(decisions.len());
        let mut places: BTreeMap<&LeadId, usize> = BTreeMap::new();
        for decision in decisions {
            let lead = &decision.lead;
            let version = lead.version;
            let count = decision.events.len() as u32;
            let base = version.checked_sub(count).ok_or_else(|| {
                Error::Invalid(format!("lead {} has fewer events than are new", lead.id))
            })?;
            let follows = decision
                .events
                .iter()
                .zip(base + 1..)
                .all(|(event, seq)| event.seq == seq);
            if !follows {
                return Err(Error::Invalid(format!(
                    "the events of lead {} don't follow each other",
                    lead.id
                )));
            }
            let at = *places.entry(&lead.id).or_insert_with(|| {
                changes.push(Self {
                    base,
                    last: decision,
                    events: Vec::new(),
                    effects: Vec::new(),
                });
                changes.len() - 1
            });
            let change = changes.get_mut(at).expect("its place was just made");
            if change.base + change.events.len() as u32 != base {
                return Err(Error::Conflict {
                    lead: lead.id.clone(),
                });
            }
            change.last = decision;
            change.events.extend(&decision.events);
            let told_at = decision
                .events
                .last()
                .map_or(lead.last.at, |event| event.at);
            change
                .effects
                .extend(decision.effects.iter().map(|effect| (effect, told_at)));
        }
        changes.retain(|change| !change.events.is_empty() || !change.effects.is_empty());
        Ok(changes)
    }

    fn lead(&self) -> &'a Lead {
        &self.last.lead
    }

    /// By how much the number of moves that weren't drawn changes.
    fn exceptions(&self) -> i64 {
        let taken_back = self.events.iter().map(|event| match event.event {
            Event::TakenBack { exceptions, .. } => i64::from(exceptions),
            _ => 0,
        });
        i64::from(exceptions(self.events.iter().copied())) - taken_back.sum::<i64>()
    }
}

/// How many of these events are moves that weren't drawn.
pub(crate) fn exceptions<'a>(events: impl Iterator<Item = &'a Recorded>) -> u32 {
    let is_exception = |event: &&Recorded| {
        matches!(
            event.event,
            Event::Moved {
                kind: MoveKind::Exception,
                ..
            }
        )
    };
    events.filter(is_exception).count() as u32
}

/// Which member has the lead, if it is open and a person has it.
pub(crate) fn open_owner(lead: &Lead) -> Option<MemberId> {
    match &lead.standing {
        Standing::Open(here) => match &here.owner {
            Owner::Person { id, .. } => Some(id.clone()),
            Owner::Pool { .. } => None,
        },
        Standing::Ended { .. } | Standing::Merged { .. } => None,
    }
}

impl Work {
    /// The lead, to change it: others that want to change it wait.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn lead(&mut self, id: &LeadId) -> Result<Option<Lead>> {
        Ok(self
            .leads(std::slice::from_ref(id))
            .await?
            .into_iter()
            .next()
            .flatten())
    }

    /// The leads of these ids, in the same order and in one round.
    ///
    /// # Errors
    /// As [`lead`](Self::lead).
    pub async fn leads(&mut self, ids: &[LeadId]) -> Result<Vec<Option<Lead>>> {
        const SQL: Sql<'_> = Sql {
            sqlite: "SELECT state FROM leads WHERE id = $1",
            postgres: "SELECT state FROM leads WHERE id = $1 FOR UPDATE",
        };
        let sets: Vec<Vec<Value<'_>>> = ids.iter().map(|id| args![id.as_str()].into()).collect();
        let mut leads = Vec::with_capacity(ids.len());
        for mut rows in self.rows_many(SQL, &sets).await? {
            let lead = rows.first_mut().map(read_state).transpose()?;
            if let Some(lead) = &lead {
                self.owners.insert(lead.id.clone(), open_owner(lead));
            }
            leads.push(lead);
        }
        Ok(leads)
    }

    /// Writes events, the leads' rows, effects, turns and `wake_at`.
    ///
    /// The version of each lead must still be the one it had before the decision's events,
    /// else [`Error::Conflict`]. Several decisions on one lead may follow each other.
    /// Instants are whole microseconds.
    ///
    /// # Errors
    /// [`Error::Conflict`], [`Error::Busy`], [`Error::Unavailable`]; [`Error::Invalid`] for
    /// what no decision can be: gaps in the events, an owner who is no member, an open lead
    /// without `wake_at`.
    pub async fn record(&mut self, decisions: &[Decision]) -> Result<()> {
        let changes = Change::of(decisions)?;
        self.know_owners(&changes).await?;
        self.write_leads(&changes).await?;
        self.write_stages(&changes).await?;
        self.write_effects(&changes).await?;
        self.write_company_owners(&changes).await?;
        for change in &changes {
            let lead = change.lead();
            for event in &change.events {
                let values = crate::log::values(&lead.id, event)?;
                self.events.push(values);
            }
            let owner = open_owner(lead);
            let before = self.owners.insert(lead.id.clone(), owner.clone()).flatten();
            if before != owner {
                for (member, by) in [(before, -1), (owner, 1)] {
                    if let Some(member) = member {
                        *self.loads.entry(member).or_default() += by;
                    }
                }
            }
        }
        Ok(())
    }

    /// Looks up who had those leads that this work hasn't read.
    async fn know_owners(&mut self, changes: &[Change<'_>]) -> Result<()> {
        const SQL: &str = "
            SELECT owner_id
              FROM leads
             WHERE id = $1 AND status = 'open' AND owner_kind = 'person'";
        let unknown: Vec<LeadId> = changes
            .iter()
            .filter(|change| change.base > 0 && !self.owners.contains_key(&change.lead().id))
            .map(|change| change.lead().id.clone())
            .collect();
        let sets: Vec<Vec<Value<'_>>> =
            unknown.iter().map(|id| args![id.as_str()].into()).collect();
        let found = self.rows_many(SQL, &sets).await?;
        for (id, mut rows) in unknown.iter().zip(found) {
            let owner = rows
                .first_mut()
                .map(|row| row.take::<String>(0))
                .transpose()?;
            self.owners.insert(id.clone(), owner.map(MemberId::from));
        }
        Ok(())
    }

    async fn write_leads(&mut self, changes: &[Change<'_>]) -> Result<()> {
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for change in changes {
            let mut values = lead_row::values(change.lead(), change.last.wake_at)?;
            values.push(change.exceptions().into());
            if change.base == 0 {
                new.push(values);
            } else {
                values.push(change.base.into());
                changed.push((&change.lead().id, values));
            }
        }
        self.insert(&INSERT, "", &new).await?;
        let (ids, sets): (Vec<&LeadId>, Vec<_>) = changed.into_iter().unzip();
        let touched = self.execute_many(&*UPDATE, &sets).await?;
        match ids.iter().zip(touched).find(|(_, rows)| *rows != 1) {
            Some((lead, _)) => {
                self.give_up();
                Err(Error::Conflict {
                    lead: (*lead).clone(),
                })
            }
            None => Ok(()),
        }
    }

    /// Each move ends the stay at a stage and begins another; one that is taken back never was.
    async fn write_stages(&mut self, changes: &[Change<'_>]) -> Result<()> {
        let (mut undone, mut again) = (Vec::new(), Vec::new());
        let (mut left, mut entered) = (Vec::new(), Vec::new());
        for change in changes {
            let id = change.lead().id.as_str();
            let stays = Stays::of(change.events.iter().copied());
            if let Some(to) = stays.back_to.filter(|_| change.base > 0) {
                undone.push(args![id, to].into());
                again.push(args![id].into());
            }
            match stays.over.filter(|_| stays.list.is_empty()) {
                Some(None) => again.push(args![id].into()),
                Some(Some(at)) => left.push(args![id, at].into()),
                None => {}
            }
            if let Some(first) = stays.list.first().filter(|_| change.base > 0) {
                left.push(args![id, first.entered_at].into());
            }
            entered.extend(stays.list.into_iter().map(|stay| {
                Vec::from(args![
                    id,
                    stay.seq,
                    stay.stage,
                    stay.from_stage,
                    stay.entered_at,
                    stay.left_at,
                ])
            }));
        }
        self.execute_many(
            "DELETE FROM lead_stages WHERE lead_id = $1 AND seq > $2",
            &undone,
        )
        .await?;
        self.execute_many(
            "UPDATE lead_stages SET left_at = NULL
              WHERE lead_id = $1
                AND seq = (SELECT max(seq) FROM lead_stages WHERE lead_id = $1)",
            &again,
        )
        .await?;
        self.execute_many(
            "UPDATE lead_stages SET left_at = $2 WHERE lead_id = $1 AND left_at IS NULL",
            &left,
        )
        .await?;
        self.insert(
            "INSERT INTO lead_stages (lead_id, seq, stage, from_stage, entered_at, left_at)",
            "",
            &entered,
        )
        .await?;
        Ok(())
    }

    async fn write_effects(&mut self, changes: &[Change<'_>]) -> Result<()> {
        let mut alerts: Vec<Vec<Value<'_>>> = Vec::new();
        for (effect, at) in changes.iter().flat_map(|change| &change.effects) {
            match effect {
                Effect::Tell {
                    member,
                    lead,
                    cause,
                    text,
                    by,
                    rule,
                } => alerts.push(
                    args![
                        lead.as_str(),
                        cause.as_str(),
                        member.as_str(),
                        rule.as_str(),
                        lead_row::plain(text),
                        json(by)?,
                        *at,
                    ]
                    .into(),
                ),
                Effect::TurnTaken {
                    pool,
                    member,
                    turns,
                } => {
                    let turns = i64::try_from(*turns).unwrap_or(i64::MAX);
                    self.turns.insert((json(pool)?, member.clone()), turns);
                }
            }
        }
        self.insert(
            "INSERT INTO alerts (lead_id, cause, member_id, rule, text, channels, at)",
            "ON CONFLICT (lead_id, cause, member_id) DO NOTHING",
            &alerts,
        )
        .await?;
        Ok(())
    }

    /// A company's next lead goes to whoever has this one, if the process says so.
    async fn write_company_owners(&mut self, changes: &[Change<'_>]) -> Result<()> {
        let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
        for change in changes {
            let assigned = change
                .events
                .iter()
                .any(|event| matches!(event.event, Event::Assigned { .. }));
            let company = change
                .lead()
                .company
                .as_ref()
                .and_then(|own| own.id.as_ref());
            if let (true, Some(company), Owner::Person { id, .. }) =
                (assigned, company, lead_row::owner(change.lead()))
            {
                owners.insert(company.as_str(), id.as_str());
            }
        }
        let sets: Vec<Vec<Value<'_>>> = owners
            .iter()
            .map(|(company, owner)| args![*company, *owner].into())
            .collect();
        self.execute_many("UPDATE companies SET owner_id = $2 WHERE id = $1", &sets)
            .await?;
        Ok(())
    }

    /// Open leads with something due at `now`, the longest overdue first, without those
    /// that another node is at.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`].
    pub async fn due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<LeadId>> {
        const SQL: Sql<'_> = Sql {
            sqlite: "
                SELECT id
                  FROM leads
                 WHERE status = 'open' AND wake_at <= $1
                 ORDER BY wake_at
                 LIMIT $2",
            postgres: "
                SELECT id
                  FROM leads
                 WHERE status = 'open' AND wake_at <= $1
                 ORDER BY wake_at
                 LIMIT $2
                   FOR UPDATE SKIP LOCKED",
        };
        let rows = self.rows(SQL, &args![now, limit]).await?;
        rows.into_iter()
            .map(|mut row| Ok(row.take::<String>(0)?.into()))
            .collect()
    }
}

/// One stay at a stage.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stay {
    pub(crate) seq: u32,
    pub(crate) stage: String,
    pub(crate) from_stage: Option<String>,
    pub(crate) entered_at: Timestamp,
    pub(crate) left_at: Option<Timestamp>,
}

/// What events say of stays at stages.
#[derive(Debug, Default)]
pub(crate) struct Stays {
    /// Those that they begin, each but the last with its end.
    pub(crate) list: Vec<Stay>,
    /// Stays that began behind this number, before these events, never were.
    pub(crate) back_to: Option<u32>,
    /// The last stay is over since then, without another one; `Some(None)`: it goes on.
    pub(crate) over: Option<Option<Timestamp>>,
}

impl Stays {
    pub(crate) fn of<'a>(events: impl Iterator<Item = &'a Recorded>) -> Self {
        let mut stays = Self::default();
        for event in events {
            stays.add(event);
        }
        stays
    }

    fn end(&mut self, at: Option<Timestamp>) {
        self.over = Some(at);
        if let Some(last) = self.list.last_mut() {
            last.left_at = at;
        }
    }

    pub(crate) fn add(&mut self, event: &Recorded) {
        match &event.event {
            Event::Moved { from, to, .. } => {
                if let Some(last) = self.list.last_mut() {
                    last.left_at = Some(event.at);
                }
                self.list.push(Stay {
                    seq: event.seq,
                    stage: to.as_str().to_owned(),
                    from_stage: from.as_ref().map(|from| from.as_str().to_owned()),
                    entered_at: event.at,
                    left_at: None,
                });
            }
            Event::TakenBack { to, .. } => {
                self.list.retain(|stay| stay.seq <= *to);
                if let Some(last) = self.list.last_mut() {
                    last.left_at = None;
                }
                self.back_to = Some(self.back_to.map_or(*to, |before| before.min(*to)));
            }
            Event::Merged { .. } => self.end(Some(event.at)),
            Event::Unmerged { .. } => self.end(None),
            _ => {}
        }
    }
}
