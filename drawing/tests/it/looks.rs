//! Looks: the worked example, as people see it.

use crate::made;
use drawing::layout::{ArrowKind, Drawing};
use drawing::svg::{Figures, Volume};
use drawing::{Options, Overlay, layout, svg};
use lifecycle::process::model::Process;

const EXAMPLE: &str = include_str!("../../../lifecycle/samples/seller-acquisition.yaml");

fn example() -> Process {
    let reading = lifecycle::process::read(EXAMPLE);
    reading
        .process
        .unwrap_or_else(|| panic!("{:#?}", reading.findings))
}

fn base() -> Drawing {
    let process = example();
    layout(&process, &process.base, &Options::default())
}

/// The drawing in signs: each lane with its stages from left to right.
fn lanes(drawing: &Drawing) -> Vec<String> {
    let lane = |number: usize| {
        let mut nodes: Vec<_> = drawing
            .nodes
            .iter()
            .filter(|node| node.lane == number)
            .collect();
        nodes.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        let titles: Vec<&str> = nodes.iter().map(|node| node.title.as_str()).collect();
        format!("{}: {}", drawing.lanes[number].title, titles.join(", "))
    };
    (0..drawing.lanes.len()).map(lane).collect()
}

#[test]
fn roles_with_stages_have_a_lane_and_stages_stand_in_the_order_of_the_line() {
    assert_eq!(
        lanes(&base()),
        [
            "Marketing: Nurture",
            "Sales development: Inbox, First contact, Qualification, Disqualified",
            "Sales representative: Hand-over to sales, Consultation, Won, Lost",
        ]
    );
}

#[test]
fn the_line_runs_straight_from_box_to_box() {
    let drawing = base();
    for (from, to) in [
        ("inbox", "contacting"),
        ("contacting", "qualifying"),
        ("handover", "consulting"),
        ("consulting", "won"),
    ] {
        let arrow = drawing
            .arrows
            .iter()
            .find(|arrow| arrow.from == from && arrow.to == to)
            .unwrap();
        assert_eq!(arrow.points.len(), 2, "{from} → {to}");
    }
}

#[test]
fn each_arrow_says_what_it_stands_for() {
    let drawing = base();
    let said: Vec<String> = drawing
        .arrows
        .iter()
        .map(|arrow| {
            let label = arrow.label.as_ref().map_or("", |label| &label.text);
            format!(
                "{} → {} {}: {label}",
                arrow.from,
                arrow.to,
                arrow.kind.word()
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "inbox → disqualified drawn: spam",
            "inbox → contacting drawn: grade A, B, C",
            "inbox → nurture drawn: otherwise",
            "contacting → qualifying drawn: touch two way",
            "contacting → nurture drawn: not now +1",
            "contacting → disqualified drawn: wrong number +3",
            "contacting → nurture clock: after 10d",
            "qualifying → handover hand_off: catalogue size > 0",
            "qualifying → nurture drawn: not now +1",
            "qualifying → disqualified drawn: no goods +1",
            "handover → consulting drawn: accepted",
            "handover → qualifying back: returned",
            "consulting → won drawn: ",
            "consulting → lost drawn: price +3",
            "consulting → nurture drawn: next season",
            "nurture → contacting back: grade A, B or mail…",
            "nurture → disqualified drawn: asked to stop +1",
        ]
    );
    let whole = &drawing.arrows[15].about;
    assert!(whole.contains("event.kind == 'mail_replied'"), "{whole}");
    let clock = drawing
        .arrows
        .iter()
        .find(|arrow| arrow.kind == ArrowKind::Clock)
        .unwrap();
    assert_eq!(clock.clock.as_deref(), Some("stage_age"));
}

#[test]
fn a_channel_shows_its_own_promises_and_where_it_differs() {
    let process = example();
    let drawing = layout(
        &process,
        process.line(&"trade_show".into()),
        &Options::default(),
    );
    let duty = |drawing: &Drawing| drawing.nodes[1].duty.clone().unwrap();
    assert_eq!(
        (duty(&base()), duty(&drawing)),
        ("first response 15m–4h".into(), "first response 1d".into())
    );
    let differing: Vec<&str> = drawing
        .nodes
        .iter()
        .filter(|node| node.differs)
        .map(|node| node.stage.as_str())
        .collect();
    assert_eq!(differing, ["contacting"]);
    assert!(base().nodes.iter().all(|node| !node.differs));
}

#[test]
fn figures_stand_in_the_boxes_and_volume_makes_arrows_thick() {
    let process = example();
    let options = Options {
        figures: true,
        ..Options::default()
    };
    let drawing = layout(&process, &process.base, &options);
    let mut overlay = Overlay::default();
    let figures = Figures {
        open: 204,
        late: Some(0.09),
        median_age: Some(63.0 * 86_400.0),
    };
    overlay.stages.insert("contacting".into(), figures);
    let odd = Figures {
        open: u64::MAX,
        late: Some(f64::NAN),
        median_age: Some(f64::INFINITY),
    };
    overlay.stages.insert("qualifying".into(), odd);
    overlay.volumes.push(Volume {
        from: "inbox".into(),
        to: "contacting".into(),
        count: 900,
    });
    let drawn = svg(&drawing, Some(&overlay));
    for expected in [
        "204 open",
        r#"<tspan class="late">9 % late</tspan>"#,
        "63 d",
        "stroke-width:7",
        "taken 900 times",
    ] {
        assert!(drawn.contains(expected), "{expected}");
    }
    assert!(!drawn.contains("NaN") && !drawn.contains("inf "), "{drawn}");
}

#[test]
fn nothing_in_a_document_gets_out_of_its_text() {
    let mut process = made::example();
    let evil = "</title><script>alert(1)</script>\" onload='x' & \u{0}\u{1b}]]>";
    process.title = evil.into();
    process.roles[0].title = evil.into();
    process.roles[0].expects = Some(evil.into());
    for stage in &mut process.base.stages {
        stage.title = evil.into();
    }
    let drawing = layout(&process, &process.base, &Options::default());
    let drawn = svg(&drawing, None);
    assert!(
        !drawn.contains("<script") && !drawn.contains("onload='") && !drawn.contains('\0'),
        "{drawn}"
    );
    assert!(drawn.contains("&lt;script&gt;"));
}
