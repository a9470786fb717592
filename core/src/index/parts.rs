//! Parts opened together: a base and the deltas that stand on it, as one index.
//!
//! Ids of pages, hosts, domains, anchors and rows go on from part to part. A page's newest record counts. A row that a
//! later part has replaced is dead; the last part's set of dead rows holds those of all parts before it.

use std::io;
use std::ops::Range;
use std::path::Path;

use super::bits::Bits;
use super::kept_totals::KeptTotals;
use super::looks::Looks;
use super::packed::Packed;
use super::part::{Counts, ImportMeta, Meta, PartFiles};
use super::shapes::Shapes;
use super::strings::{Strings, StringsReader};
use super::tables::{LinkTable, Which};

/// One part, mapped.
pub struct Part {
    /// What `part.json` says.
    pub meta: Meta,
    /// Keys of pages in the order of pages.
    pub keys: Strings,
    /// The beginnings of keys that hosts have in common.
    pub hosts: Strings,
    /// The beginnings of keys that domains have in common.
    pub domains: Strings,
    /// Distinct anchors, sorted.
    pub anchors: Strings,
    /// Anchors of more characters than identity looks at.
    pub long_anchors: Bits,
    /// For each page the id of its host.
    pub page_host: Packed,
    /// For each page the id of its domain.
    pub page_domain: Packed,
    /// For each host the id of its domain.
    pub host_domain: Packed,
    /// Shapes of links.
    pub shapes: Shapes,
    /// The two tables.
    pub tables: [LinkTable; 2],
    /// Records of pages.
    pub looks: Looks,
    /// Rows of the parts before that this part and those between have replaced.
    dead: [Bits; 2],
    /// For each domain of this part and those before, the number of its live referring domains.
    pub rating: Packed,
    /// Totals of domains that many links point to; a base alone has them.
    pub kept: Option<KeptTotals>,
}

