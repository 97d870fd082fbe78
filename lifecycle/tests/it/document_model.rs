//! What is understood: the example and an odd document, as the process they become.

use crate::document::{EXAMPLE, shown};
use lifecycle::calendar::{Counts, Span};
use lifecycle::process::model::*;
use lifecycle::process::read;
use lifecycle::source::Family;
use lifecycle::value::FieldType;

const ODD: &str = include_str!("../../samples/odd.yaml");

fn process(text: &str) -> Process {
    let reading = read(text);
    reading
        .process
        .unwrap_or_else(|| panic!("{}", shown(&reading.findings)))
}

fn span(text: &str) -> Span {
    Span::parse(text).unwrap()
}

fn stage<'p>(line: &'p Line, id: &str) -> &'p Stage {
    line.stage(&id.into()).unwrap()
}

fn clock<'p>(line: &'p Line, of: &str, id: &str) -> &'p Promise {
    let duty = stage(line, of).duty().unwrap();
    duty.clocks.iter().find(|clock| clock.clock == id).unwrap()
}

fn hours(process: &Process, day: usize) -> String {
    let period = |(from, to): &(jiff::civil::Time, jiff::civil::Time)| format!("{from}-{to}");
    let periods: Vec<String> = process.calendar.hours[day].iter().map(period).collect();
    periods.join(" ")
}

#[test]
fn the_example_becomes_the_process_that_people_agreed_on() {
    let process = process(EXAMPLE);
    assert_eq!(process.id, "seller-acquisition");
    assert_eq!(process.calendar.zone.iana_name(), Some("America/Sao_Paulo"));
    assert_eq!(hours(&process, 3), "09:00:00-12:00:00 13:00:00-18:00:00");
    assert_eq!(hours(&process, 4), "09:00:00-12:00:00 13:00:00-17:00:00");
    assert_eq!(hours(&process, 5), "");
    assert_eq!(process.calendar.holidays.len(), 2);
    assert_eq!(process.agreement.signs.len(), 3);
    assert_eq!(process.agreement.discussion, Some(span("3d")));
    let review = process.agreement.review.as_ref().unwrap();
    assert_eq!(
        (review.then_every, review.led_by.as_str()),
        (span("90d"), "operations")
    );
    let roles: Vec<_> = process.roles.iter().map(|role| role.id.as_str()).collect();
    assert_eq!(
        roles,
        ["marketing", "sdr", "sales", "management", "operations"]
    );
    assert_eq!(process.terms.len(), 4);
    assert_eq!(process.channels.len(), 15);
    let show = process.channel(&"trade_show".into()).unwrap();
    assert_eq!(show.family, Family::Event);
    let size = process.field(&"catalogue_size".into()).unwrap();
    assert_eq!(
        size.kind,
        FieldType::Integer {
            min: Some(0),
            max: None
        }
    );

    let quality = &process.base.quality;
    assert_eq!(
        (
            quality.fit.len(),
            quality.engagement.len(),
            quality.grades.len()
        ),
        (3, 3, 4)
    );
    assert_eq!((quality.fit[2].points, quality.hysteresis), (-10, 5));
    assert_eq!(quality.engagement[1].half_life, Some(span("14d")));
    let Target::Pool(pool) = &process.base.routing[2].to else {
        panic!("everyone gets some");
    };
    assert_eq!(
        (&pool.caps[..], pool.by, pool.weights),
        (
            &[Cap::Open(30)][..],
            Pick::RoundRobin,
            Some(Weights::Seniority)
        )
    );
    assert!(matches!(process.base.routing[0].to, Target::OwnerOfCompany));

    assert_eq!(process.base.entry().id, "inbox");
    assert_eq!(process.base.stages.len(), 9);
    let first = clock(&process.base, "contacting", "first_response");
    assert_eq!(first.within.for_grade(Some(&"A".into())), Some(span("15m")));
    assert_eq!(first.within.for_grade(Some(&"D".into())), Some(span("4h")));
    assert_eq!(
        (first.stops_on, first.counts),
        (StopsOn::HumanTouch, Counts::Working)
    );
    assert!(matches!(
        first.then[..],
        [
            Consequence::Alert(Addressee::Role(_)),
            Consequence::Reassign(Pick::LeastLoaded)
        ]
    ));
    for (of, id, stops) in [
        ("contacting", "accept", StopsOn::Accepted),
        ("handover", "verdict", StopsOn::Verdict),
        ("consulting", "stage_age", StopsOn::Leaving),
        ("nurture", "look_again", StopsOn::Leaving),
    ] {
        assert_eq!(clock(&process.base, of, id).stops_on, stops, "{id}");
    }
    let back = &stage(&process.base, "handover").moves()[1];
    assert_eq!(
        (back.verdict, back.reasons.len()),
        (Some(Verdict::Returned), 4)
    );
    assert_eq!(back.needs, [Asked::Reason]);
    let later = &stage(&process.base, "consulting").moves()[2];
    assert_eq!(later.needs, [Asked::Reason, Asked::WakeOn]);
    assert_eq!(later.series.as_ref().unwrap().as_str(), "keep-in-touch");

    let series = &process.series[0];
    assert_eq!(series.at_most, Some((1, span("7d"))));
    assert_eq!(series.steps.len(), 4);
    assert_eq!(process.series[1].steps[0].repeat, 12);
    assert!(matches!(process.alerts[1].on, AlertOn::Condition(_)));
    assert!(matches!(process.alerts[2].on, AlertOn::GoneCold));
    assert_eq!(
        process.alerts[2].then_after,
        [(span("1d"), Addressee::Role("management".into()))]
    );
}

