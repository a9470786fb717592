//! The index as a graph of pages, each arc with the share of its source that it passes.
//!
//! A page's share goes to its links by their weights: those that rel keeps from passing have their weight too, so what
//! they would have passed is lost and not left to the others. Two rules keep many links of one site from counting as
//! many: a page's second link to the same page has a fraction of its weight (both stand in the sum), and the second
//! page of a domain that links to a page of another adds a fraction of what one alone would. Of `k` such pages each passes
//! `(1 + r + … + r^(k-1)) / k` of its weight, all alike, so that no order of pages counts; the rest is lost.

use std::io;

use super::csr::Adjacency;
use super::settings::Settings;
use super::web::each_link;
use crate::index::snapshot::Snapshot;
use crate::index::tables::Which;

/// The graph of pages.
pub struct PageWeb {
    /// For each page those that pass to it, with the weight that passes.
    pub incoming: Adjacency,
    /// One over the sum of the weights of each page's links, those that pass nothing too; 0 without links.
    pub shares: Vec<f64>,
}

/// A link on its way into a row.
#[derive(Clone, Copy, Default)]
struct Pull {
    source: u32,
    weight: f32,
    passing: f32,
}

/// Links grouped by the page that counts for their target.
struct Grouped {
    offsets: Vec<u64>,
    pulls: Vec<Pull>,
}

fn grouped(snapshot: &Snapshot, settings: &Settings, page_final: &[u32]) -> io::Result<Grouped> {
    let pages = page_final.len();
    let (mut targets, mut found) = (Vec::new(), Vec::new());
    let mut offsets = vec![0u64; pages + 1];
    for which in Which::ALL {
        each_link(snapshot, settings, which, |link| {
            let (source, target) = (page_final[link.source as usize], page_final[link.target as usize]);
            let weight = link.rule.weight * settings.surfer.position.factor(link.position);
            if source != target && weight > 0.0 {
                targets.push(target);
                found.push(Pull { source, weight, passing: weight * link.rule.pass });
                offsets[target as usize + 1] += 1;
            }
        })?;
    }
    for page in 0..pages {
        offsets[page + 1] += offsets[page];
    }
    let mut next = offsets[..pages].to_vec();
    let mut pulls = vec![Pull::default(); found.len()];
    for (target, pull) in targets.into_iter().zip(found) {
        let at = &mut next[target as usize];
        pulls[*at as usize] = pull;
        *at += 1;
    }
    Ok(Grouped { offsets, pulls })
}

/// Reads it out of an index; `page_final` is the page that counts for each.
pub fn page_web(snapshot: &Snapshot, settings: &Settings, page_final: &[u32]) -> io::Result<PageWeb> {
    let Grouped { offsets, mut pulls } = grouped(snapshot, settings, page_final)?;
    let domain = snapshot.parts.page_domains();
    let pages = page_final.len();
    let repetition = settings.surfer.repetition as f32;
    let mut sums = vec![0f64; pages];
    let mut incoming = Adjacency { offsets: Vec::with_capacity(pages + 1), ..Adjacency::default() };
    incoming.offsets.push(0);
    let mut alike = Alike::new(snapshot.parts.counts.domains as usize);
    for page in 0..pages {
        let row = &mut pulls[offsets[page] as usize..offsets[page + 1] as usize];
        // The heaviest of a page's links to this one counts whole; the order is the same whatever the row's was.
        row.sort_unstable_by_key(|pull| (pull.source, !pull.weight.to_bits(), !pull.passing.to_bits()));
        for links in row.chunk_by(|a, b| a.source == b.source) {
            let source = links[0].source;
            let (mut factor, mut passing) = (1f32, 0f32);
            for link in links {
                sums[source as usize] += f64::from(link.weight * factor);
                passing += link.passing * factor;
                factor *= repetition;
            }
            if passing > 0.0 {
                incoming.ends.push(source);
                incoming.weights.push(passing);
            }
        }
        let arcs = *incoming.offsets.last().unwrap_or(&0) as usize..incoming.ends.len();
        let sources = &incoming.ends[arcs.clone()];
        sources.iter().for_each(|source| alike.count(domain[*source as usize], page as u32));
        for (source, weight) in sources.iter().zip(&mut incoming.weights[arcs]) {
            let home = domain[*source as usize];
            if home != domain[page] {
                *weight *= mean_of_powers(repetition, alike.counts[home as usize].1);
            }
        }
        incoming.offsets.push(incoming.ends.len() as u64);
    }
    let shares = sums.into_iter().map(|sum| if sum > 0.0 { 1.0 / sum } else { 0.0 }).collect();
    Ok(PageWeb { incoming, shares })
}

/// The mean of `1, r, r², …` over so many powers.
fn mean_of_powers(r: f32, powers: u32) -> f32 {
    let (mut sum, mut power) = (0.0, 1.0);
    for _ in 0..powers {
        sum += power;
        power *= r;
        if power < f32::EPSILON {
            break;
        }
    }
    sum / powers.max(1) as f32
}

/// How many pages of each domain link to the page that is looked at: the page, and the number.
struct Alike {
    counts: Vec<(u32, u32)>,
}

impl Alike {
    fn new(domains: usize) -> Self {
        Self { counts: vec![(u32::MAX, 0); domains] }
    }

    /// One more page of the domain links to `page`.
    fn count(&mut self, domain: u32, page: u32) {
        let (last, count) = &mut self.counts[domain as usize];
        if *last != page {
            (*last, *count) = (page, 0);
        }
        *count += 1;
    }
}
