//! What holds for any leads whatever.

use crate::leads::sheet::day;
use insight::columns::{HOUR, Labels, Moneys, Times};
use insight::concentration::{Measure, concentration};
use insight::flow::{cohorts, flow};
use insight::group::{families, group};
use insight::leads::{balance, time_to};
use insight::maturity::maturity;
use insight::owners::{load, owner_spread};
use insight::response::response;
use insight::rhythm::rhythm;
use insight::stale::{stages, stale};
use insight::{Leads, Outcome, Rate, Spread};
use jiff::tz::TimeZone;
use proptest::prelude::*;

/// One lead: outcome, captured and closed and touched in hours, value, source, owner.
type Row = (
    u8,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    u8,
    u8,
);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let hours = || proptest::option::weighted(0.9, 0..3_000_i64);
    let value = proptest::option::of(-10_000..1_000_000_000_i64);
    proptest::collection::vec(
        (0..4_u8, hours(), hours(), hours(), value, 0..5_u8, 0..4_u8),
        0..120,
    )
}

fn leads_of(rows: &[Row]) -> Leads {
    const SOURCES: [&str; 5] = ["Google", "Fair", "", "unknown", "cold call"];
    const OWNERS: [&str; 4] = ["Nora", "Femi", "Kim", ""];
    let (mut captured, mut closed, mut touched) =
        (Times::default(), Times::default(), Times::default());
    let (mut value, mut source, mut owner) = (Moneys::default(), Labels::new(), Labels::new());
    let mut outcome = Vec::new();
    for row in rows {
        outcome.push(
            [
                Outcome::Open,
                Outcome::Won,
                Outcome::Lost,
                Outcome::Disqualified,
            ][row.0 as usize],
        );
        let time = |hours: Option<i64>| hours.map(|hours| day(0) + hours * HOUR);
        captured.push(time(row.1));
        closed.push(time(row.2));
        touched.push(time(row.3));
        value.push(row.4);
        source.push(SOURCES[row.5 as usize]);
        owner.push(OWNERS[row.6 as usize]);
    }
    Leads {
        outcome,
        captured: Some(captured),
        closed: Some(closed),
        first_touch: Some(touched),
        last_touch: None,
        value: Some(value),
        stage: Some(source.clone()),
        source: Some(source),
        owner: Some(owner),
    }
}

/// All figures as text, without those that name rows.
fn all_figures(leads: &Leads) -> Vec<String> {
    let (source, owner) = (
        leads.source.as_ref().unwrap(),
        leads.owner.as_ref().unwrap(),
    );
    let (utc, now) = (TimeZone::UTC, day(150));
    let mut stale = stale(leads, now);
    stale.iter_mut().for_each(|stale| stale.rows.clear());
    let mut response = response(leads);
    response
        .iter_mut()
        .for_each(|response| response.backwards.clear());
    vec![
        format!(
            "{:?}",
            (
                balance(leads),
                time_to(leads, Outcome::Won).days,
                leads.period()
            )
        ),
        format!("{:?}", (group(source, leads), families(source, leads))),
        format!("{:?}", stages(source, leads, Some(now))),
        format!("{:?}", (cohorts(leads, &utc, now), flow(leads, &utc))),
        format!("{:?}", (rhythm(leads, &utc), maturity(leads, now))),
        format!("{:?}", (owner_spread(owner, leads), load(owner, leads))),
        format!("{:?}", concentration(owner, leads, Measure::WonValue)),
        format!("{:?}", (stale, response)),
    ]
}

