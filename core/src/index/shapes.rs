//! Shapes: what many links have in common (rel, flags, kind, placement, what the anchor is, hidden, who saw it) as one
//! number.
//!
//! A web has a few hundred of them, so a row keeps nine or ten bits for ten columns, and a count by kind or by
//! placement is a count by shape.

use std::collections::HashMap;
use std::io;

use super::packed::{Packed, PackedWriter};
use super::part::{PartFiles, PartWriter};
use super::strings::{Strings, StringsWriter};

/// The code of a kind that the source did not tell.
pub const UNKNOWN_KIND: u8 = 15;

/// What many links have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Number of the rel attribute and one, 0 for none.
    pub rel: u32,
    /// Number of the list of witnesses and one, 0 for none: who saw the link.
    pub witnesses: u32,
    /// See the methods.
    pub bits: u32,
}

/// What a shape says of a link, before it is packed.
#[derive(Clone, Copy, Debug)]
pub struct Traits {
    /// followed, nofollow, sponsored, ugc; none for unknown.
    pub flags: [Option<bool>; 4],
    /// Code of the kind, or [`UNKNOWN_KIND`].
    pub kind: u8,
    /// Code of the placement and one, 0 for unknown.
    pub placement: u8,
    /// Code of what the anchor was taken from and one, 0 for none.
    pub anchor_from: u8,
    /// 0 unknown, 1 no, 2 yes.
    pub hidden: u8,
    /// The source tells no anchor.
    pub anchorless: bool,
    /// An export tells it, no look of ours.
    pub reported: bool,
    /// The target is a site that the export is about, not an address that it tells.
    pub assumed: bool,
}

impl Traits {
    /// As the bits of a shape.
    pub fn pack(&self) -> u32 {
        let flags = self.flags.iter().enumerate().fold(0, |bits, (n, flag)| {
            bits | u32::from(*flag == Some(true)) << n | u32::from(flag.is_none()) << (16 + n)
        });
        flags
            | u32::from(self.kind & 15) << 4
            | u32::from(self.placement & 15) << 8
            | u32::from(self.anchor_from & 3) << 12
            | u32::from(self.hidden & 3) << 14
            | u32::from(self.anchorless) << 20
            | u32::from(self.reported) << 21
            | u32::from(self.assumed) << 22
    }
}

impl Shape {
    /// followed, nofollow, sponsored, ugc; not where it is unknown.
    pub fn flag(self, n: u32) -> bool {
        self.bits >> n & 1 == 1
    }

    /// A flag, none if the source did not tell.
    pub fn told(self, n: u32) -> Option<bool> {
        (self.bits >> (16 + n) & 1 == 0).then(|| self.flag(n))
    }

    /// Code of the kind, [`UNKNOWN_KIND`] if the source did not tell.
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
        (self.bits >> 14 & 3) as u8
    }

    /// Whether the source told no anchor.
    pub fn is_anchorless(self) -> bool {
        self.bits >> 20 & 1 == 1
    }

    /// Whether no look of ours ever had the link.
    pub fn is_reported(self) -> bool {
        self.bits >> 21 & 1 == 1
    }

    /// Whether the target is the site that an export is about, for want of an address.
    pub fn is_assumed(self) -> bool {
        self.bits >> 22 & 1 == 1
    }
}

/// Texts numbered in the order of first use, from 1.
#[derive(Clone, Default)]
struct Numbered {
    texts: Vec<Vec<u8>>,
    numbers: HashMap<Vec<u8>, u32>,
}

impl Numbered {
    fn number(&mut self, text: Option<&[u8]>) -> u32 {
        let Some(text) = text else { return 0 };
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.texts.push(text.to_vec());
        let number = self.texts.len() as u32;
        self.numbers.insert(text.to_vec(), number);
        number
    }

    fn write(&self, part: &PartWriter, name: &str) -> io::Result<()> {
        let mut writer = StringsWriter::new(part, name)?;
        self.texts.iter().try_for_each(|text| writer.push(text))?;
        writer.finish()
    }
}

