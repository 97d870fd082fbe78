//! Agreement: the keys of what holds for all channels.

use super::ROLE;
use crate::process::condition::Setting;
use crate::process::format::Shape::{Condition, List, Map, Name, Notation, Number, Text};
use crate::process::format::notation::{DATE, DAYS, DURATION, PERIOD, ZONE};
use crate::process::format::{Key, Record, Shape};

pub(super) static CALENDAR: Record = Record {
    name: "calendar",
    doc: "Working hours and holidays. Clocks count working time where nothing else is said.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("timezone", Notation(&ZONE), "Where the people are.").needed(),
        Key::new(
            "hours",
            Map(&Notation(&DAYS), &List(&Notation(&PERIOD))),
            "The working periods of each day. Days that aren't named are free.",
        )
        .needed(),
        Key::new(
            "holidays",
            List(&Notation(&DATE)),
            "Days on which nobody works.",
        ),
    ],
};

pub(super) static AGREEMENT: Record = Record {
    name: "agreement",
    doc: "Who has to sign, and when it is looked at again.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("signs", List(&ROLE), "The roles that sign.").needed(),
        Key::new(
            "discussion",
            Notation(&DURATION),
            "At least this long between proposal and signature.",
        ),
        Key::new(
            "review",
            Shape::Record(&REVIEW),
            "When it is looked at again.",
        ),
    ],
};

pub(super) static REVIEW: Record = Record {
    name: "review",
    doc: "When an agreement is looked at again.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("first_after", Notation(&DURATION), "First after this long.").needed(),
        Key::new(
            "then_every",
            Notation(&DURATION),
            "Then each time after this long.",
        )
        .needed(),
        Key::new("led_by", ROLE, "The role that leads it.").needed(),
    ],
};

pub(super) static ROLE_: Record = Record {
    name: "role",
    doc: "Somebody's part in the process.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("title", Text, "What people call it.").needed(),
        Key::new("expects", Text, "What it may expect of the others."),
        Key::new("stands_in_for", List(&ROLE), "The roles it stands in for."),
    ],
};

pub(super) static TERM: Record = Record {
    name: "term",
    doc: "A word of the shared language.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("is", Text, "What it means.").needed(),
        Key::new("is_not", Text, "What it doesn't mean."),
        Key::new("agreed_by", List(&ROLE), "Who agreed on it."),
        Key::new(
            "decided_by",
            Condition(Setting::Event),
            "The condition that decides it.",
        ),
    ],
};

pub(super) static SOURCES: Record = Record {
    name: "sources",
    doc: "The channels of each family. A lead without a known channel counts as a defect.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new(
            "campaign",
            List(&Name),
            "We spoke to many: search, ads, social, mail, content.",
        ),
        Key::new("event", List(&Name), "We met: trade show, webinar, talk."),
        Key::new(
            "referral",
            List(&Name),
            "Somebody sent them: customer, partner, employee.",
        ),
        Key::new(
            "prospecting",
            List(&Name),
            "We went out to them: cold call, cold mail, visit.",
        ),
    ],
};

pub(super) static FIELD: Record = Record {
    name: "field",
    doc: "Something recorded of each lead.",
    by: Some("type"),
    one_of: &[],
    keys: &[
        Key::new("title", Text, "What people call it.").needed(),
        Key::new(
            "type",
            Shape::Word(&[
                ("text", "any text"),
                ("choice", "one of some words"),
                ("integer", "a whole number"),
                ("number", "a number"),
                ("yes_no", "yes or no"),
                ("date", "a day"),
            ]),
            "What values it takes.",
        )
        .needed(),
        Key::new("of", List(&Name), "The words to choose from.")
            .needed()
            .only(&["choice"]),
        Key::new("min", Number, "The smallest value.").only(&["integer", "number"]),
        Key::new("max", Number, "The largest value.").only(&["integer", "number"]),
    ],
};
