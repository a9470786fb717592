//! A batch of looks and links in memory: what a delta is made of.
//!
//! Strings become numbers as they are read, so a link is five small numbers, and only distinct addresses and anchors
//! are kept. Links whose target is no web address are left out here; the index knows pages alone.

use std::cmp::{Ordering, Reverse};
use std::io;
use std::ops::Range;

use arrow_array::Array;

use super::facts::Facts;
use super::intern::Interner;
use super::segment::{Links, Pages, Segment};
use super::shapes::{ShapesWriter, Traits, UNKNOWN_KIND};
use crate::batch::NO_CODE;
use crate::model::{Look, Source};

/// The characters of an anchor that identity looks at; WAT cuts anchors at 128.
pub const ANCHOR_CHARACTERS: usize = 100;

/// In the place of an address to which a reported page redirects: the target of its link is the site that the export is
/// about, for want of an address.
pub const ASSUMED: &str = "assumed";

/// Some pages of a segment file, with their links.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Place of the segment in the list of all.
    pub segment: usize,
    /// Number of the file.
    pub file: u32,
    /// Rows of its page table.
    pub pages: Vec<Range<usize>>,
    /// How many links these have.
    pub links: u64,
}

/// A segment file of which some pages are in the batch.
pub struct GatheredFile {
    /// Number of its import.
    pub import: u32,
    /// Its number in the segment.
    pub file: u32,
    /// Its page table.
    pub pages: Pages,
}

/// A look in the batch. An export that tells when a link was first seen and when last gives two of one row.
#[derive(Clone, Copy, Debug)]
pub struct Gathered {
    /// Number of the page's address among the batch's.
    pub url: u32,
    /// Seconds since 1970.
    pub at: u32,
    /// Place of its file in the batch.
    pub file: u32,
    /// Its row in the page table.
    pub page: u32,
    /// Its first row in the link table.
    pub link: u32,
    /// Its rows there.
    pub links: u32,
    /// Its first link in the batch.
    pub start: u32,
    /// Its links in the batch.
    pub count: u32,
}

/// Looks and links as columns of numbers.
#[derive(Default)]
pub struct Batch {
    /// Addresses of pages and targets, without fragment.
    pub urls: Interner,
    /// Anchors.
    pub anchors: Interner,
    /// Shapes.
    pub shapes: ShapesWriter,
    /// Files that the looks come from.
    pub files: Vec<GatheredFile>,
    /// The looks.
    pub looks: Vec<Gathered>,
    /// For each link the number of its target's address.
    pub target: Vec<u32>,
    /// For each link the number of its anchor.
    pub anchor: Vec<u32>,
    /// For each link the number of its shape.
    pub shape: Vec<u32>,
    /// For each link its position.
    pub position: Vec<u32>,
    /// For each link its density as [`super::tables::Row::density`].
    pub density: Vec<u8>,
}

impl Batch {
    /// Reads a piece of a segment.
    pub fn read(&mut self, segments: &[Segment], piece: &Piece) -> io::Result<()> {
        let segment = &segments[piece.segment];
        let pages = Pages::read(segment, piece.file)?;
        let file = self.files.len() as u32;
        let mut rows: Vec<Range<usize>> = Vec::new();
        let (mut link, mut next) = (0usize, 0usize);
        let first_look = self.looks.len();
        for range in &piece.pages {
            link += (next..range.start.min(pages.len())).map(|page| pages.links.value(page) as usize).sum::<usize>();
            for page in range.start..range.end.min(pages.len()) {
                let count = pages.links.value(page);
                let url = without_fragment(pages.url.value(page));
                let at = seconds(pages.fetched_at.value(page));
                let url = self.urls.intern(url.as_bytes());
                let (page, first) = (page as u32, link as u32);
                self.looks.push(Gathered { url, at, file, page, link: first, links: count, start: 0, count: 0 });
                match rows.last_mut() {
                    Some(last) if last.end == link => last.end += count as usize,
                    _ => rows.push(link..link + count as usize),
                }
                link += count as usize;
            }
            next = range.end;
        }
        self.files.push(GatheredFile { import: segment.import, file: piece.file, pages });
        self.read_links(segment, piece.file, &rows, first_look)?;
        for n in first_look..self.looks.len() {
            let look = self.looks[n];
            let first = self.refers_to(&look).1.filter(|first| *first < look.at);
            if let (Look::Reported, Some(at)) = (self.outcome(&look), first) {
                self.looks.push(Gathered { at, ..look });
            }
        }
        Ok(())
    }

