//! Ratings beside links, pages and domains: their columns, and the order that they give.
//!
//! Links stand in the order of what is shown: by the source's Domain Rating, then its Page Rating, then the domains that
//! link to its domain. Ratings are logarithms; links are compared by the worth that they are taken from, and a
//! logarithm is taken only of two that are nearly equal, so that the order is that of the columns to the last bit.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::sync::Arc;

use arrow_array::types::{Float64Type, UInt32Type};
use arrow_array::{ArrayRef, PrimitiveArray};

use super::sets::{LinkSet, RowId};
use super::snapshot::Snapshot;
use crate::graph::ratings::{DOMAIN_DECADES, PAGE_DECADES, Ratings, scaled, scaled_trust};

/// Share of worth by which two must differ for their logarithms to differ: far above the last bits of a logarithm.
const APART: f64 = 1e-9;

/// A rating of an id.
type Rating = fn(&Ratings, u32) -> Option<f64>;
/// A count of an id.
type Count = fn(&Ratings, u32) -> Option<u32>;

fn domain_figure(name: &str) -> Option<Rating> {
    Some(match name {
        "domain_rating" => Ratings::domain_rating,
        "trust" => Ratings::trust,
        "spam_mass" => Ratings::spam_mass,
        "harmonic" => |ratings, domain| ratings.domain_harmonic.get(domain),
        _ => return None,
    })
}

fn domain_count(name: &str) -> Option<Count> {
    Some(match name {
        "linked_domains" => |ratings, domain| {
            let linked = &ratings.domain_linked;
            ((domain as usize) < linked.len()).then(|| linked.get(domain as usize) as u32)
        },
        "rank" | "domain_rank" => |ratings, domain| {
            let place = &ratings.domain_place;
            ((domain as usize) < place.len()).then(|| place.get(domain as usize) as u32)
        },
        _ => return None,
    })
}

fn page_figure(name: &str) -> Option<Rating> {
    Some(match name {
        "page_rating" => Ratings::page_rating,
        "page_trust" => {
            |ratings, page| ratings.page_trust.get(page).filter(|_| ratings.figures.seeds > 0).map(scaled_trust)
        }
        _ => return None,
    })
}

impl Snapshot {
    /// A column of ratings of domains, null where there are none; none if there is no rating of this name.
    pub(super) fn rating_column(&self, name: &str, domains: impl Iterator<Item = u32>) -> Option<ArrayRef> {
        let rated = self.ratings.as_ref();
        if let Some(of) = domain_figure(name) {
            // Links come in runs of one domain, and a logarithm costs more than to look back.
            let mut last: Option<(u32, Option<f64>)> = None;
            let values = domains.map(|domain| match last {
                Some((before, value)) if before == domain => value,
                _ => last.insert((domain, rated.and_then(|ratings| of(ratings, domain)))).1,
            });
            return Some(Arc::new(values.collect::<PrimitiveArray<Float64Type>>()));
        }
        let of = domain_count(name)?;
        let values = domains.map(|domain| rated.and_then(|ratings| of(ratings, domain)));
        Some(Arc::new(values.collect::<PrimitiveArray<UInt32Type>>()))
    }

    /// A column of ratings of pages, or of their domains.
    pub(super) fn page_rating_column(&self, name: &str, pages: impl Iterator<Item = u32>) -> Option<ArrayRef> {
        let Some(of) = page_figure(name) else {
            return self.rating_column(name, pages.map(|page| self.parts.domain_of(page)));
        };
        let rated = self.ratings.as_ref();
        let values = pages.map(|page| rated.and_then(|ratings| of(ratings, page)));
        Some(Arc::new(values.collect::<PrimitiveArray<Float64Type>>()))
    }

    /// Domains and pages that are rated; none if nothing is.
    pub fn rated(&self) -> Option<(usize, usize)> {
        self.ratings.as_ref().map(|ratings| (ratings.domain_worth.len(), ratings.page_worth.len()))
    }

    /// Where a domain stands.
    pub(super) fn domain_standing(&self, domain: u32) -> f64 {
        DOMAINS.level(self.ratings.as_ref().and_then(|ratings| ratings.domain_worth.get(domain)))
    }

    /// The first `count` links by the source's ratings, best first, ties by row.
    pub fn top(&self, links: &LinkSet, count: usize) -> LinkSet {
        match &self.ratings {
            Some(ratings) => self.top_rated(ratings, links, count),
            None => self.top_unrated(links, count),
        }
    }

    fn top_rated(&self, ratings: &Ratings, links: &LinkSet, count: usize) -> LinkSet {
        let mut best: Best<Standing> = Best::new(count);
        let mut offer = |source: u32, row: RowId| {
            let domain = self.parts.domain_of(source);
            let own = DOMAINS.level(ratings.domain_worth.get(domain));
            if best.worst().is_some_and(|worst| DOMAINS.compare(own, worst.domain).is_lt()) {
                return;
            }
            let page = PAGES.level(ratings.page_worth.get(source));
            best.offer(Standing { domain: own, page, referring: self.parts.rating(domain) }, row);
        };
        if links.is_list() {
            for id in links.rows(self) {
                if let Some(place) = self.place(*id) {
                    let table = &self.parts.parts[place.part].tables[place.which as usize];
                    offer(table.source.get(place.row) as u32, *id);
                }
            }
        }
        for span in &links.spans {
            let filter = self.filter(span.which, span.part, links.history);
            let part = &self.parts.parts[span.part];
            let before = part.rows(span.which).start;
            part.tables[span.which as usize].source.for_each(span.rows.clone(), |row, source| {
                if filter.has(row) {
                    offer(source as u32, RowId::new(span.which, before + row));
                }
            });
        }
        LinkSet::list(best.rows())
    }

