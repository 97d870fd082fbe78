//! Clock: the one clock that is passed in.
//!
//! Real, read from a file that a test moves, or set by hand. Nothing else in this room
//! asks the machine for the time of day; how long something took is another question.

use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// Tells the time. All clones tell the same.
#[derive(Debug, Clone)]
pub struct Clock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Real,
    File {
        path: Arc<PathBuf>,
        /// Microseconds; what it said last, for when it can't be read in the middle of a change.
        last: Arc<AtomicI64>,
        /// That it can't be read was said; once it can, it is said anew.
        told: Arc<AtomicBool>,
    },
    ByHand(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub fn real() -> Self {
        Self(Kind::Real)
    }

    /// A file that holds an instant and is read anew each time. While it holds none, time
    /// stands still, and the log says so.
    ///
    /// # Errors
    ///
    /// If there is no such file, or no instant in it.
    pub fn file(path: PathBuf) -> Result<Self, String> {
        let start = read(&path)?;
        Ok(Self(Kind::File {
            path: path.into(),
            last: Arc::new(start.as_microsecond().into()),
            told: Arc::default(),
        }))
    }

    /// A clock that stands until [`set`](Self::set) moves it.
    pub fn by_hand(at: Timestamp) -> Self {
        Self(Kind::ByHand(Arc::new(at.as_microsecond().into())))
    }

    /// The present.
    #[allow(
        clippy::disallowed_methods,
        reason = "this is the one clock that is passed in"
    )]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Kind::Real => whole_microseconds(Timestamp::now()),
            Kind::ByHand(at) => instant(at.load(Ordering::SeqCst)),
            Kind::File { path, last, told } => match read(path) {
                Ok(at) => {
                    last.store(at.as_microsecond(), Ordering::SeqCst);
                    told.store(false, Ordering::SeqCst);
                    whole_microseconds(at)
                }
                Err(error) => {
                    let stands = instant(last.load(Ordering::SeqCst));
                    // An empty file is one that is being written.
                    let is_empty =
                        std::fs::metadata(path.as_path()).is_ok_and(|own| own.len() == 0);
                    if !is_empty && !told.swap(true, Ordering::SeqCst) {
                        tracing::warn!("the test clock stands still at {stands}: {error}");
                    }
                    stands
                }
            },
        }
    }

    /// Moves a clock that is set by hand; the others go their own way.
    pub fn set(&self, to: Timestamp) {
        if let Kind::ByHand(at) = &self.0 {
            at.store(to.as_microsecond(), Ordering::SeqCst);
        }
    }
}

fn read(path: &std::path::Path) -> Result<Timestamp, String> {
    let text =
        std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.trim().parse().map_err(|_| {
        format!(
            "{}: it has to hold one instant, such as 2026-11-22T10:00:00Z",
            path.display()
        )
    })
}

/// What the store keeps: an instant that is read back is the one that was written.
fn whole_microseconds(at: Timestamp) -> Timestamp {
    instant(at.as_microsecond())
}

fn instant(microseconds: i64) -> Timestamp {
    Timestamp::from_microsecond(microseconds)
        .expect("microseconds of an instant are those of an instant")
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Clock {
        fn says_it_stands_still(&self) -> bool {
            match &self.0 {
                Kind::File { told, .. } => told.load(Ordering::SeqCst),
                _ => false,
            }
        }
    }

    #[test]
    fn a_clock_by_hand_stands_until_it_is_set() {
        let at: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
        let clock = Clock::by_hand(at);
        let same = clock.clone();
        assert_eq!(same.now(), at);
        clock.set("2026-03-02T13:00:00.1234567Z".parse().unwrap());
        assert_eq!(same.now().to_string(), "2026-03-02T13:00:00.123456Z");
    }

    #[test]
    fn a_file_is_read_anew_and_half_a_change_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("now");
        assert!(Clock::file(path.clone()).unwrap_err().contains("now"));
        std::fs::write(&path, "yesterday").unwrap();
        assert!(Clock::file(path.clone()).unwrap_err().contains("instant"));
        std::fs::write(&path, "2026-03-02T12:00:00Z\n").unwrap();
        let clock = Clock::file(path.clone()).unwrap();
        std::fs::write(&path, "2026-03-02T15:00:00Z").unwrap();
        assert_eq!(clock.now().to_string(), "2026-03-02T15:00:00Z");
        for (text, told) in [
            ("", false),
            ("tomorrow", true),
            ("", true),
            ("2026-03-02T16:00:00Z", false),
        ] {
            std::fs::write(&path, text).unwrap();
            clock.now();
            assert_eq!(clock.says_it_stands_still(), told, "{text}");
        }
        std::fs::write(&path, "").unwrap();
        assert_eq!(clock.now().to_string(), "2026-03-02T16:00:00Z");
    }
}
