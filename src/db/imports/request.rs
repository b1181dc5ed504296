//! Asking for an import: what it makes on the way, and its row, in one transaction.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{event, find, uploads};
use crate::db::connection::DbConn;
use crate::db::schema::{imports, segments};
use crate::db::segments::{NewSegment, create_by, find_visible_to, of_object};
use crate::db::{QueryResult, Ts, audit, objects};
use crate::domain::audit::Action;
use crate::domain::export::State;
use crate::domain::filter::Filter;
use crate::domain::import::Import;
use crate::domain::import::columns::Target;
use crate::domain::import::formats::Options;
use crate::domain::import::mode::Mode;
use crate::domain::segment::{Segment, SegmentKind};
use crate::domain::viewer::{Actor, Viewer};

/// A file to be imported, already stored.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// Key in URLs.
    pub public_id: String,
    /// Whose records the rows become.
    pub object_id: i64,
    /// The file's name as it was uploaded.
    pub file_name: String,
    /// Where it lies.
    pub upload_key: String,
    /// The page on which its columns were matched.
    pub upload_public_id: Option<String>,
    /// Its size.
    pub file_bytes: i64,
    /// Where each column goes.
    pub targets: Vec<Target>,
    /// What a row may do.
    pub mode: Mode,
    /// What records are matched by, in the modes that match.
    pub key_property_id: Option<i64>,
    /// How the file is written.
    pub options: Options,
    /// The static segment that the records are added to.
    pub segment: Option<SegmentName>,
}

/// A static segment by name: one's own of that name, or a new one.
#[derive(Debug, Clone)]
pub struct SegmentName {
    /// Its name.
    pub name: String,
    /// Key in URLs, if it is new.
    pub public_id: String,
}

/// Takes up a file that waits and asks for its import; `None` when another import has it already.
///
/// # Errors
/// When it cannot be written.
pub fn start(c: &mut DbConn, new: &NewImport, by: &Actor, now: DateTime<Utc>) -> QueryResult<Option<Import>> {
    if uploads::take_upload(c, &new.upload_key)? { request(c, new, by, now).map(Some) } else { Ok(None) }
}

/// Names of the static segments that are one's own, for an object.
///
/// # Errors
/// When the query fails.
pub fn segment_names(c: &mut DbConn, object_id: i64, user_id: i64) -> QueryResult<Vec<String>> {
    segments::table
        .filter(segments::object_id.eq(object_id).and(segments::kind.eq("static")))
        .filter(segments::owner_id.eq(user_id).and(segments::deleted_at.is_null()))
        .order(segments::name)
        .limit(200)
        .select(segments::name)
        .load(c)
}

/// Names of the active segments that a viewer sees, for an object, but for those that a static one of theirs has too: a filter
/// says what belongs to such a segment, so nothing is added to it.
///
/// # Errors
/// When the query fails.
pub fn active_segment_names(c: &mut DbConn, viewer: &Viewer, object_id: i64) -> QueryResult<Vec<String>> {
    let seen = of_object(c, viewer, object_id)?;
    let (active, others): (Vec<Segment>, Vec<Segment>) =
        seen.into_iter().partition(|segment| segment.kind == SegmentKind::Active);
    let is_own =
        |name: &str| others.iter().any(|segment| segment.owner_id == Some(viewer.user.id) && segment.name == name);
    Ok(active.into_iter().map(|segment| segment.name).filter(|name| !is_own(name)).collect())
}

/// Names of the static segments that others share, for an object, but for those that one of the viewer's own has too: an import into
/// such a name would make a second segment of it.
///
/// # Errors
/// When the query fails.
pub fn others_segment_names(c: &mut DbConn, viewer: &Viewer, object_id: i64) -> QueryResult<Vec<String>> {
    let seen = of_object(c, viewer, object_id)?.into_iter().filter(|segment| segment.kind == SegmentKind::Static);
    let (own, others): (Vec<Segment>, Vec<Segment>) = seen.partition(|one| one.owner_id == Some(viewer.user.id));
    let is_own = |name: &str| own.iter().any(|segment| segment.name == name);
    let shared = others.into_iter().filter(|segment| segment.is_shared).map(|segment| segment.name);
    Ok(shared.filter(|name| !is_own(name)).collect())
}

/// Whether an active segment bears a name, and no static one: for the command line, which has the shared segments.
///
/// # Errors
/// When the query fails.
pub fn is_active_segment(c: &mut DbConn, object_id: i64, name: &str) -> QueryResult<bool> {
    let kinds: Vec<String> = segments::table
        .filter(segments::object_id.eq(object_id).and(segments::is_shared.eq(true)))
        .filter(segments::name.eq(name).and(segments::deleted_at.is_null()))
        .select(segments::kind)
        .load(c)?;
    Ok(!kinds.is_empty() && kinds.iter().all(|kind| kind == SegmentKind::Active.as_str()))
}

