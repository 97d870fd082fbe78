//! Dry run: what would become of a sample, without anything becoming of it.

use super::definition::Definition;
use super::given::text_of;
use super::mapper::pointers;
use super::read::{given, json, split};
use super::take::refused;
use super::targets::Target;
use crate::app::App;
use crate::problem::Problem;
use crate::view::LeadView;
use lifecycle::lead::{Actor, Company, Person, Submission, World, capture};
use lifecycle::names::{LeadId, SubmissionId};
use lifecycle::source::Family;
use serde::Serialize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use store::{WayIn, WayKind};
use utoipa::ToSchema;

/// What would become of a sample.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tried {
    /// How many submissions are in it.
    submissions: u32,
    /// The key of the first: the same one comes in once.
    key: Option<String>,
    /// The lead that the first would make, if nobody we know sent it. Its id is none.
    lead: Option<LeadView>,
    /// What is worth knowing, and what is wrong.
    findings: Vec<SampleFinding>,
    /// The plain values of the first, with where they go.
    values: Vec<SampleValue>,
}

/// Something worth knowing of a sample.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SampleFinding {
    /// `error`: no lead would come of it. `note`: one would.
    pub(crate) level: &'static str,
    /// What.
    pub(crate) text: String,
}

/// A plain value of a sample.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SampleValue {
    /// The pointer to it.
    pointer: String,
    /// What it says.
    value: String,
    /// Where it goes, by the mapping.
    target: Option<String>,
}

/// Reads a sample as the way in would, and asks the rules what they would do.
pub(crate) async fn try_out(app: &App, way: &WayIn, sample: &[u8]) -> Result<Tried, Problem> {
    let mut tried = Tried {
        submissions: 0,
        key: None,
        lead: None,
        findings: Vec::new(),
        values: Vec::new(),
    };
    let note = |level, text: String| SampleFinding { level, text };
    let definition = Definition::of(way);
    // Meta's own call says nothing of the person: what is tried is what the second one brings.
    let fetched = way.kind == WayKind::MetaLeads;
    let raw = if fetched {
        sample.to_vec()
    } else {
        match split(way, sample) {
            Ok(pieces) => {
                tried.submissions = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
                let Some(first) = pieces.into_iter().next() else {
                    tried
                        .findings
                        .push(note("error", "There is nobody in it.".into()));
                    return Ok(tried);
                };
                if first.test {
                    let text =
                        "It says that it is a test: it would be counted, and no lead be made.";
                    tried.findings.push(note("note", text.into()));
                }
                tried.key = Some(first.key);
                first.raw
            }
            Err(reason) => {
                if let (WayKind::Json, Ok(sample)) = (way.kind, json(sample)) {
                    tried.values = values(&definition, &sample);
                }
                tried.findings.push(note("error", reason.detail));
                return Ok(tried);
            }
        }
    };
    if let Ok(sample) = json(&raw) {
        tried.values = values(&definition, &sample);
        if fetched {
            tried.submissions = 1;
            tried.key = sample.get("id").map(text_of);
        }
    }
    let read = match given(way, &raw, None, "{\"content_type\":\"application/json\"}") {
        Ok(read) => read,
        Err(reason) => {
            tried.findings.push(note("error", reason.detail));
            return Ok(tried);
        }
    };
    for (name, _) in &read.others {
        let text = format!("`{name}` has no place: it would stand in the message.");
        tried.findings.push(note("note", text));
    }
    let Some(running) = app.line.processes().running().await? else {
        return Err(
            Problem::of("process.none", "No process runs yet: nothing can be tried.").after(30),
        );
    };
    let process = &running.process;
    let mut submission = match read.submission(&way.channel, way.campaign.as_deref(), Some(process))
    {
        Ok((submission, moved)) => {
            tried
                .findings
                .extend(moved.into_iter().map(|text| note("note", text)));
            submission
        }
        Err(problem) => {
            tried.findings.push(note("error", refused(&problem).detail));
            return Ok(tried);
        }
    };
    submission.id = SubmissionId::from("none");
    let channel = process.channel(&submission.source.channel);
    submission.source.family = channel.map_or(Family::Unknown, |own| own.family);
    if channel.is_none() {
        let text = format!(
            "The process has no channel `{}`.",
            submission.source.channel
        );
        tried.findings.push(note("note", text));
    }
    // Dropped without a commit: nothing is written, no turn is taken.
    let mut roster = app.store.begin().await?.roster().await?;
    let now = app.clock.now();
    let mut world = World {
        process,
        version: running.stored.version,
        roster: &mut roster,
        now,
        by: Actor::Process,
    };
    match catch_unwind(AssertUnwindSafe(|| made(submission, &mut world))) {
        Ok(lead) => tried.lead = Some(LeadView::of(&lead, &running, now)),
        Err(_) => tried
            .findings
            .push(note("error", "A rule would break on it.".into())),
    }
    Ok(tried)
}

fn made(submission: Submission, world: &mut World<'_>) -> lifecycle::lead::Lead {
    let person = Person {
        id: None,
        name: submission.name.clone(),
        email: submission.email.clone(),
        phone: submission.phone.clone(),
        region: submission.region.clone(),
        owner: None,
    };
    let company = submission.company.clone().map(|name| Company {
        id: None,
        name: Some(name),
        owner: None,
    });
    capture(LeadId::from("none"), submission, person, company, world).lead
}

fn values(definition: &Definition, sample: &serde_json::Value) -> Vec<SampleValue> {
    pointers(sample)
        .into_iter()
        .map(|(pointer, value)| SampleValue {
            target: definition
                .map
                .get(&pointer)
                .filter(|own| Target::of(own).is_some())
                .cloned(),
            pointer,
            value,
        })
        .collect()
}
