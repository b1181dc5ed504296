//! Rows of the export log as workers leave them behind, with real files where there is one.

use std::collections::BTreeMap;
use std::io::Write;

use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl};
use waybill::domain::export::{Column, Format, HeaderNames, Request, Separator, Values};
use waybill::domain::fold::fold;
use waybill::domain::property::PropertyType;
use waybill::domain::record::{Selection, Sort};
use waybill::files::export_key;
use waybill::secret;

use super::TestApp;
use super::app::address_of;

/// A row in the making. It begins as a finished export of contacts with 3 records, asked for and finished now.
#[derive(Debug, Clone)]
pub(crate) struct Seed {
    pub(crate) name: String,
    pub(crate) owner: Option<String>,
    pub(crate) state: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) source: String,
    pub(crate) sensitive: bool,
    pub(crate) records: i64,
    pub(crate) done: i64,
    pub(crate) requested: DateTime<Utc>,
    pub(crate) finished: Option<DateTime<Utc>>,
    pub(crate) file: Vec<u8>,
    /// More columns, as SQL.
    pub(crate) more: Vec<(&'static str, String)>,
    pub(crate) search: String,
    pub(crate) guard: bool,
}

/// Text as an SQL literal.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A moment as an SQL literal.
pub(crate) fn moment(at: DateTime<Utc>) -> String {
    format!("'{}'", at.format("%F %T%.6f"))
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    words: String,
}

impl Seed {
    pub(crate) fn records(mut self, records: i64) -> Self {
        self.records = records;
        self
    }

    pub(crate) fn file(mut self, file: &[u8]) -> Self {
        self.file = file.to_vec();
        self
    }

    pub(crate) fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    pub(crate) fn from(mut self, kind: &'static str, source: &str) -> Self {
        (self.kind, self.source) = (kind, source.into());
        self
    }

    pub(crate) fn asked_for(mut self, at: DateTime<Utc>) -> Self {
        self.requested = at;
        self.finished = self.finished.map(|_| at);
        self
    }

    pub(crate) fn queued(mut self) -> Self {
        (self.state, self.finished) = ("queued", None);
        self
    }

    pub(crate) fn running(mut self, done: i64) -> Self {
        (self.state, self.finished, self.done) = ("running", None, done);
        self.with("attempt", "1".into()).with("lease_until", "'2035-01-01 00:00:00.000000'".into())
    }

    pub(crate) fn held_until(mut self, at: DateTime<Utc>) -> Self {
        (self.state, self.finished) = ("running", None);
        self.with("not_before", moment(at))
    }

    pub(crate) fn cancelled_by(mut self, name: &str) -> Self {
        self.state = "cancelled";
        self.with("cancelled_by_name", quoted(name)).with("cancel_reason", "'asked'".into())
    }

    pub(crate) fn failed(mut self, code: &str, detail: &str) -> Self {
        self.state = "failed";
        self.with("failure_code", quoted(code)).with("failure_detail", quoted(detail))
    }

    pub(crate) fn deleted_by(self, name: &str, at: DateTime<Utc>) -> Self {
        self.with("deleted_by_name", quoted(name)).with("deleted_at", moment(at))
    }

    pub(crate) fn with(mut self, column: &'static str, sql: String) -> Self {
        self.more.push((column, sql));
        self
    }
}

impl TestApp {
    /// A finished export of this user, to be changed and then put in with [`Self::put`].
    pub(crate) fn row(&self, owner: &str, name: &str) -> Seed {
        let now = self.clock.now();
        Seed {
            name: name.into(),
            owner: Some(owner.into()),
            state: "done",
            kind: "object",
            source: "contacts".into(),
            sensitive: false,
            records: 3,
            done: 0,
            requested: now,
            finished: Some(now),
            file: b"name\r\nZo\xc3\xab\r\nJos\xc3\xa9\r\nAnne\r\n".to_vec(),
            more: Vec::new(),
            search: String::new(),
            guard: true,
        }
    }

