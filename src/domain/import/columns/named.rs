//! Which property a heading names.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use super::Choice;
use crate::domain::fold::fold;
use crate::domain::lang::Lang;
use crate::domain::record::Property;

/// How well a heading names a property, best first: by the internal name or by a label as it is written, that of the file's
/// language before the other; then in the same order with case and accents folded.
const RANKS: [Rank; 6] = [
    |name, property, _| property.name == name.heading,
    |name, property, lang| property.label(lang) == name.heading,
    |name, property, _| [&property.label_en, &property.label_fr].into_iter().any(|label| *label == name.heading),
    |name, property, _| fold(&property.name) == name.folded,
    |name, property, lang| fold(property.label(lang)) == name.folded,
    |name, property, _| [&property.label_en, &property.label_fr].into_iter().any(|label| fold(label) == name.folded),
];

/// So many of them ask for what is written; the others fold it.
const EXACT: usize = 3;

type Rank = fn(&Name<'_>, &Property, Lang) -> bool;

/// A heading as it stands in the file, and folded.
struct Name<'a> {
    heading: &'a str,
    folded: String,
}

impl<'a> Name<'a> {
    fn new(heading: &'a str) -> Self {
        Self { heading, folded: fold(heading) }
    }
}

/// The language of a file: that in which more of its headings are labels as they are written, of those that are so in one language
/// alone; `reader`'s where they do not say.
pub fn language(headings: &[String], known: &[Property], reader: Lang) -> Lang {
    let is_label = |heading: &str, lang: Lang| known.iter().any(|property| property.label(lang) == heading);
    let own = |[lang, other]: [Lang; 2]| {
        headings.iter().filter(|heading| is_label(heading, lang) && !is_label(heading, other)).count()
    };
    match own([Lang::En, Lang::Fr]).cmp(&own([Lang::Fr, Lang::En])) {
        Ordering::Greater => Lang::En,
        Ordering::Less => Lang::Fr,
        Ordering::Equal => reader,
    }
}

/// The property that a heading names best.
pub(super) fn find<'a>(heading: &str, known: &'a [Property], lang: Lang) -> Option<&'a Property> {
    let name = Name::new(heading);
    RANKS.iter().find_map(|fits| known.iter().find(|property| fits(&name, property, lang)))
}

/// The first column that belongs to a sensitive property in either language, and that property (R8): whoever may not see its
/// values may not see the file either.
pub fn sensitive_column(headings: &[String], known: &[Property]) -> Option<(usize, i64)> {
    let sensitive = |heading: &String| {
        Lang::ALL.into_iter().filter_map(|lang| find(heading, known, lang)).find(|property| property.is_sensitive)
    };
    headings.iter().enumerate().find_map(|(at, heading)| sensitive(heading).map(|property| (at, property.id)))
}

/// Where columns went, by folded heading; `None` is one that was left out.
pub type Places = BTreeMap<String, Option<i64>>;

/// What the headings alone say of their columns: for a report, where they went in its import; else the property called exactly so,
/// where they went the last time, or a property called alike. A property goes to the column that names it best; another one that
/// names only this is left out.
///
/// `known` holds the properties that the importer may see.
pub fn named(
    headings: &[String],
    known: &[Property],
    reported: &Places,
    earlier: &Places,
    lang: Lang,
) -> Vec<Option<Choice>> {
    let names: Vec<Name<'_>> = headings.iter().map(|heading| Name::new(heading)).collect();
    let mut taken = HashSet::new();
    let mut offered: Vec<Option<Choice>> = vec![None; headings.len()];
    let ranks = RANKS;
    let (exact, folded) = ranks.split_at(EXACT);
    for (places, ranks) in [(reported, exact), (earlier, folded)] {
        for (name, offer) in open(&names, &mut offered) {
            *offer = match places.get(&name.folded) {
                Some(Some(id)) if known.iter().any(|property| property.id == *id) => {
                    Some(if taken.insert(*id) { Choice::Known(*id) } else { Choice::Skip })
                }
                Some(None) => Some(Choice::Skip),
                _ => None,
            };
        }
        for fits in ranks {
            for (name, offer) in open(&names, &mut offered) {
                let free = |property: &&Property| !taken.contains(&property.id) && fits(name, property, lang);
                if let Some(property) = known.iter().find(free) {
                    taken.insert(property.id);
                    *offer = Some(Choice::Known(property.id));
                }
            }
        }
    }
    for (heading, offer) in headings.iter().zip(&mut offered) {
        if offer.is_none() && find(heading, known, lang).is_some() {
            *offer = Some(Choice::Skip);
        }
    }
    offered
}

