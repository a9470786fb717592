//! One version of the index, open for questions: which pages a target means, which links they have.
//!
//! Nothing is copied when it opens, and a question costs what its target has, not what the index has. Pages and links
//! are ranges of ids; a list of rows is made only where an order or a choice asks for one.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::bits::BitSet;
use super::part::Counts;
use super::parts::Parts;
use super::segment::Segment;
use super::sets::{Ends, Filter, History, LinkSet, PageSet, Place, RowId, Span};
use super::tables::{TargetIndex, Which};
use crate::graph::ratings::Ratings;
use crate::url::{BadTarget, Scope, scope_range};

/// One consistent version of the index.
pub struct Snapshot {
    /// Its parts.
    pub parts: Parts,
    /// Segments by the number of their import, for the texts of links.
    pub segments: HashMap<u32, Segment>,
    /// Start of the newest crawl, seconds since 1970.
    pub horizon: Option<u32>,
    /// Ratings, if any were computed; ids that came later have none.
    pub ratings: Option<Ratings>,
    targets: Vec<[OnceLock<TargetIndex>; 2]>,
}

impl Snapshot {
    /// Opens parts, base first.
    pub fn open(
        parts: &[PathBuf],
        segments: Vec<Segment>,
        horizon: Option<u32>,
        ratings: Option<&Path>,
    ) -> io::Result<Self> {
        let ratings = ratings.map(Ratings::open).transpose()?;
        let parts = Parts::open(parts)?;
        let targets = parts.parts.iter().map(|_| [OnceLock::new(), OnceLock::new()]).collect();
        let segments = segments.into_iter().map(|segment| (segment.import, segment)).collect();
        Ok(Self { parts, segments, horizon, ratings, targets })
    }

    /// Numbers of things: pages, hosts, domains, anchors; links without the dead rows.
    pub fn counts(&self) -> Counts {
        let alive =
            |which: Which| which.of(&self.parts.counts) - self.parts.dead(which).map_or(0, |dead| dead.count() as u64);
        Counts { backlinks: alive(Which::Backlinks), internal: alive(Which::Internal), ..self.parts.counts }
    }

    /// Pages that were looked at by us; of others only exports tell.
    pub fn pages_looked_at(&self) -> usize {
        match &self.parts.parts[..] {
            [] => 0,
            [base] => base.looks.pages.count() - base.looks.reported.count(),
            several => {
                let mut looked = BitSet::default();
                for part in several {
                    let pages = part.looks.pages.iter(0, part.looks.pages.len()).enumerate();
                    let ours = pages.filter(|(record, _)| !part.looks.reported.contains(*record));
                    ours.for_each(|(_, page)| looked.insert(page));
                }
                looked.count()
            }
        }
    }

    /// The pages that a target means; without a scope all of them.
    pub fn pages(&self, scope: Option<Scope>, target: &str) -> Result<PageSet, BadTarget> {
        let mut ranges = Vec::new();
        let keys = scope.map(|scope| scope_range(scope, target)).transpose()?;
        for part in &self.parts.parts {
            let own = part.pages();
            let range = match &keys {
                None => own,
                Some(keys) => {
                    let (low, high) = (part.keys.lower_bound(&keys.start), part.keys.lower_bound(&keys.end));
                    own.start + low..own.start + high.max(low)
                }
            };
            if !range.is_empty() {
                ranges.push(range.start as u32..range.end as u32);
            }
        }
        Ok(PageSet { ranges })
    }

    /// The pages of these ids; ids that there are not are left out.
    pub fn pages_by_id(&self, ids: &[u64]) -> PageSet {
        let known = ids.iter().copied().filter(|id| *id < self.parts.counts.pages);
        PageSet::of_ids(known.map(|id| id as u32).collect())
    }

    /// The first `most` pages of each of these domains that were looked at and are not in `beside`, by one pass over
    /// all pages.
    pub fn pages_of_domains(&self, domains: &[u64], most: u32, beside: &PageSet) -> PageSet {
        let mut left = vec![0u32; self.parts.counts.domains as usize];
        for domain in domains {
            if let Some(left) = left.get_mut(*domain as usize) {
                *left = most;
            }
        }
        let members = beside.members();
        let mut found = Vec::new();
        for part in &self.parts.parts {
            let first = part.pages().start;
            part.page_domain.for_each(0..part.page_domain.len(), |at, domain| {
                let page = (first + at) as u32;
                let Some(left) = left.get_mut(domain as usize).filter(|left| **left > 0) else { return };
                if !members.has(page) && self.parts.looked_at(page) {
                    *left -= 1;
                    found.push(page);
                }
            });
        }
        PageSet::of_ids(found)
    }

