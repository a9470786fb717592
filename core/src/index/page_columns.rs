//! The columns of pages.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::{ArrowPrimitiveType, UInt16Type, UInt32Type, UInt64Type};
use arrow_array::{ArrayRef, BooleanArray, Float32Array, PrimitiveArray, RecordBatch, StringArray};
use arrow_schema::Field;

use super::columns::{ColumnError, Name, page_names, times, words};
use super::facts::{FactNumber, FactText, FactWord};
use super::gather::without_fragment;
use super::link_columns::batch;
use super::looks::{Look, Looks};
use super::segment_columns::LIST_MARK;
use super::sets::{History, PageSet};
use super::snapshot::Snapshot;
use super::tables::Which;
use crate::model;
use crate::url::url_from_key;

/// The columns of pages that there are.
pub const PAGE_COLUMNS: &[&str] = &[
    "url",
    "host",
    "domain",
    "page_rating",
    "page_trust",
    "domain_rating",
    "trust",
    "spam_mass",
    "fetched_at",
    "look",
    "status",
    "final_url",
    "content_type",
    "canonical",
    "noindex",
    "nofollow",
    "title",
    "language",
    "text_length",
    "text_share",
    "links_internal",
    "links_external",
    "simhash",
    "analytics_ids",
    "ads_ids",
    "archive",
    "archive_offset",
    "first_seen",
    "last_seen",
    "looks",
    "backlinks",
    "referring_domains",
    "internal_links",
    "import_id",
    "page",
    "redirect_url",
    "domain_rank",
];

/// Redirects are followed so far.
const HOPS: usize = 10;

impl Snapshot {
    /// Columns of pages; facts are null for pages that are only linked to.
    pub fn page_columns(&self, pages: &PageSet, columns: &[String]) -> Result<RecordBatch, ColumnError> {
        let ids: Vec<u32> = pages.iter().collect();
        let records = ids.iter().map(|page| self.parts.record(*page)).collect();
        let rows = PageRows { snapshot: self, ids, records };
        let mut fields = Vec::with_capacity(columns.len());
        let mut arrays = Vec::with_capacity(columns.len());
        for name in columns {
            let array = rows.column(name).ok_or_else(|| ColumnError::Unknown(name.clone(), PAGE_COLUMNS.to_vec()))?;
            fields.push(Field::new(name, array.data_type().clone(), true));
            arrays.push(array);
        }
        batch(fields, arrays, rows.ids.len())
    }

    /// Where the redirects of a page lead: the last address known, itself if it does not redirect.
    fn final_url(&self, page: u32) -> Option<String> {
        let mut seen = vec![page];
        let mut here = page;
        for _ in 0..HOPS {
            let Some((part, record)) = self.parts.record(here) else { break };
            let looks = &self.parts.parts[part].looks;
            let range = looks.range(record);
            let last = looks.of_ours(&range, false);
            let redirected = last.is_some_and(|last| looks.glance(&range, last).look == model::Look::Redirect);
            if !redirected || !looks.has_text(FactText::RedirectUrl, record) {
                break;
            }
            let mut reader = looks.text(FactText::RedirectUrl).reader();
            let next = without_fragment(reader.text(record)).to_owned();
            match self.page(&next) {
                Some(page) if !seen.contains(&page) => {
                    seen.push(page);
                    here = page;
                }
                Some(_) => break,
                None => return Some(next),
            }
        }
        let mut reader = self.parts.reader(|part| &part.keys);
        let mut url = Vec::new();
        url_from_key(reader.get(here), &mut url);
        String::from_utf8(url).ok()
    }

    /// Live links to a page, and the domains that they come from.
    fn links_to(&self, which: Which, page: u32) -> (u64, u32) {
        let mut domains = Vec::new();
        let mut links = 0;
        for span in self.spans(which, &PageSet { ranges: std::iter::once(page..page + 1).collect() }) {
            let filter = self.filter(which, span.part, History::Live);
            self.parts.parts[span.part].tables[which as usize].source.for_each(span.rows, |row, source| {
                if filter.has(row) {
                    links += 1;
                    domains.push(self.parts.domain_of(source as u32));
                }
            });
        }
        domains.sort_unstable();
        domains.dedup();
        (links, domains.len() as u32)
    }
}

