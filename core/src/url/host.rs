//! Hosts of special schemes, by <https://url.spec.whatwg.org/#host-parsing>.

use super::encode::is_plain_host;
use std::borrow::Cow;

/// Appends the host in its serialised form; false where it is none.
pub(super) fn push_host(out: &mut Vec<u8>, host: &[u8]) -> bool {
    if is_plain_host(host) && !ends_in_number(host) {
        out.extend_from_slice(host);
        return !host.is_empty();
    }
    push_unusual(out, host)
}

#[cold]
fn push_unusual(out: &mut Vec<u8>, host: &[u8]) -> bool {
    let decoded = if host.first() == Some(&b'[') { Cow::Borrowed(host) } else { percent_decoded(host) };
    if decoded.is_ascii() && decoded.first() != Some(&b'[') && !ends_in_number(&decoded) {
        // The standard does no more than lower the case of ASCII names: a wrong `xn--` label passes, on which
        // the crate's IDNA fails (WPT: `http://a.b.c.xn--pokxncvks`).
        out.extend(decoded.iter().map(u8::to_ascii_lowercase));
        return !decoded.is_empty() && !decoded.iter().any(|c| is_forbidden(*c));
    }
    let text = String::from_utf8_lossy(&decoded);
    if text.chars().any(|c| UNASSIGNED.contains(&c)) {
        return false;
    }
    let Ok(parsed) = url::Host::parse(&text) else { return false };
    let text = parsed.to_string();
    // A name of nothing but characters that IDNA ignores.
    if text.is_empty() {
        return false;
    }
    out.extend_from_slice(text.as_bytes());
    true
}

/// Planes without a character as of Unicode 17. The crate's IDNA data lets a part of them through, U+3D000 to
/// U+3FC3F, which no browser does (WPT: IdnaTestV2, U+3E8AC).
const UNASSIGNED: std::ops::RangeInclusive<char> = '\u{33480}'..='\u{DFFFF}';

/// Forbidden domain code points, <https://url.spec.whatwg.org/#forbidden-domain-code-point>.
fn is_forbidden(c: u8) -> bool {
    c <= b' '
        || c == 0x7F
        || matches!(c, b'#' | b'%' | b'/' | b':' | b'<' | b'>' | b'?' | b'@' | b'[' | b'\\' | b']' | b'^' | b'|')
}

/// Whether the last label is a number, so that the host must be an IPv4 address
/// (<https://url.spec.whatwg.org/#ends-in-a-number-checker>; here any last label that begins with a digit
/// and is all digits or begins with `0x`).
fn ends_in_number(host: &[u8]) -> bool {
    let host = host.strip_suffix(b".").unwrap_or(host);
    let last = &host[memchr::memrchr(b'.', host).map_or(0, |dot| dot + 1)..];
    match last {
        [b'0', b'x' | b'X', hex @ ..] => hex.iter().all(u8::is_ascii_hexdigit),
        [] => false,
        digits => digits.iter().all(u8::is_ascii_digit),
    }
}

fn percent_decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'%', text).is_none() {
        return Cow::Borrowed(text);
    }
    let hex = |c: Option<&u8>| c.and_then(|c| char::from(*c).to_digit(16));
    let mut out = Vec::with_capacity(text.len());
    let mut i = 0;
    while let Some(&c) = text.get(i) {
        match (c, hex(text.get(i + 1)), hex(text.get(i + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                i += 3;
            }
            _ => {
                out.push(c);
                i += 1;
            }
        }
    }
    Cow::Owned(out)
}
