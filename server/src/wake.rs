//! Wake: asks the line, when the time of any lead has come.
//!
//! Deadlines are rows, never timers in memory: a clock that jumps, or a program that was
//! down, loses none. The next one is looked up each second at the latest, because
//! others may have set an earlier one.

use crate::app::App;
use crate::connections::stopped;
use jiff::SignedDuration;
use std::time::Duration;

/// How long it sleeps at most.
const LONGEST: Duration = Duration::from_secs(1);

/// How often old answers and sessions are removed.
const TIDY: Duration = Duration::from_secs(3_600);
/// Answers to keys are kept for 30 days at least.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(35 * 24);
/// What came in and was put aside is emptied after this long.
const PUT_ASIDE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Wakes leads until the app is stopped.
pub(crate) async fn wake(app: App) {
    let mut stop = app.stop.subscribe();
    tokio::select! {
        () = stopped(&mut stop) => {}
        () = work(&app) => {}
    }
}

async fn work(app: &App) {
    loop {
        match due_in(app).await {
            Ok(Some(pause)) => tokio::time::sleep(pause).await,
            Ok(None) => {
                if let Err(error) = app.line.wake_due().await {
                    tracing::warn!(%error, "leads whose time has come could not be woken");
                    tokio::time::sleep(LONGEST).await;
                } else {
                    // Whatever couldn't be woken isn't tried again at once.
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "what is due can't be looked up");
                tokio::time::sleep(LONGEST).await;
            }
        }
    }
}

/// Forgets what need not be remembered any longer, now and then.
pub(crate) async fn tidy(app: App) {
    let mut stop = app.stop.subscribe();
    loop {
        tokio::select! {
            () = stopped(&mut stop) => return,
            () = tokio::time::sleep(TIDY) => {}
        }
        match forget(&app).await {
            Ok((answers, sessions)) => tracing::debug!(answers, sessions, "tidied"),
            Err(error) => tracing::warn!(%error, "old answers and sessions are still there"),
        }
    }
}

async fn forget(app: &App) -> store::Result<(u64, u64)> {
    let now = app.clock.now();
    let mut work = app.store.begin().await?;
    let answers = work.forget_answers(now - REMEMBERED).await?;
    let sessions = work.sweep_sessions(now).await?;
    work.empty_dismissed(now - PUT_ASIDE).await?;
    work.commit().await?;
    Ok((answers, sessions))
}

/// How long to sleep; `None` if something is due.
async fn due_in(app: &App) -> store::Result<Option<Duration>> {
    let next = app.store.reader().await?.next_wake().await?;
    let now = app.clock.now();
    Ok(match next {
        None => Some(LONGEST),
        Some(at) if at <= now => None,
        Some(at) => Some(at.duration_since(now).unsigned_abs().min(LONGEST)),
    })
}
