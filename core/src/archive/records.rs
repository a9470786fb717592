//! Records out of an archive, one after the other, whatever state it is in.
//!
//! A record is bounded: of a block no more than [`BLOCK`] bytes are brought to hand, the rest is passed over. Where a
//! record does not begin as one does, the reader looks for the next that does (the next member, `WARC/`, a record
//! line of ARC) and notes where it lost the thread.

use memchr::memmem;

use super::window::Window;
use super::{Damage, arc, body, header, warc};

/// The most bytes of a block that are brought to hand: the largest body that is looked at, and its header.
const BLOCK: usize = body::LARGEST + header::LONGEST;
/// What is brought to hand at once to look for the next record.
const SEARCH: usize = 64 << 10;

/// The container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// WARC, and with it WAT.
    Warc,
    /// ARC.
    Arc,
}

/// One record, lent from the window.
pub struct Record<'r> {
    /// What it is. A record of ARC is a response.
    pub kind: warc::Kind,
    /// The address, as written.
    pub url: &'r [u8],
    /// When, as written.
    pub date: &'r [u8],
    /// The media type of the block (WARC) or of the document (ARC).
    pub content_type: &'r [u8],
    /// The block, as far as it is there and wanted.
    pub block: &'r [u8],
    /// A part of the block is missing.
    pub truncated: bool,
    /// WARC-Refers-To-Target-URI, or empty.
    pub refers_to_url: &'r [u8],
    /// WARC-Refers-To-Date, or empty.
    pub refers_to_date: &'r [u8],
    /// Where the record, or its member, lies in the file.
    pub offset: usize,
}

/// A record that is at hand: its parts as places from the start of the window.
struct Found {
    fields: warc::Fields,
    head: usize,
    block: usize,
    truncated: bool,
    offset: usize,
}

/// Reads the records of (a part of) an archive.
pub struct Records<'a> {
    window: Window<'a>,
    container: Container,
    /// Members from here on belong to the next part.
    limit: usize,
    /// What is left of the record lent last: bytes at hand, and bytes to come.
    pending: (usize, u64),
    damage: Vec<Damage>,
    count: u64,
}

impl<'a> Records<'a> {
    /// The records of the members that begin from `from` up to `limit`.
    pub fn new(input: &'a [u8], container: Container, from: usize, limit: usize) -> Self {
        Self { window: Window::new(input, from), container, limit, pending: (0, 0), damage: Vec::new(), count: 0 }
    }

    /// Records met, passed-over ones counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How far the file is read.
    pub fn position(&self) -> usize {
        self.window.decoded()
    }

    /// Where the next part begins, once [`Records::next`] has come to an end.
    pub fn end(&self) -> usize {
        if self.window.bytes().is_empty() { self.window.decoded() } else { self.window.offset() }
    }

    /// The damage met, in order.
    pub fn take_damage(&mut self) -> Vec<Damage> {
        self.damage.append(&mut self.window.take_damage());
        std::mem::take(&mut self.damage)
    }

