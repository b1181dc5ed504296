//! A row before it is taken apart, and the lines of the file that it covers.

use memchr::memchr2_iter;

/// A row as it stands in the file, without its line end.
pub(super) struct Line<'a> {
    /// The whole row, or only its start when it is too long to be held.
    pub(super) bytes: &'a [u8],
    /// The line of the file on which it starts.
    pub(super) number: u64,
    pub(super) flaw: Option<Flaw>,
    /// Bytes of the file up to the end of the row.
    pub(super) bytes_read: u64,
}

/// What the splitter itself finds wrong.
#[derive(Clone, Copy)]
pub(super) enum Flaw {
    /// Opened on this line and never closed.
    OpenQuote(u64),
    TooLong,
    StrayQuote,
}

/// How many lines end in a piece of a quoted cell; CRLF counts once, even cut in two.
pub(super) fn line_ends(inside: &[u8], after_cr: &mut bool) -> u64 {
    let mut count = 0;
    for at in memchr2_iter(b'\r', b'\n', inside) {
        let follows_cr = at.checked_sub(1).map_or(*after_cr, |before| inside[before] == b'\r');
        if inside[at] == b'\r' || !follows_cr {
            count += 1;
        }
    }
    if let Some(last) = inside.last() {
        *after_cr = *last == b'\r';
    }
    count
}
