//! The log: one line per event on standard error, readable or as JSON (R73).

use std::io::IsTerminal;

use anyhow::anyhow;
use tracing_subscriber::EnvFilter;

/// Starts the log; `filter` is the text of `RUST_LOG`, without it what an operator wants to read.
///
/// # Errors
/// A sentence with the mend when the text is no filter.
pub fn start(filter: Option<&str>, json: bool) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter.unwrap_or("info,waybill=info,actix_server=warn,lettre=warn"))
        .map_err(|e| anyhow!("RUST_LOG: write a level, for example warn or waybill=debug, or leave it out: {e}"))?;
    // A line that cannot be written is lost. To tell of it in the same place would panic, and take the page or the worker along.
    let lines = tracing_subscriber::fmt()
        .log_internal_errors(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    let ansi = std::io::stderr().is_terminal();
    // A second start in one process, as in tests, keeps the first log.
    let started = if json { lines.json().try_init() } else { lines.with_ansi(ansi).try_init() };
    if started.is_err() {
        tracing::debug!("the log runs already");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_wrong_filter_names_the_variable_and_the_mend() {
        let said = super::start(Some("waybill=loud"), false).unwrap_err().to_string();
        assert!(said.starts_with("RUST_LOG: ") && said.contains("waybill=debug"), "{said}");
    }
}
