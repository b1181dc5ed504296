//! What cancelling, starting and deleting an export share: the page of the question, and the way back once it is done.

use actix_web::HttpResponse;
use askama::Template;

use crate::domain::export::Export;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::html::Html;
use crate::web::page::{Page, SettingsEntry};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::Exporter;

/// One thing that is asked before it is done: its place and its words.
pub(super) struct Decision {
    /// Last part of the URL, which the form is sent to as well.
    pub(super) verb: &'static str,
    /// Id of the dialog.
    pub(super) id: &'static str,
    /// Class of the button that does it: `danger` or `primary`.
    pub(super) kind: &'static str,
    /// Message keys: the heading,
    pub(super) title: &'static str,
    /// what follows from it,
    pub(super) effect: &'static str,
    /// what the log will say,
    pub(super) audit: &'static str,
    /// the button that leaves things as they are,
    pub(super) keep: &'static str,
    /// the button that does it,
    pub(super) confirm: &'static str,
    /// and the toast afterwards.
    pub(super) done: &'static str,
}

#[derive(Template)]
#[template(path = "pages/exports/decision.html", blocks = ["dialog"])]
struct DecisionPage<'a> {
    page: Page,
    fragment: bool,
    decision: &'a Decision,
    file: String,
    question: Html,
    confirm_url: String,
    back_url: String,
}

impl Decision {
    /// The question, as a page or a dialog.
    pub(super) async fn ask(
        &self,
        exporter: &Exporter,
        export: Export,
        question: Phrase,
    ) -> Result<HttpResponse, WebError> {
        let mut page = exporter.page(exporter.say(self.title)).await?;
        page.settings = Some(SettingsEntry::ImportExport);
        let body = DecisionPage {
            page,
            fragment: exporter.wants_fragment,
            decision: self,
            question: question.into(),
            confirm_url: routes::of_export(&export.public_id, self.verb),
            back_url: routes::log_row(&export.public_id),
            file: export.name,
        };
        Ok(super::html(if body.fragment { body.as_dialog().render()? } else { body.render()? }))
    }

    /// Back to the row, which shows that it is done.
    pub(super) fn done(&self, exporter: &Exporter, public_id: &str) -> Result<HttpResponse, WebError> {
        exporter.flash(&Notice::toast(&exporter.say(self.done)))?;
        Ok(see(&routes::log_row(public_id)))
    }
}
