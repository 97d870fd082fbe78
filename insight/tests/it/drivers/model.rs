//! The model and its quality, by hand.

use super::{choice, drivers_of, near, number};
use insight::drivers::features::{Encoding, Numbers};
use insight::drivers::{Field, Known, Quality, logistic};

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
    near("no pull on the intercept", a + b + c, 0.0, 1e-3);
    let log_odds = |i: usize| (probabilities[i] / (1.0 - probabilities[i])).ln();
    near("a against b", log_odds(0) - log_odds(40), a - b, 1e-3);
    near("a against c", log_odds(0) - log_odds(70), a - c, 1e-3);
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
