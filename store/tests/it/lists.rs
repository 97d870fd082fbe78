//! Lists, counts and figures say what a slow look at every lead says, whatever happened.

use crate::database::{Database, each_database};
use crate::line::{Line, call, except, inquiry, source};
use jiff::{SignedDuration, Timestamp};
use lifecycle::lead::{Cell, Command, Lead, Owner, Standing};
use lifecycle::names::LeadId;
use lifecycle::source::Family;
use lifecycle::value::Money;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{LeadFilter, LeadRow, Moved, Sort, SortBy, Status};

/// What the model knows of a lead: its state, and the stages it was at with their times.
struct Known {
    lead: Lead,
    stages: Vec<(Option<String>, String, Timestamp)>,
    exceptions: u32,
}

async fn all(line: &Line) -> Vec<Known> {
    let mut reader = line.store.reader().await.unwrap();
    let mut known: BTreeMap<LeadId, Vec<lifecycle::lead::Recorded>> = BTreeMap::new();
    for event in reader.log(Default::default(), 1_000_000).await.unwrap() {
        known.entry(event.lead).or_default().push(event.recorded);
    }
    known
        .into_values()
        .map(|events| {
            let mut stages = Vec::new();
            let mut exceptions = 0;
            for event in &events {
                if let lifecycle::lead::Event::Moved { from, to, kind, .. } = &event.event {
                    let from = from.as_ref().map(|from| from.as_str().to_owned());
                    stages.push((from, to.as_str().to_owned(), event.at));
                    exceptions += u32::from(*kind == lifecycle::lead::MoveKind::Exception);
                }
            }
            Known {
                lead: lifecycle::lead::fold(&events).unwrap(),
                stages,
                exceptions,
            }
        })
        .collect()
}

fn matches(filter: &LeadFilter, known: &Known) -> bool {
    let lead = &known.lead;
    let open = match &lead.standing {
        Standing::Open(here) => Some(here),
        Standing::Ended { .. } | Standing::Merged { .. } => None,
    };
    let owner = match &lead.standing {
        Standing::Open(here) => &here.owner,
        Standing::Ended { owner, .. } | Standing::Merged { owner, .. } => owner,
    };
    let is = |asked: Option<bool>| asked.unwrap_or(true);
    is(filter.status.map(|status| status.word() == lead.status()))
        && is(filter.stage.as_ref().map(|stage| stage == lead.stage()))
        && is(filter.phase.map(|phase| phase == lead.phase()))
        && is(filter
            .owner
            .as_ref()
            .map(|asked| matches!(owner, Owner::Person { id, .. } if id == asked)))
        && is(filter
            .role
            .as_ref()
            .map(|role| open.is_some_and(|here| here.role == *role)))
        && is(filter
            .channel
            .as_ref()
            .map(|channel| lead.source.channel == *channel))
        && is(filter.family.map(|family| lead.source.family == family))
        && is(filter
            .grade
            .as_ref()
            .map(|grade| lead.score.grade.as_ref() == Some(grade)))
        && is(filter.cell.map(|cell| lead.cell() == cell))
        && is(filter
            .reached
            .as_ref()
            .map(|stage| known.stages.iter().any(|(_, to, _)| *stage == to.as_str())))
        && is(filter.moved.as_ref().map(|moved| {
            known.stages.iter().any(|(from, to, at)| {
                from.as_deref() == Some(moved.from.as_str())
                    && moved.to == to.as_str()
                    && moved.since.is_none_or(|since| *at >= since)
            })
        }))
        && is(filter
            .overdue_at
            .map(|now| open.is_some_and(|here| here.next_step.due_at < now)))
        && is(filter
            .due_between
            .map(|(from, to)| open.is_some_and(|here| (from..to).contains(&here.next_step.due_at))))
        && is(filter.exceptions.map(|some| (known.exceptions > 0) == some))
        && is(filter
            .snoozed
            .map(|some| open.is_some_and(|here| here.snooze.is_some() == some)))
        && is(filter.text.as_ref().map(|text| {
            let words = lifecycle::words::fold(text);
            let name = lifecycle::words::fold(lead.person.name.as_deref().unwrap_or(""));
            let email = lead.person.email.as_deref().unwrap_or("").to_lowercase();
            // A mail address is found by its beginning, and by its parts but for the last.
            words.split_whitespace().all(|word| {
                name.split_whitespace().any(|part| part.starts_with(word))
                    || email.starts_with(word)
                    || email
                        .split(['@', '.'])
                        .rev()
                        .skip(1)
                        .any(|part| part.starts_with(word))
            })
        }))
        && is(filter.captured_from.map(|from| lead.captured_at >= from))
        && is(filter.captured_to.map(|to| lead.captured_at < to))
        && is(filter
            .process_version
            .map(|version| lead.process_version == version))
}

