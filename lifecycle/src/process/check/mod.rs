//! Check: what is unwise in a process that was read and understood.
//!
//! One file a group: where leads go (`flow`), rules that are tried in order (`rules`),
//! promises (`clocks`), attempts (`cadence`), what is asked and needed (`fields`), giving a
//! lead from role to role (`handoff`), nurture (`series`), terms and roles (`language`).
//! What makes leads stuck is an error; what makes them late or lost, a warning;
//! what is only worth a look, a hint.
//!
//! The base is checked, then each channel's line; of those only what the base hasn't.
//!
//! Deliberately absent: whether the document can be understood at all. That is for `read`.

mod cadence;
mod clocks;
mod codes;
mod fairness;
mod fields;
mod flow;
mod graph;
mod handoff;
mod language;
mod rules;
mod series;
mod time;

pub(crate) use codes::ALL as CODES;

use super::model::{Line, Process, Stage};
use super::place::{Finding, Place, Severity};
use super::read::findings::Findings;
use graph::Graph;
use rules::Comparing;
use std::collections::BTreeSet;

/// All there is to say, by place.
pub fn check(process: &Process) -> Vec<Finding> {
    let mut findings = Findings::default();
    let mut base = Said::default();
    language::check(process, &mut base);
    series::check(process, &mut base);
    fairness::check(process, &mut base);
    check_line(process, &process.base, &mut Comparing::default(), &mut base);
    fields::unused(process, &mut base);
    let known: BTreeSet<_> = base.list.iter().map(said_of).collect();
    let mut comparing = Comparing::default();
    for (channel, line) in &process.variants {
        let mut own = Said::default();
        check_line(process, line, &mut comparing, &mut own);
        for mut finding in own.list {
            if !known.contains(&said_of(&finding)) {
                finding.message = format!("for `{channel}`: {}", finding.message);
                findings.add(finding);
            }
        }
    }
    for finding in base.list {
        findings.add(finding);
    }
    findings.into_sorted()
}

/// What makes a finding the same, wherever a channel wrote it.
fn said_of(finding: &Finding) -> (&'static str, Option<String>, String) {
    (finding.code, finding.stage.clone(), finding.message.clone())
}

fn check_line(process: &Process, line: &Line, comparing: &mut Comparing, said: &mut Said) {
    let graph = Graph::of(line);
    flow::check(line, &graph, said);
    rules::check(line, comparing, said);
    fields::needed(line, &graph, said);
    for (number, stage) in line.stages.iter().enumerate() {
        said.stage = Some(stage.id.to_string());
        clocks::check(process, line, stage, &graph.into[number], said);
        cadence::check(process, line, stage, said);
        handoff::check(line, stage, said);
        said.stage = None;
    }
}

/// What was said so far.
#[derive(Debug, Default)]
struct Said {
    list: Vec<Finding>,
    /// The stage that is being checked.
    stage: Option<String>,
}

impl Said {
    fn add(
        &mut self,
        severity: Severity,
        place: Place,
        code: &'static str,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.list.push(Finding {
            place,
            severity,
            code,
            message: message.into(),
            mend: mend.into(),
            stage: self.stage.clone(),
        });
    }

    /// Leads get stuck.
    fn error(
        &mut self,
        at: Place,
        code: &'static str,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.add(Severity::Error, at, code, message, mend);
    }

    /// Leads get lost or late.
    fn warning(
        &mut self,
        at: Place,
        code: &'static str,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.add(Severity::Warning, at, code, message, mend);
    }

    /// Worth a look.
    fn hint(
        &mut self,
        at: Place,
        code: &'static str,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.add(Severity::Hint, at, code, message, mend);
    }

    /// The same, of another stage.
    fn of(&mut self, stage: &Stage, say: impl FnOnce(&mut Self)) {
        let before = self.stage.replace(stage.id.to_string());
        say(self);
        self.stage = before;
    }
}
