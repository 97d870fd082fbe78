//! Throughline: the command line.

mod diagnose_command;
mod process_command;
mod process_draw;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// One agreed line from the first inquiry to revenue.
#[derive(Parser)]
#[command(name = "throughline", version, about, long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Tell the truth about a lead line from the exports of any CRM.
    Diagnose(diagnose_command::Args),
    /// Check, compare and draw the process document that everybody agreed on.
    #[command(subcommand)]
    Process(process_command::Command),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Diagnose(args) => diagnose_command::run(&args),
        Command::Process(command) => process_command::run(&command),
    }
}
