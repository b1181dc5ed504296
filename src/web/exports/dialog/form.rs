//! What stands in the fields of the Export dialog, whatever is exported: read, kept and checked.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use super::Words;
use crate::domain::export::{Export, Format, HeaderNames, Separator, Values};
use crate::domain::export_name::{self, ExportName, ExportNameError};
use crate::secret;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::{Fields, FormKey};
use crate::web::viewer::Exporter;

/// Which properties or columns leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web::exports) enum Props {
    /// The columns of the page.
    View,
    /// Every one that the person may have.
    All,
    /// Those that are ticked.
    Chosen,
}

impl Props {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::All => "all",
            Self::Chosen => "pick",
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        [Self::View, Self::All, Self::Chosen].into_iter().find(|props| props.as_str() == text)
    }
}

/// Something that may become a column.
#[derive(Debug, Clone)]
pub(in crate::web::exports) struct Offer {
    pub(in crate::web::exports) id: i64,
    pub(in crate::web::exports) words: String,
    pub(in crate::web::exports) is_sensitive: bool,
}

/// What is on offer to this person.
#[derive(Debug, Clone)]
pub(in crate::web::exports) struct Offers {
    /// Everything.
    pub(in crate::web::exports) all: Vec<Offer>,
    /// What the page shows, in its order.
    pub(in crate::web::exports) in_view: Vec<i64>,
    /// What there is besides, for others (R8).
    pub(in crate::web::exports) withheld: Vec<i64>,
}

impl Offers {
    pub(super) fn find(&self, id: i64) -> Option<&Offer> {
        self.all.iter().find(|offer| offer.id == id)
    }

    pub(super) fn of<'a>(&'a self, ids: &[i64]) -> impl Iterator<Item = &'a Offer> {
        ids.iter().filter_map(|id| self.find(*id))
    }
}

/// What stands in the fields.
#[derive(Debug, Clone)]
pub(in crate::web::exports) struct Form {
    /// By it the form is known when it is sent twice.
    pub(super) key: FormKey,
    pub(in crate::web::exports) name: String,
    pub(in crate::web::exports) props: Props,
    pub(in crate::web::exports) picked: Vec<i64>,
    /// Boxes were ticked or cleared while one of the other two ways was chosen: it is asked which is meant.
    pub(in crate::web::exports) is_unclear: bool,
    pub(in crate::web::exports) header: HeaderNames,
    pub(in crate::web::exports) separator: Separator,
    pub(in crate::web::exports) byte_order_mark: bool,
    pub(in crate::web::exports) guard: bool,
    pub(in crate::web::exports) format: Format,
    pub(in crate::web::exports) values: Values,
    pub(in crate::web::exports) zip: bool,
}

impl Form {
    /// What the dialog begins with; the file is called after the page it is made from and the day (R30). A name of a view or
    /// segment may be long or hold what no file name may.
    pub(in crate::web::exports) fn new(exporter: &Exporter, title: &str) -> Result<Self, WebError> {
        let zone: Tz = exporter.viewer.user.zone;
        let room = ExportName::MAX_CHARS - "-2025-10-16".len();
        let stem: String = title.chars().filter(|c| !export_name::is_forbidden(*c)).take(room).collect();
        Ok(Self {
            key: FormKey::new()?,
            name: format!("{stem}-{}", exporter.now().with_timezone(&zone).format("%Y-%m-%d")),
            props: Props::View,
            picked: Vec::new(),
            is_unclear: false,
            header: HeaderNames::of(exporter.locale().lang()),
            separator: Separator::of(exporter.locale().lang()),
            byte_order_mark: true,
            guard: true,
            format: Format::Csv,
            values: Values::Labels,
            zip: false,
        })
    }

    /// What a failed export was asked for with (R25); what is no longer on offer is left out.
    pub(in crate::web::exports) fn again(export: &Export, offers: &Offers) -> Result<Self, WebError> {
        let request = &export.details.request;
        let ids = request.columns.iter().map(|column| column.property_id);
        Ok(Self {
            key: FormKey::new()?,
            name: export_name::stem(&export.name).to_owned(),
            props: Props::Chosen,
            picked: ids.filter(|id| offers.find(*id).is_some()).collect(),
            is_unclear: false,
            header: request.header,
            separator: request.separator,
            byte_order_mark: request.byte_order_mark,
            guard: request.guard,
            format: request.format,
            values: request.values,
            zip: request.zip,
        })
    }

    /// What was sent, as it is to be shown again.
    pub(in crate::web::exports) fn typed(fields: &Fields) -> Result<Self, WebError> {
        let unknown = |what: &str| WebError::BadRequest(format!("no such {what}"));
        let props = Props::from_text(fields.one("props")?).ok_or_else(|| unknown("choice of properties"))?;
        let picked = fields
            .all("p")
            .map(|id| id.parse().map_err(|_| unknown("property")))
            .collect::<Result<Vec<i64>, WebError>>()?;
        let is_unclear = props != Props::Chosen && fields.one("ticked")? != mark_of(picked.iter().copied());
        Ok(Self {
            key: FormKey::of(fields)?,
            name: fields.one("name")?.to_owned(),
            props: if is_unclear { Props::Chosen } else { props },
            picked,
            is_unclear,
            header: HeaderNames::from_text(fields.one("header")?).ok_or_else(|| unknown("header"))?,
            separator: Separator::from_text(fields.one("separator")?).ok_or_else(|| unknown("separator"))?,
            byte_order_mark: fields.is_ticked("bom"),
            guard: fields.is_ticked("guard"),
            format: Format::from_text(fields.one("format")?).ok_or_else(|| unknown("format"))?,
            values: Values::from_text(fields.one("values")?).ok_or_else(|| unknown("values"))?,
            zip: fields.is_ticked("zip"),
        })
    }

