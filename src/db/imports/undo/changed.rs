//! Giving back the values that an import changed.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{BATCH, asker, count, read_change};
use crate::db::connection::DbConn;
use crate::db::records::matching::{Found, by_id, holders, same, value};
use crate::db::records::{self, Change, NewRecord, Rewrite, Through, values_of};
use crate::db::schema::{imports, record_changes, records as rows};
use crate::db::{QueryResult, Ts};
use crate::domain::import::Import;
use crate::domain::record::Property;

/// Gives the next changed records their values back where they still have what the import wrote; `false` when there are none.
pub(super) fn restore_changed(
    c: &mut DbConn,
    import: &Import,
    properties: &[Property],
    before: Option<i64>,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let is_unique = |property: &&Property| property.is_unique && import.property_ids.contains(&property.id);
    let unique: Vec<&Property> = properties.iter().filter(is_unique).collect();
    // What records are found by stays with them.
    let may_move = unique.iter().any(|property| Some(property.id) != import.key_property_id);
    let noted = noted(c, import, may_move, before)?;
    let Some(last) = noted.last().map(|change| change.id) else { return Ok(false) };
    let mut by_record: HashMap<i64, Vec<&str>> = HashMap::new();
    for change in &noted {
        by_record.entry(change.record_id).or_default().push(&change.changes);
    }
    let ids: Vec<i64> = by_record.keys().copied().collect();
    let own = added_by(c, import, &ids)?;
    let mut all = Vec::new();
    for record in by_id(c, &ids)?.iter().filter(|record| !own.contains(&record.id)) {
        all.push(Restored::new(record, &by_record[&record.id])?);
    }
    for property in &unique {
        give_way(c, import.object_id, property, &mut all)?;
    }
    let kept = all.iter().filter(|record| record.is_kept).count();
    all.retain(|record| !record.back.is_empty());
    records::rewrite(c, &freed(properties, &unique, &all), now)?;
    let whole = |record: &Restored| Rewrite { id: record.id, new: NewRecord::from_values(properties, &record.after()) };
    records::rewrite(c, &all.iter().map(whole).collect::<Vec<_>>(), now)?;
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    count(c, import.id, number(all.len()), number(kept))?;
    let changes: Vec<Change> =
        all.into_iter().map(|record| Change { record_id: record.id, values: record.back }).collect();
    let asker = asker(import);
    let by = (asker.id, asker.name.as_deref().unwrap_or_default());
    records::note_changes(c, import.object_id, &changes, by, Through::Undoing(import.id), now)?;
    diesel::update(imports::table.find(import.id)).set(imports::undo_change_id.eq(last)).execute(c)?;
    Ok(true)
}

/// What the import changed in one record at one time.
#[derive(Queryable, Selectable)]
#[diesel(table_name = record_changes)]
struct Noted {
    id: i64,
    record_id: i64,
    at: Ts,
    changes: String,
}

/// The next changes, newest first. Those of one batch of the import stay together where unique values may have moved: one of its
/// records may have what another of them gave up.
fn noted(c: &mut DbConn, import: &Import, may_move: bool, before: Option<i64>) -> QueryResult<Vec<Noted>> {
    let mut noted: Vec<Noted> = record_changes::table
        .filter(record_changes::import_id.eq(import.id))
        .filter(record_changes::id.lt(before.unwrap_or(i64::MAX)))
        .order(record_changes::id.desc())
        .limit(BATCH)
        .select(Noted::as_select())
        .load(c)?;
    if let Some((last, at)) = noted.last().map(|change| (change.id, change.at)).filter(|_| may_move) {
        let rest: Vec<Noted> = record_changes::table
            .filter(record_changes::import_id.eq(import.id))
            .filter(record_changes::id.lt(last).and(record_changes::at.eq(at)))
            .order(record_changes::id.desc())
            .select(Noted::as_select())
            .load(c)?;
        noted.extend(rest);
    }
    Ok(noted)
}

/// Those that the import added itself: what of them was kept stays whole.
fn added_by(c: &mut DbConn, import: &Import, ids: &[i64]) -> QueryResult<HashSet<i64>> {
    let mut own = HashSet::new();
    for part in ids.chunks(2_000) {
        let found: Vec<i64> = rows::table
            .filter(rows::import_id.eq(import.id).and(rows::id.eq_any(part.to_vec())))
            .select(rows::id)
            .load(c)?;
        own.extend(found);
    }
    Ok(own)
}

