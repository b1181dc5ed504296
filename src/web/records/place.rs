//! What an index page shows, as its address and the hidden fields of its forms say it (R51, R52).
//!
//! A place is only what somebody wrote into an address; [`Listing`](super::listing::Listing) is what it means for a viewer.

use crate::db::records::From;
use crate::domain::filter::Filter;
use crate::domain::record::{Sort, SortKey};
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::routes;

/// Most characters of a search that are looked at.
const MAX_SEARCH: usize = 200;
/// The same where a segment gets another filter: its search may be made of several, each of a page inside another segment.
const MAX_SEGMENT_SEARCH: usize = 1_000;
/// Longest address that a filter may make, in bytes. Many proxies take 8 KB, and the forms of the page add to it.
pub(in crate::web) const MAX_ADDRESS: usize = 6_000;
/// Most records that can be picked one by one; more are chosen by a filter.
const MAX_PICKED: usize = 1_000;

/// The parts of an address. `None` leaves a part to the saved view; what is given overrides it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::web) struct Place {
    /// Public id of a saved view.
    pub(in crate::web) view: Option<String>,
    /// Public id of a segment.
    pub(in crate::web) segment: Option<String>,
    /// The segment that gets another filter here, and the version of it that this began with, as `key.version`.
    pub(in crate::web) edits: Option<String>,
    /// Quick search.
    pub(in crate::web) search: Option<String>,
    /// The filter's text form.
    pub(in crate::web) filter: Option<String>,
    /// The order's text form.
    pub(in crate::web) sort: Option<String>,
    /// Keys of the properties shown, in their order, joined by commas.
    pub(in crate::web) columns: Option<String>,
    /// Records picked one by one; empty does not limit.
    pub(in crate::web) picked: Vec<i64>,
    /// Which page of it.
    pub(in crate::web) turn: Turn,
}

/// Which page of a list: the one next to another, told by the record at that one's end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::web) struct Turn {
    /// Where it begins.
    pub(in crate::web) from: From,
    /// The newest change of what that record is ordered by when the other page was made: its place is where it stood then. So no
    /// value need stand in an address (R8).
    pub(in crate::web) seen: Option<i64>,
}

impl Turn {
    /// Reads it from an address. What makes no sense is the beginning: it is only an address.
    pub(in crate::web) fn parse(fields: &Fields) -> Self {
        let part = |name: &str| {
            let text = fields.all(name).next()?;
            let (id, seen) = text.split_once('.').unwrap_or((text, ""));
            Some((id.parse().ok()?, seen.parse().ok()))
        };
        match (part("after"), part("before")) {
            (Some((id, seen)), _) => Self { from: From::After(id), seen },
            (None, Some((id, seen))) => Self { from: From::Before(id), seen },
            (None, None) => Self::default(),
        }
    }

    fn field(self) -> Option<(&'static str, String)> {
        let (name, id) = match self.from {
            From::Start => return None,
            From::After(id) => ("after", id),
            From::Before(id) => ("before", id),
        };
        Some((name, self.seen.map_or_else(|| id.to_string(), |seen| format!("{id}.{seen}"))))
    }
}

impl Place {
    /// Reads the parts from an address or a form. `pick` is the box of one row, `all` that of all matching records.
    ///
    /// # Errors
    /// A part that may stand once was sent twice, or a record is none.
    pub(in crate::web) fn parse(fields: &Fields) -> Result<Self, WebError> {
        let part = |name: &str| -> Result<Option<String>, WebError> {
            let is_there = fields.is_ticked(name);
            let text = fields.one(name)?.replace('\0', "");
            Ok(is_there.then(|| text.trim().to_owned()))
        };
        let key = |name: &str| part(name).map(|text| text.filter(|text| !text.is_empty()));
        let (view, segment, edits) = (key("view")?, key("segment")?, key("edit")?);
        let longest = if edits.is_some() { MAX_SEGMENT_SEARCH } else { MAX_SEARCH };
        // Without a saved view there is nothing that an empty part could override.
        let own = |name: &str| part(name).map(|text| text.filter(|text| view.is_some() || !text.is_empty()));
        Ok(Self {
            search: own("q")?.map(|text| text.chars().take(longest).collect()),
            filter: own("f")?,
            sort: own("sort")?,
            columns: own("c")?,
            picked: if fields.is_ticked("all") { Vec::new() } else { picked(fields)? },
            turn: Turn::parse(fields),
            view,
            segment,
            edits,
        })
    }

