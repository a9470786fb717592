//! The index as a graph of domains: who links to whom with a link that somebody meant (docs/scoring.md).
//!
//! Everything is read from the packed columns of the two tables of links, in the order in which they lie; no name is
//! looked at. An arc stands once, however many links there are.

use std::io;

use super::csr::Adjacency;
use super::settings::{Rule, Settings};
use crate::index::sets::History;
use crate::index::snapshot::Snapshot;
use crate::index::tables::{LinkTable, Which};

/// A live link, as ratings see it.
#[derive(Clone, Copy, Debug)]
pub struct Arc {
    /// Id of the source page.
    pub source: u32,
    /// Id of the target page.
    pub target: u32,
    /// The n-th link of its page.
    pub position: u32,
    /// What the settings say of it.
    pub rule: Rule,
}

/// Rows that are unpacked at a time.
const WINDOW: usize = 1 << 16;

/// Some rows of a table, unpacked.
struct Window<'a> {
    table: &'a LinkTable,
    start: usize,
    source: Vec<u32>,
    shape: Vec<u32>,
    position: Vec<u32>,
}

impl<'a> Window<'a> {
    fn new(table: &'a LinkTable) -> Self {
        Self { table, start: 0, source: Vec::new(), shape: Vec::new(), position: Vec::new() }
    }

    /// The place of a row within; rows are asked for in rising order.
    #[inline]
    fn place(&mut self, row: usize) -> usize {
        if row >= self.start + self.source.len() {
            let range = row..(row + WINDOW).min(self.table.len());
            self.start = row;
            self.source = self.table.source.to_vec(range.clone());
            self.shape = self.table.shape.to_vec(range.clone());
            self.position = self.table.position.to_vec(range);
        }
        row - self.start
    }
}

/// Calls `each` with every link of a table that is not lost, part by part, by target page; without those that only
/// exports tell of.
pub fn each_link(snapshot: &Snapshot, settings: &Settings, which: Which, mut each: impl FnMut(Arc)) -> io::Result<()> {
    let pages = snapshot.parts.counts.pages as u32;
    for (n, part) in snapshot.parts.parts.iter().enumerate() {
        let filter = snapshot.filter(which, n, History::Live);
        let table = &part.tables[which as usize];
        let rules = settings.rules(&part.shapes);
        let shapes = 0..part.shapes.len() as u32;
        let reported: Vec<bool> = shapes.map(|shape| part.shapes.get(shape).is_reported()).collect();
        let mut window = Window::new(table);
        let mut sound = true;
        table.runs(0..table.targets.len(), |target, rows| {
            for row in rows {
                let at = window.place(row);
                let (source, position) = (window.source[at], window.position[at]);
                let shape = window.shape[at] as usize;
                let rule = rules.get(shape).copied().unwrap_or_default();
                sound &= source < pages && target < pages as usize;
                if sound && filter.has(row) && !reported.get(shape).copied().unwrap_or(false) {
                    each(Arc { source, target: target as u32, position, rule });
                }
            }
        });
        if !sound {
            let text = "a row of links names a page that there is not; rebuild the index from its segments";
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
    }
    Ok(())
}

/// Arcs as they come, those that repeat the one before by the same source and target left out.
struct Arcs {
    sources: Vec<u32>,
    targets: Vec<u32>,
    /// For each source the last target of an arc: the arcs to one target come together, so this keeps most apart.
    last: Vec<u32>,
}

impl Arcs {
    fn new(nodes: usize) -> Self {
        Self { sources: Vec::new(), targets: Vec::new(), last: vec![u32::MAX; nodes] }
    }

    #[inline]
    fn push(&mut self, source: u32, target: u32) {
        let last = &mut self.last[source as usize];
        if *last != target {
            *last = target;
            self.sources.push(source);
            self.targets.push(target);
        }
    }

    fn rows(self) -> Adjacency {
        Adjacency::new(self.last.len(), &self.sources, &self.targets)
    }
}

/// The graph of domains.
pub struct DomainWeb {
    /// For each domain those that it has arcs to.
    pub outgoing: Adjacency,
    /// For each domain the number of domains that it links to in any way.
    pub linked: Vec<u32>,
}

/// Reads it out of an index; `page_final` is the page that counts for each.
pub fn domain_web(snapshot: &Snapshot, settings: &Settings, page_final: &[u32]) -> io::Result<DomainWeb> {
    let domain = snapshot.parts.page_domains();
    let nodes = snapshot.parts.counts.domains as usize;
    if domain.iter().any(|domain| *domain as usize >= nodes) {
        let text = "a page names a domain that there is not; rebuild the index from its segments";
        return Err(io::Error::new(io::ErrorKind::InvalidData, text));
    }
    let (mut arcs, mut any) = (Arcs::new(nodes), Arcs::new(nodes));
    each_link(snapshot, settings, Which::Backlinks, |link| {
        let source = domain[link.source as usize];
        any.push(source, domain[link.target as usize]);
        let target = domain[page_final[link.target as usize] as usize];
        if link.rule.editorial && source != target {
            arcs.push(source, target);
        }
    })?;
    let any = any.rows();
    let linked = (0..nodes).map(|node| any.arcs(node).len() as u32).collect();
    drop(any);
    // A link within a domain can lead away by a redirect.
    each_link(snapshot, settings, Which::Internal, |link| {
        let end = page_final[link.target as usize];
        if end != link.target && link.rule.editorial {
            let (source, target) = (domain[link.source as usize], domain[end as usize]);
            if source != target {
                arcs.push(source, target);
            }
        }
    })?;
    Ok(DomainWeb { outgoing: arcs.rows(), linked })
}
