//! Sets of ids as bitmaps that can count: which pages have links, which rows are dead.
//!
//! The file: 64-bit words, then one 64-bit count for each eight words (how many bits stand before them), both
//! little-endian. Rank by a directory over the bitmap is Jacobson's ("Space-efficient static trees and graphs", 1989).

use std::io::{self, Write};

use super::part::{Column, ColumnFile};

/// Words between two counts.
const STRIDE: usize = 8;

/// A set of numbers in memory, to be written.
#[derive(Clone, Default)]
pub struct BitSet {
    words: Vec<u64>,
}

impl BitSet {
    /// An empty set with room for numbers below `len`.
    pub fn below(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)] }
    }

    /// The numbers of the set, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(n, word)| {
            let mut held = *word;
            std::iter::from_fn(move || {
                let bit = (held != 0).then(|| held.trailing_zeros() as usize)?;
                held &= held - 1;
                Some(n * 64 + bit)
            })
        })
    }

    /// Puts a number into the set.
    #[inline]
    pub fn insert(&mut self, at: usize) {
        if at / 64 >= self.words.len() {
            self.words.resize((at / 64 + 1).max(self.words.len() * 2), 0);
        }
        self.words[at / 64] |= 1 << (at % 64);
    }

    /// Whether the set has the number.
    #[inline]
    pub fn contains(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// How many numbers the set has.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Writes the set as one of numbers below `len` (no number of it may be above), and closes the file.
    pub fn write(mut self, mut file: ColumnFile, len: usize) -> io::Result<()> {
        self.words.resize(len.div_ceil(64), 0);
        let mut counts = Vec::with_capacity(self.words.len().div_ceil(STRIDE) + 1);
        let mut before = 0u64;
        for group in self.words.chunks(STRIDE) {
            counts.push(before);
            before += group.iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
        }
        counts.push(before);
        for word in self.words.iter().chain(&counts) {
            file.write_all(&word.to_le_bytes())?;
        }
        file.finish(len as u64)
    }
}

/// A set of numbers in a mapped file.
#[derive(Clone)]
pub struct Bits {
    column: Column,
    words: usize,
    len: usize,
}

impl Bits {
    /// The set in `column`; an error if the file cannot hold it.
    pub fn open(column: Column) -> io::Result<Self> {
        let len = column.len();
        let words = len.div_ceil(64);
        let wanted = words.checked_add(words.div_ceil(STRIDE) + 1).and_then(|words| words.checked_mul(8));
        if wanted != Some(column.bytes().len()) {
            return Err(column.damaged("has not the size of its set"));
        }
        Ok(Self { column, words, len })
    }

    /// One more than the largest number that the set can hold.
    pub fn len(&self) -> usize {
        self.len
    }

    #[inline]
    fn word(&self, at: usize) -> u64 {
        match self.column.bytes().get(at * 8..at * 8 + 8) {
            Some(bytes) => u64::from_le_bytes(bytes.try_into().unwrap_or_default()),
            None => 0,
        }
    }

    /// Whether the set has the number.
    #[inline]
    pub fn contains(&self, at: usize) -> bool {
        at < self.len && self.word(at / 64) >> (at % 64) & 1 == 1
    }

    /// How many numbers of the set are below `at`.
    #[inline]
    pub fn rank(&self, at: usize) -> usize {
        let at = at.min(self.len);
        let (word, bit) = (at / 64, at % 64);
        let group = word / STRIDE;
        let mut count = self.word(self.words + group);
        for w in group * STRIDE..word {
            count += u64::from(self.word(w).count_ones());
        }
        if bit > 0 {
            count += u64::from((self.word(word) & ((1 << bit) - 1)).count_ones());
        }
        count as usize
    }

    /// The place of a number among the set's, if the set has it.
    #[inline]
    pub fn place(&self, at: usize) -> Option<usize> {
        self.contains(at).then(|| self.rank(at))
    }

    /// How many numbers the set has.
    pub fn count(&self) -> usize {
        self.rank(self.len)
    }

    /// The numbers from `start` up to `end`, in order.
    pub fn iter(&self, start: usize, end: usize) -> impl Iterator<Item = usize> + '_ {
        let end = end.min(self.len);
        let mut word = start / 64;
        let mut held = if start < end { self.word(word) & (u64::MAX << (start % 64)) } else { 0 };
        std::iter::from_fn(move || {
            while held == 0 {
                word += 1;
                if word * 64 >= end {
                    return None;
                }
                held = self.word(word);
            }
            let at = word * 64 + held.trailing_zeros() as usize;
            held &= held - 1;
            (at < end).then_some(at)
        })
    }
}
