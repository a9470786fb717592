//! The decoded bytes of an archive, as a window that slides over its members.
//!
//! A file is plain (then the window is the memory map itself) or a row of members: gzip members (one a record, or
//! one for the whole file, or blocks that do not care for records), zstd frames, lz4 frames. Members that inflate
//! to no more than [`WHOLE_MEMBER`] are decoded in one call into a buffer that is reused; larger ones stream, so that
//! memory stays bounded whatever the file. Damage ends a member, is noted, and the next sound member follows.

use std::collections::VecDeque;

use lz4_flex::frame::FrameDecoder;
use zstd::stream::raw::{Decoder as ZstdDecoder, Operation};

use super::Damage;
use super::coding::{Coding, LZ4, ZSTD, ZSTD_DICTIONARY, skippable};
use super::frames::{lz4_step, zstd_decoder, zstd_step};
use super::inflate::{Fault, Inflater, Step, Stream, Wrapper, gzip_header};

/// The most that a member may inflate to and still be decoded in one call.
const WHOLE_MEMBER: usize = 32 << 20;
/// What a stream decodes at a time.
const PIECE: usize = 256 << 10;
/// The largest zstd dictionary that is believed.
const DICTIONARY: usize = 16 << 20;

/// A member of which only a part is decoded so far.
enum Open<'a> {
    None,
    Gzip(Box<Stream>),
    Zstd,
    Lz4(Box<FrameDecoder<&'a [u8]>>),
}

/// A window over the decoded bytes of one archive.
pub struct Window<'a> {
    input: &'a [u8],
    coding: Coding,
    /// Where the bytes lie that are not decoded yet.
    next: usize,
    buffer: Vec<u8>,
    /// The part of the buffer (of the input, if it is plain) that is decoded and not consumed.
    start: usize,
    end: usize,
    /// Where in the buffer members begin, and where they lie in the input; those that are consumed are dropped but
    /// for the one at `start`.
    members: VecDeque<(isize, usize)>,
    open: Open<'a>,
    inflater: Inflater,
    zstd: Option<ZstdDecoder<'static>>,
    /// The last member decoded ended before its time.
    broken: bool,
    damage: Vec<Damage>,
}

impl<'a> Window<'a> {
    /// A window on `input` from the member that begins at `from`.
    pub fn new(input: &'a [u8], from: usize) -> Self {
        let coding = Coding::of(input);
        let mut window = Self {
            input,
            coding,
            next: from,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            members: VecDeque::new(),
            open: Open::None,
            inflater: Inflater::new(),
            zstd: None,
            broken: false,
            damage: Vec::new(),
        };
        if coding == Coding::Plain {
            (window.start, window.end, window.next) = (from, input.len(), input.len());
            window.members.push_back((from as isize, from));
        } else if coding == Coding::Zstd && from > 0 {
            window.dictionary_frame(0);
        }
        window
    }

    /// The bytes at hand.
    pub fn bytes(&self) -> &[u8] {
        match self.coding {
            Coding::Plain => &self.input[self.start..self.end],
            _ => &self.buffer[self.start..self.end],
        }
    }

    /// How many bytes at hand belong to the member that the window stands in.
    pub fn in_member(&self) -> usize {
        match self.members.get(1) {
            Some((at, _)) => *at as usize - self.start,
            None => self.end - self.start,
        }
    }

    /// Whether all of the member that the window stands in is decoded.
    pub fn member_is_whole(&self) -> bool {
        self.members.len() > 1 || matches!(self.open, Open::None)
    }

    /// Whether the window stands on the first byte of a member.
    pub fn at_member(&self) -> bool {
        self.members.front().is_some_and(|(at, _)| *at == self.start as isize)
    }

    /// Where in the file the window stands: the byte if it is plain, else the start of the member.
    pub fn offset(&self) -> usize {
        match self.coding {
            Coding::Plain => self.start,
            _ => self.members.front().map_or(self.next, |(_, offset)| *offset),
        }
    }

    /// How far the file is decoded.
    pub fn decoded(&self) -> usize {
        if self.coding == Coding::Plain { self.start } else { self.next }
    }

    /// Whether the member that was decoded last ended before its time.
    pub fn broken(&self) -> bool {
        self.broken
    }

    /// The damage met since the last call.
    pub fn take_damage(&mut self) -> Vec<Damage> {
        std::mem::take(&mut self.damage)
    }

    /// Brings at least `count` bytes of this member to hand, or all that are left of it.
    pub fn fill_member(&mut self, count: usize) {
        if self.end == self.start && matches!(self.open, Open::None) {
            self.begin_member();
        }
        while self.end - self.start < count && self.members.len() <= 1 && self.continue_member() {}
    }

    /// Brings at least `count` bytes to hand, of as many members as it takes, or all that are left.
    pub fn fill(&mut self, count: usize) {
        while self.end - self.start < count {
            if !self.continue_member() && !self.begin_member() {
                return;
            }
        }
    }

    /// Brings the first bytes of the member after this one to hand; false where there is none.
    pub fn fill_next(&mut self) -> bool {
        while self.continue_member() {}
        self.begin_member()
    }

    /// Passes over bytes at hand.
    pub fn consume(&mut self, count: usize) {
        self.start += count;
        debug_assert!(self.start <= self.end);
        while self.members.len() > 1 && self.members[1].0 <= self.start as isize {
            self.members.pop_front();
        }
    }

    fn note(&mut self, offset: usize, reason: &'static str) {
        self.broken = true;
        self.damage.push(Damage { offset: offset as u64, reason });
    }

