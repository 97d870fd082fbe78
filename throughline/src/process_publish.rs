//! `throughline process publish`: makes a document run.

use crate::config::{Config, Flags};
use crate::database::{ended, order, print};
use crate::process_file::{one_input, read};
use anyhow::{Context as _, bail};
use server::App;
use server::admin::{Order, Reply};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What can be said on the command line.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Process documents; each becomes a version, the last one runs. `-` is the standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Let a document of another id take over from the process that runs.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    common: Flags,
}

/// Exit code 0 when it runs, 2 with the findings when it can't.
pub(crate) fn run(args: &Args) -> ExitCode {
    ended(publish(args))
}

fn publish(args: &Args) -> anyhow::Result<()> {
    let config = Config::read(&args.common, &[])?;
    one_input(&args.files)?;
    for path in &args.files {
        let document = read(path)?;
        let order_of = Order::Publish {
            text: document.text()?,
            by: whoever(),
            replace: args.replace,
        };
        let reply = order(&config, order_of).with_context(|| document.name.clone())?;
        tell(&document.name, &reply);
    }
    Ok(())
}

/// The same for a server that is about to answer.
pub(crate) async fn publish_in(app: &App, path: &Path) -> anyhow::Result<()> {
    let document = read(path)?;
    let order = Order::Publish {
        text: document.text()?,
        by: whoever(),
        replace: false,
    };
    match app.carry_out(order).await {
        Reply::Refused { why } => bail!("{}: {why}", document.name),
        reply => {
            tell(&document.name, &reply);
            Ok(())
        }
    }
}

fn tell(name: &str, reply: &Reply) {
    if let Reply::Runs {
        id,
        version,
        findings,
    } = reply
    {
        for finding in findings {
            print(&format!("{name}:{finding}"));
        }
        print(&format!("{id}, version {version}, runs."));
    }
}

/// Who publishes, as the operating system calls them.
fn whoever() -> String {
    std::env::var("USER")
        .ok()
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "command line".into())
}
