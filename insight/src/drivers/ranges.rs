//! Ranges: a number cut into parts with about as many leads each.

/// Parts of a number line in rising order. A value is in one of them only.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ranges {
    ranges: Vec<Range>,
}

/// Smallest and greatest number in a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) from: f64,
    pub(super) to: f64,
}

impl Ranges {
    /// Cuts sorted numbers into up to `most` ranges; fewer if many numbers are equal.
    pub(super) fn cut(sorted: &[f64], most: usize) -> Self {
        let mut ranges: Vec<Range> = Vec::with_capacity(most);
        let mut start = 0;
        for part in 1..=most {
            let end = sorted.len() * part / most;
            if end <= start {
                continue;
            }
            let (from, to) = (sorted[start], sorted[end - 1]);
            start += sorted[start..].partition_point(|value| *value <= to);
            ranges.push(Range { from, to });
        }
        Self { ranges }
    }

    /// The range of a number. One between two ranges belongs to the upper one,
    /// one beyond the last to the last. `None` for no number.
    pub(super) fn place_of(&self, value: f64) -> Option<usize> {
        let place = self.ranges.partition_point(|range| range.to < value);
        value
            .is_finite()
            .then(|| place.min(self.ranges.len().saturating_sub(1)))
    }

    pub(super) fn as_slice(&self) -> &[Range] {
        &self.ranges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_stay_together() {
        type Case<'a> = (&'a [f64], usize, &'a [(f64, f64)]);
        let table: [Case; 5] = [
            (&[], 4, &[]),
            (&[7.0], 4, &[(7.0, 7.0)]),
            (&[1.0, 2.0, 3.0, 4.0], 2, &[(1.0, 2.0), (3.0, 4.0)]),
            (
                &[0.0, 0.0, 0.0, 5.0, 9.0],
                5,
                &[(0.0, 0.0), (5.0, 5.0), (9.0, 9.0)],
            ),
            (&[0.0, 1.0, 1.0, 1.0], 2, &[(0.0, 1.0)]),
        ];
        for (numbers, most, expected) in table {
            let ranges = Ranges::cut(numbers, most);
            let found: Vec<(f64, f64)> = ranges
                .as_slice()
                .iter()
                .map(|range| (range.from, range.to))
                .collect();
            assert_eq!(found, expected, "{numbers:?}");
            for number in numbers {
                let range =
                    ranges.as_slice()[ranges.place_of(*number).expect("a number has a range")];
                assert!(range.from <= *number && *number <= range.to);
            }
        }
        assert_eq!(Ranges::cut(&[1.0, 2.0], 2).place_of(f64::NAN), None);
        assert_eq!(Ranges::cut(&[1.0, 2.0], 2).place_of(99.0), Some(1));
    }
}
