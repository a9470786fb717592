//! What questions are about: pages as ranges of ids, links as ranges of rows or lists of them.

use std::ops::Range;
use std::sync::OnceLock;

use super::bits::{BitSet, Bits};
use super::snapshot::Snapshot;
use super::tables::Which;

/// Which links, by their history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// Not lost.
    Live,
    /// Lost.
    Lost,
    /// All that were ever seen.
    All,
}

/// Which links, by their ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// To the pages, from other registrable domains.
    Backlinks,
    /// From the pages, to other registrable domains.
    Outlinks,
    /// To the pages, from their own registrable domain.
    Internal,
    /// To the pages, from anywhere.
    All,
}

/// Pages, as ranges of ids.
#[derive(Clone, Debug, Default)]
pub struct PageSet {
    /// The ranges.
    pub ranges: Vec<Range<u32>>,
}

impl PageSet {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ranges.iter().map(ExactSizeIterator::len).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Their ids.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.ranges.iter().cloned().flatten()
    }

    /// The pages of these ids, in the order of ids, each once.
    pub fn of_ids(mut ids: Vec<u32>) -> PageSet {
        ids.sort_unstable();
        ids.dedup();
        let mut ranges: Vec<Range<u32>> = Vec::new();
        for id in ids {
            match ranges.last_mut() {
                Some(last) if last.end == id => last.end += 1,
                _ => ranges.push(id..id + 1),
            }
        }
        PageSet { ranges }
    }

    /// What tells quickly whether a page is one of these.
    pub fn members(&self) -> Members<'_> {
        if self.ranges.len() <= FEW_RANGES {
            return Members::Ranges(&self.ranges);
        }
        let mut bits = BitSet::default();
        self.iter().for_each(|page| bits.insert(page as usize));
        Members::Bits(bits)
    }

    /// The `count` pages from the `start`-th on.
    pub fn slice(&self, start: usize, count: usize) -> PageSet {
        let (mut skip, mut left) = (start, count);
        let mut ranges = Vec::new();
        for range in &self.ranges {
            let from = skip.min(range.len());
            let take = left.min(range.len() - from);
            skip -= from;
            left -= take;
            if take > 0 {
                ranges.push(range.start + from as u32..range.start + (from + take) as u32);
            }
        }
        PageSet { ranges }
    }
}

/// So many ranges are looked through one after the other; for more a set is made.
const FEW_RANGES: usize = 8;

/// Which pages a set has.
pub enum Members<'a> {
    /// Few ranges.
    Ranges(&'a [Range<u32>]),
    /// One bit a page.
    Bits(BitSet),
}

impl Members<'_> {
    /// Whether the set has a page.
    #[inline]
    pub fn has(&self, page: u32) -> bool {
        match self {
            Members::Ranges(ranges) => ranges.iter().any(|range| range.contains(&page)),
            Members::Bits(bits) => bits.contains(page as usize),
        }
    }
}

/// A row of the index in one number: the table in the upper bits, the number of the row in the lower 48.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub u64);

impl RowId {
    /// Of a table and the number of a row there.
    pub fn new(which: Which, row: usize) -> Self {
        RowId((which as u64) << 48 | row as u64)
    }

    pub(super) fn which(self) -> Option<Which> {
        Which::ALL.get((self.0 >> 48) as usize).copied()
    }

    pub(super) fn row(self) -> usize {
        (self.0 & ((1 << 48) - 1)) as usize
    }
}

/// Where a row lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub which: Which,
    /// The part.
    pub part: usize,
    /// The row in the part's table.
    pub row: usize,
}

/// Rows of one table and part: those of a range of target pages.
#[derive(Clone, Debug)]
pub struct Span {
    /// The table.
    pub which: Which,
    /// The part.
    pub part: usize,
    /// The target pages.
    pub pages: Range<usize>,
    /// Their rows.
    pub rows: Range<usize>,
}

/// Links: spans of rows with a history, or a list of rows in an order.
pub struct LinkSet {
    pub(super) spans: Vec<Span>,
    pub(super) history: History,
    pub(super) rows: OnceLock<Vec<RowId>>,
}

impl LinkSet {
    pub(super) fn list(rows: Vec<RowId>) -> Self {
        Self { spans: Vec::new(), history: History::All, rows: OnceLock::from(rows) }
    }

    /// Whether it is a list of rows rather than ranges of them.
    pub(super) fn is_list(&self) -> bool {
        self.spans.is_empty() && self.rows.get().is_some()
    }

    /// The rows, in order.
    pub fn rows(&self, snapshot: &Snapshot) -> &[RowId] {
        self.rows.get_or_init(|| {
            let mut rows = Vec::with_capacity(self.spans.iter().map(|span| span.rows.len()).sum());
            for span in &self.spans {
                let before = snapshot.parts.parts[span.part].rows(span.which).start;
                let filter = snapshot.filter(span.which, span.part, self.history);
                rows.extend(
                    span.rows.clone().filter(|row| filter.has(*row)).map(|row| RowId::new(span.which, before + row)),
                );
            }
            rows
        })
    }

    /// How many links there are.
    pub fn len(&self, snapshot: &Snapshot) -> usize {
        match self.rows.get() {
            Some(rows) => rows.len(),
            None => self
                .spans
                .iter()
                .map(|span| snapshot.filter(span.which, span.part, self.history).count(&span.rows))
                .sum(),
        }
    }
}

/// Which rows of a part's table a question wants.
pub struct Filter<'a> {
    pub(super) lost: Option<&'a Bits>,
    pub(super) wants_lost: bool,
    pub(super) dead: Option<&'a Bits>,
    pub(super) before: usize,
}

impl Filter<'_> {
    /// Whether it wants the row.
    #[inline]
    pub fn has(&self, row: usize) -> bool {
        self.lost.is_none_or(|lost| lost.contains(row) == self.wants_lost)
            && self.dead.is_none_or(|dead| !dead.contains(self.before + row))
    }

    /// Whether it wants all of them.
    pub fn is_open(&self) -> bool {
        self.lost.is_none() && self.dead.is_none()
    }

    fn count(&self, rows: &Range<usize>) -> usize {
        if self.is_open() { rows.len() } else { rows.clone().filter(|row| self.has(*row)).count() }
    }
}