    /// Puts a row into the log and its file into the store; answers its public id.
    pub(crate) async fn put(&self, seed: Seed) -> String {
        let public_id = secret::public_id().unwrap();
        let second =
            if seed.sensitive { (16, "passport_number", "Passport number") } else { (5, "company", "Company") };
        let request = Request {
            selection: Selection {
                object_id: 1,
                search: seed.search.clone(),
                sort: Sort::default(),
                ..Selection::default()
            },
            columns: vec![
                Column {
                    property_id: 1,
                    name: "first_name".into(),
                    header: "First name".into(),
                    kind: PropertyType::Text,
                    is_sensitive: false,
                    labels: BTreeMap::new(),
                },
                Column {
                    property_id: second.0,
                    name: second.1.into(),
                    header: second.2.into(),
                    kind: PropertyType::Text,
                    is_sensitive: seed.sensitive,
                    labels: BTreeMap::new(),
                },
            ],
            header: HeaderNames::En,
            separator: Separator::Comma,
            byte_order_mark: true,
            guard: seed.guard,
            log: None,
            named: Vec::new(),
            format: Format::Csv,
            values: Values::Internal,
            zip: false,
            sheet: String::new(),
            records_per_file: None,
        };
        let (owner, email) = match &seed.owner {
            Some(name) => (Some(self.id_of(name)), address_of(name)),
            None => (None, "gone@halle.example".into()),
        };
        let mut columns = vec![
            ("public_id", quoted(&public_id)),
            ("name", quoted(&seed.name)),
            ("name_key", quoted(&fold(&seed.name))),
            ("source_kind", quoted(seed.kind)),
            ("source_name", quoted(&seed.source)),
            ("object_id", "1".into()),
            ("format", "'csv'".into()),
            ("request", quoted(&serde_json::to_string(&request).unwrap())),
            ("request_hash", quoted(&public_id)),
            ("is_sensitive", seed.sensitive.to_string().to_uppercase()),
            ("user_id", owner.map_or("NULL".into(), |id| id.to_string())),
            ("user_name", quoted(seed.owner.as_deref().unwrap_or("Gone"))),
            ("user_email", quoted(&email)),
            ("request_ip", "'203.0.113.7'".into()),
            ("state", quoted(seed.state)),
            ("records", seed.records.to_string()),
            ("records_done", seed.done.to_string()),
            ("requested_at", moment(seed.requested)),
            ("finished_at", seed.finished.map_or("NULL".into(), moment)),
        ];
        if seed.state == "done" {
            let key = export_key(&public_id, "csv").unwrap();
            self.store(&public_id, &key, &seed.file).await;
            columns.extend([
                ("file_key", quoted(&key)),
                ("file_bytes", seed.file.len().to_string()),
                ("file_sha256", quoted(&secret::sha256_hex(&seed.file))),
                ("started_at", moment(seed.requested)),
                ("snapshot_at", moment(seed.requested)),
                ("expires_at", moment(seed.finished.unwrap() + Duration::days(30))),
            ]);
        }
        for (column, sql) in seed.more {
            columns.retain(|(name, _)| *name != column);
            columns.push((column, sql));
        }
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let values: Vec<String> = columns.iter().map(|(_, sql)| sql.clone()).collect();
        self.sql(format!("INSERT INTO exports ({}) VALUES ({})", names.join(", "), values.join(", ")));
        public_id
    }

    async fn store(&self, public_id: &str, key: &str, bytes: &[u8]) {
        let temp = self.app.files.temp_path(public_id, 1);
        let mut file = self.app.files.create_temp(&temp).unwrap();
        file.write_all(bytes).unwrap();
        file.sync_all().unwrap();
        drop(file);
        self.app.files.publish(&temp, key).await.unwrap();
    }

    /// The lines of a query `SELECT … AS words`.
    pub(crate) async fn words(&self, query: &str) -> Vec<String> {
        let query = query.to_owned();
        let lines: Vec<Words> = self.app.db.read(move |c| diesel::sql_query(query).load(c)).await.unwrap();
        lines.into_iter().map(|line| line.words).collect()
    }

    /// Waits until a number is reached that a thread of the server still has to write.
    pub(crate) async fn until(&self, query: &str, expected: i64) {
        let patience = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while std::time::Instant::now() < patience {
            if self.number(query) == expected {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert_eq!(self.number(query), expected, "{query}");
    }
}
