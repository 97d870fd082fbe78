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
    /// Its row for each lead; [`NONE`] where there is none.
    pub(super) row_of_lead: Vec<u32>,
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
            row_of_lead,
            columns,
            matched,
            unmatched,
            repeated_keys,
            idle,
        })
    }

    /// A column of it, lead by lead.
    pub(super) fn labels(&self, column: usize) -> Option<Labels> {
        let Loaded::Label(labels) = self.column(column, |l| matches!(l, Loaded::Label(_)))? else {
            return None;
        };
        let mut out = Labels::new();
        for row in &self.row_of_lead {
            out.push(if *row == NONE {
                ""
            } else {
                labels.get(*row as usize)
            });
        }
        Some(out)
    }

    /// A column of it, lead by lead.
    pub(super) fn times(&self, column: usize) -> Option<Times> {
        let Loaded::Time(times, _) = self.column(column, |l| matches!(l, Loaded::Time(..)))? else {
            return None;
        };
        let mut out = Times::default();
        for row in &self.row_of_lead {
            out.push(times.get(*row as usize));
        }
        Some(out)
    }

    /// A column of it, lead by lead.
    pub(super) fn amounts(&self, column: usize) -> Option<Moneys> {
        let Loaded::Money(amounts, ..) = self.column(column, |l| matches!(l, Loaded::Money(..)))?
        else {
            return None;
        };
        let mut out = Moneys::default();
        for row in &self.row_of_lead {
            out.push(amounts.get(*row as usize));
        }
        Some(out)
    }

    /// A column of it, lead by lead.
    pub(super) fn numbers(&self, column: usize) -> Option<Vec<f64>> {
        let Loaded::Number(numbers) = self.column(column, |l| matches!(l, Loaded::Number(_)))?
        else {
            return None;
        };
        Some(
            self.row_of_lead
                .iter()
                .map(|row| numbers.get(*row as usize).copied().unwrap_or(f64::NAN))
                .collect(),
        )
    }

    /// A key column of it, lead by lead; 0 where there is none.
    pub(super) fn keys(&self, column: usize) -> Option<Vec<u64>> {
        let Loaded::Key(keys) = self.column(column, |l| matches!(l, Loaded::Key(_)))? else {
            return None;
        };
        Some(
            self.row_of_lead
                .iter()
                .map(|row| keys.get(*row as usize).copied().unwrap_or(0))
                .collect(),
        )
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
