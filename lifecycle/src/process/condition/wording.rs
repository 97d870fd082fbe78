//! Wording: a condition as a sentence for people who never saw an expression.
//!
//! `lead.catalogue_size >= 100 && !lead.is_spam` becomes `Products is at least 100 and it is
//! no spam`. Made once, when the document is read. Fields go by their titles; words of the
//! document lose their underscores. `!` is carried inward to what it turns around, so that
//! only "isn't" and "neither" are left of it.

use super::parse::Id;
use super::program::{Arithmetic, Comparison, Constant, Program, Step};
use super::subjects::Kind;
use super::{Scope, Subject};
use crate::words::{count, spoken};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The whole condition.
pub(super) fn words(program: &Program, scope: &Scope<'_>) -> String {
    Writer { program, scope }.says(program.root, true)
}

/// What people call a fact.
pub(super) fn noun(subject: Subject, scope: &Scope<'_>) -> String {
    let noun = match subject {
        Subject::Field(number) => {
            let field = scope.fields.get(usize::from(number));
            return field.map_or_else(String::new, |field| field.title.clone());
        }
        Subject::LeadIsSpam => "spam",
        Subject::LeadAmount => "the amount",
        Subject::LeadMessage => "the message",
        Subject::LeadTouches => "the number of touches",
        Subject::LeadCapturedAt => "the time it came in",
        Subject::StageId => "the stage",
        Subject::StagePhase => "the phase",
        Subject::PersonName => "the name",
        Subject::PersonEmail => "the mail address",
        Subject::PersonPhone => "the phone number",
        Subject::PersonRegion => "the buyer's region",
        Subject::PersonEmailIsFree => "a free mail address",
        Subject::PersonOwnerActive => "an owner of the person",
        Subject::CompanyName => "the company",
        Subject::CompanyOwnerActive => "an owner of the company",
        Subject::SourceFamily => "the source",
        Subject::SourceChannel => "the channel",
        Subject::SourceCampaign => "the campaign",
        Subject::ScoreFit => "fit",
        Subject::ScoreEngagement => "engagement",
        Subject::ScoreGrade => "the grade",
        Subject::EventKind => "the event",
        Subject::EventForm => "the form",
        Subject::EventMachine => "a machine",
        Subject::EventTwoWay => "both sides",
        Subject::EventMinutes => "its length in minutes",
        Subject::EventOutcome => "the outcome",
        Subject::LastTouchKind => "the last touch",
        Subject::LastTouchTwoWay => "both sides in the last touch",
        Subject::LastTouchHuman => "a person in the last touch",
        Subject::LastTouchMinutes => "the last touch in minutes",
        Subject::LastTouchOutcome => "the outcome of the last touch",
        Subject::LastTouchAt => "the time of the last touch",
        Subject::MemberRegion => "the member's region",
        Subject::MemberSeniority => "the member's seniority",
        Subject::MemberSkills => "the member's skills",
        Subject::MemberLanguages => "the member's languages",
        Subject::MemberTerritories => "the member's territories",
        Subject::GradeBecame => "the new grade",
        Subject::Now => "now",
    };
    noun.to_owned()
}

/// A fact that is yes or no, as a sentence; `noun` is what people call it.
pub(super) fn yes_or_no(subject: Subject, noun: &str, yes: bool) -> String {
    let (is, isnt) = match subject {
        Subject::LeadIsSpam => ("it is spam", "it is no spam"),
        Subject::PersonEmailIsFree => (
            "the mail address is a free one",
            "the mail address is no free one",
        ),
        Subject::CompanyOwnerActive => (
            "somebody looks after the company already",
            "nobody looks after the company yet",
        ),
        Subject::PersonOwnerActive => (
            "somebody had the person before",
            "nobody had the person before",
        ),
        Subject::EventMachine => ("a machine did it", "a person did it"),
        Subject::EventTwoWay => ("both sides spoke", "only one side spoke"),
        Subject::LastTouchTwoWay => (
            "both sides spoke in the last touch",
            "only one side spoke in the last touch",
        ),
        Subject::LastTouchHuman => (
            "a person made the last touch",
            "a machine made the last touch",
        ),
        _ => return format!("{noun} is {}", if yes { "yes" } else { "no" }),
    };
    if yes { is } else { isnt }.to_owned()
}

/// A text as it stands in a condition or in a fact: words of the document without
/// underscores, anything else in quotes.
pub(super) fn text(text: &str) -> String {
    let is_word = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_word && !text.is_empty() {
        spoken(text).to_string()
    } else {
        format!("'{text}'")
    }
}

