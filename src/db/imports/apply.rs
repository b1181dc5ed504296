//! What the rows of a batch do in the modes that match records, or where a property is unique: each in its turn, against
//! what the rows before it did, so that a value that stands twice in a file means the same wherever the batch ends. Records
//! are read once and written once per batch.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::records::matching::{Found, holders, lock, value};
use crate::db::records::{self, Change, NewRecord, Rewrite, Through, values_of};
use crate::domain::import::cells::Cells;
use crate::domain::import::mode::Mode;
use crate::domain::import::{Circumstance, Import, Problem};
use crate::domain::record::Property;

/// A row whose cells are values.
#[derive(Debug, Clone)]
pub struct Good {
    /// Where it stands in the file.
    pub line: i64,
    /// Its values in canonical form; empty cells are absent.
    pub values: Vec<(i64, String)>,
    /// Its cells, for the report.
    pub cells: Cells,
}

/// What became of the rows.
#[derive(Debug, Default)]
pub(super) struct Applied {
    pub(super) added: i64,
    pub(super) updated: i64,
    pub(super) skipped: i64,
    pub(super) problems: Vec<Problem>,
    /// Records that were there and that a row stands for, changed or not.
    pub(super) met: Vec<i64>,
    /// Where the added ones lie.
    pub(super) keys: Option<records::Added>,
}

/// Does what the rows say, inside the caller's transaction. `raw` writes the cells of a row for the report.
pub(super) fn apply(
    c: &mut DbConn,
    import: &Import,
    properties: &[Property],
    rows: &[Good],
    raw: fn(&Cells) -> String,
    now: DateTime<Utc>,
) -> QueryResult<Applied> {
    lock(c, import.object_id)?;
    let unique: Vec<&Property> =
        properties.iter().filter(|p| is_unique(import, p) && import.property_ids.contains(&p.id)).collect();
    let narrowed = properties.iter().filter(|p| p.choices.iter().any(|choice| choice.is_archived)).collect();
    let mut desk =
        Desk { import, unique, narrowed, slots: Vec::new(), owners: HashMap::new(), by_record: HashMap::new() };
    desk.look_up(c, rows)?;
    let mut applied = Applied::default();
    for row in rows {
        match desk.take(row) {
            Ok(Done::Added) => applied.added += 1,
            Ok(Done::Updated) => applied.updated += 1,
            Ok(Done::Skipped) => applied.skipped += 1,
            Err((code, property)) => {
                let circumstance = Circumstance { column: desk.heading(property), ..Circumstance::default() };
                let detail = serde_json::to_string(&circumstance).unwrap_or_default();
                applied.problems.push(Problem { line: row.line, code: code.to_owned(), detail, raw: raw(&row.cells) });
            }
        }
    }
    desk.write(c, properties, &mut applied, now)?;
    Ok(applied)
}

/// Whether no two records may share a value: where the property says so, or because rows are matched by it.
fn is_unique(import: &Import, property: &Property) -> bool {
    property.is_unique || import.key_property_id == Some(property.id)
}

enum Done {
    Added,
    Updated,
    Skipped,
}

/// A record in play: one that is there, or one that a row begins.
struct Slot {
    id: Option<i64>,
    before: Vec<(i64, String)>,
    values: Vec<(i64, String)>,
    is_met: bool,
}

/// Who has a value of a unique property.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Slot(usize),
    /// More than one record, from before the property was unique.
    Several,
}

struct Desk<'a> {
    import: &'a Import,
    unique: Vec<&'a Property>,
    /// Properties some of whose choices are archived.
    narrowed: Vec<&'a Property>,
    slots: Vec<Slot>,
    owners: HashMap<(i64, String), Owner>,
    by_record: HashMap<i64, usize>,
}

