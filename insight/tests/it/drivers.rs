//! Drivers: known effects are found, leaks are named, chance is not believed,
//! and (in `real`) the published baselines of real sets are reached.

#![expect(
    clippy::print_stderr,
    reason = "a test that is skipped or measures says so"
)]

mod real;

use insight::columns::DAY;
use insight::drivers::features::{Encoding, Numbers};
use insight::drivers::{
    Drivers, Field, FieldValues, Known, Options, Quality, Tier, Why, drivers, logistic,
};
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
fn the_quality_of_a_prediction_by_hand() {
    let won = [true, false, true, false, false];
    let quality = Quality::of(&[0.9, 0.8, 0.4, 0.4, 0.1], &won);
    near(
        "AUC: of 6 pairs 4 right, 1 tied",
        quality.auc,
        4.5 / 6.0,
        1e-12,
    );
    near(
        "Brier",
        quality.brier,
        (0.01 + 0.64 + 0.36 + 0.16 + 0.01) / 5.0,
        1e-12,
    );
    let logs = [0.9f64, 0.2, 0.4, 0.6, 0.9]
        .map(f64::ln)
        .iter()
        .sum::<f64>();
    near("log loss", quality.log_loss, -logs / 5.0, 1e-12);
    near(
        "lift: the best one was won, of all 2 in 5",
        quality.top_decile_lift,
        2.5,
        1e-12,
    );
    near(
        "calibration",
        quality.calibration_error,
        (0.1 + 0.8 + 0.2 + 0.1) / 5.0,
        1e-12,
    );
    assert_eq!(quality.n, 5);
    for same in [true, false] {
        assert_eq!(
            Quality::of(&[0.1, 0.9], &[same, same]).auc,
            0.5,
            "no pair to rank"
        );
    }
    assert_eq!(
        Quality::of(&[0.3; 40], &[true; 40]).top_decile_lift,
        1.0,
        "all tied: no lift"
    );
    assert_eq!(Quality::of(&[], &[]).n, 0);
}

#[test]
fn the_weights_are_at_the_minimum_of_a_penalty_on_every_level() {
    // Three levels with one-hot weights a, b, c: at the minimum each weight equals
    // the sum of (outcome − probability) of its level, and they sum to zero.
    let won: Vec<bool> = (0..90)
        .map(|i| if i < 40 { i < 30 } else { i % 5 == 0 })
        .collect();
    let field = choice(
        "plan",
        (0..90).map(|i| {
            if i < 40 {
                "a"
            } else if i < 70 {
                "b"
            } else {
                "c"
            }
        }),
    );
    let rows: Vec<u32> = (0..90).collect();
    let encoding = Encoding::learn(&[&field], &rows, Numbers::Straight);
    let design = encoding.encode(&[&field], &rows);
    let model = logistic::fit(&design, &won);
    assert_eq!(design.width(), 3, "an intercept and two of three levels");
    let probabilities = model.predict(&design);
    let pull = |from: usize, to: usize| {
        (from..to)
            .map(|i| f64::from(u8::from(won[i])) - probabilities[i])
            .sum::<f64>()
    };
    let (a, b, c) = (pull(0, 40), pull(40, 70), pull(70, 90));
    near("no pull on the intercept", a + b + c, 0.0, 1e-4);
    let log_odds = |i: usize| (probabilities[i] / (1.0 - probabilities[i])).ln();
    near("a against b", log_odds(0) - log_odds(40), a - b, 1e-4);
    near("a against c", log_odds(0) - log_odds(70), a - c, 1e-4);
}

