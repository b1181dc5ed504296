//! How files are packed into a zip: workbooks are zips themselves, and parts of an export lie in one (R32).

use chrono::{DateTime, Datelike, Timelike, Utc};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime as ZipTime};

/// An export is as fast as its compression. Contacts of 20 columns: level 1 takes 30 % less time for a file a third larger,
/// level 3 a third more time for one 4 % smaller.
const LEVEL: i64 = 2;

/// Packed fast, and dated with the time of the request, so that one request has one file.
pub(super) fn options(at: DateTime<Utc>) -> SimpleFileOptions {
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(LEVEL));
    dated(at).map_or(options, |at| options.last_modified_time(at))
}

/// `None` before 1980 and after 2107, which a zip cannot say.
fn dated(at: DateTime<Utc>) -> Option<ZipTime> {
    let small = |n: u32| u8::try_from(n).ok();
    let year = u16::try_from(at.year()).ok()?;
    let (month, day) = (small(at.month())?, small(at.day())?);
    ZipTime::from_date_and_time(year, month, day, small(at.hour())?, small(at.minute())?, small(at.second())?).ok()
}
