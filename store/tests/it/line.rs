//! A line on a store: the example process, its people, and a clock that a test moves.
//! What the server's line does, without a server.

use jiff::{SignedDuration, Timestamp};
use lifecycle::identify::keys;
use lifecycle::lead::{
    Actor, Command, Decision, Lead, Person, Refusal, Source, Submission, Touch, World, capture,
    decide,
};
use lifecycle::names::LeadId;
use lifecycle::process::model::{Process, TouchKind};
use lifecycle::process::read;
use lifecycle::roster::Member;
use lifecycle::source::family_of;
use std::collections::BTreeMap;
use store::{
    CameOf, LeadFilter, NewCompany, NewMember, NewPerson, NewSubmission, Store, Via, Work,
};

pub(crate) const EXAMPLE: &str = include_str!("../../../lifecycle/samples/seller-acquisition.yaml");

pub(crate) fn example() -> Process {
    read(EXAMPLE).process.unwrap()
}

pub(crate) struct Line {
    pub(crate) store: Store,
    pub(crate) process: Process,
    pub(crate) version: u32,
    pub(crate) now: Timestamp,
    next: u32,
}

pub(crate) fn member(name: &str, role: &str) -> NewMember {
    NewMember {
        member: Member {
            id: name.to_lowercase().into(),
            name: name.to_owned(),
            active: true,
            roles: vec![role.into()],
            teams: Vec::new(),
            region: Some("south".to_owned()),
            seniority: 1,
            open: 0,
        },
        email: format!("{name}@Throughline.example"),
        admin: role == "operations",
        password_hash: None,
        at: start(),
    }
}

pub(crate) fn start() -> Timestamp {
    "2026-11-19T13:00:00Z".parse().unwrap()
}

impl Line {
    /// Publishes the example and lets seven people in.
    pub(crate) async fn open(store: &Store) -> Self {
        let mut work = store.begin().await.unwrap();
        let process = example();
        let version = work
            .publish(&process.id, EXAMPLE, start(), "Olga")
            .await
            .unwrap();
        for (name, role) in [
            ("Nora", "sdr"),
            ("Femi", "sdr"),
            ("Sam", "sales"),
            ("Tom", "sales"),
            ("Max", "marketing"),
            ("Gina", "management"),
            ("Olga", "operations"),
        ] {
            work.add_member(&member(name, role)).await.unwrap();
        }
        work.commit().await.unwrap();
        Self {
            store: store.clone(),
            process,
            version,
            now: start(),
            next: 0,
        }
    }

    /// On a store that was a line's before.
    pub(crate) async fn resume(store: &Store) -> Self {
        Self {
            store: store.clone(),
            process: example(),
            version: 1,
            now: start() + SignedDuration::from_hours(1),
            next: 1_000_000,
        }
    }

    pub(crate) fn later(&mut self, minutes: i64) {
        self.now += SignedDuration::from_mins(minutes);
    }

    /// Somebody whom nobody knows yet.
    pub(crate) fn somebody(&mut self) -> Submission {
        self.next += 1;
        let number = self.next;
        let mut submission = inquiry(&format!("Person {number}"));
        submission.email = Some(format!("p{number}@firm{number}.example"));
        submission.company = Some(format!("Firm {number} Ltda."));
        submission.source = source(["paid_search", "trade_show", "partner"][number as usize % 3]);
        submission
    }

    /// Brings requests in as one batch; gives their leads.
    pub(crate) async fn capture(&mut self, submissions: Vec<Submission>) -> Vec<LeadId> {
        let mut work = self.store.begin().await.unwrap();
        let leads = self.capture_in(&mut work, submissions).await;
        work.commit().await.unwrap();
        leads
    }

    pub(crate) async fn capture_one(&mut self, submission: Submission) -> LeadId {
        self.capture(vec![submission]).await.remove(0)
    }

