//! Columns: times, amounts and labels, one entry a row, with room for "not known".

/// Microseconds since 1970-01-01T00:00:00Z.
pub type Time = i64;

/// Microseconds in a second, an hour, a day.
pub const SECOND: Time = 1_000_000;
/// See [`SECOND`].
pub const HOUR: Time = 3_600 * SECOND;
/// See [`SECOND`].
pub const DAY: Time = 24 * HOUR;

/// A column of times, each known or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times(Vec<Time>); // Invariant: `Time::MIN` stands for "not known".

impl Times {
    /// A column of `n` unknown times.
    pub fn unknown(n: usize) -> Self {
        Self(vec![Time::MIN; n])
    }
    /// Adds a row.
    pub fn push(&mut self, time: Option<Time>) {
        self.0.push(time.unwrap_or(Time::MIN));
    }
    /// The time of a row; `None` where it isn't known or there is no such row.
    pub fn get(&self, row: usize) -> Option<Time> {
        self.0.get(row).copied().filter(|t| *t != Time::MIN)
    }
    /// Changes a row that exists; others are ignored.
    pub fn set(&mut self, row: usize, time: Option<Time>) {
        if let Some(slot) = self.0.get_mut(row) {
            *slot = time.unwrap_or(Time::MIN);
        }
    }
    /// How many rows.
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// No rows at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Row by row.
    pub fn iter(&self) -> impl Iterator<Item = Option<Time>> + '_ {
        self.0.iter().map(|t| (*t != Time::MIN).then_some(*t))
    }
    /// The known times only.
    pub fn known(&self) -> impl Iterator<Item = Time> + '_ {
        self.0.iter().copied().filter(|t| *t != Time::MIN)
    }
}

/// A column of amounts in ten-thousandths of a unit, each known or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moneys(Vec<i64>); // Invariant: `i64::MIN` stands for "not known".

impl Moneys {
    /// A column of `n` unknown amounts.
    pub fn unknown(n: usize) -> Self {
        Self(vec![i64::MIN; n])
    }
    /// Adds a row.
    pub fn push(&mut self, amount: Option<i64>) {
        self.0.push(amount.unwrap_or(i64::MIN));
    }
    /// The amount of a row; `None` where it isn't known or there is no such row.
    pub fn get(&self, row: usize) -> Option<i64> {
        self.0.get(row).copied().filter(|a| *a != i64::MIN)
    }
    /// Changes a row that exists; others are ignored.
    pub fn set(&mut self, row: usize, amount: Option<i64>) {
        if let Some(slot) = self.0.get_mut(row) {
            *slot = amount.unwrap_or(i64::MIN);
        }
    }
    /// How many rows.
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// No rows at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// The known amounts only.
    pub fn known(&self) -> impl Iterator<Item = i64> + '_ {
        self.0.iter().copied().filter(|a| *a != i64::MIN)
    }
}

/// Ten-thousandths as a plain number, for JSON and charts.
pub fn units(ten_thousandths: i128) -> f64 {
    ten_thousandths as f64 / 10_000.0
}

/// A column of texts, each text kept once. The empty text is a text of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    codes: Vec<u32>,
    names: Vec<String>,
    index: hashbrown::HashMap<String, u32, foldhash::fast::FixedState>,
}

impl Labels {
    /// A column without rows.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a row.
    pub fn push(&mut self, name: &str) {
        let code = self.code_for(name);
        self.codes.push(code);
    }
    /// Adds a row whose name has a code already (see [`Labels::code_for`]).
    pub fn push_code(&mut self, code: u32) {
        debug_assert!(
            (code as usize) < self.names.len(),
            "a code is made by code_for"
        );
        self.codes.push(code);
    }
    /// The code of a name, new or known.
    pub fn code_for(&mut self, name: &str) -> u32 {
        if let Some(code) = self.index.get(name) {
            return *code;
        }
        let code = u32::try_from(self.names.len())
            .expect("fewer than 4 billion distinct names fit into memory");
        self.names.push(name.to_owned());
        self.index.insert(name.to_owned(), code);
        code
    }
    /// The code of a name, if any row may have it.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.index.get(name).copied()
    }
    /// The name behind a code; empty for a code that was never made.
    pub fn name(&self, code: u32) -> &str {
        self.names.get(code as usize).map_or("", String::as_str)
    }
    /// All names, by code.
    pub fn names(&self) -> &[String] {
        &self.names
    }
    /// The codes, row by row.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }
    /// The text of a row; empty where there is no such row.
    pub fn get(&self, row: usize) -> &str {
        self.codes.get(row).map_or("", |code| self.name(*code))
    }
    /// The column of these rows; `None` is a row in which nothing stands. Names
    /// have codes in the order in which they come up.
    pub fn of_rows(&self, rows: impl Iterator<Item = Option<usize>>) -> Self {
        const UNUSED: u32 = u32::MAX;
        let mut picked = Self::new();
        let mut code_of = vec![UNUSED; self.names.len()];
        for row in rows {
            let known = row.and_then(|row| self.codes.get(row)).copied();
            let code = match known.and_then(|code| code_of.get_mut(code as usize).zip(known)) {
                Some((code, _)) if *code != UNUSED => *code,
                Some((new, code)) => {
                    *new = picked.code_for(self.name(code));
                    *new
                }
                None => picked.code_for(""),
            };
            picked.codes.push(code);
        }
        picked
    }
    /// How many rows.
    pub fn len(&self) -> usize {
        self.codes.len()
    }
    /// No rows at all.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}
