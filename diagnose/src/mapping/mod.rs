//! Mapping: what the tables and their columns mean.
//!
//! [`mod@guess`] reads it off names and values, with reasons; [`mod@file`] writes it
//! down, to be edited and given back.

pub mod file;
pub mod guess;
mod guess_column;
mod names;
mod role;
mod tables;

pub(crate) use names::words;
pub use role::Role;

use exports::cell::date::Order;
use exports::cell::money::Mark;
use insight::Outcome;
use std::collections::BTreeMap;

/// The column of a table that fits a role best, if its name speaks for it.
pub fn best_column(table: &crate::survey::TableSurvey, role: Role) -> Option<usize> {
    guess::best_of(table, role, &[]).map(|(column, _)| column)
}

/// How well a name alone fits a role, 0 to 10.
pub fn fits_by_name(name: &str, role: Role) -> f32 {
    names::fit(name, role).map_or(0.0, |(score, _)| score)
}

/// What a row of the data stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One row a lead.
    Lead,
    /// One row an event.
    Event,
}

/// What a table is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use {
    /// Its rows are the leads (or the events).
    Root,
    /// It goes on below another table with the same columns.
    Continues(usize),
    /// Its rows are the leads' later life: at most one a lead.
    Deal,
    /// Its rows describe what many leads share: accounts, products, people.
    Lookup,
    /// Its rows are calls, mails, meetings, tasks with the leads' people.
    Touch,
    /// Nothing ties it to the leads.
    Unused,
}

impl Use {
    /// The word for it in JSON, for tables of leads.
    pub fn name(&self, shape: Shape) -> &'static str {
        match (self, shape) {
            (Self::Root | Self::Continues(_), Shape::Lead) => "lead",
            (Self::Root | Self::Continues(_), Shape::Event) => "event",
            (Self::Deal, _) => "deal",
            (Self::Lookup, _) => "lookup",
            (Self::Touch, _) => "touch",
            (Self::Unused, _) => "unused",
        }
    }
}

/// A column, by the number of its table and its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnAt {
    /// The table.
    pub table: usize,
    /// The column in it.
    pub column: usize,
}

/// How sure a guess is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Only the values or a vague name speak for it.
    Weak,
    /// Name or values speak for it.
    Likely,
    /// Name and values speak for it.
    Sure,
    /// The user's map says so.
    Given,
}

impl Confidence {
    /// Its word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Likely => "likely",
            Self::Sure => "sure",
            Self::Given => "given",
        }
    }
}

/// A role's column, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned {
    /// Where.
    pub at: ColumnAt,
    /// Why, in sentences.
    pub reasons: Vec<String>,
    /// How sure.
    pub confidence: Confidence,
}

/// Two columns that hold the same keys: each row of `from` belongs to at most
/// one row of `to` (a touch may belong to many).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// The side that refers.
    pub from: ColumnAt,
    /// The side that is referred to.
    pub to: ColumnAt,
    /// Share of the distinct keys of `from` that `to` has.
    pub found: f64,
}

/// How the outcome of a lead is told.
#[derive(Debug, Clone, PartialEq)]
pub enum OutcomeRule {
    /// A column says it; the texts that mean something, and what.
    Words {
        /// The column.
        at: ColumnAt,
        /// Text → outcome; a text that isn't here leaves the lead open.
        words: BTreeMap<String, Outcome>,
        /// A second column that tells lost from open where the first is a mere flag.
        otherwise: Option<(ColumnAt, BTreeMap<String, Outcome>)>,
    },
    /// A row in this table means won.
    Presence {
        /// The table.
        table: usize,
    },
    /// A date in the column `closed` means won.
    Dated,
    /// An event with one of these activities decides.
    Activities {
        /// Activity → outcome.
        words: BTreeMap<String, Outcome>,
    },
    /// Nothing tells it.
    Unknown,
}

/// What the tables and their columns mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// What a row of the root table stands for.
    pub shape: Shape,
    /// The use of each table, in the order given.
    pub uses: Vec<Use>,
    /// The roles that were found.
    pub roles: BTreeMap<Role, Assigned>,
    /// How the tables hang together: from the root outwards.
    pub links: Vec<Link>,
    /// How the outcome is told.
    pub outcome: OutcomeRule,
    /// The order of day and month where a column leaves it open.
    pub dates: Option<Order>,
    /// The decimal mark where a column leaves it open.
    pub decimals: Option<Mark>,
}

impl Mapping {
    /// The column of a role.
    pub fn at(&self, role: Role) -> Option<ColumnAt> {
        self.roles.get(&role).map(|a| a.at)
    }

    /// The table whose rows are the leads or events.
    pub fn root(&self) -> usize {
        self.uses.iter().position(|u| *u == Use::Root).unwrap_or(0)
    }
}
