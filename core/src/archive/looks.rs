//! Records to looks at pages: what a record says, as a [`Fetch`] for the extractor.

use std::borrow::Cow;

use super::records::Record;
use super::{body, date, header, http, warc};
use crate::batch::Batch;
use crate::fetch::Fetch;
use crate::html::{Extractor, is_html};
use crate::model::Source;

/// Turns records into pages and links.
pub struct Looks {
    extractor: Extractor,
    decoder: body::Decoder,
}

/// The file that records come from.
#[derive(Clone, Copy)]
pub struct Origin<'a> {
    /// The way in.
    pub source: Source,
    /// Its name in the segments.
    pub archive: &'a str,
    /// The date of records that have none, in microseconds since 1970.
    pub as_of: Option<i64>,
}

/// What a record says about itself, and its document.
struct Head<'r> {
    url: Cow<'r, str>,
    fetched_at: i64,
    answer: http::Answer<'r>,
    refers_to: Option<(Cow<'r, str>, i64)>,
    not_modified: bool,
}

impl Looks {
    /// A reader with buffers of its own.
    pub fn new() -> Self {
        Self { extractor: Extractor::new(), decoder: body::Decoder::default() }
    }

    /// Reads a record into the batch; an error says why it cannot be used. Records that are no look at a web page
    /// (DNS answers, screenshots, metadata) are passed over.
    pub fn read(&mut self, record: &Record<'_>, origin: Origin<'_>, batch: &mut Batch) -> Result<(), &'static str> {
        if record.kind == warc::Kind::Metadata {
            return Ok(());
        }
        if !is_web(record.url) {
            return if self.is_page(record) { Err(NO_WEB_ADDRESS) } else { Ok(()) };
        }
        let head = head(record, origin)?;
        let decoded = self.decoder.decode(&head.answer);
        let answer = &head.answer;
        let robots_tags: Vec<&str> = answer.robots_tags.iter().map(AsRef::as_ref).collect();
        let link_headers: Vec<&str> = answer.link_headers.iter().map(AsRef::as_ref).collect();
        let content_type = answer.content_type.as_deref();
        let fetch = Fetch {
            url: &head.url,
            fetched_at: head.fetched_at,
            status: answer.status,
            content_type,
            robots_tags: &robots_tags,
            link_headers: &link_headers,
            content_language: answer.content_language.as_deref(),
            location: answer.location.as_deref(),
            body: decoded.bytes,
            // 206 is a part by its own account.
            truncated: record.truncated || decoded.truncated || answer.status == Some(206),
            not_modified: head.not_modified,
            refers_to: head.refers_to.as_ref().map(|(url, date)| (url.as_ref(), *date)),
            source: origin.source,
            archive: origin.archive,
            archive_offset: record.offset as u64,
        };
        read(&mut self.extractor, &fetch, batch)
    }

    /// Whether a record holds a page of HTML, whatever its address.
    fn is_page(&mut self, record: &Record<'_>) -> bool {
        let answer = answer(record);
        let found = answer.status.is_none_or(|status| (200..300).contains(&status));
        found && is_html(answer.content_type.as_deref(), self.decoder.decode(&answer).bytes)
    }

    /// Reads an answer, or a document without one, into the batch.
    pub fn document(&mut self, fetch: &Fetch<'_>, batch: &mut Batch) -> Result<(), &'static str> {
        read(&mut self.extractor, fetch, batch)
    }
}

impl Default for Looks {
    fn default() -> Self {
        Self::new()
    }
}

/// Why a page cannot stand in an index.
pub(super) const NO_WEB_ADDRESS: &str = "HTML under an address that is no web address (http or https)";

fn read(extractor: &mut Extractor, fetch: &Fetch<'_>, batch: &mut Batch) -> Result<(), &'static str> {
    if extractor.extract(fetch, batch) { Ok(()) } else { Err(NO_WEB_ADDRESS) }
}

/// Whether an address is one of the web's.
pub(super) fn is_web(url: &[u8]) -> bool {
    let begins = |scheme: &[u8]| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    begins(b"http://") || begins(b"https://")
}

/// The answer that a record holds, or its block as the body of one.
fn answer<'r>(record: &Record<'r>) -> http::Answer<'r> {
    http::answer(record.block).unwrap_or_else(|| http::Answer {
        content_type: (!record.content_type.is_empty() && !header::holds(record.content_type, b"application/http"))
            .then(|| header::text(record.content_type)),
        body: record.block,
        ..http::Answer::default()
    })
}

fn head<'r>(record: &Record<'r>, origin: Origin<'_>) -> Result<Head<'r>, &'static str> {
    let answer = answer(record);
    let written = if origin.source == Source::Arc { date::arc(record.date) } else { date::warc(record.date) };
    let fetched_at = written
        .or(origin.as_of)
        .or(answer.date)
        .ok_or("the record has no date that can be read (give one with --as-of)")?;
    let revisit = record.kind == warc::Kind::Revisit;
    let refers_to_date = date::warc(record.refers_to_date).filter(|_| revisit);
    let url = header::text(record.url);
    let refers_to = refers_to_date.map(|date| match record.refers_to_url {
        [] => (url.clone(), date),
        other => (header::text(other), date),
    });
    // A revisit of a redirect or of an error is a look of its own: all that matters stands in its header.
    let same = answer.status.is_none_or(|status| status == 304 || (200..300).contains(&status));
    let not_modified = (revisit && same) || answer.status == Some(304);
    Ok(Head { url, fetched_at, answer, refers_to, not_modified })
}
