//! App: what all handlers share.

use crate::clock::Clock;
use crate::line::Line;
use crate::live::Live;
use crate::sign_in::{Attempts, Passwords};
use std::sync::Arc;
use store::Store;
use tokio::sync::watch;

/// What all handlers share. Cheap to clone: all clones are one.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

/// What the app is made of.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) line: Line,
    pub(crate) live: Live,
    pub(crate) attempts: Attempts,
    pub(crate) passwords: Passwords,
    pub(crate) settings: Settings,
    pub(crate) stop: watch::Sender<bool>,
}

/// How the app behaves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Whose leads these are, as the screens say it.
    pub organisation: String,
    /// Names under which the server is known, beside those of this machine.
    pub hosts: Vec<String>,
    /// Browsers reach us by https: cookies are sent that way only.
    pub secure: bool,
    /// Count failures to sign in.
    pub rate_limit: bool,
    /// How to sign in to the demo, shown to everybody.
    pub demo: Option<Demo>,
}

/// How to sign in to the demo.
#[derive(Debug, Clone)]
pub struct Demo {
    /// The mail address.
    pub email: String,
    /// The password.
    pub password: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            organisation: "Throughline".into(),
            hosts: Vec::new(),
            secure: false,
            rate_limit: true,
            demo: None,
        }
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Starts the line and the follower of the log. Needs a tokio runtime.
    pub fn new(store: Store, clock: Clock, settings: Settings) -> Self {
        let (stop, stopping) = watch::channel(false);
        let line = Line::start(store.clone(), clock.clone());
        Self(Arc::new(Parts {
            live: Live::follow(store.clone(), stopping),
            line,
            attempts: if settings.rate_limit {
                Attempts::default()
            } else {
                Attempts::unlimited()
            },
            passwords: Passwords::default(),
            store,
            clock,
            settings,
            stop,
        }))
    }

    /// The one way of writing.
    pub fn line(&self) -> &Line {
        &self.0.line
    }

    /// The store behind it.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Ends streams and workers, answers what waits for the line, and comes back when it ended.
    pub async fn stop(&self) {
        self.0.stop.send_replace(true);
        self.0.line.stop().await;
    }
}
