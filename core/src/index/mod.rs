//! The index: domains, hosts, pages and links as sorted, packed, memory-mapped arrays, derived from the segments.
//!
//! [`build`] folds segments into parts (a base, then deltas), [`snapshot`] reads parts as one index. In between lie
//! the history of links ([`history`]), a pure function of the looks at a page, and the files: [`packed`] numbers,
//! [`bits`], [`strings`], gathered in a [`part`]. docs/formats.md tells the files one by one.

#![allow(
    clippy::len_without_is_empty,
    reason = "how many there are is asked everywhere, whether there is none nowhere"
)]
#![allow(clippy::single_range_in_vec_init, reason = "a list of ranges may well have one")]

pub mod bits;
pub mod build;
pub mod columns;
pub mod delta;
pub mod domain_columns;
pub mod facts;
pub mod fold;
pub mod gather;
pub mod history;
pub mod intern;
pub mod kept_totals;
pub mod link_columns;
mod link_life;
pub mod link_texts;
pub mod looks;
pub mod merge;
pub mod names;
pub mod packed;
pub mod page_columns;
pub mod part;
pub mod parts;
pub mod rated;
pub mod referring;
pub mod segment;
mod segment_columns;
pub mod sets;
pub mod shapes;
pub mod snapshot;
pub mod streams;
pub mod strings;
pub mod tables;
pub mod totals;
pub mod witnesses;

use std::io;

/// Told how much of how much is done; an error stops the work.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64) -> io::Result<()>;

/// Counts work done, and tells it now and then.
pub struct Step<'a> {
    progress: Progress<'a>,
    done: u64,
    told: u64,
    total: u64,
}

impl<'a> Step<'a> {
    /// Work of so many steps.
    pub fn new(progress: Progress<'a>, total: u64) -> Self {
        Self { progress, done: 0, told: 0, total }
    }

    /// So many steps more are done.
    pub fn advance(&mut self, steps: u64) -> io::Result<()> {
        self.at(self.done + steps)
    }

    /// So many steps are done in all.
    pub fn at(&mut self, done: u64) -> io::Result<()> {
        self.done = done.min(self.total);
        if self.done - self.told.min(self.done) > self.total / 200 {
            self.told = self.done;
            (self.progress)(self.done, self.total)?;
        }
        Ok(())
    }
}
