//! An HTTP answer out of a record: status, the headers that matter, where the body begins.
//!
//! Rules: RFC 9112, read as leniently as browsers do. Common Crawl and others keep what the server said about
//! encodings under `X-Crawler-…`, `X-Crawl-…`, `X-Orig-…` and the like, after they have decoded the body: those are
//! not read, and what the body is encoded with is checked by its own first bytes ([`super::body`]).

use std::borrow::Cow;

use super::{date, header};

/// The parts of an HTTP answer.
#[derive(Debug, Default)]
pub struct Answer<'a> {
    /// The status, if the first line tells one.
    pub status: Option<u16>,
    /// Content-Type, whole; the last one if there are more, as in browsers.
    pub content_type: Option<Cow<'a, str>>,
    /// Content-Language.
    pub content_language: Option<Cow<'a, str>>,
    /// Location.
    pub location: Option<Cow<'a, str>>,
    /// Every X-Robots-Tag.
    pub robots_tags: Vec<Cow<'a, str>>,
    /// Every Link.
    pub link_headers: Vec<Cow<'a, str>>,
    /// Transfer-Encoding says chunked.
    pub chunked: bool,
    /// Content-Encoding, every one, in the order of encoding.
    pub encodings: Vec<Cow<'a, str>>,
    /// Content-Length.
    pub length: Option<u64>,
    /// Date, in microseconds since 1970.
    pub date: Option<i64>,
    /// The body, as transferred.
    pub body: &'a [u8],
}

/// Reads the answer that a block holds; none where it does not begin like one.
pub fn answer(block: &[u8]) -> Option<Answer<'_>> {
    let line = &block[..memchr::memchr(b'\n', block).unwrap_or(block.len())];
    // `ICY 200 OK` is how audio servers answered.
    if !line.starts_with(b"HTTP/") && !line.starts_with(b"ICY ") {
        return None;
    }
    let (head, body) = match header::end(block) {
        Some((head, body)) => (&block[line.len()..head], &block[body..]),
        // A header that never ends: cut short in the header, or lines without a blank one before the body.
        None => (&block[line.len()..block.len().min(header::LONGEST)], &block[block.len()..]),
    };
    let mut answer = Answer { status: status(line), body, ..Answer::default() };
    for (name, value) in header::fields(head) {
        take(&mut answer, name, value);
    }
    Some(answer)
}

fn status(line: &[u8]) -> Option<u16> {
    let word = line.split(u8::is_ascii_whitespace).skip(1).find(|word| !word.is_empty())?;
    let digits = word.get(..3).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    let status = digits.iter().fold(0, |n, d| n * 10 + u16::from(d - b'0'));
    (100..1000).contains(&status).then_some(status)
}

fn take<'a>(answer: &mut Answer<'a>, name: &[u8], value: &'a [u8]) {
    let is = |wanted: &str| name.eq_ignore_ascii_case(wanted.as_bytes());
    // Most headers are of no interest: tell them by their length and first letter before comparing names.
    match (name.len(), name.first().map_or(0, u8::to_ascii_lowercase)) {
        (12, b'c') if is("content-type") => answer.content_type = Some(header::text(value)),
        (16, b'c') if is("content-language") => answer.content_language = Some(header::text(value)),
        (16, b'c') if is("content-encoding") => answer.encodings.push(header::text(value)),
        (14, b'c') if is("content-length") => answer.length = header::text(value).parse().ok(),
        (17, b't') if is("transfer-encoding") => answer.chunked |= header::holds(value, b"chunked"),
        (8, b'l') if is("location") => answer.location = Some(header::text(value)),
        (4, b'l') if is("link") => answer.link_headers.push(header::text(value)),
        (12, b'x') if is("x-robots-tag") => answer.robots_tags.push(header::text(value)),
        (4, b'd') if is("date") => answer.date = date::http(value),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_odd_answers() {
        let odd: [(&[u8], Option<u16>); 7] = [
            (b"HTTP/1.1 200 OK\r\n\r\n", Some(200)),
            (b"HTTP/1.1 200\r\n\r\n", Some(200)),
            (b"HTTP/1.1  301  Moved\n\n", Some(301)),
            (b"HTTP/2 404\n\n", Some(404)),
            (b"ICY 200 OK\r\n\r\n", Some(200)),
            (b"HTTP/1.0 200OK\r\n\r\n", Some(200)),
            (b"HTTP/1.1 OK\r\n\r\n", None),
        ];
        for (block, status) in odd {
            assert_eq!(answer(block).map(|a| a.status), Some(status), "{}", block.escape_ascii());
        }
        assert!(answer(b"<html>").is_none());
        assert!(answer(b"").is_none());
    }

    #[test]
    fn keeps_every_header_that_may_repeat() {
        let block = b"HTTP/1.1 200 OK\nlink: <a>; rel=x\nLINK: <b>;\n rel=canonical\nX-Robots-Tag: noindex\nX-Robots-Tag: a: b\n\nbody";
        let got = answer(block).expect("an answer");
        assert_eq!(got.link_headers, ["<a>; rel=x", "<b>; rel=canonical"]);
        assert_eq!(got.robots_tags, ["noindex", "a: b"]);
        assert_eq!(got.body, b"body");
    }
}
