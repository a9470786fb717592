//! Reading a file of an export: rows in, claims and figures out.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use encoding_rs::UTF_8;
use hashbrown::HashTable;

use super::Error;
use super::cells::Cells;
use super::claims::{Claims, Counts};
use super::decode::Decoded;
use super::delimited::{self, Next, Shape};
use super::json::{self, Found};
use super::plan::{Field, Form, Plan};
use super::tables::Rows;
use super::write::{Writer, tables};
use super::xlsx;

/// Rows of one row group, and bytes of text at which one is closed before.
const GROUP_ROWS: u64 = 1 << 16;
const GROUP_BYTES: usize = 64 << 20;
/// How often progress is told.
const STEP: u64 = 1 << 14;
/// Rejected rows and accepted ones that are shown.
const SHOWN_REJECTS: usize = 20;
const SHOWN_ROWS: usize = 10;
/// Characters of a rejected row that are kept.
const REJECT_TEXT: usize = 200;

const CELL_TOO_LONG: &str = "a cell is over 1 MiB";
const TOO_FEW: &str = "too few cells";
const TOO_MANY: &str = "too many cells";
const HEADER_AGAIN: &str = "the header again";

/// What came of a file. `accepted + rejected + duplicates = read`, always.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Rows that are not empty, behind the header.
    pub read: u64,
    /// Rows that became claims.
    pub accepted: u64,
    /// Rows that did not.
    pub rejected: u64,
    /// Rows all of whose cells an earlier row has had.
    pub duplicates: u64,
    /// What the accepted rows claim.
    pub counts: Counts,
    /// The next file number that is free.
    pub next_number: u32,
    /// Rejected rows by reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// The first rejected rows: line, reason, text.
    pub rejects: Vec<(u64, &'static str, String)>,
    /// The first accepted rows: names of fields and metrics, and what was read.
    pub sample: Vec<Vec<(String, String)>>,
    /// Bytes of the file that were read.
    pub bytes: u64,
}

/// Called now and then with the bytes and rows so far; false stops.
pub type Progress<'a> = dyn FnMut(u64, u64) -> bool + 'a;

/// Reads a file by its plan and writes segment files into `folder` from `number` on; without a folder it only counts.
///
/// After `progress` has stopped it, what was read until then is whole.
pub fn read(
    path: &Path,
    name: &str,
    plan: &Plan,
    folder: Option<&Path>,
    number: u32,
    progress: &mut Progress<'_>,
) -> Result<Outcome, Error> {
    let input = File::open(path)?;
    let size = input.metadata()?.len();
    read_from(input, size, name, plan, folder, number, progress)
}

/// As [`read`], from anything that can be read twice.
pub fn read_from<R: Read + Seek>(
    mut input: R,
    size: u64,
    name: &str,
    plan: &Plan,
    folder: Option<&Path>,
    number: u32,
    progress: &mut Progress<'_>,
) -> Result<Outcome, Error> {
    let writer = folder.map(|folder| Writer::new(plan, name, folder, number)).transpose()?;
    let mut reading = Reading {
        plan,
        name,
        claims: Claims::new(plan)?,
        writer,
        seen: HashTable::new(),
        outcome: Outcome { next_number: number, ..Outcome::default() },
        progress,
        size,
    };
    match plan.format {
        Form::Delimited => reading.delimited(&mut input)?,
        Form::Json => reading.json(&mut input)?,
        Form::Xlsx => reading.xlsx(&mut input)?,
    }
    reading.finish()
}

/// The text of a file from behind its byte order mark.
pub fn text<'i, R: Read + Seek>(
    input: &'i mut R,
    encoding: Option<&'static encoding_rs::Encoding>,
) -> io::Result<Decoded<&'i mut R>> {
    let mut start = Vec::new();
    input.rewind()?;
    input.by_ref().take(4).read_to_end(&mut start)?;
    let bom = encoding_rs::Encoding::for_bom(&start).map_or(0, |(_, length)| length);
    input.seek(SeekFrom::Start(bom as u64))?;
    Ok(Decoded::new(input, encoding.unwrap_or(UTF_8)))
}

