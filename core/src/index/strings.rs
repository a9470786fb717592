//! Many strings in little space: sorted keys (addresses, hosts, domains, anchors) and texts (titles).
//!
//! Strings stand in blocks of 64. The first of a block is stored whole, so that a binary search touches nothing
//! else; the others as the count of bytes shared with the one before (front coding: Witten, Moffat and Bell,
//! "Managing Gigabytes", 1999) and the rest, all of them compressed together with Zstandard.
//!
//! A block: length of the first string, its bytes; size of what follows when inflated, then the Zstandard frame. In
//! it, for each further string, two numbers (bytes shared, bytes of its own), then all own bytes. Numbers are LEB128.
//! Where blocks begin stands in a packed array of its own (`NAME.blocks`).

use std::io::{self, Write};

use zstd::bulk::{Compressor, Decompressor};

use super::packed::{Packed, PackedWriter};
use super::part::{Column, ColumnFile, PartFiles, PartWriter};

/// Strings in a block.
pub const BLOCK: usize = 64;
/// A block never inflates to more than this: 64 of the longest anchors and titles there are, and to spare.
const MOST: usize = 1 << 26;
/// Zstandard's level: 3 costs little more than 1 here and the blocks are small.
const LEVEL: i32 = 3;

fn put_number(mut value: usize, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let (mut value, mut shift) = (0usize, 0);
    loop {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= ((first & 0x7F) as usize) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
        shift += 7;
        if shift > 56 {
            return None;
        }
    }
}

/// Writes strings, one after another.
pub struct StringsWriter {
    file: ColumnFile,
    blocks: PackedWriter,
    zstd: Compressor<'static>,
    first: Vec<u8>,
    last: Vec<u8>,
    lengths: Vec<u8>,
    own: Vec<u8>,
    held: usize,
    len: u64,
    offset: u64,
}

impl StringsWriter {
    /// A writer of the store `name` in a part.
    pub fn new(part: &PartWriter, name: &str) -> io::Result<Self> {
        Ok(Self {
            file: part.column(name)?,
            blocks: PackedWriter::new(part.column(&format!("{name}.blocks"))?),
            zstd: Compressor::new(LEVEL)?,
            first: Vec::new(),
            last: Vec::new(),
            lengths: Vec::new(),
            own: Vec::new(),
            held: 0,
            len: 0,
            offset: 0,
        })
    }

    /// Strings so far.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Appends a string.
    pub fn push(&mut self, string: &[u8]) -> io::Result<()> {
        if self.held == 0 {
            self.first.clear();
            self.first.extend_from_slice(string);
        } else {
            let shared = self.last.iter().zip(string).take_while(|(a, b)| a == b).count();
            put_number(shared, &mut self.lengths);
            put_number(string.len() - shared, &mut self.lengths);
            self.own.extend_from_slice(&string[shared..]);
        }
        self.last.clear();
        self.last.extend_from_slice(string);
        self.held += 1;
        self.len += 1;
        if self.held == BLOCK { self.end_block() } else { Ok(()) }
    }

    fn end_block(&mut self) -> io::Result<()> {
        self.blocks.push(self.offset)?;
        let mut head = Vec::with_capacity(self.first.len() + 16);
        put_number(self.first.len(), &mut head);
        head.extend_from_slice(&self.first);
        self.lengths.append(&mut self.own);
        put_number(self.lengths.len(), &mut head);
        let frame = if self.lengths.is_empty() { Vec::new() } else { self.zstd.compress(&self.lengths)? };
        self.file.write_all(&head)?;
        self.file.write_all(&frame)?;
        self.offset += (head.len() + frame.len()) as u64;
        self.lengths.clear();
        self.held = 0;
        Ok(())
    }

    /// Closes the store.
    pub fn finish(mut self) -> io::Result<()> {
        if self.held > 0 {
            self.end_block()?;
        }
        self.blocks.push(self.offset)?;
        self.blocks.finish()?;
        self.file.finish(self.len)
    }
}

/// A store of strings in mapped files. As with [`Packed`], damage gives empty or wrong strings, never a fault.
#[derive(Clone)]
pub struct Strings {
    column: Column,
    blocks: Packed,
}

impl Strings {
    /// Opens the store `name` of a part.
    pub fn open(part: &PartFiles, name: &str) -> io::Result<Self> {
        let column = part.column(name)?;
        let blocks = Packed::open(part.column(&format!("{name}.blocks"))?)?;
        if blocks.len() != column.len().div_ceil(BLOCK) + 1 {
            return Err(column.damaged("has not the blocks that it should"));
        }
        Ok(Self { column, blocks })
    }

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.column.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn block_bytes(&self, block: usize) -> &[u8] {
        let (start, end) = (self.blocks.get(block) as usize, self.blocks.get(block + 1) as usize);
        self.column.bytes().get(start..end).unwrap_or_default()
    }

