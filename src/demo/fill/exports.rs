//! The export log: rows, files, downloads and the trail, each with the time at which it would have come about.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::IpAddr;

use anyhow::{Context, anyhow};
use chrono::{DateTime, Duration, Utc};
use tokio::runtime::Runtime;

use crate::app::App;
use crate::db::alerts::{Judged, judge};
use crate::db::demo::{Fate, PastExport, Wanted};
use crate::db::{DbConn, QueryResult, audit, demo, objects, outbox};
use crate::demo::cast::PEOPLE;
use crate::demo::log::{Outcome, Planned, Properties};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::export::{Column, Export, HeaderNames, Labels, Request, Separator, Values};
use crate::domain::export_name::ExportName;
use crate::domain::mail::MailKind;
use crate::domain::props::Picker;
use crate::domain::record::{Property, Selection};
use crate::domain::user::User;
use crate::domain::viewer::Actor;
use crate::files::export_key;
use crate::formats::hashed::Hashed;
use crate::formats::sink::Sink;
use crate::secret;

/// Records read at a time.
const BATCH: i64 = 2_000;
/// How long files are kept (R23).
const KEPT: Duration = Duration::days(30);
/// What is older was told long ago: its mails are gone from the outbox, its bell entries were read.
const TOLD: Duration = Duration::days(8);
/// How long large exports were held.
const HOLD: Duration = Duration::seconds(60);

/// Makes the exports of the plan.
pub(super) struct Maker<'a> {
    app: &'a App,
    cast: &'a [User],
    now: DateTime<Utc>,
    runtime: Runtime,
}

/// What is to be written.
struct Filed<'a> {
    request: &'a Request,
    name: &'a str,
    requested_at: DateTime<Utc>,
    records: i64,
}

/// What was written into a file.
struct Written {
    records: i64,
    bytes: i64,
    sha256: String,
}