impl Part {
    /// Opens a part; `rated` is false while its ratings are not written yet.
    fn open(folder: &Path) -> io::Result<Self> {
        let files = PartFiles::open(folder)?;
        let packed = |name: &str| Packed::open(files.column(name)?);
        let bits = |name: &str| Bits::open(files.column(name)?);
        let part = Self {
            keys: Strings::open(&files, "pages")?,
            hosts: Strings::open(&files, "hosts")?,
            domains: Strings::open(&files, "domains")?,
            anchors: Strings::open(&files, "anchors")?,
            long_anchors: bits("anchors.long")?,
            page_host: packed("pages.host")?,
            page_domain: packed("pages.domain")?,
            host_domain: packed("hosts.domain")?,
            shapes: Shapes::open(&files)?,
            tables: [LinkTable::open(&files, Which::Backlinks)?, LinkTable::open(&files, Which::Internal)?],
            looks: Looks::open(&files)?,
            dead: [bits("backlinks.dead")?, bits("internal.dead")?],
            rating: packed("domains.rating")?,
            kept: KeptTotals::open(&files)?,
            meta: files.meta,
        };
        let own = Counts {
            pages: part.keys.len() as u64,
            hosts: part.hosts.len() as u64,
            domains: part.domains.len() as u64,
            anchors: part.anchors.len() as u64,
            backlinks: part.tables[0].len() as u64,
            internal: part.tables[1].len() as u64,
        };
        // Memory is taken by these counts, so they must be those of files that are there.
        if own != part.meta.own {
            let text = format!(
                "{}: part.json counts other things than its files hold; rebuild the index from its segments",
                folder.display()
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        Ok(part)
    }

    /// Ids of its own pages.
    pub fn pages(&self) -> Range<usize> {
        let start = self.meta.before.pages as usize;
        start..start + self.keys.len()
    }

    /// Numbers of its own rows.
    pub fn rows(&self, which: Which) -> Range<usize> {
        let start = which.of(&self.meta.before) as usize;
        start..start + self.tables[which as usize].len()
    }
}

impl Which {
    /// The number of rows of this table.
    pub fn of(self, counts: &Counts) -> u64 {
        match self {
            Which::Backlinks => counts.backlinks,
            Which::Internal => counts.internal,
        }
    }
}

/// A base and its deltas, in order.
pub struct Parts {
    /// Each part.
    pub parts: Vec<Part>,
    /// All of them together.
    pub counts: Counts,
}

impl Parts {
    /// Opens parts, base first; none make an empty index.
    pub fn open<P: AsRef<Path>>(folders: &[P]) -> io::Result<Self> {
        let mut parts: Vec<Part> = Vec::with_capacity(folders.len());
        let mut counts = Counts::default();
        for folder in folders {
            let part = Part::open(folder.as_ref())?;
            if part.meta.before != counts {
                let text = format!(
                    "{}: does not stand on the parts named before it; rebuild the index from its segments",
                    folder.as_ref().display()
                );
                return Err(io::Error::new(io::ErrorKind::InvalidData, text));
            }
            counts = counts.plus(part.meta.own);
            parts.push(part);
        }
        Ok(Self { parts, counts })
    }

    /// Whether a row was replaced by a later part.
    #[inline]
    pub fn is_dead(&self, which: Which, row: usize) -> bool {
        self.parts.last().is_some_and(|part| part.dead[which as usize].contains(row))
    }

    /// Dead rows, if there can be any.
    pub fn dead(&self, which: Which) -> Option<&Bits> {
        self.parts.last().map(|part| &part.dead[which as usize]).filter(|dead| dead.len() > 0)
    }

    /// The imports folded in.
    pub fn imports(&self) -> &[ImportMeta] {
        self.parts.last().map_or(&[], |part| &part.meta.imports)
    }

    /// The number of live referring domains of a domain.
    #[inline]
    pub fn rating(&self, domain: u32) -> u32 {
        self.parts.last().map_or(0, |part| part.rating.get(domain as usize) as u32)
    }

    /// The number of live referring domains of every domain; each part has counted them.
    pub fn ratings(&self) -> Vec<u32> {
        let count = self.counts.domains as usize;
        let mut ratings = self.parts.last().map_or_else(Vec::new, |part| part.rating.to_vec(0..count));
        ratings.resize(count, 0);
        ratings
    }

    /// The newest record of a page: its part and its place there.
    #[inline]
    pub fn record(&self, page: u32) -> Option<(usize, usize)> {
        let newest = self.parts.iter().enumerate().rev();
        newest.filter_map(|(n, part)| part.looks.pages.place(page as usize).map(|record| (n, record))).next()
    }

    /// Whether the page was looked at.
    pub fn looked_at(&self, page: u32) -> bool {
        self.parts.iter().any(|part| part.looks.pages.contains(page as usize))
    }

    /// The part that introduced a page, and the page's place there.
    #[inline]
    fn part_of(&self, page: u32) -> Option<(&Part, usize)> {
        let of = |part: &&Part| part.pages().contains(&(page as usize));
        let part = self.parts.iter().find(of)?;
        Some((part, page as usize - part.pages().start))
    }

    /// The id of a page's domain.
    #[inline]
    pub fn domain_of(&self, page: u32) -> u32 {
        self.part_of(page).map_or(0, |(part, at)| part.page_domain.get(at) as u32)
    }

    /// The id of a page's host.
    #[inline]
    pub fn host_of(&self, page: u32) -> u32 {
        self.part_of(page).map_or(0, |(part, at)| part.page_host.get(at) as u32)
    }

    /// The domain of every page: for questions that touch most of them.
    pub fn page_domains(&self) -> Vec<u32> {
        let mut domains = Vec::with_capacity(self.counts.pages as usize);
        for part in &self.parts {
            part.page_domain.for_each(0..part.page_domain.len(), |_, domain| domains.push(domain as u32));
        }
        domains
    }

    /// Readers of one kind of strings across the parts.
    pub fn reader(&self, store: impl Fn(&Part) -> &Strings) -> PartsReader<'_> {
        let mut before = 0;
        let mut stores = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let strings = store(part);
            stores.push((before, strings.reader()));
            before += strings.len();
        }
        PartsReader { stores }
    }
}

/// Reads strings by ids that go on from part to part.
pub struct PartsReader<'a> {
    stores: Vec<(usize, StringsReader<'a>)>,
}

impl PartsReader<'_> {
    /// The string of an id; empty for an id that there is not.
    pub fn get(&mut self, id: u32) -> &[u8] {
        let id = id as usize;
        match self.stores.iter_mut().rev().find(|(before, _)| *before <= id) {
            Some((before, reader)) => reader.get(id - *before),
            None => &[],
        }
    }
}
