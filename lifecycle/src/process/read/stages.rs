//! Stages: what happens where, what is promised, and how it goes on.

use super::codes;
use super::durations;
use super::findings::listed;
use super::line::pick;
use super::reader::{Reader, addressee, one_or_more, owned, span, text, texts};
use crate::calendar::{Counts, Span};
use crate::process::condition::Setting;
use crate::process::format::names::What;
use crate::process::model::{
    Activity, Asked, Attempt, Consequence, Duty, End, Gate, Later, Mode, Move, Outcome, Phase,
    Promise, Stage, StageKind, StopsOn, TouchKind, Tries, Verdict, Within,
};
use crate::process::node::{Key, Kind, Node};

impl Reader<'_> {
    pub(super) fn stages(&mut self, node: Option<&Node>) -> Vec<Stage> {
        let mut stages = Vec::new();
        for (key, value) in node.map(Node::entries).unwrap_or_default() {
            self.findings.stage = Some(key.text.clone());
            stages.extend(self.stage(key, value));
        }
        self.findings.stage = None;
        stages
    }

    fn stage(&mut self, key: &Key, node: &Node) -> Option<Stage> {
        // Also of a stage that can't be used, the conditions are looked at.
        let moves = self.moves(node.get("moves"));
        let clocks = self.clocks(node.get("clocks"));
        let route = node.get("route").and_then(|route| self.target(route));
        let duty = |moves| {
            Some(Duty {
                owner: text(node, "owner")?.into(),
                mode: match text(node, "mode") {
                    Some("assisted") => Mode::Assisted,
                    Some("automatic") => Mode::Automatic,
                    _ => Mode::Human,
                },
                route,
                next_step: owned(node, "next_step")?,
                script: owned(node, "script"),
                asks: asked(node, "asks"),
                declines: node
                    .get("declines")
                    .map(|_| texts(node, "declines").map(Into::into).collect()),
                clocks,
                cadence: cadence(node.get("cadence")),
                moves,
            })
        };
        let kind = match text(node, "kind")? {
            "gate" => StageKind::Gate(Gate {
                does: texts(node, "does").filter_map(activity).collect(),
                moves,
            }),
            "work" => StageKind::Work(duty(moves)?),
            "hold" => StageKind::Hold(duty(moves)?),
            "end" => StageKind::End(End {
                outcome: outcome(text(node, "outcome")?)?,
                feedback: owned(node, "feedback"),
            }),
            _ => return None,
        };
        Some(Stage {
            id: key.text.as_str().into(),
            title: owned(node, "title")?,
            phase: phase(text(node, "phase")?)?,
            kind,
            purpose: owned(node, "purpose"),
            place: key.place,
        })
    }

    fn moves(&mut self, node: Option<&Node>) -> Vec<Move> {
        let mut moves = Vec::new();
        for item in node.map(Node::items).unwrap_or_default() {
            let when = self.condition(item.get("when"), Setting::Event);
            moves.extend(text(item, "to").map(|to| Move {
                to: to.into(),
                when,
                needs: asked(item, "needs"),
                tries: item.get("tries").map(tries).unwrap_or_default(),
                reasons: texts(item, "reasons").map(Into::into).collect(),
                reason: text(item, "reason").map(Into::into),
                verdict: text(item, "verdict").and_then(verdict),
                series: text(item, "series").map(Into::into),
                alert: text(item, "alert").map(addressee),
                place: item.place,
            }));
        }
        moves
    }

    fn clocks(&mut self, node: Option<&Node>) -> Vec<Promise> {
        let mut clocks = Vec::new();
        for (key, value) in node.map(Node::entries).unwrap_or_default() {
            let Some(within) = value.get("within").and_then(|within| self.within(within)) else {
                continue;
            };
            let then = value.get("then").map(Node::items).unwrap_or_default();
            clocks.push(Promise {
                clock: key.text.as_str().into(),
                within,
                counts: match text(value, "counts") {
                    Some("elapsed") => Counts::Elapsed,
                    _ => Counts::Working,
                },
                warn: warnings(value),
                stops_on: text(value, "stops_on")
                    .and_then(stops_on)
                    .unwrap_or_else(|| usually_stops_on(&key.text)),
                then: then
                    .iter()
                    .filter(|own| own.get("after").is_none())
                    .filter_map(consequence)
                    .collect(),
                later: later(then),
                place: key.place,
            });
        }
        clocks
    }

    fn within(&mut self, node: &Node) -> Option<Within> {
        let Kind::Map(entries) = &node.kind else {
            return Some(Within {
                by_grade: Vec::new(),
                otherwise: Some(durations::span(node.text()?).ok()?),
            });
        };
        let spans = entries.iter().filter_map(|(key, value)| {
            let span = value.text().and_then(|text| durations::span(text).ok());
            Some((key.text.as_str(), span?))
        });
        let (otherwise, by_grade): (Vec<_>, Vec<_>) =
            spans.partition(|(grade, _)| *grade == "otherwise");
        if node.get("otherwise").is_none()
            && let Some(grades) = self.declared.known(What::Grade)
        {
            let missing = grades.list.iter().map(String::as_str);
            let mut missing = missing.filter(|grade| node.get(grade).is_none()).peekable();
            if missing.peek().is_some() || grades.list.is_empty() {
                let names = listed(missing);
                self.findings.error(
                    node.place,
                    codes::CLOCK_WITHIN,
                    if names.is_empty() {
                        "no time is given for leads without a grade".to_owned()
                    } else {
                        format!("no time is given for leads of grade {names}")
                    },
                    "Add `otherwise:` with the time for all others.",
                );
            }
        }
        Some(Within {
            by_grade: by_grade
                .into_iter()
                .map(|(grade, span)| (grade.into(), span))
                .collect(),
            otherwise: otherwise.first().map(|(_, span)| *span),
        })
    }
}

