//! Reach: which facts a condition holds for, as far as that can be told from its text.
//!
//! A condition is taken apart into regions: in each, some facts lie in a set of values,
//! and the condition holds. What can't be said of one fact alone (`score.fit > lead.touches`,
//! a pattern) is taken for a fact of its own that may have any value, so that "never" and
//! "always" are only said where they are certain. Facts are taken as independent of each
//! other: "yes, it can" doesn't know that a lead without touches has no last one.

use super::compare::and;
use super::evaluate::{self, Value};
use super::parse::Id;
use super::program::{Comparison, Program, Step};
use super::sets::{Values, point};
use super::subjects::{self, Kind};
use super::{Datum, Facts, Scope, Subject};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Of no more words than this is each taken by itself.
const MOST_WORDS: usize = 200;

/// Most regions of one condition; one with more is taken as a whole.
const MOST_REGIONS: usize = 64;
/// Something that has a value: a fact, or an expression taken as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asked {
    Fact(Subject),
    Whole(String),
}

/// What something can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Allowed {
    pub(super) known: Values,
    pub(super) unknown: bool,
}

impl Allowed {
    pub(super) fn is_empty(&self) -> bool {
        !self.unknown && self.known.is_empty()
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        Self {
            known: self.known.and(&other.known),
            unknown: self.unknown && other.unknown,
        }
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        Self {
            known: self.known.without(&other.known),
            unknown: self.unknown && !other.unknown,
        }
    }
}

/// All that is named here is in its set; the rest can be anything.
pub(super) type Region = BTreeMap<Asked, Allowed>;

/// Where a condition holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach {
    pub(super) regions: Vec<Region>,
    /// All that the named things can be at all.
    pub(super) all: Region,
}

/// Where the program holds.
pub(super) fn reach(program: &Program, kinds: &[Option<Kind>], scope: &Scope<'_>) -> Reach {
    let mut reader = Reader {
        program,
        kinds,
        scope,
        all: Region::new(),
    };
    let regions = reader.regions(program.root, true);
    Reach {
        regions,
        all: reader.all,
    }
}

struct Reader<'a> {
    program: &'a Program,
    kinds: &'a [Option<Kind>],
    scope: &'a Scope<'a>,
    all: Region,
}

/// Nobody knows anything: what constants come to.
struct Nothing;

impl Facts for Nothing {
    fn fact(&self, _: Subject) -> Option<Datum<'_>> {
        None
    }
}

