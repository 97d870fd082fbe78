//! Stories of sharing leads out: skills, limits, absence, declining, and who is next.

use crate::line::{Line, asks, call, tells, with};
use lifecycle::assign::{Candidate, boards};
use lifecycle::lead::{Command, Company, Event, Standing};
use lifecycle::presence::{Availability, Hours};
use lifecycle::process::model::PoolOf;
use lifecycle::value::Value;
use proptest::prelude::*;
use std::collections::BTreeMap;

const EVERYONE: &str = r#"to: { role: sdr, by: round_robin, weights: seniority, cap: "30 open" }"#;

fn decline(reason: &str) -> Command {
    Command::Decline {
        reason: reason.into(),
        note: None,
    }
}

fn about(segment: &str) -> lifecycle::lead::Submission {
    let mut submission = asks("paid_search");
    let segment = Value::Text(segment.to_owned());
    submission.fields.insert("segment".into(), segment);
    submission
}

fn candidates(line: &Line, lead: usize) -> (Vec<Candidate>, u32) {
    let events = line.leads[lead].events.iter().rev();
    let mut assigned = events.filter_map(|it| match &it.event {
        Event::Assigned {
            candidates, more, ..
        } => Some((candidates.clone(), *more)),
        _ => None,
    });
    assigned.next().unwrap()
}

