//! App: what all handlers share.

use crate::admin::{Order, Reply, carry_out};
use crate::clock::Clock;
use crate::effort::Efforts;
use crate::line::Line;
use crate::live::Live;
use crate::pace::Pace;
use crate::proxies::Network;
use crate::sign_in::{Attempts, Passwords};
use crate::tokens::Tokens;
use std::sync::Arc;
use store::Store;
use tokio::sync::watch;

/// What all handlers share. Cheap to clone: all clones are one.
#[derive(Debug, Clone)]
pub struct App {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) line: Line,
    pub(crate) live: Live,
    pub(crate) attempts: Attempts,
    pub(crate) pace: Pace,
    pub(crate) passwords: Passwords,
    pub(crate) tokens: Tokens,
    pub(crate) efforts: Efforts,
    /// A change to many leads was asked for.
    pub(crate) bulk: Arc<tokio::sync::Notify>,
    pub(crate) settings: Arc<Settings>,
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
    /// Count failures to sign in, and what tokens bring in.
    pub rate_limit: bool,
    /// How many leads a token may bring in a minute; twice as many at once.
    pub capture_rate: u32,
    /// Who stands before us: what they say of where a request comes from is believed.
    pub trusted_proxies: Vec<Network>,
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
            capture_rate: 6_000,
            trusted_proxies: Vec::new(),
            demo: None,
        }
    }
}

impl App {
    /// Starts the line and the follower of the log. Needs a tokio runtime.
    pub fn new(store: Store, clock: Clock, settings: Settings) -> Self {
        let (stop, stopping) = watch::channel(false);
        let line = Line::start(store.clone(), clock.clone());
        Self {
            live: Live::follow(store.clone(), stopping),
            line,
            attempts: if settings.rate_limit {
                Attempts::default()
            } else {
                Attempts::unlimited()
            },
            pace: Pace::of(settings.rate_limit.then_some(settings.capture_rate)),
            passwords: Passwords::default(),
            tokens: Tokens::of(store.clone()),
            efforts: Efforts::of(store.clone()),
            bulk: Arc::default(),
            store,
            clock,
            settings: settings.into(),
            stop,
        }
    }

    /// The one way of writing.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// The store behind it.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Carries out an order of the command line.
    pub async fn carry_out(&self, order: Order) -> Reply {
        let reply = carry_out(&self.store, &self.clock, self.line.processes(), order).await;
        self.tokens.forget();
        reply
    }

    /// Ends streams and workers, answers what waits for the line, and comes back when it ended.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        self.line.stop().await;
    }
}
