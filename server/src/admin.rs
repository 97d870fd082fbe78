//! Admin: what is done from the command line: members, tokens, publishing.
//!
//! An order is carried out by whoever has the database: the command itself, or the server
//! that runs on it (see `control`).

use crate::clock::Clock;
use crate::processes::{Processes, Unpublishable};
use crate::{passwords, secrets};
use lifecycle::names::{ChannelId, MemberId, RoleId, TeamId};
use lifecycle::process::place::Finding;
use lifecycle::roster::Member;
use serde::{Deserialize, Serialize};
use store::{NewMember, NewToken, Scope, Store};

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
    },
    /// It is done.
    Done,
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
            if let Some(running) = running {
                let known: Vec<&str> = running
                    .process
                    .roles
                    .iter()
                    .map(|role| role.id.as_str())
                    .collect();
                if let Some(unknown) = roles.iter().find(|role| !known.contains(&role.as_str())) {
                    return Err(format!(
                        "the process has no role `{unknown}`: it has {}",
                        known.join(", ")
                    ));
                }
            }
            let name = name.trim().to_owned();
            if name.is_empty() || lifecycle::identify::mail_key(&email).is_none() {
                return Err("a member needs a name and a mail address".into());
            }
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
                },
                email: email.trim().to_owned(),
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
            })
        }
        Order::NewPassword { email } => {
            let mut reader = store.reader().await.map_err(said)?;
            let member = reader.member_by_email(&email).await.map_err(said)?;
            drop(reader);
            let member = member.ok_or_else(|| format!("nobody has the mail address {email}"))?;
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
            Ok(Reply::Secret { id, secret })
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
        Order::Publish { text, by } => match processes.publish(&text, now, &by).await {
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
        },
    }
}

fn sentence(finding: &Finding) -> String {
    let severity = crate::view::word(finding.severity);
    let place = finding.place;
    format!(
        "{}:{}: {severity}[{}]: {} {}",
        place.line, place.column, finding.code, finding.message, finding.mend
    )
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn said(error: store::Error) -> String {
    error.to_string()
}

/// A password to begin with: 100 random bits in four groups.
fn password() -> String {
    let secret = secrets::secret();
    let groups: Vec<&str> = (0..4).map(|n| &secret[n * 5..n * 5 + 5]).collect();
    groups.join("-")
}
