//! Text as search sees it: no case, no accents (R51).

use std::sync::LazyLock;

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// Folds case, accents, apostrophes and runs of white space away, so that what a person types finds what a record holds (R51).
///
/// Folding twice gives the same as folding once. Both sides of a comparison must be folded.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// The same into room that is there already: `folded` must be empty.
pub fn fold_into(text: &str, folded: &mut String) {
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        fold_word(word, folded);
    }
}

fn fold_word(word: &str, folded: &mut String) {
    let start = folded.len();
    if word.is_ascii() {
        folded.push_str(word);
        return folded[start..].make_ascii_lowercase();
    }
    for letter in word.chars() {
        match letter {
            letter if letter.is_ascii() => folded.push(letter.to_ascii_lowercase()),
            LATIN_FIRST..=LATIN_LAST => folded.push_str(&LATIN[letter as usize - LATIN_FIRST as usize]),
            _ => {
                folded.truncate(start);
                return fold_any_word(word, folded);
            }
        }
    }
}

/// The letters of Western and Central Europe, composed: none changes its neighbours, so each is folded once and for all.
const LATIN_FIRST: char = 'À';
const LATIN_LAST: char = 'ſ';
static LATIN: LazyLock<Vec<String>> = LazyLock::new(|| {
    let letter = |letter: char| {
        let mut folded = String::new();
        fold_any_word(letter.encode_utf8(&mut [0; 4]), &mut folded);
        folded
    };
    (LATIN_FIRST..=LATIN_LAST).map(letter).collect()
});

fn fold_any_word(word: &str, folded: &mut String) {
    // Composed again at the end: otherwise Korean syllables stay in pieces and "ga" is found inside "gag".
    let letters = word.nfd().filter(|c| !is_accent(*c)).flat_map(char::to_lowercase).filter(|c| !is_accent(*c)).nfc();
    for letter in letters {
        match plain(letter) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(letter),
        }
    }
}

/// Marks that sit on a letter. Classes 7 to 9 and marks without a class (nukta, kana voicing, virama, vowel signs)
/// are letters of their own to those who write them, so they stay.
fn is_accent(c: char) -> bool {
    let class = canonical_combining_class(c);
    class == 1 || class >= 10
}

/// Letters that Unicode does not take apart, but a searcher's keyboard does.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        '’' | '‘' | 'ʼ' => "'",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_are_folded_away() {
        for (text, folded) in [
            ("Zoë Brontë-Ångström", "zoe bronte-angstrom"),
            ("François-Xavier", "francois-xavier"),
            ("Małgorzata Święcicka-Żółć", "malgorzata swiecicka-zolc"),
            ("Đặng Hoàng Yến", "dang hoang yen"),
            ("İbrahim Çağlayan", "ibrahim caglayan"),
            ("Işık", "isik"),
            ("Søren Kjærgaard-Østergård", "soren kjaergaard-ostergard"),
            ("Þórdís", "thordis"),
            ("STRASSE Straße STRAẞE", "strasse strasse strasse"),
            ("Œuvre", "oeuvre"),
            ("Ὀδυσσεύς ΟΔΥΣΣΕΥΣ", "οδυσσευσ οδυσσευσ"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn composed_and_decomposed_text_fold_alike() {
        assert_eq!(fold("Caf\u{E9}"), fold("Cafe\u{301}"));
        assert_eq!(fold("각"), fold("\u{1100}\u{1161}\u{11A8}"));
    }

    #[test]
    fn the_typographic_apostrophe_is_found_by_the_typed_one() {
        assert_eq!(fold("Chloé D’Hondt"), "chloe d'hondt");
    }

    #[test]
    fn white_space_collapses_and_is_trimmed() {
        assert_eq!(fold("  a \u{A0}\u{202F}\t b\r\nc  "), "a b c");
        assert_eq!(fold(" \n "), "");
    }

    #[test]
    fn letters_of_other_scripts_are_kept() {
        assert_eq!(fold("नो की"), "नो की");
        assert_eq!(fold("がぎ"), "がぎ");
        assert_eq!(fold("李伟"), "李伟");
        assert_eq!(fold("בן־דוד"), "בן־דוד");
    }

    #[test]
    fn letters_that_are_looked_up_fold_as_all_others_do() {
        let mut words: Vec<String> =
            (LATIN_FIRST..=LATIN_LAST).map(|letter| format!("a{letter}B{letter}{letter}")).collect();
        // What could combine with a letter before it is never looked up.
        words.extend((LATIN_FIRST..=LATIN_LAST).map(|letter| format!("{letter}\u{301}\u{328}e\u{300}")));
        for word in words {
            let mut folded = String::new();
            fold_any_word(&word, &mut folded);
            assert_eq!(fold(&word), folded, "{word}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing_more() {
        for text in ["İŞIK ẞ ς", "Ǆ ﬁ Ω Å", "가\u{301}", "a\u{0338}b", "e\u{301}\u{327}"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }
}