impl Reader<'_> {
    fn step(&self, id: Id) -> &Step {
        &self.program.steps[usize::from(id)]
    }

    /// Where the part says yes (or no).
    fn regions(&mut self, id: Id, wanted: bool) -> Vec<Region> {
        if !self.asks(id) {
            let says = evaluate::value(self.program, id, &Nothing);
            return if says == Some(Value::YesNo(wanted)) {
                vec![Region::new()]
            } else {
                Vec::new()
            };
        }
        let regions = match *self.step(id) {
            Step::Not(inner) => return self.regions(inner, !wanted),
            Step::And(left, right) | Step::Or(left, right) => {
                let (own, other) = (self.regions(left, wanted), self.regions(right, wanted));
                if matches!(self.step(id), Step::And(..)) == wanted {
                    product(&own, &other)
                } else {
                    Some([own, other].concat())
                }
            }
            Step::Choice(asked, yes, no) => {
                let first = product(&self.regions(asked, true), &self.regions(yes, wanted));
                let second = product(&self.regions(asked, false), &self.regions(no, wanted));
                first
                    .zip(second)
                    .map(|(first, second)| [first, second].concat())
            }
            Step::Has(subject) => {
                let asked = Asked::Fact(subject);
                let mut all = self.all_of(&asked, self.kind_of_subject(subject));
                if wanted {
                    all.unknown = false;
                } else {
                    all.known = all.known.without(&all.known);
                }
                Some(one(asked, all))
            }
            Step::Compare(..) | Step::In(..) => self.compared(id, wanted),
            _ => self.yes_no(id, wanted),
        };
        match regions {
            Some(regions) if regions.len() <= MOST_REGIONS => regions,
            _ => {
                let asked = Asked::Whole(self.rendered(id));
                self.in_set(asked, Kind::YesNo, &yes_or_no(true), wanted)
            }
        }
    }

    /// A part that is yes or no by itself.
    fn yes_no(&mut self, id: Id, wanted: bool) -> Option<Vec<Region>> {
        let asked = self.asked(id);
        Some(self.in_set(asked, Kind::YesNo, &yes_or_no(true), wanted))
    }

    fn compared(&mut self, id: Id, wanted: bool) -> Option<Vec<Region>> {
        let (left, set) = match self.step(id) {
            Step::In(left, list) => {
                let kind = self.kind(*left)?;
                let mut out = everything(kind);
                for part in list {
                    out = out.without(&self.set(kind, Comparison::Equal, *part)?);
                }
                (*left, everything(kind).without(&out))
            }
            Step::Compare(comparison, left, right) => match (self.asks(*left), self.asks(*right)) {
                (true, false) => (*left, self.set(self.kind(*left)?, *comparison, *right)?),
                (false, true) => {
                    let turned = match comparison {
                        Comparison::Less => Comparison::More,
                        Comparison::LessOrEqual => Comparison::MoreOrEqual,
                        Comparison::More => Comparison::Less,
                        Comparison::MoreOrEqual => Comparison::LessOrEqual,
                        same => *same,
                    };
                    (*right, self.set(self.kind(*right)?, turned, *left)?)
                }
                _ => return None,
            },
            _ => return None,
        };
        let kind = self.kind(left)?;
        let asked = self.asked(left);
        Some(self.in_set(asked, kind, &set, wanted))
    }

    /// The values that compare like this with a constant.
    fn set(&self, kind: Kind, comparison: Comparison, constant: Id) -> Option<Values> {
        use Comparison::{Equal, Less, LessOrEqual, More, MoreOrEqual, Unequal};
        // The constant lies between these points, or on them.
        let (below, above) = match (kind, evaluate::value(self.program, constant, &Nothing)?) {
            (_, Value::YesNo(yes)) => (i128::from(yes), i128::from(yes)),
            (Kind::Number, Value::Whole(number)) => {
                let near = point(number as f64);
                match evaluate::exactly(number, number as f64)? {
                    Ordering::Less => (near - 1, near),
                    Ordering::Equal => (near, near),
                    Ordering::Greater => (near, near + 1),
                }
            }
            (_, Value::Whole(number)) => (i128::from(number), i128::from(number)),
            (Kind::Whole, Value::Number(number)) => (number.floor() as i128, number.ceil() as i128),
            (_, Value::Number(number)) => (point(number), point(number)),
            (_, Value::Instant(instant)) => (instant.as_nanosecond(), instant.as_nanosecond()),
            (_, Value::Words(_)) => return None,
            (_, Value::Length(length)) => (length.as_nanos(), length.as_nanos()),
            (_, Value::Text(text)) => {
                let word = [text.to_owned()].into();
                return match comparison {
                    Equal => Some(Values::Of(word)),
                    Unequal => Some(Values::AllBut(word)),
                    _ => None,
                };
            }
        };
        let (first, last) = (i128::MIN, i128::MAX);
        let on = |wanted: bool| {
            let on = if below == above {
                Values::between(below, below)
            } else {
                Values::Line(Vec::new())
            };
            if wanted {
                on
            } else {
                everything(kind).without(&on)
            }
        };
        Some(match comparison {
            Equal => on(true),
            Unequal => on(false),
            Less => Values::between(first, above.saturating_sub(1)),
            LessOrEqual => Values::between(first, below),
            More => Values::between(below.saturating_add(1), last),
            MoreOrEqual => Values::between(above, last),
        })
    }

    fn in_set(&mut self, asked: Asked, kind: Kind, set: &Values, wanted: bool) -> Vec<Region> {
        let all = self.all_of(&asked, kind);
        let known = if wanted {
            all.known.and(set)
        } else {
            all.known.without(set)
        };
        one(
            asked,
            Allowed {
                known,
                unknown: false,
            },
        )
    }

    fn all_of(&mut self, asked: &Asked, kind: Kind) -> Allowed {
        let allowed = match asked {
            Asked::Whole(_) => Allowed {
                known: everything(kind),
                unknown: true,
            },
            Asked::Fact(subject) => {
                let known = match (kind, subjects::words(*subject, self.scope)) {
                    // Thousands of words, for each of thousands of conditions, would take
                    // minutes. Taking more to be possible only leaves something unsaid.
                    (Kind::Text, Some((_, words))) if words.len() <= MOST_WORDS => {
                        Values::Of(words.into_iter().map(str::to_owned).collect())
                    }
                    (Kind::Whole, _) => {
                        let (least, most) = subjects::bounds(*subject, self.scope);
                        Values::between(least.into(), most.into())
                    }
                    _ => everything(kind),
                };
                Allowed {
                    known,
                    unknown: !subjects::always_known(*subject),
                }
            }
        };
        self.all.insert(asked.clone(), allowed.clone());
        allowed
    }

    fn asked(&self, id: Id) -> Asked {
        match self.step(id) {
            Step::Ask(subject, _) => Asked::Fact(*subject),
            _ => Asked::Whole(self.rendered(id)),
        }
    }

    fn kind(&self, id: Id) -> Option<Kind> {
        self.kinds[usize::from(id)]
    }

    fn kind_of_subject(&self, subject: Subject) -> Kind {
        let own = self.program.steps.iter().find_map(|step| match step {
            Step::Ask(asked, kind) if *asked == subject => Some(*kind),
            _ => None,
        });
        own.unwrap_or(Kind::Text)
    }

    /// Whether the part depends on facts.
    fn asks(&self, id: Id) -> bool {
        match self.step(id) {
            Step::Ask(..) | Step::Has(_) => true,
            step => step.operands().any(|inner| self.asks(inner)),
        }
    }

    /// The part in one spelling, whatever its spaces and brackets.
    fn rendered(&self, id: Id) -> String {
        let step = self.step(id);
        let mut rendered = match step {
            Step::Constant(_) | Step::Ask(..) | Step::Has(_) => return format!("{step:?}"),
            Step::Count(how, ..) => format!("{how:?}"),
            Step::Compare(how, ..) => format!("{how:?}"),
            Step::Matches(_, pattern) => format!("Matches {pattern:?}"),
            Step::Not(_) => "Not".to_owned(),
            Step::Minus(_) => "Negative".to_owned(),
            Step::And(..) => "And".to_owned(),
            Step::Or(..) => "Or".to_owned(),
            Step::Choice(..) => "Choice".to_owned(),
            Step::In(..) => "In".to_owned(),
            Step::Size(_) => "Size".to_owned(),
            Step::StartsWith(..) => "StartsWith".to_owned(),
            Step::EndsWith(..) => "EndsWith".to_owned(),
            Step::Contains(..) => "Contains".to_owned(),
            Step::Among(..) => "Among".to_owned(),
            Step::List | Step::Wrong => String::new(),
        };
        for inner in step.operands() {
            rendered.push('(');
            rendered.push_str(&self.rendered(inner));
            rendered.push(')');
        }
        rendered
    }
}

fn product(own: &[Region], other: &[Region]) -> Option<Vec<Region>> {
    if own.len() * other.len() > 4 * MOST_REGIONS {
        return None;
    }
    let both = own
        .iter()
        .flat_map(|own| other.iter().filter_map(|other| and(own, other)));
    Some(both.collect())
}

fn one(asked: Asked, allowed: Allowed) -> Vec<Region> {
    if allowed.is_empty() {
        return Vec::new();
    }
    vec![Region::from([(asked, allowed)])]
}

fn yes_or_no(yes: bool) -> Values {
    Values::between(yes.into(), yes.into())
}

/// All values of a type.
fn everything(kind: Kind) -> Values {
    match kind {
        Kind::YesNo => Values::between(0, 1),
        Kind::Whole => Values::between(i64::MIN.into(), i64::MAX.into()),
        Kind::Number => Values::between(point(f64::MIN), point(f64::MAX)),
        // Lists of words are only asked as a whole: known, or not.
        Kind::Text | Kind::Words => Values::AllBut([].into()),
        Kind::Instant | Kind::Length => Values::between(i128::MIN, i128::MAX),
    }
}
