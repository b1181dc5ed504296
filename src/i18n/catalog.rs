//! The messages of both languages, parsed once.

use std::sync::OnceLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use rustc_hash::FxHashMap;

use crate::domain::lang::Lang;

type Bundle = FluentBundle<FluentResource>;
type Pieces = FxHashMap<String, Vec<Piece>>;

/// A stretch of a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// Our own words.
    Words(String),
    /// What stands for `$name`.
    Argument(String),
}

/// The pieces of a message, most of which say the same whatever their arguments are. `None` for one that chooses between forms,
/// as for plurals: that is for [`format`].
pub fn pieces(lang: Lang, key: &str) -> Option<&'static [Piece]> {
    static EN: OnceLock<Pieces> = OnceLock::new();
    static FR: OnceLock<Pieces> = OnceLock::new();
    let messages = match lang {
        Lang::En => EN.get_or_init(|| all_pieces(lang)),
        Lang::Fr => FR.get_or_init(|| all_pieces(lang)),
    };
    messages.get(key).map(Vec::as_slice)
}

fn all_pieces(lang: Lang) -> Pieces {
    let resource = resource(lang);
    let messages = resource.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some((message.id.name, message.value.as_ref()?)),
        _ => None,
    });
    let pieces = |pattern: &Pattern<&str>| pattern.elements.iter().map(piece).collect::<Option<Vec<_>>>();
    messages.filter_map(|(key, pattern)| Some((key.to_owned(), pieces(pattern)?))).collect()
}

fn piece(part: &PatternElement<&str>) -> Option<Piece> {
    match part {
        PatternElement::TextElement { value } => Some(Piece::Words((*value).to_owned())),
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
            Some(Piece::Argument(id.name.to_owned()))
        }
        PatternElement::Placeable { .. } => None,
    }
}

/// The message with its arguments filled in; the key itself where no such message exists.
pub fn format(lang: Lang, key: &str, args: &FluentArgs<'_>) -> String {
    let bundle = bundle(lang);
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    // A missing argument shows as {$name}. There is no better text at this point, so the errors are not read.
    bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned()
}

fn bundle(lang: Lang) -> &'static Bundle {
    static EN: OnceLock<Bundle> = OnceLock::new();
    static FR: OnceLock<Bundle> = OnceLock::new();
    match lang {
        Lang::En => EN.get_or_init(|| bundle_of(lang)),
        Lang::Fr => FR.get_or_init(|| bundle_of(lang)),
    }
}

fn resource(lang: Lang) -> FluentResource {
    let text = match lang {
        Lang::En => include_str!("../../locales/en.ftl"),
        Lang::Fr => include_str!("../../locales/fr.ftl"),
    };
    // Messages around a faulty one are still good; tests/locales.rs sees to it that none is faulty.
    FluentResource::try_new(text.to_owned()).unwrap_or_else(|(readable, _)| readable)
}

fn bundle_of(lang: Lang) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![lang.as_str().parse().unwrap_or_default()]);
    // User text is isolated by <bdi> in HTML; the marks would end up in mails, titles and copied text.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource(lang));
    bundle
}
