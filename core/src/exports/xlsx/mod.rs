//! Rows of a spreadsheet (XLSX): ISO/IEC 29500-1, SpreadsheetML, <https://ecma-international.org/publications-and-standards/standards/ecma-376/>.
//!
//! The first sheet that has cells is read, cell by cell. A date is a number there; that it is one, only its number format
//! says (18.8.30), so cells with such a format are given as ISO text. Of a formula its stored result is taken; nothing is ever computed.
//!
//! The `calamine` crate does the same and trusts the file: it reserves as many strings as the file says it has, and a
//! few hundred bytes take all memory. Here what a part may inflate to is bounded by what it holds compressed, and one
//! text by [`ROW_BYTES`].

mod parts;

use std::io::{self, BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::cells::Cells;
use super::{Error, ROW_BYTES, ROW_CELLS};
use parts::{Workbook, attribute, name_of, push_text, unescape};

/// A part may always inflate to this much, and to so many times its compressed size.
const FREE_BYTES: u64 = 64 << 20;
const RATIO: u64 = 100;

const DAMAGED: &str = "the spreadsheet is damaged here: nothing after it was read";

/// A row, or something that is none.
pub enum Found<'r> {
    /// Its cells; those at its end that are empty may be missing.
    Row(&'r Cells),
    /// Why nothing more can be read.
    Broken(&'static str),
}

/// What is told of each row: its number, from 1, and what was found; false stops.
type Sink<'s> = dyn FnMut(u64, Found<'_>) -> io::Result<bool> + 's;

/// Tells each row that is not empty of the first sheet that has any.
pub fn rows<R: Read + Seek>(input: R, sink: &mut Sink<'_>) -> Result<(), Error> {
    let damaged = |error: &dyn std::fmt::Display| Error::Bad(format!("the spreadsheet is damaged: {error}"));
    let mut zip = ZipArchive::new(input).map_err(|error| damaged(&error))?;
    let book = Workbook::read(&mut zip).map_err(|error| damaged(&error))?;
    for sheet in &book.sheets {
        let Some(part) = open(&mut zip, sheet)? else { continue };
        let mut reading = Sheet { book: &book, cells: Cells::default(), row: 0, column: 0, found: false, sink };
        let read = reading.read(part);
        let Sheet { found, row, .. } = reading;
        match read {
            Ok(()) if found => return Ok(()),
            Ok(()) => {}
            Err(Fault::Sink(error)) => return Err(error.into()),
            Err(Fault::Part(_)) if found => {
                sink(row + 1, Found::Broken(DAMAGED))?;
                return Ok(());
            }
            Err(Fault::Part(why)) => return Err(damaged(&why)),
        }
    }
    Ok(())
}

/// A part of the archive as bytes that are bounded; `None` where there is no such part.
fn open<'z, R: Read + Seek>(
    zip: &'z mut ZipArchive<R>,
    name: &str,
) -> Result<Option<Reader<BufReader<Bounded<impl Read + use<'z, R>>>>>, Error> {
    let Some(index) = zip.index_for_name(name) else { return Ok(None) };
    let file = zip.by_index(index).map_err(|error| Error::Bad(format!("{name} cannot be read: {error}")))?;
    let most = FREE_BYTES.max(file.compressed_size().saturating_mul(RATIO));
    let bounded = Bounded { input: file, left: most, since_tag: 0 };
    Ok(Some(Reader::from_reader(BufReader::with_capacity(64 << 10, bounded))))
}

/// Bytes that end in an error where they are too many, or where too many come without a tag: the XML reader holds
/// whatever lies between two tags.
struct Bounded<R> {
    input: R,
    left: u64,
    since_tag: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        self.since_tag = match memchr::memrchr(b'<', &out[..read]) {
            Some(at) => read - at,
            None => self.since_tag + read,
        };
        let too_much = |what| Err(io::Error::new(io::ErrorKind::InvalidData, what));
        if self.since_tag > ROW_BYTES {
            return too_much("a text in it is over 16 MiB");
        }
        self.left = match self.left.checked_sub(read as u64) {
            Some(left) => left,
            None => return too_much("it inflates to more than a spreadsheet does"),
        };
        Ok(read)
    }
}

/// Whose fault it is.
enum Fault {
    Part(String),
    Sink(io::Error),
}

impl From<quick_xml::Error> for Fault {
    fn from(error: quick_xml::Error) -> Self {
        Fault::Part(error.to_string())
    }
}

struct Sheet<'b, 's, 'k> {
    book: &'b Workbook,
    cells: Cells,
    /// The row at hand, from 1.
    row: u64,
    /// The column of the next cell that does not say its own.
    column: usize,
    found: bool,
    sink: &'s mut Sink<'k>,
}

