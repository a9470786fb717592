//! Adjacency in few bits: the BV format of the WebGraph framework (Boldi, Vigna: The WebGraph Framework I, WWW 2004).
//!
//! Pages of one site link to nearly the same pages, and mostly near by. So a list is told as a copy of parts of one of
//! the lists just before, as runs of consecutive numbers, and as gaps. The files are those of the Java and Rust
//! frameworks (<https://webgraph.di.unimi.it/>), so that other tools read what we write, and we read what Common Crawl
//! publishes. Why our own code: docs/decisions/dependencies.md.

mod bits;
mod decode;
mod encode;
mod files;

pub use decode::decode;
pub use encode::{Encoded, encode};
pub use files::{Read, read, write};

/// How lists are told; the defaults are those of the paper and of the frameworks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// A list refers to one of so many before it.
    pub window: usize,
    /// A reference leads to a list without one in at most so many steps.
    pub most_references: u32,
    /// The shortest run that is told as one; 0 for none.
    pub least_interval: u32,
    /// `k` of the ζ code of gaps.
    pub zeta: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { window: 7, most_references: 3, least_interval: 4, zeta: 3 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::csr::Adjacency;

    /// xorshift64*: graphs that are the same in every run.
    struct Dice(u64);

    impl Dice {
        fn throw(&mut self, below: u64) -> u64 {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % below
        }
    }

    /// Rows that copy from those before, hold runs, and lie far away.
    fn weblike(dice: &mut Dice, nodes: u64) -> Adjacency {
        let (mut sources, mut targets) = (Vec::new(), Vec::new());
        for node in 0..nodes {
            let start = dice.throw(nodes);
            let runs = (start..nodes.min(start + dice.throw(12))).map(|end| end as u32);
            let far = (0..dice.throw(5)).map(|_| dice.throw(nodes) as u32).collect::<Vec<_>>();
            let copied: Vec<u32> =
                (0..sources.len()).rev().take(30).filter(|_| dice.throw(3) > 0).map(|arc| targets[arc]).collect();
            for end in runs.chain(far).chain(copied) {
                sources.push(node as u32);
                targets.push(end);
            }
        }
        Adjacency::new(nodes as usize, &sources, &targets)
    }

    #[test]
    fn what_was_encoded_is_decoded() {
        let mut dice = Dice(7);
        for round in 0..400u32 {
            let nodes = dice.throw(60) + 1;
            let graph = weblike(&mut dice, nodes);
            let settings = Settings {
                window: (round % 9) as usize,
                most_references: round % 5,
                least_interval: round % 6,
                zeta: 1 + round % 7,
            };
            let told = encode(&graph, settings);
            assert_eq!(decode(&told.bytes, graph.nodes(), told.arcs, settings).unwrap(), graph, "{settings:?}");
        }
    }

    #[test]
    fn broken_bytes_are_an_error_or_another_graph_but_no_panic() {
        let mut dice = Dice(11);
        for _ in 0..400 {
            let graph = weblike(&mut dice, 40);
            let mut told = encode(&graph, Settings::default());
            for _ in 0..3 {
                let at = dice.throw(told.bytes.len() as u64) as usize;
                told.bytes[at] = dice.throw(256) as u8;
            }
            if let Ok(read) = decode(&told.bytes, 40, told.arcs, Settings::default()) {
                assert_eq!(read.ends.len() as u64, told.arcs);
                assert!(read.ends.iter().all(|end| *end < 40));
            }
            let cut = dice.throw(told.bytes.len() as u64) as usize;
            assert!(decode(&told.bytes[..cut / 2], 40, told.arcs, Settings::default()).is_err());
        }
    }
}
