//! Acts: what one client does, again and again, until the server is gone.
//!
//! Each returns `None` when it got no answer: then nobody is there, and it comes back with
//! the next server.

use super::ledger::{Act, Ledger, Merge, Sending, Undone};
use super::{BREATH, Heard, Office, newcomer, unattended, word};
use crate::running::ask;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};

/// One of those who ask.
#[derive(Clone, Copy)]
pub(crate) struct Client<'a> {
    pub(crate) office: &'a Office,
    pub(crate) ledger: &'a Ledger,
    pub(crate) address: SocketAddr,
    /// How often the server was started before.
    pub(crate) round: u64,
}

/// What a client is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trade {
    /// Brings leads in by key; some people come more than once.
    Program,
    /// Works on leads: the n-th of so many who do.
    Rep(usize, usize),
    /// Only calls, and moves nothing: the n-th of so many who do.
    Caller(usize, usize),
    /// Finds out who is the same, and who isn't after all.
    Steward,
    /// Fills in the form.
    Visitor,
    /// Another system that sends.
    Provider,
    /// Looks whether all that is open is attended.
    Manager,
}

impl Client<'_> {
    /// Works until it is told to stop, or nobody answers.
    pub(crate) fn work(self, trade: Trade, stop: &AtomicBool) {
        while !stop.load(Ordering::Relaxed) {
            let answered = match trade {
                Trade::Program => self.bring_in(),
                Trade::Rep(number, of) => self.act(number, of, true),
                Trade::Caller(number, of) => self.act(number, of, false),
                Trade::Steward => self.unite(),
                Trade::Visitor => self.fill_in(),
                Trade::Provider => self.provide(),
                Trade::Manager => self.look(),
            };
            if answered.is_none() {
                return;
            }
            std::thread::sleep(BREATH);
        }
    }

    /// Somebody who never came before; their lead.
    pub(crate) fn newcomer(&self) -> Option<String> {
        let number = self.ledger.number();
        self.capture(
            &format!("key-{number}"),
            &format!("ana.{number}@casaverde.example"),
        )?
    }

    /// What got no answer first, with its key; else somebody new, or every fifth time somebody
    /// who came before.
    fn bring_in(&self) -> Option<()> {
        let again = self.ledger.with(|made| made.unheard.pop());
        let (key, mail) = again.unwrap_or_else(|| {
            let number = self.ledger.number();
            let who = if number % 5 == 4 { number / 2 } else { number };
            (
                format!("key-{number}"),
                format!("ana.{who}@casaverde.example"),
            )
        });
        let lead = self.capture(&key, &mail)?;
        if let Some(lead) = lead {
            self.ledger.with(|made| {
                if !made.to_work.contains(&lead) {
                    made.to_work.push(lead);
                }
            });
        }
        Some(())
    }

    /// Brings somebody in; the lead, or nothing if it was refused for now.
    fn capture(&self, key: &str, mail: &str) -> Option<Option<String>> {
        let body = newcomer(mail);
        match self
            .office
            .post(self.address, "/api/v1/leads", Some(key), &body)
        {
            Heard::Yes(answer) => {
                let lead = answer.json();
                assert_eq!(unattended(&lead), None);
                let id = word(&lead["id"]);
                self.ledger
                    .captured(key.to_owned(), mail.to_owned(), id.clone());
                Some(Some(id))
            }
            Heard::No(_) => {
                self.unheard(key, mail);
                Some(None)
            }
            Heard::Nothing => {
                self.unheard(key, mail);
                None
            }
        }
    }

    fn unheard(&self, key: &str, mail: &str) {
        let one = (key.to_owned(), mail.to_owned());
        self.ledger.with(|made| made.unheard.push(one));
    }

    /// A touch, or a move there and back, or one that is taken back.
    fn act(&self, number: usize, of: usize, moves: bool) -> Option<()> {
        let turn = self.ledger.number();
        let lead = self.ledger.with(|made| {
            let own: Vec<&String> = made.to_work.iter().skip(number).step_by(of).collect();
            let at = usize::try_from(turn.wrapping_mul(7919))
                .ok()?
                .checked_rem(own.len())?;
            own.get(at).map(|own| (*own).clone())
        });
        let Some(lead) = lead else {
            return Some(());
        };
        let now = self
            .office
            .get(self.address, &format!("/api/v1/leads/{lead}"))?;
        assert_eq!(unattended(&now), None);
        let from = now["version"].as_u64().expect("a lead has a version");
        match turn % 4 {
            kind if kind < 2 || !moves => {
                let mark = format!("mark-{turn}.");
                let touch = json!({ "kind": "call", "note": mark, "if_version": from });
                self.did(&lead, from, "touches", &touch, "touch.logged", Some(mark))?;
            }
            _ => {
                let (path, body) = if now["stage"] == "nurture" {
                    let why = json!({ "to": "contacting", "reason": "They asked for it" });
                    ("exceptions", why)
                } else {
                    ("moves", json!({ "to": "nurture", "reason": "not_now" }))
                };
                let mut body = body;
                body["if_version"] = from.into();
                let moved = self.did(&lead, from, path, &body, "lead.moved", None)?;
                if let (Some(moved), 3) = (moved, turn % 4) {
                    let back = json!({ "to": from, "if_version": moved });
                    self.did(&lead, moved, "take-back", &back, "lead.taken_back", None)?;
                }
            }
        }
        Some(())
    }

    /// The version of the lead afterwards, or nothing if it was refused.
    fn did(
        &self,
        lead: &str,
        from: u64,
        path: &str,
        body: &Value,
        event: &'static str,
        mark: Option<String>,
    ) -> Option<Option<u64>> {
        let path = format!("/api/v1/leads/{lead}/{path}");
        match self.office.post(self.address, &path, None, body) {
            Heard::Yes(answer) => {
                let after = answer.json();
                assert_eq!(unattended(&after), None);
                let to = after["version"].as_u64().expect("a lead has a version");
                let lead = lead.to_owned();
                self.ledger.acted(Act {
                    lead,
                    from,
                    to,
                    event,
                    mark,
                });
                Some(Some(to))
            }
            Heard::No(_) => Some(None),
            Heard::Nothing => None,
        }
    }

    /// Two who come in and are found to be one; every second time they are two after all.
    fn unite(&self) -> Option<()> {
        let number = self.ledger.number();
        let mut persons = Vec::new();
        for (half, name) in [("one", "rui"), ("other", "marta")] {
            let key = format!("{half}-{number}");
            let mail = format!("{name}.{number}@twins.example");
            let Some(lead) = self.capture(&key, &mail)? else {
                return Some(());
            };
            let lead = self
                .office
                .get(self.address, &format!("/api/v1/leads/{lead}"))?;
            persons.push(word(&lead["person"]["id"]));
        }
        let (kept, gone) = (persons[0].clone(), persons[1].clone());
        let path = format!("/api/v1/persons/{kept}/merge");
        let merge = match self
            .office
            .post(self.address, &path, None, &json!({ "other": gone }))
        {
            Heard::Yes(answer) => word(&answer.json()["merge"]["id"]),
            Heard::No(_) => return Some(()),
            Heard::Nothing => return None,
        };
        let own = Merge {
            kept,
            gone,
            undone: Undone::No,
        };
        self.ledger.with(|made| {
            made.answered += 1;
            made.merges.insert(merge.clone(), own);
        });
        // They come again, and are the one that they are now.
        self.capture(
            &format!("again-{number}"),
            &format!("marta.{number}@twins.example"),
        )?;
        if number.is_multiple_of(2) {
            let path = format!("/api/v1/merges/{merge}/undo");
            let undone = match self.office.post(self.address, &path, None, &json!({})) {
                Heard::Yes(_) => Undone::Yes,
                Heard::No(answer) if answer.status < 500 => Undone::No,
                Heard::No(_) | Heard::Nothing => Undone::Perhaps,
            };
            self.ledger.with(|made| {
                made.answered += 1;
                if let Some(own) = made.merges.get_mut(&merge) {
                    own.undone = undone;
                }
            });
        }
        Some(())
    }

    /// Looks at the form, and sends one that was shown in an earlier round: nobody types faster
    /// than the clock moves.
    fn fill_in(&self) -> Option<()> {
        let page = ask(self.address, "GET", &self.office.form, &[], "")?;
        assert_eq!(page.status, 200, "{}", page.body);
        let (_, rest) = page
            .body
            .split_once("name=\"_token\" value=\"")
            .expect("it has a token");
        let token = rest.split('"').next().unwrap_or_default().to_owned();
        let round = self.round;
        let shown = self.ledger.with(|made| {
            made.shown.push((round, token));
            let at = made.shown.iter().position(|(shown, _)| *shown < round)?;
            Some(made.shown.swap_remove(at).1)
        });
        let Some(token) = shown else {
            return Some(());
        };
        let number = self.ledger.number();
        let mail = format!("form.{number}@visitor.example");
        let body = format!(
            "_token={token}&name=Visitor+{number}&email={}",
            mail.replace('@', "%40")
        );
        self.send_all(Sending {
            mail,
            by_form: true,
            body,
        })
    }

    fn provide(&self) -> Option<()> {
        let number = self.ledger.number();
        let mail = format!("hook.{number}@provider.example");
        let body =
            json!({ "id": format!("id-{number}"), "mail": mail, "name": format!("Hook {number}") });
        self.send_all(Sending {
            mail,
            by_form: false,
            body: body.to_string(),
        })
    }

    /// What of its kind got no answer first, as it was; every seventh twice, as hands and
    /// providers do.
    fn send_all(&self, new: Sending) -> Option<()> {
        let by_form = new.by_form;
        let mut waiting = vec![new];
        self.ledger.with(|made| {
            let (own, others) = made
                .unsent
                .drain(..)
                .partition(|one| one.by_form == by_form);
            made.unsent = others;
            waiting.extend::<Vec<Sending>>(own);
        });
        while let Some(one) = waiting.pop() {
            for _ in 0..if self.ledger.number().is_multiple_of(7) {
                2
            } else {
                1
            } {
                match self.send(&one) {
                    Heard::Yes(_) => self.ledger.with(|made| {
                        made.answered += 1;
                        made.sent.insert(one.mail.clone());
                    }),
                    Heard::No(_) => self.ledger.with(|made| made.unsent.push(one.clone())),
                    Heard::Nothing => {
                        waiting.push(one);
                        self.ledger.with(|made| made.unsent.append(&mut waiting));
                        return None;
                    }
                }
            }
        }
        Some(())
    }

    fn send(&self, one: &Sending) -> Heard {
        let bearer = format!("Bearer {}", self.office.hook_secret);
        super::heard(if one.by_form {
            let kind = [("Content-Type", "application/x-www-form-urlencoded")];
            ask(self.address, "POST", &self.office.form, &kind, &one.body)
        } else {
            let heads = [
                ("Authorization", bearer.as_str()),
                ("Content-Type", "application/json"),
            ];
            ask(self.address, "POST", &self.office.hook, &heads, &one.body)
        })
    }

    /// Everything that is open, at whatever moment this is.
    fn look(&self) -> Option<()> {
        std::thread::sleep(10 * BREATH);
        for lead in self.office.all(self.address, "/api/v1/leads?status=open")? {
            assert_eq!(unattended(&lead), None);
        }
        Some(())
    }
}
