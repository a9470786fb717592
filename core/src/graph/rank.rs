//! From an index to all ratings: the graphs, worth, trust, places (docs/scoring.md has the formulas and sources).

use std::io;
use std::path::Path;
use std::time::Instant;

use super::consolidate::page_final;
use super::csr::Adjacency;
use super::page_web::{PageWeb, page_web};
use super::pagerank::{Options, Solved, equal_shares, solve};
use super::ratings::{Figures, Rated};
use super::settings::Settings;
use super::web::domain_web;
use crate::index::snapshot::Snapshot;
use crate::url::order::key_parts;
use crate::url::page_key;

/// Share of all worth that is thought to be good (Gyöngyi, Berkhin, Garcia-Molina, Pedersen: "Link spam detection
/// based on mass estimation", VLDB 2006, section 4.5).
const GOOD: f64 = 0.85;
/// Fewer seeds say nothing of a web.
const LEAST_SEEDS: u64 = 3;
/// Where trust reaches less than this share of all worth, spam mass is unknown.
const LEAST_COVERAGE: f64 = 0.1;

/// The steps, in order.
pub const STEPS: [&str; 9] = [
    "consolidate",
    "domain_graph",
    "domain_worth",
    "domain_trust",
    "harmonic",
    "page_graph",
    "page_worth",
    "page_trust",
    "write",
];

