//! Admin: what is done from the command line: members, tokens, publishing.
//!
//! An order is carried out by whoever has the database: the command itself, or the server
//! that runs on it (see `control`).

use crate::clock::Clock;
use crate::members::{Change, set_member};
use crate::processes::{Processes, Unpublishable};
use crate::text::clean_line;
use crate::{passwords, secrets};
use jiff::Timestamp;
use lifecycle::names::{ChannelId, MemberId, RoleId, TeamId};
use lifecycle::process::model::{Pool, PoolOf, Process, Target};
use lifecycle::process::place::Finding;
use lifecycle::roster::Member;
use lifecycle::words::nearest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{NewMember, NewToken, Scope, Store};

/// More names than these aren't listed.
const FEW: usize = 12;

/// Something to be done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "order")]
pub enum Order {
    /// Add somebody who works here; the reply has their password.
    AddMember {
        /// Their name.
        name: String,
        /// Their mail address.
        email: String,
        /// Their roles.
        roles: Vec<String>,
        /// Their teams.
        teams: Vec<String>,
        /// A word for where they are.
        region: Option<String>,
        /// The weight of their turns, from 1.
        seniority: u32,
        /// May change settings and members.
        admin: bool,
    },
    /// Change somebody who works here.
    SetMember {
        /// Whose, by their mail address.
        email: String,
        /// What is changed.
        change: Box<Change>,
        /// From when until when they are absent, as days or instants, and the mail address of
        /// whoever stands in for them.
        #[serde(default)]
        absent: Option<(String, String, Option<String>)>,
    },
    /// Give somebody a new password, and end their sessions.
    NewPassword {
        /// Whose.
        email: String,
    },
    /// List everybody who works here.
    ListMembers,
    /// Make a token; the reply has its secret.
    AddToken {
        /// What it is called.
        name: String,
        /// What it may do.
        scope: String,
        /// The channel of all leads that come by it.
        channel: Option<String>,
    },
    /// List all tokens.
    ListTokens,
    /// End a token.
    EndToken {
        /// Its id.
        id: String,
    },
    /// Make a process document run.
    Publish {
        /// The document.
        text: String,
        /// By whom, as a name.
        by: String,
        /// Also where a process of another id runs now.
        #[serde(default)]
        replace: bool,
    },
}

/// What came of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reply")]
pub enum Reply {
    /// It is done; the secret is shown this once.
    Secret {
        /// Of what.
        id: String,
        /// The secret.
        secret: String,
        /// What may not be meant like that, as sentences.
        #[serde(default)]
        notes: Vec<String>,
    },
    /// It is done.
    Done,
    /// It is done, and this is how it stands now, as sentences.
    Noted {
        /// The sentences.
        notes: Vec<String>,
    },
    /// Rows of a table, with their heading.
    Table {
        /// The heading.
        heading: Vec<String>,
        /// The rows.
        rows: Vec<Vec<String>>,
    },
    /// This version runs.
    Runs {
        /// The process.
        id: String,
        /// Its version.
        version: u32,
        /// What there is to say about it.
        findings: Vec<String>,
    },
    /// It can't be done; nothing happened.
    Refused {
        /// Why, and what mends it.
        why: String,
    },
}

/// Carries an order out.
pub async fn carry_out(store: &Store, clock: &Clock, processes: &Processes, order: Order) -> Reply {
    match try_to(store, clock, processes, order).await {
        Ok(reply) => reply,
        Err(why) => Reply::Refused { why },
    }
}

