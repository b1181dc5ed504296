//! Which records a selection means, and in which order: one place for page, count and export, so that they cannot differ
//! (R30, F20).
//!
//! What a person typed is always bound. Numbers that stand in the SQL itself are keys of the registry: without literals
//! neither database would use its partial expression indexes (STACK.md 15).

use super::beginnings::begins;
use super::key::{Key, key};
use super::narrow::{best_index, narrowed, terms};
use super::sql::{Dialect, Sql};
use super::way_in::WayIn;
use crate::domain::filter::Judge;
use crate::domain::record::{Members, Property, Selection};

/// Every record of a selection, in its order: rows of one column `props`, which a copy of PostgreSQL hands over as its text. For the
/// snapshot scan of an export, by the way in that was found for it.
pub(crate) fn scan_sql(dialect: Dialect, selection: &Selection, properties: &[Property], way: WayIn) -> Sql {
    let mut sql = Sql::default();
    let condition = condition_by(way, dialect, selection, properties, Narrow::ByIndex, &mut sql);
    let order = order(dialect, selection, properties);
    let hint = match way {
        WayIn::Table => way.hint().to_owned(),
        WayIn::Index | WayIn::Beginnings => hint(dialect, selection, properties),
    };
    sql.text = format!("SELECT props FROM records{hint} WHERE {condition} ORDER BY {order}");
    sql
}

/// Names the index of a filter for SQLite, where all that fit are wanted.
pub(super) fn hint(dialect: Dialect, selection: &Selection, properties: &[Property]) -> String {
    match (dialect, best_index(selection, properties)) {
        (Dialect::Sqlite, Some(id)) => format!(" INDEXED BY records_p{id}"),
        _ => String::new(),
    }
}

/// Whether the search index of SQLite picks the rows first. PostgreSQL decides that by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Narrow {
    /// It does: few rows hold these words.
    ByIndex,
    /// It does not: so many hold them that the next fifty are soon met in the order of the page.
    Not,
}

/// The rows that SQLite's search index finds for a selection, for counting; `None` when it has nothing to look for.
pub(super) fn index_rows(selection: &Selection, properties: &[Property], sql: &mut Sql) -> Option<String> {
    let patterns: Vec<String> =
        patterns(selection, properties).into_iter().filter(|p| p.chars().count() >= 3).collect();
    if patterns.is_empty() || !selection.only.is_empty() {
        return None;
    }
    let trigrams = sql.bind(trigrams(&patterns));
    Some(found(selection.object_id, &format!("SELECT rowid FROM records_search WHERE records_search MATCH {trigrams}")))
}

/// What the index found, and every record that it does not hold yet.
fn found(object_id: i64, by_index: &str) -> String {
    format!(
        "{by_index} UNION ALL SELECT id FROM records WHERE object_id = {object_id} \
         AND id > (SELECT indexed_to FROM search_index)"
    )
}

/// What the search text of every record that fits holds: words of three characters and more anywhere, shorter ones at the
/// beginning of a word, that is behind a blank.
fn patterns(selection: &Selection, properties: &[Property]) -> Vec<String> {
    let pattern = |term: String| if term.chars().count() >= 3 { term } else { format!(" {term}") };
    terms(selection, properties).into_iter().map(pattern).collect()
}

/// The judge of the records that [`condition`] lets through; `None` when it lets through only those that fit.
pub(crate) fn judge(dialect: Dialect, selection: &Selection, properties: &[Property]) -> Option<Judge> {
    let narrowed = narrowed(dialect, &selection.filter, properties, &mut Sql::default());
    if narrowed.is_exact { None } else { Judge::new(&selection.filter, properties) }
}

/// The condition that the records of a selection fulfil (R51): the object's, every folded word found, the segment's members,
/// those picked, and what the indexes know of the filter. Words of three characters and more are found anywhere, shorter
/// ones at the beginning of a word.
pub(super) fn condition(
    dialect: Dialect,
    selection: &Selection,
    properties: &[Property],
    narrow: Narrow,
    sql: &mut Sql,
) -> String {
    let mut parts = vec![format!("object_id = {}", selection.object_id)];
    // What names records by their keys.
    let mut among = Vec::new();
    if !selection.only.is_empty() {
        let ids: Vec<String> = selection.only.iter().map(ToString::to_string).collect();
        among.push(ids.join(", "));
    }
    let filter = narrowed(dialect, &selection.filter, properties, sql).sql;
    let patterns = patterns(selection, properties);
    let mut search = Vec::new();
    match dialect {
        Dialect::Sqlite => {
            let long: Vec<String> = patterns.iter().filter(|p| p.chars().count() >= 3).cloned().collect();
            // Records that are named by their keys are few: the index would have every other one as well.
            if !long.is_empty() && narrow == Narrow::ByIndex && selection.only.is_empty() {
                // Without details the index knows which rows hold a trigram, not where: it narrows, `instr` decides.
                let place = sql.bind(trigrams(&long));
                let by_index = format!("SELECT rowid FROM records_search WHERE records_search MATCH {place}");
                among.push(found(selection.object_id, &by_index));
            }
            for pattern in patterns {
                let place = sql.bind(pattern);
                search.push(format!("instr(search, {place}) > 0"));
            }
        }
        Dialect::Postgres if !patterns.is_empty() => {
            let mut by_index = Vec::new();
            for pattern in &patterns {
                let place = sql.bind(format!("%{}%", escaped(pattern)));
                by_index.push(format!("search LIKE {place}"));
            }
            let by_index = by_index.join(" AND ");
            among.push(found(selection.object_id, &format!("SELECT record_id FROM records_search WHERE {by_index}")));
            search.push(by_index);
        }
        Dialect::Postgres => {}
    }
    // SQLite numbers what is bound by where it stands in the text.
    parts.extend(filter);
    let all_in = |column: &str| among.iter().map(|keys| format!("{column} IN ({keys})")).collect::<Vec<_>>();
    match selection.members {
        // Inside the question for the members: side by side, SQLite would try each member with each of the other keys.
        Some(members) => {
            let these = [vec![is_member(members)], all_in("record_id")].concat().join(" AND ");
            parts.push(format!("id IN (SELECT record_id FROM segment_members WHERE {these})"));
        }
        None => parts.extend(all_in("id")),
    }
    parts.extend(search);
    parts.join(" AND ")
}

