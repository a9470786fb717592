//! Domains that the same domains link to (co-citation: Small 1973), by the cosine of their sets of referring domains.

use super::csr::Adjacency;

/// A domain beside another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Similar {
    /// Its id.
    pub node: u32,
    /// `common / √(a · b)` for a and b referring domains, 0 to 1.
    pub cosine: f64,
    /// Domains that link to both.
    pub common: u32,
    /// Domains that link to it.
    pub referring: u32,
}

/// The nodes most like one, best first, `limit` of them (0 is all) with `total`, how many have anything in common. Ties
/// go to more in common, then to the greater worth, then to the lower id. It costs the arcs of those that link to it.
pub fn similar(
    incoming: &Adjacency,
    outgoing: &Adjacency,
    worth: impl Fn(u32) -> f64,
    node: u32,
    limit: usize,
) -> (Vec<Similar>, usize) {
    let mut common = vec![0u32; incoming.nodes()];
    let mut met = Vec::new();
    for from in incoming.row(node as usize) {
        for other in outgoing.row(*from as usize).iter().filter(|other| **other != node) {
            if common[*other as usize] == 0 {
                met.push(*other);
            }
            common[*other as usize] += 1;
        }
    }
    let own = incoming.arcs(node as usize).len() as f64;
    let of = |other: &u32| {
        let (common, referring) = (common[*other as usize], incoming.arcs(*other as usize).len() as u32);
        let cosine = f64::from(common) / (own * f64::from(referring)).sqrt();
        Similar { node: *other, cosine, common, referring }
    };
    let mut found: Vec<Similar> = met.iter().map(of).collect();
    found.sort_by(|a, b| {
        let alike = b.cosine.total_cmp(&a.cosine).then(b.common.cmp(&a.common));
        alike.then_with(|| worth(b.node).total_cmp(&worth(a.node))).then(a.node.cmp(&b.node))
    });
    let total = found.len();
    if limit > 0 {
        found.truncate(limit);
    }
    (found, total)
}
