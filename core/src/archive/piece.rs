//! One piece of the work: a file, or a stretch of one, to pages and links in encoded row groups.

use std::fs::File;
use std::io;
use std::time::UNIX_EPOCH;

use memchr::memmem;
use memmap2::Mmap;

use super::coding::start_of_member;
use super::import::{Input, Made, Outcome};
use super::looks::{Looks, Origin};
use super::records::{Container, Records};
use super::segment::Encoder;
use super::sniff::sniff;
use super::wat::Wat;
use super::{Damage, arc, body, warc};
use crate::batch::Batch;
use crate::fetch::Fetch;
use crate::model::Source;

/// Bytes of link text that make a row group.
const GROUP: usize = 32 << 20;
/// Pages that make a row group, where they have few links.
const GROUP_PAGES: u32 = 1 << 17;
/// Records between two reports.
const REPORT: u64 = 64;

/// A file, or a stretch of one.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// The number of the file.
    pub file: usize,
    /// Where the stretch begins.
    pub from: usize,
    /// Members that begin here or later are no part of it.
    pub to: usize,
    /// A member begins at `from`; else one is to be looked for from there on.
    pub exact: bool,
}

/// What was done since the last report.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Bytes of the file.
    pub bytes: u64,
    /// Looks at pages.
    pub pages: u64,
    /// Links.
    pub links: u64,
}

/// What hears how far a piece is, and says whether to go on.
pub type Report<'r> = dyn FnMut(&mut Made, Counts) -> io::Result<bool> + 'r;

/// One thread's buffers.
pub struct Tools {
    looks: Looks,
    wat: Wat,
    batch: Batch,
    encoder: Encoder,
}

impl Tools {
    /// Fresh buffers.
    pub fn new() -> io::Result<Self> {
        Ok(Self { looks: Looks::new(), wat: Wat::new(), batch: Batch::default(), encoder: Encoder::new()? })
    }

    /// Reads a piece; what it makes goes to `made`. Errors are those of encoding and of the report.
    pub fn read(&mut self, piece: Piece, input: &Input, made: &mut Made, report: &mut Report<'_>) -> io::Result<()> {
        // A run that was broken off leaves rows behind.
        if made.outcomes.is_empty() {
            self.batch = Batch::default();
        }
        let mut outcome = Outcome::default();
        match map(input) {
            Err(reason) => outcome.damage.push(Damage { offset: 0, reason }),
            Ok(map) => self.read_bytes(&map, piece, input, made, &mut outcome, report)?,
        }
        made.outcomes.push((piece.file, outcome));
        Ok(())
    }

    fn read_bytes(
        &mut self,
        bytes: &[u8],
        piece: Piece,
        input: &Input,
        made: &mut Made,
        outcome: &mut Outcome,
        report: &mut Report<'_>,
    ) -> io::Result<()> {
        let Some(source) = sniff(bytes) else {
            outcome.damage.push(Damage { offset: 0, reason: "neither WARC, ARC, WAT nor HTML by its first bytes" });
            return Ok(());
        };
        if source == Source::Html {
            if let Err(reason) = self.read_document(bytes, input) {
                outcome.damage.push(Damage { offset: 0, reason });
            }
            made.span = Some((0, bytes.len()));
            return self.report(made, outcome, bytes.len(), report).map(|_| ());
        }
        let container = if source == Source::Arc { Container::Arc } else { Container::Warc };
        let from = if piece.exact { Some(piece.from) } else { start(bytes, container, piece.from, piece.to) };
        let Some(from) = from.filter(|from| *from < piece.to) else {
            return self
                .report(made, outcome, piece.to.min(bytes.len()) - piece.from.min(bytes.len()), report)
                .map(|_| ());
        };
        made.span = Some((from, from));
        let mut records = Records::new(bytes, container, from, piece.to);
        let origin = Origin { source, archive: &input.name, as_of: input.as_of };
        let mut before = from;
        while let Some(record) = records.next() {
            let offset = record.offset as u64;
            let read = match source {
                Source::Wat => self.wat.read(&record, origin, &mut self.batch),
                _ => self.looks.read(&record, origin, &mut self.batch),
            };
            if let Err(reason) = read {
                outcome.damage.push(Damage { offset, reason });
            }
            let full = self.batch.bytes() > GROUP || self.batch.page_row() >= GROUP_PAGES;
            if full || records.count().is_multiple_of(REPORT) {
                outcome.damage.append(&mut records.take_damage());
                let done = records.position() - before.min(records.position());
                before = records.position();
                if !self.report_some(made, outcome, done, full, report)? {
                    return Ok(());
                }
            }
        }
        outcome.damage.append(&mut records.take_damage());
        outcome.damage.sort_by_key(|damage| damage.offset);
        outcome.records = records.count();
        let end = records.end();
        made.span = Some((from, end));
        self.report(made, outcome, end - before.min(end), report).map(|_| ())
    }

