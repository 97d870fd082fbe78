//! Facts: what conditions can ask of a lead, and of what just happened to it.

use crate::identify;
use crate::lead::Lead;
use crate::names::{Grade, MemberId};
use crate::process::condition::{Datum, Facts, Subject};
use crate::process::model::{Phase, Process};
use crate::roster::{Member, Roster};
use crate::value::Value;
use jiff::Timestamp;

/// What just happened, as a condition sees it. `None` is "says nothing about that".
#[derive(Debug, Clone, Copy, Default)]
pub struct Happening<'a> {
    /// `touch`, `form`, `mail_clicked`, `moved`, ….
    pub kind: &'a str,
    /// Which form.
    pub form: Option<&'a str>,
    /// A machine did it.
    pub machine: Option<bool>,
    /// Both sides spoke.
    pub two_way: Option<bool>,
    /// How long.
    pub minutes: Option<u32>,
    /// What came of it.
    pub outcome: Option<&'a str>,
}

/// A lead and what is around it, for conditions.
#[derive(Debug, Clone, Copy)]
pub struct LeadFacts<'a> {
    /// The lead.
    pub lead: &'a Lead,
    /// The process, for its fields and its zone.
    pub process: &'a Process,
    /// Who works here; without it, an owner of the company counts as active.
    pub roster: Option<&'a Roster>,
    /// The present.
    pub now: Timestamp,
    /// What just happened.
    pub happening: Option<Happening<'a>>,
    /// Who might be picked out of a pool.
    pub member: Option<&'a Member>,
    /// The grade it just got.
    pub grade_became: Option<&'a Grade>,
    /// Added to both axes of the score: the hysteresis of grades.
    pub bonus: i64,
}

impl<'a> LeadFacts<'a> {
    /// What is known of the lead, and nothing around it.
    pub fn new(lead: &'a Lead, process: &'a Process, now: Timestamp) -> Self {
        Self {
            lead,
            process,
            roster: None,
            now,
            happening: None,
            member: None,
            grade_became: None,
            bonus: 0,
        }
    }
}

impl Facts for LeadFacts<'_> {
    fn fact(&self, subject: Subject) -> Option<Datum<'_>> {
        let lead = self.lead;
        let happening = self.happening.as_ref();
        let touch = lead.last.touch.as_ref();
        match subject {
            Subject::Field(number) => {
                let field = self.process.fields.get(usize::from(number))?;
                Some(datum(lead.fields.get(&field.id)?, self.process))
            }
            Subject::LeadIsSpam => Some(Datum::YesNo(lead.is_spam)),
            Subject::LeadAmount => lead
                .amount
                .as_ref()
                .map(|amount| Datum::Number(amount.ten_thousandths as f64 / 10_000.0)),
            Subject::LeadMessage => text(lead.message.as_deref()),
            Subject::LeadTouches => Some(Datum::Integer(lead.last.touches.into())),
            Subject::LeadCapturedAt => Some(Datum::Instant(lead.captured_at)),
            Subject::StageId => Some(Datum::Text(lead.stage().as_str())),
            Subject::StagePhase => Some(Datum::Text(phase_word(lead.phase()))),
            Subject::PersonName => text(lead.person.name.as_deref()),
            Subject::PersonEmail => text(lead.person.email.as_deref()),
            Subject::PersonPhone => text(lead.person.phone.as_deref()),
            Subject::PersonRegion => text(lead.person.region.as_deref()),
            Subject::PersonEmailIsFree => {
                let email = lead.person.email.as_deref()?;
                Some(Datum::YesNo(identify::email_is_free(email)))
            }
            Subject::PersonOwnerActive => {
                Some(Datum::YesNo(self.is_active(lead.person.owner.as_ref())))
            }
            Subject::CompanyName => text(lead.company.as_ref()?.name.as_deref()),
            Subject::CompanyOwnerActive => Some(Datum::YesNo(self.company_owner_active())),
            Subject::SourceFamily => Some(Datum::Text(lead.source.family.word())),
            Subject::SourceChannel => Some(Datum::Text(lead.source.channel.as_str())),
            Subject::SourceCampaign => text(lead.source.campaign.as_deref()),
            Subject::ScoreFit => self.score(lead.score.fit(self.now)),
            Subject::ScoreEngagement => self.score(lead.score.engagement(self.now)),
            Subject::ScoreGrade => text(lead.score.grade.as_ref().map(Grade::as_str)),
            Subject::EventKind => text(happening.map(|it| it.kind)),
            Subject::EventForm => text(happening?.form),
            Subject::EventMachine => happening?.machine.map(Datum::YesNo),
            Subject::EventTwoWay => happening?.two_way.map(Datum::YesNo),
            Subject::EventMinutes => happening?.minutes.map(|it| Datum::Integer(it.into())),
            Subject::EventOutcome => text(happening?.outcome),
            Subject::LastTouchKind => Some(Datum::Text(touch?.kind.word())),
            Subject::LastTouchTwoWay => Some(Datum::YesNo(touch?.two_way)),
            Subject::LastTouchHuman => Some(Datum::YesNo(touch?.human)),
            Subject::LastTouchMinutes => touch?.minutes.map(|it| Datum::Integer(it.into())),
            Subject::LastTouchOutcome => text(touch?.outcome.as_deref()),
            Subject::LastTouchAt => Some(Datum::Instant(touch?.at)),
            Subject::MemberRegion => text(self.member?.region.as_deref()),
            Subject::MemberSeniority => Some(Datum::Integer(self.member?.seniority.into())),
            Subject::MemberSkills => Some(Datum::Words(&self.member?.particulars.skills)),
            Subject::MemberLanguages => Some(Datum::Words(&self.member?.particulars.languages)),
            Subject::MemberTerritories => Some(Datum::Words(&self.member?.particulars.territories)),
            Subject::GradeBecame => text(self.grade_became.map(Grade::as_str)),
            Subject::Now => Some(Datum::Instant(self.now)),
        }
    }
}

impl LeadFacts<'_> {
    fn score(&self, points: i64) -> Option<Datum<'_>> {
        Some(Datum::Integer(points.saturating_add(self.bonus)))
    }

    fn company_owner_active(&self) -> bool {
        self.is_active(self.lead.company.as_ref().and_then(|it| it.owner.as_ref()))
    }

    fn is_active(&self, owner: Option<&MemberId>) -> bool {
        match (owner, self.roster) {
            (Some(owner), Some(roster)) => roster.member(owner).is_some_and(|it| it.active),
            (owner, _) => owner.is_some(),
        }
    }
}

fn text(text: Option<&str>) -> Option<Datum<'_>> {
    text.map(Datum::Text)
}

fn datum<'a>(value: &'a Value, process: &Process) -> Datum<'a> {
    match value {
        Value::YesNo(value) => Datum::YesNo(*value),
        Value::Integer(value) => Datum::Integer(*value),
        Value::Number(value) => Datum::Number(*value),
        Value::Date(date) => Datum::Instant(process.calendar.day_begins(*date)),
        Value::Text(value) => Datum::Text(value),
    }
}

fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Lead => "lead",
        Phase::Prospect => "prospect",
        Phase::Opportunity => "opportunity",
        Phase::Customer => "customer",
    }
}
