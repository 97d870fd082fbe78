//! Graph: which stages lead to which, by moves and by promises that break.

use crate::names::StageId;
use crate::process::condition::Judgement;
use crate::process::model::{Consequence, Line, Move, Promise, Stage};
use std::collections::BTreeMap;

/// The stages of a line by number, and the ways between them.
pub(super) struct Graph {
    /// Where leads can go from each stage.
    pub(super) out_of: Vec<Vec<usize>>,
    /// From where leads can come to each stage.
    pub(super) into: Vec<Vec<usize>>,
    numbers: BTreeMap<StageId, usize>,
}

impl Graph {
    pub(super) fn of(line: &Line) -> Self {
        let ids = line.stages.iter().enumerate();
        let numbers: BTreeMap<_, _> = ids
            .map(|(number, stage)| (stage.id.clone(), number))
            .collect();
        let mut graph = Self {
            out_of: vec![Vec::new(); line.stages.len()],
            into: vec![Vec::new(); line.stages.len()],
            numbers,
        };
        for (from, stage) in line.stages.iter().enumerate() {
            for to in ways(stage) {
                if let Some(to) = graph.number(to) {
                    graph.out_of[from].push(to);
                    graph.into[to].push(from);
                }
            }
        }
        graph
    }

    pub(super) fn number(&self, id: &StageId) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// All stages that can be reached from these, these among them, where `may_pass` lets one on.
    pub(super) fn reached(
        ways: &[Vec<usize>],
        from: impl IntoIterator<Item = usize>,
        may_pass: impl Fn(usize) -> bool,
    ) -> Vec<bool> {
        let mut reached = vec![false; ways.len()];
        let mut next: Vec<usize> = from.into_iter().collect();
        while let Some(number) = next.pop() {
            if std::mem::replace(&mut reached[number], true) || !may_pass(number) {
                continue;
            }
            next.extend(ways[number].iter().copied().filter(|to| !reached[*to]));
        }
        reached
    }
}

/// Whether the move can ever be made.
pub(super) fn can_be_made(r#move: &Move) -> bool {
    let when = r#move.when.as_ref();
    when.is_none_or(|when| when.can_hold() != Judgement::No)
}

/// Where leads go from a stage.
fn ways(stage: &Stage) -> impl Iterator<Item = &StageId> {
    let drawn = stage
        .moves()
        .iter()
        .filter(|own| can_be_made(own))
        .map(|own| &own.to);
    let clocks = stage
        .duty()
        .map(|duty| duty.clocks.as_slice())
        .unwrap_or_default();
    let broken = clocks
        .iter()
        .flat_map(Promise::consequences)
        .filter_map(|then| match then {
            Consequence::Move { to, .. } => Some(to),
            _ => None,
        });
    drawn.chain(broken)
}
