//! The WHATWG address parser: an href and its base in, the serialised address out.
//!
//! The standard: <https://url.spec.whatwg.org/#url-parsing>. The special schemes (http, https, ws, wss, ftp,
//! file) are parsed here, written straight into a byte buffer, because every link of the web passes through;
//! IDNA, IP addresses and all other schemes are the `url` crate's (docs/decisions/url-parser.md tells why it
//! is not asked for everything). The judge is the Web Platform Tests' `urltestdata.json`.

use super::encode::{self, push_encoded, push_path, shorten, starts_with_drive};
use super::host::push_host;
use std::borrow::Cow;

/// The longest address, in bytes, as written or serialised. A longer one does not parse: a page with a base
/// of 50 kB and ten thousand relative links would fill memory.
pub const MAX_LENGTH: usize = 8192;

/// Schemes as the parser tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    File,
    /// A special scheme with a host: its number in [`SPECIAL`].
    Special(u8),
    Other,
}

/// Special schemes but `file`, and their ports.
const SPECIAL: [(&[u8], u16); 5] = [(b"http", 80), (b"https", 443), (b"ws", 80), (b"wss", 443), (b"ftp", 21)];

impl Scheme {
    pub(super) fn of(name: &[u8]) -> Self {
        if let Some(n) = SPECIAL.iter().position(|(special, _)| name.eq_ignore_ascii_case(special)) {
            Scheme::Special(n as u8)
        } else if name.eq_ignore_ascii_case(b"file") {
            Scheme::File
        } else {
            Scheme::Other
        }
    }

    fn special(self) -> Option<(&'static [u8], u16)> {
        match self {
            Scheme::Special(n) => SPECIAL.get(usize::from(n)).copied(),
            _ => None,
        }
    }
}

/// Parses an address, against a base if there is one, and serialises it; `None` where it does not parse or
/// is longer than [`MAX_LENGTH`].
///
/// ```
/// use backlit_core::url::parse;
/// assert_eq!(parse("../b?q#f", Some("https://EXAMPLE.com:443/a/c")).as_deref(), Some("https://example.com/b?q#f"));
/// assert_eq!(parse("b", None), None);
/// ```
pub fn parse(input: &str, base: Option<&str>) -> Option<String> {
    let base = match base {
        None => None,
        Some(base) => Some(Base::new(base)?),
    };
    let mut out = Vec::with_capacity(input.len() + 16);
    if !parse_into(input.as_bytes(), base.as_ref(), &mut out) {
        return None;
    }
    String::from_utf8(out).ok()
}

/// As [`parse`] without a base, for bytes: appends the serialised address to `out`; false, with nothing appended, where
/// it does not parse.
pub fn parse_bytes(input: &[u8], out: &mut Vec<u8>) -> bool {
    parse_into(input, None, out)
}

/// A parsed address that others are resolved against.
#[derive(Clone, Debug)]
pub(super) struct Base {
    /// Serialised, without fragment.
    pub(super) href: Vec<u8>,
    pub(super) scheme: Scheme,
    /// Where the path begins and ends. An opaque path begins after the colon of the scheme.
    pub(super) path: usize,
    pub(super) path_end: usize,
    /// Where the last slash of the path stands, if it has one.
    pub(super) last_slash: usize,
}

impl Base {
    pub(super) fn new(address: &str) -> Option<Self> {
        let mut href = Vec::with_capacity(address.len() + 16);
        if !parse_into(address.as_bytes(), None, &mut href) {
            return None;
        }
        href.truncate(memchr::memchr(b'#', &href).unwrap_or(href.len()));
        let scheme_end = memchr::memchr(b':', &href)?;
        let scheme = Scheme::of(&href[..scheme_end]);
        let path = match href.get(scheme_end..scheme_end + 3) {
            Some(b"://") => {
                let host = scheme_end + 3;
                href[host..].iter().position(|c| matches!(c, b'/' | b'?')).map_or(href.len(), |n| host + n)
            }
            _ => scheme_end + 1,
        };
        let path_end = memchr::memchr(b'?', &href[path..]).map_or(href.len(), |n| path + n);
        let last_slash = memchr::memrchr(b'/', &href[path..path_end]).map_or(path, |n| path + n);
        Some(Base { href, scheme, path, path_end, last_slash })
    }
}

/// Appends the address that `href` means; false, with nothing appended, where it does not parse.
pub(super) fn parse_into(href: &[u8], base: Option<&Base>, out: &mut Vec<u8>) -> bool {
    let start = out.len();
    let href = cleaned(href);
    let parsed = href.len() <= MAX_LENGTH && push_address(&href, base, out) && out.len() - start <= MAX_LENGTH;
    if !parsed {
        out.truncate(start);
    }
    parsed
}

