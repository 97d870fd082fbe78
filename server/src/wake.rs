//! Wake: asks the line, when the time of any lead has come.
//!
//! Deadlines are rows, never timers in memory: a clock that jumps, or a program that was
//! down, loses none. The next one is looked up each second at the latest, because
//! others may have set an earlier one.

use crate::app::App;
use crate::connections::stopped;
use std::time::Duration;

/// How long it sleeps at most.
const LONGEST: Duration = Duration::from_secs(1);

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
