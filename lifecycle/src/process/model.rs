//! Model: a process document that was read and understood.
//!
//! What is here is sound in itself: each stage named by a move exists, each condition
//! is typed against the declared fields, each duration is one. Whether it is also
//! *wise* (dead ends, clocks nobody keeps) is for `check`.

use crate::calendar::{Calendar, Counts, Span};
use crate::names::{
    ChannelId, ClockId, FieldId, Grade, ProcessId, ReasonId, RoleId, RuleId, SeriesId, StageId,
    TeamId, TermId,
};
use crate::process::condition::Condition;
use crate::process::place::Place;
use crate::source::Family;
use crate::value::FieldType;
use jiff::civil;

/// The whole agreed document.
#[derive(Debug, Clone)]
pub struct Process {
    /// Its name across versions.
    pub id: ProcessId,
    /// What people call it.
    pub title: String,
    /// What it is for.
    pub purpose: String,
    /// Working hours and holidays.
    pub calendar: Calendar,
    /// Where phone numbers without a country code belong, as in ISO 3166.
    pub country: Option<String>,
    /// Who has to sign, and when it is looked at again.
    pub agreement: Agreement,
    /// Who is accountable for what, in the order written.
    pub roles: Vec<Role>,
    /// The shared language.
    pub terms: Vec<Term>,
    /// Families and their channels.
    pub channels: Vec<Channel>,
    /// What is recorded beyond identity and source.
    pub fields: Vec<Field>,
    /// Nurture series.
    pub series: Vec<Series>,
    /// Who is told what.
    pub alerts: Vec<AlertRule>,
    /// The line as written.
    pub base: Line,
    /// The lines of the channels that differ, the difference already applied.
    pub variants: Vec<(ChannelId, Line)>,
}

impl Process {
    /// The line that a lead of this channel runs on.
    pub fn line(&self, channel: &ChannelId) -> &Line {
        self.variants
            .iter()
            .find(|(own, _)| own == channel)
            .map_or(&self.base, |(_, line)| line)
    }

    /// The role of this name.
    pub fn role(&self, id: &RoleId) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == *id)
    }

    /// What people call the role of this name.
    pub fn role_title<'t>(&'t self, id: &'t RoleId) -> &'t str {
        self.role(id)
            .map_or(id.as_str(), |role| role.title.as_str())
    }

    /// The channel of this name; `None` counts as a defect of the source.
    pub fn channel(&self, id: &ChannelId) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == *id)
    }

    /// The declared field of this name.
    pub fn field(&self, id: &FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == *id)
    }
}

/// What differs from channel to channel: how leads are judged, shared out and worked.
#[derive(Debug, Clone)]
pub struct Line {
    /// The channel whose line it is; `None` for the base.
    pub channel: Option<ChannelId>,
    /// Fit, engagement and grades.
    pub quality: Quality,
    /// Who gets a lead; the first rule that matches wins.
    pub routing: Vec<RoutingRule>,
    /// The stages, in the order written. The first one is where leads come in.
    pub stages: Vec<Stage>,
}

impl Line {
    /// The stage of this name.
    pub fn stage(&self, id: &StageId) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == *id)
    }

    /// Where leads come in: the first stage. A line that was read has one.
    pub fn entry(&self) -> &Stage {
        self.stages
            .first()
            .expect("a line that was read has a stage")
    }
}

/// Who has to sign before a version can run.
#[derive(Debug, Clone, Default)]
pub struct Agreement {
    /// The roles that sign.
    pub signs: Vec<RoleId>,
    /// At least this long between proposal and signature.
    pub discussion: Option<Span>,
    /// When it is looked at again.
    pub review: Option<Review>,
}

/// When an agreement is looked at again, and who leads that.
#[derive(Debug, Clone)]
pub struct Review {
    /// First after this long.
    pub first_after: Span,
    /// Then each time after this long.
    pub then_every: Span,
    /// The role that leads it.
    pub led_by: RoleId,
}

/// Somebody's part in the process.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its name.
    pub id: RoleId,
    /// What people call it.
    pub title: String,
    /// What it may expect of the others.
    pub expects: Option<String>,
    /// The roles it stands in for.
    pub stands_in_for: Vec<RoleId>,
    /// Where it stands.
    pub place: Place,
}

/// A word of the shared language.
#[derive(Debug, Clone)]
pub struct Term {
    /// The word.
    pub id: TermId,
    /// What it means.
    pub is: String,
    /// What it doesn't mean.
    pub is_not: Option<String>,
    /// Who agreed on it.
    pub agreed_by: Vec<RoleId>,
    /// The condition that decides it.
    pub decided_by: Option<Condition>,
    /// Where it stands.
    pub place: Place,
}