    /// The hidden fields of a form that leads on from here.
    pub(in crate::web) fn fields(&self) -> Vec<(&'static str, String)> {
        let ids: Vec<String> = self.picked.iter().map(ToString::to_string).collect();
        let own = |text: &Option<String>| text.clone().filter(|text| self.view.is_some() || !text.is_empty());
        [
            ("view", self.view.clone()),
            ("segment", self.segment.clone()),
            ("edit", self.edits.clone()),
            ("q", own(&self.search)),
            ("f", own(&self.filter)),
            ("sort", own(&self.sort)),
            ("c", own(&self.columns)),
            ("ids", Some(ids.join(",")).filter(|ids| !ids.is_empty())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .chain(self.turn.field())
        .collect()
    }

    /// An address below this path that leads on from here.
    pub(in crate::web) fn at(&self, path: &str) -> String {
        routes::with_fields(path, &self.fields())
    }

    /// Another page of it.
    pub(in crate::web) fn turned(&self, turn: Turn) -> Self {
        Self { turn, ..self.clone() }
    }

    /// Its first page.
    pub(in crate::web) fn at_start(&self) -> Self {
        self.turned(Turn::default())
    }

    /// The same with another search.
    pub(in crate::web) fn searching(&self, search: &str) -> Self {
        Self { search: Some(search.to_owned()), ..self.at_start() }
    }

    /// The same with another filter.
    pub(in crate::web) fn filtered(&self, filter: &Filter) -> Self {
        Self { filter: Some(filter.to_text()), ..self.at_start() }
    }

    /// The same in another order.
    pub(in crate::web) fn sorted(&self, sort: Sort) -> Self {
        Self { sort: Some(sort_text(sort)), ..self.at_start() }
    }

    /// The same with other columns.
    pub(in crate::web) fn showing(&self, columns: &[i64]) -> Self {
        Self { columns: Some(columns_text(columns)), ..self.clone() }
    }

    /// The same with these records only; none takes every one.
    pub(in crate::web) fn picking(&self, picked: Vec<i64>) -> Self {
        Self { picked, ..self.clone() }
    }
}

fn picked(fields: &Fields) -> Result<Vec<i64>, WebError> {
    let texts = fields.one("ids")?.split(',').filter(|text| !text.is_empty()).chain(fields.all("pick"));
    let read = |text: &str| text.trim().parse().map_err(|_| WebError::BadRequest("no such record".into()));
    let mut ids = texts.map(read).collect::<Result<Vec<i64>, WebError>>()?;
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > MAX_PICKED {
        return Err(WebError::BadRequest("too many records at once".into()));
    }
    Ok(ids)
}

/// The order that an address names, if it names one.
pub(in crate::web) fn sort_from(text: &str) -> Option<Sort> {
    let (descending, key) = match text.strip_prefix('-') {
        Some(key) => (true, key),
        None => (false, text),
    };
    let key = match key {
        "created" => SortKey::Created,
        "name" => SortKey::Name,
        other => SortKey::Property(other.strip_prefix('p')?.parse().ok()?),
    };
    Some(Sort { key, descending })
}

/// The order as an address has it; empty for the usual one.
pub(in crate::web) fn sort_text(sort: Sort) -> String {
    if sort == Sort::default() {
        return String::new();
    }
    let sign = if sort.descending { "-" } else { "" };
    match sort.key {
        SortKey::Created => format!("{sign}created"),
        SortKey::Name => format!("{sign}name"),
        SortKey::Property(id) => format!("{sign}p{id}"),
    }
}

/// Columns as an address has them.
pub(in crate::web) fn columns_text(columns: &[i64]) -> String {
    columns.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(query: &str) -> Place {
        Place::parse(&Fields::parse(query.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn an_address_reads_as_it_was_written() {
        for query in [
            "?q=x%26y&sort=-name",
            "?view=v1&q=&f=&sort=",
            "?segment=s1&q=a&c=3%2C4",
            "?edit=s1.4&f=%5B%5D&ids=3%2C7",
            "?sort=name&after=57.12",
            "?before=57",
            "",
        ] {
            assert_eq!(place(query.trim_start_matches('?')).at("/x"), format!("/x{query}"));
        }
    }

    #[test]
    fn an_empty_part_overrides_a_view_and_says_nothing_without_one() {
        assert_eq!(place("q=&sort=&f="), Place::default());
        assert_eq!(place("view=v&q=").search.as_deref(), Some(""));
        assert_eq!(place("view=v").search, None);
    }

    #[test]
    fn another_search_filter_or_order_begins_at_its_start() {
        let third = place("q=a&after=57.12");
        assert_eq!(third.searching("b").at("/x"), "/x?q=b");
        assert_eq!(third.sorted(Sort { key: SortKey::Name, descending: false }).at("/x"), "/x?q=a&sort=name");
        assert_eq!(third.filtered(&Filter::default()).at("/x"), "/x?q=a");
        assert_eq!(third.showing(&[3]).at("/x"), "/x?q=a&c=3&after=57.12");
        assert_eq!(place("after=x&before=9.y").turn, Turn { from: From::Before(9), seen: None });
    }

    #[test]
    fn ticked_rows_and_earlier_ones_are_picked_once_each_unless_all_are_meant() {
        assert_eq!(place("ids=7,3&pick=5&pick=3").picked, [3, 5, 7]);
        assert_eq!(place("ids=7,3&pick=5&all=on").picked, [0_i64; 0]);
        for wrong in ["pick=x", "q=a&q=b"] {
            assert!(Place::parse(&Fields::parse(wrong.as_bytes()).unwrap()).is_err(), "{wrong}");
        }
    }
}
