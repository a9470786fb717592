//! One look at one address: what the archive readers hand to the extractor.

use crate::model::Source;

/// An answer as it was fetched, with transfer and content encodings already removed.
#[derive(Clone, Debug)]
pub struct Fetch<'a> {
    /// The address that was fetched, as the archive has it.
    pub url: &'a str,
    /// When, in microseconds since 1970, UTC.
    pub fetched_at: i64,
    /// HTTP status; none for a file that never went over HTTP.
    pub status: Option<u16>,
    /// The Content-Type header, whole.
    pub content_type: Option<&'a str>,
    /// Every X-Robots-Tag header.
    pub robots_tags: &'a [&'a str],
    /// Every Link header (`rel=canonical` can stand there).
    pub link_headers: &'a [&'a str],
    /// The Content-Language header.
    pub content_language: Option<&'a str>,
    /// The Location header.
    pub location: Option<&'a str>,
    /// The body. Bytes, in whatever encoding the page has.
    pub body: &'a [u8],
    /// The body was cut short.
    pub truncated: bool,
    /// A revisit or a 304: no body, the content of an earlier look.
    pub not_modified: bool,
    /// What a revisit refers to, where the archive says so.
    pub refers_to: Option<(&'a str, i64)>,
    /// The way in.
    pub source: Source,
    /// The file that holds the record.
    pub archive: &'a str,
    /// Where in it.
    pub archive_offset: u64,
}
