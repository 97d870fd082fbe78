//! Source: where a lead comes from, in four families.

use serde::Serialize;

/// The family of a source. `Unknown` is a defect that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// We spoke to many: search, ads, social, mail, content.
    Campaign,
    /// We met: trade show, webinar, talk.
    Event,
    /// Somebody sent them: customer, partner, employee.
    Referral,
    /// We went out to them: cold call, cold mail, visit, bought list.
    Prospecting,
    /// Nobody wrote it down, or the words say nothing.
    Unknown,
}
