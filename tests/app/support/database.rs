//! On which database the tests run: SQLite, unless `WAYBILL_TEST_DATABASE=postgres` says otherwise.

use std::env;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl};

/// The database that every other is a copy of: laid once per cluster, under a lock.
const TEMPLATE: &str = "waybill_template";

/// A database that is dropped when the test is over.
pub(crate) struct OwnDatabase {
    pub(crate) url: String,
    server: Option<(String, String)>,
}

impl OwnDatabase {
    /// The same database for another process; it goes with the first.
    pub(crate) fn shared(&self) -> Self {
        Self { url: self.url.clone(), server: None }
    }

    /// Drops it under the feet of whoever is connected; a file is left alone.
    pub(crate) fn drop_now(&self) {
        if let Some((server, name)) = &self.server
            && let Ok(mut c) = PgConnection::establish(server)
        {
            drop(c.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        }
    }
}

impl Drop for OwnDatabase {
    fn drop(&mut self) {
        self.drop_now();
    }
}

#[derive(QueryableByName)]
struct Exists {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    found: bool,
}

fn template(server: &str, c: &mut PgConnection) {
    c.batch_execute("SELECT pg_advisory_lock(4711)").unwrap();
    let exists: Exists =
        diesel::sql_query(format!("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}') AS found"))
            .get_result(c)
            .unwrap();
    if !exists.found {
        c.batch_execute(&format!("CREATE DATABASE {TEMPLATE}_new TEMPLATE template0 ENCODING 'UTF8'")).unwrap();
        let url = waybill::config::DatabaseUrl::Postgres(with_name(server, &format!("{TEMPLATE}_new")));
        drop(waybill::db::Db::open(&url).unwrap());
        c.batch_execute(&format!("ALTER DATABASE {TEMPLATE}_new RENAME TO {TEMPLATE}")).unwrap();
    }
    c.batch_execute("SELECT pg_advisory_unlock(4711)").unwrap();
}

/// The same server, another database.
fn with_name(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(name);
    url.to_string()
}

/// Where a test's own, fresh database is to be made.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TestDatabase {
    /// A file in the test's own folder.
    Sqlite,
    /// A database of its own on this server; the URL leads to one that is always there.
    Postgres { server: String },
}

impl TestDatabase {
    /// What the environment asks for.
    ///
    /// # Panics
    /// If it asks for PostgreSQL without saying where, or for something else: a test must not pass on the wrong database.
    pub(crate) fn chosen() -> Self {
        let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
        Self::choose(set("WAYBILL_TEST_DATABASE").as_deref(), set("WAYBILL_TEST_POSTGRES"))
            .unwrap_or_else(|sentence| panic!("{sentence}"))
    }

    /// A fresh, empty database.
    pub(crate) fn make(&self, folder: &Path) -> OwnDatabase {
        match self {
            Self::Sqlite => {
                OwnDatabase { url: format!("sqlite://{}", folder.join("waybill.db").display()), server: None }
            }
            Self::Postgres { server } => {
                let name = format!(
                    "t_{}",
                    waybill::secret::sha256_hex(waybill::secret::public_id().unwrap().as_bytes()).split_at(20).0
                );
                let mut c = PgConnection::establish(server).unwrap();
                template(server, &mut c);
                c.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}")).unwrap();
                OwnDatabase { url: with_name(server, &name), server: Some((server.clone(), name)) }
            }
        }
    }

    fn choose(kind: Option<&str>, server: Option<String>) -> Result<Self, String> {
        match (kind, server) {
            (None | Some("sqlite"), _) => Ok(Self::Sqlite),
            (Some("postgres"), Some(server)) => Ok(Self::Postgres { server }),
            (Some("postgres"), None) => Err("WAYBILL_TEST_DATABASE=postgres needs a server in WAYBILL_TEST_POSTGRES: \
                run `scripts/test-postgres.sh cargo nextest run`"
                .to_owned()),
            (Some(other), _) => Err(format!("WAYBILL_TEST_DATABASE is `{other}`: only sqlite and postgres are known")),
        }
    }
}

#[test]
fn the_database_of_the_tests_is_never_guessed() {
    let server = || Some("postgres://there".to_owned());
    assert_eq!(TestDatabase::choose(None, server()), Ok(TestDatabase::Sqlite));
    assert_eq!(TestDatabase::choose(Some("sqlite"), None), Ok(TestDatabase::Sqlite));
    let there = TestDatabase::Postgres { server: "postgres://there".to_owned() };
    assert_eq!(TestDatabase::choose(Some("postgres"), server()), Ok(there));
    assert!(TestDatabase::choose(Some("postgres"), None).unwrap_err().contains("WAYBILL_TEST_POSTGRES"));
    assert!(TestDatabase::choose(Some("mysql"), None).unwrap_err().contains("mysql"));
    TestDatabase::chosen();
}
