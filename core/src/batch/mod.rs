//! Observations as columns: what the extractor writes, and the Arrow record batches that come of it.
//!
//! A [`Batch`] holds the pages and links of many fetches. There is no object per link: each field is
//! appended to its column, and [`Batch::take`] hands the columns over as Arrow arrays without a copy.
//! Three tables come out: pages; links, each with the row of its page; and the texts of the links
//! (raw target, text on both sides), which are three quarters of all bytes, row by row beside the links.

mod tables;

use arrow_array::{RecordBatch, StringArray};
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};

use crate::model::{Look, Source};

pub use tables::{link_schema, page_schema, text_schema};
use tables::{link_tables, page_table};

/// A column of strings in Arrow's layout. The bytes must be UTF-8; the extractor decodes before it writes.
#[derive(Default)]
pub struct TextColumn {
    offsets: Vec<i32>,
    bytes: Vec<u8>,
    /// One flag a row, kept only from the first null on.
    present: Vec<bool>,
}

impl TextColumn {
    /// Rows so far.
    pub fn len(&self) -> usize {
        self.offsets.len()
    }

    /// Whether there is no row yet.
    pub fn is_empty(&self) -> bool {
        self.offsets.is_empty()
    }

    /// The buffer to append the next row's bytes to; close the row with [`TextColumn::end`].
    ///
    /// Whatever was appended since the last row must be valid UTF-8 when the row is closed.
    #[inline]
    pub fn open(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Closes the row begun by appending to [`TextColumn::open`].
    #[inline]
    pub fn end(&mut self) {
        self.offsets.push(self.bytes.len() as i32);
        if !self.present.is_empty() {
            self.present.push(true);
        }
    }

    /// Appends a row.
    #[inline]
    pub fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.end();
    }

    /// Appends a row without a value.
    pub fn push_null(&mut self) {
        if self.present.is_empty() {
            self.present.resize(self.offsets.len(), true);
        }
        self.offsets.push(self.bytes.len() as i32);
        self.present.push(false);
    }

    /// Appends a row, null for `None`.
    pub fn push_option(&mut self, text: Option<&[u8]>) {
        match text {
            Some(text) => self.push(text),
            None => self.push_null(),
        }
    }

    /// The bytes of a row (empty for a null).
    pub fn get(&self, row: usize) -> &[u8] {
        let start = if row == 0 { 0 } else { self.offsets[row - 1] as usize };
        &self.bytes[start..self.offsets[row] as usize]
    }

    fn clear(&mut self) {
        self.offsets.clear();
        self.bytes.clear();
        self.present.clear();
    }

    /// The finished array; the column is empty afterwards.
    pub(crate) fn take(&mut self) -> StringArray {
        let Self { offsets, bytes, present } = std::mem::take(self);
        let mut starts = Vec::with_capacity(offsets.len() + 1);
        starts.push(0);
        starts.extend_from_slice(&offsets);
        let nulls = (!present.is_empty()).then(|| NullBuffer::from(present));
        // `try_new` checks the UTF-8 once, fast; a fault here is a fault of the extractor.
        StringArray::try_new(OffsetBuffer::new(ScalarBuffer::from(starts)), Buffer::from_vec(bytes), nulls)
            .expect("the extractor writes UTF-8 only")
    }
}

