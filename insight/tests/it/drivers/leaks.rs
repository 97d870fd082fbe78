//! Leaks: what gives a field away, and what doesn't.

use super::{Dice, choice, drivers_of, luck, number};
use insight::drivers::{Field, Known, Tier};

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
