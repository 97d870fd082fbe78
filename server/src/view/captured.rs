//! Captured: the answer to an intake.
//!
//! Whoever may read gets the lead. Whoever may only bring in gets what it takes to know that
//! the lead is in good hands: owner, next step and deadline. The shape is the same for
//! somebody new and somebody known, and nothing in it was there before what they sent: no
//! stage, no points, no touches, no earlier source, no ids of people. What cannot be kept
//! from them is that an open episode goes on: the status says so (200 instead of 201), and
//! its owner and next step are those it has.

use super::lead::{SourceView, StepView, source, step};
use super::{LeadView, OwnerView};
use crate::processes::Published;
use jiff::Timestamp;
use lifecycle::lead::{Lead, Standing, Submission};
use lifecycle::names::SubmissionId;
use serde::Serialize;
use utoipa::ToSchema;

/// The answer to an intake: the lead for those who may read, else the least.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = CaptureAnswer)]
pub(crate) enum CapturedView {
    /// For those who may read.
    Whole(Box<WholeView>),
    /// For those who may only bring in.
    Least(LeastView),
}

/// The lead, and the id of what came in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CapturedLead)]
pub(crate) struct WholeView {
    #[serde(flatten)]
    lead: LeadView,
    /// The raw request, as it is kept.
    submission_id: String,
}

/// That a lead is in good hands: the answer to tokens that may only bring in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TakenLead)]
pub(crate) struct LeastView {
    /// Its id.
    id: String,
    /// `open`; `disqualified` where the rules end it at once.
    #[schema(pattern = "^(open|won|lost|disqualified|merged|erased)$")]
    status: &'static str,
    /// Who takes care of it.
    owner: OwnerView,
    /// What is to be done, by when; none once it ended.
    next_step: Option<StepView>,
    /// Where this request comes from, as it was understood.
    source: SourceView,
    /// The raw request, as it is kept.
    submission_id: String,
}

/// The answer to an intake. `brought`: for those who may bring in but not read.
pub(crate) fn captured(
    lead: &Lead,
    published: &Published,
    submission: &SubmissionId,
    brought: Option<&Submission>,
    now: Timestamp,
) -> String {
    let view = match brought {
        None => CapturedView::Whole(Box::new(WholeView {
            lead: LeadView::of(lead, published, now),
            submission_id: submission.to_string(),
        })),
        Some(brought) => CapturedView::Least(least(lead, published, brought, submission)),
    };
    serde_json::to_string(&view).expect("a lead is plain data")
}

fn least(
    lead: &Lead,
    published: &Published,
    brought: &Submission,
    submission: &SubmissionId,
) -> LeastView {
    let (owner, next_step) = match &lead.standing {
        Standing::Open(open) => (&open.owner, Some(step(open))),
        Standing::Ended { owner, .. } => (owner, None),
    };
    LeastView {
        id: lead.id.to_string(),
        status: lead.status(),
        owner: OwnerView::of(owner, Some(&published.process)),
        next_step,
        source: source(&brought.source),
        submission_id: submission.to_string(),
    }
}