/// The moment where the process is: the day alone where it begins one.
pub(super) fn moment(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    let day_begins = local.start_of_day().is_ok_and(|begins| begins == local);
    let format = if day_begins {
        "%-d %b %Y"
    } else {
        "%a %-d %b %Y, %H:%M"
    };
    local.strftime(format).to_string()
}

/// What joins the parts of a sentence: mixed, they get brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joined {
    And,
    Or,
    If,
}

struct Writer<'a> {
    program: &'a Program,
    scope: &'a Scope<'a>,
}

impl Writer<'_> {
    fn step(&self, id: Id) -> &Step {
        &self.program.steps[usize::from(id)]
    }

    /// That the part says yes, or no.
    fn says(&self, id: Id, yes: bool) -> String {
        let not = if yes { "" } else { "n't" };
        match self.step(id) {
            Step::Constant(Constant::YesNo(says)) => {
                if *says == yes { "always" } else { "never" }.to_owned()
            }
            Step::Ask(subject, _) => yes_or_no(*subject, &noun(*subject, self.scope), yes),
            Step::Has(subject) => format!("{} is{not} known", noun(*subject, self.scope)),
            Step::Not(inner) => self.says(*inner, !yes),
            Step::And(left, right) | Step::Or(left, right) => {
                let own = self.joined(id, yes);
                let word = if own == Some(Joined::And) {
                    "and"
                } else {
                    "or"
                };
                let (left, right) = (self.part(*left, yes, own), self.part(*right, yes, own));
                format!("{left} {word} {right}")
            }
            Step::Choice(asked, then, other) => format!(
                "if {} then {}, else {}",
                self.part(*asked, true, Some(Joined::If)),
                self.part(*then, yes, Some(Joined::If)),
                self.part(*other, yes, Some(Joined::If))
            ),
            Step::Compare(how, left, right) => self.compared(*how, *left, *right, yes),
            Step::In(left, list) => {
                let list: Vec<String> = list.iter().map(|id| self.value(*id)).collect();
                let list = match list.split_last() {
                    None => "nothing".to_owned(),
                    Some((last, [])) => last.clone(),
                    Some((last, before)) => format!("{} or {last}", before.join(", ")),
                };
                format!("{} is{not} {list}", self.value(*left))
            }
            Step::Among(left, right) => {
                let verb = if yes { "is" } else { "isn't" };
                format!("{} {verb} among {}", self.value(*left), self.value(*right))
            }
            Step::StartsWith(left, right) => {
                self.asked(*left, "starts with", "start with", *right, yes)
            }
            Step::EndsWith(left, right) => self.asked(*left, "ends with", "end with", *right, yes),
            Step::Contains(left, right) => self.asked(*left, "contains", "contain", *right, yes),
            Step::Matches(left, pattern) => {
                let verb = if yes {
                    "looks like"
                } else {
                    "doesn't look like"
                };
                format!("{} {verb} '{pattern}'", self.value(*left))
            }
            _ => format!("{} is{not} so", self.value(id)),
        }
    }

    fn asked(&self, left: Id, does: &str, doesnt: &str, right: Id, yes: bool) -> String {
        let (left, right) = (self.value(left), self.value(right));
        if yes {
            format!("{left} {does} {right}")
        } else {
            format!("{left} doesn't {doesnt} {right}")
        }
    }

    /// A part of something joined: in brackets where it is joined another way itself.
    fn part(&self, id: Id, yes: bool, around: Option<Joined>) -> String {
        let says = self.says(id, yes);
        match self.joined(id, yes) {
            Some(own) if Some(own) != around || own == Joined::If => format!("({says})"),
            _ => says,
        }
    }

    fn joined(&self, id: Id, yes: bool) -> Option<Joined> {
        match self.step(id) {
            Step::Not(inner) => self.joined(*inner, !yes),
            Step::And(..) => Some(if yes { Joined::And } else { Joined::Or }),
            Step::Or(..) => Some(if yes { Joined::Or } else { Joined::And }),
            Step::Choice(..) => Some(Joined::If),
            _ => None,
        }
    }

    fn compared(&self, how: Comparison, left: Id, right: Id, yes: bool) -> String {
        use Comparison::{Equal, Less, LessOrEqual, More, MoreOrEqual, Unequal};
        let fixed = |id: Id| matches!(self.step(id), Step::Constant(_));
        let (left, right, how) = if fixed(left) && !fixed(right) {
            let turned = match how {
                Less => More,
                LessOrEqual => MoreOrEqual,
                More => Less,
                MoreOrEqual => LessOrEqual,
                Equal | Unequal => how,
            };
            (right, left, turned)
        } else {
            (left, right, how)
        };
        if let Step::Constant(Constant::YesNo(says)) = self.step(right) {
            return self.part(left, (*says == (how == Equal)) == yes, Some(Joined::If));
        }
        let how = match how {
            how if yes => how,
            Equal => Unequal,
            Unequal => Equal,
            Less => MoreOrEqual,
            LessOrEqual => More,
            More => LessOrEqual,
            MoreOrEqual => Less,
        };
        let verb = match (how, self.is_instant(right)) {
            (Equal, _) => "is",
            (Unequal, _) => "isn't",
            (Less, true) => "is before",
            (LessOrEqual, true) => "isn't after",
            (More, true) => "is after",
            (MoreOrEqual, true) => "isn't before",
            (Less, false) => "is less than",
            (LessOrEqual, false) => "is at most",
            (More, false) => "is more than",
            (MoreOrEqual, false) => "is at least",
        };
        format!("{} {verb} {}", self.value(left), self.value(right))
    }

    fn is_instant(&self, id: Id) -> bool {
        match self.step(id) {
            Step::Constant(constant) => matches!(constant, Constant::Instant(_)),
            Step::Ask(_, kind) => *kind == Kind::Instant,
            Step::Count(_, left, right) => self.is_instant(*left) != self.is_instant(*right),
            Step::Choice(_, yes, _) => self.is_instant(*yes),
            _ => false,
        }
    }

    /// A part that is a value.
    fn value(&self, id: Id) -> String {
        match self.step(id) {
            Step::Constant(constant) => self.constant(constant),
            Step::Ask(subject, _) => noun(*subject, self.scope),
            Step::Minus(inner) => format!("-{}", self.operand(*inner)),
            Step::Count(how, left, right) => self.counted(*how, *left, *right),
            Step::Size(inner) => format!("the length of {}", self.value(*inner)),
            Step::Choice(asked, yes, no) => format!(
                "(if {} then {}, else {})",
                self.says(*asked, true),
                self.value(*yes),
                self.value(*no)
            ),
            Step::List | Step::Wrong => String::new(),
            _ => format!("({})", self.says(id, true)),
        }
    }

    fn operand(&self, id: Id) -> String {
        let value = self.value(id);
        match self.step(id) {
            Step::Count(..) if !value.starts_with("the time") => format!("({value})"),
            _ => value,
        }
    }

    fn counted(&self, how: Arithmetic, left: Id, right: Id) -> String {
        if let (Arithmetic::Minus, Step::Ask(from, _), Step::Ask(to, _)) =
            (how, self.step(left), self.step(right))
        {
            let other = |subject| match subject {
                Subject::LastTouchAt => "the last touch".to_owned(),
                Subject::LeadCapturedAt => "it came in".to_owned(),
                subject => noun(subject, self.scope),
            };
            match (from, to) {
                (Subject::Now, to) => return format!("the time since {}", other(*to)),
                (from, Subject::Now) => return format!("the time until {}", other(*from)),
                _ => {}
            }
        }
        let sign = match how {
            Arithmetic::Plus => "+",
            Arithmetic::Minus => "-",
            Arithmetic::Times => "×",
            Arithmetic::Over => "÷",
            Arithmetic::Modulo => "modulo",
        };
        format!("{} {sign} {}", self.operand(left), self.operand(right))
    }

    fn constant(&self, constant: &Constant) -> String {
        match constant {
            Constant::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Constant::Whole(number) => number.to_string(),
            Constant::Number(number) => number.to_string(),
            Constant::Text(written) => text(written),
            Constant::Instant(instant) => moment(*instant, self.scope.zone),
            Constant::Length(length) => lasting(*length),
        }
    }
}

/// `1 day 12 hours`.
fn lasting(length: SignedDuration) -> String {
    let mut left = length.as_secs().unsigned_abs();
    let mut parts = Vec::new();
    for (unit, seconds) in [
        ("day", 86_400),
        ("hour", 3_600),
        ("minute", 60),
        ("second", 1),
    ] {
        let number = left / seconds;
        left %= seconds;
        if number > 0 {
            parts.push(count(number, unit).to_string());
        }
    }
    let sign = if length.is_negative() { "-" } else { "" };
    match parts.as_slice() {
        [] => "no time".to_owned(),
        parts => format!("{sign}{}", parts.join(" ")),
    }
}
