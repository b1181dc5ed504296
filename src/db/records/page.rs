//! One page of a selection, found by key rather than by counting rows (R20, R51).

use diesel::prelude::*;

use super::Record;
use super::count::{CountShown, Fitting, fitting, narrowing, shown_count};
use super::key::{Key, bound, key, key_text, name_index};
use super::next_to::{as_it_stood, newest_change};
use super::read::{Row, stored};
use super::selection::{Narrow, condition};
use super::sql::{Dialect, Sql};
use super::unindexed;
use crate::db::QueryResult;
use crate::db::connection::{DbConn, both};
use crate::domain::filter::Judge;
use crate::domain::property::PropertyType;
use crate::domain::record::{Property, Selection, SortKey};

/// Rows of a page.
pub const PAGE_ROWS: usize = 50;

/// Where a page begins: a record of the page next to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum From {
    /// At the beginning.
    #[default]
    Start,
    /// After the record with this key.
    After(i64),
    /// Before the record with this key.
    Before(i64),
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordPage {
    /// In the order of the selection.
    pub records: Vec<Record>,
    /// Whether there are records before these.
    pub has_before: bool,
    /// Whether there are records after these.
    pub has_after: bool,
    /// How many there are altogether: exact where that is known or soon counted.
    pub count: CountShown,
    /// The newest change of what the first and the last of these records are ordered by: by it the pages next to this one find
    /// the place that the record has here, wherever it is moved meanwhile. None in the order of creation, in which nothing moves.
    pub newest_changes: Option<(i64, i64)>,
    /// The record that the page should begin at is gone, and its place with it: this is the start.
    pub is_place_gone: bool,
}

/// One page of a selection and how many records it holds altogether, read at one moment. `seen` is the newest change of the
/// record it begins at that the page next to it told; without it the record's place is where it stands now.
///
/// # Errors
/// When the query fails.
pub fn page(
    c: &mut DbConn,
    selection: &Selection,
    properties: &[Property],
    from: From,
    seen: Option<i64>,
) -> QueryResult<RecordPage> {
    let dialect = Dialect::of(c);
    let key = key(dialect, selection, properties);
    let narrow = narrowing(c, selection, properties)?;
    let beginning = match from {
        From::Start => None,
        From::After(id) | From::Before(id) => as_it_stood(c, selection, properties, id, seen)?,
    };
    let forward = !matches!(from, From::Before(_)) || beginning.is_none();
    let is_place_gone = from != From::Start && beginning.is_none();
    let (mut records, count) = if let Some(Key { is_indexed: false, property: Some(sorted), .. }) = &key {
        let beyond = unindexed::Beyond { row: beginning.as_ref(), forward, count: PAGE_ROWS + 1 };
        let (records, fitting) = unindexed::records(c, selection, properties, *sorted, narrow, beyond)?;
        // The count of an object is known in every order.
        let count =
            if selection.is_whole() { shown_count(c, selection, properties, narrow)? } else { CountShown::of(fitting) };
        (records, count)
    } else {
        let (known, narrow, judge, count) = match fitting(c, selection, properties, narrow)? {
            // Few records fit: then they are known by their keys, and nothing is judged twice.
            Fitting::These(ids) if ids.is_empty() => {
                return Ok(RecordPage { is_place_gone, ..RecordPage::default() });
            }
            Fitting::These(only) => {
                let count = CountShown::Exactly(i64::try_from(only.len()).unwrap_or(i64::MAX));
                let among = Selection { only, sort: selection.sort, ..Selection::all(selection.object_id) };
                (Some(among), Narrow::ByIndex, None, count)
            }
            Fitting::Many(judge) => (None, narrow, Some(judge), CountShown::Many),
            Fitting::Unjudged => (None, narrow, None, shown_count(c, selection, properties, narrow)?),
        };
        let selection = known.as_ref().unwrap_or(selection);
        let has_name_index = selection.sort.key == SortKey::Name && has_name_index(c, selection.object_id)?;
        let pages = Pages { dialect, selection, properties, narrow, judge, key, has_name_index };
        let rows = pages.fitting_rows(c, beginning.as_ref(), forward)?;
        (rows.into_iter().map(|row| Record { id: row.id, props: row.props }).collect(), count)
    };
    let has_more = records.len() > PAGE_ROWS;
    records.truncate(PAGE_ROWS);
    if !forward {
        records.reverse();
    }
    let newest_changes = match (records.first(), records.last()) {
        (Some(first), Some(last)) if selection.sort.key != SortKey::Created => {
            let mut newest = |record: &Record| newest_change(c, selection, properties, record.id);
            Some((newest(first)?, newest(last)?))
        }
        _ => None,
    };
    let is_started = beginning.is_some();
    Ok(RecordPage {
        records,
        has_before: if forward { is_started } else { has_more },
        has_after: if forward { has_more } else { is_started },
        count,
        newest_changes,
        is_place_gone,
    })
}

/// The rows of a selection as two runs: those with a value by value, then those without, by id.
struct Pages<'a> {
    dialect: Dialect,
    selection: &'a Selection,
    properties: &'a [Property],
    narrow: Narrow,
    judge: Option<Box<Judge>>,
    key: Option<Key>,
    has_name_index: bool,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_there: bool,
}

/// Whether SQLite has the index by name; PostgreSQL finds out by itself.
fn has_name_index(c: &mut DbConn, object_id: i64) -> QueryResult<bool> {
    let DbConn::Sqlite(c) = c else { return Ok(false) };
    let question = format!(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = '{}') AS is_there",
        name_index(object_id)
    );
    let found: Found = diesel::sql_query(question).get_result(c)?;
    Ok(found.is_there)
}

