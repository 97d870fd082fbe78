//! Sides: the tables that hang on the leads, found row by row through their keys.

use super::columns::{Loaded, Want, read};
use crate::Map;
use crate::mapping::{ColumnAt, Link, Mapping, Use};
use exports::{Export, Unreadable};
use insight::{Labels, Moneys, Times};

/// No row.
pub(super) const NONE: u32 = u32::MAX;

/// One table beside the leads.
pub(super) struct Side {
    pub(super) table: usize,
    /// Its row for each lead; [`NONE`] where there is none. `None` in the table
    /// of the leads itself, where each row is its own.
    pub(super) row_of_lead: Option<Vec<u32>>,
    pub(super) columns: Vec<(usize, Loaded)>,
    /// Leads (or rows referring to it) with and without a partner.
    pub(super) matched: u64,
    pub(super) unmatched: u64,
    /// Rows whose key an earlier row of the same table has too.
    pub(super) repeated_keys: u64,
    /// Rows that no lead refers to.
    pub(super) idle: u64,
}

/// Which way a link leads from what is known already to the new table.
pub(super) struct Way {
    pub(super) table: usize,
    /// The key in the new table.
    pub(super) own: usize,
    /// The key in the table that is known.
    pub(super) known: ColumnAt,
}

impl Way {
    pub(super) fn of(link: &Link, mapping: &Mapping) -> Option<Self> {
        let (from, to) = (link.from, link.to);
        match (&mapping.uses[from.table], &mapping.uses[to.table]) {
            (Use::Deal, Use::Root) => Some(Self {
                table: from.table,
                own: from.column,
                known: to,
            }),
            (Use::Root | Use::Deal, Use::Lookup) => Some(Self {
                table: to.table,
                own: to.column,
                known: from,
            }),
            (Use::Lookup, Use::Root) => Some(Self {
                table: from.table,
                own: from.column,
                known: to,
            }),
            (Use::Lookup, Use::Lookup) => Some(Self {
                table: to.table,
                own: to.column,
                known: from,
            }),
            _ => None,
        }
    }
}

impl Side {
    /// Reads a side table and finds its row for each lead.
    pub(super) fn load(
        export: &Export,
        way: &Way,
        wants: Vec<(usize, Want)>,
        keys_of_leads: &[u64],
    ) -> Result<Self, Unreadable> {
        let mut all: Vec<(usize, Want)> = wants;
        all.push((way.own, Want::Key));
        let order: Vec<usize> = (0..export.columns().len()).collect();
        let (mut columns, _) = read(&[(export, &order)], all, None)?;
        let Some((_, Loaded::Key(own))) = columns.pop() else {
            unreachable!("the key was asked for last");
        };
        let mut index: Map<u64, u32> = Map::with_capacity_and_hasher(own.len(), Default::default());
        let mut repeated_keys = 0;
        for (row, key) in own.iter().enumerate() {
            if *key == 0 {
                continue;
            }
            let row = u32::try_from(row).unwrap_or(NONE);
            if index.contains_key(key) {
                repeated_keys += 1;
            } else {
                index.insert(*key, row);
            }
        }
        let (mut matched, mut unmatched) = (0, 0);
        let row_of_lead: Vec<u32> = keys_of_leads
            .iter()
            .map(|key| match index.get(key) {
                Some(row) => {
                    matched += 1;
                    *row
                }
                None => {
                    unmatched += u64::from(*key != 0);
                    NONE
                }
            })
            .collect();
        let mut used = vec![false; own.len()];
        for row in &row_of_lead {
            if let Some(used) = used.get_mut(*row as usize) {
                *used = true;
            }
        }
        let idle = used.iter().filter(|used| !**used).count() as u64;
        Ok(Self {
            table: way.table,
            row_of_lead: Some(row_of_lead),
            columns,
            matched,
            unmatched,
            repeated_keys,
            idle,
        })
    }

    /// Its row for a lead.
    pub(super) fn row(&self, lead: usize) -> Option<usize> {
        match &self.row_of_lead {
            None => Some(lead),
            Some(rows) => rows.get(lead).filter(|r| **r != NONE).map(|r| *r as usize),
        }
    }

