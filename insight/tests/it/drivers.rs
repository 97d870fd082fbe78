//! Drivers: known effects are found, leaks are named, chance is not believed,
//! and (in `real`) the published baselines of real sets are reached.

#![expect(
    clippy::print_stderr,
    reason = "a test that is skipped or measures says so"
)]

mod leaks;
mod model;
mod real;

use insight::columns::DAY;
use insight::drivers::{Drivers, Field, FieldValues, Known, Options, Why, drivers};
use insight::{Labels, Times};

fn choice<'a>(name: &str, values: impl IntoIterator<Item = &'a str>) -> Field {
    let mut labels = Labels::new();
    values.into_iter().for_each(|value| labels.push(value));
    Field {
        name: name.into(),
        table: "leads".into(),
        values: FieldValues::Choice(labels),
        known_before: Known::Unsaid,
    }
}

fn number(name: &str, values: Vec<f64>) -> Field {
    Field {
        name: name.into(),
        table: "leads".into(),
        values: FieldValues::Number(values),
        known_before: Known::Unsaid,
    }
}

/// Numbers from 0 to 1 that look drawn by chance and never change.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
    fn pick<'a>(&mut self, values: &[&'a str]) -> &'a str {
        values[(self.roll() * values.len() as f64) as usize]
    }
}

fn near(what: &str, value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{what}: {value:.4}, expected {expected} ± {tolerance}"
    );
}

fn drivers_of(fields: &[Field], won: &[bool]) -> Drivers {
    drivers(fields, won, None, &Options::default()).expect("there is enough to learn from")
}

/// Leads won with a probability that depends on the lead.
fn luck(dice: &mut Dice, probabilities: impl IntoIterator<Item = f64>) -> Vec<bool> {
    probabilities.into_iter().map(|p| dice.roll() < p).collect()
}

#[test]
fn a_known_odds_ratio_is_found() {
    // 1,000 leads with a demo, 500 won; 3,000 without, 600 won: odds 1 against 1/4.
    let demo = (0..4_000).map(|i| if i < 1_000 { "yes" } else { "no" });
    let won: Vec<bool> = (0..4_000)
        .map(|i| i < 500 || (1_000..1_600).contains(&i))
        .collect();
    let found = drivers_of(&[choice("demo", demo)], &won);
    assert!(found.leaks.is_empty());
    let [driver] = &found.drivers[..] else {
        panic!("yes and no are one division: {:?}", found.drivers)
    };
    assert_eq!(
        (driver.field.as_str(), driver.value.as_str()),
        ("demo", "yes")
    );
    assert_eq!(
        [
            driver.with.n,
            driver.with.hits,
            driver.without.n,
            driver.without.hits
        ],
        [1_000, 500, 3_000, 600]
    );
    near("odds ratio", driver.odds_ratio, 4.0, 0.05);
    // AUC by hand: (500 · 2400 + (500 · 500 + 600 · 2400) / 2) / (1100 · 2900).
    near("AUC", found.honest.auc, 0.641_066, 0.002);
}

#[test]
fn an_effect_that_belongs_to_another_field_gets_an_odds_ratio_near_one() {
    // Big companies buy; the trade fair only happens to bring big ones.
    let mut dice = Dice(7);
    let fair: Vec<&str> = (0..20_000).map(|_| dice.pick(&["fair", "web"])).collect();
    let big: Vec<bool> = fair
        .iter()
        .map(|by| dice.roll() < if *by == "fair" { 0.8 } else { 0.2 })
        .collect();
    let won = luck(
        &mut dice,
        big.iter().map(|big| if *big { 0.5 } else { 0.1 }),
    );
    let size = choice(
        "size",
        big.iter().map(|big| if *big { "big" } else { "small" }),
    );
    let found = drivers_of(&[choice("way", fair.iter().copied()), size], &won);
    assert_eq!(found.drivers[0].field, "size");
    let strength = |ratio: f64| ratio.max(1.0 / ratio);
    near("size", strength(found.drivers[0].odds_ratio), 9.0, 0.9);
    for driver in found.drivers.iter().filter(|driver| driver.field == "way") {
        near("way", strength(driver.odds_ratio), 1.0, 0.15);
    }
}

#[test]
fn constant_and_empty_columns_change_nothing() {
    let mut dice = Dice(3);
    let plan: Vec<&str> = (0..2_000).map(|_| dice.pick(&["basic", "pro"])).collect();
    let won = luck(
        &mut dice,
        plan.iter()
            .map(|plan| if *plan == "pro" { 0.4 } else { 0.2 }),
    );
    let plan = choice("plan", plan);
    let padding = [
        choice("country", std::iter::repeat_n("NA", 2_000)),
        number("tries", vec![1.0; 2_000]),
        number("nothing", vec![f64::NAN; 2_000]),
    ];
    let bare = drivers_of(std::slice::from_ref(&plan), &won);
    let padded = drivers_of(&[&padding[..], &[plan]].concat(), &won);
    assert_eq!(bare, padded);
    assert_eq!(
        drivers(&padding, &won, None, &Options::default()),
        Err(Why::NoFields)
    );
}

