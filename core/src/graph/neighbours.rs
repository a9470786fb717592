//! The neighbourhood of a node: what can be reached in a few arcs, whichever way they point.

use super::csr::Adjacency;

/// Nodes around one, and the arcs among them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Neighbourhood {
    /// Nodes, nearest first, with their distance in arcs from the first.
    pub nodes: Vec<(u32, u32)>,
    /// All arcs between these nodes: source, target, and the distance of the farther of the two.
    pub arcs: Vec<(u32, u32, u32)>,
    /// Nodes that were met within the depth and left out for their number; beyond them nobody looked.
    pub left_out: usize,
}

/// Up to `most` nodes within `depth` arcs of a node. The nearer come first, and of those equally near the ones worth
/// more, then the lower ids. Loops are left out.
pub fn neighbourhood(
    incoming: &Adjacency,
    outgoing: &Adjacency,
    worth: impl Fn(u32) -> f64,
    node: u32,
    depth: u32,
    most: usize,
) -> Neighbourhood {
    let mut distance = vec![u32::MAX; incoming.nodes()];
    distance[node as usize] = 0;
    let mut found = Neighbourhood { nodes: vec![(node, 0)], ..Neighbourhood::default() };
    let mut start = 0;
    for step in 1..=depth {
        let mut next = Vec::new();
        for (near, _) in &found.nodes[start..] {
            for other in incoming.row(*near as usize).iter().chain(outgoing.row(*near as usize)) {
                if distance[*other as usize] == u32::MAX {
                    distance[*other as usize] = step;
                    next.push(*other);
                }
            }
        }
        start = found.nodes.len();
        next.sort_by(|a, b| worth(*b).total_cmp(&worth(*a)).then(a.cmp(b)));
        let room = most.saturating_sub(start).min(next.len());
        found.left_out += next.len() - room;
        next.drain(room..).for_each(|cut| distance[cut as usize] = u32::MAX);
        found.nodes.extend(next.into_iter().map(|other| (other, step)));
        if found.left_out > 0 {
            break;
        }
    }
    for (from, near) in &found.nodes {
        for to in outgoing.row(*from as usize).iter().filter(|to| *to != from) {
            let far = distance[*to as usize];
            if far != u32::MAX {
                found.arcs.push((*from, *to, far.max(*near)));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::csr::Adjacency;
    use super::neighbourhood;

    #[test]
    fn both_ways_nearest_first_and_no_more_than_asked() {
        // 1 → 0 → 2, 3 → 1, 2 → 4, and 5 apart.
        let outgoing = Adjacency::new(6, &[1, 0, 3, 2, 1], &[0, 2, 1, 4, 2]);
        let incoming = outgoing.transposed();
        let worth = |node: u32| f64::from(node);
        let whole = neighbourhood(&incoming, &outgoing, worth, 0, 2, 10);
        assert_eq!(whole.nodes, [(0, 0), (2, 1), (1, 1), (4, 2), (3, 2)]);
        assert_eq!(whole.arcs.len(), 5);
        assert_eq!(whole.left_out, 0);
        let cut = neighbourhood(&incoming, &outgoing, worth, 0, 2, 2);
        assert_eq!((cut.nodes, cut.left_out), (vec![(0, 0), (2, 1)], 1));
        assert_eq!(cut.arcs, [(0, 2, 1)]);
    }
}
