//! The rows of a fold: those that stand for a page, and those that the part gets.

use std::io;

use super::{Emitted, Fold, Standing};
use crate::index::bits::BitSet;
use crate::index::gather::Gathered;
use crate::index::history::{Glance, Identity, LinkHistory, Loss, Timeline, latest};
use crate::index::looks::Look as StoredLook;
use crate::index::names::{NONE, anchor_identity};
use crate::index::part::{Counts, PartWriter};
use crate::index::tables::{Row, TableWriter, Which};

/// [`Row::last`] and [`Row::told`] of a link.
fn places(link: &LinkHistory<u32>, glances: &[Glance]) -> (u32, u32) {
    let bears = glances.get(link.last as usize).and_then(|glance| glance.bears);
    let last = if Some(link.last) == latest(glances) { 0 } else { link.last + 1 };
    (last, if bears == Some(link.told) { 0 } else { link.told + 1 })
}

impl Fold<'_> {
    /// The rows that stand for the pages of these looks, by source.
    pub(super) fn standing(&self, looks: &[(u32, Gathered)]) -> Vec<Standing> {
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

    pub(super) fn kill(&mut self, row: &Standing) {
        let before = self.parts.parts[row.part as usize].rows(row.which).start;
        self.dead[row.which as usize].insert(before + row.place as usize);
    }

    /// What is stored of links, as the fold needs it, each with its row.
    pub(super) fn histories(
        &self,
        standing: &[Standing],
        latest: Option<u32>,
        looks: &[StoredLook],
    ) -> Vec<(LinkHistory<u32>, Standing)> {
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
            let told = looks.get(last as usize).and_then(|look| look.glance.bears).unwrap_or(last);
            let history = LinkHistory {
                identity,
                first: row.first,
                last,
                attributes: NONE,
                told: row.told.checked_sub(1).unwrap_or(told),
                ours: Some((row.first, last)),
                assumed: false,
                witnesses: self.shapes.witnesses_of(held.part, row.shape),
                losses,
            };
            rows.push((history, *held));
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

    fn row_of(&mut self, page: u32, link: &LinkHistory<u32>, glances: &[Glance]) -> Row {
        let n = link.attributes as usize;
        let (last, told) = places(link, glances);
        Row {
            source: page,
            anchor: self.names.anchor[self.batch.anchor[n] as usize],
            shape: self.shapes.number(self.batch.shape[n], link.witnesses),
            position: self.batch.position[n],
            density: self.batch.density[n],
            first: link.first,
            last,
            nth: link.identity.nth,
            told,
        }
    }

    pub(super) fn emit(&mut self, page: u32, link: &LinkHistory<u32>, glances: &[Glance]) {
        let row = self.row_of(page, link, glances);
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

    pub(super) fn domain_of(&self, page: u32) -> u32 {
        match (page as usize).checked_sub(self.parts.counts.pages as usize) {
            None => self.parts.domain_of(page),
            Some(new) => self.names.new_page_domain[new],
        }
    }

    /// Writes the links of a page that are not as they stand. Both lists are by identity.
    pub(super) fn emit_changes(&mut self, page: u32, timeline: &Timeline<u32>, rows: &[(LinkHistory<u32>, Standing)]) {
        let mut rows = rows.iter().peekable();
        for link in &timeline.links {
            let standing = rows.next_if(|(old, _)| old.identity == link.identity).map(|(_, standing)| standing);
            let Some(standing) = standing else {
                self.emit(page, link, &timeline.glances);
                continue;
            };
            let part = &self.parts.parts[standing.part as usize];
            let table = &part.tables[standing.which as usize];
            let mut old = standing.row;
            old.shape = self.shapes.of_part(standing.part, old.shape);
            let row = match link.attributes {
                NONE => {
                    let (last, told) = places(link, &timeline.glances);
                    Row { last, told, shape: self.shapes.again(old.shape, link.witnesses), ..old }
                }
                _ => self.row_of(page, link, &timeline.glances),
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
    pub(in crate::index) fn write(self, part: &PartWriter) -> io::Result<Counts> {
        let mut own = self.names.new;
        let pages = (self.parts.counts.pages + own.pages) as usize;
        let shapes = self.shapes.writer();
        let kinds = shapes.kinds();
        let [backlinks, internal] = self.rows;
        for (which, mut rows) in Which::ALL.into_iter().zip([backlinks, internal]) {
            let kinds = &kinds;
            rows.sort_unstable_by_key(|e| {
                let Row { source, shape, anchor, nth, first, told, .. } = e.row;
                (e.target, source, kinds[shape as usize], anchor, nth, first, told)
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
        shapes.write(part)?;
        self.looks.finish(part, pages)?;
        for (which, dead) in Which::ALL.into_iter().zip(self.dead) {
            let before = which.of(&self.parts.counts) as usize;
            dead.write(part.column(&format!("{}.dead", which.name()))?, before)?;
        }
        Ok(own)
    }
}