/// A channel and the family it belongs to.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Its name.
    pub id: ChannelId,
    /// One of the four families.
    pub family: Family,
    /// Where it stands.
    pub place: Place,
}

/// Something recorded of each lead.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub id: FieldId,
    /// What people call it.
    pub title: String,
    /// What values it takes.
    pub kind: FieldType,
    /// Where it stands.
    pub place: Place,
}

/// How leads are judged.
#[derive(Debug, Clone, Default)]
pub struct Quality {
    /// Who they are.
    pub fit: Vec<FitRule>,
    /// What they did.
    pub engagement: Vec<EngagementRule>,
    /// The first that matches wins.
    pub grades: Vec<GradeRule>,
    /// A grade is lost only when the score falls this far below its threshold.
    pub hysteresis: i64,
}

/// Points for who somebody is.
#[derive(Debug, Clone)]
pub struct FitRule {
    /// Its name.
    pub id: RuleId,
    /// When it counts.
    pub when: Condition,
    /// Points, also negative.
    pub points: i64,
    /// Why.
    pub because: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// Points for what somebody did; they fade.
#[derive(Debug, Clone)]
pub struct EngagementRule {
    /// Its name.
    pub id: RuleId,
    /// Which events count.
    pub on: Condition,
    /// Points for one event.
    pub points: i64,
    /// All events of this rule together count at most this much.
    pub cap: Option<i64>,
    /// After this long an event counts half.
    pub half_life: Option<Span>,
    /// Why.
    pub because: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// A grade and what it takes.
#[derive(Debug, Clone)]
pub struct GradeRule {
    /// The grade.
    pub grade: Grade,
    /// What it takes.
    pub when: Condition,
    /// Where it stands.
    pub place: Place,
}

/// Who gets the leads that match.
#[derive(Debug, Clone)]
pub struct RoutingRule {
    /// Its name.
    pub id: RuleId,
    /// Which leads.
    pub when: Condition,
    /// Who gets them.
    pub to: Target,
    /// Where it stands.
    pub place: Place,
}

/// Whom a lead is given to.
#[derive(Debug, Clone)]
pub enum Target {
    /// Whoever looks after the company already.
    OwnerOfCompany,
    /// Somebody out of a group.
    Pool(Pool),
}

/// A group, and how somebody is picked out of it.
#[derive(Debug, Clone)]
pub struct Pool {
    /// Whom it is made of.
    pub of: PoolOf,
    /// How one is picked.
    pub by: Pick,
    /// Whose share is larger: `seniority` gives each member turns by that number.
    pub weights: Option<Weights>,
    /// Nobody gets more than this many open leads from it.
    pub cap: Option<u32>,
    /// Those for whom this holds come first.
    pub prefer: Option<Condition>,
}

/// Whom a pool is made of.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PoolOf {
    /// All active members with this role.
    Role(RoleId),
    /// All active members of this team.
    Team(TeamId),
}

/// How one is picked out of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pick {
    /// By turn.
    #[default]
    RoundRobin,
    /// Who has the fewest open leads.
    LeastLoaded,
}

/// By what a pool's turns are weighted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// By the members' seniority.
    Seniority,
}

/// A place on the line.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its name.
    pub id: StageId,
    /// What people call it.
    pub title: String,
    /// How far the episode is.
    pub phase: Phase,
    /// What happens here.
    pub kind: StageKind,
    /// Why the step exists; not asked for, but worth it.
    pub purpose: Option<String>,
    /// Where it stands.
    pub place: Place,
}

impl Stage {
    /// The moves drawn from here, in the order written.
    pub fn moves(&self) -> &[Move] {
        match &self.kind {
            StageKind::Gate(gate) => &gate.moves,
            StageKind::Work(duty) | StageKind::Hold(duty) => &duty.moves,
            StageKind::End(_) => &[],
        }
    }

    /// What somebody owes leads here; `None` for gates and ends.
    pub fn duty(&self) -> Option<&Duty> {
        match &self.kind {
            StageKind::Work(duty) | StageKind::Hold(duty) => Some(duty),
            StageKind::Gate(_) | StageKind::End(_) => None,
        }
    }
}

/// How far an episode is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Asked, or has a reason to be asked.
    Lead,
    /// Checked, and willing.
    Prospect,
    /// There is something to decide.
    Opportunity,
    /// Bought.
    Customer,
}

/// What happens at a stage.
#[derive(Debug, Clone)]
pub enum StageKind {
    /// Rules decide at once; nobody waits here.
    Gate(Gate),
    /// A person acts.
    Work(Duty),
    /// Waiting: for the buyer, or for a better time.
    Hold(Duty),
    /// The episode is over.
    End(End),
}

