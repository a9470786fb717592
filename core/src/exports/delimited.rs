//! Rows of delimited text: RFC 4180 (<https://www.rfc-editor.org/rfc/rfc4180>) with any line ends, and broken quoting
//! found.
//!
//! A cell is quoted if it begins with a quote; a quote anywhere else in an unquoted cell is text. Quoting is broken where
//!
//! - text follows a closing quote (an inner quote that was not doubled, as in many rows of Majestic's),
//! - a quote is not closed before the file, or [`ROW_BYTES`], ends,
//! - a quoted cell holds a line that is itself a row: as many cells as the header, an http address where the source's
//!   belongs. (An address list pasted into an anchor meets this only if it has every other column too.)
//!
//! The row with the broken quote is rejected at its first line, and reading goes on at the next line. The lines that the
//! quote had swallowed are rows again; in these a quoted cell may not go over a line's end, so that no byte is scanned
//! more than three times, whatever the file. The `csv` crates, which take a stray quote in silence and
//! collect an open one without bound, cannot do this.

use std::io::{self, Read};

use memchr::{memchr, memchr2, memchr3};

use super::cells::Cells;
use super::decode::Decoded;
use super::{ROW_BYTES, ROW_CELLS};

const TEXT_AFTER_QUOTE: &str = "broken quoting: text follows a closing quote";
const NEVER_CLOSED: &str = "broken quoting: a quote is never closed";
const HOLDS_ROWS: &str = "broken quoting: a quoted cell holds whole rows";
const OVER_A_LINE: &str = "broken quoting: a quote is not closed in its line";
const NOT_CLOSED_SOON: &str = "broken quoting: a quote is not closed within 16 MiB";
const ROW_TOO_LONG: &str = "the row is over 16 MiB";

/// What a row of the file looks like, to tell one that a quote has swallowed.
#[derive(Clone, Copy)]
pub struct Shape {
    /// Cells of the header.
    pub width: usize,
    /// The cell that holds an address.
    pub address: Option<usize>,
}

/// What comes next in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The file has ended.
    End,
    /// A row, in [`Rows::cells`].
    Row,
    /// A row that cannot be read, and why.
    Broken(&'static str),
}

enum Scan {
    /// The row goes to here, line end included; whether a quoted cell goes over line ends.
    Whole(usize, bool),
    /// The window ends before the row does; whether within quotes.
    More(bool),
    /// Up to where the row was read.
    Broken(&'static str, usize),
}

/// The rows of delimited text.
pub struct Rows<R> {
    source: Decoded<R>,
    delimiter: u8,
    shape: Option<Shape>,
    window: Vec<u8>,
    /// Where the window begins in the text.
    base: u64,
    /// Where the next row begins in the window.
    at: usize,
    ended: bool,
    /// Rows before this place of the text were swallowed by a broken quote.
    swallowed: u64,
    /// Line of the row at hand, from 1.
    pub line: u64,
    next_line: u64,
    row: std::ops::Range<usize>,
    /// Cells of the row at hand.
    pub cells: Cells,
    spare: Cells,
}

impl<R: Read> Rows<R> {
    /// The rows of a text from its first line.
    pub fn new(source: Decoded<R>, delimiter: u8) -> Self {
        Self {
            source,
            delimiter,
            shape: None,
            window: Vec::new(),
            base: 0,
            at: 0,
            ended: false,
            swallowed: 0,
            line: 0,
            next_line: 1,
            row: 0..0,
            cells: Cells::default(),
            spare: Cells::default(),
        }
    }

    /// From here on rows are expected to look like this.
    pub fn expect(&mut self, shape: Shape) {
        self.shape = Some(shape);
    }

    /// Bytes of the file taken so far.
    pub fn taken(&self) -> u64 {
        self.source.taken
    }

    /// The text of the row at hand as it stands in the file; at least its first bytes where it is broken.
    pub fn raw(&self) -> &[u8] {
        &self.window[self.row.clone()]
    }

    /// Goes to the next row. Empty lines are none.
    pub fn advance(&mut self) -> io::Result<Next> {
        if !self.pass_empty_lines()? {
            return Ok(Next::End);
        }
        self.line = self.next_line;
        loop {
            let over_lines = self.base + self.at as u64 >= self.swallowed;
            match scan(&self.window, self.at, self.ended, self.delimiter, over_lines, &mut self.cells) {
                Scan::Whole(end, over_lines) => return Ok(self.whole(end, over_lines)),
                Scan::Broken(why, end) => return self.broken(why, end),
                Scan::More(quoted) if self.window.len() - self.at > ROW_BYTES => {
                    let why = if quoted { NOT_CLOSED_SOON } else { ROW_TOO_LONG };
                    return self.broken(why, self.window.len());
                }
                Scan::More(_) => self.more()?,
            }
        }
    }

