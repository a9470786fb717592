//! The page's text, white space collapsed: one buffer, of which anchors and contexts are slices.

use super::charref::{self, Reading};
use super::scan::short;

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
    // Short runs between tags, most of all: one chunk, no loop.
    if let Some(chunk) = short(raw) {
        let spaced = out.last().is_none_or(|last| *last == b' ');
        match judge(&chunk, raw.len(), spaced) {
            Chunk::Plain => {
                let length = out.len();
                out.extend_from_slice(&chunk);
                out.truncate(length + raw.len());
            }
            Chunk::White if spaced => {}
            Chunk::White => out.push(b' '),
            Chunk::Other => collapse_long(raw, out),
        }
        return;
    }
    collapse_long(raw, out);
}

/// Collapses chunk by chunk; those that need no change are copied whole.
fn collapse_long(raw: &[u8], out: &mut Vec<u8>) {
    let mut spaced = out.last().is_none_or(|last| *last == b' ');
    out.reserve(raw.len());
    let mut at = 0;
    let mut length = out.len();
    // SAFETY: `reserve` made room for all of `raw`. For each byte read at most one is written, so every write lies
    // within the capacity, and `length` counts only bytes that were written.
    unsafe {
        let to = out.as_mut_ptr();
        while at < raw.len() {
            if let Some(chunk) = raw[at..].first_chunk::<16>() {
                match judge(chunk, 16, spaced) {
                    Chunk::Plain => {
                        to.add(length).cast::<[u8; 16]>().write_unaligned(*chunk);
                        at += 16;
                        length += 16;
                        spaced = chunk[15] == b' ';
                        continue;
                    }
                    Chunk::White => {
                        *to.add(length) = b' ';
                        length += usize::from(!spaced);
                        at += 16;
                        spaced = true;
                        continue;
                    }
                    Chunk::Other => {}
                }
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

/// What a chunk of text needs.
enum Chunk {
    /// Nothing: it stays as it is.
    Plain,
    /// It is white space throughout.
    White,
    /// A look at every byte.
    Other,
}

/// What the first `length` bytes of a chunk need, behind a space or not.
#[inline(always)]
fn judge(chunk: &[u8; 16], length: usize, spaced: bool) -> Chunk {
    let whole = (1u32 << length) - 1;
    let [white, spaces, leads] = classes(chunk).map(|places| places & whole);
    if white == whole {
        Chunk::White
    } else if white == spaces && leads == 0 && white & (white << 1 | u32::from(spaced)) == 0 {
        Chunk::Plain
    } else {
        Chunk::Other
    }
}

/// Where white space, spaces, and first bytes of what may be U+00A0 stand: a bit a byte.
#[inline(always)]
fn classes(chunk: &[u8; 16]) -> [u32; 3] {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{
            __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_set1_epi8,
        };
        // SAFETY: SSE2 is part of x86-64; `chunk` is 16 bytes.
        unsafe {
            let chunk = _mm_loadu_si128(chunk.as_ptr().cast::<__m128i>());
            let space = _mm_set1_epi8(0x20);
            let white = _mm_cmpeq_epi8(_mm_min_epu8(chunk, space), chunk);
            let lead = _mm_cmpeq_epi8(chunk, _mm_set1_epi8(NBSP[0] as i8));
            [white, _mm_cmpeq_epi8(chunk, space), lead].map(|equal| _mm_movemask_epi8(equal) as u32)
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        let places = |is: fn(u8) -> bool| {
            chunk.iter().enumerate().fold(0, |places, (at, byte)| places | u32::from(is(*byte)) << at)
        };
        [places(|byte| byte <= b' '), places(|byte| byte == b' '), places(|byte| byte == NBSP[0])]
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
    let (mut at, mut missing) = (end, count);
    while missing > 0 && at > 0 {
        // So many bytes hold at most so many characters.
        let near = at.saturating_sub(missing);
        missing -= characters(&bytes[near..at]);
        at = near;
    }
    at
}

/// Where the `count` characters from `start` on end.
#[inline]
pub fn ahead(bytes: &[u8], start: usize, count: usize) -> usize {
    let (mut at, mut missing) = (start, count);
    while missing > 0 && at < bytes.len() {
        let far = bytes.len().min(at + missing);
        missing -= characters(&bytes[at..far]);
        at = far;
    }
    // The last of them may be longer than its first byte.
    while bytes.get(at).is_some_and(|byte| *byte & 0xC0 == 0x80) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{ahead, back, collapse};

    /// The definition, character by character.
    fn collapsed(before: &str, raw: &str) -> String {
        let mut out = before.to_owned();
        for character in raw.chars() {
            let white = character <= ' ' || character == '\u{a0}';
            match (white, out.is_empty() || out.ends_with(' ')) {
                (true, true) => {}
                (true, false) => out.push(' '),
                (false, _) => out.push(character),
            }
        }
        out
    }

    #[test]
    fn white_space_collapses_at_every_length_and_place() {
        let text = "a b\u{a0}\u{a0} c\n\t  dé\u{a0}f  Â x\u{c}\r\n  longer words without a break 東京 \u{a0}";
        let text = text.repeat(3);
        let starts: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        for (n, start) in starts.iter().enumerate() {
            for end in &starts[n..(n + 50).min(starts.len())] {
                for before in ["", "x", "x "] {
                    let mut out = before.as_bytes().to_vec();
                    collapse(text[*start..*end].as_bytes(), &mut out);
                    assert_eq!(String::from_utf8_lossy(&out), collapsed(before, &text[*start..*end]));
                }
            }
        }
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        let text = "aé東𠀀 bcdefé東𠀀 bcdefé東𠀀 b";
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (n, at) in starts.iter().enumerate() {
            for count in 0..40 {
                assert_eq!(back(text.as_bytes(), *at, count), starts[n.saturating_sub(count)]);
                assert_eq!(ahead(text.as_bytes(), *at, count), starts[(n + count).min(starts.len() - 1)]);
            }
        }
    }
}
