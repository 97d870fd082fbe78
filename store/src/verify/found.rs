//! Found: how much was looked at, and what isn't as it should be.

use lifecycle::names::LeadId;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Verification {
    /// Leads looked at.
    pub leads: u64,
    /// Events looked at.
    pub events: u64,
    /// Submissions looked at.
    pub submissions: u64,
    /// Answers to idempotency keys looked at.
    pub answers: u64,
    /// Persons looked at.
    pub persons: u64,
    /// Companies looked at.
    pub companies: u64,
    /// Members looked at.
    pub members: u64,
    /// Effects looked at.
    pub effects: u64,
    /// What isn't as it should be; at most [`Verification::MOST`] of them.
    pub differences: Vec<Difference>,
    /// How many more there are.
    pub more_differences: u64,
}

/// Something that isn't as it should be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// Of which lead, if of one.
    pub lead: Option<LeadId>,
    /// What was looked at: `state`, `column due_at`, `events`, ….
    pub what: String,
    /// What follows from the events.
    pub expected: String,
    /// What is stored.
    pub found: String,
}

impl Verification {
    /// How many differences are listed.
    pub const MOST: usize = 1000;

    /// Nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.differences.is_empty()
    }

    pub(super) fn differs(
        &mut self,
        lead: Option<&LeadId>,
        what: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        if self.differences.len() == Self::MOST {
            self.more_differences += 1;
            return;
        }
        self.differences.push(Difference {
            lead: lead.cloned(),
            what: what.into(),
            expected: shortened(expected.into()),
            found: shortened(found.into()),
        });
    }
}

/// Enough to see it by.
fn shortened(text: String) -> String {
    const LONGEST: usize = 400;
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}
