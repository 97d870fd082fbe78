//! Nurture: the keys of series and alerts.

use super::{ADDRESSEE, ROLE};
use crate::process::condition::Setting;
use crate::process::format::Shape::{List, Map, Name, Notation, Text, Whole, WordOrCondition};
use crate::process::format::notation::{AT_MOST, DELAY, DURATION, QUIET};
use crate::process::format::{Key, Record, Shape, Word};

pub(super) static SERIES: Record = Record {
    name: "series",
    doc: "What nurture sends and does. A person is never in two at once.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("owner", ROLE, "The accountable role.").needed(),
        Key::new(
            "stops_on",
            List(&Shape::Word(&[
                ("reply", "the person answered"),
                ("meeting", "a meeting was made"),
                ("stage_change", "the lead moved"),
                ("opt_out", "the person asked to stop"),
            ])),
            "What ends it.",
        ),
        Key::new(
            "quiet_hours",
            Notation(&QUIET),
            "Nothing is sent in these hours of the person's day.",
        ),
        Key::new(
            "at_most",
            Notation(&AT_MOST),
            "No more than this many in this long.",
        ),
        Key::new(
            "exhausted",
            Shape::Record(&EXHAUSTED),
            "What follows when all steps were taken.",
        ),
        Key::new("steps", List(&Shape::Record(&STEP)), "The steps, in order.").needed(),
    ],
};

pub(super) static EXHAUSTED: Record = Record {
    name: "exhausted",
    doc: "What follows when a series has no step left.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("after", Notation(&DELAY), "After this long.").needed(),
        Key::new("alert", ADDRESSEE, "Who is told.").needed(),
    ],
};

pub(super) static STEP: Record = Record {
    name: "step",
    doc: "One step of a series.",
    by: None,
    one_of: &["mail", "task"],
    keys: &[
        Key::new("id", Name, "Its name.").needed(),
        Key::new("wait", Notation(&DELAY), "This long after the step before.").needed(),
        Key::new("mail", Name, "The mail that is sent."),
        Key::new("task", Text, "What somebody is to do."),
        Key::new("repeat", Whole(1, 1000), "How often."),
    ],
};

/// What an alert can be raised on beside a condition.
pub(crate) const OCCASIONS: &[Word] = &[
    ("lead_arrived", "a lead came in"),
    ("lead_assigned", "a lead got an owner"),
    ("gone_cold", "nothing happened for too long"),
    ("clock_warned", "a promise is about to break"),
    ("clock_breached", "a promise broke"),
    ("lead_returned", "a hand-off was given back"),
];

pub(super) static ALERT: Record = Record {
    name: "alert",
    doc: "Who is told what, and how.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("id", Name, "Its name.").needed(),
        Key::new("on", WordOrCondition(OCCASIONS, Setting::Alert), "When.").needed(),
        Key::new("to", ADDRESSEE, "Who.").needed(),
        Key::new(
            "by",
            List(&Shape::Word(&[
                ("app", "in the app"),
                ("mail", "by mail"),
                ("webhook", "by webhook"),
            ])),
            "How. `[app]` where it isn't said.",
        ),
        Key::new(
            "then_after",
            Map(&Notation(&DURATION), &ADDRESSEE),
            "Who is told next when nobody reacted for this long.",
        ),
    ],
};
