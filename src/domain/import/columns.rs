//! Which column of a file goes into which property (R53).

mod named;

use std::collections::{HashMap, HashSet};

use self::named::find;
pub use self::named::{Places, language, named, sensitive_column};
use super::headings::headings;
use crate::domain::export_name::{is_forbidden, is_seen};
use crate::domain::lang::Lang;
use crate::domain::property::PropertyType;
use crate::domain::record::Property;
use crate::domain::typed::name_key;

/// Most columns that a file may have (R53).
pub const MAX_COLUMNS: usize = 1_000;

/// Most characters of a column's name that becomes a property.
pub const MAX_LABEL: usize = 200;

/// Where the values of a column go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Into the property with this key.
    Known(i64),
    /// Into a property that is made for it.
    New {
        /// Its internal name; a number is added where it is taken.
        name: String,
        /// Its label in both languages.
        label: String,
        /// What its values are.
        kind: PropertyType,
    },
    /// Nowhere.
    Skip,
}

/// What somebody chose for a column, or is offered to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The property with this key.
    Known(i64),
    /// A property made for it.
    New {
        /// Its label.
        label: String,
        /// What its values are.
        kind: PropertyType,
    },
    /// Not to import it.
    Skip,
}

/// What is wrong with the choice for one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceError {
    /// The property does not exist, any more or for this user.
    Unknown,
    /// Another column goes there already.
    Twice {
        /// That column.
        column: String,
        /// Key of the property.
        property: i64,
    },
    /// The new property has no name.
    NoName,
    /// Its name is longer than [`MAX_LABEL`].
    LongName,
    /// There is a property of that name, or another column makes one.
    NameTaken,
    /// So is a property called that this user cannot choose.
    NameHidden,
}

/// Offers a place for each column: what its heading says, as [`named`] answers; the only property of a kind that speaks for
/// itself, such as an address; a new one. No property is offered twice.
///
/// `known` holds the properties that the importer may see, `kinds` what each column seems to hold.
pub fn suggest(
    named: &[Option<Choice>],
    headings: &[String],
    known: &[Property],
    kinds: &[PropertyType],
) -> Vec<Choice> {
    let id_of = |choice: &Choice| if let Choice::Known(id) = choice { Some(*id) } else { None };
    let mut taken: HashSet<i64> = named.iter().flatten().filter_map(id_of).collect();
    let mut offered = named.to_vec();
    for (kind, offer) in kinds.iter().zip(&mut offered) {
        if offer.is_some() || !matches!(kind, PropertyType::Email | PropertyType::Url) {
            continue;
        }
        let mut free = known.iter().filter(|property| property.kind == *kind && !taken.contains(&property.id));
        if let (Some(only), None) = (free.next(), free.next()) {
            taken.insert(only.id);
            *offer = Some(Choice::Known(only.id));
        }
    }
    let new = |(heading, kind): (&String, &PropertyType)| Choice::New {
        label: heading.chars().take(MAX_LABEL).collect(),
        kind: *kind,
    };
    let columns = headings.iter().zip(kinds).map(new);
    offered.into_iter().zip(columns).map(|(offer, new)| offer.unwrap_or(new)).collect()
}

/// Turns what was chosen into targets; `known` holds the properties that the importer may see, `hidden` those whose values they
/// may not (R8): nothing goes there, and nothing new is called so.
///
/// # Errors
/// What is wrong, by column.
pub fn settle(
    choices: &[Choice],
    headings: &[String],
    known: &[Property],
    hidden: &[Property],
) -> Result<Vec<Target>, Vec<(usize, ChoiceError)>> {
    let mut taken: HashMap<i64, &str> = HashMap::new();
    let labels_of = |properties: &[Property]| -> HashSet<String> {
        properties.iter().flat_map(|property| [name_key(&property.label_en), name_key(&property.label_fr)]).collect()
    };
    let (mut labels, hidden) = (labels_of(known), labels_of(hidden));
    let (mut targets, mut errors) = (Vec::with_capacity(choices.len()), Vec::new());
    for (at, (choice, heading)) in choices.iter().zip(headings).enumerate() {
        let target = match choice {
            Choice::Skip => Ok(Target::Skip),
            Choice::Known(id) if known.iter().all(|property| property.id != *id) => Err(ChoiceError::Unknown),
            Choice::Known(id) => match taken.insert(*id, heading) {
                Some(column) => Err(ChoiceError::Twice { column: column.to_owned(), property: *id }),
                None => Ok(Target::Known(*id)),
            },
            Choice::New { label, kind } => {
                let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
                if !is_seen(&label) || label.chars().any(is_forbidden) {
                    Err(ChoiceError::NoName)
                } else if label.chars().count() > MAX_LABEL {
                    Err(ChoiceError::LongName)
                } else if hidden.contains(&name_key(&label)) {
                    Err(ChoiceError::NameHidden)
                } else if !labels.insert(name_key(&label)) {
                    Err(ChoiceError::NameTaken)
                } else {
                    Ok(Target::New { name: internal_name(&label, at), label, kind: *kind })
                }
            }
        };
        match target {
            Ok(target) => targets.push(target),
            Err(error) => errors.push((at, error)),
        }
    }
    if errors.is_empty() { Ok(targets) } else { Err(errors) }
}

