//! Laws: our answers are those of the `cel` crate, and what is said of a text alone is true of all facts.

use super::tests::with_scope;
use super::{Answer, Condition, Datum, Facts, Judgement, Rest, Setting, Subject, Work};
use crate::process::place::Place;
use cel::{Context, Program, Value};
use proptest::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a made-up lead has; all of it can be missing.
#[derive(Debug, Clone, Default)]
struct Made {
    whole: [Option<i64>; 4],
    number: Option<f64>,
    text: [Option<&'static str>; 3],
    yes: [Option<bool>; 2],
}

const WHOLE: [(&str, Subject); 4] = [
    ("score.fit", Subject::ScoreFit),
    ("score.engagement", Subject::ScoreEngagement),
    ("lead.touches", Subject::LeadTouches),
    ("lead.catalogue_size", Subject::Field(2)),
];
const NUMBER: (&str, Subject) = ("lead.margin", Subject::Field(4));
const TEXT: [(&str, Subject); 3] = [
    ("person.name", Subject::PersonName),
    ("person.region", Subject::PersonRegion),
    ("lead.segment", Subject::Field(0)),
];
const YES: [(&str, Subject); 2] = [
    ("lead.is_spam", Subject::LeadIsSpam),
    ("person.email_is_free", Subject::PersonEmailIsFree),
];

impl Facts for Made {
    fn fact(&self, subject: Subject) -> Option<Datum<'_>> {
        let in_row = |row: &[(&str, Subject)]| row.iter().position(|(_, own)| *own == subject);
        if let Some(number) = in_row(&WHOLE) {
            return self.whole[number].map(Datum::Integer);
        }
        if let Some(number) = in_row(&TEXT) {
            return self.text[number].map(Datum::Text);
        }
        if let Some(number) = in_row(&YES) {
            return self.yes[number].map(Datum::YesNo);
        }
        (subject == NUMBER.1)
            .then_some(self.number?)
            .map(Datum::Number)
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Plain {
    Whole(i64),
    Number(f64),
    Text(&'static str),
    Yes(bool),
}

impl Made {
    /// What `cel` says; an error is "not known".
    fn cel(&self, program: &Program) -> Answer {
        let mut roots: BTreeMap<&str, BTreeMap<&str, Plain>> = BTreeMap::new();
        let mut add = |name: &'static str, value: Option<Plain>| {
            let (root, rest) = name.split_once('.').unwrap();
            let root = roots.entry(root).or_default();
            if let Some(value) = value {
                root.insert(rest, value);
            }
        };
        for (number, (name, _)) in WHOLE.iter().enumerate() {
            add(name, self.whole[number].map(Plain::Whole));
        }
        for (number, (name, _)) in TEXT.iter().enumerate() {
            add(name, self.text[number].map(Plain::Text));
        }
        for (number, (name, _)) in YES.iter().enumerate() {
            add(name, self.yes[number].map(Plain::Yes));
        }
        add(NUMBER.0, self.number.map(Plain::Number));
        let mut context = Context::default();
        for (root, facts) in roots {
            context.add_variable(root, facts).unwrap();
        }
        match program.execute(&context) {
            Ok(Value::Bool(true)) => Answer::Yes,
            Ok(Value::Bool(false)) => Answer::No,
            Ok(other) => panic!("neither yes nor no: {other:?}"),
            Err(_) => Answer::Unknown,
        }
    }
}

fn made() -> impl Strategy<Value = Made> {
    let whole = prop::option::weighted(0.8, prop_oneof![0..6_i64, Just(i64::MAX), Just(40)]);
    let number = prop::option::weighted(0.8, prop::sample::select(vec![-1.5, 0.0, 0.5, 3.0]));
    let text = prop::option::weighted(0.8, prop::sample::select(vec!["", "pet", "other", "äp"]));
    let yes = prop::option::weighted(0.8, any::<bool>());
    let whole = [whole.clone(), whole.clone(), whole.clone(), whole];
    let text = [text.clone(), text.clone(), text];
    (whole, number, text, [yes.clone(), yes]).prop_map(|(whole, number, text, yes)| Made {
        whole,
        number,
        text,
        yes,
    })
}

fn name(row: &'static [(&'static str, Subject)]) -> impl Strategy<Value = String> {
    prop::sample::select(row).prop_map(|(name, _)| name.to_owned())
}

