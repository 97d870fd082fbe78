//! Batch: what waited together, decided and committed as one unit of work.
//!
//! 1. Look up in one round each: keys, the roster (which other nodes wait for from here
//!    on), persons, companies, leads.
//! 2. Decide each wish on the state that those before it left.
//! 3. Record everything, commit.

use super::people::{Recognised, likely};
use super::{Answer, Captured, Intake, LineError, Wish};
use crate::metrics::Counts;
use crate::processes::{Processes, Published};
use crate::view;
use jiff::Timestamp;
use lifecycle::lead::{
    Actor, Command, Company, Decision, Lead, Person, Recorded, Refusal, Standing, Submission,
    World, capture, decide, take_back,
};
use lifecycle::names::{LeadId, PersonId, ProcessId, SubmissionId};
use lifecycle::roster::Roster;
use lifecycle::source::Family;
use lifecycle::words::fold;
use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use store::{
    CameOf, ContactKey, Digest, IdempotencyKey, NewLikeness, NewPerson, NewSubmission, PersonMatch,
    Remembered, Store, Work, new_id,
};

/// Why a batch came to nothing.
pub(super) enum Failure {
    /// The store says no.
    Store(store::Error),
    /// A rule broke; the wish, if it is known.
    Broke(Option<usize>, String),
    /// A rule broke on waking this lead.
    Asleep(LeadId, String),
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// How many leads are woken at a time.
const AT_A_TIME: u32 = 256;

/// What is known, and what was decided so far.
pub(super) struct Batch<'a> {
    store: &'a Store,
    cache: &'a Processes,
    asleep: &'a BTreeMap<LeadId, Timestamp>,
    pub(super) now: Timestamp,
    pub(super) running: Option<Arc<Published>>,
    processes: BTreeMap<(ProcessId, u32), Arc<Published>>,
    roster: Roster,
    /// As they are after what was decided so far.
    leads: BTreeMap<LeadId, Lead>,
    /// Answers to keys, also those given in this batch.
    pub(super) answered: BTreeMap<IdempotencyKey, Remembered>,
    pub(super) people: Vec<PersonMatch>,
    /// Who can be recognised by a mail address or a number; several may share one.
    pub(super) by_key: BTreeMap<ContactKey, Vec<usize>>,
    /// By folded name.
    pub(super) companies: BTreeMap<String, Company>,
    /// All that happened to leads of which something is to be taken back.
    histories: BTreeMap<LeadId, Vec<Recorded>>,
    due: Vec<LeadId>,
    pub(super) written: Written,
    counts: Counts,
}

/// What is to be written.
#[derive(Default)]
pub(super) struct Written {
    decisions: Vec<Decision>,
    submissions: Vec<NewSubmission>,
    new_people: Vec<NewPerson>,
    pub(super) changed_people: Vec<NewPerson>,
    likenesses: Vec<NewLikeness>,
    answers: Vec<(IdempotencyKey, Remembered)>,
}

impl<'a> Batch<'a> {
    pub(super) fn begin(
        store: &'a Store,
        cache: &'a Processes,
        asleep: &'a BTreeMap<LeadId, Timestamp>,
        now: Timestamp,
    ) -> Self {
        Self {
            store,
            cache,
            asleep,
            now,
            running: None,
            processes: BTreeMap::new(),
            roster: Roster::default(),
            leads: BTreeMap::new(),
            answered: BTreeMap::new(),
            people: Vec::new(),
            by_key: BTreeMap::new(),
            companies: BTreeMap::new(),
            histories: BTreeMap::new(),
            due: Vec::new(),
            written: Written::default(),
            counts: Counts::default(),
        }
    }

    /// Decides these wishes and commits; an answer for each.
    pub(super) async fn carry_out(
        mut self,
        wishes: &[Wish],
        which: &[usize],
    ) -> Result<(Vec<Result<Answer, LineError>>, Counts), Failure> {
        let chosen: Vec<&Wish> = which.iter().map(|&at| &wishes[at]).collect();
        // Outside of the unit of work: it may need a reader, and the writer need not wait for that.
        self.running = self.cache.running().await?;
        let mut work = self.store.begin().await?;
        self.look_up(&mut work, &chosen).await?;
        let mut answers = Vec::with_capacity(chosen.len());
        for (wish, &at) in chosen.into_iter().zip(which) {
            answers.push(match wish {
                Wish::Capture(intake) => self.capture(intake, at)?.map(Answer::Captured),
                Wish::Command {
                    lead,
                    if_version,
                    command,
                    by,
                } => self
                    .command(lead, *if_version, command, by, at)?
                    .map(|lead| Answer::Decided(Box::new(lead))),
                Wish::TakeBack {
                    lead,
                    if_version,
                    to,
                    by,
                } => self
                    .take_back(lead, *if_version, *to, by, at)?
                    .map(|lead| Answer::Decided(Box::new(lead))),
                Wish::Merge { merging, by } => self
                    .merge(&mut work, merging, by, at)
                    .await?
                    .map(|merged| Answer::Merged(Box::new(merged))),
                Wish::Unmerge { merge, by } => self
                    .unmerge(&mut work, merge, by, at)
                    .await?
                    .map(|merged| Answer::Merged(Box::new(merged))),
                Wish::Wake => Ok(Answer::Woken(self.wake()?)),
                #[cfg(test)]
                Wish::Break => unbroken(at, || panic!("a rule that breaks"))?,
            });
        }
        self.write(work).await?;
        Ok((answers, self.counts))
    }

