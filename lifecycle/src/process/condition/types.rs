//! Types: names become subjects, parts get a type, and what can't be meant is said.
//!
//! All parts are checked, not just up to the first mistake. A part that is wrong has no
//! type, and nothing more is said of what it stands in.

use super::compare::{self, Judgement};
use super::evaluate;
use super::parse::{Call, Expression, Id, Pair, Tree};
use super::program::{Arithmetic, Comparison, Constant, Name, Program, Step};
use super::reach::{self, Reach};
use super::slip::{Slip, code};
use super::subjects::{self, Found, Kind};
use super::tokens::At;
use super::{Scope, functions, wording};
use crate::words::nearest;

/// The program, if nothing is wrong; and all that there is to say.
pub(super) fn check(text: &str, tree: &Tree, scope: &Scope<'_>) -> (Option<Program>, Vec<Slip>) {
    let mut checker = Checker {
        text,
        tree,
        scope,
        steps: Vec::with_capacity(tree.parts.len()),
        kinds: Vec::with_capacity(tree.parts.len()),
        names: Vec::new(),
        slips: Vec::new(),
    };
    for part in &tree.parts {
        let typed = checker.part(&part.is, part.at);
        let (step, kind) = typed.map_or((Step::Wrong, None), |(step, kind)| (step, kind));
        checker.steps.push(step);
        checker.kinds.push(kind);
    }
    checker.says_yes_or_no();
    let whole = checker
        .steps
        .iter()
        .all(|step| !matches!(step, Step::Wrong))
        && checker
            .slips
            .iter()
            .all(|slip| slip.severity != crate::process::place::Severity::Error);
    if !whole {
        return (None, checker.slips);
    }
    let mut program = Program {
        steps: checker.steps.into(),
        root: tree.root,
        names: checker.names.into(),
        zone: scope.zone.clone(),
        reach: Reach::default(),
        always: Judgement::Maybe,
        words: Box::default(),
    };
    program.words = wording::words(&program, scope).into();
    program.reach = reach::reach(&program, &checker.kinds, scope);
    program.always = compare::always(&program.reach);
    (Some(program), checker.slips)
}

pub(super) struct Checker<'a> {
    text: &'a str,
    pub(super) tree: &'a Tree,
    pub(super) scope: &'a Scope<'a>,
    pub(super) steps: Vec<Step>,
    kinds: Vec<Option<Kind>>,
    names: Vec<Name>,
    slips: Vec<Slip>,
}

/// A part with its type; a list has none.
pub(super) type Typed = Option<(Step, Option<Kind>)>;

