//! Worker: takes in what waits.
//!
//! Whatever was stored and not judged, because the program died or the line couldn't take it,
//! and whatever waits for its data. When is a row, not a timer: nothing is lost with a process.

use super::take::{Outcome, take_in};
use crate::app::App;
use crate::connections::stopped;
use std::time::Duration;

const PAUSE: Duration = Duration::from_secs(1);
/// So many at a time.
const TOGETHER: u32 = 64;

/// Works until the app is stopped.
pub(crate) async fn work(app: App) {
    let mut stop = app.stop.subscribe();
    let working = async {
        loop {
            match take_waiting(&app).await {
                Ok(0) => tokio::time::sleep(PAUSE).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "what waits in the inbox can't be taken in");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    };
    tokio::select! {
        () = stopped(&mut stop) => {}
        () = working => {}
    }
}

/// Takes in what waits and whose time has come; says how much got further.
pub(crate) async fn take_waiting(app: &App) -> store::Result<u32> {
    let now = app.clock.now();
    let mut reader = app.store.reader().await?;
    let waiting = reader.waiting_entries(now, TOGETHER).await?;
    drop(reader);
    let mut further = 0;
    for entry in waiting {
        let way = app.store.reader().await?.way_in_ever(&entry.way).await?;
        let Some(way) = way else {
            continue;
        };
        if !matches!(take_in(app, &way, &entry.id).await?, Outcome::Waiting) {
            further += 1;
        }
    }
    Ok(further)
}