/// Without spaces and controls at the ends, without tabs and line ends anywhere.
fn cleaned(href: &[u8]) -> Cow<'_, [u8]> {
    let mut text = href;
    while let [first, rest @ ..] = text
        && *first <= b' '
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && *last <= b' '
    {
        text = rest;
    }
    if memchr::memchr3(b'\t', b'\n', b'\r', text).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.iter().copied().filter(|c| !matches!(c, b'\t' | b'\n' | b'\r')).collect())
}

/// The name of the scheme that a cleaned href begins with, if it does.
fn scheme_of(href: &[u8]) -> Option<&[u8]> {
    if !href.first()?.is_ascii_alphabetic() {
        return None;
    }
    let end = href.iter().position(|c| !c.is_ascii_alphanumeric() && !matches!(c, b'+' | b'-' | b'.'))?;
    (href[end] == b':').then(|| &href[..end])
}

fn push_address(href: &[u8], base: Option<&Base>, out: &mut Vec<u8>) -> bool {
    let Some(name) = scheme_of(href) else {
        let Some(base) = base else { return false };
        return match base.scheme {
            Scheme::File => push_file(href, Some(base), out),
            Scheme::Special(_) => push_relative(href, base, out),
            Scheme::Other => push_other(href, Some(base), out),
        };
    };
    let rest = &href[name.len() + 1..];
    let scheme = Scheme::of(name);
    match (scheme, base) {
        (Scheme::Other, _) => push_other(href, None, out),
        (Scheme::File, base) => push_file(rest, base.filter(|base| base.scheme == Scheme::File), out),
        // `http:page` is relative to a base of the same scheme.
        (_, Some(base)) if base.scheme == scheme && !rest.starts_with(b"//") => push_relative(rest, base, out),
        _ => push_authority(rest, scheme, out),
    }
}

/// A relative href of a special scheme with a host.
fn push_relative(href: &[u8], base: &Base, out: &mut Vec<u8>) -> bool {
    match href {
        [] => out.extend_from_slice(&base.href),
        [b'/' | b'\\', b'/' | b'\\', ..] => return push_authority(href, base.scheme, out),
        [b'/' | b'\\', path @ ..] => {
            out.extend_from_slice(&base.href[..base.path]);
            push_tail(path, out.len(), base.scheme, out);
        }
        [b'?', ..] => {
            out.extend_from_slice(&base.href[..base.path_end]);
            push_query(href, out);
        }
        [b'#', ..] => {
            out.extend_from_slice(&base.href);
            push_encoded(out, href, encode::FRAGMENT);
        }
        _ => {
            let root = out.len() + base.path;
            out.extend_from_slice(&base.href[..base.last_slash]);
            push_tail(href, root, base.scheme, out);
        }
    }
    true
}

/// Path segments to be appended from here on, then query and fragment.
fn push_tail(tail: &[u8], root: usize, scheme: Scheme, out: &mut Vec<u8>) {
    let end = memchr::memchr2(b'?', b'#', tail).unwrap_or(tail.len());
    push_path(out, root, &tail[..end], scheme);
    push_query(&tail[end..], out);
}

/// A query, or a fragment, or both, or nothing.
fn push_query(tail: &[u8], out: &mut Vec<u8>) {
    if tail.is_empty() {
        return;
    }
    let hash = memchr::memchr(b'#', tail).unwrap_or(tail.len());
    push_encoded(out, &tail[..hash], encode::QUERY);
    if let Some((mark, fragment)) = tail[hash..].split_first() {
        out.push(*mark);
        push_encoded(out, fragment, encode::FRAGMENT);
    }
}

/// `//host/path` of a special scheme with a host, with any number of slashes before the host.
fn push_authority(rest: &[u8], scheme: Scheme, out: &mut Vec<u8>) -> bool {
    let Some((name, default_port)) = scheme.special() else { return false };
    let slashes = rest.iter().position(|c| !matches!(c, b'/' | b'\\')).unwrap_or(rest.len());
    let rest = &rest[slashes..];
    let end = rest.iter().position(|c| matches!(c, b'/' | b'\\' | b'?' | b'#')).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    out.extend_from_slice(name);
    out.extend_from_slice(b"://");
    let host = match memchr::memrchr(b'@', authority) {
        None => authority,
        Some(at) => {
            push_userinfo(&authority[..at], out);
            &authority[at + 1..]
        }
    };
    let (host, port) = split_port(host);
    if !push_host(out, host) || !push_port(port, default_port, out) {
        return false;
    }
    push_tail(without_slash(tail), out.len(), scheme, out);
    true
}

