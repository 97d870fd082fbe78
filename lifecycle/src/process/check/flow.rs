//! Flow: stages that leads never reach or never leave, and gates that send them in circles.

use super::Said;
use super::codes;
use super::graph::Graph;
use crate::process::model::{Line, Mode, Outcome, Stage, StageKind};

pub(super) fn check(line: &Line, graph: &Graph, said: &mut Said) {
    dead_ends(line, graph, said);
    unreachable(line, graph, said);
    endless_gates(line, graph, said);
    winning(line, graph, said);
}

fn is_end(stage: &Stage) -> bool {
    matches!(stage.kind, StageKind::End(_))
}

fn dead_ends(line: &Line, graph: &Graph, said: &mut Said) {
    let ends = (0..line.stages.len()).filter(|number| is_end(&line.stages[*number]));
    let ending = Graph::reached(&graph.into, ends, |_| true);
    for (number, stage) in line.stages.iter().enumerate() {
        if ending[number] {
            continue;
        }
        let ways: Vec<String> = graph.out_of[number]
            .iter()
            .map(|to| format!("`{}`", line.stages[*to].id))
            .take(4)
            .collect();
        let message = if ways.is_empty() {
            format!(
                "nothing leads out of `{}`, so leads stay there for ever",
                stage.id
            )
        } else {
            format!(
                "from `{}` no end can be reached, only {}",
                stage.id,
                ways.join(", ")
            )
        };
        said.of(stage, |said| {
            said.error(
                stage.place,
                codes::STAGE_DEAD_END,
                message,
                "Draw a move that leads to an end, or make this stage one (`kind: end`).",
            );
        });
    }
}

fn unreachable(line: &Line, graph: &Graph, said: &mut Said) {
    let reached = Graph::reached(&graph.out_of, [0], |_| true);
    for (stage, _) in line
        .stages
        .iter()
        .zip(reached)
        .filter(|(_, reached)| !reached)
    {
        said.of(stage, |said| {
            said.warning(
                stage.place,
                codes::STAGE_UNREACHABLE,
                format!("no way leads from `{}` to `{}`", line.entry().id, stage.id),
                "Draw a move to it, or take it out.",
            );
        });
    }
}

/// A gate decides at once: gates that lead to each other in a circle never end.
fn endless_gates(line: &Line, graph: &Graph, said: &mut Said) {
    let gate = |number: usize| matches!(line.stages[number].kind, StageKind::Gate(_));
    // Gates from which every way leaves the gates are taken away until only circles,
    // and gates that lead into them, are left.
    let mut left: Vec<usize> = (0..line.stages.len())
        .map(|n| graph.out_of[n].iter().filter(|to| gate(**to)).count())
        .collect();
    let mut gone: Vec<bool> = (0..line.stages.len()).map(|n| !gate(n)).collect();
    let mut done: Vec<usize> = (0..left.len())
        .filter(|n| gate(*n) && left[*n] == 0)
        .collect();
    while let Some(number) = done.pop() {
        gone[number] = true;
        for from in graph.into[number]
            .iter()
            .copied()
            .filter(|from| gate(*from))
        {
            left[from] -= 1;
            if left[from] == 0 && !gone[from] {
                done.push(from);
            }
        }
    }
    for start in 0..line.stages.len() {
        if gone[start] {
            continue;
        }
        let mut walked = Vec::new();
        let mut here = start;
        while !gone[here] {
            gone[here] = true;
            walked.push(here);
            let next = graph.out_of[here].iter().copied();
            match next
                .clone()
                .find(|to| walked.contains(to))
                .or_else(|| next.clone().find(|to| !gone[*to]))
            {
                Some(to) => here = to,
                None => break,
            }
        }
        let Some(first) = walked.iter().position(|number| *number == here) else {
            continue;
        };
        if !graph.out_of[walked[walked.len() - 1]].contains(&here) {
            continue; // Leads into a circle that was named already.
        }
        let circle = &walked[first..];
        let names: Vec<String> = circle
            .iter()
            .chain([&here])
            .map(|number| format!("`{}`", line.stages[*number].id))
            .collect();
        let stage = &line.stages[circle[0]];
        said.of(stage, |said| {
            said.error(
                stage.place,
                codes::GATE_LOOP,
                format!("these gates lead in a circle: {}", shortened(&names)),
                "Gates decide at once: put a stage where somebody works or waits into the circle, or take one of its moves away.",
            );
        });
    }
}

fn shortened(names: &[String]) -> String {
    const MOST: usize = 12;
    if names.len() <= MOST {
        return names.join(" → ");
    }
    let (head, tail) = (&names[..MOST - 2], &names[names.len() - 1]);
    format!(
        "{} → … ({} more) → {tail}",
        head.join(" → "),
        names.len() - MOST + 1
    )
}

fn winning(line: &Line, graph: &Graph, said: &mut Said) {
    let won = |number: usize| matches!(&line.stages[number].kind, StageKind::End(end) if end.outcome == Outcome::Won);
    let reached = Graph::reached(&graph.out_of, [0], |_| true);
    let Some(number) = (0..reached.len()).find(|n| won(*n) && reached[*n]) else {
        said.warning(
            line.entry().place,
            codes::LINE_NO_WIN,
            "no way leads to an end with `outcome: won`",
            "Draw how a lead is won.",
        );
        return;
    };
    let human = |number: usize| match &line.stages[number].kind {
        StageKind::Work(duty) => duty.mode != Mode::Automatic,
        _ => false,
    };
    let alone = Graph::reached(&graph.out_of, [0], |number| !human(number));
    if alone[number] {
        let stage = &line.stages[number];
        said.of(stage, |said| {
            said.hint(
                stage.place,
                codes::LINE_WON_BY_NOBODY,
                format!(
                    "a lead can come to `{}` without anybody working on it",
                    stage.id
                ),
                "Put a work stage before it, unless buyers are meant to serve themselves.",
            );
        });
    }
}
