//! A run of nodes of a component that one thread sweeps: Gauss-Seidel within, values of other chunks as they were
//! before the sweep. A component of few arcs is one chunk; the cut depends on the graph alone, so do the ranks.
//!
//! A value is `y = x · share`, what a node passes along each of its arcs, so that a gather is one load. The diagonal (a
//! loop of a node to itself) is solved in `scale`.

use std::ops::Range;

use super::rows::{Rows, gather};
use crate::graph::csr::Adjacency;

/// The equations, and what is solved so far.
pub struct Given<'a> {
    /// Rows by target.
    pub incoming: &'a Adjacency,
    /// See `solve`.
    pub shares: &'a [f64],
    /// See `solve`.
    pub jump: &'a [f64],
    /// See `Options`.
    pub damping: f64,
    /// Nodes by component, what leads to others first; within a component as numbered.
    pub order: &'a [u32],
    /// Where in `order` a node is.
    pub place: &'a [u32],
    /// `x · share` of the nodes of components before, by node.
    pub passed: &'a [f64],
}

/// Arcs from other chunks of the component; few rows have any where addresses are in order.
#[derive(Default)]
struct Remote {
    /// A row, and where its ends end.
    rows: Vec<(u32, u32)>,
    /// Nodes counted from the component's first.
    ends: Vec<u32>,
    weights: Vec<f32>,
}

/// What Anderson's scheme remembers of one round: how far the rounds moved, and where to.
#[derive(Default)]
pub struct Round {
    moved: Vec<f64>,
    reached: Vec<f64>,
}

/// The products that Anderson's coefficients are solved from, and the sum of all ranks.
#[derive(Clone, Copy, Default)]
pub struct Products {
    /// Of the newer difference with itself, of both, of the older with itself.
    pub squares: [f64; 3],
    /// Of both with the last move.
    pub moves: [f64; 2],
}

/// See the module.
#[derive(Default)]
pub struct Chunk {
    rows: Rows,
    remote: Remote,
    /// What comes from the jump and from components before.
    fixed: Vec<f64>,
    /// `fixed`, and what comes from other chunks in this sweep.
    base: Vec<f64>,
    scale: Vec<f64>,
    /// `x / y`; 0 for a node that passes nothing on.
    unshare: Vec<f64>,
    /// How much of a change of a node's value reaches equations that were solved before in the same sweep.
    late: Vec<f64>,
    start: Vec<f64>,
    newer: Round,
    older: Round,
}

impl Chunk {
    /// Takes the rows of `nodes`, places in `order`, out of the component at `component`.
    pub fn fill(&mut self, given: &Given<'_>, component: &Range<usize>, nodes: Range<usize>) {
        let count = nodes.len();
        self.rows.clear();
        self.remote.rows.clear();
        self.remote.ends.clear();
        self.remote.weights.clear();
        self.fixed.clear();
        self.scale.clear();
        self.unshare.clear();
        self.late.clear();
        self.late.resize(count, 0.0);
        let weighted = !given.incoming.weights.is_empty();
        let (mut ends, mut weights) = (Vec::new(), Vec::new());
        for (row, node) in given.order[nodes.clone()].iter().enumerate() {
            ends.clear();
            weights.clear();
            let (mut outside, mut own) = (0.0, 0.0);
            let remotes = self.remote.ends.len();
            for arc in given.incoming.arcs(*node as usize) {
                let from = given.incoming.ends[arc];
                let weight = if weighted { given.incoming.weights[arc] } else { 1.0 };
                let place = given.place[from as usize] as usize;
                if place < component.start {
                    outside += given.passed[from as usize] * f64::from(weight);
                } else if from == *node {
                    own += f64::from(weight);
                } else if nodes.contains(&place) {
                    let local = place - nodes.start;
                    if local > row {
                        self.late[local] += f64::from(weight);
                    }
                    ends.push(local as u32);
                    if weighted {
                        weights.push(weight);
                    }
                } else {
                    self.remote.ends.push((place - component.start) as u32);
                    if weighted {
                        self.remote.weights.push(weight);
                    }
                }
            }
            self.rows.push(&ends, &weights);
            if self.remote.ends.len() > remotes {
                self.remote.rows.push((row as u32, self.remote.ends.len() as u32));
            }
            let share = given.shares[*node as usize];
            self.fixed.push(given.jump[*node as usize] + given.damping * outside);
            self.scale.push(share / (1.0 - given.damping * own * share));
            self.unshare.push(if share > 0.0 { 1.0 / share } else { 0.0 });
        }
        self.base.clone_from(&self.fixed);
        (self.newer, self.older) = (Round::default(), Round::default());
    }

    /// How many nodes it has.
    pub fn len(&self) -> usize {
        self.fixed.len()
    }

    /// How many loads a sweep makes.
    pub fn entries(&self) -> usize {
        self.rows.entries() + self.remote.ends.len()
    }

