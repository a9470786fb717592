//! Totals of a target's backlinks, and its referring domains: exact counts by one pass over its rows.
//!
//! A page settles its host and domain, and a shape settles kind, placement, rel and followed. So a row costs one look
//! at its source and one at its shape; hosts, domains and dates are looked up once a referring page.

use std::collections::HashMap;

use super::bits::BitSet;
use super::rated::DOMAINS;
use super::sets::{History, PageSet, Span};
use super::snapshot::Snapshot;
use super::tables::Which;
use crate::model::{Kind, Placement};

/// What the backlinks of a target come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Links.
    pub links: u64,
    /// Registrable domains, hosts and pages that they come from.
    pub referring_domains: u64,
    /// See `referring_domains`.
    pub referring_hosts: u64,
    /// See `referring_domains`.
    pub referring_pages: u64,
    /// Links by flag: followed, nofollow, sponsored, ugc; those of which nobody told are not among them.
    pub flags: [u64; 4],
    /// Links by code of the kind; those whose kind nobody told at the end.
    pub kinds: [u64; Kind::WORDS.len() + 1],
    /// Links by code of the placement; those without at the end.
    pub placements: [u64; Placement::WORDS.len() + 1],
    /// Earliest first look and latest last look of any.
    pub seen: Option<(u32, u32)>,
}

/// One referring domain of a target.
#[derive(Clone, Debug, PartialEq)]
pub struct ReferringDomain {
    /// Id of the domain.
    pub domain: u32,
    /// Its number of live referring domains.
    pub rating: u32,
    /// Its links to the target.
    pub links: u64,
    /// Of these the followed ones.
    pub followed: u64,
    /// Its pages that they stand on.
    pub pages: u64,
    /// First look at any of them.
    pub first_seen: u32,
    /// Last look that had any of them.
    pub last_seen: u32,
}

impl Snapshot {
    /// Totals of the backlinks of pages.
    pub fn totals(&self, pages: &PageSet, history: History) -> Totals {
        self.kept_totals(pages, history).unwrap_or_else(|| self.count_totals(pages, history))
    }

    /// As [`Snapshot::totals`], by a pass over the rows whether totals are kept or not.
    pub(super) fn count_totals(&self, pages: &PageSet, history: History) -> Totals {
        let spans = self.spans(Which::Backlinks, pages);
        let mut sources = Sources::new(self, spans.iter().map(|span| span.rows.len()).sum());
        let mut totals = Totals::default();
        for span in &spans {
            let mut shapes = vec![0u64; self.parts.parts[span.part].shapes.len()];
            self.for_each_row(span, history, |link| {
                if let Some(count) = shapes.get_mut(link.shape as usize) {
                    *count += 1;
                }
                sources.insert(link);
                totals.seen = widest(totals.seen, self.odd_dates(link));
            });
            self.add_shapes(span.part, &shapes, &mut totals);
        }
        sources.settle(&mut totals);
        totals
    }

    /// The referring domains of pages, best rated first, ties by domain.
    pub fn referring_domains(&self, pages: &PageSet, history: History) -> Vec<ReferringDomain> {
        let spans = self.spans(Which::Backlinks, pages);
        let mut sources = Sources::new(self, spans.iter().map(|span| span.rows.len()).sum());
        let mut found: HashMap<u32, ReferringDomain> = HashMap::new();
        for span in &spans {
            let shapes = &self.parts.parts[span.part].shapes;
            let mut last: Option<(u32, u32)> = None;
            self.for_each_row(span, history, |link| {
                let domain = match last {
                    Some((source, domain)) if source == link.source => domain,
                    _ => self.parts.domain_of(link.source),
                };
                last = Some((link.source, domain));
                let entry =
                    found.entry(domain).or_insert_with(|| ReferringDomain::new(domain, self.parts.rating(domain)));
                entry.links += 1;
                entry.followed += u64::from(shapes.get(link.shape).flag(0));
                entry.widen(self.odd_dates(link));
                sources.insert(link);
            });
        }
        sources.for_each(|page, dates| {
            if let Some(entry) = found.get_mut(&self.parts.domain_of(page)) {
                entry.pages += 1;
                entry.widen(dates);
            }
        });
        let mut domains: Vec<_> =
            found.into_values().map(|domain| (self.domain_standing(domain.domain), domain)).collect();
        domains.sort_unstable_by(|(standing, domain), (other_standing, other)| {
            DOMAINS
                .compare(*other_standing, *standing)
                .then_with(|| other.rating.cmp(&domain.rating))
                .then_with(|| domain.domain.cmp(&other.domain))
        });
        domains.into_iter().map(|(_, domain)| domain).collect()
    }

    /// Calls `each` with the rows of a span that the history means.
    fn for_each_row(&self, span: &Span, history: History, mut each: impl FnMut(RowEnds)) {
        const PIECE: usize = 1024;
        let table = &self.parts.parts[span.part].tables[span.which as usize];
        let filter = self.filter(span.which, span.part, history);
        let open = filter.is_open();
        let (mut sources, mut firsts, mut lasts) = ([0u32; PIECE], [0u32; PIECE], [0u32; PIECE]);
        let mut start = span.rows.start;
        while start < span.rows.end {
            let end = (start / PIECE * PIECE + PIECE).min(span.rows.end);
            table.source.for_each(start..end, |row, source| sources[row % PIECE] = source as u32);
            table.first.for_each(start..end, |row, first| firsts[row % PIECE] = first as u32);
            table.last.for_each(start..end, |row, last| lasts[row % PIECE] = last as u32);
            table.shape.for_each(start..end, |row, shape| {
                if open || filter.has(row) {
                    let at = row % PIECE;
                    each(RowEnds { source: sources[at], shape: shape as u32, first: firsts[at], last: lasts[at] });
                }
            });
            start = end;
        }
    }

