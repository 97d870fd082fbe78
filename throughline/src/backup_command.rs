//! `throughline backup` and `restore`: one consistent copy while running, and back again.

use crate::config::{Config, Flags};
use crate::database::{ended, open_beside, print, wait_for};
use anyhow::anyhow;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// What can be said on the command line.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The copy.
    file: PathBuf,
    #[command(flatten)]
    common: Flags,
}

/// Copies the database into a new file, while others read and write.
pub(crate) fn backup(args: &Args) -> ExitCode {
    ended(copy(args))
}

/// Reads a copy into a database that is empty or not there yet.
pub(crate) fn restore(args: &Args) -> ExitCode {
    ended(read_back(args))
}

fn copy(args: &Args) -> anyhow::Result<()> {
    let config = Config::read(&args.common, &[])?;
    let report = wait_for(async {
        let store = open_beside(&config).await?;
        Ok(store.backup(&args.file).await?)
    })
    .map_err(|error| anyhow!("{}: {error:#}", args.file.display()))?;
    print(&format!(
        "{} leads and {} events in {} ({} bytes)",
        report.leads,
        report.events,
        args.file.display(),
        report.bytes
    ));
    Ok(())
}

fn read_back(args: &Args) -> anyhow::Result<()> {
    let config = Config::read(&args.common, &[])?;
    let report = wait_for(async {
        store::restore(&args.file, config.database())
            .await
            .map_err(|error| anyhow!("{error} [{}]", error.code))
    })?;
    if !report.proved {
        // To the error output: the figures stay readable for programs.
        let _ = writeln!(
            std::io::stderr().lock(),
            "warning: {}: it carries no proof that it is what was backed up, as backups of an \
             older release or a copied database don't. It could be read to its end. Run \
             `throughline verify` on what was restored.",
            args.file.display()
        );
    }
    print(&format!(
        "{} leads and {} events are back",
        report.leads, report.events
    ));
    Ok(())
}
