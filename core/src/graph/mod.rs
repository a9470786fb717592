//! The link graph: who passes authority to whom, and how much.
//!
//! [`csr`] holds arcs as rows of numbers, [`pagerank`] solves over them, [`ratings`] keeps what came of it beside the
//! index. docs/scoring.md gives every definition with its formula and source.

pub mod csr;
pub mod harmonic;
pub mod hyperball;
pub mod pagerank;
pub mod ratings;
