//! Kinds: what the values of a column look like, each value weighed by its rows.

use exports::cell::{date, mail, money, phone, word};

/// Rows (or sampled rows) by what their cell looks like. A cell may look like
/// several things: `20210415` is a number and a date.
#[derive(Debug, Clone, Default)]
pub struct Kinds {
    /// Filled cells that were looked at.
    pub of: u64,
    /// Dates, whichever spelling.
    pub date: u64,
    /// Dates with a time of day.
    pub timed: u64,
    /// Dates that can only be day first, only month first, or either.
    pub day_first: u64,
    /// See `day_first`.
    pub month_first: u64,
    /// See `day_first`.
    pub either: u64,
    /// Bare numbers that could count days or seconds.
    pub counted: u64,
    /// Plain numbers and amounts.
    pub number: u64,
    /// Numbers with a currency.
    pub money: u64,
    /// Amounts that prove a decimal point, a decimal comma, or neither because
    /// three digits follow their only mark: a comma (then a point would be the
    /// decimal mark) or a point.
    pub decimal_point: u64,
    /// See `decimal_point`.
    pub decimal_comma: u64,
    /// See `decimal_point`.
    pub three_after_comma: u64,
    /// See `decimal_point`.
    pub three_after_point: u64,
    /// Yes or no.
    pub yes_no: u64,
    /// Mail addresses.
    pub mail: u64,
    /// Phone numbers.
    pub phone: u64,
    /// Words for an outcome: won, lost, disqualified, open.
    pub outcome: [u64; 4],
    /// Words for "not chosen", "not known".
    pub placeholder: u64,
    /// Spellings of the dates, with the rows in each.
    pub spellings: Vec<(date::Spelling, u64)>,
    /// Characters in the longest cell.
    pub longest: usize,
}

impl Kinds {
    /// Looks at a cell that stands in `rows` rows.
    pub fn add(&mut self, text: &str, rows: u64) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.of += rows;
        self.longest = self.longest.max(text.len());
        if text.len() > 200 {
            return; // Prose is none of these.
        }
        let is_number = money::read(text).inspect(|m| {
            self.number += rows;
            self.money += if m.currency.is_some() { rows } else { 0 };
            match m.reading {
                money::Reading::Certain {
                    evidence: Some(money::Mark::Point),
                    ..
                } => self.decimal_point += rows,
                money::Reading::Certain {
                    evidence: Some(money::Mark::Comma),
                    ..
                } => self.decimal_comma += rows,
                money::Reading::Certain { .. } => {}
                money::Reading::Either { point, comma } if point.0.abs() > comma.0.abs() => {
                    self.three_after_comma += rows;
                }
                money::Reading::Either { .. } => self.three_after_point += rows,
            }
        });
        if let Some((reading, spelling)) = date::read(text) {
            self.date += rows;
            let moment = match reading {
                date::Reading::Certain { moment, evidence } => {
                    match evidence {
                        Some(date::Order::DayFirst) => self.day_first += rows,
                        Some(date::Order::MonthFirst) => self.month_first += rows,
                        None => {}
                    }
                    moment
                }
                date::Reading::Either { day_first, .. } => {
                    self.either += rows;
                    day_first
                }
            };
            if !matches!(moment, date::Moment::Day(_)) {
                self.timed += rows;
            }
            match self.spellings.iter_mut().find(|(s, _)| *s == spelling) {
                Some((_, n)) => *n += rows,
                None => self.spellings.push((spelling, rows)),
            }
        } else if is_number.is_some() && date::counted(text).is_some() {
            self.counted += rows;
        }
        if word::yes_no(text).is_some() {
            self.yes_no += rows;
        }
        if word::placeholder(text) {
            self.placeholder += rows;
        }
        if text.len() <= 80 && is_number.is_none() {
            if let Some(outcome) = word::outcome(text) {
                let slot = match outcome {
                    word::Outcome::Won => 0,
                    word::Outcome::Lost => 1,
                    word::Outcome::Disqualified => 2,
                    word::Outcome::Open => 3,
                };
                self.outcome[slot] += rows;
            }
            if mail::read(text).is_some() {
                self.mail += rows;
            } else if phone::looks_like(text) {
                self.phone += rows;
            }
        } else if phone::looks_like(text) {
            self.phone += rows;
        }
    }

    /// A share of the cells looked at, 0 to 1.
    pub fn share(&self, rows: u64) -> f64 {
        if self.of == 0 {
            0.0
        } else {
            rows as f64 / self.of as f64
        }
    }

    /// As good as all cells are dates.
    pub fn is_date(&self) -> bool {
        self.of > 0 && self.share(self.date) >= 0.8
    }

    /// As good as all cells are numbers (and not dates).
    pub fn is_number(&self) -> bool {
        self.of > 0 && self.share(self.number) >= 0.95 && !self.is_date()
    }

    /// The decimal mark that the column's amounts are written with. Where none
    /// proves it but many all have three digits behind their only mark, these
    /// are thousands: decimals would vary.
    pub fn decimal_mark(&self) -> Option<money::Mark> {
        match (self.decimal_point > 0, self.decimal_comma > 0) {
            (true, false) => Some(money::Mark::Point),
            (false, true) => Some(money::Mark::Comma),
            (true, true) => None,
            (false, false) if self.three_after_comma >= 5 && self.three_after_point == 0 => {
                Some(money::Mark::Point)
            }
            (false, false) if self.three_after_point >= 5 && self.three_after_comma == 0 => {
                Some(money::Mark::Comma)
            }
            (false, false) => None,
        }
    }

    /// The order of day and month that the column proves; `None` if none or both.
    pub fn date_order(&self) -> Option<date::Order> {
        match (self.day_first > 0, self.month_first > 0) {
            (true, false) => Some(date::Order::DayFirst),
            (false, true) => Some(date::Order::MonthFirst),
            _ => None,
        }
    }

    /// The spellings of the dates, most frequent first: `04/03/2021` counts with
    /// `25/03/2021` where the column proves that the day comes first.
    pub fn date_spellings(&self) -> Vec<(date::Spelling, u64)> {
        let order = self.date_order();
        let mut settled: Vec<(date::Spelling, u64)> = Vec::new();
        for (spelling, rows) in &self.spellings {
            let spelling = order.map_or(*spelling, |order| spelling.settled(order));
            match settled.iter_mut().find(|(s, _)| *s == spelling) {
                Some((_, n)) => *n += rows,
                None => settled.push((spelling, *rows)),
            }
        }
        settled.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        settled
    }

    /// As good as all cells say yes or no.
    pub fn is_yes_no(&self) -> bool {
        self.of > 0 && self.share(self.yes_no) >= 0.98
    }

    /// As good as all cells are mail addresses.
    pub fn is_mail(&self) -> bool {
        self.of > 0 && self.share(self.mail) >= 0.8
    }
}
