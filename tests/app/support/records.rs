//! Records laid straight into the database, and what tests look up there.

use chrono::{DateTime, Utc};
use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use waybill::db::exports;
use waybill::domain::export::Export;

use super::TestApp;

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The key of the contacts.
pub(crate) const CONTACTS: i64 = 1;

impl TestApp {
    /// Runs a statement.
    pub(crate) fn sql(&self, statement: impl Into<String>) {
        self.sql_now(statement);
    }

    /// The same from a thread that waits.
    pub(crate) fn sql_now(&self, statement: impl Into<String>) {
        let statement = statement.into();
        self.app.db.write_now(|c| diesel::sql_query(statement).execute(c)).unwrap();
    }

    /// Does something while the transaction of a statement is open.
    pub(crate) fn sql_now_while(&self, statement: &str, happens: impl FnOnce()) {
        let done = self.app.db.write_now(|c| {
            diesel::sql_query(statement).execute(c)?;
            happens();
            Ok(())
        });
        done.unwrap();
    }

    /// The number that a question answers under the name `n`.
    pub(crate) fn number(&self, question: &str) -> i64 {
        self.app.db.read_now(|c| diesel::sql_query(question).get_result::<Number>(c)).unwrap().n
    }

    /// Records with these values, in this order.
    pub(crate) async fn records(&self, object_id: i64, values: impl IntoIterator<Item = String>) {
        let at = self.clock.now().format("%F %T%.6f");
        let values: Vec<String> = values.into_iter().collect();
        for chunk in values.chunks(500) {
            let rows: Vec<String> =
                chunk.iter().map(|props| format!("({object_id}, '{at}', '', '', {})", quoted(props))).collect();
            self.sql(format!(
                "INSERT INTO records (object_id, created_at, name_key, search, props) VALUES {}",
                rows.join(", ")
            ));
        }
    }

    /// So many contacts with a first name and an address.
    pub(crate) async fn contacts(&self, n: usize) {
        self.records(CONTACTS, (1..=n).map(|i| format!(r#"{{"p1":"Name {i}","p3":"name{i}@example.com"}}"#))).await;
    }

    /// Sets somebody's threshold.
    pub(crate) fn threshold(&self, user: i64, records: i64) {
        self.threshold_now(user, records);
    }

    /// The same from a thread that waits.
    pub(crate) fn threshold_now(&self, user: i64, records: i64) {
        let at = self.clock.now().format("%F %T%.6f");
        self.sql_now(format!("DELETE FROM thresholds WHERE user_id = {user}"));
        self.sql_now(format!(
            "INSERT INTO thresholds (user_id, threshold, updated_at) VALUES ({user}, {records}, '{at}')"
        ));
    }

    /// Sets the hold, in seconds.
    pub(crate) async fn hold(&self, seconds: i64) {
        self.sql(format!("UPDATE account SET large_export_hold_seconds = {seconds}"));
    }

    /// The key of somebody.
    pub(crate) fn id_of(&self, name: &str) -> i64 {
        self.number(&format!("SELECT id AS n FROM users WHERE name = {}", quoted(name)))
    }

    /// An export by its key in URLs.
    pub(crate) fn export(&self, public_id: &str) -> Export {
        let id = self.number(&format!("SELECT id AS n FROM exports WHERE public_id = {}", quoted(public_id)));
        self.app.db.read_now(|c| exports::find(c, id)).unwrap().unwrap()
    }

    /// The bytes of an export's file as they lie in the store.
    pub(crate) fn file_of(&self, public_id: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join("files").join(self.export(public_id).details.file_key.unwrap())).unwrap()
    }

    /// Every file that is left of exports, whole or in the making.
    pub(crate) fn files_left(&self) -> Vec<std::path::PathBuf> {
        walkdir::WalkDir::new(self.folder.path())
            .into_iter()
            .map(|entry| entry.unwrap().into_path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|ending| ["csv", "xlsx", "zip", "part"].iter().any(|known| ending == *known))
            })
            .collect()
    }

    /// The actions in the trail of an export.
    pub(crate) fn trail(&self, public_id: &str) -> Vec<String> {
        let id = self.export(public_id).id;
        self.app.db.read_now(|c| waybill::db::audit::actions(c, "export", id)).unwrap()
    }

    /// How many mails of a kind there are for somebody.
    pub(crate) fn mails_to(&self, kind: &str, name: &str) -> i64 {
        let user = self.id_of(name);
        self.number(&format!("SELECT count(*) AS n FROM mails WHERE kind = {} AND recipient_id = {user}", quoted(kind)))
    }

    /// The time now.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// The address of the row that a redirect leads to.
pub(crate) fn export_in(location: &str) -> String {
    location.split_once("?export=").unwrap_or_else(|| panic!("{location} names no export")).1.to_owned()
}