fn whole() -> BoxedStrategy<String> {
    let leaf = prop_oneof![3 => name(&WHOLE), 2 => (-5..6_i64).prop_map(|n| n.to_string())];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), "[-+*/%]", inner.clone()).prop_filter_map("zero", |(a, sign, b)| {
                let zero = b.trim_matches(['(', ')']) == "0" && (sign == "/" || sign == "%");
                (!zero).then(|| format!("({a} {sign} {b})"))
            }),
            inner.prop_map(|a| format!("-({a})")),
            text().prop_map(|a| format!("size({a})")),
        ]
    })
    .boxed()
}

fn number() -> BoxedStrategy<String> {
    let value = prop::sample::select(vec!["-1.5", "0.0", "0.5", "2.25", "1e2"]);
    prop_oneof![Just(NUMBER.0.to_owned()), value.prop_map(str::to_owned)]
        .prop_recursive(2, 6, 2, |inner| {
            (inner.clone(), "[-+*]", inner).prop_map(|(a, sign, b)| format!("({a} {sign} {b})"))
        })
        .boxed()
}

fn text() -> BoxedStrategy<String> {
    prop_oneof![
        name(&TEXT),
        prop::sample::select(vec!["'pet'", "\"other\"", "''", r"'\u00e4\x70'", "'p'"])
            .prop_map(str::to_owned),
    ]
    .boxed()
}

