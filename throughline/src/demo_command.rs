//! `throughline demo`: a believable company on a database that is thrown away.

use anyhow::Context as _;
use clap::Args as Arguments;
use demo::Company;
use jiff::Timestamp;
use server::sign_in::Passwords;
use server::{App, Clock, Demo, Near, Settings, asked_to_stop};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;
use store::{Options, Store};

/// Whoever starts the demo may know it; it listens on this machine.
const PASSWORD: &str = "look-around-the-line";

#[derive(Arguments)]
pub(crate) struct Args {
    /// Where to listen; the next free port if that one is taken
    #[arg(long, default_value = "127.0.0.1:8080", env = "THROUGHLINE_LISTEN")]
    listen: SocketAddr,
    /// Keep the database in this folder instead of throwing it away
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Another company: everything in it follows from this number and the present
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    match crate::runtime().and_then(|runtime| runtime.block_on(play(args))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => crate::failed(&error),
    }
}

async fn play(args: &Args) -> anyhow::Result<()> {
    let thrown_away = tempfile::tempdir().context("no folder for the database can be made")?;
    let folder = args.keep.as_deref().unwrap_or(thrown_away.path());
    std::fs::create_dir_all(folder)
        .with_context(|| format!("the folder {} can't be made", folder.display()))?;
    let file = folder.join("demo.db");
    let kept = file.exists();
    let store = Store::open(&format!("sqlite://{}", file.display()), Options::default()).await?;

    let begin = Instant::now();
    let company = Company::of(args.seed, Timestamp::now());
    if kept {
        println!("The company of last time, kept in {}.", file.display());
    } else {
        let hash = Passwords::default()
            .hash(PASSWORD.to_owned())
            .await
            .map_err(anyhow::Error::msg)?;
        let filled = demo::fill(&store, &company, &hash)
            .await
            .context("the history can't be written")?;
        println!(
            "A company with ten people and six months: {} leads, {} events, made in {:.1} s.",
            filled.played.leads,
            filled.played.events,
            begin.elapsed().as_secs_f64()
        );
    }

    let near = Near::bind(args.listen).await?;
    let email = company.operations().email.clone();
    let settings = Settings {
        organisation: "Casa Marketplace".to_owned(),
        demo: Some(Demo {
            email: email.clone(),
            password: PASSWORD.to_owned(),
        }),
        ..Settings::default()
    };
    println!("Throughline: http://{}", near.address());
    println!("Sign in:     {email}, {PASSWORD}   (the page offers it)");
    println!("Ctrl-C ends it{}.", if args.keep.is_some() { "" } else { ", and nothing stays behind" });
    App::new(store, Clock::real(), settings)
        .serve(near, asked_to_stop())
        .await
        .map_err(anyhow::Error::msg)
}
