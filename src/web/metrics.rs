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
    let mut text = String::new();
    gauge(&mut text, "waybill_exports", "Exports in the log by stored state.", State::ALL.map(State::as_str), &exports);
    gauge(&mut text, "waybill_mails", "Mails of the outbox by state.", MailState::ALL.map(MailState::as_str), &mails);
    family(&mut text, "waybill_mails_troubled", "Mails that were given up or tried three times or more.");
    text.push_str(&format!("waybill_mails_troubled {troubled}\n"));
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}

fn gauge<const N: usize>(text: &mut String, name: &str, help: &str, states: [&str; N], counts: &[(String, i64)]) {
    family(text, name, help);
    for state in states {
        let count = counts.iter().find(|(known, _)| known == state).map_or(0, |(_, count)| *count);
        text.push_str(&format!("{name}{{state=\"{state}\"}} {count}\n"));
    }
}

fn family(text: &mut String, name: &str, help: &str) {
    text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n"));
}
