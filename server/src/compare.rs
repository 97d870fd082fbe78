//! Compare: who may be the same as somebody who came in, beyond what an address or a number
//! says at once.
//!
//! It follows the log, so that it costs nobody's answer any time and loses nobody: up to
//! where people were compared stands in the database, and is moved on together with what
//! was found. Of several nodes the faster one wins, and the others' work is dropped.
//!
//! Only what is likely is kept, for people to decide on; nobody is joined here.

use crate::app::App;
use crate::connections::stopped;
use crate::line::likely;
use identity::{Contact, House, Matcher, Verdict, block_keys};
use jiff::Timestamp;
use lifecycle::names::PersonId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use std::time::Duration;
use store::{NewLikeness, PersonRecord};

static MATCHER: LazyLock<Matcher> = LazyLock::new(Matcher::for_people);

/// So many events are looked through at a time.
const AT_A_TIME: u32 = 500;
/// How long it waits when nobody came in.
const PAUSE: Duration = Duration::from_millis(500);
/// How long when the database can't be used.
const LONG_PAUSE: Duration = Duration::from_secs(5);

impl App {
    /// Compares all newcomers that there are, as is done all the time while the app serves.
    ///
    /// # Errors
    ///
    /// If the store can't be used.
    pub async fn compare_newcomers(&self) -> store::Result<()> {
        while step(self).await? {}
        Ok(())
    }
}

/// Compares newcomers until the app is stopped.
pub(crate) async fn compare(app: App) {
    let mut stop = app.stop.subscribe();
    loop {
        let pause = match step(&app).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => PAUSE,
            Err(error) => {
                tracing::warn!(%error, "newcomers could not be compared");
                LONG_PAUSE
            }
        };
        tokio::select! {
            () = stopped(&mut stop) => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Compares those of the next piece of the log; `false` where there is none.
///
/// # Errors
///
/// If the store can't be used; nothing is lost by that.
async fn step(app: &App) -> store::Result<bool> {
    let running = app.line.processes().running().await?;
    let country = running.and_then(|it| it.process.country.clone());
    let house = House {
        region: country.as_deref(),
    };
    let mut reader = app.store.reader().await?;
    let from = reader.compared_up_to().await?;
    let Some(changes) = reader.changes(from, AT_A_TIME).await? else {
        return Ok(false);
    };
    let newcomers = if changes.types.iter().any(|it| tells_who(it)) {
        reader.persons_of(&changes.leads).await?
    } else {
        Vec::new()
    };
    let mut round = Round {
        house,
        now: app.clock.now(),
        under: BTreeMap::new(),
        found: Vec::new(),
    };
    for newcomer in &newcomers {
        let keys: BTreeSet<String> = block_keys(&contact(newcomer), &round.house)
            .into_iter()
            .collect();
        let known = reader.persons_under(&keys).await?;
        let here: Vec<PersonRecord> = keys
            .iter()
            .filter_map(|key| round.under.get(key))
            .flatten()
            .map(|at| newcomers[*at].clone())
            .collect();
        round.among(newcomer, known.iter().chain(&here));
        let at = newcomers.iter().position(|it| std::ptr::eq(it, newcomer));
        for key in keys {
            round.under.entry(key).or_default().extend(at);
        }
    }
    drop(reader);
    let keys: Vec<(String, PersonId)> = round
        .under
        .into_iter()
        .flat_map(|(key, persons)| persons.into_iter().map(move |at| (key.clone(), at)))
        .filter_map(|(key, at)| Some((key, newcomers[at].person.id.clone()?)))
        .collect();
    let mut work = app.store.begin().await?;
    if work
        .compared(from, changes.position, &keys, &round.found)
        .await?
    {
        work.commit().await?;
    }
    Ok(true)
}

/// Whether events of this type tell who somebody is.
fn tells_who(name: &str) -> bool {
    matches!(name, "lead.identified" | "lead.reengaged" | "lead.unmerged")
}

/// One piece of the log.
struct Round<'h> {
    house: House<'h>,
    now: Timestamp,
    /// Newcomers by their keys.
    under: BTreeMap<String, Vec<usize>>,
    found: Vec<NewLikeness>,
}

impl Round<'_> {
    fn among<'r>(
        &mut self,
        newcomer: &PersonRecord,
        others: impl Iterator<Item = &'r PersonRecord>,
    ) {
        let Some(id) = &newcomer.person.id else {
            return;
        };
        let mut seen = BTreeSet::from([id]);
        for other in others {
            let Some(other_id) = &other.person.id else {
                continue;
            };
            if !seen.insert(other_id) {
                continue;
            }
            let likeness = MATCHER.compare(&contact(newcomer), &contact(other), &self.house);
            if likeness.verdict != Verdict::Different {
                self.found
                    .push(likely(id, other_id.clone(), &likeness, self.now));
            }
        }
    }
}

fn contact(record: &PersonRecord) -> Contact<'_> {
    let person = &record.person;
    Contact {
        name: person.name.as_deref(),
        email: person.email.as_deref(),
        phone: person.phone.as_deref(),
        company: record.company_name.as_deref(),
        region: person.region.as_deref(),
    }
}
