//! Token: what a form carries from when it was shown to when it was sent.
//!
//! It is signed, so nobody makes one up; it says when the form was shown, which tells a
//! machine from a person; and it is the key under which the submission comes in, so that a
//! double click makes one lead. Nothing of it is kept before it comes back.

use super::seal::{same, sign};
use crate::secrets;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A token that was signed by the form it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormToken {
    /// What makes it the only one of its kind.
    pub(crate) id: String,
    /// When the form was shown.
    pub(crate) at: Timestamp,
}

impl FormToken {
    /// A new token, for a form that is shown now.
    pub(crate) fn sign(way: &str, key: &[u8; 32], now: Timestamp) -> String {
        let id = secrets::id(now);
        let signature = signature(way, key, &id);
        let hex: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{id}.{hex}")
    }

    /// The token, if this form signed it.
    pub(crate) fn read(way: &str, key: &[u8; 32], text: &str) -> Option<Self> {
        let (id, hex) = text.split_once('.')?;
        if id.len() != 26 || hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        let mut given = [0; 32];
        for (byte, at) in given.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()?;
        }
        if !same(&signature(way, key, id), &given) {
            return None;
        }
        // 48 bits of time, then chance: the first ten letters hold 50 bits.
        let mut bits: u64 = 0;
        for letter in id.bytes().take(10) {
            let value = LETTERS.iter().position(|own| *own == letter)?;
            bits = bits << 5 | value as u64;
        }
        let at = Timestamp::from_millisecond(i64::try_from(bits >> 2).ok()?).ok()?;
        Some(Self {
            id: id.to_owned(),
            at,
        })
    }
}

fn signature(way: &str, key: &[u8; 32], id: &str) -> [u8; 32] {
    sign(key, format!("form token\n{way}\n{id}").as_bytes())
}

/// Whether somebody worked for it: the digest of token and answer begins with so many zero bits.
pub(crate) fn proves(token: &str, answer: &str, bits: u8) -> bool {
    if answer.len() > 20 {
        return false;
    }
    let digest = Sha256::digest(format!("{token}:{answer}").as_bytes());
    let mut zeros = 0;
    for byte in digest {
        zeros += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    zeros >= u32::from(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_of_one_form_and_knows_its_time() {
        let now: Timestamp = "2026-03-02T12:00:00.123Z".parse().unwrap();
        let token = FormToken::sign("w1", &[1; 32], now);
        let read = FormToken::read("w1", &[1; 32], &token).unwrap();
        assert_eq!(read.at, now);
        assert_ne!(token, FormToken::sign("w1", &[1; 32], now));
        assert_eq!(FormToken::read("w2", &[1; 32], &token), None);
        assert_eq!(FormToken::read("w1", &[2; 32], &token), None);
        let other = format!("0{}", &token[1..]);
        for wrong in ["", ".", "a.b", &token[1..], &other, &token.replace('.', "")] {
            assert_eq!(FormToken::read("w1", &[1; 32], wrong), None, "{wrong}");
        }
    }

    #[test]
    fn work_can_be_shown() {
        let answer = (0..100_000_u32)
            .map(|number| number.to_string())
            .find(|answer| proves("token", answer, 10))
            .unwrap();
        assert!(!proves("other", &answer, 10) || !proves("third", &answer, 10));
        assert!(!proves("token", &answer, 40));
        assert!(!proves("token", &"1".repeat(21), 0));
    }
}
