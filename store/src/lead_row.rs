//! Lead row: the columns of a lead, derived from its state in one place.

use crate::db::{Failure, Row, Value, args};
use crate::log::{json, of_json};
use crate::{Result, Status};
use jiff::Timestamp;
use lifecycle::lead::{Cell, Lead, Owner, Standing};
use lifecycle::names::{ChannelId, Grade, LeadId, ProcessId, RoleId, StageId};
use lifecycle::process::model::Phase;
use lifecycle::source::Family;
use lifecycle::value::Money;
use lifecycle::words::fold;
use std::collections::BTreeSet;

/// A lead as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadRow {
    /// Its id.
    pub id: LeadId,
    /// How many events it has.
    pub version: u32,
    /// How it stands.
    pub status: Status,
    /// Where it is, or ended.
    pub stage: StageId,
    /// How far it is.
    pub phase: Phase,
    /// Its cell of the balance sheet.
    pub cell: Cell,
    /// Who has it, or had it.
    pub owner: Owner,
    /// In which role; `None` once it ended.
    pub role: Option<RoleId>,
    /// What is to be done; `None` once it ended.
    pub next_step: Option<String>,
    /// Until when; `None` once it ended.
    pub due_at: Option<Timestamp>,
    /// Since when it is where it is.
    pub since: Timestamp,
    /// The process it runs under.
    pub process: ProcessId,
    /// And its version.
    pub process_version: u32,
    /// The family of its source.
    pub family: Family,
    /// The channel.
    pub channel: ChannelId,
    /// The campaign.
    pub campaign: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// Their mail address.
    pub email: Option<String>,
    /// Their company's name.
    pub company: Option<String>,
    /// Points for who they are.
    pub fit: i64,
    /// Points for what they did, as faded as they were at `updated_at`.
    pub engagement: i64,
    /// The grade that follows.
    pub grade: Option<Grade>,
    /// What it may be worth.
    pub amount: Option<Money>,
    /// When it came in.
    pub captured_at: Timestamp,
    /// When anything last happened.
    pub updated_at: Timestamp,
    /// How many of its moves weren't drawn.
    pub exceptions: u32,
    /// Until when it is put off, if it is.
    pub snoozed_until: Option<Timestamp>,
}

/// The columns that follow from a lead, `id` first and `state` last.
pub(crate) const DERIVED: [&str; 40] = [
    "id",
    "version",
    "status",
    "stage",
    "phase",
    "cell",
    "role",
    "owner_kind",
    "owner_id",
    "owner_name",
    "next_step",
    "due_at",
    "since",
    "ended_at",
    "process_id",
    "process_version",
    "family",
    "channel",
    "campaign",
    "person_id",
    "company_id",
    "name",
    "email",
    "company",
    "fit",
    "engagement",
    "grade",
    "amount",
    "currency",
    "captured_at",
    "updated_at",
    "words",
    "sort_due",
    "sort_name",
    "sort_score",
    "sort_grade",
    "sort_amount",
    "snoozed_until",
    "state",
    "wake_at",
];

/// Behind all instants: where ended leads are sorted by their due time.
const NEVER: i64 = i64::MAX;

