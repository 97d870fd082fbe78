//! Of time: how quickly leads are answered and won, how evenly they come.

use super::Found;
use crate::diagnosis::{Diagnosis, Flow};
use crate::words::{count, days, percent};
use insight::stats::Rate;
use serde_json::json;

pub(super) fn look(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    response(diagnosis, found);
    rhythm(diagnosis, found);
    trend(diagnosis, found);
    quarter_ends(diagnosis, found);
    patience(diagnosis, found);
}

fn response(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let Some(response) = &diagnosis.first_response else { return };
    let touched = response.hours.n;
    if response.never >= 20 {
        let of = response.never + touched;
        let title = format!("{} of {} leads ({}) were never touched by anybody", count(response.never), count(of), percent(response.never as f64 / of as f64));
        found.push(Found::new("response.never", title, response.never, "high", json!({ "never": response.never, "of": of }), "Give every new lead an owner, a first call and a deadline the moment it comes in.").worth(response.never as f64 * diagnosis.leads.won_rate.unwrap_or(0.0) * 0.3, diagnosis));
    }
    if touched >= 20 && response.hours.median > 4.0 {
        let (quickly, what) = match response.within_1h {
            Some(share) => (share, "an hour"),
            None => (response.within_24h, "a day"),
        };
        let late = (touched as f64 * (1.0 - quickly)).round() as u64;
        let title = format!("Half of the leads wait longer than {} for a first answer; {} get one within {what}", days(response.hours.median / 24.0), percent(quickly));
        // What the quick ones win more than the slow ones, if they do.
        let quick = response.by_speed.first().and_then(|s| s.won.rate);
        let slow = response.by_speed.iter().rfind(|s| s.label != "never").and_then(|s| s.won.rate);
        let wins = match (quick, slow) {
            (Some(q), Some(s)) if q > s => (q - s) * late as f64 * 0.5,
            _ => 0.0,
        };
        found.push(Found::new("response.slow", title, late, "medium", json!({ "hours": response.hours, "within_1h": response.within_1h, "within_24h": response.within_24h, "by_speed": response.by_speed }), "Promise a first answer within the hour in working time, show the clock to whoever owns the lead, and pass it on when it runs out.").worth(wins, diagnosis));
    }
}

fn rhythm(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let Some(rhythm) = diagnosis.rhythm.as_ref().filter(|r| r.weeks.len() >= 8 && r.mean >= 3.0) else { return };
    // Chance alone makes weeks vary by 1 / sqrt(mean).
    let chance = 1.0 / rhythm.mean.sqrt();
    if rhythm.variation > 0.5 && rhythm.variation > 2.0 * chance {
        let best = rhythm.weeks.iter().max_by_key(|w| w.leads);
        let title = format!("Leads come unevenly: {:.0} a week on average, give or take {}, the best week has {}{}", rhythm.mean, percent(rhythm.variation), best.map_or(0, |w| w.leads), if rhythm.empty_weeks > 0 { format!(" and {} weeks have none", rhythm.empty_weeks) } else { String::new() });
        found.push(Found::new("flow.uneven", title, 0, "medium", json!({ "mean": rhythm.mean, "variation": rhythm.variation, "empty_weeks": rhythm.empty_weeks, "best_week": best }), "Spread campaigns over the quarter and keep a nurture list to draw from in thin weeks: people can't answer four weeks' leads in one."));
    }
    if let Some(gap) = rhythm.longest_gap.as_ref().filter(|g| g.days > 14.0 && g.days * rhythm.mean / 7.0 > 10.0) {
        let title = format!("From {} to {} no lead came at all, for {}", gap.from, gap.to, days(gap.days));
        found.push(Found::new("flow.gap", title, 0, "medium", json!(gap), "Check whether the way in was broken or the export leaves these days out; a silent form should raise an alarm within a day."));
    }
}