fn asked(node: &Node, key: &str) -> Vec<Asked> {
    let one = |word: &str| match word {
        "reason" => Asked::Reason,
        "wake_on" => Asked::WakeOn,
        "amount" => Asked::Amount,
        field => Asked::Field(field.into()),
    };
    texts(node, key).map(one).collect()
}

fn cadence(node: Option<&Node>) -> Vec<Attempt> {
    let attempt = |item: &Node| {
        Some(Attempt {
            after: span(item, "after")?,
            r#do: touch_kind(text(item, "do")?)?,
            template: owned(item, "template"),
            place: item.place,
        })
    };
    let items = node.map(Node::items).unwrap_or_default();
    items.iter().filter_map(attempt).collect()
}

fn consequence(node: &Node) -> Option<Consequence> {
    let (key, value) = node
        .entries()
        .iter()
        .find(|(key, _)| !matches!(key.text.as_str(), "reason" | "after"))?;
    let value = value.text()?;
    Some(match key.text.as_str() {
        "alert" => Consequence::Alert(addressee(value)),
        "reassign" => Consequence::Reassign(pick(value)?),
        "offer_to" => Consequence::OfferNext,
        "move" => Consequence::Move {
            to: value.into(),
            reason: text(node, "reason").map(Into::into),
        },
        _ => return None,
    })
}

/// The warnings before a promise breaks, the earliest first.
fn warnings(clock: &Node) -> Vec<Span> {
    let mut warnings: Vec<Span> = one_or_more(clock, "warn")
        .filter_map(|text| durations::span(text).ok())
        .collect();
    warnings.sort_by_key(|warn| std::cmp::Reverse(warn.seconds()));
    warnings.dedup();
    warnings
}

/// What follows some time after a promise broke, the earliest first.
fn later(then: &[Node]) -> Vec<Later> {
    let mut later: Vec<Later> = then
        .iter()
        .filter_map(|own| {
            Some(Later {
                after: span(own, "after")?,
                does: consequence(own)?,
            })
        })
        .collect();
    later.sort_by_key(|own| own.after.seconds());
    later
}

fn tries(node: &Node) -> Tries {
    let count = |node: &Node| node.text().and_then(|text| text.parse().ok());
    Tries {
        all: count(node).unwrap_or(0),
        by_kind: node
            .entries()
            .iter()
            .filter_map(|(key, value)| Some((touch_kind(&key.text)?, count(value)?)))
            .collect(),
    }
}

fn touch_kind(word: &str) -> Option<TouchKind> {
    TouchKind::ALL.into_iter().find(|kind| kind.word() == word)
}

fn activity(word: &str) -> Option<Activity> {
    Some(match word {
        "identify" => Activity::Identify,
        "assess" => Activity::Assess,
        "assign" => Activity::Assign,
        _ => return None,
    })
}

fn phase(word: &str) -> Option<Phase> {
    Some(match word {
        "lead" => Phase::Lead,
        "prospect" => Phase::Prospect,
        "opportunity" => Phase::Opportunity,
        "customer" => Phase::Customer,
        _ => return None,
    })
}

fn outcome(word: &str) -> Option<Outcome> {
    Some(match word {
        "won" => Outcome::Won,
        "lost" => Outcome::Lost,
        "disqualified" => Outcome::Disqualified,
        _ => return None,
    })
}

fn verdict(word: &str) -> Option<Verdict> {
    Some(match word {
        "accepted" => Verdict::Accepted,
        "returned" => Verdict::Returned,
        _ => return None,
    })
}

fn stops_on(word: &str) -> Option<StopsOn> {
    Some(match word {
        "accepted" => StopsOn::Accepted,
        "human_touch" => StopsOn::HumanTouch,
        "any_touch" => StopsOn::AnyTouch,
        "two_way_touch" => StopsOn::TwoWayTouch,
        "verdict" => StopsOn::Verdict,
        "leaving" => StopsOn::Leaving,
        _ => return None,
    })
}

/// What keeps a promise of this name where the document doesn't say.
fn usually_stops_on(clock: &str) -> StopsOn {
    match clock {
        "accept" => StopsOn::Accepted,
        "first_response" => StopsOn::HumanTouch,
        "verdict" => StopsOn::Verdict,
        _ => StopsOn::Leaving,
    }
}
