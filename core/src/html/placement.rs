//! Where on the page a link stands, decided from the blocks that the pass collected.

use crate::model::Placement;

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

/// What the words of one class, id, itemprop or role attribute (as written in the source) say.
pub fn hints(_value: &[u8]) -> u64 {
    0
}

/// What the tokens of a rel attribute say.
pub fn rel_hints(_value: &[u8]) -> u64 {
    0
}

/// Ends of sentences in a stretch of UTF-8: `.`, `!`, `?`, `…` and their like in other scripts.
pub fn sentence_ends(_text: &[u8]) -> u32 {
    0
}

/// One placement a link, in the order of `links`.
pub fn decide(_blocks: &[Block], links: &[LinkSpot]) -> Vec<Placement> {
    vec![Placement::Unknown; links.len()]
}
