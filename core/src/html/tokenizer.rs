//! The standard's tokenizer (<https://html.spec.whatwg.org/multipage/parsing.html#tokenization>) over bytes of UTF-8.
//!
//! There are no token objects: a [`Sink`] is told of text and tags as slices of the input, as they are written, and
//! reads references only where it wants the text ([`super::charref::read`]). The extractor and the conformance tests
//! are two sinks of this one machine. Every search goes forward only, so the work is linear whatever the input.

use super::charref::Reading;
use super::scan::{CLASS, EQ, GT, LOWER, SLASH, WS, find, find_markup, find_near, is, is_word};
use super::tags::Tag;

/// How the tokenizer goes on after a start tag: the content models of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Markup.
    Data,
    /// Text with references up to the element's end tag (`title`, `textarea`).
    Rcdata,
    /// Text up to the element's end tag (`style`, `iframe`, `xmp` …).
    Rawtext,
    /// As raw text, with the escaped states of scripts.
    Script,
    /// Text up to the end.
    Plaintext,
    /// A CDATA section of foreign content, up to `]]>`.
    Cdata,
}

/// What is told of the tokens. Slices are as written: see [`Reading`] for how they read.
pub trait Sink<'a> {
    /// A stretch of text; `coded` if it may hold references, CR or NUL.
    fn text(&mut self, raw: &'a [u8], coded: bool, reading: Reading);
    /// A start tag. The sink takes the attributes it wants, then must call [`Attributes::finish`]; where that says
    /// none, the input ended inside the tag and the standard drops it.
    fn start_tag(&mut self, tag: Tag, name: &'a [u8], attributes: &mut Attributes<'a>) -> Content;
    /// An end tag.
    fn end_tag(&mut self, tag: Tag, name: &'a [u8]);
    /// A comment, real or bogus.
    fn comment(&mut self, _raw: &'a [u8]) {}
    /// A doctype: what stands after the word, and whether the input ended in it.
    fn doctype(&mut self, _raw: &'a [u8], _unended: bool) {}
    /// Whether `<![CDATA[` opens a section: only inside svg and math.
    fn in_foreign(&self) -> bool;
}

/// The attributes of a tag, in order, duplicates included (the first of a name counts).
pub struct Attributes<'a> {
    bytes: &'a [u8],
    at: usize,
    closed: Option<bool>,
}

impl<'a> Attributes<'a> {
    #[inline(always)]
    fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, closed: None }
    }

    /// The next attribute's name and value as written.
    #[inline(always)]
    pub fn take(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        let bytes = self.bytes;
        let mut at = self.at;
        let mut slash = false;
        loop {
            let Some(byte) = bytes.get(at) else { return self.run_out() };
            let class = CLASS[*byte as usize];
            if class & (WS | SLASH) == 0 {
                break;
            }
            slash = class & SLASH != 0;
            at += 1;
        }
        if bytes[at] == b'>' {
            if self.closed.is_none() {
                self.closed = Some(slash);
            }
            self.at = at;
            return None;
        }
        // The first byte of a name may be anything, `=` too.
        let start = at;
        at += 1;
        while at < bytes.len() && !is(bytes[at], WS | SLASH | GT | EQ) {
            at += 1;
        }
        let name = &bytes[start..at];
        while at < bytes.len() && is(bytes[at], WS) {
            at += 1;
        }
        if bytes.get(at) != Some(&b'=') {
            self.at = at;
            return Some((name, &[]));
        }
        at += 1;
        while at < bytes.len() && is(bytes[at], WS) {
            at += 1;
        }
        let Some(&first) = bytes.get(at) else { return self.run_out() };
        let value = match first {
            b'"' | b'\'' => {
                let end = find_near(bytes, at + 1, first);
                if end == bytes.len() {
                    return self.run_out();
                }
                let value = &bytes[at + 1..end];
                at = end + 1;
                value
            }
            _ => {
                let start = at;
                while at < bytes.len() && !is(bytes[at], WS | GT) {
                    at += 1;
                }
                &bytes[start..at]
            }
        };
        self.at = at;
        Some((name, value))
    }

    #[cold]
    fn run_out(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        self.at = self.bytes.len();
        None
    }

    /// Passes the rest of the tag. Whether it closes itself (`/>`); `None` where the input ends inside the tag.
    #[inline(always)]
    pub fn finish(&mut self) -> Option<bool> {
        while self.take().is_some() {}
        self.closed
    }
}

/// Tokenizes `bytes` (UTF-8, no BOM) from the content model `content`; `last_start_tag` is the name whose end tag
/// ends the first stretch of text, where that model has one.
pub fn tokenize<'a, S: Sink<'a>>(bytes: &'a [u8], content: Content, last_start_tag: &[u8], sink: &mut S) {
    let mut at = if content == Content::Data { 0 } else { pass_text(bytes, 0, content, last_start_tag, sink) };
    while at < bytes.len() {
        at = text(bytes, at, sink);
        if at < bytes.len() {
            at = markup(bytes, at, sink);
        }
    }
}

