//! Where the strings of a JSON text begin and end, sixty-four bytes at a time.

use wide::u8x16;

/// Bytes that are looked at in one go: as many as a mask has bits.
const BLOCK: usize = 64;

/// The quotes of a JSON text that are not escaped themselves, found in blocks.
pub(super) struct Quotes<'a> {
    bytes: &'a [u8],
    /// Where the block begins that is looked at.
    start: usize,
    /// Where the next one begins.
    next: usize,
    /// A bit for each quote of the block that was not told yet.
    untold: u64,
    /// A bit for each backslash of the block that escapes what follows.
    escapes: u64,
    /// Where the last such backslash of the blocks before is.
    escape: usize,
    /// The first byte of the next block is escaped.
    is_escaped: bool,
    /// There is a control character: no string may hold one, and whether it stands in one is not asked here.
    has_control: bool,
}

impl<'a> Quotes<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, start: 0, next: 0, untold: 0, escapes: 0, escape: 0, is_escaped: false, has_control: false }
    }

    /// The place of the next quote; `None` behind the last, and once a control character was met.
    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        if self.untold == 0 && !self.advance() {
            return None;
        }
        let at = self.start.wrapping_add(self.untold.trailing_zeros() as usize);
        self.untold &= self.untold.wrapping_sub(1);
        Some(at)
    }

    /// Whether there is an escape between the two quotes; `close` is the one that was told last.
    #[inline]
    pub(super) fn has_escape(&self, open: usize, close: usize) -> bool {
        if self.escapes == 0 && self.escape <= open {
            return false;
        }
        let before_close = self.escapes & ((1 << (close - self.start)) - 1);
        match open.checked_sub(self.start) {
            Some(open) => before_close >> open != 0,
            None => before_close != 0 || self.escape > open,
        }
    }

    /// Goes on to a block with a quote; whether there is one.
    #[inline(never)]
    fn advance(&mut self) -> bool {
        let mut last = [b' '; BLOCK];
        while self.untold == 0 && !self.has_control {
            let rest = self.bytes.get(self.next..).unwrap_or_default();
            if rest.is_empty() {
                return false;
            }
            let block = rest.first_chunk().unwrap_or_else(|| {
                last[..rest.len()].copy_from_slice(rest);
                &last
            });
            if self.escapes != 0 {
                self.escape = self.start + 63 - self.escapes.leading_zeros() as usize;
            }
            self.start = self.next;
            self.next += BLOCK;
            let [quotes, odd] = marks(block);
            (self.untold, self.escapes) = (quotes, odd);
            if odd != 0 || self.is_escaped {
                self.without_escaped(block);
            }
        }
        !self.has_control
    }

    /// Whether all was seen when there were no more quotes.
    pub(super) fn is_whole(&self) -> bool {
        !self.has_control && !self.is_escaped
    }

    /// Takes what is escaped out of the masks of a block.
    #[inline(never)]
    fn without_escaped(&mut self, block: &[u8; BLOCK]) {
        let mut escaped = u64::from(self.is_escaped);
        let mut odd = self.escapes & !escaped;
        (self.escapes, self.is_escaped) = (0, false);
        while odd != 0 {
            let at = odd.trailing_zeros();
            if block[at as usize] != b'\\' {
                (self.has_control, self.untold) = (true, 0);
                return;
            }
            let next = (1_u64 << at) << 1;
            self.escapes |= 1 << at;
            self.is_escaped = next == 0;
            escaped |= next;
            odd &= !(1 << at | next);
        }
        self.untold &= !escaped;
    }
}

/// Where quotes are, and where backslashes and control characters.
// Where it is inlined, the compiler takes the masks apart again, bit by bit.
#[inline(never)]
fn marks(block: &[u8; BLOCK]) -> [u64; 2] {
    let mut marks = [0; 2];
    let (parts, _) = block.as_chunks::<16>();
    for (at, part) in parts.iter().enumerate() {
        let part = u8x16::new(*part);
        let quotes = part.simd_eq(u8x16::splat(b'"'));
        let control = part.min(u8x16::splat(b' ' - 1)).simd_eq(part);
        let odd = part.simd_eq(u8x16::splat(b'\\')) | control;
        marks[0] |= u64::from(quotes.to_bitmask()) << (at * 16);
        marks[1] |= u64::from(odd.to_bitmask()) << (at * 16);
    }
    marks
}
