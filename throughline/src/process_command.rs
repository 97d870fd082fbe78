//! `throughline process`: check a process document, compare two, draw one, print its schema.

use crate::process_file::{self, Document, one_input};
use crate::{process_draw, process_publish};
use anstyle::{AnsiColor, Style};
use anyhow::{Context as _, bail};
use lifecycle::process::model::Process;
use lifecycle::process::place::{Finding, Severity};
use lifecycle::process::{Change, ChangeKind, check, difference, json_schema, read_bytes};
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// So many characters of a line are shown around a finding.
const WIDEST: usize = 140;

/// What can be done with process documents.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Say everything that is wrong with process documents, or unwise.
    Check(CheckArgs),
    /// Say in sentences what changes from one document to another.
    Diff(DiffArgs),
    /// Draw a process as swim lanes, as SVG.
    Draw(process_draw::Args),
    /// Print the JSON Schema of process documents, for editors.
    Schema,
    /// Make a document run: new leads come in under it.
    Publish(process_publish::Args),
}

/// What can be said to `process check`.
#[derive(clap::Args)]
pub(crate) struct CheckArgs {
    /// Process documents; `-` is the standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write the findings as JSON; `-` prints JSON and nothing else.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What can be said to `process diff`.
#[derive(clap::Args)]
pub(crate) struct DiffArgs {
    /// The document as it was; `-` is the standard input.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The document as it is to be; `-` is the standard input.
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Print the changes as JSON.
    #[arg(long)]
    json: bool,
}

/// Exit code 0 where all is well, 1 where a finding is an error, 2 with a message.
pub(crate) fn run(command: &Command) -> ExitCode {
    let done = match command {
        Command::Check(args) => check_files(args),
        Command::Diff(args) => diff(args).map(|()| ExitCode::SUCCESS),
        Command::Draw(args) => return process_draw::draw(args),
        Command::Publish(args) => return process_publish::run(args),
        Command::Schema => print(&json_schema_text()).map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|error| {
        let mut err = std::io::stderr().lock();
        let _ = writeln!(err, "error: {error:#}");
        ExitCode::from(2)
    })
}

fn json_schema_text() -> String {
    let schema = serde_json::to_string_pretty(&json_schema()).expect("a schema is plain data");
    format!("{schema}\n")
}

/// A document that was read, and all there is to say of it.
struct Checked {
    name: String,
    text: String,
    process: Option<Process>,
    findings: Vec<Finding>,
}

fn read(path: &Path) -> anyhow::Result<Checked> {
    let Document { name, bytes } = process_file::read(path)?;
    let reading = read_bytes(&bytes);
    let mut findings = reading.findings;
    if let Some(process) = &reading.process {
        findings.extend(check(process));
        findings.sort();
    }
    Ok(Checked {
        name,
        text: String::from_utf8_lossy(&bytes).into_owned(),
        process: reading.process,
        findings,
    })
}

fn check_files(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    one_input(&args.files)?;
    let checked: Vec<Checked> = args
        .files
        .iter()
        .map(|path| read(path))
        .collect::<Result<_, _>>()?;
    if let Some(path) = &args.json {
        let all: Vec<_> = checked
            .iter()
            .map(|own| serde_json::json!({ "file": own.name, "findings": own.findings }))
            .collect();
        let json = serde_json::to_string_pretty(&all).expect("findings are plain data");
        if path == Path::new("-") {
            print(&format!("{json}\n"))?;
        } else {
            std::fs::write(path, json)
                .with_context(|| format!("{} can't be written", path.display()))?;
        }
    }
    if args.json.as_deref() != Some(Path::new("-")) {
        let paint = Paint::for_terminal();
        let told: String = checked.iter().map(|own| told(own, &paint)).collect();
        print(&told)?;
    }
    let failed = checked
        .iter()
        .flat_map(|own| &own.findings)
        .any(|finding| finding.severity == Severity::Error);
    Ok(ExitCode::from(u8::from(failed)))
}

/// All findings of a document with their lines, and how many there are.
fn told(checked: &Checked, paint: &Paint) -> String {
    let lines: Vec<&str> = checked.text.lines().collect();
    let mut told = String::new();
    for finding in &checked.findings {
        one(&mut told, finding, &checked.name, &lines, paint);
    }
    let _ = writeln!(told, "{}", summary(checked, paint));
    told
}

fn one(told: &mut String, finding: &Finding, name: &str, lines: &[&str], paint: &Paint) {
    let place = finding.place;
    let (word, style) = match finding.severity {
        Severity::Error => ("error", paint.error),
        Severity::Warning => ("warning", paint.warning),
        Severity::Hint => ("hint", paint.hint),
    };
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    let bar = paint.quiet("|");
    let _ = writeln!(
        told,
        "{style}{word}[{}]{style:#}: {}",
        finding.code,
        clean(&finding.message)
    );
    let _ = writeln!(
        told,
        "{margin}{} {name}:{number}:{}",
        paint.quiet("-->"),
        place.column
    );
    if let Some(line) = lines.get((place.line as usize).saturating_sub(1)) {
        let (shown, before, length) = window(line, place.column as usize, place.length as usize);
        let carets = "^".repeat(length);
        let _ = writeln!(told, "{margin} {bar}");
        let _ = writeln!(told, "{} {bar} {shown}", paint.quiet(&number));
        let _ = writeln!(
            told,
            "{margin} {bar} {}{style}{carets}{style:#}",
            " ".repeat(before)
        );
    }
    let _ = writeln!(
        told,
        "{margin} {} {}\n",
        paint.quiet("="),
        clean(&finding.mend)
    );
}

/// The line around the place, how many characters stand before it, and how many it takes.
fn window(line: &str, column: usize, length: usize) -> (String, usize, usize) {
    let letters: Vec<char> = line.chars().collect();
    let start = column.saturating_sub(1).min(letters.len());
    let from = if letters.len() <= WIDEST {
        0
    } else {
        start.saturating_sub(WIDEST / 3)
    };
    let to = letters.len().min(from + WIDEST);
    let mut shown: String = letters[from..to].iter().collect();
    let mut before = start - from;
    if from > 0 {
        shown.insert(0, '…');
        before += 1;
    }
    if to < letters.len() {
        shown.push('…');
    }
    let length = length.min(to.saturating_sub(start)).max(1);
    (clean(&shown), before, length)
}

/// Without what a terminal would act on.
fn clean(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

fn summary(checked: &Checked, paint: &Paint) -> String {
    let count = |severity| {
        checked
            .findings
            .iter()
            .filter(|own| own.severity == severity)
            .count()
    };
    let many = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let parts: Vec<String> = [
        many(errors, "error"),
        many(warnings, "warning"),
        many(count(Severity::Hint), "hint"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let name = &checked.name;
    let style = match (errors, warnings) {
        (0, 0) => paint.good,
        (0, _) => paint.warning,
        _ => paint.error,
    };
    if parts.is_empty() {
        return format!("{name}: {style}nothing to mend{style:#}");
    }
    format!("{name}: {style}{}{style:#}", parts.join(", "))
}

fn diff(args: &DiffArgs) -> anyhow::Result<()> {
    one_input([&args.old, &args.new])?;
    let (old, new) = (sound(&args.old)?, sound(&args.new)?);
    let changes = difference(&old, &new);
    if args.json {
        let json = serde_json::to_string_pretty(&changes).expect("changes are plain data");
        return print(&format!("{json}\n"));
    }
    print(&changes_told(&changes, &Paint::for_terminal()))
}

/// The process of a document that can run.
fn sound(path: &Path) -> anyhow::Result<Process> {
    let checked = read(path)?;
    if let Some(process) = checked.process {
        return Ok(process);
    }
    let first = checked
        .findings
        .iter()
        .find(|own| own.severity == Severity::Error);
    match first {
        Some(first) => bail!(
            "{}:{}:{}: {}. Mend the document first: `throughline process check` says all that is wrong",
            checked.name,
            first.place.line,
            first.place.column,
            clean(&first.message)
        ),
        None => bail!("{} can't be understood", checked.name),
    }
}

/// The sentences, those of one subject below each other.
fn changes_told(changes: &[Change], paint: &Paint) -> String {
    if changes.is_empty() {
        return "Nothing changes.\n".to_owned();
    }
    let mut told = String::new();
    let mut before = None;
    for change in changes {
        let subject = (change.channel.as_deref(), change.subject.as_str());
        if before.replace(subject).is_some_and(|own| own != subject) {
            told.push('\n');
        }
        let (sign, style) = match change.kind {
            ChangeKind::Added => ("+", paint.good),
            ChangeKind::Removed => ("-", paint.error),
            ChangeKind::Changed => ("~", paint.warning),
        };
        let _ = writeln!(told, "{style}{sign}{style:#} {}", clean(&change.sentence));
    }
    told
}

/// How things are coloured.
struct Paint {
    error: Style,
    warning: Style,
    hint: Style,
    good: Style,
    frame: Style,
}

impl Paint {
    /// Colour only on a terminal, and not where the user doesn't want it.
    fn for_terminal() -> Self {
        let colour = std::io::stdout().is_terminal()
            && std::env::var_os("NO_COLOR").is_none_or(|own| own.is_empty())
            && std::env::var_os("TERM").is_none_or(|own| own != "dumb");
        let style = |ansi: AnsiColor| {
            if colour {
                Style::new().bold().fg_color(Some(ansi.into()))
            } else {
                Style::new()
            }
        };
        Self {
            error: style(AnsiColor::Red),
            warning: style(AnsiColor::Yellow),
            hint: style(AnsiColor::Cyan),
            good: style(AnsiColor::Green),
            frame: style(AnsiColor::Blue),
        }
    }

    fn quiet(&self, text: &str) -> String {
        format!("{}{text}{:#}", self.frame, self.frame)
    }
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
