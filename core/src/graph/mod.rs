//! The link graph: who passes authority to whom, and how much.
//!
//! [`csr`] holds arcs as rows of numbers, [`pagerank`] solves over them, [`ratings`] keeps what came of it beside the
//! index. docs/scoring.md gives every definition with its formula and source.

#![allow(
    clippy::len_without_is_empty,
    reason = "how many there are is asked everywhere, whether there is none nowhere"
)]

pub mod adjacency;
pub mod csr;
pub mod harmonic;
pub mod hyperball;
pub mod names;
pub mod pagerank;
pub mod ratings;
