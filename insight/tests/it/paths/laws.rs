//! What holds for every log.

use super::told;
use insight::EventLog;
use insight::log::EventLogBuilder;
use insight::paths::{paths, paths_on};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

/// An event: case, activity, minute, actor, lifecycle.
type Event = (u8, u16, Option<i64>, Option<u8>, Option<bool>);

fn events(activities: u16) -> impl Strategy<Value = Vec<Event>> {
    let event = (
        0u8..12,
        0..activities,
        prop::option::weighted(0.95, 0i64..40),
        prop::option::of(0u8..4),
        prop::option::of(any::<bool>()),
    );
    prop::collection::vec(event, 0..120)
}

fn log(events: &[Event]) -> EventLog {
    let mut builder = EventLogBuilder::new();
    for (case, activity, minute, actor, lifecycle) in events {
        builder.push(
            &format!("case {case}"),
            &format!("activity {activity}"),
            minute.map(|minute| minute * super::MINUTE),
            actor.map(|actor| format!("actor {actor}")).as_deref(),
            lifecycle.map(|start| if start { "start" } else { "complete" }),
        );
    }
    builder.finish()
}

/// The same events beside a case with 1,500 activities: too many for a slot of
/// memory for each pair.
fn with_many_activities(events: &[Event]) -> EventLog {
    let each = (0..1_500).map(|activity| (99, activity, Some(0), None, Some(activity % 2 == 0)));
    log(&each.chain(events.iter().copied()).collect::<Vec<_>>())
}

/// The cases in the order of their names.
fn sorted(log: &EventLog) -> Vec<String> {
    let mut cases = told(log);
    cases.sort();
    cases
}

proptest! {
    #[test]
    fn the_order_of_the_file_matters_for_ties_only(events in events(5), keys in prop::collection::vec(any::<u32>(), 120)) {
        let dated: Vec<Event> = events.into_iter().filter(|event| event.2.is_some()).collect();
        // Shuffled, then the events of one case and instant put back in their order.
        let mut shuffled: Vec<usize> = (0..dated.len()).collect();
        shuffled.sort_by_key(|event| keys[*event]);
        let mut ties: BTreeMap<(u8, Option<i64>), Vec<usize>> = BTreeMap::new();
        for (event, (case, _, minute, ..)) in dated.iter().enumerate().rev() {
            ties.entry((*case, *minute)).or_default().push(event);
        }
        let moved: Vec<Event> = shuffled
            .into_iter()
            .map(|event| dated[ties.get_mut(&(dated[event].0, dated[event].2)).unwrap().pop().unwrap()])
            .collect();
        prop_assert_eq!(sorted(&log(&moved)), sorted(&log(&dated)));
    }

    #[test]
    fn a_log_holds_what_was_pushed(events in events(5)) {
        let log = log(&events);
        prop_assert_eq!(log.events(), events.len());
        prop_assert_eq!(log.undated(), events.iter().filter(|event| event.2.is_none()).count());
        for case in 0..log.cases() {
            let known: Vec<i64> = log.events_of(case).time.iter().copied().filter(|t| *t != insight::log::NO_TIME).collect();
            prop_assert!(known.is_sorted());
            prop_assert!(!log.rows_of(case).is_empty());
        }
        let mut pushed: Vec<_> = events.iter().map(|event| format!("case {} activity {}", event.0, event.1)).collect();
        let mut held: Vec<_> = (0..log.cases())
            .flat_map(|case| log.rows_of(case).map(move |row| (case, row)))
            .map(|(case, row)| format!("{} {}", log.case_name(case), log.activities().get(log.activity_codes()[row])))
            .collect();
        pushed.sort();
        held.sort();
        prop_assert_eq!(held, pushed);
    }

    #[test]
    fn parts_make_the_whole(few in events(4), many in events(1_500), parts in 2usize..9) {
        for log in [log(&few), with_many_activities(&many)] {
            prop_assert_eq!(paths_on(&log, parts, |_| {}), paths_on(&log, 1, |_| {}));
        }
    }

    #[test]
    fn the_sums_are_right(few in events(4), many in events(1_500)) {
        for log in [log(&few), with_many_activities(&many)] {
            let found = paths(&log);
            let (cases, events) = (log.cases() as u64, log.events() as u64);
            prop_assert_eq!(found.directly_follows.iter().map(|edge| edge.count).sum::<u64>(), events - cases);
            prop_assert_eq!(found.activity_list.iter().map(|a| a.events).sum::<u64>(), events);
            prop_assert_eq!(found.activity_list.iter().map(|a| a.starts).sum::<u64>(), cases);
            prop_assert_eq!(found.activity_list.iter().map(|a| a.ends).sum::<u64>(), cases);
            prop_assert_eq!(found.edges, found.directly_follows.len() as u64);
            prop_assert!(found.directly_follows.iter().all(|edge| edge.cases <= edge.count && edge.cases > 0));
            prop_assert!(found.variants_for_80_percent <= found.variants && found.variants <= cases);

            // Slowly, with whole sequences instead of fingerprints.
            let path = |case| log.events_of(case).activity.to_vec();
            let mut variants: HashMap<Vec<u32>, u64> = HashMap::new();
            (0..log.cases()).for_each(|case| *variants.entry(path(case)).or_default() += 1);
            prop_assert_eq!(found.variants, variants.len() as u64);
            let mut counts: Vec<u64> = variants.into_values().collect();
            counts.sort_by_key(|count| std::cmp::Reverse(*count));
            let top: Vec<u64> = found.top_variants.iter().map(|variant| variant.cases).collect();
            prop_assert_eq!(&top[..], &counts[..counts.len().min(20)]);
            let reworked = |case: &usize| path(*case).iter().collect::<HashSet<_>>().len() < path(*case).len();
            prop_assert_eq!(found.cases_with_rework, (0..log.cases()).filter(reworked).count() as u64);
            let pings: u64 = (0..log.cases())
                .map(|case| path(case).windows(3).filter(|w| w[0] == w[2] && w[0] != w[1]).count() as u64)
                .sum();
            prop_assert_eq!(found.ping_pong.iter().map(|ping| ping.count).sum::<u64>(), pings);
        }
    }
}
