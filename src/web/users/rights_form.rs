//! The boxes for the rights of one user, as the invitation and the rights form show them.

use crate::domain::user::Rights;
use crate::i18n::{Locale, Phrase};
use crate::web::field_errors::FieldErrors;
use crate::web::form::Fields;

/// One box.
pub(super) struct RightBox {
    /// Name of the field.
    pub(super) field: &'static str,
    pub(super) words: Phrase,
    pub(super) explanation: Phrase,
    pub(super) ticked: bool,
}

/// The boxes, ticked as the rights are.
pub(super) fn boxes(locale: Locale, rights: Rights) -> Vec<RightBox> {
    [
        ("view", "usr-perm-view", "usr-perm-view-hint", rights.view),
        ("edit", "usr-perm-edit", "usr-perm-edit-hint", rights.edit),
        ("import", "usr-perm-import", "usr-perm-import-hint", rights.import),
        ("export", "usr-perm-export", "usr-perm-export-hint", rights.export),
        ("sensitive", "usr-perm-sensitive", "usr-perm-sensitive-hint", rights.sensitive),
        ("super", "usr-perm-super", "usr-perm-super-hint", rights.super_admin),
    ]
    .map(|(field, words, hint, ticked)| RightBox {
        field,
        words: locale.say(words),
        explanation: locale.say(hint),
        ticked,
    })
    .into()
}

/// The rights as they were ticked.
pub(super) fn read(fields: &Fields) -> Rights {
    Rights {
        super_admin: fields.is_ticked("super"),
        view: fields.is_ticked("view"),
        edit: fields.is_ticked("edit"),
        import: fields.is_ticked("import"),
        export: fields.is_ticked("export"),
        sensitive: fields.is_ticked("sensitive"),
    }
}

/// What cannot be viewed can be neither edited nor exported: said, rather than given along.
pub(super) fn check(locale: Locale, rights: Rights, errors: &mut FieldErrors) {
    if !rights.super_admin && !rights.view && (rights.edit || rights.export || rights.sensitive) {
        errors.add("rights", locale.say("usr-err-view"));
    }
}

/// The rights in short words.
pub(super) fn short_words(locale: Locale, rights: Rights) -> Vec<Phrase> {
    [
        (rights.view, "usr-perm-short-view"),
        (rights.edit, "usr-perm-short-edit"),
        (rights.import, "usr-perm-short-import"),
        (rights.export, "usr-perm-short-export"),
        (rights.sensitive, "usr-perm-short-sensitive"),
    ]
    .into_iter()
    .filter(|(has, _)| *has && !rights.super_admin)
    .map(|(_, key)| locale.say(key))
    .collect()
}
