//! The personal large-export threshold of a super admin (R10–R12).

/// Smallest number of records that is *not* told of; more than that is (R12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Threshold(u32);

/// Why a typed threshold is refused (R11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThresholdError {
    /// Not a whole number from 1, in plain digits or in groups of three.
    NotANumber,
    /// Above [`Threshold::MAX`].
    TooLarge,
}

impl Threshold {
    /// The largest threshold that can be set (R11).
    pub const MAX: u32 = 275_000;

    /// Reads what was typed (R11): plain digits, or groups of three joined by one kind of separator. Empty means that
    /// notifications are off.
    pub fn parse(text: &str) -> Result<Option<Self>, ThresholdError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        match grouped_digits(text).ok_or(ThresholdError::NotANumber)? {
            0 => Err(ThresholdError::NotANumber),
            n => u32::try_from(n).ok().and_then(Self::new).map(Some).ok_or(ThresholdError::TooLarge),
        }
    }

    /// A threshold from a number of 1 to [`Self::MAX`].
    pub fn new(records: u32) -> Option<Self> {
        (1..=Self::MAX).contains(&records).then_some(Self(records))
    }

    /// The number of records.
    pub fn records(self) -> i64 {
        i64::from(self.0)
    }

    /// Strictly more (R12): an export of exactly the threshold tells nobody.
    pub fn is_exceeded_by(self, records: i64) -> bool {
        records > self.records()
    }
}

/// Plain ASCII digits, or a group of one to three followed by groups of three, joined by one separator throughout.
/// Numbers too long to hold are answered with the largest, which every caller refuses as too large.
pub fn grouped_digits(text: &str) -> Option<u64> {
    const SEPARATORS: [char; 7] = [' ', '\u{a0}', '\u{202f}', ',', '.', '\'', '’'];
    let digits: String = match text.chars().find(|c| !c.is_ascii_digit()) {
        None => text.to_owned(),
        Some(separator) if SEPARATORS.contains(&separator) => {
            let groups: Vec<&str> = text.split(separator).collect();
            let (first, rest) = groups.split_first()?;
            if !(1..=3).contains(&first.len()) || rest.iter().any(|group| group.len() != 3) {
                return None;
            }
            groups.concat()
        }
        Some(_) => return None,
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Option<i64>, ThresholdError> {
        Threshold::parse(text).map(|t| t.map(Threshold::records))
    }

    #[test]
    fn groups_of_three_are_taken_in_every_usual_spelling() {
        for text in [
            "275000",
            "275 000",
            "275\u{a0}000",
            "275\u{202f}000",
            "275,000",
            "275.000",
            "275'000",
            "275’000",
            " 275 000 ",
        ] {
            assert_eq!(parsed(text), Ok(Some(275_000)), "{text:?}");
        }
        assert_eq!(parsed("1"), Ok(Some(1)));
        assert_eq!(parsed("1.000"), Ok(Some(1_000)));
        assert_eq!(parsed("007"), Ok(Some(7)));
    }

    #[test]
    fn empty_turns_notifications_off() {
        assert_eq!(parsed(""), Ok(None));
        assert_eq!(parsed(" \u{a0}"), Ok(None));
    }

    #[test]
    fn what_is_no_whole_number_is_refused() {
        for text in [
            "0",
            "-1",
            "+5",
            "abc",
            "2,5",
            "2 7 5",
            "27 5000",
            "275,00",
            "1,000.000",
            "1 000,000",
            ",100",
            "100,",
            "1e5",
            "٢٧٥",
            "0,000",
            "1  000",
            "2.5",
        ] {
            assert_eq!(parsed(text), Err(ThresholdError::NotANumber), "{text:?}");
        }
    }

    #[test]
    fn more_than_the_maximum_is_refused() {
        for text in ["275001", "275 001", "1,000,000", "99999999999999999999999999"] {
            assert_eq!(parsed(text), Err(ThresholdError::TooLarge), "{text:?}");
        }
    }

    #[test]
    fn only_strictly_more_exceeds_it() {
        let threshold = Threshold::new(1_000).unwrap();
        assert!(!threshold.is_exceeded_by(1_000));
        assert!(threshold.is_exceeded_by(1_001));
    }
}