/// What it cost.
#[derive(Clone, Debug, Default)]
pub struct Cost {
    /// Seconds of each step, in order.
    pub seconds: Vec<(&'static str, f64)>,
    /// Passes of each solution: worth of domains, trust of domains, worth of pages, trust of pages.
    pub passes: [f64; 4],
}

/// Is told the step and how many passes it has made; an error stops the work.
pub type Progress<'a> = &'a mut dyn FnMut(&'static str, f64) -> io::Result<()>;

/// Work with a clock.
struct Run<'a> {
    options: Options,
    progress: Progress<'a>,
    cost: Cost,
    started: Instant,
}

impl Run<'_> {
    fn begin(&mut self, step: &'static str) -> io::Result<&'static str> {
        self.started = Instant::now();
        (self.progress)(step, 0.0)?;
        Ok(step)
    }

    fn end(&mut self, step: &'static str) {
        self.cost.seconds.push((step, self.started.elapsed().as_secs_f64()));
    }

    fn solve(&mut self, step: &'static str, rows: &Adjacency, shares: &[f64], jump: &[f64]) -> io::Result<Solved> {
        self.begin(step)?;
        let solved = if jump.iter().all(|value| *value == 0.0) {
            Solved { ranks: jump.to_vec(), passes: 0.0 }
        } else {
            let progress = &mut self.progress;
            solve(rows, shares, jump, self.options, &mut |passes| progress(step, passes))?
        };
        self.end(step);
        Ok(solved)
    }
}

/// Rates everything in an index and writes the ratings into a new folder. `seeds` are names of registrable domains.
pub fn rank(
    snapshot: &Snapshot,
    settings: &Settings,
    seeds: &[String],
    threads: usize,
    folder: &Path,
    progress: Progress<'_>,
) -> io::Result<(Rated, Cost)> {
    let options = Options { damping: settings.damping, precision: settings.precision, threads };
    let mut run = Run { options, progress, cost: Cost::default(), started: Instant::now() };
    let step = run.begin("consolidate")?;
    let mut rated = Rated { page_final: page_final(snapshot, settings)?, ..Rated::default() };
    run.end(step);
    rated.figures.settings = serde_json::to_value(settings)?;
    rated.figures.settings["seeds"] = serde_json::to_value(seeds)?;
    let seeds = domains_of(snapshot, seeds);
    rated.figures.seeds = seeds.len() as u64;
    rate_domains(&mut run, &mut rated, snapshot, settings, &seeds)?;
    rate_pages(&mut run, &mut rated, snapshot, settings, &seeds)?;
    let step = run.begin("write")?;
    rated.write(folder)?;
    run.end(step);
    Ok((rated, run.cost))
}

/// The ids of domains by their names, rising; names that the index does not know are left out.
pub fn domains_of(snapshot: &Snapshot, names: &[String]) -> Vec<u32> {
    let id = |name: &String| {
        let mut key = Vec::new();
        let known = page_key(&format!("http://{name}/"), &mut key);
        let key = key_parts(&key).filter(|_| known).map(|parts| &key[..parts.domain])?;
        snapshot.parts.parts.iter().find_map(|part| {
            let mut reader = part.domains.reader();
            let at = reader.lower_bound(key);
            let before = part.meta.before.domains;
            (at < part.domains.len() && reader.get(at) == key).then(|| (before + at as u64) as u32)
        })
    };
    let mut ids: Vec<u32> = names.iter().filter_map(id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn rate_domains(
    run: &mut Run<'_>,
    rated: &mut Rated,
    snapshot: &Snapshot,
    settings: &Settings,
    seeds: &[u32],
) -> io::Result<()> {
    let step = run.begin("domain_graph")?;
    let web = domain_web(snapshot, settings, &rated.page_final)?;
    let incoming = web.outgoing.transposed();
    let nodes = incoming.nodes();
    rated.domain_linked = web.linked;
    rated.domain_splits = (0..nodes).map(|node| web.outgoing.arcs(node).len() as u32).collect();
    let shares = equal_shares(&web.outgoing);
    run.end(step);
    let worth = run.solve("domain_worth", &incoming, &shares, &vec![1.0; nodes])?;
    let mut jump = vec![0.0; nodes];
    seeds.iter().for_each(|seed| jump[*seed as usize] = 1.0);
    let trust = run.solve("domain_trust", &incoming, &shares, &jump)?;
    (run.cost.passes[0], run.cost.passes[1]) = (worth.passes, trust.passes);
    rated.domain_place = places(&worth.ranks, |_| true);
    rated.domain_worth = worth.ranks;
    rated.domain_trust = trust.ranks;
    let linked = |node: &usize| web.outgoing.arcs(*node).len() + incoming.arcs(*node).len() > 0;
    rated.figures.domain_arcs = incoming.ends.len() as u64;
    measure_trust(rated, (0..nodes).filter(linked).collect());
    Ok(())
}

/// How far trust reaches among the domains with arcs, and what it tells of the rest.
fn measure_trust(rated: &mut Rated, linked: Vec<usize>) {
    let figures: &mut Figures = &mut rated.figures;
    figures.domains = linked.len() as u64;
    let worth = |nodes: &mut dyn Iterator<Item = &usize>| nodes.map(|node| rated.domain_worth[*node]).sum::<f64>();
    let all = worth(&mut linked.iter());
    let reached = worth(&mut linked.iter().filter(|node| rated.domain_trust[**node] > 0.0));
    figures.coverage = if all > 0.0 { reached / all } else { 0.0 };
    let enough = figures.seeds >= LEAST_SEEDS && figures.coverage >= LEAST_COVERAGE;
    figures.good_per_trust = if enough { GOOD * figures.domains as f64 / figures.seeds as f64 } else { 0.0 };
}

fn rate_pages(
    run: &mut Run<'_>,
    rated: &mut Rated,
    snapshot: &Snapshot,
    settings: &Settings,
    seeds: &[u32],
) -> io::Result<()> {
    let step = run.begin("page_graph")?;
    let PageWeb { incoming, shares } = page_web(snapshot, settings, &rated.page_final)?;
    let jump = page_seeds(snapshot, &rated.page_final, seeds);
    let mut passes_on = vec![false; incoming.nodes()];
    incoming.ends.iter().for_each(|end| passes_on[*end as usize] = true);
    let linked = |page: &usize| passes_on[*page] || !incoming.arcs(*page).is_empty();
    rated.figures.pages = (0..incoming.nodes()).filter(linked).count() as u64;
    rated.figures.page_arcs = incoming.ends.len() as u64;
    run.end(step);
    let mut worth = run.solve("page_worth", &incoming, &shares, &vec![1.0; incoming.nodes()])?;
    let mut trust = run.solve("page_trust", &incoming, &shares, &jump)?;
    (run.cost.passes[2], run.cost.passes[3]) = (worth.passes, trust.passes);
    rated.page_place = places(&worth.ranks, |page| rated.page_final[page] as usize == page);
    for (page, end) in rated.page_final.iter().enumerate().filter(|(page, end)| **end as usize != *page) {
        worth.ranks[page] = worth.ranks[*end as usize];
        trust.ranks[page] = trust.ranks[*end as usize];
        rated.page_place[page] = rated.page_place[*end as usize];
    }
    rated.page_worth = worth.ranks;
    rated.page_trust = trust.ranks;
    Ok(())
}

/// The trust that each page begins with: a seed's is spread evenly over its pages that count for themselves.
fn page_seeds(snapshot: &Snapshot, page_final: &[u32], seeds: &[u32]) -> Vec<f64> {
    let domain = snapshot.parts.page_domains();
    let mut own = vec![0u32; snapshot.parts.counts.domains as usize];
    let counts = |page: usize| page_final[page] as usize == page && seeds.binary_search(&domain[page]).is_ok();
    (0..domain.len()).filter(|page| counts(*page)).for_each(|page| own[domain[page] as usize] += 1);
    let share = |page| if counts(page) { 1.0 / f64::from(own[domain[page] as usize]) } else { 0.0 };
    (0..domain.len()).map(share).collect()
}

/// Places by value, best first, from 1, among those that count; equal values have an equal place, others 0.
fn places(values: &[f64], counts: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut order: Vec<u32> = (0..values.len() as u32).filter(|node| counts(*node as usize)).collect();
    order.sort_unstable_by(|a, b| values[*b as usize].total_cmp(&values[*a as usize]));
    let mut places = vec![0; values.len()];
    let mut place = 0;
    let mut last = f64::NAN;
    for (n, node) in order.into_iter().enumerate() {
        if values[node as usize] != last {
            (place, last) = (n as u32 + 1, values[node as usize]);
        }
        places[node as usize] = place;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn equal_values_share_a_place() {
        assert_eq!(places(&[1.0, 3.0, 1.0, 2.0], |_| true), [3, 1, 3, 2]);
        assert_eq!(places(&[1.0, 3.0, 1.0, 2.0], |node| node != 1), [2, 0, 2, 1]);
    }
}
