//! Where on the page a link stands, decided from the blocks that the pass collected.

use crate::model::Placement;

/// One open-to-close stretch of a block element (div, nav, ul, table, p, section …), as the pass saw it.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The enclosing block; `u32::MAX` for the outermost.
    pub parent: u32,
    /// Code of the element, from the tokenizer's table of tags.
    pub tag: u8,
    /// Words found in class, id, role and itemtype, as bits of [`hint`]'s table.
    pub hints: u64,
    /// Visible characters of the block itself, those of blocks inside it left out.
    pub text: u32,
    /// Those of them inside links.
    pub link_text: u32,
    /// Links of the block itself.
    pub links: u32,
}

/// The bit of a class or id word (ASCII, lower case, at most 16 bytes packed big-endian), 0 if it says nothing.
pub fn hint(_word: u128) -> u64 {
    0
}

/// One placement a block.
pub fn decide(blocks: &[Block]) -> Vec<Placement> {
    vec![Placement::Unknown; blocks.len()]
}
