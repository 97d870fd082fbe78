//! The drawn map: whatever the log, nothing overlaps and nobody is cut off.

use insight::EventLog;
use insight::log::EventLogBuilder;
use insight::map::{Edge, Kind, Map, Options, map};
use insight::paths::paths;
use proptest::prelude::*;
use std::time::Instant;

/// Cases as words, `how often × activity activity …`.
fn log(ways: &[(usize, &str)]) -> EventLog {
    let mut builder = EventLogBuilder::new();
    let mut cases = 0;
    for (times, way) in ways {
        for _ in 0..*times {
            cases += 1;
            for (minute, activity) in way.split_whitespace().enumerate() {
                builder.push(
                    &format!("case {cases}"),
                    activity,
                    Some(minute as i64 * 60_000_000),
                    None,
                    None,
                );
            }
        }
    }
    builder.finish()
}

fn size(activity: Option<&str>) -> (f64, f64) {
    activity.map_or((24.0, 24.0), |name| {
        (24.0 + 8.0 * name.chars().count() as f64, 40.0)
    })
}

fn drawn(log: &EventLog, options: &Options) -> Map {
    let paths = paths(log);
    let drawn = map(&paths, options, size);
    check(&drawn, options);
    assert_eq!(
        drawn,
        map(&paths, options, size),
        "the same paths give the same map"
    );
    let activities = drawn
        .nodes
        .iter()
        .filter(|node| node.kind == Kind::Activity)
        .count() as u64;
    assert_eq!(activities + drawn.hidden_activities, paths.activities);
    let pairs = drawn
        .edges
        .iter()
        .filter(|edge| inside(&drawn, edge))
        .count() as u64;
    assert_eq!(pairs + drawn.hidden_edges, paths.edges);
    drawn
}

fn inside(map: &Map, edge: &Edge) -> bool {
    map.nodes[edge.from].kind == Kind::Activity && map.nodes[edge.to].kind == Kind::Activity
}

/// What must hold for every map.
fn check(map: &Map, options: &Options) {
    let nodes = &map.nodes;
    for (i, a) in nodes.iter().enumerate() {
        assert!(
            a.x >= 0.0 && a.y >= 0.0 && a.x + a.w <= map.width && a.y + a.h <= map.height,
            "{a:?} is outside"
        );
        for b in &nodes[i + 1..] {
            let beside =
                a.x + a.w + options.gap * 0.99 <= b.x || b.x + b.w + options.gap * 0.99 <= a.x;
            let below = a.y + a.h + options.layer_gap * 0.99 <= b.y
                || b.y + b.h + options.layer_gap * 0.99 <= a.y;
            assert!(beside || below, "{a:?} and {b:?} overlap");
        }
    }
    let forth: Vec<(usize, usize)> = map.edges.iter().map(|edge| (edge.from, edge.to)).collect();
    let back: Vec<(usize, usize)> = forth.iter().map(|(from, to)| (*to, *from)).collect();
    for (kind, ways) in [(Kind::Start, &forth), (Kind::End, &back)] {
        let reached = reached(
            nodes.len(),
            nodes.iter().position(|node| node.kind == kind),
            ways,
        );
        assert!(
            reached.iter().all(|reached| *reached),
            "cut off from the {kind:?}: {reached:?}"
        );
    }
    for edge in &map.edges {
        let (from, to) = (&nodes[edge.from], &nodes[edge.to]);
        assert_eq!(edge.points.len() % 3, 1, "{edge:?}");
        let on_border = |(x, y): (f64, f64), node: &insight::map::Node| {
            let near = |a: f64, b: f64| (a - b).abs() < 0.11;
            let within =
                |at: f64, from: f64, length: f64| at > from - 0.11 && at < from + length + 0.11;
            (within(x, node.x, node.w) && (near(y, node.y) || near(y, node.y + node.h)))
                || (within(y, node.y, node.h) && near(x, node.x + node.w))
        };
        assert!(
            on_border(edge.points[0], from) && on_border(*edge.points.last().unwrap(), to),
            "{edge:?}"
        );
        let (x, y) = edge.label;
        assert!(
            x > 0.0 && y > 0.0 && x < map.width && y < map.height,
            "{edge:?}: its label leaves the drawing"
        );
        assert_eq!(edge.back, from.y >= to.y, "{edge:?}");
        for (x, y) in samples(&edge.points) {
            assert!(
                x >= 0.0 && y >= 0.0 && x <= map.width && y <= map.height,
                "{edge:?} leaves the drawing"
            );
            for node in nodes {
                let inside = x > node.x + 0.2
                    && x < node.x + node.w - 0.2
                    && y > node.y + 0.2
                    && y < node.y + node.h - 0.2;
                assert!(!inside, "{edge:?} runs through {node:?}");
            }
        }
    }
}

