//! The page of a record: its values by group, edited in place, and its history (R54).

use std::collections::{BTreeMap, BTreeSet};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use askama::Template;
use serde::Deserialize;

use super::fields::{self, FieldGroup, Input, Reader};
use super::sent;
use super::{Opened, Properties, create, find, name_of, open, value};
use crate::db::record::{self, Entry, Outdated, Saved, Through, taken_property};
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields};
use crate::web::html::Html;
use crate::web::page::{Banner, Page};
use crate::web::sign_in::see;
use crate::web::viewer::{RecordEditor, RecordViewer, SignedIn};
use crate::web::{objects as words, routes};

/// Longest value that the history shows.
const MAX_SHOWN: usize = 200;

/// What the address of a record says.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(in crate::web) struct RecordQuery {
    /// The history from before this change on.
    before: Option<i64>,
}

struct Line {
    user_name: String,
    at: chrono::DateTime<chrono::Utc>,
    /// The import it came through: its file, and its page for those who may open it.
    import: Option<(String, Option<String>)>,
    /// It came through the undoing of that import.
    is_undoing: bool,
    sentences: Vec<Html>,
}

#[derive(Template)]
#[template(path = "pages/record/show.html")]
struct ShowPage {
    page: Page,
    errors: FieldErrors,
    list: String,
    list_url: String,
    created: Html,
    import: Option<(String, Option<String>)>,
    groups: Vec<FieldGroup>,
    may_edit: bool,
    url: String,
    delete_url: String,
    lines: Vec<Line>,
    older: Option<String>,
    newest: Option<String>,
    zone: String,
}

/// The page.
pub(in crate::web) async fn page(
    viewer: RecordViewer,
    path: Path<(String, i64)>,
    Query(query): Query<RecordQuery>,
) -> Result<HttpResponse, WebError> {
    let (object, id) = path.into_inner();
    let opened = open(&viewer, object, id).await?;
    answer(&viewer, opened, query, None, (StatusCode::OK, FieldErrors::none(), None)).await
}

/// Saves what was typed: 422 with the errors beside the fields, 409 where somebody else changed the same value meanwhile, or
/// a property does not take any value any more, 404 where the record was deleted.
pub(in crate::web) async fn save(
    editor: RecordEditor,
    path: Path<(String, i64)>,
    Checked(form): Checked,
) -> Result<HttpResponse, WebError> {
    let (object, id) = path.into_inner();
    // What it was judged by may change before it is written; then it is judged by what there is now.
    loop {
        if let Some(answer) = try_to_save(&editor, &object, id, &form).await? {
            return Ok(answer);
        }
    }
}

/// Judges a form by the properties that there are, and saves it unless they have changed by then.
async fn try_to_save(
    editor: &RecordEditor,
    object: &str,
    id: i64,
    form: &Fields,
) -> Result<Option<HttpResponse>, WebError> {
    let Some(opened) = find(editor, object.to_owned(), id).await? else { return anew(editor, object, form).await };
    let reader = reader(editor);
    let mut sent = sent::read(reader, &opened.properties.live, form)?;
    let late = sent::is_late(reader, opened.properties.every(), form)?.then(|| editor.say("rec-late"));
    if late.is_some() || !sent.errors.is_empty() {
        let status = if late.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        return again(editor, opened, &sent.typed, (status, sent.errors, late)).await;
    }
    let (viewer, now, object_id) = (editor.viewer.clone(), editor.now(), opened.object.id);
    let (properties, changes) = (opened.properties.live.clone(), std::mem::take(&mut sent.changes));
    let saved = editor.app.db.write(move |c| record::save(c, &viewer, object_id, &properties, id, &changes, now)).await;
    let property = |id: i64| opened.properties.live.iter().find(|property| property.id == id);
    match saved {
        Ok(Saved::Done | Saved::Unchanged) => {
            editor.flash(&Notice::toast(&editor.say("rec-saved")))?;
            Ok(Some(see(&routes::record(&opened.object.name, id))))
        }
        Ok(Saved::Outdated(Outdated::Properties)) => Ok(None),
        Ok(Saved::Outdated(Outdated::Rights)) => Err(WebError::SignInFirst),
        Ok(Saved::Gone) => anew(editor, object, form).await,
        Ok(Saved::Conflict(conflicts)) => {
            for (id, now) in &conflicts {
                if let Some(property) = property(*id) {
                    sent.errors.add(fields::name(*id), sent::conflict(reader, property, now));
                }
            }
            // Read anew: the form gets the values as they are now, so that saving it again means to replace them.
            let Some(opened) = find(editor, object.to_owned(), id).await? else {
                return anew(editor, object, form).await;
            };
            again(editor, opened, &sent.typed, (StatusCode::CONFLICT, sent.errors, None)).await
        }
        Err(e) => {
            let Some(taken) = taken_property(&e).and_then(property) else { return Err(e.into()) };
            let errors = FieldErrors::one_of(fields::name(taken.id), editor.say("rec-err-taken"));
            again(editor, opened, &sent.typed, (StatusCode::UNPROCESSABLE_ENTITY, errors, None)).await
        }
    }
}