/// A cell that is open.
#[derive(Default)]
struct Open {
    column: usize,
    kind: Kind,
    is_date: bool,
    text: String,
}

/// What the text of a cell means (18.18.11).
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Bool,
    Error,
}

impl Sheet<'_, '_, '_> {
    fn read<R: io::BufRead>(&mut self, mut part: Reader<R>) -> Result<(), Fault> {
        let mut buffer = Vec::new();
        let mut open: Option<Open> = None;
        let mut collects = false;
        loop {
            buffer.clear();
            match part.read_event_into(&mut buffer)? {
                Event::Start(tag) => match name_of(&tag) {
                    "row" => self.begin_row(&tag),
                    "c" => open = Some(self.begin_cell(&tag)),
                    "v" | "t" => collects = true,
                    // The reading of Japanese names, beside the text.
                    "rPh" => part.read_to_end_into(tag.to_end().name(), &mut Vec::new()).map(|_| ())?,
                    _ => {}
                },
                Event::Empty(tag) => match name_of(&tag) {
                    "row" => self.begin_row(&tag),
                    "c" => {
                        let cell = self.begin_cell(&tag);
                        self.end_cell(cell);
                    }
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "v" | "t" => collects = false,
                    "c" => {
                        if let Some(cell) = open.take() {
                            self.end_cell(cell);
                        }
                    }
                    "row" if !self.end_row()? => return Ok(()),
                    "sheetData" => return Ok(()),
                    _ => {}
                },
                Event::Eof => return Err(Fault::Part("it breaks off".to_owned())),
                event => {
                    if let Some(cell) = open.as_mut().filter(|_| collects) {
                        push_text(&event, &mut cell.text);
                    }
                }
            }
        }
    }

    fn begin_row(&mut self, tag: &BytesStart<'_>) {
        let told = attribute(tag, "r").and_then(|number| number.parse().ok());
        self.row = told.unwrap_or(self.row + 1);
        self.column = 0;
        self.cells.clear();
    }

    fn begin_cell(&mut self, tag: &BytesStart<'_>) -> Open {
        let column = attribute(tag, "r").and_then(|place| column(&place)).unwrap_or(self.column);
        self.column = column + 1;
        let kind = match attribute(tag, "t").as_deref() {
            None | Some("n") => Kind::Number,
            Some("s") => Kind::Shared,
            Some("b") => Kind::Bool,
            Some("e") => Kind::Error,
            Some(_) => Kind::Text,
        };
        let style = attribute(tag, "s").and_then(|style| style.parse::<usize>().ok()).unwrap_or(0);
        let is_date = self.book.dates.get(style).copied().unwrap_or(false);
        Open { column, kind, is_date, text: String::new() }
    }

    fn end_cell(&mut self, mut cell: Open) {
        // A cell before the last one is no cell of this row.
        if cell.column < self.cells.len() {
            return;
        }
        while self.cells.len() < cell.column.min(ROW_CELLS) {
            self.cells.push(b"");
        }
        match cell.kind {
            Kind::Error => self.cells.push(b""),
            Kind::Bool => {
                self.cells.push(if cell.text.trim() == "1" || cell.text.trim() == "true" { b"true" } else { b"false" })
            }
            Kind::Shared => {
                let index = cell.text.trim().parse::<usize>().ok();
                self.cells.push(index.and_then(|index| self.book.strings.get(index)).unwrap_or_default());
            }
            Kind::Number if cell.is_date => match self.book.date(&cell.text) {
                Some(date) => self.cells.push(date.as_bytes()),
                None => self.cells.push(cell.text.as_bytes()),
            },
            Kind::Text => {
                unescape(&mut cell.text, 0);
                self.cells.push(cell.text.as_bytes());
            }
            Kind::Number => self.cells.push(cell.text.as_bytes()),
        }
    }

    /// Tells the row, if it has any text; false where no more is wanted.
    fn end_row(&mut self) -> Result<bool, Fault> {
        if self.cells.iter().all(<[u8]>::is_empty) {
            return Ok(true);
        }
        self.found = true;
        let go_on = (self.sink)(self.row, Found::Row(&self.cells)).map_err(Fault::Sink);
        self.cells.clear();
        go_on
    }
}

/// The column of a place like `AB12`, from 0; no more than one past the last of a sheet.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let number =
        letters.fold(0usize, |sum, c| (sum * 26 + usize::from(c.to_ascii_uppercase() - b'A') + 1).min(ROW_CELLS + 1));
    number.checked_sub(1)
}
