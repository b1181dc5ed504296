//! Counters for Prometheus (R73): for whoever watches over the server from the server itself.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::error::WebError;
use crate::app::App;
use crate::db::{exports, outbox};
use crate::domain::export::State;
use crate::domain::mail::MailState;

/// How many exports and mails are in each state. Answers loopback peers only; what a proxy of this machine passes on comes
/// from elsewhere, and is told that nothing is here.
pub(super) async fn page(req: HttpRequest, app: Data<App>) -> Result<HttpResponse, WebError> {
    let is_near = req.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    let is_passed_on =
        ["forwarded", "x-forwarded-for", "x-real-ip", "via"].iter().any(|name| req.headers().contains_key(*name));
    if !is_near || is_passed_on {
        return Err(WebError::NotFound);
    }
    let (exports, mails, troubled) =
        app.db.read(|c| Ok((exports::count_by_state(c)?, outbox::count_by_state(c)?, outbox::troubled(c)?))).await?;
    let mut lines = Vec::new();
    gauge(
        &mut lines,
        "waybill_exports",
        "Exports in the log by stored state.",
        State::ALL.map(State::as_str),
        &exports,
    );
    gauge(&mut lines, "waybill_mails", "Mails of the outbox by state.", MailState::ALL.map(MailState::as_str), &mails);
    family(&mut lines, "waybill_mails_troubled", "Mails that were given up or tried three times or more.");
    lines.push(format!("waybill_mails_troubled {troubled}"));
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(lines.join("\n") + "\n"))
}

fn gauge<const N: usize>(lines: &mut Vec<String>, name: &str, help: &str, states: [&str; N], counts: &[(String, i64)]) {
    family(lines, name, help);
    for state in states {
        let count = counts.iter().find(|(known, _)| known == state).map_or(0, |(_, count)| *count);
        lines.push(format!("{name}{{state=\"{state}\"}} {count}"));
    }
}

fn family(lines: &mut Vec<String>, name: &str, help: &str) {
    lines.push(format!("# HELP {name} {help}\n# TYPE {name} gauge"));
}
