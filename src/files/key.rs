//! Keys of stored files: made here, opaque, and checked again at every door (ASVS 5.3.2).

use std::io::{self, ErrorKind};

use anyhow::Context;

use super::{EXPORTS, UPLOADS};
use crate::secret::public_id;

const MAX_PARTS: usize = 4;
const MAX_PART_LENGTH: usize = 100;

/// A new key for an export's file: `exports/<public_id>/<22 random characters>.<extension>`. Nobody can guess it, and no
/// two attempts share it.
pub fn export_key(export_public_id: &str, extension: &str) -> anyhow::Result<String> {
    let random = public_id().context("randomness for a file's key")?;
    let key = format!("{EXPORTS}/{export_public_id}/{random}.{extension}");
    parts(&key)?;
    Ok(key)
}

/// A new key for an upload: `uploads/<22 random characters>`.
pub(super) fn upload_key() -> anyhow::Result<String> {
    Ok(format!("{UPLOADS}/{}", public_id().context("randomness for an upload's key")?))
}

/// The parts of a key between its slashes. Refuses all that [`is_part`] refuses, and deep keys.
pub(super) fn parts(key: &str) -> io::Result<Vec<&str>> {
    let parts: Vec<&str> = key.split('/').collect();
    if parts.len() <= MAX_PARTS && parts.iter().all(|part| is_part(part)) {
        Ok(parts)
    } else {
        Err(io::Error::new(ErrorKind::InvalidInput, format!("{key:?} is no key of a stored file")))
    }
}

/// A name that is a file's or folder's everywhere and nothing else: ASCII letters, digits, `-`, `_` and `.`, not in
/// front. So it is neither `..` nor hidden nor absolute, and has no zero byte.
pub(super) fn is_part(part: &str) -> bool {
    (1..=MAX_PART_LENGTH).contains(&part.len())
        && !part.starts_with('.')
        && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_new_each_time_and_names_its_export() {
        let (first, second) = (export_key("Ab-_9", "csv").unwrap(), export_key("Ab-_9", "csv").unwrap());
        assert_ne!(first, second);
        let random = first.strip_prefix("exports/Ab-_9/").and_then(|rest| rest.strip_suffix(".csv")).unwrap();
        assert_eq!(random.len(), 22);
        assert!(parts(&upload_key().unwrap()).is_ok());
    }

    #[test]
    fn an_id_that_is_none_makes_no_key() {
        for id in ["", "..", "../x", "a/../../b", "a\0b", "é", "a b", ".hidden"] {
            assert!(export_key(id, "csv").is_err(), "{id:?}");
        }
        assert!(export_key("a", "csv/../../x").is_err());
    }

    #[test]
    fn a_key_is_a_short_plain_path_below_the_root() {
        for key in [
            "",
            "/",
            "/etc/passwd",
            "exports/",
            "exports//x",
            "..",
            "exports/../x",
            "exports/..",
            "./x",
            "exports/.part",
            "a\0b",
            "a\\b",
            "exports/é",
            "exports/a b",
            "exports/a%2fb",
            "a/b/c/d/e",
            "C:x",
            "a\nb",
        ] {
            assert_eq!(parts(key).unwrap_err().kind(), ErrorKind::InvalidInput, "{key:?}");
        }
        assert!(parts(&"x".repeat(101)).is_err());
        assert_eq!(parts("exports/a/b.csv").unwrap(), ["exports", "a", "b.csv"]);
    }
}
