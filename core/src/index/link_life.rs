//! The columns of links that history tells: when they were seen, lost and found again, and what they are now.

use arrow_array::ArrayRef;

use super::columns::{texts, times, words};
use super::history::{Loss, LostReason};
use super::link_columns::Rows;
use super::looks::Look;

/// Words of the state of a link.
pub const STATES: &[&str] = &["live", "lost", "unseen"];
/// Words of how a link came to be new.
pub const NEW_REASONS: &[&str] = &["page_found", "link_found", "link_restored"];

impl Rows<'_> {
    /// The columns that history tells.
    pub(super) fn life(&self, name: &str) -> Option<ArrayRef> {
        let at = |n: usize, look: Option<u32>| look.and_then(|look| self.time(n, look));
        let all = 0..self.len();
        Some(match name {
            "first_seen" => times(all.map(|n| at(n, Some(self.rows[n].first)))),
            "last_seen" => times(all.map(|n| at(n, self.last(n)))),
            "state" => words(all.map(|n| Some(self.state(n))), STATES),
            "lost_reason" => words(all.map(|n| self.loss(n).map(|loss| loss.reason as u8)), LostReason::WORDS),
            "lost_at" => times(all.map(|n| at(n, self.loss(n).map(|loss| loss.at)))),
            "restored_at" => times(all.map(|n| at(n, self.loss(n).and_then(|loss| loss.restored)))),
            "new_reason" => words(all.map(|n| Some(self.new_reason(n))), NEW_REASONS),
            "checked_at" => times(all.map(|n| self.checked(n))),
            "import_id" => {
                let import = |n: usize| self.evidence(n).map(|look| look.import);
                let ids: Vec<Option<u32>> = all.map(import).collect();
                let imports = self.snapshot.parts.imports();
                texts(&ids, false, |id, out| {
                    let number = imports.get(id as usize).map_or(0, |import| import.number);
                    out.extend_from_slice(format!("{number:04}").as_bytes());
                })
            }
            _ => return None,
        })
    }

    fn time(&self, n: usize, look: u32) -> Option<u32> {
        let (part, record) = self.snapshot.parts.record(self.rows[n].source)?;
        let looks = &self.snapshot.parts.parts[part].looks;
        Some(looks.time(&looks.range(record), look as usize))
    }

    /// The last look that has the link.
    fn last(&self, n: usize) -> Option<u32> {
        self.rows[n].last.checked_sub(1).or_else(|| {
            let (part, record) = self.snapshot.parts.record(self.rows[n].source)?;
            let looks = &self.snapshot.parts.parts[part].looks;
            looks.latest(&looks.range(record)).map(|look| look as u32)
        })
    }

    /// The look that the link's attributes come from.
    pub(super) fn evidence(&self, n: usize) -> Option<Look> {
        let (part, record) = self.snapshot.parts.record(self.rows[n].source)?;
        let looks = &self.snapshot.parts.parts[part].looks;
        let range = looks.range(record);
        let told = match self.rows[n].told.checked_sub(1) {
            Some(told) => told,
            None => looks.glance(&range, self.last(n)? as usize).bears?,
        };
        Some(looks.look(&range, told as usize))
    }

    fn state(&self, n: usize) -> u8 {
        let place = self.places[n];
        if self.snapshot.parts.parts[place.part].tables[place.which as usize].lost.contains(place.row) {
            return 1;
        }
        let Some(horizon) = self.snapshot.horizon else { return 0 };
        let before = |at: Option<u32>| at.is_none_or(|at| at < horizon);
        // Somebody else may have seen it since our last look at its page.
        let unseen = before(self.checked(n)) && before(self.last(n).and_then(|last| self.time(n, last)));
        if unseen { 2 } else { 0 }
    }

    /// The last look of ours at the link's page that says anything.
    fn checked(&self, n: usize) -> Option<u32> {
        let (part, record) = self.snapshot.parts.record(self.rows[n].source)?;
        let looks = &self.snapshot.parts.parts[part].looks;
        let range = looks.range(record);
        looks.evidence(&range).map(|last| looks.time(&range, last))
    }

    /// The last loss of the link, if it was ever lost.
    fn loss(&self, n: usize) -> Option<Loss> {
        let place = self.places[n];
        let table = &self.snapshot.parts.parts[place.part].tables[place.which as usize];
        if !table.has_losses() {
            return None;
        }
        let mut losses = Vec::new();
        table.losses(place.row, &mut losses);
        losses.last().copied()
    }

    fn new_reason(&self, n: usize) -> u8 {
        let place = self.places[n];
        let table = &self.snapshot.parts.parts[place.part].tables[place.which as usize];
        let mut losses = Vec::new();
        if table.has_losses() {
            table.losses(place.row, &mut losses);
        }
        match losses.iter().any(|loss| loss.restored.is_some()) {
            true => 2,
            false => u8::from(self.was_known(n)),
        }
    }

    /// Whether somebody of ours had looked at the page before the link was first seen.
    fn was_known(&self, n: usize) -> bool {
        let first = self.rows[n].first;
        let known = || {
            let (part, record) = self.snapshot.parts.record(self.rows[n].source)?;
            let looks = &self.snapshot.parts.parts[part].looks;
            looks.of_ours(&looks.range(record), true)
        };
        first > 0 && known().is_some_and(|ours| ours < first as usize)
    }
}
