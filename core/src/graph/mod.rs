//! The link graph: who passes authority to whom, and how much.
//!
//! [`csr`] holds arcs as rows of numbers, [`components`] finds what is strongly connected, [`pagerank`] solves over them
//! with what [`solve`] brings, [`ratings`] keeps what came of it beside the index. [`rank`] goes all the way from the
//! index: [`consolidate`], [`web`] and [`page_web`] read the graphs, by the [`settings`]; [`carry`] keeps ratings when
//! the index is folded. docs/scoring.md gives every definition with its formula and source.

#![allow(
    clippy::len_without_is_empty,
    reason = "how many there are is asked everywhere, whether there is none nowhere"
)]

pub mod adjacency;
pub mod carry;
pub mod components;
pub mod consolidate;
pub mod contributions;
pub mod csr;
pub mod harmonic;
pub mod hyperball;
pub mod names;
pub mod neighbours;
pub mod page_web;
pub mod pagerank;
pub mod rank;
pub mod ratings;
pub mod settings;
pub mod similar;
pub mod solve;
pub mod web;
