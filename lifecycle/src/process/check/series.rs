//! Series: nurture that nothing leads into, or that sends more than it allows itself.

use super::Said;
use super::codes;
use super::time::{minutes, written};
use crate::calendar::Counts;
use crate::process::model::{Process, SeriesAct};
use std::collections::{BTreeSet, VecDeque};

/// Repeats beyond this many say nothing new.
const MOST_REPEATS: u32 = 50;

pub(super) fn check(process: &Process, said: &mut Said) {
    let lines = [&process.base]
        .into_iter()
        .chain(process.variants.iter().map(|(_, line)| line));
    let used: BTreeSet<_> = lines
        .flat_map(|line| &line.stages)
        .flat_map(|stage| stage.moves())
        .filter_map(|own| own.series.as_ref())
        .collect();
    for series in &process.series {
        if !used.contains(&series.id) {
            said.hint(
                series.place,
                codes::SERIES_UNUSED,
                format!("no move leads into the series `{}`", series.id),
                format!(
                    "Name it at a move (`series: {}`), or take it out.",
                    series.id
                ),
            );
        }
        let Some((most, within)) = series.at_most else {
            continue;
        };
        let long = |span| minutes(span, Counts::Elapsed, &process.calendar);
        let mut sent: VecDeque<f64> = VecDeque::new();
        let mut now = 0.0;
        'steps: for step in &series.steps {
            for _ in 0..step.repeat.clamp(1, MOST_REPEATS) {
                now += long(step.wait);
                if !matches!(step.does, SeriesAct::Mail(_)) {
                    continue;
                }
                while sent
                    .front()
                    .is_some_and(|first| now - first >= long(within))
                {
                    sent.pop_front();
                }
                sent.push_back(now);
                if sent.len() > most as usize {
                    said.warning(
                        step.place,
                        codes::SERIES_TOO_DENSE,
                        format!(
                            "with `{}` the series sends {} mails within {}, and allows itself {most}",
                            step.id,
                            sent.len(),
                            written(within)
                        ),
                        "Wait longer before this step: it will be held back otherwise.",
                    );
                    break 'steps;
                }
            }
        }
    }
}
