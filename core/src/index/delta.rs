//! One batch of looks folded into a part: what is new, what changed, what is lost.
//!
//! Pages fall into three kinds. New ones start a timeline. Known ones whose new looks are all later go on with the fold
//! that the parts hold: their rows are found by one scan over the sources. Known ones that got an earlier look,
//! or one whose meaning depends on an earlier one, or that an export tells of, start over: their old looks are read from the segments again.
//! Only rows that differ from what stands are written; those that they replace are marked dead.

use std::io;
use std::path::Path;

use super::bits::BitSet;
use super::build::{LINK_BYTES, LOOK_BYTES};
use super::fold::Fold;
use super::gather::{Batch, Gathered, Piece};
use super::looks::Look as StoredLook;
use super::names::{Known, NONE, Names};
use super::packed::PackedWriter;
use super::part::{Meta, PartWriter};
use super::parts::Parts;
use super::segment::Segment;
use crate::model::Look;

/// Folds pieces of segments into a part that stands on `parts`; gives what `part.json` says, ratings aside. None, and
/// no part, where what `parts` hold of the same pages would need more than `room` bytes beside the pieces.
pub fn write_delta(
    parts: &Parts,
    segments: &[Segment],
    pieces: &[Piece],
    folder: &Path,
    room: u64,
) -> io::Result<Option<Meta>> {
    let mut batch = Batch::default();
    for piece in pieces {
        batch.read(segments, piece)?;
    }
    let mut known = Known::of(&batch.urls, parts);
    let Some(restarted) = restart(parts, segments, &mut batch, &known, room)? else { return Ok(None) };
    if batch.urls.len() > known.addresses() {
        known = Known::of(&batch.urls, parts);
    }
    let part = PartWriter::create(folder)?;
    let names = Names::resolve(&known, &batch.anchors, parts, &part)?;
    drop(known);
    let mut fold = Fold::new(parts, &batch, &names, restarted, &part)?;
    fold.run()?;
    let imports = fold.imports.clone();
    let own = fold.write(&part)?;
    let kind = if parts.parts.is_empty() { "base" } else { "delta" };
    PackedWriter::new(part.column("domains.rating")?).finish()?;
    part.finish(Meta { kind: kind.to_owned(), before: parts.counts, own, imports, ..Meta::default() }).map(Some)
}

/// Reads the old looks of the pages that must start over into the batch; gives these pages. None where what the parts
/// hold of the batch's pages does not fit into `room`.
fn restart(
    parts: &Parts,
    segments: &[Segment],
    batch: &mut Batch,
    known: &Known,
    room: u64,
) -> io::Result<Option<BitSet>> {
    let mut restarted = BitSet::default();
    let mut needed = 0;
    if parts.parts.is_empty() {
        return Ok(Some(restarted));
    }
    let page = known.pages();
    let mut looks: Vec<(u32, u32, usize)> = Vec::new();
    for (n, look) in batch.looks.iter().enumerate() {
        if page[look.url as usize] != NONE {
            looks.push((page[look.url as usize], look.at, n));
        }
    }
    looks.sort_unstable();
    let mut old: Vec<(u32, u32, u32)> = Vec::new();
    for group in looks.chunk_by(|a, b| a.0 == b.0) {
        if let Some((part, record)) = parts.record(group[0].0) {
            let stored = parts.parts[part].looks.all(record);
            // The rows that stand are about as many as the most links that a look had.
            needed += u64::from(stored.iter().map(|look| look.links).max().unwrap_or(0)) * LINK_BYTES;
            if starts_over(batch, group, &stored) {
                restarted.insert(group[0].0 as usize);
                old.extend(stored.iter().map(|look| (look.import, look.file, look.page)));
                needed += stored.iter().map(|look| LOOK_BYTES + u64::from(look.links) * LINK_BYTES).sum::<u64>();
            }
        }
        // One page alone is never cut: each of its looks would have to read the others again.
        if needed > room && looks[0].0 != looks[looks.len() - 1].0 {
            return Ok(None);
        }
    }
    read_old(parts, segments, batch, old)?;
    Ok(Some(restarted))
}

/// Whether the fold cannot simply go on from the stored looks with the new ones (sorted by time).
fn starts_over(batch: &Batch, new: &[(u32, u32, usize)], stored: &[StoredLook]) -> bool {
    let Some(last) = stored.last() else { return true };
    if new[0].1 <= last.at {
        return true;
    }
    // What a report fits depends on all links before it, with their names: the index does not keep what it needs.
    let reported = |(_, _, n): &(u32, u32, usize)| batch.is_reported(&batch.looks[*n]);
    if new.iter().any(reported) || stored.iter().any(|look| !look.glance.look.is_ours()) {
        return true;
    }
    let unmodified = |look: &Gathered| batch.outcome(look) == Look::NotModified;
    let Some((_, _, n)) = new.iter().find(|(_, _, n)| unmodified(&batch.looks[*n])) else { return false };
    // The look that has the links must be the one whose links and facts the index holds.
    let has_content = |look: &StoredLook| matches!(look.glance.look, Look::Content | Look::Other);
    let content = stored.iter().rposition(has_content).map(|at| at as u32);
    let (_, date) = batch.refers_to(&batch.looks[*n]);
    let names_older = |at: usize| Some(stored[at].at) == date && Some(at as u32) != content;
    new.len() > 1
        || last.glance.bears != content
        || (0..stored.len()).any(|at| has_content(&stored[at]) && names_older(at))
}

/// Reads looks that the parts hold (import by its place, file, page row) from their segments.
fn read_old(parts: &Parts, segments: &[Segment], batch: &mut Batch, mut old: Vec<(u32, u32, u32)>) -> io::Result<()> {
    old.sort_unstable();
    // Two looks of one row come of it again.
    old.dedup();
    for group in old.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let import = parts.imports().get(group[0].0 as usize).map_or(0, |import| import.number);
        let Some(segment) = segments.iter().position(|segment| segment.import == import) else {
            let text = format!(
                "an earlier look arrived for a page of import {import:04}, and the segment of that import was not given"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        };
        let mut pages: Vec<std::ops::Range<usize>> = Vec::new();
        for row in group.iter().map(|(_, _, row)| *row as usize) {
            match pages.last_mut() {
                Some(last) if last.end == row => last.end = row + 1,
                _ => pages.push(row..row + 1),
            }
        }
        batch.read(segments, &Piece { segment, file: group[0].1, pages, links: 0 })?;
    }
    Ok(())
}
