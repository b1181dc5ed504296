//! Times as people and programs write them in files.

/// A time behind a day, blank or `T` included, as properties take it: of `8:30`, `08:30:00.123`, `8:30 PM` or `08:30+0200`. A time
/// without a zone is one in UTC.
pub(super) fn plain(text: &str) -> Option<String> {
    let (time, zone) = zone(text.strip_prefix([' ', 'T'])?)?;
    let [hour, minute, second] = time_of_day(time)?;
    Some(format!("T{hour:02}:{minute:02}:{second:02}{zone}"))
}

/// A time, and its distance from UTC as `+02:00`, which may lack its colon, or be no more than a `Z`.
fn zone(text: &str) -> Option<(&str, String)> {
    let utc = || "Z".to_owned();
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some((time, utc()));
    }
    let Some(at) = text.find(['+', '-']) else { return Some((text, utc())) };
    let (time, offset) = text.split_at(at);
    let (sign, digits) = offset.split_at(1);
    let plain = digits.replace(':', "");
    let (hours, minutes) = plain.split_at_checked(2).filter(|(_, minutes)| minutes.len() == 2)?;
    Some((time, format!("{sign}{hours}:{minutes}")))
}

/// `8:30`, with seconds or without, of which parts are left out; on a clock of twelve hours with the half of the day behind it.
fn time_of_day(text: &str) -> Option<[u32; 3]> {
    let at = text.len().checked_sub(2)?;
    let half = text.get(at..).map(str::to_ascii_uppercase).filter(|half| half == "AM" || half == "PM");
    let clock = if half.is_some() { text[..at].trim_end() } else { text };
    let mut parts = clock.split(':');
    let hour = parts.next().filter(|hour| (1..=2).contains(&hour.len())).and_then(digits)?;
    let minute = two(parts.next()?)?;
    let second = parts.next().map_or(Some(0), |second| two(whole(second)?))?;
    let hour = match half.as_deref() {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some("AM") => hour % 12,
        Some(_) => hour % 12 + 12,
    };
    if parts.next().is_some() { None } else { Some([hour, minute, second]) }
}

/// Seconds without the digits behind their point.
fn whole(second: &str) -> Option<&str> {
    let Some((whole, part)) = second.split_once('.') else { return Some(second) };
    (!part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())).then_some(whole)
}

/// A number of two digits.
fn two(text: &str) -> Option<u32> {
    if text.len() == 2 { digits(text) } else { None }
}

fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_and_programs_write_them() {
        for (text, time) in [
            (" 8:19", "T08:19:00Z"),
            ("T08:19", "T08:19:00Z"),
            (" 08:19:07.123", "T08:19:07Z"),
            (" 8:19 PM", "T20:19:00Z"),
            (" 12:05:01am", "T00:05:01Z"),
            (" 12:05 pm", "T12:05:00Z"),
            ("T08:30+02:00", "T08:30:00+02:00"),
            ("T00:30:00.000+0200", "T00:30:00+02:00"),
            (" 23:30-0100", "T23:30:00-01:00"),
            (" 8:19Z", "T08:19:00Z"),
        ] {
            assert_eq!(plain(text).as_deref(), Some(time), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_stays_what_it_is() {
        for text in [
            "",
            " ",
            " 8",
            " 8:1",
            " 008:19",
            " :19",
            " 13:05 PM",
            " 0:05 AM",
            " 08:19+2",
            " 08:19:07.",
            " 08:19:07.x",
            " 08:19:0",
            " 08:19:07:01",
            " é",
            " 8:é9",
            "\u{a0}08:19",
            "08:19",
        ] {
            assert_eq!(plain(text), None, "{text:?}");
        }
    }
}
