//! Clocks: promises that nobody hears of when they break, and stages where leads go cold.

use super::Said;
use super::codes;
use super::time::{minutes, written};
use crate::calendar::{Counts, Span};
use crate::names::Grade;
use crate::process::model::{Asked, Line, Process, Promise, Stage, StageKind, StopsOn};

/// In all time, a promise shorter than this can begin after work and end before it.
const OVERNIGHT: f64 = 16.0 * 60.0;

pub(super) fn check(
    process: &Process,
    line: &Line,
    stage: &Stage,
    into: &[usize],
    said: &mut Said,
) {
    let Some(duty) = stage.duty() else { return };
    match (&stage.kind, duty.clocks.as_slice()) {
        (StageKind::Work(_), []) => said.warning(
            stage.place,
            codes::STAGE_NO_CLOCK,
            format!("nothing is promised at `{}`, so nobody notices a lead that waits there", stage.id),
            "Add a clock, such as `stage_age: { within: 5d, then: [{ alert: owner }] }`.",
        ),
        (StageKind::Work(_), clocks) if !clocks.iter().any(runs_on) => said.warning(
            stage.place,
            codes::STAGE_GOES_COLD,
            format!("once its promises are kept, nothing ends the waiting of a lead at `{}`", stage.id),
            "Add a clock that runs until the lead goes on, with what follows: `stage_age: { within: 5d, then: [{ alert: owner }] }`.",
        ),
        (StageKind::Hold(_), clocks) if !clocks.iter().any(ends_waiting) && !all_wake(line, stage, into) => said.error(
            stage.place,
            codes::STAGE_GOES_COLD,
            format!("a lead can wait at `{}` for ever", stage.id),
            "Add a clock, such as `look_again: { within: 6mo, counts: elapsed, then: [{ alert: owner }] }`, or let each move to it need `wake_on`.",
        ),
        _ => {}
    }
    for clock in &duty.clocks {
        promise(process, stage, clock, said);
    }
}

/// Whether it runs as long as a lead stays.
fn runs_on(clock: &Promise) -> bool {
    matches!(clock.stops_on, StopsOn::Leaving | StopsOn::Verdict)
}

/// Whether something happens when a lead just stays.
fn ends_waiting(clock: &Promise) -> bool {
    runs_on(clock) && clock.consequences().next().is_some()
}

/// Whether each move that leads here says when waiting ends.
fn all_wake(line: &Line, stage: &Stage, into: &[usize]) -> bool {
    let from = into.iter().map(|number| &line.stages[*number]);
    let mut moves = from
        .flat_map(Stage::moves)
        .filter(|own| own.to == stage.id)
        .peekable();
    moves.peek().is_some() && moves.all(|own| own.needs.contains(&Asked::WakeOn))
}

/// How long, once for each grade that is named and once for the others.
pub(super) fn spans(clock: &Promise) -> impl Iterator<Item = (Option<&Grade>, Span)> {
    let named = clock
        .within
        .by_grade
        .iter()
        .map(|(grade, span)| (Some(grade), *span));
    named.chain(clock.within.otherwise.map(|span| (None, span)))
}

fn promise(process: &Process, stage: &Stage, clock: &Promise, said: &mut Said) {
    let long = |span| minutes(span, clock.counts, &process.calendar);
    let name = &clock.clock;
    if clock.consequences().next().is_none() {
        said.warning(
            clock.place,
            codes::CLOCK_NO_CONSEQUENCE,
            format!("nothing follows when `{name}` breaks"),
            "Say what follows: `then: [{ alert: management }]`.",
        );
    }
    let shortest = spans(clock).min_by(|a, b| long(a.1).total_cmp(&long(b.1)));
    let Some((grade, shortest)) = shortest else {
        return;
    };
    if let Some(warn) = clock
        .warn
        .iter()
        .copied()
        .find(|warn| long(*warn) >= long(shortest))
    {
        let whose = grade.map_or_else(String::new, |grade| format!(" for grade {grade}"));
        said.warning(
            clock.place,
            codes::CLOCK_WARNS_TOO_EARLY,
            format!(
                "`{name}` warns {} before its end, but lasts {}{whose}: the warning comes at once",
                written(warn),
                written(shortest)
            ),
            "Warn later, or promise more time.",
        );
    }
    let by_people = matches!(
        clock.stops_on,
        StopsOn::Accepted | StopsOn::HumanTouch | StopsOn::Verdict
    );
    if by_people && clock.counts == Counts::Elapsed && long(shortest) < OVERNIGHT {
        said.hint(
            clock.place,
            codes::CLOCK_HARD_TO_KEEP,
            format!("`{name}` counts all time: what comes in after work breaks it before anybody is back"),
            "Count working time (`counts: working`), or promise more.",
        );
    } else if by_people && long(shortest) <= 1.0 {
        said.hint(
            clock.place,
            codes::CLOCK_HARD_TO_KEEP,
            format!("nobody can keep `{name}` of {}", written(shortest)),
            "Promise what people can do: a promise that always breaks isn't heard.",
        );
    }
    let has_verdict = stage.moves().iter().any(|own| own.verdict.is_some());
    if clock.stops_on == StopsOn::Verdict && !has_verdict {
        said.warning(
            clock.place,
            codes::CLOCK_NEVER_KEPT,
            format!(
                "`{name}` waits for a verdict, but no move of `{}` is one",
                stage.id
            ),
            "Say which moves are: `verdict: accepted` and `verdict: returned`.",
        );
    }
}
