//! The page's text, white space collapsed: one buffer, of which anchors and contexts are slices.

use super::charref::{self, Reading};

/// U+00A0 in UTF-8. It separates words as a space does, so that an anchor reads the same however it was spaced.
const NBSP: [u8; 2] = [0xC2, 0xA0];

/// Collapsed text. White space (the standard's, other control characters, U+00A0) is one space, none at the start.
#[derive(Default)]
pub struct Text {
    bytes: Vec<u8>,
    scratch: Vec<u8>,
}

impl Text {
    /// The text so far.
    #[inline(always)]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Length in bytes.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Empties the buffer.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    /// Ends a word: what comes next does not run together with what stands.
    #[inline(always)]
    pub fn space(&mut self) {
        if self.bytes.last().is_some_and(|last| *last != b' ') {
            self.bytes.push(b' ');
        }
    }

    /// Appends a stretch of the input; `coded` if it may hold references, CR or NUL.
    #[inline(always)]
    pub fn push(&mut self, raw: &[u8], coded: bool, reading: Reading) {
        if coded {
            self.push_coded(raw, reading);
        } else {
            collapse(raw, &mut self.bytes);
        }
    }

    fn push_coded(&mut self, raw: &[u8], reading: Reading) {
        self.scratch.clear();
        charref::read(raw, reading, &mut self.scratch);
        collapse(&self.scratch, &mut self.bytes);
    }
}

/// Appends `raw` to `out`, every run of white space as one space, none where `out` is empty or ends with one.
#[inline(always)]
pub fn collapse(raw: &[u8], out: &mut Vec<u8>) {
    let mut spaced = out.last().is_none_or(|last| *last == b' ');
    // The runs between tags of a laid-out source: nothing but white space.
    if raw.len() < 32 && raw.iter().all(|byte| *byte <= b' ') {
        if !spaced && !raw.is_empty() {
            out.push(b' ');
        }
        return;
    }
    out.reserve(raw.len());
    let mut at = 0;
    let mut length = out.len();
    // SAFETY: `reserve` made room for all of `raw`. For each byte read at most one is written, so every write lies
    // within the capacity, and `length` counts only bytes that were written.
    unsafe {
        let to = out.as_mut_ptr();
        while at < raw.len() {
            if raw.len() - at >= 16 && plain_chunk(&raw[at..], spaced, to.add(length)) {
                at += 16;
                length += 16;
                spaced = *to.add(length - 1) == b' ';
                continue;
            }
            let end = raw.len().min(at + 16);
            while at < end {
                let byte = raw[at];
                let mut white = byte <= b' ';
                if byte == NBSP[0] && raw.get(at + 1) == Some(&NBSP[1]) {
                    white = true;
                    at += 1;
                }
                *to.add(length) = if white { b' ' } else { byte };
                length += usize::from(!(white && spaced));
                spaced = white;
                at += 1;
            }
        }
        out.set_len(length);
    }
}

/// Copies the first 16 bytes of `raw` if they need no change.
///
/// # Safety
/// `raw` has 16 bytes and `to` room for 16.
#[inline(always)]
unsafe fn plain_chunk(raw: &[u8], spaced: bool, to: *mut u8) -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{
            __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_set1_epi8, _mm_storeu_si128,
        };
        // SAFETY: SSE2 is part of x86-64; the lengths are the caller's word.
        unsafe {
            let chunk = _mm_loadu_si128(raw.as_ptr().cast::<__m128i>());
            let space = _mm_set1_epi8(0x20);
            let white = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(chunk, space), chunk)) as u32;
            let spaces = _mm_movemask_epi8(_mm_cmpeq_epi8(chunk, space)) as u32;
            let lead = _mm_movemask_epi8(_mm_cmpeq_epi8(chunk, _mm_set1_epi8(NBSP[0] as i8))) as u32;
            let plain = white == spaces && lead == 0 && white & (white << 1 | u32::from(spaced)) == 0;
            if plain {
                _mm_storeu_si128(to.cast::<__m128i>(), chunk);
            }
            plain
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        _ = (raw, spaced, to);
        false
    }
}

/// Characters in a stretch of UTF-8.
#[inline]
pub fn characters(bytes: &[u8]) -> usize {
    // Sums of bytes over chunks that cannot overflow one: the compiler counts 16 at a time.
    let starts = |chunk: &[u8]| chunk.iter().fold(0u8, |sum, byte| sum + u8::from(*byte & 0xC0 != 0x80));
    bytes.chunks(255).map(|chunk| usize::from(starts(chunk))).sum()
}

/// Where the `count` characters before `end` begin.
#[inline]
pub fn back(bytes: &[u8], end: usize, count: usize) -> usize {
    let near = end.saturating_sub(count);
    if bytes[near..end].is_ascii() {
        return near;
    }
    let starts = bytes[..end].iter().enumerate().rev().filter(|(_, byte)| **byte & 0xC0 != 0x80);
    starts.take(count).last().map_or(end, |(at, _)| at)
}

/// Where the `count` characters from `start` on end.
#[inline]
pub fn ahead(bytes: &[u8], start: usize, count: usize) -> usize {
    let far = bytes.len().min(start + count);
    if bytes[start..far].is_ascii() {
        return far;
    }
    let mut starts = bytes[start..].iter().enumerate().filter(|(_, byte)| **byte & 0xC0 != 0x80);
    starts.nth(count).map_or(bytes.len(), |(at, _)| start + at)
}
