//! HyperBall (Boldi, Vigna, "In-core computation of geometric centralities with HyperBall", 2013): the number of nodes
//! within t arcs of every node, for all t, without a search from each.
//!
//! Each node has a HyperLogLog counter (Flajolet, Fusy, Gandouet, Meunier 2007) of the nodes that reach it in at most t
//! arcs. The counter for t + 1 is the union of those of its predecessors, register by register the greater. A round
//! touches the successors of what changed in the round before alone. The hash is fixed: the same graph, the same bytes.

use super::csr::Adjacency;

/// Registers of a counter, as a power of two: a standard error of 1.04 / √256 = 6.5 % of the size of a ball.
pub const REGISTER_BITS: u32 = 8;
/// Nodes up to which counters have all their registers (4 GiB). Each doubling beyond halves them, to 16 at the least.
const WIDE: usize = 1 << 24;
/// Rounds at most. What lies farther than this adds less than a hundredth each, and a chain made to run long ends here.
pub const ROUNDS: u32 = 128;

/// Harmonic centrality of each node, estimated; see [`super::harmonic::harmonic`].
pub fn harmonic(incoming: &Adjacency, outgoing: &Adjacency) -> Vec<f64> {
    let nodes = incoming.nodes();
    let mut counters = Counters::new(nodes);
    let (mut sums, mut sizes) = (vec![0.0; nodes], vec![1.0; nodes]);
    let mut changed: Vec<u32> = (0..nodes as u32).collect();
    for round in 1..=ROUNDS {
        let grown = counters.grow(incoming, &successors(outgoing, &changed));
        if grown.nodes.is_empty() {
            break;
        }
        counters.take(&grown);
        for node in &grown.nodes {
            let at = *node as usize;
            // A ball only grows; where the estimate changes its formula it may seem to shrink.
            let size = counters.size(at).max(sizes[at]);
            sums[at] += (size - sizes[at]) / f64::from(round);
            sizes[at] = size;
        }
        changed = grown.nodes;
    }
    sums
}

/// The nodes that an arc leads to from any of these, rising.
fn successors(outgoing: &Adjacency, nodes: &[u32]) -> Vec<u32> {
    let mut wanted = vec![false; outgoing.nodes()];
    for node in nodes {
        outgoing.row(*node as usize).iter().for_each(|to| wanted[*to as usize] = true);
    }
    (0..wanted.len() as u32).filter(|node| wanted[*node as usize]).collect()
}

/// One HyperLogLog counter a node, a byte a register.
struct Counters {
    registers: Vec<u8>,
    width: usize,
    /// 2^-r for each value of a register.
    powers: Vec<f64>,
}

/// Counters that a round changed.
struct Grown {
    nodes: Vec<u32>,
    registers: Vec<u8>,
}

impl Counters {
    /// Each with its own node in it.
    fn new(nodes: usize) -> Self {
        let mut bits = REGISTER_BITS;
        while bits > 4 && nodes > WIDE << (REGISTER_BITS - bits) {
            bits -= 1;
        }
        let width = 1 << bits;
        let mut registers = vec![0u8; nodes * width];
        for node in 0..nodes {
            let hash = mixed(node as u64);
            let rank = (hash >> bits).trailing_zeros().min(63 - bits) + 1;
            registers[node * width + (hash as usize & (width - 1))] = rank as u8;
        }
        Self { registers, width, powers: (0..65).map(|r| 0.5f64.powi(r)).collect() }
    }

    fn of(&self, node: usize) -> &[u8] {
        &self.registers[node * self.width..][..self.width]
    }

    /// The counters of these nodes after a round, where it changes them.
    fn grow(&self, incoming: &Adjacency, nodes: &[u32]) -> Grown {
        let mut grown = Grown { nodes: Vec::new(), registers: Vec::new() };
        let mut union = vec![0u8; self.width];
        for node in nodes {
            let own = self.of(*node as usize);
            union.copy_from_slice(own);
            for from in incoming.row(*node as usize) {
                for (one, other) in union.iter_mut().zip(self.of(*from as usize)) {
                    *one = (*one).max(*other);
                }
            }
            if union != own {
                grown.nodes.push(*node);
                grown.registers.extend_from_slice(&union);
            }
        }
        grown
    }

    fn take(&mut self, grown: &Grown) {
        for (node, registers) in grown.nodes.iter().zip(grown.registers.chunks_exact(self.width)) {
            self.registers[*node as usize * self.width..][..self.width].copy_from_slice(registers);
        }
    }

    /// The estimate of a counter, with the paper's correction for small numbers (linear counting).
    fn size(&self, node: usize) -> f64 {
        let (mut sum, mut empty) = (0.0, 0u32);
        for register in self.of(node) {
            sum += self.powers[usize::from(*register)];
            empty += u32::from(*register == 0);
        }
        let width = self.width as f64;
        let alpha = match self.width {
            16 => 0.673,
            32 => 0.697,
            64 => 0.709,
            _ => 0.7213 / (1.0 + 1.079 / width),
        };
        let raw = alpha * width * width / sum;
        if raw <= 2.5 * width && empty > 0 { width * (width / f64::from(empty)).ln() } else { raw }
    }
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit of the node decides over every bit of the hash.
fn mixed(node: u64) -> u64 {
    let mut z = node.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
