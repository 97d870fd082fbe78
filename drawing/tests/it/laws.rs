//! Laws: whatever the line, boxes stand apart and arrows stay clear of them.

use crate::made;
use drawing::layout::{Arrow, Drawing, Node};
use drawing::{Options, layout, svg};
use lifecycle::process::model::{Consequence, Outcome, Phase, Process, StageKind};
use proptest::prelude::*;

#[derive(Debug, Clone, Copy)]
struct Rect {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Rect {
    fn of(node: &Node) -> Self {
        Self {
            left: node.x,
            top: node.y,
            right: node.x + node.w,
            bottom: node.y + node.h,
        }
    }

    /// They share more than an edge.
    fn overlaps(&self, other: &Self) -> bool {
        let slack = 0.15; // All lengths are rounded to tenths.
        self.left < other.right - slack
            && other.left < self.right - slack
            && self.top < other.bottom - slack
            && other.top < self.bottom - slack
    }
}

fn between(a: (f64, f64), b: (f64, f64)) -> Rect {
    // A line is seen as a slim box: the slack of `overlaps` must not swallow it.
    Rect {
        left: a.0.min(b.0) - 0.2,
        top: a.1.min(b.1) - 0.2,
        right: a.0.max(b.0) + 0.2,
        bottom: a.1.max(b.1) + 0.2,
    }
}

/// Everything that is wrong with a drawing.
fn wrong(drawing: &Drawing) -> Vec<String> {
    let mut wrong = Vec::new();
    let frame = |what: &str, x: f64, y: f64| {
        let inside =
            (drawing.gutter..=drawing.width).contains(&x) && (0.0..=drawing.height).contains(&y);
        (!inside).then(|| format!("{what} is outside the frame at {x}, {y}"))
    };
    for (i, node) in drawing.nodes.iter().enumerate() {
        let lane = &drawing.lanes[node.lane];
        if node.y < lane.y || node.y + node.h > lane.y + lane.height {
            wrong.push(format!("{} leaves its lane", node.stage));
        }
        wrong.extend(frame(&node.stage, node.x, node.y));
        wrong.extend(frame(&node.stage, node.x + node.w, node.y + node.h));
        for other in &drawing.nodes[..i] {
            if Rect::of(node).overlaps(&Rect::of(other)) {
                wrong.push(format!("{} lies on {}", node.stage, other.stage));
            }
        }
    }
    for arrow in &drawing.arrows {
        let name = format!("{} → {}", arrow.from, arrow.to);
        for point in &arrow.points {
            wrong.extend(frame(&name, point.0, point.1));
        }
        let node = |stage: &str| {
            drawing
                .nodes
                .iter()
                .find(|node| node.stage == stage)
                .expect("it is there")
        };
        for (point, stage) in [
            (arrow.points[0], &arrow.from),
            (arrow.points[arrow.points.len() - 1], &arrow.to),
        ] {
            if !on_edge(point, node(stage)) {
                wrong.push(format!("{name} doesn't touch {stage} at {point:?}"));
            }
        }
        for part in arrow.points.windows(2) {
            if part[0].0 != part[1].0 && part[0].1 != part[1].1 {
                wrong.push(format!("{name} is slanted at {part:?}"));
            }
            let mut inner = between(part[0], part[1]);
            // Its ends touch the edges of boxes.
            (inner.left, inner.right) = shrunk(inner.left, inner.right);
            (inner.top, inner.bottom) = shrunk(inner.top, inner.bottom);
            for node in &drawing.nodes {
                if inner.overlaps(&Rect::of(node)) {
                    wrong.push(format!("{name} runs through {}", node.stage));
                }
            }
        }
    }
    wrong.extend(words_on_something(drawing));
    wrong
}

fn shrunk(low: f64, high: f64) -> (f64, f64) {
    if high - low > 1.0 {
        (low + 0.4, high - 0.4)
    } else {
        (low, high)
    }
}

fn on_edge(point: (f64, f64), node: &Node) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() < 0.2;
    let rect = Rect::of(node);
    let beside = (rect.top..=rect.bottom).contains(&point.1)
        && (near(point.0, rect.left) || near(point.0, rect.right));
    let above = (rect.left..=rect.right).contains(&point.0)
        && (near(point.1, rect.top) || near(point.1, rect.bottom));
    beside || above
}

