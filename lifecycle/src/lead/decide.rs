//! Decide: what a command leads to. Pure, and the same for API, clocks, demo and simulation.
//!
//! A command that is refused changes nothing, neither the lead nor the roster. One that
//! is carried out is followed by what follows from it: points, moves that nobody has to
//! make, the next step, and last of all alerts, so that they speak of the state it ended in.

use crate::assess::assess;
use crate::lead::alert::{self, Occasion};
use crate::lead::{
    Actor, Command, Decision, Draft, Event, Happening, Lead, NextStep, Person, Reason, Refusal,
    Standing, Submission, Touch,
};
use crate::names::{MemberId, RuleId};
use crate::process::model::{Addressee, Duty, Process, Stage, StageKind, StopsOn, Verdict};
use crate::roster::Roster;
use crate::sell::{self, Given};
use crate::track::snooze::{self, Woken};
use crate::words::{capital, moment, said, spoken};
use crate::{assign, nurture, respond};
use jiff::Timestamp;

/// What a decision may look at beside the lead.
#[derive(Debug)]
pub struct World<'a> {
    /// The process the lead runs under.
    pub process: &'a Process,
    /// Its version.
    pub version: u32,
    /// Who works here, with load and turns; moves on with each decision of a batch.
    pub roster: &'a mut Roster,
    /// The present.
    pub now: Timestamp,
    /// Who asks.
    pub by: Actor,
}

/// What a command leads to.
///
/// # Errors
///
/// A [`Refusal`] that says what to do instead. Nothing happened then. An episode that is
/// over takes notes and nothing else; time passes it by without a refusal.
pub fn decide(lead: &Lead, command: Command, world: &mut World<'_>) -> Result<Decision, Refusal> {
    lead.goes_on_here()?;
    let mut draft = Draft::of(lead, world);
    let it = &mut draft;
    if it.attended().is_none() {
        match command {
            Command::Wake => {}
            Command::Note(text) => note(it, text),
            _ => {
                return Err(Refusal::NotOpen {
                    lead: lead.id.clone(),
                });
            }
        }
        return Ok(draft.decision());
    }
    match command {
        Command::Reengage(submission) => reengage(it, submission),
        Command::LogTouch(touch) => log_touch(it, touch)?,
        Command::Notice {
            kind,
            form,
            machine,
        } => notice(it, kind, form, machine),
        Command::Answer { fields, amount } => {
            let fields = sell::sound_or_empty(it.process, fields)?;
            sell::answer(it, fields, amount);
            sell::go_by_itself(it, None, false);
        }
        Command::Move {
            to,
            reason,
            wake_on,
            fields,
            amount,
            note,
        } => {
            let given = Given {
                reason,
                wake_on,
                fields,
                amount,
                note,
            };
            sell::drawn(it, &to, given)?;
            sell::go_by_itself(it, None, true);
        }
        Command::Except { to, reason } => {
            sell::except(it, &to, reason)?;
            sell::go_by_itself(it, None, true);
        }
        Command::Accept => {
            sell::accept(it)?;
            sell::go_by_itself(it, None, true);
        }
        Command::Return { reason, note } => {
            sell::give_back(it, reason, note)?;
            sell::go_by_itself(it, None, true);
        }
        Command::Reassign { to, reason } => reassign(it, &to, reason)?,
        Command::Plan { title, due_at } => plan(it, title, due_at)?,
        Command::Snooze {
            until,
            when,
            reason,
        } => snooze::put_off(it, until, when, reason)?,
        Command::Unsnooze => snooze::wake(it, &Woken::Act("Taken up again")),
        Command::Note(text) => note(it, text),
        Command::Wake => {
            respond::due::wake(it);
            sell::go_by_itself(it, None, true);
        }
    }
    settle(&mut draft);
    Ok(draft.decision())
}

impl Lead {
    /// # Errors
    ///
    /// [`Refusal::GoesOn`] for one that was merged into another.
    pub(crate) fn goes_on_here(&self) -> Result<(), Refusal> {
        match &self.standing {
            Standing::Merged { into, .. } => Err(Refusal::GoesOn {
                lead: self.id.clone(),
                into: into.clone(),
            }),
            Standing::Open(_) | Standing::Ended { .. } => Ok(()),
        }
    }
}

