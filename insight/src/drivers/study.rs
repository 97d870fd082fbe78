//! Study: one set of leads, looked at field by field and all together.

use super::counts::Counts;
use super::features::{Field, Known};
use super::leaks::{self, Leak, Tier};
use super::strongest::{Driver, Fitted, strongest};
use super::validate::{Learned, Quality, Split, deal, quality};
use crate::columns::Times;

/// The leads with what was counted on them.
pub(super) struct Study<'a> {
    pub(super) fields: &'a [Field],
    pub(super) won: &'a [bool],
    /// The leads to learn from and to test on, as places in the columns.
    pub(super) rows: Vec<u32>,
    pub(super) split: Split,
    /// Fields with more than one value, as places in `fields`.
    pub(super) useful: Vec<usize>,
    counts: Vec<Counts<'a>>,
    /// The names under which the fields are shown.
    names: Vec<String>,
}

/// A field accused of knowing the outcome, and why.
pub(super) struct Accused {
    place: usize,
    tier: Tier,
    reason: String,
}

/// Some fields and what they predict together.
pub(super) struct Trial {
    pub(super) places: Vec<usize>,
    pub(super) quality: Quality,
    learned: Option<Learned>,
}

impl<'a> Study<'a> {
    pub(super) fn of(
        fields: &'a [Field],
        won: &'a [bool],
        captured: Option<&Times>,
        rows: Vec<u32>,
    ) -> Self {
        let piles = deal(&rows, won);
        let counts: Vec<Counts> = fields
            .iter()
            .map(|field| Counts::of(field, &rows, won, &piles))
            .collect();
        let later =
            captured.and_then(|times| Split::later(&rows, |row| times.get(row as usize), won));
        Self {
            fields,
            won,
            split: later.unwrap_or(Split::Folds(piles)),
            useful: (0..fields.len())
                .filter(|place| counts[*place].varies())
                .collect(),
            names: fields
                .iter()
                .map(|field| shown_name(field, fields))
                .collect(),
            counts,
            rows,
        }
    }

    /// Fields said to be known beforehand that look like leaks all the same.
    pub(super) fn doubts(&self) -> impl Iterator<Item = String> + '_ {
        let doubt = |place: &usize| {
            leaks::doubt(
                &self.fields[*place],
                &self.names[*place],
                &self.counts[*place],
            )
        };
        self.useful.iter().filter_map(doubt)
    }

    /// Fields that speak against themselves, by name or by values.
    pub(super) fn accused(&self) -> Vec<Accused> {
        let accuse = |place: &usize| {
            let (tier, reason) = leaks::accuse(&self.fields[*place], &self.counts[*place])?;
            Some(Accused {
                place: *place,
                tier,
                reason,
            })
        };
        self.useful.iter().filter_map(accuse).collect()
    }

    /// The fields that may be known beforehand.
    pub(super) fn all_but(&self, accused: &[Accused]) -> Vec<usize> {
        let innocent = |place: &usize| {
            self.fields[*place].known_before != Known::No
                && accused.iter().all(|accused| accused.place != *place)
        };
        self.useful.iter().copied().filter(innocent).collect()
    }

    /// Those of the fields that are suspiciously strong.
    pub(super) fn remarkable(&self, places: &[usize]) -> Vec<usize> {
        let remarkable =
            |place: &usize| leaks::remarkable(&self.fields[*place], &self.counts[*place]);
        places.iter().copied().filter(remarkable).collect()
    }

    /// Accuses the fields without which the others are far poorer.
    pub(super) fn too_dear(
        &self,
        places: &[usize],
        with: f64,
        without: f64,
    ) -> impl Iterator<Item = Accused> {
        places.iter().map(move |place| {
            let reason = leaks::too_dear(&self.counts[*place], with, without);
            Accused {
                place: *place,
                tier: Tier::Suspect,
                reason,
            }
        })
    }

    /// How well these fields predict leads that they weren't learned from.
    pub(super) fn test(&self, places: Vec<usize>) -> Trial {
        let (quality, learned) = quality(&self.pick(&places), self.won, &self.rows, &self.split);
        Trial {
            places,
            quality,
            learned,
        }
    }

    /// The accused as they are shown: the certain ones first, then by what they know.
    pub(super) fn leaks(&self, mut accused: Vec<Accused>) -> Vec<Leak> {
        let auc = |accused: &Accused| self.counts[accused.place].auc;
        accused.sort_by(|a, b| b.tier.cmp(&a.tier).then(auc(b).total_cmp(&auc(a))));
        let shown = |accused: Accused| Leak {
            field: self.names[accused.place].clone(),
            tier: accused.tier,
            auc: auc(&accused),
            reason: accused.reason,
        };
        accused.into_iter().map(shown).collect()
    }

    /// The strongest values of the fields of the trial, counted on the leads `everyone`.
    pub(super) fn strongest(&self, trial: Trial, everyone: &[u32]) -> Vec<Driver> {
        let fields = self.pick(&trial.places);
        let learned = trial
            .learned
            .unwrap_or_else(|| Learned::from(&fields, self.won, &self.rows));
        let counts: Vec<&Counts> = trial
            .places
            .iter()
            .map(|place| &self.counts[*place])
            .collect();
        let names: Vec<&str> = trial
            .places
            .iter()
            .map(|place| self.names[*place].as_str())
            .collect();
        let fitted = Fitted {
            fields: &fields,
            names: &names,
            counts: &counts,
            learned: &learned,
        };
        strongest(&fitted, self.won, everyone)
    }

    fn pick(&self, places: &[usize]) -> Vec<&'a Field> {
        places.iter().map(|place| &self.fields[*place]).collect()
    }
}

/// The name, with the table where two tables have a column of that name.
fn shown_name(field: &Field, fields: &[Field]) -> String {
    let shared = fields
        .iter()
        .any(|other| other.name == field.name && other.table != field.table);
    if shared {
        format!("{}.{}", field.table, field.name)
    } else {
        field.name.clone()
    }
}
