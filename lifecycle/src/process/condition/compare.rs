//! Compare: whether conditions leave anything over, share leads, or take all of another's.
//!
//! Regions are laid over each other, each with each, which for large conditions is more
//! than anybody would wait for. So all of it is paid out of [`Work`], which is counted and
//! not timed: the same document gets the same answers everywhere. When it is used up,
//! every answer is "maybe".

use super::Condition;
use super::reach::{Asked, Reach, Region};
use std::borrow::Borrow;

/// Most regions of what several conditions leave over.
const MOST_LEFT: usize = 256;

/// Enough to see of any usual condition whether it always holds.
const FOR_ONE: u64 = 5_000;

/// An answer of which the text alone may not be sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Certainly.
    Yes,
    /// Certainly not.
    No,
    /// It can't be told.
    Maybe,
}

/// How much may still be compared, in parts: an interval or a word of a fact in a region.
#[derive(Debug, Clone)]
pub struct Work {
    left: u64,
}

impl Work {
    /// So many parts.
    pub fn of(parts: u64) -> Self {
        Self { left: parts }
    }

    /// Whether it is used up: nothing more is known for certain.
    pub fn is_over(&self) -> bool {
        self.left == 0
    }

    /// Pays for laying two regions over each other; `false` when there is no more.
    fn pay(&mut self, own: &Region, other: &Region) -> bool {
        let parts = |region: &Region| {
            let sizes = region.values().map(|allowed| 1 + allowed.known.parts());
            sizes.sum::<usize>()
        };
        let cost = u64::try_from(1 + parts(own) + parts(other)).unwrap_or(u64::MAX);
        self.left = self.left.saturating_sub(cost);
        !self.is_over()
    }
}

/// The facts that conditions leave over, one taken away after the other.
#[derive(Debug, Clone)]
pub struct Rest {
    regions: Vec<Region>,
    all: Region,
    /// More is left over than there is.
    rough: bool,
}

impl Rest {
    /// Nothing was taken away yet.
    pub fn everything() -> Self {
        Self {
            regions: vec![Region::new()],
            all: Region::new(),
            rough: false,
        }
    }

    /// Takes away all facts for which the condition holds.
    pub fn take(&mut self, condition: &Condition, work: &mut Work) {
        self.take_reach(&condition.program.reach, work);
    }

    fn take_reach(&mut self, reach: &Reach, work: &mut Work) {
        for (asked, allowed) in &reach.all {
            self.all.insert(asked.clone(), allowed.clone());
        }
        for taken in &reach.regions {
            let mut left = Vec::new();
            for region in &self.regions {
                if !work.pay(region, taken) || left.len() > MOST_LEFT {
                    self.rough = true;
                    return;
                }
                without(region, taken, &self.all, &mut left);
            }
            self.regions = left;
        }
    }

    /// Whether anything is left over.
    pub fn is_left(&self) -> Judgement {
        judged(self.regions.iter(), self.rough)
    }

    /// Whether the condition can hold for what is left over.
    pub fn meets(&self, condition: &Condition, work: &mut Work) -> Judgement {
        shared(
            &self.regions,
            &condition.program.reach.regions,
            self.rough,
            work,
        )
    }
}

impl Condition {
    /// Whether there are facts for which it holds.
    pub fn can_hold(&self) -> Judgement {
        judged(self.program.reach.regions.iter(), false)
    }

    /// Whether it holds whatever the facts.
    pub fn always_holds(&self) -> Judgement {
        self.program.always
    }

    /// Whether there are facts for which both hold.
    pub fn can_hold_with(&self, other: &Self, work: &mut Work) -> Judgement {
        let (own, other) = (&self.program.reach.regions, &other.program.reach.regions);
        shared(own, other, false, work)
    }

    /// Whether it holds wherever the other does.
    pub fn covers(&self, other: &Self, work: &mut Work) -> Judgement {
        let mut rest = Rest::everything();
        rest.take(self, work);
        turned(rest.meets(other, work))
    }
}

/// Whether these regions are all that there is.
pub(super) fn always(reach: &Reach) -> Judgement {
    let mut rest = Rest::everything();
    rest.take_reach(reach, &mut Work::of(FOR_ONE));
    turned(rest.is_left())
}

fn turned(judgement: Judgement) -> Judgement {
    match judgement {
        Judgement::Yes => Judgement::No,
        Judgement::No => Judgement::Yes,
        Judgement::Maybe => Judgement::Maybe,
    }
}

/// Whether some region of the one shares facts with some region of the other.
fn shared(own: &[Region], others: &[Region], rough: bool, work: &mut Work) -> Judgement {
    let mut over = false;
    let pairs = own
        .iter()
        .flat_map(|own| others.iter().map(move |other| (own, other)));
    let both = pairs
        .take_while(|(own, other)| {
            over = !work.pay(own, other);
            !over
        })
        .filter_map(|(own, other)| and(own, other));
    let judgement = judged(both, rough);
    match judgement {
        Judgement::No if over => Judgement::Maybe,
        judgement => judgement,
    }
}

/// Whether one of the regions has facts in it.
fn judged<R: Borrow<Region>>(regions: impl Iterator<Item = R>, rough: bool) -> Judgement {
    let certain = |region: &Region| region.keys().all(|asked| matches!(asked, Asked::Fact(_)));
    let mut judgement = Judgement::No;
    for region in regions {
        if rough {
            return Judgement::Maybe;
        }
        if certain(region.borrow()) {
            return Judgement::Yes;
        }
        judgement = Judgement::Maybe;
    }
    judgement
}

/// What is in both; `None` when that is nothing.
pub(super) fn and(own: &Region, other: &Region) -> Option<Region> {
    let mut both = own.clone();
    for (asked, allowed) in other {
        let narrowed = both
            .get(asked)
            .map_or_else(|| allowed.clone(), |own| own.and(allowed));
        if narrowed.is_empty() {
            return None;
        }
        both.insert(asked.clone(), narrowed);
    }
    Some(both)
}

/// What of the region is outside the other, in regions apart from each other.
fn without(region: &Region, taken: &Region, all: &Region, left: &mut Vec<Region>) {
    let mut inside = region.clone();
    for (asked, allowed) in taken {
        let own = inside.get(asked).or_else(|| all.get(asked));
        let Some(own) = own.cloned() else { return };
        let outside = own.without(allowed);
        if !outside.is_empty() {
            let mut part = inside.clone();
            part.insert(asked.clone(), outside);
            left.push(part);
        }
        let narrowed = own.and(allowed);
        if narrowed.is_empty() {
            return;
        }
        inside.insert(asked.clone(), narrowed);
    }
}
