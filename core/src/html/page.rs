//! One page as the pass sees it: a sink of the tokenizer that collects links, text, blocks and the page's facts.
//!
//! Where a tree would decide something for links, the rule stands here or in [`super::elements`], each with a test
//! (`tests/core/test_extract_tree.py`) and a line in docs/extraction.md.

use super::blocks::Blocks;
use super::charref::{self, Reading};
use super::directives::Robots;
use super::elements::{Elements, FOREIGN, HIDDEN, INERT, MUTE};
use super::scan::is_coded;
use super::tags::{BLOCK, BREAKOUT, HEADING, INLINE, QUIET, SPACE, Tag};
use super::text::{Text, collapse};
use super::tokenizer::{Attributes, Content, Sink};
use super::trackers::Trackers;
use crate::model::Kind;
use crate::url::parse::MAX_LENGTH;

/// Links kept of one page.
pub const MOST_LINKS: usize = 65_535;

/// A stretch of [`Page::values`].
#[derive(Clone, Copy, Default)]
pub struct Value {
    start: u32,
    end: u32,
}

impl Value {
    pub(super) fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A link as found; its text is a stretch of the page's text.
pub struct Link {
    /// What makes it.
    pub kind: Kind,
    /// The address as written.
    pub raw: Value,
    /// The rel attribute, if there is one.
    pub rel: Option<Value>,
    /// The title attribute, else that of a `link` element.
    pub title: Value,
    /// The alt text of its first image that has one.
    pub alt: Value,
    /// Where its text begins and ends.
    pub text: (u32, u32),
    /// The innermost block around it.
    pub block: u32,
    /// What class, id and rel say of its place.
    pub hints: u64,
    /// Hidden by markup.
    pub hidden: bool,
    /// Holds an image.
    pub image: bool,
    /// Has text that shows where the link shows.
    pub shown_text: bool,
    /// Stands on the page (not in its head or the HTTP header).
    pub placed: bool,
}

impl Link {
    pub(super) fn new(kind: Kind, raw: Value) -> Self {
        Self {
            kind,
            raw,
            rel: None,
            title: Value::default(),
            alt: Value::default(),
            text: (0, 0),
            block: 0,
            hints: 0,
            hidden: false,
            image: false,
            shown_text: false,
            placed: false,
        }
    }
}

/// A link whose end tag has not come.
#[derive(Clone, Copy)]
pub(super) struct OpenLink {
    pub link: u32,
    pub depth: u32,
    pub state: u8,
    pub hidden: bool,
}

/// What to do with text that is not markup.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw {
    Dropped,
    Shown,
    Title,
    Script,
}

/// The page's buffers; reused from page to page.
pub struct Page {
    /// The links in the order of the document.
    pub links: Vec<Link>,
    /// The collapsed text.
    pub text: Text,
    /// Attribute values, decoded.
    pub values: Vec<u8>,
    /// The blocks.
    pub blocks: Blocks,
    /// Ids of analytics and ads.
    pub trackers: Trackers,
    /// Robots directives.
    pub robots: Robots,
    /// Text of the first `title`.
    pub title: Option<Vec<u8>>,
    /// `<html lang>`, as written.
    pub language: Vec<u8>,
    /// The first `<base href>`, as written.
    pub base: Option<Value>,
    /// Bytes of [`Page::text`] that do not show.
    pub hidden_text: usize,
    pub(super) elements: Elements,
    pub(super) open: Vec<OpenLink>,
    pub(super) raw: Raw,
    pub(super) frameset_ok: bool,
    pub(super) frameset: bool,
    pub(super) refreshed: bool,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            links: Vec::new(),
            text: Text::default(),
            values: Vec::new(),
            blocks: Blocks::default(),
            trackers: Trackers::default(),
            robots: Robots::default(),
            title: None,
            language: Vec::new(),
            base: None,
            hidden_text: 0,
            elements: Elements::default(),
            open: Vec::new(),
            raw: Raw::Dropped,
            frameset_ok: true,
            frameset: false,
            refreshed: false,
        }
    }
}

impl Page {
    /// Begins a page.
    pub fn clear(&mut self) {
        self.links.clear();
        self.text.clear();
        self.values.clear();
        self.blocks.clear();
        self.trackers.clear();
        self.robots = Robots::default();
        self.title = None;
        self.language.clear();
        self.base = None;
        self.hidden_text = 0;
        self.elements.clear();
        self.open.clear();
        self.raw = Raw::Dropped;
        self.frameset_ok = true;
        self.frameset = false;
        self.refreshed = false;
    }

    /// Ends the page: what is open ends with it.
    pub fn finish(&mut self) {
        self.count();
        let end = self.text.len() as u32;
        for open in self.open.drain(..) {
            self.links[open.link as usize].text.1 = end;
        }
        self.trackers.finish();
    }

    /// The bytes of a value.
    #[inline(always)]
    pub fn value(&self, value: Value) -> &[u8] {
        &self.values[value.start as usize..value.end as usize]
    }

    /// Adds a link that no markup makes: of an HTTP header.
    pub fn add_header_link(&mut self, kind: Kind, raw: &str) {
        let raw = self.keep(raw.as_bytes(), Reading::Cdata);
        self.push(Link::new(kind, raw));
    }

    /// Keeps an attribute's value as it reads. More of it than an address may have is cut off.
    #[inline(always)]
    pub(super) fn keep(&mut self, raw: &[u8], reading: Reading) -> Value {
        let start = self.values.len();
        if is_coded(raw) {
            charref::read(raw, reading, &mut self.values);
        } else {
            self.values.extend_from_slice(raw);
        }
        if self.values.len() - start > MAX_LENGTH + 1 {
            let cut = (start..=start + MAX_LENGTH + 1).rev().find(|at| self.values[*at] & 0xC0 != 0x80);
            self.values.truncate(cut.unwrap_or(start));
        }
        Value { start: start as u32, end: self.values.len() as u32 }
    }

