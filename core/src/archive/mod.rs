//! Web archives to segments: WARC, ARC, WAT and HTML files in, Parquet out.
//!
//! Bytes flow upwards through small rooms: [`coding`] tells how a file is compressed, [`window`] decodes its members, [`records`] finds records in them ([`warc`],
//! [`arc`]), [`http`] and [`body`] unwrap the answer, [`looks`] hands a [`Fetch`](crate::fetch::Fetch) to the extractor
//! (or [`wat`] fills the columns itself), [`segment`] writes what came of it, [`import`] shares the work among threads.
//! Whatever an archive holds, none of this panics, hangs, or outgrows its bounds; damage is noted and passed over.

pub mod arc;
pub mod body;
mod coding;
pub mod date;
pub mod frames;
pub mod header;
pub mod http;
pub mod import;
pub mod inflate;
pub mod looks;
pub mod piece;
pub mod records;
pub mod segment;
pub mod sniff;
pub mod warc;
pub mod wat;
pub mod wat_json;
pub mod window;

#[cfg(test)]
mod tests;

/// A part of a file that could not be read as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Where: the start of the member, or of the record in a plain file.
    pub offset: u64,
    /// What is wrong, in words.
    pub reason: &'static str,
}