/// The facts of one look at a page.
#[derive(Clone, Debug)]
pub struct PageFacts<'a> {
    /// The address that was fetched, normalised by the WHATWG standard.
    pub url: &'a str,
    /// When, in microseconds since 1970, UTC.
    pub fetched_at: i64,
    /// HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// What the look found.
    pub look: Look,
    /// Where a 3xx or a meta refresh leads, resolved.
    pub redirect_url: Option<&'a str>,
    /// Media type as the server said it, without parameters, lower case.
    pub content_type: Option<&'a str>,
    /// The declared canonical address, resolved.
    pub canonical: Option<&'a str>,
    /// `noindex` in meta robots or X-Robots-Tag.
    pub noindex: Option<bool>,
    /// `nofollow` in meta robots or X-Robots-Tag.
    pub nofollow: Option<bool>,
    /// The text of `<title>`, white space collapsed.
    pub title: Option<&'a str>,
    /// The declared language: `<html lang>`, else Content-Language; lower case.
    pub language: Option<&'a str>,
    /// Characters of visible text.
    pub text_length: Option<u32>,
    /// Bytes of visible text over bytes of HTML, 0 to 1.
    pub text_share: Option<f32>,
    /// Links (text, image, area) to the same registrable domain, those within the page itself left out.
    pub links_internal: Option<u32>,
    /// Links (text, image, area) to other registrable domains.
    pub links_external: Option<u32>,
    /// 64-bit simhash of the visible text's word shingles; null when the text is too short to tell.
    pub simhash: Option<u64>,
    /// Ids of analytics (Google `UA-`, `G-`, `GTM-`, Matomo site ids …), sorted.
    pub analytics_ids: &'a [String],
    /// Ids of ads (AdSense `ca-pub-` …), sorted.
    pub ads_ids: &'a [String],
    /// The record was cut short: a link that is missing may have stood in the part that is gone.
    pub truncated: bool,
    /// The address and time that a revisit refers to, where they differ from its own.
    pub refers_to_url: Option<&'a str>,
    /// See `refers_to_url`; microseconds since 1970.
    pub refers_to_date: Option<i64>,
    /// The way in.
    pub source: Source,
    /// The file that holds the bytes, as its import names it.
    pub archive: &'a str,
    /// Where the record (its gzip member, if there is one) starts in that file.
    pub archive_offset: u64,
}

/// The columns of pages.
#[derive(Default)]
pub struct PageColumns {
    url: TextColumn,
    fetched_at: Vec<i64>,
    status: Vec<Option<u16>>,
    look: Vec<u8>,
    redirect_url: TextColumn,
    content_type: TextColumn,
    canonical: TextColumn,
    noindex: Vec<Option<bool>>,
    nofollow: Vec<Option<bool>>,
    title: TextColumn,
    language: TextColumn,
    text_length: Vec<Option<u32>>,
    text_share: Vec<Option<f32>>,
    links_internal: Vec<Option<u32>>,
    links_external: Vec<Option<u32>>,
    simhash: Vec<Option<u64>>,
    analytics_ids: Vec<Vec<String>>,
    ads_ids: Vec<Vec<String>>,
    truncated: Vec<bool>,
    refers_to_url: TextColumn,
    refers_to_date: Vec<Option<i64>>,
    source: Vec<u8>,
    archive: TextColumn,
    archive_offset: Vec<u64>,
    /// Rows of the link table that belong to the page: the links of a page stand together, in order.
    links: Vec<u32>,
}

/// One value a link, as columns; push to every column before [`LinkColumns::end`].
#[derive(Default)]
pub struct LinkColumns {
    /// The row of the link's page in the page table of the same batch.
    pub page: Vec<u32>,
    /// The n-th link of its page, from 0, in the order of the document.
    pub position: Vec<u32>,
    /// The address as resolved; null where it does not parse.
    pub target_url: TextColumn,
    /// Text, else alt, else title, white space collapsed.
    pub anchor: TextColumn,
    /// Code of [`AnchorFrom`], or [`NO_CODE`] where the anchor is empty.
    pub anchor_from: Vec<u8>,
    /// The rel attribute as written; null where there is none.
    pub rel: TextColumn,
    /// No nofollow, sponsored or ugc on the link, no nofollow on the page.
    pub followed: Vec<bool>,
    /// The token `nofollow`.
    pub nofollow: Vec<bool>,
    /// The token `sponsored`.
    pub sponsored: Vec<bool>,
    /// The token `ugc`.
    pub ugc: Vec<bool>,
    /// Code of [`Kind`].
    pub kind: Vec<u8>,
    /// Code of [`Placement`], or [`NO_CODE`] where the source cannot know.
    pub placement: Vec<u8>,
    /// Share of the block's text that is link text, 0 to 1; NaN where the source cannot know.
    pub link_density: Vec<f32>,
    /// Hidden by markup or inline style: 1, 0, or [`NO_CODE`] where the source cannot know.
    pub hidden: Vec<u8>,
    /// The address as written, character references decoded.
    pub target_raw: TextColumn,
    /// Up to 100 characters of text before the link; null where the source cannot know.
    pub context_left: TextColumn,
    /// Up to 100 characters of text after the link; null where the source cannot know.
    pub context_right: TextColumn,
}

