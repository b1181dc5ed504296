//! The labels of choices in place of their values, as they were at the request (R30, R31).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Column;
use crate::domain::property::PropertyType;

/// Which columns have labels, and which those are.
#[derive(Debug, Clone)]
pub struct Labels(Vec<Labelled>);

#[derive(Debug, Clone)]
struct Labelled {
    place: usize,
    several: bool,
    labels: BTreeMap<String, String>,
}

impl Labels {
    /// The labels that were frozen with these columns; none when internal values were asked for.
    pub fn new(columns: &[Column]) -> Self {
        let labelled = columns.iter().enumerate().filter(|(_, column)| !column.labels.is_empty());
        Self(
            labelled
                .map(|(place, column)| Labelled {
                    place,
                    several: column.kind == PropertyType::Choices,
                    labels: column.labels.clone(),
                })
                .collect(),
        )
    }

    /// Puts the labels in. A value that was no choice any more at the request stays as it is.
    pub fn apply<'a>(&'a self, cells: &mut [Cow<'a, str>]) {
        for labelled in &self.0 {
            let Some(cell) = cells.get_mut(labelled.place).filter(|cell| !cell.is_empty()) else { continue };
            if let Some(label) = labelled.labels.get(cell.as_ref()) {
                *cell = Cow::Borrowed(label);
            } else if labelled.several {
                let values = cell.split(';');
                let words: Vec<&str> =
                    values.map(|value| labelled.labels.get(value).map_or(value, String::as_str)).collect();
                *cell = Cow::Owned(words.join("; "));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(kind: PropertyType, labels: &[(&str, &str)]) -> Column {
        Column {
            property_id: 1,
            name: "stage".into(),
            header: "Stage".into(),
            kind,
            is_sensitive: false,
            labels: labels.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect(),
        }
    }

    #[test]
    fn values_become_labels_where_labels_were_frozen() {
        let choices = [("won", "Gagnée"), ("lost", "Perdue")];
        let labels = Labels::new(&[
            column(PropertyType::Choice, &[]),
            column(PropertyType::Choice, &choices),
            column(PropertyType::Choices, &choices),
            column(PropertyType::Choices, &choices),
            column(PropertyType::Choice, &choices),
            column(PropertyType::Choice, &choices),
        ]);
        let mut cells: Vec<Cow<'_, str>> = ["won", "won", "lost;won", "won;gone", "gone", ""].map(Cow::Borrowed).into();
        labels.apply(&mut cells);
        assert_eq!(cells, ["won", "Gagnée", "Perdue; Gagnée", "Gagnée; gone", "gone", ""]);
    }
}
