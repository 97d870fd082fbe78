//! Throughline: the command line.

mod diagnose_command;

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
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Diagnose(args) => diagnose_command::run(&args),
    }
}