impl StageKind {
    /// The word in the document.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Gate(_) => "gate",
            Self::Work(_) => "work",
            Self::Hold(_) => "hold",
            Self::End(_) => "end",
        }
    }
}

/// Rules that decide at once.
#[derive(Debug, Clone)]
pub struct Gate {
    /// What is done on the way through.
    pub does: Vec<Activity>,
    /// The first that matches is taken.
    pub moves: Vec<Move>,
}

/// The activities that a gate can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Activity {
    /// Who is it?
    Identify,
    /// How good is it?
    Assess,
    /// Who takes care of it?
    Assign,
}

/// What somebody owes leads at a stage.
#[derive(Debug, Clone)]
pub struct Duty {
    /// The accountable role.
    pub owner: RoleId,
    /// Who may act: a person alone, a person with help, or the program.
    pub mode: Mode,
    /// Who gets leads that come in here; without it, whoever had the role before, else by turn.
    pub route: Option<Target>,
    /// What is to be done.
    pub next_step: String,
    /// What to say or ask, for people.
    pub script: Option<String>,
    /// What is asked here.
    pub asks: Vec<Asked>,
    /// What is promised here.
    pub clocks: Vec<Promise>,
    /// The attempts, in order.
    pub cadence: Vec<Attempt>,
    /// The moves drawn from here.
    pub moves: Vec<Move>,
}

/// Who may act at a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Only people: a drawn move whose condition holds is offered, never taken by itself.
    #[default]
    Human,
    /// People, with proposals of the program.
    Assisted,
    /// A drawn move whose condition holds is taken at once.
    Automatic,
}

/// What can be asked at a stage or needed by a move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// Why.
    Reason,
    /// When to look at it again.
    WakeOn,
    /// What it is worth.
    Amount,
    /// A declared field.
    Field(FieldId),
}

impl Asked {
    /// The word in the document.
    pub fn word(&self) -> &str {
        match self {
            Self::Reason => "reason",
            Self::WakeOn => "wake_on",
            Self::Amount => "amount",
            Self::Field(field) => field.as_str(),
        }
    }
}

/// A promise in time (SLA).
#[derive(Debug, Clone)]
pub struct Promise {
    /// Its name.
    pub clock: ClockId,
    /// How long.
    pub within: Within,
    /// Whether working or elapsed time counts.
    pub counts: Counts,
    /// This long before, a warning.
    pub warn: Option<Span>,
    /// What keeps it.
    pub stops_on: StopsOn,
    /// What follows when it breaks, in order.
    pub then: Vec<Consequence>,
    /// Where it stands.
    pub place: Place,
}

/// How long, by grade. At least one of the two parts is there.
#[derive(Debug, Clone)]
pub struct Within {
    /// For these grades.
    pub by_grade: Vec<(Grade, Span)>,
    /// For all others; `None` only where `by_grade` names each grade.
    pub otherwise: Option<Span>,
}

impl Within {
    /// How long for a lead of this grade; the longest where the grade isn't named.
    pub fn for_grade(&self, grade: Option<&Grade>) -> Option<Span> {
        self.by_grade
            .iter()
            .find(|(own, _)| Some(own) == grade)
            .map(|(_, span)| *span)
            .or(self.otherwise)
            .or_else(|| self.by_grade.last().map(|(_, span)| *span))
    }
}

/// What keeps a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopsOn {
    /// The owner says yes, or acts. The way of `accept`.
    Accepted,
    /// A person reached out; a machine's mail doesn't count. The way of `first_response`.
    HumanTouch,
    /// Any touch.
    AnyTouch,
    /// A touch in both directions.
    TwoWayTouch,
    /// Accepted or returned. The way of `verdict`.
    Verdict,
    /// Going on. The way of all others.
    Leaving,
}

/// What follows when a promise breaks.
#[derive(Debug, Clone)]
pub enum Consequence {
    /// Somebody is told.
    Alert(Addressee),
    /// Another member of the pool gets it.
    Reassign(Pick),
    /// It is offered to the next in the pool, whose clock begins anew.
    OfferNext,
    /// It moves on by itself.
    Move {
        /// Where to.
        to: StageId,
        /// Why.
        reason: Option<ReasonId>,
    },
}

/// Who is told.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// The lead's owner.
    Owner,
    /// All active members with this role.
    Role(RoleId),
}

