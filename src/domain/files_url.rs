//! Where files are kept, as the setting `WAYBILL_FILES_URL` says it (R71).

use std::ffi::OsStr;
use std::fmt;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Component, PathBuf};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, percent_encode};
use thiserror::Error;

/// A place for files that every process of one installation shares (R72).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilesUrl {
    /// A folder of this machine. [`Self::parse`] takes absolute paths only.
    Local(PathBuf),
    /// A bucket of S3, or of a store that speaks its language.
    S3 {
        /// The bucket's name.
        bucket: String,
        /// What every key begins with, without slashes at either end; may be empty.
        prefix: String,
    },
}

/// Why a URL is refused; each sentence names the mend.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FilesUrlError {
    /// Neither `file://` nor `s3://`.
    #[error(
        "“{0}” does not start with file:/// or s3://. Write for example file:///var/lib/waybill/files or s3://bucket/exports"
    )]
    Scheme(String),
    /// A path that depends on where the program was started, or that goes through `..`.
    #[error(
        "“{0}” is no whole path. Write three slashes and the path from the root, for example file:///var/lib/waybill/files"
    )]
    NotAbsolute(String),
    /// The root of the file system.
    #[error("“{0}” is the whole disk. Name a folder of its own, for example file:///var/lib/waybill/files")]
    WholeDisk(String),
    /// `?`, `#` or a zero byte in a path.
    #[error("“{0}” has a ?, a # or a zero byte in its path. Write ? as %3F and # as %23, or name another folder")]
    PathCharacters(String),
    /// A user name or password in the URL. The text itself is not repeated: it may hold a secret.
    #[error(
        "holds a user name or a password. Write s3://bucket/prefix only, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    )]
    Credentials,
    /// No bucket, or a name that S3 does not know.
    #[error(
        "“{0}” is no name of a bucket. Use 3 to 63 small letters, digits, hyphens and dots, for example s3://waybill-files/exports"
    )]
    Bucket(String),
    /// A prefix with characters or parts that keys must not have.
    #[error(
        "“{0}” will not do after the bucket. Use letters, digits, hyphens, dots and underscores between single slashes, for example s3://waybill-files/exports"
    )]
    Prefix(String),
}

impl FilesUrl {
    /// Reads `file:///abs/path` or `s3://bucket/prefix`.
    pub fn parse(text: &str) -> Result<Self, FilesUrlError> {
        let text = text.trim();
        match text.split_once("://") {
            Some((scheme, path)) if scheme.eq_ignore_ascii_case("file") => local(text, path),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("s3") => s3(rest),
            _ => Err(FilesUrlError::Scheme(text.to_owned())),
        }
    }
}

