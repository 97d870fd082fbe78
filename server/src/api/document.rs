//! Document: the API as OpenAPI 3.1, made from the code.
//!
//! Routes, bodies and answers come from the handlers. Which problems an operation can
//! answer with is added here, from what it takes and who may call it, and from [`OWN`].

use crate::problem::ProblemBody;
use crate::problem::codes::{CODES, status_of};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Components, Content, Info, OpenApi, OpenApiBuilder, Ref, RefOr};
use utoipa::openapi::{PathItem, Response, ResponseBuilder};
use utoipa::{PartialSchema as _, ToSchema as _};

/// Problems that belong to one operation.
const OWN: &[(&str, &[&str])] = &[
    (
        "firstAdministrator",
        &[
            "first.closed",
            "password.weak",
            "member.exists",
            "sign_in.too_often",
            "origin.foreign",
        ],
    ),
    (
        "signIn",
        &["sign_in.wrong", "sign_in.too_often", "origin.foreign"],
    ),
    (
        "captureLead",
        &[
            "lead.unreachable",
            "key.form",
            "key.other_body",
            "key.in_flight",
            "capture.too_often",
            "field.unknown",
            "field.value",
            "process.none",
            "line.busy",
            "line.stopped",
        ],
    ),
    ("listLeads", &["query.cursor"]),
    ("showLead", &["not_found"]),
    ("listEvents", &["not_found", "query.cursor"]),
    ("logTouch", &["time.future"]),
    (
        "moveLead",
        &[
            "move.not_drawn",
            "move.no_such_stage",
            "move.needs",
            "move.criterion",
            "move.reason",
            "move.too_few_tries",
            "move.into_gate",
            "field.unknown",
            "field.value",
            "time.past",
            "time.too_far",
        ],
    ),
    (
        "makeException",
        &[
            "exception.without_reason",
            "move.no_such_stage",
            "move.into_gate",
        ],
    ),
    (
        "declineLead",
        &[
            "decline.not_allowed",
            "decline.reason",
            "decline.not_owner",
            "decline.too_late",
        ],
    ),
    (
        "pauseLead",
        &[
            "pause.not_allowed",
            "pause.reason",
            "pause.already",
            "pause.nothing_runs",
            "pause.too_long",
            "pause.used_up",
            "time.past",
            "time.too_far",
        ],
    ),
    ("resumeLead", &["pause.none"]),
    ("changeMember", &["body.value"]),
    ("addAbsence", &["time.past", "time.too_far"]),
    ("listPools", &["process.none"]),
    ("acceptLead", &["move.needs"]),
    (
        "returnLead",
        &["verdict.none_asked", "move.reason", "move.needs"],
    ),
    ("answerLead", &["field.unknown", "field.value"]),
    ("reassignLead", &["member.not_active"]),
    (
        "planStep",
        &["step.after_promise", "time.past", "time.too_far"],
    ),
    (
        "snoozeLead",
        &[
            "snooze.hides",
            "snooze.after_promise",
            "snooze.condition",
            "snooze.until_what",
            "time.past",
            "time.too_far",
        ],
    ),
    ("previewTouch", &["time.future", "touch.before_lead"]),
    ("board", &["query.cursor"]),
    ("addView", &["view.too_many"]),
    ("changeView", &["view.not_yours"]),
    ("removeView", &["view.not_yours"]),
    (
        "changeMany",
        &[
            "bulk.nobody",
            "bulk.too_many",
            "member.not_active",
            "time.past",
            "time.too_far",
        ],
    ),
    ("cancelBulk", &["bulk.over"]),
    ("undoBulk", &["bulk.running", "undo.nothing"]),
    ("showProcess", &["process.none"]),
    ("showDrawing", &["process.none"]),
    ("showPicture", &["process.none"]),
    ("acknowledgeAlert", &["not_found"]),
    ("makeWayIn", &["way_in.no_key"]),
    ("changeWayIn", &["way_in.changed", "way_in.no_key"]),
    ("endWayIn", &["way_in.changed"]),
    ("renewSecret", &["way_in.changed", "way_in.no_key"]),
    ("tryWayIn", &["process.none"]),
    ("dismissEntry", &["inbox.settled"]),
];

