//! The history of links: a pure function of the set of looks at a page.
//!
//! A look at a page is evidence. A link is *seen* by a look that has it, and *lost*, with a reason, by the first later
//! look that says so; a page that nobody looked at again says nothing. The reasons are the field's
//! (docs/formats.md has the rules as a table). The function is a fold over the looks of one page in the order of
//! time: what was folded can be stored, and the fold goes on when a later look arrives. An earlier look that
//! arrives late makes its page start over from all of its looks, so the order of imports never shows.

use std::cmp::Ordering;

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
    /// Whether the look says anything at all: all do but a `not_modified` that refers to nothing known.
    pub fn is_evidence(&self) -> bool {
        self.look != Look::NotModified || self.bears.is_some()
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
    /// Where the attributes stand: those of the last look that has it.
    pub attributes: A,
    /// Its losses, oldest first.
    pub losses: Vec<Loss>,
}

impl<A> LinkHistory<A> {
    /// The open loss, if the link is lost.
    pub fn lost(&self) -> Option<&Loss> {
        self.losses.last().filter(|loss| loss.restored.is_none())
    }

    /// The last look that had it in good standing.
    fn live_at(&self) -> u32 {
        self.lost().map_or(self.last, |loss| loss.seen)
    }

    /// A flag of the page as last known at a look that had the link in good standing.
    fn was(&self, glances: &[Glance], flag: fn(&Glance) -> Flag) -> Flag {
        let lost_at = |at: u32| {
            self.losses.iter().any(|loss| loss.at <= at && loss.restored.is_none_or(|restored| at < restored))
        };
        let looks = (self.first..=self.live_at()).rev().filter(|at| !lost_at(*at));
        let mut known = looks.map(|at| glances.get(at as usize).map_or(Flag::Unknown, flag));
        known.find(|flag| *flag != Flag::Unknown).unwrap_or(Flag::Unknown)
    }

    fn lose(&mut self, at: u32, reason: LostReason, seen: u32) {
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
}

impl<A: Copy> Timeline<A> {
    /// A page that nobody has looked at.
    pub fn new() -> Self {
        Self { glances: Vec::new(), links: Vec::new() }
    }

    /// Goes on from what was stored; links in any order.
    pub fn resume(glances: Vec<Glance>, mut links: Vec<LinkHistory<A>>) -> Self {
        links.sort_unstable_by_key(|link| link.identity);
        Self { glances, links }
    }

    /// Folds in the next look. `links` are those that it has, sorted by identity; for `not_modified` those of the
    /// look that it refers to, with [`Glance::bears`] set.
    pub fn look(&mut self, glance: Glance, links: &[(Identity, A)]) {
        let at = self.glances.len() as u32;
        self.glances.push(glance);
        match glance.look {
            Look::NotModified if glance.bears.is_none() => {}
            Look::Reported | Look::ReportedLost => {}
            Look::NotFound => self.lose_all(at, LostReason::PageNotFound),
            Look::Error => self.lose_all(at, LostReason::PageError),
            Look::Redirect | Look::Content | Look::Other | Look::NotModified => self.compare(at, glance, links),
        }
    }

    /// Folds in a look that has the same links as the latest look that had any.
    pub fn same_again(&mut self, glance: Glance, bears: u32) {
        let at = self.glances.len() as u32;
        self.glances.push(glance);
        for link in &mut self.links {
            if link.last >= bears {
                Self::seen(&self.glances, link, at);
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
    fn compare(&mut self, at: u32, glance: Glance, links: &[(Identity, A)]) {
        let known = self.links.len();
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
                    self.links[k].attributes = links[n].1;
                    Self::seen(&self.glances, &mut self.links[k], at);
                    k += 1;
                    n += 1;
                }
                Ordering::Greater => {
                    let (identity, attributes) = links[n];
                    self.links.push(LinkHistory { identity, first: at, last: at, attributes, losses: Vec::new() });
                    n += 1;
                }
            }
        }
        if self.links.len() > known && known > 0 {
            self.links.sort_unstable_by_key(|link| link.identity);
        }
    }

