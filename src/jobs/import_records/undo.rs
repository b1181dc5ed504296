//! Undoing an import, batch by batch.

use crate::app::App;
use crate::db::imports::{self, Undoing};
use crate::db::{DbError, objects};
use crate::jobs::Stop;

/// Takes the next undoing that is due and does it; `true` when there was one.
///
/// # Errors
/// When the database breaks off; it goes on from its last batch when its lease is over.
pub fn take_undo(app: &App, stop: &Stop) -> anyhow::Result<bool> {
    let now = app.clock.now();
    let Some(import) = app.db.write_now(|c| imports::claim_undo(c, now))? else { return Ok(false) };
    let properties = app.db.read_now(|c| objects::properties(c, import.object_id))?;
    loop {
        let now = app.clock.now();
        match app.db.write_now(|c| imports::undo_batch(c, &import, &properties, now)) {
            Ok(Undoing::Over) => return Ok(true),
            Ok(Undoing::More) if stop.is_asked() => {
                app.db.write_now(|c| imports::give_back(c, import.id, import.attempt, now))?;
                return Ok(true);
            }
            Ok(Undoing::More) => {}
            Err(e) => return give_up(app, &import, e, now),
        }
    }
}

/// A lock or a lost connection passes; anything else would come again.
fn give_up(
    app: &App,
    import: &crate::domain::import::Import,
    error: DbError,
    now: chrono::DateTime<chrono::Utc>,
) -> anyhow::Result<bool> {
    if error.is_passing() {
        return Err(error.into());
    }
    tracing::error!(import = import.public_id, error = format!("{error:#}"), "an import could not be undone");
    app.db.write_now(|c| imports::fail_undo(c, import, now))?;
    Ok(true)
}
