//! Diagnosis: the whole answer, as the JSON that others rely on.
//!
//! A part that the input can't answer is `None`, and [`Diagnosis::missing`] says why.

use insight::drivers::Drivers;
use insight::paths::Paths;
use insight::stats::{Rate, Spread};
use lifecycle::source::Family;
use serde::Serialize;
use std::collections::BTreeMap;

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diagnosis {
    /// Version of the program that made it.
    pub throughline: &'static str,
    /// The instant it speaks of, RFC 3339: given, or the last one in the data.
    pub as_of: Option<String>,
    /// The zone in which days and months are cut, and local times are read.
    pub timezone: String,
    /// What was read, and how it was understood.
    pub input: Input,
    /// The balance: total = won + lost + disqualified + open.
    pub leads: Balance,
    /// First and last day in the data.
    pub period: Option<Period>,
    /// Captured to won, in days.
    pub time_to_win_days: Option<Spread>,
    /// Captured to lost, in days.
    pub time_to_loss_days: Option<Spread>,
    /// Captured to the first human touch.
    pub first_response: Option<Response>,
    /// How far leads came, each step a subset of the one before.
    pub funnel: Option<Vec<Step>>,
    /// Where the leads stand now, by stage.
    pub stages: Option<Vec<Stage>>,
    /// By channel, most leads first.
    pub sources: Option<Vec<Source>>,
    /// By family.
    pub families: Option<Vec<FamilyRow>>,
    /// By owner, most leads first.
    pub owners: Option<Vec<Owner>>,
    /// Whether owners differ by more than chance.
    pub owner_spread: Option<OwnerSpread>,
    /// By every other column with few values.
    pub breakdowns: Vec<Breakdown>,
    /// By the month in which they came: the cohort view.
    pub cohorts: Option<Vec<Cohort>>,
    /// By the month in which things happened: the flow view.
    pub flow: Option<Vec<Flow>>,
    /// How evenly leads arrive, week by week.
    pub rhythm: Option<Rhythm>,
    /// How much hangs on few sources, owners, deals.
    pub concentration: Vec<Concentration>,
    /// Open leads that have waited longer than won ones ever did.
    pub stale: Option<Stale>,
    /// What the outcome hangs on.
    pub drivers: Option<Drivers>,
    /// What really happens, from the event log.
    pub paths: Option<Paths>,
    /// What to look at first, ranked by leads and money.
    pub findings: Vec<Finding>,
    /// What is odd in the data, and what it does to the figures.
    pub warnings: Vec<Warning>,
    /// Parts that couldn't be answered: name of the part → the reason.
    pub missing: BTreeMap<String, String>,
}

/// What was read, and how it was understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Input {
    /// The tables, in the order given.
    pub files: Vec<File>,
    /// What each column was taken for, and why.
    pub mapping: MappingView,
    /// Rows left out as unreadable (the first 100).
    pub ignored_rows: Vec<IgnoredRow>,
    /// How many were left out in all.
    pub ignored_rows_total: u64,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct File {
    /// As the user named it, with the sheet or packed file.
    pub path: String,
    /// Its short name in the mapping.
    pub table: String,
    /// Rows read.
    pub rows: u64,
    /// Columns.
    pub columns: u64,
    /// `utf-8`, `windows-1252`…; `None` for binary formats.
    pub encoding: Option<String>,
    /// `,`, `;`, …; `None` for other formats.
    pub delimiter: Option<String>,
    /// `csv`, `xlsx`, `parquet`, `xes`.
    pub format: String,
    /// `lead`, `event`, `deal`, `touch`, `lookup`, `unused`: what a row of it stands for.
    pub shape: String,
}

/// The mapping as it was used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MappingView {
    /// `lead` or `event`.
    pub shape: String,
    /// Each role with its column and the reasons.
    pub roles: Vec<RoleView>,
    /// How tables were joined.
    pub joins: Vec<JoinView>,
}

/// One role and its column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoleView {
    /// `id`, `captured`, `source`, `owner`, `outcome`, `closed`, `value`, `case`, `activity`, `time`, `actor`, `lifecycle`…
    pub role: String,
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// Why, in sentences.
    pub reasons: Vec<String>,
    /// `sure`, `likely`, `weak`, or `given` where the user's map says so.
    pub confidence: String,
}

/// One join.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JoinView {
    /// From `table.column`.
    pub from: String,
    /// To `table.column`.
    pub to: String,
    /// Rows of the first that found a partner.
    pub matched: u64,
    /// Rows of the first that had a key but found none.
    pub unmatched: u64,
}

/// A row left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IgnoredRow {
    /// The file.
    pub path: String,
    /// The line.
    pub line: u64,
    /// Why.
    pub reason: String,
    /// How it begins.
    pub text: String,
}