    /// Moves what is at hand to the front of the buffer and makes room behind it.
    fn make_room(&mut self, room: usize) {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            for (at, _) in &mut self.members {
                // Negative for the member that the window stands in: its first bytes are gone.
                *at -= self.start as isize;
            }
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.buffer.len() < self.end + room {
            self.buffer.resize(self.end + room, 0);
        }
    }

    /// Begins the next member; false at the end of the file.
    fn begin_member(&mut self) -> bool {
        loop {
            let rest = &self.input[self.next..];
            if rest.is_empty() || matches!(self.coding, Coding::Plain) {
                return false;
            }
            self.broken = false;
            let begun = match self.coding {
                Coding::Plain => false,
                Coding::Gzip => self.begin_gzip(),
                Coding::Zstd => self.begin_zstd(),
                Coding::Lz4 => self.begin_lz4(),
            };
            if begun {
                return true;
            }
        }
    }

    fn push_member(&mut self) {
        if self.start == self.end {
            self.members.clear();
        }
        self.members.push_back((self.end as isize, self.next));
    }

    fn begin_gzip(&mut self) -> bool {
        let rest = &self.input[self.next..];
        let Some(header) = gzip_header(rest) else {
            self.pass_junk();
            return false;
        };
        let mut room = self.buffer.len().saturating_sub(self.end - self.start).max(PIECE);
        loop {
            self.make_room(room);
            let output = &mut self.buffer[self.end..];
            match self.inflater.member(Wrapper::Gzip, rest, output) {
                Ok((read, written)) => {
                    self.push_member();
                    self.next += read;
                    self.end += written;
                    return true;
                }
                Err(Fault::Room) if room < WHOLE_MEMBER => room = (room * 4).min(WHOLE_MEMBER),
                Err(_) => break,
            }
        }
        if let Some((stream, _)) = Stream::new(Wrapper::Gzip, rest) {
            self.push_member();
            self.next += header;
            self.open = Open::Gzip(Box::new(stream));
        }
        true
    }

    fn begin_zstd(&mut self) -> bool {
        let rest = &self.input[self.next..];
        if skippable(rest) {
            let at = self.next;
            let Some(length) = rest.get(4..8).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize) else {
                self.note(at, "the file ends inside a zstd frame");
                self.next = self.input.len();
                return false;
            };
            if rest.starts_with(&ZSTD_DICTIONARY) && at == 0 {
                self.dictionary_frame(0);
            }
            self.next = self.input.len().min(at.saturating_add(8).saturating_add(length));
            return false;
        }
        if !rest.starts_with(&ZSTD) {
            self.pass_junk();
            return false;
        }
        if self.zstd.is_none() {
            self.zstd = zstd_decoder(&[]);
        }
        let fresh = self.zstd.as_mut().is_some_and(|decoder| decoder.reinit().is_ok());
        debug_assert!(fresh, "resetting a session cannot fail");
        self.push_member();
        self.open = Open::Zstd;
        true
    }

    /// Loads the dictionary that lies in the skippable frame at `at`, which may itself be compressed.
    fn dictionary_frame(&mut self, at: usize) {
        let Some(frame) = self.input.get(at..).filter(|frame| frame.starts_with(&ZSTD_DICTIONARY)) else { return };
        let length = frame.get(4..8).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
        let Some(content) = frame.get(8..8 + length.min(DICTIONARY)) else {
            self.note(at, "the zstd dictionary is cut short");
            return;
        };
        let unpacked = if content.starts_with(&ZSTD) {
            zstd::bulk::decompress(content, DICTIONARY).ok()
        } else {
            Some(content.to_vec())
        };
        self.zstd = unpacked.and_then(|dictionary| zstd_decoder(&dictionary));
        if self.zstd.is_none() {
            self.note(at, "the zstd dictionary cannot be read");
        }
    }

    fn begin_lz4(&mut self) -> bool {
        let rest = &self.input[self.next..];
        if !rest.starts_with(&LZ4) {
            self.pass_junk();
            return false;
        }
        self.push_member();
        self.open = Open::Lz4(Box::new(FrameDecoder::new(rest)));
        true
    }

    /// Passes over bytes between members that are no member.
    fn pass_junk(&mut self) {
        let from = self.next;
        self.next = self.coding.candidate(self.input, from);
        // Padding to a block size is usual on tapes and disks and no damage.
        if self.input[from..self.next].iter().any(|byte| !matches!(byte, 0 | b'\r' | b'\n')) {
            self.note(from, "bytes between records that are no compressed data");
        }
    }

    /// Decodes more of the open member; false where it has ended.
    fn continue_member(&mut self) -> bool {
        if matches!(self.open, Open::None) {
            return false;
        }
        self.make_room(PIECE);
        let output = &mut self.buffer[self.end..];
        let input = &self.input[self.next..];
        let (read, written, step) = match &mut self.open {
            Open::None => return false,
            Open::Gzip(stream) => stream.step(input, output),
            Open::Zstd => zstd_step(self.zstd.as_mut(), input, output),
            Open::Lz4(decoder) => lz4_step(decoder, input, output),
        };
        let at = self.members.back().map_or(self.next, |(_, offset)| *offset);
        self.next += read;
        self.end += written;
        if step == Step::More {
            return true;
        }
        self.open = Open::None;
        match step {
            Step::More | Step::End => {}
            Step::Checksum => self.note(at, "the checksum of the compressed data is wrong"),
            Step::Clipped => {
                self.note(at, "the file ends inside compressed data");
                self.next = self.input.len();
            }
            Step::Damaged => {
                self.note(at, "the compressed data is damaged");
                self.next = self.coding.candidate(self.input, self.next.max(at + 1));
            }
        }
        written > 0
    }
}