impl fmt::Display for FilesUrl {
    /// A text that [`FilesUrl::parse`] reads back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ESCAPED: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#').add(b' ');
        match self {
            Self::Local(path) => write!(f, "file://{}", percent_encode(path.as_os_str().as_bytes(), ESCAPED)),
            Self::S3 { bucket, prefix } if prefix.is_empty() => write!(f, "s3://{bucket}"),
            Self::S3 { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

fn local(text: &str, path: &str) -> Result<FilesUrl, FilesUrlError> {
    let refused = |why: fn(String) -> FilesUrlError| Err(why(text.to_owned()));
    if !path.starts_with('/') {
        return refused(FilesUrlError::NotAbsolute);
    }
    let bytes: Vec<u8> = percent_decode_str(path).collect();
    if path.contains(['?', '#']) || bytes.contains(&0) {
        return refused(FilesUrlError::PathCharacters);
    }
    // Components drop a `.` and doubled slashes, so that one folder has one spelling.
    let folder: PathBuf = PathBuf::from(std::ffi::OsString::from_vec(bytes)).components().collect();
    if folder.components().any(|part| part == Component::ParentDir) {
        return refused(FilesUrlError::NotAbsolute);
    }
    if folder.as_os_str() == OsStr::new("/") {
        return refused(FilesUrlError::WholeDisk);
    }
    Ok(FilesUrl::Local(folder))
}

fn s3(rest: &str) -> Result<FilesUrl, FilesUrlError> {
    if rest.contains('@') {
        return Err(FilesUrlError::Credentials);
    }
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    if !is_bucket(bucket) {
        return Err(FilesUrlError::Bucket(bucket.to_owned()));
    }
    let parts = prefix.strip_suffix('/').unwrap_or(prefix);
    if !prefix.is_empty() && !parts.split('/').all(is_prefix_part) {
        return Err(FilesUrlError::Prefix(prefix.to_owned()));
    }
    Ok(FilesUrl::S3 { bucket: bucket.to_owned(), prefix: parts.to_owned() })
}

fn is_bucket(name: &str) -> bool {
    let is_edge = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    (3..=63).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'))
        && is_edge(name.bytes().next())
        && is_edge(name.bytes().next_back())
        && !name.contains("..")
}

fn is_prefix_part(part: &str) -> bool {
    !matches!(part, "" | "." | "..")
        && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local_path(text: &str) -> PathBuf {
        match FilesUrl::parse(text) {
            Ok(FilesUrl::Local(path)) => path,
            other => panic!("{text}: {other:?}"),
        }
    }

    fn sentence(text: &str) -> String {
        FilesUrl::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn a_folder_is_named_from_the_root() {
        assert_eq!(local_path("file:///var/lib/waybill/files"), PathBuf::from("/var/lib/waybill/files"));
        assert_eq!(local_path(" FILE:///srv//x/./y/ "), PathBuf::from("/srv/x/y"));
        assert_eq!(local_path("file:///srv/my%20files"), PathBuf::from("/srv/my files"));
        assert_eq!(local_path("file:///srv/my files/100%"), PathBuf::from("/srv/my files/100%"));
    }

    #[test]
    fn a_path_that_depends_on_where_the_program_started_is_refused_with_the_mend() {
        for text in [
            "file://./data",
            "file://data/files",
            "file://localhost/data",
            "file://",
            "file://../x",
            "file:///srv/../etc",
            "file:///srv/%2e%2e/etc",
        ] {
            assert!(sentence(text).contains("file:///var/lib/waybill/files"), "{text}");
        }
    }

    #[test]
    fn the_root_and_odd_characters_are_refused() {
        assert!(sentence("file:///").contains("whole disk"));
        assert!(sentence("file:////./").contains("whole disk"));
        for text in ["file:///a?b", "file:///a#b", "file:///a%00b", "file:///a\0b"] {
            assert!(sentence(text).contains("zero byte"), "{text:?}");
        }
    }

    #[test]
    fn a_bucket_may_have_a_prefix() {
        let s3 = |bucket: &str, prefix: &str| Ok(FilesUrl::S3 { bucket: bucket.into(), prefix: prefix.into() });
        assert_eq!(FilesUrl::parse("s3://waybill"), s3("waybill", ""));
        assert_eq!(FilesUrl::parse("s3://waybill/"), s3("waybill", ""));
        assert_eq!(FilesUrl::parse("s3://way.bill-2/a/b_c/"), s3("way.bill-2", "a/b_c"));
    }

    #[test]
    fn a_bucket_or_prefix_that_no_store_takes_is_refused() {
        for text in [
            "s3://",
            "s3:///x",
            "s3://ab",
            "s3://Waybill",
            "s3://-abc",
            "s3://abc.",
            "s3://a..b",
            "s3://a b c",
            "s3://bucket:9000/x",
        ] {
            assert!(sentence(text).contains("name of a bucket"), "{text}");
        }
        for text in [
            "s3://bucket//",
            "s3://bucket/a//b",
            "s3://bucket/../b",
            "s3://bucket/a?x=1",
            "s3://bucket/é",
            "s3://bucket/a%2fb",
        ] {
            assert!(sentence(text).contains("after the bucket"), "{text}");
        }
    }

    #[test]
    fn a_secret_in_the_url_is_not_repeated() {
        let sentence = sentence("s3://AKIA:hunter2@bucket/x");
        assert!(sentence.contains("AWS_ACCESS_KEY_ID") && !sentence.contains("hunter2"), "{sentence}");
    }

    #[test]
    fn other_schemes_and_bare_paths_are_refused_with_an_example() {
        for text in ["", "/var/lib/files", "data/files", "http://bucket/x", "gs://bucket", "file:/x", "s3:bucket"] {
            assert!(sentence(text).contains("s3://bucket/exports"), "{text}");
        }
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for text in ["file:///srv/100%25 %3F %23/é", "s3://bucket", "s3://bucket/a/b"] {
            let url = FilesUrl::parse(text).unwrap();
            assert_eq!(FilesUrl::parse(&url.to_string()), Ok(url), "{text}");
        }
    }
}
