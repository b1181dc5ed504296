//! The log: one line per event on standard error, readable or as JSON (R73).

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts the log; `filter` is the text of `RUST_LOG`, without it what an operator wants to read.
pub fn start(filter: Option<&str>, json: bool) {
    let filter = EnvFilter::try_new(filter.unwrap_or("info,waybill=info,actix_server=warn,lettre=warn"))
        .unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let ansi = std::io::stderr().is_terminal();
    // A second start in one process, as in tests, keeps the first log.
    let started = if json { lines.json().try_init() } else { lines.with_ansi(ansi).try_init() };
    if started.is_err() {
        tracing::debug!("the log runs already");
    }
}