    /// The next record; none at the end of the part.
    // Records are lent out of the window, which an Iterator cannot do.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Record<'_>> {
        let found = loop {
            let (here, beyond) = std::mem::take(&mut self.pending);
            self.window.consume(here);
            self.skip_block(beyond);
            self.pass_blank_lines();
            if self.window.bytes().is_empty() || (self.window.at_member() && self.window.offset() >= self.limit) {
                return None;
            }
            let found = match self.container {
                Container::Warc => self.find_warc(),
                Container::Arc => self.find_arc(),
            };
            self.damage.append(&mut self.window.take_damage());
            match found {
                Some(found) if found.fields.kind != warc::Kind::Passed => break found,
                Some(_) => {}
                None => self.seek(),
            }
        };
        let bytes = self.window.bytes();
        let head = &bytes[..found.head];
        Some(Record {
            kind: found.fields.kind,
            url: &head[found.fields.url],
            date: &head[found.fields.date],
            content_type: &head[found.fields.content_type],
            block: &bytes[found.head..found.head + found.block],
            truncated: found.truncated,
            refers_to_url: &head[found.fields.refers_to_url],
            refers_to_date: &head[found.fields.refers_to_date],
            offset: found.offset,
        })
    }

    fn note(&mut self, reason: &'static str) {
        self.damage.push(Damage { offset: self.window.offset() as u64, reason });
    }

    /// Passes over the blank lines between records.
    fn pass_blank_lines(&mut self) {
        loop {
            self.window.fill(1);
            let bytes = self.window.bytes();
            let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if blank == 0 {
                return;
            }
            // One member at a time, so that the next record is seen to begin at its member.
            let blank = blank.min(self.window.in_member().max(1));
            self.window.consume(blank);
        }
    }

    fn find_warc(&mut self) -> Option<Found> {
        let offset = self.window.offset();
        self.window.fill_member(SEARCH);
        if !warc::begins(self.window.bytes()) {
            self.window.fill(16);
        }
        if !warc::begins(self.window.bytes()) {
            self.note("no record begins here");
            return None;
        }
        let mut ends = header::end(self.window.bytes());
        if ends.is_none() {
            self.window.fill(header::LONGEST);
            ends = header::end(self.window.bytes());
        }
        let Some((head, whole)) = ends else {
            self.note("the record's header does not end");
            return None;
        };
        let mut fields = warc::fields(&self.window.bytes()[..head]);
        let Some(length) = fields.length else {
            self.note("the record has no readable Content-Length");
            return None;
        };
        self.count += 1;
        // ClueWeb09's header field may end with a blank line too many: harmless, blocks are taken by length.
        let (block, truncated) = self.bring_block(whole, length);
        let truncated = truncated || std::mem::take(&mut fields.truncated);
        Some(Found { fields, head: whole, block, truncated, offset })
    }

    fn find_arc(&mut self) -> Option<Found> {
        let offset = self.window.offset();
        self.window.fill_member(SEARCH);
        let mut read = arc::line(self.window.bytes());
        if read.is_none() {
            self.window.fill(arc::LONGEST);
            read = arc::line(self.window.bytes());
        }
        let Some((line, whole)) = read else {
            self.note("no record begins here");
            return None;
        };
        let url = &self.window.bytes()[line.url.clone()];
        let web = url.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"http"));
        let Some(length) = line.length else {
            self.note("the record has no readable length");
            return None;
        };
        self.count += 1;
        let (block, truncated) = self.bring_block(whole, length);
        let fields = warc::Fields {
            kind: if web { warc::Kind::Response } else { warc::Kind::Passed },
            url: line.url,
            date: line.date,
            content_type: line.content_type,
            ..warc::Fields::default()
        };
        Some(Found { fields, head: whole, block, truncated, offset })
    }

    /// Brings a block to hand that begins `head` bytes from here: how much of it there is, and whether that is less
    /// than there should be.
    fn bring_block(&mut self, head: usize, length: u64) -> (usize, bool) {
        let wanted = length.min(BLOCK as u64) as usize;
        self.window.fill_member(head + wanted);
        let member_ends = self.window.in_member();
        if member_ends < head + wanted && self.window.broken() {
            return self.cut_block(head, member_ends, "the record is cut short");
        }
        if member_ends < head + wanted {
            // Either the length is wrong or members do not care for records.
            let more = self.window.bytes().len() > member_ends || self.window.fill_next();
            if more && self.begins_record(member_ends) {
                return self.cut_block(head, member_ends, "the record is shorter than its length says");
            }
            self.window.fill(head + wanted);
            let there = self.window.bytes().len();
            if there < head + wanted {
                // A length that is too large may have swallowed records.
                return match self.record_within(head, there) {
                    Some(at) => self.cut_block(head, at, "the record is shorter than its length says"),
                    None => self.cut_block(head, there, "the file ends inside a record"),
                };
            }
        }
        self.pending = (head + wanted, length - wanted as u64);
        if wanted as u64 != length {
            return (wanted, true);
        }
        if self.container == Container::Arc || self.followed(head + wanted) {
            return (wanted, self.window.broken());
        }
        match self.record_within(head, head + wanted) {
            Some(at) => self.cut_block(head, at, "the record is shorter than its length says"),
            // The block goes on beyond its length; the search for the next record will tell.
            None => (wanted, true),
        }
    }

    /// Whether that which may follow a record follows at `end`.
    fn followed(&mut self, end: usize) -> bool {
        self.window.fill_member(end + 16);
        let rest = &self.window.bytes()[end..self.window.in_member().max(end)];
        let rest = rest.trim_ascii_start();
        rest.is_empty() || warc::begins(rest)
    }

    /// Where within a block another record begins. A record may hold an archive, so this proves nothing while the
    /// lengths are sound.
    fn record_within(&self, head: usize, end: usize) -> Option<usize> {
        let block = self.window.bytes().get(head..end)?;
        let at = match self.container {
            Container::Warc => memmem::find(block, b"\nWARC/1.")?,
            Container::Arc => memchr::memchr_iter(b'\n', block).find(|at| arc::line(&block[at + 1..]).is_some())?,
        };
        Some(head + at + 1)
    }

    fn cut_block(&mut self, head: usize, end: usize, reason: &'static str) -> (usize, bool) {
        self.note(reason);
        self.pending = (end, 0);
        (end.saturating_sub(head), true)
    }

    fn begins_record(&self, at: usize) -> bool {
        let bytes = &self.window.bytes()[at..];
        match self.container {
            Container::Warc => warc::begins(bytes),
            Container::Arc => arc::line(bytes).is_some(),
        }
    }

    /// Passes over the part of a block that was not brought to hand, if it is there.
    fn skip_block(&mut self, mut left: u64) {
        while left > 0 {
            self.window.fill_member(1);
            let here = left.min(self.window.in_member() as u64);
            self.window.consume(here as usize);
            left -= here;
            if here == 0 {
                self.window.fill(1);
                if self.window.bytes().is_empty() || self.begins_record(0) {
                    self.note("the record is shorter than its length says");
                    return;
                }
            }
        }
    }

    /// Goes on to where the next record begins.
    fn seek(&mut self) {
        // At least one byte on, or the same spot would be found again.
        let mut from = 1;
        let mut wanted = SEARCH;
        loop {
            self.window.fill_member(wanted);
            let here = self.window.in_member();
            if let Some(at) = self.next_start(from.min(here), here) {
                return self.window.consume(at);
            }
            from = 0;
            // A line that is not whole yet may be a record's.
            let bytes = &self.window.bytes()[..here];
            let tail = bytes.len() - memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
            if !self.window.member_is_whole() && tail < arc::LONGEST {
                self.window.consume(here - tail);
                wanted = tail + SEARCH;
                continue;
            }
            self.window.consume(here);
            wanted = SEARCH;
            self.window.fill(1);
            if self.window.bytes().is_empty() || (self.window.at_member() && self.window.offset() >= self.limit) {
                return;
            }
        }
    }

    /// The first place between `from` and `end` where a record begins.
    fn next_start(&self, from: usize, end: usize) -> Option<usize> {
        let bytes = &self.window.bytes()[..end];
        match self.container {
            Container::Warc => memmem::find_iter(&bytes[from..], b"WARC/")
                .map(|at| from + at)
                .find(|at| warc::begins(&bytes[*at..]) && (*at == 0 || bytes[at - 1] == b'\n')),
            Container::Arc => memchr::memchr_iter(b'\n', &bytes[from.saturating_sub(1)..])
                .map(|at| from.saturating_sub(1) + at + 1)
                .find(|at| *at >= from && arc::line(&bytes[*at..]).is_some()),
        }
    }
}
