//! Where URLs that only take forms have their page.

use super::{IMPORT_EXPORT, MAILS, NEW_IMPORT, NOTIFICATIONS, PROFILE, PROPERTIES, SESSIONS, USERS, records};

/// The page of a URL that only takes forms; `None` for one that is a page itself. Whoever sends a form again from the page
/// that refused it was on such a URL.
pub(in crate::web) fn page_of_form(path: &str) -> Option<String> {
    let path = path.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let page = match segments.as_slice() {
        ["settings", "import-export", "threshold" | "hold"] => IMPORT_EXPORT,
        ["settings", "profile", "password"] => PROFILE,
        ["settings", "sessions", "end-others"] | ["settings", "sessions", _, "end"] => SESSIONS,
        ["settings", "users", _, "resend" | "reactivate"] => USERS,
        ["settings", "mail", _, "retry"] => MAILS,
        ["settings", "properties", _, "restore"] | ["settings", "properties", _, _, "restore"] => PROPERTIES,
        ["imports"] => NEW_IMPORT,
        ["notifications", "read-all"] => NOTIFICATIONS,
        ["records", object, "views" | "segments", _, "save" | "share"] => return Some(records(object)),
        ["preferences", _] | ["sign-out"] => "/",
        _ => return None,
    };
    Some(page.to_owned())
}

/// The page that leads whoever sent a form from it back to where they were: a form that was refused is sent again from a URL
/// without a page of its own.
pub(in crate::web) fn page_to_come_back_to(page: String) -> String {
    page_of_form(&page).unwrap_or(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::routes::{END_OTHER_SESSIONS, HOLD, LOG_EXPORT, PASSWORD, SIGN_IN, THRESHOLD};

    #[test]
    fn a_url_that_only_takes_forms_has_a_page_to_come_back_to() {
        for (form, page) in [
            (THRESHOLD, IMPORT_EXPORT),
            (HOLD, IMPORT_EXPORT),
            (PASSWORD, PROFILE),
            (END_OTHER_SESSIONS, SESSIONS),
            ("/settings/sessions/abc/end", SESSIONS),
            ("/settings/users/7/resend", USERS),
            ("/settings/users/7/reactivate", USERS),
            ("/settings/mail/7/retry", MAILS),
            ("/settings/properties/trees/restore", PROPERTIES),
            ("/settings/properties/trees/7/restore", PROPERTIES),
            ("/imports", NEW_IMPORT),
            ("/notifications/read-all", NOTIFICATIONS),
            ("/records/contacts/views/abc/save?q=a", "/records/contacts"),
            ("/records/contacts/views/abc/share", "/records/contacts"),
            ("/records/contacts/segments/abc/share", "/records/contacts"),
            ("/preferences/theme", "/"),
            ("/preferences/language", "/"),
            ("/sign-out", "/"),
        ] {
            assert_eq!(page_of_form(form).as_deref(), Some(page), "{form}");
        }
        for page in ["/", "/records/imports", "/records/contacts?q=/share", LOG_EXPORT, SIGN_IN] {
            assert_eq!(page_of_form(page), None, "{page}");
        }
    }
}