/// The values of [`DERIVED`].
///
/// # Errors
/// Where the state can't be written as JSON.
pub(crate) fn values(lead: &Lead, wake_at: Option<Timestamp>) -> Result<Vec<Value<'static>>> {
    let (open, since, ended_at) = match &lead.standing {
        Standing::Open(here) => (Some(here), here.since, None),
        Standing::Ended { at, .. } | Standing::Merged { at, .. } => (None, *at, Some(*at)),
    };
    let (owner_kind, owner_id, owner_name) = match owner(lead) {
        Owner::Person { id, name } => ("person", id.as_str().to_owned(), plain(name)),
        Owner::Pool { of, stand_in } => ("pool", json(of)?, stand_in.as_str().to_owned()),
    };
    // As it was when anything last happened: a column doesn't fade.
    let fit = lead.score.fit(lead.last.at);
    let engagement = lead.score.engagement(lead.last.at);
    let name = lead.person.name.as_deref().map(plain);
    let email = lead.person.email.as_deref().map(plain);
    let company = lead
        .company
        .as_ref()
        .and_then(|company| company.name.as_deref());
    let company = company.map(plain);
    let called = [&name, &company, &email].into_iter().flatten().next();
    let sort_name = called.map(|called| fold(called.trim())).unwrap_or_default();
    let due_at = open.map(|here| here.next_step.due_at);
    let amount = lead.amount.as_ref();
    Ok(args![
        lead.id.as_str().to_owned(),
        lead.version,
        lead.status().to_owned(),
        lead.stage().as_str().to_owned(),
        phase_word(lead.phase()).to_owned(),
        cell_word(lead.cell()).to_owned(),
        open.map(|here| here.role.as_str().to_owned()),
        owner_kind.to_owned(),
        owner_id,
        owner_name,
        open.map(|here| plain(&here.next_step.title)),
        due_at,
        since,
        ended_at,
        lead.process.as_str().to_owned(),
        lead.process_version,
        lead.source.family.word().to_owned(),
        plain(lead.source.channel.as_str()),
        lead.source.campaign.as_deref().map(plain),
        lead.person.id.as_ref().map(|id| id.as_str().to_owned()),
        lead.company
            .as_ref()
            .and_then(|company| company.id.as_ref())
            .map(|id| id.as_str().to_owned()),
        name.clone(),
        email.clone(),
        company.clone(),
        fit,
        engagement,
        lead.score
            .grade
            .as_ref()
            .map(|grade| grade.as_str().to_owned()),
        amount.map(|money| money.ten_thousandths),
        amount.map(|money| plain(&money.currency)),
        lead.captured_at,
        lead.last.at,
        joined(&words(lead)),
        due_at.map_or(NEVER, Timestamp::as_microsecond),
        sort_name,
        fit.saturating_add(engagement),
        lead.score
            .grade
            .as_ref()
            .map_or("~", Grade::as_str)
            .to_owned(),
        amount.map_or(-1, |money| money.ten_thousandths),
        open.and_then(|here| here.snooze.as_ref().map(|snooze| snooze.until)),
        json(lead)?,
        wake_at,
    ]
    .into())
}

/// What a list shows, in the order in which [`LeadRow::read`] reads it.
pub(crate) const SHOWN: &str = "l.id, l.version, l.status, l.stage, l.phase, l.cell, l.role,
    l.owner_kind, l.owner_id, l.owner_name, l.next_step, l.due_at, l.since, l.process_id,
    l.process_version, l.family, l.channel, l.campaign, l.name, l.email, l.company, l.fit,
    l.engagement, l.grade, l.amount, l.currency, l.captured_at, l.updated_at, l.exceptions, l.snoozed_until";
/// How many columns [`SHOWN`] has.
pub(crate) const SHOWN_COLUMNS: usize = 30;

impl LeadRow {
    pub(crate) fn read(row: &mut Row) -> Result<Self, Failure> {
        let damaged = |what: &str, word: &str| Failure::Damaged(format!("`{word}` is no {what}"));
        let status: String = row.take(2)?;
        let phase: String = row.take(4)?;
        let cell: String = row.take(5)?;
        let family: String = row.take(15)?;
        let kind: String = row.take(7)?;
        let (owner_id, owner_name): (String, String) = (row.take(8)?, row.take(9)?);
        let (amount, currency): (Option<i64>, Option<String>) = (row.take(24)?, row.take(25)?);
        Ok(Self {
            id: row.take::<String>(0)?.into(),
            version: row.take(1)?,
            status: Status::of_word(&status).ok_or_else(|| damaged("status", &status))?,
            stage: row.take::<String>(3)?.into(),
            phase: PHASES
                .into_iter()
                .find(|known| phase_word(*known) == phase)
                .ok_or_else(|| damaged("phase", &phase))?,
            cell: cell_of_word(&cell).ok_or_else(|| damaged("cell", &cell))?,
            role: row.take::<Option<String>>(6)?.map(Into::into),
            owner: if kind == "person" {
                Owner::Person {
                    id: owner_id.into(),
                    name: owner_name,
                }
            } else {
                Owner::Pool {
                    of: of_json(&owner_id)?,
                    stand_in: owner_name.into(),
                }
            },
            next_step: row.take(10)?,
            due_at: row.take(11)?,
            since: row.take(12)?,
            process: row.take::<String>(13)?.into(),
            process_version: row.take(14)?,
            family: FAMILIES
                .into_iter()
                .find(|known| known.word() == family)
                .ok_or_else(|| damaged("family", &family))?,
            channel: row.take::<String>(16)?.into(),
            campaign: row.take(17)?,
            name: row.take(18)?,
            email: row.take(19)?,
            company: row.take(20)?,
            fit: row.take(21)?,
            engagement: row.take(22)?,
            grade: row.take::<Option<String>>(23)?.map(Into::into),
            amount: amount
                .zip(currency)
                .map(|(ten_thousandths, currency)| Money {
                    ten_thousandths,
                    currency,
                }),
            captured_at: row.take(26)?,
            updated_at: row.take(27)?,
            exceptions: row.take(28)?,
            snoozed_until: row.take(29)?,
        })
    }
}