fn key(by: SortBy, lead: &Lead) -> (i64, String) {
    let number = |number: i64| (number, String::new());
    let grade = lead.score.grade.as_ref();
    match by {
        SortBy::DueAt => number(match &lead.standing {
            Standing::Open(here) => here.next_step.due_at.as_microsecond(),
            Standing::Ended { .. } | Standing::Merged { .. } => i64::MAX,
        }),
        SortBy::CapturedAt => number(lead.captured_at.as_microsecond()),
        SortBy::UpdatedAt => number(lead.last.at.as_microsecond()),
        SortBy::Name => (
            0,
            lifecycle::words::fold(lead.person.name.as_deref().unwrap_or("")),
        ),
        SortBy::Score => number(lead.score.fit(lead.last.at) + lead.score.engagement(lead.last.at)),
        SortBy::Grade => (0, grade.map_or("~", |grade| grade.as_str()).to_owned()),
        SortBy::Amount => number(
            lead.amount
                .as_ref()
                .map_or(-1, |money| money.ten_thousandths),
        ),
    }
}

/// The whole list, page by page.
async fn list(line: &Line, filter: &LeadFilter, sort: Sort, limit: u32) -> Vec<LeadRow> {
    let mut reader = line.store.reader().await.unwrap();
    let mut rows = Vec::new();
    let mut cursor = None;
    loop {
        let page = reader
            .leads(filter, sort, cursor.as_ref(), limit)
            .await
            .unwrap();
        assert!(page.items.len() <= limit as usize);
        rows.extend(page.items);
        let Some(next) = page.next else { return rows };
        // As a client gives it back.
        cursor = Some(store::Cursor::read(&next.to_string(), sort).expect("our own cursor"));
    }
}

async fn compare(line: &Line, known: &[Known], filter: &LeadFilter, sort: Sort, limit: u32) {
    let mut expected: Vec<&Known> = known.iter().filter(|one| matches(filter, one)).collect();
    expected.sort_by_key(|one| (key(sort.by, &one.lead), one.lead.id.clone()));
    if sort.descending {
        expected.reverse();
    }
    let rows = list(line, filter, sort, limit).await;
    let ids = |rows: &[LeadRow]| rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>();
    let wanted: Vec<LeadId> = expected.iter().map(|one| one.lead.id.clone()).collect();
    assert_eq!(ids(&rows), wanted, "{filter:?} {sort}");
    for (row, one) in rows.iter().zip(&expected) {
        let lead = &one.lead;
        assert_eq!(
            (row.version, row.cell, row.status.word()),
            (lead.version, lead.cell(), lead.status())
        );
        assert_eq!(
            (&row.name, &row.amount, row.exceptions),
            (&lead.person.name, &lead.amount, one.exceptions)
        );
    }
    let mut reader = line.store.reader().await.unwrap();
    assert_eq!(reader.count(filter).await.unwrap(), wanted.len() as u64);
    assert_eq!(
        reader.count_up_to(filter, 3).await.unwrap(),
        wanted.len().min(3) as u64
    );
    let balance = reader.balance(filter).await.unwrap();
    assert_eq!(balance.leads(), wanted.len() as u64);
    for (cell, leads) in &balance.cells {
        let counted = expected
            .iter()
            .filter(|one| one.lead.cell() == *cell)
            .count();
        assert_eq!(*leads, counted as u64, "{cell:?}");
        // Each figure opens the leads behind it.
        let behind = LeadFilter {
            cell: Some(*cell),
            ..filter.clone()
        };
        if filter.cell.is_none() {
            assert_eq!(reader.count(&behind).await.unwrap(), *leads);
        }
    }
    let stages = ["contacting", "nurture", "won", "nowhere"].map(Into::into);
    for reached in reader.funnel(filter, &stages).await.unwrap() {
        let counted = expected
            .iter()
            .filter(|one| {
                one.stages
                    .iter()
                    .any(|(_, to, _)| reached.stage == to.as_str())
            })
            .count();
        assert_eq!(reached.leads, counted as u64, "{}", reached.stage);
    }
}