    /// By the number of domains that link to the source's domain.
    fn top_unrated(&self, links: &LinkSet, count: usize) -> LinkSet {
        let mut best: Best<Reverse<u32>> = Best::new(count);
        if links.is_list() {
            for id in links.rows(self) {
                if let Some(place) = self.place(*id) {
                    best.offer(Reverse(self.rating_of(place.part, place.which, place.row)), *id);
                }
            }
        }
        // In a base alone the best of each target page comes first; a delta changes ratings, and everything is looked at.
        let sorted = self.parts.parts.len() == 1;
        for span in &links.spans {
            let filter = self.filter(span.which, span.part, links.history);
            let part = &self.parts.parts[span.part];
            let before = part.rows(span.which).start;
            part.tables[span.which as usize].runs(span.pages.clone(), |_, rows| {
                for row in rows.filter(|row| filter.has(*row)) {
                    let rating = self.rating_of(span.part, span.which, row);
                    if !best.offer(Reverse(rating), RowId::new(span.which, before + row)) && sorted {
                        break;
                    }
                }
            });
        }
        LinkSet::list(best.rows())
    }
}

/// A scale of ratings, with the worth that is 100 on it.
pub(super) struct Scale {
    decades: f64,
    top: f64,
}

/// That of Domain Rating.
pub(super) const DOMAINS: Scale = Scale { decades: DOMAIN_DECADES, top: 1e6 };
/// That of Page Rating.
const PAGES: Scale = Scale { decades: PAGE_DECADES, top: 1e7 };

impl Scale {
    /// Worth within the bounds of the scale; 0 for what is not rated, below all that is.
    fn level(&self, worth: Option<f64>) -> f64 {
        worth.map_or(0.0, |worth| worth.max(1.0).min(self.top))
    }

    /// Two levels as their ratings compare.
    #[inline]
    pub(super) fn compare(&self, one: f64, other: f64) -> Ordering {
        if one == other {
            Ordering::Equal
        } else if (one - other).abs() > APART * one.max(other) {
            one.total_cmp(&other)
        } else {
            scaled(one, self.decades).total_cmp(&scaled(other, self.decades))
        }
    }
}

/// Where the source of a link stands; the better is the lesser.
#[derive(Clone, Copy, Debug)]
struct Standing {
    domain: f64,
    page: f64,
    referring: u32,
}

impl Ord for Standing {
    fn cmp(&self, other: &Self) -> Ordering {
        DOMAINS
            .compare(other.domain, self.domain)
            .then_with(|| PAGES.compare(other.page, self.page))
            .then_with(|| other.referring.cmp(&self.referring))
    }
}

impl PartialOrd for Standing {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Standing {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Standing {}

/// The best rows so far; the worst of them on top of the heap.
struct Best<K> {
    count: usize,
    heap: BinaryHeap<(K, RowId)>,
}

impl<K: Ord> Best<K> {
    fn new(count: usize) -> Self {
        Self { count, heap: BinaryHeap::new() }
    }

    /// The worst of them, once there are as many as are wanted.
    fn worst(&self) -> Option<&K> {
        self.heap.peek().filter(|_| self.heap.len() == self.count).map(|(key, _)| key)
    }

    /// Takes a row in if it is good enough; false if it is not.
    fn offer(&mut self, key: K, row: RowId) -> bool {
        if self.heap.len() < self.count {
            self.heap.push((key, row));
            return true;
        }
        match self.heap.peek_mut() {
            Some(mut worst) if (&key, &row) < (&worst.0, &worst.1) => {
                *worst = (key, row);
                true
            }
            _ => false,
        }
    }

    fn rows(self) -> Vec<RowId> {
        let mut best = self.heap.into_vec();
        best.sort_unstable();
        best.into_iter().map(|(_, row)| row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_of_a_scale_is_100() {
        for scale in [DOMAINS, PAGES] {
            assert_eq!(scaled(scale.top, scale.decades), 100.0);
            assert_eq!(scale.top, 10f64.powf(scale.decades));
        }
    }

    #[test]
    fn levels_compare_as_the_ratings_that_are_shown() {
        let worths = [
            None,
            Some(f64::NAN),
            Some(0.5),
            Some(1.0),
            Some(1.0 + 1e-15),
            Some(1.0 + 1e-10),
            Some(1.0 + 2e-9),
            Some(123.0),
            Some(f64::from_bits(123.0f64.to_bits() + 1)),
            Some(999_999.999),
            Some(1e6),
            Some(1e6 + 1.0),
            Some(1e9),
        ];
        let shown = |worth: Option<f64>| worth.map_or(-1.0, |worth| scaled(worth.max(1.0), DOMAIN_DECADES));
        for one in worths {
            for other in worths {
                let wanted = shown(one).total_cmp(&shown(other));
                let (a, b) = (DOMAINS.level(one), DOMAINS.level(other));
                assert_eq!(DOMAINS.compare(a, b), wanted, "{one:?} against {other:?}");
            }
        }
    }
}
