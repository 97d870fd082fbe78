//! Differences: what people are told, and that nothing goes unsaid.

use crate::document::EXAMPLE;
use lifecycle::process::model::Process;
use lifecycle::process::{Change, difference, read};
use regex::Regex;

fn changes(old: &str, new: &str) -> Vec<Change> {
    difference(&process(old), &process(new))
}

fn process(text: &str) -> Process {
    let reading = read(text);
    reading
        .process
        .unwrap_or_else(|| panic!("{:?}", reading.findings))
}

fn sentences(old: &str, new: &str) -> Vec<String> {
    changes(old, new)
        .into_iter()
        .map(|change| change.sentence)
        .collect()
}

#[test]
fn changes_are_told_in_sentences() {
    for (old, new, told) in [
        (
            "A: 15m,",
            "A: 10m,",
            &[
                "First contact: the first response for grade A is promised within 10m instead of 15m.",
            ][..],
        ),
        (
            "{ A: 15m, B: 1h, otherwise: 4h }",
            "4h",
            &[
                "First contact: the first response is promised within 4h now.",
                "First contact: the first response for grade A is promised within 15m no longer.",
                "First contact: the first response for grade B is promised within 1h no longer.",
                "First contact: the first response for all other grades is promised within 4h no longer.",
            ],
        ),
        (
            "needs: [reason, wake_on], reasons: [not_now, next_season]",
            "needs: [reason], reasons: [not_now, price]",
            &[
                "Qualification → Nurture no longer needs a day to look at it again.",
                "Qualification → Nurture now offers the reason price.",
                "Qualification → Nurture no longer offers the reason next_season.",
            ],
        ),
        (
            "needs: [segment, business_type, catalogue_size], when",
            "when",
            &[
                "Qualification → Hand-over to sales no longer needs `business_type`.",
                "Qualification → Hand-over to sales no longer needs `catalogue_size`.",
                "Qualification → Hand-over to sales no longer needs `segment`.",
            ],
        ),
        (
            "lead.catalogue_size > 0",
            "lead.catalogue_size > 9",
            &[
                "Qualification → Hand-over to sales is made when `lead.catalogue_size > 9` instead of `lead.catalogue_size > 0`.",
            ],
        ),
        (
            "warn: 1d, then: [{ alert: management }] }\n    moves:\n      - { to: handover",
            "warn: 1d, then: [{ alert: owner }] }\n    moves:\n      - { to: handover",
            &[
                "Qualification: when the stage age breaks, the owner is told instead of management is told.",
            ],
        ),
        (
            "  won:          {",
            "  demo: { title: Demo, phase: prospect, kind: work, owner: sales, next_step: Show it }\n  won:          {",
            &["New stage Demo (work, sales)."],
        ),
        (
            "      - { after: 2h,  do: call }\n",
            "",
            &[
                "First contact: attempt 2 comes after 1d instead of 2h.",
                "First contact: attempt 2 is a mail instead of call.",
                "First contact: attempt 2 sends sorry-we-missed-you now.",
                "First contact: attempt 3 comes after 3d instead of 1d.",
                "First contact: attempt 3 is a call instead of mail.",
                "First contact: attempt 3 sends sorry-we-missed-you no longer.",
                "First contact: attempt 4 comes after 6d instead of 3d.",
                "First contact: attempt 4 is a mail instead of call.",
                "First contact: attempt 4 sends last-try now.",
                "First contact: attempt 5, a mail after 6d, is gone.",
            ],
        ),
        (
            "points: 25",
            "points: 1",
            &["The fit rule big_catalogue gives 1 point instead of 25 points."],
        ),
        (
            "signs: [marketing, sales, management]",
            "signs: [sales, management]",
            &["The agreement no longer is signed by marketing."],
        ),
        (
            "13:00-17:00",
            "13:00-16:00",
            &[
                "Working hours: on Friday works 09:00-12:00 and 13:00-16:00 instead of 09:00-12:00 and 13:00-17:00.",
            ],
        ),
        (
            "2027-01-01]",
            "2027-01-06]",
            &[
                "Working hours: now leave out the day 2027-01-06.",
                "Working hours: no longer leave out the day 2027-01-01.",
            ],
        ),
        (
            "to: { team: sdr-pets,  by: least_loaded }",
            "to: { team: sdr-pets }",
            &[
                "The routing rule pets gives them to the team sdr-pets by turn instead of the team sdr-pets by load.",
            ],
        ),
        (
            "wait: 14d",
            "wait: 7d",
            &["The series getting-to-know, step numbers, waits 7d instead of 14d."],
        ),
        ("[trade_show, webinar,", "[webinar, trade_show,", &[]),
    ] {
        assert_ne!(EXAMPLE, EXAMPLE.replace(old, new), "{old}");
        let told: Vec<String> = told.iter().map(|own| (*own).to_owned()).collect();
        let both = sentences(EXAMPLE, &EXAMPLE.replacen(old, new, 1));
        let base: Vec<String> = both
            .into_iter()
            .filter(|own| !own.starts_with("For "))
            .collect();
        assert_eq!(base, told, "{new}");
    }
}

