//! What follows a change of properties: indexes are built or dropped, and what search reads is derived anew (R8, R50).

use super::stop::Stop;
use crate::app::App;
use crate::db::objects;

/// Builds or drops one index; `true` when there was one.
pub(super) fn index(app: &App, _: &Stop) -> anyhow::Result<bool> {
    Ok(objects::work_on_indexes(&app.db, app.clock.now())?)
}

/// Derives a batch; `true` when there was one.
pub(super) fn derive(app: &App, _: &Stop) -> anyhow::Result<bool> {
    // Asked without the write lock first: there is hardly ever anything to do.
    if !app.db.read_now(objects::is_any_to_derive)? {
        return Ok(false);
    }
    let now = app.clock.now();
    Ok(app.db.write_now(|c| objects::derive_some(c, now))?)
}
