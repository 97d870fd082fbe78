//! The whole app on a database of its own, with a clock set by hand.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use jiff::{SignedDuration, Timestamp};
use lifecycle::names::{MemberId, RoleId};
use lifecycle::roster::Member;
use serde_json::{Value, json};
use server::admin::{Order, Reply};
use server::{App, Clock, Settings, passwords};
use std::net::SocketAddr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{NewMember, Options, Store};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// The worked example of a process.
pub(crate) const EXAMPLE: &str = include_str!("../../../lifecycle/samples/seller-acquisition.yaml");
/// Of everybody who can sign in.
pub(crate) const PASSWORD: &str = "a sentence nobody guesses";
static KEPT: LazyLock<String> = LazyLock::new(|| passwords::hash(PASSWORD).unwrap());
/// A Monday, nine in the morning where the process is.
const START: &str = "2026-03-02T12:00:00Z";

/// The app, and what a test needs around it.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) router: Router,
    /// A token of scope admin.
    pub(crate) token: String,
    _folder: TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The body, where the status is this one.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }
}

/// Runs a story on SQLite and, where there is one, on PostgreSQL. After each, every lead is
/// rebuilt from its events and all invariants are checked.
pub(crate) fn story(story: impl AsyncFn(&TestApp)) {
    let server = std::env::var("THROUGHLINE_TEST_POSTGRES").ok();
    if server.is_none() {
        println!("SKIPPED on PostgreSQL: THROUGHLINE_TEST_POSTGRES says where one is");
    }
    let places = [None].into_iter().chain(server.map(Some));
    for place in places {
        runtime().block_on(async {
            let app = TestApp::on(place.as_deref(), Some(EXAMPLE)).await;
            story(&app).await;
            app.end().await;
        });
    }
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

impl TestApp {
    pub(crate) async fn on(server: Option<&str>, process: Option<&str>) -> Self {
        Self::with(server, process, Settings::default()).await
    }

    pub(crate) async fn with(
        server: Option<&str>,
        process: Option<&str>,
        settings: Settings,
    ) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let folder = tempfile::tempdir().unwrap();
        let url = match server {
            None => format!("sqlite://{}", folder.path().join("leads.db").display()),
            Some(server) => {
                let number = NEXT.fetch_add(1, Ordering::Relaxed);
                let question = if server.contains('?') { '&' } else { '?' };
                format!("{server}{question}schema=s_{}_{number}", std::process::id())
            }
        };
        let store = Store::open(&url, Options::default())
            .await
            .unwrap_or_else(|error| panic!("{error}"));
        let clock = Clock::by_hand(START.parse().unwrap());
        let app = App::new(store.clone(), clock.clone(), settings);
        if let Some(text) = process {
            let order = Order::Publish {
                text: text.to_owned(),
                by: "test".into(),
                replace: false,
            };
            let reply = app.carry_out(order).await;
            assert!(matches!(reply, Reply::Runs { version: 1, .. }), "{reply:?}");
        }
        let here: SocketAddr = "127.0.0.1:8080".parse().unwrap();
        let mut test = Self {
            router: app.router(here),
            app,
            clock,
            store,
            token: String::new(),
            _folder: folder,
        };
        test.people().await;
        test.token = test.token_of("admin", None).await;
        test
    }

    /// Two who call, two who sell, one for marketing, one who manages.
    async fn people(&self) {
        let mut work = self.store.begin().await.unwrap();
        for (name, role, admin) in [
            ("Nora", "sdr", false),
            ("Femi", "sdr", false),
            ("Rui", "sales", false),
            ("Lia", "sales", false),
            ("Max", "marketing", false),
            ("Ada", "management", true),
        ] {
            work.add_member(&NewMember {
                member: Member {
                    id: MemberId::from(name.to_lowercase()),
                    name: name.into(),
                    active: true,
                    roles: vec![RoleId::from(role)],
                    teams: Vec::new(),
                    region: None,
                    seniority: 1,
                    open: 0,
                    particulars: Default::default(),
                },
                email: format!("{}@we.example", name.to_lowercase()),
                admin,
                password_hash: Some(KEPT.clone()),
                at: self.clock.now(),
            })
            .await
            .unwrap();
        }
        work.commit().await.unwrap();
    }

    pub(crate) async fn token_of(&self, scope: &str, channel: Option<&str>) -> String {
        let order = Order::AddToken {
            name: format!("test {scope}"),
            scope: scope.into(),
            channel: channel.map(Into::into),
        };
        match self.app.carry_out(order).await {
            Reply::Secret { secret, .. } => secret,
            other => panic!("{other:?}"),
        }
    }

    /// Sends what was built, as if it came from this machine.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (mut parts, body) = request.into_parts();
        parts
            .headers
            .entry("host")
            .or_insert("localhost:8080".parse().unwrap());
        let request = Request::from_parts(parts, body);
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header("authorization", format!("Bearer {}", self.token));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_with(path, &[], body.to_string()).await
    }

    pub(crate) async fn post_with(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let mut request = Request::post(path)
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Takes somebody in; the lead.
    pub(crate) async fn capture(&self, body: Value) -> Value {
        let answer = self.post("/api/v1/leads", body).await;
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text);
        answer.json()
    }

    /// Ana, who asked to be called.
    pub(crate) async fn ana(&self) -> Value {
        self.capture(json!({
            "name": "Ana Souza", "email": "ana@casaverde.example", "company": "Casa Verde",
            "phone": "+55 11 4002-8922", "form": "sell-with-us",
            "source": { "channel": "paid_search", "campaign": "autumn" },
            "fields": { "business_type": "manufacturer", "catalogue_size": 240 },
        }))
        .await
    }

    /// Moves the clock; fires what is due on the way, at its time.
    pub(crate) async fn advance(&self, by: SignedDuration) {
        let until = self.clock.now() + by;
        for _ in 0..10_000 {
            let next = self
                .store
                .reader()
                .await
                .unwrap()
                .next_wake()
                .await
                .unwrap();
            let Some(at) = next.filter(|at| *at <= until) else {
                self.clock.set(until);
                return;
            };
            self.clock.set(at.max(self.clock.now()));
            assert!(
                self.app.line().wake_due().await.unwrap() > 0,
                "nothing woke at {at}"
            );
        }
        panic!("time doesn't get any further than {}", self.clock.now());
    }

    /// The types of what happened, in order.
    pub(crate) async fn types(&self, lead: &Value) -> Vec<String> {
        let events = self.history(lead).await;
        let kind = |event: &Value| event["type"].as_str().unwrap().to_owned();
        events.iter().map(kind).collect()
    }

    /// The same by the lead's id.
    pub(crate) async fn types_of(&self, id: &str) -> Vec<String> {
        self.types(&json!({ "id": id })).await
    }

    /// These leads, as they are now.
    pub(crate) async fn leads(&self, ids: &[String]) -> Vec<Value> {
        let mut leads = Vec::new();
        for id in ids {
            leads.push(self.get(&format!("/api/v1/leads/{id}")).await.expect(200));
        }
        leads
    }

    pub(crate) async fn history(&self, lead: &Value) -> Vec<Value> {
        let id = lead["id"].as_str().unwrap();
        let answer = self.get(&format!("/api/v1/leads/{id}/events")).await;
        answer.expect(200)["items"].as_array().unwrap().clone()
    }

    /// How much there is of everything: a refusal changes none of it.
    pub(crate) async fn figures(&self) -> (u64, u64, u64, u64) {
        let found = store::verify(&self.store, |_| {}).await.unwrap();
        assert!(found.is_clean(), "{found:#?}");
        (found.leads, found.events, found.submissions, found.effects)
    }

    pub(crate) async fn count(&self) -> u64 {
        self.figures().await.0
    }

    /// Takes a request of a program with another token.
    pub(crate) async fn post_by(&self, token: &str, body: Value) -> Answer {
        let request = Request::post("/api/v1/leads")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap())
            .await
    }

    pub(crate) async fn end(&self) {
        self.figures().await;
        self.app.stop().await;
    }
}

/// The path of a lead.
pub(crate) fn path(lead: &Value, rest: &str) -> String {
    format!("/api/v1/leads/{}{rest}", lead["id"].as_str().unwrap())
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
