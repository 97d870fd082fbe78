//! Lead filter: which leads, in which order, from where on.
//!
//! Columns come from the enums here, values are only ever bound.

use crate::db::{Connection, Failure, Sql, Value, args};
use crate::lead_row::{asked_words, cell_word, phase_word, plain};
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
    /// Open, and its next step is due at the first of these instants or later, and before the second.
    pub due_between: Option<(Timestamp, Timestamp)>,
    /// With (or without) moves that weren't drawn.
    pub exceptions: Option<bool>,
    /// Open, and put off (or not).
    pub snoozed: Option<bool>,
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
    /// It goes on in another lead.
    Merged,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Won,
        Self::Lost,
        Self::Disqualified,
        Self::Merged,
    ];

    /// The word in JSON and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Disqualified => "disqualified",
            Self::Merged => "merged",
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

impl SortBy {
    /// The column, which stands first in an index with `id` as its second.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::DueAt => "l.sort_due",
            Self::CapturedAt => "l.captured_at",
            Self::UpdatedAt => "l.updated_at",
            Self::Name => "l.sort_name",
            Self::Score => "l.sort_score",
            Self::Grade => "l.sort_grade",
            Self::Amount => "l.sort_amount",
        }
    }

    /// Whether that column holds text.
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Name | Self::Grade)
    }
}

impl Cursor {
    /// Reads a cursor of a list with this order; `None` where the text is none, or of another order.
    pub fn read(text: &str, sort: Sort) -> Option<Self> {
        if text.len() > 4096 || !text.len().is_multiple_of(2) {
            return None;
        }
        let bytes: Option<Vec<u8>> = (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
            .collect();
        let (order, key, id): (String, serde_json::Value, String) =
            serde_json::from_slice(&bytes?).ok()?;
        let key = match key {
            serde_json::Value::String(text) if sort.by.is_text() => Key::Text(text),
            serde_json::Value::Number(number) if !sort.by.is_text() => {
                Key::Number(number.as_i64()?)
            }
            _ => return None,
        };
        (order == sort.to_string()).then_some(Self { sort, key, id })
    }
}

impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let minus = if self.descending { "-" } else { "" };
        write!(f, "{minus}{}", self.by.word())
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = match &self.key {
            Key::Number(number) => serde_json::Value::from(*number),
            Key::Text(text) => serde_json::Value::from(text.as_str()),
        };
        let whole = serde_json::json!([self.sort.to_string(), key, self.id]);
        whole
            .to_string()
            .bytes()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
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

/// So many leads with a word are looked up one by one; of more, a list is walked through
/// until a page is full.
const FEW: i64 = 10_000;
/// Where leads come from, unless they are looked up by something else.
const ALL: &str = "leads l";
/// How many leads have a word that begins like this, counted up to a limit.
const COUNT: Sql<'_> = Sql {
    sqlite: r#"
        SELECT count(*)
          FROM (SELECT 1
                  FROM lead_words
                 WHERE lead_words MATCH '"' || replace($1, '"', '""') || '" *'
                 LIMIT $2)"#,
    postgres: r"
        SELECT count(*)
          FROM (SELECT 1
                  FROM leads
                 WHERE array_to_tsvector(string_to_array(ltrim(words), ' '))
                       @@ ('''' || replace(replace($1::text, '\', '\\'), '''', '''''') || ''':*')::tsquery
                 LIMIT $2) AS found",
};
/// Those leads, looked up before all else is asked of them.
const FOUND: Sql<'_> = Sql {
    sqlite: r#"
        (SELECT rowid AS number
           FROM lead_words
          WHERE lead_words MATCH '"' || replace({}, '"', '""') || '" *') AS found
        CROSS JOIN leads l"#,
    postgres: r"
        (SELECT id
           FROM leads
          WHERE array_to_tsvector(string_to_array(ltrim(words), ' '))
                @@ ('''' || replace(replace({}::text, '\', '\\'), '''', '''''') || ''':*')::tsquery
         OFFSET 0) AS found
        CROSS JOIN leads l",
};
const IS_FOUND: Sql<'_> = Sql {
    sqlite: "l.number = found.number",
    postgres: "l.id = found.id",
};

