//! Codes: every problem there is, with its status and what mends it.
//!
//! The API's document and `docs/errors.md` say the same; tests compare them.

use axum::http::StatusCode;

/// A problem: code, status, what it means, what mends it.
pub type Code = (&'static str, u16, &'static str, &'static str);

/// All of them, by topic.
pub const CODES: &[Code] = &[
    // The request itself.
    (
        "host.missing",
        400,
        "the request doesn't say which host it is meant for",
        "Send a `Host` header.",
    ),
    (
        "host.foreign",
        421,
        "this server isn't known by that name",
        "Use the address that the server printed, or start it with `--host NAME`.",
    ),
    (
        "not_found",
        404,
        "there is nothing at this address, or nothing of this id",
        "Check the address and the id.",
    ),
    (
        "method_not_allowed",
        405,
        "this address doesn't take that method",
        "The `Allow` header and the API's document name those it takes.",
    ),
    (
        "request.target_too_long",
        414,
        "the address is longer than 8 KiB",
        "Ask for less at a time; what is long belongs into the body.",
    ),
    (
        "request.head_too_large",
        431,
        "the head has more than 100 lines, or more than 32 KiB",
        "Send fewer headers; a browser's cookies for this host may be what is too much.",
    ),
    (
        "request.too_slow",
        408,
        "the body didn't come within 30 seconds",
        "Send it again, in one go.",
    ),
    (
        "body.type",
        415,
        "the body isn't JSON in UTF-8",
        "Send `Content-Type: application/json`, without a `Content-Encoding` or another charset.",
    ),
    (
        "body.too_large",
        413,
        "the body is larger than 256 KiB",
        "Send one lead a request, and files elsewhere.",
    ),
    (
        "body.syntax",
        400,
        "the body isn't JSON that can be read; line and column say where",
        "Mend the place; a JSON library writes it right.",
    ),
    (
        "body.too_deep",
        400,
        "the body is nested deeper than 32 levels",
        "Send plain values.",
    ),
    (
        "body.value",
        422,
        "a value is of the wrong kind, missing, or not one of those possible",
        "`pointer` names the value, the detail what it takes.",
    ),
    (
        "body.unknown_field",
        422,
        "there is no field of that name",
        "`pointer` names it, the detail what there is instead.",
    ),
    (
        "query.value",
        422,
        "a parameter is unknown or doubled, or has a value that it can't take or that there never was",
        "`pointer` names it, the detail what it takes.",
    ),
    (
        "query.cursor",
        422,
        "the cursor isn't one of this list with this order",
        "Begin without a cursor, and take `next_cursor` as it is.",
    ),
    (
        "page.not_found",
        404,
        "the report page has nothing at this address",
        "The report is at `/`, its figures are at `/diagnosis.json`.",
    ),
    (
        "page.read_only",
        405,
        "the report page can only be read",
        "Ask with GET or HEAD.",
    ),
    // Who asks.
    (
        "sign_in.needed",
        401,
        "nobody is signed in, or the session has ended",
        "Sign in, or send `Authorization: Bearer TOKEN`.",
    ),
    (
        "sign_in.wrong",
        401,
        "mail and password don't belong together",
        "Check both; an administrator can make a new password.",
    ),
    (
        "sign_in.too_often",
        429,
        "too many tries to sign in",
        "Wait as long as `Retry-After` says.",
    ),
    (
        "token.wrong",
        401,
        "the token isn't one of ours, or it was ended",
        "Make one by `throughline admin token create`.",
    ),
    (
        "right.missing",
        403,
        "who asks may not do this",
        "Use a token of the right scope, or ask an administrator.",
    ),
    (
        "origin.foreign",
        403,
        "another site sent this request",
        "Use the page of this server; programs send a token instead of a cookie.",
    ),
    (
        "first.closed",
        403,
        "there is an administrator already, or the token was used, ended or wrong",
        "Sign in; or start the server anew for a new token while nobody is there yet.",
    ),
    (
        "password.weak",
        422,
        "the password is too short, too long or too easy",
        "Take ten characters or more that nobody would guess.",
    ),
    (
        "member.exists",
        409,
        "somebody with this mail is there already",
        "Sign in as that member, or take another mail.",
    ),
    // Intake.
    (
        "lead.unreachable",
        422,
        "nothing in the request says how to reach anybody",
        "Send `email`, `phone`, or `name` with `company`.",
    ),
    (
        "key.form",
        422,
        "the `Idempotency-Key` isn't 1 to 255 visible ASCII characters",
        "Take a UUID.",
    ),
    (
        "key.other_body",
        422,
        "this `Idempotency-Key` came with another body before",
        "Take a new key for each new request, the same key only to repeat one.",
    ),
    (
        "key.in_flight",
        409,
        "a request with this `Idempotency-Key` is under way",
        "Send it again in a moment.",
    ),
    (
        "capture.too_often",
        429,
        "this token brings in more than it may",
        "Wait as long as `Retry-After` says, then send it again with the same key; `capture_rate` is the setting.",
    ),
    (
        "hook.key",
        401,
        "the key or signature isn't the one of this way in",
        "Give the sender the secret of this way in; a new one is made at Capture.",
    ),
    (
        "hook.off",
        503,
        "this way in is off",
        "Turn it on at Capture; what is sent again then comes in.",
    ),
    (
        "way_in.changed",
        409,
        "somebody else changed this way in",
        "Look at it again and decide anew.",
    ),
    (
        "way_in.no_key",
        422,
        "this server has no key to seal secrets with",
        "Start it with `secret_key`: 64 hexadecimal digits, such as `openssl rand -hex 32` gives.",
    ),
    (
        "inbox.settled",
        409,
        "the entry isn't open any more",
        "Look at it again.",
    ),
    (
        "process.none",
        503,
        "no process runs yet",
        "`throughline process publish FILE`, then send it again.",
    ),
    (
        "line.busy",
        503,
        "more waits than can be taken",
        "Send it again, with the same key, as `Retry-After` says.",
    ),
    (
        "line.stopped",
        503,
        "nothing can be acknowledged now",
        "Send it again, with the same key, as `Retry-After` says; `/readyz` tells when.",
    ),
    (
        "inside",
        500,
        "something went wrong here",
        "The request's id finds it in the log.",
    ),
    // Leads.
    (
        "lead.changed",
        409,
        "somebody, or time, was faster",
        "Look at the lead again and decide anew.",
    ),
    (
        "lead.goes_on",
        422,
        "the lead was merged into another one, and goes on there",
        "Act on that one, or undo the merge.",
    ),
    (
        "lead.not_open",
        422,
        "the episode is over",
        "A new inquiry opens a new one.",
    ),
    (
        "move.not_drawn",
        422,
        "there is no such arrow",
        "Choose a drawn one, or make an exception with a reason.",
    ),
    (
        "move.no_such_stage",
        422,
        "there is no such stage",
        "`GET /api/v1/process` names the stages.",
    ),
    (
        "move.needs",
        422,
        "the move needs something that isn't there",
        "`pointer` names the first of it.",
    ),
    (
        "move.criterion",
        422,
        "the condition of the move doesn't hold",
        "The detail says which values it met.",
    ),
    (
        "move.reason",
        422,
        "the reason isn't one of the drawn ones",
        "The detail lists them.",
    ),
    (
        "move.into_gate",
        422,
        "rules decide at a gate, not people",
        "Choose the stage that it leads to.",
    ),
    (
        "exception.without_reason",
        422,
        "an exception needs a reason in own words",
        "Write why, in three letters or more.",
    ),
    (
        "verdict.none_asked",
        422,
        "no verdict is asked for here",
        "It belongs to a hand-off.",
    ),
    (
        "field.unknown",
        422,
        "the process has no such field",
        "`GET /api/v1/process` names the fields.",
    ),
    (
        "field.value",
        422,
        "the field doesn't take that value",
        "The detail says what it takes.",
    ),
    (
        "member.not_active",
        422,
        "nobody of this id is active",
        "Choose somebody who is.",
    ),
    (
        "step.after_promise",
        422,
        "the step would end after the promise that runs",
        "Plan it until then.",
    ),
    (
        "snooze.hides",
        422,
        "somebody still has to answer: a snooze would hide that",
        "Reach out, accept the lead or give it back first, then put it off.",
    ),
    (
        "snooze.after_promise",
        422,
        "the lead would sleep beyond a promise that runs",
        "Put it off until then at the latest.",
    ),
    (
        "snooze.condition",
        422,
        "the condition can't be waited for: it can't be read, holds already, or never will",
        "The detail says what is wrong with it.",
    ),
    (
        "snooze.until_what",
        422,
        "neither a time nor a condition was given",
        "Say until when, or what has to happen.",
    ),
    (
        "view.not_yours",
        403,
        "the view was shared by somebody else",
        "Keep one of your own instead.",
    ),
    (
        "view.too_many",
        422,
        "nobody keeps more than 100 views",
        "Take one away first.",
    ),
    (
        "bulk.nobody",
        422,
        "no lead is meant",
        "Choose leads, or another filter.",
    ),
    (
        "bulk.too_many",
        422,
        "more than 10,000 leads are meant",
        "Narrow the filter.",
    ),
    (
        "bulk.over",
        409,
        "the change is over",
        "There is nothing to cancel.",
    ),
    (
        "bulk.running",
        409,
        "the change isn't over yet",
        "Cancel it first, or wait.",
    ),
    (
        "exception.already_there",
        422,
        "the lead is at that stage already",
        "Choose another stage: promises can't be started afresh.",
    ),
    (
        "touch.before_lead",
        422,
        "the touch took place before the lead came in",
        "Give the time at which it took place.",
    ),
    (
        "undo.nothing",
        422,
        "nothing happened to the lead since that version",
        "Give the version that it had before what is to be taken back.",
    ),
    (
        "undo.happened_since",
        422,
        "somebody else, the buyer or time did something since",
        "Make another move instead; nobody's doing is taken back but one's own.",
    ),
    (
        "merge.same_person",
        422,
        "both are one and the same person",
        "Name two persons.",
    ),
    (
        "merge.same_lead",
        422,
        "both are one and the same",
        "Name two.",
    ),
    (
        "merge.goes_on",
        422,
        "the person was merged into another one before",
        "Merge that one, or undo the merge before.",
    ),
    (
        "merge.keep_lead",
        422,
        "the lead that shall go on is no open lead of either person",
        "Leave `keep_lead` out, or name an open lead of theirs where both have one.",
    ),
    (
        "merge.not_merged",
        422,
        "the two leads aren't merged, or not any more",
        "Look at both again.",
    ),
    (
        "merge.undone",
        422,
        "the merge was undone before",
        "There is nothing left to undo.",
    ),
    (
        "move.too_few_tries",
        422,
        "the move asks for more attempts at this stage",
        "The detail says how many; an exception is possible, with a reason.",
    ),
    (
        "decline.not_allowed",
        422,
        "leads can't be declined here",
        "The process names the reasons, under `declines`.",
    ),
    (
        "decline.reason",
        422,
        "the reason isn't one for declining",
        "The detail lists them.",
    ),
    (
        "decline.not_owner",
        422,
        "only its owner can decline a lead",
        "Give it to somebody else, with a reason.",
    ),
    (
        "decline.too_late",
        422,
        "the lead was accepted already",
        "Give it to somebody else, with a reason.",
    ),
    (
        "pause.not_allowed",
        422,
        "promises can't be paused",
        "The process says why and for how long, under `pauses`.",
    ),
    (
        "pause.reason",
        422,
        "the reason isn't one for a pause",
        "The detail lists them.",
    ),
    (
        "pause.already",
        422,
        "the lead is paused already",
        "Resume it first.",
    ),
    (
        "pause.none",
        422,
        "the lead isn't paused",
        "Look at the lead again.",
    ),
    (
        "pause.nothing_runs",
        422,
        "no promise runs here",
        "There is nothing to pause.",
    ),
    (
        "pause.too_long",
        422,
        "the process allows a shorter pause",
        "The detail says until when.",
    ),
    (
        "pause.used_up",
        422,
        "the lead had all pauses that the process allows at a stage",
        "Go on, or change the process.",
    ),
    (
        "time.past",
        422,
        "the time lies behind",
        "Give one to come.",
    ),
    (
        "time.future",
        422,
        "the time is yet to come",
        "A touch is logged after it took place.",
    ),
    (
        "time.too_far",
        422,
        "the time is more than ten years ahead",
        "Look at the year.",
    ),
];

/// The status that belongs to a code.
pub fn status_of(code: &str) -> StatusCode {
    let known = CODES.iter().find(|(own, ..)| *own == code);
    debug_assert!(known.is_some(), "`{code}` is not in CODES");
    // A refusal of the rules that is newer than this table is a wrong value still.
    known
        .and_then(|(_, status, ..)| StatusCode::from_u16(*status).ok())
        .unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}
