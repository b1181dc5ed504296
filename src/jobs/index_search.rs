//! Takes new records into the index of quick search.

use std::time::{Duration, Instant};

use super::stop::Stop;
use crate::app::App;
use crate::db::records;

/// One step; `true` when there may be another.
pub(super) fn turn(app: &App, _stop: &Stop) -> anyhow::Result<bool> {
    let Some(step) = app.db.write_now(records::next_index_step)? else { return Ok(false) };
    let begun = Instant::now();
    app.db.write_now(|c| records::take_index_step(c, step))?;
    // As long again for everybody else: SQLite has one writer.
    std::thread::sleep(begun.elapsed().min(Duration::from_millis(200)));
    Ok(true)
}
