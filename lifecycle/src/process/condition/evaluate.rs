//! Evaluate: what a program says of the facts. `None` is "not known".
//!
//! Takes no memory of its own (a pattern keeps a scratch of bounded size). What can't be counted (overflow, division by
//! zero, a fact of another type than declared) is not known, never a panic.

use super::program::{Arithmetic, Comparison, Constant, Program, Step};
use super::subjects::Kind;
use super::{Datum, Facts};
use jiff::{SignedDuration, Timestamp};
use std::cmp::Ordering;

/// A value on the way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    YesNo(bool),
    Whole(i64),
    Number(f64),
    Text(&'a str),
    Instant(Timestamp),
    Length(SignedDuration),
    Words(&'a [String]),
}

/// Yes, no, or not known.
pub(super) fn answer(program: &Program, facts: &dyn Facts) -> Option<bool> {
    Asking { program, facts }.yes_no(program.root)
}

/// What one part comes to.
pub(super) fn value<'a>(program: &'a Program, id: u16, facts: &'a dyn Facts) -> Option<Value<'a>> {
    Asking { program, facts }.value(id)
}

struct Asking<'a> {
    program: &'a Program,
    facts: &'a dyn Facts,
}

impl<'a> Asking<'a> {
    fn step(&self, id: u16) -> &'a Step {
        &self.program.steps[usize::from(id)]
    }

    fn yes_no(&self, id: u16) -> Option<bool> {
        match self.value(id)? {
            Value::YesNo(yes) => Some(yes),
            _ => None,
        }
    }

    fn text(&self, id: u16) -> Option<&'a str> {
        match self.value(id)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn value(&self, id: u16) -> Option<Value<'a>> {
        let yes = match self.step(id) {
            Step::Constant(constant) => return Some(of(constant)),
            Step::Ask(subject, kind) => return known(self.facts.fact(*subject)?, *kind),
            Step::Has(subject) => self.facts.fact(*subject).is_some(),
            Step::Not(inner) => !self.yes_no(*inner)?,
            Step::And(left, right) => match self.yes_no(*left) {
                Some(false) => false,
                // What isn't known still is `false` beside a `false`, as CEL says of errors.
                left => match (left, self.yes_no(*right)?) {
                    (_, false) => false,
                    (Some(_), true) => true,
                    (None, true) => return None,
                },
            },
            Step::Or(left, right) => match self.yes_no(*left) {
                Some(true) => true,
                left => match (left, self.yes_no(*right)?) {
                    (_, true) => true,
                    (Some(_), false) => false,
                    (None, false) => return None,
                },
            },
            Step::Choice(asked, yes, no) => {
                let chosen = if self.yes_no(*asked)? { yes } else { no };
                return self.value(*chosen);
            }
            Step::Compare(comparison, left, right) => {
                compare(*comparison, self.value(*left)?, self.value(*right)?)?
            }
            Step::In(left, list) => {
                let left = self.value(*left)?;
                list.iter().any(|right| {
                    let right = self.value(*right);
                    right.and_then(|right| compare(Comparison::Equal, left, right)) == Some(true)
                })
            }
            Step::Among(left, right) => match self.value(*right)? {
                Value::Words(words) => {
                    let word = self.text(*left)?;
                    words.iter().any(|own| own == word)
                }
                _ => return None,
            },
            Step::Count(arithmetic, left, right) => {
                return count(*arithmetic, self.value(*left)?, self.value(*right)?);
            }
            Step::Minus(inner) => {
                return minus(self.value(*inner)?);
            }
            Step::Size(inner) => {
                let letters = self.text(*inner)?.chars().count();
                return i64::try_from(letters).ok().map(Value::Whole);
            }
            Step::StartsWith(text, with) => self.text(*text)?.starts_with(self.text(*with)?),
            Step::EndsWith(text, with) => self.text(*text)?.ends_with(self.text(*with)?),
            Step::Contains(text, what) => self.text(*text)?.contains(self.text(*what)?),
            Step::Matches(text, pattern) => pattern.is_match(self.text(*text)?),
            Step::List | Step::Wrong => return None,
        };
        Some(Value::YesNo(yes))
    }
}

pub(super) fn of(constant: &Constant) -> Value<'_> {
    match constant {
        Constant::YesNo(yes) => Value::YesNo(*yes),
        Constant::Whole(number) => Value::Whole(*number),
        Constant::Number(number) => Value::Number(*number),
        Constant::Text(text) => Value::Text(text),
        Constant::Instant(instant) => Value::Instant(*instant),
        Constant::Length(length) => Value::Length(*length),
    }
}

