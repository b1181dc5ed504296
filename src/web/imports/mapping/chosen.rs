//! What stands in the form: offered at first, then as it was sent.

use super::sheet::Sheet;
use crate::domain::export_name::{is_forbidden, is_seen};
use crate::domain::import::columns::{Choice, MAX_LABEL, suggest};
use crate::domain::import::formats::{DateFormat, NumberFormat};
use crate::domain::import::kinds;
use crate::domain::import::mode::Mode;
use crate::domain::property::PropertyType;
use crate::domain::record::Property;
use crate::formats::csv_in::is_reason;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::Fields;
use crate::web::viewer::Importer;

/// Most characters of a segment's name.
const SEGMENT_NAME: usize = 200;

/// Where a column goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pick {
    Skip,
    New,
    Known(i64),
}

/// The choice for one column; name and kind are kept whatever is picked, for whoever picks a new property after all.
pub(super) struct Column {
    pub(super) pick: Pick,
    pub(super) label: String,
    pub(super) kind: PropertyType,
}

/// The whole form.
pub(super) struct Chosen {
    pub(super) columns: Vec<Column>,
    pub(super) dates: DateFormat,
    pub(super) numbers: NumberFormat,
    pub(super) mode: Mode,
    pub(super) key: Option<i64>,
    pub(super) segment: String,
}

impl Chosen {
    /// What is offered to begin with.
    pub(super) fn offered(importer: &Importer, sheet: &Sheet) -> Self {
        let (formats, kinds) = (&sheet.sample.formats, &sheet.sample.kinds);
        // The few rows of a report may look as if they were written in another way than the file that they come from.
        let (dates, numbers, mode, key) = match &sheet.reported {
            Some(import) => {
                let mode = allowed(importer, import.mode);
                (import.options.dates, import.options.numbers, mode, import.key_property_id)
            }
            None => (formats.dates, formats.numbers, Mode::Create, None),
        };
        let offers = suggest(&sheet.named, &sheet.headings, &sheet.properties, kinds);
        let columns = offers
            .into_iter()
            .zip(&sheet.headings)
            .zip(sheet.repeats.iter().zip(&sheet.nameless))
            .zip(kinds)
            .map(|(((offer, heading), (repeats, nameless)), kind)| Column {
                pick: match offer {
                    Choice::New { .. } if *repeats || *nameless => Pick::Skip,
                    // The last column of a report of problem rows that was mended and sent again.
                    Choice::New { .. } if is_reason(heading) => Pick::Skip,
                    Choice::New { .. } => Pick::New,
                    Choice::Known(id) => Pick::Known(id),
                    Choice::Skip => Pick::Skip,
                },
                label: label_of(heading),
                kind: *kind,
            })
            .collect();
        let key = unique(sheet).find(|property| key == Some(property.id)).or_else(|| unique(sheet).next());
        Self { columns, dates, numbers, mode, key: key.map(|property| property.id), segment: String::new() }
    }

