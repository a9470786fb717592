//! Pages to links, in one pass over bytes, without a tree.
//!
//! [`tokenizer`] is the standard's machine; [`page`] (with its parts `page_*`) is its sink that collects links, text and [`blocks`] while
//! [`elements`] follows as much of the tree as links depend on; [`extract`] turns a fetch into columns.
//! docs/extraction.md tells every field and every rule.

pub mod blocks;
pub mod charref;
mod charref_table;
pub(crate) mod directives;
mod elements;
pub mod encoding;
mod extract;
mod hidden;
mod look;
mod page;
mod page_elements;
mod page_head;
mod page_links;
pub mod placement;
mod scan;
mod simhash;
pub mod tags;
mod text;
pub mod tokenizer;
mod trackers;

pub use extract::Extractor;
pub use look::{is_html, look, looks_like_html};