/// The columns of which nothing is known yet.
fn open<'a, 'h>(
    names: &'a [Name<'h>],
    offered: &'a mut [Option<Choice>],
) -> impl Iterator<Item = (&'a Name<'h>, &'a mut Option<Choice>)> {
    names.iter().zip(offered).filter(|(_, offer)| offer.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property(id: i64, [name, en, fr]: [&str; 3]) -> Property {
        Property { id, name: name.into(), label_en: en.into(), label_fr: fr.into(), ..Property::default() }
    }

    fn offered(headings: &[&str], known: &[Property], lang: Lang) -> Vec<Option<Choice>> {
        let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        named(&headings, known, &Places::new(), &Places::new(), lang)
    }

    #[test]
    fn a_heading_goes_where_its_label_stands_exactly_before_a_name_that_only_looks_like_it() {
        let known = [property(1, ["stage", "Old stage", "Ancien stade"]), property(2, ["stage_2", "Stage", "Stade"])];
        for (heading, id) in [("Stage", 2), ("stage", 1), ("Old stage", 1), ("STADE", 2), ("ancien STADE", 1)] {
            assert_eq!(offered(&[heading], &known, Lang::En), [Some(Choice::Known(id))], "{heading}");
        }
        let both = offered(&["STAGE", "Old stage"], &known, Lang::En);
        assert_eq!(both, [Some(Choice::Known(2)), Some(Choice::Known(1))], "whatever their order");
    }

    #[test]
    fn a_file_has_the_language_in_which_more_headings_are_labels() {
        let known = [
            property(1, ["place", "Location", "Lieu"]),
            property(2, ["hire", "Rental", "Location"]),
            property(3, ["key", "Key", "Key"]),
        ];
        for (headings, lang) in [
            (["Key", "Lieu", "Location"].as_slice(), Lang::Fr),
            (&["Key", "Rental", "Location"], Lang::En),
            (&["Key", "Location"], Lang::Fr),
            (&["Rental", "Lieu"], Lang::Fr),
            (&["key", "place"], Lang::Fr),
        ] {
            let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
            assert_eq!(language(&headings, &known, Lang::Fr), lang, "{headings:?}");
        }
    }

    #[test]
    fn a_property_that_is_called_exactly_so_comes_before_where_a_column_went_and_one_called_alike_after() {
        let known = [property(1, ["stage", "Old stage", "Ancien"]), property(2, ["stage_2", "Stage", "Stade"])];
        let places = Places::from([("stage".to_owned(), Some(1)), ("stade".to_owned(), None)]);
        let offered = |heading: &str, reported: &Places| {
            named(&[heading.to_owned()], &known, reported, &places, Lang::En).remove(0)
        };
        let none = Places::new();
        assert_eq!(offered("Stage", &none), Some(Choice::Known(2)));
        assert_eq!(offered("STAGE", &none), Some(Choice::Known(1)), "where it went");
        assert_eq!(offered("Stade", &none), Some(Choice::Known(2)));
        assert_eq!(offered("STADE", &none), Some(Choice::Skip), "left out");
        assert_eq!(offered("Stage", &places), Some(Choice::Known(1)), "a report goes where its file went");
    }

    #[test]
    fn a_label_of_two_languages_means_what_it_means_in_that_of_the_file() {
        let known = [property(1, ["place", "Location", "Lieu"]), property(2, ["hire", "Rental", "Location"])];
        assert_eq!(offered(&["Location"], &known, Lang::En), [Some(Choice::Known(1))]);
        assert_eq!(offered(&["Location"], &known, Lang::Fr), [Some(Choice::Known(2))]);
        assert_eq!(offered(&["LOCATION"], &known, Lang::Fr), [Some(Choice::Known(2))]);
    }

    #[test]
    fn a_column_whose_name_is_that_of_a_sensitive_property_in_either_language_is_one() {
        let mut known = [property(1, ["place", "Location", "Lieu"]), property(2, ["hire", "Rental", "Location"])];
        assert_eq!(sensitive_column(&["x".into(), "Location".into()], &known), None);
        known[1].is_sensitive = true;
        assert_eq!(sensitive_column(&["x".into(), "Location".into()], &known), Some((1, 2)));
    }
}
