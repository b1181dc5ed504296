//! What a page's script hears of rows that still change (DESIGN.md 11 b, static/app.js): exports and imports alike.

use serde::Serialize;

/// One row.
#[derive(Debug, Serialize)]
pub(super) struct Heard {
    /// As it was asked: the key and what the browser shows of it.
    pub(super) id: String,
    /// The state in the database.
    pub(super) state: &'static str,
    /// Records or bytes that are done,
    pub(super) done: i64,
    /// of so many;
    pub(super) total: i64,
    /// the same in words,
    pub(super) pct: String,
    /// and what stands beside it.
    pub(super) detail: String,
    /// The whole row, when the browser shows another state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) html: Option<String>,
    /// What screen readers are told; only ends are worth it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) say: Option<String>,
}
