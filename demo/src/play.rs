//! Play: six months pass.
//!
//! One list of what comes next, in order of time: somebody asks, a lead wakes, a merchant
//! clicks, a colleague is free. A colleague who is free takes the lead that is due first,
//! and is busy until that is done: waiting follows from load, not from a table.

use crate::arrivals::arrivals;
use crate::company::{Company, Employee};
use crate::merchant::Merchant;
use crate::work::work_on;
use fastrand::Rng;
use jiff::{Timestamp, ToSpan};
use lifecycle::lead::{self, Actor, Command, Decision, Lead, Owner, Standing, Submission, World};
use lifecycle::names::{CompanyId, LeadId, PersonId, RoleId, SubmissionId};
use lifecycle::process::model::Process;
use lifecycle::roster::Roster;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// One step of the history, in the order of time.
#[derive(Debug)]
pub enum Step {
    /// Somebody came in.
    Captured {
        /// What they sent.
        submission: Box<Submission>,
        /// What the rules made of it.
        decision: Decision,
    },
    /// Something was done, or time did it.
    Decided(Decision),
}

/// How much was played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Played {
    /// How many came in.
    pub leads: u64,
    /// How many events there are.
    pub events: u64,
    /// What people tried and the rules refused: the simulation gives up there.
    pub refused: u64,
}

/// Plays the company's history up to its present, and tells each step.
pub fn play(company: &Company, process: &Process, version: u32, tell: impl FnMut(Step)) -> Played {
    let mut rng = Rng::with_seed(company.seed);
    let arrivals = arrivals(company.from, company.now, &process.calendar.zone, &mut rng);
    let mut world = Simulation {
        company,
        process,
        version,
        roster: Roster {
            members: company.staff.iter().map(|who| who.member.clone()).collect(),
            ..Roster::default()
        },
        leads: Vec::new(),
        owned: vec![Vec::new(); company.staff.len()],
        unowned: BTreeSet::new(),
        agenda: BinaryHeap::new(),
        order: 0,
        rng,
        played: Played::default(),
        tell,
    };
    for (number, (at, _)) in arrivals.iter().enumerate() {
        world.plan(*at, Next::Arrives(number));
    }
    for who in 0..company.staff.len() {
        world.plan(company.from, Next::Free(who));
    }
    let mut merchants: Vec<Option<Merchant>> = arrivals
        .into_iter()
        .map(|(_, merchant)| Some(merchant))
        .collect();
    while let Some(Reverse((now, _, next))) = world.agenda.pop() {
        if now >= company.now {
            break;
        }
        match next {
            Next::Arrives(number) => {
                if let Some(merchant) = merchants[number].take() {
                    world.arrive(number, merchant, now);
                }
            }
            Next::Wakes(lead) => world.wake(lead, now),
            Next::Signals(lead, kind) => world.signal(lead, kind, now),
            Next::Free(who) => world.free(who, now),
        }
    }
    world.played
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Arrives(usize),
    Wakes(usize),
    Signals(usize, &'static str),
    Free(usize),
}

struct Known {
    lead: Lead,
    merchant: Merchant,
    /// Nobody looks at it again before.
    rests_until: Timestamp,
    /// Where its merchant was last seen to be nurtured.
    nurtured: bool,
}

struct Simulation<'a, F> {
    company: &'a Company,
    process: &'a Process,
    version: u32,
    roster: Roster,
    leads: Vec<Known>,
    /// Open leads by owner; those that went elsewhere are dropped when met.
    owned: Vec<Vec<usize>>,
    /// What only a pool has.
    unowned: BTreeSet<usize>,
    agenda: BinaryHeap<Reverse<(Timestamp, u64, Next)>>,
    order: u64,
    rng: Rng,
    played: Played,
    tell: F,
}