fn push_userinfo(userinfo: &[u8], out: &mut Vec<u8>) {
    let colon = memchr::memchr(b':', userinfo).unwrap_or(userinfo.len());
    let (name, password) = (&userinfo[..colon], userinfo.get(colon + 1..).unwrap_or_default());
    push_encoded(out, name, encode::USERINFO);
    if !password.is_empty() {
        out.push(b':');
        push_encoded(out, password, encode::USERINFO);
    }
    if !name.is_empty() || !password.is_empty() {
        out.push(b'@');
    }
}

/// The host, and what follows the first colon outside brackets.
fn split_port(host: &[u8]) -> (&[u8], &[u8]) {
    let mut inside = false;
    for (n, c) in host.iter().enumerate() {
        match c {
            b'[' => inside = true,
            b']' => inside = false,
            b':' if !inside => return (&host[..n], &host[n + 1..]),
            _ => {}
        }
    }
    (host, b"")
}

fn push_port(digits: &[u8], default_port: u16, out: &mut Vec<u8>) -> bool {
    let mut number = 0u32;
    for c in digits {
        if !c.is_ascii_digit() {
            return false;
        }
        number = (number * 10 + u32::from(c - b'0')).min(1 << 16);
    }
    if !digits.is_empty() && number != u32::from(default_port) {
        out.push(b':');
        out.extend_from_slice(number.to_string().as_bytes());
    }
    number <= u32::from(u16::MAX)
}

/// The path that follows a host, its first slash taken off.
fn without_slash(tail: &[u8]) -> &[u8] {
    match tail {
        [b'/' | b'\\', path @ ..] => path,
        _ => tail,
    }
}

/// What follows `file:`, by the standard's three file states.
fn push_file(rest: &[u8], base: Option<&Base>, out: &mut Vec<u8>) -> bool {
    match (rest, base) {
        ([b'/' | b'\\', b'/' | b'\\', rest @ ..], _) => return push_file_host(rest, out),
        ([b'/' | b'\\', path @ ..], base) => {
            let host = base.map_or(&b"file://"[..], |base| &base.href[..base.path]);
            out.extend_from_slice(host);
            let root = out.len();
            if let Some(base) = base
                && !starts_with_drive(path)
                && let [b'/', letter, b':', ..] = &base.href[base.path..base.path_end]
                && letter.is_ascii_alphabetic()
                && matches!(base.href[base.path..base.path_end].get(3), None | Some(b'/'))
            {
                out.extend_from_slice(&[b'/', *letter, b':']);
            }
            push_tail(path, root, Scheme::File, out);
        }
        (_, None) => {
            out.extend_from_slice(b"file://");
            push_tail(rest, out.len(), Scheme::File, out);
        }
        ([], Some(base)) => out.extend_from_slice(&base.href),
        ([b'?', ..], Some(base)) => {
            out.extend_from_slice(&base.href[..base.path_end]);
            push_query(rest, out);
        }
        ([b'#', ..], Some(base)) => {
            out.extend_from_slice(&base.href);
            push_encoded(out, rest, encode::FRAGMENT);
        }
        (_, Some(base)) => {
            let root = out.len() + base.path;
            out.extend_from_slice(&base.href[..base.path]);
            if !starts_with_drive(rest) {
                out.extend_from_slice(&base.href[base.path..base.path_end]);
                shorten(out, root, Scheme::File);
            }
            push_tail(rest, root, Scheme::File, out);
        }
    }
    true
}

/// What follows `file://`.
fn push_file_host(rest: &[u8], out: &mut Vec<u8>) -> bool {
    out.extend_from_slice(b"file://");
    let end = rest.iter().position(|c| matches!(c, b'/' | b'\\' | b'?' | b'#')).unwrap_or(rest.len());
    let (host, tail) = rest.split_at(end);
    if encode::is_drive(host) {
        push_tail(rest, out.len(), Scheme::File, out);
        return true;
    }
    let start = out.len();
    if !host.is_empty() && !push_host(out, host) {
        return false;
    }
    if &out[start..] == b"localhost" {
        out.truncate(start);
    }
    push_tail(without_slash(tail), out.len(), Scheme::File, out);
    true
}

/// Addresses of all other schemes (`mailto:`, `javascript:`, `tel:` …), and hrefs against such a base.
#[cold]
fn push_other(href: &[u8], base: Option<&Base>, out: &mut Vec<u8>) -> bool {
    let text = String::from_utf8_lossy(href);
    let parsed = match base {
        None => url::Url::parse(&text),
        Some(base) => {
            let Ok(base) = url::Url::parse(&String::from_utf8_lossy(&base.href)) else { return false };
            base.join(&text)
        }
    };
    let Ok(parsed) = parsed else { return false };
    out.extend_from_slice(parsed.as_str().as_bytes());
    true
}