    /// The look has the link: it stays live, is lost because its page turned away, or comes back.
    fn seen(glances: &[Glance], link: &mut LinkHistory<A>, at: u32) {
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
mod tests {
    use super::*;

    const KINDS: [Kind; 2] = [Kind::Text, Kind::Redirect];

    fn glance(look: Look, at: u32, noindex: Flag, truncated: bool) -> Glance {
        let bears = !matches!(look, Look::NotFound | Look::Error);
        Glance { look, noindex, elsewhere: Flag::No, truncated, bears: bears.then_some(at) }
    }

    fn links(has: usize) -> Vec<(Identity, u32)> {
        let link = |n: usize| Identity { target: n as u32, kind: KINDS[n] as u8, anchor: 0, nth: 0 };
        (0..2).filter(|n| has >> n & 1 == 1).map(|n| (link(n), n as u32)).collect()
    }

    /// Every kind of look that a page of two links can get.
    fn all_looks() -> Vec<(Look, Flag, bool, usize)> {
        let mut looks = vec![(Look::NotFound, Flag::Unknown, false, 0), (Look::Error, Flag::Unknown, false, 0)];
        for has in 0..4 {
            looks.extend([Flag::No, Flag::Yes].map(|noindex| (Look::Content, noindex, false, has)));
            looks.push((Look::Content, Flag::Unknown, true, has));
        }
        looks.extend([0, 2].map(|has| (Look::Redirect, Flag::Unknown, false, has)));
        looks
    }

    fn fold(timeline: &mut Timeline<u32>, looks: &[(Look, Flag, bool, usize)]) {
        for (look, noindex, truncated, has) in looks {
            let at = timeline.glances.len() as u32;
            timeline.look(glance(*look, at, *noindex, *truncated), &links(*has));
        }
    }

    /// All timelines of four looks, cut in two at every place: stored and gone on with, the fold ends the same.
    #[test]
    fn a_stored_fold_goes_on_as_if_it_had_never_stopped() {
        let looks = all_looks();
        let count = looks.len();
        for n in 0..count.pow(4) {
            let chosen: Vec<_> = (0..4).map(|place| looks[n / count.pow(place) % count]).collect();
            let mut whole = Timeline::new();
            fold(&mut whole, &chosen);
            for cut in 1..4 {
                let mut first = Timeline::new();
                fold(&mut first, &chosen[..cut]);
                let mut links = first.links;
                links.reverse();
                let mut second = Timeline::resume(first.glances, links);
                fold(&mut second, &chosen[cut..]);
                assert_eq!(second.links, whole.links, "{chosen:?} cut at {cut}");
            }
            for link in &whole.links {
                assert!(link.first <= link.last);
                assert!(link.losses.windows(2).all(|two| two[0].restored.is_some_and(|at| at <= two[1].at)));
            }
        }
    }

    #[test]
    fn reasons_follow_the_looks() {
        let reason = |looks: &[(Look, Flag, bool, usize)], link: usize| {
            let mut timeline = Timeline::new();
            fold(&mut timeline, looks);
            timeline.links[link].lost().map(|loss| loss.reason)
        };
        let both = (Look::Content, Flag::No, false, 3);
        assert_eq!(reason(&[both, (Look::Content, Flag::No, false, 0)], 0), Some(LostReason::RemovedFromHtml));
        assert_eq!(reason(&[both, (Look::Content, Flag::No, false, 0)], 1), Some(LostReason::RedirectLost));
        assert_eq!(reason(&[both, (Look::Content, Flag::No, true, 0)], 0), None);
        assert_eq!(reason(&[both, (Look::Redirect, Flag::Unknown, false, 2)], 0), Some(LostReason::PageRedirected));
        assert_eq!(reason(&[both, (Look::Redirect, Flag::Unknown, false, 2)], 1), None);
        assert_eq!(reason(&[both, (Look::NotFound, Flag::Unknown, false, 0)], 0), Some(LostReason::PageNotFound));
        assert_eq!(reason(&[both, (Look::Error, Flag::Unknown, false, 0)], 0), Some(LostReason::PageError));
        assert_eq!(reason(&[both, (Look::Content, Flag::Yes, false, 3)], 0), Some(LostReason::Noindex));
        assert_eq!(reason(&[(Look::Content, Flag::Yes, false, 3), (Look::Content, Flag::Yes, false, 3)], 0), None);
        assert_eq!(reason(&[both, (Look::NotFound, Flag::Unknown, false, 0), both], 0), None);
    }
}
