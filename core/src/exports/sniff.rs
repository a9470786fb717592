//! What a file is by its bytes: format, encoding, delimiter. A file's ending says nothing.
//!
//! - `PK\x03\x04` is a zip, which only XLSX is here; `{` or `[` is JSON.
//! - A byte order mark settles the encoding; zeros in every other place are UTF-16 without one; else UTF-8, unless more
//!   of what is not ASCII is broken UTF-8 than sound: then it is windows-1252.
//! - The delimiter is the one of tab, comma and semicolon by which most of the first records have the same number of
//!   cells. A file that none of them cuts has one column and is called comma-separated.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::decode::Decoded;
use super::delimited::{Next, Rows};

/// How much of a file is looked at: all of it while it is ASCII, which all encodings share, then so much more.
const ENOUGH: usize = 1 << 20;
const AT_MOST: usize = 64 << 20;
/// Records that vote for a delimiter.
const RECORDS: usize = 50;

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma, tab or semicolon between cells.
    Delimited,
    /// A spreadsheet.
    Xlsx,
    /// JSON, or a JSON value on each line.
    Json,
}

impl Format {
    /// The word of a plan.
    pub fn word(self) -> &'static str {
        match self {
            Format::Delimited => "delimited",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
        }
    }
}

/// Encodings of exports, by the names that plans have for them.
pub const ENCODINGS: [(&str, &Encoding); 4] =
    [("utf-8", UTF_8), ("utf-16le", UTF_16LE), ("utf-16be", UTF_16BE), ("windows-1252", WINDOWS_1252)];

/// The name of an encoding.
pub fn encoding_name(encoding: &'static Encoding) -> &'static str {
    ENCODINGS.iter().find(|(_, known)| *known == encoding).map_or("utf-8", |(name, _)| name)
}

/// The encoding of a file, and the length of its byte order mark.
pub fn encoding(input: &mut impl Read) -> io::Result<(&'static Encoding, usize)> {
    let mut start = Vec::new();
    input.by_ref().take(ENOUGH as u64).read_to_end(&mut start)?;
    if let Some(found) = Encoding::for_bom(&start) {
        return Ok(found);
    }
    if let Some(encoding) = utf_16(&start[..start.len().min(4096)]) {
        return Ok((encoding, 0));
    }
    let mut read = start.len();
    let mut piece = start;
    while piece.is_ascii() && read < AT_MOST {
        piece.clear();
        let more = input.by_ref().take(ENOUGH as u64).read_to_end(&mut piece)?;
        if more == 0 {
            return Ok((UTF_8, 0));
        }
        read += more;
    }
    Ok((if is_utf8(&piece) { UTF_8 } else { WINDOWS_1252 }, 0))
}

/// Text of the west without byte order mark has a zero in every other byte.
fn utf_16(start: &[u8]) -> Option<&'static Encoding> {
    let zeros = |from: usize| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = start.len() / 2 * 3 / 4;
    if start.len() < 4 {
        None
    } else if odd > most && even == 0 {
        Some(UTF_16LE)
    } else if even > most && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether more of what is not ASCII is sound UTF-8 than is not. A piece may begin and end within a character.
fn is_utf8(piece: &[u8]) -> bool {
    let (mut sound, mut broken) = (0, 0);
    for chunk in piece.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound >= broken || sound == 0 && broken == 1 && piece.last().is_some_and(|byte| *byte >= 0xC2)
}

/// The format of a text or a zip, from its first bytes; the byte order mark is taken off, the text decoded.
pub fn format(start: &[u8]) -> Format {
    if start.starts_with(b"PK\x03\x04") {
        return Format::Xlsx;
    }
    let text = start.trim_ascii_start();
    match text.first() {
        Some(b'{') => Format::Json,
        // `[` may also begin the first cell of a table: JSON goes on with a value.
        Some(b'[') if matches!(text[1..].trim_ascii_start().first(), None | Some(b'{' | b'[' | b']')) => Format::Json,
        _ => Format::Delimited,
    }
}

/// The delimiter of the text that begins so.
pub fn delimiter(text: &[u8]) -> u8 {
    let mut best = (0, 1, b',');
    for delimiter in *b"\t,;" {
        let widths = widths(text, delimiter);
        for &(width, _) in widths.iter().filter(|(width, _)| *width > 1) {
            let mut alike = widths.iter().filter(|(other, _)| *other == width);
            // Addresses may hold commas and semicolons; a table begins with a header, not with an address.
            let headed = alike.next().is_some_and(|(_, has_address)| !has_address);
            let votes = 1 + alike.count();
            if headed && (votes, width) > (best.0, best.1) {
                best = (votes, width, delimiter);
            }
        }
    }
    best.2
}

/// Of each of the first records: how many cells it has, and whether one of them is an address.
fn widths(text: &[u8], delimiter: u8) -> Vec<(usize, bool)> {
    let mut rows = Rows::new(Decoded::new(text, UTF_8), delimiter);
    let mut widths = Vec::with_capacity(RECORDS);
    while widths.len() < RECORDS {
        match rows.advance() {
            Ok(Next::Row) => {
                let address =
                    rows.cells.iter().any(|cell| cell.starts_with(b"http://") || cell.starts_with(b"https://"));
                widths.push((rows.cells.len(), address));
            }
            Ok(Next::Broken(_)) => {}
            Ok(Next::End) | Err(_) => break,
        }
    }
    widths
}

/// Why a text is no text, if it is none: files of other kinds are full of controls.
pub fn not_text(text: &[u8]) -> Option<&'static str> {
    if text.trim_ascii().is_empty() {
        return Some("the file holds no text");
    }
    let start = &text[..text.len().min(64 << 10)];
    let odd = start.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    (odd * 10 > start.len()).then_some("the file is not text, and no spreadsheet in the XLSX format either")
}