    fn read_links(&mut self, segment: &Segment, file: u32, rows: &[Range<usize>], first: usize) -> io::Result<()> {
        let mut look = first;
        let mut left = self.looks.get(look).map_or(0, |look| look.links);
        if let Some(look) = self.looks.get_mut(look) {
            look.start = self.target.len() as u32;
        }
        if rows.iter().all(Range::is_empty) {
            return Ok(());
        }
        Links::read(segment, file, rows, |links| {
            let mut memory = ShapeMemory::default();
            for row in 0..links.len() {
                while left == 0 {
                    look += 1;
                    let Some(next) = self.looks.get_mut(look) else { return Ok(()) };
                    left = next.links;
                    next.start = self.target.len() as u32;
                }
                left -= 1;
                let reported = self.is_reported(&self.looks[look]);
                let assumed = reported && self.is_assumed(&self.looks[look]);
                if self.push_link(links, row, &mut memory, (reported, assumed)) {
                    self.looks[look].count += 1;
                }
            }
            Ok(())
        })
    }

    fn push_link(&mut self, links: &Links, row: usize, memory: &mut ShapeMemory, report: (bool, bool)) -> bool {
        if links.target_url.is_null(row) {
            return false;
        }
        let target = links.target_url.value(row);
        if !(target.starts_with("http://") || target.starts_with("https://")) {
            return false;
        }
        self.target.push(self.urls.intern(without_fragment(target).as_bytes()));
        self.anchor.push(self.anchors.intern(Pages::text(&links.anchor, row).unwrap_or_default().as_bytes()));
        self.shape.push(memory.number(links, row, report, &mut self.shapes));
        self.position.push(links.position.value(row));
        let density = Pages::number(&links.link_density, row).filter(|density| !density.is_nan());
        self.density.push(density.map_or(0, |share| (share.clamp(0.0, 1.0) * 100.0).round() as u8 + 1));
        true
    }

    /// What the look found.
    pub fn outcome(&self, look: &Gathered) -> Look {
        Look::from_code(self.files[look.file as usize].pages.look[look.page as usize]).unwrap_or(Look::Error)
    }

    /// Whether it is no look of ours but what an export says.
    pub fn is_reported(&self, look: &Gathered) -> bool {
        !self.outcome(look).is_ours()
    }

    fn is_assumed(&self, look: &Gathered) -> bool {
        let pages = &self.files[look.file as usize].pages;
        Pages::text(&pages.redirect_url, look.page as usize) == Some(ASSUMED)
    }

    /// Who looked.
    pub fn source(&self, look: &Gathered) -> &str {
        let pages = &self.files[look.file as usize].pages;
        &pages.sources[usize::from(pages.source[look.page as usize])]
    }

    /// Which of two looks at a page at the same time stands first: reports before looks of ours. Of looks of ours the first
    /// is the look.
    pub fn compare(&self, a: &Gathered, b: &Gathered) -> Ordering {
        match (self.is_reported(a), self.is_reported(b)) {
            (false, false) => self.poverty(a).cmp(&self.poverty(b)),
            (true, true) => self.compare_reports(a, b),
            (a, b) => b.cmp(&a),
        }
    }

    /// Seen before gone; then by all that they say, so that no order of imports shows.
    fn compare_reports(&self, a: &Gathered, b: &Gathered) -> Ordering {
        let said = |look: &Gathered| {
            let pages = &self.files[look.file as usize].pages;
            let row = look.page as usize;
            let place = (pages.archive.value(row), pages.archive_offset.value(row));
            let facts = [&pages.title, &pages.language].map(|column| Pages::text(column, row));
            (self.outcome(look), self.source(look), place, Pages::number(&pages.status, row), facts)
        };
        let links = |look: &Gathered| look.start as usize..(look.start + look.count) as usize;
        let link = |n: usize| {
            let shape = self.shapes.get(self.shape[n]);
            let texts = (self.urls.get(self.target[n]), self.anchors.get(self.anchor[n]), self.shapes.rel(shape));
            (texts, shape.bits, self.position[n], self.density[n])
        };
        said(a).cmp(&said(b)).then_with(|| links(a).map(link).cmp(links(b).map(link)))
    }

    /// What makes one of two looks in the same second the look: the smaller wins.
    fn poverty(&self, look: &Gathered) -> (bool, Reverse<u32>, &str, u64) {
        let pages = &self.files[look.file as usize].pages;
        let row = look.page as usize;
        let wat = self.source(look) == Source::Wat.word();
        (wat, Reverse(look.links), pages.archive.value(row), pages.archive_offset.value(row))
    }

