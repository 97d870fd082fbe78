//! App: what all handlers share.

use crate::admin::{Order, Reply, carry_out};
use crate::capture::{Fetcher, Graph, Seal};
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
    pub(crate) doors: Doors,
    pub(crate) seal: Seal,
    pub(crate) fetcher: Arc<dyn Fetcher>,
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
    /// Seals the secrets of ways in. Without it, those that need one can't be set up.
    pub secret_key: Option<[u8; 32]>,
    /// Where the data of Meta's leads is asked for.
    pub meta_url: String,
    /// Also where that is an address in one's own network, not encrypted: for trials.
    pub allow_private: bool,
}

/// How much may come through the doors that everybody can knock at.
#[derive(Debug, Clone)]
pub(crate) struct Doors {
    /// From one address to one form, as people send.
    pub(crate) people: Pace,
    /// From one address to one form, at all.
    pub(crate) address: Pace,
    /// To one way in.
    pub(crate) way: Pace,
}

impl Doors {
    fn of(limited: bool) -> Self {
        let pace = |many: u32| Pace::of(limited.then_some(many));
        Self {
            people: pace(6),
            address: pace(60),
            way: pace(6_000),
        }
    }
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
            secret_key: None,
            meta_url: "https://graph.facebook.com/v21.0".into(),
            allow_private: false,
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
            doors: Doors::of(settings.rate_limit),
            seal: Seal::of(settings.secret_key),
            fetcher: fetcher(&settings),
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

    /// Takes in what waits in the inbox and whose time has come; says how much got further.
    ///
    /// # Errors
    ///
    /// If the store can't be read or written.
    pub async fn take_waiting(&self) -> store::Result<u32> {
        crate::capture::worker::take_waiting(self).await
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

/// Asks where the settings say; where that is no address, it says so each time it is asked.
fn fetcher(settings: &Settings) -> Arc<dyn Fetcher> {
    match Graph::at(&settings.meta_url, settings.allow_private) {
        Ok(graph) => Arc::new(graph),
        Err(what) => Arc::new(Nowhere(what)),
    }
}

#[derive(Debug)]
struct Nowhere(String);

impl Fetcher for Nowhere {
    fn lead<'a>(&'a self, _: &'a str, _: &'a str) -> crate::capture::Fetched<'a> {
        Box::pin(async { Err(crate::capture::FetchError(self.0.clone())) })
    }
}
