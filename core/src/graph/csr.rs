//! Arcs as rows: for each node the nodes at the other ends of its arcs, in one list with offsets (compressed sparse
//! rows). Two counting sorts build it, so it costs a few passes over the arcs and no comparisons.

/// Arcs by one of their ends. Row `v` is `ends[offsets[v]..offsets[v + 1]]`, rising; `weights`, where there are any,
/// stand beside `ends`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Adjacency {
    /// One more than there are nodes.
    pub offsets: Vec<u64>,
    /// The other ends.
    pub ends: Vec<u32>,
    /// A weight an arc, or none at all: every arc weighs the same.
    pub weights: Vec<f32>,
}

impl Adjacency {
    /// Rows by `sources` of arcs given in any order, each pair kept once; loops stay. Arcs beyond `nodes` are a fault
    /// of the caller.
    pub fn new(nodes: usize, sources: &[u32], targets: &[u32]) -> Self {
        let by_target = Self::grouped(nodes, targets, sources);
        let mut rows = by_target.transposed();
        rows.dedup();
        rows
    }

    /// As [`Self::new`], with a weight an arc; of a pair that comes more than once the weights add up.
    pub fn weighted(nodes: usize, sources: &[u32], targets: &[u32], weights: &[f32]) -> Self {
        let mut by_target = Self::grouped(nodes, targets, sources);
        let mut next = by_target.offsets.clone();
        by_target.weights = vec![0.0; weights.len()];
        for (target, weight) in targets.iter().zip(weights) {
            let at = &mut next[*target as usize];
            by_target.weights[*at as usize] = *weight;
            *at += 1;
        }
        let mut rows = by_target.transposed();
        rows.dedup();
        rows
    }

    /// Rows by `keys`, the other ends in the order given.
    fn grouped(nodes: usize, keys: &[u32], others: &[u32]) -> Self {
        let mut offsets = vec![0u64; nodes + 1];
        for key in keys {
            offsets[*key as usize + 1] += 1;
        }
        for node in 0..nodes {
            offsets[node + 1] += offsets[node];
        }
        let mut next = offsets[..nodes].to_vec();
        let mut ends = vec![0u32; keys.len()];
        for (key, other) in keys.iter().zip(others) {
            let at = &mut next[*key as usize];
            ends[*at as usize] = *other;
            *at += 1;
        }
        Self { offsets, ends, weights: Vec::new() }
    }

    /// The same arcs by their other ends; weights travel along.
    pub fn transposed(&self) -> Self {
        let nodes = self.nodes();
        let mut offsets = vec![0u64; nodes + 1];
        for end in &self.ends {
            offsets[*end as usize + 1] += 1;
        }
        for node in 0..nodes {
            offsets[node + 1] += offsets[node];
        }
        let mut next = offsets[..nodes].to_vec();
        let mut ends = vec![0u32; self.ends.len()];
        let mut weights = vec![0f32; self.weights.len()];
        for node in 0..nodes {
            for arc in self.arcs(node) {
                let at = &mut next[self.ends[arc] as usize];
                ends[*at as usize] = node as u32;
                if !weights.is_empty() {
                    weights[*at as usize] = self.weights[arc];
                }
                *at += 1;
            }
        }
        Self { offsets, ends, weights }
    }

    fn dedup(&mut self) {
        let (mut kept, mut start) = (0, 0);
        for node in 0..self.nodes() {
            let end = self.offsets[node + 1] as usize;
            let mut last = None;
            for arc in start..end {
                let other = self.ends[arc];
                if last == Some(other) {
                    if let Some(weight) = self.weights.get(arc).copied() {
                        self.weights[kept - 1] += weight;
                    }
                } else {
                    self.ends[kept] = other;
                    if let Some(weight) = self.weights.get(arc).copied() {
                        self.weights[kept] = weight;
                    }
                    kept += 1;
                    last = Some(other);
                }
            }
            start = end;
            self.offsets[node + 1] = kept as u64;
        }
        self.ends.truncate(kept);
        self.weights.truncate(kept);
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Places of a node's arcs.
    #[inline]
    pub fn arcs(&self, node: usize) -> std::ops::Range<usize> {
        self.offsets[node] as usize..self.offsets[node + 1] as usize
    }

    /// The other ends of a node's arcs.
    #[inline]
    pub fn row(&self, node: usize) -> &[u32] {
        &self.ends[self.arcs(node)]
    }
}

#[cfg(test)]
mod tests {
    use super::Adjacency;

    #[test]
    fn rows_rise_and_hold_each_pair_once() {
        let rows = Adjacency::new(4, &[2, 0, 2, 2, 0], &[1, 3, 0, 1, 0]);
        assert_eq!(rows.offsets, [0, 2, 2, 4, 4]);
        assert_eq!(rows.ends, [0, 3, 0, 1]);
        assert_eq!(rows.transposed().transposed(), rows);
        assert_eq!(Adjacency::new(0, &[], &[]).nodes(), 0);
    }
}