/// One attempt of a cadence.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// This long after coming to the stage, in the time that the stage's clocks count.
    pub after: Span,
    /// What to do.
    pub r#do: TouchKind,
    /// The template of a mail.
    pub template: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// What kind of touch.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum TouchKind {
    /// A call.
    Call,
    /// A mail.
    Mail,
    /// A meeting, also by video.
    Meeting,
    /// A short message: SMS, chat, letter.
    Message,
    /// A visit.
    Visit,
}

impl TouchKind {
    /// All kinds, in the order shown.
    pub const ALL: [Self; 5] = [
        Self::Call,
        Self::Mail,
        Self::Meeting,
        Self::Message,
        Self::Visit,
    ];

    /// The word in documents and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Mail => "mail",
            Self::Meeting => "meeting",
            Self::Message => "message",
            Self::Visit => "visit",
        }
    }
}

/// A drawn arrow.
#[derive(Debug, Clone)]
pub struct Move {
    /// Where to.
    pub to: StageId,
    /// What has to hold.
    pub when: Option<Condition>,
    /// What has to be given.
    pub needs: Vec<Asked>,
    /// The reasons to choose from.
    pub reasons: Vec<ReasonId>,
    /// The reason it always has.
    pub reason: Option<ReasonId>,
    /// The verdict that this move is.
    pub verdict: Option<Verdict>,
    /// The nurture series it leads into.
    pub series: Option<SeriesId>,
    /// Who is told.
    pub alert: Option<Addressee>,
    /// Where it stands.
    pub place: Place,
}

/// What the receiver of a hand-off says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Good: mine now.
    Accepted,
    /// Not good: back, with a reason.
    Returned,
}

/// How an episode ends.
#[derive(Debug, Clone)]
pub struct End {
    /// With what outcome.
    pub outcome: Outcome,
    /// What the buyer is asked.
    pub feedback: Option<String>,
}

/// How an episode ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Revenue.
    Won,
    /// A prospect who said no.
    Lost,
    /// Never was one.
    Disqualified,
}

impl Outcome {
    /// The word in documents and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Disqualified => "disqualified",
        }
    }
}

/// What nurture sends and does over months and years.
#[derive(Debug, Clone)]
pub struct Series {
    /// Its name.
    pub id: SeriesId,
    /// The accountable role.
    pub owner: RoleId,
    /// What ends it.
    pub stops_on: Vec<StopsSeries>,
    /// Nothing is sent in these hours of the person's day.
    pub quiet_hours: Option<(civil::Time, civil::Time)>,
    /// No more than this many in this long.
    pub at_most: Option<(u32, Span)>,
    /// What follows when all steps were taken.
    pub exhausted: Option<Exhausted>,
    /// The steps, in order.
    pub steps: Vec<SeriesStep>,
    /// Where it stands.
    pub place: Place,
}

/// What ends a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StopsSeries {
    /// The person answered.
    Reply,
    /// A meeting was made.
    Meeting,
    /// The lead moved.
    StageChange,
    /// The person asked to stop.
    OptOut,
}

/// What follows when a series has no step left.
#[derive(Debug, Clone)]
pub struct Exhausted {
    /// After this long.
    pub after: Span,
    /// Who is told.
    pub alert: Addressee,
}

/// One step of a series.
#[derive(Debug, Clone)]
pub struct SeriesStep {
    /// Its name.
    pub id: RuleId,
    /// This long after the step before.
    pub wait: Span,
    /// What it does.
    pub does: SeriesAct,
    /// How often.
    pub repeat: u32,
    /// Where it stands.
    pub place: Place,
}

/// What a step of a series does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeriesAct {
    /// Sends this mail.
    Mail(String),
    /// Gives somebody this task.
    Task(String),
}

/// Who is told what, and how.
#[derive(Debug, Clone)]
pub struct AlertRule {
    /// Its name.
    pub id: RuleId,
    /// When.
    pub on: AlertOn,
    /// Who.
    pub to: Addressee,
    /// How.
    pub by: Vec<AlertBy>,
    /// Who is told next when nobody reacted.
    pub then_after: Vec<(Span, Addressee)>,
    /// Where it stands.
    pub place: Place,
}

/// When an alert is raised.
#[derive(Debug, Clone)]
pub enum AlertOn {
    /// A lead came in.
    LeadArrived,
    /// A lead got an owner.
    LeadAssigned,
    /// Nothing happened for too long.
    GoneCold,
    /// A promise is about to break.
    ClockWarned,
    /// A promise broke.
    ClockBreached,
    /// A hand-off was given back.
    LeadReturned,
    /// A condition over the event, `grade_became` among it.
    Condition(Condition),
}

/// How somebody is told.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum AlertBy {
    /// In the app.
    App,
    /// By mail.
    Mail,
    /// By webhook.
    Webhook,
}
