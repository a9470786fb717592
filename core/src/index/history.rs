//! The history of links: a pure function of the set of looks at a page.
//!
//! A look at a page is evidence. A link is *seen* by a look that has it, and *lost*, with a reason, by the first later
//! look that says so; a page that nobody looked at again says nothing. The reasons are the field's
//! (docs/formats.md has the rules as a table). The function is a fold over the looks of one page in the order of
//! time: what was folded can be stored, and the fold goes on when a later look arrives. An earlier look that
//! arrives late makes its page start over from all of its looks, so the order of imports never shows.
//!
//! What the exports of others say of a page stands in the same timeline, by rules of its own ([`reports`]); a page that
//! any export tells of starts over whenever something new is known of it.

pub mod reports;

use std::cmp::Ordering;
use std::ops::Range;

use crate::model::{Kind, Look};

/// What makes a link the same link from look to look. The source page is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// Id of the target page.
    pub target: u32,
    /// Code of [`Kind`].
    pub kind: u8,
    /// Stands for the first 100 characters of the anchor: equal if these are.
    pub anchor: u64,
    /// Links before it on the page that are alike in all of the above.
    pub nth: u32,
}

/// A flag of a page that its source may not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Flag {
    /// The source cannot know.
    Unknown,
    /// No.
    No,
    /// Yes.
    Yes,
}

impl Flag {
    /// The flag of a nullable column.
    pub fn of(value: Option<bool>) -> Self {
        match value {
            None => Flag::Unknown,
            Some(false) => Flag::No,
            Some(true) => Flag::Yes,
        }
    }

    /// The flag of a stored code; unknown for any other.
    pub fn from_code(code: u64) -> Self {
        match code {
            1 => Flag::No,
            2 => Flag::Yes,
            _ => Flag::Unknown,
        }
    }

    /// As a nullable value.
    pub fn value(self) -> Option<bool> {
        match self {
            Flag::Unknown => None,
            Flag::No => Some(false),
            Flag::Yes => Some(true),
        }
    }
}

/// One look at a page, as far as history cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glance {
    /// What the look found.
    pub look: Look,
    /// The page says noindex.
    pub noindex: Flag,
    /// The page names another page as canonical.
    pub elsewhere: Flag,
    /// The record was cut short.
    pub truncated: bool,
    /// The look whose links this one has, by its place in the timeline: itself, but for `not_modified`. None for a
    /// look that has no links to tell.
    pub bears: Option<u32>,
}

impl Glance {
    /// Whether it is a look of ours that says anything: all do but a `not_modified` that refers to nothing known.
    pub fn is_evidence(&self) -> bool {
        self.look.is_ours() && (self.look != Look::NotModified || self.bears.is_some())
    }
}

macro_rules! reasons {
    ($($variant:ident = $word:literal),+ $(,)?) => {
        /// Why a link is lost.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "the words say it")]
        pub enum LostReason { $($variant),+ }

        impl LostReason {
            /// Every word, in the order of the codes.
            pub const WORDS: &'static [&'static str] = &[$($word),+];
            const ALL: &'static [LostReason] = &[$(LostReason::$variant),+];

            /// The reason of a stored code; the first for any other.
            pub fn from_code(code: u64) -> Self {
                Self::ALL.get(code as usize).copied().unwrap_or(Self::ALL[0])
            }
        }
    };
}

reasons! {
    RemovedFromHtml = "removed_from_html",
    PageNotFound = "page_not_found",
    PageError = "page_error",
    PageRedirected = "page_redirected",
    Noindex = "noindex",
    NotCanonical = "not_canonical",
    RedirectLost = "redirect_lost",
    Reported = "reported",
}

/// One loss of a link. Looks are told by their place in the page's timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// The look that says so.
    pub at: u32,
    /// Why.
    pub reason: LostReason,
    /// The last look that had it in good standing.
    pub seen: u32,
    /// The look that has it again in good standing.
    pub restored: Option<u32>,
}

