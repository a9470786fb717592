//! Scanning bytes: the classes of the standard's states and the searches that skip text.

/// Class bit: white space of the standard (CR counts, as the standard turns it into LF beforehand).
pub const WS: u8 = 1;
/// Class bit: `/`.
pub const SLASH: u8 = 2;
/// Class bit: `>`.
pub const GT: u8 = 4;
/// Class bit: `=`.
pub const EQ: u8 = 8;
/// Class bit: `&`, CR, NUL: bytes that make a value differ from how it is written.
pub const CODED: u8 = 16;

/// The class bits of every byte.
pub static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    table[b' ' as usize] = WS;
    table[b'\t' as usize] = WS;
    table[b'\n' as usize] = WS;
    table[0x0c] = WS;
    table[b'\r' as usize] = WS | CODED;
    table[b'/' as usize] = SLASH;
    table[b'>' as usize] = GT;
    table[b'=' as usize] = EQ;
    table[b'&' as usize] = CODED;
    table[0] = CODED;
    table
};

/// ASCII lower case of every byte.
pub static LOWER: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).to_ascii_lowercase();
        byte += 1;
    }
    table
};

/// Whether the byte has one of the class bits.
#[inline(always)]
pub fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}

/// Position of `byte` at or after `from`, the length where there is none.
#[inline(always)]
pub fn find(bytes: &[u8], from: usize, byte: u8) -> usize {
    match bytes.get(from..) {
        Some(rest) => memchr::memchr(byte, rest).map_or(bytes.len(), |at| from + at),
        None => bytes.len(),
    }
}

/// Whether `bytes` equals `lower` (ASCII, lower case) whatever its case.
#[inline(always)]
pub fn is_word(bytes: &[u8], lower: &[u8]) -> bool {
    // No branch for each byte: the words are short and known when this is compiled.
    bytes.len() == lower.len()
        && bytes.iter().zip(lower).fold(0, |differs, (a, b)| differs | (LOWER[*a as usize] ^ b)) == 0
}

/// `bytes` without the standard's white space at both ends.
#[inline]
pub fn trim(mut bytes: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && is(*first, WS)
    {
        bytes = rest;
    }
    while let [rest @ .., last] = bytes
        && is(*last, WS)
    {
        bytes = rest;
    }
    bytes
}

/// The words of a list separated by white space or commas (rel, robots), empty ones left out.
pub fn tokens(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    list.split(|byte| is(*byte, WS) || *byte == b',').filter(|word| !word.is_empty())
}

/// One to 16 bytes as a chunk, filled up with zeros.
#[inline(always)]
pub fn short(raw: &[u8]) -> Option<[u8; 16]> {
    let word = |at: usize| raw.get(at..).and_then(<[u8]>::first_chunk::<8>).map(|bytes| u64::from_le_bytes(*bytes));
    let half = |at: usize| raw.get(at..).and_then(<[u8]>::first_chunk::<4>).map(|bytes| u32::from_le_bytes(*bytes));
    let length = raw.len();
    // Loads that overlap instead of a loop over bytes.
    let bytes = match length {
        8..=16 => {
            let (low, high) = (word(0)?, word(length - 8)?);
            u128::from(low) | u128::from(high) << (8 * (length - 8))
        }
        4..=7 => u128::from(half(0)?) | u128::from(half(length - 4)?) << (8 * (length - 4)),
        1..=3 => {
            let [first, middle, last] = [raw[0], raw[length / 2], raw[length - 1]].map(u128::from);
            first | middle << (8 * (length / 2)) | last << (8 * (length - 1))
        }
        _ => return None,
    };
    Some(bytes.to_le_bytes())
}

/// As [`find`], for what is near: inline, 16 bytes at a time.
#[inline(always)]
pub fn find_near(bytes: &[u8], from: usize, byte: u8) -> usize {
    let mut at = from;
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{__m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi8};
        while at + 16 <= bytes.len() {
            // SAFETY: SSE2 is part of x86-64; the 16 bytes from `at` lie within `bytes` by the loop's condition.
            let hits = unsafe {
                let chunk = _mm_loadu_si128(bytes.as_ptr().add(at).cast::<__m128i>());
                _mm_movemask_epi8(_mm_cmpeq_epi8(chunk, _mm_set1_epi8(byte as i8))) as u32
            };
            if hits != 0 {
                return at + hits.trailing_zeros() as usize;
            }
            at += 16;
        }
    }
    while at < bytes.len() && bytes[at] != byte {
        at += 1;
    }
    at.min(bytes.len())
}

/// Whether a value reads otherwise than it is written: it holds `&`, CR or NUL.
#[inline(always)]
pub fn is_coded(value: &[u8]) -> bool {
    value.iter().fold(0, |classes, byte| classes | CLASS[*byte as usize]) & CODED != 0
}

/// Position of the next `<` at or after `from`, and whether `&` or NUL stands before it (CR is white space in text).
///
/// Text runs are short on link-dense pages: 16 bytes at a time, inline, beats a call.
#[inline(always)]
pub fn find_markup(bytes: &[u8], from: usize) -> (usize, bool) {
    let mut at = from;
    let mut coded = false;
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{
            __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
        };
        while at + 16 <= bytes.len() {
            // SAFETY: SSE2 is part of x86-64; the 16 bytes from `at` lie within `bytes` by the loop's condition.
            let (open, special) = unsafe {
                let chunk = _mm_loadu_si128(bytes.as_ptr().add(at).cast::<__m128i>());
                let equal = |byte: u8| _mm_cmpeq_epi8(chunk, _mm_set1_epi8(byte as i8));
                let special = _mm_or_si128(equal(b'&'), equal(0));
                (_mm_movemask_epi8(equal(b'<')) as u32, _mm_movemask_epi8(special) as u32)
            };
            if open != 0 {
                let first = open.trailing_zeros();
                return (at + first as usize, coded || special & ((1 << first) - 1) != 0);
            }
            coded |= special != 0;
            at += 16;
        }
    }
    while at < bytes.len() {
        if bytes[at] == b'<' {
            return (at, coded);
        }
        coded |= matches!(bytes[at], b'&' | 0);
        at += 1;
    }
    (at, coded)
}
