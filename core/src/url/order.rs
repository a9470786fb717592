//! The order of pages: one byte string for each address, so that plain byte order is the order of the index.
//!
//! Pages stand by registrable domain (labels reversed, compared label by label), then host, port, path,
//! query, and scheme last. All pages of a domain, of a host, or under a path prefix are then one run, and
//! http and https of one address are neighbours. Reversed hosts are the habit of web archives (SURT,
//! <https://github.com/internetarchive/surt>) and web graphs; the registrable domain goes first here because
//! a domain can lie below another without belonging to it (`bucket.s3.amazonaws.com` is its own domain, by
//! the private suffix `s3.amazonaws.com`, and must not stand in the middle of `amazonaws.com`).
//!
//! A key is these parts, and nothing in a serialised address is as small as the marks between them:
//!
//! | part | bytes |
//! | --- | --- |
//! | domain | its labels from the last to the first, `01` between; an IP address is one label |
//! | | `00` |
//! | rest of the host | `01` before each label, from the last to the first; `02` if the host ends with a dot |
//! | | `00` |
//! | port | `00` for the scheme's own, else `01` and the number, high byte first |
//! | path | as it is |
//! | query | `00` if there is none, else `01`, the query, `00` |
//! | scheme | `00` http, `01` https |

use super::domain::{DomainCache, domain_of, is_ip};
use std::fmt;
use std::ops::Range;

/// Appends the key of a page; false, with nothing appended, where `url` is no serialised http(s) address.
///
/// The page is the address without fragment, user name and password. Only the serialised form is taken (what
/// [`super::parse`] gives): lower-case host, no default port, printable ASCII. An index keeps one form of
/// each address or none.
pub fn page_key(url: &str, out: &mut Vec<u8>) -> bool {
    push_key(url, domain_of, out)
}

/// As [`page_key`], with a table of domains for loops over many addresses.
pub fn page_key_cached(url: &str, domains: &mut DomainCache, out: &mut Vec<u8>) -> bool {
    push_key(url, |host| domains.domain_of(host), out)
}

fn push_key(url: &str, domain_of: impl FnOnce(&str) -> &str, out: &mut Vec<u8>) -> bool {
    let Some(page) = PageUrl::split(url) else { return false };
    let domain = domain_of(page.host);
    push_host(page.host, domain, out);
    push_port(page.port, out);
    out.extend_from_slice(page.path.as_bytes());
    match page.query {
        None => out.push(0),
        Some(query) => {
            out.push(1);
            out.extend_from_slice(query.as_bytes());
            out.push(0);
        }
    }
    out.push(u8::from(page.https));
    true
}

fn push_host(host: &str, domain: &str, out: &mut Vec<u8>) {
    push_domain(domain, out);
    let bare = if domain.len() < host.len() { host.strip_suffix('.').unwrap_or(host) } else { host };
    let mut rest = bare[..bare.len() - domain.len()].as_bytes();
    while let Some((b'.', before)) = rest.split_last().map(|(last, before)| (*last, before)) {
        let label = memchr::memrchr(b'.', before).map_or(0, |dot| dot + 1);
        out.push(1);
        out.extend_from_slice(&before[label..]);
        rest = &before[..label];
    }
    if bare.len() < host.len() {
        out.push(2);
    }
    out.push(0);
}

fn push_domain(domain: &str, out: &mut Vec<u8>) {
    if is_ip(domain) {
        out.extend_from_slice(domain.as_bytes());
    } else {
        for (n, label) in domain.as_bytes().rsplit(|c| *c == b'.').enumerate() {
            if n > 0 {
                out.push(1);
            }
            out.extend_from_slice(label);
        }
    }
    out.push(0);
}

fn push_port(port: Option<u16>, out: &mut Vec<u8>) {
    match port {
        None => out.push(0),
        Some(port) => {
            out.push(1);
            out.extend_from_slice(&port.to_be_bytes());
        }
    }
}

