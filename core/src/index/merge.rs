//! A base and its deltas folded into a new base; also the last step of every first build.
//!
//! Keys, anchors and rows are merged as streams, each part being sorted already. So the memory needed is about 20 bytes a
//! page and 4 an anchor, and 60 a link of the page that most links lead to; it does not grow with the links otherwise. What nothing refers to any more is left out, and everything that is numbered
//! is numbered in an order of the content itself: the same looks give the same bytes, whatever parts they came in.

use std::cmp::Reverse;
use std::io;
use std::ops::Range;
use std::path::Path;

use super::bits::BitSet;
use super::history::Loss;
use super::kept_totals::{MANY, keep_totals};
use super::looks::LooksWriter;
use super::names::{AnchorsWriter, NONE, PagesWriter};
use super::packed::PackedWriter;
use super::part::{Counts, ImportMeta, Meta, PartWriter};
use super::parts::{Part, Parts};
use super::referring::referring_domains;
use super::shapes::ShapesWriter;
use super::streams::{Runs, merge_strings};
use super::strings::StringsWriter;
use super::tables::{Row, TableWriter, Which};
use super::{Progress, Step};
use crate::url::order::key_parts;

/// Folds parts into one base in `folder`; gives what its `part.json` says.
pub fn write_base(parts: &Parts, folder: &Path, progress: Progress<'_>) -> io::Result<Meta> {
    let links = parts.counts.backlinks + parts.counts.internal;
    let mut step = Step::new(progress, links * 3);
    let part = PartWriter::create(folder)?;
    let used = Used::of(parts, &mut step)?;
    let mut merge = Merge { parts, part: &part, own: Counts::default(), ids: Ids::default() };
    merge.pages(&used.pages)?;
    merge.anchors(&used.anchors)?;
    drop(used);
    step.advance(links)?;
    merge.ratings(&referring_domains(parts))?;
    merge.tables(&mut step)?;
    let (imports, looked) = merge.looks()?;
    for which in Which::ALL {
        BitSet::default().write(part.column(&format!("{}.dead", which.name()))?, 0)?;
    }
    let own = merge.own;
    part.finish(Meta { kind: "base".to_owned(), own, looked, imports, ..Meta::default() })?;
    keep_totals(folder, MANY)
}

/// Pages and anchors that the new base needs.
#[derive(Default)]
struct Used {
    pages: BitSet,
    anchors: BitSet,
}

impl Used {
    fn of(parts: &Parts, step: &mut Step<'_>) -> io::Result<Self> {
        let mut used = Used::default();
        for part in &parts.parts {
            part.looks.pages.iter(0, part.looks.pages.len()).for_each(|page| used.pages.insert(page));
            for which in Which::ALL {
                let table = &part.tables[which as usize];
                let before = part.rows(which).start;
                let alive = |row: usize| !parts.is_dead(which, before + row);
                table.anchor.for_each(0..table.len(), |row, anchor| {
                    if alive(row) {
                        used.anchors.insert(anchor as usize);
                    }
                });
                table.runs(0..table.targets.len(), |target, mut rows| {
                    if rows.any(alive) {
                        used.pages.insert(target);
                    }
                });
                step.advance(table.len() as u64)?;
            }
        }
        // Sources of rows were looked at, so they are in already.
        Ok(used)
    }
}

/// Numbers in the new base, by those in the parts.
#[derive(Default)]
struct Ids {
    page: Vec<u32>,
    domain: Vec<u32>,
    anchor: Vec<u32>,
    /// The page in the parts, by the one in the new base.
    old_page: Vec<u32>,
    /// The rating, by the domain in the new base.
    rating: Vec<u32>,
    /// The domain in the new base, by the page there.
    page_domain: Vec<u32>,
}

struct Merge<'a> {
    parts: &'a Parts,
    part: &'a PartWriter,
    own: Counts,
    ids: Ids,
}