/// Who has the lead, or had it.
pub(crate) fn owner(lead: &Lead) -> &Owner {
    match &lead.standing {
        Standing::Open(here) => &here.owner,
        Standing::Ended { owner, .. } | Standing::Merged { owner, .. } => owner,
    }
}

/// A text for a column of its own: PostgreSQL knows no NUL there.
pub(crate) fn plain(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

const FAMILIES: [Family; 5] = [
    Family::Campaign,
    Family::Event,
    Family::Referral,
    Family::Prospecting,
    Family::Unknown,
];

const PHASES: [Phase; 4] = [
    Phase::Lead,
    Phase::Prospect,
    Phase::Opportunity,
    Phase::Customer,
];

/// The word of a phase, as in the process document.
pub(crate) fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Lead => "lead",
        Phase::Prospect => "prospect",
        Phase::Opportunity => "opportunity",
        Phase::Customer => "customer",
    }
}

/// All cells, in their order.
pub(crate) const CELLS: [Cell; 8] = [
    Cell::Waiting,
    Cell::Followed,
    Cell::Returned,
    Cell::Nurtured,
    Cell::Won,
    Cell::Lost,
    Cell::Disqualified,
    Cell::Merged,
];

/// The word of a cell, as in JSON.
pub(crate) fn cell_word(cell: Cell) -> &'static str {
    match cell {
        Cell::Waiting => "waiting",
        Cell::Followed => "followed",
        Cell::Returned => "returned",
        Cell::Nurtured => "nurtured",
        Cell::Won => "won",
        Cell::Lost => "lost",
        Cell::Disqualified => "disqualified",
        Cell::Merged => "merged",
    }
}

pub(crate) fn cell_of_word(word: &str) -> Option<Cell> {
    CELLS.into_iter().find(|cell| cell_word(*cell) == word)
}

/// A lead has no more words than this, and a word no more letters.
const MOST_WORDS: usize = 24;
const LONGEST_WORD: usize = 80;

/// The words by which a lead is found.
pub(crate) fn words(lead: &Lead) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    if let Some(email) = &lead.person.email {
        let email: String = fold(email).split_whitespace().collect();
        // Of the domain all but `com`: everybody has that.
        let (local, domain) = email.split_once('@').unwrap_or((&email, ""));
        let domain = domain.rsplit_once('.').map_or("", |(rest, _)| rest);
        words.extend(split(local).chain(split(domain)));
        words.insert(shortened(&email));
    }
    let company = lead
        .company
        .as_ref()
        .and_then(|company| company.name.as_deref());
    for name in [lead.person.name.as_deref(), company].into_iter().flatten() {
        words.extend(split(&fold(name)));
    }
    words.remove("");
    words.into_iter().take(MOST_WORDS).collect()
}

/// The words as one text, a space before each.
pub(crate) fn joined(words: &BTreeSet<String>) -> String {
    words.iter().flat_map(|word| [" ", word.as_str()]).collect()
}

/// The words of what somebody looks for; a mail address is one.
pub(crate) fn asked_words(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let mut words = BTreeSet::new();
    for part in folded.split_whitespace() {
        if part.contains('@') {
            words.insert(shortened(part));
        } else {
            words.extend(split(part));
        }
    }
    words.remove("");
    words.into_iter().take(MOST_WORDS).collect()
}

fn split(folded: &str) -> impl Iterator<Item = String> {
    folded
        .split(|letter: char| !letter.is_alphanumeric())
        .map(shortened)
}

fn shortened(word: &str) -> String {
    word.chars()
        .filter(|letter| *letter != '\0')
        .take(LONGEST_WORD)
        .collect()
}
