//! Shapes: what many links have in common (rel, flags, kind, placement, what the anchor is, hidden) as one number.
//!
//! A web has a few hundred of them, so a row keeps nine or ten bits for seven columns, and a count by kind or by
//! placement is a count by shape.

use std::collections::HashMap;
use std::io;

use super::packed::{Packed, PackedWriter};
use super::part::{PartFiles, PartWriter};
use super::strings::{Strings, StringsWriter};

/// What many links have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Number of the rel attribute and one, 0 for none.
    pub rel: u32,
    /// See the methods.
    pub bits: u16,
}

impl Shape {
    /// Packs the flags and codes; a code is 0 for unknown, else the code of the model and one.
    pub fn pack(flags: [bool; 4], kind: u8, placement: u8, anchor_from: u8, hidden: u8) -> u16 {
        let flags = flags.iter().enumerate().fold(0, |bits, (n, flag)| bits | u16::from(*flag) << n);
        flags
            | u16::from(kind & 15) << 4
            | u16::from(placement & 15) << 8
            | u16::from(anchor_from & 3) << 12
            | u16::from(hidden & 3) << 14
    }

    /// followed, nofollow, sponsored, ugc.
    pub fn flag(self, n: u32) -> bool {
        self.bits >> n & 1 == 1
    }

    /// Code of the kind.
    pub fn kind(self) -> u8 {
        (self.bits >> 4 & 15) as u8
    }

    /// Code of the placement and one, 0 for unknown.
    pub fn placement(self) -> u8 {
        (self.bits >> 8 & 15) as u8
    }

    /// Code of what the anchor was taken from and one, 0 for none.
    pub fn anchor_from(self) -> u8 {
        (self.bits >> 12 & 3) as u8
    }

    /// 0 unknown, 1 no, 2 yes.
    pub fn hidden(self) -> u8 {
        (self.bits >> 14) as u8
    }
}

/// Numbers shapes and rel attributes in the order of first use, which is the same for the same rows.
#[derive(Clone, Default)]
pub struct ShapesWriter {
    shapes: Vec<Shape>,
    numbers: HashMap<Shape, u32>,
    rels: Vec<Vec<u8>>,
    rel_numbers: HashMap<Vec<u8>, u32>,
}

impl ShapesWriter {
    /// The number of a shape; its own `rel` is ignored for the text given.
    pub fn number(&mut self, rel: Option<&[u8]>, bits: u16) -> u32 {
        let rel = match rel {
            None => 0,
            Some(rel) => match self.rel_numbers.get(rel) {
                Some(number) => *number,
                None => {
                    self.rels.push(rel.to_vec());
                    let number = self.rels.len() as u32;
                    self.rel_numbers.insert(rel.to_vec(), number);
                    number
                }
            },
        };
        let shape = Shape { rel, bits };
        let next = self.shapes.len() as u32;
        let number = *self.numbers.entry(shape).or_insert(next);
        if number == next {
            self.shapes.push(shape);
        }
        number
    }

    /// The code of the kind of each shape.
    pub fn kinds(&self) -> Vec<u8> {
        self.shapes.iter().map(|shape| shape.kind()).collect()
    }

    /// Writes them all.
    pub fn write(&self, part: &PartWriter) -> io::Result<()> {
        let mut rels = StringsWriter::new(part, "rels")?;
        self.rels.iter().try_for_each(|rel| rels.push(rel))?;
        rels.finish()?;
        let mut rel = PackedWriter::new(part.column("shapes.rel")?);
        let mut bits = PackedWriter::new(part.column("shapes.bits")?);
        for shape in &self.shapes {
            rel.push(u64::from(shape.rel))?;
            bits.push(u64::from(shape.bits))?;
        }
        rel.finish()?;
        bits.finish()
    }
}

/// The shapes of a part.
pub struct Shapes {
    shapes: Vec<Shape>,
    /// The rel attributes; [`Shape::rel`] less one is the place.
    pub rels: Vec<Box<[u8]>>,
}

impl Shapes {
    /// Reads them all: they are few.
    pub fn open(part: &PartFiles) -> io::Result<Self> {
        let rel = Packed::open(part.column("shapes.rel")?)?;
        let bits = Packed::open(part.column("shapes.bits")?)?;
        let store = Strings::open(part, "rels")?;
        let mut reader = store.reader();
        let rels: Vec<Box<[u8]>> = (0..store.len()).map(|at| reader.get(at).into()).collect();
        let shape = |at| Shape { rel: (rel.get(at) as u32).min(rels.len() as u32), bits: bits.get(at) as u16 };
        Ok(Self { shapes: (0..rel.len()).map(shape).collect(), rels })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.shapes.len()
    }

    /// The shape of a number.
    #[inline]
    pub fn get(&self, number: u32) -> Shape {
        self.shapes.get(number as usize).copied().unwrap_or(Shape { rel: 0, bits: 0 })
    }

    /// The rel attribute of a shape.
    pub fn rel(&self, shape: Shape) -> Option<&[u8]> {
        shape.rel.checked_sub(1).and_then(|rel| self.rels.get(rel as usize)).map(|rel| &rel[..])
    }
}
