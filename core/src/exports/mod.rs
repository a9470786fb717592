//! Export files of other backlink tools: rows of cells in, claims out.
//!
//! An export says what somebody else saw. Which vendor wrote it, and which column is which field, is decided above
//! (`backlit.sources.exports`) and comes as a [`plan::Plan`]; here every byte and every row is touched. A row is either
//! accepted, rejected with its line and a reason, or a duplicate of an earlier one; the three add up to the rows read.
//!
//! Whatever the file, memory is bounded: a window of text of at most twice [`ROW_BYTES`], a batch of rows not yet
//! written, and the set of rows seen, 16 bytes a row and its free places.
//!
//! Delimited files are RFC 4180 (<https://www.rfc-editor.org/rfc/rfc4180>) as vendors really write it: other delimiters,
//! encodings and line ends, and rows with broken quoting, which are found and reported ([`delimited`] tells the rule).

pub mod cells;
mod claims;
pub mod dates;
mod decode;
pub mod delimited;
mod head;
mod json;
pub mod plan;
mod read;
mod row;
pub mod sniff;
mod tables;
mod write;
mod xlsx;

use std::{fmt, io};

pub use head::{Head, head, head_of};
pub use read::{Outcome, read, read_from};

/// A cell of more bytes makes its row a rejected one.
pub const CELL_BYTES: usize = 1 << 20;
/// A row of more bytes is not looked at as a whole.
pub const ROW_BYTES: usize = 16 << 20;
/// A row of more cells is none of any export.
pub const ROW_CELLS: usize = 1 << 14;

/// Why a file could not be read.
#[derive(Debug)]
pub enum Error {
    /// The file system's answer.
    Io(io::Error),
    /// The file, or the plan, is not what it should be; the text says why, and how to mend it.
    Bad(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io(error) => error.fmt(f),
            Error::Bad(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Error::Io(error)
    }
}