    /// A column of it, lead by lead.
    pub(super) fn labels(&self, column: usize) -> Option<Labels> {
        let Loaded::Label(labels) = self.column(column, |l| matches!(l, Loaded::Label(_)))? else {
            return None;
        };
        Some(match &self.row_of_lead {
            None => labels.clone(),
            Some(rows) => labels.of_rows((0..rows.len()).map(|lead| self.row(lead))),
        })
    }

    /// A column of it, lead by lead.
    pub(super) fn times(&self, column: usize) -> Option<Times> {
        let Loaded::Time(times, _) = self.column(column, |l| matches!(l, Loaded::Time(..)))? else {
            return None;
        };
        let Some(rows) = &self.row_of_lead else {
            return Some(times.clone());
        };
        let mut out = Times::default();
        for lead in 0..rows.len() {
            out.push(self.row(lead).and_then(|row| times.get(row)));
        }
        Some(out)
    }

    /// The same, for the last time that it is asked for: what can be is moved.
    pub(super) fn take_labels(&mut self, column: usize) -> Option<Labels> {
        if self.row_of_lead.is_some() {
            return self.labels(column);
        }
        self.columns.iter_mut().find_map(|(c, l)| match l {
            Loaded::Label(labels) if *c == column => Some(std::mem::take(labels)),
            _ => None,
        })
    }

    /// See [`Side::take_labels`].
    pub(super) fn take_times(&mut self, column: usize) -> Option<Times> {
        if self.row_of_lead.is_some() {
            return self.times(column);
        }
        self.columns.iter_mut().find_map(|(c, l)| match l {
            Loaded::Time(times, _) if *c == column && !times.is_empty() => {
                Some(std::mem::take(times))
            }
            _ => None,
        })
    }

    /// See [`Side::take_labels`].
    pub(super) fn take_amounts(&mut self, column: usize) -> Option<Moneys> {
        let taken = self.columns.iter_mut().find_map(|(c, l)| match l {
            Loaded::Money(amounts, ..) if *c == column => Some(amounts),
            _ => None,
        })?;
        if self.row_of_lead.is_none() {
            return Some(std::mem::take(taken));
        }
        let amounts = std::mem::take(taken);
        let mut out = Moneys::default();
        for lead in 0..self.leads() {
            out.push(self.row(lead).and_then(|row| amounts.get(row)));
        }
        Some(out)
    }

    /// See [`Side::take_labels`].
    pub(super) fn take_numbers(&mut self, column: usize) -> Option<Vec<f64>> {
        let taken = self.columns.iter_mut().find_map(|(c, l)| match l {
            Loaded::Number(numbers) if *c == column => Some(numbers),
            _ => None,
        })?;
        let numbers = std::mem::take(taken);
        if self.row_of_lead.is_none() {
            return Some(numbers);
        }
        let number = |lead| self.row(lead).and_then(|row| numbers.get(row).copied());
        Some(
            (0..self.leads())
                .map(|lead| number(lead).unwrap_or(f64::NAN))
                .collect(),
        )
    }

    /// Leads, as far as they are found through keys.
    fn leads(&self) -> usize {
        self.row_of_lead.as_ref().map_or(0, Vec::len)
    }

    /// A key column of it, lead by lead; 0 where there is none.
    pub(super) fn keys(&self, column: usize) -> Option<Vec<u64>> {
        let Loaded::Key(keys) = self.column(column, |l| matches!(l, Loaded::Key(_)))? else {
            return None;
        };
        let Some(rows) = &self.row_of_lead else {
            return Some(keys.clone());
        };
        let key = |lead| self.row(lead).and_then(|row| keys.get(row).copied());
        Some((0..rows.len()).map(|lead| key(lead).unwrap_or(0)).collect())
    }

    /// Whether more than a twentieth of the dates can be read in two ways.
    pub(super) fn undecided(&self, column: usize) -> bool {
        let is_time = |l: &Loaded| matches!(l, Loaded::Time(..));
        match self.column(column, is_time) {
            Some(Loaded::Time(_, unread)) => unread.ambiguous * 20 > unread.filled,
            _ => false,
        }
    }

    fn column(&self, column: usize, kind: impl Fn(&Loaded) -> bool) -> Option<&Loaded> {
        self.columns
            .iter()
            .find(|(c, l)| *c == column && kind(l))
            .map(|(_, l)| l)
    }
}