fn condition() -> BoxedStrategy<String> {
    let sign = || prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let any_name = || prop_oneof![name(&WHOLE), name(&TEXT), name(&YES)];
    let leaf = prop_oneof![
        name(&YES),
        Just("true".to_owned()),
        Just("false".to_owned()),
        any_name().prop_map(|name| format!("has({name})")),
        (whole(), sign(), whole()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (name(&WHOLE), sign(), 0..6_i64).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (number(), sign(), number()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (whole(), sign(), number()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (text(), sign(), text()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (whole(), prop::collection::vec(-2..6_i64, 1..4))
            .prop_map(|(a, list)| format!("{a} in {list:?}")),
        (text(), 0..3_usize).prop_map(|(a, n)| format!("{a} in {:?}", &["pet", "", "x"][..=n])),
        (
            text(),
            prop::sample::select(vec!["startsWith", "endsWith", "contains"]),
            text()
        )
            .prop_map(|(a, function, b)| format!("{a}.{function}({b})")),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            3 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            3 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            2 => inner.clone().prop_map(|a| format!("!({a})")),
            1 => (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
            1 => (inner.clone(), inner).prop_map(|(a, b)| format!("({a}) == ({b})")),
        ]
    })
    .boxed()
}

fn read(text: &str) -> Condition {
    countable(text).unwrap_or_else(|| panic!("{text} can't be counted"))
}

/// The condition; `None` for one that is refused because it can't be counted whatever the
/// facts, which is beyond what CEL says of texts alone.
fn countable(text: &str) -> Option<Condition> {
    let (condition, findings) = with_scope(Setting::Lead, |scope| {
        Condition::read(text, Place::default(), scope)
    });
    let uncountable = findings
        .iter()
        .any(|it| it.code.ends_with("division_by_zero") || it.code.ends_with("overflow"));
    assert!(condition.is_some() || uncountable, "{text}: {findings:?}");
    condition
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn our_answer_is_that_of_cel(text in condition(), made in prop::collection::vec(made(), 4)) {
        let Some(own) = countable(&text) else { return Ok(()) };
        let program = Program::compile(&text).unwrap();
        for made in made {
            prop_assert_eq!(own.answer(&made), made.cel(&program), "{} of {:?}", text, made);
        }
    }

    #[test]
    fn what_is_said_of_the_texts_alone_is_true(
        first in condition(),
        second in condition(),
        made in prop::collection::vec(made(), 12),
    ) {
        let Some((own, other)) = countable(&first).zip(countable(&second)) else {
            return Ok(());
        };
        let mut rest = Rest::everything();
        let mut work = Work::of(100_000);
        rest.take(&own, &mut work);
        rest.take(&other, &mut work);
        for made in made {
            // Every lead has these, and no fewer touches than none.
            let made = Made {
                whole: [
                    made.whole[0].or(Some(1)),
                    made.whole[1].or(Some(2)),
                    made.whole[2].or(Some(0)),
                    made.whole[3],
                ],
                text: [made.text[0], made.text[1], made.text[2].filter(|t| matches!(*t, "pet" | "other"))],
                yes: [made.yes[0].or(Some(false)), made.yes[1]],
                ..made
            };
            let (yes, also) = (own.holds(&made), other.holds(&made));
            let said = |judgement, of: &str| format!("{of} is {judgement:?}: {first} and {second} of {made:?}");
            if yes {
                prop_assert!(own.can_hold() != Judgement::No, "{}", said(own.can_hold(), "can hold"));
            } else {
                prop_assert!(own.always_holds() != Judgement::Yes, "{}", said(own.always_holds(), "always"));
            }
            if yes && also {
                let both = own.can_hold_with(&other, &mut Work::of(100_000));
                prop_assert!(both != Judgement::No, "{}", said(both, "can hold with"));
            }
            if also && !yes {
                let covers = own.covers(&other, &mut Work::of(100_000));
                prop_assert!(covers != Judgement::Yes, "{}", said(covers, "covers"));
            }
            if !yes && !also {
                prop_assert!(rest.is_left() != Judgement::No, "{}", said(rest.is_left(), "is left"));
            }
        }
    }
}

/// The laws above would hold of an analysis that never says anything.
#[test]
fn the_texts_alone_say_enough() {
    use Judgement::{Maybe, No, Yes};
    for (first, second, both, covers) in [
        ("score.fit >= 10", "score.fit >= 25", Yes, Yes),
        ("score.fit >= 25", "score.fit >= 10", Yes, No),
        ("score.fit < 10", "score.fit > 9", No, No),
        ("score.fit < 9.5", "score.fit == 9", Yes, Yes),
        (
            "score.fit >= 0",
            "score.fit >= 10 && score.engagement >= 20",
            Yes,
            Yes,
        ),
        (
            "lead.segment == 'pet'",
            "lead.segment in ['pet', 'other']",
            Yes,
            No,
        ),
        (
            "lead.segment in ['pet', 'other']",
            "lead.segment == 'pet'",
            Yes,
            Yes,
        ),
        ("lead.segment != 'pet'", "lead.segment == 'pet'", No, No),
        ("has(lead.segment)", "lead.segment == 'pet'", Yes, Yes),
        ("!has(lead.segment)", "lead.segment == 'pet'", No, No),
        ("lead.is_spam", "!lead.is_spam", No, No),
        ("true", "lead.message.contains('x')", Maybe, Yes),
        (
            "lead.message.contains('x')",
            "lead.message.contains( 'x' )",
            Maybe,
            Yes,
        ),
        (
            "lead.message.contains('x')",
            "!lead.message.contains('x')",
            No,
            Maybe,
        ),
        ("score.fit > lead.touches", "score.fit > 3", Maybe, Maybe),
        (
            "score.fit + lead.touches > 3",
            "score.fit + lead.touches > 5",
            Maybe,
            Yes,
        ),
        (
            "lead.decision_date < date('2026-12-01')",
            "lead.decision_date > date('2026-12-01')",
            No,
            No,
        ),
        ("lead.margin < 0.5", "lead.margin <= 0.5", Yes, No),
        ("lead.margin < 0.5", "lead.margin >= 0.5", No, No),
        // Nobody may know the catalogue: one of the two, or neither.
        (
            "lead.catalogue_size >= 5 || lead.catalogue_size < 5",
            "true",
            Yes,
            No,
        ),
        ("score.fit >= 5 || score.fit < 5", "true", Yes, Yes),
        (
            "lead.is_spam ? score.fit > 3 : score.fit > 1",
            "score.fit > 3",
            Yes,
            Yes,
        ),
    ] {
        let (own, other) = (read(first), read(second));
        assert_eq!(
            (
                own.can_hold_with(&other, &mut Work::of(100_000)),
                own.covers(&other, &mut Work::of(100_000))
            ),
            (both, covers),
            "{first} and {second}"
        );
    }
}
