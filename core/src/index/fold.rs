//! The fold of a batch, page by page: timelines started or gone on with, and the rows that come of it.

mod evidence;
mod reported;
mod rows;
mod witnessed;

use std::io;

use self::witnessed::Witnessed;
use super::bits::BitSet;
use super::facts::Facts;
use super::gather::{Batch, Gathered};
use super::history::{Glance, Loss, Timeline};
use super::looks::{Look as StoredLook, LooksWriter};
use super::names::{NONE, Names};
use super::part::{ImportMeta, PartWriter};
use super::parts::Parts;
use super::tables::{Row, Which};
use crate::model::Look;

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
    shapes: Witnessed<'a>,
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
            shapes: Witnessed::new(parts, batch)?,
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
        looks.sort_by(|a, b| (a.0, a.1.at).cmp(&(b.0, b.1.at)).then_with(|| batch.compare(&a.1, &b.1)));
        looks.dedup_by(|later, kept| {
            (later.0, later.1.at) == (kept.0, kept.1.at) && !batch.is_reported(&later.1) && !batch.is_reported(&kept.1)
        });
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
        for (_, look) in looks.iter().filter(|(_, look)| !self.batch.is_reported(look)) {
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

    fn fold_page(&mut self, page: u32, looks: &[(u32, Gathered)], standing: &[Standing]) -> io::Result<()> {
        let record = self.parts.record(page).filter(|_| !self.restarted.contains(page as usize));
        match record {
            None => {
                standing.iter().for_each(|row| self.kill(row));
                match looks.iter().any(|(_, look)| self.batch.is_reported(look)) {
                    true => self.start_reported(page, looks),
                    false => self.start(page, looks),
                }
            }
            Some((part, record)) => self.go_on(page, looks, standing, part, record),
        }
    }

    /// A page whose looks are all in the batch.
    fn start(&mut self, page: u32, looks: &[(u32, Gathered)]) -> io::Result<()> {
        let mut stored: Vec<StoredLook> = Vec::with_capacity(looks.len());
        let mut timeline = Timeline::new();
        for (at, (_, look)) in looks.iter().enumerate() {
            let bears = self.bears(at as u32, page, look, &stored);
            let shown = bears.map_or(look, |bears| &looks[bears as usize].1);
            stored.push(self.stored(page, look, shown, bears));
            let links = if bears.is_some() { self.links_of(page, shown) } else { Vec::new() };
            timeline.look(stored[at].glance, self.shapes.witness(look), &links);
        }
        self.looks.push(page, &stored, &self.facts_of(looks, &stored))?;
        for link in &timeline.links {
            self.emit(page, link, &timeline.glances);
        }
        Ok(())
    }

    /// What the last look of ours at a page told, else the last report; `stored` are the same looks.
    fn facts_of(&self, looks: &[(u32, Gathered)], stored: &[StoredLook]) -> Facts {
        let ours = stored.iter().rposition(|look| look.glance.look.is_ours());
        let last = ours.unwrap_or(stored.len() - 1);
        let shown = match stored[last].glance {
            Glance { look: Look::NotModified, bears: Some(bears), .. } => bears as usize,
            _ => last,
        };
        let mut facts = self.batch.facts(&looks[shown].1);
        if shown != last {
            let own = self.batch.facts(&looks[last].1);
            (facts.status, facts.archive, facts.archive_offset) = (own.status, own.archive, own.archive_offset);
        }
        facts
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
        let mut rows = self.histories(standing, latest, &stored);
        rows.sort_unstable_by_key(|(link, _)| link.identity);
        let histories = rows.iter().map(|(link, _)| link.clone()).collect();
        let mut timeline = Timeline::resume(stored.iter().map(|look| look.glance).collect(), histories);
        for (_, look) in looks {
            let at = stored.len() as u32;
            let bears = self.bears(at, page, look, &stored);
            match bears {
                Some(bears) if (bears as usize) < known => {
                    let shown = stored[bears as usize].glance;
                    let glance = Glance { look: Look::NotModified, bears: Some(bears), ..shown };
                    stored.push(StoredLook { glance, ..self.stored(page, look, look, None) });
                    timeline.same_again(glance, self.shapes.witness(look), bears);
                }
                _ => {
                    stored.push(self.stored(page, look, look, bears));
                    let links = if bears.is_some() { self.links_of(page, look) } else { Vec::new() };
                    timeline.look(stored[at as usize].glance, self.shapes.witness(look), &links);
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
}
