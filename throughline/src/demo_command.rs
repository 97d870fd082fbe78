//! `throughline demo`: a believable company on a database that is thrown away.

use crate::database::{ended, print, wait_for};
use crate::serve_command::log_to_stderr;
use anyhow::{Context as _, anyhow};
use demo::Company;
use server::{App, Clock, Demo, Near, Settings, asked_to_stop, passwords};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;
use store::{Options, Store};

/// Whoever starts the demo may know it; it listens on this machine.
const PASSWORD: &str = "look-around-the-line";

/// What can be said on the command line.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Where to answer; the next free port if that one is taken.
    #[arg(long, default_value = "127.0.0.1:8080", env = "THROUGHLINE_LISTEN")]
    listen: SocketAddr,
    /// Keep the database in this folder instead of throwing it away.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Another company: everything in it follows from this number and the present.
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

/// Exit code 0 after it was asked to end, 2 with a message otherwise.
pub(crate) fn run(args: &Args) -> ExitCode {
    ended(log_to_stderr("warn").and_then(|()| wait_for(show(args))))
}

async fn show(args: &Args) -> anyhow::Result<()> {
    // First, so that a signal while we start is not lost.
    let stop = asked_to_stop();
    let thrown_away = tempfile::tempdir().context("no folder for the database can be made")?;
    let folder = args.keep.as_deref().unwrap_or(thrown_away.path());
    std::fs::create_dir_all(folder)
        .with_context(|| format!("the folder {} can't be made", folder.display()))?;
    let file = folder.join("demo.db");
    let kept = file.exists();
    let store = Store::open(&format!("sqlite://{}", file.display()), Options::default())
        .await
        .map_err(|error| anyhow!("{error} [{}]", error.code))?;

    let company = Company::of(args.seed, Clock::real().now());
    if kept {
        print(&format!(
            "The company of last time, kept in {}.",
            file.display()
        ));
    } else {
        make(&store, &company).await?;
    }

    let email = company.operations().email.clone();
    let settings = Settings {
        organisation: "Casa Marketplace".to_owned(),
        demo: Some(Demo {
            email: email.clone(),
            password: PASSWORD.to_owned(),
        }),
        secret_key: Some(crate::secret_key::beside(&file)?),
        ..Settings::default()
    };
    let app = App::new(store, Clock::real(), settings);
    if !kept {
        app.sample_ways_in()
            .await
            .map_err(|error| anyhow!("the ways in can't be made: {error}"))?;
    }
    let near = Near::bind(args.listen)
        .await
        .with_context(|| format!("--listen {}: the address can't be used", args.listen))?;
    print(&format!(
        "Throughline answers at http://{}/",
        near.address()
    ));
    print(&format!(
        "Sign in as {email}, password {PASSWORD} (the page offers it)."
    ));
    print(match args.keep {
        Some(_) => "Ctrl-C ends it.",
        None => "Ctrl-C ends it, and nothing stays behind.",
    });
    let stop = async {
        if stop.await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    app.serve(near, stop).await.map_err(|error| anyhow!(error))
}

async fn make(store: &Store, company: &Company) -> anyhow::Result<()> {
    let begin = Instant::now();
    let hash = passwords::hash(PASSWORD).map_err(|error| anyhow!(error))?;
    let filled = demo::fill(store, company, &hash)
        .await
        .map_err(|error| anyhow!("the history can't be written: {error}"))?;
    print(&format!(
        "A company of ten people and six months: {} leads, {} events, made in {:.1} s.",
        filled.played.leads,
        filled.played.events,
        begin.elapsed().as_secs_f64()
    ));
    Ok(())
}
