//! A handful of leads each, so that every figure can be counted on the fingers.

use crate::leads::sheet::{at, day, labels, leads, near};
use insight::columns::{DAY, HOUR, Times};
use insight::concentration::{Measure, concentration, concentration_of_deals};
use insight::flow::{cohorts, flow};
use insight::funnel::{funnel, plain_steps, steps_by_stage};
use insight::group::{families, group};
use insight::leads::{balance, time_to};
use insight::maturity::maturity;
use insight::owners::{load, owner_spread};
use insight::response::response;
use insight::rhythm::rhythm;
use insight::stale::{stages, stale};
use insight::{Leads, Outcome};
use jiff::tz::TimeZone;
use lifecycle::source::Family;

/// Ten leads of a spring: four won, two lost, one junk, three open.
fn spring() -> Leads {
    leads(
        "captured          closed            outcome value owner source
         2024-03-01        2024-03-11        won     100   Nora  Google
         2024-03-01        2024-03-21        won     300   Nora  Webinar
         2024-03-04        2024-03-04T12:00  won     -     Femi  Google
         2024-03-31        2024-03-30        won     50.5  Femi  google
         2024-04-02        2024-04-03        lost    80    Nora  Google
         2024-04-02        -                 lost    -     ''    Webinar
         2024-04-03        2024-04-03        junk    -     Femi  ''
         2024-01-01        2024-12-24        open    70    Nora  Google
         2024-04-20        -                 open    -     Femi  Webinar
         -                 -                 open    30    Femi  ''",
    )
}

#[test]
fn the_balance_adds_up() {
    let balance = balance(&spring());
    assert_eq!(
        (
            balance.total,
            balance.won,
            balance.lost,
            balance.disqualified,
            balance.open
        ),
        (10, 4, 2, 1, 3)
    );
    assert_eq!(balance.won_rate.rate, Some(0.4));
    near(
        balance.win_rate_of_closed.unwrap().rate.unwrap(),
        4.0 / 6.0,
        1e-12,
    );
    assert_eq!(
        (balance.won_value, balance.open_value),
        (Some(450.5), Some(100.0))
    );
    let spread = balance.won_value_spread.unwrap();
    assert_eq!((spread.n, spread.median), (3, 100.0));
    near(spread.mean, 450.5 / 3.0, 1e-9);
}

#[test]
fn a_balance_says_what_it_does_not_know() {
    let nothing_lost = balance(&leads("outcome\nwon\nopen"));
    assert_eq!(nothing_lost.win_rate_of_closed, None);
    assert_eq!(
        (nothing_lost.won_value, nothing_lost.open_value),
        (None, None)
    );
    let won_without_value = balance(&leads("outcome value\nwon -\nopen 5"));
    assert_eq!(
        (won_without_value.won_value, won_without_value.open_value),
        (None, Some(5.0))
    );
    assert_eq!(balance(&Leads::default()).won_rate.rate, None);
}

#[test]
fn a_lead_won_before_it_came_took_no_time_and_is_named() {
    // 10, 20 and half a day; the fourth was won a day before it came: 0.
    let won = time_to(&spring(), Outcome::Won);
    let days = won.days.unwrap();
    assert_eq!((days.n, days.median), (3, 5.25));
    near(days.mean, 30.5 / 4.0, 1e-12);
    near(days.p90, 17.0, 1e-12);
    assert_eq!((won.backwards, won.unknown), (vec![3], 0));
    assert_eq!(time_to(&spring(), Outcome::Lost).unknown, 1);
}

#[test]
fn a_lead_that_closes_on_the_day_it_came_is_not_backwards() {
    // Captured to the minute, closed to the day.
    let same_day = leads(
        "captured          closed      outcome
         2024-03-01T15:00  2024-03-01  won
         2024-03-02T09:30  2024-03-04  won
         2024-03-05T12:00  2024-03-04  won",
    );
    let won = time_to(&same_day, Outcome::Won);
    assert_eq!(
        won.backwards,
        vec![2],
        "a day and a half too early is more than rounding"
    );
    assert_eq!(won.days.unwrap().n, 2);
    assert_eq!(won.days.unwrap().mean, (0.0 + 38.5 / 24.0 + 0.0) / 3.0);
}