#[test]
fn a_channel_runs_on_the_base_with_its_difference_in_it() {
    let process = process(EXAMPLE);
    let show = process.line(&"trade_show".into());
    assert_eq!(show.channel.as_ref().unwrap().as_str(), "trade_show");
    let first = clock(show, "contacting", "first_response");
    assert_eq!(first.within.by_grade, []);
    assert_eq!(first.within.otherwise, Some(span("1d")));
    assert_eq!(first.warn, [span("5m")], "the base's stays");
    let duty = stage(show, "contacting").duty().unwrap();
    let cadence: Vec<_> = duty.cadence.iter().map(|attempt| attempt.r#do).collect();
    assert_eq!(cadence, [TouchKind::Mail, TouchKind::Call]);
    assert_eq!(duty.next_step, "Reach the merchant");
    let referred = process.line(&"seller_referral".into());
    let duty = stage(referred, "contacting").duty().unwrap();
    assert_eq!(
        duty.next_step,
        "Mention who sent them, then reach the merchant"
    );
    assert_eq!(duty.cadence.len(), 5);
    assert!(process.line(&"paid_search".into()).channel.is_none());
}

#[test]
fn parts_know_where_they_stand() {
    let process = process(EXAMPLE);
    let lines: Vec<&str> = EXAMPLE.lines().collect();
    let text = |place: lifecycle::process::place::Place| {
        let line: String = lines[place.line as usize - 1]
            .chars()
            .skip(place.column as usize - 1)
            .take(place.length as usize)
            .collect();
        line
    };
    assert_eq!(text(process.roles[1].place), "sdr");
    assert_eq!(text(process.terms[3].place), "meaningful_conversation");
    assert_eq!(text(process.channels[6].place), "trade_show");
    assert_eq!(text(process.fields[2].place), "catalogue_size");
    assert_eq!(text(process.series[1].place), "keep-in-touch");
    let contacting = stage(&process.base, "contacting");
    assert_eq!(text(contacting.place), "contacting");
    assert_eq!(
        text(contacting.moves()[0].place),
        "{ to: qualifying,   when: \"last.touch.two_way\" }"
    );
    assert_eq!(
        text(contacting.moves()[0].when.as_ref().unwrap().place),
        "last.touch.two_way"
    );
    assert_eq!(
        text(clock(&process.base, "contacting", "stage_age").place),
        "stage_age"
    );
    assert_eq!(
        text(process.base.quality.grades[3].place),
        "{ grade: D, when: \"true\" }"
    );
    // What a channel says differently stands there; what it doesn't, in the base.
    let show = process.line(&"trade_show".into());
    let changed = stage(show, "contacting").place;
    assert!(changed.line > process.alerts[3].place.line);
    assert_eq!(
        stage(show, "qualifying").place,
        stage(&process.base, "qualifying").place
    );
}

#[test]
fn what_is_written_oddly_is_understood_all_the_same() {
    let process = process(ODD);
    assert_eq!(process.id, "Öl-und_Gas-2");
    assert_eq!(process.title, "Oil, gas and \"the rest\"");
    assert_eq!(process.purpose, "Three lines\n\nwith a gap: and a colon.\n");
    assert_eq!(process.calendar.zone.iana_name(), Some("Asia/Kathmandu"));
    for (day, expected) in [
        (5, "06:00:00-12:00:00 12:00:00-23:59:59.999999999"),
        (6, "06:00:00-12:00:00 12:00:00-23:59:59.999999999"),
        (0, "06:00:00-12:00:00 12:00:00-23:59:59.999999999"),
        (1, ""),
        (2, ""),
        (3, "00:00:00-00:01:00"),
    ] {
        assert_eq!(hours(&process, day), expected, "day {day}");
    }
    let titles: Vec<_> = process
        .roles
        .iter()
        .map(|role| (role.id.as_str(), role.title.as_str()))
        .collect();
    assert_eq!(
        titles,
        [
            ("no", "yes"),
            ("2", "Two"),
            ("off", "Two"),
            ("owner_of_all", "It's them")
        ]
    );
    assert_eq!(
        process
            .channels
            .iter()
            .filter(|channel| channel.id == "on")
            .count(),
        1
    );
    let kinds: Vec<_> = process
        .fields
        .iter()
        .map(|field| field.kind.clone())
        .collect();
    assert_eq!(
        kinds,
        [
            FieldType::Text,
            FieldType::Number {
                min: Some(-0.5),
                max: Some(1000.0)
            },
            FieldType::Integer {
                min: Some(5),
                max: Some(5)
            },
            FieldType::YesNo,
            FieldType::Date,
            FieldType::Choice(["yes", "no", "3", "trade-show"].map(Into::into).to_vec()),
        ]
    );
    assert_eq!(process.base.routing[0].when.text, "lead.c ==\n5");
    let desk = stage(&process.base, "desk");
    let duty = desk.duty().unwrap();
    assert_eq!(desk.purpose.as_deref(), Some("It has one."));
    assert_eq!(
        duty.script.as_deref(),
        Some("Say hello.\n  Then: \"listen\".\n")
    );
    assert_eq!(duty.mode, Mode::Automatic);
    assert_eq!(
        duty.asks,
        [
            Asked::Reason,
            Asked::WakeOn,
            Asked::Amount,
            Asked::Field("B_2".into())
        ]
    );
    assert_eq!(duty.cadence[0].after, span("0m"));
    let stops: Vec<_> = duty.clocks.iter().map(|clock| clock.stops_on).collect();
    assert_eq!(
        stops,
        [
            StopsOn::Accepted,
            StopsOn::AnyTouch,
            StopsOn::TwoWayTouch,
            StopsOn::Leaving,
            StopsOn::Accepted
        ]
    );
    assert_eq!(duty.clocks[0].within.otherwise, None);
    assert_eq!(duty.clocks[1].counts, Counts::Elapsed);
    assert!(matches!(
        &duty.clocks[3].then[..],
        [
            Consequence::Alert(Addressee::Owner),
            Consequence::Alert(Addressee::Role(_)),
            Consequence::Reassign(Pick::RoundRobin),
            Consequence::OfferNext,
            Consequence::Move { reason: None, .. },
            Consequence::Move {
                reason: Some(_),
                ..
            },
        ]
    ));
    assert_eq!(process.series[0].steps[1].repeat, 1000);
    assert_eq!(
        process.series[0].quiet_hours.unwrap().1.to_string(),
        "07:05:00"
    );
    assert_eq!(process.alerts[0].by, [AlertBy::App]);
    assert_eq!(process.alerts[0].then_after.len(), 2);
}

#[test]
fn a_difference_can_add_replace_and_take_away() {
    let process = process(ODD);
    let island = process.line(&"null_island".into());
    assert!(island.quality.grades.is_empty() && island.quality.engagement.is_empty());
    assert!(island.routing.is_empty());
    let stages: Vec<_> = island
        .stages
        .iter()
        .map(|stage| stage.id.as_str())
        .collect();
    assert_eq!(stages, ["in", "desk", "won", "lost", "tent"]);
    let duty = stage(island, "desk").duty().unwrap();
    assert_eq!(duty.script, None);
    let Some(Target::Pool(pool)) = &duty.route else {
        panic!("a pool");
    };
    assert_eq!(pool.of, PoolOf::Role("off".into()));
    let clocks: Vec<_> = duty
        .clocks
        .iter()
        .map(|clock| clock.clock.as_str())
        .collect();
    assert_eq!(
        clocks,
        ["accept", "first_response", "verdict", "next", "new-one"]
    );
    assert_eq!(duty.clocks[0].within.otherwise, Some(span("5m")));
    let fair = process.line(&"Messe_Köln".into());
    let accept = clock(fair, "desk", "accept");
    assert_eq!(
        accept.within.by_grade.len(),
        2,
        "one grade is replaced, the other stays"
    );
    assert_eq!(accept.within.for_grade(Some(&"1".into())), Some(span("3m")));
    assert_eq!(process.variants.len(), 3);
}