async fn compare_stages(line: &Line, known: &[Known], filter: &LeadFilter) {
    let since = line.now - SignedDuration::from_hours(1);
    let mut reader = line.store.reader().await.unwrap();
    let counts = reader.stage_counts(line.now, since, filter).await.unwrap();
    let mut stages: BTreeMap<&str, (u64, u64, Vec<Timestamp>)> = BTreeMap::new();
    let mut ends: BTreeMap<&str, u64> = BTreeMap::new();
    let mut arrows: BTreeMap<(&str, &str), BTreeSet<&LeadId>> = BTreeMap::new();
    for one in known.iter().filter(|one| matches(filter, one)) {
        if let Standing::Open(here) = &one.lead.standing {
            let stage = stages.entry(here.stage.as_str()).or_default();
            stage.0 += 1;
            stage.1 += u64::from(here.next_step.due_at < line.now);
            stage.2.push(here.since);
        } else {
            *ends.entry(one.lead.stage().as_str()).or_default() += 1;
        }
        for (from, to, at) in &one.stages {
            if let Some(from) = from
                && *at >= since
            {
                arrows.entry((from, to)).or_default().insert(&one.lead.id);
            }
        }
    }
    let found: BTreeMap<&str, (u64, u64, SignedDuration)> = counts
        .stages
        .iter()
        .map(|stage| {
            (
                stage.stage.as_str(),
                (stage.open, stage.overdue, stage.median_age),
            )
        })
        .collect();
    let expected: BTreeMap<&str, (u64, u64, SignedDuration)> = stages
        .into_iter()
        .map(|(stage, (open, overdue, mut since))| {
            since.sort_unstable();
            (
                stage,
                (
                    open,
                    overdue,
                    line.now.duration_since(since[(since.len() - 1) / 2]),
                ),
            )
        })
        .collect();
    assert_eq!(found, expected);
    let found: BTreeMap<&str, u64> = counts
        .ends
        .iter()
        .map(|end| (end.stage.as_str(), end.leads))
        .collect();
    assert_eq!(found, ends);
    let found: Vec<_> = counts
        .arrows
        .iter()
        .map(|arrow| ((arrow.from.as_str(), arrow.to.as_str()), arrow.leads))
        .collect();
    let expected: Vec<_> = arrows
        .into_iter()
        .map(|(arrow, leads)| (arrow, leads.len() as u64))
        .collect();
    assert_eq!(found, expected);
    for ((from, to), leads) in found {
        let behind = LeadFilter {
            moved: Some(Moved {
                from: from.into(),
                to: to.into(),
                since: Some(since),
            }),
            ..filter.clone()
        };
        if filter.moved.is_none() {
            assert_eq!(reader.count(&behind).await.unwrap(), leads);
        }
    }
}

/// One thing that happens.
#[derive(Debug, Clone)]
enum Step {
    Capture {
        name: usize,
        channel: usize,
        again: bool,
    },
    Touch {
        lead: usize,
        two_way: bool,
    },
    Except {
        lead: usize,
        to: usize,
    },
    Worth {
        lead: usize,
        amount: i64,
    },
    Reassign {
        lead: usize,
        to: usize,
    },
    Wake {
        lead: usize,
    },
    Later {
        minutes: i64,
    },
}