impl Desk<'_> {
    /// Reads the records that have a value which a row has.
    fn look_up(&mut self, c: &mut DbConn, rows: &[Good]) -> QueryResult<()> {
        for property in self.unique.clone() {
            let mut wanted: Vec<String> = rows.iter().filter_map(|row| value(&row.values, property)).collect();
            wanted.sort_unstable();
            wanted.dedup();
            if wanted.is_empty() {
                continue;
            }
            for found in holders(c, self.import.object_id, property, &wanted)? {
                let slot = self.slot_of(&found)?;
                let Some(theirs) = value(&self.slots[slot].before, property) else { continue };
                if wanted.binary_search(&theirs).is_err() {
                    continue;
                }
                self.owners
                    .entry((property.id, theirs))
                    .and_modify(|owner| {
                        if *owner != Owner::Slot(slot) {
                            *owner = Owner::Several;
                        }
                    })
                    .or_insert(Owner::Slot(slot));
            }
        }
        Ok(())
    }

    fn slot_of(&mut self, found: &Found) -> QueryResult<usize> {
        if let Some(slot) = self.by_record.get(&found.id) {
            return Ok(*slot);
        }
        let values = values_of(&found.props)?;
        self.slots.push(Slot { id: Some(found.id), before: values.clone(), values, is_met: false });
        self.by_record.insert(found.id, self.slots.len() - 1);
        Ok(self.slots.len() - 1)
    }

    /// Does one row; the reason and the property when it cannot be done.
    fn take(&mut self, row: &Good) -> Result<Done, (&'static str, i64)> {
        let mode = self.import.mode;
        let target = match self.import.key_property_id.filter(|_| mode.matches_records()) {
            None => None,
            Some(id) => {
                let key = self.unique.iter().find(|property| property.id == id).and_then(|p| value(&row.values, p));
                let key = key.ok_or(("imp-bad-key", id))?;
                match self.owners.get(&(id, key)) {
                    Some(Owner::Several) => return Err(("imp-bad-several", id)),
                    Some(Owner::Slot(slot)) => Some(*slot),
                    None => None,
                }
            }
        };
        match (mode, target) {
            (Mode::CreateNew, Some(_)) | (Mode::Update, None) => return Ok(Done::Skipped),
            _ => {}
        }
        if let Some(property) = self.gets_archived(row, target) {
            return Err(("imp-bad-choice", property));
        }
        let claims: Vec<(i64, String)> =
            self.unique.iter().filter_map(|p| value(&row.values, p).map(|value| (p.id, value))).collect();
        for claim in &claims {
            match self.owners.get(claim) {
                None => {}
                Some(Owner::Slot(slot)) if Some(*slot) == target => {}
                Some(_) => return Err(("imp-bad-taken", claim.0)),
            }
        }
        let slot = target.unwrap_or_else(|| {
            self.slots.push(Slot { id: None, before: Vec::new(), values: Vec::new(), is_met: false });
            self.slots.len() - 1
        });
        // A value that a record gives up is free for the next row.
        for property in &self.unique {
            if let (Some(old), Some(_)) = (value(&self.slots[slot].values, property), value(&row.values, property)) {
                self.owners.remove(&(property.id, old));
            }
        }
        for claim in claims {
            self.owners.insert(claim, Owner::Slot(slot));
        }
        // The value that a record is found by stays as it is written there: "GRACE@x" is no change of "grace@x".
        let found_by = target.and(self.import.key_property_id);
        let has_changed = self.slots[slot].set(row.values.iter().filter(|(id, _)| Some(*id) != found_by));
        Ok(match (target, has_changed) {
            (None, _) => Done::Added,
            (Some(_), true) => Done::Updated,
            (Some(_), false) => Done::Skipped,
        })
    }

    /// The property of which a row gives the record an archived choice that it does not have: it keeps such a one, but gets none.
    fn gets_archived(&self, row: &Good, target: Option<usize>) -> Option<i64> {
        let of = |values: &[(i64, String)], id: i64| {
            values.iter().find(|(known, _)| *known == id).map_or_else(String::new, |(_, value)| value.clone())
        };
        let gets = |property: &&&Property| {
            let had = target.map_or_else(String::new, |slot| of(&self.slots[slot].values, property.id));
            let is_archived =
                |one: &str| property.choices.iter().any(|choice| choice.is_archived && choice.value == one);
            of(&row.values, property.id)
                .split(';')
                .any(|one| is_archived(one) && had.split(';').all(|kept| kept != one))
        };
        self.narrowed.iter().find(gets).map(|property| property.id)
    }

    fn write(
        self,
        c: &mut DbConn,
        properties: &[Property],
        applied: &mut Applied,
        now: DateTime<Utc>,
    ) -> QueryResult<()> {
        let freed = self.freed(properties);
        let (mut added, mut rewrites, mut changes) = (Vec::new(), Vec::new(), Vec::new());
        for slot in self.slots {
            let Some(id) = slot.id else {
                added.push(NewRecord::from_values(properties, &slot.values));
                continue;
            };
            if slot.is_met {
                applied.met.push(id);
            }
            let values = differences(&slot.before, &slot.values);
            if !values.is_empty() {
                rewrites.push(Rewrite { id, new: NewRecord::from_values(properties, &slot.values) });
                changes.push(Change { record_id: id, values });
            }
        }
        let import = self.import;
        records::rewrite(c, &freed, now)?;
        records::rewrite(c, &rewrites, now)?;
        // Last, as a new record may have what one that was there has just given up.
        if !added.is_empty() {
            applied.keys = Some(records::insert(c, import.object_id, Some(import.id), &added, now)?);
        }
        let by = (import.user_id, import.user_name.as_str());
        records::note_changes(c, import.object_id, &changes, by, Through::Import(import.id), now)
    }

    /// The records that hand a unique value on to another record, without that value. The index looks at one record after the
    /// other, and would find the value twice if the one that takes it were written first. All else is as it was before: what
    /// they get may still be with another record.
    fn freed(&self, properties: &[Property]) -> Vec<Rewrite> {
        let mut freed = Vec::new();
        for (at, slot) in self.slots.iter().enumerate() {
            let Some(id) = slot.id.filter(|_| slot.before != slot.values) else { continue };
            let goes_on = |property: &Property| {
                let had = value(&slot.before, property).and_then(|had| self.owners.get(&(property.id, had)));
                matches!(had, Some(Owner::Slot(owner)) if *owner != at)
            };
            let given: Vec<i64> =
                self.unique.iter().filter(|property| goes_on(property)).map(|property| property.id).collect();
            if !given.is_empty() {
                freed.push(Rewrite::without(id, &slot.before, &given, properties));
            }
        }
        freed
    }

    /// What the column of a property is called in the file.
    fn heading(&self, property: i64) -> String {
        let at = self.import.property_ids.iter().position(|id| *id == property);
        at.and_then(|at| self.import.options.headings.get(at)).cloned().unwrap_or_default()
    }
}

impl Slot {
    /// Sets values; whether any of them is another than before.
    fn set<'a>(&mut self, values: impl Iterator<Item = &'a (i64, String)>) -> bool {
        self.is_met = true;
        let mut has_changed = false;
        for (id, new) in values {
            match self.values.iter_mut().find(|(known, _)| known == id) {
                Some((_, old)) if old == new => {}
                Some((_, old)) => {
                    old.clone_from(new);
                    has_changed = true;
                }
                None => {
                    self.values.push((*id, new.clone()));
                    has_changed = true;
                }
            }
        }
        has_changed
    }
}

/// The properties whose values differ; an import never empties one.
fn differences(before: &[(i64, String)], after: &[(i64, String)]) -> Vec<(i64, String, String)> {
    let old = |id: i64| before.iter().find(|(known, _)| *known == id).map_or("", |(_, value)| value.as_str());
    after.iter().filter(|(id, new)| old(*id) != new).map(|(id, new)| (*id, old(*id).to_owned(), new.clone())).collect()
}
