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
    let mut rest = &bare.as_bytes()[..bare.len() - domain.len()];
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

#[cfg(test)]
mod tests;
