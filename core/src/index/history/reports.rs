//! What the exports of others say of a page's links: reports, in the timeline among the looks of ours.
//!
//! A report says that somebody saw a link, or saw it gone, at a time. It is no look at the page: that it does not name a
//! link means nothing, and a look of ours outranks it. Exports do not tell all that makes a link the same link (the
//! anchor, the kind, even the address that it leads to may be missing), so a report is laid to the link that it fits
//! best. What fits is told by [`fits`]; the rules as a table stand in docs/formats.md.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Flag, Glance, Identity, LinkHistory, Loss, LostReason, Timeline};
use crate::index::shapes::UNKNOWN_KIND;
use crate::model::{Kind, Look};

/// In the place of an anchor that is not told.
pub const UNKNOWN_ANCHOR: u64 = u64::MAX;

/// A link as an export tells it. What it does not tell is unknown in its identity.
#[derive(Clone, Copy, Debug)]
pub struct Claim<A> {
    /// Which link; the first such of its page.
    pub identity: Identity,
    /// The target is the site that the export is about, for want of an address.
    pub assumed: bool,
    /// Where the attributes stand.
    pub attributes: A,
}

/// One report on a page.
#[derive(Clone, Debug)]
pub struct Report<A> {
    /// Seen ([`Look::Reported`]), or seen gone.
    pub look: Look,
    /// Who says so, as a bit.
    pub witness: u128,
    /// The links, in the order of identity.
    pub claims: Vec<Claim<A>>,
}

impl<A> Report<A> {
    /// As it stands in the timeline: it tells nothing of the page.
    pub fn glance(&self) -> Glance {
        let (noindex, elsewhere) = (Flag::Unknown, Flag::Unknown);
        Glance { look: self.look, noindex, elsewhere, truncated: false, bears: None }
    }
}

/// How much is known of a link: its target, then its anchor, then its kind.
fn knows(identity: &Identity, assumed: bool) -> (bool, bool, bool) {
    (!assumed, identity.anchor != UNKNOWN_ANCHOR, identity.kind != UNKNOWN_KIND)
}

fn kinds_fit(a: u8, b: u8) -> bool {
    let inline = |kind: u8| [Kind::Text as u8, Kind::Image as u8, Kind::Area as u8].contains(&kind);
    a == b || a == UNKNOWN_KIND || b == UNKNOWN_KIND || inline(a) && inline(b)
}

/// Whether two may be the same link, targets apart.
fn fits(a: &Identity, b: &Identity) -> bool {
    let anchors = a.anchor == b.anchor || a.anchor == UNKNOWN_ANCHOR || b.anchor == UNKNOWN_ANCHOR;
    anchors && kinds_fit(a.kind, b.kind)
}

/// Every kind that a link can have, unknown last.
fn kinds() -> impl Iterator<Item = u8> {
    Kind::ALL.iter().map(|kind| *kind as u8).chain([UNKNOWN_KIND])
}

/// How well two fit: the less the better.
fn distance(a: &Identity, b: &Identity) -> u8 {
    match a.anchor == b.anchor {
        true if (a.target, a.kind) == (b.target, b.kind) => 0,
        true => 1,
        false => 2,
    }
}

/// The link that fits best: all alike, then the anchor alike, then any, each in the order of identities. `assumed` are
/// those of the links whose target is assumed. The range is that of the targets of one domain.
fn best_fit<V>(
    links: &BTreeMap<Identity, V>,
    assumed: &BTreeSet<Identity>,
    claim: (&Identity, bool),
    domain: &Range<u32>,
) -> Option<Identity> {
    let (wanted, is_assumed) = claim;
    let least = |target| Identity { target, kind: 0, anchor: 0, nth: 0 };
    let whole = least(domain.start)..least(domain.end);
    let better = |a: Option<Identity>, b: Identity| match a {
        Some(a) if (distance(wanted, &a), a) <= (distance(wanted, &b), b) => Some(a),
        _ => Some(b),
    };
    if is_assumed {
        return links.range(whole).map(|(link, _)| *link).filter(|link| fits(link, wanted)).fold(None, better);
    }
    // A page may have very many links to one target, so only the first of those alike is looked at.
    let with = |kind: u8, anchors: Range<u64>| {
        let (target, nth) = (wanted.target, 0);
        let first = Identity { target, kind, anchor: anchors.start, nth };
        let last = Identity { target, kind, anchor: anchors.end, nth: u32::MAX };
        links.range(first..=last).next().map(|(link, _)| *link)
    };
    let (own, unknown) = (wanted.anchor, UNKNOWN_ANCHOR);
    let alike = kinds().filter(|kind| kinds_fit(*kind, wanted.kind)).flat_map(|kind| {
        let others = if own == unknown { 0..unknown } else { unknown..unknown };
        [with(kind, own..own), with(kind, others)]
    });
    let vague = assumed.range(whole).filter(|link| fits(link, wanted)).copied();
    alike.flatten().chain(vague).fold(None, better)
}