struct Reading<'p, 'f> {
    plan: &'p Plan,
    name: &'p str,
    claims: Claims<'p>,
    writer: Option<Writer<'p>>,
    /// Hashes of the rows so far.
    seen: HashTable<u128>,
    outcome: Outcome,
    progress: &'f mut Progress<'f>,
    size: u64,
}

impl Reading<'_, '_> {
    fn delimited<R: Read + Seek>(&mut self, input: &mut R) -> Result<(), Error> {
        let delimiter = self.plan.delimiter.unwrap_or(',');
        let delimiter = u8::try_from(delimiter).ok().filter(|byte| byte.is_ascii() && !b"\"\r\n".contains(byte));
        let delimiter =
            delimiter.ok_or_else(|| Error::Bad("a delimiter is one ASCII character, no quote".to_owned()))?;
        let mut rows = delimited::Rows::new(text(input, self.plan.encoding)?, delimiter);
        let address = self.claims.layout.place(Field::SourceUrl).map(|place| place.index);
        rows.expect(Shape { width: self.plan.header.len(), address });
        loop {
            let next = rows.advance()?;
            if next != Next::End && rows.line <= self.plan.header_line {
                continue;
            }
            let go_on = match next {
                Next::End => break,
                Next::Broken(why) => self.refuse(rows.line, why, rows.raw(), rows.taken())?,
                Next::Row => self.row(rows.line, &rows.cells, None, Some(rows.raw()), rows.taken())?,
            };
            if !go_on {
                break;
            }
        }
        self.outcome.bytes = rows.taken();
        Ok(())
    }

    fn json<R: Read + Seek>(&mut self, input: &mut R) -> Result<(), Error> {
        let keys = self.claims.layout.keys.clone();
        let source = text(input, self.plan.encoding)?;
        // The rows' place in the file is known to the text alone; progress is told by rows.
        json::rows(source, &keys, &mut |line, found| match found {
            Found::Row(cells, pairs) => self.row(line, cells, Some(pairs), None, self.outcome.bytes),
            Found::Broken(why, start) => self.refuse(line, why, start, self.outcome.bytes),
        })?;
        self.outcome.bytes = self.size;
        Ok(())
    }

    fn xlsx<R: Read + Seek>(&mut self, input: &mut R) -> Result<(), Error> {
        let (width, header_line) = (self.plan.header.len(), self.plan.header_line);
        let mut padded = Cells::default();
        xlsx::rows(io::BufReader::new(input), &mut |line, found| match found {
            xlsx::Found::Row(_) if line <= header_line => Ok(true),
            xlsx::Found::Row(cells) => {
                // A spreadsheet leaves empty cells out, and its sheet may be wider than its table.
                padded.clear();
                padded.over = cells.over;
                cells.iter().take(width).for_each(|cell| padded.push(cell));
                cells.iter().skip(width).filter(|cell| !cell.is_empty()).for_each(|cell| padded.push(cell));
                (cells.len()..width).for_each(|_| padded.push(b""));
                self.row(line, &padded, None, None, self.outcome.bytes)
            }
            xlsx::Found::Broken(why) => self.refuse(line, why, b"", self.outcome.bytes),
        })?;
        self.outcome.bytes = self.size;
        Ok(())
    }

