//! `throughline diagnose`: read exports, print the diagnosis, write it where asked.

use anyhow::Context as _;
use diagnose::{Answer, Options, diagnose};
use exports::cell::date::Order;
use exports::{Reading, Source};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What can be said on the command line.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Exports: CSV, TSV, XLSX, Parquet or XES, also packed by gzip, zstd or zip.
    /// Several tables of one CRM are given together.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// What the columns mean, as written by --save-map.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Write down what the columns were taken for, to be edited and given back.
    #[arg(long, value_name = "FILE")]
    save_map: Option<PathBuf>,
    /// The day or instant the diagnosis speaks of [default: the last one in the data].
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// The zone of local times, days and months, such as Europe/Berlin.
    #[arg(long, value_name = "TZ", default_value = "UTC")]
    timezone: String,
    /// Which number of 04/03/2021 is the day, where a column leaves it open.
    #[arg(long, value_name = "ORDER", value_parser = ["day-first", "month-first"])]
    dates: Option<String>,
    /// Leave out rows with broken quotes instead of refusing the file.
    #[arg(long)]
    skip_broken_rows: bool,
    /// Write the diagnosis as JSON; `-` prints JSON and nothing else.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the diagnosis as one self-contained page.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Show the page in a browser on this machine until Ctrl-C.
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "127.0.0.1:8080")]
    serve: Option<SocketAddr>,
}

/// Exit code 0 with a result, 2 with a message.
pub(crate) fn run(args: &Args) -> ExitCode {
    match answer(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut err = std::io::stderr().lock();
            let _ = writeln!(err, "error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn answer(args: &Args) -> anyhow::Result<()> {
    let options = options(args)?;
    let sources: Vec<Source> = args
        .paths
        .iter()
        .map(|path| Source::File(path.clone()))
        .collect();
    let bar = progress(&args.paths);
    let options = Options {
        reading: Reading {
            progress: bar.as_ref().map(teller),
            ..options.reading
        },
        ..options
    };
    let answer = diagnose(&sources, &options);
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let Answer { diagnosis, map } = answer?;
    let json = serde_json::to_string_pretty(&diagnosis).expect("a diagnosis is plain data");
    if args.json.as_deref() == Some(Path::new("-")) {
        print(&format!("{json}\n"))?;
    } else {
        if let Some(path) = &args.json {
            write(path, &json)?;
        }
        print(&report::terminal::render(&diagnosis, width(), colour()))?;
    }
    if let Some(path) = &args.save_map {
        write(path, &map)?;
    }
    let page =
        (args.html.is_some() || args.serve.is_some()).then(|| report::html::page(&diagnosis));
    if let (Some(path), Some(page)) = (&args.html, &page) {
        write(path, page)?;
    }
    if let (Some(listen), Some(page)) = (args.serve, page) {
        serve(listen, page, json)?;
    }
    Ok(())
}

/// A bar on the terminal for what takes longer than a moment: the files are read twice.
fn progress(paths: &[PathBuf]) -> Option<ProgressBar> {
    const WORTH_A_BAR: u64 = 20 << 20;
    let bytes: u64 = paths
        .iter()
        .filter_map(|p| std::fs::metadata(p).ok())
        .map(|m| m.len())
        .sum();
    if bytes < WORTH_A_BAR || !std::io::stderr().is_terminal() {
        return None;
    }
    let style = ProgressStyle::with_template(
        "{bar:40} {bytes} of {total_bytes} read, twice in all, {eta} left",
    )
    .ok()?;
    Some(ProgressBar::new(2 * bytes).with_style(style))
}

fn teller(bar: &ProgressBar) -> Arc<dyn Fn(u64) + Send + Sync> {
    let bar = bar.clone();
    Arc::new(move |bytes| bar.inc(bytes))
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("{} can't be written", path.display()))
}

/// Prints, and takes it for the reader's choice when nobody reads any further.
fn print(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(error).context("the terminal can't be written to")
        }
        _ => Ok(()),
    }
}

/// The terminal's width, or what fits a mail.
fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0))
}

/// Colour only on a terminal, and not where the user doesn't want it.
fn colour() -> bool {
    std::io::stdout().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
}

fn options(args: &Args) -> anyhow::Result<Options> {
    let zone = TimeZone::get(&args.timezone).with_context(|| {
        format!(
            "--timezone {}: there is no such zone; zones are named like Europe/Berlin",
            args.timezone
        )
    })?;
    let as_of = args
        .as_of
        .as_deref()
        .map(|text| instant(text, &zone))
        .transpose()?;
    let map = match &args.map {
        Some(path) => Some((
            path.display().to_string(),
            std::fs::read_to_string(path)
                .with_context(|| format!("{} can't be read", path.display()))?,
        )),
        None => None,
    };
    let dates = args.dates.as_deref().map(|d| {
        if d == "day-first" {
            Order::DayFirst
        } else {
            Order::MonthFirst
        }
    });
    Ok(Options {
        reading: Reading {
            skip_broken: args.skip_broken_rows,
            ..Reading::default()
        },
        as_of,
        zone,
        map,
        dates,
    })
}

fn instant(text: &str, zone: &TimeZone) -> anyhow::Result<Timestamp> {
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Ok(timestamp);
    }
    let local: jiff::civil::DateTime = text.parse().with_context(|| {
        format!("--as-of {text}: write a day (2026-11-22) or an instant (2026-11-22T10:00:00Z)")
    })?;
    Ok(local.to_zoned(zone.clone())?.timestamp())
}

/// Shows the page until Ctrl-C; where the port is taken, on the next free one.
fn serve(listen: SocketAddr, page: String, json: String) -> anyhow::Result<()> {
    server::serve_page_blocking(listen, page, json, |address| {
        let _ = writeln!(
            std::io::stdout().lock(),
            "\nThe report is at http://{address}/ until you press Ctrl-C."
        );
    })
    .with_context(|| format!("--serve {listen}: the address can't be used"))
}