    /// A first guess: what the jump and the components before give, times `factor`.
    pub fn guess(&mut self, values: &mut [f64], factor: f64) {
        for (node, value) in values.iter_mut().enumerate() {
            *value = self.scale[node] * self.fixed[node] * factor;
        }
        self.start.clear();
        self.start.extend_from_slice(values);
    }

    /// Tells `each` the sender of every arc from another chunk, counted from the component's first node.
    pub fn remote_arcs(&self, mut each: impl FnMut(u32, f64)) {
        for (arc, end) in self.remote.ends.iter().enumerate() {
            each(*end, f64::from(self.remote.weights.get(arc).copied().unwrap_or(1.0)));
        }
    }

    /// Counts an arc of a node of this chunk to another chunk as late.
    pub fn add_late(&mut self, node: usize, weight: f64) {
        self.late[node] += weight;
    }

    /// Takes up what other chunks pass to this one. `values` are those of the whole component.
    pub fn receive(&mut self, values: &[f64], damping: f64) {
        let mut at = 0;
        for (row, end) in &self.remote.rows {
            let ends = &self.remote.ends[at..*end as usize];
            let sum = if self.remote.weights.is_empty() {
                // SAFETY: the ends were counted from the component's first node, and `values` has all of its nodes.
                unsafe { gather(values, ends) }
            } else {
                let weights = &self.remote.weights[at..*end as usize];
                ends.iter().zip(weights).map(|(end, weight)| values[*end as usize] * f64::from(*weight)).sum()
            };
            self.base[*row as usize] = self.fixed[*row as usize] + damping * sum;
            at = *end as usize;
        }
    }

    /// Solves each equation in turn. Gives a bound of the L1 norm of what is then missing in all of them, in units of
    /// rank, before damping: the changes that came after they were used.
    pub fn sweep(&mut self, values: &mut [f64], damping: f64) -> f64 {
        let count = self.rows.len();
        assert!(values.len() == count);
        let (base, scale, late) = (&self.base[..count], &self.scale[..count], &self.late[..count]);
        let mut missing = 0.0;
        // SAFETY: `fill` counted the ends within this chunk, whose values these are.
        unsafe {
            self.rows.sweep(values, |row, sum, values| {
                let value = scale.get_unchecked(row) * (damping * sum + base.get_unchecked(row));
                let former = values.get_unchecked_mut(row);
                missing += (value - *former).abs() * late.get_unchecked(row);
                *former = value;
            });
        }
        missing
    }

    /// The sum of ranks.
    pub fn sum(&self, values: &[f64]) -> f64 {
        values.iter().zip(&self.unshare).map(|(value, unshare)| value * unshare).sum()
    }

    /// Notes a round of sweeps that led from the last start to `values`; gives the products over two differences of
    /// moves. `known` rounds are remembered.
    pub fn note(&mut self, values: &[f64], known: usize) -> Products {
        let count = self.len();
        self.older.moved.resize(count, 0.0);
        self.older.reached.resize(count, 0.0);
        self.newer.moved.resize(count, 0.0);
        self.newer.reached.resize(count, 0.0);
        let mut products = Products::default();
        let [mut aa, mut ab, mut bb, mut af, mut bf] = [0.0; 5];
        let (newer, older) = (&self.newer.moved[..count], &mut self.older.moved[..count]);
        let (start, unshare) = (&self.start[..count], &self.unshare[..count]);
        for node in 0..count {
            let moved = values[node] - start[node];
            let square = unshare[node] * unshare[node];
            let a = moved - newer[node];
            let b = newer[node] - older[node];
            older[node] = moved;
            aa += a * a * square;
            ab += a * b * square;
            bb += b * b * square;
            af += a * moved * square;
            bf += b * moved * square;
        }
        if known >= 1 {
            (products.squares[0], products.moves[0]) = (aa, af);
        }
        if known >= 2 {
            (products.squares[1], products.squares[2], products.moves[1]) = (ab, bb, bf);
        }
        std::mem::swap(&mut self.newer.moved, &mut self.older.moved);
        products
    }

    /// Goes on from where the remembered moves say that the next ones lead. To be called after [`Self::note`].
    pub fn leap(&mut self, values: &mut [f64], by: [f64; 2]) {
        let count = self.len();
        let (newer, older) = (&self.newer.reached[..count], &mut self.older.reached[..count]);
        let start = &mut self.start[..count];
        for node in 0..count {
            let reached = values[node];
            let value = reached - by[0] * (reached - newer[node]) - by[1] * (newer[node] - older[node]);
            older[node] = reached;
            let value = value.max(0.0);
            values[node] = value;
            start[node] = value;
        }
        std::mem::swap(&mut self.newer.reached, &mut self.older.reached);
    }

    /// Ranks of nodes that pass something on; the others' stay 0.
    pub fn ranks<'a>(&'a self, values: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        values.iter().zip(&self.unshare).map(|(value, unshare)| value * unshare)
    }
}
