//! Agreement: what holds for all channels: calendar, signatures, roles, terms, sources, fields.

use super::codes;
use super::durations::{self, DAYS};
use super::findings::{Findings, quoted};
use super::reader::{Reader, owned, span, text, texts};
use crate::calendar::Calendar;
use crate::process::condition::Setting;
use crate::process::format::check::number;
use crate::process::format::notation::date;
use crate::process::model::{Agreement, Channel, Field, Pauses, Review, Role, Term};
use crate::process::node::{Key, Node};
use crate::source::Family;
use crate::value::FieldType;
use jiff::civil::Time;
use jiff::tz::TimeZone;

impl Reader<'_> {
    pub(super) fn calendar(&mut self, node: Option<&Node>) -> Option<Calendar> {
        let node = node?;
        let hours = node.get("hours").map(|hours| self.hours(hours));
        Some(Calendar {
            zone: TimeZone::get(text(node, "timezone")?).ok()?,
            hours: hours?,
            holidays: texts(node, "holidays").filter_map(date).collect(),
        })
    }

    /// The periods of each day, in order and without overlap.
    fn hours(&mut self, node: &Node) -> [Vec<(Time, Time)>; 7] {
        let mut hours: [Vec<(Time, Time)>; 7] = Default::default();
        let mut named: [Option<&Key>; 7] = [None; 7];
        for (key, periods) in node.entries() {
            let periods = self.periods(periods);
            for day in durations::days(&key.text).unwrap_or_default() {
                match named[day] {
                    Some(first) => self.findings.error(
                        key.place,
                        codes::HOURS_DAY_TWICE,
                        format!(
                            "{} has hours twice: here and on line {}",
                            quoted(DAYS[day]),
                            first.place.line
                        ),
                        "Name each day once.",
                    ),
                    None => {
                        named[day] = Some(key);
                        hours[day].clone_from(&periods);
                    }
                }
            }
        }
        if !node.entries().is_empty() && hours.iter().all(Vec::is_empty) {
            self.findings.error(
                node.place,
                codes::HOURS_NONE,
                "nobody ever works: no day has hours",
                "Write at least one period, as in `mon-fri: [09:00-17:00]`.",
            );
        }
        hours
    }

    fn periods(&mut self, node: &Node) -> Vec<(Time, Time)> {
        let mut periods: Vec<(Time, Time)> = Vec::new();
        for item in node.items() {
            let Some(period) = item.text().and_then(durations::period) else {
                continue;
            };
            if period.0 >= period.1 {
                continue;
            }
            if periods.last().is_some_and(|before| before.1 > period.0) {
                self.findings.error(
                    item.place,
                    codes::HOURS_ORDER,
                    "this period begins before the one in front of it ends",
                    "Write the periods of a day in order, without overlap.",
                );
                continue;
            }
            periods.push(period);
        }
        periods
    }

    pub(super) fn pauses(&mut self, node: Option<&Node>) -> Option<Pauses> {
        let node = node?;
        Some(Pauses {
            reasons: texts(node, "reasons").map(Into::into).collect(),
            at_most: span(node, "at_most")?,
            place: node.place,
        })
    }

    pub(super) fn agreement(&mut self, node: Option<&Node>) -> Agreement {
        let Some(node) = node else {
            return Agreement::default();
        };
        if let Some(signs) = node.get("signs") {
            self.once(signs.items(), "a signing role");
        }
        Agreement {
            signs: texts(node, "signs").map(Into::into).collect(),
            discussion: span(node, "discussion"),
            review: node.get("review").and_then(review),
        }
    }

    pub(super) fn roles(&mut self, node: Option<&Node>) -> Vec<Role> {
        let entries = node.map(Node::entries).unwrap_or_default();
        let role = |(key, value): &(Key, Node)| {
            Some(Role {
                id: key.text.as_str().into(),
                title: owned(value, "title")?,
                expects: owned(value, "expects"),
                stands_in_for: texts(value, "stands_in_for").map(Into::into).collect(),
                place: key.place,
            })
        };
        entries.iter().filter_map(role).collect()
    }

    pub(super) fn terms(&mut self, node: Option<&Node>) -> Vec<Term> {
        let entries = node.map(Node::entries).unwrap_or_default();
        let mut terms = Vec::new();
        for (key, value) in entries {
            let decided_by = self.condition(value.get("decided_by"), Setting::Event);
            terms.extend(owned(value, "is").map(|is| Term {
                id: key.text.as_str().into(),
                is,
                is_not: owned(value, "is_not"),
                agreed_by: texts(value, "agreed_by").map(Into::into).collect(),
                decided_by,
                place: key.place,
            }));
        }
        terms
    }

    pub(super) fn channels(&mut self, node: Option<&Node>) -> Vec<Channel> {
        let families = node.map(Node::entries).unwrap_or_default();
        self.once(
            families.iter().flat_map(|(_, list)| list.items()),
            "a channel",
        );
        let mut channels = Vec::new();
        for (key, list) in families {
            let family = match key.text.as_str() {
                "campaign" => Family::Campaign,
                "event" => Family::Event,
                "referral" => Family::Referral,
                "prospecting" => Family::Prospecting,
                _ => continue,
            };
            for item in list.items() {
                channels.extend(item.text().map(|name| Channel {
                    id: name.into(),
                    family,
                    place: item.place,
                }));
            }
        }
        channels
    }
}

