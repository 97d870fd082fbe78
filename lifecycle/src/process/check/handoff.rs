//! Hand-off: a lead changes its accountable role, and the receiver says whether it is good.

use super::Said;
use super::codes;
use crate::process::model::{Line, Stage, StageKind, StopsOn, Verdict};

pub(super) fn check(line: &Line, stage: &Stage, said: &mut Said) {
    let has = |verdict| stage.moves().iter().any(|own| own.verdict == Some(verdict));
    match (has(Verdict::Accepted), has(Verdict::Returned)) {
        (true, false) => said.warning(
            stage.place,
            codes::HANDOFF_ONE_VERDICT,
            format!(
                "a lead can be accepted at `{}`, but not given back",
                stage.id
            ),
            "Draw a move with `verdict: returned` and reasons.",
        ),
        (false, true) => said.warning(
            stage.place,
            codes::HANDOFF_ONE_VERDICT,
            format!(
                "a lead can be given back at `{}`, but not accepted",
                stage.id
            ),
            "Say which move accepts it: `verdict: accepted`.",
        ),
        _ => {}
    }
    let Some(giver) = stage.duty() else { return };
    // What is given back isn't handed on, and what is handed on to nobody but a pool of
    // waiting leads needs no verdict.
    for own in stage.moves().iter().filter(|own| own.verdict.is_none()) {
        let Some(to) = line.stage(&own.to) else {
            continue;
        };
        let StageKind::Work(receiver) = &to.kind else {
            continue;
        };
        let says = to.moves().iter().any(|own| own.verdict.is_some())
            || receiver
                .clocks
                .iter()
                .any(|clock| clock.stops_on == StopsOn::Accepted);
        if receiver.owner != giver.owner && !says {
            said.warning(
                own.place,
                codes::HANDOFF_NO_VERDICT,
                format!(
                    "`{}` hands leads over to `{}` at `{}`, who can't say whether they are good",
                    giver.owner, receiver.owner, to.id
                ),
                format!("Draw moves with `verdict: accepted` and `verdict: returned` at `{}`, or promise an `accept`.", to.id),
            );
        }
    }
}
