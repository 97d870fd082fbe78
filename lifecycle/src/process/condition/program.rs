//! Program: a condition that was checked, ready to be asked.
//!
//! Parts stand in one row, operands before what joins them, so that asking takes no
//! memory and one step a part.

use super::Subject;
use super::compare::Judgement;
use super::parse::Id;
use super::reach::Reach;
use super::subjects::Kind;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use regex::Regex;

/// A checked condition.
#[derive(Debug, Clone)]
pub(super) struct Program {
    pub(super) steps: Box<[Step]>,
    pub(super) root: Id,
    /// What it asks for, in the order written, each once.
    pub(super) names: Box<[Name]>,
    /// Where days begin, for showing instants.
    pub(super) zone: TimeZone,
    /// Where it holds.
    pub(super) reach: Reach,
    /// Whether that is everywhere.
    pub(super) always: Judgement,
    /// What it says, in words for people.
    pub(super) words: Box<str>,
}

/// Something a condition asks for.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) subject: Subject,
    /// What people call it: the title of a field.
    pub(super) words: Box<str>,
}

/// One part.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// A value that stands there.
    Constant(Constant),
    /// A fact, and what type it has to be.
    Ask(Subject, Kind),
    /// Whether a fact is known.
    Has(Subject),
    Not(Id),
    Minus(Id),
    And(Id, Id),
    Or(Id, Id),
    Choice(Id, Id, Id),
    Compare(Comparison, Id, Id),
    /// Whether it is one of these constants.
    In(Id, Box<[Id]>),
    /// Whether a text is one of the words of a fact.
    Among(Id, Id),
    Count(Arithmetic, Id, Id),
    /// How many characters.
    Size(Id),
    StartsWith(Id, Id),
    EndsWith(Id, Id),
    Contains(Id, Id),
    Matches(Id, Regex),
    /// A list; whoever joins it looks at its parts.
    List,
    /// What was wrong; a program with one of these is never made.
    Wrong,
}

impl Step {
    /// The parts that it joins.
    pub(super) fn operands(&self) -> impl Iterator<Item = Id> + '_ {
        let (single, list): ([Option<Id>; 3], &[Id]) = match self {
            Self::Constant(_) | Self::Ask(..) | Self::Has(_) | Self::List | Self::Wrong => {
                ([None; 3], &[])
            }
            Self::Not(one) | Self::Minus(one) | Self::Size(one) | Self::Matches(one, _) => {
                ([Some(*one), None, None], &[])
            }
            Self::And(left, right)
            | Self::Or(left, right)
            | Self::Compare(_, left, right)
            | Self::Count(_, left, right)
            | Self::StartsWith(left, right)
            | Self::EndsWith(left, right)
            | Self::Contains(left, right)
            | Self::Among(left, right) => ([Some(*left), Some(*right), None], &[]),
            Self::Choice(asked, yes, no) => ([Some(*asked), Some(*yes), Some(*no)], &[]),
            Self::In(one, list) => ([Some(*one), None, None], list),
        };
        single.into_iter().flatten().chain(list.iter().copied())
    }
}

/// A value in the text of a condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Constant {
    YesNo(bool),
    Whole(i64),
    Number(f64),
    Text(Box<str>),
    Instant(Timestamp),
    Length(SignedDuration),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
}

/// How two values are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Plus,
    Minus,
    Times,
    Over,
    Modulo,
}
