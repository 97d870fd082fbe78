//! Subjects: the names a condition can ask for, of what type they are, and where they are known.

use super::{Scope, Setting, Subject};
use crate::process::model::{Phase, TouchKind};
use crate::source::Family;
use crate::value::FieldType;

/// What type a value has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Yes or no.
    YesNo,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A text.
    Text,
    /// An instant.
    Instant,
    /// A length of time.
    Length,
    /// A list of words.
    Words,
}

impl Kind {
    /// As a message says it.
    pub(super) fn described(self) -> &'static str {
        match self {
            Self::YesNo => "yes or no",
            Self::Whole => "a whole number",
            Self::Number => "a number",
            Self::Text => "text",
            Self::Instant => "an instant",
            Self::Length => "a length of time",
            Self::Words => "a list of words",
        }
    }
}

/// Names that are always declared. A declared field comes after these.
const NAMES: [(&str, Subject, Kind); 39] = [
    ("lead.is_spam", Subject::LeadIsSpam, Kind::YesNo),
    ("lead.amount", Subject::LeadAmount, Kind::Number),
    ("lead.message", Subject::LeadMessage, Kind::Text),
    ("lead.touches", Subject::LeadTouches, Kind::Whole),
    ("lead.captured_at", Subject::LeadCapturedAt, Kind::Instant),
    ("stage.id", Subject::StageId, Kind::Text),
    ("stage.phase", Subject::StagePhase, Kind::Text),
    ("person.name", Subject::PersonName, Kind::Text),
    ("person.email", Subject::PersonEmail, Kind::Text),
    ("person.phone", Subject::PersonPhone, Kind::Text),
    ("person.region", Subject::PersonRegion, Kind::Text),
    (
        "person.email_is_free",
        Subject::PersonEmailIsFree,
        Kind::YesNo,
    ),
    (
        "person.owner_active",
        Subject::PersonOwnerActive,
        Kind::YesNo,
    ),
    ("company.name", Subject::CompanyName, Kind::Text),
    (
        "company.owner_active",
        Subject::CompanyOwnerActive,
        Kind::YesNo,
    ),
    ("source.family", Subject::SourceFamily, Kind::Text),
    ("source.channel", Subject::SourceChannel, Kind::Text),
    ("source.campaign", Subject::SourceCampaign, Kind::Text),
    ("score.fit", Subject::ScoreFit, Kind::Whole),
    ("score.engagement", Subject::ScoreEngagement, Kind::Whole),
    ("score.grade", Subject::ScoreGrade, Kind::Text),
    ("event.kind", Subject::EventKind, Kind::Text),
    ("event.form", Subject::EventForm, Kind::Text),
    ("event.machine", Subject::EventMachine, Kind::YesNo),
    ("event.two_way", Subject::EventTwoWay, Kind::YesNo),
    ("event.minutes", Subject::EventMinutes, Kind::Whole),
    ("event.outcome", Subject::EventOutcome, Kind::Text),
    ("last.touch.kind", Subject::LastTouchKind, Kind::Text),
    ("last.touch.two_way", Subject::LastTouchTwoWay, Kind::YesNo),
    ("last.touch.human", Subject::LastTouchHuman, Kind::YesNo),
    ("last.touch.minutes", Subject::LastTouchMinutes, Kind::Whole),
    ("last.touch.outcome", Subject::LastTouchOutcome, Kind::Text),
    ("last.touch.at", Subject::LastTouchAt, Kind::Instant),
    ("member.region", Subject::MemberRegion, Kind::Text),
    ("member.seniority", Subject::MemberSeniority, Kind::Whole),
    ("member.skills", Subject::MemberSkills, Kind::Words),
    ("member.languages", Subject::MemberLanguages, Kind::Words),
    (
        "member.territories",
        Subject::MemberTerritories,
        Kind::Words,
    ),
    ("now", Subject::Now, Kind::Instant),
];

/// Its name and type stand apart: it has no dot, and is known in alerts only.
const GRADE_BECAME: &str = "grade_became";

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// It can be asked for here.
    Here(Subject, Kind),
    /// It is declared, but isn't known in this setting.
    Elsewhere,
    /// Nobody declared it.
    Nowhere,
}

