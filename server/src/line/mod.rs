//! Line: the one way of writing.
//!
//! Whatever changes a lead waits here: what comes in, what people do, and time. A thread
//! of its own takes all that waits (up to 256), decides it by the rules in one unit of work,
//! commits once, and only then answers each. So a 2xx means durable, the commit's cost
//! is shared, and a client that hangs up cuts nothing.
//!
//! - What the rules refuse, and a rule that breaks, concerns the one that asked for it.
//! - Somebody on another node was faster: the batch is decided anew on fresh state, then
//!   item by item.
//! - A commit that fails acknowledges nobody.
//!
//! Deliberately absent: who may do what (`rights`), and the rules (`lifecycle`).

mod batch;
mod merging;
mod people;
mod worker;

pub use merging::{Merged, Merging, Part};
pub(crate) use people::likely;

use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::processes::Processes;
use jiff::Timestamp;
use lifecycle::lead::{Actor, Command, Lead, Refusal, Submission};
use lifecycle::names::{LeadId, PersonId, SubmissionId};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{CameOf, Digest, IdempotencyKey, MergeId, Store, Via};
use tokio::sync::{mpsc, oneshot, watch};

/// So many may wait; more are told to come again.
const WAITING: usize = 4_096;
/// So many are decided together.
const TOGETHER: usize = 256;

/// The one way of writing. Clones are handles to the same line; it ends when
/// [`stop`](Self::stop) was called and all that waited is answered.
#[derive(Debug, Clone)]
pub struct Line {
    queue: mpsc::Sender<Item>,
    stop: watch::Sender<bool>,
    ended: watch::Receiver<bool>,
    state: Arc<State>,
    processes: Processes,
    metrics: Arc<Metrics>,
}

/// Whether anything can be acknowledged.
#[derive(Debug, Default)]
struct State {
    /// A commit's fate is unknown on a file of our own: only a fresh start tells.
    dead: AtomicBool,
    /// The last commit failed; the next one that works clears it.
    failing: AtomicBool,
}

/// Something that came in.
#[derive(Debug, Clone)]
pub struct Intake {
    /// What. The family of its source is set here, by the process that runs; its id is made here.
    pub submission: Submission,
    /// As it came.
    pub raw: Vec<u8>,
    /// By which way.
    pub via: Via,
    /// Who brought it.
    pub by: Actor,
    /// Who brought it may see what we know of people beyond that.
    pub may_read: bool,
    /// The key that marks a repeat, and the digest of the body it came with.
    pub key: Option<(IdempotencyKey, Digest)>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum Captured {
    /// It is in.
    In {
        /// A new lead, or an open one that goes on.
        came_of: CameOf,
        /// The lead.
        lead: Box<Lead>,
        /// The raw request.
        submission: SubmissionId,
        /// The answer as JSON, as it is remembered.
        body: String,
    },
    /// It was in already: the answer of then.
    Replayed {
        /// The status.
        status: u16,
        /// The body.
        body: String,
    },
}

/// Why nothing happened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LineError {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such lead.
    #[error("there is no such lead")]
    NotFound,
    /// The lead isn't at the version that was looked at.
    #[error("the lead is at version {now} by now")]
    Changed {
        /// The version it is at.
        now: u32,
    },
    /// The key came with another body.
    #[error("this key came with another body before")]
    OtherBody,
    /// There is no such person.
    #[error("there is no person {0}")]
    NoPerson(PersonId),
    /// They are somebody else now.
    #[error("person {person} was merged into {into}: act there, or undo that merge first")]
    PersonGoesOn {
        /// Who.
        person: PersonId,
        /// Who they are.
        into: PersonId,
    },
    /// The lead that shall go on isn't an open one of theirs.
    #[error("lead {0} is no open lead of theirs: leave `keep_lead` out, or name one that is")]
    CannotGoOn(LeadId),
    /// There is no such merge.
    #[error("there is no such merge")]
    NoMerge,
    /// The merge was undone before.
    #[error("this merge was undone at {at}")]
    UndoneAlready {
        /// When.
        at: Timestamp,
    },
    /// No process was published.
    #[error("no process runs yet")]
    NoProcess,
    /// Others were faster, again and again.
    #[error("others were faster, again and again")]
    Conflict,
    /// More waits than can be taken.
    #[error("more waits than can be taken")]
    Busy,
    /// Nothing can be acknowledged now.
    #[error("nothing can be acknowledged now: {0}")]
    Stopped(String),
    /// A rule broke. It is in the log.
    #[error("a rule broke: {0}")]
    Broken(String),
}

/// One that waits.
struct Item {
    wish: Wish,
    answer: oneshot::Sender<Result<Answer, LineError>>,
}

/// What it wants.
#[derive(Debug, Clone)]
enum Wish {
    Capture(Box<Intake>),
    Command {
        lead: LeadId,
        if_version: Option<u32>,
        command: Box<Command>,
        by: Actor,
    },
    Wake,
    /// What somebody did last was a mistake.
    TakeBack {
        lead: LeadId,
        if_version: Option<u32>,
        to: u32,
        by: Actor,
    },
    /// Two persons are one.
    Merge {
        merging: Box<Merging>,
        by: Actor,
    },
    /// They are two after all.
    Unmerge {
        merge: MergeId,
        by: Actor,
    },
    /// A rule that breaks.
    #[cfg(test)]
    Break,
}