fn words_on_something(drawing: &Drawing) -> Vec<String> {
    let labels: Vec<(&Arrow, Rect)> = drawing
        .arrows
        .iter()
        .filter_map(|arrow| {
            let label = arrow.label.as_ref()?;
            let (w, h) = (label.w / 2.0, label.h / 2.0);
            let rect = Rect {
                left: label.x - w,
                top: label.y - h,
                right: label.x + w,
                bottom: label.y + h,
            };
            Some((arrow, rect))
        })
        .collect();
    let mut wrong = Vec::new();
    for (i, (arrow, rect)) in labels.iter().enumerate() {
        let name = format!("the words of {} → {}", arrow.from, arrow.to);
        for node in &drawing.nodes {
            if rect.overlaps(&Rect::of(node)) {
                wrong.push(format!("{name} lie on {}", node.stage));
            }
        }
        if rect.left < drawing.gutter || rect.right > drawing.width {
            wrong.push(format!("{name} leave the frame"));
        }
        for (other, theirs) in &labels[..i] {
            if rect.overlaps(theirs) {
                wrong.push(format!(
                    "{name} lie on those of {} → {}",
                    other.from, other.to
                ));
            }
        }
        for other in drawing
            .arrows
            .iter()
            .filter(|other| other.points != arrow.points)
        {
            if other
                .points
                .windows(2)
                .any(|part| rect.overlaps(&between(part[0], part[1])))
            {
                wrong.push(format!("{name} lie on {} → {}", other.from, other.to));
            }
        }
    }
    wrong
}

/// Arrows into different boxes, or from the same box, that lie on each other.
fn on_each_other(drawing: &Drawing) -> Vec<String> {
    let mut wrong = Vec::new();
    for (i, one) in drawing.arrows.iter().enumerate() {
        for other in &drawing.arrows[..i] {
            if one.to == other.to
                && one.clock.is_some() == other.clock.is_some()
                && one.from != other.from
            {
                continue; // They run together on purpose.
            }
            for a in one.points.windows(2) {
                for b in other.points.windows(2) {
                    if shared(a, b) > 1.0 {
                        wrong.push(format!(
                            "{} → {} lies on {} → {}: {a:?} {b:?}",
                            one.from, one.to, other.from, other.to
                        ));
                    }
                }
            }
        }
    }
    wrong
}

/// How long two parts lie on each other.
fn shared(a: &[(f64, f64)], b: &[(f64, f64)]) -> f64 {
    let along = |a0: f64, a1: f64, b0: f64, b1: f64| {
        a0.max(a1).min(b0.max(b1)) - a0.min(a1).max(b0.min(b1))
    };
    if a[0].0 == a[1].0 && b[0].0 == b[1].0 && a[0].0 == b[0].0 {
        along(a[0].1, a[1].1, b[0].1, b[1].1)
    } else if a[0].1 == a[1].1 && b[0].1 == b[1].1 && a[0].1 == b[0].1 {
        along(a[0].0, a[1].0, b[0].0, b[1].0)
    } else {
        0.0
    }
}

/// What a made-up stage is: its kind, its owner, where its moves lead, where its clock moves.
type Sketch = (u8, u8, Vec<u8>, Option<u8>);

fn made_up(stages: &[Sketch]) -> Process {
    let roles = [
        ("a", "Marketing"),
        ("b", "Sales development"),
        ("c", "Sales"),
    ];
    let name = |i: usize| format!("s{}", i % stages.len());
    let made = stages
        .iter()
        .enumerate()
        .map(|(i, (kind, role, moves, clock))| {
            let title = [
                "Inbox",
                "First contact",
                "Hand-over to sales",
                "Ein-sehr-langes Wort für Qualifikationsgespräche",
            ][i % 4];
            let moves = moves
                .iter()
                .map(|to| made::to_if(&name(usize::from(*to)), "score.grade in ['A', 'B']"))
                .collect();
            let then = clock.map(|to| Consequence::Move {
                to: name(usize::from(to)).as_str().into(),
                reason: None,
            });
            let clocks = vec![made::clock(
                "stage_age",
                made::in_(made::hours(4)),
                then.into_iter().collect(),
            )];
            let duty = |moves| made::duty(roles[usize::from(*role) % 3].0, clocks, moves);
            match kind % 6 {
                0 => made::gate(&name(i), title, moves),
                1..=3 => made::stage(&name(i), title, Phase::Lead, StageKind::Work(duty(moves))),
                4 => made::stage(&name(i), title, Phase::Lead, StageKind::Hold(duty(moves))),
                _ => made::end(&name(i), title, Outcome::Lost),
            }
        });
    let stages = made.collect();
    made::process(&roles, stages)
}

fn sketches(stages: usize, moves: usize) -> impl Strategy<Value = Vec<Sketch>> {
    let sketch = (
        any::<u8>(),
        any::<u8>(),
        prop::collection::vec(any::<u8>(), 0..moves),
        any::<Option<u8>>(),
    );
    prop::collection::vec(sketch, 1..stages)
}