/// Whether the periods of a day stand in order, without overlap.
pub(crate) fn periods_in_order(periods: &[(Time, Time)]) -> bool {
    periods
        .iter()
        .zip(periods.iter().skip(1))
        .all(|(before, next)| before.1 <= next.0)
}

fn review(node: &Node) -> Option<Review> {
    Some(Review {
        first_after: span(node, "first_after")?,
        then_every: span(node, "then_every")?,
        led_by: text(node, "led_by")?.into(),
    })
}

/// The declared fields; conditions are checked against them, so they come first.
pub(super) fn fields(node: Option<&Node>, findings: &mut Findings) -> Vec<Field> {
    let entries = node.map(Node::entries).unwrap_or_default();
    let mut fields = Vec::new();
    for (key, value) in entries {
        let (Some(title), Some(kind)) = (owned(value, "title"), field_type(value, findings)) else {
            continue;
        };
        fields.push(Field {
            id: key.text.as_str().into(),
            title,
            kind,
            place: key.place,
        });
    }
    fields
}

fn field_type(node: &Node, findings: &mut Findings) -> Option<FieldType> {
    let bound = |key: &str| text(node, key).and_then(number);
    let (min, max) = (bound("min"), bound("max"));
    if let (Some(least), Some(most), Some(at)) = (min, max, node.get("max"))
        && least > most
    {
        findings.error(
            at.place,
            codes::FIELD_BOUNDS,
            format!("the largest value, {most}, is below the smallest, {least}"),
            "Swap them, or mend one.",
        );
    }
    Some(match text(node, "type")? {
        "text" => FieldType::Text,
        "choice" => {
            let items = node.get("of")?.items();
            // A choice declared twice is only untidy, and so is it to choose.
            let mut words: Vec<String> = Vec::new();
            for item in items {
                let Some(word) = item.text() else { continue };
                if words.iter().take(1000).any(|own| own == word) {
                    findings.error(
                        item.place,
                        codes::NAME_TWICE,
                        format!("{} can be chosen already", quoted(word)),
                        "Take one of the two away.",
                    );
                } else {
                    words.push(word.to_owned());
                }
            }
            FieldType::Choice(words)
        }
        "integer" => FieldType::Integer {
            min: whole_bound(node, "min", findings),
            max: whole_bound(node, "max", findings),
        },
        "number" => FieldType::Number { min, max },
        "yes_no" => FieldType::YesNo,
        "date" => FieldType::Date,
        _ => return None,
    })
}

fn whole_bound(node: &Node, key: &str, findings: &mut Findings) -> Option<i64> {
    let value = node.get(key)?;
    let text = value.text()?;
    let whole = text.parse().ok();
    if whole.is_none() && number(text).is_some() {
        findings.error(
            value.place,
            codes::FIELD_BOUNDS,
            format!("{} bounds whole numbers, but is none", quoted(text)),
            "Write a whole number, or make the field `type: number`.",
        );
    }
    whole
}