/// What it gets.
#[derive(Debug, Clone)]
enum Answer {
    Captured(Captured),
    Decided(Box<Lead>),
    Merged(Box<Merged>),
    Woken(u32),
}

impl Wish {
    /// It wants a unit of work for itself.
    fn is_alone(&self) -> bool {
        matches!(self, Self::Merge { .. } | Self::Unmerge { .. })
    }
}

impl Line {
    /// Starts the line's thread.
    ///
    /// # Panics
    ///
    /// If the operating system gives no thread; nothing could be done without.
    pub fn start(store: Store, clock: Clock) -> Self {
        let processes = Processes::of(store.clone());
        let metrics = Arc::new(Metrics::default());
        let (queue, waiting) = mpsc::channel(WAITING);
        let (stop, stopping) = watch::channel(false);
        let (end, ended) = watch::channel(false);
        let state = Arc::new(State::default());
        let worker = worker::Worker {
            store,
            clock,
            processes: processes.clone(),
            metrics: metrics.clone(),
            state: state.clone(),
            asleep: Default::default(),
        };
        std::thread::Builder::new()
            .name("line".into())
            .spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .expect("a runtime needs no more than file handles");
                runtime.block_on(worker.run(waiting, stopping));
                drop(end);
            })
            .expect("the operating system gives a thread");
        Self {
            queue,
            stop,
            ended,
            state,
            processes,
            metrics,
        }
    }

    /// Takes in what came: a new lead with owner, next step and deadline, or one that goes
    /// on. Durable when it returns.
    ///
    /// # Errors
    ///
    /// See [`LineError`]; nothing happened then, or, with `Stopped`, perhaps.
    pub async fn capture(&self, intake: Intake) -> Result<Captured, LineError> {
        match self.ask(Wish::Capture(Box::new(intake))).await? {
            Answer::Captured(captured) => Ok(captured),
            other => Err(mismatch(&other)),
        }
    }

    /// Carries out what somebody wants of a lead. Durable when it returns.
    ///
    /// # Errors
    ///
    /// As [`capture`](Self::capture).
    pub async fn command(
        &self,
        lead: LeadId,
        command: Command,
        by: Actor,
    ) -> Result<Lead, LineError> {
        self.command_at(lead, None, command, by).await
    }

    /// The same, if the lead is still at the version that was looked at.
    ///
    /// # Errors
    ///
    /// As [`capture`](Self::capture), and [`LineError::Changed`].
    pub async fn command_at(
        &self,
        lead: LeadId,
        if_version: Option<u32>,
        command: Command,
        by: Actor,
    ) -> Result<Lead, LineError> {
        let wish = Wish::Command {
            lead,
            if_version,
            command: Box::new(command),
            by,
        };
        match self.ask(wish).await? {
            Answer::Decided(lead) => Ok(*lead),
            other => Err(mismatch(&other)),
        }
    }

    /// Takes back what happened to a lead since its event `to`.
    ///
    /// # Errors
    ///
    /// As [`command_at`](Self::command_at).
    pub async fn take_back(
        &self,
        lead: LeadId,
        if_version: Option<u32>,
        to: u32,
        by: Actor,
    ) -> Result<Lead, LineError> {
        let wish = Wish::TakeBack {
            lead,
            if_version,
            to,
            by,
        };
        match self.ask(wish).await? {
            Answer::Decided(lead) => Ok(*lead),
            other => Err(mismatch(&other)),
        }
    }

    /// Makes one of two persons, or says what that would lead to.
    ///
    /// # Errors
    ///
    /// What the rules and the store say against it, and as [`capture`](Self::capture).
    pub async fn merge(&self, merging: Merging, by: Actor) -> Result<Merged, LineError> {
        let merging = Box::new(merging);
        match self.ask(Wish::Merge { merging, by }).await? {
            Answer::Merged(merged) => Ok(*merged),
            other => Err(mismatch(&other)),
        }
    }

    /// Makes two of one again.
    ///
    /// # Errors
    ///
    /// As [`merge`](Self::merge).
    pub async fn unmerge(&self, merge: MergeId, by: Actor) -> Result<Merged, LineError> {
        match self.ask(Wish::Unmerge { merge, by }).await? {
            Answer::Merged(merged) => Ok(*merged),
            other => Err(mismatch(&other)),
        }
    }

    /// Asks the rules "what now?" for leads whose time has come, up to 256; says how many
    /// there were.
    ///
    /// # Errors
    ///
    /// As [`capture`](Self::capture).
    pub async fn wake_due(&self) -> Result<u32, LineError> {
        match self.ask(Wish::Wake).await? {
            Answer::Woken(leads) => Ok(leads),
            other => Err(mismatch(&other)),
        }
    }

    /// The documents that were published.
    pub fn processes(&self) -> &Processes {
        &self.processes
    }

    /// What is counted.
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    /// Whether nothing will ever be acknowledged again by this process.
    pub fn is_dead(&self) -> bool {
        self.state.dead.load(Ordering::SeqCst)
    }

    /// Whether the last commit failed.
    pub fn is_failing(&self) -> bool {
        self.is_dead() || self.state.failing.load(Ordering::SeqCst)
    }

    /// Takes nothing new, answers all that waits, and ends.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        // The worker drops its end of it when it is done.
        let mut ended = self.ended.clone();
        while ended.changed().await.is_ok() {}
    }

    async fn ask(&self, wish: Wish) -> Result<Answer, LineError> {
        if self.is_dead() {
            return Err(LineError::Stopped("a commit failed".into()));
        }
        let (answer, answered) = oneshot::channel();
        self.queue
            .try_send(Item { wish, answer })
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => LineError::Busy,
                mpsc::error::TrySendError::Closed(_) => {
                    LineError::Stopped("the server is about to end".into())
                }
            })?;
        answered
            .await
            .unwrap_or_else(|_| Err(LineError::Stopped("the line ended".into())))
    }
}