/// Leads with an effect, a leak, numbers with gaps and many rare values.
fn mixed_leads(n: usize) -> (Vec<Field>, Vec<bool>, Vec<u64>) {
    let mut dice = Dice(11);
    let source: Vec<&str> = (0..n)
        .map(|_| dice.pick(&["web", "fair", "unknown", "", "friend"]))
        .collect();
    let minutes: Vec<f64> = (0..n)
        .map(|_| {
            if dice.roll() < 0.1 {
                f64::NAN
            } else {
                (dice.roll() * 60.0).round()
            }
        })
        .collect();
    let won = luck(
        &mut dice,
        source.iter().zip(&minutes).map(|(source, minutes)| {
            0.1 + if *source == "friend" { 0.3 } else { 0.0 }
                + if *minutes > 40.0 { 0.2 } else { 0.0 }
        }),
    );
    let cities: Vec<String> = (0..n)
        .map(|_| format!("city {}", (dice.roll().powi(3) * 400.0) as u32))
        .collect();
    let reason: Vec<&str> = won
        .iter()
        .map(|won| {
            if *won {
                ""
            } else {
                dice.pick(&["too dear", "no time", ""])
            }
        })
        .collect();
    let fields = vec![
        choice("source", source),
        number("minutes", minutes),
        choice("city", cities.iter().map(String::as_str)),
        choice("reason", reason),
    ];
    let keys = (0..n as u64).map(|i| i * 7 + 1).collect();
    (fields, won, keys)
}

#[test]
fn the_order_of_the_rows_does_not_matter_and_nothing_is_left_to_chance() {
    let (fields, won, keys) = mixed_leads(3_000);
    let options = Options {
        keys: Some(&keys),
        ..Options::default()
    };
    let found = drivers(&fields, &won, None, &options).expect("there is enough");
    assert_eq!(Ok(&found), drivers(&fields, &won, None, &options).as_ref());

    let mut turned: Vec<usize> = (0..won.len()).collect();
    turned.sort_by_key(|row| row * 7_919 % 3_001);
    let fields: Vec<Field> = fields
        .iter()
        .map(|field| match &field.values {
            FieldValues::Choice(labels) => {
                choice(&field.name, turned.iter().map(|row| labels.get(*row)))
            }
            FieldValues::Number(values) => {
                number(&field.name, turned.iter().map(|row| values[*row]).collect())
            }
        })
        .collect();
    let won: Vec<bool> = turned.iter().map(|row| won[*row]).collect();
    let keys: Vec<u64> = turned.iter().map(|row| keys[*row]).collect();
    let options = Options {
        keys: Some(&keys),
        ..Options::default()
    };
    assert_eq!(
        Ok(&found),
        drivers(&fields, &won, None, &options).as_ref(),
        "bit by bit"
    );

    let other =
        drivers(&fields, &won, None, &Options { seed: 1, ..options }).expect("there is enough");
    assert_ne!(found.honest, other.honest, "another seed deals other piles");
    near(
        "but says the same",
        found.honest.auc,
        other.honest.auc,
        0.02,
    );
}

#[test]
fn chance_is_not_believed() {
    for seed in 1..=20 {
        let mut dice = Dice(seed << 32);
        let fields: Vec<Field> = (0..30)
            .map(|i| match i % 3 {
                0 => choice(
                    "status",
                    (0..2_000).map(|_| dice.pick(&["a", "b", "c", "", "closed", "won"])),
                ),
                1 => choice(
                    "city",
                    (0..2_000)
                        .map(|_| dice.pick(&["a", "b"]))
                        .collect::<Vec<_>>(),
                ),
                _ => number("amount", (0..2_000).map(|_| dice.roll()).collect()),
            })
            .collect();
        let won = luck(&mut dice, [0.2; 2_000]);
        let found = drivers_of(&fields, &won);
        assert!(found.drivers.is_empty(), "seed {seed}: {:?}", found.drivers);
        assert!(found.leaks.is_empty(), "seed {seed}: {:?}", found.leaks);
        near("AUC", found.honest.auc, 0.5, 0.06);
        assert!(
            found
                .caveats
                .iter()
                .any(|caveat| caveat.contains("next to nothing")),
            "{:?}",
            found.caveats
        );
    }
}

#[test]
fn a_number_is_told_as_a_range() {
    let mut dice = Dice(2);
    let minutes: Vec<f64> = (0..6_000).map(|_| (dice.roll() * 100.0).floor()).collect();
    let won = luck(
        &mut dice,
        minutes
            .iter()
            .map(|minutes| if *minutes >= 75.0 { 0.5 } else { 0.2 }),
    );
    let found = drivers_of(&[number("minutes", minutes)], &won);
    let [driver] = &found.drivers[..] else {
        panic!("one cut: {:?}", found.drivers)
    };
    let from: f64 = driver
        .value
        .strip_prefix("≥ ")
        .and_then(|from| from.parse().ok())
        .expect("a range");
    near("one of the twenty cuts lies near 75", from, 75.0, 2.5);
    assert!((driver.with.rate.expect("some have it") - 0.5).abs() < 0.05);
}

