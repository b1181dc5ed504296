//! The boxes for the rights of one user, as the invitation and the rights form show them.

use crate::domain::record::Object;
use crate::domain::user::Rights;
use crate::i18n::{Locale, Phrase};
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::Fields;
use crate::web::objects;

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

/// To which objects the rights are limited (R6).
pub(super) struct Reach {
    /// Only to those that are ticked.
    pub(super) is_limited: bool,
    pub(super) objects: Vec<ObjectBox>,
}

/// An object that can be ticked.
pub(super) struct ObjectBox {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) is_ticked: bool,
}

/// The choice of objects, ticked as they are. One that was put away says so.
pub(super) fn reach(locale: Locale, all: &[Object], open: Option<&[i64]>) -> Reach {
    let objects = all.iter().map(|object| ObjectBox {
        name: object.name.clone(),
        label: label(locale, object),
        is_ticked: open.is_some_and(|open| open.contains(&object.id)),
    });
    Reach { is_limited: open.is_some(), objects: objects.collect() }
}

fn label(locale: Locale, object: &Object) -> String {
    let label = objects::label(locale, object);
    if object.is_archived { locale.say("usr-object-archived").user("title", label).to_string() } else { label }
}

/// The objects as they were ticked; `None` for all of them. One that was put away stays: it may be brought back.
pub(super) fn read_reach(fields: &Fields, all: &[Object]) -> Result<Option<Vec<i64>>, WebError> {
    match fields.one("reach")? {
        "all" => return Ok(None),
        "some" => {}
        // A form without it must not lift a limit.
        _ => return Err(WebError::BadRequest("neither all objects nor some".into())),
    }
    let ticked: Vec<&str> = fields.all("object").collect();
    Ok(Some(all.iter().filter(|object| ticked.contains(&object.name.as_str())).map(|object| object.id).collect()))
}

/// Somebody with a limit has an object at least: none at all is what the rights are for.
pub(super) fn check_reach(locale: Locale, rights: Rights, open: Option<&[i64]>, errors: &mut FieldErrors) {
    if !rights.super_admin && open.is_some_and(<[i64]>::is_empty) {
        errors.add("reach", locale.say("usr-err-objects"));
    }
}

/// The names of the objects that somebody is limited to; `None` without a limit.
pub(super) fn reach_words(locale: Locale, all: &[Object], open: Option<&[i64]>) -> Option<Phrase> {
    let open = open?;
    let names: Vec<String> =
        all.iter().filter(|object| open.contains(&object.id)).map(|object| label(locale, object)).collect();
    Some(locale.say("usr-only-objects").user("names", names.join(", ")))
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