/// The parts of a page's address that its key is made of.
struct PageUrl<'a> {
    https: bool,
    host: &'a str,
    port: Option<u16>,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> PageUrl<'a> {
    /// Splits a serialised http(s) address; `None` for any other string.
    fn split(url: &'a str) -> Option<Self> {
        let (https, rest) = match url.strip_prefix("http") {
            Some(rest) if rest.starts_with("://") => (false, &rest[3..]),
            Some(rest) if rest.starts_with("s://") => (true, &rest[4..]),
            _ => return None,
        };
        let rest = &rest[..memchr::memchr(b'#', rest.as_bytes()).unwrap_or(rest.len())];
        if !rest.bytes().fold(true, |all, c| all & (c > b' ') & (c < 0x7F)) {
            return None;
        }
        let (authority, tail) = rest.split_at(memchr::memchr(b'/', rest.as_bytes())?);
        let host = &authority[memchr::memrchr(b'@', authority.as_bytes()).map_or(0, |at| at + 1)..];
        let (host, port) = match memchr::memrchr(b':', host.as_bytes()) {
            Some(colon) if !host.ends_with(']') => (&host[..colon], Some(port(&host[colon + 1..], https)?)),
            _ => (host, None),
        };
        let ipv6 = host.starts_with('[') && host.ends_with(']');
        let known = |c: u8| HOST[c as usize] || ipv6 && matches!(c, b'[' | b':' | b']');
        if host.is_empty() || !host.bytes().all(known) {
            return None;
        }
        let (path, query) = match memchr::memchr(b'?', tail.as_bytes()) {
            None => (tail, None),
            Some(mark) => (&tail[..mark], Some(&tail[mark + 1..])),
        };
        Some(PageUrl { https, host, port, path, query })
    }
}

/// Bytes that the host of a serialised address can have: no forbidden domain code point
/// (<https://url.spec.whatwg.org/#forbidden-domain-code-point>) and no capital.
static HOST: [bool; 256] = {
    let mut table = [false; 256];
    let mut c = b'!';
    while c < 0x7F {
        let forbidden =
            matches!(c, b'#' | b'%' | b'/' | b':' | b'<' | b'>' | b'?' | b'@' | b'[' | b'\\' | b']' | b'^' | b'|');
        table[c as usize] = !forbidden && !c.is_ascii_uppercase();
        c += 1;
    }
    table
};

/// The number of a port as the standard writes it: no leading zero, not the scheme's own.
fn port(digits: &str, https: bool) -> Option<u16> {
    let number = digits.parse::<u16>().ok()?;
    let own = if https { 443 } else { 80 };
    let plain = digits.bytes().all(|c| c.is_ascii_digit()) && (digits.len() == 1 || !digits.starts_with('0'));
    (plain && number != own).then_some(number)
}

/// Where the parts of a key end: pages of one domain share its first `domain` bytes, of one host its first
/// `host` bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyParts {
    /// Up to and with the mark after the domain.
    pub domain: usize,
    /// Up to and with the mark after the host.
    pub host: usize,
}

/// Where domain and host end in a key; `None` for bytes that are no key.
#[inline]
pub fn key_parts(key: &[u8]) -> Option<KeyParts> {
    let domain = memchr::memchr(0, key)? + 1;
    let host = domain + memchr::memchr(0, &key[domain..])? + 1;
    Some(KeyParts { domain, host })
}

/// Appends the domain of a key, as people write it; false for bytes that are no key.
pub fn domain_from_key(key: &[u8], out: &mut Vec<u8>) -> bool {
    let Some(parts) = key_parts(key) else { return false };
    pull_labels(&key[..parts.domain - 1], out);
    true
}

/// Appends the host of a key, as people write it, without port; false for bytes that are no key.
pub fn host_from_key(key: &[u8], out: &mut Vec<u8>) -> bool {
    let Some(parts) = key_parts(key) else { return false };
    let rest = &key[parts.domain..parts.host - 1];
    let (rest, dot) = match rest.split_last() {
        Some((2, before)) => (before, true),
        _ => (rest, false),
    };
    if let Some((1, labels)) = rest.split_first() {
        pull_labels(labels, out);
        out.push(b'.');
    }
    pull_labels(&key[..parts.domain - 1], out);
    if dot {
        out.push(b'.');
    }
    true
}

