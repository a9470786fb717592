//! Strongly connected components: sets of nodes each of which leads to each other one (Tarjan 1972), in the form of
//! Pearce (2016, "A space-efficient algorithm for finding strongly connected components"): one number a node, one
//! look at it an arc, and no recursion, so a chain of a hundred million nodes is no trap.

use super::csr::Adjacency;

/// A node on the way down: itself, its place in the order of visits, and the next arc to follow.
struct Visit {
    node: u32,
    index: u32,
    next: usize,
}

/// The component of each node, and how many there are.
///
/// Components are numbered so that every arc of `rows` leads to the same or a *lower* number. Given rows by source,
/// sinks come first; given rows by target (which has the same components), what leads to others comes first.
pub fn components(rows: &Adjacency) -> (Vec<u32>, usize) {
    // 0: not met yet. From 1: on the stack, the lowest visit it leads to. From the top down: the component is known,
    // and no minimum ever takes it. The halves never meet: see `solve`, which refuses 2^31 nodes.
    let mut low = vec![0u32; rows.nodes()];
    let (mut visits, mut kept) = (Vec::new(), Vec::new());
    let (mut index, mut found) = (0u32, 0u32);
    for root in 0..rows.nodes() {
        if low[root] != 0 {
            continue;
        }
        index += 1;
        low[root] = index;
        visits.push(Visit { node: root as u32, index, next: rows.arcs(root).start });
        while let Some(visit) = visits.last_mut() {
            let node = visit.node as usize;
            let mut lowest = low[node];
            let end = rows.offsets[node + 1] as usize;
            let mut below = None;
            while visit.next < end {
                let other = rows.ends[visit.next] as usize;
                if low[other] == 0 {
                    below = Some(other);
                    break;
                }
                lowest = lowest.min(low[other]);
                visit.next += 1;
            }
            low[node] = lowest;
            if let Some(other) = below {
                index += 1;
                low[other] = index;
                visits.push(Visit { node: other as u32, index, next: rows.arcs(other).start });
                continue;
            }
            if lowest == visit.index {
                while let Some(member) = kept.pop_if(|member: &mut u32| low[*member as usize] >= lowest) {
                    low[member as usize] = u32::MAX - found;
                }
                low[node] = u32::MAX - found;
                found += 1;
            } else {
                kept.push(visit.node);
            }
            visits.pop();
        }
    }
    low.iter_mut().for_each(|value| *value = u32::MAX - *value);
    (low, found as usize)
}

#[cfg(test)]
mod tests {
    use super::components;
    use crate::graph::csr::Adjacency;

    #[test]
    fn components_come_after_what_they_lead_to() {
        // 0 -> 1 <-> 2 -> 3, and 4 <-> 5 -> 1, with 6 alone.
        let rows = Adjacency::new(7, &[0, 1, 2, 2, 4, 5, 5], &[1, 2, 1, 3, 5, 4, 1]);
        let (ids, count) = components(&rows);
        assert_eq!(count, 5);
        assert_eq!(ids[1], ids[2]);
        assert_eq!(ids[4], ids[5]);
        for node in 0..7 {
            assert!(rows.row(node).iter().all(|other| ids[*other as usize] <= ids[node]));
        }
    }

    #[test]
    fn a_long_chain_and_a_long_ring_do_not_recurse() {
        let nodes = 1_000_000u32;
        let from: Vec<u32> = (0..nodes).collect();
        let to: Vec<u32> = (1..nodes).chain([0]).collect();
        assert_eq!(components(&Adjacency::new(nodes as usize, &from, &to)).1, 1);
        let chain = Adjacency::new(nodes as usize, &from[..from.len() - 1], &to[..to.len() - 1]);
        assert_eq!(components(&chain).1, nodes as usize);
        assert_eq!(components(&Adjacency::new(0, &[], &[])).1, 0);
    }
}
