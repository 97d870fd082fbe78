//! Digits: a number with its marks, before anybody says what the marks mean.

use super::Mark;

/// How many of the last digits are decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decimals {
    Certain {
        count: u32,
        evidence: Option<Mark>,
    },
    /// `1.234`: three of them, or none.
    EitherPoint,
    /// `1,234`
    EitherComma,
}

/// A number as written: its digits as a whole, and where its marks stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digits {
    /// All digits, marks left out.
    value: u128,
    count: u32,
    grouped: bool,
    decimals: Decimals,
    /// Of `1.2e3`.
    exponent: i32,
}

/// More digits than any amount has; as many as always fit a `u128`.
const MOST_DIGITS: u32 = 36;

/// A mark between digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    Point,
    Comma,
    /// A space of any width, an apostrophe, an underscore: thousands only.
    Thousands(char),
}

/// Reads digits and the marks between them: they, and the rest of the text.
pub(super) fn read(text: &str) -> Option<(Digits, &str)> {
    let mut run = Runs::default();
    let mut rest = text;
    loop {
        rest = run.digits(rest)?;
        let Some((mark, behind)) = between(rest) else {
            break;
        };
        // A mark without a digit behind it belongs to the text: `1.200,-`.
        if !behind.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            break;
        }
        run.mark(mark)?;
        rest = behind;
    }
    if run.count == 0 {
        return None;
    }
    let (ending, rest) = round_ending(rest);
    let (exponent, rest) = exponent(rest, run.marks > 0)?;
    let digits = Digits {
        value: run.value,
        count: run.count,
        grouped: run.grouping.is_some(),
        decimals: run.decimals(ending)?,
        exponent,
    };
    Some((digits, rest))
}

impl Digits {
    pub(super) fn decimals(&self) -> Decimals {
        match self.decimals {
            // `1.234e5` isn't how thousands are written.
            Decimals::EitherPoint if self.exponent != 0 => certain(3, Mark::Point),
            Decimals::EitherComma if self.exponent != 0 => certain(3, Mark::Comma),
            decimals => decimals,
        }
    }

    pub(super) fn has_marks(&self) -> bool {
        self.grouped || !matches!(self.decimals, Decimals::Certain { evidence: None, .. })
    }

    /// Seven and more digits without decimals: with a `+`, that is a phone.
    pub(super) fn looks_like_phone(&self) -> bool {
        self.count >= 7 && matches!(self.decimals, Decimals::Certain { evidence: None, .. })
    }

    /// The number in ten-thousandths, times ten to the power of `zeros`.
    pub(super) fn ten_thousandths(&self, decimals: u32, zeros: u32) -> Option<i64> {
        let scale = i32::try_from(zeros).ok()? + 4 - i32::try_from(decimals).ok()? + self.exponent;
        if self.value == 0 {
            return Some(0);
        }
        let power = |scale: u32| 10u128.checked_pow(scale);
        let value = if scale >= 0 {
            self.value.checked_mul(power(scale.unsigned_abs())?)?
        } else {
            match power(scale.unsigned_abs()) {
                Some(unit) => half_to_even(self.value, unit),
                None => 0,
            }
        };
        i64::try_from(value).ok()
    }

    pub(super) fn number(&self, decimals: u32) -> Option<f64> {
        let scale = self.exponent - i32::try_from(decimals).ok()?;
        // Parsed, not multiplied: so 0.1 is the nearest number to a tenth.
        let number: f64 = format!("{}e{scale}", self.value).parse().ok()?;
        number.is_finite().then_some(number)
    }
}

fn half_to_even(value: u128, unit: u128) -> u128 {
    let (whole, rest) = (value / unit, value % unit);
    let up = match rest.cmp(&(unit / 2)) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => whole % 2 == 1,
    };
    whole + u128::from(up)
}

fn certain(count: u32, mark: Mark) -> Decimals {
    let evidence = Some(mark);
    Decimals::Certain { count, evidence }
}

fn between(rest: &str) -> Option<(Between, &str)> {
    let mut letters = rest.chars();
    let mark = match letters.next()? {
        '.' => Between::Point,
        ',' => Between::Comma,
        ' ' | '\u{A0}' | '\u{2007}'..='\u{200A}' | '\u{202F}' => Between::Thousands(' '),
        '\'' | '\u{2019}' | '\u{B4}' => Between::Thousands('\''),
        '_' => Between::Thousands('_'),
        _ => return None,
    };
    Some((mark, letters.as_str()))
}

/// Runs of digits and the marks between them, as they go by.
#[derive(Default)]
struct Runs {
    value: u128,
    count: u32,
    leading_zero: bool,
    /// Digits of the first run.
    first: u32,
    /// Digits of the current run.
    current: u32,
    marks: u32,
    grouping: Option<Between>,
    /// The mark that can only stand before decimals.
    decimal: Option<Between>,
    /// A run behind the first had two digits, as India groups.
    indian: bool,
}

