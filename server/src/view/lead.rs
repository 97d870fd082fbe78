//! Lead: everything about one lead, as its page shows it.

use super::{FieldView, MoneyView, OwnerView, money, spoken, word};
use crate::processes::Published;
use jiff::Timestamp;
use lifecycle::lead::{Axis, Clock, ClockState, Lead, Source, Standing, Submission};
use lifecycle::names::{StageId, SubmissionId};
use lifecycle::process::model::{Asked, Line, Stage, StageKind, Verdict};
use lifecycle::sell::{MoveOption, options};
use serde::Serialize;
use utoipa::ToSchema;

/// A lead.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Lead)]
pub(crate) struct LeadView {
    /// Its id, the same through all phases.
    pub(crate) id: String,
    /// How many events it has.
    version: u32,
    /// `open`, `won`, `lost`, `disqualified` or `merged`.
    #[schema(pattern = "^(open|won|lost|disqualified|merged|erased)$")]
    pub(crate) status: &'static str,
    /// How far it is: `lead`, `prospect`, `opportunity`, `customer`.
    phase: String,
    /// Where it is, or ended.
    stage: String,
    /// What people call that stage.
    pub(crate) stage_title: String,
    /// Since when it is there.
    since: Timestamp,
    /// The cell of the balance sheet that it is in.
    cell: String,
    /// The process it runs under.
    process: ProcessRef,
    /// Who takes care of it, or had it.
    pub(crate) owner: OwnerView,
    /// The role that is accountable now; none once it ended.
    role: Option<String>,
    /// Whether the owner said yes, or acted.
    accepted: bool,
    /// What is to be done, by when; none once it ended.
    next_step: Option<StepView>,
    /// The next step was due.
    overdue: bool,
    /// When waiting ends, at a hold.
    wake_on: Option<Timestamp>,
    /// It was put off.
    snooze: Option<SnoozeView>,
    /// The nurture series it is in.
    series: Option<String>,
    /// How many attempts of the stage's cadence were made.
    attempts: u32,
    /// How many touches there were.
    touches: u32,
    /// What it is worth by its points.
    score: ScoreView,
    /// The promises of the stage it is at, kept and broken ones too.
    clocks: Vec<ClockView>,
    /// Who asked.
    person: PersonView,
    /// Where they work.
    company: Option<CompanyView>,
    /// Where it comes from.
    pub(crate) source: SourceView,
    /// What they wrote.
    message: Option<String>,
    /// What they agreed to.
    consent: Option<ConsentView>,
    /// What can be recorded of it, with the values so far.
    fields: Vec<FieldView>,
    /// The fields that are asked at this stage.
    asks: Vec<String>,
    /// What it may be worth.
    amount: Option<MoneyView>,
    /// The moves drawn from here.
    moves: Vec<MoveView>,
    /// Where an exception can lead: stages to which no move is drawn from here.
    exceptions_to: Vec<StageRef>,
    /// The line with "you are here".
    strip: Vec<StripView>,
    /// What to say or ask here.
    script: Option<String>,
    /// Why it ended.
    reason: Option<String>,
    /// When it ended.
    ended_at: Option<Timestamp>,
    /// The lead it was merged into.
    pub(crate) merged_into: Option<String>,
    /// When it came in.
    pub(crate) captured_at: Timestamp,
    /// When anything last happened.
    updated_at: Timestamp,
}

/// A process and its version.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ProcessRef {
    /// Its name across versions.
    id: String,
    /// Its version.
    version: u32,
}

/// Put off.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Snooze)]
struct SnoozeView {
    /// At the latest.
    until: Timestamp,
    /// Or when this condition holds.
    when: Option<String>,
    /// That condition in words.
    words: Option<String>,
    /// Why.
    reason: String,
}

/// What is to be done.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct StepView {
    /// What.
    title: String,
    /// What kind of touch, if it is one.
    touch: Option<String>,
    /// Not before.
    planned_at: Timestamp,
    /// Until when.
    due_at: Timestamp,
    /// The promise that gives the deadline, if one does.
    clock: Option<String>,
}

/// Points with their origin.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ScoreView {
    /// For who they are: the sum of its contributions.
    fit: i64,
    /// For what they did, faded until now: the sum of its contributions.
    engagement: i64,
    /// The grade that follows.
    grade: Option<String>,
    /// What gave points.
    contributions: Vec<ContributionView>,
}

