//! Condition: an expression over what is known of a lead, that says yes, no or "not known yet".
//!
//! The language is CEL (the Common Expression Language) without its loops, so each
//! condition ends after as many steps as it has parts. It is checked against the
//! declared fields when the document is read, and compiled once per version.
//!
//! A value that isn't known makes a comparison *unknown*, never an error: `false && unknown`
//! is no, `true || unknown` is yes, as CEL says of errors. What is unknown at the end
//! doesn't match, and the trace names what is missing.

mod compare;
mod counting;
mod evaluate;
mod explain;
mod functions;
mod fuzz;
mod parse;
mod program;
mod reach;
mod sets;
mod slip;
mod subjects;
mod tokens;
mod types;
mod wording;

use crate::process::model::Field;
use crate::process::place::{Finding, Place};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use slip::{Slip, code};
use std::fmt::{self, Write as _};
use std::sync::Arc;
use tokens::At;

pub use compare::{Judgement, Rest, Work};
pub use fuzz::fuzz;

/// A condition that was read, checked and compiled.
#[derive(Debug, Clone)]
pub struct Condition {
    /// As written.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// All that mention the condition share what was compiled.
    program: Arc<program::Program>,
}

/// What a condition can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It holds.
    Yes,
    /// It doesn't.
    No,
    /// Something it asks for isn't known yet; it doesn't match.
    Unknown,
}

/// What a condition can ask for. One word a fact, resolved when the document is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// `lead.<field>`, by its number in `Process::fields`.
    Field(u16),
    /// `lead.is_spam`: yes or no.
    LeadIsSpam,
    /// `lead.amount`: a number of whole units.
    LeadAmount,
    /// `lead.message`: text.
    LeadMessage,
    /// `lead.touches`: how many.
    LeadTouches,
    /// `lead.captured_at`: an instant.
    LeadCapturedAt,
    /// `stage.id`: text.
    StageId,
    /// `stage.phase`: text.
    StagePhase,
    /// `person.name`: text.
    PersonName,
    /// `person.email`: text.
    PersonEmail,
    /// `person.phone`: text.
    PersonPhone,
    /// `person.region`: text.
    PersonRegion,
    /// `person.email_is_free`: yes or no.
    PersonEmailIsFree,
    /// `person.owner_active`: yes or no.
    PersonOwnerActive,
    /// `company.name`: text.
    CompanyName,
    /// `company.owner_active`: yes or no.
    CompanyOwnerActive,
    /// `source.family`: text.
    SourceFamily,
    /// `source.channel`: text.
    SourceChannel,
    /// `source.campaign`: text.
    SourceCampaign,
    /// `score.fit`: whole number.
    ScoreFit,
    /// `score.engagement`: whole number.
    ScoreEngagement,
    /// `score.grade`: text.
    ScoreGrade,
    /// `event.kind`: text: `touch`, `form`, `mail_clicked`, `mail_replied`, `moved`, ….
    EventKind,
    /// `event.form`: text.
    EventForm,
    /// `event.machine`: yes or no.
    EventMachine,
    /// `event.two_way`: yes or no.
    EventTwoWay,
    /// `event.minutes`: whole number.
    EventMinutes,
    /// `event.outcome`: text.
    EventOutcome,
    /// `last.touch.kind`: text.
    LastTouchKind,
    /// `last.touch.two_way`: yes or no.
    LastTouchTwoWay,
    /// `last.touch.human`: yes or no.
    LastTouchHuman,
    /// `last.touch.minutes`: whole number.
    LastTouchMinutes,
    /// `last.touch.outcome`: text.
    LastTouchOutcome,
    /// `last.touch.at`: an instant.
    LastTouchAt,
    /// `member.region`: text; where somebody is picked out of a pool.
    MemberRegion,
    /// `member.seniority`: whole number; where somebody is picked out of a pool.
    MemberSeniority,
    /// `member.skills`: words; where somebody is picked out of a pool.
    MemberSkills,
    /// `member.languages`: words; where somebody is picked out of a pool.
    MemberLanguages,
    /// `member.territories`: words; where somebody is picked out of a pool.
    MemberTerritories,
    /// `grade_became`: text; in alerts.
    GradeBecame,
    /// `now`: an instant.
    Now,
}