impl<'a> Maker<'a> {
    pub(super) fn new(app: &'a App, cast: &'a [User], now: DateTime<Utc>) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { app, cast, now, runtime })
    }

    /// Makes one export with everything that belongs to it.
    pub(super) fn make(&self, planned: &Planned) -> anyhow::Result<()> {
        let user = self.person(planned.user)?;
        let requested_at = self.now - Duration::minutes(planned.age);
        let request = self.request(planned)?;
        let public_id = secret::public_id()?;
        let (records, fate) = self.make_export(planned, &public_id, &request, requested_at)?;
        let name = ExportName::parse(planned.name).map_err(|e| anyhow!("the name is refused: {e:?}"))?;
        let has_history = planned.downloads.iter().any(|download| PEOPLE[download.user].rights.super_admin);
        let past = PastExport {
            public_id,
            name: name.of(request.shape(records).kind),
            object: planned.object.as_str(),
            request: &request,
            user,
            ip: planned.ip,
            requested_at,
            records,
            fate,
            has_history,
        };
        self.app.db.write_now(|c| {
            let id = demo::insert_export(c, &past)?;
            let export = demo::made(c, id)?;
            self.leave_traces(c, planned, &past, &export)?;
            self.tell(c, &past, &export)
        })?;
        Ok(())
    }

    /// Writes the file, if there is or was one, and says what became of the export. Files that are gone again are written
    /// to nowhere, so that size and SHA-256 of their rows are true too.
    fn make_export(
        &self,
        planned: &Planned,
        public_id: &str,
        request: &Request,
        requested_at: DateTime<Utc>,
    ) -> anyhow::Result<(i64, Fate)> {
        let terms = request.selection.terms();
        let wanted = Wanted { object_id: request.selection.object_id, terms: &terms, until: requested_at };
        let count = || self.app.db.read_now(|c| demo::count_records(c, wanted));
        let minutes = Duration::minutes;
        Ok(match planned.outcome {
            Outcome::Queued => (count()?, Fate::Queued),
            Outcome::Held => (count()?, Fate::Held { until: self.now + minutes(90) }),
            Outcome::Cancelled { by, reason } => {
                let by = Box::new(self.person(by)?.clone());
                (count()?, Fate::Cancelled { by, reason, at: requested_at + Duration::seconds(40) })
            }
            Outcome::Failed { code, percent } => {
                let records = count()?;
                let detail = secret::public_id()?;
                let at = requested_at + Duration::seconds(95);
                (records, Fate::Failed { code, detail, done: records * percent / 100, at })
            }
            Outcome::Ready | Outcome::Expired | Outcome::Deleted { .. } => {
                let file = Filed { request, name: planned.name, requested_at, records: count()? };
                let file_key = export_key(public_id, request.shape(file.records).kind.extension())?;
                let written = match planned.outcome {
                    Outcome::Ready => self.publish(public_id, &file_key, &file, wanted)?,
                    _ => self.write(&file, wanted, io::sink())?.1,
                };
                let finished_at = requested_at + Duration::seconds(2 + written.records / 100_000);
                let expires_at = finished_at + KEPT;
                let deleted = match planned.outcome {
                    Outcome::Deleted { by, after } => {
                        Some((self.person(by)?.name.clone(), requested_at + minutes(after)))
                    }
                    _ => None,
                };
                let expired = (planned.outcome == Outcome::Expired).then(|| expires_at + minutes(7));
                let removed_at = deleted.as_ref().map(|(_, at)| *at).or(expired);
                let Written { records, bytes, sha256 } = written;
                (records, Fate::Done { file_key, bytes, sha256, finished_at, expires_at, removed_at, deleted })
            }
        })
    }

    fn publish(&self, public_id: &str, key: &str, file: &Filed<'_>, wanted: Wanted<'_>) -> anyhow::Result<Written> {
        let temp = self.app.files.temp_path(public_id, 1);
        let (file, written) = self.write(file, wanted, self.app.files.create_temp(&temp)?)?;
        file.sync_all()?;
        self.runtime.block_on(self.app.files.publish(&temp, key))?;
        Ok(written)
    }

    fn write<W: Write>(&self, file: &Filed<'_>, wanted: Wanted<'_>, out: W) -> anyhow::Result<(W, Written)> {
        let columns = &file.request.columns;
        let ids: Vec<_> = columns.iter().map(|column| column.property_id).collect();
        let (picker, labels) = (Picker::new(&ids), Labels::new(columns));
        let mut sink = Sink::new(Hashed::new(out), file.request, file.name, file.requested_at, file.records)?;
        let (mut below, mut records) = (None, 0);
        loop {
            let rows = self.app.db.read_now(|c| demo::next_records(c, wanted, below, BATCH))?;
            for (_, props) in &rows {
                let mut cells = Vec::new();
                picker.pick(props, &mut cells)?;
                labels.apply(&mut cells);
                sink.write_record(&cells)?;
            }
            records += i64::try_from(rows.len())?;
            match rows.last() {
                Some((id, _)) if i64::try_from(rows.len())? == BATCH => below = Some(*id),
                _ => break,
            }
        }
        let (out, bytes, sha256) = sink.finish()?.out.finish()?;
        Ok((out, Written { records, bytes, sha256 }))
    }

    fn request(&self, planned: &Planned) -> anyhow::Result<Request> {
        let properties = self.app.db.read_now(|c| objects::properties(c, planned.object.id()))?;
        let member = PEOPLE[planned.user];
        let may_see = |property: &&Property| !property.is_sensitive || member.rights.may_see_sensitive();
        let chosen: Vec<&Property> = match planned.properties {
            Properties::All => properties.iter().filter(may_see).collect(),
            Properties::InView => properties.iter().filter(|property| property.in_view).collect(),
            Properties::Chosen(ids) => {
                ids.iter().filter_map(|id| properties.iter().find(|property| property.id == *id)).collect()
            }
        };
        let column = |property: &Property| Column {
            property_id: property.id,
            name: property.name.clone(),
            header: property.label(member.lang).to_owned(),
            kind: property.kind,
            is_sensitive: property.is_sensitive,
            labels: BTreeMap::new(),
        };
        Ok(Request {
            selection: Selection {
                object_id: planned.object.id(),
                search: planned.search.to_owned(),
                ..Selection::default()
            },
            columns: chosen.into_iter().map(column).collect(),
            header: HeaderNames::of(member.lang),
            separator: Separator::Comma,
            byte_order_mark: true,
            guard: true,
            log: None,
            named: Vec::new(),
            format: planned.file.0,
            values: Values::Internal,
            zip: planned.file.1,
            sheet: planned.object.as_str().to_owned(),
            records_per_file: None,
        })
    }

    /// The trail and the downloads.
    fn leave_traces(
        &self,
        c: &mut DbConn,
        planned: &Planned,
        past: &PastExport<'_>,
        export: &Export,
    ) -> QueryResult<()> {
        let mut note = |action, actor: Actor, at| {
            audit::record(c, &Event::new(action, actor, at).about(Subject::Export(export.id)))
        };
        let requester = Actor { ip: planned.ip.parse::<IpAddr>().ok(), ..Actor::user(past.user) };
        note(Action::ExportRequested, requester, past.requested_at)?;
        match &past.fate {
            Fate::Queued | Fate::Held { .. } => {}
            Fate::Cancelled { by, at, .. } => note(Action::ExportCancelled, Actor::user(by), *at)?,
            Fate::Failed { at, .. } => {
                note(Action::ExportStarted, Actor::system(), past.requested_at)?;
                note(Action::ExportFailed, Actor::system(), *at)?;
            }
            Fate::Done { finished_at, removed_at, deleted, .. } => {
                note(Action::ExportStarted, Actor::system(), past.requested_at)?;
                note(Action::ExportFinished, Actor::system(), *finished_at)?;
                match (deleted, removed_at, planned.outcome) {
                    (Some((_, at)), _, Outcome::Deleted { by, .. }) => {
                        note(Action::ExportDeleted, self.cast.get(by).map(Actor::user).unwrap_or_default(), *at)?;
                    }
                    (_, Some(at), _) => note(Action::ExportExpired, Actor::system(), *at)?,
                    _ => {}
                }
            }
        }
        for download in planned.downloads {
            let Some(user) = self.cast.get(download.user) else { continue };
            let actor = Actor { ip: download.ip.parse().ok(), ..Actor::user(user) };
            let at = past.requested_at + Duration::minutes(download.after);
            demo::insert_download(c, export.id, user, &actor, export.file_bytes.unwrap_or_default(), at)?;
        }
        Ok(())
    }

    /// Mails and bell entries of the last days; the product's own functions decide who is told.
    fn tell(&self, c: &mut DbConn, past: &PastExport<'_>, export: &Export) -> QueryResult<()> {
        if self.now - past.requested_at > TOLD {
            return Ok(());
        }
        let held_until = match past.fate {
            Fate::Held { until } => until,
            _ => past.requested_at + HOLD,
        };
        if !matches!(past.fate, Fate::Queued) {
            judge(c, export, export.records, Judged::Before { held_until: Some(held_until) }, past.requested_at)?;
        }
        match &past.fate {
            Fate::Queued | Fate::Held { .. } => Ok(()),
            Fate::Done { finished_at, .. } => {
                outbox::tell_exporter(c, export, MailKind::Ready, &Actor::system(), *finished_at)
            }
            Fate::Cancelled { by, at, .. } => {
                outbox::tell_exporter(c, export, MailKind::Cancelled, &Actor::user(by), *at)
            }
            Fate::Failed { at, .. } => outbox::tell_exporter(c, export, MailKind::Failed, &Actor::system(), *at),
        }
    }

    fn person(&self, place: usize) -> anyhow::Result<&User> {
        self.cast.get(place).context("nobody of the cast stands there")
    }
}