/// The form with what was typed, and what is wrong.
async fn again(
    editor: &RecordEditor,
    opened: Opened,
    typed: &BTreeMap<i64, String>,
    wrong: (StatusCode, FieldErrors, Option<Phrase>),
) -> Result<Option<HttpResponse>, WebError> {
    answer(editor, opened, RecordQuery::default(), Some(typed), wrong).await.map(Some)
}

/// The record was deleted meanwhile: the form of a new one, with what was typed.
async fn anew(editor: &RecordEditor, object: &str, form: &Fields) -> Result<Option<HttpResponse>, WebError> {
    create::anew(editor, object.to_owned(), form).await.map(Some)
}

/// Who looks, as the form needs it.
pub(in crate::web) fn reader(signed_in: &SignedIn) -> Reader {
    Reader { locale: signed_in.locale(), rights: signed_in.viewer.user.rights }
}

async fn answer(
    signed_in: &SignedIn,
    opened: Opened,
    query: RecordQuery,
    typed: Option<&BTreeMap<i64, String>>,
    (status, errors, late): (StatusCode, FieldErrors, Option<Phrase>),
) -> Result<HttpResponse, WebError> {
    let Opened { object, properties, record } = opened;
    let rights = signed_in.viewer.user.rights;
    let reader = reader(signed_in);
    let (object_id, id) = (object.id, record.id);
    let known: Option<BTreeSet<i64>> = (!rights.may_see_sensitive())
        .then(|| properties.every().filter(|property| !property.is_sensitive).map(|property| property.id).collect());
    // One whose property is gone might have been sensitive.
    let may_know = move |id: i64| known.as_ref().is_none_or(|known| known.contains(&id));
    let history = signed_in.app.db.read(move |c| record::history(c, object_id, id, query.before, may_know)).await?;
    let name = name_of(&properties.live, &record.values, rights.may_see_sensitive());
    let name = if name.is_empty() { signed_in.say("idx-unnamed").to_string() } else { name };
    let mut page = signed_in.page(name).await?;
    page.banner = late.map(Banner::bad).or(Banner::of_errors(page.locale, &errors)).or(page.banner);
    let url = routes::record(&object.name, id);
    let import_of = |import: Option<Through>| {
        import.map(|import| {
            let link = import.is_open_to(&signed_in.viewer.user).then(|| routes::import(&import.public_id));
            (import.file_name, link)
        })
    };
    let lines = history.entries.iter().map(|entry| Line {
        user_name: entry.user_name.clone(),
        at: entry.at,
        import: import_of(entry.import.clone()),
        is_undoing: entry.is_undoing,
        sentences: sentences(reader, &properties, entry),
    });
    let body = ShowPage {
        list: words::label(page.locale, &object),
        list_url: routes::records(&object.name),
        created: page.time_line(record.created_at),
        groups: fields::groups(reader, &properties.live, &record.values, typed),
        may_edit: rights.may_edit(),
        delete_url: routes::record_delete(&object.name, id),
        lines: lines.collect(),
        older: history
            .entries
            .last()
            .filter(|_| history.has_older)
            .map(|entry| routes::record_history(&object.name, id, entry.id)),
        newest: query.before.map(|_| url.clone()),
        zone: page.locale.zone_label(signed_in.now()),
        import: import_of(record.import),
        url,
        errors,
        page,
    };
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body.render()?))
}

/// What a change says, property by property.
fn sentences(reader: Reader, properties: &Properties, entry: &Entry) -> Vec<Html> {
    let sentence = |(id, before, after): &(i64, String, String)| {
        let Some(property) = properties.every().find(|property| property.id == *id) else {
            return reader.locale.say("rec-change-gone").into();
        };
        let label = value::label(reader.locale, property);
        let shown = |stored: &str| value::cut(&value::words(reader.locale, property, stored), MAX_SHOWN);
        let (before, after) = (shown(before), shown(after));
        let key = match (before.is_empty(), after.is_empty()) {
            (true, _) => "rec-change-set",
            (false, true) => "rec-change-emptied",
            (false, false) => "rec-change",
        };
        reader.locale.say(key).user("property", label).user("before", before).user("after", after).into()
    };
    entry.changes.iter().map(sentence).collect()
}
