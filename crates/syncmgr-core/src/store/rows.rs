//! How values of the product are written into columns and read back.

use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::types::{FromSqlError, FromSqlResult, ValueRef};
use serde::de::DeserializeOwned;

/// Nanoseconds since 1970; beyond the year 2262 the last one that fits.
pub(super) fn nanos(time: Timestamp) -> i64 {
    i64::try_from(time.as_nanosecond()).unwrap_or(i64::MAX)
}

/// JSON text of a value that serializes without fail.
pub(super) fn json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

/// A column that holds a time.
pub(super) struct Nanos(pub Timestamp);

impl rusqlite::types::FromSql for Nanos {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let nanos = value.as_i64()?;
        Timestamp::from_nanosecond(nanos.into()).map(Self).map_err(|e| FromSqlError::Other(Box::new(e)))
    }
}

/// A column that holds text with a form.
pub(super) struct Text<T>(pub T);

impl<T: FromStr<Err: std::error::Error + Send + Sync + 'static>> rusqlite::types::FromSql for Text<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(|e| FromSqlError::Other(Box::new(e)))
    }
}

/// A column that holds JSON.
pub(super) struct Json<T>(pub T);

impl<T: DeserializeOwned> rusqlite::types::FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Self).map_err(|e| FromSqlError::Other(Box::new(e)))
    }
}

/// A column that holds a bare word of the vocabulary.
pub(super) struct Word<T>(pub T);

impl<T: DeserializeOwned> rusqlite::types::FromSql for Word<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = serde_json::Value::String(value.as_str()?.to_owned());
        serde_json::from_value(word).map(Self).map_err(|e| FromSqlError::Other(Box::new(e)))
    }
}
