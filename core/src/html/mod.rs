//! Pages to links (room not furnished yet).

pub mod placement;
