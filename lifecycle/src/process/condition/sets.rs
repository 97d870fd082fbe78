//! Sets: the values that a fact can have where a condition holds.

use std::collections::BTreeSet;

/// Some of the values of one type. Numbers, instants and lengths lie on a line of whole
/// points, so that each interval has a first and a last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Values {
    /// Intervals in order, apart from each other.
    Line(Vec<(i128, i128)>),
    /// These texts only.
    Of(BTreeSet<String>),
    /// All texts but these.
    AllBut(BTreeSet<String>),
}

impl Values {
    /// One interval; nothing if it ends before it begins.
    pub(super) fn between(first: i128, last: i128) -> Self {
        Self::Line(if first <= last {
            vec![(first, last)]
        } else {
            Vec::new()
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Line(intervals) => intervals.is_empty(),
            Self::Of(words) => words.is_empty(),
            Self::AllBut(_) => false,
        }
    }

    /// How many intervals or words it is written with.
    pub(super) fn parts(&self) -> usize {
        match self {
            Self::Line(intervals) => intervals.len(),
            Self::Of(words) | Self::AllBut(words) => words.len(),
        }
    }

    /// What is in both. Of values of two types, nothing can be said: the narrower guess
    /// would be unsound, so it is the first.
    pub(super) fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Line(own), Self::Line(other)) => {
                let mut both = Vec::new();
                for (first, last) in own {
                    for (from, to) in other {
                        let (first, last) = (*first.max(from), *last.min(to));
                        if first <= last {
                            both.push((first, last));
                        }
                    }
                }
                Self::Line(both)
            }
            (Self::Of(own), Self::Of(other)) => Self::Of(own & other),
            (Self::Of(own), Self::AllBut(other)) => Self::Of(own - other),
            (Self::AllBut(own), Self::Of(other)) => Self::Of(other - own),
            (Self::AllBut(own), Self::AllBut(other)) => Self::AllBut(own | other),
            _ => self.clone(),
        }
    }

    /// What is in the first and not in the other.
    pub(super) fn without(&self, other: &Self) -> Self {
        match other {
            Self::Of(words) => self.and(&Self::AllBut(words.clone())),
            Self::AllBut(words) => self.and(&Self::Of(words.clone())),
            Self::Line(intervals) => {
                let mut gaps = Vec::new();
                let mut from = i128::MIN;
                let mut open = true;
                for (first, last) in intervals {
                    if from < *first {
                        gaps.push((from, first - 1));
                    }
                    match last.checked_add(1) {
                        Some(next) => from = next,
                        None => open = false,
                    }
                }
                if open {
                    gaps.push((from, i128::MAX));
                }
                self.and(&Self::Line(gaps))
            }
        }
    }
}

/// A number as a point on the line: larger numbers lie further on, neighbours beside each other.
pub(super) fn point(number: f64) -> i128 {
    let number = if number == 0.0 { 0.0 } else { number };
    let bits = i128::from(number.to_bits() & (u64::MAX >> 1));
    if number.is_sign_negative() {
        -bits
    } else {
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::{Values, point};

    #[test]
    fn numbers_keep_their_order_on_the_line() {
        let numbers = [
            f64::MIN,
            -1.5,
            -1.0,
            -0.0,
            0.0,
            5e-324,
            1.0,
            1.000_000_1,
            f64::MAX,
        ];
        for pair in numbers.windows(2) {
            assert_eq!(
                pair[0] < pair[1],
                point(pair[0]) < point(pair[1]),
                "{pair:?}"
            );
        }
        assert_eq!(point(0.0) + 1, point(5e-324));
    }

    #[test]
    fn what_is_taken_away_is_gone_and_the_rest_stays() {
        let all = Values::between(0, 10);
        let middle = Values::between(3, 5);
        assert_eq!(all.without(&middle), Values::Line(vec![(0, 2), (6, 10)]));
        assert!(middle.without(&all).is_empty());
        assert_eq!(
            all.without(&middle).and(&Values::between(2, 6)),
            Values::Line(vec![(2, 2), (6, 6)])
        );
    }
}
