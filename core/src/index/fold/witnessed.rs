//! Shapes with their witnesses: what a batch's links look like, joined with who saw them.
//!
//! A batch numbers the shapes that it reads; who saw a link is known when its page is folded. The part gets shapes with
//! both, a few for each shape read.

use std::collections::HashMap;
use std::io;

use crate::index::gather::{Batch, Gathered};
use crate::index::names::NONE;
use crate::index::parts::Parts;
use crate::index::shapes::{Shape, ShapesWriter};
use crate::index::witnesses::Witnesses;

/// The shapes of a fold.
pub(super) struct Witnessed<'a> {
    batch: &'a Batch,
    writer: ShapesWriter,
    witnesses: Witnesses,
    /// For each part and shape there its number here.
    parts: Vec<Vec<u32>>,
    /// The same for the bits of its witnesses.
    bits: Vec<Vec<u128>>,
    /// The code of the kind of each shape of the batch.
    kinds: Vec<u8>,
    /// For each file of the batch and source there its bit.
    sources: Vec<Vec<u128>>,
    /// For each set of witnesses met the numbers of the batch's shapes with it, [`NONE`] as long as there is none.
    made: Vec<Vec<u32>>,
    /// The place there of each set, and the last one asked for: most links of a page have the same.
    places: HashMap<u128, usize>,
    last: Option<(u128, usize)>,
}

impl<'a> Witnessed<'a> {
    pub(super) fn new(parts: &Parts, batch: &'a Batch) -> io::Result<Self> {
        let mut writer = ShapesWriter::default();
        let mut witnesses = Witnesses::default();
        let (mut numbers, mut bits) = (Vec::new(), Vec::new());
        for part in &parts.parts {
            let shapes: Vec<Shape> = (0..part.shapes.len() as u32).map(|n| part.shapes.get(n)).collect();
            let number =
                |shape: &Shape| writer.number(part.shapes.rel(*shape), shape.bits, part.shapes.witnesses(*shape));
            numbers.push(shapes.iter().map(number).collect());
            let list = |shape: &Shape| {
                let list = part.shapes.witnesses(*shape).and_then(|list| std::str::from_utf8(list).ok());
                witnesses.bits(list.unwrap_or_default())
            };
            bits.push(shapes.iter().map(list).collect::<io::Result<_>>()?);
        }
        let mut sources = Vec::with_capacity(batch.files.len());
        for file in &batch.files {
            let of_file: io::Result<_> = file.pages.sources.iter().map(|name| witnesses.bit(name)).collect();
            sources.push(of_file?);
        }
        let (kinds, made, places) = (batch.shapes.kinds(), Vec::new(), HashMap::new());
        Ok(Self { batch, writer, witnesses, parts: numbers, bits, kinds, sources, made, places, last: None })
    }

    /// The code of the kind of a shape of the batch.
    pub(super) fn kind(&self, shape: u32) -> u8 {
        self.kinds[shape as usize]
    }

    /// Whether a shape of the batch tells no anchor.
    pub(super) fn is_anchorless(&self, shape: u32) -> bool {
        self.batch.shapes.get(shape).is_anchorless()
    }

    /// Who looked, as a bit.
    pub(super) fn witness(&self, look: &Gathered) -> u128 {
        let file = look.file as usize;
        self.sources[file][usize::from(self.batch.files[file].pages.source[look.page as usize])]
    }

    /// The number here of a part's shape.
    pub(super) fn of_part(&self, part: u32, shape: u32) -> u32 {
        self.parts[part as usize].get(shape as usize).copied().unwrap_or(0)
    }

    /// The witnesses of a part's shape.
    pub(super) fn witnesses_of(&self, part: u32, shape: u32) -> u128 {
        self.bits[part as usize].get(shape as usize).copied().unwrap_or(0)
    }

    /// The number here of a shape of the batch with these witnesses.
    pub(super) fn number(&mut self, shape: u32, witnesses: u128) -> u32 {
        let place = match self.last {
            Some((last, place)) if last == witnesses => place,
            _ => *self.places.entry(witnesses).or_insert(self.made.len()),
        };
        self.last = Some((witnesses, place));
        if place == self.made.len() {
            self.made.push(vec![NONE; self.kinds.len()]);
        }
        let made = &mut self.made[place][shape as usize];
        if *made == NONE {
            let shapes = &self.batch.shapes;
            let list = self.witnesses.list(witnesses);
            *made = self.writer.number(shapes.rel(shapes.get(shape)), shapes.get(shape).bits, Some(list.as_bytes()));
        }
        *made
    }

    /// The number of a shape here with other witnesses.
    pub(super) fn again(&mut self, shape: u32, witnesses: u128) -> u32 {
        let old = self.writer.get(shape);
        let rel = self.writer.rel(old).map(<[u8]>::to_vec);
        let list = self.witnesses.list(witnesses);
        self.writer.number(rel.as_deref(), old.bits, Some(list.as_bytes()))
    }

    /// All of them.
    pub(super) fn writer(self) -> ShapesWriter {
        self.writer
    }
}
