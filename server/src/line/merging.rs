//! Merging: two persons who are one, and two again.
//!
//! What each unit of work does to leads, `lifecycle::identify::merge` says. Here it is done to
//! all leads of both persons, together with what the store knows of them:
//!
//! 1. Who stays takes over what they lack, and what was chosen. They are recognised by all
//!    that either was recognised by.
//! 2. Where both have an open lead, the farther one goes on, or the one that was chosen.
//! 3. Undoing gives each back what they had, but for what was changed since. That they are
//!    two is remembered.
//!
//! Such a wish has a unit of work for itself.

use super::LineError;
use super::batch::{Batch, Failure};
use lifecycle::identify::keys;
use lifecycle::identify::merge::{Choice, Identity, end_in, identify, join, part, stand_again};
use lifecycle::lead::{Actor, Company, Lead, Recorded, Refusal, Standing};
use lifecycle::names::{LeadId, PersonId};
use std::collections::BTreeSet;
use store::{LikenessState, Merge, MergeData, MergeId, PersonRecord, Work, new_id};

/// Two persons who are one.
#[derive(Debug, Clone)]
pub struct Merging {
    /// Who stays.
    pub kept: PersonId,
    /// Who is somebody else from now on.
    pub gone: PersonId,
    /// What is taken from the second one although the first has it.
    pub take: BTreeSet<Part>,
    /// The same of their leads.
    pub choice: Choice,
    /// Which open lead goes on; the farther or older one, without.
    pub goes_on: Option<LeadId>,
    /// Only say what it would lead to.
    pub dry_run: bool,
}

/// What is known of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Their name.
    Name,
    /// Their mail address.
    Email,
    /// Their number.
    Phone,
    /// Where they are.
    Region,
    /// Where they work.
    Company,
}

/// What a merge led to, or undoing it.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The merge.
    pub merge: Merge,
    /// Their leads, as they are then.
    pub leads: Vec<Lead>,
}

/// Leads of persons, with who they are from now on.
struct Affected {
    lead: Lead,
    who: Identity,
}