/// What the segment of an import is called; and its key in URLs, unless it was deleted or the viewer does not see it.
///
/// # Errors
/// When the query fails.
pub fn segment_of(c: &mut DbConn, viewer: &Viewer, import: &Import) -> QueryResult<Option<(String, Option<String>)>> {
    let Some(id) = import.segment_id else { return Ok(None) };
    let keys = (segments::name, segments::public_id);
    let found: Option<(String, String)> = segments::table.find(id).select(keys).first(c).optional()?;
    let Some((name, public_id)) = found else { return Ok(None) };
    let seen = find_visible_to(c, viewer, import.object_id, &public_id)?;
    Ok(Some((name, seen.map(|segment| segment.public_id))))
}

/// The segment that is wanted; where there is none it is made, with the same line in the trail as one that is made by hand.
fn segment_for(
    c: &mut DbConn,
    object_id: i64,
    wanted: &SegmentName,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<i64> {
    let mine = segments::table
        .filter(segments::object_id.eq(object_id).and(segments::kind.eq("static")))
        .filter(segments::name.eq(&wanted.name).and(segments::deleted_at.is_null()));
    let known: Option<i64> = match by.id {
        Some(id) => {
            mine.filter(segments::owner_id.eq(id)).order(segments::id).select(segments::id).first(c).optional()?
        }
        None => {
            mine.filter(segments::is_shared.eq(true)).order(segments::id).select(segments::id).first(c).optional()?
        }
    };
    if let Some(id) = known {
        return Ok(id);
    }
    let new = NewSegment {
        public_id: wanted.public_id.clone(),
        object_id,
        name: wanted.name.clone(),
        kind: SegmentKind::Static,
        // Nobody owns what the command line made: everybody may see it.
        is_shared: by.id.is_none(),
        search: String::new(),
        filter: Filter::default(),
    };
    create_by(c, by, &new, now)
}

/// Asks for an import and makes the properties that it needs, in one transaction: whoever takes the work up later finds the
/// columns settled.
///
/// # Errors
/// When it cannot be written.
pub fn request(c: &mut DbConn, new: &NewImport, by: &Actor, now: DateTime<Utc>) -> QueryResult<Import> {
    let mut property_ids = Vec::with_capacity(new.targets.len());
    let (mut made, mut made_ids) = (Vec::new(), Vec::new());
    for target in &new.targets {
        property_ids.push(match target {
            Target::Known(id) => *id,
            Target::New { name, label, kind } => {
                made.push(label.as_str());
                let id = objects::add_plain_property(c, new.object_id, name, label, *kind, now)?;
                made_ids.push(id);
                id
            }
            Target::Skip => 0,
        });
    }
    let columns: Vec<(&String, &Target, i64)> = new
        .options
        .headings
        .iter()
        .zip(&new.targets)
        .zip(&property_ids)
        .map(|((heading, target), id)| (heading, target, *id))
        .collect();
    uploads::remember(c, new.object_id, &columns, now)?;
    let segment_id = match &new.segment {
        Some(wanted) => Some(segment_for(c, new.object_id, wanted, by, now)?),
        None => None,
    };
    let mode = match new.mode {
        Mode::Create | Mode::CreateNew => "create",
        Mode::Update => "update",
        Mode::Upsert => "upsert",
    };
    let count = i64::try_from(made.len()).unwrap_or(i64::MAX);
    let id: i64 = diesel::insert_into(imports::table)
        .values((
            imports::public_id.eq(&new.public_id),
            imports::object_id.eq(new.object_id),
            imports::file_name.eq(&new.file_name),
            imports::upload_key.eq(&new.upload_key),
            imports::file_bytes.eq(new.file_bytes),
            imports::user_id.eq(by.id),
            imports::user_name.eq(by.name.as_deref().unwrap_or_default()),
            imports::user_email.eq(by.email.as_deref().unwrap_or_default()),
            imports::request_ip.eq(by.ip.map(|ip| ip.to_string())),
            imports::property_ids.eq(serde_json::to_string(&property_ids).unwrap_or_default()),
            imports::new_properties.eq(count),
            imports::made_property_ids.eq(serde_json::to_string(&made_ids).unwrap_or_default()),
            imports::mode.eq(mode),
            imports::key_property_id.eq(new.key_property_id.filter(|_| new.mode.matches_records())),
            imports::options.eq(serde_json::to_string(&new.options).unwrap_or_default()),
            imports::segment_id.eq(segment_id),
            imports::upload_public_id.eq(new.upload_public_id.as_deref()),
            imports::state.eq(State::Queued.as_str()),
            imports::requested_at.eq(Ts::from(now)),
        ))
        .returning(imports::id)
        .get_result(c)?;
    let facts = serde_json::json!({
        "file": new.file_name, "bytes": new.file_bytes, "new_properties": made, "mode": new.mode.as_str(),
        "key": new.key_property_id.map(|id| format!("p{id}")), "segment": new.segment.as_ref().map(|segment| &segment.name)
    });
    audit::record(c, &event(Action::ImportRequested, by, id, now).with(facts))?;
    find(c, id)?.ok_or(diesel::result::Error::NotFound)
}