/// What gave points.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ContributionView {
    /// The rule.
    rule: String,
    /// `fit` or `engagement`.
    axis: String,
    /// Points when it happened.
    points: i64,
    /// What they count now.
    counts_now: i64,
    /// When it happened.
    at: Timestamp,
    /// Why.
    because: Option<String>,
}

/// A promise in time.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ClockView {
    /// Its name.
    clock: String,
    /// What people call it.
    title: String,
    /// `running`, `warned`, `kept`, `broken` or `stopped`.
    #[schema(pattern = "^(running|warned|kept|broken|stopped)$")]
    state: &'static str,
    /// Since when it runs.
    started_at: Timestamp,
    /// When the warning comes.
    warn_at: Option<Timestamp>,
    /// When it breaks.
    due_at: Timestamp,
    /// `working` or `elapsed` time.
    counts: String,
    /// When it was kept, or done at last after it broke.
    met_at: Option<Timestamp>,
}

/// Somebody.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct PersonView {
    /// Their id.
    id: Option<String>,
    /// Their name.
    name: Option<String>,
    /// Their mail address.
    email: Option<String>,
    /// Their number.
    phone: Option<String>,
    /// A word for where they are.
    region: Option<String>,
}

/// A company.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct CompanyView {
    /// Its id.
    id: Option<String>,
    /// Its name.
    name: Option<String>,
}

/// Where a lead comes from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SourceView {
    /// One of the four families; `unknown` is a defect that is counted.
    #[schema(pattern = "^(campaign|event|referral|prospecting|unknown)$")]
    family: &'static str,
    /// The channel.
    pub(crate) channel: String,
    /// The campaign.
    campaign: Option<String>,
    /// The page they landed on first.
    landing_page: Option<String>,
    /// Where they came from.
    referrer: Option<String>,
    /// The click of an advertisement.
    click_id: Option<String>,
}

/// What somebody agreed to.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ConsentView {
    /// To mail about offers.
    marketing: bool,
    /// Which text they saw.
    text_version: Option<String>,
}

/// A move drawn from here.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct MoveView {
    /// Where to.
    to: String,
    /// What people call that stage.
    title: String,
    /// `drawn`, or `verdict` where accepting or returning is the way.
    #[schema(pattern = "^(drawn|verdict)$")]
    kind: &'static str,
    /// `accepted` or `returned`.
    verdict: Option<&'static str>,
    /// What it needs.
    needs: Vec<NeedView>,
    /// The reasons to choose from.
    reasons: Vec<String>,
    /// Its condition holds.
    possible: bool,
    /// Its condition with the values it met.
    criterion: Option<String>,
    /// The role that takes over, if it is another.
    hand_off_to: Option<String>,
}

/// What a move needs.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct NeedView {
    /// `reason`, `wake_on`, `amount` or a field.
    name: String,
    /// What people call it.
    title: String,
    /// It is there already.
    given: bool,
}

/// A stage and its title.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct StageRef {
    /// Its name.
    stage: String,
    /// What people call it.
    title: String,
}

/// A stage of the line, as seen from a lead.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct StripView {
    /// Its name.
    stage: String,
    /// What people call it.
    title: String,
    /// `passed`, `here` or `ahead`.
    #[schema(pattern = "^(passed|here|ahead)$")]
    state: &'static str,
}