const NAMES: [&str; 8] = [
    "Ana Souza",
    "ANÁ Lima",
    "Bo",
    "Chloé Müller",
    "Łukasz Ng",
    "anabel",
    "Zoë O'Brien",
    "Im Ãna",
];
const CHANNELS: [&str; 4] = ["paid_search", "trade_show", "partner", "cold_call"];
const STAGES: [&str; 6] = [
    "contacting",
    "qualifying",
    "nurture",
    "won",
    "lost",
    "disqualified",
];
const MEMBERS: [&str; 3] = ["nora", "femi", "sam"];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..NAMES.len(), 0..CHANNELS.len(), prop::bool::weighted(0.2))
            .prop_map(|(name, channel, again)| Step::Capture { name, channel, again }),
        2 => (0..30_usize, any::<bool>()).prop_map(|(lead, two_way)| Step::Touch { lead, two_way }),
        2 => (0..30_usize, 0..STAGES.len()).prop_map(|(lead, to)| Step::Except { lead, to }),
        1 => (0..30_usize, 0..5_i64).prop_map(|(lead, amount)| Step::Worth { lead, amount: amount * 10_000 }),
        1 => (0..30_usize, 0..MEMBERS.len()).prop_map(|(lead, to)| Step::Reassign { lead, to }),
        2 => (0..30_usize).prop_map(|lead| Step::Wake { lead }),
        2 => (1..300_i64).prop_map(|minutes| Step::Later { minutes }),
    ];
    prop::collection::vec(step, 10..40)
}

fn filters() -> impl Strategy<Value = LeadFilter> {
    let some = prop::option::weighted(0.15, 0..6_usize);
    prop::collection::vec(some, 15).prop_map(|chosen| {
        let at =
            |minutes: usize| crate::line::start() + SignedDuration::from_mins(minutes as i64 * 60);
        let stage = |choice: usize| STAGES[choice].into();
        LeadFilter {
            status: chosen[0].map(|choice| Status::ALL[choice % 4]),
            stage: chosen[1].map(stage),
            phase: chosen[2].map(|choice| {
                use lifecycle::process::model::Phase::{Customer, Lead, Opportunity, Prospect};
                [Lead, Prospect, Opportunity, Customer][choice % 4]
            }),
            owner: chosen[3].map(|choice| MEMBERS[choice % 3].into()),
            role: chosen[4].map(|choice| ["sdr", "sales", "marketing"][choice % 3].into()),
            channel: chosen[5].map(|choice| CHANNELS[choice % 4].into()),
            family: chosen[6]
                .map(|choice| [Family::Campaign, Family::Event, Family::Referral][choice % 3]),
            grade: chosen[7].map(|choice| ["A", "B", "C", "D"][choice % 4].into()),
            cell: chosen[8].map(|choice| {
                [Cell::Waiting, Cell::Followed, Cell::Nurtured, Cell::Lost][choice % 4]
            }),
            reached: chosen[9].map(stage),
            moved: chosen[10].map(|choice| Moved {
                from: "contacting".into(),
                to: STAGES[choice].into(),
                since: (choice % 2 == 0).then(|| at(2)),
            }),
            overdue_at: chosen[11].filter(|choice| choice % 2 == 0).map(at),
            due_between: chosen[11]
                .filter(|choice| choice % 2 == 1)
                .map(|choice| (at(choice), at(choice + 3))),
            exceptions: chosen[12].map(|choice| choice % 2 == 0),
            text: chosen[13]
                .map(|choice| ["an", "Ána s", "zoe", "x1", "p1@", "  "][choice].to_owned()),
            captured_from: chosen[14].map(at),
            captured_to: chosen[14].map(|choice| at(choice + 2)),
            process_version: chosen[2].map(|choice| choice as u32 % 2 + 1),
            ..LeadFilter::default()
        }
    })
}

async fn live(line: &mut Line, steps: &[Step]) {
    let mut leads: Vec<LeadId> = Vec::new();
    for step in steps {
        let pick = |lead: &usize| leads.get(lead % leads.len().max(1)).cloned();
        let (lead, command) = match step {
            Step::Capture {
                name,
                channel,
                again,
            } => {
                let mut submission = inquiry(NAMES[*name]);
                submission.source = source(CHANNELS[*channel]);
                let number = if *again { leads.len() / 2 } else { leads.len() };
                submission.email = Some(format!("p{number}@x{number}.example"));
                leads.push(line.capture_one(submission).await);
                continue;
            }
            Step::Later { minutes } => {
                line.later(*minutes);
                continue;
            }
            Step::Touch { lead, two_way } => (pick(lead), call(*two_way, line.now)),
            Step::Except { lead, to } => (pick(lead), except(STAGES[*to])),
            Step::Worth { lead, amount } => {
                let amount = Some(Money {
                    ten_thousandths: *amount,
                    currency: "BRL".to_owned(),
                });
                (
                    pick(lead),
                    Command::Answer {
                        fields: BTreeMap::new(),
                        amount,
                    },
                )
            }
            Step::Reassign { lead, to } => {
                let to = MEMBERS[*to].into();
                (
                    pick(lead),
                    Command::Reassign {
                        to,
                        reason: "Holidays".to_owned(),
                    },
                )
            }
            Step::Wake { lead } => (pick(lead), Command::Wake),
        };
        if let Some(lead) = lead {
            // What the rules refuse changes nothing, which is checked as well.
            let _ = line.ask(&lead, command).await;
        }
    }
}