/// What every act on a lead can meet.
const ACT: &[&str] = &[
    "not_found",
    "lead.changed",
    "lead.not_open",
    "process.none",
    "line.busy",
    "line.stopped",
];

/// The document without its operations.
pub(crate) fn frame() -> OpenApi {
    let mut components = Components::new();
    components.add_security_scheme(
        "session",
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
            crate::sign_in::COOKIE,
            "The cookie of somebody who signed in. What changes something has to come from this server's own page.",
        ))),
    );
    let mut bearer = Http::new(HttpAuthScheme::Bearer);
    bearer.description = Some(
        "A token of `throughline admin token create`. The scopes of an operation are those of which it takes one."
            .into(),
    );
    components.add_security_scheme("token", SecurityScheme::Http(bearer));
    components
        .schemas
        .insert(ProblemBody::name().into_owned(), ProblemBody::schema());
    let mut info = Info::new("Throughline", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "One agreed line from the first inquiry to revenue. Times are RFC 3339 in UTC, ids opaque, money decimal text with its currency. Lists come as `items` and `next_cursor`. Refusals are problems (RFC 9457) with a stable `code`."
            .into(),
    );
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .build()
}

/// Adds to each operation the problems that it can answer with.
pub(crate) fn complete(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        for (changes, operation) in operations(item) {
            add_problems(path, changes, operation);
        }
    }
}

/// The operations of a path; whether each changes something.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    [
        (false, &mut item.get),
        (true, &mut item.post),
        (true, &mut item.put),
        (true, &mut item.delete),
        (true, &mut item.patch),
    ]
    .into_iter()
    .filter_map(|(changes, operation)| Some((changes, operation.as_mut()?)))
}

fn add_problems(path: &str, changes: bool, operation: &mut Operation) {
    let mut codes: BTreeSet<&'static str> = ["inside", "line.busy", "line.stopped"].into();
    codes.extend([
        "host.missing",
        "host.foreign",
        "request.target_too_long",
        "request.head_too_large",
        // One that it doesn't take is refused everywhere.
        "query.value",
    ]);
    let id = operation.operation_id.clone().unwrap_or_default();
    let own = OWN.iter().find(|(operation, _)| *operation == id);
    codes.extend(own.into_iter().flat_map(|(_, own)| own.iter()));
    if operation.security.is_some() {
        codes.extend(["sign_in.needed", "token.wrong", "right.missing"]);
        if changes {
            codes.insert("origin.foreign");
        }
    }
    if operation.request_body.is_some() {
        codes.extend([
            "body.type",
            "body.too_large",
            "body.syntax",
            "body.too_deep",
            "body.value",
            "body.unknown_field",
            "request.too_slow",
        ]);
    }
    if operation.tags.iter().flatten().any(|tag| tag == "Act") {
        codes.extend(ACT);
    }
    if path.contains('{') {
        codes.insert("not_found");
    }
    let mut by_status: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for (code, ..) in CODES.iter().filter(|(code, ..)| codes.contains(code)) {
        by_status
            .entry(status_of(code).as_u16())
            .or_default()
            .push(code);
    }
    for (status, codes) in by_status {
        operation
            .responses
            .responses
            .insert(status.to_string(), RefOr::T(problem(&codes)));
    }
}

fn problem(codes: &[&str]) -> Response {
    let lines: Vec<String> = CODES
        .iter()
        .filter(|(code, ..)| codes.contains(code))
        .map(|(code, _, means, _)| format!("- `{code}`: {means}"))
        .collect();
    ResponseBuilder::new()
        .description(lines.join("\n"))
        .content(
            "application/problem+json",
            Content::new(Some(Ref::from_schema_name(ProblemBody::name()))),
        )
        .build()
}
