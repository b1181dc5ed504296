//! One page of a selection, found by key rather than by counting rows (R20, R51).

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::Record;
use super::new::KEY_CHARACTERS;
use super::selection::{Dialect, Key, Narrow, Sql, condition, index_rows, key};
use crate::db::QueryResult;
use crate::db::connection::{DbConn, both};
use crate::db::schema::objects;
use crate::domain::property::PropertyType;
use crate::domain::record::{Property, Selection};

/// Rows of a page.
pub const PAGE_ROWS: usize = 50;

/// What a page with a search counts up to: beyond it reads "10,000+".
const COUNTED: i64 = 10_000;

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
}

/// A count as a page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountShown {
    /// So many.
    Exactly(i64),
    /// More than 10,000.
    Many,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name_key: String,
    #[diesel(sql_type = Text)]
    props: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// One page of a selection, read at one moment. A record that the page should begin at and that is gone leads to the start.
///
/// # Errors
/// When the query fails.
pub fn page(c: &mut DbConn, selection: &Selection, properties: &[Property], from: From) -> QueryResult<RecordPage> {
    let (dialect, narrow) = (Dialect::of(c), narrowing(c, selection)?);
    let search = Pages { dialect, selection, narrow, key: key(dialect, selection, properties) };
    let beginning = match from {
        From::Start => None,
        From::After(id) | From::Before(id) => find(c, selection.object_id, id)?,
    };
    let forward = !matches!(from, From::Before(_)) || beginning.is_none();
    let mut rows = search.rows(c, beginning.as_ref(), forward)?;
    let has_more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    if !forward {
        rows.reverse();
    }
    let is_started = beginning.is_some();
    Ok(RecordPage {
        records: rows.into_iter().map(|row| Record { id: row.id, props: row.props }).collect(),
        has_before: if forward { is_started } else { has_more },
        has_after: if forward { has_more } else { is_started },
    })
}

/// How many records a selection holds, exactly: what an export states before it starts (R30).
///
/// # Errors
/// When the query fails.
pub fn count(c: &mut DbConn, selection: &Selection) -> QueryResult<i64> {
    counted(c, selection, Narrow::ByIndex, "")
}

/// How many records a page shows: exact without a search, "10,000+" where counting on would take too long.
///
/// # Errors
/// When the query fails.
pub fn shown_count(c: &mut DbConn, selection: &Selection) -> QueryResult<CountShown> {
    if selection.terms().is_empty() {
        let kept = objects::table.find(selection.object_id).select(objects::record_count).first(c);
        return kept.map(CountShown::Exactly);
    }
    let narrow = narrowing(c, selection)?;
    let n = counted(c, selection, narrow, &format!(" LIMIT {}", COUNTED + 1))?;
    Ok(if n > COUNTED { CountShown::Many } else { CountShown::Exactly(n) })
}

/// Words that more than 10,000 records hold are looked for in the order of the page: gathering and sorting all of them
/// takes seconds on SQLite, meeting the first fifty does not.
fn narrowing(c: &mut DbConn, selection: &Selection) -> QueryResult<Narrow> {
    let DbConn::Sqlite(c) = c else { return Ok(Narrow::ByIndex) };
    let mut sql = Sql::default();
    let Some(found) = index_rows(selection, &mut sql) else { return Ok(Narrow::Not) };
    sql.text = format!("SELECT count(*) AS n FROM ({found} LIMIT {})", COUNTED + 1);
    let found: Count = sql.query().get_result(c)?;
    Ok(if found.n > COUNTED { Narrow::Not } else { Narrow::ByIndex })
}

fn counted(c: &mut DbConn, selection: &Selection, narrow: Narrow, limit: &str) -> QueryResult<i64> {
    let mut sql = Sql::default();
    let condition = condition(Dialect::of(c), selection, narrow, &mut sql);
    sql.text = format!("SELECT count(*) AS n FROM (SELECT 1 FROM records WHERE {condition}{limit}) AS found");
    let counted: Count = both!(c, |c| sql.query().get_result(c))?;
    Ok(counted.n)
}

fn find(c: &mut DbConn, object_id: i64, id: i64) -> QueryResult<Option<Row>> {
    let props = columns(Dialect::of(c));
    let sql = Sql {
        text: format!("SELECT {props} FROM records WHERE object_id = {object_id} AND id = {id}"),
        binds: Vec::new(),
    };
    both!(c, |c| sql.query().get_result(c)).optional()
}

fn columns(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "id, name_key, props",
        Dialect::Postgres => "id, name_key, props::text AS props",
    }
}

/// The rows of a selection as two runs: those with a value by value, then those without, by id.
struct Pages<'a> {
    dialect: Dialect,
    selection: &'a Selection,
    narrow: Narrow,
    key: Option<Key>,
}

impl Pages<'_> {
    /// One row more than a page, beginning next to a row, in the direction of travel.
    fn rows(&self, c: &mut DbConn, beginning: Option<&Row>, forward: bool) -> QueryResult<Vec<Row>> {
        let Some(key) = &self.key else {
            return self.run(c, None, beginning.map(|row| (None, row.id)), forward, PAGE_ROWS + 1);
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
            let left = PAGE_ROWS + 1 - rows.len();
            rows.extend(self.run(c, Some((*run, key)), start.take(), forward, left)?);
            if rows.len() > PAGE_ROWS {
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
        let mut parts = vec![condition(self.dialect, self.selection, self.narrow, &mut sql)];
        let descends = self.selection.sort.descending == forward;
        let (sign, direction) = if descends { ("<", "DESC") } else { (">", "ASC") };
        let order = match run {
            Some((Run::Filled, key)) => {
                if let Some((Some(value), id)) = start {
                    let value = self.bound(&mut sql, key, value);
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
            columns(self.dialect),
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
            (Dialect::Sqlite, Narrow::Not, Some((_, Key { property: None, .. }))) => " INDEXED BY records_name".into(),
            _ => String::new(),
        }
    }

    /// A value in the same form as the expression it is compared with.
    fn bound(&self, sql: &mut Sql, key: &Key, value: String) -> String {
        let is_number = matches!(key.property, Some((_, PropertyType::Number)));
        let place = sql.bind(value);
        match (self.dialect, is_number) {
            (_, false) => place,
            (Dialect::Sqlite, true) => format!("CAST({place} AS REAL)"),
            (Dialect::Postgres, true) => format!("({place})::numeric"),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    Filled,
    Empty,
}

/// The value by which a row is sorted; `None` when it has none.
fn value_of(row: &Row, key: &Key) -> Option<String> {
    match key.property {
        None => Some(row.name_key.clone()).filter(|name| !name.is_empty()),
        Some((id, kind)) => {
            let values: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&row.props).ok()?;
            let value = values.get(&format!("p{id}"))?.as_str()?;
            Some(match kind {
                PropertyType::Number => value.to_owned(),
                _ => value.chars().take(KEY_CHARACTERS).collect(),
            })
        }
    }
}
