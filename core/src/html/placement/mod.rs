//! Where on the page a link stands, decided from the blocks that the pass collected.

mod page;
mod trees;
mod words;

pub use page::FEATURES;
pub use words::{hints, rel_hints, sentence_ends};

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

/// One placement a link, in the order of `links`. Steps grow with blocks and links, not with their nesting.
pub fn decide(blocks: &[Block], links: &[LinkSpot]) -> Vec<Placement> {
    if blocks.is_empty() {
        return vec![Placement::Unknown; links.len()];
    }
    let mut page = Page::default();
    page.read(blocks);
    links.iter().map(|link| place(&page, blocks, link, links.len())).collect()
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

fn is_main(features: &[f32; page::COUNT]) -> bool {
    let sum: f32 = trees::TREES.iter().map(|tree| leaf(tree, features)).sum();
    sum > trees::THRESHOLD
}

fn leaf((asked, thresholds, leaves): &trees::Tree, features: &[f32; page::COUNT]) -> f32 {
    let mut at = 0;
    for _ in 0..3 {
        at = 2 * at + 1 + usize::from(features[asked[at] as usize] > thresholds[at]);
    }
    leaves[at - 7]
}
