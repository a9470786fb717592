//! PageRank as a linear system (Page, Brin 1998): `x = jump + damping · Σ x_u · share(u, v)`.
//!
//! What a node without arcs holds goes nowhere. So the rank of a node depends on those that lead to it alone and stays
//! as it is when the graph grows by others; divided by its sum it is the PageRank whose dangling nodes jump anywhere.

use std::io;

use super::csr::Adjacency;

/// How to solve.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The share of its rank that a node passes on, 0 to 1.
    pub damping: f64,
    /// The largest L1 distance to the solution, as a share of the sum of all ranks.
    pub precision: f64,
    /// Threads; the ranks are the same bytes whatever their number.
    pub threads: usize,
}

/// Ranks, and what they cost.
#[derive(Clone, Debug, Default)]
pub struct Solved {
    /// One a node, in the units of the jump.
    pub ranks: Vec<f64>,
    /// Arcs touched over arcs there are.
    pub passes: f64,
}

/// Solves for `jump`, one value a node. `shares[u]` is what an arc out of `u` is multiplied with: one over the number
/// of its arcs, or over the sum of their weights (beyond the arcs that are there, for what evaporates). `incoming` has
/// a row for each target; its weights count where it has them. An error of `progress` (told the passes) stops the work.
pub fn solve(
    incoming: &Adjacency,
    shares: &[f64],
    jump: &[f64],
    options: Options,
    progress: &mut dyn FnMut(f64) -> io::Result<()>,
) -> io::Result<Solved> {
    let mut ranks = jump.to_vec();
    let mut passes = 0.0;
    loop {
        let (mut moved, mut sum) = (0.0, 0.0);
        for node in 0..incoming.nodes() {
            let mut gathered = 0.0;
            let mut own = 0.0;
            for arc in incoming.arcs(node) {
                let from = incoming.ends[arc] as usize;
                let share = shares[from] * incoming.weights.get(arc).map_or(1.0, |weight| f64::from(*weight));
                if from == node { own += share } else { gathered += ranks[from] * share }
            }
            let rank = (jump[node] + options.damping * gathered) / (1.0 - options.damping * own);
            moved += (rank - ranks[node]).abs();
            sum += rank;
            ranks[node] = rank;
        }
        passes += 1.0;
        progress(passes)?;
        if moved * options.damping / (1.0 - options.damping) <= options.precision * sum {
            return Ok(Solved { ranks, passes });
        }
    }
}

/// One over the number of arcs of each node; 0 for a node without.
pub fn equal_shares(outgoing: &Adjacency) -> Vec<f64> {
    (0..outgoing.nodes())
        .map(|node| match outgoing.arcs(node).len() {
            0 => 0.0,
            arcs => 1.0 / arcs as f64,
        })
        .collect()
}
