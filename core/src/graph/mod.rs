//! The link graph: who passes authority to whom, and how much.
//!
//! [`csr`] holds arcs as rows of numbers, [`components`] finds what is strongly connected, [`pagerank`] solves over them
//! with what [`solve`] brings, [`ratings`] keeps what came of it beside the
//! index. docs/scoring.md gives every definition with its formula and source.

pub mod components;
pub mod csr;
pub mod pagerank;
pub mod ratings;
pub mod solve;
