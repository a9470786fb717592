//! One page as the pass sees it: a sink of the tokenizer that collects links, text, blocks and the page's facts.
//!
//! Where a tree would decide something for links, the rule stands here or in [`super::elements`], each with a test
//! (`tests/core/test_extract_tree.py`) and a line in docs/extraction.md.

use super::blocks::Blocks;
use super::charref::{self, Reading};
use super::directives::{Robots, refresh_target};
use super::elements::{Elements, FOREIGN, HIDDEN, INERT, MUTE, NOSCRIPT, Outside};
use super::hidden::hides;
use super::placement::{hints, rel_hints};
use super::scan::{is_coded, is_word, tokens, trim};
use super::tags::{BLOCK, BREAKOUT, CLOSES_P, HEADING, INLINE, QUIET, SPACE, Tag};
use super::text::{Text, collapse};
use super::tokenizer::{Attributes, Content, Sink};
use super::trackers::Trackers;
use crate::model::Kind;
use crate::url::parse::MAX_LENGTH;

/// Links kept of one page.
pub const MOST_LINKS: usize = 65_535;
/// Links open at once: `a` nests only through table cells and svg.
const MOST_OPEN: usize = 8;

/// A stretch of [`Page::values`].
#[derive(Clone, Copy, Default)]
pub struct Value {
    start: u32,
    end: u32,
}

