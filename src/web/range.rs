//! Which bytes of a file a request asks for (R41, R43; RFC 9110, section 14).

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// 200 with the whole file.
    Whole,
    /// 206 with one part, both ends included.
    Part {
        /// The first byte.
        start: u64,
        /// The last byte.
        end_inclusive: u64,
    },
    /// 416: the range starts behind the end of the file.
    Unsatisfiable,
}

/// Reads `Range` and `If-Range` for a file of this size and strong `ETag` (with its quotes).
///
/// The whole file is the answer to no range, to one that is malformed, to several at once (R41), to any range of an
/// empty file, and when `If-Range` is anything but this very `ETag`: a date or a weak one proves nothing.
pub fn parse_range(header: Option<&str>, if_range: Option<&str>, etag: &str, size: u64) -> Served {
    let is_current = if_range.is_none_or(|known| known.trim() == etag);
    match header.and_then(single_range) {
        Some(range) if is_current && size > 0 => range.of(size),
        _ => Served::Whole,
    }
}

#[derive(Clone, Copy)]
enum Range {
    From(u64),
    Between(u64, u64),
    Last(u64),
}

impl Range {
    /// The size is not zero.
    fn of(self, size: u64) -> Served {
        let last = size - 1;
        match self {
            Self::From(start) | Self::Between(start, _) if start > last => Served::Unsatisfiable,
            Self::From(start) => Served::Part { start, end_inclusive: last },
            Self::Between(start, end) => Served::Part { start, end_inclusive: end.min(last) },
            Self::Last(0) => Served::Unsatisfiable,
            Self::Last(length) => Served::Part { start: size.saturating_sub(length), end_inclusive: last },
        }
    }
}

fn single_range(header: &str) -> Option<Range> {
    let (unit, range) = header.trim().split_once('=')?;
    if !unit.eq_ignore_ascii_case("bytes") {
        return None;
    }
    match range.split_once('-')? {
        ("", length) => number(length).map(Range::Last),
        (start, "") => number(start).map(Range::From),
        (start, end) => {
            let (start, end) = (number(start)?, number(end)?);
            (start <= end).then_some(Range::Between(start, end))
        }
    }
}

/// Digits only. A number too long to hold is the largest: it lies behind the end of every file all the same.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ETAG: &str = "\"9f86d081\"";
    const HUGE: &str = "99999999999999999999999999999999";

    fn served(range: &str, size: u64) -> Served {
        parse_range(Some(range), None, ETAG, size)
    }

    fn part(start: u64, end_inclusive: u64) -> Served {
        Served::Part { start, end_inclusive }
    }

    #[test]
    fn one_range_is_served_as_asked() {
        assert_eq!(served("bytes=0-99", 1000), part(0, 99));
        assert_eq!(served("bytes=100-199", 1000), part(100, 199));
        assert_eq!(served("bytes=0-0", 1000), part(0, 0));
        assert_eq!(served("bytes=999-999", 1000), part(999, 999));
        assert_eq!(served("bytes=0-", 1000), part(0, 999));
        assert_eq!(served("bytes=500-", 1000), part(500, 999));
        assert_eq!(served(" BYTES=00500-00600 ", 1000), part(500, 600));
    }

    #[test]
    fn a_suffix_is_the_end_of_the_file() {
        assert_eq!(served("bytes=-5", 1000), part(995, 999));
        assert_eq!(served("bytes=-1000", 1000), part(0, 999));
        assert_eq!(served("bytes=-1001", 1000), part(0, 999));
        assert_eq!(served("bytes=-0", 1000), Served::Unsatisfiable);
    }

    #[test]
    fn what_lies_behind_the_end_is_cut_or_refused() {
        assert_eq!(served("bytes=900-1000", 1000), part(900, 999));
        assert_eq!(served("bytes=1000-", 1000), Served::Unsatisfiable);
        assert_eq!(served("bytes=1000-1001", 1000), Served::Unsatisfiable);
    }

    #[test]
    fn numbers_too_long_to_hold_do_not_wrap_around() {
        assert_eq!(served(&format!("bytes=0-{HUGE}"), 1000), part(0, 999));
        assert_eq!(served(&format!("bytes=-{HUGE}"), 1000), part(0, 999));
        assert_eq!(served(&format!("bytes={HUGE}-"), 1000), Served::Unsatisfiable);
        assert_eq!(served(&format!("bytes={HUGE}-5"), 1000), Served::Whole);
        assert_eq!(served("bytes=18446744073709551615-18446744073709551615", u64::MAX), Served::Unsatisfiable);
        assert_eq!(served("bytes=0-18446744073709551615", u64::MAX), part(0, u64::MAX - 1));
    }

    #[test]
    fn several_ranges_are_answered_with_the_whole_file() {
        for range in ["bytes=0-0,5-9", "bytes=0-0, -1", "bytes=0-0,", "bytes=,0-0", "bytes=0-0,0-0", "bytes=5-,junk"] {
            assert_eq!(served(range, 1000), Served::Whole, "{range}");
        }
    }

    #[test]
    fn a_malformed_range_is_answered_with_the_whole_file() {
        for range in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5",
            "bytes=9-5",
            "bytes=a-b",
            "bytes=0-5-9",
            "bytes=--5",
            "bytes=+1-2",
            "bytes= 0-5",
            "bytes=0 -5",
            "bytes=0x1-2",
            "bytes=٠-٩",
            "bytes =0-5",
            "items=0-5",
            "0-5",
            "bytes:0-5",
            "bytes=1.5-2",
        ] {
            assert_eq!(served(range, 1000), Served::Whole, "{range:?}");
        }
        assert_eq!(parse_range(None, None, ETAG, 1000), Served::Whole);
    }

    #[test]
    fn a_range_of_another_version_is_answered_with_the_whole_file() {
        let resumed = |if_range| parse_range(Some("bytes=5-"), Some(if_range), ETAG, 1000);
        assert_eq!(resumed(ETAG), part(5, 999));
        for other in ["W/\"9f86d081\"", "\"other\"", "9f86d081", "", "*", "Thu, 16 Oct 2025 08:19:00 GMT"] {
            assert_eq!(resumed(other), Served::Whole, "{other}");
        }
        assert_eq!(parse_range(None, Some(ETAG), ETAG, 1000), Served::Whole);
        assert_eq!(parse_range(Some("bytes=1000-"), Some("\"other\""), ETAG, 1000), Served::Whole);
    }

    #[test]
    fn an_empty_file_is_always_whole() {
        for range in ["bytes=0-", "bytes=0-0", "bytes=-5", "bytes=-0", "bytes=5-9"] {
            assert_eq!(served(range, 0), Served::Whole, "{range}");
        }
    }
}
