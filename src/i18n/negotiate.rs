//! The browser's wishes, as far as we can meet them.

use crate::domain::lang::Lang;

/// The language with the highest quality; of equals the one named first; English when none fits.
pub fn language(accept_language: &str) -> Lang {
    let wishes: Vec<(&str, f32)> = accept_language.split(',').filter_map(wish).collect();
    let mut best: Option<(Lang, f32)> = None;
    for (tag, _) in &wishes {
        for lang in Lang::ALL.into_iter().filter(|lang| *tag == "*" || speaks(*lang, tag)) {
            let quality = quality(lang, &wishes);
            if quality > best.map_or(0.0, |(_, quality)| quality) {
                best = Some((lang, quality));
            }
        }
    }
    best.map(|(lang, _)| lang).unwrap_or_default()
}

/// What the visitor said about the language by name, else about any other language.
fn quality(lang: Lang, wishes: &[(&str, f32)]) -> f32 {
    let highest = |fits: &dyn Fn(&str) -> bool| {
        wishes.iter().filter(|(tag, _)| fits(tag)).map(|(_, quality)| *quality).reduce(f32::max)
    };
    highest(&|tag| speaks(lang, tag)).or_else(|| highest(&|tag| tag == "*")).unwrap_or(0.0)
}

fn speaks(lang: Lang, tag: &str) -> bool {
    tag.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case(lang.as_str()))
}

/// `fr-CA;q=0.8` as tag and quality; nothing when it is not written so.
fn wish(item: &str) -> Option<(&str, f32)> {
    let (tag, parameter) = item.split_once(';').map_or((item, None), |(tag, rest)| (tag, Some(rest)));
    let quality = match parameter {
        None => 1.0,
        Some(text) => text.trim().strip_prefix(['q', 'Q'])?.trim_start().strip_prefix('=')?.trim().parse().ok()?,
    };
    (0.0..=1.0).contains(&quality).then_some((tag.trim(), quality))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_language_that_we_speak_is_chosen() {
        for (header, lang) in [
            ("", Lang::En),
            ("fr", Lang::Fr),
            ("fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7", Lang::Fr),
            ("en-GB,en;q=0.9,fr;q=0.8", Lang::En),
            ("en;q=0.3, fr;q=0.7", Lang::Fr),
            ("en-GB;q=0.3, fr;q=0.7, en;q=0.9", Lang::En),
            ("de, fr;q=0.5", Lang::Fr),
            ("de, es", Lang::En),
            ("FR-ca", Lang::Fr),
            ("fr, en", Lang::Fr),
            ("en, fr", Lang::En),
            ("*", Lang::En),
            ("fr;q=0.5, *", Lang::En),
            ("en;q=0, *", Lang::Fr),
            ("fr;q=0, en;q=0.1", Lang::En),
            ("frr, fro", Lang::En),
        ] {
            assert_eq!(language(header), lang, "{header:?}");
        }
    }

    #[test]
    fn nonsense_is_passed_over() {
        for header in ["fr;q=nan", "fr;q=2", "fr;q=-1", "fr;q", "fr;level=1", ";;;,,,", "fr;q=0", "\u{FDD0}"] {
            assert_eq!(language(header), Lang::En, "{header:?}");
        }
        assert_eq!(language("en;q=x, fr;q=0.1"), Lang::Fr);
    }
}