/// The members of a segment at one moment (R31).
pub(super) fn is_member(Members { segment_id, version }: Members) -> String {
    format!("segment_id = {segment_id} AND added_in <= {version} AND (removed_in IS NULL OR removed_in > {version})")
}

/// The same, and what the way in adds to it.
pub(super) fn condition_by(
    way: WayIn,
    dialect: Dialect,
    selection: &Selection,
    properties: &[Property],
    narrow: Narrow,
    sql: &mut Sql,
) -> String {
    let mut condition = condition(dialect, selection, properties, narrow, sql);
    if way == WayIn::Beginnings
        && let Some(begins) = begins(&selection.filter, properties, sql)
    {
        condition.push_str(" AND ");
        condition.push_str(&begins);
    }
    condition
}

/// The order of a selection: by its key, then by id; empty values last both ways.
pub(super) fn order(dialect: Dialect, selection: &Selection, properties: &[Property]) -> String {
    let direction = if selection.sort.descending { "DESC" } else { "ASC" };
    match key(dialect, selection, properties) {
        None => format!("id {direction}"),
        Some(Key { expression, is_filled, .. }) => {
            format!("CASE WHEN {is_filled} THEN 0 ELSE 1 END, {expression} {direction}, id {direction}")
        }
    }
}

/// An FTS5 query for the rows that hold every trigram of every term.
fn trigrams(terms: &[String]) -> String {
    let mut found: Vec<String> = Vec::new();
    for term in terms {
        let letters: Vec<char> = term.chars().collect();
        for three in letters.windows(3) {
            let quoted = format!("\"{}\"", three.iter().collect::<String>().replace('"', "\"\""));
            if !found.contains(&quoted) {
                found.push(quoted);
            }
        }
    }
    // A search may be very long; a few dozen trigrams narrow as well as all of them.
    found.truncate(48);
    found.join(" AND ")
}

/// A term inside a LIKE pattern.
fn escaped(term: &str) -> String {
    let mut pattern = String::with_capacity(term.len());
    for letter in term.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::{Sort, SortKey};

    fn selection(search: &str, sort: Sort) -> Selection {
        Selection { object_id: 1, search: search.into(), sort, ..Selection::default() }
    }

    #[test]
    fn what_a_person_typed_is_bound_and_never_part_of_the_sql() {
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            let sql = scan_sql(dialect, &selection("O'Brien\"; 50%_ li", Sort::default()), &[], WayIn::Index);
            assert!(!sql.text.contains("brien") && !sql.text.contains("li'"), "{}", sql.text);
        }
        let sql = scan_sql(Dialect::Postgres, &selection("50%_\\", Sort::default()), &[], WayIn::Index);
        assert_eq!(sql.binds, ["%50\\%\\_\\\\%"]);
        let sql = scan_sql(Dialect::Sqlite, &selection("a\"bc d", Sort::default()), &[], WayIn::Index);
        assert_eq!(sql.binds, ["\"a\"\"b\" AND \"\"\"bc\"", "a\"bc", " d"]);
    }

    #[test]
    fn keys_are_asked_for_once_whatever_names_them() {
        let members = [None, Some(Members { segment_id: 1, version: 2 })];
        let all = members.into_iter().flat_map(|members| [vec![], vec![3, 4]].map(|only| (members, only)));
        for (members, only) in all {
            let selection = Selection { members, only, ..selection("halle", Sort::default()) };
            let mut sql = Sql::default();
            let text = condition(Dialect::Sqlite, &selection, &[], Narrow::ByIndex, &mut sql);
            assert_eq!(text.matches(" id IN (").count(), 1, "{text}");
            assert_eq!(text.contains("MATCH"), selection.only.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_property_of_another_object_does_not_sort() {
        let sort = Sort { key: SortKey::Property(9), descending: false };
        assert_eq!(order(Dialect::Sqlite, &selection("", sort), &[]), "id ASC");
    }
}
