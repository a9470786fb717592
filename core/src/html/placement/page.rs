//! What the blocks of a page say together: where its running text lies, and how each link stands to it.
//!
//! Running text is found as Readability does it (a paragraph's text counts for the blocks around it, less with each
//! step; Arc90, 2009), a block's own measures are those of boilerpipe (text and link density of the block and of its
//! neighbours; Kohlschütter, Fankhauser, Nejdl, WSDM 2010).

use super::super::tags::Tag;
use super::words::*;
use super::{Block, LinkSpot};
use crate::model::Placement;

/// Text outside links, in bytes, that makes a paragraph with a sentence end in it good.
const GOOD_TEXT: u32 = 60;
/// A paragraph counts at most so much.
const MOST_TEXT: u32 = 1000;
/// What of a paragraph's text counts for the block around it, and so on outwards.
const OUTWARD: f32 = 0.5;
/// Share of the running text that a block on the way to the region holds.
const REGION_SHARE: f32 = 0.6;
/// Hints of places where running text is seldom the page's.
const ASIDE: u64 = NAVIGATION
    | BREADCRUMB
    | PAGER
    | FOOTER
    | SIDEBAR
    | WIDGET
    | COMMENTS
    | RELATED
    | SHARE
    | ADVERT
    | FORM
    | TAGS
    | AUTHOR;

/// Sums over a block and all blocks inside it, and what it inherits.
#[derive(Clone, Copy, Default)]
pub struct Sum {
    text: u32,
    link_text: u32,
    links: u32,
    /// Running text inside.
    good: f32,
    score: f32,
    /// Hints of the block itself, its element's among them.
    own: u64,
    /// Hints of the block and of all around it.
    inherited: u64,
    /// The same without the blocks that hold the running text: those wrap the whole page, their names say nothing.
    pub chain: u64,
    /// The nearest list or table around, itself included; 0 for none.
    list: u32,
    /// Blocks from here out to the block with the best score, or to the first that holds that one.
    up: u16,
    /// The same for the region.
    region_up: u16,
    /// Steps inwards from the best block.
    below: u16,
    /// Whether it is the best block or the region, or holds one of them.
    on_path: bool,
    /// The region that the names of the block and of those around it give.
    region: Option<Placement>,
    in_best: bool,
    in_region: bool,
}

/// The page as the decision sees it.
#[derive(Default)]
pub struct Page {
    pub sums: Vec<Sum>,
    best: u32,
    /// The good paragraphs: block, where they begin and end in the page's text; in order.
    paragraphs: Vec<(u32, u32, u32)>,
    /// First and last byte of the running text of the best block.
    span: (u32, u32),
}

/// Names of the features, in their order.
pub const FEATURES: &[&str] = &[
    "text",
    "text_per_link",
    "density",
    "links",
    "ends",
    "paragraph",
    "item",
    "parent_text",
    "parent_text_per_link",
    "parent_density",
    "parent_links",
    "parent_share",
    "parent_good",
    "outer_text",
    "outer_text_per_link",
    "outer_density",
    "outer_links",
    "outer_share",
    "outer_good",
    "list_text_per_link",
    "list_density",
    "list_links",
    "in_region",
    "region_up",
    "up",
    "below",
    "before",
    "after",
    "previous",
    "next",
    "good",
    "good_per_link",
    "link_text",
    "text_before",
    "external",
    "fragment",
    "body",
    "teaser",
    "comments",
    "related",
    "tags",
    "meta",
    "form",
    "footer",
    "sidebar",
    "navigation",
    "content",
    "header",
    "near_meta",
    "near_aside",
    "link_aside",
    "link_meta",
];
/// How many features a link has.
pub const COUNT: usize = 52;

/// What an element says by itself.
fn element_hints(tag: u8) -> u64 {
    match Tag(tag) {
        Tag::NAV => NAVIGATION,
        Tag::HEADER => HEADER,
        Tag::FOOTER => FOOTER,
        Tag::ASIDE => SIDEBAR,
        Tag::FORM | Tag::SEARCH | Tag::DIALOG => FORM,
        _ => 0,
    }
}

/// The region that a block's element or names give.
fn region_of(tag: u8, own: u64) -> Option<Placement> {
    region(if own & COMMENTS != 0 { COMMENTS } else { element_hints(tag) }).or_else(|| region(own))
}

/// The region inside a region. Menus in the foot are foot, whatever stands in comments is comments; else the inner one.
fn nested(outer: Option<Placement>, inner: Option<Placement>) -> Option<Placement> {
    match outer {
        Some(Placement::Comments | Placement::Footer) if inner != Some(Placement::Comments) => outer,
        _ => inner.or(outer),
    }
}