    fn whole(&mut self, end: usize, over_lines: bool) -> Next {
        let start = self.at;
        if over_lines && self.holds_rows(start, end) {
            return self.broken_in_window(HOLDS_ROWS, end);
        }
        self.next_line += if over_lines { lines(&self.window[start..end]) } else { 1 };
        self.at = end;
        self.row = start..end;
        Next::Row
    }

    /// Whether a line of a row that has several is a row itself. Its address must lie within the quoted cell: after a
    /// title of two lines in the first column the rest of the row has as many cells as a row.
    fn holds_rows(&mut self, start: usize, end: usize) -> bool {
        let Some(Shape { width, address: Some(address) }) = self.shape else { return false };
        let mut at = start;
        while let Some(n) = memchr2(b'\n', b'\r', &self.window[at..end]) {
            at += n + 1;
            let line = memchr2(b'\n', b'\r', &self.window[at..end]).map_or(end, |n| at + n);
            let within = &self.window[at..closing_quote(&self.window, at, line)];
            if memchr::memchr_iter(self.delimiter, within).count() <= address {
                continue;
            }
            let whole = scan(&self.window[at..line], 0, true, self.delimiter, false, &mut self.spare);
            if matches!(whole, Scan::Whole(..)) && self.spare.len() == width && {
                let cell = self.spare.get(address).unwrap_or_default();
                cell.starts_with(b"http://") || cell.starts_with(b"https://")
            } {
                return true;
            }
        }
        false
    }

    /// As [`Rows::broken`], where the first line's end is in the window.
    fn broken_in_window(&mut self, why: &'static str, end: usize) -> Next {
        let start = self.at;
        let line = memchr2(b'\n', b'\r', &self.window[start..end]).map_or(end, |n| start + n);
        self.swallowed = self.swallowed.max(self.base + line_start(&self.window, line, end) as u64);
        self.row = start..line;
        self.at = after_line_end(&self.window, line);
        self.next_line += 1;
        Next::Broken(why)
    }

    /// Leaves the row at hand and goes on at the next line.
    fn broken(&mut self, why: &'static str, end: usize) -> io::Result<Next> {
        let start = self.at;
        let found = memchr2(b'\n', b'\r', &self.window[start..]).map(|n| start + n);
        if let Some(line) = found.filter(|line| self.line_end_is_whole(*line)) {
            return Ok(self.broken_in_window(why, end.max(line)));
        }
        // One line without end: what is over is thrown away as it comes.
        self.cells.clear();
        self.skip_line()?;
        self.next_line += 1;
        Ok(Next::Broken(why))
    }

    /// Whether the window holds all of the line end at `at`: a CR may have its LF in the next piece.
    fn line_end_is_whole(&self, at: usize) -> bool {
        self.window[at] == b'\n' || at + 1 < self.window.len() || self.ended
    }

    /// Goes to the next line and keeps no more than the beginning of this one.
    fn skip_line(&mut self) -> io::Result<()> {
        const KEPT: usize = 4096;
        let start = self.at;
        let mut from = start;
        loop {
            if let Some(n) = memchr2(b'\n', b'\r', &self.window[from..])
                && self.line_end_is_whole(from + n)
            {
                self.row = start..from + n;
                self.at = after_line_end(&self.window, from + n);
                return Ok(());
            }
            if self.ended {
                self.row = start..self.window.len();
                self.at = self.window.len();
                return Ok(());
            }
            let last_is_cr = self.window.last() == Some(&b'\r');
            let keep = self.window.len().min(start + KEPT).max(start);
            let thrown = self.window.len() - keep;
            self.window.truncate(keep);
            if last_is_cr && thrown > 0 {
                self.window.push(b'\r');
            }
            self.base += (thrown - usize::from(last_is_cr && thrown > 0)) as u64;
            from = if last_is_cr { self.window.len() - 1 } else { self.window.len() };
            self.ended = !self.source.fill(&mut self.window)?;
        }
    }

