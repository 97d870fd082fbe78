//! Board: how each pool stands: who had how many turns, who has room, who is next and why.
//!
//! The same ledger and the same words as a pick uses, asked without a lead: what one lead needs
//! or prefers is left out, so the next lead may still go to somebody else.

use super::ledger::{Ledger, Standing};
use super::pick::{chosen_by, gone};
use crate::names::MemberId;
use crate::presence::Availability;
use crate::process::model::{Available, Cap, Line, Pick, Pool, PoolOf, Process, Target};
use crate::roster::{Given, Member, Roster, Turns};
use crate::words::{count, said};
use jiff::Timestamp;
use std::cmp::Ordering;

/// How a pool stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    /// Whom it is made of.
    pub of: PoolOf,
    /// The routing rules and stages that give leads to it, by name.
    pub asked_by: Vec<String>,
    /// How one is picked.
    pub by: Pick,
    /// Its limits.
    pub caps: Vec<Cap>,
    /// What it asks of its members beside that.
    pub needs: Option<String>,
    /// Everybody in it, those who are next first.
    pub seats: Vec<Seat>,
    /// How many more leads it can take now; `None` without limits.
    pub room: Option<u32>,
    /// Something that somebody should see to before it is too late.
    pub warning: Option<String>,
}

/// Somebody in a pool.
#[derive(Debug, Clone, PartialEq)]
pub struct Seat {
    /// Who.
    pub member: MemberId,
    /// Their name.
    pub name: String,
    /// The order in which they are asked, from 1; `None` for those who aren't asked now.
    pub rank: Option<u32>,
    /// Why they are next, or aren't asked, as a sentence about them goes on.
    pub why: String,
    /// Where they stand in the ledger; of somebody new, where they begin.
    pub turns: Turns,
    /// The weight of their turns.
    pub weight: u64,
    /// How many open leads they own.
    pub open: u32,
    /// How many leads they were given lately.
    pub given: Given,
    /// How many more they can be given now; `None` without limits.
    pub room: Option<u32>,
    /// Whether they are there.
    pub availability: Availability,
}

/// All pools that leads are given to by this process, in the order in which it names them;
/// those that are asked in the same way are one.
pub fn boards(process: &Process, roster: &Roster, now: Timestamp) -> Vec<Board> {
    let mut boards: Vec<Board> = Vec::new();
    let lines = std::iter::once(&process.base).chain(process.variants.iter().map(|own| &own.1));
    for (pool, asked_by) in lines.flat_map(pools) {
        let board = board(process, pool, asked_by, roster, now);
        let known = boards.iter_mut().find(|own| {
            own.of == board.of
                && own.by == board.by
                && own.caps == board.caps
                && own.needs == board.needs
                && own.seats == board.seats
        });
        match known {
            Some(known) => {
                for name in board.asked_by {
                    if !known.asked_by.contains(&name) {
                        known.asked_by.push(name);
                    }
                }
            }
            None => boards.push(board),
        }
    }
    boards
}

fn pools(line: &Line) -> impl Iterator<Item = (&Pool, String)> {
    let rules = line
        .routing
        .iter()
        .map(|rule| (&rule.to, rule.id.to_string()));
    let stages = line.stages.iter().filter_map(|stage| {
        let route = stage.duty()?.route.as_ref()?;
        Some((route, stage.id.to_string()))
    });
    let all = rules.chain(stages);
    all.filter_map(|(target, name)| match target {
        Target::Pool(pool) => Some((pool, name)),
        Target::OwnerOfCompany | Target::OwnerOfPerson => None,
    })
}

fn board(
    process: &Process,
    pool: &Pool,
    asked_by: String,
    roster: &Roster,
    now: Timestamp,
) -> Board {
    let house = &process.calendar;
    let day = house.zone.to_datetime(now).date();
    let ledger = Ledger::of(roster, pool);
    let members = || {
        let members = roster.members.iter().enumerate();
        members.filter(|(_, member)| member.is_in(&pool.of))
    };
    let works = members().any(|(_, it)| it.availability(now, house) == Availability::Here);
    let available = match pool.available {
        Available::Working if !works => Available::Present,
        other => other,
    };
    let mut seats: Vec<(Standing, Seat)> = members()
        .map(|(place, member)| {
            let standing = ledger.standing(place, member);
            let why = gone(process, pool, available, member, roster, now);
            let had = roster.ledger_of(&pool.of, &member.id);
            let seat = Seat {
                member: member.id.clone(),
                name: member.name.clone(),
                rank: None,
                turns: had.unwrap_or(Turns::from(standing.turns)),
                weight: standing.weight,
                open: member.open,
                given: roster.given_to(&member.id, day),
                room: room(pool, member, roster, day),
                availability: member.availability(now, house),
                why: why.unwrap_or_default(),
            };
            (standing, seat)
        })
        .collect();
    seats.sort_by(|(standing, seat), (other_standing, other)| {
        let asked = (!seat.why.is_empty()).cmp(&!other.why.is_empty());
        let load = match pool.by {
            Pick::RoundRobin => Ordering::Equal,
            Pick::LeastLoaded => seat.open.cmp(&other.open),
        };
        asked.then(load).then(standing.compare(other_standing))
    });
    let mut rank = 0;
    for (_, seat) in &mut seats {
        if seat.why.is_empty() {
            rank += 1;
            seat.rank = Some(rank);
            seat.why = if rank == 1 {
                chosen_by(pool.by, seat.open)
            } else {
                "comes later".to_owned()
            };
        }
    }
    let seats: Vec<Seat> = seats.into_iter().map(|(_, seat)| seat).collect();
    let asked = || seats.iter().filter(|seat| seat.rank.is_some());
    let room = (!pool.caps.is_empty()).then(|| {
        let rooms = asked().filter_map(|seat| seat.room);
        rooms.fold(0, u32::saturating_add)
    });
    let people = u32::try_from(asked().count()).unwrap_or(u32::MAX);
    Board {
        of: pool.of.clone(),
        asked_by: vec![asked_by],
        by: pool.by,
        caps: pool.caps.clone(),
        needs: pool.needs.as_ref().map(|needs| needs.in_words().to_owned()),
        warning: warning(&seats, room, people),
        seats,
        room,
    }
}

/// Nobody can be asked, or after one more round nobody can.
fn warning(seats: &[Seat], room: Option<u32>, people: u32) -> Option<String> {
    if seats.is_empty() {
        return Some("Nobody is in it: its leads go by the next rule".to_owned());
    }
    if people == 0 {
        return Some("Nobody can be asked now: its leads go by the next rule".to_owned());
    }
    let room = room.filter(|room| *room <= people)?;
    Some(said(format_args!(
        "Room for {} more, then its leads go by the next rule",
        count(room.into(), "lead")
    )))
}

fn room(pool: &Pool, member: &Member, roster: &Roster, day: jiff::civil::Date) -> Option<u32> {
    let given = roster.given_to(&member.id, day);
    let rooms = pool.caps.iter().map(|cap| match cap {
        Cap::Open(most) => most.saturating_sub(member.open),
        Cap::Given(most, per) => most.saturating_sub(given.within(*per)),
    });
    rooms.min()
}
