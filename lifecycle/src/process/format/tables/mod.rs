//! Tables: each map of the document, key by key.

mod agreement;
mod judge;
mod nurture;
mod stage;

use crate::process::format::Shape::{
    Difference, FieldName, List, Map, Mention, Name, Notation, Text, Whole,
};
use crate::process::format::names::What;
use crate::process::format::notation::COUNTRY;
use crate::process::format::{Key, Record, Shape, Word};
use agreement::{AGREEMENT, CALENDAR, FIELD, ROLE_, SOURCES, TERM};
use judge::{QUALITY, ROUTING};
use nurture::{ALERT, SERIES};
use stage::STAGE;

/// The newest version of the format.
pub(crate) const NEWEST: u32 = 1;

const ROLE: Shape = Mention(What::Role, &[]);
const ADDRESSEE: Shape = Mention(What::Role, &[("owner", "whoever owns the lead")]);
const CHANNEL: Shape = Mention(What::Channel, &[]);
/// What is asked at a stage or needed by a move beside the declared fields.
pub(crate) const BUILT_IN: &[Word] = &[
    ("reason", "why"),
    ("wake_on", "the day to look at it again"),
    ("amount", "what it is worth"),
];
const ASKED: Shape = Mention(What::Field, BUILT_IN);
const POINTS: i64 = 1_000_000;

const PICKS: &[Word] = &[
    ("round_robin", "by turn"),
    ("least_loaded", "who has the fewest open leads"),
];

/// The whole document.
pub(crate) static DOCUMENT: Record = Record {
    name: "process",
    doc: "The whole document.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new(
            "throughline",
            Whole(1, NEWEST as i64),
            "Version of the format.",
        )
        .needed(),
        Key::new(
            "id",
            Name,
            "Name of the process, the same in all its versions.",
        )
        .needed(),
        Key::new("title", Text, "What people call it.").needed(),
        Key::new("purpose", Text, "What it is for.").needed(),
        Key::new("calendar", Shape::Record(&CALENDAR), "When people work.").needed(),
        Key::new(
            "country",
            Notation(&COUNTRY),
            "The country whose people leave out its code when they write a phone number.",
        ),
        Key::new(
            "agreement",
            Shape::Record(&AGREEMENT),
            "Who has to sign before a version can run.",
        ),
        Key::new(
            "roles",
            Map(&Name, &Shape::Record(&ROLE_)),
            "Who is accountable for what.",
        )
        .needed(),
        Key::new(
            "terms",
            Map(&Name, &Shape::Record(&TERM)),
            "The shared language.",
        ),
        Key::new(
            "sources",
            Shape::Record(&SOURCES),
            "Where leads come from: each channel belongs to one of four families.",
        )
        .needed(),
        Key::new(
            "fields",
            Map(&FieldName, &Shape::Record(&FIELD)),
            "What is recorded of a lead beyond identity and source.",
        ),
        Key::new("quality", Shape::Record(&QUALITY), "How leads are judged."),
        Key::new(
            "routing",
            List(&Shape::Record(&ROUTING)),
            "Who gets a lead; the first rule that matches wins.",
        ),
        Key::new(
            "stages",
            Map(&Name, &Shape::Record(&STAGE)),
            "The places on the line. Leads come in at the first.",
        )
        .needed(),
        Key::new(
            "series",
            Map(&Name, &Shape::Record(&SERIES)),
            "What nurture sends and does over months and years.",
        ),
        Key::new(
            "alerts",
            List(&Shape::Record(&ALERT)),
            "Who is told what, and how.",
        ),
        Key::new(
            "channels",
            Map(&CHANNEL, &Difference(&CHANNEL_)),
            "Where a channel differs from the base process; only the difference is written.",
        ),
    ],
};

/// What may differ from channel to channel.
pub(crate) static CHANNEL_: Record = Record {
    name: "channel",
    doc: "Where a channel differs. Maps are merged key by key, lists and values are replaced, and `~` takes something away.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new(
            "quality",
            Shape::Record(&QUALITY),
            "How leads of this channel are judged.",
        ),
        Key::new(
            "routing",
            List(&Shape::Record(&ROUTING)),
            "Who gets leads of this channel.",
        ),
        Key::new(
            "stages",
            Map(&Name, &Shape::Record(&STAGE)),
            "What is different at which stage.",
        ),
    ],
};
