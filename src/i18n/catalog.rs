//! The messages of both languages, parsed once.

use std::sync::OnceLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};

use crate::domain::lang::Lang;

type Bundle = FluentBundle<FluentResource>;

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
        Lang::En => EN.get_or_init(|| parse(lang, include_str!("../../locales/en.ftl"))),
        Lang::Fr => FR.get_or_init(|| parse(lang, include_str!("../../locales/fr.ftl"))),
    }
}

fn parse(lang: Lang, text: &str) -> Bundle {
    // Messages around a faulty one are still good; tests/locales.rs sees to it that none is faulty.
    let messages = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(readable, _)| readable);
    let mut bundle = Bundle::new_concurrent(vec![lang.as_str().parse().unwrap_or_default()]);
    // User text is isolated by <bdi> in HTML; the marks would end up in mails, titles and copied text.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(messages);
    bundle
}