#[test]
fn with_capture_times_later_leads_are_the_test() {
    let (fields, won, _) = mixed_leads(4_000);
    let every = |step: i64| {
        let mut times = Times::default();
        (0..won.len() as i64).for_each(|i| times.push(Some(i * step)));
        times
    };
    let tested = |times: &Times, options: &Options| {
        drivers(&fields, &won, Some(times), options).expect("there is enough")
    };

    let year = tested(&every(DAY / 10), &Options::default());
    assert_eq!(
        (year.validation, year.n, year.honest.n),
        ("later leads", 4_000, 1_200)
    );
    let week = tested(&every(DAY / 600), &Options::default());
    assert_eq!(
        (week.validation, week.honest.n),
        ("five-fold", 4_000),
        "a week is no history"
    );
    assert_eq!(
        tested(&Times::unknown(4_000), &Options::default()).validation,
        "five-fold"
    );

    let mature = Options {
        mature_after: Some(100 * DAY),
        as_of: Some(400 * DAY),
        ..Options::default()
    };
    let settled = tested(&every(DAY / 10), &mature);
    assert_eq!((settled.n, settled.honest.n), (3_001, 901));
    assert!(
        settled.caveats[0].contains("999 leads younger than 100 days"),
        "{:?}",
        settled.caveats
    );
}

#[test]
fn a_shift_in_the_win_rate_is_told() {
    let mut dice = Dice(21);
    let plan: Vec<&str> = (0..4_000).map(|_| dice.pick(&["basic", "pro"])).collect();
    let odds = |i: usize, plan: &str| {
        (if plan == "pro" { 0.4 } else { 0.2 }) * (if i < 2_800 { 1.0 } else { 0.4 })
    };
    let won = luck(
        &mut dice,
        plan.iter().enumerate().map(|(i, plan)| odds(i, plan)),
    );
    let mut times = Times::default();
    (0..4_000).for_each(|i| times.push(Some(i * DAY / 10)));
    let found = drivers(
        &[choice("plan", plan)],
        &won,
        Some(&times),
        &Options::default(),
    )
    .expect("there is enough");
    assert!(
        found
            .caveats
            .iter()
            .any(|caveat| caveat.contains("of the later ones")),
        "{:?}",
        found.caveats
    );
}

#[test]
fn too_little_is_said_in_a_sentence() {
    let field = |n: usize| {
        [choice(
            "plan",
            (0..n).map(|i| if i % 2 == 0 { "a" } else { "b" }),
        )]
    };
    let refusal = |n: usize, won: usize| {
        let outcomes: Vec<bool> = (0..n).map(|i| i < won).collect();
        drivers(&field(n), &outcomes, None, &Options::default())
            .map(|found| found.caveats)
            .map_err(|why| why.to_string())
    };
    let table = [
        (0, 0, "There are no leads to learn from."),
        (
            500,
            0,
            "All 500 leads have the same outcome: there is no difference to explain.",
        ),
        (
            500,
            500,
            "All 500 leads have the same outcome: there is no difference to explain.",
        ),
        (500, 12, "Only 12 won leads: too few to learn from."),
        (
            500,
            490,
            "Only 10 leads that weren't won: too few to learn from.",
        ),
    ];
    for (n, won, sentence) in table {
        assert_eq!(refusal(n, won), Err(sentence.to_owned()));
    }
    let few = refusal(500, 30).expect("enough to try");
    assert!(few[0].starts_with("Only 30 won leads"), "{few:?}");
}

#[test]
#[ignore = "a measurement: run it with --release --nocapture"]
fn speed() {
    for n in [9_240, 100_000, 1_000_000] {
        let (mut fields, won, keys) = mixed_leads(n);
        let mut dice = Dice(6);
        for i in 0..31 {
            fields.push(match i % 4 {
                0 => number(&format!("n{i}"), (0..n).map(|_| dice.roll()).collect()),
                1 => choice(
                    &format!("c{i}"),
                    (0..n).map(|_| dice.pick(&["a", "b", "c", "d", "e", "f", "g", "h"])),
                ),
                _ => choice(
                    &format!("c{i}"),
                    (0..n).map(|_| dice.pick(&["No", "No", "No", "No", "No", "Yes"])),
                ),
            });
        }
        let start = std::time::Instant::now();
        let found = drivers(
            &fields,
            &won,
            None,
            &Options {
                keys: Some(&keys),
                ..Options::default()
            },
        );
        eprintln!(
            "{n} leads, {} columns: {:?}, AUC {:?}",
            fields.len(),
            start.elapsed(),
            found.map(|found| found.honest.auc)
        );
    }
}