/// Stands before `stage` where stays are looked up by their lead. SQLite has no figures to
/// choose by and would go through all stays at the stage, for each lead anew; a `+` keeps it
/// from that index. PostgreSQL counts for itself.
pub(crate) const BY_LEAD: Sql<'_> = Sql {
    sqlite: "+",
    postgres: "",
};

/// A filter as a part of a statement: `FROM … WHERE …`.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    from: String,
    conditions: Vec<String>,
    pub(crate) args: Vec<Value<'static>>,
}

impl Selection {
    /// Reads the filter. Looks how many leads have the words asked for, to choose the way.
    pub(crate) async fn of(
        filter: &LeadFilter,
        connection: &mut Connection,
    ) -> Result<Self, Failure> {
        let mut selection = Self {
            from: ALL.to_owned(),
            ..Self::default()
        };
        selection.columns(filter);
        if let Some(text) = &filter.text {
            selection.words(text, connection).await?;
        }
        if let Some(reached) = &filter.reached {
            let stage = reached.as_str().to_owned();
            selection
                .stays("stage = {}", args![stage].into(), connection)
                .await?;
        }
        if let Some(moved) = &filter.moved {
            let since = moved.since.map_or(i64::MIN, Timestamp::as_microsecond);
            let (from, to) = (moved.from.as_str(), moved.to.as_str());
            selection
                .stays(
                    "stage = {} AND entered_at >= {} AND from_stage = {}",
                    args![to.to_owned(), since, from.to_owned()].into(),
                    connection,
                )
                .await?;
        }
        Ok(selection)
    }

    fn columns(&mut self, filter: &LeadFilter) {
        let text = |name: &str| name.to_owned();
        if let Some(status) = filter.status {
            self.and("l.status = {}", status.word().to_owned());
            // How a lead ended is its cell as well, and cells have an index.
            if status != Status::Open {
                self.and("l.cell = {}", status.word().to_owned());
            }
        }
        if let Some(stage) = &filter.stage {
            self.and("l.stage = {}", text(stage.as_str()));
        }
        if let Some(phase) = filter.phase {
            self.and("l.phase = {}", text(phase_word(phase)));
        }
        if let Some(owner) = &filter.owner {
            self.and("l.owner_id = {}", text(owner.as_str()));
        }
        if let Some(role) = &filter.role {
            self.and("l.role = {}", text(role.as_str()));
        }
        if let Some(channel) = &filter.channel {
            self.and("l.channel = {}", text(channel.as_str()));
        }
        if let Some(family) = filter.family {
            self.and("l.family = {}", text(family.word()));
        }
        if let Some(grade) = &filter.grade {
            self.and("l.sort_grade = {}", text(grade.as_str()));
        }
        if let Some(cell) = filter.cell {
            self.and("l.cell = {}", text(cell_word(cell)));
        }
        if let Some(now) = filter.overdue_at {
            self.and("l.status = 'open' AND l.sort_due < {}", now);
        }
        if let Some((from, to)) = filter.due_between {
            self.and_all(
                "l.status = 'open' AND l.sort_due >= {} AND l.sort_due < {}",
                args![from, to].into(),
            );
        }
        match filter.exceptions {
            Some(true) => self.conditions.push("l.exceptions > 0".to_owned()),
            Some(false) => self.conditions.push("l.exceptions = 0".to_owned()),
            None => {}
        }
        match filter.snoozed {
            Some(true) => self
                .conditions
                .push("l.snoozed_until IS NOT NULL".to_owned()),
            Some(false) => self
                .conditions
                .push("l.status = 'open' AND l.snoozed_until IS NULL".to_owned()),
            None => {}
        }
        if let Some(from) = filter.captured_from {
            self.and("l.captured_at >= {}", from);
        }
        if let Some(to) = filter.captured_to {
            self.and("l.captured_at < {}", to);
        }
        if let Some(version) = filter.process_version {
            self.and("l.process_version = {}", version);
        }
        if let Some(person) = &filter.person {
            self.and("l.person_id = {}", text(person.as_str()));
        }
        if let Some(company) = &filter.company {
            self.and("l.company_id = {}", text(company.as_str()));
        }
    }