/// A fact, as a condition sees it. Days count as the instant they begin in the process's zone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Datum<'a> {
    /// Yes or no.
    YesNo(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// An instant.
    Instant(Timestamp),
    /// Words.
    Words(&'a [String]),
}

/// Who knows the facts. `None` is "not known yet".
pub trait Facts {
    /// What is known of the subject.
    fn fact(&self, subject: Subject) -> Option<Datum<'_>>;
}

/// Where a condition stands, and so what it may ask for beside lead, person, company,
/// source, score, stage, last and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Nothing more.
    Lead,
    /// `event`: engagement rules, moves, terms.
    Event,
    /// `member`: what a pool needs and prefers.
    Member,
    /// `event` and `grade_became`: alerts.
    Alert,
}

/// What is declared around a condition.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The declared fields.
    pub fields: &'a [Field],
    /// Declared channels, grades, stages: comparing with another word is never true.
    pub channels: &'a [&'a str],
    /// See `channels`.
    pub grades: &'a [&'a str],
    /// See `channels`.
    pub stages: &'a [&'a str],
    /// Where days begin.
    pub zone: &'a TimeZone,
    /// Where it stands.
    pub setting: Setting,
}

/// All codes of findings that conditions can give.
pub fn codes() -> &'static [&'static str] {
    code::ALL
}

impl Condition {
    /// Reads, checks and compiles. `place` is where the text stands in the document, without
    /// its quotes; findings inside the text have their own column. Findings come along with
    /// the condition when they are only warnings (never true, always true).
    pub fn read(text: &str, place: Place, scope: &Scope<'_>) -> (Option<Self>, Vec<Finding>) {
        let (program, slips) = match parse::parse(text) {
            Ok(tree) => types::check(text, &tree, scope),
            Err(slip) => (None, vec![slip]),
        };
        let condition = program.map(|program| Self {
            text: text.to_owned(),
            place,
            program: Arc::new(program),
        });
        let constant = match &condition {
            Some(condition) if slips.is_empty() => condition.is_constant(),
            _ => None,
        };
        let findings = slips
            .into_iter()
            .chain(constant)
            .map(|slip| slip.into_finding(text, place))
            .collect();
        (condition, findings)
    }

    /// What there is to say of a condition that always says the same.
    fn is_constant(&self) -> Option<Slip> {
        let text = self.text.trim();
        let start = self.text.chars().take_while(|c| c.is_whitespace()).count();
        let at = At::new(start, text.chars().count());
        if self.can_hold() == Judgement::No {
            let mend = "Say when the rule is to match, or drop it.";
            return Some(Slip::warning(at, code::NEVER, "this never holds", mend));
        }
        if text != "true" && self.always_holds() == Judgement::Yes {
            let mend = "Write `true` if that is meant.";
            return Some(Slip::warning(at, code::ALWAYS, "this always holds", mend));
        }
        None
    }

    /// What it says of these facts. Takes no memory, and at most as many steps as it has parts.
    pub fn answer(&self, facts: &dyn Facts) -> Answer {
        match evaluate::answer(&self.program, facts) {
            Some(true) => Answer::Yes,
            Some(false) => Answer::No,
            None => Answer::Unknown,
        }
    }

    /// Whether it holds.
    pub fn holds(&self, facts: &dyn Facts) -> bool {
        self.answer(facts) == Answer::Yes
    }

    /// What it says, in words for people: `Products is at least 100`.
    pub fn in_words(&self) -> &str {
        &self.program.words
    }

    /// What it says with the values it met, for people: `Products is at least 100 (it is 240)`.
    pub fn explained(&self, facts: &dyn Facts) -> String {
        self.explained_behind(format_args!(""), facts)
    }

    /// The same behind a beginning, as in `Fit +25: Products is …`.
    pub(crate) fn explained_behind(
        &self,
        beginning: fmt::Arguments<'_>,
        facts: &dyn Facts,
    ) -> String {
        let most = self.program.words.len() + 32 * (2 + self.program.names.len());
        let mut text = String::with_capacity(most);
        text.write_fmt(beginning)
            .expect("a String takes all that is written to it");
        explain::explain(&mut text, &self.program, facts);
        text
    }

    /// Everything it asks for, each once, in the order written.
    pub fn subjects(&self) -> Vec<Subject> {
        let names = self.program.names.iter();
        names.map(|name| name.subject).collect()
    }
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