    /// What leaves: what the page shows in the page's order, what was chosen in the order in which it was chosen.
    pub(in crate::web::exports) fn chosen(&self, offers: &Offers) -> Vec<i64> {
        match self.props {
            Props::View => offers.in_view.clone(),
            Props::All => offers.all.iter().map(|offer| offer.id).collect(),
            Props::Chosen => in_order(&self.picked, offers),
        }
    }

    /// The boxes of the list: the ticked ones first, in their order, then the others.
    pub(super) fn listed<'a>(&self, offers: &'a Offers) -> Vec<(&'a Offer, bool)> {
        // What stood in the boxes is kept while another of the three ways is chosen.
        let ticked = match (self.props, self.picked.is_empty()) {
            (Props::Chosen, _) | (_, false) => in_order(&self.picked, offers),
            (Props::View | Props::All, true) => self.chosen(offers),
        };
        let others = offers.all.iter().filter(|offer| !ticked.contains(&offer.id)).map(|offer| (offer, false));
        offers.of(&ticked).map(|offer| (offer, true)).chain(others).collect()
    }

    /// One of the two buttons beside a property was pressed: it goes a place up or down, as far as there is one, with nothing
    /// lost and nothing checked. `false` when none was pressed.
    pub(in crate::web::exports) fn moved(&mut self, fields: &Fields) -> Result<bool, WebError> {
        for (name, way) in [("up", Way::Up), ("down", Way::Down)] {
            let id = fields.one(name)?;
            if !id.is_empty() {
                let id = id.parse().map_err(|_| WebError::BadRequest("no such property".into()))?;
                move_one(&mut self.picked, id, way);
                self.props = Props::Chosen;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The name and what becomes columns; or what is wrong with them, beside their fields. What is not on offer may have been
    /// when the dialog was opened.
    pub(in crate::web::exports) fn checked(
        &self,
        exporter: &Exporter,
        offers: &Offers,
        words: &Words,
    ) -> Result<(ExportName, Vec<i64>), FieldErrors> {
        let mut errors = FieldErrors::none();
        let name = ExportName::parse(&self.name);
        if let Err(e) = name {
            errors.add("name", exporter.say(name_error(e)).with("max", exporter.locale().number(200)));
        }
        let chosen = self.chosen(offers);
        if let Some(most) = self.format.most_columns().filter(|most| chosen.len() > *most) {
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            errors.add("format", exporter.say("exp-err-columns").with("max", exporter.locale().number(most)));
        }
        let is_picked =
            |test: &dyn Fn(i64) -> bool| self.props == Props::Chosen && self.picked.iter().any(|id| test(*id));
        if is_picked(&|id| offers.withheld.contains(&id)) {
            errors.add("props", exporter.say("exp-err-sensitive"));
        } else if is_picked(&|id| offers.find(id).is_none()) {
            errors.add("props", exporter.say("exp-err-gone"));
        } else if chosen.is_empty() {
            let all_withheld = self.props != Props::Chosen && !offers.withheld.is_empty();
            errors.add("props", exporter.say(if all_withheld { "exp-err-sensitive" } else { words.none_chosen }));
        } else if self.is_unclear {
            errors.add("props", exporter.say(words.unclear));
        }
        match name {
            Ok(name) if errors.is_empty() => Ok((name, chosen)),
            _ => Err(errors),
        }
    }
}

/// What says which boxes are ticked, in whichever order: by it a form knows those that its page ticked.
pub(super) fn mark_of(ids: impl Iterator<Item = i64>) -> String {
    secret::sha256_hex(format!("{:?}", ids.collect::<BTreeSet<_>>()).as_bytes())
}

/// Those on offer that were picked, in that order, each once.
fn in_order(picked: &[i64], offers: &Offers) -> Vec<i64> {
    let mut ids: Vec<i64> = Vec::new();
    for offer in offers.of(picked) {
        if !ids.contains(&offer.id) {
            ids.push(offer.id);
        }
    }
    ids
}

/// Which way a property goes in the order of the columns.
#[derive(Debug, Clone, Copy)]
enum Way {
    Up,
    Down,
}

fn move_one(picked: &mut [i64], id: i64, way: Way) {
    if let Some(at) = picked.iter().position(|picked| *picked == id) {
        let to = match way {
            Way::Up => at.saturating_sub(1),
            Way::Down => (at + 1).min(picked.len() - 1),
        };
        picked.swap(at, to);
    }
}

fn name_error(e: ExportNameError) -> &'static str {
    match e {
        ExportNameError::Empty => "exp-err-name",
        ExportNameError::TooLong => "exp-err-name-long",
        ExportNameError::Forbidden => "exp-err-name-chars",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_moves_past_its_neighbour_and_stops_at_the_ends() {
        let moved = |id, way| {
            let mut picked = vec![3, 9, 4];
            move_one(&mut picked, id, way);
            picked
        };
        assert_eq!(moved(9, Way::Up), [9, 3, 4]);
        assert_eq!(moved(9, Way::Down), [3, 4, 9]);
        assert_eq!(moved(3, Way::Up), [3, 9, 4]);
        assert_eq!(moved(4, Way::Down), [3, 9, 4]);
        assert_eq!(moved(5, Way::Up), [3, 9, 4]);
        move_one(&mut [], 5, Way::Down);
    }
}