/// What is known of one link after some looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkHistory<A> {
    /// Which link.
    pub identity: Identity,
    /// The first look that has it.
    pub first: u32,
    /// The last look that has it.
    pub last: u32,
    /// Where the attributes stand: those of the last look of ours that has it, or of the report that knows most.
    pub attributes: A,
    /// The look among whose rows these are.
    pub told: u32,
    /// The first and the last look of ours that has it; none if only exports tell of it.
    pub ours: Option<(u32, u32)>,
    /// Its target is the site that an export is about, for want of an address.
    pub assumed: bool,
    /// Who saw it, as bits.
    pub witnesses: u128,
    /// Its losses, oldest first.
    pub losses: Vec<Loss>,
}

impl<A> LinkHistory<A> {
    /// A link that a look of ours has, and no look before.
    fn found(identity: Identity, at: u32, told: u32, attributes: A, witness: u128) -> Self {
        let ours = Some((at, at));
        let (assumed, losses) = (false, Vec::new());
        Self { identity, first: at, last: at, attributes, told, ours, assumed, witnesses: witness, losses }
    }

    /// The open loss, if the link is lost.
    pub fn lost(&self) -> Option<&Loss> {
        self.losses.last().filter(|loss| loss.restored.is_none())
    }

    /// The last look that had it in good standing.
    fn live_at(&self) -> u32 {
        self.lost().map_or(self.last, |loss| loss.seen)
    }

    /// A flag of the page as last known at a look of ours that had the link in good standing.
    fn was(&self, glances: &[Glance], flag: fn(&Glance) -> Flag) -> Flag {
        let lost_at = |at: u32| {
            self.losses.iter().any(|loss| loss.at <= at && loss.restored.is_none_or(|restored| at < restored))
        };
        let Some((first, last)) = self.ours else { return Flag::Unknown };
        let looks = (first..=last.min(self.live_at())).rev().filter(|at| !lost_at(*at));
        let mut known = looks.map(|at| glances.get(at as usize).map_or(Flag::Unknown, flag));
        known.find(|flag| *flag != Flag::Unknown).unwrap_or(Flag::Unknown)
    }

    /// Drops an open loss that only an export told of, as if it had never been said.
    fn unsay(&mut self) {
        if self.lost().is_some_and(|loss| loss.reason == LostReason::Reported) {
            self.losses.pop();
        }
    }

    /// Lost, unless it is already. What a look of ours shows stands in place of what an export said.
    fn lose(&mut self, at: u32, reason: LostReason, seen: u32) {
        if reason != LostReason::Reported {
            self.unsay();
        }
        if self.lost().is_none() {
            self.losses.push(Loss { at, reason, seen, restored: None });
        }
    }
}

/// The links of one page and its looks so far.
#[derive(Clone, Debug)]
pub struct Timeline<A> {
    /// The looks, oldest first.
    pub glances: Vec<Glance>,
    /// The links, by identity.
    pub links: Vec<LinkHistory<A>>,
    /// For each target the run of targets that are on its registrable domain. Empty where no export tells of the page.
    domains: Vec<Range<u32>>,
}

impl<A: Copy> Timeline<A> {
    /// A page that nobody has looked at.
    pub fn new() -> Self {
        Self { glances: Vec::new(), links: Vec::new(), domains: Vec::new() }
    }

    /// Goes on from what was stored; links in any order.
    pub fn resume(glances: Vec<Glance>, mut links: Vec<LinkHistory<A>>) -> Self {
        links.sort_unstable_by_key(|link| link.identity);
        Self { glances, links, domains: Vec::new() }
    }

    /// Folds in the next look of ours, which is told by the bit `witness`. `links` are those that it has, sorted by
    /// identity; for `not_modified` those of the look that it refers to, with [`Glance::bears`] set.
    pub fn look(&mut self, glance: Glance, witness: u128, links: &[(Identity, A)]) {
        let at = self.glances.len() as u32;
        self.glances.push(glance);
        match glance.look {
            Look::NotModified if glance.bears.is_none() => {}
            Look::Reported | Look::ReportedLost => {}
            Look::NotFound => self.lose_all(at, LostReason::PageNotFound),
            Look::Error => self.lose_all(at, LostReason::PageError),
            Look::Redirect | Look::Content | Look::Other | Look::NotModified => {
                self.take_over(links);
                self.compare(at, glance, witness, links);
            }
        }
    }

