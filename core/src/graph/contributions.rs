//! What a rating is made of: who passes how much, and who would if their links counted.
//!
//! The rows of links to the target are read anew, by the settings that the ratings were computed with, and each source
//! gives what it gave in the solution: `d · x_u / splits_u` between domains, `d · x_u · share` between pages. So one
//! (a node's own base) and all contributions add up to the target's worth, to the precision of the solver. What a link
//! that does not count would pass is of first order: the rest of the graph is held still.

use std::collections::HashMap;
use std::io;

use super::page_web::{PageWeb, page_web};
use super::ratings::Ratings;
use super::settings::Settings;
use crate::index::sets::{History, PageSet};
use crate::index::shapes::Shape;
use crate::index::snapshot::Snapshot;
use crate::index::tables::Which;
use crate::model::{Kind, Placement};

/// Why links do not count, in the order of the bits of [`Contribution::reasons`].
pub const REASONS: [&str; 7] = ["sponsored", "ugc", "nofollow", "hidden", "placement", "kind", "unrated"];
/// The bit of a source that has no rating, or none that knows of this link: it came after the ratings.
const UNRATED: u8 = 1 << 6;

/// What one domain or page passes to the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    /// The domain or page.
    pub source: u32,
    /// Its links to the target that count; where none does, all its links to the target.
    pub links: u32,
    /// 0 if it counts; else why its best link does not, one bit each of [`REASONS`].
    pub reasons: u8,
    /// What it passes, or would pass, in units of worth.
    pub equity: f64,
    /// The part of what the source passes on that goes, or would go, to the target.
    pub share: f64,
    /// Domains that the source's rating is split among, as it stands; none between pages.
    pub splits: Option<u32>,
}

/// Links of one source, those that count and those that do not.
#[derive(Clone, Copy, Default)]
struct Tally {
    counted: u32,
    others: u32,
    reasons: u8,
    weight: f64,
}

impl Tally {
    fn add(&mut self, reasons: u8, weight: f64) {
        if reasons == 0 {
            self.counted += 1;
            return;
        }
        let fewer = (reasons.count_ones(), reasons) < (self.reasons.count_ones(), self.reasons);
        if self.others == 0 || fewer {
            self.reasons = reasons;
        }
        self.others += 1;
        self.weight = self.weight.max(weight);
    }
}

/// Ratings, and the settings they were computed with.
pub struct Explained<'a> {
    snapshot: &'a Snapshot,
    ratings: &'a Ratings,
    /// The settings.
    pub settings: Settings,
}

impl<'a> Explained<'a> {
    /// The ratings of an index; none if there are none.
    pub fn new(snapshot: &'a Snapshot) -> io::Result<Option<Self>> {
        let Some(ratings) = &snapshot.ratings else { return Ok(None) };
        let settings = Settings::read(&ratings.figures.settings.to_string())?;
        Ok(Some(Self { snapshot, ratings, settings }))
    }

    /// The page that counts for a page; a page that came after the ratings counts for itself.
    pub fn page_final(&self, page: u32) -> u32 {
        let finals = &self.ratings.page_final;
        if (page as usize) < finals.len() { finals.get(page as usize) as u32 } else { page }
    }

    /// All pages for which a page counts that is wanted.
    fn pages_for(&self, wanted: impl Fn(u32) -> bool) -> PageSet {
        let mut set = PageSet::default();
        for page in 0..self.snapshot.parts.counts.pages as u32 {
            if wanted(self.page_final(page)) {
                match set.ranges.last_mut() {
                    Some(last) if last.end == page => last.end += 1,
                    _ => set.ranges.push(page..page + 1),
                }
            }
        }
        set
    }

    /// What each domain passes to a domain, those that count first, then by equity.
    pub fn of_domain(&self, domain: u32) -> Vec<Contribution> {
        let parts = &self.snapshot.parts;
        let pages = self.pages_for(|page| parts.domain_of(page) == domain);
        let mut found: HashMap<u32, Tally> = HashMap::new();
        let reasons = |shape| self.domain_reasons(shape);
        self.each_link(&pages, reasons, |source, reasons, _| {
            let source = parts.domain_of(source);
            if source != domain {
                found.entry(source).or_default().add(reasons, 0.0);
            }
        });
        let of = |(source, tally): (u32, Tally)| {
            let splits = self.ratings.domain_splits.get(source as usize) as u32;
            let worth = self.ratings.domain_worth.get(source);
            let unrated = worth.is_none() || (tally.counted > 0 && splits == 0);
            // One that does not count yet would be one more among which the rating is split.
            let share = 1.0 / f64::from(splits + u32::from(tally.counted == 0)).max(1.0);
            self.contribution(source, tally, unrated, share, worth.filter(|_| !unrated), Some(splits))
        };
        sorted(found.into_iter().map(of).collect())
    }

