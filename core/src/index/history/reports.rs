//! What the exports of others say of a page's links: reports, in the timeline among the looks of ours.
//!
//! A report says that somebody saw a link, or saw it gone, at a time. It is no look at the page: that it does not name a
//! link means nothing, and a look of ours outranks it. Exports do not tell all that makes a link the same link (the
//! anchor, the kind, even the address that it leads to may be missing), so a report is laid to the link that it fits
//! best. What fits is told by [`fits`]; the rules as a table stand in docs/formats.md.
//!
//! Rows of one file that tell target and anchor, of the same time, are different links: a page that has a link twice in
//! the same words has two rows in an export.

use std::collections::{BTreeMap, BTreeSet, HashMap};
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
    /// In which file, by any number of its own.
    pub file: u32,
    /// When, in whole seconds since 1970.
    pub time: u32,
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

/// What links that are alike have in common: target, kind and anchor.
type Alike = (u32, u8, u64);

fn alike(identity: &Identity) -> Alike {
    (identity.target, identity.kind, identity.anchor)
}

/// The links that a file has told of at one time: its further rows of that time are of other links.
#[derive(Debug, Default)]
struct Told {
    links: BTreeSet<Identity>,
    /// Of links that are alike, how many from the first on are all told.
    first: HashMap<Alike, u32>,
}

impl Told {
    fn insert(&mut self, link: Identity) {
        self.links.insert(link);
        let first = self.first.entry(alike(&link)).or_default();
        if *first == link.nth {
            *first += 1;
        }
    }

    /// A link has become another.
    fn rename(&mut self, from: Identity, to: Identity) {
        self.first.remove(&alike(&from));
        if self.links.remove(&from) {
            self.insert(to);
        }
    }
}

/// The link that fits best: all alike, then the anchor alike, then any, each in the order of identities. `assumed` are
/// those of the links whose target is assumed, `told` those that it cannot be. The range is that of the targets of one
/// domain.
fn best_fit<V>(
    links: &BTreeMap<Identity, V>,
    assumed: &BTreeSet<Identity>,
    told: Option<&Told>,
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
    let is_free = |link: &Identity| told.is_none_or(|told| !told.links.contains(link));
    // A page may have very many links to one target, so only the first of those alike is looked at.
    let with = |kind: u8, anchors: Range<u64>| {
        let target = wanted.target;
        let nth = told.and_then(|told| told.first.get(&(target, kind, anchors.start))).copied().unwrap_or(0);
        let first = Identity { target, kind, anchor: anchors.start, nth };
        let last = Identity { target, kind, anchor: anchors.end, nth: u32::MAX };
        links.range(first..=last).map(|(link, _)| *link).find(is_free)
    };
    let (own, unknown) = (wanted.anchor, UNKNOWN_ANCHOR);
    let near = kinds().filter(|kind| kinds_fit(*kind, wanted.kind)).flat_map(|kind| {
        let others = if own == unknown { 0..unknown } else { unknown..unknown };
        [with(kind, own..own), with(kind, others)]
    });
    let vague = assumed.range(whole).copied().filter(|link| fits(link, wanted) && is_free(link));
    near.flatten().chain(vague).fold(None, better)
}

/// The place behind all links that are alike.
fn next_nth<V>(links: &BTreeMap<Identity, V>, identity: &Identity) -> u32 {
    let all = Identity { nth: 0, ..*identity }..=Identity { nth: u32::MAX, ..*identity };
    links.range(all).next_back().map_or(0, |(link, _)| link.nth + 1)
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
        let mut told: HashMap<u32, Told> = HashMap::new();
        let mut now = None;
        for report in reports {
            let at = self.glances.len() as u32;
            self.glances.push(report.glance());
            if now.replace((report.time, report.look)) != Some((report.time, report.look)) {
                told.clear();
            }
            for claim in &report.claims {
                let wanted = &claim.identity;
                let domain = self.domain(wanted.target);
                let is_told = !claim.assumed && wanted.anchor != UNKNOWN_ANCHOR;
                let before = is_told.then(|| told.entry(report.file).or_default()).map(|told| &*told);
                let fit = best_fit(&known, &assumed, before, (wanted, claim.assumed), &domain);
                let held = fit.and_then(|fit| known.remove(&fit));
                let nth = match &held {
                    Some(link) if alike(&link.identity) == alike(wanted) => link.identity.nth,
                    _ => next_nth(&known, wanted),
                };
                let claim = Claim { identity: Identity { nth, ..*wanted }, ..*claim };
                let mut link = match held {
                    Some(link) => link.attach(&claim, at, report),
                    None => LinkHistory::reported(&claim, at, report.witness),
                };
                if let Some(fit) = fit {
                    assumed.remove(&fit);
                    if fit != link.identity {
                        told.values_mut().for_each(|told| told.rename(fit, link.identity));
                    }
                }
                if is_told {
                    told.entry(report.file).or_default().insert(link.identity);
                }
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
                let fit = best_fit(&free, &BTreeSet::new(), None, (&identity, assumed), &domain);
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
