//! A line to tell stories on: the example process, ten people, and a clock that a test moves.

use jiff::{SignedDuration, Timestamp};
use lifecycle::identify::merge;
use lifecycle::lead::{
    Actor, Command, Company, Decision, Effect, Event, Lead, Owner, Person, Reason, Recorded,
    Refusal, Source, Standing, Submission, Touch, World, capture, decide, fold, take_back,
};
use lifecycle::names::{FieldId, MemberId};
use lifecycle::process::model::{Process, TouchKind};
use lifecycle::process::read;
use lifecycle::roster::{Member, Roster};
use lifecycle::source::family_of;
use lifecycle::value::{Money, Value};
use std::collections::BTreeMap;

/// The worked example of the document format.
pub(crate) fn example() -> Process {
    let reading = read(include_str!("../../samples/seller-acquisition.yaml"));
    reading
        .process
        .unwrap_or_else(|| panic!("{:#?}", reading.findings))
}

/// Ten people: four in sales development, one of them for pets, three in sales, and one in
/// marketing, management and operations each.
pub(crate) fn roster() -> Roster {
    let member = |name: &str, role: &str, teams: &[&str], region: &str, seniority| Member {
        id: name.to_lowercase().into(),
        name: name.to_owned(),
        active: true,
        roles: vec![role.into()],
        teams: teams.iter().map(|team| (*team).into()).collect(),
        region: Some(region.to_owned()),
        seniority,
        open: 0,
    };
    let mut members = vec![
        member("Nora", "sdr", &[], "south", 2),
        member("Femi", "sdr", &[], "south", 1),
        member("Ana", "sdr", &[], "north", 1),
        member("Pia", "sdr", &["sdr-pets"], "south", 1),
        member("Sam", "sales", &[], "south", 1),
        member("Lena", "sales", &[], "north", 1),
        member("Tom", "sales", &[], "south", 1),
        member("Max", "marketing", &[], "south", 1),
        member("Gina", "management", &[], "south", 1),
        member("Olga", "operations", &[], "south", 1),
    ];
    members.sort_by(|a, b| a.id.cmp(&b.id));
    Roster {
        members,
        turns: BTreeMap::new(),
    }
}

/// A process that runs, with its people, its leads and their whole history.
pub(crate) struct Line {
    pub(crate) process: Process,
    pub(crate) roster: Roster,
    pub(crate) now: Timestamp,
    pub(crate) leads: Vec<Life>,
}

/// A lead and all that happened to it.
pub(crate) struct Life {
    pub(crate) lead: Lead,
    pub(crate) events: Vec<Recorded>,
    pub(crate) effects: Vec<Effect>,
}

impl Line {
    /// The example, at this local time: `2026-11-19T10:00`.
    pub(crate) fn at(local: &str) -> Self {
        Self::of(example(), local)
    }

    pub(crate) fn of(process: Process, local: &str) -> Self {
        let local: jiff::civil::DateTime = local.parse().unwrap();
        let now = process.calendar.zone.to_timestamp(local).unwrap();
        Self {
            process,
            roster: roster(),
            now,
            leads: Vec::new(),
        }
    }

    /// Moves the clock without looking at anything.
    pub(crate) fn later(&mut self, minutes: i64) {
        self.now += SignedDuration::from_mins(minutes);
    }

    /// Moves the clock to a local time.
    pub(crate) fn until(&mut self, local: &str) {
        let local: jiff::civil::DateTime = local.parse().unwrap();
        let then = self.process.calendar.zone.to_timestamp(local).unwrap();
        assert!(then >= self.now, "time goes forward only");
        self.now = then;
    }

    /// Wakes a lead whenever it asks for it, up to a local time.
    pub(crate) fn wake_until(&mut self, lead: usize, local: &str) {
        let local: jiff::civil::DateTime = local.parse().unwrap();
        let then = self.process.calendar.zone.to_timestamp(local).unwrap();
        while let Some(wake_at) = self.leads[lead].lead.wake_after(self.now)
            && wake_at <= then
        {
            self.now = wake_at;
            self.must(lead, "time", Command::Wake);
        }
        self.now = then;
    }

