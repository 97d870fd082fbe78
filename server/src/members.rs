//! Members: what is changed of somebody who works here, from the screens, a program, or the
//! command line. One place says what can be meant; each change is a whole.

use crate::admin::{Reply, no_such, said};
use crate::processes::Processes;
use crate::text::clean_line;
use jiff::{SignedDuration, Timestamp};
use lifecycle::names::{RoleId, TeamId};
use lifecycle::presence::{Absence, Hours};
use lifecycle::process::model::Process;
use lifecycle::roster::Member;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::Store;

/// No more words than this in one list.
const MOST_WORDS: usize = 100;
/// No longer than this.
const LONGEST_WORD: usize = 64;
/// No more absences than this, those that are over left out.
const MOST_ABSENCES: usize = 50;
/// Absences are kept for so long after they are over.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);

/// What is changed; what isn't there stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Change {
    /// Their name.
    pub name: Option<String>,
    /// Their roles.
    pub roles: Option<Vec<String>>,
    /// Their teams.
    pub teams: Option<Vec<String>>,
    /// A word for where they are.
    pub region: Option<String>,
    /// The weight of their turns, from 1.
    pub seniority: Option<u32>,
    /// What they know.
    pub skills: Option<Vec<String>>,
    /// What they speak.
    pub languages: Option<Vec<String>>,
    /// Where they sell.
    pub territories: Option<Vec<String>>,
    /// Their own time zone and hours, by days.
    pub hours: Option<(String, BTreeMap<String, Vec<String>>)>,
    /// Back to the house's hours.
    pub house_hours: bool,
    /// All absences, instead of those that there are.
    pub absences: Option<Vec<Absence>>,
    /// One more absence.
    pub absent: Option<Absence>,
    /// They say "not now", or take it back.
    pub away: Option<bool>,
}

/// What can't be meant: where it stands, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// A JSON pointer into the change.
    pub at: String,
    /// As a sentence.
    pub why: String,
}

impl Change {
    /// Only what is somebody's own to say: whether they are there.
    pub fn is_presence_only(&self) -> bool {
        let rest = Self {
            absences: None,
            absent: None,
            away: None,
            ..self.clone()
        };
        rest == Self::default()
    }

    /// Changes a member. `known` are all who work here, for those who stand in.
    ///
    /// # Errors
    /// [`Misfit`]: the member is as before.
    pub fn apply(
        self,
        member: &mut Member,
        process: Option<&Process>,
        known: &[Member],
        now: Timestamp,
    ) -> Result<(), Misfit> {
        let mut new = member.clone();
        let own = &mut new.particulars;
        if let Some(name) = self.name {
            new.name = word(&name, "/name", 100)?;
        }
        if let Some(region) = self.region {
            new.region = Some(word(&region, "/region", 100)?);
        }
        if let Some(seniority) = self.seniority {
            if seniority == 0 {
                return Err(misfit("/seniority", "The weight of turns is 1 at least."));
            }
            new.seniority = seniority;
        }
        if let Some(roles) = self.roles {
            new.roles = words(&roles, "/roles")?
                .into_iter()
                .map(RoleId::from)
                .collect();
            let unknown = new
                .roles
                .iter()
                .position(|role| process.is_some_and(|process| process.role(role).is_none()));
            if let Some(at) = unknown {
                let why = format!("The process has no role `{}`.", new.roles[at]);
                return Err(misfit(format!("/roles/{at}"), why));
            }
        }
        if let Some(teams) = self.teams {
            new.teams = words(&teams, "/teams")?
                .into_iter()
                .map(TeamId::from)
                .collect();
        }
        if let Some(list) = self.skills {
            own.skills = words(&list, "/skills")?;
        }
        if let Some(list) = self.languages {
            own.languages = words(&list, "/languages")?;
        }
        if let Some(list) = self.territories {
            own.territories = words(&list, "/territories")?;
        }
        if self.house_hours {
            own.hours = None;
        }
        if let Some((zone, days)) = self.hours {
            let hours = Hours::of(&zone, days);
            own.hours = Some(hours.map_err(|error| misfit("/hours", sentence(&error)))?);
        }
        if let Some(away) = self.away {
            own.away = away;
        }
        let (single, all) = (self.absent.is_some(), self.absences.is_some());
        if let Some(absences) = self.absences {
            own.absences = absences;
        }
        own.absences.extend(self.absent);
        if single || all {
            for (number, absence) in own.absences.iter().enumerate() {
                let place = if single {
                    String::new()
                } else {
                    format!("/absences/{number}")
                };
                possible(absence, &member.id, known, &place)?;
            }
            own.absences.retain(|own| {
                own.until
                    .saturating_add(KEPT)
                    .is_ok_and(|until| until > now)
            });
            own.absences.sort_by_key(|own| (own.from, own.until));
            if own.absences.len() > MOST_ABSENCES {
                let why = format!("These are more than {MOST_ABSENCES} absences.");
                return Err(misfit("/absences", why));
            }
        }
        *member = new;
        Ok(())
    }
}

