//! Seal: secrets that we have to use ourselves, encrypted with a key that isn't in the
//! database; and how what others signed is compared.
//!
//! XChaCha20-Poly1305, a random nonce before each text; the way in's id is bound to it, so
//! that a row copied to another way in opens nothing.

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

const NONCE: usize = 24;

/// What a way in uses to ask or to check, in clear only while it is used.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Secrets {
    /// Signs what comes: the app secret of Meta, the secret of Typeform or of a mapping.
    pub(crate) signs: Option<String>,
    /// Asks for the person's data: the page's access token of Meta.
    pub(crate) asks: Option<String>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

/// The key that seals, if there is one.
#[derive(Clone)]
pub(crate) struct Seal(Option<XChaCha20Poly1305>);

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

/// No key was given to this program, or another one than sealed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoKey;

impl Seal {
    pub(crate) fn of(key: Option<[u8; 32]>) -> Self {
        Self(key.map(|key| XChaCha20Poly1305::new(&key.into())))
    }

    /// Seals the secrets of a way in.
    pub(crate) fn seal(&self, secrets: &Secrets, way: &str) -> Result<Vec<u8>, NoKey> {
        let cipher = self.0.as_ref().ok_or(NoKey)?;
        let plain = serde_json::to_vec(secrets).expect("texts are JSON");
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).expect("the operating system has randomness");
        let payload = Payload {
            msg: &plain,
            aad: way.as_bytes(),
        };
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a short text can be encrypted");
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens them again.
    pub(crate) fn open(&self, sealed: Option<&[u8]>, way: &str) -> Result<Secrets, NoKey> {
        let Some(sealed) = sealed else {
            return Ok(Secrets::default());
        };
        let cipher = self.0.as_ref().ok_or(NoKey)?;
        let (nonce, text) = sealed.split_first_chunk::<NONCE>().ok_or(NoKey)?;
        let payload = Payload {
            msg: text,
            aad: way.as_bytes(),
        };
        let plain = cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| NoKey)?;
        serde_json::from_slice(&plain).map_err(|_| NoKey)
    }
}

fn mac(secret: &[u8], bytes: &[u8]) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(secret)
        .expect("HMAC takes keys of any length");
    mac.update(bytes);
    mac
}

/// The signature of these bytes.
pub(crate) fn sign(secret: &[u8], bytes: &[u8]) -> [u8; 32] {
    mac(secret, bytes).finalize().into_bytes().into()
}

/// Whether the hexadecimal text signs exactly these bytes. Takes as long whatever is wrong.
pub(crate) fn signed_hex(secret: &str, bytes: &[u8], signature: &str) -> bool {
    let digits = signature.as_bytes();
    let mut given = [0_u8; 32];
    if digits.len() != 64 {
        return false;
    }
    for (byte, pair) in given.iter_mut().zip(digits.chunks(2)) {
        let text = std::str::from_utf8(pair).unwrap_or_default();
        match u8::from_str_radix(text, 16) {
            Ok(own) if !text.starts_with('+') => *byte = own,
            _ => return false,
        }
    }
    mac(secret.as_bytes(), bytes).verify_slice(&given).is_ok()
}

/// The same for base 64.
pub(crate) fn signed_base64(secret: &str, bytes: &[u8], signature: &str) -> bool {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD
        .decode(signature)
        .is_ok_and(|given| mac(secret.as_bytes(), bytes).verify_slice(&given).is_ok())
}

/// Whether two digests are the same; takes as long whatever they are.
pub(crate) fn same(own: &[u8; 32], given: &[u8; 32]) -> bool {
    own.iter()
        .zip(given)
        .fold(0_u8, |differs, (own, given)| differs | (own ^ given))
        == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_for_the_same_way_in_opens() {
        let seal = Seal::of(Some([1; 32]));
        let secrets = Secrets {
            signs: Some("app secret".into()),
            asks: None,
        };
        let sealed = seal.seal(&secrets, "w1").unwrap();
        assert!(!sealed.windows(3).any(|part| part == b"app"));
        assert_ne!(sealed, seal.seal(&secrets, "w1").unwrap());
        let opened = seal.open(Some(&sealed), "w1").unwrap();
        assert_eq!(opened.signs.as_deref(), Some("app secret"));
        assert!(seal.open(Some(&sealed), "w2").is_err());
        assert!(Seal::of(Some([2; 32])).open(Some(&sealed), "w1").is_err());
        assert!(Seal::of(None).open(Some(&sealed), "w1").is_err());
        assert!(Seal::of(None).seal(&secrets, "w1").is_err());
        let mut harmed = sealed.clone();
        harmed[30] ^= 1;
        assert!(seal.open(Some(&harmed), "w1").is_err());
        assert!(seal.open(Some(&sealed[..10]), "w1").is_err());
        assert!(seal.open(None, "w1").unwrap().signs.is_none());
    }

    #[test]
    fn a_signature_is_of_exactly_these_bytes() {
        use base64::Engine as _;
        let bytes = b"{\"a\":1}\n";
        let own = sign(b"secret", bytes);
        let hex: String = own.iter().map(|byte| format!("{byte:02x}")).collect();
        let text = base64::engine::general_purpose::STANDARD.encode(own);
        assert!(signed_hex("secret", bytes, &hex) && signed_base64("secret", bytes, &text));
        assert!(signed_hex("secret", bytes, &hex.to_uppercase()));
        for (secret, bytes, hex) in [
            ("other", &bytes[..], hex.as_str()),
            ("secret", &bytes[..7], &hex),
            ("secret", &bytes[..], &hex[1..]),
            ("secret", &bytes[..], ""),
            ("secret", &bytes[..], &"+1".repeat(32)),
            ("secret", &bytes[..], &"zz".repeat(32)),
        ] {
            assert!(!signed_hex(secret, bytes, hex), "{hex}");
        }
        assert!(!signed_base64("secret", bytes, &text[1..]));
        assert!(same(&[1; 32], &[1; 32]) && !same(&[1; 32], &[2; 32]));
    }
}
