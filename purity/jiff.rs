//! A stand-in with the names of the `jiff` crate that pure rooms may not use, so
//! that `scripts/check-purity` can try the bans without building the real one.

pub struct Timestamp;
impl Timestamp {
    pub fn now() -> Self {
        Self
    }
}

pub struct Zoned;
impl Zoned {
    pub fn now() -> Self {
        Self
    }
}

pub mod tz {
    pub struct TimeZone;
    impl TimeZone {
        pub fn system() -> Self {
            Self
        }
        pub fn try_system() -> Option<Self> {
            Some(Self)
        }
    }
}