    /// Leads with such a stay at a stage: few are looked up by it, of many each is asked.
    async fn stays(
        &mut self,
        condition: &str,
        values: Vec<Value<'static>>,
        connection: &mut Connection,
    ) -> Result<(), Failure> {
        let numbered = |first: usize| {
            (first..)
                .take(values.len())
                .fold(condition.to_owned(), |text, number| {
                    text.replacen("{}", &format!("${number}"), 1)
                })
        };
        let count = format!(
            "SELECT count(*) FROM (SELECT 1 FROM lead_stages WHERE {} LIMIT ${}) AS found",
            numbered(1),
            values.len() + 1
        );
        let mut args = values.clone();
        args.push((FEW + 1).into());
        let row = connection.row(&count, &args).await?;
        let found: i64 = row.map_or(Ok(0), |mut row| row.take(0))?;
        let stay = numbered(self.args.len() + 1);
        self.args.extend(values);
        if found <= FEW && self.from == ALL {
            self.from = format!(
                "(SELECT DISTINCT lead_id FROM lead_stages WHERE {stay}) AS hit CROSS JOIN {ALL}"
            );
            self.conditions.push("l.id = hit.lead_id".to_owned());
        } else {
            let own = connection.dialect(BY_LEAD);
            self.conditions.push(format!(
                "EXISTS (SELECT 1 FROM lead_stages s WHERE s.lead_id = l.id AND {own}{stay})"
            ));
        }
        Ok(())
    }

    async fn words(&mut self, text: &str, connection: &mut Connection) -> Result<(), Failure> {
        let mut words: Vec<String> = asked_words(text).into_iter().collect();
        if words.is_empty() {
            // Somebody looks for signs that no word has: nothing is found by them.
            if !text.trim().is_empty() {
                self.conditions.push("1 = 0".to_owned());
            }
            return Ok(());
        }
        let sets: Vec<Vec<Value<'_>>> = words
            .iter()
            .map(|word| args![word.as_str(), FEW + 1].into())
            .collect();
        let mut rarest = (FEW + 1, 0);
        let counts = connection.rows_many(COUNT, &sets).await?;
        for (at, mut rows) in counts.into_iter().enumerate() {
            let found: i64 = rows.first_mut().map_or(Ok(0), |row| row.take(0))?;
            rarest = rarest.min((found, at));
        }
        if rarest.0 <= FEW {
            let word = self.bind(words.remove(rarest.1));
            self.from = connection.dialect(FOUND).replace("{}", &word);
            self.conditions
                .push(connection.dialect(IS_FOUND).to_owned());
        }
        for word in words {
            let word = word
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_");
            self.and("l.words LIKE {} ESCAPE '\\'", format!("% {word}%"));
        }
        Ok(())
    }

    /// Binds a value; says its number.
    pub(crate) fn bind(&mut self, value: impl Into<Value<'static>>) -> String {
        let value = match value.into() {
            // Nothing that is stored has a NUL, and PostgreSQL takes none.
            Value::Text(text) if text.contains('\0') => Value::from(plain(&text)),
            value => value,
        };
        self.args.push(value);
        format!("${}", self.args.len())
    }

    /// One more condition, with `{}` where its value stands.
    pub(crate) fn and(&mut self, condition: &'static str, value: impl Into<Value<'static>>) {
        self.and_all(condition, vec![value.into()]);
    }

    /// One more condition, with a `{}` for each value.
    pub(crate) fn and_all(&mut self, condition: &'static str, values: Vec<Value<'static>>) {
        let mut text = condition.to_owned();
        for value in values {
            let number = self.bind(value);
            text = text.replacen("{}", &number, 1);
        }
        self.conditions.push(text);
    }

    /// One more condition without values.
    pub(crate) fn and_fixed(&mut self, condition: String) {
        self.conditions.push(condition);
    }

    /// Whether all leads match.
    pub(crate) fn is_all(&self) -> bool {
        self.conditions.is_empty()
    }

    /// `FROM … WHERE …`
    pub(crate) fn clause(&self) -> String {
        if self.conditions.is_empty() {
            return format!("FROM {}", self.from);
        }
        format!("FROM {} WHERE {}", self.from, self.conditions.join(" AND "))
    }
}
