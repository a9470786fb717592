//! The fold of a page that exports tell of.
//!
//! Which link a report fits depends on the order of links, and ids of pages and anchors come in the order of imports. So
//! the targets and anchors of such a page get numbers of its own first, in the order of their names.

use std::collections::HashMap;
use std::io;
use std::ops::Range;

use super::Fold;
use crate::index::gather::Gathered;
use crate::index::history::reports::{Claim, Report, UNKNOWN_ANCHOR};
use crate::index::history::{Identity, LinkHistory, Timeline};
use crate::index::looks::Look as StoredLook;
use crate::index::names::NONE;
use crate::url::page_key;

/// The targets and anchors of a page, in the order of their names.
struct Own {
    /// The id of each target.
    targets: Vec<u32>,
    /// For each the run of those on its registrable domain.
    domains: Vec<Range<u32>>,
    target: HashMap<u32, u32>,
    anchor: HashMap<u64, u64>,
}

impl Own {
    fn identity(&self, identity: Identity) -> Identity {
        let target = self.target.get(&identity.target).copied().unwrap_or(NONE);
        Identity { target, anchor: self.anchor.get(&identity.anchor).copied().unwrap_or(UNKNOWN_ANCHOR), ..identity }
    }
}

impl Fold<'_> {
    /// A page of which an export tells; all that is known of it is in the batch.
    pub(super) fn start_reported(&mut self, page: u32, looks: &[(u32, Gathered)]) -> io::Result<()> {
        let own = self.own(page, looks);
        let mut stored: Vec<StoredLook> = Vec::with_capacity(looks.len());
        let mut timeline = Timeline::of_domains(own.domains.clone());
        let mut reports: Vec<Report<u32>> = Vec::new();
        for (at, (_, look)) in looks.iter().enumerate() {
            if self.batch.is_reported(look) {
                let report = self.report(page, look, &own);
                stored.push(self.stored(page, look, look, None));
                reports.push(report);
                continue;
            }
            timeline.reports(&reports);
            reports.clear();
            let bears = self.bears(at as u32, page, look, &stored);
            let shown = bears.map_or(look, |bears| &looks[bears as usize].1);
            stored.push(self.stored(page, look, shown, bears));
            let mut links = if bears.is_some() { self.links_of(page, shown) } else { Vec::new() };
            links.iter_mut().for_each(|(identity, _)| *identity = own.identity(*identity));
            links.sort_unstable();
            timeline.look(stored[at].glance, self.shapes.witness(look), &links);
        }
        timeline.reports(&reports);
        self.looks.push(page, &stored, &self.facts_of(looks, &stored))?;
        for link in timeline.links {
            let target = own.targets[link.identity.target as usize];
            let link = LinkHistory { identity: Identity { target, ..link.identity }, ..link };
            self.emit(page, &link, &timeline.glances);
        }
        Ok(())
    }

    /// The links of a report.
    fn report(&self, page: u32, look: &Gathered, own: &Own) -> Report<u32> {
        let mut claims = Vec::with_capacity(look.count as usize);
        for link in look.start..look.start + look.count {
            let n = link as usize;
            let target = self.names.page[self.batch.target[n] as usize];
            if target == NONE || target == page {
                continue;
            }
            let shape = self.batch.shape[n];
            let anchor = match self.shapes.is_anchorless(shape) {
                true => UNKNOWN_ANCHOR,
                false => self.names.anchor_identity[self.batch.anchor[n] as usize],
            };
            let identity = own.identity(Identity { target, kind: self.shapes.kind(shape), anchor, nth: 0 });
            let assumed = self.batch.shapes.get(shape).is_assumed();
            claims.push(Claim { identity, assumed, attributes: link });
        }
        claims.sort_by_key(|claim| claim.identity);
        let (file, time) = (self.batch.same_file(look), look.at);
        Report { look: self.batch.outcome(look), witness: self.shapes.witness(look), file, time, claims }
    }

    /// Numbers the targets and anchors of all links of a page.
    fn own(&self, page: u32, looks: &[(u32, Gathered)]) -> Own {
        let mut targets: HashMap<u32, u32> = HashMap::new();
        let mut anchors: HashMap<u64, u32> = HashMap::new();
        for n in looks.iter().flat_map(|(_, look)| look.start..look.start + look.count) {
            let (url, anchor) = (self.batch.target[n as usize], self.batch.anchor[n as usize]);
            targets.insert(self.names.page[url as usize], url);
            anchors.insert(self.names.anchor_identity[anchor as usize], anchor);
        }
        targets.retain(|target, _| *target != NONE && *target != page);
        let mut by_key: Vec<(Vec<u8>, u32)> = targets
            .into_iter()
            .map(|(target, url)| {
                let mut key = Vec::new();
                page_key(std::str::from_utf8(self.batch.urls.get(url)).unwrap_or_default(), &mut key);
                (key, target)
            })
            .collect();
        by_key.sort_unstable();
        // Of two anchors that begin alike identity has seen to it that only one stands here; which one does not matter,
        // since no other stands between them.
        let mut by_text: Vec<(&[u8], u64)> =
            anchors.into_iter().map(|(identity, anchor)| (self.batch.anchors.get(anchor), identity)).collect();
        by_text.sort_unstable();
        let targets: Vec<u32> = by_key.into_iter().map(|(_, target)| target).collect();
        let mut domains = Vec::with_capacity(targets.len());
        for run in targets.chunk_by(|a, b| self.domain_of(*a) == self.domain_of(*b)) {
            let start = domains.len() as u32;
            domains.extend(std::iter::repeat_n(start..start + run.len() as u32, run.len()));
        }
        Own {
            domains,
            target: targets.iter().zip(0..).map(|(target, n)| (*target, n)).collect(),
            anchor: by_text.iter().zip(0..).map(|((_, identity), n)| (*identity, n)).collect(),
            targets,
        }
    }
}
