//! The fold of a batch, page by page: timelines started or gone on with, and the rows that come of it.

use std::io;

use super::bits::BitSet;
use super::gather::{Batch, Gathered, without_fragment};
use super::history::{Flag, Glance, Identity, LinkHistory, Loss, Timeline};
use super::looks::{Look as StoredLook, LooksWriter};
use super::names::{NONE, Names, anchor_identity};
use super::part::{Counts, ImportMeta, PartWriter};
use super::parts::Parts;
use super::segment::Pages;
use super::tables::{Row, TableWriter, Which};
use crate::model::{Kind, Look};
use crate::url::{page_key, url_from_key};

/// A row to be written.
struct Emitted {
    target: u32,
    row: Row,
    losses: (u32, u32),
}

/// A row that stands, of a page that was looked at again.
#[derive(Clone, Copy)]
struct Standing {
    source: u32,
    target: u32,
    which: Which,
    part: u32,
    place: u32,
    row: Row,
}

/// The state of folding a batch.
pub(super) struct Fold<'a> {
    parts: &'a Parts,
    batch: &'a Batch,
    names: &'a Names,
    /// Pages that start over.
    restarted: BitSet,
    /// For each part and shape there its number in the batch.
    shapes: Vec<Vec<u32>>,
    shape_kinds: Vec<u8>,
    shape_writer: super::shapes::ShapesWriter,
    pub(super) imports: Vec<ImportMeta>,
    rows: [Vec<Emitted>; 2],
    losses: Vec<Loss>,
    dead: [BitSet; 2],
    looks: LooksWriter,
}

impl<'a> Fold<'a> {
    pub(super) fn new(
        parts: &'a Parts,
        batch: &'a Batch,
        names: &'a Names,
        restarted: BitSet,
        part: &PartWriter,
    ) -> io::Result<Self> {
        let mut shape_writer = batch.shapes.clone();
        let shapes = parts
            .parts
            .iter()
            .map(|part| {
                let shape = |n| part.shapes.get(n);
                (0..part.shapes.len() as u32)
                    .map(|n| shape_writer.number(part.shapes.rel(shape(n)), shape(n).bits))
                    .collect()
            })
            .collect();
        let mut dead = [BitSet::default(), BitSet::default()];
        for which in Which::ALL {
            if let Some(standing) = parts.dead(which) {
                standing.iter(0, standing.len()).for_each(|row| dead[which as usize].insert(row));
            }
        }
        Ok(Self {
            parts,
            batch,
            names,
            restarted,
            shapes,
            shape_kinds: shape_writer.kinds(),
            shape_writer,
            imports: parts.imports().to_vec(),
            rows: [Vec::new(), Vec::new()],
            losses: Vec::new(),
            dead,
            looks: LooksWriter::new(part)?,
        })
    }

    /// Folds page after page, in the order of ids.
    pub(super) fn run(&mut self) -> io::Result<()> {
        let mut looks: Vec<(u32, Gathered)> = Vec::with_capacity(self.batch.looks.len());
        for look in &self.batch.looks {
            let page = self.names.page[look.url as usize];
            if page != NONE {
                looks.push((page, *look));
            }
        }
        let batch = self.batch;
        looks.sort_by(|a, b| {
            (a.0, a.1.at).cmp(&(b.0, b.1.at)).then_with(|| batch.poverty(&a.1).cmp(&batch.poverty(&b.1)))
        });
        looks.dedup_by(|later, kept| (later.0, later.1.at) == (kept.0, kept.1.at));
        self.enter_imports(&looks);
        let standing = self.standing(&looks);
        let mut rest = &standing[..];
        for group in looks.chunk_by(|a, b| a.0 == b.0) {
            let page = group[0].0;
            let count = rest.partition_point(|row| row.source == page);
            let (own, after) = rest.split_at(count);
            rest = after;
            self.fold_page(page, group, own)?;
        }
        Ok(())
    }

    fn enter_imports(&mut self, looks: &[(u32, Gathered)]) {
        for file in &self.batch.files {
            if !self.imports.iter().any(|import| import.number == file.import) {
                self.imports.push(ImportMeta { number: file.import, first_look: u32::MAX, last_look: 0 });
            }
        }
        for (_, look) in looks {
            let place = self.import_of(look) as usize;
            let import = &mut self.imports[place];
            import.first_look = import.first_look.min(look.at);
            import.last_look = import.last_look.max(look.at);
        }
    }

    fn import_of(&self, look: &Gathered) -> u32 {
        let number = self.batch.files[look.file as usize].import;
        self.imports.iter().position(|import| import.number == number).unwrap_or(0) as u32
    }

