//! Reading lists of the BV format, one after the other. Damaged or hostile bits end in an error.

use std::io;

use super::Settings;
use super::bits::{BitReader, whole};
use crate::graph::csr::Adjacency;

/// The rows of a graph of so many nodes and arcs; InvalidData where the bits are not such a graph.
pub fn decode(bytes: &[u8], nodes: usize, arcs: u64, settings: Settings) -> io::Result<Adjacency> {
    let mut lists = Lists::new(bytes, nodes, arcs, settings)?;
    for node in 0..nodes {
        lists.read(node)?;
    }
    lists.finish()
}

/// Lists being read; those before the next are there to refer to.
pub struct Lists<'a> {
    reader: BitReader<'a>,
    settings: Settings,
    nodes: usize,
    arcs: u64,
    graph: Adjacency,
    copied: Vec<u32>,
    runs: Vec<u32>,
    gaps: Vec<u32>,
    rest: Vec<u32>,
}

impl<'a> Lists<'a> {
    /// None read yet. Every node takes a bit at least, so that a wrong number of nodes is found before memory is taken.
    pub fn new(bytes: &'a [u8], nodes: usize, arcs: u64, settings: Settings) -> io::Result<Self> {
        if nodes as u64 > bytes.len() as u64 * 8 {
            return Err(damaged(format!("{} bytes are too few for {nodes} nodes", bytes.len())));
        }
        let mut offsets = Vec::with_capacity(nodes + 1);
        offsets.push(0);
        // Lists may be worth far more arcs than bits, but a file that merely says so gets no memory in advance.
        let ends = Vec::with_capacity(arcs.min(bytes.len() as u64 * 8) as usize);
        let graph = Adjacency { offsets, ends, weights: Vec::new() };
        let (copied, runs, gaps, rest) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Ok(Self { reader: BitReader::new(bytes), settings, nodes, arcs, graph, copied, runs, gaps, rest })
    }

    /// Bits read so far.
    pub fn place(&self) -> u64 {
        self.reader.place()
    }

    /// Reads the list of the next node.
    pub fn read(&mut self, node: usize) -> io::Result<()> {
        let start = self.graph.ends.len();
        let arcs = self.reader.gamma();
        if arcs > self.nodes as u64 || start as u64 + arcs > self.arcs || !self.reader.sound() {
            return Err(self.wrong(node));
        }
        if arcs > 0 {
            self.row(node, arcs as usize).ok_or_else(|| self.wrong(node))?;
        }
        let row = &self.graph.ends[start..];
        let rising = row.windows(2).all(|pair| pair[0] < pair[1]);
        let within = row.last().is_none_or(|last| (*last as usize) < self.nodes);
        if row.len() as u64 != arcs || !rising || !within || !self.reader.sound() {
            return Err(self.wrong(node));
        }
        self.graph.offsets.push(self.graph.ends.len() as u64);
        Ok(())
    }

    /// The graph, when all lists were read.
    pub fn finish(self) -> io::Result<Adjacency> {
        if self.graph.ends.len() as u64 != self.arcs {
            return Err(damaged(format!("there are {} arcs, not {}", self.graph.ends.len(), self.arcs)));
        }
        Ok(self.graph)
    }

    fn wrong(&self, node: usize) -> io::Error {
        damaged(format!("the list of node {node}, before bit {}, is none", self.reader.place()))
    }

    /// Appends a list that is not empty; none where it cannot be one.
    fn row(&mut self, node: usize, arcs: usize) -> Option<()> {
        self.copied.clear();
        if self.settings.window > 0 {
            let distance = self.reader.unary() as usize;
            if distance > 0 {
                let near = node.checked_sub(distance).filter(|_| distance <= self.settings.window)?;
                self.copy(near)?;
            }
        }
        let left = arcs.checked_sub(self.copied.len())?;
        self.runs.clear();
        self.gaps.clear();
        if left > 0 {
            self.read_runs(node, left)?;
            self.read_gaps(node, left - self.runs.len())?;
        }
        if self.copied.is_empty() {
            merge(&self.runs, &self.gaps, &mut self.graph.ends);
        } else if self.runs.is_empty() {
            merge(&self.copied, &self.gaps, &mut self.graph.ends);
        } else {
            self.rest.clear();
            merge(&self.runs, &self.gaps, &mut self.rest);
            merge(&self.copied, &self.rest, &mut self.graph.ends);
        }
        Some(())
    }

    /// Parts of a list before, in turn taken and left out.
    fn copy(&mut self, near: usize) -> Option<()> {
        let mut row = self.graph.row(near);
        let blocks = self.reader.gamma();
        if blocks > row.len() as u64 + 1 {
            return None;
        }
        for n in 0..blocks {
            let length = (self.reader.gamma() + u64::from(n > 0)) as usize;
            let part = row.get(..length)?;
            if n % 2 == 0 {
                self.copied.extend_from_slice(part);
            }
            row = &row[length..];
        }
        if blocks.is_multiple_of(2) {
            self.copied.extend_from_slice(row);
        }
        Some(())
    }

    fn read_runs(&mut self, node: usize, left: usize) -> Option<()> {
        let least = u64::from(self.settings.least_interval);
        if least == 0 {
            return Some(());
        }
        let count = self.reader.gamma();
        if count * least > left as u64 {
            return None;
        }
        let mut before = None;
        for _ in 0..count {
            let first = self.following(node, before, BitReader::gamma)?;
            let length = self.reader.gamma() + least;
            let end = u64::from(first) + length;
            if length > (left - self.runs.len()) as u64 || end > self.nodes as u64 {
                return None;
            }
            self.runs.extend(first..end as u32);
            before = Some(end);
        }
        Some(())
    }

    fn read_gaps(&mut self, node: usize, count: usize) -> Option<()> {
        let zeta = self.settings.zeta;
        let mut before = None;
        for _ in 0..count {
            let end = self.following(node, before, |reader| reader.zeta(zeta))?;
            self.gaps.push(end);
            before = Some(u64::from(end));
        }
        Some(())
    }

    /// The next number: the first lies about the node's own, the others are told by the gap to the one before.
    #[inline]
    fn following(&mut self, node: usize, before: Option<u64>, code: impl Fn(&mut BitReader<'a>) -> u64) -> Option<u32> {
        let value = code(&mut self.reader);
        let number = match before {
            None => u64::try_from(node as i64 + whole(value)).ok()?,
            Some(last) => last + 1 + value,
        };
        if number < self.nodes as u64 { Some(number as u32) } else { None }
    }
}

/// Two rising lists as one.
fn merge(one: &[u32], other: &[u32], out: &mut Vec<u32>) {
    let (mut a, mut b) = (0, 0);
    while a < one.len() && b < other.len() {
        let first = one[a] < other[b];
        out.push(if first { one[a] } else { other[b] });
        a += usize::from(first);
        b += usize::from(!first);
    }
    out.extend_from_slice(&one[a..]);
    out.extend_from_slice(&other[b..]);
}

pub(super) fn damaged(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
