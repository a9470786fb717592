//! Sorted things of several parts, merged one after another: strings, and the rows of target pages.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::ops::Range;

use super::bits::BitSet;
use super::names::NONE;
use super::parts::{Part, Parts};
use super::strings::{Strings, StringsReader};
use super::tables::{LinkTable, Which};

/// The sorted strings of one part, one after another, without those that are not used.
struct Stream<'a> {
    reader: StringsReader<'a>,
    before: usize,
    at: usize,
    len: usize,
}

/// Merges the strings of all parts that `used` has: calls `each` with the id in the parts and the string, sorted.
pub(super) fn merge_strings(
    parts: &Parts,
    store: impl Fn(&Part) -> &Strings,
    used: &BitSet,
    mut each: impl FnMut(usize, &[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut before = 0;
    let mut streams = Vec::new();
    for part in &parts.parts {
        let strings = store(part);
        let mut stream = Stream { reader: strings.reader(), before, at: 0, len: strings.len() };
        before += strings.len();
        if stream.skip(used) {
            streams.push(stream);
        }
    }
    let mut heap: BinaryHeap<Reverse<(Vec<u8>, usize)>> =
        streams.iter_mut().enumerate().map(|(n, stream)| Reverse((stream.head().to_vec(), n))).collect();
    while let Some(Reverse((_, n))) = heap.pop() {
        let stream = &mut streams[n];
        // One stream alone, or as long as it stays the smallest: no need to go through the heap.
        loop {
            let id = stream.before + stream.at;
            each(id, stream.reader.get(stream.at))?;
            stream.at += 1;
            if !stream.skip(used) {
                break;
            }
            let next = stream.reader.get(stream.at);
            if heap.peek().is_some_and(|Reverse((other, _))| other.as_slice() < next) {
                heap.push(Reverse((next.to_vec(), n)));
                break;
            }
        }
    }
    Ok(())
}

impl Stream<'_> {
    fn skip(&mut self, used: &BitSet) -> bool {
        while self.at < self.len && !used.contains(self.before + self.at) {
            self.at += 1;
        }
        self.at < self.len
    }

    fn head(&mut self) -> &[u8] {
        self.reader.get(self.at)
    }
}

/// Rows of one target: the part, and where they stand in its table.
type Piece = (usize, Range<usize>);

/// The target pages of one table of all parts, in the order of the new base, each with its rows.
pub(super) struct Runs<'a> {
    heap: BinaryHeap<Reverse<(u32, usize)>>,
    streams: Vec<RunStream<'a>>,
    pieces: Vec<Piece>,
}

/// The targets of a part's table among the pages of one part: their new ids rise.
struct RunStream<'a> {
    part: usize,
    targets: Box<dyn Iterator<Item = usize> + 'a>,
    place: usize,
    table: &'a LinkTable,
}

impl<'a> Runs<'a> {
    pub(super) fn new(parts: &'a Parts, which: Which, page: &'a [u32]) -> Self {
        let mut runs = Runs { heap: BinaryHeap::new(), streams: Vec::new(), pieces: Vec::new() };
        for (part, holder) in parts.parts.iter().enumerate() {
            let table = &holder.tables[which as usize];
            for owner in &parts.parts[..=part] {
                let pages = owner.pages();
                let place = table.targets.rank(pages.start);
                let new = move |old: usize| page.get(old).map_or(NONE as usize, |id| *id as usize);
                let targets = Box::new(table.targets.iter(pages.start, pages.end).map(new));
                runs.streams.push(RunStream { part, targets, place, table });
                runs.advance(runs.streams.len() - 1);
            }
        }
        runs
    }

    /// The stream's next target that the new base has. One that it has not has no row that stands.
    fn advance(&mut self, stream: usize) {
        let RunStream { targets, place, .. } = &mut self.streams[stream];
        for target in targets {
            if target != NONE as usize {
                self.heap.push(Reverse((target as u32, stream)));
                return;
            }
            *place += 1;
        }
    }

    /// The next target, and its rows: part and range.
    pub(super) fn next(&mut self) -> Option<(u32, &[Piece])> {
        let Reverse((target, _)) = *self.heap.peek()?;
        self.pieces.clear();
        while let Some(Reverse((same, n))) = self.heap.peek().copied() {
            if same != target {
                break;
            }
            self.heap.pop();
            let stream = &mut self.streams[n];
            let offset = |place| stream.table.offsets.get(place).min(stream.table.len() as u64) as usize;
            let range = offset(stream.place)..offset(stream.place + 1);
            stream.place += 1;
            self.pieces.push((stream.part, range));
            self.advance(n);
        }
        Some((target, &self.pieces))
    }
}
