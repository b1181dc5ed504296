//! Which cells a spreadsheet would run as a formula (R33).

use crate::domain::property::PropertyType;

/// What is defused in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    Nothing,
    Text,
    /// Text, but `+33 6 12 34` stays callable.
    Phone,
}

impl Guard {
    pub(super) const fn of(column: PropertyType) -> Self {
        match column {
            PropertyType::Number | PropertyType::Date | PropertyType::DateTime => Self::Nothing,
            PropertyType::Phone => Self::Phone,
            PropertyType::Text
            | PropertyType::Boolean
            | PropertyType::Choice
            | PropertyType::Choices
            | PropertyType::Email
            | PropertyType::Url => Self::Text,
        }
    }

    /// Whether this cell gets an apostrophe in front.
    #[inline]
    pub(super) fn applies_to(self, cell: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Text => starts_formula(cell),
            Self::Phone => starts_formula(cell) && !is_plain_phone(cell),
        }
    }
}

/// Whether a spreadsheet may take this text for a formula: it starts with `= + - @`, their
/// full-width forms, a tab or a line end (R33).
#[inline]
#[must_use]
pub fn starts_formula(text: &str) -> bool {
    match text.as_bytes() {
        [b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n', ..] => true,
        // The first byte of every full-width form.
        [0xef, ..] => text.starts_with(['＝', '＋', '－', '＠']),
        _ => false,
    }
}

/// `^\+[0-9][0-9 ().]*$`, with no sign that could make it a sum.
pub(in crate::formats) fn is_plain_phone(cell: &str) -> bool {
    match cell.as_bytes() {
        [b'+', first, rest @ ..] => {
            first.is_ascii_digit() && rest.iter().all(|b| matches!(b, b'0'..=b'9' | b' ' | b'(' | b')' | b'.'))
        }
        _ => false,
    }
}
