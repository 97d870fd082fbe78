//! `throughline verify`: rebuilds every lead from its events and checks all invariants.

use crate::config::{Config, Flags};
use crate::database::{open_beside, print, wait_for};
use indicatif::ProgressBar;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use store::Verification;

/// What can be said on the command line.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Print the figures and differences as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    common: Flags,
}

/// Exit code 0 when all is as it should be, 1 on any difference, 2 with a message when it
/// can't be looked at.
pub(crate) fn run(args: &Args) -> ExitCode {
    match verify(args) {
        Ok(found) if found.is_clean() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            let _ = writeln!(std::io::stderr().lock(), "error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn verify(args: &Args) -> anyhow::Result<Verification> {
    let config = Config::read(&args.common, &[])?;
    let bar = std::io::stderr()
        .is_terminal()
        .then(ProgressBar::new_spinner);
    let found = wait_for(async {
        let store = open_beside(&config).await?;
        let told = |leads: u64| {
            if let Some(bar) = &bar {
                bar.set_message(format!("{leads} leads"));
                bar.tick();
            }
        };
        Ok(store::verify(&store, told).await?)
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let found = found?;
    if args.json {
        print(&serde_json::to_string_pretty(&found)?);
    } else {
        tell(&found);
    }
    Ok(found)
}

fn tell(found: &Verification) {
    for (what, count) in [
        ("leads", found.leads),
        ("events", found.events),
        ("submissions", found.submissions),
        ("answers", found.answers),
        ("persons", found.persons),
        ("companies", found.companies),
        ("members", found.members),
        ("effects", found.effects),
    ] {
        print(&format!("{count:>12} {what}"));
    }
    for difference in &found.differences {
        let lead = difference
            .lead
            .as_ref()
            .map_or_else(String::new, |lead| format!("lead {lead}: "));
        print(&format!(
            "{lead}{}: expected {}, found {}",
            difference.what, difference.expected, difference.found
        ));
    }
    if found.more_differences > 0 {
        print(&format!("… and {} more", found.more_differences));
    }
    print(if found.is_clean() {
        "All is as it should be."
    } else {
        "Something isn't as it should be: keep this file as it is, and a copy of it."
    });
}
