//! What must hold for any bytes: the doors of the core that strangers' bytes come through.
//!
//! Each check panics where its rule is broken. The fuzzers in `targets/` call them with bytes that the
//! coverage suggests, `core/tests/fuzz.rs` with made-up bytes from a fixed seed.

pub mod address;
pub mod archive;
pub mod export;
pub mod page;
mod table;
