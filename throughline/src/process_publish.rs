//! `throughline process publish`: makes a document run.

use crate::config::{Config, Flags};
use crate::database::{ended, order, print};
use anyhow::{Context as _, bail};
use server::App;
use server::admin::{Order, Reply};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What can be said on the command line.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Process documents; each becomes a version, the last one runs.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    common: Flags,
}

/// Exit code 0 when it runs, 2 with the findings when it can't.
pub(crate) fn run(args: &Args) -> ExitCode {
    ended(publish(args))
}

fn publish(args: &Args) -> anyhow::Result<()> {
    let config = Config::read(&args.common, &[])?;
    for path in &args.files {
        let order_of = Order::Publish {
            text: read(path)?,
            by: whoever(),
        };
        let reply = order(&config, order_of).with_context(|| path.display().to_string())?;
        tell(path, &reply);
    }
    Ok(())
}

/// The same for a server that is about to answer.
pub(crate) async fn publish_in(app: &App, path: &Path) -> anyhow::Result<()> {
    let order = Order::Publish {
        text: read(path)?,
        by: whoever(),
    };
    match app.carry_out(order).await {
        Reply::Refused { why } => bail!("{}: {why}", path.display()),
        reply => {
            tell(path, &reply);
            Ok(())
        }
    }
}

fn tell(path: &Path, reply: &Reply) {
    if let Reply::Runs {
        id,
        version,
        findings,
    } = reply
    {
        for finding in findings {
            print(&format!("{}:{finding}", path.display()));
        }
        print(&format!("{id}, version {version}, runs."));
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))
}

/// Who publishes, as the operating system calls them.
fn whoever() -> String {
    std::env::var("USER")
        .ok()
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "command line".into())
}