    /// The rows that stand for the pages of these looks, by source.
    fn standing(&self, looks: &[(u32, Gathered)]) -> Vec<Standing> {
        let mut again = BitSet::default();
        let mut any = false;
        for (page, _) in looks.iter().filter(|(page, _)| self.parts.looked_at(*page)) {
            again.insert(*page as usize);
            any = true;
        }
        let mut found = Vec::new();
        if !any {
            return found;
        }
        for (n, part) in self.parts.parts.iter().enumerate() {
            for which in Which::ALL {
                let table = &part.tables[which as usize];
                let before = part.rows(which).start;
                let mut places: Vec<usize> = Vec::new();
                table.source.for_each(0..table.len(), |place, source| {
                    if again.contains(source as usize) && !self.parts.is_dead(which, before + place) {
                        places.push(place);
                    }
                });
                // Rows are read here, in their order on the disk: page by page each would be a jump.
                let mut places = places.into_iter().peekable();
                table.runs(0..table.targets.len(), |target, rows| {
                    while let Some(place) = places.next_if(|place| rows.contains(place)) {
                        let row = table.row(place);
                        let (target, place) = (target as u32, place as u32);
                        found.push(Standing { source: row.source, target, which, part: n as u32, place, row });
                    }
                });
            }
        }
        found.sort_unstable_by_key(|row| row.source);
        found
    }

    fn kill(&mut self, row: &Standing) {
        let before = self.parts.parts[row.part as usize].rows(row.which).start;
        self.dead[row.which as usize].insert(before + row.place as usize);
    }

    fn fold_page(&mut self, page: u32, looks: &[(u32, Gathered)], standing: &[Standing]) -> io::Result<()> {
        let record = self.parts.record(page).filter(|_| !self.restarted.contains(page as usize));
        match record {
            None => {
                standing.iter().for_each(|row| self.kill(row));
                self.start(page, looks)
            }
            Some((part, record)) => self.go_on(page, looks, standing, part, record),
        }
    }

    /// A page whose looks are all in the batch.
    fn start(&mut self, page: u32, looks: &[(u32, Gathered)]) -> io::Result<()> {
        let mut stored: Vec<StoredLook> = Vec::with_capacity(looks.len());
        let mut timeline = Timeline::new();
        for (at, (_, look)) in looks.iter().enumerate() {
            let bears = self.bears(at as u32, look, &stored);
            let shown = bears.map_or(look, |bears| &looks[bears as usize].1);
            stored.push(self.stored(page, look, shown, bears));
            let links = if bears.is_some() { self.links_of(page, shown) } else { Vec::new() };
            timeline.look(stored[at].glance, &links);
        }
        let last = looks.len() - 1;
        let shown = match stored[last].glance {
            Glance { look: Look::NotModified, bears: Some(bears), .. } => bears as usize,
            _ => last,
        };
        let mut facts = self.batch.facts(&looks[shown].1);
        if shown != last {
            let own = self.batch.facts(&looks[last].1);
            (facts.status, facts.archive, facts.archive_offset) = (own.status, own.archive, own.archive_offset);
        }
        self.looks.push(page, &stored, &facts)?;
        let latest = timeline.latest();
        for link in &timeline.links {
            self.emit(page, link, latest);
        }
        Ok(())
    }

    /// A page whose stored fold goes on.
    fn go_on(
        &mut self,
        page: u32,
        looks: &[(u32, Gathered)],
        standing: &[Standing],
        part: usize,
        record: usize,
    ) -> io::Result<()> {
        let old = &self.parts.parts[part].looks;
        let mut stored = old.all(record);
        let known = stored.len();
        let latest = super::history::latest(&stored.iter().map(|look| look.glance).collect::<Vec<_>>());
        let mut rows = self.histories(standing, latest);
        rows.sort_unstable_by_key(|(link, _)| link.identity);
        let histories = rows.iter().map(|(link, _)| link.clone()).collect();
        let mut timeline = Timeline::resume(stored.iter().map(|look| look.glance).collect(), histories);
        for (_, look) in looks {
            let at = stored.len() as u32;
            let bears = self.bears(at, look, &stored);
            match bears {
                Some(bears) if (bears as usize) < known => {
                    let shown = stored[bears as usize].glance;
                    let glance = Glance { look: Look::NotModified, bears: Some(bears), ..shown };
                    stored.push(StoredLook { glance, ..self.stored(page, look, look, None) });
                    timeline.same_again(glance, bears);
                }
                _ => {
                    stored.push(self.stored(page, look, look, bears));
                    let links = if bears.is_some() { self.links_of(page, look) } else { Vec::new() };
                    timeline.look(stored[at as usize].glance, &links);
                }
            }
        }
        let (_, last) = looks[looks.len() - 1];
        let mut facts = self.batch.facts(&last);
        if stored.last().is_some_and(|look| look.glance.bears.is_some_and(|bears| (bears as usize) < known)) {
            let own = facts;
            facts = old.facts(record);
            (facts.status, facts.archive, facts.archive_offset) = (own.status, own.archive, own.archive_offset);
        }
        self.looks.push(page, &stored, &facts)?;
        self.emit_changes(page, &timeline, &rows);
        Ok(())
    }

