//! Ratings after a fold or a rebuild, which give everything new ids: values move along by name.
//!
//! What is gone is dropped; what was never rated stays so (NaN, place 0) until everything is ranked again.

use std::io;
use std::path::Path;

use super::ratings::{Rated, Ratings};
use crate::index::names::NONE;
use crate::index::parts::{Part, Parts};
use crate::index::strings::Strings;

/// Writes the ratings of `old` parts, for the ids of `new` parts, into a new folder.
pub fn carry<P: AsRef<Path>>(old: &[P], new: &[P], ratings: &Path, folder: &Path) -> io::Result<()> {
    let (old, new) = (Parts::open(old)?, Parts::open(new)?);
    let ratings = Ratings::open(ratings)?;
    let domains = matched(&old, &new, |part| &part.domains);
    let pages = matched(&old, &new, |part| &part.keys);
    let mut page_new = vec![NONE; old.counts.pages as usize];
    for (id, before) in pages.iter().enumerate().filter(|(_, before)| **before != NONE) {
        page_new[*before as usize] = id as u32;
    }
    let floats = |ids: &[u32], of: &dyn Fn(u32) -> Option<f64>| -> Vec<f64> {
        ids.iter().map(|id| of(*id).unwrap_or(f64::NAN)).collect()
    };
    let numbers = |ids: &[u32], of: &dyn Fn(usize) -> u64| -> Vec<u32> {
        // Beyond its end a column gives 0.
        ids.iter().map(|id| if *id == NONE { 0 } else { of(*id as usize) as u32 }).collect()
    };
    let final_of = |(id, before): (usize, &u32)| {
        let rated = *before != NONE && (*before as usize) < ratings.page_final.len();
        let end = if rated { ratings.page_final.get(*before as usize) as usize } else { usize::MAX };
        page_new.get(end).copied().filter(|end| *end != NONE).unwrap_or(id as u32)
    };
    let harmonic = !ratings.domain_harmonic.is_empty();
    let rated = Rated {
        domain_worth: floats(&domains, &|id| ratings.domain_worth.get(id)),
        domain_trust: floats(&domains, &|id| ratings.domain_trust.get(id)),
        domain_harmonic: if harmonic { floats(&domains, &|id| ratings.domain_harmonic.get(id)) } else { Vec::new() },
        domain_splits: numbers(&domains, &|id| ratings.domain_splits.get(id)),
        domain_linked: numbers(&domains, &|id| ratings.domain_linked.get(id)),
        domain_place: numbers(&domains, &|id| ratings.domain_place.get(id)),
        page_worth: floats(&pages, &|id| ratings.page_worth.get(id)),
        page_trust: floats(&pages, &|id| ratings.page_trust.get(id)),
        page_place: numbers(&pages, &|id| ratings.page_place.get(id)),
        page_final: pages.iter().enumerate().map(final_of).collect(),
        figures: ratings.figures,
    };
    rated.write(folder).map(|_| ())
}

/// For each id of the new parts the old one of the same name, or [`NONE`]: sorted lists of names, walked together.
fn matched(old: &Parts, new: &Parts, store: fn(&Part) -> &Strings) -> Vec<u32> {
    let mut ids = Vec::new();
    for part in &new.parts {
        let names = store(part);
        let start = ids.len();
        ids.resize(start + names.len(), NONE);
        let mut before = 0;
        for known in &old.parts {
            merge(names, store(known), before, &mut ids[start..]);
            before += store(known).len() as u32;
        }
    }
    ids
}

fn merge(names: &Strings, known: &Strings, before: u32, ids: &mut [u32]) {
    let (mut ours, mut theirs) = (names.reader(), known.reader());
    let (mut at, mut there) = (0, 0);
    while at < names.len() && there < known.len() {
        match ours.get(at).cmp(theirs.get(there)) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => there += 1,
            std::cmp::Ordering::Equal => {
                ids[at] = before + there as u32;
                at += 1;
                there += 1;
            }
        }
    }
}
