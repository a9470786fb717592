//! The cells of a row, and how the text of a cell is read: as a flag, a number, a word.

use std::collections::HashMap;

use xxhash_rust::xxh3::{xxh3_64, xxh3_128_with_seed};

use super::{CELL_BYTES, ROW_CELLS};

/// The cells of one row, one after the other in one buffer that the next row uses again. The bytes are UTF-8.
#[derive(Default)]
pub struct Cells {
    text: Vec<u8>,
    ends: Vec<usize>,
    /// Cells that the row does not have (JSON's null, or no such key); empty if it has them all.
    absent: Vec<bool>,
    /// A cell was over [`CELL_BYTES`] and is not whole.
    pub over: bool,
}

impl Cells {
    /// Forgets the row.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.absent.clear();
        self.over = false;
    }

    /// Bytes of all cells.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Cells so far.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Appends to the cell at hand, as far as a cell may go.
    #[inline]
    pub fn append(&mut self, text: &[u8]) {
        if self.text.len() - self.ends.last().copied().unwrap_or(0) + text.len() > CELL_BYTES {
            self.over = true;
        } else {
            self.text.extend_from_slice(text);
        }
    }

    /// Ends the cell at hand. Cells past [`ROW_CELLS`] are thrown away, so that the row is too long for any header.
    #[inline]
    pub fn end(&mut self) {
        if self.ends.len() <= ROW_CELLS {
            self.ends.push(self.text.len());
        } else {
            self.text.truncate(self.ends[ROW_CELLS]);
        }
    }

    /// Appends a whole cell.
    #[inline]
    pub fn push(&mut self, text: &[u8]) {
        self.append(text);
        self.end();
    }

    /// Appends a cell that the row does not have.
    pub fn push_absent(&mut self) {
        self.absent.resize(self.ends.len(), false);
        self.absent.push(true);
        self.end();
    }

    /// The text of a cell; `None` where the row does not have it.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        (!self.absent.get(index).copied().unwrap_or(false)).then(|| &self.text[start..end])
    }

    /// Every cell, those that are absent as empty ones.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|index| self.get(index).unwrap_or_default())
    }

    /// A hash of all cells: 128 bits, so that two different rows of a file never meet in practice.
    #[inline]
    pub fn hash(&self) -> u128 {
        let ends = xxh3_128_of_ends(&self.ends, &self.absent);
        xxh3_128_with_seed(&self.text, ends)
    }
}

fn xxh3_128_of_ends(ends: &[usize], absent: &[bool]) -> u64 {
    let fold = |sum: u64, end: &usize| (sum.rotate_left(5) ^ *end as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let sum = ends.iter().fold(ends.len() as u64, fold);
    if absent.is_empty() {
        return sum;
    }
    let bytes: Vec<u8> = absent.iter().map(|absent| u8::from(*absent)).collect();
    sum ^ xxh3_64(&bytes)
}

/// Words of a file's own, lower case, and what they mean.
pub type Words = HashMap<String, String>;

/// The meaning of a cell in `words`, if it has one.
pub fn word<'w>(text: &[u8], words: &'w Words) -> Option<&'w str> {
    if words.is_empty() {
        return None;
    }
    let text = String::from_utf8_lossy(text.trim_ascii()).to_lowercase();
    words.get(&text).map(String::as_str)
}

const YES: [&[u8]; 4] = [b"true", b"yes", b"1", b"y"];
const NO: [&[u8]; 4] = [b"false", b"no", b"0", b"n"];

/// Yes or no; `None` for everything else, also for nothing: a flag that cannot be read is unknown.
pub fn flag(text: &[u8], words: &Words) -> Option<bool> {
    let text = text.trim_ascii();
    let is = |list: &[&[u8]], text: &[u8]| list.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(&YES, text) {
        Some(true)
    } else if is(&NO, text) {
        Some(false)
    } else {
        let told = word(text, words)?.as_bytes();
        is(&YES, told).then_some(true).or_else(|| is(&NO, told).then_some(false))
    }
}

