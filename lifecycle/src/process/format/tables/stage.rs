//! Stage: the keys of a place on the line, with its clocks, cadence and moves.

use super::judge::TARGET;
use super::{ADDRESSEE, ASKED, PICKS, ROLE};
use crate::process::condition::Setting;
use crate::process::format::Shape::{
    Condition, List, Map, Mention, Name, Notation, OrList, OrMap, Text, Whole,
};
use crate::process::format::names::What;
use crate::process::format::notation::{DELAY, DURATION};
use crate::process::format::{Key, Record, Shape, Word};

pub(super) const DUTY: &[&str] = &["work", "hold"];

/// Nobody is to be tried more often than this.
const MOST_TRIES: i64 = 1_000;

const TOUCHES: &[Word] = &[
    ("call", "a call"),
    ("mail", "a mail"),
    ("meeting", "a meeting, also by video"),
    ("message", "SMS, chat, letter"),
    ("visit", "a visit"),
];

pub(super) static STAGE: Record = Record {
    name: "stage",
    doc: "A place on the line.",
    by: Some("kind"),
    one_of: &[],
    keys: &[
        Key::new("title", Text, "What people call it.").needed(),
        Key::new("purpose", Text, "Why the step exists."),
        Key::new("phase", Shape::Word(&[
            ("lead", "asked, or has a reason to be asked"),
            ("prospect", "checked, and willing"),
            ("opportunity", "there is something to decide"),
            ("customer", "bought"),
        ]), "How far the episode is.").needed(),
        Key::new("kind", Shape::Word(&[
            ("gate", "rules decide at once; nobody waits here"),
            ("work", "a person acts"),
            ("hold", "waiting for the buyer, or for a better time"),
            ("end", "the episode is over"),
        ]), "What happens here.").needed(),
        Key::new("does", List(&Shape::Word(&[
            ("identify", "who is it?"),
            ("assess", "how good is it?"),
            ("assign", "who takes care of it?"),
        ])), "What is done on the way through.").only(&["gate"]),
        Key::new("owner", ROLE, "The accountable role.").needed().only(DUTY),
        Key::new("mode", Shape::Word(&[
            ("human", "only people act; a move whose condition holds is offered"),
            ("assisted", "people act, with proposals of the program"),
            ("automatic", "a move whose condition holds is taken at once"),
        ]), "Who may act. `human` where it isn't said.").only(DUTY),
        Key::new("route", Shape::Record(&TARGET), "Who gets leads that come in here; otherwise whoever had the role before, else by turn.").only(DUTY),
        Key::new("next_step", Text, "What is to be done.").needed().only(DUTY),
        Key::new("script", Text, "What to say or ask, for people.").only(DUTY),
        Key::new("asks", List(&ASKED), "What is asked here.").only(DUTY),
        Key::new("declines", List(&Name), "The reasons for declining a lead here, instead of those of the process.").only(DUTY),
        Key::new("clocks", Map(&Name, &Shape::Record(&CLOCK)), "What is promised here.").only(DUTY),
        Key::new("cadence", List(&Shape::Record(&ATTEMPT)), "The attempts to reach somebody, in order.").only(DUTY),
        Key::new("moves", List(&Shape::Record(&MOVE)), "The arrows drawn from here. At a gate, the first that matches is taken.").only(&["gate", "work", "hold"]),
        Key::new("outcome", Shape::Word(&[
            ("won", "revenue"),
            ("lost", "a prospect who said no"),
            ("disqualified", "never was one"),
        ]), "How the episode ends.").needed().only(&["end"]),
        Key::new("feedback", Name, "What the buyer is asked afterwards.").only(&["end"]),
    ],
};

