//! Ids for what a batch names: pages, hosts, domains, anchors. Known names keep theirs, new ones go on from there.
//!
//! New pages get ids in the order of pages, so that a part's ids rise with its keys, and every domain, host and
//! path prefix is one run of ids in each part.

use std::io;

use xxhash_rust::xxh3::xxh3_64;

use super::bits::BitSet;
use super::gather::long_anchor;
use super::intern::{Interner, head, join};
use super::packed::PackedWriter;
use super::part::{Counts, PartWriter};
use super::parts::Parts;
use super::strings::StringsWriter;
use crate::url::order::key_parts;
use crate::url::{DomainCache, page_key_cached};

/// The id of what has none: an address that is no page.
pub const NONE: u32 = u32::MAX;

/// Keys of a batch's addresses, sorted, with the address each came from.
struct Keys {
    bytes: Vec<u8>,
    /// (start, end, number of the address), by key.
    sorted: Vec<(u64, u64, u32)>,
}

impl Keys {
    /// The keys of all addresses; those that are no page are left out.
    fn of(urls: &Interner) -> Self {
        let mut cache = DomainCache::new();
        let mut keys = Self { bytes: Vec::new(), sorted: Vec::new() };
        let mut headed = Vec::with_capacity(urls.len());
        for number in 0..urls.len() as u32 {
            let start = keys.bytes.len();
            let url = std::str::from_utf8(urls.get(number));
            if url.is_ok_and(|url| page_key_cached(url, &mut cache, &mut keys.bytes)) {
                headed.push((head(&keys.bytes[start..]), (start as u64, keys.bytes.len() as u64, number)));
            }
        }
        headed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| keys.key(a.1).cmp(keys.key(b.1))));
        keys.sorted = headed.into_iter().map(|(_, entry)| entry).collect();
        keys
    }

    #[inline]
    fn key(&self, entry: (u64, u64, u32)) -> &[u8] {
        &self.bytes[entry.0 as usize..entry.1 as usize]
    }

    /// The key at a place.
    #[inline]
    fn get(&self, at: usize) -> &[u8] {
        self.key(self.sorted[at])
    }

    /// The number of the address at a place.
    fn number(&self, at: usize) -> u32 {
        self.sorted[at].2
    }

    /// How many there are.
    fn len(&self) -> usize {
        self.sorted.len()
    }
}

/// The addresses of a batch joined with the pages of the parts: the dearest step of a small import in a large index,
/// so it is taken once.
pub struct Known {
    keys: Keys,
    /// For each key its id in the parts, if they know it.
    ids: Vec<Option<u32>>,
    addresses: usize,
}

impl Known {
    /// Of all addresses that the batch has now.
    pub fn of(urls: &Interner, parts: &Parts) -> Self {
        let keys = Keys::of(urls);
        let stores: Vec<_> = parts.parts.iter().map(|part| &part.keys).collect();
        let ids = join(&stores, keys.len(), |at| keys.get(at));
        Self { keys, ids, addresses: urls.len() }
    }

    /// How many addresses the batch had.
    pub fn addresses(&self) -> usize {
        self.addresses
    }

    /// For each address the id of its page in the parts, or [`NONE`].
    pub fn pages(&self) -> Vec<u32> {
        let mut pages = vec![NONE; self.addresses];
        for (at, id) in self.ids.iter().enumerate() {
            pages[self.keys.number(at) as usize] = id.unwrap_or(NONE);
        }
        pages
    }
}

/// The ids of everything that a batch names.
pub struct Names {
    /// For each address of the batch the id of its page, or [`NONE`].
    pub page: Vec<u32>,
    /// For each new page the id of its domain.
    pub new_page_domain: Vec<u32>,
    /// For each anchor of the batch its id.
    pub anchor: Vec<u32>,
    /// For each anchor of the batch what identity compares.
    pub anchor_identity: Vec<u64>,
    /// How many of each are new.
    pub new: Counts,
}