/// The next step, then whom it concerns.
pub(crate) fn settle(draft: &mut Draft<'_>) {
    if draft.replan {
        respond::step::plan(draft);
    }
    alert::raise_pending(draft);
}

/// What follows from something that the buyer or somebody here did.
fn follow(draft: &mut Draft<'_>, happening: Happening<'_>) {
    let became = assess(draft, Some(happening));
    nurture::notice(draft, happening);
    alert::plan_if(draft, Some(happening), became.as_ref());
    snooze::notice(draft, happening);
    sell::go_by_itself(draft, Some(happening), false);
}

fn note(draft: &mut Draft<'_>, text: String) {
    draft.record_by_them(Event::Noted { text }, Vec::new());
}

/// 1. The touch is recorded, not later than now.
/// 2. A person who reaches out to a lead that is theirs has said yes to it; only a
///    hand-off asks for more.
/// 3. It keeps the promises that waited for it.
/// 4. Points, series, moves, alerts.
fn log_touch(draft: &mut Draft<'_>, mut touch: Touch) -> Result<(), Refusal> {
    if touch.at < draft.lead.captured_at {
        return Err(Refusal::BeforeLead);
    }
    touch.at = touch.at.min(draft.now);
    let done_at = touch.at;
    let (human, two_way) = (touch.human, touch.two_way);
    let kind = touch.kind;
    let minutes = touch.minutes;
    let outcome = touch.outcome.clone();
    draft.record_by_them(Event::TouchLogged { touch }, Vec::new());
    let open_answer = draft.attended().is_some_and(|it| !it.accepted)
        && !draft.stage().is_some_and(asks_for_verdict);
    if human && draft.by_owner() && open_answer {
        let text = format!("{} by the owner", capital(kind.word()));
        draft.record(Event::Accepted {}, vec![Reason::new(text)]);
        respond::meet(draft, done_at, |it| it == StopsOn::Accepted);
    }
    respond::meet(draft, done_at, |it| match it {
        StopsOn::HumanTouch => human,
        StopsOn::AnyTouch => true,
        StopsOn::TwoWayTouch => two_way,
        StopsOn::Accepted | StopsOn::Verdict | StopsOn::Leaving => false,
    });
    draft.replan = draft.replan || human;
    follow(
        draft,
        Happening {
            kind: "touch",
            form: None,
            machine: Some(!human),
            two_way: Some(two_way),
            minutes,
            outcome: outcome.as_deref(),
        },
    );
    Ok(())
}

fn asks_for_verdict(stage: &Stage) -> bool {
    stage
        .moves()
        .iter()
        .any(|drawn| drawn.verdict == Some(Verdict::Accepted))
}

fn notice(draft: &mut Draft<'_>, kind: String, form: Option<String>, machine: bool) {
    let event = Event::Noticed {
        kind: kind.clone(),
        form: form.clone(),
        machine,
    };
    draft.record_by_them(event, Vec::new());
    follow(
        draft,
        Happening {
            kind: &kind,
            form: form.as_deref(),
            machine: Some(machine),
            ..Happening::default()
        },
    );
}

/// 1. What came in is recorded; it fills what was empty and overwrites nothing.
/// 2. Points, series, moves, alerts.
/// 3. Where it didn't move: somebody waits for an answer again, so a promise to respond
///    that was kept or stopped begins anew, by the grade it has now. One that runs keeps its
///    earlier deadline, one that is owed stays broken. At a hold the owner looks at it.
fn reengage(draft: &mut Draft<'_>, submission: Submission) {
    let form = submission.form.clone();
    let (fields, because) = sound_fields(draft.process, submission.fields);
    let person = filled(
        &draft.lead.person,
        submission.name,
        submission.email,
        submission.phone,
        submission.region,
    );
    let company = draft.lead.company.clone().or_else(|| {
        submission.company.map(|name| crate::lead::Company {
            name: Some(name),
            ..Default::default()
        })
    });
    let event = Event::Reengaged {
        submission: submission.id,
        form: form.clone(),
        source: submission.source,
        message: submission.message,
        fields,
    };
    draft.record_by_them(event, because);
    if person != draft.lead.person || company != draft.lead.company {
        let text = "What was empty is known now";
        draft.record(
            Event::Identified { person, company },
            vec![Reason::new(text)],
        );
    }
    let before = draft.attended().map(|it| (it.stage.clone(), it.since));
    let happening = Happening {
        kind: if form.is_some() { "form" } else { "reengaged" },
        form: form.as_deref(),
        machine: Some(false),
        ..Happening::default()
    };
    follow(draft, happening);
    let stayed = before == draft.attended().map(|it| (it.stage.clone(), it.since));
    match draft.stage() {
        Some(stage) if stayed => match &stage.kind {
            StageKind::Work(duty) => rearm(draft, duty),
            StageKind::Hold(_) => look_again(draft),
            StageKind::Gate(_) | StageKind::End(_) => {}
        },
        _ => {}
    }
}

