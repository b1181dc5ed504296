//! Probes: `/healthz` says that the process answers, `/readyz` that it can do its work (R73).

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::app::App;
use crate::db::account;

/// The process runs.
pub(super) async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// The database takes a write.
pub(super) async fn ready(app: Data<App>) -> HttpResponse {
    match app.db.write(account::probe).await {
        Ok(()) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"),
        Err(e) => {
            tracing::warn!(error = %e, "not ready");
            HttpResponse::ServiceUnavailable()
                .content_type("text/plain; charset=utf-8")
                .body("the database does not take changes\n")
        }
    }
}