/// Text of the data state from `start`; returns where markup begins: a `<` that opens a tag, comment or the like.
#[inline(always)]
fn text<'a, S: Sink<'a>>(bytes: &'a [u8], start: usize, sink: &mut S) -> usize {
    let mut from = start;
    let mut coded = false;
    let end = loop {
        let (open, special) = find_markup(bytes, from);
        coded |= special;
        match bytes.get(open + 1) {
            Some(b'/') if open + 2 == bytes.len() => break bytes.len(),
            Some(byte) if byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!' | b'?') => break open,
            Some(_) => from = open + 1,
            None => break bytes.len(),
        }
    };
    if end > start {
        sink.text(&bytes[start..end], coded, Reading::Data);
    }
    end
}

/// One tag, comment or declaration, which begins at `open`; returns the position after it.
#[inline(always)]
fn markup<'a, S: Sink<'a>>(bytes: &'a [u8], open: usize, sink: &mut S) -> usize {
    match bytes[open + 1] {
        b'/' => end_tag(bytes, open, sink),
        b'!' => declaration(bytes, open, sink),
        b'?' => bogus_comment(bytes, open + 1, sink),
        _ => {
            let (tag, end) = tag_name(bytes, open + 1);
            let name = &bytes[open + 1..end];
            let mut attributes = Attributes::new(bytes, end);
            let content = sink.start_tag(tag, name, &mut attributes);
            debug_assert!(attributes.closed.is_some() || attributes.at == bytes.len());
            if attributes.closed.is_none() {
                return bytes.len();
            }
            let at = attributes.at + 1;
            if content == Content::Data { at } else { pass_text(bytes, at, content, name, sink) }
        }
    }
}

/// The name that begins at `start`: its tag and where it ends.
#[inline(always)]
fn tag_name(bytes: &[u8], start: usize) -> (Tag, usize) {
    let mut end = start;
    let mut packed = 0u128;
    if let Some((length, name)) = short_name(bytes, start) {
        end += length;
        packed = name;
    } else {
        while end < bytes.len() && !is(bytes[end], WS | SLASH | GT) {
            if end - start < 16 {
                packed |= u128::from(LOWER[bytes[end] as usize]) << (8 * (end - start));
            }
            end += 1;
        }
    }
    (if end - start <= 16 { Tag::of(packed) } else { Tag::OTHER }, end)
}

/// A name of at most 15 bytes, lower case and packed, without a branch for each byte; none where that cannot be told.
#[inline(always)]
fn short_name(bytes: &[u8], start: usize) -> Option<(usize, u128)> {
    let chunk = bytes.get(start..)?.first_chunk::<16>()?;
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{
            __m128i, _mm_and_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_cmplt_epi8, _mm_loadu_si128, _mm_min_epu8,
            _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8, _mm_storeu_si128,
        };
        let mut lower = [0u8; 16];
        // SAFETY: SSE2 is part of x86-64; `chunk` and `lower` are 16 bytes each.
        let ends = unsafe {
            let set = |byte: u8| _mm_set1_epi8(byte as i8);
            let name = _mm_loadu_si128(chunk.as_ptr().cast::<__m128i>());
            let white = _mm_cmpeq_epi8(_mm_min_epu8(name, set(b' ')), name);
            let marks = _mm_or_si128(_mm_cmpeq_epi8(name, set(b'>')), _mm_cmpeq_epi8(name, set(b'/')));
            let upper = _mm_and_si128(_mm_cmpgt_epi8(name, set(b'A' - 1)), _mm_cmplt_epi8(name, set(b'Z' + 1)));
            let small = _mm_or_si128(name, _mm_and_si128(upper, set(0x20)));
            _mm_storeu_si128(lower.as_mut_ptr().cast::<__m128i>(), small);
            _mm_movemask_epi8(_mm_or_si128(white, marks)) as u32
        };
        let length = ends.trailing_zeros() as usize;
        // A control character that is no white space belongs to the name.
        if length >= 16 || !is(chunk[length], WS | SLASH | GT) {
            return None;
        }
        Some((length, u128::from_le_bytes(lower) & ((1 << (8 * length)) - 1)))
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        let length = chunk.iter().position(|byte| is(*byte, WS | SLASH | GT))?;
        let mut lower = [0u8; 16];
        for (to, from) in lower.iter_mut().zip(&chunk[..length]) {
            *to = LOWER[*from as usize];
        }
        Some((length, u128::from_le_bytes(lower)))
    }
}

#[inline(always)]
fn end_tag<'a, S: Sink<'a>>(bytes: &'a [u8], open: usize, sink: &mut S) -> usize {
    match bytes[open + 2] {
        byte if byte.is_ascii_alphabetic() => {
            let (tag, end) = tag_name(bytes, open + 2);
            let mut attributes = Attributes::new(bytes, end);
            if attributes.finish().is_none() {
                return bytes.len();
            }
            sink.end_tag(tag, &bytes[open + 2..end]);
            attributes.at + 1
        }
        b'>' => open + 3,
        _ => bogus_comment(bytes, open + 2, sink),
    }
}

fn bogus_comment<'a, S: Sink<'a>>(bytes: &'a [u8], start: usize, sink: &mut S) -> usize {
    let end = find(bytes, start, b'>');
    sink.comment(&bytes[start..end]);
    end + 1
}

