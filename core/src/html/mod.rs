//! Pages to links (room not furnished yet).

pub(crate) mod directives;
pub mod placement;
mod scan;

use crate::batch::{Batch, PageFacts};
use crate::fetch::Fetch;
use crate::model::Look;

/// Stands in for the extractor until it is merged: a page row, no links.
#[derive(Default)]
pub struct Extractor;

impl Extractor {
    /// A fresh one.
    pub fn new() -> Self {
        Self
    }

    /// Page rows only.
    pub fn extract(&mut self, fetch: &Fetch<'_>, batch: &mut Batch) {
        batch.end_page(&PageFacts {
            url: fetch.url,
            fetched_at: fetch.fetched_at,
            status: fetch.status,
            look: if fetch.not_modified { Look::NotModified } else { Look::Content },
            redirect_url: None,
            content_type: None,
            canonical: None,
            noindex: None,
            nofollow: None,
            title: None,
            language: None,
            text_length: None,
            text_share: None,
            links_internal: None,
            links_external: None,
            simhash: None,
            analytics_ids: &[],
            ads_ids: &[],
            truncated: fetch.truncated,
            refers_to_url: None,
            refers_to_date: None,
            source: fetch.source,
            archive: fetch.archive,
            archive_offset: fetch.archive_offset,
        });
    }
}