proptest! {
    #[test]
    fn the_balance_and_its_groups_add_up(rows in rows()) {
        let leads = leads_of(&rows);
        let total = balance(&leads);
        prop_assert_eq!(total.total, total.won + total.lost + total.disqualified + total.open);
        let groups = group(leads.source.as_ref().unwrap(), &leads);
        let sum = |of: fn(&insight::group::Count) -> u64| groups.iter().map(|g| of(&g.count)).sum::<u64>();
        prop_assert_eq!(sum(|c| c.leads), total.total);
        prop_assert_eq!(sum(|c| c.won), total.won);
        prop_assert_eq!(sum(|c| c.lost), total.lost);
        prop_assert_eq!(sum(|c| c.open), total.open);
        prop_assert_eq!(sum(|c| c.disqualified), total.disqualified);
        prop_assert_eq!(
            sum(|c| c.time_to_win_days.map_or(0, |days| days.n)),
            time_to(&leads, Outcome::Won).days.map_or(0, |days| days.n)
        );
        let value: f64 = groups.iter().filter_map(|g| g.count.won_value).sum();
        prop_assert!((value - total.won_value.unwrap_or(0.0)).abs() < 1e-3);
        let families = families(leads.source.as_ref().unwrap(), &leads);
        prop_assert_eq!(families.iter().map(|f| f.count.leads).sum::<u64>(), total.total);
    }

    #[test]
    fn cohorts_and_flow_lose_no_lead(rows in rows()) {
        let leads = leads_of(&rows);
        let known = leads.captured.as_ref().unwrap().known().count() as u64;
        let cohorts = cohorts(&leads, &TimeZone::UTC, day(150)).unwrap_or_default();
        prop_assert_eq!(cohorts.iter().map(|cohort| cohort.leads).sum::<u64>(), known);
        let flow = flow(&leads, &TimeZone::UTC).unwrap_or_default();
        prop_assert_eq!(flow.iter().map(|month| month.captured).sum::<u64>(), known);
        let closed = (0..leads.len()).filter(|row| leads.closed_at(*row).is_some()).count() as u64;
        prop_assert_eq!(flow.iter().map(|month| month.won + month.lost).sum::<u64>(), closed);
        let weeks = rhythm(&leads, &TimeZone::UTC).map_or(0, |r| r.weeks.iter().map(|week| week.leads).sum());
        prop_assert_eq!(weeks, known);
    }

    #[test]
    fn the_order_of_rows_changes_nothing(mut rows in rows(), turn in 0..120_usize) {
        let before = all_figures(&leads_of(&rows));
        if !rows.is_empty() {
            let turn = turn % rows.len();
            rows.rotate_left(turn);
            rows[turn / 2..].reverse();
        }
        for (before, after) in before.iter().zip(all_figures(&leads_of(&rows))) {
            prop_assert_eq!(before, &after);
        }
    }

    #[test]
    fn wilson_lies_in_the_unit_and_holds_the_rate(n in 1..1_000_000_000_u64, part in 0.0..=1.0_f64) {
        let hits = (n as f64 * part) as u64;
        let rate = Rate::of(hits, n);
        let ([low, high], share) = (rate.interval.unwrap(), rate.rate.unwrap());
        prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0, "{:?}", rate);
    }

    #[test]
    fn a_spread_is_in_order_and_agrees_with_sorting(mut values in proptest::collection::vec(-1e9..1e9_f64, 1..200)) {
        let spread = Spread::of(&mut values.clone()).unwrap();
        values.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = (values.len() - 1) as f64 * share;
            let (below, above) = (values[place.floor() as usize], values[place.ceil() as usize]);
            below + (above - below) * place.fract()
        };
        prop_assert!((spread.median - at(0.5)).abs() < 1e-3);
        prop_assert!((spread.p90 - at(0.9)).abs() < 1e-3);
        prop_assert!(values[0] <= spread.median && spread.median <= spread.p90);
        prop_assert!(spread.p90 <= values[values.len() - 1]);
        prop_assert!(values[0] <= spread.mean + 1e-6 && spread.mean <= values[values.len() - 1] + 1e-6);
    }

    #[test]
    fn more_time_makes_no_lead_less_mature(rows in rows(), earlier in 0..200_i64, later in 0..200_i64) {
        let leads = leads_of(&rows);
        let mature = |at| -> Vec<bool> {
            let cohorts = cohorts(&leads, &TimeZone::UTC, day(at)).unwrap_or_default();
            cohorts.into_iter().map(|cohort| cohort.mature).collect()
        };
        let (before, after) = (mature(earlier.min(later)), mature(earlier.max(later)));
        prop_assert!(before.iter().zip(after).all(|(before, after)| !before || after));
    }
}

proptest! {
    // A month for each of twenty thousand years takes its time.
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn no_time_is_too_strange(times in proptest::collection::vec((any::<i64>(), any::<i64>(), 0..4_u8), 1..20)) {
        let rows: Vec<Row> = times.iter().map(|(_, _, outcome)| (*outcome, None, None, None, None, 0, 0)).collect();
        let mut leads = leads_of(&rows);
        for (row, (captured, closed, _)) in times.into_iter().enumerate() {
            leads.captured.as_mut().unwrap().set(row, Some(captured));
            leads.closed.as_mut().unwrap().set(row, Some(closed));
            leads.first_touch.as_mut().unwrap().set(row, Some(closed));
        }
        for zone in ["UTC", "Pacific/Apia", "America/Sao_Paulo"] {
            let zone = TimeZone::get(zone).unwrap();
            cohorts(&leads, &zone, i64::MAX);
            flow(&leads, &zone);
        }
        all_figures(&leads);
    }
}
