//! What the indexes can say of a filter. The SQL takes every record that fits and maybe more; where it takes exactly those,
//! nobody needs to judge them again (PERFORMANCE.md, "One meaning of a filter on both databases").

use super::key::{KEY_CHARACTERS, bound, expression};
use super::sql::{Dialect, Sql};
use crate::domain::filter::{Filter, Group, Test};
use crate::domain::fold::fold;
use crate::domain::property::PropertyType;
use crate::domain::record::{Property, Selection};

/// A condition in SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Narrowed {
    /// True of every record that fits; `None` when the indexes have nothing to say.
    pub(super) sql: Option<String>,
    /// True of no other.
    pub(super) is_exact: bool,
}

/// What the indexes say of a settled filter.
pub(super) fn narrowed(dialect: Dialect, filter: &Filter, properties: &[Property], sql: &mut Sql) -> Narrowed {
    if filter.is_empty() {
        return Narrowed { sql: None, is_exact: true };
    }
    if is_too_long(filter) {
        return Narrowed { sql: None, is_exact: false };
    }
    // A group without a narrowing lets every record through, so the others need not be asked.
    if filter
        .groups
        .iter()
        .any(|group| !group.conditions.iter().any(|c| can_narrow(&c.test, property(properties, c.property_id))))
    {
        return Narrowed { sql: None, is_exact: false };
    }
    let mut is_exact = true;
    let groups: Vec<String> =
        filter.groups.iter().map(|group| of_group(dialect, group, properties, sql, &mut is_exact)).collect();
    Narrowed { sql: Some(format!("({})", groups.join(" OR "))), is_exact }
}

/// Whether a filter has more values than one question can bring along: SQLite takes 32,766, PostgreSQL 65,535. Alternatives that are
/// joined with others repeat theirs.
fn is_too_long(filter: &Filter) -> bool {
    const MOST: usize = 30_000;
    let values = |test: &Test| match test {
        Test::Any(values) | Test::None(values) => values.len(),
        _ => 2,
    };
    filter.conditions().map(|condition| values(&condition.test)).sum::<usize>() > MOST
}

/// Whether every record of the object has to be looked at, because nothing tells beforehand which ones do not fit.
pub(in crate::db) fn is_walk(selection: &Selection, properties: &[Property]) -> bool {
    let narrowed = narrowed(Dialect::Sqlite, &selection.filter, properties, &mut Sql::default());
    narrowed.sql.is_none()
        && terms(selection, properties).is_empty()
        && selection.members.is_none()
        && selection.only.is_empty()
}

fn of_group(dialect: Dialect, group: &Group, properties: &[Property], sql: &mut Sql, is_exact: &mut bool) -> String {
    let mut parts = Vec::new();
    for condition in &group.conditions {
        match property(properties, condition.property_id) {
            Some(property) if can_narrow(&condition.test, Some(property)) => {
                parts.push(of_test(dialect, &condition.test, property, sql));
                *is_exact &= is_exact_test(&condition.test);
            }
            _ => *is_exact = false,
        }
    }
    format!("({})", parts.join(" AND "))
}

fn property(properties: &[Property], id: i64) -> Option<&Property> {
    properties.iter().find(|property| property.id == id)
}

/// Whether the property's index tells records that fit from others.
fn can_narrow(test: &Test, property: Option<&Property>) -> bool {
    use PropertyType as Type;
    let Some(property) = property.filter(|property| property.is_indexed) else { return false };
    let is_number = |value: &String| property.takes(value);
    match (test, property.kind) {
        (Test::Known(_) | Test::Empty(_), _) => true,
        // A saved filter may be older than the type of its property. A text that is no number as numbers are stored fits none of
        // them, while PostgreSQL breaks off at it and SQLite reads one in it.
        (Test::Any(values) | Test::None(values), Type::Number) => values.iter().all(is_number),
        (Test::Above(bound) | Test::Below(bound), Type::Number) => is_number(bound),
        (Test::Between(low, high), Type::Number) => is_number(low) && is_number(high),
        // Texts are compared without accents, which the index keeps; one of several choices stands anywhere in the text.
        (Test::Any(_) | Test::None(_), kind) => {
            !matches!(kind, Type::Text | Type::Email | Type::Phone | Type::Url | Type::Choices)
        }
        (Test::Within(from, before), Type::Date | Type::DateTime) => from.is_some() || before.is_some(),
        _ => false,
    }
}

