//! PageRank as a linear system (Page, Brin 1998): `x = jump + damping · Σ x_u · share(u, v)`.
//!
//! What a node without arcs holds goes nowhere. So the rank of a node depends on those that lead to it alone and stays
//! as it is when the graph grows by others; divided by its sum it is the PageRank whose dangling nodes jump anywhere.
//!
//! A component (see [`super::components`]) depends on those before it alone, so each is solved once those before it are
//! (Arasu et al. 2002). A node that is a component by itself costs one look at its arcs; these are all that peeling
//! away sources and sinks would find, and more. The others are iterated, see [`super::solve`].

use std::io;
use std::ops::Range;

use super::components::components;
use super::csr::Adjacency;
use super::solve::chunk::Given;
use super::solve::core::{Aim, Core};

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

/// The finest precision that 64-bit floats can hold; what is finer counts as this.
const FINEST: f64 = 1e-13;

/// Solves for `jump`, one value a node. `shares[u]` is what an arc out of `u` is multiplied with: one over the number
/// of its arcs, or over the sum of their weights (beyond the arcs that are there, for what evaporates); never so much
/// that a node passes on more than it has. `incoming` has a row for each target, rising and without repetition; its
/// weights count where it has them. An error of `progress` (told the passes) stops the work.
///
/// InvalidInput where the damping is not at least 0 and below 1, or where there are 2^31 nodes or more.
pub fn solve(
    incoming: &Adjacency,
    shares: &[f64],
    jump: &[f64],
    options: Options,
    progress: &mut dyn FnMut(f64) -> io::Result<()>,
) -> io::Result<Solved> {
    check(incoming, options)?;
    let parts = Ordered::new(incoming);
    let arcs = incoming.ends.len();
    let (mut touched, mut told) = (0, 0);
    let mut touch = |more: usize| {
        touched += more;
        if touched - told <= arcs / 2 {
            return Ok(());
        }
        told = touched;
        progress(touched as f64 / arcs as f64)
    };
    let mut ranks = vec![0.0; jump.len()];
    let mut passed = vec![0.0; jump.len()];
    let mut core = Core::default();
    for component in parts.ranges() {
        if component.len() == 1 {
            let node = parts.order[component.start] as usize;
            ranks[node] = alone(incoming, shares, jump, &passed, options.damping, node);
            passed[node] = ranks[node] * shares[node];
            touch(incoming.arcs(node).len())?;
            continue;
        }
        let precision = options.precision.max(FINEST);
        let mut aim = Aim { precision, threads: options.threads, touched: &mut touch };
        let given = Given {
            incoming,
            shares,
            jump,
            damping: options.damping,
            order: &parts.order,
            place: &parts.place,
            passed: &passed,
        };
        let solved = core.solve(&given, component.clone(), &mut aim)?;
        let nodes = &parts.order[component];
        for (node, rank) in nodes.iter().zip(solved) {
            ranks[*node as usize] = rank.max(0.0);
            passed[*node as usize] = ranks[*node as usize] * shares[*node as usize];
        }
        for node in nodes.iter().map(|node| *node as usize).filter(|node| shares[*node] == 0.0) {
            ranks[node] = alone(incoming, shares, jump, &passed, options.damping, node);
        }
    }
    let passes = if arcs == 0 { 0.0 } else { touched as f64 / arcs as f64 };
    progress(passes)?;
    Ok(Solved { ranks, passes })
}

fn check(incoming: &Adjacency, options: Options) -> io::Result<()> {
    let wrong = |text: String| Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    if !(0.0..1.0).contains(&options.damping) {
        return wrong(format!("damping is at least 0 and below 1, not {}", options.damping));
    }
    if options.precision.is_nan() {
        return wrong("precision is a number".to_owned());
    }
    if incoming.nodes() >= 1 << 31 {
        return wrong(format!("{} nodes are more than 2^31 - 1", incoming.nodes()));
    }
    Ok(())
}

/// The rank of a node from what is passed to it.
fn alone(incoming: &Adjacency, shares: &[f64], jump: &[f64], passed: &[f64], damping: f64, node: usize) -> f64 {
    let (mut sum, mut own) = (0.0, 0.0);
    for arc in incoming.arcs(node) {
        let from = incoming.ends[arc] as usize;
        let weight = incoming.weights.get(arc).map_or(1.0, |weight| f64::from(*weight));
        if from == node { own += weight } else { sum += passed[from] * weight }
    }
    (jump[node] + damping * sum) / (1.0 - damping * own * shares[node])
}

/// Nodes by component, what leads to others first.
struct Ordered {
    order: Vec<u32>,
    place: Vec<u32>,
    starts: Vec<u32>,
}

impl Ordered {
    fn new(incoming: &Adjacency) -> Self {
        let (ids, count) = components(incoming);
        let mut starts = vec![0u32; count + 1];
        ids.iter().for_each(|id| starts[*id as usize + 1] += 1);
        for id in 0..count {
            starts[id + 1] += starts[id];
        }
        let mut next = starts.clone();
        let mut order = vec![0u32; ids.len()];
        let mut place = ids;
        for (node, place) in place.iter_mut().enumerate() {
            let at = &mut next[*place as usize];
            order[*at as usize] = node as u32;
            *place = *at;
            *at += 1;
        }
        Self { order, place, starts }
    }

    fn ranges(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.starts.windows(2).map(|pair| pair[0] as usize..pair[1] as usize)
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
