//! Load: what a company's clients do all day, and a ledger of what they were answered.
//!
//! Forms, other systems, programs and people ask at once, each in the way it is meant: a
//! question that got no answer is asked again with its key. What was acknowledged goes into
//! the [`Ledger`], which lives outside of the program and is compared with it in the end.

mod acts;
mod ledger;
mod truth;

pub(crate) use acts::{Client, Trade};
pub(crate) use ledger::{Ledger, Made, Undone};
pub(crate) use truth::{at_once, complaints};

use crate::running::{Answer, ask, prints};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A process that runs, people who work under it, a form, and another system that sends.
pub(crate) struct Office {
    token: String,
    form: String,
    hook: String,
    hook_secret: String,
    clock: PathBuf,
}

/// What came of a question.
pub(crate) enum Heard {
    /// It was done.
    Yes(Answer),
    /// It was refused: nothing happened. Or it can't be done now (5xx): nobody knows.
    No(Answer),
    /// No answer: nobody knows.
    Nothing,
}

/// So long somebody waits between two questions: several clients share two cores with the server.
pub(crate) const BREATH: Duration = Duration::from_millis(4);

impl Office {
    /// Opens one: the process runs and people are there. [`furnish`](Self::furnish) does the rest.
    pub(crate) fn open(
        database: &str,
        process: &Path,
        people: &[(&str, &str)],
        clock: &Path,
    ) -> Self {
        let process = process.to_string_lossy();
        prints(&["process", "publish", &process, "--database", database]);
        for (name, role) in people {
            let email = format!("{}@throughline.example", name.to_lowercase());
            prints(&[
                "admin",
                "user",
                "add",
                "--name",
                name,
                "--email",
                &email,
                "--role",
                role,
                "--database",
                database,
            ]);
        }
        let printed = prints(&[
            "admin",
            "token",
            "create",
            "--scope",
            "admin",
            "--name",
            "load",
            "--database",
            database,
        ]);
        let token = printed.split_whitespace().last();
        Self {
            token: token.expect("it prints the secret").to_owned(),
            form: String::new(),
            hook: String::new(),
            hook_secret: String::new(),
            clock: clock.to_owned(),
        }
    }

    /// Makes the form and the way in for another system.
    pub(crate) fn furnish(&mut self, address: SocketAddr) {
        let form = json!({
            "kind": "form", "title": "Website", "channel": "direct_traffic",
            "definition": { "form": { "heading": "Sell with us", "fields": [
                { "target": "name", "label": "Your name", "required": true },
                { "target": "email", "label": "Mail", "required": true },
            ] } },
        });
        let hook = json!({
            "kind": "json", "title": "Webinar tool", "channel": "webinar",
            "definition": { "map": { "/mail": "email", "/name": "name" }, "json": { "key": "/id" } },
        });
        let form = self.must(address, "/api/v1/ways-in", &form);
        self.form = word(&form["way_in"]["address"]);
        let hook = self.must(address, "/api/v1/ways-in", &hook);
        self.hook = word(&hook["way_in"]["address"]);
        self.hook_secret = word(&hook["shown_once"]);
    }

    /// Moves the clock that all nodes read. In one step, as none of them may read half of it.
    pub(crate) fn advance_to(&self, at: jiff::Timestamp) {
        let next = self.clock.with_extension("next");
        std::fs::write(&next, at.to_string()).expect("the clock can be written");
        std::fs::rename(&next, &self.clock).expect("the clock can be moved");
    }

    /// Asks as a program with the right to do everything.
    pub(crate) fn post(
        &self,
        address: SocketAddr,
        path: &str,
        key: Option<&str>,
        body: &Value,
    ) -> Heard {
        let bearer = format!("Bearer {}", self.token);
        let mut heads = vec![
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/json"),
        ];
        heads.extend(key.map(|key| ("Idempotency-Key", key)));
        heard(ask(address, "POST", path, &heads, &body.to_string()))
    }

    /// What is there; `None` without an answer.
    pub(crate) fn get(&self, address: SocketAddr, path: &str) -> Option<Value> {
        let answer = ask(
            address,
            "GET",
            path,
            &[("Authorization", &self.bearer())],
            "",
        )?;
        if answer.status == 503 {
            return None;
        }
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        Some(answer.json())
    }

    /// All pages of a list.
    pub(crate) fn all(&self, address: SocketAddr, path: &str) -> Option<Vec<Value>> {
        let joint = if path.contains('?') { '&' } else { '?' };
        let mut found = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.get(address, &format!("{path}{joint}limit=200{cursor}"))?;
            found.extend(
                page["items"]
                    .as_array()
                    .expect("a list has items")
                    .iter()
                    .cloned(),
            );
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Some(found),
            }
        }
    }

    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    fn must(&self, address: SocketAddr, path: &str, body: &Value) -> Value {
        match self.post(address, path, None, body) {
            Heard::Yes(answer) => answer.json(),
            Heard::No(answer) => panic!("{path}: {} {}", answer.status, answer.body),
            Heard::Nothing => panic!("{path}: no answer"),
        }
    }
}

/// Whatever is neither done nor refused with a reason that can be is a fault.
fn heard(answer: Option<Answer>) -> Heard {
    match answer {
        None => Heard::Nothing,
        Some(answer) if matches!(answer.status, 200..=299 | 303) => Heard::Yes(answer),
        Some(answer) if matches!(answer.status, 409 | 422 | 429 | 503) => Heard::No(answer),
        Some(answer) => panic!("{} {}", answer.status, answer.body),
    }
}

/// An open lead is attended: somebody has it, with something to do by a time.
pub(crate) fn unattended(lead: &Value) -> Option<String> {
    let attended = lead["owner"]["id"].is_string()
        && lead["next_step"]["title"].is_string()
        && lead["next_step"]["due_at"].is_string();
    (lead["status"] == "open" && !attended).then(|| format!("open and unattended: {lead}"))
}

/// Whoever has this mail address comes in: the same words each time.
fn newcomer(mail: &str) -> Value {
    let who = mail.split('@').next().unwrap_or(mail);
    json!({ "name": format!("Ana {who}"), "email": mail, "source": { "channel": "paid_search" } })
}

fn word(value: &Value) -> String {
    value.as_str().expect("it is a text").to_owned()
}