#[test]
fn lists_and_figures_agree_with_a_slow_look() {
    let sorts = (0..SortBy::ALL.len(), any::<bool>()).prop_map(|(by, descending)| Sort {
        by: SortBy::ALL[by],
        descending,
    });
    let asked = prop::collection::vec((filters(), sorts, 1..12_u32), 12);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 12,
        max_shrink_iters: 40,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&(steps(), asked), |(steps, asked)| {
            each_database(async |database: &Database| {
                let mut line = Line::open(&database.store).await;
                live(&mut line, &steps).await;
                let known = all(&line).await;
                for (filter, sort, limit) in &asked {
                    compare(&line, &known, filter, *sort, *limit).await;
                    compare_stages(&line, &known, filter).await;
                }
                compare(&line, &known, &LeadFilter::default(), asked[0].1, 5).await;
                compare_stages(&line, &known, &LeadFilter::default()).await;
                line.verify().await;
            });
            Ok(())
        })
        .unwrap();
}

#[test]
fn who_is_looked_for_is_found() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let mut ana = inquiry("Ana María Souza");
        ana.email = Some("a.souza@casa-verde.example".to_owned());
        ana.company = Some("Casa Verde & Söhne Ltda.".to_owned());
        let mut odd = inquiry("O'Brien \0 100%_\\");
        odd.email = Some("ob@x.example".to_owned());
        line.capture(vec![ana, odd]).await;
        for (text, found) in [
            ("ana", 1),
            ("MARIA", 1),
            ("souza a", 1),
            ("sohne", 1),
            ("a.souza@casa-v", 1),
            ("verde", 1),
            ("erde", 0),
            ("ana brien", 0),
            ("o'brien", 1),
            ("100", 1),
            ("%", 0),
            ("_", 0),
            ("'; DROP TABLE leads; --", 0),
            ("a\0na", 0),
            ("", 2),
            ("   ", 2),
            ("\u{10ffff}", 0),
        ] {
            let filter = LeadFilter {
                text: Some(text.to_owned()),
                ..LeadFilter::default()
            };
            assert_eq!(line.count(&filter).await, found, "{text:?}");
        }
        line.verify().await;
    });
}

#[test]
fn what_came_in_and_was_won_is_counted_by_period() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let mut bounds = vec![line.now];
        let mut last = None;
        for period in 0..3 {
            for _ in 0..=period {
                let somebody = line.somebody();
                last = Some(line.capture_one(somebody).await);
            }
            line.later(60);
            bounds.push(line.now);
        }
        line.must(&last.unwrap(), except("won")).await;
        line.later(60);
        bounds.push(line.now);
        let mut reader = database.store.reader().await.unwrap();
        let flow = reader.flow(&LeadFilter::default(), &bounds).await.unwrap();
        let figures: Vec<_> = flow.iter().map(|one| (one.captured, one.won)).collect();
        assert_eq!(figures, [(1, 0), (2, 0), (3, 0), (0, 1)]);
        assert_eq!(flow[1].from, bounds[1]);
        let open = LeadFilter {
            status: Some(Status::Open),
            ..LeadFilter::default()
        };
        let flow = reader.flow(&open, &bounds).await.unwrap();
        assert_eq!(flow.iter().map(|one| one.captured).sum::<u64>(), 5);
        assert!(reader.flow(&open, &[]).await.unwrap().is_empty());
    });
}

#[test]
fn a_cursor_is_ours_or_none() {
    let sort = Sort::of_word("-due_at").unwrap();
    for text in ["", "x", "zz", "7b7d", "5b5d", "é", &"00".repeat(5000)] {
        assert_eq!(store::Cursor::read(text, sort), None, "{text:.10}");
    }
    assert_eq!(Sort::of_word("due_at; DROP TABLE leads"), None);
    assert_eq!(sort.to_string(), "-due_at");
}