#[test]
fn who_lacks_the_skill_is_not_asked_and_keeps_the_turn() {
    let to = r#"to: { role: sdr, by: round_robin, needs: "lead.segment in member.skills" }"#;
    let mut line = Line::of(with(&[(EVERYONE, to)]), "2026-11-19T10:00");
    for id in ["nora", "pia"] {
        line.member(id).particulars.skills = vec!["home_decor".to_owned()];
    }
    let owners: Vec<String> = (0..4)
        .map(|_| {
            let lead = line.capture(about("home_decor"));
            line.owner(lead)
        })
        .collect();
    assert_eq!(owners, ["Nora", "Pia", "Nora", "Pia"]);
    let (all, more) = candidates(&line, 0);
    let said: Vec<String> = all
        .iter()
        .map(|it| {
            format!(
                "{}{} {}",
                it.name,
                if it.chosen { "*" } else { ":" },
                it.why
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "Ana: Business segment is among the member's skills (Business segment is home decor, the member's skills are none)",
            "Femi: Business segment is among the member's skills (Business segment is home decor, the member's skills are none)",
            "Nora* next by turn",
            "Pia: comes later",
        ]
    );
    assert_eq!(more, 0);
    // Nobody can have this one by the rule: all take turns, and those passed by are first.
    let lead = line.capture(about("other"));
    assert_eq!(line.owner(lead), "Ana");
    let because = line.because(lead, "lead.assigned");
    assert!(
        because.contains(&"Rule everyone passed: nobody in Sales development has room".to_owned()),
        "{because:?}"
    );
}

#[test]
fn so_many_a_day_and_no_more() {
    let to = r#"to: { role: sdr, cap: ["30 open", "2 per day", "3 per week"] }"#;
    let mut line = Line::of(with(&[(EVERYONE, to)]), "2026-11-19T09:00");
    for away in ["femi", "nora", "pia"] {
        line.member(away).particulars.away = true;
    }
    let mut shares = Vec::new();
    for day in ["2026-11-19T10:00", "2026-11-20T10:00", "2026-11-23T10:00"] {
        line.until(day);
        for _ in 0..3 {
            let lead = line.capture(asks("paid_search"));
            let by_rule = line.leads[lead].events.iter().any(
                |it| matches!(&it.event, Event::Assigned { rule: Some(rule), .. } if *rule == "everyone"),
            );
            shares.push(by_rule);
        }
    }
    // Two on Thursday, the third of the week on Friday, and Monday is another week.
    assert_eq!(
        shares,
        [true, true, false, false, false, false, true, true, false]
    );
    // By Friday she had been given six, three of them beside the rule: what counts is all.
    let because = line.because(2, "lead.assigned");
    assert!(
        because.contains(&"Ana passed over: was given 2 this day already".to_owned()),
        "{because:?}"
    );
}

#[test]
fn those_at_work_are_asked_first_and_after_work_all_who_are_present() {
    let to = "to: { role: sdr, available: working }";
    let mut line = Line::of(with(&[(EVERYONE, to)]), "2026-11-19T20:00");
    let late = [("mon-fri".to_owned(), vec!["14:00-22:00".to_owned()])];
    line.member("pia").particulars.hours = Some(Hours::of("America/Sao_Paulo", late).unwrap());
    for expected in ["Pia", "Pia"] {
        let lead = line.capture(asks("paid_search"));
        assert_eq!(line.owner(lead), expected);
    }
    line.until("2026-11-19T23:00");
    let lead = line.capture(asks("paid_search"));
    assert_eq!(line.owner(lead), "Ana");
    let because = line.because(lead, "lead.assigned");
    assert!(
        because.contains(&"Nobody works now: all who are present".to_owned()),
        "{because:?}"
    );
    let (all, _) = candidates(&line, lead);
    assert_eq!(all.len(), 4, "each is kept once: {all:?}");
}

#[test]
fn who_comes_back_is_not_flooded() {
    let mut line = Line::of(with(&[(EVERYONE, "to: { role: sdr }")]), "2026-11-02T10:00");
    line.absent("ana", "2026-11-03T09:00", "2026-11-16T09:00", None);
    let mut had: BTreeMap<String, u32> = BTreeMap::new();
    for day in ["2026-11-02T10:00", "2026-11-10T10:00"] {
        line.until(day);
        for _ in 0..40 {
            let lead = line.capture(asks("paid_search"));
            *had.entry(line.owner(lead)).or_default() += 1;
        }
    }
    assert_eq!(had["Ana"], 10, "none while she was absent");
    line.until("2026-11-16T10:00");
    let owners: Vec<String> = (0..8)
        .map(|_| {
            let lead = line.capture(asks("paid_search"));
            line.owner(lead)
        })
        .collect();
    let back = owners.iter().filter(|it| *it == "Ana").count();
    assert_eq!(back, 2, "a turn a round, as everybody: {owners:?}");
    let sdr = PoolOf::Role("sdr".into());
    let ana = line.roster.ledger_of(&sdr, &"ana".into()).unwrap();
    assert!(ana.let_go >= 13, "{ana:?}");
}

#[test]
fn a_lead_that_was_none_gives_the_turn_back() {
    let process = with(&[
        (EVERYONE, "to: { role: sdr }"),
        (
            "\nstages:\n",
            "\nfairness: { credit: [wrong_number] }\nstages:\n",
        ),
    ]);
    let mut line = Line::of(process, "2026-11-19T10:00");
    let leads: Vec<usize> = (0..4).map(|_| line.capture(asks("paid_search"))).collect();
    let wrong = leads[3];
    let reason = |reason| crate::line::go_because("disqualified", reason);
    line.must(wrong, "Pia", reason("wrong_number"));
    assert!(
        line.timeline(wrong, 0)
            .contains("lead.credited pia wrong_number")
    );
    assert_eq!(
        line.because(wrong, "lead.credited"),
        ["wrong number gives the turn back"]
    );
    let next = line.capture(asks("paid_search"));
    assert_eq!(line.owner(next), "Pia", "she has the turn again");
    line.must(next, "Pia", reason("spam"));
    let next = line.capture(asks("paid_search"));
    assert_eq!(line.owner(next), "Ana", "spam isn't one of the reasons");
}

#[test]
fn declined_by_everybody_it_is_for_whoever_stands_in() {
    let process = with(&[("\nstages:\n", "\ndeclines: [too_busy, conflict]\nstages:\n")]);
    let mut line = Line::of(process, "2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    let refused = line.ask(lead, "Femi", decline("too_busy")).unwrap_err();
    assert_eq!(refused.code(), "decline.not_owner");
    let refused = line.ask(lead, "Ana", decline("lazy")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "`lazy` is not a reason for declining: choose one of `too_busy`, `conflict`"
    );
    let from = line.leads[lead].events.len();
    for who in ["Ana", "Femi", "Nora", "Pia"] {
        assert_eq!(line.owner(lead), who);
        line.later(1);
        line.must(lead, who, decline("too_busy"));
    }
    tells(
        &line.timeline(lead, from),
        "Thu 19 10:01 lead.declined ana too_busy
         Thu 19 10:01 lead.assigned Femi
         Thu 19 10:01 clock.started accept, due Thu 19 10:11
         Thu 19 10:02 lead.declined femi too_busy
         Thu 19 10:02 lead.assigned Nora
         Thu 19 10:02 clock.started accept, due Thu 19 10:12
         Thu 19 10:03 lead.declined nora too_busy
         Thu 19 10:03 lead.assigned Pia
         Thu 19 10:03 clock.started accept, due Thu 19 10:13
         Thu 19 10:04 lead.declined pia too_busy
         Thu 19 10:04 lead.assigned nobody, management stands in
         Thu 19 10:04 clock.stopped accept
         Thu 19 10:04 alert.raised declined to Role(RoleId(\"management\"))",
    );
    assert_eq!(
        line.state(lead),
        "contacting · nobody, management stands in · Reach the merchant: call · due Thu 19 15:00 (first_response)"
    );
    assert!(line.told_to(lead).contains(&"gina"));
    // Time doesn't give it back to those who said no; whoever stands in takes it.
    line.wake_until(lead, "2026-11-19T12:00");
    assert_eq!(line.owner(lead), "nobody, management stands in");
    line.must(lead, "Gina", Command::Accept);
    assert_eq!(line.owner(lead), "Gina");
    let refused = line.ask(lead, "Gina", decline("too_busy")).unwrap_err();
    assert_eq!(refused.code(), "decline.too_late");
}

#[test]
fn without_reasons_nobody_can_decline() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    let refused = line.ask(lead, "Ana", decline("too_busy")).unwrap_err();
    assert_eq!(refused.code(), "decline.not_allowed");
}

#[test]
fn the_owner_of_a_company_is_absent_and_named_who_stands_in() {
    for (named, expected, said) in [
        (
            Some("pia"),
            "Pia",
            "Nora is absent until Mon 23 Nov, 09:00: Pia stands in",
        ),
        (
            None,
            "Ana",
            "Nora is absent until Mon 23 Nov, 09:00: the rules find somebody",
        ),
        // Who stands in is absent too, or in another role.
        (
            Some("femi"),
            "Ana",
            "Nora is absent until Mon 23 Nov, 09:00: the rules find somebody",
        ),
        (
            Some("sam"),
            "Ana",
            "Nora is absent until Mon 23 Nov, 09:00: the rules find somebody",
        ),
    ] {
        let mut line = Line::at("2026-11-19T10:00");
        line.absent("nora", "2026-11-18T09:00", "2026-11-20T18:00", named);
        // Two absences without a gap are one.
        line.absent("nora", "2026-11-20T18:00", "2026-11-23T09:00", None);
        line.absent("femi", "2026-11-18T09:00", "2026-11-23T09:00", None);
        let company = Company {
            id: None,
            name: Some("Casa Verde".to_owned()),
            owner: Some("nora".into()),
        };
        let lead = line.capture_from(asks("paid_search"), Some(company));
        assert_eq!(line.owner(lead), expected, "{named:?}");
        let because = line.because(lead, "lead.assigned");
        assert!(because.contains(&said.to_owned()), "{because:?}");
        let Standing::Open(attended) = &line.leads[lead].lead.standing else {
            panic!("it is open");
        };
        assert_eq!(attended.instead_of, Some("nora".into()));
    }
}

#[test]
fn the_cadence_goes_on_at_the_same_attempt_in_an_absence() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.later(5);
    line.must(lead, "Ana", call(false, line.now));
    assert_eq!(
        line.state(lead),
        "contacting · Ana · Reach the merchant: call, 2nd try · due Thu 19 12:00"
    );
    line.absent("ana", "2026-11-19T11:00", "2026-12-01T09:00", Some("pia"));
    let from = line.leads[lead].events.len();
    line.wake_until(lead, "2026-11-19T13:30");
    tells(
        &line.timeline(lead, from),
        "Thu 19 12:00 lead.assigned Pia
         Thu 19 12:00 clock.started accept, due Thu 19 13:10
         Thu 19 13:10 clock.broken accept
         Thu 19 13:10 alert.raised breach to Role(RoleId(\"management\"))
         Thu 19 13:10 lead.assigned Femi
         Thu 19 13:10 clock.started accept, due Thu 19 13:20
         Thu 19 13:20 clock.broken accept
         Thu 19 13:20 alert.raised breach to Role(RoleId(\"management\"))
         Thu 19 13:20 lead.assigned Nora
         Thu 19 13:20 clock.started accept, due Thu 19 13:30
         Thu 19 13:30 clock.broken accept
         Thu 19 13:30 alert.raised breach to Role(RoleId(\"management\"))
         Thu 19 13:30 lead.assigned nobody, management stands in
         Thu 19 13:30 alert.raised accept to Role(RoleId(\"management\"))",
    );
    // Nobody took it in this version of the story; in the other one Pia does, and goes on.
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.later(5);
    line.must(lead, "Ana", call(false, line.now));
    line.absent("ana", "2026-11-19T11:00", "2026-12-01T09:00", Some("pia"));
    line.wake_until(lead, "2026-11-19T12:00");
    line.must(lead, "Pia", call(false, line.now));
    assert_eq!(
        line.state(lead),
        "contacting · Pia · Reach the merchant: mail, 3rd try · due Fri 20 10:00"
    );
}

#[test]
fn availability_is_what_is_said_of_somebody() {
    let mut line = Line::at("2026-11-20T16:55");
    let house = line.process.calendar.clone();
    let now = line.now;
    let state = |line: &mut Line| line.member("ana").availability(now, &house);
    assert_eq!(state(&mut line), Availability::Here);
    let tokyo = [("mon-fri".to_owned(), vec!["09:00-17:00".to_owned()])];
    line.member("ana").particulars.hours = Some(Hours::of("Asia/Tokyo", tokyo).unwrap());
    let monday = "2026-11-23T00:00:00Z".parse().unwrap();
    assert_eq!(state(&mut line), Availability::OutOfHours { until: monday });
    line.member("ana").particulars.away = true;
    assert_eq!(state(&mut line), Availability::Away);
    line.absent("ana", "2026-11-20T09:00", "2026-11-23T09:00", None);
    assert!(matches!(state(&mut line), Availability::Absent { .. }));
    line.set_active("ana", false);
    assert_eq!(state(&mut line), Availability::NotActive);
    for (zone, days, periods, said) in [
        (
            "Mars/Base",
            "mon",
            "09:00-17:00",
            "`Mars/Base` is no time zone",
        ),
        ("Asia/Tokyo", "monday", "09:00-17:00", "`monday` is no day"),
        (
            "Asia/Tokyo",
            "mon",
            "17:00-09:00",
            "`17:00-09:00` is no period",
        ),
        (
            "Asia/Tokyo",
            "mon",
            "09:00-12:00 11:00-17:00",
            "aren't in order",
        ),
        ("Asia/Tokyo", "mon", "", "no day has hours"),
    ] {
        let periods = periods.split_whitespace().map(str::to_owned).collect();
        let wrong = Hours::of(zone, [(days.to_owned(), periods)]).unwrap_err();
        assert!(wrong.to_string().contains(said), "{wrong}");
    }
}

#[test]
fn the_board_says_who_is_next_and_warns_before_a_pool_is_full() {
    let to = r#"to: { role: sdr, cap: "2 open" }"#;
    let mut line = Line::of(with(&[(EVERYONE, to)]), "2026-11-19T10:00");
    line.member("femi").particulars.away = true;
    for expected in ["Ana", "Nora", "Pia", "Ana"] {
        let board = boards(&line.process, &line.roster, line.now);
        let everyone = board.iter().find(|it| it.asked_by == ["everyone"]).unwrap();
        assert_eq!(everyone.seats[0].name, expected);
        assert_eq!(
            (everyone.seats[0].rank, everyone.seats[0].why.as_str()),
            (Some(1), "next by turn")
        );
        let femi = everyone.seats.iter().find(|it| it.name == "Femi").unwrap();
        assert_eq!((femi.rank, femi.why.as_str()), (None, "away"));
        let lead = line.capture(asks("paid_search"));
        assert_eq!(line.owner(lead), expected, "the board told the truth");
    }
    let board = boards(&line.process, &line.roster, line.now);
    let everyone = board.iter().find(|it| it.asked_by == ["everyone"]).unwrap();
    assert_eq!(everyone.room, Some(2));
    assert_eq!(
        everyone.warning.as_deref(),
        Some("Room for 2 leads more, then its leads go by the next rule")
    );
}

/// What happens to a pool.
#[derive(Debug, Clone)]
enum Turn {
    Arrive,
    /// A member of the pool goes absent or comes back.
    Toggle(usize),
    /// The owner of an earlier lead declines it.
    Decline(usize),
    /// An earlier lead was none.
    Credit(usize),
}

const POOL: [&str; 4] = ["ana", "femi", "nora", "pia"];

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let turn = prop_oneof![
        10 => Just(Turn::Arrive),
        3 => (0..POOL.len()).prop_map(Turn::Toggle),
        2 => (0usize..40).prop_map(Turn::Decline),
        2 => (0usize..40).prop_map(Turn::Credit),
    ];
    proptest::collection::vec(turn, 1..80)
}

/// Turns for the weight, as a fraction to compare.
fn ahead(one: (u64, u64), other: (u64, u64)) -> bool {
    one.0 * other.1 > other.0 * one.1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever comes and goes: a new lead never goes to somebody who is ahead of another who is
    /// there; and among those who were there all the time nobody gets a round ahead by it.
    #[test]
    fn turns_are_even_among_those_who_are_there(steps in turns(), weighted in any::<bool>()) {
        let weights = if weighted { ", weights: seniority" } else { "" };
        let process = with(&[
            (EVERYONE, &format!("to: {{ role: sdr{weights} }}")),
            ("\nstages:\n", "\ndeclines: [conflict]\nfairness: { credit: [wrong_number] }\nstages:\n"),
        ]);
        let mut line = Line::of(process, "2026-11-19T10:00");
        let sdr = PoolOf::Role("sdr".into());
        let always: Vec<&str> = POOL
            .iter()
            .enumerate()
            .filter(|(number, _)| !steps.iter().any(|it| matches!(it, Turn::Toggle(own) if own == number)))
            .map(|(_, id)| *id)
            .collect();
        let plain = !steps.iter().any(|it| matches!(it, Turn::Decline(_) | Turn::Credit(_)));
        for step in &steps {
            match step {
                Turn::Arrive => {
                    let standing = |line: &Line, id: &str| {
                        let member = line.roster.member(&id.into()).unwrap();
                        let weight = if weighted { u64::from(member.seniority) } else { 1 };
                        let turns = line.roster.turns_of(&sdr, &member.id);
                        turns.map(|turns| (turns, weight))
                    };
                    let before: BTreeMap<&str, _> =
                        POOL.iter().map(|id| (*id, standing(&line, id))).collect();
                    let lead = line.capture(asks("paid_search"));
                    let owner = line.owner(lead).to_lowercase();
                    let Some(own) = before.get(owner.as_str()).copied() else {
                        continue; // Nobody is there.
                    };
                    for id in POOL {
                        let there = !line.roster.member(&id.into()).unwrap().particulars.away;
                        if let (true, Some(own), Some(other)) = (there, own, before[id]) {
                            prop_assert!(!ahead(own, other), "{owner} {own:?} before {id} {other:?}");
                        }
                    }
                    if plain {
                        let shares: Vec<(u64, u64)> = always
                            .iter()
                            .map(|id| standing(&line, id).unwrap_or((0, if weighted && *id == "nora" { 2 } else { 1 })))
                            .collect();
                        for one in &shares {
                            for other in &shares {
                                // At most one turn more than level.
                                prop_assert!(one.0.saturating_sub(1) * other.1 <= other.0 * one.1, "{shares:?}");
                            }
                        }
                    }
                }
                Turn::Toggle(who) => {
                    let own = &mut line.member(POOL[*who]).particulars;
                    own.away = !own.away;
                }
                Turn::Decline(lead) => {
                    if *lead < line.leads.len() {
                        let owner = line.owner(*lead);
                        let _ = line.ask(*lead, &owner, decline("conflict"));
                    }
                }
                Turn::Credit(lead) => {
                    if *lead < line.leads.len() {
                        let owner = line.owner(*lead);
                        let go = crate::line::go_because("disqualified", "wrong_number");
                        let _ = line.ask(*lead, &owner, go);
                    }
                }
            }
        }
        let kept = (line.roster.turns.clone(), line.roster.given.clone());
        prop_assert_eq!((line.written.turns, line.written.given), kept);
    }
}