/// A value as long as the index reads may be the beginning of a longer one.
fn is_exact_test(test: &Test) -> bool {
    match test {
        Test::Any(values) | Test::None(values) => values.iter().all(|value| value.chars().count() < KEY_CHARACTERS),
        _ => true,
    }
}

fn of_test(dialect: Dialect, test: &Test, property: &Property, sql: &mut Sql) -> String {
    let expression = expression(dialect, property.id, property.kind);
    let mut value = |text: &str| {
        let text: String = text.chars().take(KEY_CHARACTERS).collect();
        let place = sql.bind(text);
        bound(dialect, &place, Some(property.kind))
    };
    match test {
        Test::Known(_) => format!("{expression} IS NOT NULL"),
        Test::Empty(_) => format!("{expression} IS NULL"),
        Test::Any(values) => {
            let values: Vec<String> = values.iter().map(|text| value(text)).collect();
            format!("{expression} IN ({})", values.join(", "))
        }
        // A long value that is left out lets more records through, never fewer.
        Test::None(values) => {
            let short = values.iter().filter(|text| text.chars().count() < KEY_CHARACTERS);
            let values: Vec<String> = short.map(|text| value(text)).collect();
            if values.is_empty() {
                return "TRUE".to_owned();
            }
            format!("({expression} IS NULL OR {expression} NOT IN ({}))", values.join(", "))
        }
        Test::Above(bound) => format!("{expression} > {}", value(bound)),
        Test::Below(bound) => format!("{expression} < {}", value(bound)),
        Test::Between(low, high) => {
            let low = value(low);
            format!("({expression} >= {low} AND {expression} <= {})", value(high))
        }
        Test::Within(from, before) => {
            let from = from.as_ref().map(|from| format!("{expression} >= {}", value(from)));
            let before = before.as_ref().map(|before| format!("{expression} < {}", value(before)));
            format!("({})", [from, before].into_iter().flatten().collect::<Vec<_>>().join(" AND "))
        }
        Test::Contains(_) | Test::StartsWith(_) | Test::LastDays(_) | Test::NextDays(_) => "TRUE".to_owned(),
    }
}

/// The property whose index SQLite is told to read: it keeps no statistics, and would rather read every record of the object in
/// order and look into its JSON. None where another way in is as good, or no index finds the records.
pub(super) fn best_index(selection: &Selection, properties: &[Property]) -> Option<i64> {
    let is_plain = selection.terms().is_empty() && selection.members.is_none() && selection.only.is_empty();
    let [group] = selection.filter.groups.as_slice() else { return None };
    let rank = |test: &Test| match test {
        Test::Any(_) => Some(0),
        Test::Between(..) | Test::Within(Some(_), Some(_)) => Some(1),
        Test::Above(_) | Test::Below(_) | Test::Within(..) => Some(2),
        _ => None,
    };
    let found = group.conditions.iter().filter(|c| can_narrow(&c.test, property(properties, c.property_id)));
    let best = found.filter_map(|c| Some((rank(&c.test)?, c.property_id))).min();
    best.filter(|_| is_plain && !is_too_long(&selection.filter)).map(|(_, id)| id)
}

/// Folded texts that the search text of every record that fits holds: those of the search, and what a filter without
/// alternatives asks of the properties that the search reads.
pub(super) fn terms(selection: &Selection, properties: &[Property]) -> Vec<String> {
    let mut terms = selection.terms();
    if let [group] = selection.filter.groups.as_slice() {
        for condition in &group.conditions {
            let is_read = property(properties, condition.property_id)
                .is_some_and(|property| property.is_in_search && !property.is_sensitive && is_text(property.kind));
            let text = match &condition.test {
                Test::Contains(text) | Test::StartsWith(text) => Some(text),
                Test::Any(values) if values.len() == 1 => values.first(),
                _ => None,
            };
            if let (true, Some(text)) = (is_read, text) {
                let folded = fold(text);
                if folded.chars().count() >= 3 && !terms.contains(&folded) {
                    terms.push(folded);
                }
            }
        }
    }
    terms
}

fn is_text(kind: PropertyType) -> bool {
    use PropertyType as Type;
    matches!(kind, Type::Text | Type::Email | Type::Phone | Type::Url)
}