/// The code of "unknown to this source" in the byte columns of [`LinkColumns`].
pub const NO_CODE: u8 = u8::MAX;

impl LinkColumns {
    /// Rows so far.
    pub fn len(&self) -> usize {
        self.page.len()
    }

    /// Whether there is no row yet.
    pub fn is_empty(&self) -> bool {
        self.page.is_empty()
    }

    fn clear(&mut self) {
        let Self { page, position, target_url, anchor, anchor_from, rel, followed, .. } = self;
        page.clear();
        position.clear();
        anchor_from.clear();
        followed.clear();
        for column in [target_url, anchor, rel, &mut self.target_raw, &mut self.context_left, &mut self.context_right] {
            column.clear();
        }
        for flags in [&mut self.nofollow, &mut self.sponsored, &mut self.ugc] {
            flags.clear();
        }
        for codes in [&mut self.kind, &mut self.placement, &mut self.hidden] {
            codes.clear();
        }
        self.link_density.clear();
    }

    /// Bytes of text held, to know when to hand over.
    fn bytes(&self) -> usize {
        [&self.target_url, &self.anchor, &self.rel, &self.target_raw, &self.context_left, &self.context_right]
            .iter()
            .map(|column| column.bytes.len())
            .sum()
    }
}

/// Pages and links not yet handed over.
#[derive(Default)]
pub struct Batch {
    pages: PageColumns,
    /// The links of the pages; push them before their page's facts, see [`Batch::page_row`].
    pub links: LinkColumns,
    counted_links: usize,
}

/// The three tables of a batch; `links` and `texts` have the same rows.
pub struct Tables {
    /// Schema [`page_schema`].
    pub pages: RecordBatch,
    /// Schema [`link_schema`].
    pub links: RecordBatch,
    /// Schema [`text_schema`].
    pub texts: RecordBatch,
}

impl Batch {
    /// The row that the next page gets: what its links write into `links.page`.
    #[inline]
    pub fn page_row(&self) -> u32 {
        self.pages.fetched_at.len() as u32
    }

    /// Bytes of link text held; hand over before this comes near 2 GiB.
    pub fn bytes(&self) -> usize {
        self.links.bytes()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.pages.fetched_at.is_empty()
    }

    /// Appends a page; all links pushed since the page before are its own.
    pub fn end_page(&mut self, facts: &PageFacts<'_>) {
        let p = &mut self.pages;
        p.url.push(facts.url.as_bytes());
        p.fetched_at.push(facts.fetched_at);
        p.status.push(facts.status);
        p.look.push(facts.look as u8);
        p.redirect_url.push_option(facts.redirect_url.map(str::as_bytes));
        p.content_type.push_option(facts.content_type.map(str::as_bytes));
        p.canonical.push_option(facts.canonical.map(str::as_bytes));
        p.noindex.push(facts.noindex);
        p.nofollow.push(facts.nofollow);
        p.title.push_option(facts.title.map(str::as_bytes));
        p.language.push_option(facts.language.map(str::as_bytes));
        p.text_length.push(facts.text_length);
        p.text_share.push(facts.text_share);
        p.links_internal.push(facts.links_internal);
        p.links_external.push(facts.links_external);
        p.simhash.push(facts.simhash);
        p.analytics_ids.push(facts.analytics_ids.to_vec());
        p.ads_ids.push(facts.ads_ids.to_vec());
        p.truncated.push(facts.truncated);
        p.refers_to_url.push_option(facts.refers_to_url.map(str::as_bytes));
        p.refers_to_date.push(facts.refers_to_date);
        p.source.push(facts.source as u8);
        p.archive.push(facts.archive.as_bytes());
        p.archive_offset.push(facts.archive_offset);
        p.links.push((self.links.len() - self.counted_links) as u32);
        self.counted_links = self.links.len();
    }

    /// Throws everything away and keeps the memory, for whoever only counts.
    pub fn clear(&mut self) {
        self.links.clear();
        self.pages = PageColumns::default();
        self.counted_links = 0;
    }

    /// Hands everything over as Arrow tables; the batch is empty afterwards.
    pub fn take(&mut self) -> Tables {
        let Batch { pages, links, .. } = std::mem::take(self);
        let (links, texts) = link_tables(links);
        Tables { pages: page_table(pages), links, texts }
    }
}
