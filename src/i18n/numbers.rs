//! Numbers, percentages and sizes.

use crate::domain::lang::Lang;

const NO_BREAK: char = '\u{A0}';
const NARROW_NO_BREAK: char = '\u{202F}';

pub fn number(lang: Lang, n: i64) -> String {
    let digits = grouped(lang, &n.unsigned_abs().to_string());
    if n < 0 { format!("-{digits}") } else { digits }
}

pub fn percent(lang: Lang, done: i64, total: i64) -> String {
    let value = if done >= total { 100 } else { i128::from(done.max(0)) * 100 / i128::from(total.max(1)) };
    match lang {
        Lang::En => format!("{value}%"),
        Lang::Fr => format!("{value}{NARROW_NO_BREAK}%"),
    }
}

pub fn bytes(lang: Lang, n: i64) -> String {
    let unit = |en, fr| match lang {
        Lang::En => en,
        Lang::Fr => fr,
    };
    // From the rounded value, so that no size reads "1,000.0 MB".
    let (value, unit) = match n {
        ..1_000 => (number(lang, n), unit("B", "o")),
        1_000..50_000 => (number(lang, rounded(n, 1_000)), unit("kB", "ko")),
        50_000..999_950_000 => (one_decimal(lang, n, 1_000_000), unit("MB", "Mo")),
        _ => (one_decimal(lang, n, 1_000_000_000), unit("GB", "Go")),
    };
    format!("{value}{NO_BREAK}{unit}")
}

pub fn decimal(lang: Lang, canonical: &str) -> String {
    let (sign, digits) = canonical.strip_prefix('-').map_or(("", canonical), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !fraction.is_none_or(is_digits) {
        return canonical.to_owned();
    }
    let whole = grouped(lang, whole);
    let fraction = fraction.map(|fraction| format!("{}{fraction}", decimal_mark(lang))).unwrap_or_default();
    format!("{sign}{whole}{fraction}")
}

fn one_decimal(lang: Lang, n: i64, unit: i64) -> String {
    let tenths = rounded(n, unit / 10);
    format!("{}{}{}", number(lang, tenths / 10), decimal_mark(lang), tenths % 10)
}

/// How many units fit, to the nearest.
const fn rounded(n: i64, unit: i64) -> i64 {
    n / unit + (n % unit * 2 / unit)
}

fn grouped(lang: Lang, digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(group_mark(lang));
        }
        text.push(digit);
    }
    text
}

const fn group_mark(lang: Lang) -> char {
    match lang {
        Lang::En => ',',
        Lang::Fr => NARROW_NO_BREAK,
    }
}

const fn decimal_mark(lang: Lang) -> char {
    match lang {
        Lang::En => '.',
        Lang::Fr => ',',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Lang::{En, Fr};

    #[test]
    fn whole_numbers_stand_in_groups_of_three() {
        for (n, en, fr) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1,000", "1\u{202F}000"),
            (275_000, "275,000", "275\u{202F}000"),
            (-1_234, "-1,234", "-1\u{202F}234"),
        ] {
            assert_eq!(number(En, n), en);
            assert_eq!(number(Fr, n), fr);
        }
        assert_eq!(number(En, i64::MIN), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn a_hundred_percent_is_kept_for_the_end() {
        assert_eq!(percent(En, 127_104, 214_673), "59%");
        assert_eq!(percent(Fr, 127_104, 214_673), "59\u{202F}%");
        assert_eq!(percent(En, 999_999, 1_000_000), "99%");
        assert_eq!(percent(En, 1_000_000, 1_000_000), "100%");
        assert_eq!(percent(En, 0, 5), "0%");
        assert_eq!(percent(En, 0, 0), "100%");
        assert_eq!(percent(En, i64::MAX - 1, i64::MAX), "99%");
    }

    #[test]
    fn sizes_have_the_unit_a_reader_expects() {
        for (n, en, fr) in [
            (0, "0\u{A0}B", "0\u{A0}o"),
            (999, "999\u{A0}B", "999\u{A0}o"),
            (1_000, "1\u{A0}kB", "1\u{A0}ko"),
            (1_500, "2\u{A0}kB", "2\u{A0}ko"),
            (49_999, "50\u{A0}kB", "50\u{A0}ko"),
            (50_000, "0.1\u{A0}MB", "0,1\u{A0}Mo"),
            (432_100, "0.4\u{A0}MB", "0,4\u{A0}Mo"),
            (6_120_000, "6.1\u{A0}MB", "6,1\u{A0}Mo"),
            (999_949_999, "999.9\u{A0}MB", "999,9\u{A0}Mo"),
            (999_950_000, "1.0\u{A0}GB", "1,0\u{A0}Go"),
            (1_234_567_890_123, "1,234.6\u{A0}GB", "1\u{202F}234,6\u{A0}Go"),
        ] {
            assert_eq!(bytes(En, n), en);
            assert_eq!(bytes(Fr, n), fr);
        }
    }

    #[test]
    fn stored_decimals_keep_every_digit() {
        for (stored, en, fr) in [
            ("-1234.5", "-1,234.5", "-1\u{202F}234,5"),
            ("1234567", "1,234,567", "1\u{202F}234\u{202F}567"),
            ("0.1234567", "0.1234567", "0,1234567"),
            (
                "12345678901234567890.10",
                "12,345,678,901,234,567,890.10",
                "12\u{202F}345\u{202F}678\u{202F}901\u{202F}234\u{202F}567\u{202F}890,10",
            ),
        ] {
            assert_eq!(decimal(En, stored), en);
            assert_eq!(decimal(Fr, stored), fr);
        }
    }

    #[test]
    fn text_that_is_no_stored_decimal_is_left_alone() {
        for text in ["", "-", "1e5", "1.", ".5", "--1", "1.2.3", "1 000", "NaN"] {
            assert_eq!(decimal(Fr, text), text);
        }
    }
}