    /// Passes line ends; false at the end of the text.
    fn pass_empty_lines(&mut self) -> io::Result<bool> {
        loop {
            match self.window.get(self.at) {
                None if self.ended => return Ok(false),
                None => self.more()?,
                Some(b'\r') if self.at + 1 == self.window.len() && !self.ended => self.more()?,
                Some(b'\n' | b'\r') => {
                    self.at = after_line_end(&self.window, self.at);
                    self.next_line += 1;
                }
                Some(_) => return Ok(true),
            }
        }
    }

    /// Throws away what was read and takes as much again as is held, so that a long row is scanned twice, not often.
    fn more(&mut self) -> io::Result<()> {
        self.window.drain(..self.at);
        self.base += self.at as u64;
        self.at = 0;
        self.row = 0..0;
        let wanted = 2 * self.window.len();
        loop {
            self.ended = !self.source.fill(&mut self.window)?;
            if self.ended || self.window.len() >= wanted {
                return Ok(());
            }
        }
    }
}

/// Reads the row that begins at `start` into `cells`.
fn scan(window: &[u8], start: usize, ended: bool, delimiter: u8, over_lines: bool, cells: &mut Cells) -> Scan {
    cells.clear();
    let mut at = start;
    let mut goes_over_lines = false;
    loop {
        if window.get(at) == Some(&b'"') {
            match quoted(window, at, ended, delimiter, cells) {
                Ok(end) => {
                    let over = memchr2(b'\n', b'\r', &window[at..end]).is_some();
                    if over && !over_lines {
                        return Scan::Broken(OVER_A_LINE, end);
                    }
                    goes_over_lines |= over;
                    at = end;
                }
                Err(broken) => return broken,
            }
        } else {
            let end = match memchr3(delimiter, b'\n', b'\r', &window[at..]) {
                Some(n) => at + n,
                None if ended => window.len(),
                None => return Scan::More(false),
            };
            cells.append(&window[at..end]);
            at = end;
        }
        cells.end();
        match window.get(at) {
            None if ended => return Scan::Whole(at, goes_over_lines),
            None => return Scan::More(false),
            Some(b'\r') if at + 1 == window.len() && !ended => return Scan::More(false),
            Some(b'\n' | b'\r') => return Scan::Whole(after_line_end(window, at), goes_over_lines),
            Some(_) => at += 1,
        }
        debug_assert!(cells.len() <= ROW_CELLS + 1);
    }
}

/// Reads the quoted cell that begins at `at`; gives the place behind its closing quote.
fn quoted(window: &[u8], at: usize, ended: bool, delimiter: u8, cells: &mut Cells) -> Result<usize, Scan> {
    let mut from = at + 1;
    loop {
        let Some(n) = memchr(b'"', &window[from..]) else {
            return Err(if ended { Scan::Broken(NEVER_CLOSED, window.len()) } else { Scan::More(true) });
        };
        let quote = from + n;
        match window.get(quote + 1) {
            None if !ended => return Err(Scan::More(true)),
            Some(b'"') => {
                cells.append(&window[from..=quote]);
                from = quote + 2;
            }
            Some(&c) if c != delimiter && c != b'\n' && c != b'\r' => {
                return Err(Scan::Broken(TEXT_AFTER_QUOTE, quote + 1));
            }
            _ => {
                cells.append(&window[from..quote]);
                return Ok(quote + 1);
            }
        }
    }
}

/// Where the quoted cell that goes on at `at` is closed, at the latest at `end`.
fn closing_quote(window: &[u8], mut at: usize, end: usize) -> usize {
    while let Some(n) = memchr(b'"', &window[at..end]) {
        if window.get(at + n + 1) != Some(&b'"') {
            return at + n;
        }
        at = (at + n + 2).min(end);
    }
    end
}

/// The place behind the line end (LF, CR, CRLF) that stands at `at`; `at` itself at the end of the text.
fn after_line_end(window: &[u8], at: usize) -> usize {
    match &window[at.min(window.len())..] {
        [b'\r', b'\n', ..] => at + 2,
        [] => at,
        _ => at + 1,
    }
}

/// Where the last line before `end` begins, not before `from`.
fn line_start(window: &[u8], from: usize, end: usize) -> usize {
    let end = end.min(window.len()).max(from);
    memchr::memrchr2(b'\n', b'\r', &window[from..end]).map_or(from, |n| from + n + 1)
}

/// Line ends in `text`.
fn lines(text: &[u8]) -> u64 {
    let cr_lf = memchr::memmem::find_iter(text, b"\r\n").count();
    (memchr::memchr2_iter(b'\n', b'\r', text).count() - cr_lf) as u64
}