/// `<!`: a comment, a doctype, a CDATA section, or a bogus comment.
fn declaration<'a, S: Sink<'a>>(bytes: &'a [u8], open: usize, sink: &mut S) -> usize {
    let start = open + 2;
    let rest = &bytes[start..];
    if rest.starts_with(b"--") {
        return comment(bytes, start + 2, sink);
    }
    if rest.len() >= 7 && is_word(&rest[..7], b"doctype") {
        let end = find(bytes, start + 7, b'>');
        sink.doctype(&bytes[start + 7..end], end == bytes.len());
        return end + 1;
    }
    if rest.starts_with(b"[CDATA[") && sink.in_foreign() {
        return pass_text(bytes, start + 7, Content::Cdata, b"", sink);
    }
    bogus_comment(bytes, start, sink)
}

/// A comment whose text begins at `start`, up to `-->` or `--!>`; `>` and `->` right at the start end it too.
fn comment<'a, S: Sink<'a>>(bytes: &'a [u8], start: usize, sink: &mut S) -> usize {
    let rest = &bytes[start..];
    let abrupt = if rest.starts_with(b">") { 1 } else { 2 * usize::from(rest.starts_with(b"->")) };
    if abrupt > 0 {
        sink.comment(&[]);
        return start + abrupt;
    }
    let mut at = start;
    loop {
        at = find(bytes, at, b'>');
        let body = &bytes[start..at];
        if at == bytes.len() {
            // The input ends in the comment; what had begun to look like its end is not its text.
            let cut = [&b"--!"[..], b"--", b"-"].iter().find(|end| body.ends_with(end)).map_or(0, |end| end.len());
            sink.comment(&body[..body.len() - cut]);
            return at;
        }
        at += 1;
        if let Some(text) = body.strip_suffix(b"--").or_else(|| body.strip_suffix(b"--!")) {
            sink.comment(text);
            return at;
        }
    }
}

/// Text of a content model other than data from `start`; returns where its end tag begins (or the section ended).
fn pass_text<'a, S: Sink<'a>>(bytes: &'a [u8], start: usize, content: Content, name: &[u8], sink: &mut S) -> usize {
    let (end, after, reading) = match content {
        Content::Data => return start,
        Content::Rcdata => (raw_end(bytes, start, name), 0, Reading::Rcdata),
        Content::Rawtext => (raw_end(bytes, start, name), 0, Reading::Raw),
        Content::Script => (script_end(bytes, start, name), 0, Reading::Raw),
        Content::Plaintext => (bytes.len(), 0, Reading::Raw),
        Content::Cdata => (cdata_end(bytes, start), 3, Reading::Cdata),
    };
    if end > start {
        sink.text(&bytes[start..end], true, reading);
    }
    end + after
}

fn cdata_end(bytes: &[u8], start: usize) -> usize {
    memchr::memmem::find(&bytes[start..], b"]]>").map_or(bytes.len(), |at| start + at)
}

/// Whether the end tag of `name` begins at `open`, which holds a `<`.
#[inline(always)]
fn is_end_tag(bytes: &[u8], open: usize, name: &[u8]) -> bool {
    let end = open + 2 + name.len();
    end < bytes.len()
        && bytes[open + 1] == b'/'
        && !name.is_empty()
        && bytes[open + 2..end].eq_ignore_ascii_case(name)
        && is(bytes[end], WS | SLASH | GT)
}

fn raw_end(bytes: &[u8], start: usize, name: &[u8]) -> usize {
    let mut at = start;
    loop {
        at = find(bytes, at, b'<');
        if at == bytes.len() || is_end_tag(bytes, at, name) {
            return at;
        }
        at += 1;
    }
}

/// Where a script ends: the script data states, escaped and double escaped (`<!-- <script> … </script> … -->`).
fn script_end(bytes: &[u8], start: usize, name: &[u8]) -> usize {
    let word = |at: usize| {
        let end = at + b"script".len();
        end < bytes.len() && is_word(&bytes[at..end], b"script") && is(bytes[end], WS | SLASH | GT)
    };
    let mut at = start;
    // Plain script data.
    loop {
        at = find(bytes, at, b'<');
        if at == bytes.len() || is_end_tag(bytes, at, name) {
            return at;
        }
        at += 1;
        if !bytes[at..].starts_with(b"!--") {
            continue;
        }
        at += 1;
        // Escaped, until a run of two dashes or more meets `>`.
        let mut double = false;
        loop {
            let Some(next) = memchr::memchr2(b'<', b'-', &bytes[at..]) else { return bytes.len() };
            at += next;
            if bytes[at] == b'-' {
                let run = bytes[at..].iter().take_while(|byte| **byte == b'-').count();
                at += run;
                if run >= 2 && bytes.get(at) == Some(&b'>') {
                    break;
                }
            } else if double {
                at += 1;
                if bytes.get(at) == Some(&b'/') && word(at + 1) {
                    double = false;
                }
            } else if is_end_tag(bytes, at, name) {
                return at;
            } else {
                at += 1;
                double = word(at);
            }
        }
    }
}
