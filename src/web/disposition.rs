//! The name under which a browser saves a download (R43; RFC 6266, RFC 8187).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::export_name::{is_forbidden, stem};

/// `Content-Disposition` of a download: the name in ASCII for old programs, and as it is for all others.
///
/// In both, what cannot be part of a file name becomes `_`: control and bidi characters, path separators and leading
/// dots. The first also loses what could end its quotes early or be decoded twice.
pub fn content_disposition(file_name: &str) -> String {
    let name = safe_name(file_name);
    format!(
        "attachment; filename=\"{}\"; filename*=UTF-8''{}",
        ascii_fallback(&name),
        utf8_percent_encode(&name, ESCAPED)
    )
}

/// All but the `attr-char` of RFC 8187.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

fn safe_name(file_name: &str) -> String {
    // The dot of the extension stays one, whatever stands before it.
    let stem = Some(stem(file_name)).filter(|stem| !stem.is_empty()).unwrap_or(file_name);
    let dots = stem.len() - stem.trim_start_matches('.').len();
    let name: String = file_name
        .char_indices()
        .map(|(at, c)| if at < dots || matches!(c, '/' | '\\') || is_forbidden(c) { '_' } else { c })
        .collect();
    if name.trim().is_empty() { "export".to_owned() } else { name }
}

/// Some browsers decode `%41` in the plain form, so a percent sign goes too.
fn ascii_fallback(name: &str) -> String {
    name.chars().map(|c| if matches!(c, ' '..='~') && !matches!(c, '"' | '%') { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;

    use super::*;

    /// The two names of the header, read as a browser does.
    fn names(file_name: &str) -> (String, String) {
        let header = content_disposition(file_name);
        assert!(header.bytes().all(|b| (b' '..=b'~').contains(&b)), "{header:?}");
        let rest = header.strip_prefix("attachment; filename=\"").unwrap();
        let (plain, rest) = rest.split_once('"').unwrap();
        let encoded = rest.strip_prefix("; filename*=UTF-8''").unwrap();
        assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&+-.^_`|~%".contains(&b)), "{encoded}");
        (plain.to_owned(), percent_decode_str(encoded).decode_utf8().unwrap().into_owned())
    }

    fn both(plain: &str, full: &str) -> (String, String) {
        (plain.to_owned(), full.to_owned())
    }

    #[test]
    fn a_plain_name_is_kept() {
        assert_eq!(
            content_disposition("Contacts 2025-10-16.csv"),
            "attachment; filename=\"Contacts 2025-10-16.csv\"; filename*=UTF-8''Contacts%202025-10-16.csv"
        );
    }

    #[test]
    fn accents_emoji_and_scripts_are_whole_in_the_second_name() {
        assert_eq!(
            content_disposition("Contacts été.csv"),
            "attachment; filename=\"Contacts _t_.csv\"; filename*=UTF-8''Contacts%20%C3%A9t%C3%A9.csv"
        );
        assert_eq!(names("🚢 李.csv"), both("_ _.csv", "🚢 李.csv"));
        assert_eq!(names("קמפיין.csv"), both("______.csv", "קמפיין.csv"));
    }

    #[test]
    fn quotes_semicolons_and_percent_signs_do_not_end_the_name() {
        assert_eq!(
            names("a\"b\"; filename=\"evil.exe"),
            both("a_b_; filename=_evil.exe", "a\"b\"; filename=\"evil.exe")
        );
        assert_eq!(names("it's; 100%,*.csv"), both("it's; 100_,*.csv", "it's; 100%,*.csv"));
        assert_eq!(names("%41%0d%0a.csv"), both("_41_0d_0a.csv", "%41%0d%0a.csv"));
    }

    #[test]
    fn control_characters_never_reach_the_header() {
        assert_eq!(
            names("a\r\nSet-Cookie: x=1\0\t\u{7f}.csv"),
            both("a__Set-Cookie: x=1___.csv", "a__Set-Cookie: x=1___.csv")
        );
        for c in (0..=0x9f).filter_map(char::from_u32).filter(|c| c.is_control()) {
            assert_eq!(names(&format!("a{c}b")), both("a_b", "a_b"), "{c:?}");
        }
    }

    #[test]
    fn a_name_cannot_pose_as_another_kind_of_file() {
        assert_eq!(names("report\u{202e}vsc.exe"), both("report_vsc.exe", "report_vsc.exe"));
    }

    #[test]
    fn a_name_is_no_path_and_no_hidden_file() {
        assert_eq!(names("../../etc/passwd"), both("___.._etc_passwd", "___.._etc_passwd"));
        assert_eq!(names("C:\\x\\y.csv"), both("C:_x_y.csv", "C:_x_y.csv"));
        assert_eq!(names(".htaccess"), both("_htaccess", "_htaccess"));
        assert_eq!(names("..."), both("___", "___"));
        assert_eq!(names(".csv"), both("_csv", "_csv"));
        assert_eq!(names("....csv"), both("___.csv", "___.csv"));
        assert_eq!(names("..été.zip"), both("___t_.zip", "__été.zip"));
        assert_eq!(names("v1.2.csv"), both("v1.2.csv", "v1.2.csv"));
    }

    #[test]
    fn long_and_empty_names_have_both_forms() {
        let long = "é".repeat(200) + ".csv";
        assert_eq!(names(&long), both(&("_".repeat(200) + ".csv"), &long));
        let ships = "🚢".repeat(200);
        assert_eq!(names(&ships).1, ships);
        assert_eq!(names(""), both("export", "export"));
        assert_eq!(names("  "), both("export", "export"));
    }
}
