//! What a look holds: the look whose links it has, the flags of its page, its links by identity.

use super::Fold;
use crate::index::gather::{Gathered, without_fragment};
use crate::index::history::{Flag, Glance, Identity};
use crate::index::looks::Look as StoredLook;
use crate::index::names::NONE;
use crate::index::segment::Pages;
use crate::model::{Kind, Look};
use crate::url::{page_key, url_from_key};

impl Fold<'_> {
    /// The look whose links a look has, by its place among the looks before it.
    ///
    /// A `not_modified` look refers to an earlier look at its own page. One that names another page (the same bytes
    /// were seen there) or a time that is not before its own refers to nothing that the page's timeline knows.
    pub(super) fn bears(&self, at: u32, page: u32, look: &Gathered, before: &[StoredLook]) -> Option<u32> {
        match self.batch.outcome(look) {
            Look::Content | Look::Other | Look::Redirect => Some(at),
            Look::NotFound | Look::Error | Look::Reported | Look::ReportedLost => None,
            Look::NotModified => {
                let content = |look: &StoredLook| matches!(look.glance.look, Look::Content | Look::Other);
                let (url, date) = self.batch.refers_to(look);
                let own = url.is_none_or(|url| self.is_page(url, look, page));
                let named = before.iter().position(|other| own && content(other) && Some(other.at) == date);
                named.or_else(|| before.iter().rposition(content)).map(|bears| bears as u32)
            }
        }
    }

    /// A look as it is stored; `shown` is the look whose content it has.
    pub(super) fn stored(&self, page: u32, look: &Gathered, shown: &Gathered, bears: Option<u32>) -> StoredLook {
        let pages = &self.batch.files[shown.file as usize].pages;
        let row = shown.page as usize;
        let canonical = Pages::text(&pages.canonical, row).map(without_fragment);
        let elsewhere = canonical.is_some_and(|canonical| !self.is_page(canonical, shown, page));
        let ours = !self.batch.is_reported(look);
        let glance = Glance {
            look: self.batch.outcome(look),
            noindex: Flag::of(Pages::flag(&pages.noindex, row)),
            elsewhere: Flag::of(ours.then_some(elsewhere)),
            truncated: pages.truncated.value(row),
            bears,
        };
        StoredLook {
            at: look.at,
            glance,
            import: self.import_of(look),
            file: self.batch.files[look.file as usize].file,
            page: look.page,
            link: look.link,
            links: look.links,
        }
    }

    /// Whether an address names the page itself.
    fn is_page(&self, address: &str, look: &Gathered, page: u32) -> bool {
        if address.as_bytes() == self.batch.urls.get(look.url) {
            return true;
        }
        // Written otherwise (user name, fragment …) it may still be the same page.
        let (mut key, mut url) = (Vec::new(), Vec::new());
        page != NONE
            && page_key(address, &mut key)
            && url_from_key(&key, &mut url)
            && url == self.batch.urls.get(look.url)
    }

    /// The links of a look by identity, each with its number in the batch.
    pub(super) fn links_of(&self, page: u32, look: &Gathered) -> Vec<(Identity, u32)> {
        let only_redirects = self.batch.outcome(look) == Look::Redirect;
        let mut links = Vec::with_capacity(look.count as usize);
        for link in look.start..look.start + look.count {
            let n = link as usize;
            let target = self.names.page[self.batch.target[n] as usize];
            let kind = self.shapes.kind(self.batch.shape[n]);
            if target == NONE || target == page || only_redirects && kind != Kind::Redirect as u8 {
                continue;
            }
            let anchor = self.names.anchor_identity[self.batch.anchor[n] as usize];
            links.push((Identity { target, kind, anchor, nth: 0 }, link));
        }
        links.sort_unstable();
        for n in 1..links.len() {
            let before = links[n - 1].0;
            if (Identity { nth: before.nth, ..links[n].0 }) == before {
                links[n].0.nth = before.nth + 1;
            }
        }
        links
    }
}
