//! The header of a WARC record.
//!
//! ISO 28500 (WARC 1.0, 1.1) and the drafts 0.17 and 0.18 that ClueWeb09 was written in. Addresses stand bare or, by a
//! slip of the first edition's grammar that wget followed, in angle brackets; some hold spaces.

use std::ops::Range;

use super::header;

/// What the fields of a record header hold, as places in that header.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// WARC-Type.
    pub kind: Kind,
    /// Content-Length; none where it is missing or no number.
    pub length: Option<u64>,
    /// WARC-Target-URI, without angle brackets.
    pub url: Range<usize>,
    /// WARC-Date.
    pub date: Range<usize>,
    /// Content-Type.
    pub content_type: Range<usize>,
    /// WARC-Truncated says that the block was cut.
    pub truncated: bool,
    /// WARC-Refers-To-Target-URI.
    pub refers_to_url: Range<usize>,
    /// WARC-Refers-To-Date.
    pub refers_to_date: Range<usize>,
}

/// The record types that are read; the rest is passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// An answer.
    Response,
    /// The same answer as an earlier one.
    Revisit,
    /// A document without an answer around it.
    Resource,
    /// What was found out about another record: in a WAT file, its links.
    Metadata,
    /// warcinfo, request, conversion and whatever else.
    #[default]
    Passed,
}

/// Whether a record begins here.
pub fn begins(bytes: &[u8]) -> bool {
    matches!(bytes, [b'W', b'A', b'R', b'C', b'/', b'0'..=b'9', ..])
}

/// Reads a record's header (its first line included).
pub fn fields(head: &[u8]) -> Fields {
    let mut fields = Fields::default();
    for (name, value) in header::fields(head) {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted.as_bytes());
        let place = || place(head, value);
        match name.len() {
            9 if is("WARC-Type") => fields.kind = kind(value),
            9 if is("WARC-Date") => fields.date = place(),
            12 if is("Content-Type") => fields.content_type = place(),
            14 if is("Content-Length") => fields.length = header::text(value).parse().ok(),
            14 if is("WARC-Truncated") => fields.truncated = true,
            15 if is("WARC-Target-URI") => fields.url = bare(head, place()),
            19 if is("WARC-Refers-To-Date") => fields.refers_to_date = place(),
            25 if is("WARC-Refers-To-Target-URI") => fields.refers_to_url = bare(head, place()),
            _ => {}
        }
    }
    fields
}

fn kind(value: &[u8]) -> Kind {
    match value.to_ascii_lowercase().as_slice() {
        b"response" => Kind::Response,
        b"revisit" => Kind::Revisit,
        b"resource" => Kind::Resource,
        b"metadata" => Kind::Metadata,
        _ => Kind::Passed,
    }
}

/// Where in `head` a part of it lies.
fn place(head: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr() as usize - head.as_ptr() as usize;
    start..start + part.len()
}

fn bare(head: &[u8], place: Range<usize>) -> Range<usize> {
    match &head[place.clone()] {
        [b'<', .., b'>'] => place.start + 1..place.end - 1,
        _ => place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_wget_and_others_write() {
        let head = b"WARC/1.0\r\nwarc-type: Response\r\nWARC-Target-URI: <http://example.com/a b>\r\nWARC-Date: 2018-02-09\r\n\
            WARC-Refers-To-Date: 2017-01-01\r\nWARC-Refers-To-Target-URI: http://example.com/\r\nContent-Length: 12\r\n";
        let got = fields(head);
        assert_eq!((got.kind, got.length, got.truncated), (Kind::Response, Some(12), false));
        assert_eq!(&head[got.url], b"http://example.com/a b");
        assert_eq!(&head[got.refers_to_url], b"http://example.com/");
        assert_eq!(&head[got.refers_to_date], b"2017-01-01");
        assert_eq!(fields(b"WARC/1.0\nContent-Length: many\n").length, None);
    }
}
