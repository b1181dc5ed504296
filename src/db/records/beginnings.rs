//! What PostgreSQL can say of a filter without an index: how the values of records that fit begin.

use super::sql::Sql;
use crate::domain::filter::{Beginnings, Filter, Group};
use crate::domain::record::Property;
use crate::secret::hex;

/// SQL that is true of every record that fits a settled filter, and maybe of others; `None` when some group of the filter says
/// nothing of how a value begins.
pub(super) fn begins(filter: &Filter, properties: &[Property], sql: &mut Sql) -> Option<String> {
    let groups: Option<Vec<String>> = filter.groups.iter().map(|group| of_group(group, properties, sql)).collect();
    groups.filter(|groups| !groups.is_empty()).map(|groups| format!("({})", groups.join(" OR ")))
}

fn of_group(group: &Group, properties: &[Property], sql: &mut Sql) -> Option<String> {
    let conditions = group.conditions.iter().filter_map(|condition| {
        let property = properties.iter().find(|property| property.id == condition.property_id)?;
        let beginnings = Beginnings::of(&condition.test, property.kind)?;
        Some(of_property(property.id, &beginnings, sql))
    });
    let conditions: Vec<String> = conditions.collect();
    (!conditions.is_empty()).then(|| format!("({})", conditions.join(" AND ")))
}

/// Bounds beyond which a look at the first byte alone comes first: PostgreSQL walks along them for each record, which takes a third of
/// the whole question.
const FEW: usize = 8;

/// The bytes behind the key lie in one of the ranges: an odd number of their bounds is not above them. The bounds are taken once
/// for the statement, behind a SELECT of their own. A quote that is not escaped stands before a colon at the end of a key only, so
/// the many quotes need not be looked at for the one before the key.
fn of_property(id: i64, beginnings: &Beginnings, sql: &mut Sql) -> String {
    let key = format!("p{id}\":\"");
    let behind = key.len();
    let bytes = |longest: usize| {
        format!(
            "substring(json_send(props) FROM position('{key}'::bytea IN json_send(props)) + {behind} FOR {longest})"
        )
    };
    let bounds = beginnings.bounds();
    let first = (bounds.len() > FEW).then(|| {
        let place = sql.bind(format!("\\x{}", hex(&beginnings.first_bytes())));
        format!("position({} IN (SELECT {place}::bytea)) > 0 AND ", bytes(1))
    });
    let place = sql.bind(array(bounds));
    let longest = bounds.iter().map(Vec::len).max().unwrap_or_default();
    format!("{}width_bucket({}, (SELECT {place}::bytea[])) % 2 = 1", first.unwrap_or_default(), bytes(longest))
}

/// The text of an array of bytes.
fn array(bounds: &[Vec<u8>]) -> String {
    let bounds: Vec<String> = bounds.iter().map(|bound| format!("\"\\\\x{}\"", hex(bound))).collect();
    format!("{{{}}}", bounds.join(","))
}
