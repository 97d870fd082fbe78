//! Value: what goes into a statement and comes out of a row.

use super::Failure;
use bytes::BytesMut;
use jiff::Timestamp;
use std::borrow::Cow;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

/// A value as both databases know it: instants are whole microseconds, yes and no are 1 and 0.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Integer(i64),
    Text(Cow<'a, str>),
    Blob(Cow<'a, [u8]>),
}

/// The arguments of a statement, in the order of their numbers.
macro_rules! args {
    ($($value:expr),* $(,)?) => {
        [$($crate::db::Value::from($value)),*]
    };
}
pub(crate) use args;

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<bool> for Value<'_> {
    fn from(yes: bool) -> Self {
        Self::Integer(yes.into())
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(at: Timestamp) -> Self {
        Self::Integer(at.as_microsecond())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Blob(Cow::Borrowed(bytes))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(number) => match *ty {
                Type::BOOL => (*number != 0).to_sql(ty, out),
                Type::INT2 => i16::try_from(*number)?.to_sql(ty, out),
                Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
                Type::INT8 => number.to_sql(ty, out),
                _ => Err(format!("a number for {ty}").into()),
            },
            // PostgreSQL knows no NUL in texts; the caller refuses it before.
            Self::Text(text) => match *ty {
                Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => text.to_sql(ty, out),
                _ => Err(format!("a text for {ty}").into()),
            },
            Self::Blob(bytes) => match *ty {
                Type::BYTEA => bytes.as_ref().to_sql(ty, out),
                _ => Err(format!("bytes for {ty}").into()),
            },
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value<'static> {
    fn from_sql(
        ty: &Type,
        raw: &'a [u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match *ty {
            Type::BOOL => Self::Integer(bool::from_sql(ty, raw)?.into()),
            Type::INT2 => Self::Integer(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Self::Integer(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Self::Integer(i64::from_sql(ty, raw)?),
            Type::BYTEA => Self::Blob(Cow::Owned(raw.to_vec())),
            _ => Self::Text(Cow::Owned(String::from_sql(ty, raw)?)),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::BOOL
                | Type::INT2
                | Type::INT4
                | Type::INT8
                | Type::BYTEA
                | Type::TEXT
                | Type::VARCHAR
                | Type::NAME
        )
    }
}

/// One row, column by column in the order of the statement.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row(pub(super) Vec<Value<'static>>);

impl Row {
    /// A row of these values.
    pub(crate) fn of(values: Vec<Value<'static>>) -> Self {
        Self(values)
    }

    /// The value of a column, taken out.
    pub(crate) fn take<T: Out>(&mut self, column: usize) -> Result<T, Failure> {
        let value = self
            .0
            .get_mut(column)
            .map_or(Value::Null, |value| std::mem::replace(value, Value::Null));
        T::out(value)
            .ok_or_else(|| Failure::Damaged(format!("column {column} isn't what it should be")))
    }

    /// The text of a column, left where it is; empty where there is none.
    pub(crate) fn text(&self, column: usize) -> &str {
        match self.0.get(column) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The values of the first columns, copied.
    pub(crate) fn key(&self, columns: usize) -> Vec<Value<'static>> {
        self.0.iter().take(columns).cloned().collect()
    }

    /// All values.
    pub(crate) fn into_values(self) -> Vec<Value<'static>> {
        self.0
    }
}

/// What a column can be read as.
pub(crate) trait Out: Sized {
    fn out(value: Value<'static>) -> Option<Self>;
}

impl Out for i64 {
    fn out(value: Value<'static>) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(number),
            _ => None,
        }
    }
}

impl Out for u32 {
    fn out(value: Value<'static>) -> Option<Self> {
        i64::out(value)?.try_into().ok()
    }
}

impl Out for u64 {
    fn out(value: Value<'static>) -> Option<Self> {
        i64::out(value)?.try_into().ok()
    }
}

impl Out for u16 {
    fn out(value: Value<'static>) -> Option<Self> {
        i64::out(value)?.try_into().ok()
    }
}

impl Out for bool {
    fn out(value: Value<'static>) -> Option<Self> {
        Some(i64::out(value)? != 0)
    }
}

impl Out for Timestamp {
    fn out(value: Value<'static>) -> Option<Self> {
        Self::from_microsecond(i64::out(value)?).ok()
    }
}

impl Out for String {
    fn out(value: Value<'static>) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.into_owned()),
            _ => None,
        }
    }
}

impl Out for Vec<u8> {
    fn out(value: Value<'static>) -> Option<Self> {
        match value {
            Value::Blob(bytes) => Some(bytes.into_owned()),
            _ => None,
        }
    }
}

impl Out for [u8; 32] {
    fn out(value: Value<'static>) -> Option<Self> {
        Vec::out(value)?.try_into().ok()
    }
}

impl<T: Out> Out for Option<T> {
    fn out(value: Value<'static>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::out(value).map(Some),
        }
    }
}
