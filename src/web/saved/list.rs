//! The segments of an object: what they are, whose, and how many records they hold (R52).

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::{Saved, html, object};
use crate::db::{QueryResult, segments};
use crate::domain::segment::{Segment, SegmentKind};
use crate::i18n::Noun;
use crate::web::error::WebError;
use crate::web::page::Page;
use crate::web::viewer::RecordViewer;
use crate::web::{objects as words, routes};

/// What a count of members stops at.
const COUNTED: i64 = 10_000;

struct Line {
    name: String,
    url: String,
    kind: String,
    owner: String,
    is_shared: bool,
    members: String,
    /// Renaming, sharing and deleting, for those who may.
    actions: Option<Actions>,
}

struct Actions {
    rename: String,
    share: String,
    delete: String,
}

#[derive(Template)]
#[template(path = "pages/saved/segments.html")]
struct SegmentsPage {
    page: Page,
    noun: Noun,
    back: String,
    new: String,
    lines: Vec<Line>,
}

/// The list.
pub(in crate::web) async fn page(viewer: RecordViewer, name: Path<String>) -> Result<HttpResponse, WebError> {
    let object = object(&viewer, &name).await?;
    let (reader, object_id) = (viewer.viewer.clone(), object.id);
    let (found, counts) = viewer
        .app
        .db
        .read(move |c| -> QueryResult<_> {
            let found = segments::of_object(c, &reader, object_id)?;
            let ids: Vec<i64> = found.iter().filter(|one| one.kind == SegmentKind::Static).map(|one| one.id).collect();
            let counts: HashMap<i64, i64> = segments::member_counts(c, &ids)?.into_iter().collect();
            Ok((found, counts))
        })
        .await?;
    let mut page = viewer.page(viewer.say("seg-list-title")).await?;
    page.call_window(page.title.clone(), words::label(page.locale, &object));
    let line = |segment: Segment| {
        let members = match (segment.kind, counts.get(&segment.id)) {
            (SegmentKind::Static, Some(n)) if *n > COUNTED => page.say("pg-total-capped").to_string(),
            (SegmentKind::Static, n) => page.number(n.copied().unwrap_or_default()),
            // Counting what a filter means may read every record: the segment's own page does.
            (SegmentKind::Active, _) => page.say("seg-members-active").to_string(),
        };
        let kind = match segment.kind {
            SegmentKind::Active => "seg-kind-active",
            SegmentKind::Static => "seg-kind-static",
        };
        let saved = Saved::Segment(segment);
        Line {
            name: saved.name().to_owned(),
            url: saved.url(&object.name),
            kind: page.say(kind).to_string(),
            owner: saved.owner_name().to_owned(),
            is_shared: saved.is_shared(),
            members,
            actions: saved.may_be_changed_by(&viewer.viewer).then(|| Actions {
                rename: saved.action(&object.name, "rename"),
                share: saved.action(&object.name, "share"),
                delete: saved.action(&object.name, "delete"),
            }),
        }
    };
    let body = SegmentsPage {
        noun: words::noun(page.locale, &object),
        back: routes::records(&object.name),
        new: routes::segment_new(&object.name),
        lines: found.into_iter().map(line).collect(),
        page,
    };
    Ok(html(StatusCode::OK, body.render()?))
}