    async fn look_up(&mut self, work: &mut Work, wishes: &[&Wish]) -> Result<(), Failure> {
        let intakes: Vec<&Intake> = wishes
            .iter()
            .filter_map(|wish| match wish {
                Wish::Capture(intake) => Some(&**intake),
                _ => None,
            })
            .collect();
        self.look_up_keys(work, &intakes).await?;
        self.roster = work.roster().await?;
        let mut ids: BTreeSet<LeadId> = BTreeSet::new();
        if !intakes.is_empty() {
            self.look_up_people(work, &intakes).await?;
            ids.extend(self.people.iter().filter_map(|who| who.open_lead.clone()));
        }
        for wish in wishes {
            match wish {
                Wish::Command { lead, .. } => {
                    ids.insert(lead.clone());
                }
                Wish::TakeBack { lead, .. } => {
                    ids.insert(lead.clone());
                    let history = work.history(lead).await?;
                    self.histories.insert(lead.clone(), history);
                }
                _ => {}
            }
        }
        if wishes.iter().any(|wish| matches!(wish, Wish::Wake)) {
            // Those that are left alone must not keep the others from their turn.
            let left_alone = u32::try_from(self.asleep.len()).unwrap_or(u32::MAX);
            self.due = work
                .due(self.now, AT_A_TIME.saturating_add(left_alone))
                .await?;
            self.due.retain(|id| !self.asleep.contains_key(id));
            ids.extend(self.due.iter().cloned());
        }
        let ids: Vec<LeadId> = ids.into_iter().collect();
        if !ids.is_empty() {
            let found: Vec<Lead> = work.leads(&ids).await?.into_iter().flatten().collect();
            self.know_processes(&found).await?;
            let found = found.into_iter();
            self.leads = found.map(|lead| (lead.id.clone(), lead)).collect();
        }
        Ok(())
    }

    /// Reads the processes that these leads run under.
    pub(super) async fn know_processes(&mut self, leads: &[Lead]) -> Result<(), Failure> {
        for lead in leads {
            let key = (lead.process.clone(), lead.process_version);
            if !self.processes.contains_key(&key) {
                let published = self.cache.of_lead(lead).await?;
                self.processes.insert(key, published);
            }
        }
        Ok(())
    }

    async fn look_up_keys(&mut self, work: &mut Work, intakes: &[&Intake]) -> store::Result<()> {
        let keys: Vec<IdempotencyKey> = intakes
            .iter()
            .filter_map(|intake| intake.key.as_ref())
            .map(|(key, _)| key.clone())
            .collect();
        if !keys.is_empty() {
            let found = work.remembered(&keys).await?;
            self.answered = keys
                .into_iter()
                .zip(found)
                .filter_map(|(key, answer)| Some((key, answer?)))
                .collect();
        }
        Ok(())
    }