    /// Folds in a look that has the same links as the latest look that had any.
    pub fn same_again(&mut self, glance: Glance, witness: u128, bears: u32) {
        let at = self.glances.len() as u32;
        self.glances.push(glance);
        for link in &mut self.links {
            if link.last >= bears {
                Self::seen(&self.glances, link, at, witness);
            } else if !glance.truncated {
                Self::missed(link, at, glance.look);
            }
        }
    }

    fn lose_all(&mut self, at: u32, reason: LostReason) {
        for link in &mut self.links {
            let seen = link.live_at();
            link.lose(at, reason, seen);
        }
    }

    /// Merges the links of a look, both sides sorted by identity.
    fn compare(&mut self, at: u32, glance: Glance, witness: u128, links: &[(Identity, A)]) {
        let known = self.links.len();
        let told = glance.bears.unwrap_or(at);
        let (mut k, mut n) = (0, 0);
        while k < known || n < links.len() {
            let order = match (self.links[..known].get(k), links.get(n)) {
                (Some(old), Some((new, _))) => old.identity.cmp(new),
                (Some(_), None) => Ordering::Less,
                _ => Ordering::Greater,
            };
            match order {
                Ordering::Less => {
                    if !glance.truncated || glance.look == Look::Redirect {
                        Self::missed(&mut self.links[k], at, glance.look);
                    }
                    k += 1;
                }
                Ordering::Equal => {
                    let link = &mut self.links[k];
                    (link.attributes, link.told, link.assumed) = (links[n].1, told, false);
                    Self::seen(&self.glances, link, at, witness);
                    k += 1;
                    n += 1;
                }
                Ordering::Greater => {
                    let (identity, attributes) = links[n];
                    self.links.push(LinkHistory::found(identity, at, told, attributes, witness));
                    n += 1;
                }
            }
        }
        if self.links.len() > known && known > 0 {
            self.links.sort_unstable_by_key(|link| link.identity);
        }
    }

    /// The look has the link: it stays live, is lost because its page turned away, or comes back.
    fn seen(glances: &[Glance], link: &mut LinkHistory<A>, at: u32, witness: u128) {
        link.unsay();
        let before = link.live_at();
        let now = glances[at as usize];
        let turned = |flag: fn(&Glance) -> Flag| flag(&now) == Flag::Yes && link.was(glances, flag) == Flag::No;
        let reason = if turned(|glance| glance.noindex) {
            Some(LostReason::Noindex)
        } else if turned(|glance| glance.elsewhere) {
            Some(LostReason::NotCanonical)
        } else {
            None
        };
        match reason {
            Some(reason) => link.lose(at, reason, before),
            None => {
                if let Some(loss) = link.losses.last_mut().filter(|loss| loss.restored.is_none()) {
                    loss.restored = Some(at);
                }
            }
        }
        link.last = at;
        link.ours = Some((link.ours.map_or(at, |(first, _)| first), at));
        link.witnesses |= witness;
    }

    /// The look could have the link and has it not.
    fn missed(link: &mut LinkHistory<A>, at: u32, look: Look) {
        let reason = match look {
            _ if link.identity.kind == Kind::Redirect as u8 => LostReason::RedirectLost,
            Look::Redirect => LostReason::PageRedirected,
            _ => LostReason::RemovedFromHtml,
        };
        let seen = link.live_at();
        link.lose(at, reason, seen);
    }

    /// The last look that has links to tell: what `last_seen` of most links is.
    pub fn latest(&self) -> Option<u32> {
        latest(&self.glances)
    }
}

impl<A: Copy> Default for Timeline<A> {
    fn default() -> Self {
        Self::new()
    }
}

/// The last look of a timeline that has links to tell.
pub fn latest(glances: &[Glance]) -> Option<u32> {
    glances.iter().rposition(|glance| glance.bears.is_some()).map(|at| at as u32)
}

#[cfg(test)]
mod tests;
