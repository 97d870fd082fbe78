//! Secrets: random ids and tokens, and what is kept of them.
//!
//! A token is shown once and kept as its SHA-256: it has 256 random bits, so nothing
//! slower is needed, and a stolen database opens no door.

use sha2::{Digest as _, Sha256};

/// Letters without those that look alike: Crockford's base 32, small.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A new secret of 256 random bits, to be shown once: 52 letters and digits.
pub fn secret() -> String {
    letters(&random::<32>())
}

/// What is kept of a secret.
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The digest of a body, to tell whether a repeat is one.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A new id: 48 bits of time, so that neighbours in time are neighbours in the index,
/// and 80 random bits, so that nobody guesses another.
pub fn id(now: jiff::Timestamp) -> String {
    let mut bytes = random::<16>();
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    letters(&bytes)
}

/// Eight letters to find a request in the log.
pub fn short_id() -> String {
    letters(&random::<5>())
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has randomness");
    bytes
}

/// Five bits a letter, the highest first; the last letter is filled up with zeros.
fn letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0_u16, 0);
    for &byte in bytes {
        held = (held << 8) | u16::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[usize::from((held >> bits) & 31)]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(LETTERS[usize::from((held << (5 - bits)) & 31)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_keep_the_order_of_the_bytes() {
        assert_eq!(letters(&[0xff; 5]), "zzzzzzzz");
        assert_eq!(letters(&[0, 0, 0, 0, 1]), "00000001");
        assert_eq!(letters(&[0b1000_0000]), "g0");
        assert_eq!(secret().len(), 52);
        let earlier = id(jiff::Timestamp::from_millisecond(1_700_000_000_000).unwrap());
        let later = id(jiff::Timestamp::from_millisecond(1_700_000_000_001).unwrap());
        assert!(earlier < later, "{earlier} {later}");
        assert_eq!(earlier.len(), 26);
    }
}