    fn capture(
        &mut self,
        intake: &Intake,
        at: usize,
    ) -> Result<Result<Captured, LineError>, Failure> {
        if let Some((key, hash)) = &intake.key
            && let Some(before) = self.answered.get(key)
        {
            if before.body_hash != *hash {
                return Ok(Err(LineError::OtherBody));
            }
            self.counts.replayed += 1;
            return Ok(Ok(Captured::Replayed {
                status: before.status,
                body: before.body.clone(),
            }));
        }
        let Some(running) = self.running.clone() else {
            return Ok(Err(LineError::NoProcess));
        };
        let mut submission = intake.submission.clone();
        submission.id = SubmissionId::from(new_id(self.now));
        submission.source.family = running
            .process
            .channel(&submission.source.channel)
            .map_or(Family::Unknown, |channel| channel.family);
        let found = self.recognise(&submission);
        let open = found
            .same
            .and_then(|who| self.people[who].open_lead.as_ref())
            .and_then(|id| self.leads.get(id))
            .filter(|lead| matches!(lead.standing, Standing::Open(_)))
            .cloned();
        let (decision, came_of) = match open {
            Some(lead) => {
                let command = Command::Reengage(submission.clone());
                match self.decided(&lead, command, &intake.by, at)? {
                    Ok(decision) => {
                        if let Some(who) = found.same {
                            self.person_again(who, &submission, None);
                        }
                        (decision, CameOf::Reengaged)
                    }
                    Err(error) => return Ok(Err(error)),
                }
            }
            None => {
                let decision = self.new_lead(&submission, found, &running, intake, at)?;
                (decision, CameOf::New)
            }
        };
        match came_of {
            CameOf::New => self.counts.captured += 1,
            CameOf::Reengaged => self.counts.reengaged += 1,
        }
        let lead = decision.lead.clone();
        let published = self.process_of(&lead, &running);
        let brought = (!intake.may_read).then_some(&submission);
        let body = view::captured(&lead, &published, &submission.id, brought, self.now);
        self.written.submissions.push(NewSubmission {
            id: submission.id.clone(),
            received_at: self.now,
            via: intake.via,
            raw: intake.raw.clone(),
            lead: lead.id.clone(),
            came_of,
        });
        if let Some((key, hash)) = &intake.key {
            self.answer_later(key, *hash, came_of, &body);
        }
        self.keep(decision);
        Ok(Ok(Captured::In {
            came_of,
            lead: Box::new(lead),
            submission: submission.id,
            body,
        }))
    }

    fn new_lead(
        &mut self,
        submission: &Submission,
        found: Recognised,
        running: &Published,
        intake: &Intake,
        at: usize,
    ) -> Result<Decision, Failure> {
        let company = submission
            .company
            .as_deref()
            .and_then(|name| self.companies.get(&fold(name)))
            .cloned();
        let id = LeadId::from(new_id(self.now));
        let person_id = PersonId::from(new_id(self.now));
        let person = match found.same {
            Some(who) => Person {
                owner: self.people[who].last_owner.clone(),
                ..self.person_again(who, submission, company.as_ref())
            },
            None => Person {
                id: Some(person_id.clone()),
                name: submission.name.clone(),
                email: submission.email.clone(),
                phone: submission.phone.clone(),
                region: submission.region.clone(),
                owner: None,
            },
        };
        let mut world = World {
            process: &running.process,
            version: running.stored.version,
            roster: &mut self.roster,
            now: self.now,
            by: intake.by.clone(),
        };
        let (own, given) = (submission.clone(), person.clone());
        let (lead, works_at) = (id.clone(), company.clone());
        let decision = unbroken(at, || capture(lead, own, given, works_at, &mut world))?;
        match found.same {
            Some(who) => self.people[who].open_lead = Some(id),
            None => {
                for (who, likeness) in &found.likely {
                    if let Some(other) = self.people[*who].person.id.clone() {
                        let pair = likely(&person_id, other, likeness, self.now);
                        self.written.likenesses.push(pair);
                    }
                }
                let company_id = company.as_ref().and_then(|own| own.id.clone());
                self.written.new_people.push(NewPerson {
                    id: person_id,
                    person: person.clone(),
                    others: Vec::new(),
                    keys: found.keys,
                    company: company_id.clone(),
                    at: self.now,
                });
                self.know(PersonMatch {
                    person,
                    others: Vec::new(),
                    company: company_id,
                    company_name: company.and_then(|own| own.name),
                    open_lead: Some(id),
                    last_owner: None,
                });
            }
        }
        Ok(decision)
    }

    fn answer_later(&mut self, key: &IdempotencyKey, hash: Digest, came_of: CameOf, body: &str) {
        let answer = Remembered {
            body_hash: hash,
            status: match came_of {
                CameOf::New => 201,
                CameOf::Reengaged => 200,
            },
            body: body.to_owned(),
            at: self.now,
        };
        self.answered.insert(key.clone(), answer.clone());
        self.written.answers.push((key.clone(), answer));
    }

    fn command(
        &mut self,
        id: &LeadId,
        if_version: Option<u32>,
        command: &Command,
        by: &Actor,
        at: usize,
    ) -> Result<Result<Lead, LineError>, Failure> {
        self.change(id, if_version, |batch, lead| {
            batch.decided(lead, command.clone(), by, at)
        })
    }

    fn take_back(
        &mut self,
        id: &LeadId,
        if_version: Option<u32>,
        to: u32,
        by: &Actor,
        at: usize,
    ) -> Result<Result<Lead, LineError>, Failure> {
        self.change(id, if_version, |batch, lead| {
            let history = batch.histories.remove(id).unwrap_or_default();
            let decided =
                batch.by_rules(lead, by, at, |world| take_back(lead, &history, to, world));
            batch.histories.insert(id.clone(), history);
            decided
        })
    }