    /// What was sent, and what is wrong with it as far as the form alone can tell.
    pub(super) fn of_form(
        importer: &Importer,
        sheet: &Sheet,
        fields: &Fields,
    ) -> Result<(Self, FieldErrors), WebError> {
        let mut errors = FieldErrors::none();
        let mut columns = Vec::with_capacity(sheet.headings.len());
        for (at, heading) in sheet.headings.iter().enumerate() {
            let pick = match fields.one(&format!("c{at}"))? {
                "new" => Pick::New,
                "skip" => Pick::Skip,
                known => {
                    if let Some(id) = known.strip_prefix('p').and_then(|id| id.parse().ok()) {
                        Pick::Known(id)
                    } else {
                        errors.add(format!("c{at}"), importer.say("imp-map-err-unknown"));
                        Pick::Skip
                    }
                }
            };
            let label = fields.one(&format!("n{at}"))?;
            let kind = fields.one(&format!("k{at}"))?.parse().unwrap_or_default();
            columns.push(Column {
                pick,
                label: if label.is_empty() && pick != Pick::New { label_of(heading) } else { label.to_owned() },
                kind: if kinds::OFFERED.contains(&kind) { kind } else { PropertyType::Text },
            });
        }
        if sheet.guard.is_on {
            take_guard_off(&mut columns, Self::offered(importer, sheet).columns, sheet);
        }
        if columns.iter().all(|column| column.pick == Pick::Skip) && errors.is_empty() {
            errors.add("c0", importer.say("imp-map-err-none"));
        }
        let mut chosen = Self {
            columns,
            dates: DateFormat::from_text(fields.one("dates")?).unwrap_or_default(),
            numbers: NumberFormat::from_text(fields.one("numbers")?).unwrap_or_default(),
            mode: Mode::from_text(fields.one("mode")?).unwrap_or_default(),
            key: fields.one("key")?.strip_prefix('p').and_then(|id| id.parse().ok()),
            segment: fields.one("segment")?.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        chosen.check(importer, sheet, &mut errors);
        Ok((chosen, errors))
    }

    fn check(&mut self, importer: &Importer, sheet: &Sheet, errors: &mut FieldErrors) {
        if self.mode.changes_records() && !importer.viewer.user.rights.may_edit() {
            errors.add("mode", importer.say("imp-map-err-edit"));
        }
        if self.mode.matches_records() {
            match self.key.filter(|id| unique(sheet).any(|property| property.id == *id)) {
                // There is no field of a key then; the last unique property was put away meanwhile.
                None if unique(sheet).next().is_none() => {
                    if errors.of("mode").is_none() {
                        errors.add("mode", importer.say("imp-map-no-key"));
                    }
                }
                None => errors.add("key", importer.say("imp-map-err-key")),
                Some(id) if self.columns.iter().all(|column| column.pick != Pick::Known(id)) => {
                    errors.add("key", importer.say("imp-map-err-key-column"));
                }
                Some(_) => {}
            }
        }
        let is_blank = !self.segment.is_empty() && !is_seen(&self.segment);
        if is_blank || self.segment.chars().count() > SEGMENT_NAME || self.segment.chars().any(is_forbidden) {
            errors.add("segment", importer.say("imp-map-err-segment"));
        } else if sheet.active_segments.contains(&self.segment) {
            let sentence = importer.say("imp-map-err-segment-active").user("segment", self.segment.as_str());
            errors.add("segment", sentence);
        } else if sheet.others_segments.contains(&self.segment) {
            let sentence = importer.say("imp-map-err-segment-others").user("segment", self.segment.as_str());
            errors.add("segment", sentence);
        }
    }

    /// Whether some column goes into moments.
    pub(super) fn has_moments(&self, sheet: &Sheet) -> bool {
        self.columns.iter().any(|column| match column.pick {
            Pick::Skip => false,
            Pick::New => column.kind == PropertyType::DateTime,
            Pick::Known(id) => {
                sheet.properties.iter().any(|known| known.id == id && known.kind == PropertyType::DateTime)
            }
        })
    }

    /// As the domain knows it.
    pub(super) fn choices(&self) -> Vec<Choice> {
        self.columns
            .iter()
            .map(|column| match column.pick {
                Pick::Skip => Choice::Skip,
                Pick::New => Choice::New { label: column.label.clone(), kind: column.kind },
                Pick::Known(id) => Choice::Known(id),
            })
            .collect()
    }
}

/// The mode; for somebody who may not change records, the one that adds those which are not there.
fn allowed(importer: &Importer, mode: Mode) -> Mode {
    if mode.changes_records() && !importer.viewer.user.rights.may_edit() { Mode::CreateNew } else { mode }
}

/// Where a form was sent with the tick that it was not shown with, new properties are called as headings with their apostrophes.
/// Those columns go where the headings without them lead.
fn take_guard_off(columns: &mut [Column], offered: Vec<Column>, sheet: &Sheet) {
    let headings = sheet.written.iter().zip(&sheet.headings);
    for ((column, offer), (written, heading)) in columns.iter_mut().zip(offered).zip(headings) {
        if column.pick != Pick::New || written == heading || column.label != label_of(written) {
            continue;
        }
        match offer.pick {
            Pick::Known(_) => *column = offer,
            Pick::New | Pick::Skip => column.label = label_of(heading),
        }
    }
}

/// What a new property is called unless somebody says otherwise.
fn label_of(heading: &str) -> String {
    heading.chars().take(MAX_LABEL).collect()
}

/// The properties that records can be matched by.
pub(super) fn unique(sheet: &Sheet) -> impl Iterator<Item = &Property> {
    sheet.properties.iter().filter(|property| property.is_unique)
}
