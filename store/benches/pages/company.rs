//! Company: many leads, at all stages, of all owners, over two years, by the rules of the
//! example process.

use jiff::{SignedDuration, Timestamp};
use lifecycle::identify::keys;
use lifecycle::lead::{
    Actor, Command, Decision, Lead, Owner, Person, Source, Standing, Submission, Touch, World,
    capture, decide,
};
use lifecycle::names::{FieldId, LeadId};
use lifecycle::process::model::{Process, TouchKind};
use lifecycle::roster::{Member, Roster};
use lifecycle::source::family_of;
use lifecycle::value::{Money, Value};
use std::collections::BTreeMap;
use store::{CameOf, NewCompany, NewMember, NewPerson, NewSubmission, Store, Via, new_id};

const EXAMPLE: &str = include_str!("../../../lifecycle/samples/seller-acquisition.yaml");
const BATCH: usize = 1000;
const CHANNELS: [&str; 12] = [
    "paid_search",
    "organic_search",
    "direct_traffic",
    "social",
    "email",
    "trade_show",
    "webinar",
    "partner",
    "seller_referral",
    "cold_call",
    "cold_email",
    "unknown",
];
const FIRST: [&str; 16] = [
    "Maria", "José", "Ana", "João", "Antônia", "Paulo", "Márcia", "Carlos", "Adriana", "Lucas",
    "Juliana", "Pedro", "Fernanda", "Mateus", "Camila", "Rafael",
];
const LAST: [&str; 24] = [
    "Souza",
    "Silva",
    "Santos",
    "Oliveira",
    "Pereira",
    "Lima",
    "Carvalho",
    "Ferreira",
    "Ribeiro",
    "Rodrigues",
    "Almeida",
    "Costa",
    "Gomes",
    "Martins",
    "Araújo",
    "Melo",
    "Barbosa",
    "Cardoso",
    "Nascimento",
    "Moreira",
    "Vieira",
    "Monteiro",
    "Mendes",
    "Freitas",
];

/// Chance that repeats: the same company each time.
struct Dice(u64);

impl Dice {
    /// From 0 up to this, but not this.
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }
}

pub(crate) struct Company {
    process: Process,
    dice: Dice,
    now: Timestamp,
}

impl Company {
    pub(crate) fn new() -> Self {
        Self {
            process: lifecycle::process::read(EXAMPLE).process.unwrap(),
            dice: Dice(0x0bad_5eed),
            now: "2024-11-19T13:00:00Z".parse().unwrap(),
        }
    }

    pub(crate) async fn fill(mut self, store: &Store, leads: usize) {
        self.staff(store).await;
        let batches = leads.div_ceil(BATCH);
        let step = SignedDuration::from_hours(730 * 24) / i32::try_from(batches).unwrap();
        let mut number = 0;
        while number < leads {
            let end = (number + BATCH).min(leads);
            self.take(store, number..end).await;
            number = end;
            self.now += SignedDuration::from_secs(step.as_secs());
        }
    }

    async fn staff(&self, store: &Store) {
        let mut work = store.begin().await.unwrap();
        work.publish(&self.process.id, EXAMPLE, self.now, "Olga")
            .await
            .unwrap();
        for number in 0..16 {
            let role = ["sdr", "sdr", "sales", "sales", "marketing", "management"][number % 6];
            work.add_member(&NewMember {
                member: Member {
                    id: format!("m{number}").into(),
                    name: format!("Member {number}"),
                    active: true,
                    roles: vec![role.into()],
                    teams: Vec::new(),
                    region: None,
                    seniority: 1,
                    open: 0,
                },
                email: format!("m{number}@throughline.example"),
                admin: false,
                password_hash: None,
                at: self.now,
            })
            .await
            .unwrap();
        }
        work.commit().await.unwrap();
    }

    /// Takes a batch in, and lets what follows happen to it.
    async fn take(&mut self, store: &Store, batch: std::ops::Range<usize>) {
        let mut work = store.begin().await.unwrap();
        let mut roster = work.roster().await.unwrap();
        let wanted: Vec<NewCompany> = batch
            .clone()
            .map(|number| NewCompany {
                id: new_id(self.now).into(),
                name: format!("Firm {} Ltda.", number / 3),
                at: self.now,
            })
            .collect();
        let companies = work.companies(&wanted).await.unwrap();
        let (mut people, mut decisions, mut raw) = (Vec::new(), Vec::new(), Vec::new());
        for (number, company) in batch.zip(companies) {
            // Nobody's hands are full here: what is asked for are lists, not pools.
            for member in &mut roster.members {
                member.open = 0;
            }
            let submission = self.inquiry(number);
            let person = Person {
                id: Some(new_id(self.now).into()),
                name: submission.name.clone(),
                email: submission.email.clone(),
                phone: None,
                region: None,
            };
            people.push(NewPerson {
                id: person.id.clone().unwrap(),
                others: Vec::new(),
                keys: keys(submission.email.as_deref(), None),
                person: person.clone(),
                company: company.id.clone(),
                at: self.now,
            });
            let id = LeadId::from(new_id(self.now));
            raw.push(NewSubmission {
                id: submission.id.clone(),
                received_at: self.now,
                via: Via::Api,
                raw: b"{}".to_vec(),
                lead: id.clone(),
                came_of: CameOf::New,
            });
            let mut world = World {
                process: &self.process,
                version: 1,
                roster: &mut roster,
                now: self.now,
                by: Actor::Buyer,
            };
            let decision = capture(id, submission, person, Some(company), &mut world);
            let lead = decision.lead.clone();
            decisions.push(decision);
            self.live(lead, &mut roster, &mut decisions);
        }
        work.add_people(&people).await.unwrap();
        work.record(&decisions).await.unwrap();
        work.add_submissions(&raw).await.unwrap();
        work.commit().await.unwrap();
    }

