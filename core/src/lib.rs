//! The engine behind Backlit: links out of web archives, and an index of them.
//!
//! Everything that touches every byte or every link lives here; what decides, asks and shows lives in
//! Python above it. Data flows one way: [`archive`] yields fetches, [`html`] turns a fetch into columns,
//! [`batch`] hands them over as Arrow tables, [`index`] sorts them into memory-mapped arrays and answers.

pub mod archive;
pub mod batch;
pub mod exports;
pub mod fetch;
pub mod graph;
pub mod html;
pub mod index;
pub mod model;
pub mod text;
pub mod url;
pub mod words;

#[cfg(feature = "python")]
mod python;
