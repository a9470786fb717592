//! How many domains link to each domain: exact, by one pass over the rows.
//!
//! The pages of a domain are one run of ids in each part, so the rows of its backlinks are a few ranges. A mark for each
//! source domain, holding the target domain that was last counted, tells what is new without ever being cleared.

use std::ops::Range;

use super::parts::Parts;
use super::tables::Which;

/// For each domain the number of other domains with a live link to it.
pub fn referring_domains(parts: &Parts) -> Vec<u32> {
    let domains = parts.counts.domains as usize;
    let page_domain = parts.page_domains();
    let mut counts = vec![0u32; domains];
    let mut marks = vec![u32::MAX; domains];
    for (domain, part, rows) in domain_runs(parts, &page_domain) {
        let from = &parts.parts[part];
        let table = &from.tables[Which::Backlinks as usize];
        let before = from.rows(Which::Backlinks).start;
        let any_lost = table.lost.count() > 0;
        let dead = parts.dead(Which::Backlinks);
        let mut count = 0;
        table.source.for_each(rows, |row, source| {
            let source = page_domain.get(source as usize).map_or(0, |domain| *domain as usize);
            let Some(mark) = marks.get_mut(source) else { return };
            let gone = || any_lost && table.lost.contains(row) || dead.is_some_and(|dead| dead.contains(before + row));
            if *mark != domain && !gone() {
                *mark = domain;
                count += 1;
            }
        });
        if let Some(total) = counts.get_mut(domain as usize) {
            *total += count;
        }
    }
    counts
}

/// The rows of backlinks by target domain: (domain, part, rows), sorted by domain.
fn domain_runs(parts: &Parts, page_domain: &[u32]) -> Vec<(u32, usize, Range<usize>)> {
    let mut runs: Vec<(u32, usize, Range<usize>)> = Vec::new();
    for (n, part) in parts.parts.iter().enumerate() {
        let table = &part.tables[Which::Backlinks as usize];
        table.runs(0..table.targets.len(), |page, rows| {
            let domain = page_domain.get(page).copied().unwrap_or(u32::MAX);
            match runs.last_mut() {
                Some(last) if (last.0, last.1, last.2.end) == (domain, n, rows.start) => last.2.end = rows.end,
                _ => runs.push((domain, n, rows)),
            }
        });
    }
    runs.sort_by_key(|(domain, part, _)| (*domain, *part));
    runs
}
