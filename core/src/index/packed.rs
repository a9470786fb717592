//! Arrays of whole numbers, packed to the bits that they need and read straight from the mapped file.
//!
//! Numbers stand in blocks of 1,024. A block keeps its smallest number and, for each number, the difference in
//! as many bits as the largest difference needs (frame of reference: Goldstein, Ramakrishnan and Shaft,
//! "Compressing relations and indexes", 1998). A column of one value costs nothing, sorted offsets about ten bits
//! a number, and any number can be read alone: one look into the directory, one unaligned load.
//!
//! The file: the blocks' bits one after another (each block begins on a byte), eight zero bytes, zeros to a
//! multiple of eight, then the directory with two 64-bit words a block: the smallest number; where the block
//! begins shifted left by 8, with the width in bits in the low byte. Little-endian throughout.

use std::io::{self, Write};
use std::ops::Range;

use super::part::{Column, ColumnFile};

/// Numbers in a block.
const BLOCK: usize = 1024;
/// Zero bytes after the last block, so that a load of 64 bits and the byte after it never leaves the file.
const PAD: usize = 9;

/// Writes a packed array, number by number.
pub struct PackedWriter {
    file: ColumnFile,
    block: Vec<u64>,
    directory: Vec<u64>,
    bits: Vec<u8>,
    offset: u64,
    len: u64,
}

impl PackedWriter {
    /// A writer into `file`.
    pub fn new(file: ColumnFile) -> Self {
        Self { file, block: Vec::with_capacity(BLOCK), directory: Vec::new(), bits: Vec::new(), offset: 0, len: 0 }
    }

    /// Appends a number.
    #[inline]
    pub fn push(&mut self, value: u64) -> io::Result<()> {
        self.block.push(value);
        if self.block.len() == BLOCK { self.end_block() } else { Ok(()) }
    }

    /// Numbers so far.
    pub fn len(&self) -> u64 {
        self.len + self.block.len() as u64
    }

    fn end_block(&mut self) -> io::Result<()> {
        let low = self.block.iter().copied().min().unwrap_or(0);
        let high = self.block.iter().copied().max().unwrap_or(0);
        let width = 64 - (high - low).leading_zeros();
        self.directory.extend([low, self.offset << 8 | u64::from(width)]);
        self.bits.clear();
        let (mut held, mut count) = (0u128, 0u32);
        for value in &self.block {
            held |= u128::from(value - low) << count;
            count += width;
            while count >= 8 {
                self.bits.push(held as u8);
                held >>= 8;
                count -= 8;
            }
        }
        if count > 0 {
            self.bits.push(held as u8);
        }
        self.file.write_all(&self.bits)?;
        self.offset += self.bits.len() as u64;
        self.len += self.block.len() as u64;
        self.block.clear();
        Ok(())
    }

    /// Writes the directory and closes the file.
    pub fn finish(mut self) -> io::Result<()> {
        if !self.block.is_empty() {
            self.end_block()?;
        }
        let end = (self.offset as usize + PAD).next_multiple_of(8);
        self.file.write_all(&[0; PAD + 8][..end - self.offset as usize])?;
        for word in &self.directory {
            self.file.write_all(&word.to_le_bytes())?;
        }
        self.file.finish(self.len)
    }
}

/// A packed array in a mapped file. Whatever the bytes are, reading it never fails: a damaged file gives wrong
/// numbers, which `verify` tells by the checksum.
#[derive(Clone)]
pub struct Packed {
    column: Column,
    directory: usize,
    len: usize,
}

impl Packed {
    /// The array in `column`; an error if the file cannot hold so many numbers.
    pub fn open(column: Column) -> io::Result<Self> {
        let len = column.len();
        let directory = len.div_ceil(BLOCK).checked_mul(16).and_then(|bytes| column.bytes().len().checked_sub(bytes));
        match directory {
            Some(start) if start >= PAD => Ok(Self { directory: start, len, column }),
            _ => Err(column.damaged("is too short for its numbers")),
        }
    }

    /// How many numbers there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline]
    fn word(&self, at: usize) -> u64 {
        match self.column.bytes().get(at..at + 8) {
            Some(bytes) => u64::from_le_bytes(bytes.try_into().unwrap_or_default()),
            None => 0,
        }
    }

    /// Smallest number, first byte and width of a block.
    #[inline]
    fn block(&self, block: usize) -> (u64, usize, usize) {
        let at = self.directory + block * 16;
        let place = self.word(at + 8);
        (self.word(at), (place >> 8) as usize, (place & 0xFF).min(64) as usize)
    }

    /// The `at`-th number; 0 beyond the end.
    #[inline]
    pub fn get(&self, at: usize) -> u64 {
        if at >= self.len {
            return 0;
        }
        let (low, start, width) = self.block(at / BLOCK);
        low.wrapping_add(self.difference(start, width, at % BLOCK))
    }

    #[inline]
    fn difference(&self, start: usize, width: usize, at: usize) -> u64 {
        if width == 0 {
            return 0;
        }
        let bit = at * width;
        let byte = start + bit / 8;
        let shift = bit % 8;
        let mut value = self.word(byte) >> shift;
        if shift + width > 64 {
            value |= u64::from(self.column.bytes().get(byte + 8).copied().unwrap_or(0)) << (64 - shift);
        }
        if width == 64 { value } else { value & ((1 << width) - 1) }
    }

    /// Calls `each` with the numbers of a range, in order. Cheaper than one [`Packed::get`] a number.
    #[inline]
    pub fn for_each(&self, range: Range<usize>, mut each: impl FnMut(usize, u64)) {
        let end = range.end.min(self.len);
        let mut at = range.start;
        while at < end {
            let (low, start, width) = self.block(at / BLOCK);
            let stop = (at / BLOCK * BLOCK + BLOCK).min(end);
            if width == 0 {
                (at..stop).for_each(|i| each(i, low));
            } else if width <= 56 {
                self.unpack(low, start, width, at..stop, &mut each);
            } else {
                (at..stop).for_each(|i| each(i, low.wrapping_add(self.difference(start, width, i % BLOCK))));
            }
            at = stop;
        }
    }

    #[inline]
    fn unpack(&self, low: u64, start: usize, width: usize, range: Range<usize>, each: &mut impl FnMut(usize, u64)) {
        let mask = (1u64 << width) - 1;
        let bytes = self.column.bytes().get(start..).unwrap_or_default();
        let mut bit = range.start % BLOCK * width;
        for i in range {
            let word = match bytes.get(bit / 8..bit / 8 + 8) {
                Some(word) => u64::from_le_bytes(word.try_into().unwrap_or_default()),
                None => 0,
            };
            each(i, low.wrapping_add(word >> (bit % 8) & mask));
            bit += width;
        }
    }

    /// The numbers of a range, which fit 32 bits.
    pub fn to_vec(&self, range: Range<usize>) -> Vec<u32> {
        let mut out = Vec::with_capacity(range.end.min(self.len).saturating_sub(range.start));
        self.for_each(range, |_, value| out.push(value as u32));
        out
    }

    /// The first place whose number is not below `value`, in an array that rises.
    pub fn lower_bound(&self, value: u64) -> usize {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = low.midpoint(high);
            if self.get(middle) < value { low = middle + 1 } else { high = middle }
        }
        low
    }
}
