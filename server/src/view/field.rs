//! Field: what can be recorded of a lead, and what it holds.

use lifecycle::value::{FieldType, Value};
use serde::Serialize;
use utoipa::ToSchema;

/// A declared field and its value.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FieldView {
    /// Its name.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) title: String,
    /// `text`, `choice`, `integer`, `number`, `yes_no` or `date`.
    #[schema(pattern = "^(text|choice|integer|number|yes_no|date)$")]
    pub(crate) r#type: &'static str,
    /// The words of a choice.
    pub(crate) choices: Vec<String>,
    /// The smallest.
    pub(crate) min: Option<f64>,
    /// The largest.
    pub(crate) max: Option<f64>,
    /// What it holds: a text, a number, yes or no, a day; none where nothing is known.
    #[schema(value_type = Option<serde_json::Value>, required = true)]
    pub(crate) value: Option<Value>,
}

impl FieldView {
    pub(crate) fn of(field: &lifecycle::process::model::Field, value: Option<Value>) -> Self {
        let (r#type, choices, min, max) = match &field.kind {
            FieldType::Text => ("text", Vec::new(), None, None),
            FieldType::Choice(words) => ("choice", words.clone(), None, None),
            FieldType::Integer { min, max } => (
                "integer",
                Vec::new(),
                min.map(|own| own as f64),
                max.map(|own| own as f64),
            ),
            FieldType::Number { min, max } => ("number", Vec::new(), *min, *max),
            FieldType::YesNo => ("yes_no", Vec::new(), None, None),
            FieldType::Date => ("date", Vec::new(), None, None),
        };
        Self {
            id: field.id.to_string(),
            title: field.title.clone(),
            r#type,
            choices,
            min,
            max,
            value,
        }
    }
}
