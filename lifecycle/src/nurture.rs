//! Nurture: the series that a lead is in while it waits.
//!
//! A lead is in one series at most; entering another one ends the first. A series ends by
//! what it says ends it: an answer, a meeting, going on, asking to stop; and always with
//! the episode.
//!
//! Deliberately absent: the steps of a series, what is sent, and quiet hours.

use crate::lead::{Draft, Event, Happening, Reason};
use crate::names::SeriesId;
use crate::process::model::{StopsSeries, TouchKind};
use crate::words::{capital, spoken};

/// The lead moves: the series it is in ends, if going on ends it, or the episode is over.
pub(crate) fn leave(draft: &mut Draft<'_>, is_over: bool) {
    if is_over || stops(draft, &[StopsSeries::StageChange]) {
        let why = if is_over { "It is over" } else { "It goes on" };
        end(draft, why);
    }
}

/// The move leads into a series.
pub(crate) fn enter(draft: &mut Draft<'_>, series: Option<&SeriesId>) {
    let Some(series) = series else {
        return;
    };
    let present = draft.attended().and_then(|it| it.series.as_ref());
    if present == Some(series) {
        return;
    }
    end(draft, "Another series begins");
    let because = draft
        .process
        .series
        .iter()
        .find(|own| own.id == *series)
        .map(|own| {
            let text = format!("Series: {}", spoken(series.as_str()));
            Reason::at(text, series, own.place)
        });
    let series = series.clone();
    draft.record(
        Event::SeriesEntered { series },
        because.into_iter().collect(),
    );
}

/// Something happened that may end the series.
pub(crate) fn notice(draft: &mut Draft<'_>, happening: Happening<'_>) {
    let mut ends = Vec::new();
    if happening.kind == "mail_replied" || happening.two_way == Some(true) {
        ends.push(StopsSeries::Reply);
    }
    if happening.kind == "opted_out" {
        ends.push(StopsSeries::OptOut);
    }
    let met = draft
        .lead
        .last
        .touch
        .as_ref()
        .is_some_and(|touch| touch.kind == TouchKind::Meeting);
    if happening.kind == "touch" && met {
        ends.push(StopsSeries::Meeting);
    }
    if stops(draft, &ends) {
        end(draft, &capital(happening.kind).to_string());
    }
}

/// Whether the series the lead is in ends by one of these.
fn stops(draft: &Draft<'_>, by: &[StopsSeries]) -> bool {
    let Some(series) = draft.attended().and_then(|it| it.series.as_ref()) else {
        return false;
    };
    draft
        .process
        .series
        .iter()
        .find(|own| own.id == *series)
        .is_some_and(|own| own.stops_on.iter().any(|it| by.contains(it)))
}

fn end(draft: &mut Draft<'_>, why: &str) {
    if let Some(series) = draft.attended().and_then(|it| it.series.clone()) {
        let because = vec![Reason::new(why)];
        draft.record(Event::SeriesLeft { series }, because);
    }
}