    /// The id of a page by its address, if the index knows it.
    pub fn page(&self, url: &str) -> Option<u32> {
        let mut key = Vec::new();
        if !crate::url::page_key(url, &mut key) {
            return None;
        }
        self.parts.parts.iter().find_map(|part| {
            let mut reader = part.keys.reader();
            let at = reader.lower_bound(&key);
            (at < part.keys.len() && reader.get(at) == key).then(|| (part.pages().start + at) as u32)
        })
    }

    /// Which rows of a part's table a history means; dead rows never.
    pub fn filter(&self, which: Which, part: usize, history: History) -> Filter<'_> {
        let holder = &self.parts.parts[part];
        let lost = &holder.tables[which as usize].lost;
        let any = holder.tables[which as usize].has_losses();
        Filter {
            lost: match history {
                History::All => None,
                History::Live => any.then_some(lost),
                History::Lost => Some(lost),
            },
            wants_lost: history == History::Lost,
            dead: self.parts.dead(which).filter(|_| part + 1 < self.parts.parts.len()),
            before: holder.rows(which).start,
        }
    }

    /// The links of pages.
    pub fn links(&self, ends: Ends, pages: &PageSet, history: History) -> LinkSet {
        let tables: &[Which] = match ends {
            Ends::Backlinks => &[Which::Backlinks],
            Ends::Internal => &[Which::Internal],
            Ends::All => &Which::ALL,
            Ends::Outlinks => return LinkSet::list(self.outlinks(pages, history)),
        };
        let mut spans = Vec::new();
        for which in tables {
            spans.extend(self.spans(*which, pages));
        }
        LinkSet { spans, history, rows: OnceLock::new() }
    }

    /// The rows of links to pages, part by part.
    pub fn spans(&self, which: Which, pages: &PageSet) -> Vec<Span> {
        let mut spans = Vec::new();
        for (part, holder) in self.parts.parts.iter().enumerate() {
            for range in &pages.ranges {
                let pages = range.start as usize..range.end as usize;
                let rows = holder.tables[which as usize].rows_of(pages.clone());
                if !rows.is_empty() {
                    spans.push(Span { which, part, pages, rows });
                }
            }
        }
        spans
    }

    /// Rows whose source is one of the pages, by one pass over all sources.
    fn outlinks(&self, pages: &PageSet, history: History) -> Vec<RowId> {
        let mut found = Vec::new();
        let members = pages.members();
        for (n, part) in self.parts.parts.iter().enumerate() {
            let filter = self.filter(Which::Backlinks, n, history);
            let before = part.rows(Which::Backlinks).start;
            let table = &part.tables[Which::Backlinks as usize];
            table.source.for_each(0..table.len(), |row, source| {
                if members.has(source as u32) && filter.has(row) {
                    found.push(RowId::new(Which::Backlinks, before + row));
                }
            });
        }
        found
    }

    /// Of these rows those that are links of the pages, in the order given.
    pub fn list(&self, rows: Vec<u64>, ends: Ends, pages: &PageSet, history: History) -> LinkSet {
        let members = pages.members();
        let fits = |id: &RowId| {
            let Some(place) = self.place(*id) else { return false };
            let page = match ends {
                Ends::Outlinks => {
                    self.parts.parts[place.part].tables[place.which as usize].source.get(place.row) as u32
                }
                _ => self.target_of(place),
            };
            let table = match ends {
                Ends::All => true,
                Ends::Internal => place.which == Which::Internal,
                Ends::Backlinks | Ends::Outlinks => place.which == Which::Backlinks,
            };
            table && members.has(page) && self.filter(place.which, place.part, history).has(place.row)
        };
        LinkSet::list(rows.into_iter().map(RowId).filter(fits).collect())
    }

    /// Some of these links, by their places among them; an error names the place that there is not.
    pub fn take(&self, links: &LinkSet, positions: &[u64]) -> Result<LinkSet, u64> {
        let rows = links.rows(self);
        let row = |position: &u64| rows.get(*position as usize).copied().ok_or(*position);
        positions.iter().map(row).collect::<Result<_, _>>().map(LinkSet::list)
    }

    /// Where a row lies, if there is one.
    pub fn place(&self, id: RowId) -> Option<Place> {
        let (which, row) = (id.which()?, id.row());
        let part = self.parts.parts.iter().position(|part| part.rows(which).contains(&row))?;
        (!self.parts.is_dead(which, row)).then(|| Place {
            which,
            part,
            row: row - self.parts.parts[part].rows(which).start,
        })
    }

    /// The target page of a row.
    pub fn target_of(&self, place: Place) -> u32 {
        let table = &self.parts.parts[place.part].tables[place.which as usize];
        let index = self.targets[place.part][place.which as usize].get_or_init(|| TargetIndex::new(table));
        table.target_of(place.row, index)
    }

    /// The rating of the source of a row.
    #[inline]
    pub fn rating_of(&self, part: usize, which: Which, row: usize) -> u32 {
        let source = self.parts.parts[part].tables[which as usize].source.get(row) as u32;
        self.parts.rating(self.parts.domain_of(source))
    }
}
