//! Truth: what the program says, compared with the ledger.

use super::ledger::{Act, Made, Undone};
use super::{Heard, Office, newcomer, unattended};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;

/// How many ask at once, as clients do that come back after a crash: one after the other,
/// each would wait for a commit of its own.
const AGAIN: usize = 16;

/// How often is looked whether the inbox is through: about a minute.
const LOOKS: u32 = 600;

/// Whatever the ledger says and the program doesn't, and whatever is there twice. Everything
/// is as it should be if there is nothing.
pub(crate) fn complaints(office: &Office, address: SocketAddr, made: &Made) -> Vec<String> {
    let asked = Asked {
        office,
        address,
        wrong: Mutex::default(),
    };
    asked.inbox_is_through();
    let leads = asked.list("/api/v1/leads");
    asked.one_lead_each(made, &leads);
    asked.keys_are_remembered(made);
    asked.acts_are_there(made);
    asked.persons_are_who_they_are(made);
    asked.wrong.into_inner().expect("nobody panicked")
}

struct Asked<'a> {
    office: &'a Office,
    address: SocketAddr,
    wrong: Mutex<Vec<String>>,
}

impl Asked<'_> {
    fn wrong(&self, what: String) {
        self.wrong.lock().expect("nobody panicked").push(what);
    }

    fn list(&self, path: &str) -> Vec<Value> {
        let all = self.office.all(self.address, path);
        all.unwrap_or_else(|| panic!("{path}: no answer"))
    }

    /// What was kept when the server died is taken in by the next one, without anybody asking.
    fn inbox_is_through(&self) {
        for _ in 0..LOOKS {
            if self.list("/api/v1/inbox?state=waiting").is_empty() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        for state in ["waiting", "open"] {
            for entry in self.list(&format!("/api/v1/inbox?state={state}")) {
                self.wrong(format!("{state} in the inbox: {entry}"));
            }
        }
    }

    /// Nobody is lost and nobody is there twice: the load closes no lead, so whoever comes
    /// again finds the one they have.
    fn one_lead_each(&self, made: &Made, leads: &[Value]) {
        let mut by_mail: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        let mut ids = BTreeMap::new();
        for lead in leads {
            unattended(lead)
                .into_iter()
                .for_each(|what| self.wrong(what));
            // What was merged goes on in another one, as that one's person.
            if lead["status"] != "merged" {
                by_mail
                    .entry(lead["email"].as_str().unwrap_or_default())
                    .or_default()
                    .push(lead);
            }
            ids.insert(lead["id"].as_str().unwrap_or_default(), lead);
        }
        for (mail, own) in &by_mail {
            if own.len() != 1 {
                self.wrong(format!("{mail} has {} leads", own.len()));
            }
        }
        let merged = |lead: &str| ids.get(lead).is_some_and(|own| own["status"] == "merged");
        let all = made.captured.values();
        let goes_on: BTreeSet<&str> = all
            .filter(|(_, lead)| merged(lead))
            .map(|(mail, _)| mail.as_str())
            .collect();
        for (key, (mail, lead)) in &made.captured {
            if !ids.contains_key(lead.as_str()) {
                self.wrong(format!("lead {lead} of {key} is lost"));
            }
            if !by_mail.contains_key(mail.as_str()) && !goes_on.contains(mail.as_str()) {
                self.wrong(format!("{mail}, who came by {key}, has no lead"));
            }
        }
        for mail in &made.sent {
            if !by_mail.contains_key(mail.as_str()) {
                self.wrong(format!("{mail}, who was sent, has no lead"));
            }
        }
    }

    /// The same key gives the same lead, and says that it was there. A key whose answer nobody
    /// heard gives one and the same lead whenever it is asked.
    fn keys_are_remembered(&self, made: &Made) {
        let ask = |key: &str, mail: &str| match self.office.post(
            self.address,
            "/api/v1/leads",
            Some(key),
            &newcomer(mail),
        ) {
            Heard::Yes(answer) => Some(answer),
            Heard::No(answer) => {
                self.wrong(format!("{key}: {} {}", answer.status, answer.body));
                None
            }
            Heard::Nothing => {
                self.wrong(format!("{key}: no answer"));
                None
            }
        };
        at_once(
            &made.captured.iter().collect::<Vec<_>>(),
            |(key, (mail, lead))| {
                let Some(again) = ask(key, mail) else {
                    return;
                };
                if again.json()["id"] != **lead {
                    self.wrong(format!(
                        "{key} was lead {lead}, and is {}",
                        again.json()["id"]
                    ));
                }
                if !again
                    .head
                    .to_lowercase()
                    .contains("idempotency-replayed: true")
                {
                    self.wrong(format!("{key} was not remembered"));
                }
            },
        );
        at_once(&made.unheard, |(key, mail)| {
            let both = ask(key, mail).zip(ask(key, mail));
            if let Some((first, second)) = both
                && first.json()["id"] != second.json()["id"]
            {
                self.wrong(format!("{key}, never answered, was taken twice"));
            }
        });
    }

    /// What somebody did stands once among the events that its answer covers, and no two
    /// answers cover the same event.
    fn acts_are_there(&self, made: &Made) {
        let mut by_lead: BTreeMap<&str, Vec<&Act>> = BTreeMap::new();
        for act in &made.acts {
            by_lead.entry(&act.lead).or_default().push(act);
        }
        at_once(&by_lead.into_iter().collect::<Vec<_>>(), |(lead, acts)| {
            let events = self.list(&format!("/api/v1/leads/{lead}/events"));
            for (number, event) in (1_u64..).zip(&events) {
                if event["seq"] != number {
                    self.wrong(format!(
                        "lead {lead} has a gap before event {}",
                        event["seq"]
                    ));
                    break;
                }
            }
            let mut acts = acts.clone();
            acts.sort_by_key(|act| act.from);
            for pair in acts.windows(2) {
                if let [one, next] = pair
                    && next.from < one.to
                {
                    self.wrong(format!(
                        "lead {lead}: {one:?} and {next:?} claim the same events"
                    ));
                }
            }
            for act in acts {
                let covered = events.iter().filter(|event| {
                    let seq = event["seq"].as_u64().unwrap_or_default();
                    seq > act.from && seq <= act.to && event["type"] == act.event
                });
                if covered.count() != 1 {
                    self.wrong(format!("lead {lead}: {act:?} isn't there"));
                }
                if let Some(mark) = &act.mark {
                    let marked = events.iter().filter(|event| {
                        event["type"] == act.event && event["data"].to_string().contains(mark)
                    });
                    let times = marked.count();
                    if times != 1 {
                        self.wrong(format!("lead {lead}: {mark} is there {times} times"));
                    }
                }
            }
        });
    }

    fn persons_are_who_they_are(&self, made: &Made) {
        at_once(&made.merges.iter().collect::<Vec<_>>(), |(id, merge)| {
            let path = format!("/api/v1/persons/{}", merge.gone);
            let Some(person) = self.office.get(self.address, &path) else {
                self.wrong(format!("{path}: no answer"));
                return;
            };
            let into = person["merged_into"].as_str();
            let is_right = match merge.undone {
                Undone::No => into == Some(merge.kept.as_str()),
                Undone::Yes => into.is_none(),
                Undone::Perhaps => into.is_none_or(|into| into == merge.kept),
            };
            if !is_right {
                self.wrong(format!("merge {id}: {merge:?}, and they are {into:?}"));
            }
        });
    }
}

/// Does it for all of them, [`AGAIN`] at a time.
pub(crate) fn at_once<T: Sync>(all: &[T], one: impl Fn(&T) + Sync) {
    std::thread::scope(|scope| {
        for part in all.chunks(all.len().div_ceil(AGAIN).max(1)) {
            scope.spawn(|| part.iter().for_each(&one));
        }
    });
}
