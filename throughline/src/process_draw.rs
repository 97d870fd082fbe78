//! `throughline process draw`: the swim-lane drawing of a process document, as SVG.

use crate::process_file::read;
use anyhow::{Context as _, bail};
use drawing::{Options, layout, svg};
use lifecycle::process::model::{Line, Process};
use lifecycle::process::place::Severity;
use lifecycle::process::{Reading, read_bytes};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// So many findings of a document that can't be drawn are shown.
const SHOWN: usize = 20;

/// What can be said on the command line.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The process document; `-` is the standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Draw the line of this channel instead of the base.
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,
    /// Write the drawing here instead of printing it.
    #[arg(long, short, value_name = "FILE.svg")]
    output: Option<PathBuf>,
}

/// Exit code 0 with a drawing, 2 with a message.
pub(crate) fn draw(args: &Args) -> ExitCode {
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
    let process = process(&args.file)?;
    let line = line(&process, args.channel.as_deref())?;
    if let (Some(channel), None) = (&args.channel, &line.channel) {
        let mut err = std::io::stderr().lock();
        let _ = writeln!(err, "{channel} runs on the base line: that is drawn");
    }
    let drawn = svg(&layout(&process, line, &Options::default()), None);
    match &args.output {
        Some(path) => {
            std::fs::write(path, drawn).with_context(|| format!("can't write {}", path.display()))
        }
        None => match std::io::stdout().lock().write_all(drawn.as_bytes()) {
            // Whoever read it has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            written => written.context("can't print the drawing"),
        },
    }
}

fn process(path: &Path) -> anyhow::Result<Process> {
    let document = read(path)?;
    let shown = &document.name;
    let Reading { process, findings } = read_bytes(&document.bytes);
    if let Some(process) = process {
        return Ok(process);
    }
    let errors: Vec<_> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .collect();
    let mut told = format!("{shown} can't be drawn before it is sound");
    for finding in errors.iter().take(SHOWN) {
        let place = finding.place;
        told.push_str(&format!(
            "\n  {shown}:{}:{}: {}. {}",
            place.line,
            place.column,
            finding.message.trim_end_matches('.'),
            finding.mend
        ));
    }
    if errors.len() > SHOWN {
        told.push_str(&format!("\n  and {} more", errors.len() - SHOWN));
    }
    bail!(told)
}

/// The line of a channel: its own where it differs, else the base.
fn line<'a>(process: &'a Process, channel: Option<&str>) -> anyhow::Result<&'a Line> {
    let Some(channel) = channel else {
        return Ok(&process.base);
    };
    let id = channel.into();
    if process.channel(&id).is_none() {
        let known: Vec<&str> = process
            .channels
            .iter()
            .map(|known| known.id.as_str())
            .collect();
        bail!(
            "the process knows no channel `{channel}`; it knows {}",
            known.join(", ")
        );
    }
    Ok(process.line(&id))
}