    /// A lead comes in; gives its number.
    pub(crate) fn capture(&mut self, submission: Submission) -> usize {
        let company = submission.company.clone().map(|name| Company {
            id: None,
            name: Some(name),
            owner: None,
        });
        self.capture_from(submission, company)
    }

    pub(crate) fn capture_from(
        &mut self,
        submission: Submission,
        company: Option<Company>,
    ) -> usize {
        let person = Person {
            id: None,
            name: submission.name.clone(),
            email: submission.email.clone(),
            phone: submission.phone.clone(),
            region: submission.region.clone(),
        };
        let id = format!("lead-{}", self.leads.len() + 1);
        let mut world = World {
            process: &self.process,
            version: 3,
            roster: &mut self.roster,
            now: self.now,
            by: Actor::Buyer,
        };
        let decision = capture(id.as_str().into(), submission, person, company, &mut world);
        self.leads.push(Life {
            lead: decision.lead.clone(),
            events: Vec::new(),
            effects: Vec::new(),
        });
        let number = self.leads.len() - 1;
        self.keep(number, decision);
        number
    }

    /// Somebody does something; `time` is time itself.
    pub(crate) fn ask(&mut self, lead: usize, who: &str, command: Command) -> Result<(), Refusal> {
        let mut world = World {
            process: &self.process,
            version: 3,
            roster: &mut self.roster,
            now: self.now,
            by: actor(who),
        };
        let decision = decide(&self.leads[lead].lead, command, &mut world)?;
        self.keep(lead, decision);
        Ok(())
    }

    pub(crate) fn must(&mut self, lead: usize, who: &str, command: Command) {
        self.ask(lead, who, command)
            .unwrap_or_else(|refusal| panic!("{refusal}"));
    }

    /// Takes back what happened after the event of this number.
    pub(crate) fn take_back(&mut self, lead: usize, who: &str, to: u32) -> Result<(), Refusal> {
        let life = &self.leads[lead];
        let (before, history) = (life.lead.clone(), life.events.clone());
        let mut world = self.world(who);
        let decision = take_back(&before, &history, to, &mut world)?;
        self.keep(lead, decision);
        Ok(())
    }

    /// One inquiry goes on in another, as the same person's.
    pub(crate) fn merge(
        &mut self,
        kept: usize,
        gone: usize,
        choice: &merge::Choice,
    ) -> Result<(), Refusal> {
        let (one, other) = (self.leads[kept].lead.clone(), self.leads[gone].lead.clone());
        let who = who_of(&one);
        let joined = merge::join(&one, &other, who.clone(), choice, &mut self.world("Olga"))?;
        let ended = merge::end_in(&other, &one, who, &mut self.world("Olga"))?;
        self.keep(kept, joined);
        self.keep(gone, ended);
        Ok(())
    }

    /// They are two again.
    pub(crate) fn unmerge(&mut self, kept: usize, gone: usize) -> Result<(), Refusal> {
        let life = |at: usize| (self.leads[at].lead.clone(), self.leads[at].events.clone());
        let ((one, of_one), (other, of_other)) = (life(kept), life(gone));
        let (to, from) = (one.id.clone(), other.id.clone());
        let parted = merge::part(&one, &of_one, &from, who_of(&one), &mut self.world("Olga"))?;
        let who = who_of(&fold(&of_other[..2]).expect("it came in, and was identified"));
        let again = merge::stand_again(&other, &of_other, &to, who, &mut self.world("Olga"))?;
        self.keep(kept, parted);
        self.keep(gone, again);
        Ok(())
    }

