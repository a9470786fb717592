//! Header fields as mail, HTTP and WARC share them: `Name: value`, folded lines, bare line feeds.
//!
//! Lenient by purpose: archives hold what servers and crawlers really wrote. Rules: RFC 9112 section 5 (and its
//! obsolete folding), ISO 28500 section 4.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// The longest header that is believed to be one.
pub const LONGEST: usize = 256 << 10;

/// Where the header that `bytes` begins with ends: (its length, that of header and blank line).
pub fn end(bytes: &[u8]) -> Option<(usize, usize)> {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    let mut from = 0;
    while let Some(at) = memchr(b'\n', &bytes[from..]) {
        let line_end = from + at + 1;
        match bytes[line_end..] {
            [b'\n', ..] => return Some((line_end, line_end + 1)),
            [b'\r', b'\n', ..] => return Some((line_end, line_end + 2)),
            _ => from = line_end,
        }
    }
    None
}

/// The fields of a header: (name, value), folded lines still folded.
pub fn fields(header: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = header;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let mut end = line_end(rest, 0);
            // A line that begins with white space goes on with the one before.
            while matches!(rest.get(end), Some(b' ' | b'\t')) {
                end = line_end(rest, end);
            }
            let (line, after) = rest.split_at(end);
            rest = after;
            if let Some(colon) = memchr(b':', line) {
                return Some((line[..colon].trim_ascii(), line[colon + 1..].trim_ascii()));
            }
        }
        None
    })
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |at| from + at + 1)
}

/// A header value as text: unfolded; UTF-8 if it is, else ISO 8859-1, the older rule of HTTP.
pub fn text(value: &[u8]) -> Cow<'_, str> {
    let text = match std::str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(value.iter().map(|byte| char::from(*byte)).collect()),
    };
    if memchr::memchr2(b'\n', b'\r', value).is_none() {
        return text;
    }
    Cow::Owned(text.split(['\r', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

/// Whether `haystack` holds `needle`, ASCII letters of any case; `needle` in lower case.
pub fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.len() >= needle.len() && memmem::find(&haystack.to_ascii_lowercase(), needle).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_end_with_any_line_ends() {
        assert_eq!(end(b"a: 1\r\n\r\nbody"), Some((6, 8)));
        assert_eq!(end(b"a: 1\n\nbody"), Some((5, 6)));
        assert_eq!(end(b"a: 1\n\r\nbody"), Some((5, 7)));
        assert_eq!(end(b"a: 1\r\nb: 2"), None);
    }

    #[test]
    fn unfolds_and_decodes() {
        let got: Vec<_> = fields(b"A: one\r\n  two\r\nnonsense\r\nB:\xe9\r\n").map(|(n, v)| (n, text(v))).collect();
        assert_eq!(got, [(&b"A"[..], "one two".into()), (&b"B"[..], "é".into())]);
    }
}
