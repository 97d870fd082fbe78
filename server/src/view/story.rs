//! Story: an event in one line, for people.

use super::spoken;
use crate::processes::Published;
use lifecycle::lead::{Event, MoveKind, Owner, Recorded};
use lifecycle::names::{FieldId, ReasonId, RoleId, StageId};
use lifecycle::process::model::{Addressee, PoolOf};
use lifecycle::value::Value;

/// What happened, in one line. Times are left to whoever shows it: they know the zone.
pub(super) fn story(recorded: &Recorded, published: &Published) -> String {
    let titles = Titles(published);
    match &recorded.event {
        Event::Captured { source, form, .. } => match form {
            Some(form) => format!(
                "Came in by {}, form {form}",
                spoken(source.channel.as_str())
            ),
            None => format!("Came in by {}", spoken(source.channel.as_str())),
        },
        Event::Identified { person, company } => {
            let who = person
                .name
                .as_deref()
                .or(person.email.as_deref())
                .or(person.phone.as_deref())
                .unwrap_or("Somebody without a name");
            match company.as_ref().and_then(|company| company.name.as_deref()) {
                Some(company) => format!("It is {who} of {company}"),
                None => format!("It is {who}"),
            }
        }
        Event::Reengaged { source, .. } => {
            format!("Came in again by {}", spoken(source.channel.as_str()))
        }
        Event::Assessed {
            fit,
            engagement,
            grade,
            is_spam,
            ..
        } => {
            let grade = grade
                .as_ref()
                .map_or_else(|| "no grade".to_owned(), |grade| format!("grade {grade}"));
            let spam = if *is_spam { ", spam" } else { "" };
            format!("Assessed: {grade}, fit {fit}, engagement {engagement}{spam}")
        }
        Event::Moved {
            from,
            to,
            kind,
            reason,
            note,
            ..
        } => {
            let to = titles.stage(to);
            let how = match (kind, from) {
                (MoveKind::Exception, _) => format!("Brought to {to} by an exception"),
                (MoveKind::Consequence, _) => format!("Went to {to}, because a promise broke"),
                (MoveKind::Drawn, Some(from)) => {
                    format!("Went from {} to {to}", titles.stage(from))
                }
                (MoveKind::Drawn, None) => format!("Went to {to}"),
            };
            with(how, reason.as_ref(), note.as_deref())
        }
        Event::Assigned {
            owner,
            role,
            hand_off,
            ..
        } => {
            let whom = match owner {
                Owner::Person { name, .. } => name.clone(),
                Owner::Pool { of, stand_in } => format!(
                    "{}, {} standing in",
                    match of {
                        PoolOf::Role(role) => titles.role(role),
                        PoolOf::Team(team) => spoken(team.as_str()),
                    },
                    titles.role(stand_in)
                ),
            };
            if *hand_off {
                format!("Handed over to {whom} ({})", titles.role(role))
            } else {
                format!("Given to {whom} ({})", titles.role(role))
            }
        }
        Event::Accepted {} => "Accepted".into(),
        Event::Returned { reason, note } => {
            with("Given back".into(), Some(reason), note.as_deref())
        }
        Event::Planned { step } => format!("Next step: {}", step.title),
        Event::TouchLogged { touch } => {
            let mut text = capital(touch.kind.word());
            if touch.two_way {
                text.push_str(", both spoke");
            }
            if let Some(minutes) = touch.minutes {
                text.push_str(&format!(", {minutes} min"));
            }
            if let Some(outcome) = &touch.outcome {
                text.push_str(&format!(": {}", spoken(outcome)));
            }
            if let Some(note) = &touch.note {
                text.push_str(&format!(" – {note}"));
            }
            text
        }
        Event::Noticed { kind, form, .. } => match form {
            Some(form) => format!("{}: {form}", capital(&spoken(kind))),
            None => capital(&spoken(kind)),
        },
        Event::Answered { fields, amount } => {
            let mut parts: Vec<String> = fields
                .iter()
                .map(|(field, value)| titles.answer(field, value.as_ref()))
                .collect();
            if let Some(amount) = amount {
                let amount = super::money(amount);
                parts.push(format!("amount {} {}", amount.amount, amount.currency));
            }
            format!("Answered: {}", parts.join(", "))
        }
        Event::ClockStarted { clock, .. } => {
            format!("Promise runs: {}", spoken(clock.as_str()))
        }
        Event::ClockWarned { clock, .. } => {
            format!("Promise is about to break: {}", spoken(clock.as_str()))
        }
        Event::ClockKept { clock } => format!("Promise kept: {}", spoken(clock.as_str())),
        Event::ClockBroken { clock, .. } => {
            format!("Promise broken: {}", spoken(clock.as_str()))
        }
        Event::ClockMetLate { clock } => {
            format!("Promise kept too late: {}", spoken(clock.as_str()))
        }
        Event::ClockStopped { clock } => {
            format!("Promise no longer needed: {}", spoken(clock.as_str()))
        }
        Event::AlertRaised { to, text, .. } => {
            let whom = match to {
                Addressee::Owner => "the owner".to_owned(),
                Addressee::Role(role) => titles.role(role),
            };
            format!("Told {whom}: {text}")
        }
        Event::SeriesEntered { series } => {
            format!("Nurture began: {}", spoken(series.as_str()))
        }
        Event::SeriesLeft { series } => format!("Nurture ended: {}", spoken(series.as_str())),
        Event::TakenBack { .. } => "Taken back: it is again as it was before".into(),
        Event::Merged { .. } => "Goes on in another lead of the same person".into(),
        Event::Joined(joined) => match joined.touches {
            0 => "Another inquiry of the same person goes on here".into(),
            1 => "Another inquiry of the same person goes on here, with one touch".into(),
            touches => {
                format!("Another inquiry of the same person goes on here, with {touches} touches")
            }
        },
        Event::Unmerged { .. } => "Is a lead of its own again".into(),
        Event::Noted { text } => format!("Note: {text}"),
        Event::Snoozed { snooze } => match &snooze.words {
            Some(words) => format!("Put off until {words}: {}", snooze.reason),
            None => format!("Put off: {}", snooze.reason),
        },
        Event::Woken { reason } => format!("No longer put off: {reason}"),
        Event::IntakeFailed { error } => format!("Needs to be sorted out: {error}"),
    }
}