/// Whether the later half of the mature cohorts wins more or less than the earlier half.
fn trend(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let Some(cohorts) = &diagnosis.cohorts else { return };
    // Wins that weren't recorded at first look like a rise.
    if diagnosis.warnings.iter().any(|w| w.code == "wins_recorded_late" || w.code == "wins_recorded_until") {
        return;
    }
    let mature: Vec<_> = cohorts.iter().filter(|c| c.mature).collect();
    if mature.len() < 6 {
        return;
    }
    let (early, late) = mature.split_at(mature.len() / 2);
    let rate = |half: &[&crate::diagnosis::Cohort]| Rate::of(half.iter().map(|c| c.won).sum(), half.iter().map(|c| c.leads).sum());
    let (before, after) = (rate(early), rate(late));
    let (Some(b), Some(a), Some([bl, bh]), Some([al, ah])) = (before.rate, after.rate, before.interval, after.interval) else { return };
    let falls = ah < bl;
    if falls || al > bh {
        let word = if falls { "fell" } else { "rose" };
        let from = late.first().map_or("", |c| c.month.as_str());
        let title = format!("The won rate {word} from {} to {} for leads that came from {from} on", percent(b), percent(a));
        let wins = (b - a).max(0.0) * after.n as f64;
        found.push(Found::new(if falls { "won_rate.falling" } else { "won_rate.rising" }, title, after.n, "medium", json!({ "before": before, "after": after, "from": from }), if falls { "Find what changed at that time: channels, people, offer, speed of answer. Compare the same channel before and after." } else { "Find what changed at that time, write it into the process, and keep it." }).worth(wins, diagnosis));
    }
}

/// Deals that are closed in the last month of a quarter, against the others.
fn quarter_ends(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let Some(flow) = diagnosis.flow.as_ref().filter(|_| diagnosis.leads.lost.unwrap_or(0) >= 50) else { return };
    let last_month = |f: &&Flow| ["03", "06", "09", "12"].iter().any(|m| f.month.ends_with(m));
    let rate = |months: Vec<&Flow>| Rate::of(months.iter().map(|f| f.won).sum(), months.iter().map(|f| f.won + f.lost).sum());
    let (ends, others): (Vec<&Flow>, Vec<&Flow>) = flow.iter().filter(|f| f.won + f.lost > 0).partition(last_month);
    if ends.len() < 2 || others.len() < 4 {
        return;
    }
    let (end, other) = (rate(ends), rate(others));
    let (Some(e), Some(o), Some([el, _]), Some([_, oh])) = (end.rate, other.rate, end.interval, other.interval) else { return };
    if el > oh && e - o > 0.1 {
        let title = format!("Deals closed in the last month of a quarter are won in {} of cases, in the other months in {}", percent(e), percent(o));
        found.push(Found::new("close.quarter_end", title, end.n + other.n, "medium", json!({ "last_month_of_quarter": end, "other_months": other }), "Ask what is different at quarter's end: are losses booked late and wins early, are discounts given, or are hopeless deals only cleared out in between? Judge reps and channels over whole quarters."));
    }
}

/// Lost leads that are given up much sooner (or later) than won ones take.
fn patience(diagnosis: &Diagnosis, found: &mut Vec<Found>) {
    let (Some(win), Some(loss)) = (diagnosis.time_to_win_days, diagnosis.time_to_loss_days) else { return };
    if win.n < 50 || loss.n < 50 {
        return;
    }
    if loss.median < win.median / 2.0 {
        let title = format!("Half of the lost leads are given up within {}, while half of the wins take longer than {}", days(loss.median), days(win.median));
        found.push(Found::new("loss.early", title, loss.n, "medium", json!({ "to_loss_days": loss, "to_win_days": win }), "Agree on how many tries over how many days a lead deserves before it may be lost, and on a reason that says why.").worth(loss.n as f64 * 0.02, diagnosis));
    } else if loss.median > win.median * 1.5 {
        let title = format!("Lost leads are carried for {} (median) before somebody says so; wins take {}", days(loss.median), days(win.median));
        found.push(Found::new("loss.late", title, loss.n, "medium", json!({ "to_loss_days": loss, "to_win_days": win }), "Give each stage a longest age; time spent on these is missing for the winnable ones."));
    }
}
