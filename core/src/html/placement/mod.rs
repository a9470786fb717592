//! Where on the page a link stands, decided from the blocks that the pass collected.

mod lookup;
mod page;
mod trees;
mod words;

pub use lookup::{hints, rel_hints};
pub use page::FEATURES;
pub use words::sentence_ends;

use crate::model::Placement;
use page::Page;
use words::{PAGER, RELATED, SHARE, TAGS};

/// One open-to-close stretch of a block element (div, nav, ul, table, p, section …), as the pass saw it.
///
/// Blocks come in the order of their start tags, so a block's parent stands before it. Block 0 is the page.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The enclosing block; `u32::MAX` for the outermost.
    pub parent: u32,
    /// Code of the element, from the tokenizer's table of tags.
    pub tag: u8,
    /// What its class, id, itemprop and role say: [`hints`] of each, joined by `|`. 0 for block 0, html and body.
    pub hints: u64,
    /// Bytes of collapsed visible text (as they go into the page's text, UTF-8) of the block itself, those of blocks
    /// inside it left out.
    pub text: u32,
    /// Those of them inside links.
    pub link_text: u32,
    /// Links (`a` with an href, shown or not) of the block itself.
    pub links: u32,
    /// Sentence ends in the text outside links: [`sentence_ends`] of each stretch of it.
    pub sentence_ends: u32,
    /// Length of the page's text at its start tag, in bytes.
    pub start: u32,
}

/// One link of the page.
#[derive(Clone, Debug, Default)]
pub struct LinkSpot {
    /// The innermost block that is open at its start tag.
    pub block: u32,
    /// What class, id and rel of the `<a>` say: [`hints`] of class and of id and [`rel_hints`] of rel, joined by `|`.
    pub hints: u64,
    /// Bytes of its text, as in [`Block::text`].
    pub text: u32,
    /// Length of the page's text at its start tag, in bytes.
    pub start: u32,
    /// Whether it leads to another host than the page's.
    pub external: bool,
    /// Whether its href begins with `#`.
    pub fragment: bool,
}

/// Decides where links stand; keeps its buffers from page to page.
#[derive(Default)]
pub struct Placer {
    page: Page,
}

impl Placer {
    /// One placement a link, in the order of `links`. Steps grow with blocks and links, not with their nesting.
    pub fn decide<'a>(&'a mut self, blocks: &'a [Block], links: &'a [LinkSpot]) -> impl Iterator<Item = Placement> {
        self.page.read(blocks);
        links.iter().map(|link| {
            if blocks.is_empty() { Placement::Unknown } else { place(&self.page, blocks, link, links.len()) }
        })
    }
}

/// The measures of every link, [`FEATURES`] a link: what the trees were learned from.
pub fn features(blocks: &[Block], links: &[LinkSpot]) -> Vec<f32> {
    let mut page = Page::default();
    page.read(blocks);
    links.iter().flat_map(|link| page.features(blocks, link, links.len())).collect()
}

/// Names say which region it is; whether it is the main text, they say only of comments and landmarks.
fn place(page: &Page, blocks: &[Block], link: &LinkSpot, all: usize) -> Placement {
    let region = page.region_of(link.block);
    if page.is_settled(blocks, link) {
        return region.unwrap_or_else(|| page.beside(link));
    }
    if is_main(&page.features(blocks, link, all)) {
        return Placement::Main;
    }
    let by_link = words::region(link.hints & (PAGER | TAGS | SHARE | RELATED));
    region.or(by_link).unwrap_or_else(|| page.beside(link))
}

/// Trees between two looks at what the sum can still become.
const STRIDE: usize = 6;

/// Farthest that rounding can move a sum of so few leaves.
const ROUNDING: f32 = 1e-4;