impl Batch<'_> {
    /// Makes one of two persons; with `dry_run` only says what that would lead to.
    pub(super) async fn merge(
        &mut self,
        work: &mut Work,
        wish: &Merging,
        by: &Actor,
        at: usize,
    ) -> Result<Result<Merged, LineError>, Failure> {
        if wish.kept == wish.gone {
            return Ok(Err(LineError::Refused(Refusal::SameLead)));
        }
        let mut records = Vec::with_capacity(2);
        for (id, found) in [&wish.kept, &wish.gone].into_iter().zip(
            work.persons(&[wish.kept.clone(), wish.gone.clone()])
                .await?,
        ) {
            match found {
                None => return Ok(Err(LineError::NoPerson(id.clone()))),
                Some(known) => match known.merged_into {
                    Some(into) => {
                        let person = id.clone();
                        return Ok(Err(LineError::PersonGoesOn { person, into }));
                    }
                    None => records.push(known.record),
                },
            }
        }
        let (Some(gone), Some(kept)) = (records.pop(), records.pop()) else {
            return Ok(Err(LineError::NotFound));
        };
        let after = combined(&kept, &gone, &wish.take, self.country());
        let of_kept = self.leads_of(work, &wish.kept).await?;
        let of_gone = self.leads_of(work, &wish.gone).await?;
        let who = identity(&after, of_kept.iter().chain(&of_gone));
        let pair = match pair(&of_kept, &of_gone, wish.goes_on.as_ref()) {
            Ok(pair) => pair,
            Err(error) => return Ok(Err(error)),
        };
        let mut decisions = Vec::new();
        if let Some((on, off)) = &pair {
            for decided in [
                self.by_rules(on, by, at, |world| {
                    join(on, off, who.clone(), &wish.choice, world)
                })?,
                self.by_rules(off, by, at, |world| end_in(off, on, who.clone(), world))?,
            ] {
                match decided {
                    Ok(decision) => decisions.push(decision),
                    Err(error) => return Ok(Err(error)),
                }
            }
        }
        let is_in_pair =
            |lead: &Lead| matches!(&pair, Some((on, off)) if lead.id == on.id || lead.id == off.id);
        for lead in of_kept.iter().chain(&of_gone).filter(|it| !is_in_pair(it)) {
            let who = who.clone();
            match self.by_rules(lead, by, at, |world| Ok(identify(lead, who, world)))? {
                Ok(decision) => decisions.push(decision),
                Err(error) => return Ok(Err(error)),
            }
        }
        let data = MergeData {
            kept,
            gone,
            after,
            keys: work.keys_of(&wish.gone).await?,
            leads: of_gone.iter().map(|lead| lead.id.clone()).collect(),
            joined: pair
                .as_ref()
                .map(|(on, off)| (on.id.clone(), off.id.clone())),
        };
        let merge = Merge {
            id: MergeId(new_id(self.now)),
            data,
            at: self.now,
            by: by.clone(),
            undone: None,
        };
        let leads = decisions.iter().map(|it| it.lead.clone()).collect();
        if !wish.dry_run {
            let data = &merge.data;
            work.set_person(&data.after, None).await?;
            work.set_person(&data.gone, Some(&wish.kept)).await?;
            work.move_keys(&data.keys, &wish.gone, &wish.kept).await?;
            work.add_merge(&merge).await?;
            let pair = (&wish.kept, &wish.gone);
            work.decide_likeness(pair, LikenessState::Same, self.now, by)
                .await?;
            decisions.into_iter().for_each(|it| self.keep(it));
        }
        Ok(Ok(Merged { merge, leads }))
    }

    /// Makes two again of a merge.
    pub(super) async fn unmerge(
        &mut self,
        work: &mut Work,
        id: &MergeId,
        by: &Actor,
        at: usize,
    ) -> Result<Result<Merged, LineError>, Failure> {
        let Some(mut merge) = work.merge(id).await? else {
            return Ok(Err(LineError::NoMerge));
        };
        if let Some((undone_at, _)) = merge.undone {
            return Ok(Err(LineError::UndoneAlready { at: undone_at }));
        }
        let (kept_id, gone_id) = (merge.data.kept_id()?, merge.data.gone_id()?);
        let mut found = work
            .persons(&[kept_id.clone(), gone_id.clone()])
            .await?
            .into_iter();
        let Some(Some(kept_now)) = found.next() else {
            return Ok(Err(LineError::NoPerson(kept_id)));
        };
        if let Some(into) = kept_now.merged_into {
            let person = kept_id;
            return Ok(Err(LineError::PersonGoesOn { person, into }));
        }
        let data = &merge.data;
        let kept = apart(&kept_now.record, data);
        let gone = data.gone.clone();
        let leads = self.leads_of(work, &kept_id).await?;
        let (of_gone, of_kept): (Vec<Lead>, Vec<Lead>) = leads
            .into_iter()
            .partition(|lead| data.leads.contains(&lead.id));
        let (one, other) = (
            identity(&kept, of_kept.iter()),
            identity(&gone, of_gone.iter()),
        );
        let mut affected: Vec<Affected> = Vec::new();
        for (leads, who) in [(of_kept, one), (of_gone, other)] {
            affected.extend(leads.into_iter().map(|lead| Affected {
                lead,
                who: who.clone(),
            }));
        }
        let mut decisions = Vec::with_capacity(affected.len());
        for Affected { lead, who } in &affected {
            let decided = match &data.joined {
                Some((on, off)) if lead.id == *on => {
                    let history = work.history(on).await?;
                    self.by_rules(lead, by, at, |world| {
                        part(lead, &history, off, who.clone(), world)
                    })?
                }
                Some((on, off)) if lead.id == *off => {
                    let history: Vec<Recorded> = work.history(off).await?;
                    self.by_rules(lead, by, at, |world| {
                        stand_again(lead, &history, on, who.clone(), world)
                    })?
                }
                _ => self.by_rules(lead, by, at, |world| Ok(identify(lead, who.clone(), world)))?,
            };
            match decided {
                Ok(decision) => decisions.push(decision),
                Err(error) => return Ok(Err(error)),
            }
        }
        work.set_person(&kept, None).await?;
        work.set_person(&gone, None).await?;
        work.move_keys(&data.keys, &kept_id, &gone_id).await?;
        // What both were recognised by stays theirs.
        work.move_keys(&keys(contacts(&kept), self.country()), &kept_id, &kept_id)
            .await?;
        work.end_merge(id, self.now, by).await?;
        let pair = (&kept_id, &gone_id);
        work.decide_likeness(pair, LikenessState::Different, self.now, by)
            .await?;
        merge.undone = Some((self.now, by.clone()));
        let leads = decisions.iter().map(|it| it.lead.clone()).collect();
        decisions.into_iter().for_each(|it| self.keep(it));
        Ok(Ok(Merged { merge, leads }))
    }

    async fn leads_of(&mut self, work: &mut Work, person: &PersonId) -> Result<Vec<Lead>, Failure> {
        let ids: Vec<LeadId> = work.leads_of(person).await?;
        let leads: Vec<Lead> = work.leads(&ids).await?.into_iter().flatten().collect();
        self.know_processes(&leads).await?;
        Ok(leads)
    }
}