fn reached(nodes: usize, root: Option<usize>, ways: &[(usize, usize)]) -> Vec<bool> {
    let mut reached = vec![false; nodes];
    let mut open: Vec<usize> = root.into_iter().collect();
    while let Some(node) = open.pop() {
        if !std::mem::replace(&mut reached[node], true) {
            open.extend(
                ways.iter()
                    .filter(|(from, _)| *from == node)
                    .map(|(_, to)| *to),
            );
        }
    }
    reached
}

/// Points along a curve.
fn samples(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut samples = Vec::new();
    for piece in (0..points.len() - 1).step_by(3) {
        let p = &points[piece..piece + 4];
        for i in 0..=10 {
            let (t, s) = (f64::from(i) / 10.0, 1.0 - f64::from(i) / 10.0);
            let at = |f: fn(&(f64, f64)) -> f64| {
                s * s * s * f(&p[0])
                    + 3.0 * s * s * t * f(&p[1])
                    + 3.0 * s * t * t * f(&p[2])
                    + t * t * t * f(&p[3])
            };
            samples.push((at(|p| p.0), at(|p| p.1)));
        }
    }
    samples
}

/// The activities layer by layer, from left to right; arrows back as `a^b`.
fn told(map: &Map) -> String {
    let mut nodes: Vec<_> = map
        .nodes
        .iter()
        .map(|node| (node.y + node.h / 2.0, node.x, name(map, node)))
        .collect();
    nodes.sort_by(|a, b| (a.0, a.1).partial_cmp(&(b.0, b.1)).unwrap());
    let mut text = String::new();
    for (i, node) in nodes.iter().enumerate() {
        let same_layer = i > 0 && (nodes[i - 1].0 - node.0).abs() < 1.0;
        text += if i == 0 {
            ""
        } else if same_layer {
            " "
        } else {
            " / "
        };
        text += node.2;
    }
    for edge in map.edges.iter().filter(|edge| edge.back) {
        text += &format!(
            " {}^{}",
            name(map, &map.nodes[edge.from]),
            name(map, &map.nodes[edge.to])
        );
    }
    text
}

fn name<'a>(_: &Map, node: &'a insight::map::Node) -> &'a str {
    match node.kind {
        Kind::Start => "(",
        Kind::End => ")",
        Kind::Activity => &node.activity,
    }
}

#[test]
fn the_usual_way_leads_down() {
    for (ways, expected) in [
        (&[(1, "a")][..], "( / a / )"),
        (&[(5, "a b c")], "( / a / b / c / )"),
        (&[(3, "a a b")], "( / a / b / ) a^a"), // done again at once
        (&[(5, "a b c"), (2, "a b a b c")], "( / a / b / c / ) b^a"), // back and forth
        (
            &[(5, "a b c d"), (3, "a b c b c d")],
            "( / a / b / c / d / ) c^b",
        ),
        (&[(4, "a b"), (3, "c d")], "( / a c / b d / )"), // two lines that share nothing
        (&[(9, "a b d"), (8, "a c d")], "( / a / b c / d / )"),
    ] {
        let told = told(&drawn(&log(ways), &Options::default()));
        // The left and the right of a layer may be exchanged.
        let layers = |text: &str| -> Vec<Vec<char>> {
            text.split(" / ")
                .map(|layer| {
                    let mut layer: Vec<char> = layer.chars().collect();
                    layer.sort_unstable();
                    layer
                })
                .collect()
        };
        assert_eq!(layers(&told), layers(expected), "{told}");
    }
}