#[test]
fn separation_collinearity_and_absurd_numbers_stay_finite() {
    let won: Vec<bool> = (0..400).map(|i| i % 4 == 0).collect();
    let perfect = || won.iter().map(|won| if *won { "y" } else { "n" });
    let mut huge: Vec<f64> = (0..400)
        .map(|i| if i % 4 == 0 { 1e300 } else { -1e300 })
        .collect();
    huge[5] = f64::NAN;
    huge[6] = f64::INFINITY;
    let numbers: Vec<f64> = won
        .iter()
        .map(|won| f64::from(u8::from(*won)) * 1e-300)
        .collect();
    let fields = [
        choice("a", perfect()),
        choice("b", perfect()),
        number("c", huge),
        number("d", numbers),
    ];
    let fields = fields.map(|field| Field {
        known_before: Known::Yes,
        ..field
    });
    let found = drivers_of(&fields, &won);
    assert!(
        found.leaks.is_empty(),
        "the user said they are known beforehand"
    );
    assert_eq!(
        found
            .caveats
            .iter()
            .filter(|caveat| caveat.contains("make sure"))
            .count(),
        4
    );
    near("AUC", found.honest.auc, 1.0, 1e-9);
    assert!(found.honest.log_loss.is_finite() && found.honest.log_loss < 0.05);
    assert!(
        found
            .drivers
            .iter()
            .all(|driver| driver.odds_ratio.is_finite()),
        "{:?}",
        found.drivers
    );
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
fn leaks_are_known_by_what_they_hold() {
    let mut dice = Dice(5);
    let n = 4_000;
    let plan: Vec<&str> = (0..n).map(|_| dice.pick(&["basic", "pro"])).collect();
    let won = luck(
        &mut dice,
        plan.iter()
            .map(|plan| if *plan == "pro" { 0.3 } else { 0.15 }),
    );
    let mut told = |wrong: f64| -> Vec<bool> {
        won.iter()
            .map(|won| *won != (dice.roll() < wrong))
            .collect()
    };
    let (nearly, mostly, hardly) = (told(0.02), told(0.08), told(0.3));
    let of = |known: &[bool], yes: &'static str, no: &'static str| -> Vec<&'static str> {
        known
            .iter()
            .map(|known| if *known { yes } else { no })
            .collect()
    };
    let only_won = won
        .iter()
        .enumerate()
        .map(|(i, won)| if *won && i % 3 == 0 { "EUR" } else { "" });
    let only_lost = won
        .iter()
        .enumerate()
        .map(|(i, won)| if !won && i % 2 == 0 { "price" } else { "" });
    let calls = won.iter().enumerate().map(|(i, won)| match (won, i % 7) {
        (true, 0..3) => "Closed by Nora",
        (false, 0..2) => "Wrong number",
        _ => "talked",
    });
    let closings = won
        .iter()
        .map(|won| if *won { 12.0 } else { f64::NAN })
        .collect();
    // field, tier, what the reason says
    let table = [
        (
            choice("x1", of(&nearly, "7", "8")),
            Tier::Leak,
            "almost perfectly",
        ),
        (
            choice("x2", of(&mostly, "7", "8")),
            Tier::Leak,
            "almost perfectly",
        ),
        (
            choice("currency", only_won),
            Tier::Leak,
            "only recorded once a lead is won",
        ),
        (
            choice("x3", only_lost),
            Tier::Suspect,
            "once a lead is lost",
        ),
        (choice("call", calls), Tier::Leak, "`Wrong number` ("),
        (
            number("x4", closings),
            Tier::Leak,
            "only recorded once a lead is won",
        ),
        (
            choice("Phase du deal", of(&hardly, "7", "8")),
            Tier::Leak,
            "`phase`",
        ),
        (
            choice("Priorität", of(&hardly, "7", "8")),
            Tier::Suspect,
            "judgement",
        ),
        (
            choice("lastVisit", of(&hardly, "7", "8")),
            Tier::Suspect,
            "`last`",
        ),
    ];
    for (field, tier, says) in table {
        let name = field.name.clone();
        let found = drivers_of(&[choice("plan", plan.iter().copied()), field.clone()], &won);
        let [leak] = &found.leaks[..] else {
            panic!("{name}: {:?}", found.leaks)
        };
        assert_eq!(
            (leak.field.as_str(), leak.tier),
            (name.as_str(), tier),
            "{}",
            leak.reason
        );
        assert!(leak.reason.contains(says), "{name}: {}", leak.reason);
        assert!(
            found.with_leaks.expect("there is a leak").auc > found.honest.auc,
            "{name}"
        );
        assert!(
            found.drivers.iter().all(|driver| driver.field == "plan") && !found.drivers.is_empty(),
            "{name}"
        );
        // Who knows better says so.
        let said = |known_before| {
            [
                choice("plan", plan.iter().copied()),
                Field {
                    known_before,
                    ..field.clone()
                },
            ]
        };
        assert!(
            drivers_of(&said(Known::Yes), &won).leaks.is_empty(),
            "{name}"
        );
        assert_eq!(
            drivers_of(&said(Known::No), &won).leaks[0].tier,
            Tier::Leak,
            "{name}"
        );
    }
}

#[test]
fn a_strong_but_honest_field_stays() {
    let mut dice = Dice(9);
    let size: Vec<&str> = (0..5_000)
        .map(|_| dice.pick(&["big", "small", "small"]))
        .collect();
    let won = luck(
        &mut dice,
        size.iter()
            .map(|size| if *size == "big" { 0.6 } else { 0.1 }),
    );
    let found = drivers_of(&[choice("size", size)], &won);
    assert!(found.leaks.is_empty(), "{:?}", found.leaks);
    assert_eq!(found.drivers[0].value, "big");
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
fn columns_of_one_name_are_shown_with_their_table() {
    let mut dice = Dice(4);
    let won = luck(&mut dice, [0.3; 1_000]);
    let same = || won.iter().map(|won| if *won { "y" } else { "n" });
    let deal = Field {
        table: "deals".into(),
        ..choice("kind", same())
    };
    let found = drivers_of(&[choice("kind", same()), deal], &won);
    let names: Vec<&str> = found.leaks.iter().map(|leak| leak.field.as_str()).collect();
    assert_eq!(names, ["leads.kind", "deals.kind"]);
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