fn mismatch(answer: &Answer) -> LineError {
    LineError::Broken(format!("the line answered another question: {answer:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join_all;
    use lifecycle::lead::Source;
    use lifecycle::names::ChannelId;
    use lifecycle::source::Family;

    const EXAMPLE: &str = include_str!("../../../lifecycle/samples/seller-acquisition.yaml");

    fn somebody(n: usize) -> Intake {
        Intake {
            submission: Submission {
                id: SubmissionId::from(""),
                name: None,
                email: Some(format!("s{n}@x.example")),
                phone: None,
                company: None,
                region: None,
                message: None,
                form: None,
                source: Source {
                    family: Family::Unknown,
                    channel: ChannelId::from("social"),
                    campaign: None,
                    landing_page: None,
                    referrer: None,
                    click_id: None,
                },
                fields: Default::default(),
                consent: None,
            },
            raw: b"{}".to_vec(),
            via: Via::Api,
            by: Actor::Buyer,
            may_read: true,
            key: None,
        }
    }

    async fn line(folder: &tempfile::TempDir) -> (Store, Line) {
        let url = format!("sqlite://{}", folder.path().join("leads.db").display());
        let store = Store::open(&url, store::Options::default()).await.unwrap();
        let now = "2026-03-02T12:00:00Z".parse().unwrap();
        let line = Line::start(store.clone(), Clock::by_hand(now));
        line.processes()
            .publish(EXAMPLE, now, "test")
            .await
            .unwrap();
        (store, line)
    }

    fn wait_for(story: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap()
            .block_on(story);
    }

    #[test]
    fn a_rule_that_breaks_harms_no_other() {
        wait_for(async {
            let folder = tempfile::tempdir().unwrap();
            let (store, line) = line(&folder).await;
            let wishes = (0..60).map(|n| {
                let wish = match n % 3 {
                    0 => Wish::Break,
                    _ => Wish::Capture(Box::new(somebody(n))),
                };
                line.ask(wish)
            });
            for (n, answer) in join_all(wishes).await.into_iter().enumerate() {
                match n % 3 {
                    0 => assert!(matches!(answer, Err(LineError::Broken(_))), "{answer:?}"),
                    _ => assert!(matches!(answer, Ok(Answer::Captured(_))), "{answer:?}"),
                }
            }
            assert!(!line.is_failing());
            let found = store::verify(&store, |_| {}).await.unwrap();
            assert!(found.is_clean(), "{found:?}");
            assert_eq!(found.leads, 40);
            line.stop().await;
        });
    }

    #[test]
    fn more_than_can_wait_is_told_to_come_again_and_what_waits_is_answered_at_the_end() {
        wait_for(async {
            let folder = tempfile::tempdir().unwrap();
            let (store, line) = line(&folder).await;
            // The writer is taken: nothing gets through, everything waits.
            let held = store.begin().await.unwrap();
            let asked: Vec<_> = (0..WAITING + 2 * TOGETHER)
                .map(|n| {
                    let line = line.clone();
                    tokio::spawn(async move { line.capture(somebody(n)).await })
                })
                .collect();
            while line.waiting() < WAITING {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            assert!(matches!(
                line.capture(somebody(0)).await,
                Err(LineError::Busy)
            ));
            drop(held);
            line.stop().await;
            let mut taken = 0;
            for one in asked {
                match one.await.unwrap() {
                    Ok(_) => taken += 1,
                    Err(LineError::Busy) => {}
                    Err(other) => panic!("{other}"),
                }
            }
            assert!(taken >= WAITING, "{taken}");
            let found = store::verify(&store, |_| {}).await.unwrap();
            assert_eq!(found.leads, taken as u64);
            let after = line.capture(somebody(1)).await;
            assert!(matches!(after, Err(LineError::Stopped(_))), "{after:?}");
        });
    }
}
