//! The facts of a page: what its last look told, in memory and by the columns that hold them.

use super::history::Flag;
use super::looks::Looks;
use super::strings::StringsReader;

/// What the last look at a page told. See [`crate::batch::PageFacts`] for the meanings.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "told at PageFacts")]
pub struct Facts {
    pub status: Option<u16>,
    pub noindex: Option<bool>,
    pub nofollow: Option<bool>,
    pub text_length: Option<u32>,
    pub text_share: Option<f32>,
    pub links_internal: Option<u32>,
    pub links_external: Option<u32>,
    pub simhash: Option<u64>,
    pub archive_offset: u64,
    pub archive: String,
    pub language: Option<String>,
    pub content_type: Option<String>,
    pub title: Option<String>,
    pub canonical: Option<String>,
    pub redirect_url: Option<String>,
    pub analytics_ids: String,
    pub ads_ids: String,
}

impl Facts {
    pub(super) fn flags(&self) -> u64 {
        let present = [
            self.title.is_some(),
            self.canonical.is_some(),
            self.redirect_url.is_some(),
            self.language.is_some(),
            self.content_type.is_some(),
            self.status.is_some(),
            self.text_length.is_some(),
            self.text_share.is_some(),
            self.links_internal.is_some(),
            self.links_external.is_some(),
            self.simhash.is_some(),
        ];
        let flags = Flag::of(self.noindex) as u64 | (Flag::of(self.nofollow) as u64) << 2;
        present.iter().enumerate().fold(flags, |flags, (n, present)| flags | u64::from(*present) << (4 + n))
    }

    pub(super) fn numbers(&self) -> [u64; 8] {
        [
            self.flags(),
            u64::from(self.status.unwrap_or(0)),
            u64::from(self.text_length.unwrap_or(0)),
            u64::from(self.text_share.unwrap_or(0.0).to_bits()),
            u64::from(self.links_internal.unwrap_or(0)),
            u64::from(self.links_external.unwrap_or(0)),
            self.simhash.unwrap_or(0),
            self.archive_offset,
        ]
    }

    pub(super) fn texts(&self) -> [&str; 5] {
        let [title, canonical, redirect] = [&self.title, &self.canonical, &self.redirect_url].map(or_empty);
        [title, canonical, redirect, &self.analytics_ids, &self.ads_ids]
    }

    pub(super) fn words(&self) -> [&str; 3] {
        [&self.archive, or_empty(&self.language), or_empty(&self.content_type)]
    }
}

/// The text, or none as the empty one.
fn or_empty(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

/// Reads the facts of records.
pub struct FactsReader<'a> {
    looks: &'a Looks,
    texts: Vec<StringsReader<'a>>,
    words: Vec<StringsReader<'a>>,
}

impl<'a> FactsReader<'a> {
    pub(super) fn new(looks: &'a Looks, texts: Vec<StringsReader<'a>>, words: Vec<StringsReader<'a>>) -> Self {
        Self { looks, texts, words }
    }

    fn text(&mut self, which: FactText, record: usize) -> Option<String> {
        let present = self.looks.has_text(which, record);
        present.then(|| self.texts[which as usize].text(record).to_owned())
    }

    fn word(&mut self, which: FactWord, record: usize) -> Option<String> {
        let code = self.looks.word(which).codes.get(record) as usize;
        let present = self.looks.has_word(which, record);
        present.then(|| self.words[which as usize].text(code).to_owned())
    }

    /// The facts of a record.
    pub fn facts(&mut self, record: usize) -> Facts {
        let (noindex, nofollow) = self.looks.robots(record);
        let number = |which| self.looks.number(which, record);
        Facts {
            status: number(FactNumber::Status).map(|value| value as u16),
            noindex,
            nofollow,
            text_length: number(FactNumber::TextLength).map(|value| value as u32),
            text_share: number(FactNumber::TextShare).map(|value| f32::from_bits(value as u32)),
            links_internal: number(FactNumber::LinksInternal).map(|value| value as u32),
            links_external: number(FactNumber::LinksExternal).map(|value| value as u32),
            simhash: number(FactNumber::Simhash),
            archive_offset: number(FactNumber::ArchiveOffset).unwrap_or(0),
            archive: self.word(FactWord::Archive, record).unwrap_or_default(),
            language: self.word(FactWord::Language, record),
            content_type: self.word(FactWord::ContentType, record),
            title: self.text(FactText::Title, record),
            canonical: self.text(FactText::Canonical, record),
            redirect_url: self.text(FactText::RedirectUrl, record),
            analytics_ids: self.text(FactText::AnalyticsIds, record).unwrap_or_default(),
            ads_ids: self.text(FactText::AdsIds, record).unwrap_or_default(),
        }
    }
}

/// The numbers of [`Facts`], in the order of their columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "told at PageFacts")]
pub enum FactNumber {
    Flags,
    Status,
    TextLength,
    TextShare,
    LinksInternal,
    LinksExternal,
    Simhash,
    ArchiveOffset,
}

/// The texts of [`Facts`], in the order of their columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "told at PageFacts")]
pub enum FactText {
    Title,
    Canonical,
    RedirectUrl,
    AnalyticsIds,
    AdsIds,
}

/// The words of [`Facts`], in the order of their columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "told at PageFacts")]
pub enum FactWord {
    Archive,
    Language,
    ContentType,
}
