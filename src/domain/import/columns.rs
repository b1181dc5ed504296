//! Which column of a file goes into which property (R53).

use std::collections::HashSet;

use crate::domain::export_name::is_forbidden;
use crate::domain::fold::fold;
use crate::domain::record::Property;

/// Most characters of a column's name that becomes a property.
pub const MAX_LABEL: usize = 200;

/// Where the values of a column go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Into the property with this key.
    Known(i64),
    /// Into a text property that is made for it.
    New {
        /// Its internal name, unique in the object.
        name: String,
        /// Its label in both languages: the column's heading.
        label: String,
    },
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

/// Matches columns by internal name, else by label in either language, case and accents folded. A column that matches none
/// becomes a new text property; one without a name is called `column_3` after its place, and a name that stands twice gets
/// a number.
pub fn plan(headers: &[String], known: &[Property], may_see_sensitive: bool) -> Result<Vec<Target>, ColumnError> {
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
        let Some(property) = find(heading, known) else {
            let name = unique(&internal_name(heading, targets.len()), &mut names);
            targets.push(Target::New { name, label: heading.clone() });
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

/// What the columns are called: no control characters, none empty, no two alike.
pub fn headings(headers: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut headings = Vec::with_capacity(headers.len());
    for (at, header) in headers.iter().enumerate() {
        let clean: String = header.chars().map(|c| if is_forbidden(c) { ' ' } else { c }).collect();
        let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
        let base = if clean.is_empty() { format!("column_{}", at + 1) } else { clean };
        let mut heading = base.clone();
        let mut number = 2;
        while !seen.insert(fold(&heading)) {
            heading = format!("{base} {number}");
            number += 1;
        }
        headings.push(heading);
    }
    headings
}

fn find<'a>(heading: &str, known: &'a [Property]) -> Option<&'a Property> {
    let folded = fold(heading);
    known.iter().find(|property| fold(&property.name) == folded).or_else(|| {
        known.iter().find(|property| fold(&property.label_en) == folded || fold(&property.label_fr) == folded)
    })
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
        plan(&headers.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>(), &known(), false)
    }

    fn new(name: &str, label: &str) -> Target {
        Target::New { name: name.into(), label: label.into() }
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
        assert_eq!(plan(&["Passport number".into()], &known(), true), Ok(vec![Target::Known(16)]));
        assert_eq!(planned(&["", " "]), Err(ColumnError::NoNames));
    }
}
