//! What solves a strongly connected component: [`chunk`] its rows and the sweep over them, [`rows`] how they are
//! stored, [`core`] the iteration. [`super::pagerank`] takes the components one after the other.

pub mod chunk;
pub mod core;
pub mod rows;