    /// Takes a row in; false where no more is wanted.
    fn row(
        &mut self,
        line: u64,
        cells: &Cells,
        pairs: Option<&json::Pairs>,
        raw: Option<&[u8]>,
        bytes: u64,
    ) -> io::Result<bool> {
        let joined = |cells: &Cells| cells.iter().collect::<Vec<_>>().join(&b", "[..]);
        let why = match self.why_not(cells, pairs) {
            Ok(true) => {
                self.outcome.read += 1;
                self.outcome.duplicates += 1;
                return self.step(bytes);
            }
            Ok(false) => match self.claims.take(cells, line) {
                Ok(()) => {
                    self.outcome.read += 1;
                    self.outcome.accepted += 1;
                    if self.outcome.sample.len() < SHOWN_ROWS {
                        self.outcome.sample.push(self.claims.shown(cells));
                    }
                    return self.step(bytes);
                }
                Err(why) => why,
            },
            Err(why) => why,
        };
        match raw {
            Some(raw) => self.refuse(line, why, raw, bytes),
            None => self.refuse(line, why, &joined(cells), bytes),
        }
    }

    /// Whether a row is a duplicate, or why it cannot be one of the file's.
    fn why_not(&mut self, cells: &Cells, pairs: Option<&json::Pairs>) -> Result<bool, &'static str> {
        let header = &self.plan.header;
        if cells.over {
            return Err(CELL_TOO_LONG);
        }
        if pairs.is_none() {
            if cells.len() != header.len() {
                return Err(if cells.len() < header.len() { TOO_FEW } else { TOO_MANY });
            }
            if cells.iter().zip(header).all(|(cell, name)| cell.trim_ascii() == name.trim().as_bytes()) {
                return Err(HEADER_AGAIN);
            }
        }
        let hash = pairs.map_or_else(|| cells.hash(), json::Pairs::hash);
        let known = self.seen.entry(hash as u64, |other| *other == hash, |other| *other as u64);
        Ok(match known {
            hashbrown::hash_table::Entry::Occupied(_) => true,
            hashbrown::hash_table::Entry::Vacant(place) => {
                place.insert(hash);
                false
            }
        })
    }

    /// Writes down a rejected row.
    fn refuse(&mut self, line: u64, why: &'static str, raw: &[u8], bytes: u64) -> io::Result<bool> {
        // Four bytes a character at most, and one more for what is cut off within.
        let raw = String::from_utf8_lossy(&raw[..raw.len().min(4 * REJECT_TEXT)]);
        let raw = raw.trim_end_matches(['\r', '\n']);
        let text = raw.char_indices().nth(REJECT_TEXT).map_or(raw, |(end, _)| &raw[..end]);
        self.outcome.read += 1;
        self.outcome.rejected += 1;
        *self.outcome.reasons.entry(why).or_default() += 1;
        if self.outcome.rejects.len() < SHOWN_REJECTS {
            self.outcome.rejects.push((line, why, text.to_owned()));
        }
        let rejects = &mut self.claims.rows.rejects;
        rejects.line.push(line);
        rejects.reason.push(why.as_bytes());
        rejects.text.push(text.as_bytes());
        self.claims.rows.bytes += text.len() + why.len();
        self.step(bytes)
    }

    /// Hands over what is held when it is enough, and tells how far it is.
    fn step(&mut self, bytes: u64) -> io::Result<bool> {
        let read = self.outcome.read;
        if read.is_multiple_of(GROUP_ROWS) || self.claims.rows.bytes >= GROUP_BYTES {
            self.hand_over()?;
        }
        Ok(!read.is_multiple_of(STEP) || (self.progress)(bytes.min(self.size), read))
    }

    fn hand_over(&mut self) -> io::Result<()> {
        let rows = std::mem::replace(&mut self.claims.rows, Rows::new(self.plan));
        match &mut self.writer {
            Some(writer) => writer.append(rows),
            // A dry run fails where the import would.
            None => tables(rows, self.plan, self.name, 0).map(|_| ()),
        }
    }

    fn finish(mut self) -> Result<Outcome, Error> {
        self.hand_over()?;
        if let Some(writer) = self.writer {
            self.outcome.next_number = writer.finish()?;
        }
        self.outcome.counts = self.claims.counts;
        (self.progress)(self.outcome.bytes, self.outcome.read);
        Ok(self.outcome)
    }
}