    /// The first string of a block, without inflating anything.
    pub fn first(&self, block: usize) -> &[u8] {
        let mut bytes = self.block_bytes(block);
        take_number(&mut bytes).and_then(|length| bytes.get(..length)).unwrap_or_default()
    }

    /// A reader with a block's worth of memory.
    pub fn reader(&self) -> StringsReader<'_> {
        StringsReader {
            strings: self,
            zstd: None,
            block: usize::MAX,
            inflated: Vec::new(),
            bytes: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// The first place whose string is not below `key`, among sorted strings.
    pub fn lower_bound(&self, key: &[u8]) -> usize {
        self.reader().lower_bound(key)
    }
}

/// Reads strings of a store; neighbours cost little, as the last block is kept.
pub struct StringsReader<'a> {
    strings: &'a Strings,
    zstd: Option<Decompressor<'static>>,
    block: usize,
    inflated: Vec<u8>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl StringsReader<'_> {
    /// The string at a place; empty beyond the end.
    pub fn get(&mut self, at: usize) -> &[u8] {
        if at >= self.strings.len() {
            return &[];
        }
        self.load(at / BLOCK);
        let n = at % BLOCK;
        let start = if n == 0 { 0 } else { self.ends.get(n - 1).copied().unwrap_or(0) };
        let end = self.ends.get(n).copied().unwrap_or(start);
        &self.bytes[start..end]
    }

    /// The string at a place as text.
    pub fn text(&mut self, at: usize) -> &str {
        std::str::from_utf8(self.get(at)).unwrap_or_default()
    }

    fn load(&mut self, block: usize) {
        if self.block == block {
            return;
        }
        self.block = block;
        self.bytes.clear();
        self.ends.clear();
        if self.decode(block).is_none() {
            self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
        }
    }

    fn decode(&mut self, block: usize) -> Option<()> {
        let mut bytes = self.strings.block_bytes(block);
        let length = take_number(&mut bytes)?;
        self.bytes.extend_from_slice(bytes.get(..length)?);
        self.ends.push(length);
        bytes = bytes.get(length..)?;
        let size = take_number(&mut bytes)?;
        if size == 0 || size > MOST {
            return None;
        }
        self.inflated.clear();
        self.inflated.reserve(size);
        // Made late: most readers of rare things never inflate a block, and this takes more than 100 kB.
        if self.zstd.is_none() {
            self.zstd = Decompressor::new().ok();
        }
        self.zstd.as_mut()?.decompress_to_buffer(bytes, &mut self.inflated).ok()?;
        let count = (self.strings.len() - block * BLOCK).min(BLOCK) - 1;
        let mut lengths = &self.inflated[..];
        let mut parts = [(0usize, 0usize); BLOCK];
        for part in parts.iter_mut().take(count) {
            *part = (take_number(&mut lengths)?, take_number(&mut lengths)?);
        }
        let mut start = 0;
        for (shared, own) in parts.into_iter().take(count) {
            let end = self.bytes.len();
            if shared > end - start || own > lengths.len() || end + shared + own > MOST {
                return None;
            }
            self.bytes.extend_from_within(start..start + shared);
            self.bytes.extend_from_slice(&lengths[..own]);
            lengths = &lengths[own..];
            start = end;
            self.ends.push(self.bytes.len());
        }
        Some(())
    }

    /// The first place whose string is not below `key`, among sorted strings.
    pub fn lower_bound(&mut self, key: &[u8]) -> usize {
        let blocks = self.strings.len().div_ceil(BLOCK);
        let block = self.block_after(0, blocks, key);
        if block == 0 {
            return 0;
        }
        self.within(block - 1, key)
    }

    /// The first block of a range whose first string is above `key`.
    fn block_after(&self, mut low: usize, mut high: usize, key: &[u8]) -> usize {
        while low < high {
            let middle = low.midpoint(high);
            if self.strings.first(middle) <= key { low = middle + 1 } else { high = middle }
        }
        low
    }

    fn within(&mut self, block: usize, key: &[u8]) -> usize {
        let mut low = block * BLOCK;
        let mut high = (low + BLOCK).min(self.strings.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.get(middle) < key { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// As [`StringsReader::lower_bound`], starting at a place that is known to be not behind it: for joins of two
    /// sorted lists, where the next place is near.
    pub fn gallop(&mut self, from: usize, key: &[u8]) -> usize {
        let blocks = self.strings.len().div_ceil(BLOCK);
        let first = from / BLOCK;
        let mut step = 1;
        let mut low = first;
        while low + step < blocks && self.strings.first(low + step) <= key {
            low += step;
            step *= 2;
        }
        let block = self.block_after(low, (low + step).min(blocks), key).max(first + 1) - 1;
        self.within(block, key).max(from)
    }
}
