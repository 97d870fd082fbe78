//! Counting: which types can be counted together, and what comes to nothing that is a number.
//!
//! What the text alone tells (`1 / (2 - 2)`, the largest number and one more) is a mistake in it.
//! What depends on facts is for `evaluate`: it is not known then, and `explain` says why.

use super::evaluate::{self, Value};
use super::parse::Id;
use super::program::{Arithmetic, Step};
use super::slip::{Slip, code};
use super::subjects::Kind;
use super::tokens::At;
use super::types::{Checker, Typed};

impl Checker<'_> {
    /// Two parts with a sign of counting between them.
    pub(super) fn counted(&mut self, how: Arithmetic, sign: At, left: Id, right: Id) -> Typed {
        use Kind::{Instant, Length, Number, Whole};
        let (own, other) = (self.operand(left), self.operand(right));
        let (own, other) = (own?, other?);
        let kind = match (own, how, other) {
            (Whole, _, Whole) => Some(Whole),
            (Whole | Number, Arithmetic::Modulo, Whole | Number) => None,
            (Whole | Number, _, Whole | Number) => Some(Number),
            (Instant, Arithmetic::Minus, Instant) => Some(Length),
            (Instant, Arithmetic::Plus | Arithmetic::Minus, Length) => Some(Instant),
            (Length, Arithmetic::Plus, Instant) => Some(Instant),
            (Length, Arithmetic::Plus | Arithmetic::Minus, Length) => Some(Length),
            _ => None,
        };
        let Some(kind) = kind else {
            let message = format!(
                "{} is {}, {} is {}: they can't be counted together like this",
                self.shown(left),
                own.described(),
                self.shown(right),
                other.described()
            );
            let mend = match (own, other) {
                (Kind::Text, Kind::Text) => "Texts can't be joined here; compare them one by one.",
                (Whole | Number, Whole | Number) => "`%` takes whole numbers.",
                _ => "Count with numbers, or with instants and lengths of time.",
            };
            return self.wrong(Slip::error(sign, code::TYPE, message, mend));
        };
        self.can_be_counted(how, left, right)?;
        Some((Step::Count(how, left, right), Some(kind)))
    }

    /// Says so if the text alone tells that this can't be counted, whatever the facts.
    fn can_be_counted(&mut self, how: Arithmetic, left: Id, right: Id) -> Option<()> {
        let divides = matches!(how, Arithmetic::Over | Arithmetic::Modulo);
        let (own, other) = (self.fixed(left), self.fixed(right));
        let zero = match other {
            Some(Value::Whole(number)) => number == 0,
            Some(Value::Number(number)) => number == 0.0,
            _ => false,
        };
        if zero && divides {
            return self.wrong(Slip::error(
                self.at(right),
                code::DIVISION_BY_ZERO,
                "nothing can be divided by zero",
                "Divide by another number.",
            ));
        }
        let (Some(own), Some(other)) = (own, other) else {
            return Some(());
        };
        if evaluate::why_not(how, own, other).is_none() {
            return Some(());
        }
        let at = self.at(left).to(self.at(right));
        self.too_large(at)
    }

    pub(super) fn too_large<T>(&mut self, at: At) -> Option<T> {
        self.wrong(Slip::error(
            at,
            code::OVERFLOW,
            "this comes to more than can be counted",
            "Whole numbers go up to 9223372036854775807, instants up to the year 9999.",
        ))
    }

    /// What a part comes to whatever the facts, where it is put together of values only.
    pub(super) fn fixed(&self, id: Id) -> Option<Value<'_>> {
        match &self.steps[usize::from(id)] {
            Step::Constant(constant) => Some(evaluate::of(constant)),
            Step::Count(how, left, right) => {
                evaluate::count(*how, self.fixed(*left)?, self.fixed(*right)?)
            }
            Step::Minus(inner) => evaluate::minus(self.fixed(*inner)?),
            _ => None,
        }
    }
}
