//! Of leads: channels, segments, and leads that nobody ended.

use super::Found;
use crate::diagnosis::{Diagnosis, Source};
use crate::words::{count, counted, days, percent, quoted};
use insight::stats::Rate;
use lifecycle::source::Family;
use serde_json::json;

/// Fewer leads than this make no finding of their own.
const ENOUGH: u64 = 30;

pub(super) fn look(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    channels(diagnosis, found);
    unknown_sources(diagnosis, found);
    mix(diagnosis, found);
    stale(diagnosis, found);
    drivers(diagnosis, found);
    idle_people(diagnosis, found);
    funnel(diagnosis, found);
}

/// Channels that win clearly more or less than all the others together.
fn channels(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let (Some(sources), Some(won)) = (&diagnosis.sources, diagnosis.leads.won) else { return };
    let total = diagnosis.leads.total;
    for source in sources.iter().filter(|s| s.leads >= ENOUGH && total > s.leads) {
        let Some(hits) = source.won else { continue };
        let rest = Rate::of(won - hits, total - source.leads);
        let (Some([low, high]), Some(rate), Some(others)) = (source.interval, source.won_rate, rest.rate) else { continue };
        let Some([others_low, others_high]) = rest.interval else { continue };
        let evidence = json!({ "channel": source.channel, "leads": source.leads, "won": hits, "won_rate": rate, "interval": [low, high], "others": { "leads": rest.n, "won": rest.hits, "won_rate": others } });
        let missing_wins = (others - rate) * source.leads as f64;
        if high < others_low {
            let title = format!("{} brings {} ({}) but wins only {} of them; the others win {}", name(source), counted(source.leads, "lead", "leads"), percent(source.leads as f64 / total as f64), percent(rate), percent(others));
            found.push(Found::new("source.poor", title, source.leads, "high", evidence, "Ask sales why these leads fall through; narrow who is addressed, or answer them in another way, before spending more here.").worth(missing_wins, diagnosis));
        } else if low > others_high {
            let title = format!("{} wins {} of its {}; the others win {}", name(source), percent(rate), counted(source.leads, "lead", "leads"), percent(others));
            found.push(Found::new("source.good", title, source.leads, "high", evidence, if source.family == Family::Unknown { "Find out where these really come from: something works here, and nobody knows what." } else { "Find out what these leads have in common, and whether this channel can bring more of them." }).worth(-missing_wins * 0.25, diagnosis));
        }
    }
}

fn name(source: &Source) -> String {
    if source.channel.trim().is_empty() { "No channel at all (empty cells)".to_owned() } else { quoted(&source.channel) }
}

/// Leads of which nobody can say where they came from.
fn unknown_sources(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let Some(unknown) = diagnosis.families.iter().flatten().find(|f| f.family == Family::Unknown) else { return };
    if unknown.share < 0.03 {
        return;
    }
    let won = unknown.won.map_or_else(String::new, |won| format!(", and {} were won", count(won)));
    let title = format!("{} of the leads ({}) have no source that says anything{won}: what brought them can't be repeated", percent(unknown.share), count(unknown.leads));
    found.push(
        Found::new("source.unknown", title, unknown.leads, "high", json!({ "leads": unknown.leads, "share": unknown.share, "won": unknown.won, "channels": unknown.channels }), "Make the source a field that every way in fills by itself (UTM, form, call list), and count what is still unknown each week.")
            .worth(unknown.won.unwrap_or(0) as f64 * 0.1, diagnosis),
    );
}

/// All eggs in one family.
fn mix(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let Some(families) = &diagnosis.families else { return };
    let named: Vec<_> = families.iter().filter(|f| f.family != Family::Unknown).collect();
    let known: u64 = named.iter().map(|f| f.leads).sum();
    let Some(top) = named.iter().max_by_key(|f| f.leads) else { return };
    if known >= 100 && top.leads * 10 > known * 8 {
        let without: Vec<&str> = [Family::Campaign, Family::Event, Family::Referral, Family::Prospecting]
            .into_iter()
            .filter(|f| !named.iter().any(|n| n.family == *f))
            .map(Family::word)
            .collect();
        let gap = if without.is_empty() { String::new() } else { format!("; there is nothing from {}", without.join(", ")) };
        let title = format!("{} of the leads with a known source come from one family, {}{gap}", percent(top.leads as f64 / known as f64), top.family.word());
        found.push(Found::new("source.one_family", title, top.leads, "medium", json!({ "family": top.family, "leads": top.leads, "of": known }), "Four families carry a line through a bad quarter: campaigns, events, referrals, prospecting. Start the missing ones small."));
    }
}

