//! Collecting blocks: the stretches of block elements with what stands in them, for the placement of links.

use super::placement::{Block, sentence_ends};
use super::tags::Tag;

/// Blocks kept of one page; text and links of further ones count for the block around them.
const MOST: usize = 100_000;

/// The blocks of a page in the order of their start tags. Block 0 is the page itself.
#[derive(Default)]
pub struct Blocks {
    list: Vec<Block>,
    current: u32,
    /// Text up to here is counted.
    counted: usize,
}

impl Blocks {
    /// Begins a page.
    pub fn clear(&mut self) {
        self.list.clear();
        self.list.push(Block { parent: u32::MAX, ..Block::default() });
        self.current = 0;
        self.counted = 0;
    }

    /// The innermost open block.
    #[inline(always)]
    pub fn current(&self) -> u32 {
        self.current
    }

    /// All blocks of the page.
    pub fn list(&self) -> &[Block] {
        &self.list
    }

    /// Opens a block inside the current one; `start` is the length of the page's text.
    #[inline(always)]
    pub fn open(&mut self, tag: Tag, hints: u64, start: usize) {
        if self.list.len() >= MOST {
            return;
        }
        self.list.push(Block { parent: self.current, tag: tag.0, hints, start: start as u32, ..Block::default() });
        self.current = self.list.len() as u32 - 1;
    }

    /// Goes back to an outer block.
    #[inline(always)]
    pub fn close_to(&mut self, block: u32) {
        self.current = block;
    }

    /// Counts the text since the last call for the current block. Call before the block or the link changes.
    #[inline(always)]
    pub fn count(&mut self, text: &[u8], in_link: bool) {
        if text.len() > self.counted {
            let stretch = &text[self.counted..];
            let block = &mut self.list[self.current as usize];
            block.text += stretch.len() as u32;
            if in_link {
                block.link_text += stretch.len() as u32;
            } else {
                block.sentence_ends += sentence_ends(stretch);
            }
            self.counted = text.len();
        }
    }

    /// Leaves the text up to `length` uncounted.
    #[inline(always)]
    pub fn pass(&mut self, length: usize) {
        self.counted = length;
    }

    /// Counts a link for the current block.
    #[inline(always)]
    pub fn count_link(&mut self) {
        self.list[self.current as usize].links += 1;
    }

    /// Share of link text in a block's own text, 0 to 1; where there is no text, a block with links is all links.
    pub fn link_density(&self, block: u32) -> f32 {
        let block = &self.list[block as usize];
        if block.text == 0 { 1.0 } else { block.link_text as f32 / block.text as f32 }
    }
}