/// What the name stands for in this scope.
pub(super) fn find(name: &str, scope: &Scope<'_>) -> Found {
    let known = NAMES.iter().find(|(own, ..)| *own == name);
    let found = known.map(|(_, subject, kind)| (*subject, *kind));
    let found =
        found.or_else(|| (name == GRADE_BECAME).then_some((Subject::GradeBecame, Kind::Text)));
    let found = found.or_else(|| {
        let field = name.strip_prefix("lead.")?;
        let number = scope.fields.iter().position(|own| own.id == *field)?;
        let subject = Subject::Field(u16::try_from(number).ok()?);
        Some((subject, kind_of(&scope.fields[number].kind)))
    });
    match found {
        Some((subject, kind)) if is_here(name, scope.setting) => Found::Here(subject, kind),
        Some(_) => Found::Elsewhere,
        None => Found::Nowhere,
    }
}

/// Whether names of this root are known in the setting.
fn is_here(name: &str, setting: Setting) -> bool {
    match name.split('.').next() {
        Some("event") => matches!(setting, Setting::Event | Setting::Alert),
        Some("member") => setting == Setting::Member,
        Some(GRADE_BECAME) => setting == Setting::Alert,
        _ => true,
    }
}

/// All names that can be asked for in this scope.
pub(super) fn names(scope: &Scope<'_>) -> Vec<String> {
    let fields = scope
        .fields
        .iter()
        .map(|field| format!("lead.{}", field.id));
    let known = NAMES.iter().map(|(name, ..)| (*name).to_owned());
    known
        .chain([GRADE_BECAME.to_owned()])
        .filter(|name| is_here(name, scope.setting))
        .chain(fields)
        .collect()
}

fn kind_of(field: &FieldType) -> Kind {
    match field {
        FieldType::Text | FieldType::Choice(_) => Kind::Text,
        FieldType::Integer { .. } => Kind::Whole,
        FieldType::Number { .. } => Kind::Number,
        FieldType::YesNo => Kind::YesNo,
        FieldType::Date => Kind::Instant,
    }
}

/// The only words that the subject can be, where that is declared, and what to call them.
pub(super) fn words<'a>(
    subject: Subject,
    scope: &Scope<'a>,
) -> Option<(&'static str, Vec<&'a str>)> {
    match subject {
        Subject::Field(number) => match &scope.fields.get(usize::from(number))?.kind {
            FieldType::Choice(of) => Some(("choice", of.iter().map(String::as_str).collect())),
            _ => None,
        },
        Subject::ScoreGrade | Subject::GradeBecame => Some(("grade", scope.grades.to_vec())),
        Subject::SourceChannel => Some(("channel", scope.channels.to_vec())),
        Subject::StageId => Some(("stage", scope.stages.to_vec())),
        Subject::StagePhase => Some(("phase", PHASES.map(phase_word).to_vec())),
        Subject::SourceFamily => Some(("family", FAMILIES.map(Family::word).to_vec())),
        Subject::LastTouchKind => Some((
            "kind of touch",
            TouchKind::ALL.map(TouchKind::word).to_vec(),
        )),
        _ => None,
    }
}

const PHASES: [Phase; 4] = [
    Phase::Lead,
    Phase::Prospect,
    Phase::Opportunity,
    Phase::Customer,
];

const FAMILIES: [Family; 5] = [
    Family::Campaign,
    Family::Event,
    Family::Referral,
    Family::Prospecting,
    Family::Unknown,
];

fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Lead => "lead",
        Phase::Prospect => "prospect",
        Phase::Opportunity => "opportunity",
        Phase::Customer => "customer",
    }
}

/// Whether every lead has it, so that asking for it is never "not known yet".
pub(super) fn always_known(subject: Subject) -> bool {
    matches!(
        subject,
        Subject::LeadIsSpam
            | Subject::LeadTouches
            | Subject::LeadCapturedAt
            | Subject::StageId
            | Subject::StagePhase
            | Subject::SourceFamily
            | Subject::ScoreFit
            | Subject::ScoreEngagement
            | Subject::Now
    )
}

/// The smallest and the largest whole number that the subject can be.
pub(super) fn bounds(subject: Subject, scope: &Scope<'_>) -> (i64, i64) {
    match subject {
        Subject::Field(number) => match scope.fields.get(usize::from(number)).map(|f| &f.kind) {
            Some(FieldType::Integer { min, max }) => {
                (min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX))
            }
            _ => (i64::MIN, i64::MAX),
        },
        Subject::LeadTouches | Subject::EventMinutes | Subject::LastTouchMinutes => (0, i64::MAX),
        Subject::MemberSeniority => (1, i64::MAX),
        _ => (i64::MIN, i64::MAX),
    }
}
