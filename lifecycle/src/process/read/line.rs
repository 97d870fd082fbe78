//! Line: what can differ from channel to channel: quality, routing, stages.

use super::durations;
use super::reader::{Reader, each, one_or_more, owned, span, text, whole};
use crate::names::ChannelId;
use crate::process::condition::Setting;
use crate::process::model::{
    Available, EngagementRule, FitRule, GradeRule, Line, Pick, Pool, PoolOf, Quality, RoutingRule,
    Target, Weights,
};
use crate::process::node::Node;

impl Reader<'_> {
    pub(super) fn line(&mut self, root: &Node, channel: Option<ChannelId>) -> Line {
        Line {
            channel,
            quality: root
                .get("quality")
                .map(|node| self.quality(node))
                .unwrap_or_default(),
            routing: self.routing(root.get("routing")),
            stages: self.stages(root.get("stages")),
        }
    }

    fn quality(&mut self, node: &Node) -> Quality {
        let (fit, engagement) = (node.get("fit"), node.get("engagement"));
        self.once(
            each(fit, "id").chain(each(engagement, "id")),
            "a scoring rule",
        );
        self.once(each(node.get("grades"), "grade"), "a grade");
        let items = |node: Option<&'_ Node>| node.map(Node::items).unwrap_or_default().to_vec();
        Quality {
            fit: items(fit)
                .iter()
                .filter_map(|rule| self.fit(rule))
                .collect(),
            engagement: items(engagement)
                .iter()
                .filter_map(|rule| self.engagement(rule))
                .collect(),
            grades: items(node.get("grades"))
                .iter()
                .filter_map(|rule| self.grade(rule))
                .collect(),
            hysteresis: whole(node, "hysteresis").unwrap_or(0),
        }
    }

    fn fit(&mut self, node: &Node) -> Option<FitRule> {
        let when = self.condition(node.get("when"), Setting::Lead);
        Some(FitRule {
            id: text(node, "id")?.into(),
            when: when?,
            points: whole(node, "points")?,
            because: owned(node, "because"),
            place: node.place,
        })
    }

    fn engagement(&mut self, node: &Node) -> Option<EngagementRule> {
        let on = self.condition(node.get("on"), Setting::Event);
        Some(EngagementRule {
            id: text(node, "id")?.into(),
            on: on?,
            points: whole(node, "points")?,
            cap: whole(node, "cap"),
            half_life: span(node, "half_life"),
            because: owned(node, "because"),
            place: node.place,
        })
    }

    fn grade(&mut self, node: &Node) -> Option<GradeRule> {
        let when = self.condition(node.get("when"), Setting::Lead);
        Some(GradeRule {
            grade: text(node, "grade")?.into(),
            when: when?,
            place: node.place,
        })
    }

    fn routing(&mut self, node: Option<&Node>) -> Vec<RoutingRule> {
        self.once(each(node, "id"), "a routing rule");
        let mut rules = Vec::new();
        for rule in node.map(Node::items).unwrap_or_default() {
            let when = self.condition(rule.get("when"), Setting::Lead);
            let to = rule.get("to").and_then(|to| self.target(to));
            if let (Some(id), Some(when), Some(to)) = (text(rule, "id"), when, to) {
                rules.push(RoutingRule {
                    id: id.into(),
                    when,
                    to,
                    place: rule.place,
                });
            }
        }
        rules
    }

    /// Whom a lead is given to.
    pub(super) fn target(&mut self, node: &Node) -> Option<Target> {
        let needs = self.condition(node.get("needs"), Setting::Member);
        let prefer = self.condition(node.get("prefer"), Setting::Member);
        if let Some((_, place)) = node
            .get("owner_of")
            .and_then(|_| POOL_KEYS.iter().find_map(|key| node.entry(key)))
            .map(|(key, _)| (&key.text, key.place))
        {
            self.findings.error(
                place,
                super::codes::KEY_NOT_HERE,
                "this says how one is picked out of a group, and `owner_of` names nobody but the owner",
                "Take it away, or name a `role` or `team` instead of `owner_of`.",
            );
        }
        let of = match (text(node, "role"), text(node, "team")) {
            (Some(role), _) => PoolOf::Role(role.into()),
            (None, Some(team)) => PoolOf::Team(team.into()),
            (None, None) => {
                return match text(node, "owner_of")? {
                    "company" => Some(Target::OwnerOfCompany),
                    "person" => Some(Target::OwnerOfPerson),
                    _ => None,
                };
            }
        };
        Some(Target::Pool(Pool {
            of,
            by: text(node, "by").and_then(pick).unwrap_or_default(),
            weights: text(node, "weights").map(|_| Weights::Seniority),
            caps: one_or_more(node, "cap")
                .filter_map(durations::cap)
                .collect(),
            needs,
            prefer,
            available: match text(node, "available") {
                Some("working") => Available::Working,
                Some("any") => Available::Any,
                _ => Available::Present,
            },
        }))
    }
}

/// The keys of a target that only make sense for a group.
const POOL_KEYS: [&str; 6] = ["by", "weights", "cap", "needs", "prefer", "available"];

/// How one is picked.
pub(super) fn pick(word: &str) -> Option<Pick> {
    match word {
        "round_robin" => Some(Pick::RoundRobin),
        "least_loaded" => Some(Pick::LeastLoaded),
        _ => None,
    }
}