/// Rows that are read at once while looking for those that fit: few at first, then more.
const BATCHES: [usize; 4] = [256, 1_024, 4_096, 16_384];

impl Pages<'_> {
    /// One row more than a page of those that fit, beginning next to a row, in the direction of travel.
    fn fitting_rows(&self, c: &mut DbConn, beginning: Option<&Row>, forward: bool) -> QueryResult<Vec<Row>> {
        let Some(judge) = &self.judge else { return self.rows(c, beginning, forward, PAGE_ROWS + 1) };
        let mut found: Vec<Row> = Vec::new();
        let mut last: Option<Row> = None;
        for batch in 0.. {
            let limit = BATCHES[batch.min(BATCHES.len() - 1)];
            let rows = self.rows(c, last.as_ref().or(beginning), forward, limit)?;
            let is_end = rows.len() < limit;
            for row in rows {
                if judge.fits(&row.props).map_err(stored)? {
                    found.push(row.clone());
                }
                last = Some(row);
                if found.len() > PAGE_ROWS {
                    return Ok(found);
                }
            }
            if is_end {
                break;
            }
        }
        Ok(found)
    }

    /// So many rows, beginning next to a row, in the direction of travel.
    fn rows(&self, c: &mut DbConn, beginning: Option<&Row>, forward: bool, limit: usize) -> QueryResult<Vec<Row>> {
        let Some(key) = &self.key else {
            return self.run(c, None, beginning.map(|row| (None, row.id)), forward, limit);
        };
        let value = beginning.map(|row| (value_of(row, key), row.id));
        let in_empty = matches!(&value, Some((None, _)));
        // Travelling forward the filled run comes first, backward the empty one.
        let runs = if forward { [Run::Filled, Run::Empty] } else { [Run::Empty, Run::Filled] };
        let first = match (&value, in_empty) {
            (None, _) => 0,
            (Some(_), true) => usize::from(forward),
            (Some(_), false) => usize::from(!forward),
        };
        let mut rows = Vec::new();
        let mut start = value;
        for run in &runs[first..] {
            let left = limit - rows.len();
            rows.extend(self.run(c, Some((*run, key)), start.take(), forward, left)?);
            if rows.len() >= limit {
                break;
            }
        }
        Ok(rows)
    }

    fn run(
        &self,
        c: &mut DbConn,
        run: Option<(Run, &Key)>,
        start: Option<(Option<String>, i64)>,
        forward: bool,
        limit: usize,
    ) -> QueryResult<Vec<Row>> {
        let mut sql = Sql::default();
        let mut parts = vec![condition(self.dialect, self.selection, self.properties, self.narrow, &mut sql)];
        let descends = self.selection.sort.descending == forward;
        let (sign, direction) = if descends { ("<", "DESC") } else { (">", "ASC") };
        let order = match run {
            Some((Run::Filled, key)) => {
                if let Some((Some(value), id)) = start {
                    let place = sql.bind(value);
                    let value = bound(self.dialect, &place, key.property.map(|(_, kind)| kind));
                    // SQLite finds its place in an index over an expression by the first line, not by the row value.
                    if key.property.is_some() {
                        parts.push(format!("{} {sign}= {value}", key.expression));
                    }
                    parts.push(format!("({}, id) {sign} ({value}, {id})", key.expression));
                }
                // Upwards the line above says it already, and SQLite would begin at the weaker of the two.
                if descends || parts.len() == 1 {
                    parts.push(key.is_filled.clone());
                }
                format!("{} {direction}, id {direction}", key.expression)
            }
            other => {
                if let Some((_, key)) = other {
                    parts.push(key.is_empty.clone());
                }
                if let Some((_, id)) = start {
                    parts.push(format!("id {sign} {id}"));
                }
                format!("id {direction}")
            }
        };
        sql.text = format!(
            "SELECT {} FROM records{} WHERE {} ORDER BY {order} LIMIT {limit}",
            self.dialect.row_columns(),
            self.index_hint(run),
            parts.join(" AND ")
        );
        both!(c, |c| sql.query().load(c))
    }

    /// SQLite keeps no statistics and would gather and sort every record of the object rather than read an index in order.
    fn index_hint(&self, run: Option<(Run, &Key)>) -> String {
        match (self.dialect, self.narrow, run) {
            (Dialect::Sqlite, Narrow::Not, Some((_, Key { property: Some((id, _)), .. }))) => {
                format!(" INDEXED BY records_p{id}")
            }
            (Dialect::Sqlite, Narrow::Not, Some((_, Key { property: None, .. }))) if self.has_name_index => {
                format!(" INDEXED BY {}", name_index(self.selection.object_id))
            }
            _ => String::new(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    Filled,
    Empty,
}

/// The value by which a row is sorted, as the SQL has it; `None` when it has none.
fn value_of(row: &Row, key: &Key) -> Option<String> {
    match key.property {
        None => Some(row.name_key.clone()).filter(|name| !name.is_empty()),
        Some((id, kind)) => {
            let values: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&row.props).ok()?;
            let value = values.get(&format!("p{id}"))?.as_str()?;
            // A value of earlier may be none of the type that the property has now.
            let is_in_order = kind != PropertyType::Number || kind.parse_value(value, &[]).is_ok();
            is_in_order.then(|| key_text(value, kind))
        }
    }
}