    /// What is stored of links, as the fold needs it, each with its row.
    fn histories(&self, standing: &[Standing], latest: Option<u32>) -> Vec<(LinkHistory<u32>, Standing)> {
        let mut anchors = self.parts.reader(|part| &part.anchors);
        let mut rows = Vec::with_capacity(standing.len());
        for held in standing {
            let part = &self.parts.parts[held.part as usize];
            let table = &part.tables[held.which as usize];
            let row = held.row;
            let kind = part.shapes.get(row.shape).kind();
            let anchor = if self.is_long(row.anchor) {
                anchor_identity(row.anchor, anchors.get(row.anchor))
            } else {
                u64::from(row.anchor)
            };
            let mut losses = Vec::new();
            table.losses(held.place as usize, &mut losses);
            let identity = Identity { target: held.target, kind, anchor, nth: row.nth };
            let last = row.last.checked_sub(1).or(latest).unwrap_or(row.first);
            rows.push((LinkHistory { identity, first: row.first, last, attributes: NONE, losses }, *held));
        }
        rows
    }

    fn is_long(&self, anchor: u32) -> bool {
        let mut before = 0;
        self.parts.parts.iter().any(|part| {
            let place = (anchor as usize).checked_sub(before);
            before += part.anchors.len();
            place.is_some_and(|place| part.long_anchors.contains(place))
        })
    }

    /// The look whose links a look has, by its place among the looks before it.
    fn bears(&self, at: u32, look: &Gathered, before: &[StoredLook]) -> Option<u32> {
        match self.batch.outcome(look) {
            Look::Content | Look::Other | Look::Redirect => Some(at),
            Look::NotFound | Look::Error => None,
            Look::NotModified => {
                let content = |look: &StoredLook| matches!(look.glance.look, Look::Content | Look::Other);
                let (url, date) = self.batch.refers_to(look);
                let own = url.is_none_or(|url| url.as_bytes() == self.batch.urls.get(look.url));
                let named = before.iter().position(|other| own && content(other) && Some(other.at) == date);
                named.or_else(|| before.iter().rposition(content)).map(|bears| bears as u32)
            }
        }
    }

    /// A look as it is stored; `shown` is the look whose content it has.
    fn stored(&self, page: u32, look: &Gathered, shown: &Gathered, bears: Option<u32>) -> StoredLook {
        let pages = &self.batch.files[shown.file as usize].pages;
        let row = shown.page as usize;
        let canonical = Pages::text(&pages.canonical, row).map(without_fragment);
        let glance = Glance {
            look: self.batch.outcome(look),
            noindex: Flag::of(Pages::flag(&pages.noindex, row)),
            elsewhere: Flag::of(Some(canonical.is_some_and(|canonical| !self.is_page(canonical, shown, page)))),
            truncated: pages.truncated.value(row),
            bears,
        };
        StoredLook {
            at: look.at,
            glance,
            import: self.import_of(look),
            file: self.batch.files[look.file as usize].file,
            page: look.page,
            link: look.link,
            links: look.links,
        }
    }

    /// Whether a canonical address names the page itself.
    fn is_page(&self, canonical: &str, look: &Gathered, page: u32) -> bool {
        if canonical.as_bytes() == self.batch.urls.get(look.url) {
            return true;
        }
        // Written otherwise (user name, fragment …) it may still be the same page.
        let (mut key, mut url) = (Vec::new(), Vec::new());
        page != NONE
            && page_key(canonical, &mut key)
            && url_from_key(&key, &mut url)
            && url == self.batch.urls.get(look.url)
    }