/// Before every [`STRIDE`]th tree: below the first sum no link becomes main any more, above the second every one does.
static SETTLED: [(f32, f32); trees::TREES.len() / STRIDE] = {
    let mut settled = [(0.0, 0.0); trees::TREES.len() / STRIDE];
    let (mut least, mut most) = (0.0, 0.0);
    let mut tree = trees::TREES.len();
    while tree > 0 {
        tree -= 1;
        let leaves = &trees::TREES[tree].2;
        let (mut low, mut high) = (leaves[0], leaves[0]);
        let mut leaf = 1;
        while leaf < leaves.len() {
            low = low.min(leaves[leaf]);
            high = high.max(leaves[leaf]);
            leaf += 1;
        }
        least += low;
        most += high;
        if tree.is_multiple_of(STRIDE) {
            settled[tree / STRIDE] = (trees::THRESHOLD - most - ROUNDING, trees::THRESHOLD - least + ROUNDING);
        }
    }
    settled
};

fn is_main(features: &[f32; page::COUNT]) -> bool {
    let mut sum = 0.0;
    for (trees, (below, above)) in trees::TREES.chunks(STRIDE).zip(&SETTLED) {
        if sum < *below || sum > *above {
            return sum > *above;
        }
        for tree in trees {
            sum += leaf(tree, features);
        }
    }
    sum > trees::THRESHOLD
}

#[inline(always)]
fn leaf((asked, thresholds, leaves): &trees::Tree, features: &[f32; page::COUNT]) -> f32 {
    let says = |at: usize| usize::from(features[asked[at] as usize] > thresholds[at]);
    let first = says(0);
    let second = 2 * first + says(1 + first);
    leaves[2 * second + says(3 + second)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::tags::Tag;

    fn block(parent: u32, tag: Tag, names: &str, text: u32, link_text: u32, start: u32) -> Block {
        let (links, sentence_ends) = (u32::from(link_text > 0), (text - link_text) / 60);
        Block { parent, tag: tag.0, hints: hints(names.as_bytes()), text, link_text, links, sentence_ends, start }
    }

    /// A page of a menu, two paragraphs in a div that is named like a sidebar, comments, and a foot with a menu.
    fn page() -> Vec<Block> {
        vec![
            block(u32::MAX, Tag::BODY, "", 0, 0, 0),
            block(0, Tag::UL, "menu", 0, 0, 0),
            block(1, Tag::LI, "", 10, 10, 0),
            block(0, Tag::DIV, "has-sidebar", 0, 0, 10),
            block(3, Tag::P, "", 500, 10, 10),
            block(3, Tag::P, "", 700, 20, 510),
            block(0, Tag::DIV, "comments", 0, 0, 1210),
            block(6, Tag::P, "", 200, 10, 1210),
            block(0, Tag::FOOTER, "", 0, 0, 1410),
            block(8, Tag::NAV, "", 10, 10, 1410),
            block(0, Tag::ASIDE, "", 20, 20, 1420),
        ]
    }

    fn decide(blocks: &[Block], links: &[LinkSpot]) -> Vec<Placement> {
        Placer::default().decide(blocks, links).collect()
    }

    #[test]
    fn every_region_is_told() {
        let links = [2, 4, 5, 7, 9, 10].map(|block| LinkSpot { block, text: 10, ..LinkSpot::default() });
        let links = links.map(|link| LinkSpot { start: page()[link.block as usize].start, ..link });
        let placements = decide(&page(), &links);
        let expected = [
            Placement::Navigation,
            Placement::Main,
            Placement::Main,
            Placement::Comments,
            Placement::Footer,
            Placement::Sidebar,
        ];
        assert_eq!(placements, expected);
    }

    #[test]
    fn a_page_without_text_or_without_blocks_is_no_trouble() {
        assert_eq!(decide(&[], &[LinkSpot::default()]), [Placement::Unknown]);
        let bare = [block(u32::MAX, Tag::BODY, "", 0, 0, 0)];
        assert_eq!(decide(&bare, &[LinkSpot::default()]), [Placement::Unknown]);
        assert!(decide(&bare, &[]).is_empty());
    }

    #[test]
    fn deep_nesting_costs_no_more_than_width() {
        let deep: Vec<Block> = (0..100_000u32).map(|at| block(at.wrapping_sub(1), Tag::DIV, "nav", 1, 1, at)).collect();
        let links: Vec<LinkSpot> = (0..100_000).map(|block| LinkSpot { block, ..LinkSpot::default() }).collect();
        assert_eq!(decide(&deep, &links).len(), links.len());
    }
}
