//! The messages of both languages, parsed once into what they are made of: Fluent's syntax, of which text, arguments and forms
//! chosen by an argument are used.

use std::sync::OnceLock;

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Message, Pattern, PatternElement, Resource, Variant, VariantKey,
};
use fluent_syntax::parser;
use rustc_hash::FxHashMap;

use crate::domain::lang::Lang;

type Messages = FxHashMap<String, Vec<Piece>>;

/// A stretch of a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// Our own words.
    Words(String),
    /// What stands for `$name`.
    Argument(String),
    /// One of several forms.
    Choice(Choice),
}

/// Forms of a stretch, one of which an argument chooses.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// The argument's name.
    pub argument: String,
    /// In the order of the message.
    forms: Vec<(Key, Vec<Piece>)>,
    /// Where none of them fits.
    otherwise: usize,
}

/// When a form fits.
#[derive(Debug, PartialEq, Eq)]
enum Key {
    /// The argument is this number.
    Number(i64),
    /// The argument is this text, or a number of this plural category.
    Word(String),
}

impl Choice {
    /// The form for a count.
    pub fn of_count(&self, lang: Lang, count: i64) -> &[Piece] {
        self.form(|key| match key {
            Key::Number(number) => *number == count,
            Key::Word(word) => word == category(lang, count),
        })
    }

    /// The form for a text.
    pub fn of_text(&self, text: &str) -> &[Piece] {
        self.form(|key| matches!(key, Key::Word(word) if word == text))
    }

    /// The form where the argument is missing, or is what chooses none: text that a user typed, another message.
    pub fn of_nothing(&self) -> &[Piece] {
        self.form(|_| false)
    }

    fn form(&self, fits: impl Fn(&Key) -> bool) -> &[Piece] {
        let fitting = self.forms.iter().find(|(key, _)| fits(key)).or_else(|| self.forms.get(self.otherwise));
        fitting.map_or(&[], |(_, pieces)| pieces)
    }
}

/// What a message is made of; `None` where no such message exists.
pub fn pieces(lang: Lang, key: &str) -> Option<&'static [Piece]> {
    static EN: OnceLock<Messages> = OnceLock::new();
    static FR: OnceLock<Messages> = OnceLock::new();
    let messages = match lang {
        Lang::En => EN.get_or_init(|| messages_of(text(lang))),
        Lang::Fr => FR.get_or_init(|| messages_of(text(lang))),
    };
    messages.get(key).map(Vec::as_slice)
}

fn text(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!("../../locales/en.ftl"),
        Lang::Fr => include_str!("../../locales/fr.ftl"),
    }
}

/// The plural category of a whole number (CLDR): French has the singular for zero too.
fn category(lang: Lang, count: i64) -> &'static str {
    match (lang, count.unsigned_abs()) {
        (Lang::En, 1) | (Lang::Fr, 0 | 1) => "one",
        _ => "other",
    }
}

fn messages_of(text: &str) -> Messages {
    // Messages around a faulty one are still good; tests/locales.rs sees to it that none is faulty.
    let resource = parser::parse(text).unwrap_or_else(|(readable, _)| readable);
    messages_in(&resource).filter_map(|(key, pattern)| Some((key.to_owned(), pieces_of(pattern)?))).collect()
}

fn messages_in<'a>(resource: &'a Resource<&'a str>) -> impl Iterator<Item = (&'a str, &'a Pattern<&'a str>)> {
    resource.body.iter().filter_map(|entry| match entry {
        Entry::Message(Message { id, value: Some(pattern), .. }) => Some((id.name, pattern)),
        _ => None,
    })
}

fn pieces_of(pattern: &Pattern<&str>) -> Option<Vec<Piece>> {
    pattern.elements.iter().map(piece).collect()
}

fn piece(part: &PatternElement<&str>) -> Option<Piece> {
    match part {
        PatternElement::TextElement { value } => Some(Piece::Words((*value).to_owned())),
        PatternElement::Placeable { expression: Expression::Inline(of) } => Some(Piece::Argument(argument(of)?)),
        PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
            Some(Piece::Choice(Choice {
                argument: argument(selector)?,
                forms: variants.iter().map(form).collect::<Option<_>>()?,
                otherwise: variants.iter().position(|variant| variant.default)?,
            }))
        }
    }
}

fn argument(of: &InlineExpression<&str>) -> Option<String> {
    match of {
        InlineExpression::VariableReference { id } => Some(id.name.to_owned()),
        _ => None,
    }
}

fn form(variant: &Variant<&str>) -> Option<(Key, Vec<Piece>)> {
    let key = match variant.key {
        VariantKey::NumberLiteral { value } => Key::Number(value.parse().ok()?),
        VariantKey::Identifier { name } => Key::Word(name.to_owned()),
    };
    Some((key, pieces_of(&variant.value)?))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

    use super::*;
    use crate::i18n::phrase::{Phrase, Value};

    /// The arguments of a message, and the words by which they choose.
    fn names<'a>(pieces: &'a [Piece], arguments: &mut BTreeSet<&'a str>, words: &mut BTreeSet<&'a str>) {
        for piece in pieces {
            match piece {
                Piece::Words(_) => {}
                Piece::Argument(name) => drop(arguments.insert(name)),
                Piece::Choice(choice) => {
                    arguments.insert(&choice.argument);
                    for (key, pieces) in &choice.forms {
                        if let Key::Word(word) = key {
                            words.insert(word);
                        }
                        names(pieces, arguments, words);
                    }
                }
            }
        }
    }

    #[test]
    fn every_message_is_said_as_fluent_itself_says_it() {
        for lang in Lang::ALL {
            let mut fluent = FluentBundle::new(vec![lang.as_str().parse().unwrap()]);
            fluent.set_use_isolating(false);
            fluent.add_resource(FluentResource::try_new(text(lang).to_owned()).unwrap()).unwrap();
            let resource = parser::parse(text(lang)).unwrap();
            let mut said = 0;
            for (key, _) in messages_in(&resource) {
                let (mut arguments, mut words) = (BTreeSet::new(), BTreeSet::from(["Ada"]));
                names(pieces(lang, key).expect(key), &mut arguments, &mut words);
                let counts = [-1, 0, 1, 2, 11, 1_000, 1_000_000].map(Value::Count);
                let values: Vec<Value> = counts.into_iter().chain(words.into_iter().map(Value::from)).collect();
                for turn in 0..values.len() {
                    let mut given = FluentArgs::new();
                    let mut ours = Phrase::new(lang, key.to_owned().leak());
                    // Each argument another one, so that none is taken for its neighbour.
                    for (name, value) in arguments.iter().zip(values.iter().cycle().skip(turn)) {
                        ours = ours.with((*name).to_owned().leak(), value.clone());
                        given.set(
                            *name,
                            match value {
                                Value::Count(count) => FluentValue::from(*count),
                                Value::Text(text) => FluentValue::from(text.clone()),
                                other => panic!("{other:?}"),
                            },
                        );
                    }
                    let message = fluent.get_message(key).and_then(|message| message.value()).unwrap();
                    let theirs = fluent.format_pattern(message, Some(&given), &mut Vec::new());
                    assert_eq!(ours.to_string(), theirs, "{ours:?}");
                    said += 1;
                }
            }
            assert!(said > 5_000, "{said} comparisons");
        }
    }
}
