//! Attempts: how often somebody may try to sign in.
//!
//! Only failures count. Two budgets that refill with time: one for an address and a mail
//! together, so that nobody tries a thousand passwords; a larger one for the address, so
//! that nobody tries one password on a thousand mails. Nothing counts against a mail
//! alone: a stranger could lock its owner out.

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// So many failures at once; one more each so many seconds.
const FOR_ONE: (u32, i64) = (8, 60);
const FOR_ADDRESS: (u32, i64) = (60, 15);
/// No more than so many are remembered. Then those that have refilled are forgotten and, if
/// that is not enough, those who failed least and longest ago: whoever makes up many
/// names fills this with small counts, and the larger ones stay.
const REMEMBERED: usize = 50_000;
/// So many are forgotten at a time, so that looking for them costs little each.
const FORGOTTEN: usize = REMEMBERED / 10;

/// The address, and the digest of the mail, or [`ALL`].
type Key = (IpAddr, [u8; 32]);
/// Stands for all mails.
const ALL: [u8; 32] = [0; 32];

/// Who failed how often. All clones count together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attempts {
    /// Off: for trials of the whole program.
    off: bool,
    failures: Arc<Mutex<BTreeMap<Key, Budget>>>,
}

#[derive(Debug, Clone, Copy)]
struct Budget {
    /// Failures that still count.
    spent: u32,
    /// When that was counted last, in seconds since 1970.
    at: i64,
}

impl Attempts {
    /// Counts nothing and allows everything.
    pub(crate) fn unlimited() -> Self {
        Self {
            off: true,
            ..Self::default()
        }
    }

    /// Seconds until another try makes sense; `None` if one may try now.
    pub(crate) fn wait(&self, from: IpAddr, mail: &str, now: Timestamp) -> Option<u32> {
        if self.off {
            return None;
        }
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let mut waits = [0; 2];
        for (wait, (key, (most, seconds))) in waits.iter_mut().zip(keys(from, mail)) {
            let spent = failures
                .get(&key)
                .map_or(0, |budget| budget.left(seconds, now.as_second()));
            if spent >= most {
                let over = i64::from(spent - most) + 1;
                *wait = u32::try_from(over * seconds).unwrap_or(u32::MAX);
            }
        }
        let wait = waits[0].max(waits[1]);
        (wait > 0).then_some(wait)
    }

    /// A failure.
    pub(crate) fn failed(&self, from: IpAddr, mail: &str, now: Timestamp) {
        if self.off {
            return;
        }
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= REMEMBERED {
            make_room(&mut failures, now.as_second());
        }
        for (key, (_, seconds)) in keys(from, mail) {
            let budget = failures.entry(key).or_insert(Budget {
                spent: 0,
                at: now.as_second(),
            });
            budget.spent = budget.left(seconds, now.as_second()).saturating_add(1);
            budget.at = now.as_second();
        }
    }
}

impl Budget {
    fn left(self, seconds: i64, now: i64) -> u32 {
        let refilled = (now - self.at).max(0) / seconds;
        self.spent
            .saturating_sub(u32::try_from(refilled).unwrap_or(u32::MAX))
    }
}

fn make_room(failures: &mut BTreeMap<Key, Budget>, now: i64) {
    let seconds = |key: &Key| {
        if key.1 == ALL {
            FOR_ADDRESS.1
        } else {
            FOR_ONE.1
        }
    };
    failures.retain(|key, budget| budget.left(seconds(key), now) > 0);
    if failures.len() < REMEMBERED {
        return;
    }
    let mut by_weight: Vec<(u32, i64, Key)> = failures
        .iter()
        .map(|(key, budget)| (budget.left(seconds(key), now), budget.at, *key))
        .collect();
    by_weight.select_nth_unstable(FORGOTTEN);
    for (_, _, key) in &by_weight[..FORGOTTEN] {
        failures.remove(key);
    }
}

fn keys(from: IpAddr, mail: &str) -> [(Key, (u32, i64)); 2] {
    // An IPv6 customer has a whole /64.
    let from = match from.to_canonical() {
        IpAddr::V6(ip) => {
            let mut parts = ip.segments();
            parts[4..].fill(0);
            IpAddr::V6(parts.into())
        }
        v4 => v4,
    };
    let mail = crate::secrets::digest(mail.trim().to_lowercase().as_bytes());
    [((from, mail), FOR_ONE), ((from, ALL), FOR_ADDRESS)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + second).unwrap()
    }

    #[test]
    fn the_ninth_failure_waits_and_another_mail_does_not() {
        let attempts = Attempts::default();
        let here: IpAddr = "192.0.2.1".parse().unwrap();
        let there: IpAddr = "192.0.2.2".parse().unwrap();
        for n in 0..8 {
            assert_eq!(attempts.wait(here, "a@x.example", at(n)), None, "{n}");
            attempts.failed(here, "a@x.example", at(n));
        }
        assert!(attempts.wait(here, " A@x.example", at(9)).is_some());
        assert_eq!(attempts.wait(here, "b@x.example", at(9)), None);
        assert_eq!(attempts.wait(there, "a@x.example", at(9)), None);
        assert_eq!(attempts.wait(here, "a@x.example", at(90)), None);
        assert_eq!(Attempts::unlimited().wait(here, "a@x.example", at(9)), None);
    }

    #[test]
    fn one_password_on_many_mails_waits_too() {
        let attempts = Attempts::default();
        let block = |n: u16| -> IpAddr { format!("2001:db8::{n:x}").parse().unwrap() };
        for n in 0..60 {
            attempts.failed(block(n), &format!("{n}@x.example"), at(0));
        }
        assert!(attempts.wait(block(999), "new@x.example", at(1)).is_some());
        let other: IpAddr = "2001:db8:1::1".parse().unwrap();
        assert_eq!(attempts.wait(other, "new@x.example", at(1)), None);
    }

    #[test]
    fn nobody_washes_their_own_count_away() {
        let attempts = Attempts::default();
        let own: IpAddr = "192.0.2.1".parse().unwrap();
        for n in 0..8 {
            attempts.failed(own, "a@x.example", at(n));
        }
        // As many addresses as somebody with a large network has, each failing once.
        for n in 0..60_000_u128 {
            let other = IpAddr::V6((0x2001_0db8_u128 << 96 | n << 64).into());
            attempts.failed(other, "b@x.example", at(8));
        }
        assert!(attempts.wait(own, "a@x.example", at(9)).is_some());
        let failures = attempts.failures.lock().unwrap();
        assert!(failures.len() <= REMEMBERED + 2, "{}", failures.len());
    }
}
