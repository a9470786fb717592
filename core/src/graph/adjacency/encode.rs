//! Writing lists in the BV format: for each list the cheapest of the references in the window.

use super::Settings;
use super::bits::{BitWriter, gamma_bits, natural, zeta_bits};
use crate::graph::csr::Adjacency;

/// Lists in bits.
#[derive(Clone, Debug, Default)]
pub struct Encoded {
    /// The bits, the last byte filled up.
    pub bytes: Vec<u8>,
    /// Bits of each list, and with that its place.
    pub lengths: Vec<u64>,
    /// How many arcs there are.
    pub arcs: u64,
}

impl Encoded {
    /// Bits in all.
    pub fn bits(&self) -> u64 {
        self.lengths.iter().sum()
    }
}

/// The rows of a graph, which must rise.
pub fn encode(graph: &Adjacency, settings: Settings) -> Encoded {
    let mut out = BitWriter::default();
    let mut lengths = Vec::with_capacity(graph.nodes());
    let mut depths = vec![0u32; graph.nodes()];
    let (mut best, mut other) = (Told::default(), Told::default());
    for node in 0..graph.nodes() {
        let row = graph.row(node);
        best.tell(node, row, &[], 0, settings);
        for distance in 1..=settings.window.min(node) {
            let near = node - distance;
            if graph.row(near).is_empty() || depths[near] >= settings.most_references || row.is_empty() {
                continue;
            }
            other.tell(node, row, graph.row(near), distance, settings);
            if other.bits < best.bits {
                std::mem::swap(&mut best, &mut other);
            }
        }
        if best.distance > 0 {
            depths[node] = depths[node - best.distance] + 1;
        }
        let before = out.written();
        best.write(node, row.len(), settings, &mut out);
        lengths.push(out.written() - before);
    }
    Encoded { bytes: out.finish(), lengths, arcs: graph.ends.len() as u64 }
}

/// How one list is told by a reference.
#[derive(Default)]
struct Told {
    distance: usize,
    /// Lengths of parts of the other list, in turn copied and left out; the last part is not told.
    blocks: Vec<u64>,
    /// First number and length.
    runs: Vec<(u32, u32)>,
    gaps: Vec<u32>,
    bits: u64,
    rest: Vec<u32>,
}

impl Told {
    fn tell(&mut self, node: usize, row: &[u32], near: &[u32], distance: usize, settings: Settings) {
        self.distance = distance;
        self.blocks.clear();
        self.rest.clear();
        self.runs.clear();
        self.gaps.clear();
        self.copy(row, near);
        self.split(settings.least_interval);
        self.bits = self.cost(node, settings);
    }

    /// Parts of the other list that are in this one too; the rest of this one.
    fn copy(&mut self, row: &[u32], near: &[u32]) {
        let (mut at, mut length, mut copying) = (0, 0, true);
        for end in near {
            while at < row.len() && row[at] < *end {
                self.rest.push(row[at]);
                at += 1;
            }
            let same = row.get(at) == Some(end);
            at += usize::from(same);
            if same != copying {
                self.blocks.push(length);
                length = 0;
                copying = same;
            }
            length += 1;
        }
        self.rest.extend_from_slice(&row[at..]);
    }

    /// Runs of the rest, and what is in none.
    fn split(&mut self, least: u32) {
        let mut at = 0;
        while at < self.rest.len() {
            let mut end = at + 1;
            while least > 0 && end < self.rest.len() && self.rest[end] == self.rest[end - 1] + 1 {
                end += 1;
            }
            if least > 0 && (end - at) as u32 >= least {
                self.runs.push((self.rest[at], (end - at) as u32));
            } else {
                self.gaps.extend_from_slice(&self.rest[at..end]);
            }
            at = end;
        }
    }

    /// Bits of all but the number of arcs.
    fn cost(&self, node: usize, settings: Settings) -> u64 {
        let mut bits = 0;
        self.codes(node, settings, |code| {
            bits += match code {
                Code::Unary(value) => value + 1,
                Code::Gamma(value) => gamma_bits(value),
                Code::Zeta(value) => zeta_bits(value, settings.zeta),
            };
        });
        bits
    }

    fn write(&self, node: usize, arcs: usize, settings: Settings, out: &mut BitWriter) {
        out.gamma(arcs as u64);
        if arcs == 0 {
            return;
        }
        self.codes(node, settings, |code| match code {
            Code::Unary(value) => out.unary(value),
            Code::Gamma(value) => out.gamma(value),
            Code::Zeta(value) => out.zeta(value, settings.zeta),
        });
    }

    /// The format itself: what follows the number of arcs, where there are any.
    fn codes(&self, node: usize, settings: Settings, mut put: impl FnMut(Code)) {
        if settings.window > 0 {
            put(Code::Unary(self.distance as u64));
        }
        if self.distance > 0 {
            put(Code::Gamma(self.blocks.len() as u64));
            for (n, length) in self.blocks.iter().enumerate() {
                // The first part may be of length 0: then the list starts with one that is left out.
                put(Code::Gamma(length - u64::from(n > 0)));
            }
        }
        if self.rest.is_empty() {
            return;
        }
        let node = node as i64;
        if settings.least_interval > 0 {
            put(Code::Gamma(self.runs.len() as u64));
            let mut before = None;
            for (first, length) in &self.runs {
                put(Code::Gamma(match before {
                    None => natural(i64::from(*first) - node),
                    Some(end) => u64::from(first - end - 1),
                }));
                put(Code::Gamma(u64::from(length - settings.least_interval)));
                before = Some(first + length);
            }
        }
        let mut before = None;
        for end in &self.gaps {
            put(Code::Zeta(match before {
                None => natural(i64::from(*end) - node),
                Some(last) => u64::from(end - last - 1),
            }));
            before = Some(*end);
        }
    }
}

enum Code {
    Unary(u64),
    Gamma(u64),
    Zeta(u64),
}