/// The fact, if it is of the type that was declared.
fn known(datum: Datum<'_>, kind: Kind) -> Option<Value<'_>> {
    match (kind, datum) {
        (Kind::YesNo, Datum::YesNo(yes)) => Some(Value::YesNo(yes)),
        (Kind::Whole, Datum::Integer(number)) => Some(Value::Whole(number)),
        (Kind::Number, Datum::Integer(number)) => Some(Value::Number(number as f64)),
        (Kind::Number, Datum::Number(number)) => finite(number),
        (Kind::Text, Datum::Text(text)) => Some(Value::Text(text)),
        (Kind::Instant, Datum::Instant(instant)) => Some(Value::Instant(instant)),
        (Kind::Words, Datum::Words(words)) => Some(Value::Words(words)),
        _ => None,
    }
}

fn finite<'a>(number: f64) -> Option<Value<'a>> {
    number.is_finite().then_some(Value::Number(number))
}

fn compare(comparison: Comparison, left: Value<'_>, right: Value<'_>) -> Option<bool> {
    let order = match (left, right) {
        (Value::YesNo(left), Value::YesNo(right)) => left.cmp(&right),
        (Value::Whole(left), Value::Whole(right)) => left.cmp(&right),
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(&right)?,
        (Value::Whole(left), Value::Number(right)) => exactly(left, right)?,
        (Value::Number(left), Value::Whole(right)) => exactly(right, left)?.reverse(),
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::Instant(left), Value::Instant(right)) => left.cmp(&right),
        (Value::Length(left), Value::Length(right)) => left.cmp(&right),
        _ => return None,
    };
    Some(match comparison {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::Unequal => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::More => order == Ordering::Greater,
        Comparison::MoreOrEqual => order != Ordering::Less,
    })
}

/// Compares without rounding: large whole numbers have no twin among the others.
pub(super) fn exactly(whole: i64, number: f64) -> Option<Ordering> {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0; // One more than the largest `i64`.
    if number >= BEYOND {
        return Some(Ordering::Less);
    }
    if number < -BEYOND {
        return Some(Ordering::Greater);
    }
    let below = number.floor();
    let rest = below.partial_cmp(&number)?;
    Some(whole.cmp(&(below as i64)).then(rest))
}

/// Why something can't be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Uncountable {
    DividedByZero,
    /// The number, instant or length is further out than any that there is.
    TooLarge,
}

/// What can't be counted of these facts, though all that it takes is known.
pub(super) fn uncountable(program: &Program, facts: &dyn Facts) -> Option<Uncountable> {
    let asking = Asking { program, facts };
    program.steps.iter().find_map(|step| match step {
        Step::Count(how, left, right) => {
            let (left, right) = (asking.value(*left)?, asking.value(*right)?);
            why_not(*how, left, right)
        }
        Step::Minus(inner) => {
            let value = asking.value(*inner)?;
            minus(value).is_none().then_some(Uncountable::TooLarge)
        }
        _ => None,
    })
}

/// Why these can't be counted together; `None` where they can.
pub(super) fn why_not(how: Arithmetic, left: Value<'_>, right: Value<'_>) -> Option<Uncountable> {
    if count(how, left, right).is_some() {
        return None;
    }
    let divides = matches!(how, Arithmetic::Over | Arithmetic::Modulo);
    Some(match right {
        Value::Whole(0) if divides => Uncountable::DividedByZero,
        Value::Number(number) if divides && number == 0.0 => Uncountable::DividedByZero,
        _ => Uncountable::TooLarge,
    })
}

pub(super) fn minus(value: Value<'_>) -> Option<Value<'_>> {
    match value {
        Value::Whole(number) => number.checked_neg().map(Value::Whole),
        Value::Number(number) => Some(Value::Number(-number)),
        Value::Length(length) => length.checked_neg().map(Value::Length),
        _ => None,
    }
}

pub(super) fn count<'a>(how: Arithmetic, left: Value<'_>, right: Value<'_>) -> Option<Value<'a>> {
    use Arithmetic::{Minus, Modulo, Over, Plus, Times};
    match (left, right) {
        (Value::Whole(left), Value::Whole(right)) => match how {
            Plus => left.checked_add(right),
            Minus => left.checked_sub(right),
            Times => left.checked_mul(right),
            Over => left.checked_div(right),
            Modulo => left.checked_rem(right),
        }
        .map(Value::Whole),
        (Value::Number(left), Value::Number(right)) => numbers(how, left, right),
        (Value::Whole(left), Value::Number(right)) => numbers(how, left as f64, right),
        (Value::Number(left), Value::Whole(right)) => numbers(how, left, right as f64),
        (Value::Instant(left), Value::Instant(right)) if how == Minus => {
            Some(Value::Length(left.duration_since(right)))
        }
        (Value::Instant(left), Value::Length(right)) => match how {
            Plus => left.checked_add(right).ok().map(Value::Instant),
            Minus => left.checked_sub(right).ok().map(Value::Instant),
            _ => None,
        },
        (Value::Length(left), Value::Instant(right)) if how == Plus => {
            right.checked_add(left).ok().map(Value::Instant)
        }
        (Value::Length(left), Value::Length(right)) => match how {
            Plus => left.checked_add(right).map(Value::Length),
            Minus => left.checked_sub(right).map(Value::Length),
            _ => None,
        },
        _ => None,
    }
}

fn numbers<'a>(how: Arithmetic, left: f64, right: f64) -> Option<Value<'a>> {
    finite(match how {
        Arithmetic::Plus => left + right,
        Arithmetic::Minus => left - right,
        Arithmetic::Times => left * right,
        Arithmetic::Over => left / right,
        Arithmetic::Modulo => return None,
    })
}