/// Numbers shapes, rel attributes and lists of witnesses in the order of first use, which is the same for the same rows.
#[derive(Clone, Default)]
pub struct ShapesWriter {
    shapes: Vec<Shape>,
    numbers: HashMap<Shape, u32>,
    rels: Numbered,
    witnesses: Numbered,
}

impl ShapesWriter {
    /// The number of a shape of these bits, rel attribute and witnesses.
    pub fn number(&mut self, rel: Option<&[u8]>, bits: u32, witnesses: Option<&[u8]>) -> u32 {
        let shape = Shape { rel: self.rels.number(rel), witnesses: self.witnesses.number(witnesses), bits };
        let next = self.shapes.len() as u32;
        let number = *self.numbers.entry(shape).or_insert(next);
        if number == next {
            self.shapes.push(shape);
        }
        number
    }

    /// The shape of a number.
    pub fn get(&self, number: u32) -> Shape {
        self.shapes.get(number as usize).copied().unwrap_or_default()
    }

    /// The rel attribute of a shape.
    pub fn rel(&self, shape: Shape) -> Option<&[u8]> {
        shape.rel.checked_sub(1).and_then(|rel| self.rels.texts.get(rel as usize)).map(|rel| &rel[..])
    }

    /// The code of the kind of each shape.
    pub fn kinds(&self) -> Vec<u8> {
        self.shapes.iter().map(|shape| shape.kind()).collect()
    }

    /// Writes them all.
    pub fn write(&self, part: &PartWriter) -> io::Result<()> {
        self.rels.write(part, "rels")?;
        self.witnesses.write(part, "witnesses")?;
        self.write_column(part, "shapes.rel", |shape| shape.rel)?;
        self.write_column(part, "shapes.witnesses", |shape| shape.witnesses)?;
        self.write_column(part, "shapes.bits", |shape| shape.bits)
    }

    fn write_column(&self, part: &PartWriter, name: &str, of: fn(&Shape) -> u32) -> io::Result<()> {
        let mut column = PackedWriter::new(part.column(name)?);
        self.shapes.iter().try_for_each(|shape| column.push(u64::from(of(shape))))?;
        column.finish()
    }
}

/// The shapes of a part.
pub struct Shapes {
    shapes: Vec<Shape>,
    /// The rel attributes; [`Shape::rel`] less one is the place.
    pub rels: Vec<Box<[u8]>>,
    /// Lists of witnesses, by commas; [`Shape::witnesses`] less one is the place.
    pub witnesses: Vec<Box<[u8]>>,
}

impl Shapes {
    /// Reads them all: they are few.
    pub fn open(part: &PartFiles) -> io::Result<Self> {
        let packed = |name: &str| Packed::open(part.column(name)?);
        let (rel, witness, bits) = (packed("shapes.rel")?, packed("shapes.witnesses")?, packed("shapes.bits")?);
        let texts = |name: &str| -> io::Result<Vec<Box<[u8]>>> {
            let store = Strings::open(part, name)?;
            let mut reader = store.reader();
            Ok((0..store.len()).map(|at| reader.get(at).into()).collect())
        };
        let (rels, witnesses) = (texts("rels")?, texts("witnesses")?);
        let shape = |at| Shape {
            rel: (rel.get(at) as u32).min(rels.len() as u32),
            witnesses: (witness.get(at) as u32).min(witnesses.len() as u32),
            bits: bits.get(at) as u32,
        };
        Ok(Self { shapes: (0..rel.len()).map(shape).collect(), rels, witnesses })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.shapes.len()
    }

    /// The shape of a number.
    #[inline]
    pub fn get(&self, number: u32) -> Shape {
        self.shapes.get(number as usize).copied().unwrap_or_default()
    }

    /// The rel attribute of a shape.
    pub fn rel(&self, shape: Shape) -> Option<&[u8]> {
        shape.rel.checked_sub(1).and_then(|rel| self.rels.get(rel as usize)).map(|rel| &rel[..])
    }

    /// The witnesses of a shape.
    pub fn witnesses(&self, shape: Shape) -> Option<&[u8]> {
        shape.witnesses.checked_sub(1).and_then(|list| self.witnesses.get(list as usize)).map(|list| &list[..])
    }
}
