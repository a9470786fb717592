//! What a look at a page found, and whether its body is HTML.

use super::scan::{is_word, trim};
use crate::fetch::Fetch;
use crate::model::Look;

/// What a look found, by status and media type.
pub fn look(fetch: &Fetch<'_>) -> Look {
    if fetch.not_modified {
        return Look::NotModified;
    }
    match fetch.status {
        Some(304) => Look::NotModified,
        Some(300..=399) if fetch.location.is_some_and(|location| !location.trim().is_empty()) => Look::Redirect,
        Some(404 | 410) => Look::NotFound,
        None | Some(200..=299) if is_html(fetch.content_type, fetch.body) => Look::Content,
        None | Some(200..=299) => Look::Other,
        Some(_) => Look::Error,
    }
}

/// Whether a body is to be read as HTML: its media type says so and its first bytes do not say otherwise, or there is
/// no media type and the first bytes look like HTML (<https://mimesniff.spec.whatwg.org/>).
pub fn is_html(content_type: Option<&str>, body: &[u8]) -> bool {
    const OTHERS: [&[u8]; 7] = [b"%PDF-", b"\x89PNG", b"GIF8", b"\xFF\xD8\xFF", b"PK\x03\x04", b"\x1F\x8B", b"RIFF"];
    match content_type.map(essence).unwrap_or_default().as_str() {
        "text/html" | "application/xhtml+xml" => !OTHERS.iter().any(|magic| body.starts_with(magic)),
        "text/xml" | "application/xml" => has_html_root(body),
        "" | "*/*" | "unknown/unknown" | "application/unknown" | "application/octet-stream" => looks_like_html(body),
        // Words that are no media type say nothing.
        other => !other.contains('/') && looks_like_html(body),
    }
}

/// Whether the root element of an XML document is `html` (XHTML under a general name), looked for in its first bytes.
fn has_html_root(body: &[u8]) -> bool {
    let start = &body[..body.len().min(2048)];
    memchr::memchr_iter(b'<', start)
        .map(|at| &start[at + 1..])
        .find(|tag| tag.first().is_some_and(u8::is_ascii_alphabetic))
        .is_some_and(|tag| tag.len() > 4 && is_word(&tag[..4], b"html"))
}

/// Whether the first bytes are those of an HTML page: the standard's table of tags, a comment, or a doctype.
pub fn looks_like_html(body: &[u8]) -> bool {
    const TAGS: [&[u8]; 17] = [
        b"!doctype html",
        b"html",
        b"head",
        b"script",
        b"iframe",
        b"h1",
        b"div",
        b"font",
        b"table",
        b"a",
        b"style",
        b"title",
        b"b",
        b"body",
        b"br",
        b"p",
        b"meta",
    ];
    let body = trim(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&body[..body.len().min(1024)]));
    let Some(rest) = body.strip_prefix(b"<") else { return false };
    rest.starts_with(b"!--")
        || TAGS.iter().any(|tag| {
            rest.len() > tag.len()
                && is_word(&rest[..tag.len()], tag)
                && matches!(rest[tag.len()], b'>' | b' ' | b'\n' | b'\r' | b'\t' | 0x0c)
        })
        || rest.starts_with(b"?xml") && memchr::memmem::find(rest, b"<html").is_some()
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
