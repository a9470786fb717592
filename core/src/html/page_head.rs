//! The page's facts from its markup: `meta`, `link`, `base`, `html`, and the elements that hold text instead of markup.

use super::charref::{self, Reading};
use super::directives::{Robots, refresh_target};
use super::elements::{INERT, NOSCRIPT};
use super::page::{Link, Page, Raw};
use super::scan::{is_word, tokens, trim};
use super::tags::Tag;
use super::tokenizer::{Attributes, Content};
use crate::model::Kind;

impl Page {
    pub(super) fn start_meta(&mut self, attributes: &mut Attributes<'_>) {
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

    pub(super) fn start_link(&mut self, attributes: &mut Attributes<'_>) {
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

    pub(super) fn start_base(&mut self, attributes: &mut Attributes<'_>) {
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

    pub(super) fn start_html(&mut self, attributes: &mut Attributes<'_>) {
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

    pub(super) fn start_script(&mut self, attributes: &mut Attributes<'_>) -> Content {
        while let Some((name, value)) = attributes.take() {
            if is_word(name, b"src") {
                self.trackers.search(value);
            }
        }
        self.raw = Raw::Script;
        Content::Script
    }

    /// An element whose content is text, not markup.
    pub(super) fn start_raw(&mut self, tag: Tag, attributes: &mut Attributes<'_>) -> Content {
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
}

/// Whether a media type is that of a feed.
fn is_feed(media_type: &[u8]) -> bool {
    let essence = trim(media_type.split(|byte| *byte == b';').next().unwrap_or_default());
    [&b"application/rss+xml"[..], b"application/atom+xml", b"application/rdf+xml", b"application/feed+json"]
        .iter()
        .any(|feed| is_word(essence, feed))
}