impl LeadView {
    /// A lead under the version of the process that it runs under.
    pub(crate) fn of(lead: &Lead, published: &Published, now: Timestamp) -> Self {
        let process = &published.process;
        let line = published.line(lead);
        let stage = line.stage(lead.stage());
        let duty = stage.and_then(Stage::duty);
        let open = match &lead.standing {
            Standing::Open(attended) => Some(attended),
            Standing::Ended { .. } | Standing::Merged { .. } => None,
        };
        let (owner, since, reason, ended_at) = match &lead.standing {
            Standing::Open(own) => (&own.owner, own.since, None, None),
            Standing::Ended {
                owner, at, reason, ..
            } => (owner, *at, reason.as_ref(), Some(*at)),
            Standing::Merged { owner, at, .. } => (owner, *at, None, Some(*at)),
        };
        Self {
            id: lead.id.to_string(),
            version: lead.version,
            status: lead.status(),
            phase: word(lead.phase()),
            stage: lead.stage().to_string(),
            stage_title: title_of(line, lead.stage()),
            since,
            cell: word(lead.cell()),
            process: ProcessRef {
                id: lead.process.to_string(),
                version: lead.process_version,
            },
            owner: OwnerView::of(owner, Some(process)),
            role: open.map(|own| own.role.to_string()),
            accepted: open.is_some_and(|own| own.accepted),
            next_step: open.map(|own| StepView {
                title: own.next_step.title.clone(),
                touch: own.next_step.touch.map(|kind| kind.word().to_owned()),
                planned_at: own.next_step.planned_at,
                due_at: own.next_step.due_at,
                clock: own.next_step.clock.as_ref().map(ToString::to_string),
            }),
            overdue: open.is_some_and(|own| own.next_step.due_at < now),
            wake_on: open.and_then(|own| own.wake_on),
            snooze: open
                .and_then(|own| own.snooze.as_ref())
                .map(|own| SnoozeView {
                    until: own.until,
                    when: own.when.clone(),
                    words: own.words.clone(),
                    reason: own.reason.clone(),
                }),
            series: open.and_then(|own| own.series.as_ref().map(ToString::to_string)),
            attempts: open.map_or(0, |own| own.attempts),
            touches: lead.last.touches,
            score: score(lead, line, now),
            clocks: lead.clocks.iter().map(clock).collect(),
            person: PersonView {
                id: lead.person.id.as_ref().map(ToString::to_string),
                name: lead.person.name.clone(),
                email: lead.person.email.clone(),
                phone: lead.person.phone.clone(),
                region: lead.person.region.clone(),
            },
            company: lead.company.as_ref().map(|company| CompanyView {
                id: company.id.as_ref().map(ToString::to_string),
                name: company.name.clone(),
            }),
            source: source(&lead.source),
            message: lead.message.clone(),
            consent: lead.consent.as_ref().map(|consent| ConsentView {
                marketing: consent.marketing,
                text_version: consent.text_version.clone(),
            }),
            fields: process
                .fields
                .iter()
                .map(|field| FieldView::of(field, lead.fields.get(&field.id).cloned()))
                .collect(),
            asks: duty.map_or_else(Vec::new, |duty| asked(&duty.asks)),
            amount: lead.amount.as_ref().map(money),
            moves: options(lead, process, now).into_iter().map(drawn).collect(),
            exceptions_to: exceptions(lead, line, stage),
            strip: strip(line, lead.stage()),
            script: duty.and_then(|duty| duty.script.clone()),
            reason: reason.map(ToString::to_string),
            ended_at,
            merged_into: match &lead.standing {
                Standing::Merged { into, .. } => Some(into.to_string()),
                Standing::Open(_) | Standing::Ended { .. } => None,
            },
            captured_at: lead.captured_at,
            updated_at: lead.last.at,
        }
    }
}

/// The lead, and the id of what came in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CapturedLead)]
pub(crate) struct CapturedView {
    #[serde(flatten)]
    lead: LeadView,
    /// The raw request, as it is kept.
    submission_id: String,
}

/// The answer to an intake: the lead with the submission's id. For those who may bring in
/// but not read, `brought` is all that is said of the person and of where they came from,
/// and nothing of what was done with them.
pub(crate) fn captured(
    lead: &Lead,
    published: &Published,
    submission: &SubmissionId,
    brought: Option<&Submission>,
    now: Timestamp,
) -> String {
    let mut view = LeadView::of(lead, published, now);
    if let Some(brought) = brought {
        view.keep_to(brought);
    }
    serde_json::to_string(&CapturedView {
        lead: view,
        submission_id: submission.to_string(),
    })
    .expect("a lead is plain data")
}

impl LeadView {
    /// Says nothing of the person and their past but what came in just now.
    fn keep_to(&mut self, brought: &Submission) {
        self.person.name.clone_from(&brought.name);
        self.person.email.clone_from(&brought.email);
        self.person.phone.clone_from(&brought.phone);
        self.person.region.clone_from(&brought.region);
        if let Some(company) = &mut self.company {
            company.name.clone_from(&brought.company);
        }
        self.message.clone_from(&brought.message);
        for field in &mut self.fields {
            field.value = brought.fields.get(field.id.as_str()).cloned();
        }
        self.source = source(&brought.source);
        self.attempts = 0;
        self.touches = 0;
        self.consent = None;
        self.amount = None;
        self.score.contributions.clear();
        self.moves.clear();
    }
}

fn source(source: &Source) -> SourceView {
    SourceView {
        family: source.family.word(),
        channel: source.channel.to_string(),
        campaign: source.campaign.clone(),
        landing_page: source.landing_page.clone(),
        referrer: source.referrer.clone(),
        click_id: source.click_id.clone(),
    }
}

