//! Tables: each map of the document, key by key.

use super::Shape::{
    Condition, Difference, FieldName, List, Map, Mention, Name, Notation, Number, OrMap, Text,
    Whole, WordOrCondition,
};
use super::names::What;
use super::notation::{AT_MOST, CAP, DATE, DAYS, DELAY, DURATION, PERIOD, QUIET, ZONE};
use super::{Key, Record, Shape, Word};
use crate::process::condition::Setting;

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

static CALENDAR: Record = Record {
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

static AGREEMENT: Record = Record {
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

static REVIEW: Record = Record {
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

static ROLE_: Record = Record {
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

static TERM: Record = Record {
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

static SOURCES: Record = Record {
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

static FIELD: Record = Record {
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

static QUALITY: Record = Record {
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

static FIT: Record = Record {
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

static ENGAGEMENT: Record = Record {
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

static GRADE: Record = Record {
    name: "grade",
    doc: "A grade and what it takes.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("grade", Name, "The grade.").needed(),
        Key::new("when", Condition(Setting::Lead), "What it takes.").needed(),
    ],
};

static ROUTING: Record = Record {
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

static TARGET: Record = Record {
    name: "target",
    doc: "Whom a lead is given to.",
    by: None,
    one_of: &["owner_of", "role", "team"],
    keys: &[
        Key::new(
            "owner_of",
            Shape::Word(&[("company", "whoever looks after the company already")]),
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
            Notation(&CAP),
            "Nobody gets more than this many open leads.",
        ),
        Key::new(
            "prefer",
            Condition(Setting::Member),
            "Those for whom this holds come first.",
        ),
    ],
};

const DUTY: &[&str] = &["work", "hold"];

static STAGE: Record = Record {
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

static CLOCK: Record = Record {
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
        Key::new("warn", Notation(&DURATION), "This long before, a warning."),
        Key::new(
            "then",
            List(&Shape::Record(&CONSEQUENCE)),
            "What follows when it breaks, in order.",
        ),
    ],
};

static CONSEQUENCE: Record = Record {
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
    ],
};

static ATTEMPT: Record = Record {
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
        Key::new(
            "do",
            Shape::Word(&[
                ("call", "a call"),
                ("mail", "a mail"),
                ("meeting", "a meeting, also by video"),
                ("message", "SMS, chat, letter"),
                ("visit", "a visit"),
            ]),
            "What to do.",
        )
        .needed(),
        Key::new("template", Name, "The template of a mail or message."),
    ],
};

static MOVE: Record = Record {
    name: "move",
    doc: "A drawn arrow.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("to", Mention(What::Stage, &[]), "Where to.").needed(),
        Key::new("when", Condition(Setting::Event), "What has to hold."),
        Key::new("needs", List(&ASKED), "What has to be given."),
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

static SERIES: Record = Record {
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

static EXHAUSTED: Record = Record {
    name: "exhausted",
    doc: "What follows when a series has no step left.",
    by: None,
    one_of: &[],
    keys: &[
        Key::new("after", Notation(&DELAY), "After this long.").needed(),
        Key::new("alert", ADDRESSEE, "Who is told.").needed(),
    ],
};

static STEP: Record = Record {
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

static ALERT: Record = Record {
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