/// The time of a look of ours; none of a report.
fn ours_at(look: Option<Look>) -> Option<u32> {
    look.filter(|look| look.glance.look.is_ours()).map(|look| look.at)
}

struct PageRows<'a> {
    snapshot: &'a Snapshot,
    ids: Vec<u32>,
    /// Part and place of the newest record of each.
    records: Vec<Option<(usize, usize)>>,
}

impl PageRows<'_> {
    fn column(&self, name: &str) -> Option<ArrayRef> {
        let parts = &self.snapshot.parts;
        let ids = || self.ids.iter().copied();
        Some(match name {
            "url" => page_names(parts, ids(), Name::Url, false),
            "host" => page_names(parts, ids(), Name::Host, false),
            "domain" => page_names(parts, ids(), Name::Domain, false),
            "page" => Arc::new(ids().map(Some).collect::<PrimitiveArray<UInt32Type>>()),
            "final_url" => {
                let of = |(page, record): (&u32, &Option<_>)| record.and_then(|_| self.snapshot.final_url(*page));
                Arc::new(self.ids.iter().zip(&self.records).map(of).collect::<StringArray>())
            }
            "backlinks" => self.count(|page| self.snapshot.links_to(Which::Backlinks, page).0),
            "internal_links" => self.count(|page| self.snapshot.links_to(Which::Internal, page).0),
            "referring_domains" => {
                let of = |page| Some(self.snapshot.links_to(Which::Backlinks, page).1);
                Arc::new(ids().map(of).collect::<PrimitiveArray<UInt32Type>>())
            }
            "content_type" => self.word(FactWord::ContentType),
            "language" => self.word(FactWord::Language),
            "archive" => self.archives(),
            "canonical" => self.text(FactText::Canonical),
            "redirect_url" => self.text(FactText::RedirectUrl),
            "title" => self.text(FactText::Title),
            "analytics_ids" => self.list(FactText::AnalyticsIds),
            "ads_ids" => self.list(FactText::AdsIds),
            "status" => self.number::<UInt16Type>(FactNumber::Status, |value| value as u16),
            "text_length" => self.number::<UInt32Type>(FactNumber::TextLength, |value| value as u32),
            "links_internal" => self.number::<UInt32Type>(FactNumber::LinksInternal, |value| value as u32),
            "links_external" => self.number::<UInt32Type>(FactNumber::LinksExternal, |value| value as u32),
            "simhash" => self.number::<UInt64Type>(FactNumber::Simhash, |value| value),
            "archive_offset" => {
                let offset = |looks: &Looks, record| {
                    looks.number(FactNumber::ArchiveOffset, record).filter(|_| !looks.reported.contains(record))
                };
                Arc::new(self.of_records(offset).collect::<PrimitiveArray<UInt64Type>>())
            }
            "text_share" => {
                let share = |looks: &Looks, record| looks.number(FactNumber::TextShare, record);
                let shares = self.of_records(share).map(|bits| bits.map(|bits| f32::from_bits(bits as u32)));
                Arc::new(shares.collect::<Float32Array>())
            }
            "noindex" => Arc::new(self.of_records(|looks, record| looks.robots(record).0).collect::<BooleanArray>()),
            "nofollow" => Arc::new(self.of_records(|looks, record| looks.robots(record).1).collect::<BooleanArray>()),
            _ => return self.life(name),
        })
    }

    fn life(&self, name: &str) -> Option<ArrayRef> {
        Some(match name {
            "looks" => {
                let ours = |looks: &Looks, record| {
                    let range = looks.range(record);
                    let ours = (0..range.len()).filter(|at| looks.glance(&range, *at).look.is_ours());
                    Some(ours.count() as u32)
                };
                let counts = self.of_records(ours).map(|count| Some(count.unwrap_or(0)));
                Arc::new(counts.collect::<PrimitiveArray<UInt32Type>>())
            }
            "fetched_at" | "last_seen" => times(self.end(false).map(ours_at)),
            "first_seen" => times(self.end(true).map(ours_at)),
            "look" => words(self.end(false).map(|look| look.map(|look| look.glance.look as u8)), model::Look::WORDS),
            "import_id" => {
                let imports = self.snapshot.parts.imports();
                let number =
                    |look: Look| imports.get(look.import as usize).map(|import| format!("{:04}", import.number));
                Arc::new(self.end(false).map(|look| look.and_then(number)).collect::<StringArray>())
            }
            _ if !PAGE_COLUMNS.contains(&name) => return None,
            _ => return self.snapshot.page_rating_column(name, self.ids.iter().copied()),
        })
    }

    fn looks(&self, part: usize) -> &Looks {
        &self.snapshot.parts.parts[part].looks
    }

    fn of_records<T>(&self, of: impl Fn(&Looks, usize) -> Option<T>) -> impl Iterator<Item = Option<T>> {
        self.records.iter().map(move |record| record.and_then(|(part, record)| of(self.looks(part), record)))
    }

    /// The first or last look of ours at each; of a page that only exports tell of its first or last report.
    fn end(&self, first: bool) -> impl Iterator<Item = Option<Look>> {
        self.of_records(move |looks, record| {
            let range = looks.range(record);
            let end = || if first { 0 } else { range.len() - 1 };
            (!range.is_empty()).then(|| looks.look(&range, looks.of_ours(&range, first).unwrap_or_else(end)))
        })
    }

    fn count(&self, of: impl Fn(u32) -> u64) -> ArrayRef {
        Arc::new(self.ids.iter().map(|page| Some(of(*page))).collect::<PrimitiveArray<UInt64Type>>())
    }

    fn number<T: ArrowPrimitiveType>(&self, which: FactNumber, of: impl Fn(u64) -> T::Native) -> ArrayRef {
        let values = self.of_records(|looks, record| looks.number(which, record));
        Arc::new(values.map(|value| value.map(&of)).collect::<PrimitiveArray<T>>())
    }

    fn strings(&self, mut of: impl FnMut(usize, usize, &mut StringBuilder)) -> ArrayRef {
        let mut out = StringBuilder::new();
        for record in &self.records {
            match record {
                Some((part, record)) => of(*part, *record, &mut out),
                None => out.append_null(),
            }
        }
        Arc::new(out.finish())
    }

    fn text(&self, which: FactText) -> ArrayRef {
        let parts = &self.snapshot.parts.parts;
        let mut readers: Vec<_> = parts.iter().map(|part| part.looks.text(which).reader()).collect();
        self.strings(|part, record, out| {
            let present = self.looks(part).has_text(which, record);
            out.append_option(present.then(|| readers[part].text(record)));
        })
    }

    fn word(&self, which: FactWord) -> ArrayRef {
        let parts = &self.snapshot.parts.parts;
        let mut readers: Vec<_> = parts.iter().map(|part| part.looks.word(which).words.reader()).collect();
        self.strings(|part, record, out| {
            let looks = self.looks(part);
            let code = looks.word(which).codes.get(record) as usize;
            out.append_option(looks.has_word(which, record).then(|| readers[part].text(code)));
        })
    }

    /// The file that holds the bytes of the last look; an export holds none.
    fn archives(&self) -> ArrayRef {
        let parts = &self.snapshot.parts.parts;
        let mut readers: Vec<_> = parts.iter().map(|part| part.looks.word(FactWord::Archive).words.reader()).collect();
        self.strings(|part, record, out| {
            let looks = self.looks(part);
            let code = looks.word(FactWord::Archive).codes.get(record) as usize;
            out.append_option((!looks.reported.contains(record)).then(|| readers[part].text(code)));
        })
    }

    fn list(&self, which: FactText) -> ArrayRef {
        let parts = &self.snapshot.parts.parts;
        let mut readers: Vec<_> = parts.iter().map(|part| part.looks.text(which).reader()).collect();
        let mut out = ListBuilder::new(StringBuilder::new());
        for record in &self.records {
            if let Some((part, record)) = record {
                let joined = readers[*part].text(*record);
                joined.split(LIST_MARK).filter(|id| !id.is_empty()).for_each(|id| out.values().append_value(id));
            }
            out.append(record.is_some());
        }
        Arc::new(out.finish())
    }
}
