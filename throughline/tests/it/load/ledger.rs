//! Ledger: what was asked and what was answered, kept outside of the program.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// What was acknowledged, and what nobody knows. Shared by all clients.
#[derive(Default)]
pub(crate) struct Ledger {
    next: AtomicU64,
    made: Mutex<Made>,
}

/// All that was answered with a 2xx, and what was asked and never answered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Made {
    /// By key: the mail address that was sent, and the lead that was answered.
    pub(crate) captured: BTreeMap<String, (String, String)>,
    /// Captures without an answer: key and mail address.
    pub(crate) unheard: Vec<(String, String)>,
    /// Leads that people work on, in the order in which they came.
    pub(crate) to_work: Vec<String>,
    /// What people did.
    pub(crate) acts: Vec<Act>,
    /// By the id of the merge.
    pub(crate) merges: BTreeMap<String, Merge>,
    /// Addresses that a form or another system sent, and that were taken.
    pub(crate) sent: BTreeSet<String>,
    /// The same without an answer: sent again as they were.
    pub(crate) unsent: Vec<Sending>,
    /// Forms that were shown, with the round in which that was.
    pub(crate) shown: Vec<(u64, String)>,
    /// Requests that were answered.
    pub(crate) answered: u64,
}

/// Something that somebody did with a lead.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub(crate) lead: String,
    /// The version that was looked at, and the one that was answered: what was done are the
    /// events in between.
    pub(crate) from: u64,
    pub(crate) to: u64,
    /// The type of the event that it left.
    pub(crate) event: &'static str,
    /// Stands in that event and in no other.
    pub(crate) mark: Option<String>,
}

/// Two persons who were made one.
#[derive(Debug, Clone)]
pub(crate) struct Merge {
    pub(crate) kept: String,
    pub(crate) gone: String,
    pub(crate) undone: Undone,
}

/// Whether they are two again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undone {
    No,
    Yes,
    /// It was asked for and never answered.
    Perhaps,
}

/// What a form or another system sends, with its key in it.
#[derive(Debug, Clone)]
pub(crate) struct Sending {
    pub(crate) mail: String,
    pub(crate) by_form: bool,
    pub(crate) body: String,
}

impl Ledger {
    /// A number that nobody had.
    pub(super) fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// Looks at it or writes into it.
    pub(super) fn with<T>(&self, what: impl FnOnce(&mut Made) -> T) -> T {
        what(&mut self.made.lock().expect("nobody panics while they write"))
    }

    /// How many requests were answered.
    pub(crate) fn answered(&self) -> u64 {
        self.with(|made| made.answered)
    }

    /// Whether something of each kind was acknowledged.
    pub(crate) fn has_all_kinds(&self) -> bool {
        self.with(|made| {
            let marked = made.acts.iter().any(|act| act.mark.is_some());
            let settled = |merge: &Merge| merge.undone != Undone::Perhaps;
            let merged = made.merges.values().any(settled);
            marked && merged && made.captured.len() > 4 && !made.sent.is_empty()
        })
    }

    /// All of it, as it is now.
    pub(crate) fn copy(&self) -> Made {
        self.with(|made| made.clone())
    }

    pub(super) fn captured(&self, key: String, mail: String, lead: String) {
        self.with(|made| {
            made.answered += 1;
            made.captured.insert(key, (mail, lead));
        });
    }

    pub(super) fn acted(&self, act: Act) {
        self.with(|made| {
            made.answered += 1;
            made.acts.push(act);
        });
    }
}
