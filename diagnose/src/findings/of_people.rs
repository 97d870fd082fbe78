//! Of people: how much hangs on few, and how differently the same work is done.

use super::Found;
use crate::diagnosis::Diagnosis;
use crate::words::{count, money, percent, quoted};
use serde_json::json;

pub(super) fn look(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    key_person(diagnosis, found);
    spread(diagnosis, found);
    load(diagnosis, found);
    nobody(diagnosis, found);
    dominance(diagnosis, found);
}

/// One owner who brings in far more than a fair share.
fn key_person(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let of_owners = |measure: &str| diagnosis.concentration.iter().find(|c| c.of == "owner" && c.measure == measure);
    let Some(c) = of_owners("won_value").or_else(|| of_owners("won")).filter(|c| c.members >= 3 && !c.top.trim().is_empty()) else { return };
    let fair = 1.0 / c.members as f64;
    if c.top_share > 0.3 || c.top_share > 2.5 * fair {
        let what = if c.measure == "won_value" { "the won value" } else { "the wins" };
        let price = diagnosis.leads.won_value.filter(|_| c.measure == "won_value").map(|v| v * c.top_share);
        let leads = diagnosis.owners.iter().flatten().find(|o| o.owner == c.top).map_or(0, |o| o.leads);
        let shown = price.map_or_else(String::new, |p| format!(" ({})", money(p, diagnosis.leads.currency.as_deref())));
        let title = format!("{} brings {} of {what}{shown}: {:.1} times a fair share of {} owners", quoted(&c.top), percent(c.top_share), c.top_share / fair, c.members);
        found.push(Found::new("owner.key_person", title, leads, "high", json!({ "owner": c.top, "share": c.top_share, "top_two_share": c.top_two_share, "owners": c.members, "measure": c.measure }), "Write down how this person works, share the accounts with a second one, and see that the pipeline survives an absence.").priced(price));
    }
}

/// Owners who differ by more than chance.
fn spread(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let Some(spread) = diagnosis.owner_spread.as_ref().filter(|s| s.p_value < 0.01) else { return };
    let title = format!("Owners win between {} and {} of their leads: more than chance explains ({} compared, p {})", percent(spread.lowest), percent(spread.highest), spread.owners, if spread.p_value < 0.001 { "< 0.001".to_owned() } else { format!("{:.3}", spread.p_value) });
    let average = if spread.rate == "win_rate_of_closed" { diagnosis.leads.win_rate_of_closed } else { diagnosis.leads.won_rate };
    let mut wins = 0.0;
    let mut leads = 0;
    for owner in diagnosis.owners.iter().flatten() {
        let (rate, n) = if spread.rate == "win_rate_of_closed" { (owner.win_rate_of_closed, owner.won.unwrap_or(0) + owner.lost.unwrap_or(0)) } else { (owner.won_rate, owner.leads) };
        if let (Some(rate), Some(average)) = (rate, average)
            && n >= 20
            && rate < average
        {
            wins += (average - rate) * n as f64;
            leads += n;
        }
    }
    found.push(Found::new("owner.spread", title, leads, "medium", json!(spread), "Sit in with the best and the weakest: same leads, different work? Leads aren't dealt out by lot, so look at who gets which first.").worth(wins, diagnosis));
}

/// One owner with far more open leads than the others.
fn load(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let ratio = diagnosis.owner_spread.as_ref().and_then(|s| s.load_ratio).filter(|r| *r >= 2.0);
    let most = diagnosis.owners.iter().flatten().filter(|o| !o.owner.trim().is_empty()).max_by_key(|o| o.open);
    if let (Some(ratio), Some(most)) = (ratio, most) {
        let open = most.open.unwrap_or(0);
        let title = format!("{} has {} open leads, {ratio:.1} times the median owner's", quoted(&most.owner), count(open));
        found.push(Found::new("owner.overloaded", title, open, "medium", json!({ "owner": most.owner, "open": open, "times_median": ratio }), "Give new leads to whoever has the fewest open ones until this evens out."));
    }
}

/// Leads that nobody looks after.
fn nobody(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let Some(owners) = &diagnosis.owners else { return };
    // Where owners are only known of won leads, that says nothing about the others.
    if owners.iter().all(|o| o.won_rate.is_none()) {
        return;
    }
    if let Some(nobody) = owners.iter().find(|o| o.owner.trim().is_empty()).filter(|o| o.open.unwrap_or(0) > 0) {
        let open = nobody.open.unwrap_or(0);
        let title = format!("{} open leads have no owner", count(open));
        found.push(Found::new("owner.none", title, open, "high", json!({ "open": open, "leads": nobody.leads }), "Give each an owner today, and let no lead come in without one.").worth(open as f64 * diagnosis.leads.won_rate.unwrap_or(0.0) * 0.5, diagnosis));
    }
}

/// One deal, channel or account that outweighs the others.
fn dominance(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    for c in diagnosis.concentration.iter().filter(|c| c.of != "owner" && c.measure != "leads" && c.members >= 3 && !c.top.trim().is_empty()) {
        let limit = if c.of == "lead" { 0.2 } else { 0.4 };
        let twice = diagnosis.concentration.iter().any(|o| o.of == c.of && o.measure == "won_value") && c.measure == "won";
        if c.top_share > limit && !twice {
            let what = if c.measure == "won_value" { "the won value" } else { "the wins" };
            let title = format!("One {}, {}, makes {} of {what}", c.of, quoted(&c.top), percent(c.top_share));
            let price = diagnosis.leads.won_value.filter(|_| c.measure == "won_value").map(|v| v * c.top_share);
            found.push(Found::new("concentration.one", title, 0, "high", json!(c), "Ask what the year would look like without it, and build the second one now.").priced(price));
        }
    }
}
