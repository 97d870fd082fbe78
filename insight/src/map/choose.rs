//! Choose: which activities and pairs are drawn.

use super::{Arrow, Edge, Kind, Node, Options};
use crate::paths::Paths;
use hashbrown::HashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What is drawn: boxes and arrows without places yet.
pub(super) struct Chosen {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// `edges`, for the layout.
    pub arrows: Vec<Arrow>,
    pub hidden_activities: u64,
    pub hidden_edges: u64,
}

const START: usize = 0;
const END: usize = 1;

/// A pair of all activities, the start and the end.
struct Pair {
    from: usize,
    to: usize,
    count: u64,
    cases: u64,
    median_seconds: Option<f64>,
}

/// Draws the activities of most cases, the strongest ways to and from them, and
/// the other pairs that enough cases take.
pub(super) fn choose(paths: &Paths, options: &Options) -> Chosen {
    let pairs = pairs(paths);
    let size = paths.activity_list.len() + 2;
    let from_start = strongest_ways(
        size,
        START,
        pairs.iter().map(|pair| (pair.from, pair.to, pair.count)),
    );
    let to_end = strongest_ways(
        size,
        END,
        pairs.iter().map(|pair| (pair.to, pair.from, pair.count)),
    );

    let mut drawn = vec![false; size];
    (drawn[START], drawn[END]) = (paths.cases > 0, paths.cases > 0);
    let mut ranking: Vec<usize> = (2..size).collect();
    ranking.sort_by_key(|node| Reverse(paths.activity_list[node - 2].cases));
    ranking.truncate(options.activities.max(1));
    let mut trunk = vec![false; pairs.len()];
    let mut wanted = vec![false; pairs.len()];
    // Whoever is drawn brings those along who lead to it from the start, and
    // from it to the end; these bring theirs.
    while let Some(node) = ranking.pop() {
        let is_new = !std::mem::replace(&mut drawn[node], true);
        if node < 2 || !is_new {
            continue;
        }
        if let Some(pair) = from_start[node] {
            (trunk[pair], wanted[pair]) = (true, true);
            ranking.push(pairs[pair].from);
        }
        if let Some(pair) = to_end[node] {
            wanted[pair] = true;
            ranking.push(pairs[pair].to);
        }
    }
    let enough = options.share * paths.cases as f64;
    for (pair, wanted) in pairs.iter().zip(&mut wanted) {
        *wanted |= drawn[pair.from] && drawn[pair.to] && pair.cases as f64 >= enough;
    }

    let mut nodes = Vec::new();
    let mut places = vec![usize::MAX; size];
    for node in (0..size).filter(|node| drawn[*node]) {
        places[node] = nodes.len();
        nodes.push(box_of(paths, node));
    }
    let mut chosen = Chosen {
        nodes,
        edges: Vec::new(),
        arrows: Vec::new(),
        hidden_activities: 0,
        hidden_edges: 0,
    };
    chosen.hidden_activities = drawn[2..].iter().filter(|drawn| !**drawn).count() as u64;
    for (pair, (wanted, trunk)) in pairs.iter().zip(wanted.iter().zip(trunk)) {
        if !wanted {
            chosen.hidden_edges += u64::from(pair.from != START && pair.to != END);
            continue;
        }
        let (from, to) = (places[pair.from], places[pair.to]);
        chosen.arrows.push(Arrow {
            from,
            to,
            weight: pair.count,
            trunk,
        });
        chosen.edges.push(Edge {
            from,
            to,
            points: Vec::new(),
            label: (0.0, 0.0),
            count: pair.count,
            cases: pair.cases,
            median_seconds: pair.median_seconds,
            back: false,
        });
    }
    chosen
}

fn pairs(paths: &Paths) -> Vec<Pair> {
    let activities = paths.activity_list.iter().enumerate();
    let places: HashMap<&str, usize, foldhash::fast::FixedState> = activities
        .clone()
        .map(|(place, activity)| (activity.activity.as_str(), place + 2))
        .collect();
    let at_the_ends = |from, to, cases| Pair {
        from,
        to,
        count: cases,
        cases,
        median_seconds: None,
    };
    let mut pairs: Vec<Pair> = activities
        .clone()
        .map(|(place, activity)| at_the_ends(START, place + 2, activity.starts))
        .collect();
    pairs.extend(paths.directly_follows.iter().filter_map(|edge| {
        Some(Pair {
            from: *places.get(edge.from.as_str())?,
            to: *places.get(edge.to.as_str())?,
            count: edge.count,
            cases: edge.cases,
            median_seconds: edge.seconds.map(|seconds| seconds.median),
        })
    }));
    pairs.extend(activities.map(|(place, activity)| at_the_ends(place + 2, END, activity.ends)));
    pairs.retain(|pair| pair.count > 0);
    pairs
}

fn box_of(paths: &Paths, node: usize) -> Node {
    let (kind, activity, cases, events) = match node {
        START => (Kind::Start, "", paths.cases, paths.cases),
        END => (Kind::End, "", paths.cases, paths.cases),
        _ => {
            let activity = &paths.activity_list[node - 2];
            (
                Kind::Activity,
                activity.activity.as_str(),
                activity.cases,
                activity.events,
            )
        }
    };
    Node {
        kind,
        activity: activity.to_owned(),
        x: 0.0,
        y: 0.0,
        w: 0.0,
        h: 0.0,
        cases,
        events,
    }
}

/// For each node the pair by which the strongest way from `root` reaches it. A
/// way is as strong as its weakest pair; among equals the shorter one is taken.
fn strongest_ways(
    size: usize,
    root: usize,
    pairs: impl Iterator<Item = (usize, usize, u64)>,
) -> Vec<Option<usize>> {
    let mut leaving: Vec<Vec<(usize, usize, u64)>> = vec![Vec::new(); size];
    for (pair, (from, to, count)) in pairs.enumerate() {
        leaving[from].push((pair, to, count));
    }
    let mut reached = vec![false; size];
    let mut came_by = vec![None; size];
    // Strength of the way, fewest steps, strength of the last pair, then the first pair.
    let mut open = BinaryHeap::from([(u64::MAX, Reverse(0u32), 0, Reverse(None), root)]);
    while let Some((strength, Reverse(steps), _, Reverse(pair), node)) = open.pop() {
        if std::mem::replace(&mut reached[node], true) {
            continue;
        }
        came_by[node] = pair;
        for (pair, to, count) in &leaving[node] {
            if !reached[*to] {
                open.push((
                    strength.min(*count),
                    Reverse(steps + 1),
                    *count,
                    Reverse(Some(*pair)),
                    *to,
                ));
            }
        }
    }
    came_by
}
