//! Whether a document is HTML: by what the server says, by its first bytes where the server says nothing or lies.
//!
//! The rules are those of the WHATWG MIME Sniffing standard (section 7.1, identifying a resource with an unknown MIME
//! type), widened by XHTML under the names that servers give it.

/// Tags that only HTML begins with (MIME Sniffing, 7.1).
const TAGS: [&[u8]; 17] = [
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<script",
    b"<iframe",
    b"<h1",
    b"<div",
    b"<font",
    b"<table",
    b"<a",
    b"<style",
    b"<title",
    b"<b",
    b"<body",
    b"<br",
    b"<p",
    b"<!--",
];

/// First bytes of what servers most often call text/html by mistake.
const BINARY: [&[u8]; 9] =
    [b"%PDF-", b"\x89PNG", b"GIF87a", b"GIF89a", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF", b"\x1f\x8b\x08", b"OggS"];

/// The media type without parameters, trimmed.
pub fn essence(content_type: &str) -> &str {
    content_type.split([';', ',']).next().unwrap_or_default().trim()
}

/// Whether a document is to be read as HTML.
pub fn is_html(content_type: Option<&str>, body: &[u8]) -> bool {
    let essence = essence(content_type.unwrap_or_default());
    let is = |name: &str| essence.eq_ignore_ascii_case(name);
    if is("text/html") || is("application/xhtml+xml") || is("application/vnd.wap.xhtml+xml") {
        return !BINARY.iter().any(|magic| body.starts_with(magic));
    }
    if is("text/xml") || is("application/xml") {
        return holds_html_root(body);
    }
    // No type, a type that says nothing, or words that are no type at all.
    let unknown = !essence.contains('/') || is("application/octet-stream") || is("unknown/unknown") || is("*/*");
    unknown && begins_html(body)
}

/// Whether the bytes begin as only an HTML document does.
pub fn begins_html(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if bytes.starts_with(b"<?xml") {
        return holds_html_root(bytes);
    }
    TAGS.iter().any(|tag| {
        let begins = bytes.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
        begins
            && (*tag == b"<!--"
                || bytes.get(tag.len()).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/')))
    })
}

/// Whether the root element of an XML document is `html`, looked for in its first bytes.
fn holds_html_root(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(2048)];
    memchr::memchr_iter(b'<', start)
        .map(|at| &start[at + 1..])
        .find(|tag| tag.first().is_some_and(u8::is_ascii_alphabetic))
        .is_some_and(|tag| tag.get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"html")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn believes_the_server_unless_the_bytes_say_no() {
        let page: &[u8] = b"\n <!DOCTYPE HTML><p>";
        for name in
            ["text/html", "Text/HTML; charset=x", "application/xhtml+xml", "", "html", "application/octet-stream"]
        {
            assert!(is_html(Some(name), page), "{name}");
        }
        assert!(is_html(None, b"<a href=x>"));
        assert!(is_html(Some("text/xml"), b"<?xml version='1.0'?><!DOCTYPE html><html xmlns='x'>"));
        assert!(!is_html(Some("text/xml"), b"<?xml version='1.0'?><rss><channel>"));
        for name in ["text/plain", "image/png", "application/pdf", "application/json"] {
            assert!(!is_html(Some(name), page), "{name}");
        }
        assert!(!is_html(Some("text/html"), b"%PDF-1.4"));
        assert!(!is_html(None, b"<abbr-like>"));
        assert!(!is_html(None, b""));
    }
}
