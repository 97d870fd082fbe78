//! Capture: a new lead, from what came in to somebody who owes it something.

use crate::assess::assess;
use crate::assign;
use crate::calendar::{Counts, Span, Unit};
use crate::lead::decide::{announce, settle, sound_fields};
use crate::lead::{
    Company, Decision, Draft, Event, Happening, MoveKind, NextStep, Person, Reason, Submission,
    World, alert,
};
use crate::names::LeadId;
use crate::respond;
use crate::sell::{self, Moving};
use jiff::Timestamp;

/// How long an intake that failed may wait where the process promises nothing.
const TO_SORT_OUT: Span = Span {
    count: 4,
    unit: Unit::Hour,
};

/// A new lead from a submission whose person is known by now: through the gates until
/// somebody owns it, with next step and deadline. Can't fail: what the rules can't carry
/// through becomes an open lead with the step "sort out this intake".
///
/// 1. What came in, and who it is. Values that no declared field takes are left out.
/// 2. It comes to the first stage; points are counted, a form among them.
/// 3. Through the gates, until a stage where somebody owes it something, or the end.
/// 4. The next step, and last of all alerts.
pub fn capture(
    id: LeadId,
    submission: Submission,
    person: Person,
    company: Option<Company>,
    world: &mut World<'_>,
) -> Decision {
    let (fields, because) = sound_fields(world.process, submission.fields);
    let form = submission.form.clone();
    let captured = Event::Captured {
        lead: id,
        process: world.process.id.clone(),
        submission: submission.id,
        form: submission.form,
        source: submission.source,
        message: submission.message,
        consent: submission.consent,
        fields,
    };
    let mut draft = Draft::beginning(captured, because, world);
    draft.record(Event::Identified { person, company }, Vec::new());
    let happening = form.as_deref().map(|form| Happening {
        kind: "form",
        form: Some(form),
        machine: Some(false),
        ..Happening::default()
    });
    let became = assess(&mut draft, happening);
    come_in(&mut draft);
    alert::plan_if(&mut draft, happening, became.as_ref());
    sell::go_by_itself(&mut draft, None, true);
    if draft.replan {
        respond::step::plan(&mut draft);
    }
    announce(&mut draft);
    settle(&mut draft);
    draft.decision()
}

fn come_in(draft: &mut Draft<'_>) {
    let came = match draft.line.stages.first() {
        Some(entry) => sell::try_go(draft, &entry.id, Moving::by_rule(MoveKind::Drawn)),
        None => Err(sell::Stuck::NoStages),
    };
    if let Err(stuck) = came {
        fail(draft, &stuck.to_string());
    }
}

/// The lead stays where it came to; somebody sorts it out.
fn fail(draft: &mut Draft<'_>, error: &str) {
    let error = error.to_owned();
    let because = vec![Reason::new(error.clone())];
    draft.record(Event::IntakeFailed { error }, because.clone());
    let role = sell::first_role(draft.process, draft.line);
    assign::give_to_pool(draft, &role, because.clone());
    draft.replan = false;
    let step = NextStep {
        title: "Sort out this intake".to_owned(),
        touch: None,
        planned_at: draft.now,
        due_at: soon(draft),
        clock: None,
    };
    respond::step::put(draft, step, because);
}

/// By the shortest promise of the process, or in four working hours.
fn soon(draft: &Draft<'_>) -> Timestamp {
    let calendar = &draft.process.calendar;
    let promises = draft.line.stages.iter().flat_map(respond::promises);
    let spans = promises.flat_map(|promise| {
        let by_grade = promise.within.by_grade.iter().map(|(_, span)| *span);
        by_grade
            .chain(promise.within.otherwise)
            .map(|span| (span, promise.counts))
    });
    let (span, counts) = spans
        .filter(|(span, _)| span.count > 0)
        .min_by_key(|(span, _)| span.seconds())
        .unwrap_or((TO_SORT_OUT, Counts::Working));
    calendar.after(draft.now, span, counts)
}