    fn world(&mut self, who: &str) -> World<'_> {
        World {
            process: &self.process,
            version: 3,
            roster: &mut self.roster,
            now: self.now,
            by: actor(who),
        }
    }

    fn keep(&mut self, lead: usize, decision: Decision) {
        let life = &mut self.leads[lead];
        life.events.extend(decision.events);
        life.effects.extend(decision.effects);
        life.lead = decision.lead;
        // What `throughline verify` does, after each step of each story.
        assert_eq!(fold(&life.events).as_ref(), Some(&life.lead));
        for (number, recorded) in (1..).zip(&life.events) {
            assert_eq!(recorded.seq, number, "numbers have no gaps");
        }
        assert_eq!(decision.wake_at.is_some(), life.lead.status() == "open");
        assert!(decision.wake_at.is_none_or(|wake_at| wake_at > self.now));
        if let Standing::Open(attended) = &life.lead.standing {
            let line = self.process.line(&life.lead.source.channel);
            assert!(line.stages.is_empty() || line.stage(&attended.stage).is_some());
            assert!(!attended.role.as_str().is_empty(), "a role answers for it");
            assert!(!attended.next_step.title.is_empty(), "there is a next step");
            if let Owner::Pool { stand_in, .. } = &attended.owner {
                assert!(!stand_in.as_str().is_empty(), "somebody stands in");
            }
        }
    }

    /// The owner's name, or the pool.
    pub(crate) fn owner(&self, lead: usize) -> String {
        match &self.leads[lead].lead.standing {
            Standing::Open(attended) => owner(&attended.owner),
            Standing::Ended { owner: who, .. } | Standing::Merged { owner: who, .. } => owner(who),
        }
    }

    /// Stage, owner, next step and deadline in one line.
    pub(crate) fn state(&self, lead: usize) -> String {
        let Standing::Open(it) = &self.leads[lead].lead.standing else {
            return self.leads[lead].lead.status().to_owned();
        };
        format!(
            "{} · {} · {} · due {}{}",
            it.stage,
            owner(&it.owner),
            it.next_step.title,
            self.local(it.next_step.due_at),
            it.next_step
                .clock
                .as_ref()
                .map_or_else(String::new, |clock| format!(" ({clock})"))
        )
    }

    pub(crate) fn local(&self, at: Timestamp) -> String {
        self.process
            .calendar
            .zone
            .to_datetime(at)
            .strftime("%a %d %H:%M")
            .to_string()
    }

    /// What happened, a line each, from an event on.
    pub(crate) fn timeline(&self, lead: usize, from: usize) -> String {
        self.leads[lead].events[from..]
            .iter()
            .map(|recorded| {
                format!(
                    "{} {}\n",
                    self.local(recorded.at),
                    self.told(&recorded.event)
                )
            })
            .collect()
    }

    fn told(&self, event: &Event) -> String {
        let name = event.name();
        match event {
            Event::Assessed {
                fit,
                engagement,
                grade,
                ..
            } => format!(
                "{name} {fit}/{engagement} {}",
                grade.as_ref().map_or("-", |grade| grade.as_str())
            ),
            Event::Moved {
                from,
                to,
                kind,
                reason,
                ..
            } => format!(
                "{name} {} > {to} {kind:?}{}",
                from.as_ref().map_or("-", |from| from.as_str()),
                reason
                    .as_ref()
                    .map_or_else(String::new, |it| format!(" {it}"))
            ),
            Event::Assigned {
                owner: who,
                hand_off,
                ..
            } => format!(
                "{name} {}{}",
                owner(who),
                if *hand_off { " (hand-off)" } else { "" }
            ),
            Event::Planned { step } => {
                format!("{name} {}, due {}", step.title, self.local(step.due_at))
            }
            Event::ClockStarted { clock, due_at, .. } => {
                format!("{name} {clock}, due {}", self.local(*due_at))
            }
            Event::ClockWarned { clock, .. }
            | Event::ClockKept { clock }
            | Event::ClockBroken { clock, .. }
            | Event::ClockMetLate { clock }
            | Event::ClockStopped { clock } => format!("{name} {clock}"),
            Event::AlertRaised { alert, to, .. } => format!("{name} {alert} to {to:?}"),
            Event::SeriesEntered { series } | Event::SeriesLeft { series } => {
                format!("{name} {series}")
            }
            Event::IntakeFailed { error } => format!("{name} {error}"),
            _ => name.to_owned(),
        }
    }

    /// Who was told something.
    pub(crate) fn told_to(&self, lead: usize) -> Vec<&str> {
        self.leads[lead]
            .effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Tell { member, .. } => Some(member.as_str()),
                Effect::TurnTaken { .. } => None,
            })
            .collect()
    }

    /// Why the last event of this name happened.
    pub(crate) fn because(&self, lead: usize, name: &str) -> Vec<String> {
        let mut events = self.leads[lead].events.iter().rev();
        let found = events.find(|it| it.event.name() == name);
        found.map_or_else(Vec::new, |it| {
            it.because
                .iter()
                .map(|it: &Reason| it.text.clone())
                .collect()
        })
    }

    pub(crate) fn set_active(&mut self, member: &str, active: bool) {
        let found = self.roster.members.iter_mut().find(|it| it.id == member);
        found.unwrap().active = active;
    }
}