/// Why the columns cannot be matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnError {
    /// No column has a name.
    NoNames,
    /// A name is longer than [`MAX_LABEL`].
    TooLong,
    /// Two columns that are called differently belong to one property.
    SameProperty {
        /// The first.
        column: String,
        /// The second.
        other: String,
        /// Key of the property.
        property: i64,
    },
    /// The column belongs to a property whose values the importer may not see (R8).
    Sensitive {
        /// The column.
        column: String,
        /// Key of the property.
        property: i64,
    },
}

/// Matches each column with the property that its heading names best; two that name one are refused. A column that matches
/// none becomes a new text property.
pub fn plan(
    headers: &[String],
    known: &[Property],
    lang: Lang,
    may_see_sensitive: bool,
) -> Result<Vec<Target>, ColumnError> {
    if headers.iter().all(|heading| heading.trim().is_empty()) {
        return Err(ColumnError::NoNames);
    }
    let headings = headings(headers);
    let mut names: HashSet<String> = known.iter().map(|property| property.name.clone()).collect();
    let mut taken: Vec<(i64, &str)> = Vec::new();
    let mut targets = Vec::with_capacity(headings.len());
    for heading in &headings {
        if heading.chars().count() > MAX_LABEL {
            return Err(ColumnError::TooLong);
        }
        let Some(property) = find(heading, known, lang) else {
            let name = unique(&internal_name(heading, targets.len()), &mut names);
            targets.push(Target::New { name, label: heading.clone(), kind: PropertyType::Text });
            continue;
        };
        if property.is_sensitive && !may_see_sensitive {
            return Err(ColumnError::Sensitive { column: heading.clone(), property: property.id });
        }
        if let Some((_, column)) = taken.iter().find(|(id, _)| *id == property.id) {
            return Err(ColumnError::SameProperty {
                column: (*column).to_owned(),
                other: heading.clone(),
                property: property.id,
            });
        }
        taken.push((property.id, heading));
        targets.push(Target::Known(property.id));
    }
    Ok(targets)
}

fn internal_name(heading: &str, at: usize) -> String {
    crate::domain::internal_name::internal_name(heading).unwrap_or_else(|| format!("column_{}", at + 1))
}