impl Merge<'_> {
    fn pages(&mut self, used: &BitSet) -> io::Result<()> {
        let Self { parts, part, own, ids } = self;
        ids.page = vec![NONE; parts.counts.pages as usize];
        ids.domain = vec![NONE; parts.counts.domains as usize];
        let mut pages = PagesWriter::new(part)?;
        let mut hosts = StringsWriter::new(part, "hosts")?;
        let mut domains = StringsWriter::new(part, "domains")?;
        let mut host_domain = PackedWriter::new(part.column("hosts.domain")?);
        let (mut host, mut domain): (Vec<u8>, Vec<u8>) = (Vec::new(), Vec::new());
        merge_strings(
            parts,
            |part| &part.keys,
            used,
            |old, key| {
                let ends = key_parts(key).ok_or_else(|| {
                    io::Error::new(io::ErrorKind::InvalidData, "a page of the index has no address; rebuild the index")
                })?;
                if domains.len() == 0 || domain != key[..ends.domain] {
                    domain = key[..ends.domain].to_vec();
                    domains.push(&domain)?;
                }
                if hosts.len() == 0 || host != key[..ends.host] {
                    host = key[..ends.host].to_vec();
                    hosts.push(&host)?;
                    host_domain.push(domains.len() - 1)?;
                }
                let (host, domain) = (hosts.len() as u32 - 1, domains.len() as u32 - 1);
                ids.page[old] = pages.push(key, host, domain)?;
                if let Some(place) = ids.domain.get_mut(parts.domain_of(old as u32) as usize) {
                    *place = domain;
                }
                ids.old_page.push(old as u32);
                ids.page_domain.push(domain);
                Ok(())
            },
        )?;
        own.hosts = hosts.len();
        own.domains = domains.len();
        own.pages = pages.finish()?;
        hosts.finish()?;
        domains.finish()?;
        host_domain.finish()
    }

    fn anchors(&mut self, used: &BitSet) -> io::Result<()> {
        let Self { parts, part, own, ids } = self;
        ids.anchor = vec![NONE; parts.counts.anchors as usize];
        let mut anchors = AnchorsWriter::new(part)?;
        merge_strings(
            parts,
            |part| &part.anchors,
            used,
            |old, anchor| {
                ids.anchor[old] = anchors.push(anchor)?;
                Ok(())
            },
        )?;
        own.anchors = anchors.finish(part)?;
        Ok(())
    }

    /// Writes the ratings; `referring` has the live referring domains by the domain in the parts.
    fn ratings(&mut self, referring: &[u32]) -> io::Result<()> {
        self.ids.rating = vec![0; self.own.domains as usize];
        for (domain, count) in self.ids.domain.iter().zip(referring) {
            if let Some(rating) = self.ids.rating.get_mut(*domain as usize) {
                *rating = *count;
            }
        }
        let mut writer = PackedWriter::new(self.part.column("domains.rating")?);
        self.ids.rating.iter().try_for_each(|rating| writer.push(u64::from(*rating)))?;
        writer.finish()
    }

    fn tables(&mut self, step: &mut Step<'_>) -> io::Result<()> {
        let mut shapes = Reshaped::new(self.parts);
        for which in Which::ALL {
            let mut writer = TableWriter::new(self.part, which)?;
            let mut runs = Runs::new(self.parts, which, &self.ids.page);
            let mut rows = Vec::new();
            let mut losses = Vec::new();
            while let Some((target, pieces)) = runs.next() {
                rows.clear();
                for (part, range) in pieces {
                    self.collect(which, *part, range.clone(), &mut rows);
                    step.advance(range.len() as u64)?;
                }
                let parts = &self.parts.parts;
                rows.sort_unstable_by_key(|(rating, part, _, row)| {
                    let kind = parts[*part].shapes.get(row.shape).kind();
                    (Reverse(*rating), row.source, kind, row.anchor, row.nth, row.first, row.told)
                });
                for (_, n, at, row) in &mut rows {
                    let table = &parts[*n].tables[which as usize];
                    row.shape = shapes.number(&parts[*n], *n, row.shape);
                    losses_of(table, *at, &mut losses);
                    writer.push(target, row, &losses)?;
                }
            }
            let count = writer.finish(self.part, self.own.pages as usize)?;
            match which {
                Which::Backlinks => self.own.backlinks = count,
                Which::Internal => self.own.internal = count,
            }
        }
        shapes.writer.write(self.part)
    }

    /// The rows of a range that are not dead, with the rating of their source, their part and place.
    fn collect(&self, which: Which, part: usize, range: Range<usize>, rows: &mut Vec<(u32, usize, usize, Row)>) {
        let from = &self.parts.parts[part];
        let before = from.rows(which).start;
        for at in range {
            if self.parts.is_dead(which, before + at) {
                continue;
            }
            let mut row = from.tables[which as usize].row(at);
            let id = |ids: &[u32], old: u32| ids.get(old as usize).copied().filter(|id| *id != NONE).unwrap_or(0);
            row.source = id(&self.ids.page, row.source);
            row.anchor = id(&self.ids.anchor, row.anchor);
            let rating = id(&self.ids.rating, id(&self.ids.page_domain, row.source));
            rows.push((rating, part, at, row));
        }
    }

    /// Writes the newest record of each page; gives the imports in the order of their first looks, and the number of
    /// records.
    fn looks(&mut self) -> io::Result<(Vec<ImportMeta>, u64)> {
        let mut imports = self.parts.imports().to_vec();
        imports.sort_unstable_by_key(|import| (import.first_look, import.last_look, import.number));
        // Every part's list begins with that of the part before it.
        let place =
            |old: &ImportMeta| imports.iter().position(|import| import.number == old.number).unwrap_or(0) as u32;
        let import_of: Vec<u32> = self.parts.imports().iter().map(place).collect();
        let mut writer = LooksWriter::new(self.part)?;
        let mut readers: Vec<_> = self.parts.parts.iter().map(|part| part.looks.reader()).collect();
        for (new, old) in self.ids.old_page.iter().enumerate() {
            let Some((part, record)) = self.parts.record(*old) else { continue };
            let mut looks = self.parts.parts[part].looks.all(record);
            for look in &mut looks {
                look.import = import_of.get(look.import as usize).copied().unwrap_or(0);
            }
            writer.push(new as u32, &looks, &readers[part].facts(record))?;
        }
        let records = writer.finish(self.part, self.own.pages as usize)?;
        Ok((imports, records))
    }
}

fn losses_of(table: &super::tables::LinkTable, row: usize, losses: &mut Vec<Loss>) {
    losses.clear();
    if table.has_losses() {
        table.losses(row, losses);
    }
}

/// Shapes of the parts, numbered anew in the order of use.
struct Reshaped {
    writer: ShapesWriter,
    numbers: Vec<Vec<u32>>,
}

impl Reshaped {
    fn new(parts: &Parts) -> Self {
        let numbers = parts.parts.iter().map(|part| vec![NONE; part.shapes.len()]).collect();
        Self { writer: ShapesWriter::default(), numbers }
    }

    fn number(&mut self, part: &Part, n: usize, old: u32) -> u32 {
        match self.numbers[n].get(old as usize) {
            Some(&number) if number != NONE => number,
            known => {
                let known = known.is_some();
                let shape = part.shapes.get(old);
                let number = self.writer.number(part.shapes.rel(shape), shape.bits, part.shapes.witnesses(shape));
                if known {
                    self.numbers[n][old as usize] = number;
                }
                number
            }
        }
    }
}
