//! Addresses: a second parser must agree, serialised addresses parse to themselves, keys round trip.

use backlit_core::url::parse::MAX_LENGTH;
use backlit_core::url::{Resolver, Scope, page_key, parse, registrable_domain, scope_range, url_from_key};

const BASES: [&str; 8] = [
    "http://example.org/foo/bar",
    "https://example.org:8443/a/b/c/?q=1#f",
    "https://user:pass@example.org/x?",
    "http://[2001:db8::1]:81/a//b/",
    "ftp://example.org/a%2fb/c",
    "file:///C:/a/b",
    "mailto:me@example.org",
    "non-special://host/a/../b",
];

/// The first byte chooses a base, the rest is the href.
pub fn resolve(data: &[u8]) {
    let Some((first, href)) = data.split_first() else { return };
    let base = BASES[usize::from(*first) % BASES.len()];
    let resolver = Resolver::new(base).expect("the base parses");
    let mut out = b"before".to_vec();
    let done = resolver.resolve(href, &mut out);
    let address = out.split_off(6);
    assert_eq!(out, b"before");
    assert!(done || address.is_empty());
    assert!(address.len() <= MAX_LENGTH);
    let address = String::from_utf8(address).expect("addresses are text");
    if let Ok(text) = std::str::from_utf8(href)
        && text.len() < MAX_LENGTH / 16
        && crate_is_sound(text, base)
    {
        let second = url::Url::parse(base).expect("the base parses").join(text).ok().map(String::from);
        assert_eq!(done.then_some(address.as_str()), second.as_deref(), "{text:?} against {base}");
    }
    if done && is_special(&address) {
        serialised(&address);
    }
}

/// What a serialised address must hold to.
fn serialised(address: &str) {
    assert_eq!(parse(address, None).as_deref(), Some(address));
    let mut key = Vec::new();
    if !page_key(address, &mut key) {
        assert!(!address.starts_with("http:") && !address.starts_with("https:"), "{address} has no key");
        return;
    }
    let mut page = Vec::new();
    assert!(url_from_key(&key, &mut page));
    let page = String::from_utf8(page).expect("addresses are text");
    assert_eq!(parse(&page, None).as_deref(), Some(page.as_str()));
    let mut again = Vec::new();
    assert!(page_key(&page, &mut again) && again == key);
    for scope in [Scope::Exact, Scope::Prefix, Scope::Host, Scope::Domain] {
        assert!(scope_range(scope, &page).expect("a page is a target").contains(&key), "{scope:?} {page}");
    }
}

/// Any text as an address without base, as a host, as a target; any bytes as a key.
pub fn key(data: &[u8]) {
    let mut page = Vec::new();
    if url_from_key(data, &mut page) {
        // Bytes that were never a key may give text that is no address, but no panic.
        let _ = String::from_utf8_lossy(&page);
    } else {
        assert!(page.is_empty());
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut key = Vec::new();
    if page_key(text, &mut key) {
        let mut page = Vec::new();
        assert!(url_from_key(&key, &mut page));
        let page = String::from_utf8(page).expect("addresses are text");
        let mut again = Vec::new();
        assert!(page_key(&page, &mut again));
        assert_eq!(again, key);
    } else {
        assert!(key.is_empty());
    }
    let is_host = parse(&format!("http://{text}/"), None) == Some(format!("http://{text}/"));
    if let Some(domain) = registrable_domain(text)
        && is_host
        && !text.contains(['/', ':', '@', '#', '?'])
    {
        assert!(text.trim_end_matches('.').ends_with(domain));
        assert_eq!(registrable_domain(domain), Some(domain));
    }
    for scope in [Scope::Exact, Scope::Prefix, Scope::Host, Scope::Domain] {
        if let Ok(range) = scope_range(scope, text) {
            assert!(range.start < range.end);
        }
    }
}

fn is_special(address: &str) -> bool {
    ["http:", "https:", "ws:", "wss:", "ftp:", "file:"].iter().any(|scheme| address.starts_with(scheme))
}

/// Whether the `url` crate, which fails some of the standard's own cases, is to be asked about this href:
/// not for `^` in a path, ASCII `xn--` labels, three slashes, drive letters, `file:`, plane 3.
fn crate_is_sound(href: &str, base: &str) -> bool {
    let plain: String = href.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let plain = plain.trim_matches(|c| c <= ' ').to_ascii_lowercase().replace('\\', "/");
    let host_like = plain.contains("//") || plain.contains(':');
    // A letter before a colon is a drive letter to the crate, whatever the scheme; the scheme's own is not.
    let letters = plain.as_bytes().windows(2).filter(|w| w[0].is_ascii_alphabetic() && w[1] == b':').count();
    let scheme =
        usize::from(plain.split_once("://").is_some_and(|(name, _)| name.bytes().all(|c| c.is_ascii_alphabetic())));
    let drive = letters > scheme || plain.contains('|');
    let odd = plain.contains('^') || plain.starts_with("///") || plain.contains("file:") || base.starts_with("file:");
    let name = host_like && (plain.contains("xn-") || plain.contains('%') || plain.chars().any(|c| c > '\u{2FFFF}'));
    !odd && !name && !drive
}
