//! Judge: the keys of scoring, grades and routing.

use super::{PICKS, POINTS, ROLE};
use crate::process::condition::Setting;
use crate::process::format::Shape::{Condition, List, Name, Notation, OrList, Text, Whole};
use crate::process::format::notation::{CAP, DURATION};
use crate::process::format::{Key, Record, Shape};

pub(super) static QUALITY: Record = Record {
    name: "quality",
    doc: "How leads are judged. A score is always the sum of its listed contributions.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new(
            "fit",
            List(&Shape::Record(&FIT)),
            "Points for who they are.",
        ),
        Key::new(
            "engagement",
            List(&Shape::Record(&ENGAGEMENT)),
            "Points for what they did; they fade.",
        ),
        Key::new(
            "grades",
            List(&Shape::Record(&GRADE)),
            "The first that matches is the grade.",
        ),
        Key::new(
            "hysteresis",
            Whole(0, POINTS),
            "A grade is lost only when the score falls this far below its threshold.",
        ),
    ],
};

pub(super) static FIT: Record = Record {
    name: "fit rule",
    doc: "Points for who somebody is.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("id", Name, "Its name.").needed(),
        Key::new("when", Condition(Setting::Lead), "When it counts.").needed(),
        Key::new("points", Whole(-POINTS, POINTS), "Points, also negative.").needed(),
        Key::new("because", Text, "Why."),
    ],
};

pub(super) static ENGAGEMENT: Record = Record {
    name: "engagement rule",
    doc: "Points for what somebody did.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("id", Name, "Its name.").needed(),
        Key::new("on", Condition(Setting::Event), "Which events count.").needed(),
        Key::new("points", Whole(-POINTS, POINTS), "Points for one event.").needed(),
        Key::new(
            "cap",
            Whole(-POINTS, POINTS),
            "All events of this rule together count at most this much.",
        ),
        Key::new(
            "half_life",
            Notation(&DURATION),
            "After this long an event counts half.",
        ),
        Key::new("because", Text, "Why."),
    ],
};

pub(super) static GRADE: Record = Record {
    name: "grade",
    doc: "A grade and what it takes.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("grade", Name, "The grade.").needed(),
        Key::new("when", Condition(Setting::Lead), "What it takes.").needed(),
    ],
};

pub(super) static ROUTING: Record = Record {
    name: "routing rule",
    doc: "Who gets the leads that match.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("id", Name, "Its name.").needed(),
        Key::new("when", Condition(Setting::Lead), "Which leads.").needed(),
        Key::new("to", Shape::Record(&TARGET), "Who gets them.").needed(),
    ],
};

pub(super) static TARGET: Record = Record {
    name: "target",
    doc: "Whom a lead is given to.",
    by: None,
    one_of: &["owner_of", "role", "team"],
    keys: &[
        Key::new(
            "owner_of",
            Shape::Word(&[
                ("company", "whoever looks after the company already"),
                ("person", "whoever had the person before"),
            ]),
            "Somebody who knows them.",
        ),
        Key::new("role", ROLE, "All active members with this role."),
        Key::new(
            "team",
            Name,
            "All active members of this team; teams are kept in the settings.",
        ),
        Key::new("by", Shape::Word(PICKS), "How one of them is picked."),
        Key::new(
            "weights",
            Shape::Word(&[("seniority", "the members' seniority")]),
            "Whose share is larger.",
        ),
        Key::new(
            "cap",
            OrList(&Notation(&CAP)),
            "Nobody gets more than this: so many open leads, or so many a day, week or month. Several limits are a list.",
        ),
        Key::new(
            "needs",
            Condition(Setting::Member),
            "Only those for whom this holds are asked.",
        ),
        Key::new(
            "prefer",
            Condition(Setting::Member),
            "Those for whom this holds come first.",
        ),
        Key::new(
            "available",
            Shape::Word(&[
                ("present", "neither absent nor away"),
                (
                    "working",
                    "also at work now; where nobody is, all who are present",
                ),
                ("any", "all active members"),
            ]),
            "Who is there to be asked. `present` where it isn't said.",
        ),
    ],
};

pub(super) static FAIRNESS: Record = Record {
    name: "fairness",
    doc: "What makes up for turns.",
    by: None,
    one_of: &[],
    keys: &[Key::new(
        "credit",
        List(&Name),
        "A lead that ends, is given back or declined for one of these reasons gives its turn back.",
    )
    .needed()],
};