    /// Carries out what is decided of a lead that is still at the version that was looked at.
    fn change(
        &mut self,
        id: &LeadId,
        if_version: Option<u32>,
        decide: impl FnOnce(&mut Self, &Lead) -> Result<Result<Decision, LineError>, Failure>,
    ) -> Result<Result<Lead, LineError>, Failure> {
        let Some(lead) = self.leads.get(id).cloned() else {
            return Ok(Err(LineError::NotFound));
        };
        if if_version.is_some_and(|version| version != lead.version) {
            return Ok(Err(LineError::Changed { now: lead.version }));
        }
        Ok(match decide(self, &lead)? {
            Ok(decision) => {
                self.counts.commands += 1;
                let lead = decision.lead.clone();
                self.keep(decision);
                Ok(lead)
            }
            Err(error) => {
                self.counts.refused += 1;
                Err(error)
            }
        })
    }

    /// Asks "what now?" of all that are due.
    fn wake(&mut self) -> Result<u32, Failure> {
        let due = std::mem::take(&mut self.due);
        let mut woken = 0;
        for id in due {
            // It may have ended by something that was decided before, in this batch.
            let Some(lead) = self.leads.get(&id).cloned() else {
                continue;
            };
            if !matches!(lead.standing, Standing::Open(_)) {
                continue;
            }
            match self.decided(&lead, Command::Wake, &Actor::Time, usize::MAX) {
                Ok(Ok(decision)) => {
                    woken += 1;
                    self.keep(decision);
                }
                Ok(Err(error)) => return Err(Failure::Asleep(id, error.to_string())),
                Err(Failure::Broke(_, what)) => return Err(Failure::Asleep(id, what)),
                Err(other) => return Err(other),
            }
        }
        self.counts.woken += u64::from(woken);
        Ok(woken)
    }

    fn decided(
        &mut self,
        lead: &Lead,
        command: Command,
        by: &Actor,
        at: usize,
    ) -> Result<Result<Decision, LineError>, Failure> {
        self.by_rules(lead, by, at, |world| decide(lead, command, world))
    }

    /// What the rules say of a lead, under the process that it runs under.
    pub(super) fn by_rules(
        &mut self,
        lead: &Lead,
        by: &Actor,
        at: usize,
        rule: impl FnOnce(&mut World<'_>) -> Result<Decision, Refusal>,
    ) -> Result<Result<Decision, LineError>, Failure> {
        let key = (lead.process.clone(), lead.process_version);
        // A lead of this very batch runs under what runs.
        let published = self.processes.get(&key).or(self.running.as_ref());
        let Some(published) = published.cloned() else {
            return Ok(Err(LineError::NoProcess));
        };
        let mut world = World {
            process: &published.process,
            version: published.stored.version,
            roster: &mut self.roster,
            now: self.now,
            by: by.clone(),
        };
        Ok(unbroken(at, || rule(&mut world))?.map_err(LineError::Refused))
    }

    fn process_of(&self, lead: &Lead, running: &Arc<Published>) -> Arc<Published> {
        self.processes
            .get(&(lead.process.clone(), lead.process_version))
            .unwrap_or(running)
            .clone()
    }

    pub(super) fn keep(&mut self, decision: Decision) {
        if let Some(history) = self.histories.get_mut(&decision.lead.id) {
            history.extend(decision.events.iter().cloned());
        }
        self.leads
            .insert(decision.lead.id.clone(), decision.lead.clone());
        self.written.decisions.push(decision);
    }

    async fn write(&mut self, mut work: Work) -> store::Result<()> {
        let written = std::mem::take(&mut self.written);
        if written.decisions.is_empty() && written.answers.is_empty() {
            return Ok(());
        }
        if !written.new_people.is_empty() {
            work.add_people(&written.new_people).await?;
        }
        if !written.changed_people.is_empty() {
            work.update_people(&written.changed_people).await?;
        }
        if !written.likenesses.is_empty() {
            work.add_likenesses(&written.likenesses).await?;
        }
        work.record(&written.decisions).await?;
        if !written.submissions.is_empty() {
            work.add_submissions(&written.submissions).await?;
        }
        if !written.answers.is_empty() {
            work.remember(&written.answers).await?;
        }
        work.commit().await?;
        Ok(())
    }
}

/// A rule that breaks concerns the one wish.
pub(super) fn unbroken<T>(at: usize, rule: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(rule))
        .map_err(|panic| Failure::Broke((at != usize::MAX).then_some(at), said(&*panic)))
}

/// What a panic said.
pub(super) fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a rule broke without a word".into())
}