fn unique(base: &str, names: &mut HashSet<String>) -> String {
    let name = crate::domain::internal_name::free_name(base, |name| names.contains(name));
    names.insert(name.clone());
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::property::PropertyType;

    fn property(id: i64, name: &str, en: &str, fr: &str, is_sensitive: bool) -> Property {
        Property {
            id,
            name: name.into(),
            label_en: en.into(),
            label_fr: fr.into(),
            kind: PropertyType::Text,
            choices: Vec::new(),
            is_sensitive,
            in_view: false,
            is_searchable: false,
            names_record: false,
            is_indexed: false,
            ..Property::default()
        }
    }

    fn known() -> Vec<Property> {
        vec![
            property(1, "first_name", "First name", "Prénom", false),
            property(3, "email", "Email", "E-mail", false),
            property(16, "passport_number", "Passport number", "Numéro de passeport", true),
        ]
    }

    fn planned(headers: &[&str]) -> Result<Vec<Target>, ColumnError> {
        plan(&headers.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>(), &known(), Lang::En, false)
    }

    fn new(name: &str, label: &str) -> Target {
        Target::New { name: name.into(), label: label.into(), kind: PropertyType::Text }
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn columns_are_offered_what_they_name_then_their_earlier_place_then_kind_then_a_new_property() {
        let mut known = known();
        known[1].kind = PropertyType::Email;
        let earlier = Places::from([("vorname".to_owned(), Some(1)), ("junk".to_owned(), None)]);
        let kinds = [PropertyType::Text, PropertyType::Text, PropertyType::Email, PropertyType::Number];
        let headings = texts(&["Vorname", "Junk", "Write to", "Age"]);
        let offered = suggest(&named(&headings, &known, &Places::new(), &earlier, Lang::En), &headings, &known, &kinds);
        let age = Choice::New { label: "Age".into(), kind: PropertyType::Number };
        assert_eq!(offered, [Choice::Known(1), Choice::Skip, Choice::Known(3), age]);
        let headings = texts(&["Email", "E-mail"]);
        let places = named(&headings, &known, &Places::new(), &Places::new(), Lang::En);
        let twice = suggest(&places, &headings, &known, &kinds[..2]);
        assert_eq!(twice, [Choice::Known(3), Choice::Skip]);
    }

    #[test]
    fn what_cannot_be_is_said_by_column() {
        let fresh = |label: &str| Choice::New { label: label.into(), kind: PropertyType::Text };
        let headings = texts(&["a", "b", "c", "d", "e"]);
        let choices = [Choice::Known(3), Choice::Known(3), Choice::Known(99), fresh(" "), fresh("PRENOM")];
        let errors = settle(&choices, &headings, &known(), &[]).unwrap_err();
        let twice = ChoiceError::Twice { column: "a".into(), property: 3 };
        let expected = [(1, twice), (2, ChoiceError::Unknown), (3, ChoiceError::NoName), (4, ChoiceError::NameTaken)];
        assert_eq!(errors, expected);
        let lookalikes = [fresh("First\u{ad} name"), fresh("Ｅmail")];
        let errors = settle(&lookalikes, &headings[..2], &known(), &[]);
        assert_eq!(errors, Err(vec![(0, ChoiceError::NameTaken), (1, ChoiceError::NameTaken)]));
        let good = settle(&[Choice::Skip, fresh("Âge")], &headings[..2], &known(), &[]);
        assert_eq!(good, Ok(vec![Target::Skip, new("age", "Âge")]));
        let (known, hidden) = known().into_iter().partition::<Vec<_>, _>(|property| !property.is_sensitive);
        let errors = settle(&[Choice::Known(16), fresh("numero de passeport")], &headings[..2], &known, &hidden);
        assert_eq!(errors, Err(vec![(0, ChoiceError::Unknown), (1, ChoiceError::NameHidden)]));
    }

    #[test]
    fn columns_are_matched_by_name_and_by_label_in_both_languages() {
        for heading in ["first_name", "First name", "PRENOM", "prénom"] {
            assert_eq!(planned(&[heading]), Ok(vec![Target::Known(1)]), "{heading}");
        }
    }

    #[test]
    fn a_column_that_matches_none_becomes_a_property_named_after_it() {
        assert_eq!(
            planned(&["Préférence client", "李伟"]),
            Ok(vec![new("preference_client", "Préférence client"), new("column_2", "李伟")])
        );
    }

    #[test]
    fn blank_and_repeated_names_become_columns_of_their_own() {
        assert_eq!(
            planned(&["Email", "", "email", "Size", "size"]),
            Ok(vec![
                Target::Known(3),
                new("column_2", "column_2"),
                new("email_2", "email 2"),
                new("size", "Size"),
                new("size_2", "size 2"),
            ])
        );
    }

    #[test]
    fn two_names_of_one_property_and_sensitive_columns_are_refused() {
        assert!(matches!(planned(&["Email", "E-mail"]), Err(ColumnError::SameProperty { property: 3, .. })));
        assert!(matches!(planned(&["Passport number"]), Err(ColumnError::Sensitive { property: 16, .. })));
        assert_eq!(plan(&["Passport number".into()], &known(), Lang::En, true), Ok(vec![Target::Known(16)]));
        assert_eq!(planned(&["", " "]), Err(ColumnError::NoNames));
    }
}
