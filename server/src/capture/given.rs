//! Given: what a submission says, before the rules see it.
//!
//! Whatever came, nothing is lost: a value that a field can't take, and a column that nobody
//! mapped, stand at the end of the message, under their names.

use super::targets::Target;
use crate::api::capture::by_way;
use crate::problem::Problem;
use lifecycle::lead::Submission;
use lifecycle::names::{ChannelId, FieldId};
use lifecycle::process::model::Process;
use lifecycle::sell::sound;
use lifecycle::value::{FieldType, Value as Kept};
use lifecycle::words::fold;
use serde_json::{Map, Value, json};

/// So much of what nobody asked for is kept with the message.
const OTHERS: usize = 8_000;

/// What a submission says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Given {
    pub(super) name: Option<String>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) company: Option<String>,
    pub(super) region: Option<String>,
    pub(super) message: Option<String>,
    pub(super) campaign: Option<String>,
    pub(super) click_id: Option<String>,
    pub(super) landing_page: Option<String>,
    pub(super) referrer: Option<String>,
    /// The form it came by, for the rules.
    pub(super) form: Option<String>,
    /// To a channel other than the way in's.
    pub(super) channel: Option<ChannelId>,
    /// Of fields of the process.
    pub(super) fields: Vec<(FieldId, Value)>,
    /// What has no place: its name, and what it says.
    pub(super) others: Vec<(String, String)>,
    /// Whether they agreed, and to which text.
    pub(super) consent: Option<(bool, String)>,
}

impl Given {
    /// Puts a value where it belongs. The first one that says anything counts.
    pub(super) fn put(&mut self, target: &Target, value: &Value) {
        let Target::Known(known) = target else {
            if let Target::Field(field) = target
                && !value.is_null()
                && value != ""
            {
                self.fields.push((field.clone(), value.clone()));
            }
            return;
        };
        let text = text_of(value);
        if text.trim().is_empty() {
            return;
        }
        let place = match *known {
            "name" => &mut self.name,
            "first_name" => &mut self.first_name,
            "last_name" => &mut self.last_name,
            "email" => &mut self.email,
            "phone" => &mut self.phone,
            "company" => &mut self.company,
            "region" => &mut self.region,
            "message" => &mut self.message,
            "campaign" => &mut self.campaign,
            "click_id" => &mut self.click_id,
            "landing_page" => &mut self.landing_page,
            "referrer" => &mut self.referrer,
            _ => return,
        };
        if place.is_none() {
            *place = Some(text);
        }
    }

    /// As the rules take it, with what had to be put elsewhere; or what is wrong with it.
    pub(super) fn submission(
        mut self,
        channel: &ChannelId,
        campaign: Option<&str>,
        process: Option<&Process>,
    ) -> Result<(Submission, Vec<String>), Problem> {
        let mut moved = Vec::new();
        let mut fields = Map::new();
        for (field, value) in std::mem::take(&mut self.fields) {
            match process.and_then(|process| fitting(process, &field, &value)) {
                Some(value) => {
                    let kept = serde_json::to_value(value).expect("a value is JSON");
                    fields.insert(field.to_string(), kept);
                }
                None => {
                    let text = text_of(&value);
                    moved.push(format!(
                        "The field `{field}` doesn't take `{text}`: it stands in the message."
                    ));
                    self.others.push((field.to_string(), text));
                }
            }
        }
        let name = self.name.take().or_else(|| {
            let parts: Vec<String> = [self.first_name.take(), self.last_name.take()]
                .into_iter()
                .flatten()
                .collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        });
        // The tail of the message is ours to cut, what they wrote is theirs.
        let mut others: String = self
            .others
            .iter()
            .map(|(name, value)| format!("\n{name}: {value}"))
            .collect();
        if let Some((at, _)) = others.char_indices().nth(OTHERS) {
            others.truncate(at);
            others.push('…');
        }
        let message = match (self.message.take(), others.trim_start()) {
            (message, "") => message,
            (Some(message), others) => Some(format!("{message}\n\n{others}")),
            (None, others) => Some(others.to_owned()),
        };
        let lead = json!({
            "name": name,
            "email": self.email,
            "phone": self.phone,
            "company": self.company,
            "region": self.region,
            "message": message,
            "form": self.form,
            "source": {
                "campaign": self.campaign.as_deref().or(campaign),
                "landing_page": cut(self.landing_page, 2_000),
                "referrer": cut(self.referrer, 2_000),
                "click_id": cut(self.click_id, 500),
            },
            "fields": fields,
            "consent": self.consent.map(|(marketing, version)| {
                json!({ "marketing": marketing, "text_version": version })
            }),
        });
        let channel = self.channel.unwrap_or_else(|| channel.clone());
        Ok((by_way(lead, channel, process)?, moved))
    }
}

/// What nobody types, and is long by itself, is cut instead of refused.
fn cut(text: Option<String>, most: usize) -> Option<String> {
    text.map(|own| own.chars().take(most).collect())
}

/// A value as people read it.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let texts: Vec<String> = items.iter().map(text_of).collect();
            texts.join(", ")
        }
        other => other.to_string(),
    }
}

/// The value as the field keeps it, also where another system wrote it in its own way.
pub(super) fn fitting(process: &Process, id: &FieldId, value: &Value) -> Option<Kept> {
    let field = process.field(id)?;
    let text = text_of(value);
    let text = text.trim();
    let kept = match &field.kind {
        FieldType::Text => Kept::of_text(text.to_owned()),
        FieldType::Choice(of) => {
            let same =
                |own: &&String| fold(&own.replace('_', " ")) == fold(&text.replace('_', " "));
            Kept::Text(of.iter().find(same)?.clone())
        }
        FieldType::Integer { .. } => Kept::Integer(text.replace([' ', '\''], "").parse().ok()?),
        FieldType::Number { .. } => Kept::Number(text.replace([' ', '\''], "").parse().ok()?),
        FieldType::YesNo => Kept::YesNo(match fold(text).as_str() {
            "yes" | "true" | "1" | "on" | "y" => true,
            "no" | "false" | "0" | "off" | "n" => false,
            _ => return None,
        }),
        FieldType::Date => Kept::Date(text.get(..10)?.parse().ok()?),
    };
    sound(process, id, kept).ok()
}