#[test]
fn a_closing_time_on_an_open_lead_is_a_plan() {
    let spring = spring();
    assert_eq!(spring.closed_at(7), None);
    assert_eq!(spring.period(), Some((at("2024-01-01"), at("2024-04-20"))));
    assert!(
        flow(&spring, &TimeZone::UTC)
            .unwrap()
            .iter()
            .all(|flow| flow.month.as_str() < "2024-12")
    );
}

#[test]
fn groups_keep_labels_as_written() {
    let spring = spring();
    let groups = group(spring.source.as_ref().unwrap(), &spring);
    let rows: Vec<_> = groups
        .iter()
        .map(|g| (g.name.as_str(), g.count.leads, g.count.won, g.count.lost))
        .collect();
    assert_eq!(
        rows,
        [
            ("Google", 4, 2, 1),
            ("Webinar", 3, 1, 1),
            ("", 2, 0, 0),
            ("google", 1, 1, 0)
        ]
    );
    let google = &groups[0].count;
    assert_eq!(
        (google.open, google.disqualified, google.won_value),
        (1, 0, Some(100.0))
    );
    assert_eq!(google.time_to_win_days.unwrap().median, 5.25);
    near(
        google.win_rate_of_closed.unwrap().rate.unwrap(),
        2.0 / 3.0,
        1e-12,
    );
    assert_eq!(
        groups[2].count.won_value,
        Some(0.0),
        "nothing won is worth nothing"
    );
    assert_eq!(
        groups[3].count.time_to_win_days, None,
        "its only win runs backwards"
    );
    assert_eq!(groups[3].count.win_rate_of_closed, None);
}

#[test]
fn labels_without_a_lead_are_no_group() {
    let mut owners = labels(&["Nora", "Nora"]);
    owners.code_for("Femi");
    let leads = leads("outcome\nwon\nopen");
    assert_eq!(group(&owners, &leads).len(), 1);
}

#[test]
fn channels_gather_into_families() {
    let spring = spring();
    let rows = families(spring.source.as_ref().unwrap(), &spring);
    let rows: Vec<_> = rows
        .iter()
        .map(|f| (f.family, f.channels, f.count.leads, f.count.won, f.share))
        .collect();
    assert_eq!(
        rows,
        [
            (Family::Campaign, 2, 5, 3, 0.5),
            (Family::Event, 1, 3, 1, 0.3),
            (Family::Unknown, 1, 2, 0, 0.2)
        ]
    );
}

#[test]
fn cohorts_and_flow_are_two_views() {
    let (spring, utc) = (spring(), TimeZone::UTC);
    // Nine of ten wins come within 17 days.
    let view = |as_of| -> Vec<(String, u64, u64, bool)> {
        let cohorts = cohorts(&spring, &utc, at(as_of)).unwrap();
        cohorts
            .into_iter()
            .map(|c| (c.month, c.leads, c.won, c.mature))
            .collect()
    };
    let row = |month: &str, leads, won, mature| (month.to_owned(), leads, won, mature);
    let expected = |march| {
        vec![
            row("2024-01", 1, 0, true),
            row("2024-03", 4, 4, march),
            row("2024-04", 4, 0, false),
        ]
    };
    assert_eq!(view("2024-04-18"), expected(true));
    assert_eq!(view("2024-04-17T23:00"), expected(false));

    let flow: Vec<_> = flow(&spring, &utc)
        .unwrap()
        .into_iter()
        .map(|f| (f.month, f.captured, f.won, f.lost, f.won_value.unwrap()))
        .collect();
    let row =
        |month: &str, captured, won, lost, value| (month.to_owned(), captured, won, lost, value);
    assert_eq!(
        flow,
        [
            row("2024-01", 1, 0, 0, 0.0),
            row("2024-02", 0, 0, 0, 0.0),
            row("2024-03", 4, 4, 0, 450.5),
            row("2024-04", 4, 0, 2, 0.0)
        ]
    );
}

