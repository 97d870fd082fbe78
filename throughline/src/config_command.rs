//! `throughline config`: what holds, and where it comes from.

use crate::config::{Config, Flags};
use crate::database::{ended, table};
use std::process::ExitCode;

/// What can be said on the command line.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    common: Flags,
}

/// Exit code 0, or 2 with a message where a setting can't be read.
pub(crate) fn run(args: &Args) -> ExitCode {
    ended(show(args))
}

fn show(args: &Args) -> anyhow::Result<()> {
    let config = Config::read(&args.common, &[])?;
    let heading = ["setting", "value", "from", "what it is"].map(str::to_owned);
    let rows: Vec<Vec<String>> = config
        .all()
        .iter()
        .map(|setting| {
            vec![
                setting.name.to_owned(),
                setting.shown(),
                setting.from.clone(),
                Config::about(setting.name).to_owned(),
            ]
        })
        .collect();
    table(&heading, &rows);
    config.listen()?;
    config.rate_limit()?;
    config.capture_rate()?;
    config.trusted_proxies()?;
    config.secret_key()?;
    config.meta_url()?;
    Ok(())
}
