//! Ids: names for new things, and hashes of secrets.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// SHA-256 of a secret; what is stored in its place.
pub type Digest = [u8; 32];

/// 32 letters and digits without those that look alike (Crockford).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A new id: 26 letters and digits, of which the first ten tell `at` in milliseconds and
/// the others are random (80 bits). Ids sort by time, so that new rows stand together.
///
/// # Panics
/// Where the operating system gives no randomness; nothing of worth can be done without.
pub fn new_id(at: Timestamp) -> String {
    let mut random = [0; 16];
    getrandom::fill(&mut random).expect("the operating system gives randomness");
    let milliseconds =
        u128::from(u64::try_from(at.as_millisecond()).unwrap_or(0)) & ((1 << 48) - 1);
    let bits = (milliseconds << 80) | (u128::from_le_bytes(random) >> 48);
    letters(bits, 26)
}

/// A new secret of 160 random bits, as 32 letters and digits. Store its [`digest`] only.
///
/// # Panics
/// As [`new_id`].
pub fn new_secret() -> String {
    let mut random = [0; 32];
    getrandom::fill(&mut random).expect("the operating system gives randomness");
    let (left, right) = random.split_at(16);
    let half = |bytes: &[u8]| u128::from_le_bytes(bytes.try_into().expect("16 of 32 bytes"));
    letters(half(left), 16) + &letters(half(right), 16)
}

/// SHA-256 of a secret. Enough for secrets of 128 random bits and more; passwords need more.
pub fn digest(secret: &[u8]) -> Digest {
    Sha256::digest(secret).into()
}

fn letters(bits: u128, count: u32) -> String {
    (0..count)
        .rev()
        .map(|at| char::from(ALPHABET[(bits >> (at * 5) & 31) as usize]))
        .collect()
}
