//! `throughline admin`: members and tokens.

use crate::config::{Config, Flags};
use crate::database::{ended, order, print, table, tell};
use clap::Subcommand;
use server::admin::{Order, Reply};
use server::members::Change;
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
    /// Change somebody: what they know and speak, when they work, when they are absent.
    /// What isn't said stays; a list replaces the one before.
    Set(Box<Set>),
    /// Give somebody a new password, printed once, and end their sessions.
    Password {
        /// Whose.
        #[arg(long)]
        email: String,
    },
    /// List everybody.
    List,
}

#[derive(clap::Args)]
struct Set {
    /// Whose.
    #[arg(long)]
    email: String,
    /// Their name.
    #[arg(long)]
    name: Option<String>,
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
    #[arg(long)]
    seniority: Option<u32>,
    /// What they know, in words that rules compare; may be said again.
    #[arg(long)]
    skill: Vec<String>,
    /// What they speak; may be said again.
    #[arg(long)]
    language: Vec<String>,
    /// Where they sell; may be said again.
    #[arg(long)]
    territory: Vec<String>,
    /// Their own hours, as in `mon-thu=09:00-12:00,13:00-18:00`; may be said again.
    #[arg(long, requires = "timezone", value_name = "DAYS=PERIODS")]
    hours: Vec<String>,
    /// The time zone of their own hours.
    #[arg(long, requires = "hours")]
    timezone: Option<String>,
    /// Back to the house's hours.
    #[arg(long, conflicts_with = "hours")]
    house_hours: bool,
    /// Absent from then: a day or an instant.
    #[arg(long, requires = "absent_until", value_name = "WHEN")]
    absent_from: Option<String>,
    /// Back then: a day or an instant.
    #[arg(long, requires = "absent_from", value_name = "WHEN")]
    absent_until: Option<String>,
    /// The mail address of whoever stands in for them meanwhile.
    #[arg(long, requires = "absent_from", value_name = "EMAIL")]
    stand_in: Option<String>,
    /// They say "not now".
    #[arg(long)]
    away: bool,
    /// They are there again.
    #[arg(long, conflicts_with = "away")]
    back: bool,
}

impl Set {
    fn order(self) -> Order {
        let said = |list: Vec<String>| (!list.is_empty()).then_some(list);
        let days = self.hours.iter().map(|text| {
            let (days, periods) = text.split_once('=').unwrap_or((text, ""));
            let periods = periods.split(',').filter(|own| !own.is_empty());
            (days.to_owned(), periods.map(str::to_owned).collect())
        });
        Order::SetMember {
            change: Box::new(Change {
                name: self.name,
                roles: said(self.role),
                teams: said(self.team),
                region: self.region,
                seniority: self.seniority,
                skills: said(self.skill),
                languages: said(self.language),
                territories: said(self.territory),
                hours: self.timezone.map(|zone| (zone, days.collect())),
                house_hours: self.house_hours,
                absences: None,
                absent: None,
                away: (self.away || self.back).then_some(self.away),
            }),
            absent: self
                .absent_from
                .zip(self.absent_until)
                .map(|(from, until)| (from, until, self.stand_in)),
            email: self.email,
        }
    }
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
        Reply::Noted { notes } => {
            for note in notes {
                print(&note);
            }
            print("Done.");
        }
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
        Command::User(User::Set(set)) => set.order(),
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