/// What identity compares of an anchor: its id, or for a long one a hash of the characters that count.
pub fn anchor_identity(id: u32, anchor: &[u8]) -> u64 {
    long_anchor(anchor).map_or(u64::from(id), |head| xxh3_64(head) | 1 << 63)
}

impl Names {
    /// Resolves all names of a batch and writes the new ones into the part.
    pub fn resolve(known: &Known, anchors: &Interner, parts: &Parts, part: &PartWriter) -> io::Result<Self> {
        let mut names = Self {
            page: vec![NONE; known.addresses],
            new_page_domain: Vec::new(),
            anchor: vec![NONE; anchors.len()],
            anchor_identity: vec![0; anchors.len()],
            new: Counts::default(),
        };
        names.resolve_pages(known, parts, part)?;
        names.resolve_anchors(anchors, parts, part)?;
        Ok(names)
    }

    fn resolve_pages(&mut self, known: &Known, parts: &Parts, part: &PartWriter) -> io::Result<()> {
        let Known { keys, ids: known, .. } = known;
        let mut pages = PagesWriter::new(part)?;
        let places = Places::new(keys, known, parts);
        let mut last: Option<(usize, u32)> = None;
        for (at, known) in known.iter().enumerate() {
            let id = match (*known, last) {
                (Some(id), _) => id,
                (None, Some((before, id))) if keys.get(before) == keys.get(at) => id,
                (None, _) => {
                    let (host, domain) = places.of(at);
                    self.new_page_domain.push(domain);
                    parts.counts.pages as u32 + pages.push(keys.get(at), host, domain)?
                }
            };
            last = Some((at, id));
            self.page[keys.number(at) as usize] = id;
        }
        places.write(part)?;
        self.new.pages = pages.finish()?;
        self.new.hosts = places.hosts.new.len() as u64;
        self.new.domains = places.domains.new.len() as u64;
        Ok(())
    }

    fn resolve_anchors(&mut self, anchors: &Interner, parts: &Parts, part: &PartWriter) -> io::Result<()> {
        let sorted = anchors.sorted();
        let stores: Vec<_> = parts.parts.iter().map(|part| &part.anchors).collect();
        let known = join(&stores, sorted.len(), |at| anchors.get(sorted[at]));
        let mut writer = AnchorsWriter::new(part)?;
        for (number, known) in sorted.into_iter().zip(known) {
            let anchor = anchors.get(number);
            let id = match known {
                Some(id) => id,
                None => parts.counts.anchors as u32 + writer.push(anchor)?,
            };
            self.anchor[number as usize] = id;
            self.anchor_identity[number as usize] = anchor_identity(id, anchor);
        }
        self.new.anchors = writer.finish(part)?;
        Ok(())
    }
}

/// The hosts and domains of a batch's new pages.
struct Places {
    hosts: Runs,
    domains: Runs,
    /// For each new host the id of its domain.
    host_domain: Vec<u32>,
}

/// Beginnings of keys that stand in runs, with their ids.
struct Runs {
    /// First place of each run, in order.
    starts: Vec<usize>,
    /// Id of each run.
    ids: Vec<u32>,
    /// The beginnings that are new, in order.
    new: Vec<Vec<u8>>,
}

impl Runs {
    fn new(heads: &[(usize, &[u8])], stores: &[&super::strings::Strings], before: u64) -> Self {
        let known = join(stores, heads.len(), |n| heads[n].1);
        let mut runs = Self { starts: Vec::new(), ids: Vec::new(), new: Vec::new() };
        for ((start, head), known) in heads.iter().zip(known) {
            runs.starts.push(*start);
            runs.ids.push(known.unwrap_or(before as u32 + runs.new.len() as u32));
            if known.is_none() {
                runs.new.push(head.to_vec());
            }
        }
        runs
    }

    fn of(&self, at: usize) -> u32 {
        let run = self.starts.partition_point(|start| *start <= at);
        run.checked_sub(1).map_or(NONE, |run| self.ids[run])
    }
}