    /// Adds a link; false where the page has too many.
    #[inline(always)]
    pub(super) fn push(&mut self, link: Link) -> bool {
        let room = self.links.len() < MOST_LINKS;
        if room {
            self.links.push(link);
        }
        room
    }

    /// Counts the text up to here for the current block.
    #[inline(always)]
    pub(super) fn count(&mut self) {
        self.blocks.count(self.text.bytes(), !self.open.is_empty());
    }

    #[inline(always)]
    pub(super) fn space(&mut self) {
        if self.elements.state() & (HIDDEN | INERT | MUTE) == 0 || !self.open.is_empty() {
            // What parts two blocks is the text of neither.
            self.count();
            self.text.space();
            self.blocks.pass(self.text.len());
        }
    }

    #[inline(always)]
    pub(super) fn show(&mut self, raw: &[u8], coded: bool, reading: Reading) {
        let state = self.elements.state();
        if state & (INERT | MUTE | HIDDEN) != 0 && (state & (INERT | MUTE) != 0 || self.open.is_empty()) {
            return;
        }
        let before = self.text.len();
        self.text.push(raw, coded, reading);
        let added = self.text.len() - before;
        if added == 0 {
            return;
        }
        self.frameset_ok = false;
        let Some(open) = self.open.last() else { return };
        if state == open.state && (added > 1 || self.text.bytes()[before] != b' ') {
            self.links[open.link as usize].shown_text = true;
        }
        if open.hidden || state & HIDDEN != 0 {
            self.hidden_text += added;
        }
    }
}

impl<'a> Sink<'a> for Page {
    #[inline(always)]
    fn text(&mut self, raw: &'a [u8], coded: bool, reading: Reading) {
        if matches!(reading, Reading::Data | Reading::Cdata) {
            return self.show(raw, coded, reading);
        }
        match self.raw {
            Raw::Dropped => {}
            Raw::Shown => self.show(raw, coded, reading),
            Raw::Script => self.trackers.search_script(raw),
            Raw::Title => {
                let mut decoded = Vec::new();
                charref::read(raw, reading, &mut decoded);
                let mut title = Vec::new();
                collapse(&decoded, &mut title);
                if title.last() == Some(&b' ') {
                    title.pop();
                }
                self.title = Some(title);
            }
        }
    }

    #[inline(always)]
    fn start_tag(&mut self, tag: Tag, _name: &'a [u8], attributes: &mut Attributes<'a>) -> Content {
        if tag == Tag::A {
            self.start_a(attributes);
            return Content::Data;
        }
        if self.elements.state() & FOREIGN != 0 {
            if !tag.is(BREAKOUT) {
                return self.start_foreign(tag, attributes);
            }
            self.leave_foreign();
        }
        if tag.is(BLOCK | INLINE) {
            self.start_element(tag, attributes);
            return Content::Data;
        }
        match tag {
            Tag::IMG | Tag::IMAGE => self.start_img(attributes),
            Tag::SCRIPT => return self.start_script(attributes),
            Tag::META => self.start_meta(attributes),
            Tag::LINK => self.start_link(attributes),
            Tag::STYLE | Tag::XMP | Tag::NOEMBED | Tag::NOFRAMES | Tag::TITLE | Tag::TEXTAREA | Tag::PLAINTEXT => {
                self.imply_ends(tag);
                self.space();
                return self.start_raw(tag, attributes);
            }
            Tag::IFRAME => {
                self.start_frame(attributes);
                self.raw = Raw::Dropped;
                return Content::Rawtext;
            }
            Tag::FRAME => {
                if self.frameset {
                    self.start_frame(attributes);
                } else {
                    attributes.finish();
                }
            }
            Tag::FRAMESET => {
                self.frameset |= attributes.finish().is_some() && self.frameset_ok;
            }
            Tag::AREA => self.start_area(attributes),
            Tag::BASE => self.start_base(attributes),
            Tag::HTML => self.start_html(attributes),
            Tag::SVG | Tag::MATH => return self.start_foreign(tag, attributes),
            _ if tag.is(QUIET) => self.start_quiet(tag, attributes),
            _ => {
                if tag.is(SPACE) && attributes.finish().is_some() {
                    self.imply_ends(tag);
                    self.space();
                } else {
                    attributes.finish();
                }
            }
        }
        Content::Data
    }

    #[inline(always)]
    fn end_tag(&mut self, tag: Tag, _name: &'a [u8]) {
        if tag == Tag::A {
            if self.link_in_reach() {
                self.end_link();
            }
            return;
        }
        if tag.is(SPACE | BLOCK) {
            self.space();
        }
        if tag.is(BLOCK | HEADING | QUIET) {
            if tag != Tag::BODY
                && let Some(element) = self.elements.closed_by(tag)
            {
                self.close_elements(element);
            }
        } else if self.elements.has(tag)
            && let Some(element) = self.elements.closed_by(tag)
        {
            self.close_elements(element);
        } else if matches!(tag, Tag::TR | Tag::TBODY | Tag::THEAD | Tag::TFOOT)
            && let Some(cell) = self.elements.implied_cell()
        {
            self.close_elements(cell);
        }
    }

    #[inline(always)]
    fn in_foreign(&self) -> bool {
        self.elements.state() & FOREIGN != 0
    }
}
