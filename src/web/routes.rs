//! Every URL of the product: the functions that build them, in `table` what answers them, and in `forms` where those that
//! only take forms have their page. Nowhere else is a path written out in Rust.

mod forms;
mod table;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

pub(super) use self::forms::{page_of_form, page_to_come_back_to};
pub(super) use self::table::configure;
use crate::domain::mail::MailState;
use crate::domain::typed::is_email;

/// What stays as it is in a query value.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The sign-in page.
pub(super) const SIGN_IN: &str = "/sign-in";
/// The setup of a new installation.
pub(super) const SETUP: &str = "/setup";
/// One's own profile.
pub(super) const PROFILE: &str = "/settings/profile";
/// Changing one's own password.
pub(super) const PASSWORD: &str = "/settings/profile/password";
/// One's own sessions.
pub(super) const SESSIONS: &str = "/settings/sessions";
/// Ending all of them but this one.
pub(super) const END_OTHER_SESSIONS: &str = "/settings/sessions/end-others";
/// Asking for a new password.
pub(super) const FORGOT: &str = "/forgot";
/// Users and permissions.
pub(super) const USERS: &str = "/settings/users";
/// Inviting somebody.
pub(super) const INVITE: &str = "/settings/users/invite";
/// The settings page of exports: threshold, hold, log.
pub(super) const IMPORT_EXPORT: &str = "/settings/import-export";

/// Objects and properties.
pub(super) const PROPERTIES: &str = "/settings/properties";
/// Making an object.
pub(super) const NEW_OBJECT: &str = "/settings/properties/new";

/// Outgoing mail.
pub(super) const MAILS: &str = "/settings/mail";
/// Everything that one was told.
pub(super) const NOTIFICATIONS: &str = "/notifications";
/// The Export dialog of the log itself.
pub(super) const LOG_EXPORT: &str = "/settings/import-export/export";
/// Where a super admin's own threshold is sent.
pub(super) const THRESHOLD: &str = "/settings/import-export/threshold";
/// Where the hold of large exports is sent.
pub(super) const HOLD: &str = "/settings/import-export/hold";
/// The list of imports.
pub(super) const IMPORTS: &str = "/settings/imports";
/// The list of bulk actions.
pub(super) const BULK_ACTIONS: &str = "/settings/bulk-actions";
/// The form that begins an import.
pub(super) const NEW_IMPORT: &str = "/imports/new";
/// What the log asks about the rows that still change.
pub(super) const EXPORT_PROGRESS: &str = "/exports/progress";

/// Percent-encodes a value for a query or a `mailto:` link.
pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// The sign-in page that leads on to a page.
pub(super) fn sign_in_then(path: &str) -> String {
    if path == "/" { SIGN_IN.to_owned() } else { format!("{SIGN_IN}?next={}", encode(path)) }
}

/// The sign-in page after a form that could not be taken, because its session had ended; it leads back to the page of the form,
/// where that is known.
pub(super) fn sign_in_after_form(page: Option<&str>) -> String {
    let next = page.map(|page| format!("&next={}", encode(page))).unwrap_or_default();
    format!("{SIGN_IN}?notice=session{next}")
}

/// The sign-in page after a session ended itself.
pub(super) fn sign_in_after_end() -> String {
    format!("{SIGN_IN}?notice=ended")
}

/// The sign-in page after a reset.
pub(super) fn sign_in_after_reset() -> String {
    format!("{SIGN_IN}?notice=password")
}

/// Where somebody invited chooses a password; the token is `access_links::token`'s.
pub(super) fn invitation(token: &str) -> String {
    format!("/invitation/{token}")
}

/// Where a new password is chosen; the token is `access_links::token`'s.
pub(super) fn reset(token: &str) -> String {
    format!("/reset/{token}")
}

/// A path as the log and the trail may keep it: without the token that would open an account (R73).
pub(super) fn without_secrets(path: &str) -> &str {
    match ["/invitation/", "/reset/"].into_iter().find(|start| path.starts_with(start)) {
        Some(start) => &path[..start.len()],
        None => path,
    }
}

/// Ending one session.
pub(super) fn end_session(public_id: &str) -> String {
    format!("{SESSIONS}/{public_id}/end")
}

/// The rights of a user.
pub(super) fn user(public_id: &str) -> String {
    format!("{USERS}/{public_id}")
}