/// A flag that is set by a cell which is not empty; what plainly says no is as good as empty.
pub fn set(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    !text.is_empty() && text != b"-" && !NO.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// A number: with a decimal point (or a decimal comma), thousands apart by the other of the two, by blanks or by
/// apostrophes, and with a trailing per cent sign, which changes nothing (`3.5%` is 3.5).
///
/// `1,5` with a decimal point is no number: what stands behind a separator of thousands has three digits (two in the
/// Indian way, but for the last).
pub fn number(text: &[u8], decimal: u8) -> Option<f64> {
    let text = text.trim_ascii();
    let text = text.strip_suffix(b"%").unwrap_or(text).trim_ascii();
    if text.len() > 64 || !text.last()?.is_ascii_digit() && text.last() != Some(&decimal) {
        return None;
    }
    if text.iter().all(|c| c.is_ascii_digit()) && text.len() <= 15 {
        return Some(text.iter().fold(0u64, |sum, c| sum * 10 + u64::from(c - b'0')) as f64);
    }
    let mut plain = Vec::with_capacity(text.len());
    let (mut group, mut groups) = (0, 0);
    let mut at = 0;
    let mut whole = true;
    while at < text.len() {
        let rest = &text[at..];
        let gap = separator(rest, decimal);
        match rest[0] {
            c @ b'0'..=b'9' => {
                group += 1;
                plain.push(c);
            }
            c @ (b'-' | b'+') if at == 0 || matches!(plain.last(), Some(b'e')) => plain.push(c),
            c if c == decimal && whole && (groups == 0 || group == 3) => {
                whole = false;
                groups = 0;
                plain.push(b'.');
            }
            b'e' | b'E' if groups == 0 && group > 0 && plain.last() != Some(&b'e') => {
                whole = false;
                plain.push(b'e');
            }
            _ if gap > 0
                && whole
                && (if groups == 0 { (1..=3).contains(&group) } else { (2..=3).contains(&group) }) =>
            {
                groups += 1;
                group = 0;
                at += gap - 1;
            }
            _ => return None,
        }
        at += 1;
    }
    if groups > 0 && group != 3 {
        return None;
    }
    std::str::from_utf8(&plain).ok()?.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Bytes of the separator of thousands that `rest` begins with; 0 if it begins with none.
fn separator(rest: &[u8], decimal: u8) -> usize {
    let other = if decimal == b',' { b'.' } else { b',' };
    match rest {
        [b' ' | b'\'', ..] => 1,
        [c, ..] if *c == other => 1,
        // A no-break space, a narrow one, a typographic apostrophe.
        [0xC2, 0xA0, ..] => 2,
        [0xE2, 0x80, 0xAF | 0x89 | 0x99, ..] => 3,
        _ => 0,
    }
}

/// Appends `text` with its white space collapsed, as anchors of our own have it.
pub fn push_collapsed(text: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    for word in text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
        if out.len() > start {
            out.push(b' ');
        }
        out.extend_from_slice(word);
    }
}

/// Whether white space in `text` is as [`push_collapsed`] leaves it.
#[inline]
pub fn is_collapsed(text: &[u8]) -> bool {
    let mut before = b' ';
    for &c in text {
        if c.is_ascii_whitespace() && (c != b' ' || before == b' ') {
            return false;
        }
        before = c;
    }
    before != b' ' || text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_people_write_them() {
        for (text, value) in [
            ("1,240", 1240.0),
            ("12", 12.0),
            ("-3", -3.0),
            ("1,00,000", 100_000.0),
            ("1 240.5", 1240.5),
            ("1\u{a0}240", 1240.0),
            ("3.5%", 3.5),
            (".5", 0.5),
            ("1e-3", 0.001),
        ] {
            assert_eq!(number(text.as_bytes(), b'.'), Some(value), "{text}");
        }
        for (text, value) in [("1.240,5", 1240.5), ("3,5 %", 3.5), ("12.345.678", 12_345_678.0), ("1'000,25", 1000.25)]
        {
            assert_eq!(number(text.as_bytes(), b','), Some(value), "{text}");
        }
        for text in ["", "-", "n/a", "1,5", "1,,000", "1.2.3", "12,34", "1,0000", "e5", "1e", "NaN", "inf", "<10"] {
            assert_eq!(number(text.as_bytes(), b'.'), None, "{text}");
        }
    }

    #[test]
    fn a_flag_that_cannot_be_read_is_unknown() {
        let none = Words::new();
        assert_eq!(flag(b" TRUE", &none), Some(true));
        assert_eq!(flag(b"n", &none), Some(false));
        assert_eq!(flag(b"", &none), None);
        assert_eq!(flag(b"maybe", &none), None);
        let german = Words::from([("ja".to_owned(), "true".to_owned()), ("nein".to_owned(), "false".to_owned())]);
        assert_eq!(flag(b"Ja", &german), Some(true));
        assert_eq!(flag(b"nein", &german), Some(false));
        assert!(set(b"x") && !set(b" ") && !set(b"-") && !set(b"0") && !set(b"False"));
    }

    #[test]
    fn rows_hash_by_their_cells() {
        let row = |cells: &[&str]| {
            let mut row = Cells::default();
            cells.iter().for_each(|cell| row.push(cell.as_bytes()));
            row.hash()
        };
        assert_eq!(row(&["a", "b"]), row(&["a", "b"]));
        assert_ne!(row(&["a", "b"]), row(&["ab", ""]));
        assert_ne!(row(&["a", "b"]), row(&["a", "b", ""]));
    }
}