fn rearm(draft: &mut Draft<'_>, duty: &Duty) {
    for promise in &duty.clocks {
        let runs = respond::state_of(draft, &promise.clock)
            .is_some_and(|(state, _)| state.is_running() || state.is_owed());
        if respond::waits_for_touch(promise.stops_on) && !runs {
            let text = "Asked again";
            respond::start(draft, promise, vec![Reason::new(text)]);
            draft.replan = true;
        }
    }
}

fn look_again(draft: &mut Draft<'_>) {
    let step = NextStep {
        title: "Look again: asked again".to_owned(),
        touch: None,
        planned_at: draft.now,
        due_at: respond::step::in_a_working_day(draft),
        clock: None,
    };
    respond::step::put(draft, step, Vec::new());
    draft.replan = false;
    let alert = RuleId::from("asked_again");
    let text = "asked again while waiting".to_owned();
    alert::plan_to(draft, alert, Addressee::Owner, text, Vec::new());
}

fn filled(
    known: &Person,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    region: Option<String>,
) -> Person {
    Person {
        id: known.id.clone(),
        name: known.name.clone().or(name),
        email: known.email.clone().or(email),
        phone: known.phone.clone().or(phone),
        region: known.region.clone().or(region),
    }
}

fn reassign(draft: &mut Draft<'_>, to: &MemberId, reason: String) -> Result<(), Refusal> {
    if !draft.roster.member(to).is_some_and(|it| it.active) {
        return Err(Refusal::NotActive { member: to.clone() });
    }
    if draft.owner() == Some(to) {
        return Ok(());
    }
    assign::give_to(draft, to, vec![Reason::new(reason)], true);
    if let Some(stage) = draft.stage() {
        respond::ask_anew(draft, stage);
    }
    Ok(())
}

fn plan(draft: &mut Draft<'_>, title: String, due_at: Timestamp) -> Result<(), Refusal> {
    if due_at <= draft.now {
        return Err(Refusal::Past { what: "`due_at`" });
    }
    let bound = draft
        .stage()
        .and_then(|stage| respond::step::bound(draft, stage));
    if let Some(clock) = bound
        && clock.due_at < due_at
    {
        return Err(Refusal::AfterPromise {
            clock: clock.clock.clone(),
        });
    }
    let step = NextStep {
        title,
        touch: None,
        planned_at: draft.now,
        due_at,
        clock: None,
    };
    snooze::wake(draft, &Woken::Act("Another step was planned"));
    draft.replan = false;
    draft.record_by_them(Event::Planned { step }, Vec::new());
    Ok(())
}

/// What of the values fits the declared fields, and what was left out.
pub(super) fn sound_fields(
    process: &Process,
    fields: std::collections::BTreeMap<crate::names::FieldId, crate::value::Value>,
) -> (
    std::collections::BTreeMap<crate::names::FieldId, crate::value::Value>,
    Vec<Reason>,
) {
    let mut because = Vec::new();
    let sound = fields
        .into_iter()
        .filter_map(|(field, value)| match sell::sound(process, &field, value) {
            Ok(value) => Some((field, value)),
            Err(refusal) => {
                because.push(Reason::new(format!("Left out: {refusal}")));
                None
            }
        })
        .collect();
    (sound, because)
}

/// What people read of a lead that came in.
pub(super) fn announce(draft: &mut Draft<'_>) {
    let channel = draft.lead.source.channel.clone();
    let due = draft.attended().map(|it| it.next_step.due_at);
    let (zone, now) = (&draft.process.calendar.zone, draft.now);
    alert::plan_for(draft, Occasion::Arrived, || {
        let channel = spoken(channel.as_str());
        match due {
            Some(due) => {
                let due = moment(due, zone, now);
                said(format_args!("new from {channel}, due {due}"))
            }
            None => format!("new from {channel}"),
        }
    });
}
