//! Totals of the domains that very many links point to, counted once when a base is written.
//!
//! They are what a pass over the domain's rows gives, figure by figure; the rows stay the truth. Distinct counts of
//! two parts do not add up, and a later look moves the last date of links that no delta has touched, so where the index
//! has deltas the rows are counted again.
//!
//! The file `domains.totals` holds one record a domain, by its id: the id, then for live links and for all the figures
//! of [`Totals`] in their order, at the end the first date and one (0 for none) and the last.

use std::io;
use std::ops::Range;
use std::path::Path;

use super::packed::{Packed, PackedWriter};
use super::part::{Meta, PartFiles, PartWriter};
use super::sets::{History, PageSet};
use super::snapshot::Snapshot;
use super::tables::Which;
use super::totals::Totals;

/// Domains with so many rows have their totals kept: below, a pass takes less than a millisecond.
pub const MANY: usize = 4096;
const HISTORIES: [History; 2] = [History::Live, History::All];
const FILE: &str = "domains.totals";

impl Totals {
    /// Its figures as numbers.
    fn figures(&self) -> Vec<u64> {
        let (first, last) = self.seen.map_or((0, 0), |(first, last)| (u64::from(first) + 1, u64::from(last)));
        let counts = [self.links, self.referring_domains, self.referring_hosts, self.referring_pages];
        [&counts[..], &self.flags, &self.kinds, &self.placements, &[first, last]].concat()
    }

    fn of_figures(mut next: impl FnMut() -> u64) -> Self {
        let mut totals = Totals {
            links: next(),
            referring_domains: next(),
            referring_hosts: next(),
            referring_pages: next(),
            ..Totals::default()
        };
        let Totals { flags, kinds, placements, .. } = &mut totals;
        flags.iter_mut().chain(kinds).chain(placements).for_each(|figure| *figure = next());
        let (first, last) = (next(), next());
        totals.seen = first.checked_sub(1).map(|first| (first as u32, last as u32));
        totals
    }
}

/// The kept totals of a base.
pub struct KeptTotals {
    records: Packed,
    /// Numbers in a record.
    width: usize,
}

impl KeptTotals {
    /// Those of a part, if it has any.
    pub fn open(part: &PartFiles) -> io::Result<Option<Self>> {
        if !part.meta.files.contains_key(FILE) {
            return Ok(None);
        }
        let column = part.column(FILE)?;
        let width = 1 + HISTORIES.len() * Totals::default().figures().len();
        if !column.len().is_multiple_of(width) {
            return Err(column.damaged("has not whole records"));
        }
        Ok(Some(Self { records: Packed::open(column)?, width }))
    }

    /// The totals of a domain, if they are kept.
    fn get(&self, domain: u32, history: History) -> Option<Totals> {
        let place = HISTORIES.iter().position(|kept| *kept == history)?;
        let (mut low, mut high) = (0, self.records.len() / self.width);
        while low < high {
            let middle = low.midpoint(high);
            if self.records.get(middle * self.width) < u64::from(domain) { low = middle + 1 } else { high = middle }
        }
        let start = low * self.width;
        if start >= self.records.len() || self.records.get(start) != u64::from(domain) {
            return None;
        }
        let mut at = start + 1 + place * ((self.width - 1) / HISTORIES.len());
        Some(Totals::of_figures(|| {
            at += 1;
            self.records.get(at - 1)
        }))
    }
}

impl Snapshot {
    /// The totals of pages, where these are just those of a domain whose totals are kept.
    pub(super) fn kept_totals(&self, pages: &PageSet, history: History) -> Option<Totals> {
        let ([part], [range]) = (&self.parts.parts[..], &pages.ranges[..]) else { return None };
        let (start, end) = (range.start as usize, range.end as usize);
        if range.is_empty() || end > part.page_domain.len() {
            return None;
        }
        let domain = part.page_domain.get(start);
        // Pages of a domain are one run in a base, so its two ends say whether this is all of it.
        let other = |page: usize| page >= part.page_domain.len() || part.page_domain.get(page) != domain;
        let whole = (start == 0 || other(start - 1)) && !other(end - 1) && other(end);
        if whole { part.kept.as_ref()?.get(domain as u32, history) } else { None }
    }
}

/// Counts the totals of domains with at least `many` rows and adds them to a base that is whole otherwise; gives what
/// its `part.json` says.
pub(super) fn keep_totals(folder: &Path, many: usize) -> io::Result<Meta> {
    let snapshot = Snapshot::open(&[folder.to_owned()], Vec::new(), None, None)?;
    let (part, meta) = PartWriter::reopen(PartFiles::open(folder)?);
    let mut writer = PackedWriter::new(part.column(FILE)?);
    for (domain, pages) in domains(&snapshot) {
        let table = &snapshot.parts.parts[0].tables[Which::Backlinks as usize];
        if table.rows_of(pages.start as usize..pages.end as usize).len() < many {
            continue;
        }
        let pages = PageSet { ranges: vec![pages] };
        writer.push(u64::from(domain))?;
        for history in HISTORIES {
            let totals = snapshot.count_totals(&pages, history);
            totals.figures().into_iter().try_for_each(|figure| writer.push(figure))?;
        }
    }
    writer.finish()?;
    part.finish(meta)
}

/// The domains of a base with their pages.
fn domains(snapshot: &Snapshot) -> Vec<(u32, Range<u32>)> {
    let mut runs: Vec<(u32, Range<u32>)> = Vec::new();
    for (page, domain) in snapshot.parts.page_domains().into_iter().enumerate() {
        match runs.last_mut() {
            Some((last, pages)) if *last == domain => pages.end = page as u32 + 1,
            _ => runs.push((domain, page as u32..page as u32 + 1)),
        }
    }
    runs
}