impl Runs {
    fn digits<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let length = text.bytes().take_while(u8::is_ascii_digit).count();
        let (run, rest) = text.split_at_checked(length)?;
        if self.marks == 0 {
            self.leading_zero = run.starts_with('0');
        }
        self.current = u32::try_from(length).ok()?;
        self.count += self.current;
        if self.count > MOST_DIGITS {
            return None;
        }
        for digit in run.bytes() {
            self.value = self.value * 10 + u128::from(digit - b'0');
        }
        if self.marks == 0 {
            self.first = self.current;
        }
        Some(rest)
    }

    /// A mark with a further run behind it.
    fn mark(&mut self, mark: Between) -> Option<()> {
        if self.decimal.is_some() {
            return None;
        }
        self.marks += 1;
        if self.marks == 1 {
            self.grouping = Some(mark);
            return Some(());
        }
        // The run that now ends was a group of thousands, whatever comes.
        self.group()?;
        if self.grouping != Some(mark) {
            if matches!(mark, Between::Thousands(_)) {
                return None;
            }
            // A group of two is only good before one of three.
            if self.indian && self.current != 3 {
                return None;
            }
            self.decimal = Some(mark);
        }
        Some(())
    }

    /// Checks the run that ends as one of several groups.
    fn group(&mut self) -> Option<()> {
        match self.current {
            3 => Some(()),
            2 if self.grouping == Some(Between::Comma) => {
                self.indian = true;
                Some(())
            }
            _ => None,
        }
    }

    /// What the marks mean, with the `ending` of `1.200,-` as a mark without digits.
    fn decimals(&mut self, ending: Option<Mark>) -> Option<Decimals> {
        let none = |evidence| Some(Decimals::Certain { count: 0, evidence });
        let Some(grouping) = self.grouping else {
            return none(ending);
        };
        let told = match grouping {
            Between::Point => Some(Mark::Comma),
            Between::Comma => Some(Mark::Point),
            Between::Thousands(_) => None,
        };
        if let Some(decimal) = self.decimal {
            let evidence = match decimal {
                Between::Comma => Mark::Comma,
                _ => Mark::Point,
            };
            self.begins_group()?;
            return ending.is_none().then_some(certain(self.current, evidence));
        }
        if self.marks > 1 || told.is_none() || ending.is_some() {
            self.group()?;
            self.begins_group()?;
            if self.current != 3 || (ending.is_some() && told.is_some() && told != ending) {
                return None;
            }
            return none(ending.or(told));
        }
        let may_group = self.current == 3 && (1..=3).contains(&self.first) && !self.leading_zero;
        Some(match (grouping, may_group) {
            (Between::Point, true) => Decimals::EitherPoint,
            (Between::Comma, true) => Decimals::EitherComma,
            (Between::Point, false) => certain(self.current, Mark::Point),
            _ => certain(self.current, Mark::Comma),
        })
    }

    /// Whether the first run may stand before groups: no zero, and no longer
    /// than the groups themselves.
    fn begins_group(&self) -> Option<()> {
        let longest = if self.indian { 2 } else { 3 };
        ((1..=longest).contains(&self.first) && !self.leading_zero).then_some(())
    }
}

/// `1.200,-`, `CHF 1'200.–`, `1,200/-`: nothing behind the mark, and said so.
fn round_ending(rest: &str) -> (Option<Mark>, &str) {
    const ENDINGS: [(&str, Option<Mark>); 3] = [
        (".", Some(Mark::Point)),
        (",", Some(Mark::Comma)),
        ("/", None),
    ];
    for (mark, evidence) in ENDINGS {
        if let Some(dashes) = rest.strip_prefix(mark) {
            let behind = dashes.trim_start_matches(['-', '\u{2013}', '\u{2014}', '\u{2012}']);
            if behind.len() < dashes.len() {
                return (evidence, behind);
            }
        }
    }
    (None, rest)
}

/// `e3`, `E+05`. Without a mark in the number or a sign behind the `e` it may be
/// an id (`12e4`), and stays.
fn exponent(rest: &str, marked: bool) -> Option<(i32, &str)> {
    let Some(power) = rest.strip_prefix(['e', 'E']) else {
        return Some((0, rest));
    };
    let unsigned = power.strip_prefix(['+', '-']).unwrap_or(power);
    let length = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 || (power.len() == unsigned.len() && !marked) {
        return Some((0, rest));
    }
    let (digits, behind) = unsigned.split_at_checked(length)?;
    let exponent: i32 = digits.parse().ok().filter(|power| *power <= 400)?;
    let exponent = if power.starts_with('-') {
        -exponent
    } else {
        exponent
    };
    Some((exponent, behind))
}
