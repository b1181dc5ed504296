//! One cell, quoted only where it must be. Most of the time of an export is spent here.

use memchr::memchr;
use wide::u8x16;

/// Writes a cell, with an apostrophe in front when it is defused.
#[inline]
pub(super) fn push_cell(cell: &str, defused: bool, separator: u8, out: &mut Vec<u8>) {
    let bytes = cell.as_bytes();
    if needs_quotes(bytes, separator) {
        push_quoted(bytes, defused, out);
        return;
    }
    if defused {
        out.push(b'\'');
    }
    out.extend_from_slice(bytes);
}

#[cold]
fn push_quoted(mut bytes: &[u8], defused: bool, out: &mut Vec<u8>) {
    out.reserve(bytes.len() + 3);
    out.push(b'"');
    if defused {
        out.push(b'\'');
    }
    while let Some(at) = memchr(b'"', bytes) {
        out.extend_from_slice(&bytes[..=at]);
        out.push(b'"');
        bytes = &bytes[at + 1..];
    }
    out.extend_from_slice(bytes);
    out.push(b'"');
}

/// Whether a cell holds a separator, a quote or a line end, or has a space at one of its ends.
///
/// Sixteen bytes at a time; the last part overlaps the one before, and a shorter cell is spread over
/// one part, which may hold a byte twice and zeros that match nothing.
#[inline]
fn needs_quotes(bytes: &[u8], separator: u8) -> bool {
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    if *first == b' ' || *last == b' ' {
        return true;
    }
    if let Some(end) = bytes.last_chunk::<16>() {
        let (parts, _) = bytes.as_chunks::<16>();
        return parts.iter().chain([end]).any(|part| has_sign(*part, separator));
    }
    let mut part = [0; 16];
    let (head, tail) = part.split_at_mut(8);
    if let (Some(start), Some(end)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        head.copy_from_slice(start);
        tail.copy_from_slice(end);
    } else if let (Some(start), Some(end)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        head.copy_from_slice(
            &(u64::from(u32::from_le_bytes(*start)) | u64::from(u32::from_le_bytes(*end)) << 32).to_le_bytes(),
        );
    } else {
        head[..3].copy_from_slice(&[*first, bytes[bytes.len() / 2], *last]);
    }
    has_sign(part, separator)
}

/// Whether one of these bytes asks for quotes.
#[inline]
fn has_sign(part: [u8; 16], separator: u8) -> bool {
    let part = u8x16::new(part);
    let is = |sign| part.simd_eq(u8x16::splat(sign));
    (is(separator) | is(b'"') | is(b'\r') | is(b'\n')).any()
}
