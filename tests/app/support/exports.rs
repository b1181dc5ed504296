//! Exports of the log, put there as the demo does: for tests of what is told about them.

use chrono::Duration;
use waybill::db::alerts::{Judged, judge};
use waybill::db::demo::{self, Fate, PastExport};
use waybill::db::users;
use waybill::domain::export::{Export, Format, HeaderNames, Request, Separator, Values};
use waybill::domain::record::{Selection, Sort};
use waybill::domain::threshold::Threshold;

use super::TestApp;

/// An export of contacts by a user, with this many records and this fate.
pub(crate) async fn exported(test: &TestApp, user_id: i64, name: &str, records: i64, fate: Fate) -> Export {
    let (now, name) = (test.clock.now(), name.to_owned());
    let request = Request {
        selection: Selection { object_id: 1, search: name.clone(), sort: Sort::default(), ..Selection::default() },
        columns: Vec::new(),
        header: HeaderNames::En,
        separator: Separator::Comma,
        byte_order_mark: true,
        guard: true,
        log: None,
        named: Vec::new(),
        format: Format::Csv,
        values: Values::Internal,
        zip: false,
        sheet: String::new(),
        records_per_file: None,
    };
    let made = test.app.db.write(move |c| {
        let user = users::find(c, user_id)?.unwrap();
        let past = PastExport {
            public_id: waybill::secret::public_id().unwrap(),
            name,
            object: "contacts",
            request: &request,
            user: &user,
            ip: "203.0.113.17",
            requested_at: now,
            records,
            fate,
            has_history: false,
        };
        let id = demo::insert_export(c, &past)?;
        demo::made(c, id)
    });
    made.await.unwrap()
}

/// A file that is there.
pub(crate) fn done(test: &TestApp) -> Fate {
    let now = test.clock.now();
    Fate::Done {
        file_key: "exports/a/b.csv".into(),
        bytes: 7,
        sha256: "0".repeat(64),
        finished_at: now,
        expires_at: now + Duration::days(30),
        removed_at: None,
        deleted: None,
    }
}

/// Sets a super admin's threshold.
pub(crate) async fn threshold(test: &TestApp, user_id: i64, records: u32) {
    let now = test.clock.now();
    let set = move |c: &mut waybill::db::DbConn| {
        let user = users::find(c, user_id)?.unwrap();
        demo::set_threshold(c, &user, Threshold::new(records).unwrap(), now)
    };
    test.app.db.write(set).await.unwrap();
}

/// Tells the super admins of a large export, which is held for a minute.
pub(crate) async fn judged(test: &TestApp, export: &Export) -> usize {
    let (export, now) = (export.clone(), test.clock.now());
    let when = Judged::Before { held_until: Some(now + Duration::seconds(60)) };
    test.app.db.write(move |c| judge(c, &export, export.records, when, now)).await.unwrap()
}