impl<A: Copy> Timeline<A> {
    /// A page that exports tell of: for each target the run of targets on its registrable domain.
    pub fn of_domains(domains: Vec<Range<u32>>) -> Self {
        Self { domains, ..Self::new() }
    }

    fn domain(&self, target: u32) -> Range<u32> {
        self.domains.get(target as usize).cloned().unwrap_or(target..target + 1)
    }

    /// Folds in the next reports.
    pub fn reports(&mut self, reports: &[Report<A>]) {
        let known = std::mem::take(&mut self.links);
        let mut assumed: BTreeSet<Identity> =
            known.iter().filter(|link| link.assumed).map(|link| link.identity).collect();
        let mut known: BTreeMap<Identity, LinkHistory<A>> =
            known.into_iter().map(|link| (link.identity, link)).collect();
        for report in reports {
            let at = self.glances.len() as u32;
            self.glances.push(report.glance());
            for claim in &report.claims {
                let domain = self.domain(claim.identity.target);
                let fit = best_fit(&known, &assumed, (&claim.identity, claim.assumed), &domain);
                let mut link = match fit.and_then(|fit| known.remove(&fit)) {
                    Some(link) => link.attach(claim, at, report),
                    None => LinkHistory::reported(claim, at, report.witness),
                };
                fit.map(|fit| assumed.remove(&fit));
                link.hear(report.look, at);
                if link.assumed {
                    assumed.insert(link.identity);
                }
                known.insert(link.identity, link);
            }
        }
        self.links = known.into_values().collect();
    }

    /// Links that only exports tell of become links of a look of ours where they fit; `links` are the look's, sorted.
    /// Each of the look's links that was not known stands for one of them at most: the best fit first.
    pub(super) fn take_over(&mut self, links: &[(Identity, A)]) {
        if self.domains.is_empty() || self.links.iter().all(|link| link.ours.is_some()) {
            return;
        }
        let among = |identity: &Identity| self.links.binary_search_by_key(identity, |link| link.identity).is_ok();
        let mut free: BTreeMap<Identity, ()> =
            links.iter().filter(|(identity, _)| !among(identity)).map(|(identity, _)| (*identity, ())).collect();
        let has = |identity: &Identity| links.binary_search_by_key(identity, |(identity, _)| *identity).is_ok();
        let told: Vec<usize> =
            (0..self.links.len()).filter(|n| self.links[*n].ours.is_none() && !has(&self.links[*n].identity)).collect();
        let mut taken = BTreeSet::new();
        for farthest in [1, 2] {
            for n in &told {
                let LinkHistory { identity, assumed, .. } = self.links[*n];
                let domain = self.domain(identity.target);
                let fit = best_fit(&free, &BTreeSet::new(), (&identity, assumed), &domain);
                let near = |fit: &Identity| distance(&identity, fit) <= farthest;
                if let Some(fit) = fit.filter(near).filter(|_| taken.insert(*n)) {
                    free.remove(&fit);
                    self.links[*n].identity = fit;
                }
            }
        }
        if !taken.is_empty() {
            self.links.sort_unstable_by_key(|link| link.identity);
        }
    }
}

impl<A: Copy> LinkHistory<A> {
    /// A link that nobody has told of before.
    fn reported(claim: &Claim<A>, at: u32, witness: u128) -> Self {
        let Claim { identity, assumed, attributes } = *claim;
        let (ours, losses) = (None, Vec::new());
        Self { identity, first: at, last: at, attributes, told: at, ours, assumed, witnesses: witness, losses }
    }

    /// What a report adds to a link that it fits. Of reports the one that knows more tells what the link is, else the
    /// later; never where a look of ours does.
    fn attach(mut self, claim: &Claim<A>, at: u32, report: &Report<A>) -> Self {
        self.witnesses |= report.witness;
        if report.look == Look::Reported {
            self.last = at;
        }
        if self.ours.is_none() && knows(&claim.identity, claim.assumed) >= knows(&self.identity, self.assumed) {
            (self.identity, self.assumed) = (claim.identity, claim.assumed);
            (self.attributes, self.told) = (claim.attributes, at);
        }
        self
    }

    /// Seen, or seen gone: only what an export said does a report take back.
    fn hear(&mut self, look: Look, at: u32) {
        if look == Look::Reported {
            self.unsay();
        } else if self.lost().is_none() {
            let seen = self.last;
            self.losses.push(Loss { at, reason: LostReason::Reported, seen, restored: None });
        }
    }
}
