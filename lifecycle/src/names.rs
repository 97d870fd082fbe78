//! Names: what stages, roles, fields, members … are called, each a type of its own.
//!
//! A name is cheap to copy: all that mention it share one text.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&$name> for RuleName {
            fn from(name: &$name) -> Self {
                Self(Arc::clone(&name.0))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }
    )*};
}

names! {
    /// What of a process decided, whatever kind it is of: a rule, a stage, a promise, a grade.
    RuleName
    /// A process document, across its versions: `seller-acquisition`.
    ProcessId
    /// A place on the line: `qualifying`.
    StageId
    /// Who is accountable: `sdr`.
    RoleId
    /// A group of members that routing can aim at: `sdr-pets`. Kept in the settings, not in the process.
    TeamId
    /// A word of the shared glossary.
    TermId
    /// A channel below one of the four families: `paid_search`.
    ChannelId
    /// Something recorded of a lead: `catalogue_size`.
    FieldId
    /// A scoring rule, routing rule or alert: `big_catalogue`.
    RuleId
    /// A grade: `A`.
    Grade
    /// A promise in time: `first_response`.
    ClockId
    /// Why a lead moved: `not_now`.
    ReasonId
    /// A nurture series: `getting-to-know`.
    SeriesId
    /// A lead, opaque to all but the store.
    LeadId
    /// A person, opaque to all but the store.
    PersonId
    /// A company, opaque to all but the store.
    CompanyId
    /// Somebody who works here, opaque to all but the store.
    MemberId
    /// One raw request that came in, opaque to all but the store.
    SubmissionId
}
