//! Lead filter: which leads, in which order, from where on.
//!
//! Columns come from the enums here, values are only ever bound.

use jiff::Timestamp;
use lifecycle::lead::Cell;
use lifecycle::names::{ChannelId, CompanyId, Grade, MemberId, PersonId, RoleId, StageId};
use lifecycle::process::model::Phase;
use lifecycle::source::Family;

/// Which leads: those for which all that is given holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeadFilter {
    /// How it stands.
    pub status: Option<Status>,
    /// Where it is, or ended.
    pub stage: Option<StageId>,
    /// How far it is.
    pub phase: Option<Phase>,
    /// Who has it.
    pub owner: Option<MemberId>,
    /// In which role.
    pub role: Option<RoleId>,
    /// The channel it came by.
    pub channel: Option<ChannelId>,
    /// The family of that channel.
    pub family: Option<Family>,
    /// Its grade.
    pub grade: Option<Grade>,
    /// Its cell of the balance sheet.
    pub cell: Option<Cell>,
    /// A stage it was at, ever.
    pub reached: Option<StageId>,
    /// It went along this arrow, ever.
    pub moved: Option<Moved>,
    /// Open, and its next step was due before this instant.
    pub overdue_at: Option<Timestamp>,
    /// With (or without) moves that weren't drawn.
    pub exceptions: Option<bool>,
    /// Words of name, mail address or company, each from its beginning.
    pub text: Option<String>,
    /// Captured at this instant or later.
    pub captured_from: Option<Timestamp>,
    /// Captured before this instant.
    pub captured_to: Option<Timestamp>,
    /// Running under this version of the process.
    pub process_version: Option<u32>,
    /// Of this person.
    pub person: Option<PersonId>,
    /// Of this company.
    pub company: Option<CompanyId>,
}

/// An arrow that leads went along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// From where.
    pub from: StageId,
    /// Where to.
    pub to: StageId,
    /// At this instant or later.
    pub since: Option<Timestamp>,
}

/// How a lead stands, as the API says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Somebody owes it something.
    Open,
    /// Ended with revenue.
    Won,
    /// Ended with a no.
    Lost,
    /// Never was one.
    Disqualified,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Won, Self::Lost, Self::Disqualified];

    /// The word in JSON and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Disqualified => "disqualified",
        }
    }

    /// The status of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By what; the lead's id decides between equals.
    pub by: SortBy,
    /// The largest first.
    pub descending: bool,
}

/// By what a list can be sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// When the next step is due; ended leads come after all open ones.
    DueAt,
    /// When it came in.
    CapturedAt,
    /// When anything last happened.
    UpdatedAt,
    /// The name, or company, or mail address, folded.
    Name,
    /// Fit and engagement together.
    Score,
    /// The grade; leads without one come after all others.
    Grade,
    /// What it may be worth; leads without an amount come before all others.
    Amount,
}

impl SortBy {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::DueAt,
        Self::CapturedAt,
        Self::UpdatedAt,
        Self::Name,
        Self::Score,
        Self::Grade,
        Self::Amount,
    ];

    /// The word in URLs.
    pub fn word(self) -> &'static str {
        match self {
            Self::DueAt => "due_at",
            Self::CapturedAt => "captured_at",
            Self::UpdatedAt => "updated_at",
            Self::Name => "name",
            Self::Score => "score",
            Self::Grade => "grade",
            Self::Amount => "amount",
        }
    }
}

impl Sort {
    /// Reads `due_at` or `-due_at`.
    pub fn of_word(word: &str) -> Option<Self> {
        let (descending, word) = match word.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, word),
        };
        let by = SortBy::ALL.into_iter().find(|by| by.word() == word)?;
        Some(Self { by, descending })
    }
}

/// Where a page ended. Opaque to clients: `to_string` and [`Cursor::read`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) sort: Sort,
    pub(crate) key: Key,
    pub(crate) id: String,
}

/// What the leads of a page are sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// An instant, points, or an amount.
    Number(i64),
    /// A name or grade.
    Text(String),
}

impl Cursor {
    /// Reads a cursor of a list with this order; `None` where the text is none, or of another order.
    pub fn read(text: &str, sort: Sort) -> Option<Self> {
        let _ = (text, sort);
        todo!()
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let _ = f;
        todo!()
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins, if there is one.
    pub next: Option<Cursor>,
}