/// Each move and each consequence of a clock, as the document has them.
fn meant(process: &Process) -> Vec<(String, Option<usize>, String)> {
    let mut meant = Vec::new();
    for stage in &process.base.stages {
        for (nth, way) in stage.moves().iter().enumerate() {
            meant.push((stage.id.to_string(), Some(nth), way.to.to_string()));
        }
        for clock in stage.duty().map_or(&[][..], |duty| &duty.clocks) {
            for then in clock.consequences() {
                if let Consequence::Move { to, .. } = then {
                    meant.push((stage.id.to_string(), None, to.to_string()));
                }
            }
        }
    }
    meant
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn boxes_stand_apart_and_arrows_stay_clear_of_them(stages in sketches(14, 5), figures: bool) {
        let process = made_up(&stages);
        let options = Options { figures, ..Options::default() };
        let drawing = layout(&process, &process.base, &options);
        prop_assert_eq!(wrong(&drawing), Vec::<String>::new());
        prop_assert_eq!(on_each_other(&drawing), Vec::<String>::new());
        prop_assert_eq!(&drawing, &layout(&process, &process.base, &options));
        let drawn: Vec<_> = drawing.arrows.iter().map(|a| (a.from.clone(), a.nth, a.to.clone())).collect();
        prop_assert_eq!(drawn, meant(&process));
        well_formed(&svg(&drawing, None));
    }
}

/// Each tag that is opened is closed, in order.
fn well_formed(svg: &str) {
    let mut open = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').expect("a tag ends");
        assert!(!text.contains('<') && !tag.contains('<'));
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().expect("it is there"));
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

#[test]
fn the_laws_can_be_broken() {
    let process = made::example();
    let sound = layout(&process, &process.base, &Options::default());
    assert_eq!(wrong(&sound), Vec::<String>::new());

    let mut moved = sound.clone();
    moved.nodes[1].x = moved.nodes[2].x;
    assert!(
        wrong(&moved)
            .iter()
            .any(|wrong| wrong == "qualifying lies on contacting"),
        "{:?}",
        wrong(&moved)
    );

    let mut through = sound.clone();
    let arrow = &mut through.arrows[1];
    let (start, end) = (arrow.points[0], through.nodes[2].x + 10.0);
    arrow.points = vec![start, (end, start.1)];
    assert!(
        wrong(&through)
            .iter()
            .any(|wrong| wrong == "inbox → contacting runs through qualifying"),
        "{:?}",
        wrong(&through)
    );

    let mut twice = sound;
    twice.arrows[2].points = twice.arrows[1].points.clone();
    assert!(!on_each_other(&twice).is_empty());
}

#[test]
fn hundreds_of_stages_keep_the_laws_without_words() {
    for count in [201, 400] {
        let stages: Vec<Sketch> = (0..count)
            .map(|i: usize| {
                (
                    (i * 7 % 251) as u8,
                    (i / 5) as u8,
                    vec![(i + 1) as u8, (i * 13 % 256) as u8],
                    None,
                )
            })
            .collect();
        let process = made_up(&stages);
        let drawing = layout(&process, &process.base, &Options::default());
        assert_eq!(wrong(&drawing), Vec::<String>::new());
        assert!(drawing.arrows.iter().all(|arrow| arrow.label.is_none()));
    }
}

#[test]
fn ten_thousand_stages_end() {
    type Shape = fn(usize) -> Vec<usize>;
    let shapes: [(&str, Shape); 4] = [
        ("a chain", |i| vec![i + 1]),
        ("a star", |i| {
            if i == 0 {
                (1..10_000).collect()
            } else {
                vec![]
            }
        }),
        ("all into one", |_| vec![9_999]),
        ("back to the first", |i| vec![0, i + 1]),
    ];
    for (name, moves) in shapes {
        let stages = (0..10_000)
            .map(|i| {
                let moves = moves(i)
                    .into_iter()
                    .filter(|to| *to < 10_000)
                    .map(|to| made::to(&format!("s{to}")))
                    .collect();
                let duty = made::duty(["a", "b"][i % 2], vec![], moves);
                made::stage(
                    &format!("s{i}"),
                    "Stage",
                    Phase::Lead,
                    StageKind::Work(duty),
                )
            })
            .collect();
        let process = made::process(&[("a", "A"), ("b", "B")], stages);
        let drawing = layout(&process, &process.base, &Options::default());
        assert_eq!(drawing.nodes.len(), 10_000, "{name}");
        assert!(
            drawing.width.is_finite() && drawing.height.is_finite(),
            "{name}"
        );
        assert!(svg(&drawing, None).len() < 40_000_000, "{name}");
    }
}
