//! Passwords: Argon2id as OWASP advises, never on the threads that answer others.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;

/// KiB of memory, passes and lanes of one hash (OWASP's second choice; 20 MiB, about 30 ms).
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// So many are hashed at a time: memory and cores stay free for the line.
const AT_A_TIME: usize = 2;

/// A password has at least so many letters …
const SHORTEST: usize = 10;
/// … and at most so many bytes: more costs time and adds nothing.
const LONGEST: usize = 256;

/// Verified in the place of a member's, where there is none: a wrong mail takes as long
/// as a wrong password.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now(&crate::secrets::secret()).expect("a random password can be hashed"));

/// Hashes and verifies, a few at a time.
#[derive(Debug, Clone)]
pub(crate) struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_A_TIME)))
    }
}

impl Passwords {
    /// The PHC string to keep.
    ///
    /// # Errors
    ///
    /// If the hash can't be made, or we are about to end.
    pub(crate) async fn hash(&self, password: String) -> Result<String, String> {
        self.apart(move || hash_now(&password)).await?
    }

    /// Whether the password belongs to the PHC string. Without one it doesn't, after the same work.
    ///
    /// # Errors
    ///
    /// If we are about to end.
    pub(crate) async fn verify(
        &self,
        password: String,
        kept: Option<String>,
    ) -> Result<bool, String> {
        self.apart(move || {
            let known = kept.is_some();
            let kept = kept.as_deref().unwrap_or(&NOBODY);
            let fits = PasswordHash::new(kept)
                .is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok());
            fits && known
        })
        .await
    }

    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, String> {
        let _turn = self.0.acquire().await.map_err(|error| error.to_string())?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| error.to_string())
    }
}

/// What is wrong with a password, as a sentence; `None` for a good one.
pub(crate) fn weakness(password: &str, mail: &str, name: &str) -> Option<&'static str> {
    let folded = password.trim().to_lowercase();
    let letters: std::collections::BTreeSet<char> = folded.chars().collect();
    let own = |word: &str| {
        let word = word.trim().to_lowercase();
        word.chars().count() >= 4 && folded == word
    };
    if password.chars().count() < SHORTEST {
        Some("The password is shorter than ten characters: take a sentence.")
    } else if password.len() > LONGEST {
        Some("The password is longer than 256 bytes: take a shorter one.")
    } else if letters.len() < 5
        || own(mail)
        || own(name)
        || mail.split('@').next().is_some_and(own)
        || EASY.contains(&folded.as_str())
    {
        Some("The password would be guessed: take a sentence that only you would write.")
    } else {
        None
    }
}

/// The commonest of ten letters and more.
const EASY: &[&str] = &[
    "1234567890",
    "12345678910",
    "0123456789",
    "0987654321",
    "password12",
    "password123",
    "password1234",
    "passwort123",
    "qwertyuiop",
    "qwerty12345",
    "qwertz12345",
    "1q2w3e4r5t",
    "iloveyou123",
    "abcdefghij",
    "throughline",
    "administrator",
    "changeme123",
];

fn hasher() -> Argon2<'static> {
    let params =
        Params::new(MEMORY, PASSES, LANES, None).expect("the parameters are in Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

pub(crate) fn hash_now(password: &str) -> Result<String, String> {
    hasher()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_verified_by_what_is_kept_of_it() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            let passwords = Passwords::default();
            let kept = passwords.hash("a long sentence".into()).await.unwrap();
            assert!(
                kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
                "{kept}"
            );
            for (password, of, fits) in [
                ("a long sentence", Some(kept.clone()), true),
                ("a long sentencE", Some(kept), false),
                ("a long sentence", None, false),
                ("a long sentence", Some("rubbish".into()), false),
            ] {
                assert_eq!(passwords.verify(password.into(), of).await, Ok(fits));
            }
        });
    }

    #[test]
    fn weak_passwords_are_told_why() {
        for (password, good) in [
            ("short", false),
            ("aaaaaaaaaaaaaaaa", false),
            ("1234567890", false),
            ("nora@example.com", false),
            ("Password123", false),
            ("grün wie der Frühling", true),
            ("correct horse battery", true),
        ] {
            assert_eq!(
                weakness(password, "nora@example.com", "Nora").is_none(),
                good,
                "{password}"
            );
        }
        assert!(weakness(&"ab cdefg".repeat(40), "", "").is_some());
    }
}
