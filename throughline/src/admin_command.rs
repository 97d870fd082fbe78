//! `throughline admin`: members and tokens.

use crate::config::{Config, Flags};
use crate::database::{ended, order, print, table, tell};
use clap::Subcommand;
use server::admin::{Order, Reply};
use std::process::ExitCode;

/// What can be said on the command line.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Flags,
}

#[derive(Subcommand)]
enum Command {
    /// People who work here.
    #[command(subcommand)]
    User(User),
    /// Tokens of programs.
    #[command(subcommand)]
    Token(Token),
}

#[derive(Subcommand)]
enum User {
    /// Add somebody; prints their password once.
    Add {
        /// Their name.
        #[arg(long)]
        name: String,
        /// Their mail address, by which they sign in.
        #[arg(long)]
        email: String,
        /// A role they have; may be said again.
        #[arg(long)]
        role: Vec<String>,
        /// A team they are in; may be said again.
        #[arg(long)]
        team: Vec<String>,
        /// A word for where they are.
        #[arg(long)]
        region: Option<String>,
        /// The weight of their turns.
        #[arg(long, default_value_t = 1)]
        seniority: u32,
        /// May change settings and members.
        #[arg(long)]
        admin: bool,
    },
    /// Give somebody a new password, printed once, and end their sessions.
    Password {
        /// Whose.
        #[arg(long)]
        email: String,
    },
    /// List everybody.
    List,
}

#[derive(Subcommand)]
enum Token {
    /// Make a token; prints its secret once.
    Create {
        /// What it may do: capture, read, write or admin.
        #[arg(long, value_parser = ["capture", "read", "write", "admin"])]
        scope: String,
        /// The channel of all leads that come by it.
        #[arg(long)]
        channel: Option<String>,
        /// What it is called in the history of leads.
        #[arg(long, default_value = "API")]
        name: String,
    },
    /// List all tokens.
    List,
    /// End a token.
    End {
        /// Its id.
        id: String,
    },
}

/// Exit code 0 when it is done, 2 with a message otherwise.
pub(crate) fn run(args: Args) -> ExitCode {
    ended(admin(args))
}

fn admin(args: Args) -> anyhow::Result<()> {
    let config = Config::read(&args.common, &[])?;
    match order(&config, wanted(args.command))? {
        Reply::Secret { id, secret, notes } => {
            // The secret alone on the output, so that scripts can take it as it is.
            for note in notes {
                tell(&note);
            }
            tell(&format!("id {id}; this is shown once:"));
            print(&secret);
        }
        Reply::Table { heading, rows } => table(&heading, &rows),
        Reply::Done => print("Done."),
        Reply::Runs { .. } | Reply::Refused { .. } => {}
    }
    Ok(())
}

fn wanted(command: Command) -> Order {
    match command {
        Command::User(User::Add {
            name,
            email,
            role,
            team,
            region,
            seniority,
            admin,
        }) => Order::AddMember {
            name,
            email,
            roles: role,
            teams: team,
            region,
            seniority,
            admin,
        },
        Command::User(User::Password { email }) => Order::NewPassword { email },
        Command::User(User::List) => Order::ListMembers,
        Command::Token(Token::Create {
            scope,
            channel,
            name,
        }) => Order::AddToken {
            name,
            scope,
            channel,
        },
        Command::Token(Token::List) => Order::ListTokens,
        Command::Token(Token::End { id }) => Order::EndToken { id },
    }
}
