//! Metrics: what is counted, for Prometheus.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of how long a batch took, in microseconds.
const BOUNDS: [u64; 10] = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000, 2_000_000,
];

/// What is counted since the start.
#[derive(Debug, Default)]
pub struct Metrics {
    batches: AtomicU64,
    items: AtomicU64,
    microseconds: AtomicU64,
    took: [AtomicU64; BOUNDS.len()],
    captured: AtomicU64,
    reengaged: AtomicU64,
    replayed: AtomicU64,
    commands: AtomicU64,
    refused: AtomicU64,
    woken: AtomicU64,
    requests: [AtomicU64; 5],
}

/// What came of one batch.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) captured: u64,
    pub(crate) reengaged: u64,
    pub(crate) replayed: u64,
    pub(crate) commands: u64,
    pub(crate) refused: u64,
    pub(crate) woken: u64,
}

impl Metrics {
    pub(crate) fn batch(&self, items: usize, took: Duration) {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        add(&self.batches, 1);
        add(&self.items, items as u64);
        add(&self.microseconds, took);
        if let Some(at) = BOUNDS.iter().position(|bound| took <= *bound) {
            add(&self.took[at], 1);
        }
    }

    pub(crate) fn carried_out(&self, counts: &Counts) {
        add(&self.captured, counts.captured);
        add(&self.reengaged, counts.reengaged);
        add(&self.replayed, counts.replayed);
        add(&self.commands, counts.commands);
        add(&self.refused, counts.refused);
        add(&self.woken, counts.woken);
    }

    pub(crate) fn request(&self, status: u16) {
        if let Some(of_class) = self.requests.get(usize::from(status / 100).wrapping_sub(1)) {
            add(of_class, 1);
        }
    }

    /// In Prometheus' text format. `waiting` is how many wait for the line now, `ready`
    /// whether it acknowledges.
    pub(crate) fn text(&self, waiting: usize, ready: bool) -> String {
        let mut out = String::new();
        let mut say = |name: &str, kind: &str, help: &str, lines: &[(String, u64)]| {
            let _ = writeln!(
                out,
                "# HELP throughline_{name} {help}\n# TYPE throughline_{name} {kind}"
            );
            for (labels, value) in lines {
                let _ = writeln!(out, "throughline_{name}{labels} {value}");
            }
        };
        let plain = |value: u64| [(String::new(), value)];
        let labelled = |label: &str, values: &[(&str, &AtomicU64)]| -> Vec<(String, u64)> {
            values
                .iter()
                .map(|(word, value)| (format!("{{{label}=\"{word}\"}}"), get(value)))
                .collect()
        };
        say(
            "intake_total",
            "counter",
            "What came in, by what came of it.",
            &labelled(
                "came_of",
                &[
                    ("new", &self.captured),
                    ("reengaged", &self.reengaged),
                    ("replayed", &self.replayed),
                ],
            ),
        );
        say(
            "commands_total",
            "counter",
            "What people and programs wanted of leads.",
            &labelled(
                "came_of",
                &[("done", &self.commands), ("refused", &self.refused)],
            ),
        );
        say(
            "woken_total",
            "counter",
            "Leads whose time had come.",
            &plain(get(&self.woken)),
        );
        say(
            "line_items_total",
            "counter",
            "What the line was asked for.",
            &plain(get(&self.items)),
        );
        say(
            "line_waiting",
            "gauge",
            "What waits for the line now.",
            &plain(waiting as u64),
        );
        say(
            "ready",
            "gauge",
            "Whether a write could be acknowledged.",
            &plain(u64::from(ready)),
        );
        let classes = ["1xx", "2xx", "3xx", "4xx", "5xx"];
        let requests: Vec<_> = classes.into_iter().zip(&self.requests).collect();
        say(
            "http_requests_total",
            "counter",
            "Answers, by status.",
            &labelled("status", &requests),
        );
        let name = "throughline_line_batch_seconds";
        let _ = writeln!(
            out,
            "# HELP {name} How long the line took for a batch.\n# TYPE {name} histogram"
        );
        let mut sum = 0;
        for (bound, count) in BOUNDS.iter().zip(&self.took) {
            sum += get(count);
            let seconds = *bound as f64 / 1e6;
            let _ = writeln!(out, "{name}_bucket{{le=\"{seconds}\"}} {sum}");
        }
        let batches = get(&self.batches).max(sum);
        let _ = writeln!(out, "{name}_bucket{{le=\"+Inf\"}} {batches}");
        let _ = writeln!(out, "{name}_sum {}", get(&self.microseconds) as f64 / 1e6);
        let _ = writeln!(out, "{name}_count {batches}");
        out
    }
}

fn add(to: &AtomicU64, more: u64) {
    to.fetch_add(more, Ordering::Relaxed);
}

fn get(of: &AtomicU64) -> u64 {
    of.load(Ordering::Relaxed)
}