pub(super) static CLOCK: Record = Record {
    name: "clock",
    doc: "A promise in time (SLA). Usual names: `accept`, `first_response`, `verdict`, `stage_age`.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new(
            "within",
            OrMap(
                &Notation(&DURATION),
                &Map(
                    &Mention(
                        What::Grade,
                        &[("otherwise", "all grades that aren't named")],
                    ),
                    &Notation(&DURATION),
                ),
            ),
            "How long, for all or by grade.",
        )
        .needed(),
        Key::new(
            "counts",
            Shape::Word(&[
                ("working", "only while somebody works"),
                ("elapsed", "all time"),
            ]),
            "What time counts. `working` where it isn't said.",
        ),
        Key::new(
            "stops_on",
            Shape::Word(&[
                (
                    "accepted",
                    "the owner says yes, or acts; usual for `accept`",
                ),
                (
                    "human_touch",
                    "a person reached out; usual for `first_response`",
                ),
                ("any_touch", "any touch, also by a machine"),
                ("two_way_touch", "they answered"),
                ("verdict", "accepted or returned; usual for `verdict`"),
                ("leaving", "going on to another stage; usual for all others"),
            ]),
            "What keeps the promise.",
        ),
        Key::new(
            "warn",
            OrList(&Notation(&DURATION)),
            "This long before, a warning. Several warnings are a list.",
        ),
        Key::new(
            "then",
            List(&Shape::Record(&CONSEQUENCE)),
            "What follows when it breaks, in order.",
        ),
    ],
};

pub(super) static CONSEQUENCE: Record = Record {
    name: "consequence",
    doc: "What follows when a promise breaks.",
    by: None,
    one_of: &["alert", "reassign", "offer_to", "move"],
    keys: &[
        Key::new("alert", ADDRESSEE, "Somebody is told."),
        Key::new(
            "reassign",
            Shape::Word(PICKS),
            "Another member of the pool gets it.",
        ),
        Key::new(
            "offer_to",
            Shape::Word(&[("next_in_pool", "whoever's turn it is next")]),
            "It is offered to somebody else, whose clock begins anew.",
        ),
        Key::new("move", Mention(What::Stage, &[]), "It moves on by itself."),
        Key::new("reason", Name, "Why it moved."),
        Key::new(
            "after",
            Notation(&DURATION),
            "So long after it broke, in the clock's time, while what was promised is still to be done. At once where it isn't said.",
        ),
    ],
};

pub(super) static ATTEMPT: Record = Record {
    name: "attempt",
    doc: "One attempt of a cadence.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new(
            "after",
            Notation(&DELAY),
            "This long after coming to the stage.",
        )
        .needed(),
        Key::new("do", Shape::Word(TOUCHES), "What to do.").needed(),
        Key::new("template", Name, "The template of a mail or message."),
    ],
};

pub(super) static MOVE: Record = Record {
    name: "move",
    doc: "A drawn arrow.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("to", Mention(What::Stage, &[]), "Where to.").needed(),
        Key::new("when", Condition(Setting::Event), "What has to hold."),
        Key::new("needs", List(&ASKED), "What has to be given."),
        Key::new(
            "tries",
            OrMap(
                &Whole(1, MOST_TRIES),
                &Map(&Shape::Word(TOUCHES), &Whole(1, MOST_TRIES)),
            ),
            "At least so many attempts by people at this stage, together or by channel.",
        ),
        Key::new("reasons", List(&Name), "The reasons to choose from."),
        Key::new("reason", Name, "The reason it always has."),
        Key::new(
            "verdict",
            Shape::Word(&[
                ("accepted", "good: mine now"),
                ("returned", "not good: back, with a reason"),
            ]),
            "The verdict on a hand-off that this move is.",
        ),
        Key::new(
            "series",
            Mention(What::Series, &[]),
            "The nurture series it leads into.",
        ),
        Key::new("alert", ADDRESSEE, "Who is told."),
    ],
};

pub(super) static PAUSES: Record = Record {
    name: "pauses",
    doc: "Why, and for how long, promises may be paused.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("reasons", List(&Name), "The reasons to choose from.").needed(),
        Key::new(
            "at_most",
            Notation(&DURATION),
            "All pauses at a stage together, in working time.",
        )
        .needed(),
    ],
};