fn possible(
    absence: &Absence,
    whose: &lifecycle::names::MemberId,
    known: &[Member],
    place: &str,
) -> Result<(), Misfit> {
    if absence.until <= absence.from {
        let why = "An absence ends after it begins.";
        return Err(misfit(format!("{place}/until"), why));
    }
    if let Some(deputy) = &absence.stand_in {
        let at = format!("{place}/stand_in");
        if deputy == whose {
            return Err(misfit(at, "Nobody stands in for themselves."));
        }
        if !known.iter().any(|own| own.id == *deputy && own.active) {
            return Err(misfit(at, "Nobody of this id is active."));
        }
    }
    Ok(())
}

fn words(list: &[String], at: &str) -> Result<Vec<String>, Misfit> {
    if list.len() > MOST_WORDS {
        return Err(misfit(
            at,
            format!("These are more than {MOST_WORDS} words."),
        ));
    }
    let mut words: Vec<String> = Vec::with_capacity(list.len());
    for (number, text) in list.iter().enumerate() {
        let word = word(text, &format!("{at}/{number}"), LONGEST_WORD)?;
        if !words.contains(&word) {
            words.push(word);
        }
    }
    Ok(words)
}

fn word(text: &str, at: &str, longest: usize) -> Result<String, Misfit> {
    let word = clean_line(text).ok_or_else(|| misfit(at, "This is empty: write a word."))?;
    if word.chars().count() > longest {
        return Err(misfit(
            at,
            format!("This is longer than {longest} characters."),
        ));
    }
    Ok(word)
}

fn misfit(at: impl Into<String>, why: impl Into<String>) -> Misfit {
    Misfit {
        at: at.into(),
        why: why.into(),
    }
}

fn sentence(error: &dyn std::fmt::Display) -> String {
    crate::api::sentence(&error.to_string())
}

/// 1. Who is meant, by mail address, and who stands in for them.
/// 2. The member as they are now, which nobody else changes meanwhile.
/// 3. The change, written as a whole.
pub(crate) async fn set_member(
    store: &Store,
    processes: &Processes,
    email: &str,
    mut change: Change,
    absent: Option<(String, String, Option<String>)>,
    now: Timestamp,
) -> Result<Reply, String> {
    let running = processes.running().await.map_err(said)?;
    let process = running.as_deref().map(|own| &own.process);
    let mut reader = store.reader().await.map_err(said)?;
    let members = reader.members().await.map_err(said)?;
    drop(reader);
    let by_email = |email: &str| {
        let known: Vec<&str> = members.iter().map(|own| own.email.as_str()).collect();
        let found = members
            .iter()
            .find(|own| own.email.to_lowercase() == email.trim().to_lowercase());
        found.ok_or_else(|| no_such("member with the mail address", email, &known))
    };
    let stored = by_email(email)?;
    if let Some((from, until, stand_in)) = absent {
        let stand_in = stand_in.as_deref().map(by_email).transpose()?;
        change.absent = Some(Absence {
            from: moment(&from, process)?,
            until: moment(&until, process)?,
            stand_in: stand_in.map(|own| own.member.id.clone()),
            why: None,
        });
    }
    let mut work = store.begin().await.map_err(said)?;
    let roster = work.roster().await.map_err(said)?;
    let found = roster.member(&stored.member.id);
    let mut member = found.cloned().unwrap_or_else(|| stored.member.clone());
    change
        .apply(&mut member, process, &roster.members, now)
        .map_err(|misfit| misfit.why)?;
    work.update_member(&member, &stored.email, stored.admin)
        .await
        .map_err(said)?;
    work.commit().await.map_err(said)?;
    let notes = match process {
        Some(process) => {
            let availability = member.availability(now, &process.calendar);
            let state = availability.in_words(&process.calendar.zone, now);
            vec![format!("{}: {state}", member.name)]
        }
        None => Vec::new(),
    };
    Ok(Reply::Noted { notes })
}

/// An instant, or a day, which begins when work does where the process is.
fn moment(text: &str, process: Option<&Process>) -> Result<Timestamp, String> {
    if let Ok(at) = text.parse() {
        return Ok(at);
    }
    let day: jiff::civil::Date = text.parse().map_err(|_| {
        format!("`{text}` is neither a day (2026-12-24) nor an instant (2026-12-24T10:00:00Z)")
    })?;
    let calendar = process
        .map(|process| &process.calendar)
        .ok_or("no process says yet when work begins on a day: give an instant")?;
    Ok(calendar.next_open(calendar.day_begins(day)))
}
