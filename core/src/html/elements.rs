//! The open elements: as much of the standard's stack as links, blocks and visibility depend on.
//!
//! Inline elements are not kept, save those that hide what is inside. The stack is bounded; what a tree would do
//! further down is not followed (browsers stop nesting at 512 elements too).

use super::tags::{BLOCK, BOUNDARY, HEADING, LIST, MARKER, Tag};

/// State: not shown.
pub const HIDDEN: u8 = 1;
/// State: inside `template`, whose content is no part of the page.
pub const INERT: u8 = 2;
/// State: the text is no text (style or script inside svg).
pub const MUTE: u8 = 4;
/// State: svg or math, not in a part of it that holds HTML.
pub const FOREIGN: u8 = 8;
/// State: inside `noscript`.
pub const NOSCRIPT: u8 = 16;

/// Elements kept open at most.
const DEEPEST: usize = 512;
/// How far up an end tag looks for its start tag.
const REACH: usize = 64;

/// One open element, with what held outside it.
#[derive(Clone, Copy)]
struct Open {
    tag: Tag,
    state: u8,
    block: u32,
}

/// What holds again once elements are closed.
pub struct Outside {
    /// The block that is current now.
    pub block: u32,
    /// Links opened deeper than this are ended; `usize::MAX` if none are.
    pub ends_links: usize,
}

/// The stack of open elements.
pub struct Elements {
    open: Vec<Open>,
    counts: [u16; 128],
    beyond: u32,
    state: u8,
}

impl Default for Elements {
    fn default() -> Self {
        Self { open: Vec::with_capacity(DEEPEST), counts: [0; 128], beyond: 0, state: 0 }
    }
}

impl Elements {
    /// Begins a page.
    pub fn clear(&mut self) {
        self.open.clear();
        self.counts = [0; 128];
        self.beyond = 0;
        self.state = 0;
    }

    /// State bits of the innermost element.
    #[inline(always)]
    pub fn state(&self) -> u8 {
        self.state
    }

    /// Elements open.
    #[inline(always)]
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Whether one of the tag is open.
    #[inline(always)]
    pub fn has(&self, tag: Tag) -> bool {
        self.counts[tag.0 as usize & 127] > 0
    }

    /// Opens an element inside `block`; `state` holds inside it. False where the stack is full.
    #[inline]
    pub fn push(&mut self, tag: Tag, state: u8, block: u32) -> bool {
        if self.open.len() >= DEEPEST {
            self.beyond += 1;
            return false;
        }
        self.open.push(Open { tag, state: self.state, block });
        self.counts[tag.0 as usize & 127] += 1;
        self.state = state;
        true
    }

    /// Closes the elements from the `to`th on.
    #[inline]
    pub fn truncate(&mut self, to: usize) -> Outside {
        let mut ends_links = usize::MAX;
        for (index, element) in self.open.iter().enumerate().skip(to).rev() {
            self.counts[element.tag.0 as usize & 127] -= 1;
            if element.tag.is(MARKER) || matches!(element.tag, Tag::SVG | Tag::MATH) {
                ends_links = index;
            }
        }
        let Open { state, block, .. } = self.open[to];
        self.state = state;
        self.open.truncate(to);
        Outside { block, ends_links }
    }

    /// Whether an element that parts links inside it from links around it was opened at `depth` or deeper.
    #[inline(always)]
    pub fn parted_since(&self, depth: usize) -> bool {
        self.open[depth.min(self.open.len())..].iter().any(|element| element.tag.is(MARKER))
    }

    /// The element that an end tag closes.
    #[inline]
    pub fn closed_by(&mut self, tag: Tag) -> Option<usize> {
        if self.beyond > 0 {
            self.beyond -= 1;
            return None;
        }
        if self.open.last().is_some_and(|last| last.tag == tag) {
            return Some(self.open.len() - 1);
        }
        if !self.has(tag) && !tag.is(HEADING) {
            return None;
        }
        self.search(|open| {
            if open == tag || open.is(HEADING) && tag.is(HEADING) {
                Search::Found
            } else if open.is(BOUNDARY) && !reaches(tag, open) {
                Search::Stop
            } else {
                Search::Pass
            }
        })
    }

    /// The open `p` that a start tag ends: only one that nothing else is open in.
    #[inline(always)]
    pub fn implied_p(&self) -> Option<usize> {
        let last = self.open.last()?;
        (last.tag == Tag::P && self.beyond == 0).then(|| self.open.len() - 1)
    }

    /// The item that an `li`, `dt` or `dd` start tag ends.
    #[inline]
    pub fn implied_item(&self, tag: Tag) -> Option<usize> {
        if self.beyond > 0 {
            return None;
        }
        let same = |open: Tag| if tag == Tag::LI { open == Tag::LI } else { matches!(open, Tag::DT | Tag::DD) };
        self.search(|open| match open {
            open if same(open) => Search::Found,
            Tag::ADDRESS | Tag::DIV | Tag::P => Search::Pass,
            open if open.is(LIST | BLOCK | BOUNDARY) => Search::Stop,
            _ => Search::Pass,
        })
    }

    /// The cell (or caption) that the next cell, row or section of the table ends.
    #[inline]
    pub fn implied_cell(&self) -> Option<usize> {
        if self.beyond > 0 {
            return None;
        }
        self.search(|open| match open {
            Tag::TD | Tag::TH | Tag::CAPTION => Search::Found,
            Tag::TABLE | Tag::TEMPLATE => Search::Stop,
            _ => Search::Pass,
        })
    }

    /// The svg or math that is left behind by a start tag which can only be HTML.
    pub fn foreign_root(&self) -> Option<usize> {
        let inside = self.open.iter().rposition(|element| element.state & FOREIGN == 0)?;
        (self.state & FOREIGN != 0).then_some(inside)
    }

    #[inline(always)]
    fn search(&self, judge: impl Fn(Tag) -> Search) -> Option<usize> {
        for (index, element) in self.open.iter().enumerate().rev().take(REACH) {
            match judge(element.tag) {
                Search::Found => return Some(index),
                Search::Stop => return None,
                Search::Pass => {}
            }
        }
        None
    }
}

enum Search {
    Found,
    Stop,
    Pass,
}

/// Whether the end tag of `tag` reaches past the boundary `open`.
fn reaches(tag: Tag, open: Tag) -> bool {
    match tag {
        Tag::TABLE => matches!(open, Tag::TD | Tag::TH | Tag::CAPTION),
        Tag::TEMPLATE | Tag::NOSCRIPT => true,
        _ => false,
    }
}
