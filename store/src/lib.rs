//! Store: SQLite and PostgreSQL behind one face.
//!
//! [`Store::open`] opens or makes a database; [`Store::begin`] gives a [`Work`], in which
//! everything commits together or not at all; [`Store::reader`] gives a [`Reader`], which
//! sees one moment. The log ([`Reader::log`]) has positions that a follower can trust:
//! none is ever filled in behind one that was seen.
//!
//! Deliberately absent: rules (a lead's next state comes in as a
//! [`Decision`](lifecycle::lead::Decision)), HTTP, and the present: each instant is an
//! argument. Secrets come in hashed.

mod alert;
mod backup;
mod balance;
mod board;
mod bulk;
mod db;
mod error;
mod identity;
mod ids;
mod intake;
mod lead_filter;
mod lead_row;
mod leads;
mod log;
mod member;
mod migrate;
mod open;
mod people;
mod process;
mod reader;
mod record;
mod roster;
mod session;
mod stages;
mod today;
mod token;
mod verify;
mod views;
mod wakeups;
mod work;

pub use alert::{Alert, AlertId};
pub use backup::{BackupReport, RestoreReport, restore};
pub use balance::{Balance, Flow};
pub use board::ColumnCounts;
pub use bulk::{BulkJob, BulkLead, BulkOutcome, JobState, Progress, RefusedLead};
pub use error::{Error, OpenError, Result};
pub use identity::{
    Known, Likeness, LikenessState, Merge, MergeData, MergeId, NewLikeness, PersonRecord,
};
pub use ids::{Digest, digest, new_id, new_secret};
pub use intake::{CameOf, ContactKey, IdempotencyKey, NewSubmission, Remembered, Via};
pub use lead_filter::{Cursor, LeadFilter, Moved, Page, Sort, SortBy, Status};
pub use lead_row::LeadRow;
pub use log::{Changes, LogEvent, Position, StoredEvent};
pub use member::{NewMember, StoredMember};
pub use open::{Access, Kind, Options, Store};
pub use people::{NewCompany, NewPerson, PersonMatch};
pub use process::StoredProcess;
pub use reader::Reader;
pub use session::{NewSession, Session};
pub use stages::{ArrowCount, Reached, StageCount, StageCounts};
pub use today::Whose;
pub use token::{NewToken, Scope, Token};
pub use verify::{Difference, Verification, verify};
pub use views::{Shared, StoredView};
pub use wakeups::Wakeups;
pub use work::Work;
