//! Cadence: attempts that come too late for what the stage promises.

use super::Said;
use super::clocks::spans;
use super::codes;
use super::time::{minutes, written};
use crate::calendar::{Counts, Span};
use crate::names::Grade;
use crate::process::model::{Attempt, Line, Process, Promise, Stage, StopsOn, TouchKind};

pub(super) fn check(process: &Process, line: &Line, stage: &Stage, said: &mut Said) {
    let Some(duty) = stage.duty() else { return };
    for own in duty
        .moves
        .iter()
        .filter(|own| !duty.cadence.is_empty() && !own.tries.is_none())
    {
        let planned = u32::try_from(duty.cadence.len()).unwrap_or(u32::MAX);
        let asked = own.tries.count();
        if asked > planned {
            said.warning(
                own.place,
                codes::CADENCE_TOO_SHORT,
                format!(
                    "the move to `{}` asks for {asked} attempts, but the cadence of `{}` plans {planned}",
                    own.to, stage.id
                ),
                "Plan as many as are asked for, or ask for fewer.",
            );
        }
    }
    let (Some(_), Some(last)) = (duty.cadence.first(), duty.cadence.last()) else {
        return;
    };
    let counts = duty
        .clocks
        .first()
        .map_or(Counts::Working, |clock| clock.counts);
    let long = |span: Span| minutes(span, counts, &process.calendar);
    let latest = duty
        .cadence
        .iter()
        .max_by(|a, b| long(a.after).total_cmp(&long(b.after)));
    let latest = latest.unwrap_or(last);
    for clock in &duty.clocks {
        let within = |span| minutes(span, clock.counts, &process.calendar);
        let keeps: fn(&Attempt) -> bool = match clock.stops_on {
            StopsOn::Leaving => {
                if let Some((whose, span)) =
                    exceeded(clock, line, |span| long(latest.after) > within(span))
                {
                    said.warning(
                        latest.place,
                        codes::CADENCE_AFTER_CLOCK,
                        format!(
                            "this attempt after {} comes when `{}` of {}{whose} is over",
                            written(latest.after),
                            clock.clock,
                            written(span)
                        ),
                        "Attempt earlier, or promise more time.",
                    );
                }
                continue;
            }
            // What a template says, a machine sends.
            StopsOn::HumanTouch => |own| own.r#do != TouchKind::Mail || own.template.is_none(),
            StopsOn::AnyTouch => |_| true,
            StopsOn::TwoWayTouch | StopsOn::Accepted | StopsOn::Verdict => continue,
        };
        let first = duty.cadence.iter().filter(|own| keeps(own));
        let Some(first) = first.min_by(|a, b| long(a.after).total_cmp(&long(b.after))) else {
            said.warning(
                clock.place,
                codes::CADENCE_LATE,
                format!(
                    "no attempt of the cadence keeps `{}`: a machine sends them all",
                    clock.clock
                ),
                "Let a person call or write first.",
            );
            continue;
        };
        if let Some((whose, span)) = exceeded(clock, line, |span| long(first.after) > within(span))
        {
            said.warning(
                first.place,
                codes::CADENCE_LATE,
                format!(
                    "the first attempt that keeps `{}` is planned after {}, but {} are promised{whose}",
                    clock.clock,
                    written(first.after),
                    written(span)
                ),
                "Attempt earlier, or promise more time.",
            );
        }
    }
}

/// The first promise that is exceeded, and for whom; grades that nobody gets don't count.
fn exceeded(clock: &Promise, line: &Line, is: impl Fn(Span) -> bool) -> Option<(String, Span)> {
    let given = |grade: &Grade| line.quality.grades.iter().any(|rule| rule.grade == *grade);
    let (grade, span) = spans(clock)
        .filter(|(grade, _)| grade.is_none_or(given))
        .find(|(_, span)| is(*span))?;
    let whose = match grade {
        Some(grade) => format!(" for grade {grade}"),
        None if clock.within.by_grade.is_empty() => String::new(),
        None => " for all other grades".to_owned(),
    };
    Some((whose, span))
}