fn is_list(tag: u8) -> bool {
    matches!(Tag(tag), Tag::UL | Tag::OL | Tag::DL | Tag::MENU | Tag::DIR | Tag::TABLE)
}

fn share(part: u32, whole: u32) -> f32 {
    part as f32 / whole.max(1) as f32
}

impl Page {
    /// Reads the blocks of a page.
    pub fn read(&mut self, blocks: &[Block]) {
        self.sums.clear();
        self.paragraphs.clear();
        if blocks.is_empty() {
            return;
        }
        self.sums.reserve(blocks.len());
        self.inherit(blocks);
        self.gather(blocks);
        self.place(blocks);
    }

    fn inherit(&mut self, blocks: &[Block]) {
        for (index, block) in blocks.iter().enumerate() {
            let outer = self.sums.get(block.parent as usize).copied().unwrap_or_default();
            let own = block.hints | element_hints(block.tag);
            let inherited = outer.inherited | own;
            let plain = block.text.saturating_sub(block.link_text);
            let is_good = plain >= GOOD_TEXT && block.sentence_ends > 0 && block.link_text * 2 < plain;
            let weight = if inherited & ASIDE == 0 { 1.0 } else { 0.25 };
            let good = if is_good { plain.min(MOST_TEXT) as f32 * weight } else { 0.0 };
            if is_good {
                self.paragraphs.push((index as u32, 0, 0));
            }
            self.sums.push(Sum {
                text: block.text,
                link_text: block.link_text,
                links: block.links,
                good,
                score: good,
                own,
                inherited,
                list: if is_list(block.tag) { index as u32 } else { outer.list },
                ..Sum::default()
            });
        }
    }

    fn gather(&mut self, blocks: &[Block]) {
        let mut best = (0, 0.0);
        for (index, block) in blocks.iter().enumerate().rev() {
            let sum = self.sums[index];
            let rated = sum.score * (1.0 - share(sum.link_text, sum.text));
            if rated >= best.1 {
                best = (index as u32, rated);
            }
            if let Some(outer) = self.sums.get_mut(block.parent as usize) {
                outer.text += sum.text;
                outer.link_text += sum.link_text;
                outer.links += sum.links;
                outer.good += sum.good;
                outer.score += sum.score * OUTWARD;
            }
        }
        self.best = best.0;
        for paragraph in &mut self.paragraphs {
            let start = blocks[paragraph.0 as usize].start;
            *paragraph = (paragraph.0, start, start + self.sums[paragraph.0 as usize].text);
        }
    }

    fn place(&mut self, blocks: &[Block]) {
        let (region, best) = (self.region(blocks), self.best);
        for (path, steps) in [(best, false), (region, true)] {
            let (mut at, mut up) = (path as usize, 0);
            while let Some(sum) = self.sums.get_mut(at) {
                *(if steps { &mut sum.region_up } else { &mut sum.up }) = up;
                up += 1;
                sum.on_path = true;
                at = blocks[at].parent as usize;
            }
        }
        self.span = (u32::MAX, 0);
        let mut paragraphs = self.paragraphs.iter();
        let mut paragraph = paragraphs.next();
        for (index, block) in blocks.iter().enumerate() {
            let outer = self.sums.get(block.parent as usize).copied().unwrap_or_default();
            let sum = &mut self.sums[index];
            if !sum.on_path {
                sum.region = nested(outer.region, region_of(block.tag, sum.own));
                (sum.up, sum.region_up, sum.chain) = (outer.up, outer.region_up, outer.chain | sum.own);
            }
            sum.in_best = outer.in_best || index as u32 == best;
            sum.in_region = outer.in_region || index as u32 == region;
            sum.below = if index as u32 != best && outer.in_best { outer.below.saturating_add(1) } else { 0 };
            if paragraph.is_some_and(|paragraph| paragraph.0 as usize == index) {
                if let Some((_, start, end)) = paragraph.filter(|_| sum.in_best) {
                    self.span = (self.span.0.min(*start), self.span.1.max(*end));
                }
                paragraph = paragraphs.next();
            }
        }
        if self.span.0 == u32::MAX {
            self.span = (blocks[best as usize].start, blocks[best as usize].start + self.sums[best as usize].text);
        }
    }

    /// The innermost block that holds most of the running text, as do all around it.
    fn region(&self, blocks: &[Block]) -> u32 {
        let mut region = 0;
        let least = self.sums[0].good * REGION_SHARE;
        for (index, block) in blocks.iter().enumerate().skip(1) {
            if block.parent == region && self.sums[index].good > least {
                region = index as u32;
            }
        }
        region
    }

    /// The region that names give a block.
    pub fn region_of(&self, block: u32) -> Option<Placement> {
        self.sums[block as usize].region
    }

