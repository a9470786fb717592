//! A table of links on disk: rows by target page, their shapes, and their losses.
//!
//! There are two in a part, `backlinks` (the ends on different registrable domains) and `internal`. The rows of one
//! target page stand together; in a base the best rated source comes first. A row costs about nine bytes: what
//! links have in common (rel, flags, kind, placement, where the anchor was taken from, hidden, who saw it) is one number,
//! its shape.

use std::io;
use std::ops::Range;

use super::bits::{BitSet, Bits};
use super::history::{Loss, LostReason};
use super::packed::{Packed, PackedWriter};
use super::part::{PartFiles, PartWriter};

/// The two tables of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Which {
    /// Source and target on different registrable domains.
    Backlinks,
    /// Both on one.
    Internal,
}

impl Which {
    /// Both, in the order of the codes.
    pub const ALL: [Which; 2] = [Which::Backlinks, Which::Internal];

    /// What its files are called.
    pub const fn name(self) -> &'static str {
        match self {
            Which::Backlinks => "backlinks",
            Which::Internal => "internal",
        }
    }
}

/// One link, without its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Id of the source page.
    pub source: u32,
    /// Id of the anchor.
    pub anchor: u32,
    /// Number of the shape, in the part that holds the row.
    pub shape: u32,
    /// The n-th link of its page.
    pub position: u32,
    /// 0 for unknown, else percent and one.
    pub density: u8,
    /// The first look that has it, by its place in the page's timeline.
    pub first: u32,
    /// 0 for the page's last look that has links to tell, else the place of the last look that has it, and one.
    pub last: u32,
    /// Links before it on the page that are alike in target, kind and anchor.
    pub nth: u32,
    /// 0 where the attributes come from the look whose links its last look has, else the place of the look that they
    /// come from, and one.
    pub told: u32,
}

const FIELDS: [&str; 8] = ["source", "anchor", "shape", "position", "density", "first", "last", "nth"];
const LOSS_FIELDS: [&str; 5] = ["row", "at", "reason", "seen", "restored"];

/// Writes one of the two tables; rows come by target page.
pub struct TableWriter {
    which: Which,
    targets: BitSet,
    offsets: PackedWriter,
    fields: Vec<PackedWriter>,
    /// Empty as long as all are 0, as they are where no export tells of a page.
    told: PackedWriter,
    losses: Vec<PackedWriter>,
    lost: BitSet,
    last_target: Option<u32>,
    rows: u64,
}

impl TableWriter {
    /// A writer of the table in a part.
    pub fn new(part: &PartWriter, which: Which) -> io::Result<Self> {
        let column = |name: &str| part.column(&format!("{}.{name}", which.name())).map(PackedWriter::new);
        Ok(Self {
            which,
            targets: BitSet::default(),
            offsets: column("offsets")?,
            fields: FIELDS.iter().map(|name| column(name)).collect::<io::Result<_>>()?,
            told: column("told")?,
            losses: LOSS_FIELDS.iter().map(|name| column(&format!("loss.{name}"))).collect::<io::Result<_>>()?,
            lost: BitSet::default(),
            last_target: None,
            rows: 0,
        })
    }

    /// Appends a link to `target`, which is not before that of the row before.
    pub fn push(&mut self, target: u32, row: &Row, losses: &[Loss]) -> io::Result<()> {
        if self.last_target != Some(target) {
            self.last_target = Some(target);
            self.targets.insert(target as usize);
            self.offsets.push(self.rows)?;
        }
        let Row { source, anchor, shape, position, density, first, last, nth, told } = *row;
        let values = [source, anchor, shape, position, u32::from(density), first, last, nth];
        for (field, value) in self.fields.iter_mut().zip(values) {
            field.push(u64::from(value))?;
        }
        if told > 0 || self.told.len() > 0 {
            for _ in self.told.len()..self.rows {
                self.told.push(0)?;
            }
            self.told.push(u64::from(told))?;
        }
        for loss in losses {
            let restored = loss.restored.map_or(0, |at| u64::from(at) + 1);
            let values = [self.rows, u64::from(loss.at), loss.reason as u64, u64::from(loss.seen), restored];
            for (field, value) in self.losses.iter_mut().zip(values) {
                field.push(value)?;
            }
        }
        if losses.last().is_some_and(|loss| loss.restored.is_none()) {
            self.lost.insert(self.rows as usize);
        }
        self.rows += 1;
        Ok(())
    }

    /// Closes the table; `pages` is the number of ids of pages, this part's included. Gives the number of rows.
    pub fn finish(mut self, part: &PartWriter, pages: usize) -> io::Result<u64> {
        self.offsets.push(self.rows)?;
        self.offsets.finish()?;
        for field in self.fields.into_iter().chain([self.told]).chain(self.losses) {
            field.finish()?;
        }
        let column = |name: &str| part.column(&format!("{}.{name}", self.which.name()));
        self.targets.write(column("targets")?, pages)?;
        self.lost.write(column("lost")?, self.rows as usize)?;
        Ok(self.rows)
    }
}

