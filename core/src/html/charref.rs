//! Character references, by the states of the standard
//! (<https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state>).

use super::charref_table::{CLOSED, LEGACY};

/// The longest name without its semicolon: CounterClockwiseContourIntegral.
const LONGEST: usize = 31;
/// The longest name that stands without a semicolon.
const LONGEST_LEGACY: usize = 6;

/// What the numbers 0x80 to 0x9F mean: windows-1252, as the standard's table has it.
const WINDOWS: [u16; 32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
];

/// Decodes the reference that starts with the `&` at `at` and appends its text to `out`.
///
/// Returns the bytes it takes, 0 if it is no reference (the `&` then stands for itself).
/// `attribute`: whether it stands in an attribute's value, where the rule for old names without a semicolon is stricter.
pub fn decode(bytes: &[u8], at: usize, attribute: bool, out: &mut Vec<u8>) -> usize {
    let rest = &bytes[at + 1..];
    match rest.first() {
        Some(b'#') => numeric(rest, out),
        Some(byte) if byte.is_ascii_alphanumeric() => named(rest, attribute, out),
        _ => 0,
    }
}

/// `rest` starts with `#`.
fn numeric(rest: &[u8], out: &mut Vec<u8>) -> usize {
    let (start, radix) = if matches!(rest.get(1), Some(b'x' | b'X')) { (2, 16) } else { (1, 10) };
    let mut end = start;
    let mut value = 0u32;
    while let Some(digit) = rest.get(end).and_then(|byte| (*byte as char).to_digit(radix)) {
        value = value.saturating_mul(radix).saturating_add(digit);
        end += 1;
    }
    if end == start {
        return 0;
    }
    if let 0x80..=0x9F = value {
        value = u32::from(WINDOWS[value as usize - 0x80]);
    }
    let character = char::from_u32(value).filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    1 + end + usize::from(rest.get(end) == Some(&b';'))
}

/// `rest` starts with a letter or digit.
fn named(rest: &[u8], attribute: bool, out: &mut Vec<u8>) -> usize {
    let end = rest.iter().take(LONGEST + 1).position(|byte| !byte.is_ascii_alphanumeric());
    let run = &rest[..end.unwrap_or(rest.len().min(LONGEST))];
    if rest.get(run.len()) == Some(&b';')
        && let Some(text) = closed(run)
    {
        out.extend_from_slice(text.as_bytes());
        return run.len() + 2;
    }
    for length in (2..=run.len().min(LONGEST_LEGACY)).rev() {
        if let Some(text) = look_up(&LEGACY, &run[..length]) {
            let next = rest.get(length);
            if attribute && next.is_some_and(|byte| *byte == b'=' || byte.is_ascii_alphanumeric()) {
                return 0;
            }
            out.extend_from_slice(text.as_bytes());
            return length + 1;
        }
    }
    0
}

fn closed(name: &[u8]) -> Option<&'static str> {
    match name {
        b"amp" => Some("&"),
        b"nbsp" => Some("\u{a0}"),
        b"quot" => Some("\""),
        b"lt" => Some("<"),
        b"gt" => Some(">"),
        _ => look_up(&CLOSED, name),
    }
}

fn look_up(table: &[(&[u8], &'static str)], name: &[u8]) -> Option<&'static str> {
    table.binary_search_by(|entry| entry.0.cmp(name)).ok().map(|index| table[index].1)
}

/// How NUL and references read in a stretch of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Text: references are decoded, NUL stays (a tree drops it).
    Data,
    /// Text of `title` and `textarea`: references are decoded, NUL becomes U+FFFD.
    Rcdata,
    /// An attribute's value: as `Rcdata`, with the stricter rule for names without a semicolon.
    Attribute,
    /// Names, comments, raw text: NUL becomes U+FFFD, `&` stands for itself.
    Raw,
    /// CDATA sections: everything stands for itself but CR.
    Cdata,
}

/// Appends a stretch of the input as it reads: line ends made one (CR LF and CR are LF), NUL and references resolved.
pub fn read(bytes: &[u8], reading: Reading, out: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(next) = memchr::memchr3(b'&', b'\r', 0, &bytes[at..]) {
        out.extend_from_slice(&bytes[at..at + next]);
        at += next;
        at += match bytes[at] {
            b'\r' => {
                out.push(b'\n');
                1 + usize::from(bytes.get(at + 1) == Some(&b'\n'))
            }
            b'&' if matches!(reading, Reading::Data | Reading::Rcdata | Reading::Attribute) => {
                let taken = decode(bytes, at, reading == Reading::Attribute, out);
                if taken == 0 {
                    out.push(b'&');
                }
                taken.max(1)
            }
            0 if !matches!(reading, Reading::Data | Reading::Cdata) => {
                out.extend_from_slice("\u{FFFD}".as_bytes());
                1
            }
            byte => {
                out.push(byte);
                1
            }
        };
    }
    out.extend_from_slice(&bytes[at..]);
}