    /// Reads a whole HTML file.
    fn read_document(&mut self, bytes: &[u8], input: &Input) -> Result<(), &'static str> {
        let address = input.address.as_deref().ok_or("an HTML file without an address (give one with --base)")?;
        let fetch = Fetch {
            url: address,
            fetched_at: input
                .as_of
                .or_else(|| modified(input))
                .ok_or("the file has no date (give one with --as-of)")?,
            status: None,
            content_type: None,
            robots_tags: &[],
            link_headers: &[],
            content_language: None,
            location: None,
            body: &bytes[..bytes.len().min(body::LARGEST)],
            truncated: bytes.len() > body::LARGEST,
            not_modified: false,
            refers_to: None,
            source: Source::Html,
            archive: &input.name,
            archive_offset: 0,
        };
        self.looks.document(&fetch, &mut self.batch)
    }

    fn report(
        &mut self,
        made: &mut Made,
        outcome: &mut Outcome,
        bytes: usize,
        report: &mut Report<'_>,
    ) -> io::Result<bool> {
        self.report_some(made, outcome, bytes, false, report)
    }

    /// Counts what was done, hands a full batch over, tells.
    fn report_some(
        &mut self,
        made: &mut Made,
        outcome: &mut Outcome,
        bytes: usize,
        full: bool,
        report: &mut Report<'_>,
    ) -> io::Result<bool> {
        let pages = u64::from(self.batch.page_row()) - made.counted.0;
        let links = self.batch.links.len() as u64 - made.counted.1;
        outcome.pages += pages;
        outcome.links += links;
        made.counted = (made.counted.0 + pages, made.counted.1 + links);
        if full {
            self.hand_over(made)?;
        }
        report(made, Counts { bytes: bytes as u64, pages, links })
    }

    /// Encodes what is in the batch.
    pub fn hand_over(&mut self, made: &mut Made) -> io::Result<()> {
        if !self.batch.is_empty() {
            made.groups.push(self.encoder.encode(&self.batch.take())?);
        }
        made.counted = (0, 0);
        Ok(())
    }
}

fn map(input: &Input) -> Result<Mmap, &'static str> {
    let file = File::open(&input.path).map_err(|_| "the file cannot be opened")?;
    // SAFETY: the map is only read. A file that another process shortens meanwhile ends this process (SIGBUS), as it
    // does for every reader of maps; archives are written once.
    let map = unsafe { Mmap::map(&file) }.map_err(|_| "the file cannot be read")?;
    if map.is_empty() { Err("the file is empty") } else { Ok(map) }
}

fn modified(input: &Input) -> Option<i64> {
    let modified = input.path.metadata().ok()?.modified().ok()?;
    i64::try_from(modified.duration_since(UNIX_EPOCH).ok()?.as_micros()).ok()
}

/// The first place from `from` to `to` where a gzip member begins that begins with a record.
fn start(bytes: &[u8], container: Container, from: usize, to: usize) -> Option<usize> {
    let mut output = [0; 2048];
    let stretch = bytes.get(from..)?;
    memmem::find_iter(stretch, &[0x1f, 0x8b, 8]).map(|at| from + at).take_while(|at| *at < to).find(|at| {
        start_of_member(&bytes[*at..], &mut output).is_some_and(|written| match container {
            Container::Warc => warc::begins(&output[..written]),
            Container::Arc => arc::line(&output[..written]).is_some(),
        })
    })
}