fn who_of(lead: &Lead) -> merge::Identity {
    merge::Identity {
        person: lead.person.clone(),
        company: lead.company.clone(),
    }
}

fn owner(owner: &Owner) -> String {
    match owner {
        Owner::Person { name, .. } => name.clone(),
        Owner::Pool { stand_in, .. } => format!("nobody, {stand_in} stands in"),
    }
}

pub(crate) fn actor(who: &str) -> Actor {
    match who {
        "time" => Actor::Time,
        "buyer" => Actor::Buyer,
        "process" => Actor::Process,
        name => Actor::Member {
            id: MemberId::from(name.to_lowercase()),
            name: name.to_owned(),
        },
    }
}

/// Somebody asks by the form, from a channel.
pub(crate) fn asks(channel: &str) -> Submission {
    Submission {
        id: "submission-1".into(),
        name: Some("Ana Souza".to_owned()),
        email: Some("ana@casaverde.example".to_owned()),
        phone: Some("+55 11 4002-8922".to_owned()),
        company: Some("Casa Verde".to_owned()),
        region: Some("north".to_owned()),
        message: Some("Call me".to_owned()),
        form: Some("sell-with-us".to_owned()),
        source: Source {
            family: family_of(channel),
            channel: channel.into(),
            campaign: None,
            landing_page: None,
            referrer: None,
            click_id: None,
        },
        fields: BTreeMap::new(),
        consent: None,
    }
}

/// A call, with or without an answer.
pub(crate) fn call(two_way: bool, at: Timestamp) -> Command {
    Command::LogTouch(Touch {
        kind: TouchKind::Call,
        two_way,
        human: true,
        minutes: two_way.then_some(6),
        outcome: Some(if two_way { "talked" } else { "no_answer" }.to_owned()),
        note: None,
        at,
    })
}

/// A drawn move that needs nothing.
pub(crate) fn go(to: &str) -> Command {
    Command::Move {
        to: to.into(),
        reason: None,
        wake_on: None,
        fields: BTreeMap::new(),
        amount: None,
        note: None,
    }
}

/// A drawn move with a reason.
pub(crate) fn go_because(to: &str, reason: &str) -> Command {
    Command::Move {
        to: to.into(),
        reason: Some(reason.into()),
        wake_on: None,
        fields: BTreeMap::new(),
        amount: None,
        note: None,
    }
}

/// Compares, with the whole text when it differs.
#[track_caller]
pub(crate) fn tells(found: &str, expected: &str) {
    let expected: String = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(found == expected, "found:\n{found}\nexpected:\n{expected}");
}

fn field(name: &str, value: Value) -> (FieldId, Value) {
    (name.into(), value)
}

/// A manufacturer with many products who asked for contact: grade A.
pub(crate) fn hot() -> Submission {
    Submission {
        fields: BTreeMap::from([
            field("business_type", Value::Text("manufacturer".to_owned())),
            field("catalogue_size", Value::Integer(240)),
            field("segment", Value::Text("home_decor".to_owned())),
        ]),
        ..asks("paid_search")
    }
}

pub(crate) fn notice(kind: &str) -> Command {
    Command::Notice {
        kind: kind.to_owned(),
        form: None,
        machine: false,
    }
}

pub(crate) fn euro(amount: i64) -> Money {
    Money {
        ten_thousandths: amount * 10_000,
        currency: "EUR".to_owned(),
    }
}
