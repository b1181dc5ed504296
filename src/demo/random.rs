//! Reproducible chance for sample data. Secrets never come from here: whoever knows the seed knows every number.

/// A SplitMix64 generator. Fast and evenly spread, and as predictable as a calendar: never for passwords, codes or
/// public ids.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The step between two states: 2^64 divided by the golden ratio.
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

    /// The sequence that belongs to one seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The sequence of record `index` in one stream, unlike those of its neighbours and of other streams.
    pub fn of(stream: u64, index: u64) -> Self {
        Self(mixed(stream.wrapping_mul(Self::STEP)) ^ mixed(index.wrapping_add(1)))
    }

    /// The next number, any of 2^64.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(Self::STEP);
        mixed(self.0)
    }

    /// A number below `bound`; 0 when there is none.
    pub fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.draw()) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).map_or(0, |span| span + 1);
        low + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of several; the default when there is none.
    pub fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let at = usize::try_from(self.below(from.len() as u64)).unwrap_or(0);
        from.get(at).copied().unwrap_or_default()
    }

    /// One of several, each as often as its percentage says.
    pub fn weighted(&mut self, from: &[(u64, &'static str)]) -> &'static str {
        let mut left = self.below(from.iter().map(|(weight, _)| weight).sum());
        for (weight, value) in from {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return value,
            }
        }
        ""
    }
}

/// The finishing function of SplitMix64: every bit of the answer depends on every bit of the number.
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_sequence() {
        let (mut first, mut second) = (Random::new(7), Random::new(7));
        for _ in 0..100 {
            assert_eq!(first.draw(), second.draw());
        }
        assert_ne!(Random::of(1, 0).draw(), Random::of(1, 1).draw());
        assert_ne!(Random::of(1, 0).draw(), Random::of(2, 0).draw());
    }

    #[test]
    fn both_ends_of_a_range_are_drawn_and_nothing_beyond() {
        let mut random = Random::new(1);
        let drawn: std::collections::BTreeSet<i64> = (0..1_000).map(|_| random.between(-2, 3)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [-2, -1, 0, 1, 2, 3]);
    }

    #[test]
    fn an_empty_list_has_nothing_to_pick() {
        let mut random = Random::new(1);
        assert_eq!(random.pick::<&str>(&[]), "");
        assert_eq!(random.weighted(&[]), "");
        assert_eq!(random.below(0), 0);
    }

    #[test]
    fn weights_are_kept_to() {
        let mut random = Random::new(3);
        let rare = (0..10_000).filter(|_| random.weighted(&[(90, "often"), (10, "rare")]) == "rare").count();
        assert!((800..1_200).contains(&rare), "{rare}");
    }
}
