//! The file name of an export as everyone sees it in the log (R30).

use unicode_normalization::char::is_combining_mark;

use super::export::FileKind;

/// A checked name without its extension: 1 to 200 characters, no control or bidi characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportName(String);

/// Why a name is refused; what was typed stays in the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportNameError {
    /// Nothing that a reader sees.
    Empty,
    /// More than [`ExportName::MAX_CHARS`].
    TooLong,
    /// A control character, or one that changes the direction of text, so that a name could pose as another.
    Forbidden,
}

impl ExportName {
    /// Most characters of a name.
    pub const MAX_CHARS: usize = 200;

    /// Reads what was typed, without surrounding blanks and without an extension: the right one will be added.
    pub fn parse(text: &str) -> Result<Self, ExportNameError> {
        let text = text.trim();
        if text.chars().any(is_forbidden) {
            return Err(ExportNameError::Forbidden);
        }
        let stem = stem(text).trim_end();
        match stem.chars().count() {
            _ if !is_seen(stem) => Err(ExportNameError::Empty),
            n if n > Self::MAX_CHARS => Err(ExportNameError::TooLong),
            _ => Ok(Self(stem.to_owned())),
        }
    }

    /// The name with its extension, as the file is called.
    pub fn of(&self, kind: FileKind) -> String {
        format!("{}.{}", self.0, kind.extension())
    }
}

/// A file's name without the extension of an export.
pub fn stem(name: &str) -> &str {
    FileKind::of_name(name).and_then(|_| name.rsplit_once('.')).map_or(name, |(stem, _)| stem)
}

/// The same name for a file that turned out to be of another kind.
pub fn renamed(name: &str, kind: FileKind) -> String {
    if FileKind::of_name(name) == Some(kind) { name.to_owned() } else { format!("{}.{}", stem(name), kind.extension()) }
}

/// What a file inside a zip is called: `<stem>.csv`, or `<stem>-2.csv` for a numbered part. It must be a name on every
/// system that it is unpacked on: no path, nothing that Windows refuses, and at most 255 bytes.
pub fn name_in_zip(stem: &str, kind: FileKind, part: Option<i64>) -> String {
    const MOST_BYTES: usize = 200;
    let refused = |c| matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') || is_forbidden(c);
    let plain: String = stem.chars().map(|c| if refused(c) { '_' } else { c }).collect();
    let short = &plain[..plain.floor_char_boundary(MOST_BYTES)];
    let short = short.trim().trim_matches('.').trim();
    let short = if short.is_empty() { "export".to_owned() } else { unreserved(short) };
    match part {
        Some(part) => format!("{short}-{part}.{}", kind.extension()),
        None => format!("{short}.{}", kind.extension()),
    }
}

/// The same name, with a `_` after what Windows takes for a device: that it does up to the first point, whatever follows.
fn unreserved(name: &str) -> String {
    let end = name.find('.').unwrap_or(name.len());
    let (stem, rest) = name.split_at(end);
    if is_device(stem.trim_end()) { format!("{stem}_{rest}") } else { name.to_owned() }
}

/// The superscript digits are digits to Windows.
fn is_device(stem: &str) -> bool {
    let stem = stem.to_ascii_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || port.is_some_and(|n| matches!(n, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"))
}

/// Control characters, line and paragraph separators, bidi controls, zero-width characters and the byte-order mark.
pub fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether a reader sees anything of a text: one character at least that is no blank, shows ink, and does not sit on another one
/// that is missing.
pub fn is_seen(text: &str) -> bool {
    text.chars().any(|c| !(c.is_whitespace() || is_inkless(c) || is_combining_mark(c)))
}

/// Characters without ink that are no white space either: those that Unicode wants ignored, and letters that are blank.
pub(super) fn is_inkless(c: char) -> bool {
    is_forbidden(c)
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200c}' | '\u{200d}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{16fe4}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d159}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, ExportNameError> {
        ExportName::parse(text).map(|name| name.of(FileKind::Csv))
    }

    #[test]
    fn a_name_keeps_accents_scripts_and_punctuation() {
        assert_eq!(parsed("  été “A/B” קמפיין 李 "), Ok("été “A/B” קמפיין 李.csv".into()));
        assert_eq!(parsed("contacts.CSV"), Ok("contacts.csv".into()));
        assert_eq!(parsed("contacts.xlsx"), Ok("contacts.csv".into()));
        assert_eq!(parsed("v1.2"), Ok("v1.2.csv".into()));
    }

    #[test]
    fn a_name_follows_what_the_file_turned_out_to_be() {
        assert_eq!(renamed("été.csv", FileKind::Zip), "été.zip");
        assert_eq!(renamed("été.CSV", FileKind::Csv), "été.CSV");
        assert_eq!(renamed("v1.2", FileKind::Xlsx), "v1.2.xlsx");
    }

    #[test]
    fn a_file_in_a_zip_has_a_name_that_every_system_takes() {
        let named = |stem| name_in_zip(stem, FileKind::Csv, None);
        assert_eq!(named("été 李"), "été 李.csv");
        assert_eq!(named("../../etc/passwd"), "_.._etc_passwd.csv");
        assert_eq!(named("C:\\a|b?"), "C__a_b_.csv");
        assert_eq!(named(" ... "), "export.csv");
        assert_eq!(name_in_zip("a", FileKind::Xlsx, Some(3)), "a-3.xlsx");
        assert_eq!(named(&"李".repeat(200)), format!("{}.csv", "李".repeat(66)));
    }

    #[test]
    fn a_file_in_a_zip_is_not_called_like_a_device_of_windows() {
        let named = |stem| name_in_zip(stem, FileKind::Csv, None);
        assert_eq!(named("con"), "con_.csv");
        assert_eq!(named("Aux"), "Aux_.csv");
        assert_eq!(named("COM1.2025.10"), "COM1_.2025.10.csv");
        assert_eq!(named("lpt9"), "lpt9_.csv");
        assert_eq!(name_in_zip("nul.a", FileKind::Xlsx, Some(2)), "nul_.a-2.xlsx");
        for plain in ["contacts", "com0", "com10", "lpt", "aux-2025", "a.con"] {
            assert_eq!(named(plain), format!("{plain}.csv"));
        }
    }

    #[test]
    fn one_to_two_hundred_characters() {
        assert_eq!(parsed(" "), Err(ExportNameError::Empty));
        assert_eq!(parsed(".csv"), Err(ExportNameError::Empty));
        assert!(parsed(&"é".repeat(200)).is_ok());
        assert_eq!(parsed(&"é".repeat(201)), Err(ExportNameError::TooLong));
    }

    #[test]
    fn a_name_of_which_nothing_is_seen_is_none() {
        for text in
            ["\u{2800}", "\u{3164} \u{ffa0}", "\u{115f}", "\u{e0041}", "\u{fe0f}", "\u{34f}", "\u{ad}", "\u{301}"]
        {
            assert_eq!(parsed(text), Err(ExportNameError::Empty), "{text:?}");
        }
        for text in ["e\u{301}te", "👩\u{200d}🚀", "❤\u{fe0f}", "ᄒ\u{1160}", "क\u{93f}", "李"] {
            assert!(parsed(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn characters_that_deceive_are_refused() {
        for c in ['\n', '\r', '\0', '\t', '\u{7f}', '\u{202e}', '\u{200f}', '\u{2066}', '\u{feff}', '\u{200b}'] {
            assert_eq!(parsed(&format!("a{c}b")), Err(ExportNameError::Forbidden), "{c:?}");
        }
    }
}