    /// What each page passes to a page that counts for itself, those that count first, then by equity. Reads the whole
    /// graph of pages: a page's share depends on all its links.
    pub fn of_page(&self, page: u32) -> io::Result<Vec<Contribution>> {
        let finals: Vec<u32> = (0..self.snapshot.parts.counts.pages as u32).map(|page| self.page_final(page)).collect();
        let PageWeb { incoming, shares } = page_web(self.snapshot, &self.settings, &finals)?;
        let pages = self.pages_for(|end| end == page);
        let mut found: HashMap<u32, Tally> = HashMap::new();
        let surfer = &self.settings.surfer;
        let reasons = |shape| self.page_reasons(shape);
        self.each_link(&pages, reasons, |source, reasons, (shape, position)| {
            let source = self.page_final(source);
            let weight = f64::from(self.settings.rule(shape).weight * surfer.position.factor(position));
            if source != page {
                found.entry(source).or_default().add(reasons, weight);
            }
        });
        let passing: HashMap<u32, f64> = incoming
            .arcs(page as usize)
            .map(|arc| {
                let source = incoming.ends[arc];
                (source, f64::from(incoming.weights[arc]) * shares[source as usize])
            })
            .collect();
        let of = |(source, tally): (u32, Tally)| {
            let worth = self.ratings.page_worth.get(source);
            let share = match passing.get(&source) {
                Some(share) => *share,
                None => tally.weight * shares[source as usize],
            };
            self.contribution(source, tally, worth.is_none(), share, worth, None)
        };
        Ok(sorted(found.into_iter().map(of).collect()))
    }

    fn contribution(
        &self,
        source: u32,
        tally: Tally,
        unrated: bool,
        share: f64,
        worth: Option<f64>,
        splits: Option<u32>,
    ) -> Contribution {
        let counted = tally.counted > 0;
        Contribution {
            source,
            links: if counted { tally.counted } else { tally.others },
            reasons: if counted { 0 } else { tally.reasons } | if unrated { UNRATED } else { 0 },
            equity: worth.map_or(0.0, |worth| self.settings.damping * worth * share),
            share,
            splits,
        }
    }

    /// Calls `each` with the links to pages that are not lost and that a look of ours has: source page, reasons, shape and position.
    fn each_link(&self, pages: &PageSet, why: impl Fn(Shape) -> u8, mut each: impl FnMut(u32, u8, (Shape, u32))) {
        for which in Which::ALL {
            for span in self.snapshot.spans(which, pages) {
                let part = &self.snapshot.parts.parts[span.part];
                let filter = self.snapshot.filter(which, span.part, History::Live);
                let table = &part.tables[which as usize];
                for row in span.rows.filter(|row| filter.has(*row)) {
                    let shape = part.shapes.get(table.shape.get(row) as u32);
                    if shape.is_reported() {
                        continue;
                    }
                    each(table.source.get(row) as u32, why(shape), (shape, table.position.get(row) as u32));
                }
            }
        }
    }

    /// Why a link makes no arc between domains; 0 if it makes one.
    fn domain_reasons(&self, shape: Shape) -> u8 {
        let rules = &self.settings.domain;
        let has = |words: &[String], word: &str| words.iter().any(|known| known == word);
        let rel = |rel: &str| has(&rules.excluded_rels, rel);
        let placement = shape.placement().checked_sub(1).and_then(Placement::from_code).unwrap_or(Placement::Unknown);
        let kind = Kind::from_code(shape.kind()).is_some_and(|kind| has(&rules.kinds, kind.word()));
        let placed = !has(&rules.excluded_placements, placement.word());
        rel_reasons(shape, rel) | bits(!rules.hidden && shape.hidden() == 2, !placed, !kind)
    }

    /// Why a link passes nothing between pages; 0 if it passes.
    fn page_reasons(&self, shape: Shape) -> u8 {
        let surfer = &self.settings.surfer;
        let zero =
            |table: &std::collections::BTreeMap<String, f64>, word: &str| table.get(word).is_none_or(|f| *f <= 0.0);
        let placement = shape.placement().checked_sub(1).and_then(Placement::from_code).unwrap_or(Placement::Unknown);
        let kind = Kind::from_code(shape.kind()).is_none_or(|kind| zero(&surfer.kind, kind.word()));
        let hidden = surfer.hidden <= 0.0 && shape.hidden() == 2;
        rel_reasons(shape, |rel| zero(&surfer.pass, rel))
            | bits(hidden, zero(&surfer.placement, placement.word()), kind)
    }
}

/// The bits of the rels that keep a link from counting. One that is not followed for its page's directive alone is
/// nofollow.
fn rel_reasons(shape: Shape, stops: impl Fn(&str) -> bool) -> u8 {
    let bare = (0..4).all(|n| !shape.flag(n));
    [(2, "sponsored"), (3, "ugc"), (1, "nofollow")].iter().enumerate().fold(0, |bits, (bit, (flag, rel))| {
        let has = shape.flag(*flag) || (*flag == 1 && bare);
        bits | u8::from(has && stops(rel)) << bit
    })
}

fn bits(hidden: bool, placement: bool, kind: bool) -> u8 {
    u8::from(hidden) << 3 | u8::from(placement) << 4 | u8::from(kind) << 5
}

fn sorted(mut found: Vec<Contribution>) -> Vec<Contribution> {
    found.sort_by(|a, b| {
        let counts = (a.reasons != 0).cmp(&(b.reasons != 0));
        counts.then(b.equity.total_cmp(&a.equity)).then(a.source.cmp(&b.source))
    });
    found
}