impl Checker<'_> {
    /// What is wrong, and that this part has no type.
    pub(super) fn wrong<T>(&mut self, slip: Slip) -> Option<T> {
        self.slips.push(slip);
        None
    }

    pub(super) fn kind(&self, id: Id) -> Option<Kind> {
        self.kinds[usize::from(id)]
    }

    pub(super) fn at(&self, id: Id) -> At {
        self.tree.parts[usize::from(id)].at
    }

    fn is(&self, id: Id) -> &Expression {
        &self.tree.parts[usize::from(id)].is
    }

    pub(super) fn is_wrong(&self, id: Id) -> bool {
        matches!(self.steps[usize::from(id)], Step::Wrong)
    }

    /// The part as written, for messages.
    pub(super) fn shown(&self, id: Id) -> String {
        const LONGEST: usize = 40;
        let at = self.at(id);
        let written = self.text.chars().skip(at.start as usize);
        let mut shown: String = written.take((at.length as usize).min(LONGEST)).collect();
        if at.length as usize > LONGEST {
            shown.push('…');
        }
        match self.is(id) {
            Expression::Text(_) | Expression::Whole(_) | Expression::Number(_) => shown,
            _ => format!("`{shown}`"),
        }
    }

    fn part(&mut self, is: &Expression, at: At) -> Typed {
        let constant = |constant, kind| Some((Step::Constant(constant), Some(kind)));
        match is {
            Expression::YesNo(yes) => constant(Constant::YesNo(*yes), Kind::YesNo),
            Expression::Whole(number) => constant(Constant::Whole(*number), Kind::Whole),
            Expression::Number(number) => constant(Constant::Number(*number), Kind::Number),
            Expression::Text(text) => constant(Constant::Text(text.as_str().into()), Kind::Text),
            Expression::List(_) => Some((Step::List, None)),
            Expression::Name(name) => self.name(name, at),
            Expression::Not(inner) => {
                self.expect(*inner, Kind::YesNo, "`!` turns yes and no around")?;
                Some((Step::Not(*inner), Some(Kind::YesNo)))
            }
            Expression::Minus(inner) => {
                let kind = self.operand(*inner)?;
                if !matches!(kind, Kind::Whole | Kind::Number | Kind::Length) {
                    let message = format!(
                        "{} is {}, and has no minus",
                        self.shown(*inner),
                        kind.described()
                    );
                    return self.wrong(Slip::error(at, code::TYPE, message, "Leave out the `-`."));
                }
                let fixed = self.fixed(*inner);
                if fixed.is_some_and(|value| evaluate::minus(value).is_none()) {
                    return self.too_large(at);
                }
                Some((Step::Minus(*inner), Some(kind)))
            }
            Expression::Pair(pair, sign, left, right) => self.pair(*pair, *sign, *left, *right),
            Expression::Choice(asked, yes, no) => self.choice(*asked, *yes, *no),
            Expression::Call(call) => self.call(call, at),
        }
    }

    fn call(&mut self, call: &Call, at: At) -> Typed {
        functions::call(self, call, at)
    }

    /// The type of an operand; says so if it is a list.
    pub(super) fn operand(&mut self, id: Id) -> Option<Kind> {
        if matches!(self.steps[usize::from(id)], Step::List) {
            return self.wrong(Slip::error(
                self.at(id),
                code::TYPE,
                "a list stands only behind `in`",
                "Write `lead.segment in ['pet', 'other']`.",
            ));
        }
        self.kind(id)
    }

    /// Says so if the operand is of another type.
    pub(super) fn expect(&mut self, id: Id, kind: Kind, why: &str) -> Option<()> {
        let own = self.operand(id)?;
        if own == kind {
            return Some(());
        }
        let message = format!("{why}, but {} is {}", self.shown(id), own.described());
        let mend = match kind {
            Kind::YesNo => "Compare it with something: `lead.touches > 0`.".to_owned(),
            _ => format!("Give {}.", kind.described()),
        };
        self.wrong(Slip::error(self.at(id), code::TYPE, message, mend))
    }

    fn says_yes_or_no(&mut self) {
        let root = self.tree.root;
        if self.is_wrong(root) {
            return;
        }
        let _ = self.expect(root, Kind::YesNo, "a condition says yes or no");
    }

    /// The subject of a name; what is wrong with it is said.
    pub(super) fn subject(&mut self, name: &str, at: At) -> Option<(super::Subject, Kind)> {
        match subjects::find(name, self.scope) {
            Found::Here(subject, kind) => {
                if self.names.iter().all(|own| own.subject != subject) {
                    self.names.push(Name {
                        subject,
                        words: wording::noun(subject, self.scope).into(),
                    });
                }
                Some((subject, kind))
            }
            Found::Elsewhere => {
                let root = name.split('.').next().unwrap_or(name);
                let mend = match root {
                    "event" => {
                        "An event is known to engagement rules, moves, terms and alerts. Ask for `last.touch` instead."
                    }
                    "member" => {
                        "A member is known to `needs` and `prefer` only, where somebody is picked out of a pool."
                    }
                    _ => "It is known to alerts only. Ask for `score.grade` instead.",
                };
                let message = format!("`{root}` can't be asked for here");
                self.wrong(Slip::error(at, code::NOT_HERE, message, mend))
            }
            Found::Nowhere => {
                let mend = self.mend_name(name);
                let message = format!("nobody declared `{name}`");
                self.wrong(Slip::error(at, code::UNKNOWN_NAME, message, mend))
            }
        }
    }

    fn name(&mut self, name: &str, at: At) -> Typed {
        let (subject, kind) = self.subject(name, at)?;
        Some((Step::Ask(subject, kind), Some(kind)))
    }

    fn mend_name(&self, name: &str) -> String {
        let names = subjects::names(self.scope);
        let below = format!("{name}.");
        let behind = format!(".{name}");
        let parts: Vec<&String> = names.iter().filter(|own| own.starts_with(&below)).collect();
        if !parts.is_empty() {
            let parts: Vec<String> = parts.iter().take(6).map(|own| format!("`{own}`")).collect();
            return format!("Say what of it: {}.", parts.join(", "));
        }
        if let Some(own) = names.iter().find(|own| own.ends_with(&behind)) {
            return format!("Did you mean `{own}`?");
        }
        if !name.contains('.') && self.is_word(name) {
            return format!("If it is a word, put it in quotes: '{name}'.");
        }
        if let Some(own) = nearest(name, names.iter().map(String::as_str)) {
            return format!("Did you mean `{own}`?");
        }
        let root = name.split('.').next().unwrap_or(name);
        if root == "lead" {
            return "Declare it under `fields`.".to_owned();
        }
        let inside = format!("{root}.");
        let known: Vec<String> = names
            .iter()
            .filter(|own| own.starts_with(&inside))
            .take(8)
            .map(|own| format!("`{own}`"))
            .collect();
        if known.is_empty() {
            "Names begin with `lead`, `person`, `company`, `source`, `score`, `stage` or `last`; texts stand in quotes.".to_owned()
        } else {
            format!("Known are {}.", known.join(", "))
        }
    }

    /// Whether some declared fact can be this word.
    fn is_word(&self, word: &str) -> bool {
        subjects::names(self.scope).iter().any(|name| {
            let Found::Here(subject, _) = subjects::find(name, self.scope) else {
                return false;
            };
            subjects::words(subject, self.scope).is_some_and(|(_, words)| words.contains(&word))
        })
    }

    fn pair(&mut self, pair: Pair, sign: At, left: Id, right: Id) -> Typed {
        let comparison = match pair {
            Pair::And | Pair::Or => return self.joined(pair, left, right),
            Pair::In => return self.is_in(left, right),
            Pair::Plus => return self.counted(Arithmetic::Plus, sign, left, right),
            Pair::Minus => return self.counted(Arithmetic::Minus, sign, left, right),
            Pair::Times => return self.counted(Arithmetic::Times, sign, left, right),
            Pair::Over => return self.counted(Arithmetic::Over, sign, left, right),
            Pair::Modulo => return self.counted(Arithmetic::Modulo, sign, left, right),
            Pair::Equal => Comparison::Equal,
            Pair::Unequal => Comparison::Unequal,
            Pair::Less => Comparison::Less,
            Pair::LessOrEqual => Comparison::LessOrEqual,
            Pair::More => Comparison::More,
            Pair::MoreOrEqual => Comparison::MoreOrEqual,
        };
        let (own, other) = (self.operand(left), self.operand(right));
        let (own, other) = (own?, other?);
        if own == Kind::Words || other == Kind::Words {
            let list = if own == Kind::Words { left } else { right };
            let message = format!("{} is a list of words", self.shown(list));
            let mend = "Ask whether a word is in it: `'pt' in member.languages`.";
            return self.wrong(Slip::error(self.at(list), code::TYPE, message, mend));
        }
        if !alike(own, other) {
            return self.unlike(sign, left, right, own, other);
        }
        if own == Kind::YesNo && !matches!(comparison, Comparison::Equal | Comparison::Unequal) {
            let message = "yes and no have no order";
            return self.wrong(Slip::error(
                sign,
                code::TYPE,
                message,
                "Compare with `==`, or use it as it is.",
            ));
        }
        if matches!(comparison, Comparison::Equal | Comparison::Unequal) {
            self.is_a_word(left, right, comparison == Comparison::Equal);
            self.is_a_word(right, left, comparison == Comparison::Equal);
        }
        Some((Step::Compare(comparison, left, right), Some(Kind::YesNo)))
    }

    fn joined(&mut self, pair: Pair, left: Id, right: Id) -> Typed {
        let (sign, step) = match pair {
            Pair::And => ("`&&`", Step::And(left, right)),
            _ => ("`||`", Step::Or(left, right)),
        };
        let why = format!("{sign} joins yes and no");
        let sides = (
            self.expect(left, Kind::YesNo, &why),
            self.expect(right, Kind::YesNo, &why),
        );
        sides.0.and(sides.1)?;
        Some((step, Some(Kind::YesNo)))
    }

    fn unlike<T>(&mut self, sign: At, left: Id, right: Id, own: Kind, other: Kind) -> Option<T> {
        let literal = |id: Id| matches!(self.steps[usize::from(id)], Step::Constant(_));
        let at = match (literal(left), literal(right)) {
            (_, true) => self.at(right),
            (true, false) => self.at(left),
            (false, false) => sign,
        };
        let message = format!(
            "{} is {}, {} is {}",
            self.shown(left),
            own.described(),
            self.shown(right),
            other.described()
        );
        let mend = match (own, other) {
            (Kind::Instant, Kind::Text) | (Kind::Text, Kind::Instant) => {
                "Write days as `date(\"2026-12-01\")`."
            }
            (Kind::Length, _) | (_, Kind::Length) => {
                "Write lengths of time as `duration(\"3d\")`, and compare them with a difference of instants."
            }
            (Kind::Whole | Kind::Number, Kind::Text) | (Kind::Text, Kind::Whole | Kind::Number) => {
                "Write numbers without quotes, texts with."
            }
            _ => "Compare what is of one kind.",
        };
        self.wrong(Slip::error(at, code::TYPE, message, mend))
    }

    fn is_in(&mut self, left: Id, right: Id) -> Typed {
        let own = self.operand(left);
        let Expression::List(list) = self.is(right).clone() else {
            if self.is_wrong(right) {
                return None;
            }
            if self.kind(right) == Some(Kind::Words) {
                let why = "`in` looks for a text in a list of words";
                self.expect(left, Kind::Text, why)?;
                return Some((Step::Among(left, right), Some(Kind::YesNo)));
            }
            let message = format!("`in` wants a list, {} is none", self.shown(right));
            let mend = "Write `lead.segment in ['pet', 'other']`; for a part of a text `lead.message.contains('price')`.";
            return self.wrong(Slip::error(self.at(right), code::TYPE, message, mend));
        };
        let mut sound = Some(());
        for part in &list {
            let part = *part;
            if self.is_wrong(part) {
                sound = None;
                continue;
            }
            if !matches!(self.steps[usize::from(part)], Step::Constant(_)) {
                let message = format!("{} is no fixed value", self.shown(part));
                sound = self.wrong(Slip::error(
                    self.at(part),
                    code::TYPE,
                    message,
                    "Compare it on its own, with `==`.",
                ));
                continue;
            }
            if let (Some(own), Some(other)) = (own, self.kind(part)) {
                if alike(own, other) {
                    self.is_a_word(left, part, true);
                } else {
                    sound = self.unlike(self.at(part), left, part, own, other);
                }
            }
        }
        own.and(sound)?;
        Some((Step::In(left, list.into()), Some(Kind::YesNo)))
    }

    /// Says so if a fact of declared words is compared with another one.
    fn is_a_word(&mut self, asked: Id, word: Id, equal: bool) {
        let (Step::Ask(subject, _), Step::Constant(Constant::Text(text))) = (
            &self.steps[usize::from(asked)],
            &self.steps[usize::from(word)],
        ) else {
            return;
        };
        let Some((what, words)) = subjects::words(*subject, self.scope) else {
            return;
        };
        if words.contains(&&**text) {
            return;
        }
        let nearest = nearest(text, words.iter().copied());
        let mend = match nearest {
            Some(near) => format!("Did you mean '{near}'?"),
            None if words.is_empty() => format!("No {what} is declared."),
            None => {
                let words: Vec<String> = words.iter().take(8).map(|w| format!("'{w}'")).collect();
                format!("Declared are {}.", words.join(", "))
            }
        };
        let result = if equal { "never" } else { "always" };
        let message = format!("no {what} is called '{text}', so this is {result} true");
        self.slips.push(Slip::warning(
            self.at(word),
            code::UNKNOWN_WORD,
            message,
            mend,
        ));
    }

    fn choice(&mut self, asked: Id, yes: Id, no: Id) -> Typed {
        let asked_for = self.expect(asked, Kind::YesNo, "what stands before `?` says yes or no");
        let (own, other) = (self.operand(yes), self.operand(no));
        asked_for?;
        let (own, other) = (own?, other?);
        if !alike(own, other) || own == Kind::Words {
            return self.unlike(self.at(no), yes, no, own, other);
        }
        let kind = if own == other { own } else { Kind::Number };
        Some((Step::Choice(asked, yes, no), Some(kind)))
    }
}

/// Whether values of the two types can be compared.
fn alike(own: Kind, other: Kind) -> bool {
    let number = |kind| matches!(kind, Kind::Whole | Kind::Number);
    own == other || (number(own) && number(other))
}
