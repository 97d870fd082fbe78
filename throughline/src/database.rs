//! Database: opened for a command, or reached through the server that has it.

use crate::config::Config;
use anyhow::{anyhow, bail};
use server::admin::{Order, Reply, carry_out};
use server::processes::Processes;
use server::{Clock, control};
use std::io::Write as _;
use std::path::PathBuf;
use store::{Access, Options, Store};

/// Runs something that waits for others.
pub(crate) fn wait_for<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(work)
}

/// Opens the database as the one that writes to it.
pub(crate) async fn open(config: &Config) -> anyhow::Result<Store> {
    Store::open(config.database(), Options::default())
        .await
        .map_err(|error| anyhow!("{error} [{}]", error.code))
}

/// Opens the database beside whoever writes to it, to read.
pub(crate) async fn open_beside(config: &Config) -> anyhow::Result<Store> {
    let options = Options {
        access: Access::Beside,
        ..Options::default()
    };
    Store::open(config.database(), options)
        .await
        .map_err(|error| anyhow!("{error} [{}]", error.code))
}

/// Carries an order out: here, or by the server that has the database.
pub(crate) fn order(config: &Config, order: Order) -> anyhow::Result<Reply> {
    let reply = wait_for(async {
        match Store::open(config.database(), Options::default()).await {
            Ok(store) => {
                let clock = clock(config)?;
                let processes = Processes::of(store.clone());
                Ok(carry_out(&store, &clock, &processes, order).await)
            }
            Err(error) if error.code == "database.locked" => match file(config) {
                Some(file) => control::hand_over(&file, &order)
                    .map_err(|_| anyhow!("{error} [{}]", error.code)),
                None => bail!("{error} [{}]", error.code),
            },
            Err(error) => bail!("{error} [{}]", error.code),
        }
    })?;
    match reply {
        Reply::Refused { why } => bail!(why),
        other => Ok(other),
    }
}

/// The clock that the settings name.
pub(crate) fn clock(config: &Config) -> anyhow::Result<Clock> {
    match config.test_clock() {
        None => Ok(Clock::real()),
        Some(path) => Clock::file(path).map_err(|error| anyhow!("--test-clock {error}")),
    }
}

/// The file of an embedded database.
pub(crate) fn file(config: &Config) -> Option<PathBuf> {
    let path = config.database().strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
}

/// Prints; nobody reading any further is their choice.
pub(crate) fn print(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Says something to whoever sits there, beside the output that programs read.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Columns under their heading.
pub(crate) fn table(heading: &[String], rows: &[Vec<String>]) {
    let mut widths: Vec<usize> = heading.iter().map(|cell| cell.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in std::iter::once(heading).chain(rows.iter().map(Vec::as_slice)) {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        print(cells.join("  ").trim_end());
    }
}

/// Exit code 0 when it went well, else 2 with the error.
pub(crate) fn ended(result: anyhow::Result<()>) -> std::process::ExitCode {
    match result {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr().lock(), "error: {error:#}");
            std::process::ExitCode::from(2)
        }
    }
}
