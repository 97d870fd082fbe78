//! Capture: ways in, and what comes by them.
//!
//! 1. What comes is read just far enough to know that it may come in, and under which key.
//! 2. It is stored, durable, before any rule looks at it (`take`). That is when it is
//!    acknowledged; the same key doesn't come in twice.
//! 3. It is judged: what looks like spam waits for somebody (`suspect`), everything else goes
//!    through the one line, like all leads.
//! 4. What can't become a lead is an open entry of the inbox, with a reason, a role that sorts
//!    it out and a deadline. It can be replayed, through the way in as it is then.
//!
//! A program that dies anywhere in between finds the entry when it comes back (`worker`).
//!
//! Deliberately absent: who somebody is and whose the lead becomes (`line`, `lifecycle`), and
//! any guess from a stranger's answer whether we know them: all are answered the same.

mod definition;
mod dry_run;
mod fetch;
mod form;
mod given;
mod google;
mod mapper;
mod meta;
mod origin;
pub(crate) mod page;
mod read;
mod samples;
mod seal;
mod suspect;
mod take;
mod targets;
mod token;
mod typeform;
pub(crate) mod worker;

pub(crate) use definition::{Auth, AuthKind, Definition, Encoding, allowed_site};
pub(crate) use dry_run::{Tried, try_out};
pub use fetch::{FetchError, Fetched, Fetcher, Graph};
pub(crate) use form::{
    Kept as KeptRequest, Values, check as check_form, token as token_of, values as form_values,
};
pub(crate) use google::shown_key;
pub(crate) use read::split;
pub(crate) use seal::{NoKey, Seal, Secrets, same, signed_base64, signed_hex};
pub(crate) use take::{
    Outcome, Request, health_findings, keep, keep_unreadable, refuse_key, replay, settle, take_in,
};
pub(crate) use targets::TARGETS;
