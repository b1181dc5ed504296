//! One record: its page, its form, its history (R54).

pub(super) mod create;
pub(super) mod delete;
pub(in crate::web) mod fields;
pub(in crate::web) mod sent;
pub(super) mod show;
pub(in crate::web) mod value;

use crate::db::record::Values;
use crate::domain::record::Property;
use crate::web::error::WebError;
use crate::web::viewer::SignedIn;

use crate::db::record::{self, RecordDetails};
use crate::db::{DbConn, QueryResult, objects};
use crate::domain::record::Object;

/// What every page of a record needs.
struct Opened {
    object: Object,
    properties: Properties,
    record: RecordDetails,
}

/// The properties of an object.
struct Properties {
    /// Those that records are shown and typed by.
    live: Vec<Property>,
    /// Those that were put away: a form may be older than that.
    archived: Vec<Property>,
}

impl Properties {
    fn read(c: &mut DbConn, object_id: i64) -> QueryResult<Self> {
        let every = objects::every_property(c, object_id)?;
        let (archived, live) = every.into_iter().partition(|property| property.is_archived);
        Ok(Self { live, archived })
    }

    fn every(&self) -> impl Iterator<Item = &Property> {
        self.live.iter().chain(&self.archived)
    }
}

/// The record of a URL; one of another object is not there (R7).
async fn open(signed_in: &SignedIn, object: String, id: i64) -> Result<Opened, WebError> {
    find(signed_in, object, id).await?.ok_or(WebError::NotFound)
}

/// The same where it may have been deleted.
async fn find(signed_in: &SignedIn, object: String, id: i64) -> Result<Option<Opened>, WebError> {
    let viewer = signed_in.viewer.clone();
    let found = signed_in
        .app
        .db
        .read(move |c| -> QueryResult<_> {
            let Some(object) = objects::find_visible_to(c, &viewer, &object)? else { return Ok(None) };
            let Some(record) = record::find(c, object.id, id)? else { return Ok(None) };
            let properties = Properties::read(c, object.id)?;
            Ok(Some(Opened { object, properties, record }))
        })
        .await?;
    Ok(found)
}

/// The object of a URL and its properties.
async fn object(signed_in: &SignedIn, object: String) -> Result<(Object, Properties), WebError> {
    let viewer = signed_in.viewer.clone();
    let found = signed_in
        .app
        .db
        .read(move |c| -> QueryResult<_> {
            let Some(object) = objects::find_visible_to(c, &viewer, &object)? else { return Ok(None) };
            let properties = Properties::read(c, object.id)?;
            Ok(Some((object, properties)))
        })
        .await?;
    found.ok_or(WebError::NotFound)
}

/// What a record is called: the values of the properties that name it, as far as the viewer may see them (R8).
fn name_of(properties: &[Property], values: &Values, sees_sensitive: bool) -> String {
    properties
        .iter()
        .filter(|property| property.names_record && (sees_sensitive || !property.is_sensitive))
        .filter_map(|property| values.get(&property.id))
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" ")
}