    /// The dates of a row that are not those of its page's first look and last look with links.
    fn odd_dates(&self, link: RowEnds) -> Option<(u32, u32)> {
        if link.first == 0 && link.last == 0 {
            return None;
        }
        let (part, record) = self.parts.record(link.source)?;
        let looks = &self.parts.parts[part].looks;
        let range = looks.range(record);
        let first = looks.time(&range, link.first as usize);
        let last = match link.last.checked_sub(1) {
            Some(last) => looks.time(&range, last as usize),
            None => looks.time(&range, looks.latest(&range).unwrap_or(0)),
        };
        Some((first, last))
    }

    /// First look at a page, and its last look with links.
    fn whole_dates(&self, page: u32) -> Option<(u32, u32)> {
        let (part, record) = self.parts.record(page)?;
        let looks = &self.parts.parts[part].looks;
        let range = looks.range(record);
        Some((looks.time(&range, 0), looks.time(&range, looks.latest(&range).unwrap_or(0))))
    }

    fn add_shapes(&self, part: usize, counts: &[u64], totals: &mut Totals) {
        for (n, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let shape = self.parts.parts[part].shapes.get(n as u32);
            totals.links += count;
            for (flag, total) in totals.flags.iter_mut().enumerate() {
                *total += if shape.flag(flag as u32) { *count } else { 0 };
            }
            totals.kinds[(shape.kind() as usize).min(Kind::WORDS.len())] += count;
            let placement = (shape.placement() as usize).checked_sub(1).unwrap_or(Placement::WORDS.len());
            if let Some(total) = totals.placements.get_mut(placement) {
                *total += count;
            }
        }
    }
}

/// The earlier of two starts and the later of two ends.
fn widest(a: Option<(u32, u32)>, b: Option<(u32, u32)>) -> Option<(u32, u32)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (one, other) => one.or(other),
    }
}

impl ReferringDomain {
    fn new(domain: u32, rating: u32) -> Self {
        Self { domain, rating, links: 0, followed: 0, pages: 0, first_seen: u32::MAX, last_seen: 0 }
    }

    fn widen(&mut self, dates: Option<(u32, u32)>) {
        if let Some((first, last)) = dates {
            self.first_seen = self.first_seen.min(first);
            self.last_seen = self.last_seen.max(last);
        }
    }
}

/// What totals need of a row.
#[derive(Clone, Copy)]
struct RowEnds {
    source: u32,
    shape: u32,
    first: u32,
    last: u32,
}

/// The distinct source pages of some rows: a list for few rows, a bitmap for many, so that a small target costs
/// nothing in a large index. Each page counts twice, for rows whose dates are the page's own and for others.
enum Sources<'a> {
    Few(&'a Snapshot, Vec<u64>),
    Many(&'a Snapshot, BitSet),
}

impl<'a> Sources<'a> {
    fn new(snapshot: &'a Snapshot, rows: usize) -> Self {
        if rows < snapshot.parts.counts.pages as usize / 64 {
            Sources::Few(snapshot, Vec::with_capacity(rows))
        } else {
            Sources::Many(snapshot, BitSet::below(snapshot.parts.counts.pages as usize * 2))
        }
    }

    #[inline]
    fn insert(&mut self, link: RowEnds) {
        let odd = link.first != 0 || link.last != 0;
        let value = u64::from(link.source) << 1 | u64::from(odd);
        match self {
            Sources::Few(_, list) => list.push(value),
            Sources::Many(_, set) => set.insert(value as usize),
        }
    }

    /// Calls `each` once a page, with the dates that the rows with the page's own dates have.
    fn for_each(self, mut each: impl FnMut(u32, Option<(u32, u32)>)) {
        let mut last = None;
        let mut page = |snapshot: &Snapshot, value: u64| {
            let source = (value >> 1) as u32;
            // Of the two values of a page the one with the page's own dates comes first.
            if last != Some(source) {
                last = Some(source);
                each(source, if value & 1 == 0 { snapshot.whole_dates(source) } else { None });
            }
        };
        match self {
            Sources::Few(snapshot, mut list) => {
                list.sort_unstable();
                list.into_iter().for_each(|value| page(snapshot, value));
            }
            Sources::Many(snapshot, set) => set.iter().for_each(|value| page(snapshot, value as u64)),
        }
    }

    fn settle(self, totals: &mut Totals) {
        let snapshot = match &self {
            Sources::Few(snapshot, _) | Sources::Many(snapshot, _) => *snapshot,
        };
        // Pages come in the order of ids, so hosts and domains come in runs within a part.
        let (mut hosts, mut domains) = (Runs::default(), Runs::default());
        self.for_each(|page, dates| {
            totals.referring_pages += 1;
            totals.seen = widest(totals.seen, dates);
            hosts.insert(snapshot.parts.host_of(page));
            domains.insert(snapshot.parts.domain_of(page));
        });
        totals.referring_hosts = hosts.count();
        totals.referring_domains = domains.count();
    }
}

/// Distinct ids that come in runs, each run a few times at most.
#[derive(Default)]
struct Runs {
    ids: Vec<u32>,
}

impl Runs {
    fn insert(&mut self, id: u32) {
        if self.ids.last() != Some(&id) {
            self.ids.push(id);
        }
    }

    fn count(mut self) -> u64 {
        self.ids.sort_unstable();
        self.ids.dedup();
        self.ids.len() as u64
    }
}