    /// The links of a look by identity, each with its number in the batch.
    fn links_of(&self, page: u32, look: &Gathered) -> Vec<(Identity, u32)> {
        let only_redirects = self.batch.outcome(look) == Look::Redirect;
        let mut links = Vec::with_capacity(look.count as usize);
        for link in look.start..look.start + look.count {
            let n = link as usize;
            let target = self.names.page[self.batch.target[n] as usize];
            let kind = self.shape_kinds[self.batch.shape[n] as usize];
            if target == NONE || target == page || only_redirects && kind != Kind::Redirect as u8 {
                continue;
            }
            let anchor = self.names.anchor_identity[self.batch.anchor[n] as usize];
            links.push((Identity { target, kind, anchor, nth: 0 }, link));
        }
        links.sort_unstable();
        for n in 1..links.len() {
            let before = links[n - 1].0;
            if (Identity { nth: before.nth, ..links[n].0 }) == before {
                links[n].0.nth = before.nth + 1;
            }
        }
        links
    }

    fn row_of(&self, page: u32, link: &LinkHistory<u32>, latest: Option<u32>) -> Row {
        let n = link.attributes as usize;
        Row {
            source: page,
            anchor: self.names.anchor[self.batch.anchor[n] as usize],
            shape: self.batch.shape[n],
            position: self.batch.position[n],
            density: self.batch.density[n],
            first: link.first,
            last: if Some(link.last) == latest { 0 } else { link.last + 1 },
            nth: link.identity.nth,
        }
    }

    fn emit(&mut self, page: u32, link: &LinkHistory<u32>, latest: Option<u32>) {
        let row = self.row_of(page, link, latest);
        let which = self.which(page, link.identity.target);
        self.push(which, link.identity.target, row, &link.losses);
    }

    fn push(&mut self, which: Which, target: u32, row: Row, losses: &[Loss]) {
        let start = self.losses.len() as u32;
        self.losses.extend_from_slice(losses);
        self.rows[which as usize].push(Emitted { target, row, losses: (start, self.losses.len() as u32) });
    }

    fn which(&self, source: u32, target: u32) -> Which {
        let same = self.domain_of(source) == self.domain_of(target);
        if same { Which::Internal } else { Which::Backlinks }
    }

    fn domain_of(&self, page: u32) -> u32 {
        match (page as usize).checked_sub(self.parts.counts.pages as usize) {
            None => self.parts.domain_of(page),
            Some(new) => self.names.new_page_domain[new],
        }
    }

    /// Writes the links of a page that are not as they stand. Both lists are by identity.
    fn emit_changes(&mut self, page: u32, timeline: &Timeline<u32>, rows: &[(LinkHistory<u32>, Standing)]) {
        let latest = timeline.latest();
        let mut rows = rows.iter().peekable();
        for link in &timeline.links {
            let standing = rows.next_if(|(old, _)| old.identity == link.identity).map(|(_, standing)| standing);
            let Some(standing) = standing else {
                self.emit(page, link, latest);
                continue;
            };
            let part = &self.parts.parts[standing.part as usize];
            let table = &part.tables[standing.which as usize];
            let mut old = standing.row;
            old.shape = self.shapes[standing.part as usize][old.shape as usize];
            let row = match link.attributes {
                NONE => Row { last: if Some(link.last) == latest { 0 } else { link.last + 1 }, ..old },
                _ => self.row_of(page, link, latest),
            };
            let mut losses = Vec::new();
            table.losses(standing.place as usize, &mut losses);
            if row != old || losses != link.losses {
                self.kill(standing);
                self.push(standing.which, link.identity.target, row, &link.losses);
            }
        }
    }

    /// Writes everything that is not written yet; gives how much the part adds.
    pub(super) fn write(self, part: &PartWriter) -> io::Result<Counts> {
        let mut own = self.names.new;
        let pages = (self.parts.counts.pages + own.pages) as usize;
        let [backlinks, internal] = self.rows;
        for (which, mut rows) in Which::ALL.into_iter().zip([backlinks, internal]) {
            let kinds = &self.shape_kinds;
            rows.sort_unstable_by_key(|e| {
                (e.target, e.row.source, kinds[e.row.shape as usize], e.row.anchor, e.row.nth)
            });
            let mut table = TableWriter::new(part, which)?;
            for emitted in &rows {
                let losses = &self.losses[emitted.losses.0 as usize..emitted.losses.1 as usize];
                table.push(emitted.target, &emitted.row, losses)?;
            }
            let count = table.finish(part, pages)?;
            match which {
                Which::Backlinks => own.backlinks = count,
                Which::Internal => own.internal = count,
            }
        }
        self.shape_writer.write(part)?;
        self.looks.finish(part, pages)?;
        for (which, dead) in Which::ALL.into_iter().zip(self.dead) {
            let before = which.of(&self.parts.counts) as usize;
            dead.write(part.column(&format!("{}.dead", which.name()))?, before)?;
        }
        Ok(own)
    }
}
