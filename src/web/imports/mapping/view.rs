//! The page on which columns are matched.

use askama::Template;

use super::chosen::{Chosen, Pick, unique};
use super::sheet::{PREVIEW, Sheet};
use crate::domain::import::formats::{DateFormat, NumberFormat};
use crate::domain::import::kinds::OFFERED;
use crate::domain::import::mode::Mode;
use crate::domain::property::PropertyType;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::FormKey;
use crate::web::page::{Banner, Choice, Page, SettingsEntry};
use crate::web::record::value::cut;
use crate::web::viewer::Importer;
use crate::web::{objects as words, routes};

/// Characters of a cell that the page shows.
const SHOWN: usize = 80;

/// The page.
#[derive(Template)]
#[template(path = "pages/imports/map.html")]
pub(super) struct MapPage {
    page: Page,
    errors: FieldErrors,
    hidden: Vec<(&'static str, String)>,
    lead: Phrase,
    /// The sheet that is read, where a workbook has several.
    sheet: Option<String>,
    action_url: String,
    back_url: String,
    matched: Phrase,
    columns: Vec<ColumnView>,
    preview: Vec<Vec<String>>,
    dates: Vec<Choice>,
    dates_hint: &'static str,
    /// The days are followed by times in UTC, unless they say otherwise.
    has_moments: bool,
    numbers: Vec<Choice>,
    /// The numbers may be written in another format: it was guessed.
    numbers_are_guessed: bool,
    /// Apostrophes that are asked about, and whether they are taken off.
    asks_guard: bool,
    is_guarded: bool,
    modes: Vec<ModeView>,
    /// What records can be matched by; without any, every row becomes a new record.
    keys: Vec<Choice>,
    segment: String,
    segments: Vec<String>,
}

struct ColumnView {
    heading: String,
    /// What is to be said of a name that stands twice, or of none.
    note: Option<Phrase>,
    example: String,
    field: String,
    choices: Vec<Choice>,
    choice_label: Phrase,
    name_field: String,
    name: String,
    name_label: Phrase,
    kind_field: String,
    kinds: Vec<Choice>,
    kind_label: Phrase,
}

struct ModeView {
    value: &'static str,
    label: Phrase,
    hint: Phrase,
    checked: bool,
}

impl MapPage {
    pub(super) async fn new(
        importer: &Importer,
        sheet: &Sheet,
        chosen: &Chosen,
        key: &FormKey,
        errors: FieldErrors,
    ) -> Result<Self, WebError> {
        let locale = importer.locale();
        let object = &sheet.upload.object;
        let title = importer.say("imp-map-title").with("object", words::many(locale, object));
        let mut page = importer.page(title).await?;
        page.settings = Some(SettingsEntry::ImportExport);
        page.banner = Banner::of_errors(page.locale, &errors);
        let known = chosen.columns.iter().filter(|column| matches!(column.pick, Pick::Known(_))).count();
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let keys: Vec<Choice> = unique(sheet)
            .map(|property| Choice {
                value: format!("p{}", property.id),
                label: property.label(locale.lang()).to_owned(),
                selected: chosen.key == Some(property.id),
            })
            .collect();
        let formats = &sheet.sample.formats;
        let is_guess = sheet.reported.is_none() && formats.may_have_month_first && chosen.dates == formats.dates;
        let numbers_are_guessed =
            sheet.reported.is_none() && formats.may_be_other_numbers && chosen.numbers == formats.numbers;
        Ok(Self {
            hidden: vec![key.field()],
            lead: page
                .say("imp-map-lead")
                .file("file", sheet.upload.file_name.as_str())
                .with("size", locale.bytes(sheet.upload.file_bytes)),
            sheet: sheet.name.clone(),
            action_url: routes::import_upload(&sheet.upload.public_id),
            back_url: routes::import_new(&object.name),
            matched: page
                .say("imp-map-matched")
                .with("n", locale.number(number(known)))
                .with("total", locale.number(number(sheet.headings.len()))),
            columns: columns(importer, sheet, chosen),
            preview: sheet
                .rows
                .iter()
                .take(PREVIEW)
                .map(|row| {
                    let cell = |at: usize| row.get(at).map_or_else(String::new, |cell| cut(cell, SHOWN));
                    (0..sheet.headings.len()).map(cell).collect()
                })
                .collect(),
            dates: DateFormat::ALL
                .into_iter()
                .map(|format| choice(format.as_str(), format.sample(), format == chosen.dates))
                .collect(),
            dates_hint: if is_guess { "imp-map-dates-guess" } else { "imp-map-dates-hint" },
            numbers: NumberFormat::ALL
                .into_iter()
                .map(|format| choice(format.as_str(), format.sample(), format == chosen.numbers))
                .collect(),
            numbers_are_guessed,
            has_moments: chosen.has_moments(sheet),
            asks_guard: sheet.guard.is_asked,
            is_guarded: sheet.guard.is_on,
            modes: Mode::ALL
                .into_iter()
                .filter(|mode| !keys.is_empty() || !mode.matches_records())
                .filter(|mode| !mode.changes_records() || importer.viewer.user.rights.may_edit())
                .map(|mode| ModeView {
                    value: mode.as_str(),
                    label: importer.say(super::super::view::mode_key(mode)),
                    hint: importer.say(match mode {
                        Mode::Create => "imp-mode-create-hint",
                        Mode::CreateNew => "imp-mode-new-hint",
                        Mode::Update => "imp-mode-update-hint",
                        Mode::Upsert => "imp-mode-upsert-hint",
                    }),
                    checked: mode == chosen.mode,
                })
                .collect(),
            keys,
            segment: chosen.segment.clone(),
            segments: sheet.segments.clone(),
            errors,
            page,
        })
    }
}

fn columns(importer: &Importer, sheet: &Sheet, chosen: &Chosen) -> Vec<ColumnView> {
    let lang = importer.locale().lang();
    let fixed = [
        ("skip", importer.say("imp-map-skip").to_string(), Pick::Skip),
        ("new", importer.say("imp-map-new").to_string(), Pick::New),
    ];
    let known: Vec<(String, &str, Pick)> = sheet
        .properties
        .iter()
        .map(|property| (format!("p{}", property.id), property.label(lang), Pick::Known(property.id)))
        .collect();
    let kinds = OFFERED.map(|kind| (kind, importer.say(kind_key(kind)).to_string()));
    let of = |(at, (heading, column)): (usize, (&String, &super::chosen::Column))| {
        let says = |key: &'static str| importer.say(key).user("column", heading.as_str());
        let example = sheet.rows.iter().filter_map(|row| row.get(at)).find(|cell| !cell.trim().is_empty());
        let is = |which: &[bool]| which.get(at).is_some_and(|is| *is);
        let note = match (is(&sheet.repeats), is(&sheet.nameless)) {
            (true, _) => Some("imp-map-repeated"),
            (false, true) => Some("imp-map-nameless"),
            (false, false) => None,
        };
        ColumnView {
            heading: heading.clone(),
            note: note.map(|key| importer.say(key)),
            example: example.map_or_else(String::new, |cell| cut(cell, SHOWN)),
            field: format!("c{at}"),
            choices: fixed
                .iter()
                .map(|(value, label, pick)| choice(value, label, *pick == column.pick))
                .chain(known.iter().map(|(value, label, pick)| choice(value, label, *pick == column.pick)))
                .collect(),
            choice_label: says("imp-map-property-of"),
            name_field: format!("n{at}"),
            name: column.label.clone(),
            name_label: says("imp-map-name-of"),
            kind_field: format!("k{at}"),
            kinds: kinds.iter().map(|(kind, label)| choice(kind.as_str(), label, *kind == column.kind)).collect(),
            kind_label: says("imp-map-kind-of"),
        }
    };
    sheet.headings.iter().zip(&chosen.columns).enumerate().map(of).collect()
}

fn choice(value: &str, label: &str, selected: bool) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), selected }
}

fn kind_key(kind: PropertyType) -> &'static str {
    match kind {
        PropertyType::Text | PropertyType::Choice | PropertyType::Choices => "imp-kind-text",
        PropertyType::Number => "imp-kind-number",
        PropertyType::Date => "imp-kind-date",
        PropertyType::DateTime => "imp-kind-datetime",
        PropertyType::Boolean => "imp-kind-boolean",
        PropertyType::Email => "imp-kind-email",
        PropertyType::Phone => "imp-kind-phone",
        PropertyType::Url => "imp-kind-url",
    }
}
