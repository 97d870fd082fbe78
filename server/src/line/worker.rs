//! Worker: takes what waits, has it decided and committed, and answers.

use super::batch::{Batch, Failure};
use super::{Answer, Item, LineError, State, TOGETHER, Wish};
use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::processes::Processes;
use futures_util::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use lifecycle::names::LeadId;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use store::{Kind, Store};
use tokio::sync::{mpsc, watch};

/// How often a batch is decided anew because others were in the way; then item by item.
const TRIES: u32 = 3;
/// A lead whose rules break when they are woken is left alone for so long.
const SLEEP: SignedDuration = SignedDuration::from_hours(1);

pub(super) struct Worker {
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) processes: Processes,
    pub(super) metrics: Arc<Metrics>,
    pub(super) state: Arc<State>,
    /// Leads whose rules broke, until when they are left alone.
    pub(super) asleep: BTreeMap<LeadId, Timestamp>,
}

/// Who isn't through after this long is told to come again: their clients give up soon.
const PATIENCE: Duration = Duration::from_secs(10);

/// What each wish of a batch gets.
type Answers = Vec<Result<Answer, LineError>>;

impl Worker {
    /// Works until it is stopped and nothing waits any more.
    pub(super) async fn run(
        mut self,
        mut waiting: mpsc::Receiver<Item>,
        mut stop: watch::Receiver<bool>,
    ) {
        let mut items = Vec::with_capacity(TOGETHER);
        loop {
            let taken = tokio::select! {
                biased;
                taken = waiting.recv_many(&mut items, TOGETHER) => taken,
                () = crate::connections::stopped(&mut stop), if !waiting.is_closed() => {
                    waiting.close();
                    continue;
                }
            };
            if taken == 0 {
                break;
            }
            let (wishes, askers): (Vec<_>, Vec<_>) =
                items.drain(..).map(|item| (item.wish, item.answer)).unzip();
            let began = Instant::now();
            let answers = self.batch(&wishes).await;
            self.metrics.batch(wishes.len(), began.elapsed());
            for (asker, answer) in askers.into_iter().zip(answers) {
                // Who hung up meanwhile doesn't want to know.
                let _ = asker.send(answer);
            }
        }
    }

    /// Those that want a unit of work for themselves come behind the others.
    async fn batch(&mut self, wishes: &[Wish]) -> Answers {
        let (alone, together): (Vec<usize>, Vec<usize>) =
            (0..wishes.len()).partition(|at| wishes[*at].is_alone());
        let mut answers = if together.is_empty() {
            vec![Err(LineError::Busy); wishes.len()]
        } else {
            self.together(wishes, &together).await
        };
        for at in alone {
            answers[at] = self.alone(wishes, at).await;
        }
        answers
    }

    /// 1. All together, on fresh state as often as others were in the way.
    /// 2. Then one by one: what is in the way of one isn't in the way of all.
    ///
    /// What breaks a rule is left out, and the others begin anew without it. Gives an answer
    /// for each wish, also for those that weren't meant.
    async fn together(&mut self, wishes: &[Wish], which: &[usize]) -> Answers {
        let mut broken: BTreeMap<usize, String> = BTreeMap::new();
        let mut tries = 0;
        let until = Instant::now() + PATIENCE;
        loop {
            let all: Vec<usize> = which
                .iter()
                .copied()
                .filter(|at| !broken.contains_key(at))
                .collect();
            match self.attempt(wishes, &all).await {
                Ok(answers) => return merged(wishes.len(), &broken, all, answers),
                Err(Failure::Broke(Some(at), what)) => {
                    tracing::error!(%what, "a rule broke");
                    broken.insert(at, what);
                }
                Err(Failure::Asleep(lead, what)) => {
                    tracing::error!(%lead, %what, "a rule broke when its lead was woken");
                    self.asleep.insert(lead, self.clock.now() + SLEEP);
                }
                Err(Failure::Store(error)) if error.is_worth_retrying() => {
                    tries += 1;
                    if tries >= TRIES || Instant::now() > until {
                        return self.one_by_one(wishes, which, &broken, until).await;
                    }
                    tokio::time::sleep(Duration::from_millis(u64::from(2 * tries))).await;
                }
                Err(failure) => {
                    let error = self.given_up(failure);
                    return vec![Err(error); wishes.len()];
                }
            }
        }
    }

    async fn one_by_one(
        &mut self,
        wishes: &[Wish],
        which: &[usize],
        broken: &BTreeMap<usize, String>,
        until: Instant,
    ) -> Answers {
        let mut answers = vec![Err(LineError::Busy); wishes.len()];
        for &at in which {
            answers[at] = match broken.get(&at) {
                Some(what) => Err(LineError::Broken(what.clone())),
                None if Instant::now() > until => Err(LineError::Busy),
                None => self.alone(wishes, at).await,
            };
        }
        answers
    }

    async fn alone(&mut self, wishes: &[Wish], at: usize) -> Result<Answer, LineError> {
        for pause in [2, 5, 10] {
            match self.attempt(wishes, &[at]).await {
                Ok(mut answers) => {
                    return answers
                        .pop()
                        .unwrap_or_else(|| Err(LineError::Broken("no answer".into())));
                }
                Err(Failure::Broke(_, what)) => return Err(LineError::Broken(what)),
                Err(Failure::Asleep(lead, what)) => {
                    tracing::error!(%lead, %what, "a rule broke when its lead was woken");
                    self.asleep.insert(lead, self.clock.now() + SLEEP);
                }
                Err(Failure::Store(error)) if error.is_worth_retrying() => {
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                }
                Err(failure) => return Err(self.given_up(failure)),
            }
        }
        Err(LineError::Conflict)
    }

    async fn attempt(&mut self, wishes: &[Wish], which: &[usize]) -> Result<Answers, Failure> {
        let now = self.clock.now();
        self.asleep.retain(|_, until| *until > now);
        let batch = Batch::begin(&self.store, &self.processes, &self.asleep, now);
        let carried = AssertUnwindSafe(batch.carry_out(wishes, which)).catch_unwind();
        let (answers, counts) = carried
            .await
            .unwrap_or_else(|panic| Err(Failure::Broke(None, super::batch::said(&*panic))))?;
        self.state.failing.store(false, Ordering::SeqCst);
        self.metrics.carried_out(&counts);
        Ok(answers)
    }

    /// Nobody is acknowledged; and where only a fresh start can tell what was written, never again.
    fn given_up(&self, failure: Failure) -> LineError {
        match failure {
            Failure::Store(error) => {
                tracing::error!(%error, "nothing could be acknowledged");
                self.state.failing.store(true, Ordering::SeqCst);
                // A retried fsync lies: on a file of our own only reopening it tells.
                if matches!(error, store::Error::InDoubt(_)) && self.store.kind() == Kind::Sqlite {
                    self.state.dead.store(true, Ordering::SeqCst);
                }
                LineError::Stopped(error.to_string())
            }
            Failure::Broke(_, what) | Failure::Asleep(_, what) => LineError::Broken(what),
        }
    }
}

fn merged(
    length: usize,
    broken: &BTreeMap<usize, String>,
    which: Vec<usize>,
    answers: Answers,
) -> Answers {
    let mut by_place: BTreeMap<usize, _> = which.into_iter().zip(answers).collect();
    (0..length)
        .map(|at| {
            by_place.remove(&at).unwrap_or_else(|| {
                Err(LineError::Broken(
                    broken.get(&at).cloned().unwrap_or_default(),
                ))
            })
        })
        .collect()
}
