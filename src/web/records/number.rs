//! A number in a form, as its reader writes it (R11, R62).

use crate::domain::lang::Lang;
use crate::domain::threshold::grouped_digits;

/// A number as its reader writes it: digits may stand in groups of three (R11), and in French the comma is the decimal mark,
/// where a point still does. What is written otherwise stays as it is and is no number: a mark that was dropped would make
/// ten times the number of it.
pub(in crate::web) fn plain(text: &str, lang: Lang) -> String {
    let typed = text.trim();
    let (sign, digits) = match typed.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => ("-", digits),
        None => ("", typed),
    };
    let mark = if lang == Lang::Fr && digits.contains(',') { ',' } else { '.' };
    let (whole, fraction) = digits.split_once(mark).map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    if grouped_digits(whole).is_none() {
        return typed.to_owned();
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    match fraction {
        Some(fraction) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{whole}"),
    }
}

/// A stored number as its reader types it: with the decimal mark of the language, without groups.
pub(in crate::web) fn typed(stored: &str, lang: Lang) -> String {
    match lang {
        Lang::En => stored.to_owned(),
        Lang::Fr => stored.replace('.', ","),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_their_reader_writes_them() {
        assert_eq!(plain("1\u{202f}234,5", Lang::Fr), "1234.5");
        assert_eq!(plain("-1 234,5", Lang::Fr), "-1234.5");
        assert_eq!(plain("1234.5", Lang::Fr), "1234.5");
        assert_eq!(plain(" 1,234.5 ", Lang::En), "1234.5");
        assert_eq!(plain(".5", Lang::En), ".5");
    }

    #[test]
    fn a_mark_that_parts_no_thousands_is_never_dropped() {
        for odd in ["3,5", "1,23", "1,2345", "12,34,567", "3 5", "1,000 000", "1,5.2"] {
            assert_eq!(plain(odd, Lang::En), odd);
        }
        for odd in ["1.234,5,6", "3 5", "12 34", "1 2,5"] {
            let plain = plain(odd, Lang::Fr);
            assert!(plain.contains([' ', ',']), "{odd}: {plain}");
        }
    }
}