    /// The first place of a look's file in the batch: a file may have come in pieces.
    pub fn same_file(&self, look: &Gathered) -> u32 {
        let own = &self.files[look.file as usize];
        let is_own = |file: &GatheredFile| (file.import, file.file) == (own.import, own.file);
        self.files.iter().position(is_own).map_or(look.file, |place| place as u32)
    }

    /// The page and second that a look refers to, where it says so.
    pub fn refers_to(&self, look: &Gathered) -> (Option<&str>, Option<u32>) {
        let pages = &self.files[look.file as usize].pages;
        let row = look.page as usize;
        let date = Pages::number(&pages.refers_to_date, row).map(seconds);
        (Pages::text(&pages.refers_to_url, row).map(without_fragment), date)
    }

    /// The facts of a look.
    pub fn facts(&self, look: &Gathered) -> Facts {
        let p = &self.files[look.file as usize].pages;
        let row = look.page as usize;
        let text = |column| Pages::text(column, row).map(str::to_owned);
        Facts {
            status: Pages::number(&p.status, row),
            noindex: Pages::flag(&p.noindex, row),
            nofollow: Pages::flag(&p.nofollow, row),
            text_length: Pages::number(&p.text_length, row),
            text_share: Pages::number(&p.text_share, row),
            links_internal: Pages::number(&p.links_internal, row),
            links_external: Pages::number(&p.links_external, row),
            simhash: Pages::number(&p.simhash, row),
            archive_offset: p.archive_offset.value(row),
            archive: p.archive.value(row).to_owned(),
            language: text(&p.language),
            content_type: text(&p.content_type),
            title: text(&p.title),
            canonical: text(&p.canonical),
            redirect_url: text(&p.redirect_url).filter(|_| !self.is_reported(look)),
            analytics_ids: p.analytics_ids[row].clone(),
            ads_ids: p.ads_ids[row].clone(),
        }
    }
}

/// The last shape: neighbours on a page mostly look alike, and a look into the table costs more than a comparison.
#[derive(Default)]
struct ShapeMemory {
    rel: Option<Vec<u8>>,
    bits: u32,
    number: Option<u32>,
}

impl ShapeMemory {
    /// The number of the shape of a link, which may be reported, and its target assumed.
    fn number(&mut self, links: &Links, row: usize, report: (bool, bool), shapes: &mut ShapesWriter) -> u32 {
        let rel = links.rel.is_valid(row).then(|| links.rel.value(row).as_bytes());
        let code = |code: u8| if code == NO_CODE { 0 } else { code + 1 };
        let traits = Traits {
            flags: [&links.followed, &links.nofollow, &links.sponsored, &links.ugc].map(|flag| Pages::flag(flag, row)),
            kind: if links.kind[row] == NO_CODE { UNKNOWN_KIND } else { links.kind[row] },
            placement: code(links.placement[row]),
            anchor_from: code(links.anchor_from[row]),
            hidden: Pages::flag(&links.hidden, row).map_or(0, |hidden| 1 + u8::from(hidden)),
            anchorless: links.anchor.is_null(row),
            reported: report.0,
            assumed: report.1,
        };
        let bits = traits.pack();
        if let Some(number) = self.number
            && self.bits == bits
            && self.rel.as_deref() == rel
        {
            return number;
        }
        let number = shapes.number(rel, bits, None);
        (self.rel, self.bits, self.number) = (rel.map(<[u8]>::to_vec), bits, Some(number));
        number
    }
}

/// The page of an address.
pub fn without_fragment(url: &str) -> &str {
    memchr::memchr(b'#', url.as_bytes()).map_or(url, |mark| &url[..mark])
}

/// Whole seconds since 1970, of microseconds. The index tells times from 1970 to 2106.
pub fn seconds(microseconds: i64) -> u32 {
    microseconds.div_euclid(1_000_000).clamp(0, i64::from(u32::MAX)) as u32
}

/// The first characters of an anchor, if it has more than identity looks at.
pub fn long_anchor(anchor: &[u8]) -> Option<&[u8]> {
    if anchor.len() <= ANCHOR_CHARACTERS {
        return None;
    }
    let text = std::str::from_utf8(anchor).ok()?;
    text.char_indices().nth(ANCHOR_CHARACTERS).map(|(end, _)| &anchor[..end])
}