fn pull_labels(labels: &[u8], out: &mut Vec<u8>) {
    for (n, label) in labels.rsplit(|c| *c == 1).enumerate() {
        if n > 0 {
            out.push(b'.');
        }
        out.extend_from_slice(label);
    }
}

/// Appends the address that a key was made of; false, with nothing appended, for bytes that are no key.
pub fn url_from_key(key: &[u8], out: &mut Vec<u8>) -> bool {
    let start = out.len();
    let done = pull_url(key, out).is_some();
    if !done {
        out.truncate(start);
    }
    done
}

fn pull_url(key: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let parts = key_parts(key)?;
    let (scheme, rest) = key[parts.host..].split_last()?;
    out.extend_from_slice(match scheme {
        0 => b"http://",
        1 => b"https://",
        _ => return None,
    });
    host_from_key(key, out);
    let tail = match rest {
        [0, tail @ ..] => tail,
        [1, high, low, tail @ ..] => {
            out.push(b':');
            out.extend_from_slice(u16::from_be_bytes([*high, *low]).to_string().as_bytes());
            tail
        }
        _ => return None,
    };
    match tail {
        [path @ .., 0] => match memchr::memchr(1, path) {
            None => out.extend_from_slice(path),
            Some(mark) => {
                out.extend_from_slice(&path[..mark]);
                out.push(b'?');
                out.extend_from_slice(&path[mark + 1..]);
            }
        },
        _ => return None,
    }
    Some(())
}

/// How much of the web a target stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One address: with the scheme that it has, without one both http and https.
    Exact,
    /// Every address of one host that begins so, path and query taken as characters; http and https.
    Prefix,
    /// Every page of one host; of all its ports, unless the target names one.
    Host,
    /// Every page of the target's registrable domain, subdomains included.
    Domain,
}

impl Scope {
    /// The words that users see, in the order of the variants.
    pub const WORDS: &'static [&'static str] = &["exact", "prefix", "host", "domain"];

    /// The scope of a word, if there is one.
    pub fn from_word(word: &str) -> Option<Self> {
        [Scope::Exact, Scope::Prefix, Scope::Host, Scope::Domain]
            .into_iter()
            .zip(Self::WORDS)
            .find_map(|(scope, known)| (*known == word).then_some(scope))
    }
}

/// A target that is no web address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTarget(
    /// What the user wrote.
    pub String,
);

impl fmt::Display for BadTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is no target: write a domain (example.com), a host (blog.example.com) or a web address \
             (https://example.com/page)",
            self.0
        )
    }
}

impl std::error::Error for BadTarget {}

/// The run of keys that a target means: from the first, up to but without the second.
///
/// The target is an http(s) address, or one without its scheme (`example.com`, `example.com/blog?page=2`).
pub fn scope_range(scope: Scope, target: &str) -> Result<Range<Vec<u8>>, BadTarget> {
    let bad = || BadTarget(target.to_owned());
    let target = target.trim();
    let has_scheme = target.get(..7).is_some_and(|s| s.eq_ignore_ascii_case("http://"))
        || target.get(..8).is_some_and(|s| s.eq_ignore_ascii_case("https://"));
    let authority = target.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    // `mailto:me@example.com` and `ftp://example.com` would pass as a user name and a host after `http://`.
    if !has_scheme && (authority.contains('@') || authority.ends_with(':')) {
        return Err(bad());
    }
    let url = if has_scheme { url::Url::parse(target) } else { url::Url::parse(&format!("http://{target}")) };
    let url = url.map_err(|_| bad())?;
    let mut low = Vec::new();
    if !page_key(url.as_str(), &mut low) {
        return Err(bad());
    }
    let parts = key_parts(&low).ok_or_else(bad)?;
    match scope {
        Scope::Exact if has_scheme => {
            let mut high = low.clone();
            high.push(0);
            return Ok(low..high);
        }
        Scope::Exact => low.truncate(low.len() - 1),
        Scope::Prefix => low.truncate(low.len() - 2),
        Scope::Host if url.port().is_some() => low.truncate(parts.host + 3),
        Scope::Host => low.truncate(parts.host),
        Scope::Domain => low.truncate(parts.domain),
    }
    let high = successor(&low);
    Ok(low..high)
}

