//! Of paths: where cases wait, what is done again, how many ways there are.

use super::Found;
use crate::diagnosis::Diagnosis;
use crate::words::{count, days, percent, quoted};
use serde_json::json;

pub(super) fn look(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let Some(paths) = &diagnosis.paths else {
        return;
    };
    let cases = paths.cases.max(1) as f64;
    let waiting: f64 = paths.directly_follows.iter().map(|e| e.total_days).sum();
    let mut slowest: Vec<_> = paths
        .directly_follows
        .iter()
        .filter(|e| e.count >= 5)
        .collect();
    slowest.sort_by(|a, b| b.total_days.total_cmp(&a.total_days));
    for edge in slowest
        .into_iter()
        .take(3)
        .filter(|e| waiting > 0.0 && e.total_days / waiting > 0.08)
    {
        let Some(wait) = edge.seconds else { continue };
        let title = format!(
            "{} of all waiting lies between {} and {}: {} times, {} at the median, {} for the slowest tenth",
            percent(edge.total_days / waiting),
            quoted(&edge.from),
            quoted(&edge.to),
            count(edge.count),
            days(wait.median / 86_400.0),
            days(wait.p90 / 86_400.0)
        );
        found.push(Found::new("path.waiting", title, edge.cases, "high", json!({ "from": edge.from, "to": edge.to, "count": edge.count, "cases": edge.cases, "seconds": edge.seconds, "share_of_waiting": edge.total_days / waiting }), "Ask who waits for whom here: for the buyer, for a colleague, or for the next morning. Then give this step an owner and a longest age.").waiting(edge.total_days / waiting));
    }
    if let Some(rework) = paths
        .self_loops
        .iter()
        .chain(&paths.ping_pong)
        .filter(|l| l.cases as f64 > cases * 0.1)
        .max_by_key(|l| l.cases)
    {
        let title = format!(
            "{} of the cases ({}) go round in {}",
            percent(rework.cases as f64 / cases),
            count(rework.cases),
            rework
                .path
                .iter()
                .map(|s| crate::words::shortened(s))
                .collect::<Vec<_>>()
                .join(" → ")
        );
        found.push(Found::new(
            "path.loop",
            title,
            rework.cases,
            "high",
            json!(rework),
            "Look at ten of them: what was missing the first time? Ask for it one step earlier.",
        ));
    } else if paths.cases_with_rework as f64 > cases * 0.2 {
        let title = format!(
            "In {} of the cases something is done more than once",
            percent(paths.cases_with_rework as f64 / cases)
        );
        found.push(Found::new(
            "path.rework",
            title,
            paths.cases_with_rework,
            "high",
            json!({ "cases": paths.cases_with_rework, "of": paths.cases }),
            "See which activity repeats most, and what would make the first time enough.",
        ));
    }
    if paths.cases >= 50 && paths.variants as f64 > cases * 0.2 {
        let title = format!(
            "{} cases take {} different paths; the most common one covers {}",
            count(paths.cases),
            count(paths.variants),
            percent(paths.top_variants.first().map_or(0, |v| v.cases) as f64 / cases)
        );
        found.push(Found::new("path.many", title, paths.cases, "high", json!({ "variants": paths.variants, "for_80_percent": paths.variants_for_80_percent }), "Agree on the two or three paths that are meant, and call the rest exceptions that need a reason."));
    }
    let slow_start = paths
        .activity_list
        .iter()
        .filter_map(|a| Some((a, a.first_started_after?)))
        .filter(|(a, w)| a.cases as f64 > cases * 0.1 && w.seconds.median > 900.0)
        .max_by_key(|(a, _)| a.cases);
    if let Some((activity, wait)) = slow_start {
        let title = format!(
            "{} begins {} after the case at the median, within an hour in {} of {} cases",
            quoted(&activity.activity),
            days(wait.seconds.median / 86_400.0),
            percent(wait.within_1h),
            count(wait.seconds.n)
        );
        found.push(Found::new("response.slow", title, wait.seconds.n, "high", json!({ "activity": activity.activity, "wait": wait }), "Promise a first answer within the hour in working time, and show the clock to whoever has to keep it."));
    }
}
