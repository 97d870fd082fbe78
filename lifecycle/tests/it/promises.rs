//! Stories of promises: the owner's own hours, several warnings, what follows later, pauses,
//! enough tries.

use crate::line::{Line, asks, call, go_because, hot, tells, with};
use lifecycle::lead::{ClockState, Command, Standing};
use lifecycle::presence::Hours;
use lifecycle::respond::{late_by, response};
use lifecycle::sell::options;

fn pause(reason: &str, line: &Line, until: Option<&str>) -> Command {
    Command::Pause {
        reason: reason.into(),
        until: until.map(|local| line.at_local(local)),
    }
}

const PAUSES: (&str, &str) = (
    "\nstages:\n",
    "\npauses: { reasons: [waiting_for_papers], at_most: 2d }\nstages:\n",
);

#[test]
fn a_friday_five_to_six_lead_counts_the_hours_of_its_owner() {
    // The house closes at five; Ana works until ten at night, Femi by the house.
    for (owner, due) in [
        (
            "ana",
            "contacting · Ana · Reach the merchant: call · due Fri 20 18:10 (first_response)",
        ),
        (
            "femi",
            "contacting · Femi · Reach the merchant: call · due Mon 23 09:15 (first_response)",
        ),
    ] {
        let mut line = Line::at("2026-11-20T17:55");
        let late = [("mon-fri".to_owned(), vec!["14:00-22:00".to_owned()])];
        let late = Hours::of("America/Sao_Paulo", late).unwrap();
        line.member("ana").particulars.hours = Some(late);
        for other in ["ana", "femi", "nora", "pia"] {
            line.member(other).particulars.away = other != owner;
        }
        let lead = line.capture(hot());
        assert_eq!(line.state(lead), due);
    }
}

#[test]
fn hours_elsewhere_count_through_a_change_of_their_clocks() {
    // Lisbon goes from summer to winter time in the night to Sunday, 25 October 2026.
    let mut line = Line::at("2026-10-23T10:00");
    let lisbon = [("mon-fri".to_owned(), vec!["09:00-18:00".to_owned()])];
    let lisbon = Hours::of("Europe/Lisbon", lisbon).unwrap();
    for id in ["ana", "femi", "nora", "pia"] {
        line.member(id).particulars.hours = Some(lisbon.clone());
    }
    // 14:00 in Lisbon, which is four hours ahead on Friday and three on Monday.
    let lead = line.capture(asks("paid_search"));
    assert_eq!(
        line.state(lead),
        "contacting · Ana · Reach the merchant: call · due Fri 23 14:00 (first_response)"
    );
    line.until("2026-10-23T13:30");
    let late = line.capture(asks("paid_search"));
    // Half an hour is left of Friday, and three and a half hours go into Monday from 09:00.
    assert_eq!(
        line.state(late),
        "contacting · Femi · Reach the merchant: call · due Mon 26 09:30 (first_response)"
    );
}

#[test]
fn what_was_worked_stays_worked_when_somebody_with_other_hours_gets_it() {
    let mut line = Line::at("2026-11-19T10:00");
    let evening = [("mon-fri".to_owned(), vec!["18:00-22:00".to_owned()])];
    let evening = Hours::of("America/Sao_Paulo", evening).unwrap();
    line.member("femi").particulars.hours = Some(evening);
    let lead = line.capture(asks("paid_search"));
    line.must(lead, "Ana", Command::Accept);
    line.until("2026-11-19T11:00");
    let from = line.leads[lead].events.len();
    let to = Command::Reassign {
        to: "femi".into(),
        reason: "knows them".to_owned(),
    };
    line.must(lead, "Gina", to);
    // Three of four hours are left.
    let told = line.timeline(lead, from);
    assert!(
        told.contains("clock.rescheduled first_response due Thu 19 21:00"),
        "{told}"
    );
    assert_eq!(
        line.state(lead),
        "contacting · Femi · Reach the merchant: call · due Thu 19 21:00 (first_response)"
    );
    line.until("2026-11-19T19:00");
    let back = Command::Reassign {
        to: "ana".into(),
        reason: "back".to_owned(),
    };
    line.must(lead, "Gina", back);
    // Two hours are left: from 09:00 on the next day.
    assert_eq!(
        line.state(lead),
        "contacting · Ana · Reach the merchant: call · due Fri 20 11:00 (first_response)"
    );
}

const STACKED: (&str, &str) = (
    "        warn: 5m\n        then: [{ alert: management }, { reassign: least_loaded }]",
    "        warn: [1h, 15m]\n        then: [{ alert: management }, { after: 2h, reassign: least_loaded }, { after: 1d, alert: operations }]",
);

