//! Chart: what all drawings share: scales, ticks, axes and the figure around them.
//!
//! Drawings place things in per cent of their width and pixels of their height,
//! so they fit a phone as well as a wall and their letters keep their size.

use super::markup::{At, Html, Px, markup};

/// A straight scale from values to per cent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// A scale that holds both values, with round ends and about so many ticks.
    pub(super) fn over(low: f64, high: f64, ticks: f64) -> Self {
        let (low, high) = match (low.is_finite(), high.is_finite()) {
            (true, true) if low < high => (low, high),
            (true, true) => (low.min(high), low.min(high) + 1.0),
            _ => (0.0, 1.0),
        };
        let step = round_step((high - low) / ticks);
        Scale {
            low: (low / step).floor() * step,
            high: (high / step).ceil() * step,
            step,
        }
    }

    /// A scale for shares: from zero unless all of them lie far from it, never
    /// beyond 100 %, with about so many ticks.
    pub(super) fn shares(values: impl IntoIterator<Item = f64>, ticks: f64) -> Self {
        let (mut low, mut high) = (f64::MAX, f64::MIN);
        for value in values.into_iter().filter(|value| value.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            return Scale::over(0.0, 1.0, ticks);
        }
        let low = if low < 0.5 * high { 0.0 } else { low };
        let mut scale = Scale::over(low.max(0.0), high.min(1.0).max(low + 0.01), ticks);
        scale.high = scale.high.min(1.0);
        scale
    }

    /// Where a value lies, 0 to 100; what lies outside is put on the edge.
    pub(super) fn at(&self, value: f64) -> f64 {
        if !value.is_finite() {
            return 0.0;
        }
        ((value - self.low) / (self.high - self.low) * 100.0).clamp(0.0, 100.0)
    }

    pub(super) fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// The round values along it.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let steps = ((self.high - self.low) / self.step + 1e-6).floor();
        (0..=steps.clamp(0.0, 50.0) as u32)
            .map(|step| self.low + f64::from(step) * self.step)
            .collect()
    }

    /// Vertical lines at the ticks, through the whole height of a strip.
    pub(super) fn grid(&self) -> Html {
        self.ticks()
            .into_iter()
            .map(|tick| {
                let x = At(self.at(tick));
                markup! { "<line class='g' x1='" (x) "' x2='" (x) "' y1='0' y2='100%'/>" }
            })
            .collect()
    }

    /// The tick labels below a strip, and the place of a value worth naming.
    pub(super) fn axis(&self, unit: fn(f64) -> String, named: Option<(f64, &str)>) -> Html {
        let ticks = self.ticks();
        // On a phone only every second one fits, if there are many.
        let many = ticks.len() > 5;
        let ticks: Html = ticks
            .into_iter()
            .enumerate()
            .map(|(place, tick)| {
                let class = if many && place % 2 == 1 {
                    "t wide"
                } else {
                    "t"
                };
                label(self.at(tick), 12.0, class, &unit(tick))
            })
            .collect();
        let (height, named) = match named {
            Some((value, text)) => (32.0, Some(label(self.at(value), 28.0, "t m", text))),
            None => (16.0, None),
        };
        markup! { "<svg height='" (Px(height)) "'>" (ticks) (named) "</svg>" }
    }
}

/// A text at a place; near the ends it grows inwards.
pub(super) fn label(at: f64, y: f64, class: &'static str, text: &str) -> Html {
    let anchor = match at {
        at if at < 4.0 => "start",
        at if at > 96.0 => "end",
        _ => "middle",
    };
    markup! {
        "<text class='" (class) "' x='" (At(at)) "' y='" (Px(y)) "' text-anchor='" (anchor) "'>"
        (text) "</text>"
    }
}

fn round_step(raw: f64) -> f64 {
    let power = 10f64.powf(raw.log10().floor());
    let factor = match raw / power {
        f if f <= 1.0 + 1e-9 => 1.0,
        f if f <= 2.0 + 1e-9 => 2.0,
        f if f <= 5.0 + 1e-9 => 5.0,
        _ => 10.0,
    };
    factor * power
}

/// A chart with its finding as title, what is shown below it, the drawing with
/// its description for those who can't see it, and the table behind it.
pub(super) struct Figure {
    /// The finding: a sentence made from the data.
    pub(super) title: Html,
    /// What is drawn, of how many, in which unit.
    pub(super) shows: Html,
    /// The drawing.
    pub(super) drawing: Html,
    /// The drawing in words.
    pub(super) spoken: String,
    /// The table behind it, and notes.
    pub(super) behind: Html,
}

impl Figure {
    pub(super) fn html(&self) -> Html {
        markup! {
            "<figure><figcaption><h3>" (self.title) "</h3><p class='shows'>" (self.shows)
            "</p></figcaption><div class='drawing' role='img' aria-label='" (self.spoken) "'>"
            (self.drawing) "</div>" (self.behind) "</figure>"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_on_round_values() {
        let cases = [
            ((0.0, 0.163), vec![0.0, 0.05, 0.1, 0.15, 0.2]),
            ((0.0, 1174.0), vec![0.0, 500.0, 1000.0, 1500.0]),
            ((3.0, 3.0), vec![3.0, 3.5, 4.0]),
            ((f64::NAN, 2.0), vec![0.0, 0.5, 1.0]),
        ];
        for ((low, high), expected) in cases {
            let ticks = Scale::over(low, high, 3.3).ticks();
            let close = ticks.len() == expected.len()
                && ticks
                    .iter()
                    .zip(&expected)
                    .all(|(a, b)| (a - b).abs() < 1e-9);
            assert!(close, "{low}..{high}: {ticks:?}");
        }
    }

    #[test]
    fn shares_stay_within_all_and_none() {
        let scale = Scale::shares([0.91, 0.99], 5.0);
        assert_eq!(scale.at(1.0), 100.0);
        assert_eq!(scale.high, 1.0);
        assert_eq!(Scale::shares([0.01, 0.2], 5.0).at(0.0), 0.0);
        assert_eq!(Scale::shares([], 5.0).at(1.0), 100.0);
        assert_eq!(Scale::shares([0.2], 5.0).at(f64::INFINITY), 0.0);
    }
}
