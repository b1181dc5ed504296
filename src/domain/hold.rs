//! How long a large export waits before its first record is read (R16).

use super::threshold::grouped_digits;

/// Seconds of the hold: 0 starts large exports at once, 48 hours is the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold(u32);

/// The units that the form offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldUnit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
}

/// Why a hold is refused: no whole number, or above 48 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldError;

impl HoldUnit {
    /// Every unit, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Seconds, Self::Minutes, Self::Hours];

    /// The text form sent by the form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
        }
    }

    /// Reads the text form.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.as_str() == text)
    }

    /// Seconds in one unit.
    pub fn seconds(self) -> u32 {
        match self {
            Self::Seconds => 1,
            Self::Minutes => 60,
            Self::Hours => 3_600,
        }
    }
}

impl Default for Hold {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Hold {
    /// 48 hours.
    pub const MAX_SECONDS: u32 = 172_800;
    /// What a new installation has.
    pub const DEFAULT: Self = Self(60);

    /// A hold from a number of seconds, 0 to [`Self::MAX_SECONDS`].
    pub fn from_seconds(seconds: u32) -> Option<Self> {
        (seconds <= Self::MAX_SECONDS).then_some(Self(seconds))
    }

    /// Reads the form's two fields.
    pub fn parse(number: &str, unit: HoldUnit) -> Result<Self, HoldError> {
        let number = grouped_digits(number.trim()).and_then(|n| u32::try_from(n).ok()).ok_or(HoldError)?;
        number.checked_mul(unit.seconds()).and_then(Self::from_seconds).ok_or(HoldError)
    }

    /// The hold in seconds.
    pub fn seconds(self) -> i64 {
        i64::from(self.0)
    }

    /// The hold as the form shows it: the largest unit that divides it evenly.
    pub fn in_unit(self) -> (u32, HoldUnit) {
        match self.0 {
            0 => (0, HoldUnit::Seconds),
            n if n.is_multiple_of(3_600) => (n / 3_600, HoldUnit::Hours),
            n if n.is_multiple_of(60) => (n / 60, HoldUnit::Minutes),
            n => (n, HoldUnit::Seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_is_a_whole_number_up_to_48_hours() {
        assert_eq!(Hold::parse("60", HoldUnit::Seconds).map(Hold::seconds), Ok(60));
        assert_eq!(Hold::parse("48", HoldUnit::Hours).map(Hold::seconds), Ok(172_800));
        assert_eq!(Hold::parse("0", HoldUnit::Minutes).map(Hold::seconds), Ok(0));
        for (number, unit) in [
            ("49", HoldUnit::Hours),
            ("-1", HoldUnit::Seconds),
            ("", HoldUnit::Seconds),
            ("1.5", HoldUnit::Hours),
            ("4294967296", HoldUnit::Seconds),
        ] {
            assert_eq!(Hold::parse(number, unit), Err(HoldError), "{number}");
        }
    }

    #[test]
    fn the_form_shows_the_largest_even_unit() {
        assert_eq!(Hold(90).in_unit(), (90, HoldUnit::Seconds));
        assert_eq!(Hold(120).in_unit(), (2, HoldUnit::Minutes));
        assert_eq!(Hold(7_200).in_unit(), (2, HoldUnit::Hours));
        assert_eq!(Hold(0).in_unit(), (0, HoldUnit::Seconds));
    }
}