#[test]
fn months_are_cut_where_the_people_live() {
    let leads = leads("captured outcome\n2024-03-01T02:00 open\n2024-03-31T22:30 open");
    let months = |zone: &str| -> Vec<(String, u64)> {
        let cohorts = cohorts(&leads, &TimeZone::get(zone).unwrap(), at("2024-05-01")).unwrap();
        cohorts.into_iter().map(|c| (c.month, c.leads)).collect()
    };
    assert_eq!(months("UTC"), [("2024-03".to_owned(), 2)]);
    assert_eq!(
        months("America/Sao_Paulo"),
        [("2024-02".to_owned(), 1), ("2024-03".to_owned(), 1)]
    );
    // Berlin is two hours ahead by then: the clocks were put forward that morning.
    assert_eq!(
        months("Europe/Berlin"),
        [("2024-03".to_owned(), 1), ("2024-04".to_owned(), 1)]
    );
}

#[test]
fn a_stray_year_makes_no_thousand_rows() {
    let leads = leads("captured closed outcome\n0001-01-01 - open\n2024-03-01 9999-12-30 lost");
    assert_eq!(flow(&leads, &TimeZone::UTC).unwrap().len(), 3);
    assert_eq!(rhythm(&leads, &TimeZone::UTC), None);
    let mut beyond = leads;
    beyond.captured.as_mut().unwrap().set(0, Some(i64::MAX));
    assert_eq!(
        cohorts(&beyond, &TimeZone::UTC, at("2024-05-01"))
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn the_rhythm_counts_empty_weeks() {
    // 2024-01-01 is a Monday. Weeks: 3, 0, 1.
    let leads = leads(
        "captured          outcome
         2024-01-02        open
         2024-01-03T08:00  open
         2024-01-04        open
         2024-01-19T06:00  open
         -                 open",
    );
    let rhythm = rhythm(&leads, &TimeZone::UTC).unwrap();
    let weeks: Vec<_> = rhythm
        .weeks
        .iter()
        .map(|week| (week.monday.as_str(), week.leads))
        .collect();
    assert_eq!(
        weeks,
        [("2024-01-01", 3), ("2024-01-08", 0), ("2024-01-15", 1)]
    );
    near(rhythm.mean, 4.0 / 3.0, 1e-12);
    // Variance (25 + 16 + 1) / 27, over 4/3.
    near(
        rhythm.variation,
        (42.0_f64 / 27.0).sqrt() / (4.0 / 3.0),
        1e-12,
    );
    assert_eq!(rhythm.empty_weeks, 1);
    assert_eq!(rhythm.weekdays, Some([0, 1, 1, 1, 1, 0, 0]));
    let gap = rhythm.longest_gap.unwrap();
    assert_eq!(
        (gap.from.as_str(), gap.to.as_str(), gap.days),
        ("2024-01-04", "2024-01-19", 15.25)
    );
}

#[test]
fn dates_cut_to_months_have_no_weekdays() {
    let of = |table| rhythm(&leads(table), &TimeZone::UTC).unwrap();
    let months = of("captured outcome\n2024-01-01 open\n2024-02-01 open\n2024-03-01 open");
    assert_eq!(months.weekdays, None);
    assert_eq!(
        of("captured outcome\n2024-01-02 open\n2024-01-09 open").weekdays,
        None,
        "Tuesdays only"
    );
    let once = of("captured outcome\n2024-01-02 open");
    assert_eq!(
        (once.longest_gap, once.variation, once.weeks.len()),
        (None, 0.0, 1)
    );
}

/// `won` and `lost` leads of an owner, and `open` ones.
fn of_owner(rows: &mut String, owner: &str, won: usize, lost: usize, open: usize) {
    for (outcome, n) in [("won", won), ("lost", lost), ("open", open)] {
        rows.push_str(&format!("{outcome} {owner}\n").repeat(n));
    }
}

#[test]
fn owners_are_compared_where_they_have_enough_leads() {
    let mut rows = "outcome owner\n".to_owned();
    of_owner(&mut rows, "Nora", 15, 5, 6);
    of_owner(&mut rows, "Femi", 5, 15, 2);
    of_owner(&mut rows, "Kim", 3, 2, 1); // Too few to be compared.
    of_owner(&mut rows, "''", 30, 1, 90); // Nobody.
    let leads = leads(&rows);
    let spread = owner_spread(leads.owner.as_ref().unwrap(), &leads).unwrap();
    assert_eq!((spread.owners, spread.rate), (2, "win_rate_of_closed"));
    assert_eq!(
        (spread.lowest.0.as_str(), spread.lowest.1.rate),
        ("Femi", Some(0.25))
    );
    assert_eq!(
        (spread.highest.0.as_str(), spread.highest.1.rate),
        ("Nora", Some(0.75))
    );
    // (5² / 10 + 5² / 10) × 2 = 10, one degree.
    near(spread.test.chi_square, 10.0, 1e-9);
    near(spread.test.p_value, 0.001_565, 1e-6);

    let load = load(leads.owner.as_ref().unwrap(), &leads).unwrap();
    assert_eq!(
        (load.owners, load.most.as_str(), load.most_open),
        (3, "Nora", 6)
    );
    assert_eq!((load.median_open, load.ratio), (2.0, Some(3.0)));
}

#[test]
fn one_owner_is_no_comparison() {
    let mut rows = "outcome owner\n".to_owned();
    of_owner(&mut rows, "Nora", 15, 5, 6);
    of_owner(&mut rows, "Femi", 3, 2, 0);
    let leads = leads(&rows);
    assert_eq!(owner_spread(leads.owner.as_ref().unwrap(), &leads), None);
}

#[test]
fn concentration_counts_who_makes_four_fifths() {
    let table = leads(
        "outcome value source
         won     60    Fair
         won     20    Google
         won     10    Blog
         won     10    Mail
         open    500   Mail
         won     900   ''
         lost    700   Fair",
    );
    let source = table.source.as_ref().unwrap();
    let value = concentration(source, &table, Measure::WonValue).unwrap();
    assert_eq!(
        (
            value.members,
            value.top.as_str(),
            value.members_for_80_percent
        ),
        (4, "Fair", 2)
    );
    assert_eq!((value.top_share, value.top_two_share), (0.6, 0.8));
    near(value.gini, 0.4, 1e-12); // 2·(10 + 20 + 60 + 240)/(4·100) − 5/4
    let count = concentration(source, &table, Measure::Leads).unwrap();
    assert_eq!(
        (count.top.as_str(), count.top_share),
        ("Fair", 2.0 / 6.0),
        "of equals the first by name"
    );
    let deals = concentration_of_deals(&table).unwrap();
    assert_eq!(
        (
            deals.top.as_str(),
            deals.top_share,
            deals.members_for_80_percent
        ),
        ("5", 0.9, 1)
    );
    assert_eq!(
        concentration(source, &leads("outcome source\nopen a"), Measure::Won),
        None
    );
}

#[test]
fn open_leads_older_than_wins_ever_were_are_stale() {
    let table = leads(
        "captured    closed      outcome value
         2024-01-01  2024-01-11  won     -
         2024-01-01  2024-01-11  won     -
         2024-03-01  -           open    7
         2024-02-01  -           open    5
         2024-03-22  -           open    3
         2024-03-21  -           open    2
         2024-05-01  -           open    1",
    );
    let stale = stale(&table, at("2024-03-31")).unwrap();
    // Ages 30, 59, 9 and 10 days; ten are not more than ten; the last comes later.
    assert_eq!((stale.leads, stale.of_open, stale.after_days), (2, 4, 10.0));
    assert_eq!((stale.basis, stale.basis_leads), (Outcome::Won, 2));
    assert_eq!((stale.value, stale.rows), (Some(12.0), vec![3, 2]));
    assert_eq!(stale.age_days.median, 20.0);
}

#[test]
fn where_nothing_is_won_losses_say_what_is_stale() {
    let table = leads("captured closed outcome\n2024-01-01 2024-01-03 lost\n2024-01-01 - open");
    let found = stale(&table, at("2024-01-31")).unwrap();
    assert_eq!(
        (found.basis, found.after_days, found.leads),
        (Outcome::Lost, 2.0, 1)
    );
    let never_closed = leads("captured outcome\n2024-01-01 open");
    assert_eq!(stale(&never_closed, at("2024-01-31")), None);
}

#[test]
fn stages_are_taken_for_what_most_leads_came_to() {
    let table = leads(
        "captured    outcome stage   value
         2024-01-01  open    Talking 5
         2024-01-03  open    Talking -
         2024-01-01  lost    Talking 1
         2024-01-01  won     Signed  9
         2024-01-01  won     Signed  -
         2024-01-01  open    ''      -",
    );
    let rows = stages(
        table.stage.as_ref().unwrap(),
        &table,
        Some(at("2024-01-11")),
    );
    let brief: Vec<_> = rows
        .iter()
        .map(|s| (s.stage.as_str(), s.outcome, s.pure, s.leads, s.value))
        .collect();
    assert_eq!(
        brief,
        [
            ("Talking", Outcome::Open, false, 3, Some(6.0)),
            ("Signed", Outcome::Won, true, 2, Some(9.0)),
            ("", Outcome::Open, true, 1, None)
        ]
    );
    assert_eq!(rows[0].age_days.unwrap().mean, 9.0);
    assert_eq!(rows[1].age_days, None);
}

#[test]
fn response_is_measured_from_captured_to_touched() {
    let table = leads(
        "captured          touched           outcome
         2024-01-01T10:00  2024-01-01T10:03  won
         2024-01-01T10:00  2024-01-01T10:05  open
         2024-01-01T10:00  2024-01-01T11:00  won
         2024-01-01T10:00  2024-01-02T10:00  lost
         2024-01-01T10:00  2024-01-09T10:00  open
         2024-01-01T10:00  -                 open
         2024-01-01T10:00  -                 won
         2024-01-02T10:00  2024-01-01T10:00  open
         -                 2024-01-01T10:00  open",
    );
    let response = response(&table).unwrap();
    assert_eq!((response.hours.n, response.hours.median), (5, 1.0));
    assert_eq!(
        (response.never, response.backwards.as_slice()),
        (2, &[7][..])
    );
    assert_eq!(
        (
            response.within_1h.hits,
            response.within_24h.hits,
            response.by_day
        ),
        (3, 4, false)
    );
    let rows: Vec<_> = response
        .by_speed
        .iter()
        .map(|r| (r.label, r.won.hits, r.won.n))
        .collect();
    assert_eq!(
        rows,
        [
            ("within 5 min", 1, 2),
            ("5 min to 1 h", 1, 1),
            ("4 h to 1 day", 0, 1),
            ("later", 0, 1),
            ("never", 1, 2)
        ]
    );
}

#[test]
fn days_tell_nothing_of_hours() {
    let table = leads(
        "captured    touched     outcome
         2024-01-01  2024-01-01  won
         2024-01-01  2024-01-02  open
         2024-01-01  2024-01-09  open",
    );
    let response = response(&table).unwrap();
    assert!(response.by_day);
    let rows: Vec<_> = response
        .by_speed
        .iter()
        .map(|r| (r.label, r.won.n))
        .collect();
    assert_eq!(
        rows,
        [("the same day", 1), ("the next day", 1), ("later", 1)]
    );
    assert_eq!(response_without_touches(), None);
}

fn response_without_touches() -> Option<insight::response::Response> {
    let mut table = leads("captured outcome\n2024-01-01 open");
    table.first_touch = Some(Times::unknown(1));
    response(&table)
}

#[test]
fn a_later_step_shows_the_earlier_ones() {
    let steps = funnel(
        5,
        &[
            ("came", vec![true; 5]),
            ("talked", vec![true, true, false, false, false]),
            ("signed", vec![true, false, true, false, false]),
        ],
    );
    let rows: Vec<_> = steps
        .iter()
        .map(|s| (s.step.as_str(), s.leads, s.implied, s.of_previous, s.of_all))
        .collect();
    assert_eq!(
        rows,
        [
            ("came", 5, 0, None, 1.0),
            ("talked", 3, 1, Some(0.6), 0.6),
            ("signed", 2, 0, Some(2.0 / 3.0), 0.4)
        ]
    );
    assert_eq!(
        funnel(0, &[("came", vec![]), ("won", vec![])])[1].of_previous,
        None
    );
}

#[test]
fn steps_come_from_times_or_stages() {
    let table = leads(
        "touched     outcome stage
         2024-01-01  open    Talk
         -           won     Closed
         -           open    New
         -           lost    Closed",
    );
    let plain = funnel(4, &plain_steps(&table));
    let brief: Vec<_> = plain.iter().map(|s| (s.step.as_str(), s.leads)).collect();
    assert_eq!(brief, [("captured", 4), ("touched", 2), ("won", 1)]);
    let staged = funnel(
        4,
        &steps_by_stage(&table, &["New", "Talk", "Offer"]).unwrap(),
    );
    let brief: Vec<_> = staged.iter().map(|s| (s.step.as_str(), s.leads)).collect();
    assert_eq!(brief, [("New", 4), ("Talk", 2), ("Offer", 1)]);
}

/// A lead each day from `from` to `to` (days of 2024); of every `one_in` one is won after
/// `cycle` days, but nothing that closes outside of `recorded` is written down.
fn steady(from: i64, to: i64, one_in: i64, cycle: i64, recorded: std::ops::Range<i64>) -> Leads {
    let mut leads = Leads {
        captured: Some(Times::default()),
        closed: Some(Times::default()),
        ..Leads::default()
    };
    for came in from..to {
        let won = came % one_in == 0 && recorded.contains(&(came + cycle));
        leads.captured.as_mut().unwrap().push(Some(day(came)));
        leads
            .closed
            .as_mut()
            .unwrap()
            .push(won.then(|| day(came + cycle) + HOUR));
        leads
            .outcome
            .push(if won { Outcome::Won } else { Outcome::Open });
    }
    leads
}

#[test]
fn wins_written_down_late_make_early_cohorts_look_poor() {
    // Every fifth lead is won after ten days, but nobody wrote that down before day 150.
    let maturity = maturity(&steady(0, 400, 5, 10, 150..999), day(420));
    let late = maturity.late_start.unwrap();
    assert_eq!(
        (late.first_capture, late.first_win),
        (day(0), day(150) + HOUR)
    );
    // 28 leads of the first 140 days would have been won.
    near(late.expected, 28.0, 1.0);
    assert!(
        late.early.rate.unwrap() < 0.02 && late.later.rate.unwrap() > 0.19,
        "{late:?}"
    );
    assert!(late.difference.unwrap().p_value < 1e-6);
    assert_eq!(maturity.early_end, None);
}

#[test]
fn rare_or_slow_wins_are_no_late_start() {
    for (one_in, cycle) in [(100, 10), (5, 120), (50, 60)] {
        let maturity = maturity(&steady(0, 400, one_in, cycle, 0..999), day(600));
        assert_eq!(
            maturity.late_start, None,
            "one in {one_in} after {cycle} days"
        );
        assert_eq!(
            maturity.early_end, None,
            "one in {one_in} after {cycle} days"
        );
    }
}

#[test]
fn wins_no_longer_written_down_are_found_at_the_end() {
    let maturity = maturity(&steady(0, 400, 5, 10, 0..300), day(420));
    let end = maturity.early_end.unwrap();
    assert_eq!(end.last_win, day(295) + HOUR);
    near(end.expected, 22.0, 2.0);
    assert_eq!(maturity.late_start, None);
}

#[test]
fn leads_younger_than_a_win_takes_are_young() {
    let leads = steady(0, 100, 5, 10, 0..100);
    let young = maturity(&leads, day(99)).young.unwrap();
    near(young.after_days, 10.0 + 1.0 / 24.0, 1e-9);
    assert_eq!((young.leads, young.open), (11, 11)); // Days 89 to 99; the one of day 85 is won.
    assert_eq!(maturity(&leads, day(99) + 11 * DAY).young, None);
    assert_eq!(maturity(&Leads::default(), 0), Default::default());
}
