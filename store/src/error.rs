//! Error: why the store could not do it, so that the caller knows whether to try again.

use lifecycle::names::{LeadId, MemberId};

/// What the functions of this crate give back.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the store could not do it. Nothing was written, except where [`Error::InDoubt`] says so.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else changed the lead in the meantime: read it again and decide anew.
    #[error("lead {lead} was changed by somebody else in the meantime")]
    Conflict {
        /// Which.
        lead: LeadId,
    },
    /// Others were in the way (lock, deadlock, the same key at the same time): the same
    /// unit of work may succeed when it is begun anew.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The database can't be reached or can't write: no use in trying at once.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The connection was lost while it committed: it may have been written or not.
    #[error("the database was lost while committing, so it may be written or not: {0}")]
    InDoubt(String),
    /// The member still owns open leads: reassign those first.
    #[error("{member} still owns {open} open leads: reassign those first")]
    StillOwns {
        /// Who.
        member: MemberId,
        /// How many.
        open: u32,
    },
    /// There is one of this name, mail address or id already.
    #[error("there is such a {what} already")]
    Exists {
        /// What.
        what: &'static str,
    },
    /// The store was opened for reading only.
    #[error("the database was opened beside the program that writes to it: it can only be read")]
    ReadOnly,
    /// A value that the store doesn't take; a mistake of the caller.
    #[error("{0}")]
    Invalid(String),
    /// What is stored can't be read: damaged, or of another version.
    #[error("stored data can't be read: {0}")]
    Damaged(String),
}

impl Error {
    /// Whether the same unit of work may succeed when it is begun anew at once.
    pub fn is_worth_retrying(&self) -> bool {
        matches!(self, Self::Conflict { .. } | Self::Busy(_))
    }
}

/// Why a database could not be opened: what is wrong where, and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}\n  {mend}")]
pub struct OpenError {
    /// Stable name with a paragraph in `docs/errors.md`: `database.locked`.
    pub code: &'static str,
    /// The file or URL, without password.
    pub place: String,
    /// What is wrong, as a sentence without its full stop.
    pub what: String,
    /// What to do, as a sentence.
    pub mend: String,
}