/// The smallest byte string above all that begin with `prefix` (which is not all `FF`).
fn successor(prefix: &[u8]) -> Vec<u8> {
    let mut high = prefix.to_vec();
    while let Some(last) = high.pop() {
        if last < u8::MAX {
            high.push(last + 1);
            break;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::url::domain::registrable_domain;

    fn key(url: &str) -> Vec<u8> {
        let mut out = Vec::new();
        assert!(page_key(url, &mut out), "{url}");
        out
    }

    fn back(key: &[u8]) -> String {
        let mut out = Vec::new();
        assert!(url_from_key(key, &mut out));
        String::from_utf8(out).expect("keys hold ASCII")
    }

    /// Addresses that get in each other's way, made of all combinations of awkward parts.
    fn awkward() -> Vec<String> {
        let hosts = [
            "a.com",
            "a.com.",
            "b.a.com",
            "b.a.com.",
            "b-c.a.com",
            "a-b.com",
            "c.b.a.com",
            "com",
            "a..com",
            "ab.com",
            "amazonaws.com",
            "x.amazonaws.com",
            "s3.amazonaws.com",
            "bucket.s3.amazonaws.com",
            "zzz.amazonaws.com",
            "github.io",
            "me.github.io",
            "www.me.github.io",
            "1.2.3.4",
            "[2001:db8::1]",
            "localhost",
            ".",
            "a..",
            "_dmarc.a.com",
            "xn--85x722f.xn--55qx5d.cn",
            "www.ck",
            "b.www.ck",
            "a.b.ck",
            "c.a.b.ck",
        ];
        let tails = [
            "/", "/a", "/a/", "/a/b", "/a-b", "/a!", "/a?", "/a?b", "/a?b=/c", "/a//", "//", "/?", "/?a", "/~",
            "/a%20b", "/a?b?c",
        ];
        let mut urls = Vec::new();
        for host in hosts {
            for port in ["", ":81", ":0", ":65535", ":8080"] {
                for tail in tails {
                    for scheme in ["http", "https"] {
                        urls.push(format!("{scheme}://{host}{port}{tail}"));
                    }
                }
            }
        }
        urls
    }

    #[test]
    fn every_address_comes_back_from_its_key_and_keys_differ() {
        let urls = awkward();
        let mut keys: Vec<_> = urls.iter().map(|url| key(url)).collect();
        for (url, key) in urls.iter().zip(&keys) {
            assert_eq!(back(key), *url);
        }
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), urls.len());
    }

    #[test]
    fn a_page_is_the_address_without_fragment_user_name_and_password() {
        assert_eq!(back(&key("https://me:pass@a.com:81/x?y#z?/")), "https://a.com:81/x?y");
        assert_eq!(key("http://a.com/#"), key("http://a.com/"));
    }

    #[test]
    fn only_serialised_web_addresses_have_a_key() {
        let bad = [
            "",
            "http",
            "http:/a.com/",
            "http://",
            "http:///",
            "http://a.com",
            "http://a.com?x",
            "http://A.com/",
            "HTTP://a.com/",
            "ftp://a.com/",
            "mailto:a@a.com",
            "http://a.com:80/",
            "https://a.com:443/",
            "http://a.com:081/",
            "http://a.com:/",
            "http://a.com:+1/",
            "http://a.com:65536/",
            "http://a.com/ b",
            "http://a.com/\u{e9}",
            "http://a.com/\0",
            "http://a.com/\x01",
            "http://a:b]/",
            "http://[::1/",
            "http://a%2e/",
            "http://\u{e9}.com/",
        ];
        for url in bad {
            let mut out = b"before".to_vec();
            assert!(!page_key(url, &mut out), "{url}");
            assert_eq!(out, b"before");
        }
        assert!(page_key("http://a.com:443/", &mut Vec::new()));
    }

    #[test]
    fn bytes_that_are_no_key_give_no_address() {
        for bytes in [
            &b""[..],
            b"\0",
            b"\0\0",
            b"com\0\0",
            b"com\0\0\0",
            b"com\0\0\0/\0\x02",
            b"com\0\0\x02/\0\0",
            b"com\0\0\0/\0",
        ] {
            let mut out = b"before".to_vec();
            assert!(!url_from_key(bytes, &mut out), "{bytes:?}");
            assert_eq!(out, b"before");
        }
    }

    /// Every group of the same name must be neighbours in the sorted list.
    fn assert_runs(sorted: &[String], what: &str, name: impl Fn(&str) -> String) {
        let mut seen = std::collections::HashSet::new();
        let mut last = None;
        for url in sorted {
            let group = name(url);
            if last.as_ref() != Some(&group) {
                assert!(seen.insert(group.clone()), "{what} {group} is not one run (at {url})");
                last = Some(group);
            }
        }
    }

    fn host_of(url: &str) -> String {
        let parsed = url::Url::parse(url).expect("parses");
        parsed.host_str().expect("has a host").to_owned()
    }

    #[test]
    fn domains_hosts_ports_paths_and_schemes_are_runs() {
        let mut urls = awkward();
        urls.sort_by_key(|url| key(url));
        assert_runs(&urls, "domain", |url| domain_of(&host_of(url)).to_owned());
        assert_runs(&urls, "host", host_of);
        assert_runs(&urls, "port", |url| {
            url::Url::parse(url).expect("parses")[..url::Position::BeforePath].replacen("https", "http", 1)
        });
        assert_runs(&urls, "path", |url| {
            url::Url::parse(url).expect("parses")[..url::Position::AfterPath].replacen("https", "http", 1)
        });
        assert_runs(&urls, "address without scheme", |url| url.replacen("https", "http", 1));
    }

    #[test]
    fn hyphens_do_not_come_between_a_domain_and_its_subdomains() {
        let order = ["http://a.com/", "http://b.a.com/", "http://c.b.a.com/", "http://b-c.a.com/", "http://a-b.com/"];
        let mut sorted = order;
        sorted.sort_by_key(|url| key(url));
        assert_eq!(sorted, order);
    }

    #[test]
    fn a_scope_holds_its_pages_and_no_other() {
        let urls = awkward();
        let plain = |url: &str| url.replacen("https", "http", 1);
        for target in urls.iter().step_by(11) {
            let bare = &plain(target)["http://".len()..];
            let host = host_of(target);
            let domain = domain_of(&host);
            let parsed = url::Url::parse(target).expect("parses");
            let holds = |scope, written: &str, member: &dyn Fn(&str) -> bool| {
                let range = scope_range(scope, written).expect("a target");
                for url in urls.iter().step_by(7).chain([target]) {
                    assert_eq!(range.contains(&key(url)), member(url), "{scope:?} of {written}: {url}");
                }
            };
            holds(Scope::Exact, target, &|url| url == target);
            holds(Scope::Exact, bare, &|url| plain(url) == plain(target));
            holds(Scope::Prefix, target, &|url| plain(url).starts_with(&plain(target)));
            holds(Scope::Host, target, &|url| {
                host_of(url) == host
                    && parsed.port().is_none_or(|port| url::Url::parse(url).expect("parses").port() == Some(port))
            });
            holds(Scope::Domain, target, &|url| domain_of(&host_of(url)) == domain);
        }
    }

    #[test]
    fn targets_are_written_as_people_write_them() {
        let same = |scope, a, b| assert_eq!(scope_range(scope, a), scope_range(scope, b));
        same(Scope::Domain, "Example.COM", "http://www.example.com/page");
        same(Scope::Host, " b\u{fc}cher.example ", "https://xn--bcher-kva.example/x");
        same(Scope::Prefix, "example.com/a b", "https://example.com/a%20b");
        for bad in ["", "   ", "http://", "a b", "mailto:a@example.com", "ftp://example.com/", "exa<mple.com"] {
            let error = scope_range(Scope::Domain, bad).expect_err(bad);
            assert!(error.to_string().contains("is no target"), "{error}");
        }
    }

    #[test]
    fn the_table_of_domains_gives_what_the_list_gives() {
        let mut cache = DomainCache::new();
        for url in awkward().iter().chain(&awkward()) {
            let mut out = Vec::new();
            assert!(page_key_cached(url, &mut cache, &mut out));
            assert_eq!(out, key(url));
        }
        assert_eq!(registrable_domain("a..com"), None);
    }
}