async fn try_to(
    store: &Store,
    clock: &Clock,
    processes: &Processes,
    order: Order,
) -> Result<Reply, String> {
    let now = clock.now();
    match order {
        Order::AddMember {
            name,
            email,
            roles,
            teams,
            region,
            seniority,
            admin,
        } => {
            let running = processes.running().await.map_err(said)?;
            let running = running.as_deref().map(|own| &own.process);
            if let Some(process) = running {
                let known: Vec<&str> = process.roles.iter().map(|own| own.id.as_str()).collect();
                if let Some(unknown) = roles.iter().find(|role| !known.contains(&role.as_str())) {
                    return Err(no_such("role", unknown, &known));
                }
            }
            let notes = teams_without_leads(running, &teams);
            let name = clean_line(&name).unwrap_or_default();
            let email = clean_line(&email).unwrap_or_default();
            if name.is_empty() || lifecycle::identify::mail_key(&email).is_none() {
                return Err("a member needs a name and a mail address".into());
            }
            let region = region.as_deref().and_then(clean_line);
            let password = password();
            let hash = passwords::hash(&password)?;
            let id = MemberId::from(store::new_id(now));
            let new = NewMember {
                member: Member {
                    id: id.clone(),
                    name,
                    active: true,
                    roles: roles.into_iter().map(RoleId::from).collect(),
                    teams: teams.into_iter().map(TeamId::from).collect(),
                    region,
                    seniority: seniority.max(1),
                    open: 0,
                    particulars: Default::default(),
                },
                email,
                admin,
                password_hash: Some(hash),
                at: now,
            };
            let mut work = store.begin().await.map_err(said)?;
            work.add_member(&new).await.map_err(said)?;
            work.commit().await.map_err(said)?;
            Ok(Reply::Secret {
                id: id.to_string(),
                secret: password,
                notes,
            })
        }
        Order::SetMember {
            email,
            change,
            absent,
        } => set_member(store, processes, &email, *change, absent, now).await,
        Order::NewPassword { email } => {
            let mut reader = store.reader().await.map_err(said)?;
            let member = reader.member_by_email(&email).await.map_err(said)?;
            let members = reader.members().await.map_err(said)?;
            drop(reader);
            let member = member.ok_or_else(|| {
                let known: Vec<&str> = members.iter().map(|own| own.email.as_str()).collect();
                no_such("member with the mail address", &email, &known)
            })?;
            let password = password();
            let hash = passwords::hash(&password)?;
            let mut work = store.begin().await.map_err(said)?;
            work.set_password(&member.member.id, &hash)
                .await
                .map_err(said)?;
            work.commit().await.map_err(said)?;
            Ok(Reply::Secret {
                id: member.member.id.to_string(),
                secret: password,
                notes: Vec::new(),
            })
        }
        Order::ListMembers => {
            let mut reader = store.reader().await.map_err(said)?;
            let members = reader.members().await.map_err(said)?;
            let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
            Ok(Reply::Table {
                heading: words(&["id", "name", "email", "roles", "admin", "active", "open"]),
                rows: members
                    .into_iter()
                    .map(|own| {
                        let roles: Vec<&str> =
                            own.member.roles.iter().map(RoleId::as_str).collect();
                        vec![
                            own.member.id.to_string(),
                            own.member.name.clone(),
                            own.email.clone(),
                            roles.join(", "),
                            yes(own.admin),
                            yes(own.member.active),
                            own.member.open.to_string(),
                        ]
                    })
                    .collect(),
            })
        }
        Order::AddToken {
            name,
            scope,
            channel,
        } => {
            let scope =
                Scope::of_word(&scope).ok_or("a token's scope is capture, read, write or admin")?;
            let name = clean_line(&name).ok_or("a token needs a name")?;
            let running = processes.running().await.map_err(said)?;
            let notes = match (&channel, running) {
                (Some(channel), Some(running)) => {
                    is_channel(&running.process, channel)?;
                    Vec::new()
                }
                (Some(channel), None) => vec![format!(
                    "No process runs yet, so nobody can tell whether there is a channel `{channel}`: leads of one that there isn't count as a defect."
                )],
                (None, _) => Vec::new(),
            };
            let secret = format!("tl_{}", secrets::secret());
            let id = store::new_id(now);
            let new = NewToken {
                id: id.clone(),
                hash: secrets::hash(&secret),
                name,
                scope,
                channel: channel.map(ChannelId::from),
                at: now,
            };
            let mut work = store.begin().await.map_err(said)?;
            work.add_token(&new).await.map_err(said)?;
            work.commit().await.map_err(said)?;
            Ok(Reply::Secret { id, secret, notes })
        }
        Order::ListTokens => {
            let mut reader = store.reader().await.map_err(said)?;
            let tokens = reader.tokens().await.map_err(said)?;
            Ok(Reply::Table {
                heading: words(&["id", "name", "scope", "channel", "made"]),
                rows: tokens
                    .into_iter()
                    .map(|own| {
                        vec![
                            own.id,
                            own.name,
                            own.scope.word().to_owned(),
                            own.channel.map_or_else(String::new, |own| own.to_string()),
                            own.created_at.to_string(),
                        ]
                    })
                    .collect(),
            })
        }
        Order::EndToken { id } => {
            let mut work = store.begin().await.map_err(said)?;
            if !work.end_token(&id).await.map_err(said)? {
                return Err(format!("there is no token of the id {id}"));
            }
            work.commit().await.map_err(said)?;
            Ok(Reply::Done)
        }
        Order::Publish { text, by, replace } => {
            if !replace {
                is_the_same(processes, &text).await?;
            }
            publish(processes, &text, now, &by).await
        }
    }
}