    /// Whether a link needs no look at the text: comments are never the page's own text, and a link outside the
    /// region, in a block of links only, with no running text around, never is.
    pub fn is_settled(&self, blocks: &[Block], link: &LinkSpot) -> bool {
        let (block, sum) = (&blocks[link.block as usize], &self.sums[link.block as usize]);
        let outer = self.sums.get(block.parent as usize).unwrap_or(sum);
        sum.region == Some(Placement::Comments)
            || (!sum.in_region && block.text <= block.link_text && outer.good == 0.0 && sum.region.is_some())
    }

    /// Where a link without a name stands, by the running text: before, within or after it.
    pub fn beside(&self, link: &LinkSpot) -> Placement {
        let sum = &self.sums[link.block as usize];
        let total = self.sums[0].text;
        if self.sums[0].good == 0.0 {
            return Placement::Unknown;
        }
        if link.start < self.span.0 && !sum.in_best {
            if sum.links > 1 || sum.list != 0 { Placement::Navigation } else { Placement::Header }
        } else if link.start > self.span.1 && link.start > total - total / 10 {
            Placement::Footer
        } else {
            Placement::Sidebar
        }
    }

    /// The measures of one link, in the order of [`FEATURES`]; `all` is the number of links on the page.
    pub fn features(&self, blocks: &[Block], link: &LinkSpot, all: usize) -> [f32; COUNT] {
        let block = &blocks[link.block as usize];
        let sum = &self.sums[link.block as usize];
        let outer = self.sums.get(block.parent as usize).unwrap_or(&self.sums[0]);
        let outermost = blocks.get(block.parent as usize).and_then(|outer| self.sums.get(outer.parent as usize));
        let outermost = outermost.unwrap_or(&self.sums[0]);
        let list = if sum.list == 0 { Sum::default() } else { self.sums[sum.list as usize] };
        let plain = (block.text.saturating_sub(block.link_text)) as f32;
        let total = self.sums[0].good.max(1.0);
        let next = self.paragraphs.partition_point(|paragraph| paragraph.1 <= link.start);
        let previous = next.checked_sub(1).map_or(u32::MAX, |at| link.start.saturating_sub(self.paragraphs[at].2));
        let next = self.paragraphs.get(next).map_or(u32::MAX, |paragraph| paragraph.1.saturating_sub(link.start));
        let near = if sum.on_path { 0 } else { sum.own } | if outer.on_path { 0 } else { outer.own };
        let says = |hints: u64, which: u64| f32::from(u8::from(hints & which != 0));
        let tag = Tag(block.tag);
        [
            plain,
            plain / block.links.max(1) as f32,
            share(block.link_text, block.text),
            block.links as f32,
            block.sentence_ends as f32,
            f32::from(u8::from(tag == Tag::P)),
            f32::from(u8::from(matches!(tag, Tag::LI | Tag::DD | Tag::DT))),
            outer.plain(),
            outer.plain() / outer.links.max(1) as f32,
            share(outer.link_text, outer.text),
            outer.links as f32,
            outer.good / total,
            outer.good,
            outermost.plain(),
            outermost.plain() / outermost.links.max(1) as f32,
            share(outermost.link_text, outermost.text),
            outermost.links as f32,
            outermost.good / total,
            outermost.good,
            list.plain() / list.links.max(1) as f32,
            share(list.link_text, list.text),
            list.links as f32,
            f32::from(u8::from(sum.in_region)),
            f32::from(sum.region_up),
            f32::from(sum.up),
            if sum.in_best { f32::from(sum.below) } else { -1.0 },
            self.span.0.saturating_sub(link.start) as f32,
            link.start.saturating_sub(self.span.1) as f32,
            previous as f32,
            next as f32,
            total,
            total / all.max(1) as f32,
            link.text as f32,
            link.start.saturating_sub(block.start) as f32,
            f32::from(u8::from(link.external)),
            f32::from(u8::from(link.fragment)),
            says(sum.inherited, BODY),
            says(sum.inherited, TEASER),
            says(sum.inherited, COMMENTS),
            says(sum.chain, RELATED),
            says(sum.chain, TAGS),
            says(sum.chain, META),
            says(sum.chain, FORM | ADVERT | SHARE),
            says(sum.chain, FOOTER),
            says(sum.chain, SIDEBAR | WIDGET),
            says(sum.chain, NAVIGATION | BREADCRUMB | PAGER),
            says(sum.chain, CONTENT),
            says(sum.chain, HEADER),
            says(near, META | AUTHOR),
            says(near, ASIDE),
            says(link.hints, ASIDE),
            says(link.hints, META),
        ]
    }
}

impl Sum {
    fn plain(&self) -> f32 {
        self.text.saturating_sub(self.link_text) as f32
    }
}
