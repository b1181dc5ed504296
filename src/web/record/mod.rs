//! One record: its page, its form, its history (R54).

pub(super) mod create;
pub(super) mod delete;
pub(in crate::web) mod fields;
pub(super) mod show;
mod value;

use crate::db::record::Values;
use crate::domain::record::Property;
use crate::web::error::WebError;
use crate::web::viewer::SignedIn;

use crate::db::record::{self, RecordDetails};
use crate::db::{QueryResult, objects};
use crate::domain::record::Object;

/// What every page of a record needs.
struct Opened {
    object: Object,
    properties: Vec<Property>,
    record: RecordDetails,
}

/// The record of a URL; one of another object is not there (R7).
async fn open(signed_in: &SignedIn, object: String, id: i64) -> Result<Opened, WebError> {
    let viewer = signed_in.viewer.clone();
    let found = signed_in
        .app
        .db
        .read(move |c| -> QueryResult<_> {
            let Some(object) = objects::find_visible_to(c, &viewer, &object)? else { return Ok(None) };
            let Some(record) = record::find(c, object.id, id)? else { return Ok(None) };
            let properties = objects::properties(c, object.id)?;
            Ok(Some(Opened { object, properties, record }))
        })
        .await?;
    found.ok_or(WebError::NotFound)
}

/// The object of a URL and its properties.
async fn object(signed_in: &SignedIn, object: String) -> Result<(Object, Vec<Property>), WebError> {
    let viewer = signed_in.viewer.clone();
    let found = signed_in
        .app
        .db
        .read(move |c| -> QueryResult<_> {
            let Some(object) = objects::find_visible_to(c, &viewer, &object)? else { return Ok(None) };
            let properties = objects::properties(c, object.id)?;
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