/// Which lead goes on, and which in it: of those that are open the one that was chosen, or
/// the farther, or the older one.
fn pair(
    of_kept: &[Lead],
    of_gone: &[Lead],
    chosen: Option<&LeadId>,
) -> Result<Option<(Lead, Lead)>, LineError> {
    let open = |leads: &[Lead]| -> Option<Lead> {
        leads
            .iter()
            .find(|lead| matches!(lead.standing, Standing::Open(_)))
            .cloned()
    };
    let pair = open(of_kept).zip(open(of_gone));
    if let Some(chosen) = chosen
        && !pair
            .as_ref()
            .is_some_and(|(one, other)| one.id == *chosen || other.id == *chosen)
    {
        return Err(LineError::CannotGoOn(chosen.clone()));
    }
    Ok(pair.map(|(one, other)| {
        let other_goes_on = match chosen {
            Some(chosen) => other.id == *chosen,
            None => {
                let rank = |lead: &Lead| (lead.phase(), std::cmp::Reverse(lead.captured_at));
                rank(&other) > rank(&one)
            }
        };
        if other_goes_on {
            (other, one)
        } else {
            (one, other)
        }
    }))
}

/// What is known of somebody who is both.
fn combined(
    kept: &PersonRecord,
    gone: &PersonRecord,
    take: &BTreeSet<Part>,
    country: Option<&str>,
) -> PersonRecord {
    let (own, theirs) = (&kept.person, &gone.person);
    let chosen = |part: Part, own: &Option<String>, theirs: &Option<String>| {
        if take.contains(&part) && theirs.is_some() {
            theirs.clone()
        } else {
            own.clone().or_else(|| theirs.clone())
        }
    };
    let theirs_company =
        gone.company.is_some() && (kept.company.is_none() || take.contains(&Part::Company));
    let works_at = if theirs_company { gone } else { kept };
    let mut after = PersonRecord {
        person: lifecycle::lead::Person {
            id: own.id.clone(),
            name: chosen(Part::Name, &own.name, &theirs.name),
            email: chosen(Part::Email, &own.email, &theirs.email),
            phone: chosen(Part::Phone, &own.phone, &theirs.phone),
            region: chosen(Part::Region, &own.region, &theirs.region),
        },
        others: Vec::new(),
        company: works_at.company.clone(),
        company_name: works_at.company_name.clone(),
    };
    let mut known: BTreeSet<String> = keys(contacts(&after), country).into_iter().collect();
    for contact in contacts(kept).chain(contacts(gone)) {
        let own = keys([contact], country);
        if own.iter().any(|key| known.insert(key.clone())) {
            after.others.push(contact.to_owned());
        }
    }
    after
}

/// What stays with the first of them: what they had, and what was found out since.
fn apart(now: &PersonRecord, data: &MergeData) -> PersonRecord {
    let (before, after) = (&data.kept, &data.after);
    let own = |now: &Option<String>, after: &Option<String>, before: &Option<String>| {
        if now == after {
            before.clone()
        } else {
            now.clone()
        }
    };
    let theirs: BTreeSet<&str> = contacts(&data.gone).collect();
    let others = now
        .others
        .iter()
        .filter(|contact| {
            before.others.contains(contact)
                || !(after.others.contains(contact) || theirs.contains(contact.as_str()))
        })
        .cloned()
        .collect();
    let works_at = if now.company == after.company {
        before
    } else {
        now
    };
    PersonRecord {
        person: lifecycle::lead::Person {
            id: before.person.id.clone(),
            name: own(&now.person.name, &after.person.name, &before.person.name),
            email: own(&now.person.email, &after.person.email, &before.person.email),
            phone: own(&now.person.phone, &after.person.phone, &before.person.phone),
            region: own(
                &now.person.region,
                &after.person.region,
                &before.person.region,
            ),
        },
        others,
        company: works_at.company.clone(),
        company_name: works_at.company_name.clone(),
    }
}

/// All mail addresses and numbers of somebody, the main ones first.
fn contacts(record: &PersonRecord) -> impl Iterator<Item = &str> {
    let main = [&record.person.email, &record.person.phone];
    main.into_iter()
        .flatten()
        .chain(&record.others)
        .map(String::as_str)
}

/// Who leads of theirs are from; the company as one of those leads knows it, with who looks after it.
fn identity<'l>(record: &PersonRecord, mut leads: impl Iterator<Item = &'l Lead>) -> Identity {
    let company = record.company.as_ref().map(|id| {
        leads
            .find_map(|lead| {
                lead.company
                    .as_ref()
                    .filter(|own| own.id.as_ref() == Some(id))
            })
            .cloned()
            .unwrap_or_else(|| Company {
                id: Some(id.clone()),
                name: record.company_name.clone(),
                owner: None,
            })
    });
    Identity {
        person: record.person.clone(),
        company,
    }
}