/// total = won + lost + disqualified + open.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Balance {
    /// All leads.
    pub total: u64,
    /// Won; `None` where the input doesn't say what became of them.
    pub won: Option<u64>,
    /// Lost as an opportunity.
    pub lost: Option<u64>,
    /// Ended before they were one: spam, junk, not a lead.
    pub disqualified: Option<u64>,
    /// Neither.
    pub open: Option<u64>,
    /// won / total.
    pub won_rate: Option<f64>,
    /// Its interval (Wilson, 95 %).
    pub won_rate_interval: Option<[f64; 2]>,
    /// won / (won + lost); `None` where nothing is recorded as lost.
    pub win_rate_of_closed: Option<f64>,
    /// Its interval (Wilson, 95 %).
    pub win_rate_of_closed_interval: Option<[f64; 2]>,
    /// Worth of the won leads.
    pub won_value: Option<f64>,
    /// How the worth of a won lead spreads.
    pub won_value_spread: Option<Spread>,
    /// Worth of the open leads.
    pub open_value: Option<f64>,
    /// ISO code, where signs or columns name one.
    pub currency: Option<String>,
}

/// Days, inclusive.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Period {
    /// `2017-06-14`
    pub from: String,
    /// `2018-11-14`
    pub to: String,
}

/// Time to the first human touch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Response {
    /// In hours of elapsed time.
    pub hours: Spread,
    /// Leads never touched.
    pub never: u64,
    /// Share of touched leads within an hour; `None` where touches are known only by the day.
    pub within_1h: Option<f64>,
    /// Share of touched leads within a day.
    pub within_24h: f64,
    /// How the outcome goes with the speed: quickest first.
    pub by_speed: Vec<SpeedRow>,
}

/// Leads answered within a range of time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpeedRow {
    /// `within 1 h`, `1 h to 1 day`…
    pub label: String,
    /// Their win rate.
    pub won: Rate,
}

/// One step of the funnel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// What was reached.
    pub step: String,
    /// Leads that reached it.
    pub leads: u64,
    /// Share of the step before.
    pub of_previous: Option<f64>,
    /// Share of all.
    pub of_all: f64,
}

/// Where leads stand now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stage {
    /// The stage as written.
    pub stage: String,
    /// `open`, `won`, `lost`, `disqualified`: what it was taken for.
    pub outcome: String,
    /// Leads in it.
    pub leads: u64,
    /// Worth of them.
    pub value: Option<f64>,
    /// Age of the open leads in it, in days, at `as_of`.
    pub age_days: Option<Spread>,
}

/// One channel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Source {
    /// The family it belongs to.
    pub family: Family,
    /// The text in the data; empty where the cell is empty.
    pub channel: String,
    /// Leads.
    pub leads: u64,
    /// Won ones.
    pub won: Option<u64>,
    /// Lost ones.
    pub lost: Option<u64>,
    /// won / leads.
    pub won_rate: Option<f64>,
    /// Wilson, 95 %.
    pub interval: Option<[f64; 2]>,
    /// Worth of the won ones.
    pub won_value: Option<f64>,
    /// Captured to won.
    pub time_to_win_days: Option<Spread>,
    /// Another spelling of a bigger channel, if it looks like one.
    pub same_as: Option<String>,
}

/// One family.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FamilyRow {
    /// The family.
    pub family: Family,
    /// Channels in it.
    pub channels: u64,
    /// Leads.
    pub leads: u64,
    /// Share of all leads.
    pub share: f64,
    /// Won ones.
    pub won: Option<u64>,
    /// won / leads.
    pub won_rate: Option<f64>,
    /// Wilson, 95 %.
    pub interval: Option<[f64; 2]>,
    /// Worth of the won ones.
    pub won_value: Option<f64>,
}

/// One owner.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Owner {
    /// The text in the data; empty where nobody is named.
    pub owner: String,
    /// Leads.
    pub leads: u64,
    /// Open ones: the load.
    pub open: Option<u64>,
    /// Won ones.
    pub won: Option<u64>,
    /// Lost ones.
    pub lost: Option<u64>,
    /// won / leads.
    pub won_rate: Option<f64>,
    /// Wilson, 95 %.
    pub interval: Option<[f64; 2]>,
    /// won / (won + lost).
    pub win_rate_of_closed: Option<f64>,
    /// Worth of the won ones.
    pub won_value: Option<f64>,
    /// Captured to won.
    pub time_to_win_days: Option<Spread>,
}

