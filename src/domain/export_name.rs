//! The file name of an export as everyone sees it in the log (R30).

/// A checked name without its extension: 1 to 200 characters, no control or bidi characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportName(String);

/// Why a name is refused; what was typed stays in the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportNameError {
    /// Nothing but blanks.
    Empty,
    /// More than [`ExportName::MAX_CHARS`].
    TooLong,
    /// A control character, or one that changes the direction of text, so that a name could pose as another.
    Forbidden,
}

impl ExportName {
    /// Most characters of a name.
    pub const MAX_CHARS: usize = 200;

    /// Reads what was typed, without surrounding blanks and without an extension that will be added anyway.
    pub fn parse(text: &str, extension: &str) -> Result<Self, ExportNameError> {
        let text = text.trim();
        if text.chars().any(is_forbidden) {
            return Err(ExportNameError::Forbidden);
        }
        let stem = match text.rsplit_once('.') {
            Some((stem, ending)) if ending.eq_ignore_ascii_case(extension) => stem.trim_end(),
            _ => text,
        };
        match stem.chars().count() {
            0 => Err(ExportNameError::Empty),
            n if n > Self::MAX_CHARS => Err(ExportNameError::TooLong),
            _ => Ok(Self(stem.to_owned())),
        }
    }

    /// The name with its extension, as the file is called.
    pub fn with_extension(&self, extension: &str) -> String {
        format!("{}.{extension}", self.0)
    }
}

/// Control characters, line and paragraph separators, bidi controls, zero-width characters and the byte-order mark.
pub fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, ExportNameError> {
        ExportName::parse(text, "csv").map(|name| name.with_extension("csv"))
    }

    #[test]
    fn a_name_keeps_accents_scripts_and_punctuation() {
        assert_eq!(parsed("  été “A/B” קמפיין 李 "), Ok("été “A/B” קמפיין 李.csv".into()));
        assert_eq!(parsed("contacts.CSV"), Ok("contacts.csv".into()));
        assert_eq!(parsed("v1.2"), Ok("v1.2.csv".into()));
    }

    #[test]
    fn one_to_two_hundred_characters() {
        assert_eq!(parsed(" "), Err(ExportNameError::Empty));
        assert_eq!(parsed(".csv"), Err(ExportNameError::Empty));
        assert!(parsed(&"é".repeat(200)).is_ok());
        assert_eq!(parsed(&"é".repeat(201)), Err(ExportNameError::TooLong));
    }

    #[test]
    fn characters_that_deceive_are_refused() {
        for c in ['\n', '\r', '\0', '\t', '\u{7f}', '\u{202e}', '\u{200f}', '\u{2066}', '\u{feff}', '\u{200b}'] {
            assert_eq!(parsed(&format!("a{c}b")), Err(ExportNameError::Forbidden), "{c:?}");
        }
    }
}
