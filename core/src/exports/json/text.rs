//! The text of a JSON file, for a parser that asks for byte after byte.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use serde::de::IgnoredAny;

use crate::exports::ROW_BYTES;
use crate::exports::decode::Decoded;

/// The text of a file, byte by byte as serde_json asks for it, with the line at which it is.
pub struct Text<R> {
    source: Decoded<R>,
    buffer: Vec<u8>,
    at: usize,
    /// The line, from 1, shared with whoever makes rows of it.
    pub line: Rc<Cell<u64>>,
    /// Bytes of the string at hand so far, and whether a backslash came last; `None` outside strings.
    string: Option<(usize, bool)>,
    /// A string was over [`ROW_BYTES`].
    pub too_long: bool,
    /// Why the file could not be read, which serde_json would only tell as text.
    pub failed: Option<io::Error>,
}

impl<R: Read> Text<R> {
    /// The text from its beginning.
    pub fn new(source: Decoded<R>) -> Self {
        let line = Rc::new(Cell::new(1));
        Self { source, buffer: Vec::new(), at: 0, line, string: None, too_long: false, failed: None }
    }

    /// Whether there is a byte at hand.
    fn fill(&mut self) -> io::Result<bool> {
        while self.at == self.buffer.len() {
            self.buffer.clear();
            self.at = 0;
            if !self.source.fill(&mut self.buffer)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the first line that is not empty is a whole JSON value and not the last.
    pub fn is_lines(&mut self) -> io::Result<bool> {
        while self.buffer.len() < ROW_BYTES {
            let text = self.buffer.trim_ascii_start();
            if let Some(end) = memchr::memchr(b'\n', text) {
                let whole = serde_json::from_slice::<IgnoredAny>(&text[..end]).is_ok();
                // An array on one line and nothing after it is a document, but reads the same by line.
                self.line.set(if whole { 0 } else { 1 });
                return Ok(whole);
            }
            if !self.source.fill(&mut self.buffer)? {
                break;
            }
        }
        Ok(false)
    }

    /// The next line without its end, no more than a little over [`ROW_BYTES`] of it; false at the end.
    pub fn next_line(&mut self, line: &mut Vec<u8>) -> io::Result<bool> {
        line.clear();
        if !self.fill()? {
            return Ok(false);
        }
        self.line.set(self.line.get() + 1);
        while self.fill()? {
            let rest = &self.buffer[self.at..];
            let end = memchr::memchr(b'\n', rest);
            let piece = &rest[..end.unwrap_or(rest.len())];
            if line.len() <= ROW_BYTES {
                line.extend_from_slice(piece);
            }
            self.at += piece.len() + usize::from(end.is_some());
            if end.is_some() {
                break;
            }
        }
        Ok(true)
    }

    /// Goes to the next byte that is not white space; false at the end.
    pub fn pass_space(&mut self) -> io::Result<bool> {
        while self.fill()? {
            let byte = self.buffer[self.at];
            if !byte.is_ascii_whitespace() {
                return Ok(true);
            }
            self.line.set(self.line.get() + u64::from(byte == b'\n'));
            self.at += 1;
        }
        Ok(false)
    }

    /// A string in JSON is held whole by whoever parses it, so it may not be of any length.
    fn watch(&mut self, byte: u8) -> bool {
        self.string = match (self.string, byte) {
            (None, b'"') => Some((0, false)),
            (None, _) => None,
            (Some((_, false)), b'"') => None,
            (Some((length, escaped)), byte) => Some((length + 1, byte == b'\\' && !escaped)),
        };
        self.too_long = self.string.is_some_and(|(length, _)| length > ROW_BYTES);
        self.too_long
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Some(first) = out.first_mut() else { return Ok(0) };
        match self.fill() {
            Ok(true) => {}
            Ok(false) => return Ok(0),
            Err(error) => {
                let kind = error.kind();
                self.failed = Some(error);
                return Err(kind.into());
            }
        }
        let byte = self.buffer[self.at];
        if self.watch(byte) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.line.set(self.line.get() + u64::from(byte == b'\n'));
        self.at += 1;
        *first = byte;
        Ok(1)
    }
}