#[test]
fn rare_arrows_are_hidden_but_nobody_is_cut_off() {
    let log = log(&[
        (90, "in call won"),
        (9, "in call lost"),
        (1, "in mail lost"),
        (1, "in call mail won"),
    ]);
    let all = drawn(
        &log,
        &Options {
            share: 0.0,
            ..Options::default()
        },
    );
    assert_eq!((all.hidden_edges, all.hidden_activities), (0, 0));
    let strong = drawn(
        &log,
        &Options {
            share: 0.5,
            ..Options::default()
        },
    );
    assert_eq!(strong.hidden_activities, 0);
    assert!(strong.hidden_edges > 0 && strong.edges.len() < all.edges.len());
    let few = drawn(
        &log,
        &Options {
            activities: 2,
            ..Options::default()
        },
    );
    assert_eq!(
        told(&few),
        "( / in / call / won / )",
        "`won` comes along, for else `call` leads nowhere"
    );
}

#[test]
fn an_arrow_knows_its_figures() {
    let map = drawn(&log(&[(3, "a b"), (1, "a b a b")]), &Options::default());
    let figures = |from: &str, to: &str| {
        let edge = map
            .edges
            .iter()
            .find(|e| (name(&map, &map.nodes[e.from]), name(&map, &map.nodes[e.to])) == (from, to));
        edge.map(|edge| (edge.count, edge.cases, edge.median_seconds))
            .unwrap()
    };
    assert_eq!(figures("a", "b"), (5, 4, Some(60.0)));
    assert_eq!(figures("b", "a"), (1, 1, Some(60.0)));
    assert_eq!(figures("(", "a"), (4, 4, None));
    assert_eq!(figures("b", ")"), (4, 4, None));
}

#[test]
fn nothing_gives_an_empty_map() {
    let empty = map(&paths(&EventLog::default()), &Options::default(), size);
    assert!(empty.nodes.is_empty() && empty.edges.is_empty());
    assert_eq!((empty.width, empty.height), (0.0, 0.0));
}

#[test]
fn a_box_of_nonsense_size_is_drawn_all_the_same() {
    for length in [f64::NAN, f64::INFINITY, -3.0, 0.0, 1e300] {
        let map = map(&paths(&log(&[(2, "a b c")])), &Options::default(), |_| {
            (length, length)
        });
        check(&map, &Options::default());
    }
}

/// Steps from a seed, so that the log is the same everywhere.
fn wild_log(activities: u64, cases: u64, steps: u64) -> EventLog {
    let mut seed = 7u64;
    let mut dice = |limit: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % limit
    };
    let mut builder = EventLogBuilder::new();
    for case in 0..cases {
        let mut at = dice(3);
        for step in 0..steps {
            builder.push(
                &case.to_string(),
                &format!("activity {at}"),
                Some(step as i64),
                None,
                None,
            );
            at = match dice(10) {
                0 => at.saturating_sub(dice(8)),
                1 => dice(activities),
                _ => (at + 1 + dice(5)).min(activities - 1),
            };
        }
    }
    builder.finish()
}

#[test]
fn two_hundred_activities_are_drawn_in_a_tenth_of_a_second() {
    let options = Options {
        activities: 200,
        ..Options::default()
    };
    let paths = paths(&wild_log(200, 2_000, 60));
    assert!(paths.activities >= 195, "{}", paths.activities);
    check(&map(&paths, &options, size), &options);
    // A busy machine may take longer now and then, but not always.
    let mut tries = (0..20).map(|_| {
        let start = Instant::now();
        std::hint::black_box(map(&paths, &options, size));
        start.elapsed()
    });
    assert!(
        tries.any(|time| time.as_millis() < 100),
        "never within 100 ms"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_log_can_be_drawn(
        cases in prop::collection::vec(prop::collection::vec(0u8..14, 1..12), 1..25),
        activities in 1usize..16,
        share in 0.0..0.6f64,
    ) {
        let mut builder = EventLogBuilder::new();
        for (case, way) in cases.iter().enumerate() {
            for (minute, activity) in way.iter().enumerate() {
                builder.push(&case.to_string(), &"abcdefghijklmn"[..=usize::from(*activity)], Some(minute as i64), None, None);
            }
        }
        drawn(&builder.finish(), &Options { activities, share, ..Options::default() });
    }
}