    fn inquiry(&mut self, number: usize) -> Submission {
        // One of fifty thousand has a name that is rare.
        let first = match number % 50_000 {
            77 => "Zebulon",
            _ => self.dice.one_of(&FIRST),
        };
        let last = self.dice.one_of(&LAST);
        let channel = match self.dice.below(5_000) {
            0 => "visit",
            1..=1_500 => "paid_search",
            _ => self.dice.one_of(&CHANNELS),
        };
        Submission {
            id: new_id(self.now).into(),
            name: Some(format!("{first} {last}")),
            email: Some(format!(
                "{}.{number}@firm{}.example",
                last.to_lowercase(),
                number / 3
            )),
            phone: None,
            company: Some(format!("Firm {} Ltda.", number / 3)),
            region: None,
            message: Some("Please call me about selling with you.".to_owned()),
            form: (self.dice.below(2) == 0).then(|| "sell-with-us".to_owned()),
            source: Source {
                family: family_of(channel),
                channel: channel.into(),
                campaign: None,
                landing_page: None,
                referrer: None,
                click_id: None,
            },
            fields: BTreeMap::from([(
                FieldId::from("catalogue_size"),
                Value::Integer(self.dice.below(400) as i64),
            )]),
            consent: None,
        }
    }

    /// What happened to a lead after it came in. What the rules refuse, as it went to nurture
    /// at once, doesn't happen.
    fn live(&mut self, mut lead: Lead, roster: &mut Roster, decisions: &mut Vec<Decision>) {
        let call = |two_way, at| {
            Command::LogTouch(Touch {
                kind: TouchKind::Call,
                two_way,
                human: true,
                minutes: Some(4),
                outcome: None,
                note: None,
                at,
            })
        };
        let mut at = self.now;
        let mut wishes = Vec::new();
        let fate = self.dice.below(100);
        if fate >= 25 {
            at += SignedDuration::from_mins(30 + self.dice.below(3_000) as i64);
            wishes.push((at, call(fate >= 45, at)));
            if fate >= 45 {
                wishes.push((at, go("qualifying", None, None)));
            }
        }
        match fate {
            40..45 => wishes.push((at, go("disqualified", Some("wrong_number"), None))),
            50..58 => wishes.push((at, go("nurture", Some("not_now"), Some(at)))),
            58..60 => wishes.push((
                at,
                Command::Except {
                    to: "lost".into(),
                    reason: "They closed their shop".to_owned(),
                },
            )),
            70..100 => {
                wishes.push((at, go("handover", None, None)));
                wishes.push((at, Command::Accept));
            }
            _ => {}
        }
        match fate {
            80..92 => wishes.push((at, go("lost", Some("price"), None))),
            92..100 => wishes.push((at, go("won", None, None))),
            _ => {}
        }
        for (now, command) in wishes {
            let Standing::Open(here) = &lead.standing else {
                return;
            };
            let by = match &here.owner {
                Owner::Person { id, name } => Actor::Member {
                    id: id.clone(),
                    name: name.clone(),
                },
                Owner::Pool { .. } => Actor::Time,
            };
            let mut world = World {
                process: &self.process,
                version: 1,
                roster,
                now,
                by,
            };
            if let Ok(decision) = decide(&lead, command, &mut world) {
                lead = decision.lead.clone();
                decisions.push(decision);
            }
        }
    }
}

fn go(to: &str, reason: Option<&str>, since: Option<Timestamp>) -> Command {
    let needs = [
        ("segment", Value::Text("pet".to_owned())),
        ("business_type", Value::Text("reseller".to_owned())),
        ("catalogue_size", Value::Integer(120)),
    ];
    Command::Move {
        to: to.into(),
        reason: reason.map(Into::into),
        wake_on: since.map(|at| at + SignedDuration::from_hours(24 * 60)),
        fields: match to {
            "handover" => needs.map(|(field, value)| (field.into(), value)).into(),
            _ => BTreeMap::new(),
        },
        amount: (to == "won").then(|| Money {
            ten_thousandths: 25_000_000,
            currency: "BRL".to_owned(),
        }),
        note: None,
    }
}