/// A record on its way back.
struct Restored {
    id: i64,
    before: Vec<(i64, String)>,
    /// The properties that get a value back: what they have, and what they had before the import.
    back: Vec<(i64, String, String)>,
    /// Something of it stays as it is.
    is_kept: bool,
}

impl Restored {
    /// `changes` are those of the import, newest first.
    fn new(record: &Found, changes: &[&str]) -> QueryResult<Self> {
        let mut restored = Self { id: record.id, before: values_of(&record.props)?, back: Vec::new(), is_kept: false };
        for json in changes {
            for (property, [old, new]) in read_change(json)? {
                let has = restored.before.iter().find(|(id, _)| *id == property).map_or("", |(_, has)| has.as_str());
                match restored.back.iter_mut().find(|(id, ..)| *id == property) {
                    Some((_, _, to)) if *to == new => *to = old,
                    None if has == new => restored.back.push((property, new, old)),
                    _ => restored.is_kept = true,
                }
            }
        }
        Ok(restored)
    }

    /// The unique value that it gets back, as it is compared.
    fn claim(&self, property: &Property) -> Option<String> {
        let (_, _, old) = self.back.iter().find(|(id, ..)| *id == property.id)?;
        (!old.is_empty()).then(|| same(property, old))
    }

    fn gives_up(&self, property: &Property) -> bool {
        self.back.iter().any(|(id, ..)| *id == property.id)
    }

    fn keep(&mut self, property: &Property) {
        self.back.retain(|(id, ..)| *id != property.id);
        self.is_kept = true;
    }

    fn after(&self) -> Vec<(i64, String)> {
        let is_back = |property: i64| self.back.iter().any(|(id, ..)| *id == property);
        let kept = self.before.iter().filter(|(id, _)| !is_back(*id)).cloned();
        kept.chain(self.back.iter().map(|(id, _, old)| (*id, old.clone()))).collect()
    }
}

/// Leaves a unique value where it is when what was there before belongs to another record, or stays with another.
fn give_way(c: &mut DbConn, object_id: i64, property: &Property, all: &mut [Restored]) -> QueryResult<()> {
    let mut wanted: Vec<String> = all.iter().filter_map(|record| record.claim(property)).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    wanted.sort_unstable();
    wanted.dedup();
    let ours: HashSet<i64> = all.iter().map(|record| record.id).collect();
    let mut taken = HashSet::new();
    for other in holders(c, object_id, property, &wanted)?.iter().filter(|other| !ours.contains(&other.id)) {
        taken.extend(value(&values_of(&other.props)?, property));
    }
    // Whoever keeps a value may so keep it from another.
    loop {
        let staying = all.iter().filter(|record| !record.gives_up(property));
        let staying = staying.filter_map(|record| value(&record.before, property));
        let mut held: HashSet<String> = taken.iter().cloned().chain(staying).collect();
        let mut is_settled = true;
        for record in &mut *all {
            if record.claim(property).is_some_and(|claim| !held.insert(claim)) {
                record.keep(property);
                is_settled = false;
            }
        }
        if is_settled {
            return Ok(());
        }
    }
}

/// The records that hand a unique value back to another, without that value: the index looks at one record after the other, and
/// would find the value twice if the one that takes it were written first.
fn freed(properties: &[Property], unique: &[&Property], all: &[Restored]) -> Vec<Rewrite> {
    let mut claimed: HashSet<(i64, String)> = HashSet::new();
    for property in unique {
        claimed.extend(all.iter().filter_map(|record| Some((property.id, record.claim(property)?))));
    }
    let mut freed = Vec::new();
    for record in all {
        let mut handed = Vec::new();
        for property in unique.iter().filter(|property| record.gives_up(property)) {
            if value(&record.before, property).is_some_and(|has| claimed.contains(&(property.id, has))) {
                handed.push(property.id);
            }
        }
        if !handed.is_empty() {
            freed.push(Rewrite::without(record.id, &record.before, &handed, properties));
        }
    }
    freed
}