impl Value {
    fn is_empty(self) -> bool {
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
    fn new(kind: Kind, raw: Value) -> Self {
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
struct OpenLink {
    link: u32,
    depth: u32,
    state: u8,
    hidden: bool,
}

/// What to do with text that is not markup.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Raw {
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
    elements: Elements,
    open: Vec<OpenLink>,
    raw: Raw,
    frameset_ok: bool,
    frameset: bool,
    refreshed: bool,
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
    fn keep(&mut self, raw: &[u8], reading: Reading) -> Value {
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
    fn push(&mut self, link: Link) -> bool {
        let room = self.links.len() < MOST_LINKS;
        if room {
            self.links.push(link);
        }
        room
    }

    /// Counts the text up to here for the current block.
    #[inline(always)]
    fn count(&mut self) {
        self.blocks.count(self.text.bytes(), !self.open.is_empty());
    }

    #[inline(always)]
    fn space(&mut self) {
        if self.elements.state() & (HIDDEN | INERT | MUTE) == 0 || !self.open.is_empty() {
            self.text.space();
        }
    }

    /// Closes elements and what ends with them.
    #[inline(always)]
    fn close_elements(&mut self, to: usize) {
        self.count();
        let Outside { block, ends_links } = self.elements.truncate(to);
        if ends_links != usize::MAX {
            while self.open.last().is_some_and(|open| open.depth as usize > ends_links) {
                self.end_link();
            }
        }
        self.blocks.close_to(block);
    }

    #[inline(always)]
    fn end_link(&mut self) {
        self.count();
        if let Some(open) = self.open.pop() {
            self.links[open.link as usize].text.1 = self.text.len() as u32;
        }
    }

    /// Whether the innermost open link can be reached by `a` tags here.
    #[inline(always)]
    fn link_in_reach(&self) -> bool {
        self.open.last().is_some_and(|open| !self.elements.parted_since(open.depth as usize))
    }

    /// A link that stands on the page where the pass is.
    #[inline(always)]
    fn placed_link(&mut self, kind: Kind, raw: &[u8], hidden: bool) -> Link {
        self.count();
        let at = self.text.len() as u32;
        let hidden = hidden || self.elements.state() & HIDDEN != 0;
        let raw = self.keep(raw, Reading::Attribute);
        Link { text: (at, at), block: self.blocks.current(), hidden, placed: true, ..Link::new(kind, raw) }
    }

    /// Whether links are taken here: not inside `template`, not beside the frames of a frameset.
    #[inline(always)]
    fn takes_links(&self) -> bool {
        self.elements.state() & INERT == 0 && !self.frameset
    }

    #[inline(always)]
    fn start_a(&mut self, attributes: &mut Attributes<'_>) {
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

    fn start_area(&mut self, attributes: &mut Attributes<'_>) {
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

    fn start_img(&mut self, attributes: &mut Attributes<'_>) {
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
    fn start_frame(&mut self, attributes: &mut Attributes<'_>) {
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

    /// A block, or an inline element that may hide what is inside.
    #[inline(always)]
    fn start_element(&mut self, tag: Tag, attributes: &mut Attributes<'_>) {
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
    fn imply_ends(&mut self, tag: Tag) {
        if matches!(tag, Tag::LI | Tag::DT | Tag::DD) {
            if let Some(item) = self.elements.implied_item(tag) {
                self.close_elements(item);
            }
        } else if matches!(tag, Tag::TD | Tag::TH | Tag::CAPTION | Tag::TR | Tag::TBODY | Tag::THEAD | Tag::TFOOT) {
            if let Some(cell) = self.elements.implied_cell() {
                self.close_elements(cell);
            }
        }
        if tag.is(CLOSES_P)
            && let Some(p) = self.elements.implied_p()
        {
            self.close_elements(p);
        }
    }

    /// `noscript`, `template`, `select`: what is inside does not show.
    fn start_quiet(&mut self, tag: Tag, attributes: &mut Attributes<'_>) {
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
    fn start_foreign(&mut self, tag: Tag, attributes: &mut Attributes<'_>) -> Content {
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

    fn leave_foreign(&mut self) {
        if let Some(root) = self.elements.foreign_root() {
            self.close_elements(root);
        }
    }

    fn start_meta(&mut self, attributes: &mut Attributes<'_>) {
        let (mut name, mut equiv, mut content) = (None, None, None);
        while let Some((key, value)) = attributes.take() {
            let slot = match key.len() {
                4 if is_word(key, b"name") => &mut name,
                10 if is_word(key, b"http-equiv") => &mut equiv,
                7 if is_word(key, b"content") => &mut content,
                _ => continue,
            };
            slot.get_or_insert(value);
        }
        if attributes.finish().is_none() || self.elements.state() & INERT != 0 {
            return;
        }
        let Some(content) = content else { return };
        if name.is_some_and(Robots::is_agent) {
            self.robots.add(content);
        }
        if equiv.is_some_and(|equiv| is_word(trim(equiv), b"refresh"))
            && !self.refreshed
            && self.elements.state() & NOSCRIPT == 0
        {
            let content = self.keep(content, Reading::Attribute);
            let Some(target) = refresh_target(self.value(content)).map(<[u8]>::to_vec) else { return };
            self.refreshed = true;
            let raw = self.keep(&target, Reading::Cdata);
            self.push(Link::new(Kind::Redirect, raw));
        }
    }

    fn start_link(&mut self, attributes: &mut Attributes<'_>) {
        let (mut href, mut rel, mut kind, mut title) = (None, None, None, None);
        while let Some((name, value)) = attributes.take() {
            let slot = match name.len() {
                4 if is_word(name, b"href") => &mut href,
                4 if is_word(name, b"type") => &mut kind,
                3 if is_word(name, b"rel") => &mut rel,
                5 if is_word(name, b"title") => &mut title,
                _ => continue,
            };
            slot.get_or_insert(value);
        }
        if attributes.finish().is_none() || self.elements.state() & INERT != 0 {
            return;
        }
        let (Some(href), Some(rel)) = (href.filter(|href| !trim(href).is_empty()), rel) else { return };
        let has = |word: &[u8]| tokens(rel).any(|token| is_word(token, word));
        let kind = if has(b"canonical") {
            Kind::Canonical
        } else if has(b"alternate") && !has(b"stylesheet") {
            if kind.is_some_and(is_feed) { Kind::Rss } else { Kind::Alternate }
        } else {
            return;
        };
        let raw = self.keep(href, Reading::Attribute);
        let rel = Some(self.keep(rel, Reading::Attribute));
        let title = title.map(|title| self.keep(title, Reading::Attribute)).unwrap_or_default();
        self.push(Link { rel, title, ..Link::new(kind, raw) });
    }

    fn start_base(&mut self, attributes: &mut Attributes<'_>) {
        let mut href = None;
        while let Some((name, value)) = attributes.take() {
            if is_word(name, b"href") {
                href.get_or_insert(value);
            }
        }
        if attributes.finish().is_some() && self.base.is_none() && self.elements.state() & INERT == 0 {
            self.base = href.map(|href| self.keep(href, Reading::Attribute));
        }
    }

    fn start_html(&mut self, attributes: &mut Attributes<'_>) {
        let (mut lang, mut xml) = (None, None);
        while let Some((name, value)) = attributes.take() {
            if is_word(name, b"lang") {
                lang.get_or_insert(value);
            } else if is_word(name, b"xml:lang") {
                xml.get_or_insert(value);
            }
        }
        if attributes.finish().is_some() && self.language.is_empty() {
            charref::read(trim(lang.or(xml).unwrap_or_default()), Reading::Attribute, &mut self.language);
        }
    }

    fn start_script(&mut self, attributes: &mut Attributes<'_>) -> Content {
        while let Some((name, value)) = attributes.take() {
            if is_word(name, b"src") {
                self.trackers.search(value);
            }
        }
        self.raw = Raw::Script;
        Content::Script
    }

    /// An element whose content is text, not markup.
    fn start_raw(&mut self, tag: Tag, attributes: &mut Attributes<'_>) -> Content {
        if attributes.finish().is_none() {
            return Content::Data;
        }
        self.raw = Raw::Dropped;
        match tag {
            Tag::TITLE => {
                let first = self.title.is_none() && self.elements.state() & INERT == 0;
                self.raw = if first { Raw::Title } else { Raw::Dropped };
                Content::Rcdata
            }
            Tag::TEXTAREA => Content::Rcdata,
            Tag::PLAINTEXT => {
                self.raw = Raw::Shown;
                Content::Plaintext
            }
            Tag::XMP => {
                self.raw = Raw::Shown;
                Content::Rawtext
            }
            _ => Content::Rawtext,
        }
    }

    #[inline(always)]
    fn show(&mut self, raw: &[u8], coded: bool, reading: Reading) {
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

/// Whether a media type is that of a feed.
fn is_feed(media_type: &[u8]) -> bool {
    let essence = trim(media_type.split(|byte| *byte == b';').next().unwrap_or_default());
    [&b"application/rss+xml"[..], b"application/atom+xml", b"application/rdf+xml", b"application/feed+json"]
        .iter()
        .any(|feed| is_word(essence, feed))
}
