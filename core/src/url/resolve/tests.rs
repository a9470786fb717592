//! Hrefs made of awkward pieces, against the `url` crate as a second opinion.
//!
//! The Web Platform Tests decide (tests/core/test_url_conformance.py); where the crate is known to fail them
//! (`^` in a path, ASCII hosts with a bad `xn--` label, three slashes against a base, drive letters, `file:`) it
//! is not asked.

use super::Resolver;
use crate::url::parse::MAX_LENGTH;
use crate::url::{page_key, parse, url_from_key};

const PIECES: &[&str] = &[
    "http:",
    "https:",
    "HTTP:",
    "ws:",
    "ftp:",
    "mailto:",
    "javascript:",
    "data:",
    "a",
    "b.c",
    "index.html",
    "/",
    "/",
    "/",
    "//",
    "\\",
    ".",
    "..",
    "./",
    "../",
    "/../",
    "/./",
    "%2e",
    "%2E%2e",
    "..%2f",
    "?",
    "?q=1",
    "&x",
    "#",
    "#f",
    ":",
    ":80",
    ":443",
    ":8080",
    ":0",
    ":99999",
    ":x",
    "@",
    "u:p@",
    "user@",
    "[::1]",
    "[",
    "]",
    "[1:2::3]",
    "1.2.3.4",
    "0x7f.1",
    "256",
    "0300.168.0xF0",
    "1.",
    "example.com",
    "EXAMPLE.com",
    "b\u{fc}cher.de",
    "\u{ff21}.com",
    "\u{df}",
    "%41",
    "%zz",
    "%",
    "%00",
    "\u{0}",
    "\t",
    "\n",
    " ",
    "  ",
    "\u{1}",
    "\u{7f}",
    "\u{a0}",
    "\u{2028}",
    "\u{1F600}",
    "\u{fffd}",
    "'",
    "\"",
    "<",
    ">",
    "`",
    "{",
    "}",
    "|",
    ";",
    "=",
    "&amp;",
    "~",
    "!",
    "*",
    "(",
    ")",
    "C:",
    "C|",
    "\u{ad}",
    "\u{3002}",
    "_",
    "-",
];

const BASES: &[&str] = &[
    "http://example.org/foo/bar",
    "http://example.org",
    "https://example.org:8443/a/b/c/?q=1#f",
    "https://user:pass@example.org/x?",
    "http://[2001:db8::1]:81/a//b/",
    "http://example.org/?a/b/../c",
    "ftp://example.org/a%2fb/c",
    "ws://example.org/a;b=c/d",
    "mailto:me@example.org",
    "about:blank",
];

/// A small generator of numbers (splitmix64), so that every run tries the same hrefs.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) as usize % limit
    }

    fn href(&mut self) -> String {
        (0..self.below(9)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

/// Whether the crate's answer for this href counts.
fn crate_is_sound(href: &str) -> bool {
    let plain: String = href.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let plain = plain.trim_matches(|c| c <= ' ').to_ascii_lowercase().replace('\\', "/");
    let drive = plain.contains("c:") || plain.contains("c|");
    !drive
        && !plain.contains('^')
        && !plain.contains("xn--")
        && !plain.starts_with("///")
        && !plain.starts_with("file:")
}

#[test]
fn the_url_crate_agrees_on_made_up_hrefs() {
    let mut numbers = Numbers(1);
    let mut agreed = 0;
    for _ in 0..20_000 {
        let href = numbers.href();
        if !crate_is_sound(&href) {
            continue;
        }
        for base in BASES {
            let want = url::Url::parse(base).expect("a base").join(&href).ok().map(String::from);
            let mut out = b"before".to_vec();
            let done = Resolver::new(base).expect("a base").resolve(href.as_bytes(), &mut out);
            assert_eq!(out.split_off(6), want.as_deref().unwrap_or("").as_bytes(), "{href:?} against {base}");
            assert_eq!(done, want.is_some(), "{href:?} against {base}");
            agreed += usize::from(done);
        }
    }
    assert!(agreed > 50_000);
}

#[test]
fn what_is_serialised_parses_to_itself_and_has_a_key() {
    let mut numbers = Numbers(2);
    for _ in 0..100_000 {
        let href = numbers.href();
        let base = BASES[numbers.below(BASES.len())];
        let Some(address) = parse(&href, Some(base)) else { continue };
        assert_eq!(parse(&address, None).as_deref(), Some(address.as_str()), "{href:?} against {base}");
        let mut key = Vec::new();
        if !page_key(&address, &mut key) {
            assert!(!address.starts_with("http:") && !address.starts_with("https:"), "{address} has no key");
            continue;
        }
        let mut back = Vec::new();
        assert!(url_from_key(&key, &mut back));
        let mut page = url::Url::parse(&address).expect("parses");
        page.set_fragment(None);
        page.set_username("").and_then(|()| page.set_password(None)).expect("has a host");
        assert_eq!(String::from_utf8_lossy(&back), page.as_str(), "{href:?} against {base}");
    }
}

#[test]
fn bytes_that_are_no_utf8_are_encoded_and_hosts_of_them_refused() {
    let resolver = Resolver::new("http://example.org/").expect("a base");
    let mut out = Vec::new();
    assert!(resolver.resolve(b"a\xFF?\xC3#\x80", &mut out));
    assert_eq!(out, b"http://example.org/a%FF?%C3#%80");
    assert!(!resolver.resolve(b"http://a\xFFb/", &mut out));
}

#[test]
fn long_addresses_do_not_parse() {
    let base = format!("http://example.org/{}/", "a".repeat(5000));
    let resolver = Resolver::new(&base).expect("a base");
    let mut out = Vec::new();
    assert!(resolver.resolve(b"b", &mut out));
    assert!(!resolver.resolve(&[b'b'; 4000], &mut out));
    assert!(!resolver.resolve("\u{e9}".repeat(1000).as_bytes(), &mut out), "six bytes each once encoded");
    assert_eq!(out.len(), base.len() + 1);
    assert!(Resolver::new(&format!("http://example.org/{}", "a".repeat(50_000))).is_none());
    assert_eq!(parse(&format!("mailto:{}", "a".repeat(MAX_LENGTH)), None), None);
    assert_eq!(parse(&format!("http://a/{}", "../".repeat(2000)), None).as_deref(), Some("http://a/"));
}
