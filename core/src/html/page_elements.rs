//! Elements that open and close: blocks, what hides its content, svg and math.

use super::elements::{FOREIGN, HIDDEN, INERT, MUTE, NOSCRIPT, Outside};
use super::hidden::hides;
use super::page::Page;
use super::placement::hints;
use super::scan::{is_word, trim};
use super::tags::{CLOSES_P, INLINE, Tag};
use super::tokenizer::{Attributes, Content};
use crate::model::Kind;

impl Page {
    /// Closes elements and what ends with them.
    #[inline(always)]
    pub(super) fn close_elements(&mut self, to: usize) {
        self.count();
        let Outside { block, ends_links } = self.elements.truncate(to);
        if ends_links != usize::MAX {
            while self.open.last().is_some_and(|open| open.depth as usize > ends_links) {
                self.end_link();
            }
        }
        self.blocks.close_to(block);
    }

    /// A block, or an inline element that may hide what is inside.
    #[inline(always)]
    pub(super) fn start_element(&mut self, tag: Tag, attributes: &mut Attributes<'_>) {
        let (mut said, mut hidden) = (0, false);
        let mut action = None;
        while let Some((name, value)) = attributes.take() {
            match name.len() {
                5 if is_word(name, b"class") => said |= hints(value),
                5 if is_word(name, b"style") => hidden |= hides(value),
                2 if is_word(name, b"id") => said |= hints(value),
                4 if is_word(name, b"role") => said |= hints(value),
                8 if is_word(name, b"itemprop") => said |= hints(value),
                6 if is_word(name, b"hidden") => hidden = true,
                6 if tag == Tag::FORM && is_word(name, b"action") => _ = action.get_or_insert(value),
                _ => {}
            }
        }
        if attributes.finish().is_none() {
            return;
        }
        let state = self.elements.state() | if hidden { HIDDEN } else { 0 };
        if tag.is(INLINE) {
            // Kept only where something hidden depends on which end tag is whose.
            if hidden || self.elements.has(tag) || tag == Tag::OBJECT {
                self.elements.push(tag, state, self.blocks.current());
            }
            return;
        }
        self.imply_ends(tag);
        let state = self.elements.state() | if hidden { HIDDEN } else { 0 };
        if tag == Tag::BODY {
            self.frameset_ok = false;
            if self.elements.has(Tag::BODY) {
                return;
            }
            said = 0;
        } else if tag == Tag::FORM && self.elements.has(Tag::FORM) {
            // The standard's form element pointer: a form inside a form is none.
            return;
        }
        self.space();
        self.count();
        let outer = self.blocks.current();
        if self.elements.push(tag, state, outer) {
            self.blocks.open(tag, said, self.text.len());
        }
        if let Some(action) = action.filter(|action| !trim(action).is_empty())
            && self.takes_links()
        {
            let link = self.placed_link(Kind::Form, action, false);
            self.push(link);
        }
    }

    /// The ends that a start tag implies.
    #[inline(always)]
    pub(super) fn imply_ends(&mut self, tag: Tag) {
        if matches!(tag, Tag::LI | Tag::DT | Tag::DD) {
            if let Some(item) = self.elements.implied_item(tag) {
                self.close_elements(item);
            }
        } else if matches!(tag, Tag::TD | Tag::TH | Tag::CAPTION | Tag::TR | Tag::TBODY | Tag::THEAD | Tag::TFOOT)
            && let Some(cell) = self.elements.implied_cell()
        {
            self.close_elements(cell);
        }
        if tag.is(CLOSES_P)
            && let Some(p) = self.elements.implied_p()
        {
            self.close_elements(p);
        }
    }

    /// `noscript`, `template`, `select`: what is inside does not show.
    pub(super) fn start_quiet(&mut self, tag: Tag, attributes: &mut Attributes<'_>) {
        if attributes.finish().is_none() {
            return;
        }
        self.space();
        self.count();
        let inside = match tag {
            Tag::TEMPLATE => HIDDEN | INERT,
            Tag::NOSCRIPT => HIDDEN | NOSCRIPT,
            _ => HIDDEN,
        };
        self.elements.push(tag, self.elements.state() | inside, self.blocks.current());
    }

    /// `svg` and `math`, and what is inside them.
    #[cold]
    pub(super) fn start_foreign(&mut self, tag: Tag, attributes: &mut Attributes<'_>) -> Content {
        let mut html = false;
        let mut styled = false;
        while let Some((name, value)) = attributes.take() {
            html |= is_word(name, b"encoding")
                && (is_word(value, b"text/html") || is_word(value, b"application/xhtml+xml"));
            styled |= is_word(name, b"color") || is_word(name, b"face") || is_word(name, b"size");
        }
        let Some(closes_itself) = attributes.finish() else { return Content::Data };
        let state = self.elements.state();
        let inside = match tag {
            Tag::SVG => {
                if let Some(open) = self.open.last() {
                    self.links[open.link as usize].image = true;
                }
                state | FOREIGN
            }
            Tag::MATH => state | FOREIGN,
            Tag::FOREIGNOBJECT | Tag::MI | Tag::MO | Tag::MN | Tag::MS | Tag::MTEXT => state & !FOREIGN,
            Tag::DESC | Tag::TITLE => state & !FOREIGN | HIDDEN,
            Tag::ANNOTATION_XML if html => state & !FOREIGN,
            Tag::ANNOTATION | Tag::ANNOTATION_XML => state | HIDDEN,
            Tag::STYLE | Tag::SCRIPT => state | MUTE,
            Tag::FONT if styled => {
                self.leave_foreign();
                return Content::Data;
            }
            _ => return Content::Data,
        };
        if !closes_itself {
            self.count();
            self.elements.push(tag, inside, self.blocks.current());
        }
        Content::Data
    }

    pub(super) fn leave_foreign(&mut self) {
        if let Some(root) = self.elements.foreign_root() {
            self.close_elements(root);
        }
    }
}
