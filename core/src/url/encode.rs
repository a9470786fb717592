//! Percent-encoding and paths, written straight into the address that is being made.
//!
//! The sets are those of <https://url.spec.whatwg.org/#percent-encoded-bytes>.

use super::parse::Scheme;

/// Bytes to encode in a user name or password.
pub(super) const USERINFO: u8 = 1;
/// Bytes to encode in a path.
pub(super) const PATH: u8 = 2;
/// Bytes to encode in the query of a special scheme.
pub(super) const QUERY: u8 = 4;
/// Bytes to encode in a fragment.
pub(super) const FRAGMENT: u8 = 8;
/// Bytes that make a path need a second look: a backslash is a slash, a dot may be a dot segment.
const BACKSLASH: u8 = 16;
const DOT: u8 = 32;
/// Bytes of a host that can be copied as they are, where no label is a number.
const PLAIN_HOST: u8 = 64;

static CLASS: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut c = 0usize;
    while c < 256 {
        let byte = c as u8;
        let mut class = 0;
        if c <= 0x20 || c > 0x7E || matches!(byte, b'"' | b'<' | b'>') {
            class |= USERINFO | PATH | QUERY | FRAGMENT;
        }
        class |= match byte {
            b'#' | b'?' | b'^' | b'`' | b'{' | b'}' => USERINFO | PATH,
            b'/' | b':' | b';' | b'=' | b'@' | b'[' | b'\\' | b']' | b'|' => USERINFO,
            _ => 0,
        };
        class |= match byte {
            b'#' | b'\'' => QUERY,
            b'`' => FRAGMENT,
            b'\\' => BACKSLASH,
            b'.' | b'%' => DOT,
            _ => 0,
        };
        if byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_') {
            class |= PLAIN_HOST;
        }
        table[c] = class;
        c += 1;
    }
    table
};

/// Whether a host is in the form of the address already, if no label of it is a number.
pub(super) fn is_plain_host(host: &[u8]) -> bool {
    host.iter().all(|c| CLASS[*c as usize] & PLAIN_HOST != 0)
}

/// Appends `text` with the bytes of a set percent-encoded.
#[inline]
pub(super) fn push_encoded(out: &mut Vec<u8>, text: &[u8], set: u8) {
    if text.iter().fold(0, |all, c| all | CLASS[*c as usize]) & set == 0 {
        out.extend_from_slice(text);
    } else {
        push_each(out, text, set);
    }
}

#[cold]
fn push_each(out: &mut Vec<u8>, text: &[u8], set: u8) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &c in text {
        if CLASS[c as usize] & set == 0 {
            out.push(c);
        } else {
            out.extend_from_slice(&[b'%', HEX[usize::from(c >> 4)], HEX[usize::from(c & 15)]]);
        }
    }
}

/// Appends segments to the path that stands in `out` from `root` (each segment with the slash before it):
/// the standard's path state, <https://url.spec.whatwg.org/#path-state>, up to the query.
#[inline]
pub(super) fn push_path(out: &mut Vec<u8>, root: usize, path: &[u8], scheme: Scheme) {
    let mut class = 0;
    let mut before = b'/';
    for &c in path {
        let this = CLASS[c as usize];
        // A dot counts only where a segment begins.
        class |= if before == b'/' { this } else { this & !DOT };
        before = c;
    }
    if class & (PATH | BACKSLASH | DOT) == 0 && scheme != Scheme::File {
        out.push(b'/');
        out.extend_from_slice(path);
    } else {
        push_segments(out, root, path, scheme);
    }
}

fn push_segments(out: &mut Vec<u8>, root: usize, path: &[u8], scheme: Scheme) {
    let mut rest = path;
    loop {
        let end = rest.iter().position(|c| matches!(c, b'/' | b'\\'));
        let segment = &rest[..end.unwrap_or(rest.len())];
        match dots(segment) {
            0 => {
                out.push(b'/');
                if scheme == Scheme::File && out.len() == root + 1 && is_drive(segment) {
                    out.extend_from_slice(&[segment[0], b':']);
                } else {
                    push_encoded(out, segment, PATH);
                }
            }
            count => {
                if count == 2 {
                    shorten(out, root, scheme);
                }
                if end.is_none() {
                    out.push(b'/');
                }
            }
        }
        match end {
            Some(end) => rest = &rest[end + 1..],
            None => return,
        }
    }
}

/// 1 for `.`, 2 for `..`, in any of their encoded forms; else 0.
fn dots(segment: &[u8]) -> usize {
    let mut rest = segment;
    for count in 0..3 {
        rest = match rest {
            [] => return count,
            [b'.', rest @ ..] | [b'%', b'2', b'e' | b'E', rest @ ..] => rest,
            _ => return 0,
        };
    }
    0
}

/// Takes the last segment off the path that begins at `root`; a drive letter of a file stays.
pub(super) fn shorten(out: &mut Vec<u8>, root: usize, scheme: Scheme) {
    let path = &out[root..];
    if scheme == Scheme::File && path.len() == 3 && path[2] == b':' && path[1].is_ascii_alphabetic() {
        return;
    }
    let slash = memchr::memrchr(b'/', path).unwrap_or(0);
    out.truncate(root + slash);
}

/// Whether this is a Windows drive letter, `C:` or `C|`.
pub(super) fn is_drive(text: &[u8]) -> bool {
    matches!(text, [letter, b':' | b'|'] if letter.is_ascii_alphabetic())
}

/// Whether a drive letter begins the path here.
pub(super) fn starts_with_drive(text: &[u8]) -> bool {
    text.len() >= 2 && is_drive(&text[..2]) && text.get(2).is_none_or(|c| matches!(c, b'/' | b'\\' | b'?' | b'#'))
}
