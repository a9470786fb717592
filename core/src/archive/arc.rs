//! The line that an ARC record begins with.
//!
//! `URL IP-address date type length` (version 1), or with result code, checksum, location, offset and file name
//! before the length (version 2): <https://archive.org/web/researcher/ArcFileFormat.php>. Addresses may hold spaces, so
//! the line is read from the place where an IP address and a date follow one another.

use std::ops::Range;

/// The longest line that is believed to begin a record.
pub const LONGEST: usize = 64 << 10;

/// What the line of a record holds, as places in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The address.
    pub url: Range<usize>,
    /// The date: fourteen digits, if it is sound.
    pub date: Range<usize>,
    /// The media type.
    pub content_type: Range<usize>,
    /// The length of the block; none where it is no number.
    pub length: Option<u64>,
}

/// Whether a file begins as an ARC file does.
pub fn begins_file(bytes: &[u8]) -> bool {
    bytes.starts_with(b"filedesc://")
}

/// Reads the line that `bytes` begins with: what it holds and its length; none where it begins no record.
pub fn line(bytes: &[u8]) -> Option<(Line, usize)> {
    let end = memchr::memchr(b'\n', &bytes[..bytes.len().min(LONGEST)])?;
    let text = bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]);
    // Every record's address has a scheme.
    let colon = memchr::memchr(b':', text)?;
    let scheme = &text[..colon];
    if scheme.is_empty() || !scheme.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')) {
        return None;
    }
    let words = words(text);
    // The date follows an IP address; what stands before the two is the address. The last such pair counts, since an
    // address may hold anything.
    let date =
        (2..words.len()).rev().find(|at| is_date(&text[words[*at].clone()]) && is_ip(&text[words[at - 1].clone()]))?;
    let url = words[0].start..words[date - 2].end;
    let content_type = words.get(date + 1).filter(|_| date + 2 < words.len()).cloned().unwrap_or(0..0);
    let length = words
        .last()
        .filter(|_| date + 1 < words.len())
        .and_then(|word| std::str::from_utf8(&text[word.clone()]).ok().and_then(|digits| digits.parse().ok()));
    Some((Line { url, date: words[date].clone(), content_type, length }, end + 1))
}

fn words(text: &[u8]) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = 0;
    for at in memchr::memchr_iter(b' ', text).chain([text.len()]) {
        if at > start {
            words.push(start..at);
        }
        start = at + 1;
    }
    words
}

fn is_ip(word: &[u8]) -> bool {
    // `0.0.0.0` and a bare `-` stand for an unknown one.
    word == b"-" || std::str::from_utf8(word).is_ok_and(|word| word.parse::<std::net::IpAddr>().is_ok())
}

fn is_date(word: &[u8]) -> bool {
    (8..=18).contains(&word.len()) && word.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read<'t> = (&'t [u8], &'t [u8], &'t [u8], Option<u64>);

    fn read(text: &[u8]) -> Option<Read<'_>> {
        line(text).map(|(l, _)| (&text[l.url], &text[l.date], &text[l.content_type], l.length))
    }

    #[test]
    fn reads_both_versions_and_spaces_in_addresses() {
        let (date, html) = (&b"20140216050221"[..], &b"text/html"[..]);
        assert_eq!(
            read(b"http://example.com/ 93.184.216.119 20140216050221 text/html 1591\n"),
            Some((&b"http://example.com/"[..], date, html, Some(1591)))
        );
        assert_eq!(
            read(b"http://example.com/a b c 93.184.216.119 20140216050221 text/html; charset=x 1591\r\n"),
            Some((&b"http://example.com/a b c"[..], date, &b"text/html;"[..], Some(1591)))
        );
        assert_eq!(
            read(b"http://example.com/ 93.184.216.119 20140216050221 text/html 200 abc - 209 IA-1.arc 202\n"),
            Some((&b"http://example.com/"[..], date, html, Some(202)))
        );
    }

    #[test]
    fn refuses_what_is_no_record_line() {
        for text in [
            &b"<a href=x>\n"[..],
            b"\n",
            b"http://example.com/ text/html 12\n",
            b"plain text 1.2.3.4 20140216050221 x 1\n",
        ] {
            assert_eq!(line(text), None, "{}", text.escape_ascii());
        }
        assert_eq!(read(b"http://example.com/ 127.0.0.1 20140102000000 text/html abc\n").map(|r| r.3), Some(None));
    }
}