impl<F: FnMut(Step)> Simulation<'_, F> {
    fn plan(&mut self, at: Timestamp, next: Next) {
        self.order += 1;
        self.agenda.push(Reverse((at, self.order, next)));
    }

    fn arrive(&mut self, number: usize, merchant: Merchant, now: Timestamp) {
        let submission =
            merchant.submission(SubmissionId::from(format!("s{number:06}")), self.process);
        let person = lead::Person {
            id: Some(PersonId::from(format!("p{number:06}"))),
            name: submission.name.clone(),
            email: submission.email.clone(),
            phone: submission.phone.clone(),
            region: submission.region.clone(),
            owner: None,
        };
        let company = submission.company.clone().map(|name| lead::Company {
            id: Some(CompanyId::from(format!("c{number:06}"))),
            name: Some(name),
            ..lead::Company::default()
        });
        let mut world = World {
            process: self.process,
            version: self.version,
            roster: &mut self.roster,
            now,
            by: Actor::Buyer,
        };
        let decision = lead::capture(
            LeadId::from(format!("l{number:06}")),
            submission.clone(),
            person,
            company,
            &mut world,
        );
        self.leads.push(Known {
            lead: decision.lead.clone(),
            merchant,
            rests_until: now,
            nurtured: false,
        });
        let lead = self.leads.len() - 1;
        self.played.leads += 1;
        self.follow(lead, &decision, now);
        (self.tell)(Step::Captured {
            submission: Box::new(submission),
            decision,
        });
    }

    fn wake(&mut self, lead: usize, now: Timestamp) {
        // The lead may have been worked since; then another wake is on the agenda.
        if self.leads[lead].lead.wake_at() == Some(now) {
            self.act(lead, Command::Wake, Actor::Time, now);
        }
    }

    fn signal(&mut self, lead: usize, kind: &'static str, now: Timestamp) {
        if self.leads[lead].nurtured {
            let notice = Command::Notice {
                kind: kind.to_owned(),
                form: None,
                machine: false,
            };
            self.act(lead, notice, Actor::Buyer, now);
        }
    }

    fn free(&mut self, who: usize, now: Timestamp) {
        let employee = &self.company.staff[who];
        let calendar = &self.process.calendar;
        if !calendar.is_open(now) {
            // Nobody sits down to the minute.
            let late = self.rng.i64(0..8);
            let at = calendar.next_open(now).checked_add(late.minutes());
            self.plan(at.unwrap_or(self.company.now), Next::Free(who));
            return;
        }
        if !is_away(self.company, employee, now) {
            self.accept_new(who, now);
            self.share_out(who, now);
        }
        let minutes = match self.most_urgent(who, now) {
            _ if is_away(self.company, employee, now) => 60.0,
            Some(lead) => self.attend(who, lead, now),
            None => 6.0,
        };
        let seconds = (minutes * 60.0 * (0.7 + 0.6 * self.rng.f64())) as i64;
        let at = now.checked_add(seconds.max(30).seconds());
        self.plan(at.unwrap_or(self.company.now), Next::Free(who));
    }

    /// Says yes to what was given to them since they last looked, mostly.
    fn accept_new(&mut self, who: usize, now: Timestamp) {
        let employee = &self.company.staff[who];
        let new: Vec<usize> = self.owned[who]
            .iter()
            .copied()
            .filter(|lead| {
                matches!(&self.leads[*lead].lead.standing, Standing::Open(open)
                    if open.stage == "contacting"
                        && !open.accepted
                        && matches!(&open.owner, Owner::Person { id, .. } if *id == employee.member.id))
            })
            .collect();
        for lead in new {
            if self.rng.f64() < 0.92 {
                let by = Actor::Member {
                    id: employee.member.id.clone(),
                    name: employee.member.name.clone(),
                };
                self.act(lead, Command::Accept, by, now);
            }
        }
    }

    /// Whoever stands in gives what nobody took to those who have the least to do.
    fn share_out(&mut self, who: usize, now: Timestamp) {
        let member = self.company.staff[who].member.clone();
        let pooled = |lead: &Lead| match &lead.standing {
            Standing::Open(open) => match &open.owner {
                Owner::Pool { stand_in, .. } if member.has(stand_in) => Some(open.role.clone()),
                Owner::Pool { .. } | Owner::Person { .. } => None,
            },
            Standing::Ended { .. } | Standing::Merged { .. } => None,
        };
        let found: Vec<(usize, RoleId)> = self
            .unowned
            .iter()
            .filter_map(|lead| Some((*lead, pooled(&self.leads[*lead].lead)?)))
            .collect();
        for (lead, role) in found {
            self.unowned.remove(&lead);
            let free = self
                .roster
                .active_in(&role)
                .filter(|one| one.availability(now, &self.process.calendar).is_present())
                .min_by_key(|one| one.open);
            let Some(to) = free.map(|one| one.id.clone()) else {
                self.unowned.insert(lead);
                continue;
            };
            let by = Actor::Member {
                id: member.id.clone(),
                name: member.name.clone(),
            };
            let reason = "Nobody had taken it.".to_owned();
            self.act(lead, Command::Reassign { to, reason }, by, now);
        }
    }

    /// The lead of theirs that is due first; now and then one that they happen to think of.
    fn most_urgent(&mut self, who: usize, now: Timestamp) -> Option<usize> {
        let mine = &self.company.staff[who].member.id;
        let leads = &self.leads;
        self.owned[who].retain(|lead| {
            matches!(&leads[*lead].lead.standing, Standing::Open(open)
                if matches!(&open.owner, Owner::Person { id, .. } if id == mine))
        });
        let ready = |lead: &&usize| {
            let known = &leads[**lead];
            known.rests_until <= now
                && matches!(&known.lead.standing, Standing::Open(open)
                    if open.next_step.planned_at <= now
                        && (!known.nurtured || open.next_step.due_at <= now))
        };
        let ready: Vec<usize> = self.owned[who].iter().filter(ready).copied().collect();
        if ready.len() > 3 && self.rng.f64() < 0.1 {
            return Some(ready[self.rng.usize(0..ready.len())]);
        }
        ready
            .into_iter()
            .min_by_key(|lead| match &leads[*lead].lead.standing {
                Standing::Open(open) => open.next_step.due_at,
                Standing::Ended { at, .. } | Standing::Merged { at, .. } => *at,
            })
    }

    /// Does what is to be done, and says how many minutes that took.
    fn attend(&mut self, who: usize, lead: usize, now: Timestamp) -> f64 {
        let employee = &self.company.staff[who];
        let known = &mut self.leads[lead];
        let Some(work) = work_on(&known.lead, &known.merchant, employee, now, &mut self.rng) else {
            known.rests_until = now.checked_add(24.hours()).unwrap_or(now);
            return 1.0;
        };
        let rest = i64::from(work.rest_hours) * 60 + 10;
        known.rests_until = now.checked_add(rest.minutes()).unwrap_or(now);
        let by = Actor::Member {
            id: employee.member.id.clone(),
            name: employee.member.name.clone(),
        };
        for command in work.commands {
            if !self.act(lead, command, by.clone(), now) {
                break;
            }
        }
        // Beside the talk itself: looking things up, writing things down, being asked.
        (f64::from(work.minutes) + 7.0) * employee.pace
    }

    /// Whether the rules let it.
    fn act(&mut self, lead: usize, command: Command, by: Actor, now: Timestamp) -> bool {
        let mut world = World {
            process: self.process,
            version: self.version,
            roster: &mut self.roster,
            now,
            by,
        };
        match lead::decide(&self.leads[lead].lead, command, &mut world) {
            Ok(decision) => {
                self.leads[lead].lead = decision.lead.clone();
                self.follow(lead, &decision, now);
                if !decision.events.is_empty() {
                    (self.tell)(Step::Decided(decision));
                }
                true
            }
            Err(_) => {
                self.played.refused += 1;
                false
            }
        }
    }

    /// What follows from a decision for the company: who has the lead, when it wakes.
    fn follow(&mut self, lead: usize, decision: &Decision, now: Timestamp) {
        self.played.events += decision.events.len() as u64;
        if let Some(at) = decision.wake_at {
            // A wake that lies behind would come again at once, for ever.
            let at = at.max(now);
            self.plan(at, Next::Wakes(lead));
        }
        let Standing::Open(open) = &decision.lead.standing else {
            self.leads[lead].nurtured = false;
            return;
        };
        let stage = open.stage.clone();
        if let Owner::Pool { .. } = &open.owner {
            self.unowned.insert(lead);
        }
        if let Owner::Person { id, .. } = &open.owner
            && let Some(who) = self
                .company
                .staff
                .iter()
                .position(|one| one.member.id == *id)
            && !self.owned[who].contains(&lead)
        {
            self.owned[who].push(lead);
        }
        let nurtured = stage == "nurture";
        if nurtured && !self.leads[lead].nurtured {
            self.tempt(lead, now);
        }
        self.leads[lead].nurtured = nurtured;
    }

    /// What a merchant who is nurtured will do in the months to come.
    fn tempt(&mut self, lead: usize, now: Timestamp) {
        let interest = self.leads[lead].merchant.interest;
        for day in [1_i64, 15, 45, 75, 105] {
            let hour = day * 24 + self.rng.i64(1..60);
            let at = now.checked_add(hour.hours()).unwrap_or(self.company.now);
            if self.rng.f64() < 0.35 * interest {
                self.plan(at, Next::Signals(lead, "mail_clicked"));
            }
            if self.rng.f64() < 0.10 * interest {
                self.plan(at, Next::Signals(lead, "mail_replied"));
            }
        }
    }
}

fn is_away(company: &Company, who: &Employee, now: Timestamp) -> bool {
    let day = now.duration_since(company.from).as_hours() / 24;
    who.away.is_some_and(|(from, to)| (from..to).contains(&day))
}
