//! Links that markup on the page makes: `a`, `area`, `img` inside them, frames; and where an `a` begins and ends.

use super::charref::Reading;
use super::elements::{FOREIGN, HIDDEN, INERT};
use super::hidden::hides;
use super::page::{Link, OpenLink, Page};
use super::placement::{hints, rel_hints};
use super::scan::{is_word, trim};
use super::tokenizer::Attributes;
use crate::model::Kind;

/// Links open at once: `a` nests only through table cells and svg.
const MOST_OPEN: usize = 8;

impl Page {
    #[inline(always)]
    pub(super) fn end_link(&mut self) {
        self.count();
        if let Some(open) = self.open.pop() {
            self.links[open.link as usize].text.1 = self.text.len() as u32;
        }
    }

    /// Whether the innermost open link can be reached by `a` tags here.
    #[inline(always)]
    pub(super) fn link_in_reach(&self) -> bool {
        self.open.last().is_some_and(|open| !self.elements.parted_since(open.depth as usize))
    }

    /// A link that stands on the page where the pass is.
    #[inline(always)]
    pub(super) fn placed_link(&mut self, kind: Kind, raw: &[u8], hidden: bool) -> Link {
        self.count();
        let at = self.text.len() as u32;
        let hidden = hidden || self.elements.state() & HIDDEN != 0;
        let raw = self.keep(raw, Reading::Attribute);
        Link { text: (at, at), block: self.blocks.current(), hidden, placed: true, ..Link::new(kind, raw) }
    }

    /// Whether links are taken here: not inside `template`, not beside the frames of a frameset.
    #[inline(always)]
    pub(super) fn takes_links(&self) -> bool {
        self.elements.state() & INERT == 0 && !self.frameset
    }

    #[inline(always)]
    pub(super) fn start_a(&mut self, attributes: &mut Attributes<'_>) {
        let (mut href, mut xlink, mut rel, mut title) = (None, None, None, None);
        let (mut class, mut id): (&[u8], &[u8]) = (&[], &[]);
        let mut hidden = false;
        while let Some((name, value)) = attributes.take() {
            match name.len() {
                4 if href.is_none() && is_word(name, b"href") => href = Some(value),
                3 if rel.is_none() && is_word(name, b"rel") => rel = Some(value),
                5 if class.is_empty() && is_word(name, b"class") => class = value,
                5 if title.is_none() && is_word(name, b"title") => title = Some(value),
                5 if is_word(name, b"style") => hidden |= hides(value),
                2 if id.is_empty() && is_word(name, b"id") => id = value,
                6 if is_word(name, b"hidden") => hidden = true,
                10 if xlink.is_none() && is_word(name, b"xlink:href") => xlink = Some(value),
                _ => {}
            }
        }
        let Some(closes_itself) = attributes.finish() else { return };
        let foreign = self.elements.state() & FOREIGN != 0;
        if !foreign && self.link_in_reach() {
            self.end_link();
        }
        let Some(href) = href.or(xlink.filter(|_| foreign)) else { return };
        if !self.takes_links() {
            return;
        }
        let mut link = self.placed_link(Kind::Text, href, hidden);
        link.rel = rel.map(|rel| self.keep(rel, Reading::Attribute));
        link.title = title.map(|title| self.keep(title, Reading::Attribute)).unwrap_or_default();
        link.hints = hints(class) | hints(id) | rel.map_or(0, rel_hints);
        let hidden = link.hidden;
        self.blocks.count_link();
        if self.push(link) && !(foreign && closes_itself) && self.open.len() < MOST_OPEN {
            let (depth, state) = (self.elements.depth() as u32, self.elements.state());
            self.open.push(OpenLink { link: self.links.len() as u32 - 1, depth, state, hidden });
        }
    }

    pub(super) fn start_area(&mut self, attributes: &mut Attributes<'_>) {
        let (mut href, mut rel, mut title, mut alt) = (None, None, None, None);
        while let Some((name, value)) = attributes.take() {
            let slot = match name.len() {
                4 if is_word(name, b"href") => &mut href,
                3 if is_word(name, b"rel") => &mut rel,
                3 if is_word(name, b"alt") => &mut alt,
                5 if is_word(name, b"title") => &mut title,
                _ => continue,
            };
            slot.get_or_insert(value);
        }
        if attributes.finish().is_none() || !self.takes_links() {
            return;
        }
        let Some(href) = href else { return };
        // An area has no text and no box of its own: `hidden` around the map does not hide it.
        let mut link = self.placed_link(Kind::Area, href, false);
        link.hidden = false;
        link.rel = rel.map(|rel| self.keep(rel, Reading::Attribute));
        link.title = title.map(|title| self.keep(title, Reading::Attribute)).unwrap_or_default();
        link.alt = alt.map(|alt| self.keep(alt, Reading::Attribute)).unwrap_or_default();
        self.push(link);
    }

    pub(super) fn start_img(&mut self, attributes: &mut Attributes<'_>) {
        let wanted = self.open.last().is_some_and(|open| self.links[open.link as usize].alt.is_empty());
        if !wanted {
            attributes.finish();
        } else {
            let mut alt = None;
            while let Some((name, value)) = attributes.take() {
                if is_word(name, b"alt") {
                    alt.get_or_insert(value);
                }
            }
            if attributes.finish().is_none() {
                return;
            }
            let alt = alt.map(|alt| self.keep(alt, Reading::Attribute)).unwrap_or_default();
            if let Some(open) = self.open.last() {
                let link = &mut self.links[open.link as usize];
                link.image = true;
                link.alt = alt;
            }
        }
        self.frameset_ok = false;
    }

    /// `iframe` and `frame`.
    pub(super) fn start_frame(&mut self, attributes: &mut Attributes<'_>) {
        let (mut src, mut title) = (None, None);
        let mut hidden = false;
        while let Some((name, value)) = attributes.take() {
            match name.len() {
                3 if is_word(name, b"src") => _ = src.get_or_insert(value),
                5 if is_word(name, b"title") => _ = title.get_or_insert(value),
                5 if is_word(name, b"style") => hidden |= hides(value),
                6 if is_word(name, b"hidden") => hidden = true,
                _ => {}
            }
        }
        if attributes.finish().is_none() || self.elements.state() & INERT != 0 {
            return;
        }
        let Some(src) = src.filter(|src| !trim(src).is_empty()) else { return };
        self.trackers.search(src);
        let mut link = self.placed_link(Kind::Frame, src, hidden);
        link.title = title.map(|title| self.keep(title, Reading::Attribute)).unwrap_or_default();
        self.push(link);
    }
}