    pub(crate) async fn capture_in(
        &mut self,
        work: &mut Work,
        submissions: Vec<Submission>,
    ) -> Vec<LeadId> {
        let mut roster = work.roster().await.unwrap();
        let (mut leads, mut raw) = (Vec::new(), Vec::new());
        for mut submission in submissions {
            let id = store::new_id(self.now);
            submission.id = id.as_str().into();
            let contacts = submission.email.iter().chain(&submission.phone);
            let keys = keys(contacts.map(String::as_str), None);
            let known = work.people(&keys).await.unwrap().into_iter().next();
            let mut world = World {
                process: &self.process,
                version: self.version,
                roster: &mut roster,
                now: self.now,
                by: Actor::Buyer,
            };
            let open = match known.as_ref().and_then(|known| known.open_lead.clone()) {
                Some(open) => work.lead(&open).await.unwrap(),
                None => None,
            };
            let (decision, came_of) = if let Some(open) = open {
                let decision = decide(&open, Command::Reengage(submission), &mut world).unwrap();
                (decision, CameOf::Reengaged)
            } else {
                let company = match submission.company.clone() {
                    Some(name) => work
                        .companies(&[NewCompany {
                            id: store::new_id(self.now).into(),
                            name,
                            at: self.now,
                        }])
                        .await
                        .unwrap()
                        .pop(),
                    None => None,
                };
                let person = match known {
                    Some(known) => known.person,
                    None => {
                        let person = Person {
                            id: Some(store::new_id(self.now).into()),
                            name: submission.name.clone(),
                            email: submission.email.clone(),
                            phone: submission.phone.clone(),
                            region: submission.region.clone(),
                        };
                        work.add_people(&[NewPerson {
                            id: person.id.clone().unwrap(),
                            person: person.clone(),
                            others: Vec::new(),
                            keys,
                            company: company.as_ref().and_then(|one| one.id.clone()),
                            at: self.now,
                        }])
                        .await
                        .unwrap();
                        person
                    }
                };
                let lead = LeadId::from(store::new_id(self.now));
                (
                    capture(lead, submission, person, company, &mut world),
                    CameOf::New,
                )
            };
            raw.push(NewSubmission {
                id: id.into(),
                received_at: self.now,
                via: Via::Api,
                raw: b"{}".to_vec(),
                lead: decision.lead.id.clone(),
                came_of,
            });
            leads.push(decision.lead.id.clone());
            work.record(&[decision]).await.unwrap();
        }
        work.add_submissions(&raw).await.unwrap();
        leads
    }

    pub(crate) async fn decide_in(
        &self,
        work: &mut Work,
        lead: &LeadId,
        command: Command,
    ) -> Result<Decision, Refusal> {
        let mut roster = work.roster().await.unwrap();
        let lead = work.lead(lead).await.unwrap().expect("it is there");
        let mut world = World {
            process: &self.process,
            version: self.version,
            roster: &mut roster,
            now: self.now,
            by: Actor::Member {
                id: "nora".into(),
                name: "Nora".to_owned(),
            },
        };
        decide(&lead, command, &mut world)
    }

    pub(crate) async fn ask(&self, lead: &LeadId, command: Command) -> Result<Lead, Refusal> {
        let mut work = self.store.begin().await.unwrap();
        let decision = self.decide_in(&mut work, lead, command).await?;
        work.record(std::slice::from_ref(&decision)).await.unwrap();
        work.commit().await.unwrap();
        Ok(decision.lead)
    }

    pub(crate) async fn must(&self, lead: &LeadId, command: Command) -> Lead {
        self.ask(lead, command)
            .await
            .unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    pub(crate) async fn lead(&self, id: &LeadId) -> Lead {
        let mut reader = self.store.reader().await.unwrap();
        reader.lead(id).await.unwrap().expect("it is there")
    }

    pub(crate) async fn count(&self, filter: &LeadFilter) -> u64 {
        let mut reader = self.store.reader().await.unwrap();
        reader.count(filter).await.unwrap()
    }

    pub(crate) async fn verify(&self) {
        let found = store::verify(&self.store, |_| {}).await.unwrap();
        assert!(found.is_clean(), "{found:#?}");
    }
}

pub(crate) fn source(channel: &str) -> Source {
    Source {
        family: family_of(channel),
        channel: channel.into(),
        campaign: None,
        landing_page: None,
        referrer: None,
        click_id: None,
    }
}

pub(crate) fn inquiry(name: &str) -> Submission {
    Submission {
        id: "".into(),
        name: Some(name.to_owned()),
        email: None,
        phone: None,
        company: None,
        region: None,
        message: Some("Call me".to_owned()),
        form: Some("sell-with-us".to_owned()),
        source: source("paid_search"),
        fields: BTreeMap::new(),
        consent: None,
    }
}

pub(crate) fn call(two_way: bool, at: Timestamp) -> Command {
    Command::LogTouch(Touch {
        kind: TouchKind::Call,
        two_way,
        human: true,
        minutes: Some(4),
        outcome: Some("talked".to_owned()),
        note: None,
        at,
    })
}

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

pub(crate) fn except(to: &str) -> Command {
    Command::Except {
        to: to.into(),
        reason: "They insisted".to_owned(),
    }
}