struct Titles<'a>(&'a Published);

impl Titles<'_> {
    fn stage(&self, id: &StageId) -> String {
        self.0
            .process
            .base
            .stage(id)
            .map_or_else(|| spoken(id.as_str()), |stage| stage.title.clone())
    }

    fn role(&self, id: &RoleId) -> String {
        self.0
            .process
            .role(id)
            .map_or_else(|| spoken(id.as_str()), |role| role.title.clone())
    }

    fn answer(&self, id: &FieldId, value: Option<&Value>) -> String {
        let title = self
            .0
            .process
            .field(id)
            .map_or_else(|| spoken(id.as_str()), |field| field.title.clone());
        match value {
            None => format!("{title} emptied"),
            Some(Value::YesNo(true)) => format!("{title}: yes"),
            Some(Value::YesNo(false)) => format!("{title}: no"),
            Some(Value::Integer(number)) => format!("{title}: {number}"),
            Some(Value::Number(number)) => format!("{title}: {number}"),
            Some(Value::Date(day)) => format!("{title}: {day}"),
            Some(Value::Text(text)) => format!("{title}: {text}"),
        }
    }
}

fn with(text: String, reason: Option<&ReasonId>, note: Option<&str>) -> String {
    let reason = reason.map(|reason| spoken(reason.as_str()));
    match (reason, note) {
        (Some(reason), Some(note)) => format!("{text}: {reason} – {note}"),
        (Some(why), None) => format!("{text}: {why}"),
        (None, Some(why)) => format!("{text}: {why}"),
        (None, None) => text,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