/// Sending an invitation again.
pub(super) fn resend(public_id: &str) -> String {
    format!("{USERS}/{public_id}/resend")
}

/// Taking the sign-in away.
pub(super) fn deactivate(public_id: &str) -> String {
    format!("{USERS}/{public_id}/deactivate")
}

/// Giving the sign-in back.
pub(super) fn reactivate(public_id: &str) -> String {
    format!("{USERS}/{public_id}/reactivate")
}

/// The properties of an object.
pub(super) fn object_settings(object: &str) -> String {
    format!("{PROPERTIES}/{object}")
}

/// A page or form of one object's settings: `rename`, `archive`, `restore`, `add`.
pub(super) fn of_object_settings(object: &str, what: &str) -> String {
    format!("{PROPERTIES}/{object}/{what}")
}

/// One property.
pub(super) fn property_settings(object: &str, id: i64) -> String {
    format!("{PROPERTIES}/{object}/{id}")
}

/// A page or form of one property: `archive`, `restore`.
pub(super) fn of_property(object: &str, id: i64, what: &str) -> String {
    format!("{PROPERTIES}/{object}/{id}/{what}")
}

/// The index page of an object.
pub(super) fn records(object: &str) -> String {
    format!("/records/{object}")
}

/// Building the filter of an index page.
pub(super) fn records_filter(object: &str) -> String {
    format!("/records/{object}/filter")
}

/// Choosing the columns of an index page.
pub(super) fn records_columns(object: &str) -> String {
    format!("/records/{object}/columns")
}

/// A view of an index page.
pub(super) fn of_view(object: &str, public_id: &str) -> String {
    with_query(&records(object), &[("view", public_id)])
}

/// A segment on its index page.
pub(super) fn of_segment(object: &str, public_id: &str) -> String {
    with_query(&records(object), &[("segment", public_id)])
}

/// The form that saves a view for the first time.
pub(super) fn view_new(object: &str) -> String {
    format!("/records/{object}/views/new")
}

/// The segments of an object.
pub(super) fn segments(object: &str) -> String {
    format!("/records/{object}/segments")
}

/// The form that makes a segment.
pub(super) fn segment_new(object: &str) -> String {
    format!("/records/{object}/segments/new")
}

/// A page or form of one view or segment: `rename`, `share`, `delete`, `save`. `kind`: `views` or `segments`.
pub(super) fn saved(object: &str, kind: &str, public_id: &str, what: &str) -> String {
    format!("/records/{object}/{kind}/{public_id}/{what}")
}

/// What is done with ticked rows: `segment`, `remove`, `edit`, `delete`.
pub(super) fn selected(object: &str, what: &str) -> String {
    format!("/records/{object}/selected/{what}")
}

/// A record.
pub(super) fn record(object: &str, id: i64) -> String {
    format!("/records/{object}/{id}")
}

/// A record with its history from before a change on.
pub(super) fn record_history(object: &str, id: i64, before: i64) -> String {
    format!("/records/{object}/{id}?before={before}")
}

/// The question whether to delete a record, and the answer.
pub(super) fn record_delete(object: &str, id: i64) -> String {
    format!("/records/{object}/{id}/delete")
}

/// The form that makes a record.
pub(super) fn record_new(object: &str) -> String {
    format!("/records/{object}/new")
}

/// The Export dialog of an object.
pub(super) fn export_of(object: &str) -> String {
    format!("/records/{object}/export")
}

/// One mail of the outbox.
pub(super) fn mail(id: i64) -> String {
    format!("{MAILS}/{id}")
}

/// Where one mail is tried again.
pub(super) fn mail_retry(id: i64) -> String {
    format!("{MAILS}/{id}/retry")
}

/// The mails before or after one, of one state or of all.
pub(super) fn mails_part(state: Option<MailState>, side: &str, id: i64) -> String {
    match state {
        Some(state) => format!("{MAILS}?state={}&{side}={id}", state.as_str()),
        None => format!("{MAILS}?{side}={id}"),
    }
}

/// One notification: marks it as read and leads on.
pub(super) fn notification(id: i64) -> String {
    format!("{NOTIFICATIONS}/{id}")
}

