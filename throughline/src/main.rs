//! Throughline: the command line.

mod admin_command;
mod backup_command;
mod config;
mod config_command;
mod database;
mod demo_command;
mod diagnose_command;
mod process_command;
mod process_draw;
mod process_file;
mod process_publish;
mod secret_key;
mod serve_command;
mod verify_command;

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
    /// Run the line: screens, API and clocks in one process.
    Serve(serve_command::Args),
    /// A believable company with six months of history, on a database that is thrown away.
    Demo(demo_command::Args),
    /// Members and tokens.
    Admin(admin_command::Args),
    /// Rebuild every lead from its events and check all invariants.
    Verify(verify_command::Args),
    /// One consistent copy of the database, while it is in use.
    Backup(backup_command::Args),
    /// Read a copy into a database that is empty or not there yet.
    Restore(backup_command::Args),
    /// What holds, and where it comes from: flag, environment, throughline.toml.
    Config(config_command::Args),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Diagnose(args) => diagnose_command::run(&args),
        Command::Process(command) => process_command::run(&command),
        Command::Serve(args) => serve_command::run(&args),
        Command::Demo(args) => demo_command::run(&args),
        Command::Admin(args) => admin_command::run(args),
        Command::Verify(args) => verify_command::run(&args),
        Command::Backup(args) => backup_command::backup(&args),
        Command::Restore(args) => backup_command::restore(&args),
        Command::Config(args) => config_command::run(&args),
    }
}
