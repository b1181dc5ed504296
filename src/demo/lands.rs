//! Where the sample people live: names, places, phones and companies of twenty lands.

mod asia;
mod central;
mod francophone;
mod isles;
mod south;

use super::values::{latin, written};

/// What a land lends its people and companies. Entries in other scripts carry a Latin spelling behind a bar;
/// `#`, `@` and `%` are filled in as `values::filled` says.
pub(super) struct Land {
    /// Its name in its own language.
    pub(super) country: &'static str,
    /// The tag of its language.
    pub(super) language: &'static str,
    /// The currency of its deals.
    pub(super) currency: &'static str,
    /// Names of women.
    pub(super) women: Names,
    /// Names of men.
    pub(super) men: Names,
    /// Cities, each with the pattern of a postal code, leading zeros included.
    pub(super) places: &'static [(&'static str, &'static str)],
    /// Patterns of street addresses.
    pub(super) streets: &'static [&'static str],
    /// Patterns of phone numbers.
    pub(super) phones: &'static [&'static str],
    /// The proper names in company names, in no other land's list.
    pub(super) stems: &'static [&'static str],
    /// Patterns of company names: `*` becomes a stem.
    pub(super) trades: &'static [&'static str],
    /// Legal forms, written behind the name.
    pub(super) forms: &'static [&'static str],
    /// Pattern of a VAT number that no authority hands out.
    pub(super) vat: &'static str,
}

/// First and last names that go together.
pub(super) struct Names {
    pub(super) given: &'static [&'static str],
    pub(super) family: &'static [&'static str],
}

/// The order in which lands take turns: often the neighbours of Halle Logistics, sometimes the far ones.
static TURNS: [&Land; 34] = [
    &francophone::FRANCE,
    &central::POLAND,
    &isles::IRELAND,
    &asia::LEBANON,
    &francophone::FRANCE,
    &central::GERMANY,
    &asia::VIETNAM,
    &south::TURKEY,
    &central::POLAND,
    &francophone::FRANCE,
    &isles::ICELAND,
    &south::SPAIN,
    &asia::ISRAEL,
    &central::GERMANY,
    &isles::IRELAND,
    &francophone::BELGIUM,
    &asia::CHINA,
    &francophone::FRANCE,
    &central::POLAND,
    &isles::NORWAY,
    &south::ITALY,
    &francophone::SENEGAL,
    &isles::BRITAIN,
    &central::CZECHIA,
    &asia::VIETNAM,
    &francophone::FRANCE,
    &central::UKRAINE,
    &south::SPAIN,
    &asia::JAPAN,
    &isles::IRELAND,
    &central::POLAND,
    &south::PORTUGAL,
    &central::GERMANY,
    &francophone::FRANCE,
];

/// For each turn: how often its land came up before it, and how often it does in all.
static RANKS: [(u64, u64); TURNS.len()] = ranks();

const fn ranks() -> [(u64, u64); TURNS.len()] {
    let mut ranks = [(0, 0); TURNS.len()];
    let mut turn = 0;
    while turn < TURNS.len() {
        let mut other = 0;
        while other < TURNS.len() {
            if same(TURNS[turn].country, TURNS[other].country) {
                ranks[turn].1 += 1;
                if other < turn {
                    ranks[turn].0 += 1;
                }
            }
            other += 1;
        }
        turn += 1;
    }
    ranks
}

const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The land whose turn is at `index`, and which of that land's turns this is: 0, 1, 2 … without gaps.
pub(super) fn turn(index: u64) -> (&'static Land, u64) {
    let turns = TURNS.len() as u64;
    let at = usize::try_from(index % turns).unwrap_or(0);
    let (rank, count) = RANKS[at];
    (TURNS[at], index / turns * count + rank)
}

impl Land {
    /// How many pairs of stem and trade there are.
    pub(super) fn company_count(&self) -> u64 {
        (self.stems.len() * self.trades.len()) as u64
    }

    /// A company's name without its legal form, as written and in Latin letters. Different for every number below
    /// [`Self::company_count`].
    pub(super) fn company(&self, number: u64) -> (String, String) {
        let (stems, trades) = (self.stems.len() as u64, self.trades.len() as u64);
        let (row, stem) = (number / stems, number % stems);
        // Shifted from row to row, so that neighbours differ in their trade too.
        let (stem, trade) = (at(self.stems, stem), at(self.trades, (row + stem) % trades));
        (written(trade).replace('*', written(stem)), latin(trade).replace('*', latin(stem)))
    }
}

/// Entry `number` of a list; nothing beyond its end.
pub(super) fn at(list: &'static [&'static str], number: u64) -> &'static str {
    usize::try_from(number).ok().and_then(|number| list.get(number)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_turn_of_a_land_has_its_own_number() {
        let mut seen = HashSet::new();
        for index in 0..10_000 {
            let (land, number) = turn(index);
            assert!(seen.insert((land.country, number)));
        }
    }

    #[test]
    fn no_list_is_empty_or_says_a_thing_twice() {
        for land in TURNS {
            let names = [land.women.given, land.women.family, land.men.given, land.men.family];
            let others = [land.streets, land.phones, land.stems, land.trades, land.forms];
            for list in names.into_iter().chain(others) {
                assert!(!list.is_empty(), "{}", land.country);
                assert_eq!(list.iter().collect::<HashSet<_>>().len(), list.len(), "{}: {list:?}", land.country);
            }
            assert!(land.places.len() > 2, "{}", land.country);
        }
    }
}