impl Places {
    fn new(keys: &Keys, known: &[Option<u32>], parts: &Parts) -> Self {
        let mut hosts: Vec<(usize, &[u8])> = Vec::new();
        let mut domains: Vec<(usize, &[u8])> = Vec::new();
        for at in (0..keys.len()).filter(|at| known[*at].is_none()) {
            let key = keys.get(at);
            let Some(ends) = key_parts(key) else { continue };
            if hosts.last().is_none_or(|(_, host)| *host != &key[..ends.host]) {
                hosts.push((at, &key[..ends.host]));
            }
            if domains.last().is_none_or(|(_, domain)| *domain != &key[..ends.domain]) {
                domains.push((at, &key[..ends.domain]));
            }
        }
        let host_stores: Vec<_> = parts.parts.iter().map(|part| &part.hosts).collect();
        let domain_stores: Vec<_> = parts.parts.iter().map(|part| &part.domains).collect();
        let domain_runs = Runs::new(&domains, &domain_stores, parts.counts.domains);
        let host_runs = Runs::new(&hosts, &host_stores, parts.counts.hosts);
        let new_host = |n: &usize| host_runs.ids[*n] >= parts.counts.hosts as u32;
        let host_domain = (0..hosts.len()).filter(new_host).map(|n| domain_runs.of(hosts[n].0)).collect();
        Self { hosts: host_runs, domains: domain_runs, host_domain }
    }

    /// Host and domain of the new page at a place.
    fn of(&self, at: usize) -> (u32, u32) {
        (self.hosts.of(at), self.domains.of(at))
    }

    fn write(&self, part: &PartWriter) -> io::Result<()> {
        for (name, runs) in [("hosts", &self.hosts), ("domains", &self.domains)] {
            let mut writer = StringsWriter::new(part, name)?;
            runs.new.iter().try_for_each(|head| writer.push(head))?;
            writer.finish()?;
        }
        let mut writer = PackedWriter::new(part.column("hosts.domain")?);
        self.host_domain.iter().try_for_each(|domain| writer.push(u64::from(*domain)))?;
        writer.finish()
    }
}

/// Writes the pages that a part adds.
pub struct PagesWriter {
    keys: StringsWriter,
    host: PackedWriter,
    domain: PackedWriter,
}

impl PagesWriter {
    /// A writer in a part.
    pub fn new(part: &PartWriter) -> io::Result<Self> {
        Ok(Self {
            keys: StringsWriter::new(part, "pages")?,
            host: PackedWriter::new(part.column("pages.host")?),
            domain: PackedWriter::new(part.column("pages.domain")?),
        })
    }

    /// Appends a page; gives its place in the part.
    pub fn push(&mut self, key: &[u8], host: u32, domain: u32) -> io::Result<u32> {
        let place = self.keys.len() as u32;
        self.keys.push(key)?;
        self.host.push(u64::from(host))?;
        self.domain.push(u64::from(domain))?;
        Ok(place)
    }

    /// Closes the pages; gives how many there are.
    pub fn finish(self) -> io::Result<u64> {
        let pages = self.keys.len();
        self.keys.finish()?;
        self.host.finish()?;
        self.domain.finish()?;
        Ok(pages)
    }
}

/// Writes the anchors that a part adds.
pub struct AnchorsWriter {
    anchors: StringsWriter,
    long: BitSet,
}

impl AnchorsWriter {
    /// A writer in a part.
    pub fn new(part: &PartWriter) -> io::Result<Self> {
        Ok(Self { anchors: StringsWriter::new(part, "anchors")?, long: BitSet::default() })
    }

    /// Appends an anchor, which is above the one before; gives its place in the part.
    pub fn push(&mut self, anchor: &[u8]) -> io::Result<u32> {
        let place = self.anchors.len() as u32;
        if long_anchor(anchor).is_some() {
            self.long.insert(place as usize);
        }
        self.anchors.push(anchor)?;
        Ok(place)
    }

    /// Closes the anchors; gives how many there are.
    pub fn finish(self, part: &PartWriter) -> io::Result<u64> {
        let anchors = self.anchors.len();
        self.anchors.finish()?;
        self.long.write(part.column("anchors.long")?, anchors as usize)?;
        Ok(anchors)
    }
}
