//! Fill: writes the played history into a store, in batches.

use crate::company::{Company, PROCESS};
use crate::play::{Played, Step, play};
use lifecycle::identify::keys;
use lifecycle::lead::Decision;
use lifecycle::process;
use store::{CameOf, NewCompany, NewMember, NewPerson, NewSubmission, Store, Via};

/// How many steps commit together.
const BATCH: usize = 1_000;

/// What the store holds now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filled {
    /// How much was played.
    pub played: Played,
    /// The version of the process it ran under.
    pub version: u32,
}

/// Plays the company's history and writes it down. Everybody's password has this hash.
///
/// # Errors
///
/// What the store says. The store is not to be used then: it holds a part of the history.
pub async fn fill(
    store: &Store,
    company: &Company,
    password_hash: &str,
) -> Result<Filled, store::Error> {
    let process = process::read(PROCESS)
        .process
        .expect("the sample is read by a test");
    let mut work = store.begin().await?;
    let version = work
        .publish(&process.id, PROCESS, company.from, "Otavio Reis")
        .await?;
    for employee in &company.staff {
        work.add_member(&NewMember {
            member: employee.member.clone(),
            email: employee.email.clone(),
            admin: employee.admin,
            password_hash: Some(password_hash.to_owned()),
            at: company.from,
        })
        .await?;
    }
    work.commit().await?;

    // The history is played first: a simulation can't wait for a store in its middle.
    let mut steps = Vec::new();
    let played = play(company, &process, version, |step| steps.push(step));
    let mut steps = steps.into_iter().peekable();
    while steps.peek().is_some() {
        let batch: Vec<Step> = steps.by_ref().take(BATCH).collect();
        write(store, batch).await?;
    }
    Ok(Filled { played, version })
}

async fn write(store: &Store, batch: Vec<Step>) -> Result<(), store::Error> {
    let mut people = Vec::new();
    let mut companies = Vec::new();
    let mut submissions = Vec::new();
    let mut decisions: Vec<Decision> = Vec::new();
    for step in batch {
        match step {
            Step::Decided(decision) => decisions.push(decision),
            Step::Captured {
                submission,
                decision,
            } => {
                let lead = &decision.lead;
                let at = lead.captured_at;
                let company = lead.company.as_ref();
                if let Some((id, name)) = company.and_then(|c| c.id.clone().zip(c.name.clone())) {
                    companies.push(NewCompany { id, name, at });
                }
                if let Some(id) = lead.person.id.clone() {
                    people.push(NewPerson {
                        id,
                        person: lead.person.clone(),
                        others: Vec::new(),
                        keys: keys(
                            [&lead.person.email, &lead.person.phone]
                                .into_iter()
                                .flatten()
                                .map(String::as_str),
                            Some("BR"),
                        ),
                        company: company.and_then(|company| company.id.clone()),
                        at,
                    });
                }
                submissions.push(NewSubmission {
                    id: submission.id.clone(),
                    received_at: at,
                    via: Via::Demo,
                    raw: serde_json::to_vec(&*submission).expect("a submission is JSON"),
                    lead: lead.id.clone(),
                    came_of: CameOf::New,
                });
                decisions.push(decision);
            }
        }
    }
    let mut work = store.begin().await?;
    work.roster().await?;
    work.companies(&companies).await?;
    work.add_people(&people).await?;
    work.add_submissions(&submissions).await?;
    work.record(&decisions).await?;
    work.commit().await?;
    Ok(())
}
