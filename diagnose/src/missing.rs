//! Missing: why each part that isn't there isn't there.

use crate::diagnosis::Diagnosis;

/// Why each part that isn't there isn't there.
pub(crate) fn missing(diagnosis: &mut Diagnosis, known: bool, no_paths: &str) {
    let no_outcome = "nothing in the data says what became of the leads";
    let ambiguous = diagnosis
        .warnings
        .iter()
        .find(|w| w.code == "ambiguous_dates")
        .and_then(|w| w.place.clone());
    let undated = |otherwise: &str| match &ambiguous {
        Some(place) => format!(
            "the dates in “{place}” can be read in two ways; say --dates day-first or --dates month-first"
        ),
        None => otherwise.to_owned(),
    };
    let when = |known_reason: &str| {
        if known {
            known_reason.to_owned()
        } else {
            no_outcome.to_owned()
        }
    };
    let mut absent: Vec<(&str, bool, String)> = vec![
        (
            "leads.won",
            diagnosis.leads.won.is_none(),
            no_outcome.to_owned(),
        ),
        (
            "leads.won_value",
            diagnosis.leads.won_value.is_none(),
            when("no column says what a lead was worth"),
        ),
        (
            "period",
            diagnosis.period.is_none(),
            undated("no column holds dates"),
        ),
        (
            "as_of",
            diagnosis.as_of.is_none(),
            undated("no column holds dates, and none was given with --as-of"),
        ),
        (
            "time_to_win_days",
            diagnosis.time_to_win_days.is_none(),
            when(&undated(
                "no won lead has both a day on which it came and one on which it was won",
            )),
        ),
        (
            "time_to_loss_days",
            diagnosis.time_to_loss_days.is_none(),
            when("no lost lead has both dates"),
        ),
        (
            "first_response",
            diagnosis.first_response.is_none(),
            "no column or table says when a person first answered".to_owned(),
        ),
        (
            "funnel",
            diagnosis.funnel.is_none(),
            when("there are no steps between captured and won"),
        ),
        (
            "stages",
            diagnosis.stages.is_none(),
            "no column says at which stage a lead stands".to_owned(),
        ),
        (
            "sources",
            diagnosis.sources.is_none(),
            "no column says where a lead came from".to_owned(),
        ),
        (
            "families",
            diagnosis.families.is_none(),
            "no column says where a lead came from".to_owned(),
        ),
        (
            "owners",
            diagnosis.owners.is_none(),
            "no column says who looks after a lead".to_owned(),
        ),
        (
            "owner_spread",
            diagnosis.owner_spread.is_none(),
            when("there are fewer than two owners with enough leads to compare"),
        ),
        (
            "cohorts",
            diagnosis.cohorts.is_none(),
            when(&undated("no column says when a lead came")),
        ),
        (
            "flow",
            diagnosis.flow.is_none(),
            undated("no column says when a lead came"),
        ),
        (
            "rhythm",
            diagnosis.rhythm.is_none(),
            undated("no column says when a lead came"),
        ),
        (
            "stale",
            diagnosis.stale.is_none(),
            when("without the dates of wins nobody can say when an open lead is too old"),
        ),
    ];
    if diagnosis.paths.is_none() {
        absent.push(("paths", true, no_paths.to_owned()));
    }
    for (part, _, reason) in absent.into_iter().filter(|(_, is_absent, _)| *is_absent) {
        diagnosis.missing.insert(part.to_owned(), reason);
    }
}