#[test]
fn of_a_channel_only_what_the_base_does_not_share_is_told() {
    let new = EXAMPLE.replace(
        "first_response: { within: 1d }",
        "first_response: { within: 2d }",
    );
    let told = changes(EXAMPLE, &new);
    assert_eq!(told.len(), 1);
    assert_eq!(
        told[0].sentence,
        "For trade_show: First contact: the first response is promised within 2d instead of 1d."
    );
    assert_eq!(told[0].channel.as_deref(), Some("trade_show"));
    let new = EXAMPLE.replace(
        "stage_age:      { within: 10d",
        "stage_age:      { within: 9d",
    );
    assert_eq!(
        sentences(EXAMPLE, &new),
        ["First contact: the stage age is promised within 9d instead of 10d."]
    );
    let without = &EXAMPLE[..EXAMPLE.find("channels: ").unwrap()];
    let told = sentences(EXAMPLE, without);
    assert!(
        told.iter()
            .all(|own| own.starts_with("For trade_show: ")
                || own.starts_with("For seller_referral: ")),
        "{told:#?}"
    );
    assert!(told.len() > 5, "{told:#?}");
}

#[test]
fn places_are_those_of_both_documents() {
    let new = format!(
        "# A line above.\n{}",
        EXAMPLE.replace("points: 25", "points: 20")
    );
    let told = changes(EXAMPLE, &new);
    assert_eq!(told.len(), 1);
    let (old, new) = (told[0].old.unwrap(), told[0].new.unwrap());
    assert_eq!((old.line + 1, old.column), (new.line, new.column));
}

/// The model without its places, which have no meaning.
fn meaning(process: &Process) -> String {
    let places = Regex::new(r"Place \{[^}]*\}").unwrap();
    places.replace_all(&format!("{process:?}"), "").into_owned()
}

/// Changes each number, each word, and takes away or swaps each line of the example.
fn changed() -> Vec<String> {
    let mut changed = Vec::new();
    let words = Regex::new(r"[A-Za-z][A-Za-z_]*|[0-9]+").unwrap();
    for found in words.find_iter(EXAMPLE) {
        let start = EXAMPLE[..found.start()].rfind('\n').map_or(0, |at| at + 1);
        if EXAMPLE[start..found.start()].contains('#') {
            continue;
        }
        let mut others = match found.as_str().parse::<u64>() {
            Ok(number) => vec![
                (number + 1).to_string(),
                number.saturating_sub(1).to_string(),
            ],
            Err(_) => vec![format!("{}x", found.as_str())],
        };
        for row in [
            ["sdr", "sales", "management", "marketing"],
            ["owner", "management", "A", "B"],
            ["working", "elapsed", "human", "assisted"],
            ["work", "hold", "lead", "prospect"],
            ["call", "mail", "app", "webhook"],
            ["round_robin", "least_loaded", "accepted", "returned"],
            ["text", "integer", "number", "date"],
            ["reply", "meeting", "won", "lost"],
            ["identify", "assess", "clock_breached", "gone_cold"],
            ["nurture", "disqualified", "qualifying", "consulting"],
        ] {
            if row.contains(&found.as_str()) {
                others.extend(row.map(str::to_owned));
            }
        }
        for other in others {
            let (before, after) = (&EXAMPLE[..found.start()], &EXAMPLE[found.end()..]);
            changed.push(format!("{before}{other}{after}"));
        }
    }
    let lines: Vec<&str> = EXAMPLE.split_inclusive('\n').collect();
    for number in 0..lines.len() {
        let mut without = lines.clone();
        without.remove(number);
        changed.push(without.concat());
        if number > 0 {
            let mut swapped = lines.clone();
            swapped.swap(number - 1, number);
            changed.push(swapped.concat());
        }
    }
    changed
}

#[test]
fn any_difference_in_meaning_is_told_and_nothing_else() {
    let example = process(EXAMPLE);
    let own = meaning(&example);
    assert_eq!(difference(&example, &example), Vec::new());
    let (mut told, mut same) = (0, 0);
    // Every second one: the rest is like it, and takes as long again.
    for text in changed().iter().step_by(2) {
        let Some(new) = read(text).process else {
            continue;
        };
        let changes = difference(&example, &new);
        if meaning(&new) == own {
            assert_eq!(changes, Vec::new());
            same += 1;
        } else if changes.is_empty() {
            let line = text
                .lines()
                .zip(EXAMPLE.lines())
                .find(|(new, old)| new != old);
            assert!(
                only_order_of_channels(&example, &new),
                "nothing is told of {line:?}"
            );
        } else {
            told += 1;
            for change in changes {
                assert!(
                    change.sentence.ends_with('.') && !change.sentence.contains("  "),
                    "{}",
                    change.sentence
                );
            }
        }
    }
    assert!(told > 200 && same > 5, "{told} told, {same} the same");
}

/// The order of channels, fields, terms and series has no meaning; a sorted list is the same.
fn only_order_of_channels(old: &Process, new: &Process) -> bool {
    let sorted = |process: &Process| {
        let mut process = process.clone();
        process.channels.sort_by(|a, b| a.id.cmp(&b.id));
        process.terms.sort_by(|a, b| a.id.cmp(&b.id));
        process.series.sort_by(|a, b| a.id.cmp(&b.id));
        process.variants.sort_by(|a, b| a.0.cmp(&b.0));
        for line in [&mut process.base]
            .into_iter()
            .chain(process.variants.iter_mut().map(|(_, line)| line))
        {
            line.quality.fit.sort_by(|a, b| a.id.cmp(&b.id));
            line.quality.engagement.sort_by(|a, b| a.id.cmp(&b.id));
        }
        meaning(&process)
    };
    sorted(old) == sorted(new)
}