/// One of the two tables of a part, mapped.
pub struct LinkTable {
    /// Pages that have rows.
    pub targets: Bits,
    /// For each of these, where its rows begin; one more at the end.
    pub offsets: Packed,
    /// See [`Row`].
    pub source: Packed,
    /// See [`Row`].
    pub anchor: Packed,
    /// See [`Row`].
    pub shape: Packed,
    /// See [`Row`].
    pub position: Packed,
    /// See [`Row`].
    pub density: Packed,
    /// See [`Row`].
    pub first: Packed,
    /// See [`Row`].
    pub last: Packed,
    /// See [`Row`].
    pub nth: Packed,
    /// See [`Row`]; empty if all are 0.
    told: Packed,
    /// Rows that are lost now.
    pub lost: Bits,
    loss_row: Packed,
    loss: [Packed; 4],
}

impl LinkTable {
    /// Opens the table of a part.
    pub fn open(part: &PartFiles, which: Which) -> io::Result<Self> {
        let file = |name: &str| part.column(&format!("{}.{name}", which.name()));
        let packed = |name: &str| Packed::open(file(name)?);
        Ok(Self {
            targets: Bits::open(file("targets")?)?,
            offsets: packed("offsets")?,
            source: packed("source")?,
            anchor: packed("anchor")?,
            shape: packed("shape")?,
            position: packed("position")?,
            density: packed("density")?,
            first: packed("first")?,
            last: packed("last")?,
            nth: packed("nth")?,
            told: packed("told")?,
            lost: Bits::open(file("lost")?)?,
            loss_row: packed("loss.row")?,
            loss: [packed("loss.at")?, packed("loss.reason")?, packed("loss.seen")?, packed("loss.restored")?],
        })
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.source.len()
    }

    /// A row.
    pub fn row(&self, at: usize) -> Row {
        Row {
            source: self.source.get(at) as u32,
            anchor: self.anchor.get(at) as u32,
            shape: self.shape.get(at) as u32,
            position: self.position.get(at) as u32,
            density: self.density.get(at) as u8,
            first: self.first.get(at) as u32,
            last: self.last.get(at) as u32,
            nth: self.nth.get(at) as u32,
            told: if self.told.is_empty() { 0 } else { self.told.get(at) as u32 },
        }
    }

    /// The rows of a range of target pages.
    pub fn rows_of(&self, pages: Range<usize>) -> Range<usize> {
        let offset = |page| self.offsets.get(self.targets.rank(page)).min(self.len() as u64) as usize;
        offset(pages.start)..offset(pages.end)
    }

    /// Calls `each` with the target pages of a range and their rows, in order.
    pub fn runs(&self, pages: Range<usize>, mut each: impl FnMut(usize, Range<usize>)) {
        let mut place = self.targets.rank(pages.start);
        let mut start = self.offsets.get(place) as usize;
        for page in self.targets.iter(pages.start, pages.end) {
            place += 1;
            let end = (self.offsets.get(place) as usize).min(self.len());
            each(page, start..end.max(start));
            start = end.max(start);
        }
    }

    /// The target page of a row.
    pub fn target_of(&self, row: usize, pages: &TargetIndex) -> u32 {
        pages.of(&self.offsets, row)
    }

    /// Whether any row was ever lost.
    pub fn has_losses(&self) -> bool {
        !self.loss_row.is_empty()
    }

    /// The losses of a row, oldest first.
    pub fn losses(&self, row: usize, out: &mut Vec<Loss>) {
        out.clear();
        let mut at = self.loss_row.lower_bound(row as u64);
        while at < self.loss_row.len() && self.loss_row.get(at) == row as u64 {
            out.push(self.loss_at(at));
            at += 1;
        }
    }

    fn loss_at(&self, at: usize) -> Loss {
        let [look, reason, seen, restored] = &self.loss;
        Loss {
            at: look.get(at) as u32,
            reason: LostReason::from_code(reason.get(at)),
            seen: seen.get(at) as u32,
            restored: (restored.get(at) as u32).checked_sub(1),
        }
    }
}

/// The pages of a table's targets as a list, so that the target of any row can be found.
pub struct TargetIndex {
    pages: Vec<u32>,
}

impl TargetIndex {
    /// Of a table.
    pub fn new(table: &LinkTable) -> Self {
        Self { pages: table.targets.iter(0, table.targets.len()).map(|page| page as u32).collect() }
    }

    fn of(&self, offsets: &Packed, row: usize) -> u32 {
        let (mut low, mut high) = (0, self.pages.len());
        while low < high {
            let middle = low.midpoint(high);
            if offsets.get(middle + 1) <= row as u64 { low = middle + 1 } else { high = middle }
        }
        self.pages.get(low).copied().unwrap_or(0)
    }
}
