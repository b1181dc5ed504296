//! The SQL that an installation's database was asked. Connections of other tests in this process are told apart by the
//! address of their database.

use std::collections::BTreeMap;
use std::mem;
use std::sync::Mutex;

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use waybill::config::DatabaseUrl;

use super::TestApp;

static ASKED: Mutex<BTreeMap<String, Vec<String>>> = Mutex::new(BTreeMap::new());

/// Hears what one connection is asked.
#[derive(Default)]
struct Listener {
    url: String,
}

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => url.clone_into(&mut self.url),
            InstrumentationEvent::StartQuery { query, .. } => {
                let text = query.to_string();
                let statement = text.split(" -- binds: ").next().unwrap_or_default().to_owned();
                // What the pool asks and sets of a connection is not the product's question.
                if statement != "SELECT 1" && !statement.starts_with("PRAGMA") && !statement.starts_with("SET ") {
                    ASKED.lock().unwrap().entry(self.url.clone()).or_default().push(statement);
                }
            }
            _ => {}
        }
    }
}

/// Hears every connection that is opened from now on: to be called before the installation is started.
pub(crate) fn listen() {
    set_default_instrumentation(|| Some(Box::new(Listener::default()))).unwrap();
}

impl TestApp {
    /// The statements since the last call, without the values in them.
    pub(crate) fn asked(&self) -> Vec<String> {
        let url = match &self.app.config.database {
            DatabaseUrl::Sqlite(path) => path.to_string_lossy().into_owned(),
            DatabaseUrl::Postgres(url) => url.clone(),
        };
        ASKED.lock().unwrap().get_mut(&url).map(mem::take).unwrap_or_default()
    }
}