fn title_of(line: &Line, id: &StageId) -> String {
    line.stage(id)
        .map_or_else(|| spoken(id.as_str()), |stage| stage.title.clone())
}

fn asked(asks: &[Asked]) -> Vec<String> {
    asks.iter().map(|ask| ask.word().to_owned()).collect()
}

fn score(lead: &Lead, line: &Line, now: Timestamp) -> ScoreView {
    let because = |rule: &str, axis: Axis| match axis {
        Axis::Fit => line
            .quality
            .fit
            .iter()
            .find(|own| own.id == *rule)
            .map(|own| {
                own.because
                    .clone()
                    .unwrap_or_else(|| own.when.in_words().to_owned())
            }),
        Axis::Engagement => line
            .quality
            .engagement
            .iter()
            .find(|own| own.id == *rule)
            .map(|own| {
                own.because
                    .clone()
                    .unwrap_or_else(|| own.on.in_words().to_owned())
            }),
    };
    ScoreView {
        fit: lead.score.fit(now),
        engagement: lead.score.engagement(now),
        grade: lead.score.grade.as_ref().map(ToString::to_string),
        contributions: lead
            .worth(now)
            .map(|(part, counts_now)| ContributionView {
                rule: part.rule.to_string(),
                axis: word(part.axis),
                points: part.points,
                counts_now,
                at: part.at,
                because: because(part.rule.as_str(), part.axis),
            })
            .collect(),
    }
}

fn clock(clock: &Clock) -> ClockView {
    let (state, met_at) = match clock.state {
        ClockState::Running => ("running", None),
        ClockState::Warned => ("warned", None),
        ClockState::Kept { at } => ("kept", Some(at)),
        ClockState::Broken { met_at } => ("broken", met_at),
        ClockState::Stopped { .. } => ("stopped", None),
    };
    ClockView {
        clock: clock.clock.to_string(),
        title: spoken(clock.clock.as_str()),
        state,
        started_at: clock.started_at,
        warn_at: clock.warn_at,
        due_at: clock.due_at,
        counts: word(clock.counts),
        met_at,
    }
}

fn drawn(option: MoveOption) -> MoveView {
    MoveView {
        possible: option.is_possible(),
        to: option.to.to_string(),
        title: option.title,
        kind: if option.verdict.is_some() {
            "verdict"
        } else {
            "drawn"
        },
        verdict: option.verdict.map(|verdict| match verdict {
            Verdict::Accepted => "accepted",
            Verdict::Returned => "returned",
        }),
        needs: option
            .needs
            .into_iter()
            .map(|need| NeedView {
                name: need.word,
                title: need.title,
                given: need.given,
            })
            .collect(),
        reasons: option.reasons.iter().map(ToString::to_string).collect(),
        criterion: option.criterion.map(|criterion| criterion.explained),
        hand_off_to: option.hand_off_to,
    }
}

/// Stages that an open lead could only be brought to by an exception.
fn exceptions(lead: &Lead, line: &Line, here: Option<&Stage>) -> Vec<StageRef> {
    if !matches!(lead.standing, Standing::Open(_)) {
        return Vec::new();
    }
    let is_drawn = |to: &StageId| {
        here.is_some_and(|stage| stage.id == *to || stage.moves().iter().any(|own| own.to == *to))
    };
    line.stages
        .iter()
        .filter(|stage| !matches!(stage.kind, StageKind::Gate(_)) && !is_drawn(&stage.id))
        .map(|stage| StageRef {
            stage: stage.id.to_string(),
            title: stage.title.clone(),
        })
        .collect()
}

/// The way to a good end: the stages of gate and work, and the end it is at or would be won at.
fn strip(line: &Line, here: &StageId) -> Vec<StripView> {
    use lifecycle::process::model::Outcome;
    let shown: Vec<&Stage> = line
        .stages
        .iter()
        .filter(|stage| {
            stage.id == *here
                || match &stage.kind {
                    StageKind::Gate(_) | StageKind::Work(_) => true,
                    StageKind::Hold(_) => false,
                    StageKind::End(end) => end.outcome == Outcome::Won,
                }
        })
        .collect();
    let at = shown.iter().position(|stage| stage.id == *here);
    shown
        .iter()
        .enumerate()
        .map(|(place, stage)| StripView {
            stage: stage.id.to_string(),
            title: stage.title.clone(),
            state: match at {
                Some(at) if place < at => "passed",
                Some(at) if place == at => "here",
                _ => "ahead",
            },
        })
        .collect()
}