/// Open leads older than wins ever get.
fn stale(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let Some(stale) = diagnosis.stale.as_ref().filter(|s| s.leads >= 5) else { return };
    let title = format!("{} of {} open leads are older than {}, the time in which nine of ten wins come", count(stale.leads), count(stale.of_open), days(stale.after_days));
    let confidence = if diagnosis.leads.won.unwrap_or(0) >= 100 { "high" } else { "medium" };
    // Once past that age one lead in ten of those that win still comes.
    let wins = stale.leads as f64 * diagnosis.leads.won_rate.unwrap_or(0.0) * 0.1;
    let evidence = json!({ "stale": stale.leads, "open": stale.of_open, "after_days": stale.after_days, "median_age_days": stale.age_days.median, "examples": stale.examples.iter().take(5).collect::<Vec<_>>() });
    let mut one = Found::new("stale.open", title, stale.leads, confidence, evidence, "Decide each of them within a week: a next step with a date, nurture, or lost with a reason. Then give every stage a longest age.").worth(wins, diagnosis);
    if let Some(value) = stale.value {
        one = one.priced(Some(value));
        one.wins = wins;
    }
    found.push(one);
}

/// What the outcome hangs on, and what it doesn't.
fn drivers(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let Some(drivers) = &diagnosis.drivers else { return };
    let overall = if diagnosis.leads.lost.unwrap_or(0) > 0 { diagnosis.leads.win_rate_of_closed } else { diagnosis.leads.won_rate };
    // What a channel does is said by the channels themselves.
    let source = diagnosis.input.mapping.roles.iter().find(|r| r.role == "source").map_or("", |r| r.column.as_str());
    for driver in drivers.drivers.iter().filter(|d| d.field != source).take(5) {
        let (Some(with), Some(without)) = (driver.with.rate, driver.without.rate) else { continue };
        let title = format!("{} {}: {} of {} won, against {} of the rest", driver.field, quoted(&driver.value), percent(with), counted(driver.with.n, "lead", "leads"), percent(without));
        let confidence = if drivers.honest.auc >= 0.65 { "high" } else { "medium" };
        let evidence = json!({ "field": driver.field, "value": driver.value, "with": driver.with, "without": driver.without, "odds_ratio": driver.odds_ratio, "auc": drivers.honest.auc, "validation": drivers.validation });
        let attempt = if with > without { "Let this raise a lead's score, and see that such leads are answered first." } else { "Ask whether these leads are worth the same effort; answer them with less, or win them with another offer." };
        let wins = (with - without).abs() * driver.with.n.min(driver.without.n) as f64 * 0.1;
        found.push(Found::new("outcome.driver", title, driver.with.n, confidence, evidence, attempt).worth(wins, diagnosis));
    }
    if drivers.drivers.is_empty() && drivers.honest.auc < 0.56 && drivers.n >= 500 {
        let title = format!("Nothing that is recorded tells won from lost leads (AUC {:.2} on leads the model never saw{})", drivers.honest.auc, overall.map_or_else(String::new, |r| format!(", all win about {}", percent(r))));
        found.push(Found::new("outcome.unexplained", title, drivers.n, "medium", json!({ "auc": drivers.honest.auc, "n": drivers.n, "validation": drivers.validation }), "Record what sales finds out in the first conversation (need, date, who decides): today's columns can't steer anybody's time."));
    }
}

/// People on file with whom nothing was ever started.
fn idle_people(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    for warning in diagnosis.warnings.iter().filter(|w| w.code == "unused_rows") {
        let Some(table) = &warning.place else { continue };
        let rows = diagnosis.input.files.iter().find(|f| f.table == *table).map_or(0, |f| f.rows);
        let people = crate::mapping::words(table).iter().any(|w| ["contact", "contacts", "people", "person", "leads", "lead", "kontakte"].contains(&w.as_str()));
        if people && warning.count >= ENOUGH {
            let title = format!("{} of {} people in “{table}” have no deal: nothing says what became of them", count(warning.count), count(rows));
            found.push(Found::new("people.without_deal", title, warning.count, "high", json!({ "table": table, "rows": rows, "without": warning.count }), "Give each of them an owner and a next step, or say that they aren't leads."));
        }
    }
}

/// The step at which most leads are left behind.
fn funnel(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let Some(steps) = diagnosis.funnel.as_ref().filter(|s| s.len() > 2) else { return };
    let lost = steps.windows(2).filter_map(|w| Some((w[0].leads.checked_sub(w[1].leads)?, &w[0], &w[1]))).max_by_key(|(lost, ..)| *lost);
    if let Some((lost, from, to)) = lost.filter(|(lost, ..)| *lost >= ENOUGH) {
        let title = format!("Most leads are left behind between “{}” and “{}”: {} of {}", from.step, to.step, count(lost), count(from.leads));
        found.push(Found::new("funnel.leak", title, lost, "high", json!({ "from": from.step, "to": to.step, "left_behind": lost, "of": from.leads }), "Look at twenty of them: was it the lead, the answer, or nobody?"));
    }
}
