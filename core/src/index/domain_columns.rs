//! The columns of domains, counted over all pages and links of the index.

use std::sync::Arc;

use arrow_array::types::{UInt32Type, UInt64Type};
use arrow_array::{ArrayRef, PrimitiveArray, RecordBatch};
use arrow_schema::Field;

use super::columns::{ColumnError, Name, names, times};
use super::link_columns::batch;
use super::sets::History;
use super::snapshot::Snapshot;
use super::tables::Which;

/// The columns of domains that there are.
pub const DOMAIN_COLUMNS: &[&str] = &[
    "domain",
    "domain_rating",
    "rank",
    "trust",
    "spam_mass",
    "harmonic",
    "pages",
    "pages_looked_at",
    "hosts",
    "backlinks",
    "referring_domains",
    "outlinks",
    "linked_domains",
    "internal_links",
    "first_seen",
    "last_seen",
];

/// Numbers of each domain, by id.
#[derive(Default)]
struct DomainRows {
    pages: Vec<u32>,
    looked: Vec<u32>,
    hosts: Vec<u32>,
    backlinks: Vec<u64>,
    outlinks: Vec<u64>,
    linked: Vec<u32>,
    internal: Vec<u64>,
    seen: Vec<Option<(u32, u32)>>,
}

impl Snapshot {
    /// Columns of all domains, by id.
    pub fn domain_columns(&self, columns: &[String]) -> Result<RecordBatch, ColumnError> {
        let count = self.parts.counts.domains as usize;
        let has = |names: &[&str]| columns.iter().any(|column| names.contains(&column.as_str()));
        let mut rows = DomainRows::default();
        if has(&["pages", "pages_looked_at", "hosts", "first_seen", "last_seen"]) {
            self.count_pages(&self.parts.page_domains(), count, &mut rows);
        }
        if has(&["backlinks", "outlinks", "linked_domains", "internal_links"]) {
            self.count_links(&self.parts.page_domains(), count, &mut rows);
        }
        let mut fields = Vec::with_capacity(columns.len());
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(columns.len());
        let small = |values: &[u32]| -> ArrayRef { Arc::new(PrimitiveArray::<UInt32Type>::from(values.to_vec())) };
        let large = |values: &[u64]| -> ArrayRef { Arc::new(PrimitiveArray::<UInt64Type>::from(values.to_vec())) };
        for name in columns {
            let array = match name.as_str() {
                "domain" => names(&self.parts, &(0..count as u32).map(Some).collect::<Vec<_>>(), Name::Domain, false),
                "pages" => small(&rows.pages),
                "pages_looked_at" => small(&rows.looked),
                "hosts" => small(&rows.hosts),
                "backlinks" => large(&rows.backlinks),
                "referring_domains" => small(&self.parts.ratings()),
                "outlinks" => large(&rows.outlinks),
                "linked_domains" => small(&rows.linked),
                "internal_links" => large(&rows.internal),
                "first_seen" => times(rows.seen.iter().map(|seen| seen.map(|seen| seen.0))),
                "last_seen" => times(rows.seen.iter().map(|seen| seen.map(|seen| seen.1))),
                _ => DOMAIN_COLUMNS
                    .contains(&name.as_str())
                    .then(|| self.rating_column(name, 0..count as u32))
                    .flatten()
                    .ok_or_else(|| ColumnError::Unknown(name.clone(), DOMAIN_COLUMNS.to_vec()))?,
            };
            fields.push(Field::new(name, array.data_type().clone(), true));
            arrays.push(array);
        }
        batch(fields, arrays, count)
    }

    fn count_pages(&self, page_domain: &[u32], count: usize, rows: &mut DomainRows) {
        (rows.pages, rows.looked, rows.hosts) = (vec![0; count], vec![0; count], vec![0; count]);
        rows.seen = vec![None; count];
        for (page, domain) in page_domain.iter().map(|domain| *domain as usize).enumerate().filter(|(_, d)| *d < count)
        {
            rows.pages[domain] += 1;
            if let Some((part, record)) = self.parts.record(page as u32) {
                let looks = &self.parts.parts[part].looks;
                let range = looks.range(record);
                let ends = looks.of_ours(&range, true).zip(looks.of_ours(&range, false));
                let Some((first, last)) = ends else { continue };
                let (first, last) = (looks.time(&range, first), looks.time(&range, last));
                let seen = rows.seen[domain].unwrap_or((first, last));
                rows.seen[domain] = Some((seen.0.min(first), seen.1.max(last)));
                rows.looked[domain] += 1;
            }
        }
        for part in &self.parts.parts {
            part.host_domain.for_each(0..part.host_domain.len(), |_, domain| {
                if let Some(hosts) = rows.hosts.get_mut(domain as usize) {
                    *hosts += 1;
                }
            });
        }
    }

    fn count_links(&self, page_domain: &[u32], count: usize, rows: &mut DomainRows) {
        (rows.backlinks, rows.outlinks) = (vec![0; count], vec![0; count]);
        (rows.internal, rows.linked) = (vec![0; count], vec![0; count]);
        let mut pairs: Vec<u64> = Vec::new();
        let domain_of = |page: usize| page_domain.get(page).map_or(0, |domain| *domain as usize);
        for (n, part) in self.parts.parts.iter().enumerate() {
            for which in Which::ALL {
                let filter = self.filter(which, n, History::Live);
                let table = &part.tables[which as usize];
                table.runs(0..table.targets.len(), |page, range| {
                    let target = domain_of(page);
                    table.source.for_each(range, |row, source| {
                        let source = domain_of(source as usize);
                        if !filter.has(row) || target >= count || source >= count {
                            return;
                        }
                        if which == Which::Internal {
                            rows.internal[target] += 1;
                        } else {
                            rows.backlinks[target] += 1;
                            rows.outlinks[source] += 1;
                            pairs.push((source as u64) << 32 | target as u64);
                        }
                    });
                });
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs.iter().for_each(|pair| rows.linked[(pair >> 32) as usize] += 1);
    }
}