/// The page of the log that holds an export, with its row marked.
pub(super) fn log_row(export: &str) -> String {
    format!("{IMPORT_EXPORT}?export={export}")
}

/// The same, after a link to the file that did not come from our own pages (R44).
pub(super) fn log_row_to_confirm(export: &str) -> String {
    format!("{IMPORT_EXPORT}?export={export}&confirm=1")
}

/// An export's details.
pub(super) fn export(export: &str) -> String {
    format!("/exports/{export}")
}

/// A page or form of one export: `file`, `history`, `cancel`, `start`, `delete`, `again`.
pub(super) fn of_export(export: &str, what: &str) -> String {
    format!("/exports/{export}/{what}")
}

/// The export dialog, filled in as an earlier export was (R25).
pub(super) fn export_again(object: &str, export: &str) -> String {
    format!("/records/{object}/export?again={export}")
}

/// The same of the log.
pub(super) fn log_export_again(export: &str) -> String {
    with_query(LOG_EXPORT, &[("again", export)])
}

/// The form that takes a file for an object.
pub(super) fn import_new(object: &str) -> String {
    with_query(NEW_IMPORT, &[("object", object)])
}

/// An import: its progress, then its result.
pub(super) fn import(public_id: &str) -> String {
    format!("/imports/{public_id}")
}

/// The page on which the columns of a file are matched, and where its import is started.
pub(super) fn import_upload(public_id: &str) -> String {
    format!("/imports/uploads/{public_id}")
}

/// The question whether to undo an import, and the answer.
pub(super) fn import_undo(public_id: &str) -> String {
    format!("/imports/{public_id}/undo")
}

/// A bulk action: its progress, then its result.
pub(super) fn bulk_action(public_id: &str) -> String {
    format!("/bulk-actions/{public_id}")
}

/// The question whether to cancel a bulk action, and the answer.
pub(super) fn bulk_action_cancel(public_id: &str) -> String {
    format!("/bulk-actions/{public_id}/cancel")
}

/// The question whether to cancel an import, and the answer.
pub(super) fn import_cancel(public_id: &str) -> String {
    format!("/imports/{public_id}/cancel")
}

/// The rows of an import that have a problem.
pub(super) fn import_problems(public_id: &str) -> String {
    format!("/imports/{public_id}/problems.csv")
}

/// A path with a query; empty values are left out.
fn with_query(path: &str, query: &[(&str, &str)]) -> String {
    let said: Vec<(&str, &str)> = query.iter().copied().filter(|(_, value)| !value.is_empty()).collect();
    with_fields(path, &said)
}

/// A path with a query, empty values too.
pub(super) fn with_fields(path: &str, fields: &[(&str, impl AsRef<str>)]) -> String {
    let mut url = path.to_owned();
    for (name, value) in fields {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(name);
        url.push('=');
        url.push_str(&encode(value.as_ref()));
    }
    url
}

/// The page of a form with what was typed into it, for whoever changes the language there. No secret may be among it.
pub(super) fn with_typed(path: &str, fields: &[(&str, &str)]) -> String {
    // A password that was typed into the box of the address is no address.
    let said = fields.iter().filter(|(name, text)| !text.is_empty() && (*name != "email" || is_email(text)));
    let short: Vec<(&str, String)> = said.map(|(name, text)| (*name, text.chars().take(254).collect())).collect();
    with_fields(path, &short)
}

/// Where a visitor may be sent on to: a path of this server, never another one (ASVS 3.7.2).
pub(super) fn local_path(next: &str) -> Option<&str> {
    let is_local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\t', '\n', '\r'])
        && next.chars().all(|c| !c.is_control());
    is_local.then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_links_stay_out_of_the_log() {
        assert_eq!(without_secrets("/invitation/abc.def"), "/invitation/");
        assert_eq!(without_secrets("/reset/abc.def"), "/reset/");
        assert_eq!(without_secrets("/records/contacts"), "/records/contacts");
    }

    #[test]
    fn only_paths_of_this_server_are_followed_after_sign_in() {
        for good in ["/", "/records/contacts?q=a%20b", "/settings/import-export?export=x#y"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in
            ["//evil.example", "/\\evil.example", "https:evil.example", "evil", "", "/\t/evil.example", "\\\\evil"]
        {
            assert_eq!(local_path(bad), None, "{bad}");
        }
    }
}