/// Whether owners differ by more than chance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnerSpread {
    /// Owners compared (those with enough leads).
    pub owners: u64,
    /// Lowest and highest rate among them.
    pub lowest: f64,
    /// See `lowest`.
    pub highest: f64,
    /// Chance of such a spread if all were alike (chi-square).
    pub p_value: f64,
    /// The rate it is about: `won_rate` or `win_rate_of_closed`.
    pub rate: &'static str,
    /// Most open leads on one owner, as a multiple of the median owner's.
    pub load_ratio: Option<f64>,
}

/// One column's values against the outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Breakdown {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// Its values, most leads first (at most 50).
    pub values: Vec<BreakdownRow>,
    /// Distinct values in all.
    pub distinct: u64,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BreakdownRow {
    /// As written; empty where the cell is empty.
    pub value: String,
    /// Leads.
    pub leads: u64,
    /// Won ones.
    pub won: Option<u64>,
    /// Lost ones.
    pub lost: Option<u64>,
    /// won / leads.
    pub won_rate: Option<f64>,
    /// Wilson, 95 %.
    pub interval: Option<[f64; 2]>,
    /// won / (won + lost).
    pub win_rate_of_closed: Option<f64>,
    /// Worth of the won ones.
    pub won_value: Option<f64>,
}

/// Leads that came in one month, and what became of them until now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cohort {
    /// `2018-03`
    pub month: String,
    /// Leads that came.
    pub leads: u64,
    /// Of these, won by now.
    pub won: u64,
    /// won / leads.
    pub won_rate: f64,
    /// Wilson, 95 %.
    pub interval: [f64; 2],
    /// Old enough to judge: nine of ten wins come within its age.
    pub mature: bool,
}

/// What happened in one month, whenever the leads came.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flow {
    /// `2018-03`
    pub month: String,
    /// Leads that came in.
    pub captured: u64,
    /// Leads won.
    pub won: u64,
    /// Leads lost or disqualified.
    pub lost: u64,
    /// Worth won.
    pub won_value: Option<f64>,
}

/// How evenly leads arrive.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rhythm {
    /// Leads in each week (ISO, Monday), from the first to the last, empty ones too.
    pub weeks: Vec<Week>,
    /// Mean leads a week.
    pub mean: f64,
    /// Standard deviation as a share of the mean: 0 is perfectly even.
    pub variation: f64,
    /// Weeks without any lead.
    pub empty_weeks: u64,
    /// The longest time without a lead.
    pub longest_gap: Option<Gap>,
    /// Leads by weekday, Monday first; `None` where all dates share one.
    pub weekdays: Option<[u64; 7]>,
}

/// One week.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Week {
    /// Its Monday.
    pub monday: String,
    /// Leads that came.
    pub leads: u64,
}

/// A time without a lead.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gap {
    /// The day of the last lead before.
    pub from: String,
    /// The day of the next lead.
    pub to: String,
    /// Between them.
    pub days: f64,
}

/// How much hangs on few.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Concentration {
    /// `source`, `owner`, `account`…
    pub of: String,
    /// `leads`, `won` or `won_value`: what is shared out.
    pub measure: String,
    /// How many share it.
    pub members: u64,
    /// The biggest one.
    pub top: String,
    /// Its share.
    pub top_share: f64,
    /// Share of the two biggest.
    pub top_two_share: f64,
    /// How many it takes for 80 %.
    pub members_for_80_percent: u64,
    /// Gini coefficient: 0 all alike, 1 one has it all.
    pub gini: f64,
}

/// Open leads gone stale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stale {
    /// Open leads older than `after_days` at `as_of`.
    pub leads: u64,
    /// Open leads in all (with a date).
    pub of_open: u64,
    /// The age by which nine of ten wins had happened (or losses, where nothing is won).
    pub after_days: f64,
    /// Worth of the stale ones, if known.
    pub value: Option<f64>,
    /// Age of the open leads, in days.
    pub age_days: Spread,
    /// Some of them, the oldest first.
    pub examples: Vec<String>,
}

/// A sentence to act on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Stable name: `response.slow`, `source.unknown`, `stale.open`.
    pub id: String,
    /// The sentence, with its figure.
    pub title: String,
    /// Leads it touches.
    pub leads: u64,
    /// What it is worth, in the currency of `leads.currency`; `None` if it can't be said.
    pub price: Option<f64>,
    /// The figures it rests on.
    pub evidence: serde_json::Value,
    /// `high`, `medium` or `low`.
    pub confidence: String,
    /// What to try.
    pub attempt: String,
}

/// Something odd in the data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Warning {
    /// Stable name: `won_before_first_contact`.
    pub code: String,
    /// How many rows, values or columns.
    pub count: u64,
    /// Leads it touches (the first 20).
    pub leads: Vec<String>,
    /// The sentence: what is odd, and what it does to the figures.
    pub message: String,
    /// Table and column it is about.
    pub place: Option<String>,
}