#[test]
fn warnings_and_what_follows_later_come_by_time_each_once() {
    let mut line = Line::of(with(&[STACKED]), "2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.must(lead, "Ana", Command::Accept);
    let from = line.leads[lead].events.len();
    line.wake_until(lead, "2026-11-24T17:00");
    let told = line.timeline(lead, from);
    let told: String = told
        .lines()
        .filter(|it| !it.contains("accept") && !it.contains("breach"))
        .map(|it| format!("{it}\n"))
        .collect();
    tells(
        &told,
        "Thu 19 14:00 clock.warned first_response
         Thu 19 14:00 alert.raised first_response to Owner
         Thu 19 14:45 clock.warned first_response
         Thu 19 14:45 alert.raised first_response to Owner
         Thu 19 15:00 clock.broken first_response
         Thu 19 17:00 clock.escalated first_response 1
         Thu 19 17:00 lead.assigned Femi
         Thu 19 17:10 lead.assigned Nora
         Thu 19 17:20 lead.assigned Pia
         Thu 19 17:30 lead.assigned nobody, management stands in
         Fri 20 15:00 clock.escalated first_response 2
         Fri 20 15:00 alert.raised first_response to Role(RoleId(\"operations\"))",
    );
    let before = line.leads[lead].events.len();
    line.must(lead, "time", Command::Wake);
    assert_eq!(line.leads[lead].events.len(), before, "once is enough");
    let clock = &line.leads[lead].lead.clocks[1];
    let late = late_by(clock, &line.process.calendar, line.now).unwrap();
    assert_eq!(late.as_hours(), 3 + 7 + 8 + 7, "true time is measured on");
}

#[test]
fn what_follows_later_does_not_follow_what_was_done() {
    let mut line = Line::of(with(&[STACKED]), "2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.must(lead, "Ana", Command::Accept);
    line.wake_until(lead, "2026-11-19T16:00");
    line.must(lead, "Ana", call(false, line.now));
    line.wake_until(lead, "2026-11-24T17:00");
    assert_eq!(line.owner(lead), "Ana");
    assert!(!line.timeline(lead, 0).contains("clock.escalated"));
}

#[test]
fn all_of_it_comes_at_once_when_the_program_was_down() {
    let mut line = Line::of(with(&[STACKED]), "2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.must(lead, "Ana", Command::Accept);
    line.until("2026-11-20T16:00");
    line.must(lead, "time", Command::Wake);
    let told = line.timeline(lead, 0);
    for once in [
        "clock.broken first_response",
        "first_response 1",
        "first_response 2",
    ] {
        assert_eq!(told.matches(once).count(), 1, "{told}");
    }
    assert!(!told.contains("clock.warned"), "it warns nobody any more");
}

#[test]
fn a_pause_moves_the_deadline_and_is_counted() {
    let mut line = Line::of(with(&[PAUSES]), "2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.must(lead, "Ana", Command::Accept);
    line.until("2026-11-19T11:00");
    let refused = line
        .ask(lead, "Ana", pause("lunch", &line, None))
        .unwrap_err();
    assert_eq!(refused.code(), "pause.reason");
    let far = pause("waiting_for_papers", &line, Some("2026-12-19T11:00"));
    let refused = line.ask(lead, "Ana", far).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "pauses at a stage last 2d of working time at most: until Mon 23 Nov, 11:00, not later"
    );
    let until = pause("waiting_for_papers", &line, Some("2026-11-20T11:00"));
    line.must(lead, "Ana", until);
    assert_eq!(
        line.state(lead),
        "contacting · Ana · Reach the merchant (paused) · due Fri 20 11:00"
    );
    let again = pause("waiting_for_papers", &line, None);
    let refused = line.ask(lead, "Ana", again).unwrap_err();
    assert_eq!(refused.code(), "pause.already");
    let from = line.leads[lead].events.len();
    // Nothing breaks meanwhile, and it ends by itself.
    line.wake_until(lead, "2026-11-20T12:00");
    tells(
        &line.timeline(lead, from),
        "Fri 20 11:00 clock.resumed first_response due Fri 20 15:00, stage_age due Fri 04 10:00
         Fri 20 11:00 step.planned Reach the merchant: call, due Fri 20 15:00",
    );
    let clock = &line.leads[lead].lead.clocks[1];
    assert_eq!(clock.paused_seconds, 8 * 3_600);
    // A working day is used up, another is left.
    let rest = pause("waiting_for_papers", &line, None);
    line.must(lead, "Ana", rest);
    line.until("2026-11-20T14:00");
    line.must(lead, "Ana", Command::Resume);
    let refused = line.ask(lead, "Ana", Command::Resume).unwrap_err();
    assert_eq!(refused.code(), "pause.none");
    line.must(lead, "Ana", call(false, line.now));
    assert!(matches!(
        line.leads[lead].lead.clocks[1].state,
        ClockState::Kept { .. }
    ));
}

#[test]
fn pauses_have_an_end() {
    let mut line = Line::of(with(&[PAUSES]), "2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.must(lead, "Ana", Command::Accept);
    line.must(lead, "Ana", pause("waiting_for_papers", &line, None));
    line.wake_until(lead, "2026-11-23T10:30");
    assert!(line.timeline(lead, 0).contains("clock.resumed"));
    let more = pause("waiting_for_papers", &line, None);
    let refused = line.ask(lead, "Ana", more).unwrap_err();
    assert_eq!(refused.code(), "pause.used_up");
}

#[test]
fn the_person_who_asks_again_ends_a_pause() {
    let mut line = Line::of(with(&[PAUSES]), "2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.must(lead, "Ana", Command::Accept);
    line.must(lead, "Ana", pause("waiting_for_papers", &line, None));
    line.until("2026-11-19T11:00");
    line.must(lead, "buyer", Command::Reengage(asks("paid_search")));
    assert!(line.timeline(lead, 0).contains("clock.resumed"));
    let Standing::Open(attended) = &line.leads[lead].lead.standing else {
        panic!("it is open");
    };
    assert!(attended.paused.is_none());
}

#[test]
fn nobody_pauses_where_the_process_does_not_say_so() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    let refused = line
        .ask(lead, "Ana", pause("waiting_for_papers", &line, None))
        .unwrap_err();
    assert_eq!(refused.code(), "pause.not_allowed");
}

const TRIES: (&str, &str) = (
    "      - { to: nurture,      needs: [reason], reasons: [not_now, unreachable], series: getting-to-know }",
    "      - { to: nurture,      needs: [reason], reasons: [not_now, unreachable], series: getting-to-know, tries: { call: 2, mail: 1 } }",
);

#[test]
fn somebody_has_to_have_tried_before_a_lead_is_given_up() {
    let mut line = Line::of(with(&[TRIES]), "2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    let give_up = || go_because("nurture", "unreachable");
    let refused = line.ask(lead, "Ana", give_up()).unwrap_err();
    assert_eq!(
        (refused.code(), refused.to_string().as_str()),
        (
            "move.too_few_tries",
            "moving to Nurture needs 2 more calls, 1 more mail: somebody has to try that often first"
        )
    );
    line.must(lead, "Ana", call(false, line.now));
    line.must(lead, "Ana", call(false, line.now));
    let shown = options(&line.leads[lead].lead, &line.process, line.now);
    let nurture = shown.iter().find(|it| it.to == "nurture").unwrap();
    let tries = nurture.tries.clone().unwrap();
    assert_eq!((tries.asked, tries.made), (3, 2));
    assert_eq!(tries.missing.as_deref(), Some("1 more mail"));
    assert!(!nurture.is_possible());
    // A machine's mail is no attempt.
    let mail = |human| {
        let Command::LogTouch(mut touch) = call(false, line.now) else {
            unreachable!("a call is a touch");
        };
        touch.kind = lifecycle::process::model::TouchKind::Mail;
        touch.human = human;
        Command::LogTouch(touch)
    };
    let (by_machine, by_hand) = (mail(false), mail(true));
    line.must(lead, "process", by_machine);
    assert!(line.ask(lead, "Ana", give_up()).is_err());
    line.must(lead, "Ana", by_hand);
    line.must(lead, "Ana", give_up());
    assert!(line.state(lead).starts_with("nurture"));
}

#[test]
fn two_figures_say_where_the_time_went() {
    let mut line = Line::at("2026-11-19T10:00");
    for id in ["ana", "femi", "nora", "pia"] {
        line.member(id).particulars.away = true;
    }
    let lead = line.capture(asks("paid_search"));
    let figures = |line: &Line| response(&line.leads[lead].lead, &line.process.calendar);
    assert_eq!(figures(&line).system, None, "nobody has it yet");
    line.member("femi").particulars.away = false;
    line.until("2026-11-19T10:30");
    line.must(lead, "time", Command::Wake);
    assert_eq!(line.owner(lead), "Femi");
    line.until("2026-11-19T13:30");
    line.must(lead, "Femi", call(false, line.now));
    let found = figures(&line);
    assert_eq!(found.system.map(|it| it.as_mins()), Some(30));
    assert_eq!(
        found.human.map(|it| it.as_mins()),
        Some(120),
        "without lunch"
    );
}

#[test]
fn a_note_at_the_moment_of_a_breach_does_not_hide_it() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.until("2026-11-19T10:10");
    line.must(lead, "Gina", Command::Note("hm".to_owned()));
    let wake_at = line.leads[lead].lead.wake_after(line.now).unwrap();
    let wait = wake_at.duration_since(line.now);
    assert!(wait.as_secs() < 1, "it would be seen {wait:?} too late");
}
