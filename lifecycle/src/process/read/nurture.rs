//! Nurture: series over months, and alerts.

use super::durations;
use super::reader::{Reader, addressee, each, owned, span, text, texts};
use crate::process::condition::Setting;
use crate::process::model::{
    AlertBy, AlertOn, AlertRule, Exhausted, Series, SeriesAct, SeriesStep, StopsSeries,
};
use crate::process::node::{Key, Node};

impl Reader<'_> {
    pub(super) fn all_series(&mut self, node: Option<&Node>) -> Vec<Series> {
        let mut all = Vec::new();
        for (key, value) in node.map(Node::entries).unwrap_or_default() {
            self.once(each(value.get("steps"), "id"), "a step");
            all.extend(series(key, value));
        }
        all
    }

    pub(super) fn alerts(&mut self, node: Option<&Node>) -> Vec<AlertRule> {
        self.once(each(node, "id"), "an alert");
        let mut alerts = Vec::new();
        for item in node.map(Node::items).unwrap_or_default() {
            let on = self.occasion(item.get("on"));
            if let (Some(id), Some(on), Some(to)) = (text(item, "id"), on, text(item, "to")) {
                let by: Vec<AlertBy> = texts(item, "by").filter_map(alert_by).collect();
                alerts.push(AlertRule {
                    id: id.into(),
                    on,
                    to: addressee(to),
                    by: if by.is_empty() {
                        vec![AlertBy::App]
                    } else {
                        by
                    },
                    then_after: item
                        .get("then_after")
                        .map(Node::entries)
                        .unwrap_or_default()
                        .iter()
                        .filter_map(|(key, value)| {
                            Some((durations::span(&key.text).ok()?, addressee(value.text()?)))
                        })
                        .collect(),
                    place: item.place,
                });
            }
        }
        alerts
    }

    fn occasion(&mut self, node: Option<&Node>) -> Option<AlertOn> {
        Some(match node?.text()? {
            "lead_arrived" => AlertOn::LeadArrived,
            "lead_assigned" => AlertOn::LeadAssigned,
            "gone_cold" => AlertOn::GoneCold,
            "clock_warned" => AlertOn::ClockWarned,
            "clock_breached" => AlertOn::ClockBreached,
            "lead_returned" => AlertOn::LeadReturned,
            word if word.chars().all(|c| c.is_alphanumeric() || c == '_') => return None,
            _ => AlertOn::Condition(self.condition(node, Setting::Alert)?),
        })
    }
}

fn series(key: &Key, node: &Node) -> Option<Series> {
    let steps = node.get("steps").map(Node::items).unwrap_or_default();
    Some(Series {
        id: key.text.as_str().into(),
        owner: text(node, "owner")?.into(),
        stops_on: texts(node, "stops_on").filter_map(stops_series).collect(),
        quiet_hours: text(node, "quiet_hours").and_then(durations::period),
        at_most: text(node, "at_most").and_then(durations::at_most),
        exhausted: node.get("exhausted").and_then(|exhausted| {
            Some(Exhausted {
                after: span(exhausted, "after")?,
                alert: addressee(text(exhausted, "alert")?),
            })
        }),
        steps: steps.iter().filter_map(step).collect(),
        place: key.place,
    })
}

fn step(node: &Node) -> Option<SeriesStep> {
    let does = match (owned(node, "mail"), owned(node, "task")) {
        (Some(mail), _) => SeriesAct::Mail(mail),
        (None, Some(task)) => SeriesAct::Task(task),
        (None, None) => return None,
    };
    Some(SeriesStep {
        id: text(node, "id")?.into(),
        wait: span(node, "wait")?,
        does,
        repeat: text(node, "repeat").map_or(Some(1), |repeat| repeat.parse().ok())?,
        place: node.place,
    })
}

fn stops_series(word: &str) -> Option<StopsSeries> {
    Some(match word {
        "reply" => StopsSeries::Reply,
        "meeting" => StopsSeries::Meeting,
        "stage_change" => StopsSeries::StageChange,
        "opt_out" => StopsSeries::OptOut,
        _ => return None,
    })
}

fn alert_by(word: &str) -> Option<AlertBy> {
    Some(match word {
        "app" => AlertBy::App,
        "mail" => AlertBy::Mail,
        "webhook" => AlertBy::Webhook,
        _ => return None,
    })
}
