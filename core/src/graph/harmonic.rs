//! Harmonic centrality (Boldi, Vigna, "Axioms for centrality", 2014): `H(v) = Σ 1 / d(u, v)` over all u ≠ v, where d is
//! the number of arcs of a shortest path from u to v, and 1/∞ is 0.
//!
//! Exact for small graphs: a search in breadth from each node, against the arcs. Above [`EXACT`] it is estimated by
//! [`super::hyperball`], the algorithm behind the figures that Common Crawl publishes.

use super::csr::Adjacency;
use super::hyperball;

/// The largest product of nodes and arcs that is computed exactly: a few seconds of one core at worst.
pub const EXACT: u64 = 1 << 31;

/// Harmonic centrality of each node, over paths along the arcs. `incoming` has a row for each target and `outgoing` for
/// each source of the same arcs; weights do not count, and neither do loops.
pub fn harmonic(incoming: &Adjacency, outgoing: &Adjacency) -> Vec<f64> {
    let work = (incoming.nodes() as u64).saturating_mul(incoming.ends.len() as u64);
    if work <= EXACT { exact(incoming) } else { hyperball::harmonic(incoming, outgoing) }
}

/// By a search in breadth from each node. One over each distance is multiplied by how many lie at it, so that the
/// error of rounding stays at the last digits.
pub fn exact(incoming: &Adjacency) -> Vec<f64> {
    let nodes = incoming.nodes();
    // The last search that met a node, numbered from 1.
    let mut met = vec![0u32; nodes];
    let mut queue: Vec<u32> = Vec::with_capacity(nodes);
    (0..nodes)
        .map(|node| {
            let search = node as u32 + 1;
            queue.clear();
            queue.push(node as u32);
            met[node] = search;
            let (mut sum, mut distance, mut start) = (0.0, 0.0, 0);
            while start < queue.len() {
                let end = queue.len();
                for at in start..end {
                    for from in incoming.row(queue[at] as usize) {
                        if met[*from as usize] != search {
                            met[*from as usize] = search;
                            queue.push(*from);
                        }
                    }
                }
                distance += 1.0;
                sum += (queue.len() - end) as f64 / distance;
                start = end;
            }
            sum
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::csr::Adjacency;
    use super::super::hyperball;
    use super::exact;

    fn incoming(nodes: usize, arcs: &[(u32, u32)]) -> Adjacency {
        let (sources, targets): (Vec<u32>, Vec<u32>) = arcs.iter().copied().unzip();
        Adjacency::new(nodes, &targets, &sources)
    }

    #[test]
    fn closed_forms() {
        // A path 0 → 1 → 2 → 3: the harmonic numbers.
        let path = incoming(4, &[(0, 1), (1, 2), (2, 3)]);
        assert_eq!(exact(&path), [0.0, 1.0, 1.5, 1.0 + 0.5 + 1.0 / 3.0]);
        // A star into its middle, with a loop and an arc told twice.
        let star = incoming(5, &[(1, 0), (2, 0), (3, 0), (4, 0), (0, 0), (1, 0)]);
        assert_eq!(exact(&star), [4.0, 0.0, 0.0, 0.0, 0.0]);
        // A cycle: 1 + 1/2 + 1/3 everywhere.
        let cycle = incoming(4, &[(0, 1), (1, 2), (2, 3), (3, 0)]);
        assert!(exact(&cycle).iter().all(|h| (h - 11.0 / 6.0).abs() < 1e-15));
        assert!(exact(&incoming(0, &[])).is_empty());
    }

    #[test]
    fn balls_of_a_few_nodes_are_counted_nearly_exactly() {
        let arcs: Vec<(u32, u32)> = (0..19).map(|n| (n, n + 1)).collect();
        let path = incoming(20, &arcs);
        for (near, true_one) in hyperball::harmonic(&path, &path.transposed()).iter().zip(exact(&path)) {
            assert!((near - true_one).abs() <= 0.2 * true_one, "{near} for {true_one}");
        }
    }
}