async fn publish(
    processes: &Processes,
    text: &str,
    now: Timestamp,
    by: &str,
) -> Result<Reply, String> {
    match processes.publish(text, now, by).await {
        Ok((id, version, findings)) => Ok(Reply::Runs {
            id: id.to_string(),
            version,
            findings: findings.iter().map(sentence).collect(),
        }),
        Err(Unpublishable::Findings(findings)) => {
            let lines: Vec<String> = findings.iter().map(sentence).collect();
            Err(format!("the document can't run:\n{}", lines.join("\n")))
        }
        Err(Unpublishable::Store(error)) => Err(error.to_string()),
    }
}

/// Whether the document is a version of the process that runs, if one does. Another one would
/// take over all that comes in; whoever mistook a file would notice late.
async fn is_the_same(processes: &Processes, text: &str) -> Result<(), String> {
    let Some(running) = processes.running().await.map_err(said)? else {
        return Ok(());
    };
    let own = &running.process.id;
    // What can't be read is told by whoever publishes it.
    match lifecycle::process::read(text).process {
        Some(process) if process.id != *own => Err(format!(
            "process `{own}` runs, and this document is of another one, `{}`: give it the same id, or say `throughline process publish --replace` to let it take over from now on; leads that are there stay under `{own}`",
            process.id
        )),
        _ => Ok(()),
    }
}

fn is_channel(process: &Process, channel: &str) -> Result<(), String> {
    let known: Vec<&str> = process.channels.iter().map(|own| own.id.as_str()).collect();
    if known.contains(&channel) {
        return Ok(());
    }
    Err(no_such("channel", channel, &known))
}

/// Teams to which no rule of the process deals leads out.
fn teams_without_leads(process: Option<&Process>, teams: &[String]) -> Vec<String> {
    let Some(process) = process else {
        return Vec::new();
    };
    let lines = std::iter::once(&process.base).chain(process.variants.iter().map(|own| &own.1));
    let known: BTreeSet<&str> = lines
        .flat_map(|line| &line.routing)
        .filter_map(|rule| match &rule.to {
            Target::Pool(Pool {
                of: PoolOf::Team(team),
                ..
            }) => Some(team.as_str()),
            _ => None,
        })
        .collect();
    let known: Vec<&str> = known.into_iter().collect();
    teams
        .iter()
        .filter(|team| !known.contains(&team.as_str()))
        .map(|team| {
            let there_is = if known.is_empty() {
                "it deals leads out to roles only".to_owned()
            } else {
                format!("it names {}", known.join(", "))
            };
            format!("No rule of the process deals leads out to team `{team}`: {there_is}.")
        })
        .collect()
}

/// That there is no such thing, with what may have been meant, and what there is.
pub(crate) fn no_such(what: &str, name: &str, known: &[&str]) -> String {
    let meant = nearest(name, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    let there_is = match known {
        [] => "there is none yet".to_owned(),
        all if all.len() <= FEW => format!("there is {}", all.join(", ")),
        all => format!("there are {}", all.len()),
    };
    match meant {
        Some(meant) => format!("there is no {what} `{name}`: {meant} ({there_is})"),
        None => format!("there is no {what} `{name}`: {there_is}"),
    }
}

fn sentence(finding: &Finding) -> String {
    let severity = crate::view::word(finding.severity);
    let place = finding.place;
    format!(
        "{}:{}: {severity}[{}]: {}. {}",
        place.line,
        place.column,
        finding.code,
        finding.message.trim_end_matches('.'),
        finding.mend
    )
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

pub(crate) fn said(error: store::Error) -> String {
    error.to_string()
}

/// A password to begin with: 100 random bits in four groups.
fn password() -> String {
    let secret = secrets::secret();
    let groups: Vec<&str> = (0..4).map(|n| &secret[n * 5..n * 5 + 5]).collect();
    groups.join("-")
}
