//! Building and folding parts: segments in, parts out, within a bound of memory.
//!
//! Segments are cut into batches that fit. Each batch becomes a delta on what stands, and the deltas of one build are
//! folded at the end: an external sort whose runs and merge are the same two mechanisms that every import uses.
//!
//! What is bounded is what grows with the links of a batch, those that stand for its pages included. Beside it a build
//! and a fold of parts need some bytes a page of the whole index, whatever the bound (see [`super::merge`]).

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};

use super::delta::write_delta;
use super::gather::Piece;
use super::merge::write_base;
use super::packed::PackedWriter;
use super::part::{Meta, PartFiles, PartWriter};
use super::parts::Parts;
use super::referring::referring_domains;
use super::segment::{Pages, Segment};
use super::{Progress, Step};

/// Bytes that a link of a batch needs while it is folded: its numbers, its row, and its share of the strings.
pub(super) const LINK_BYTES: u64 = 200;
/// Bytes that a look needs.
pub(super) const LOOK_BYTES: u64 = 500;

/// The smallest bound that is kept: below it there would be a part for every few pages.
const LEAST: u64 = 1 << 17;

/// Folds the segments that `parts` do not hold yet into a new part in `folder`.
///
/// Without parts, or where one delta cannot hold it, the part is a base that stands for everything (`kind` in what it
/// gives); else a delta on the parts. Segments that the parts hold may be given too, and must be where a page gets a
/// look that is older than one of theirs.
pub fn build_part(
    segments: &[Segment],
    parts: &[PathBuf],
    folder: &Path,
    memory: u64,
    progress: Progress<'_>,
) -> io::Result<Meta> {
    let standing = Parts::open(parts)?;
    let known: Vec<u32> = standing.imports().iter().map(|import| import.number).collect();
    let batches = batches(segments, &known, memory)?;
    let links: u64 = batches.iter().flatten().map(|piece| piece.links).sum();
    let mut step = Step::new(progress, links * 2);
    if !parts.is_empty() && batches.len() <= 1 {
        let only = batches.first().map_or(&[][..], |batch| batch);
        if let Some(meta) = delta(&standing, segments, only, parts, folder, room(only, memory))? {
            step.advance(links * 2)?;
            return Ok(meta);
        }
    }
    drop(standing);
    std::fs::create_dir_all(folder).map_err(|e| super::part::named(folder, e))?;
    let mut all = parts.to_vec();
    let mut batches = VecDeque::from(batches);
    while let Some(batch) = batches.pop_front() {
        let aside = folder.join(format!("run-{:04}", all.len() - parts.len()));
        match write_delta(&Parts::open(&all)?, segments, &batch, &aside, room(&batch, memory))? {
            Some(_) => {
                all.push(aside);
                step.advance(batch.iter().map(|piece| piece.links).sum())?;
            }
            None => halves(segments, batch)?.into_iter().rev().for_each(|half| batches.push_front(half)),
        }
    }
    let meta = write_base(&Parts::open(&all)?, folder, &mut |done, total| {
        step.at(links + (links as f64 * done as f64 / total.max(1) as f64) as u64)
    })?;
    for aside in &all[parts.len()..] {
        std::fs::remove_dir_all(aside).map_err(|e| super::part::named(aside, e))?;
    }
    Ok(meta)
}

/// Folds parts into one base in `folder`.
pub fn merge_parts(parts: &[PathBuf], folder: &Path, progress: Progress<'_>) -> io::Result<Meta> {
    write_base(&Parts::open(parts)?, folder, progress)
}

/// A delta whole, with its ratings; none where it does not fit.
fn delta(
    standing: &Parts,
    segments: &[Segment],
    pieces: &[Piece],
    parts: &[PathBuf],
    folder: &Path,
    room: u64,
) -> io::Result<Option<Meta>> {
    if write_delta(standing, segments, pieces, folder, room)?.is_none() {
        return Ok(None);
    }
    let mut all = parts.to_vec();
    all.push(folder.to_owned());
    let ratings = referring_domains(&Parts::open(&all)?);
    let part = PartWriter::reopen(PartFiles::open(folder)?);
    let mut writer = PackedWriter::new(part.0.column("domains.rating")?);
    ratings.iter().try_for_each(|rating| writer.push(u64::from(*rating)))?;
    writer.finish()?;
    part.0.finish(part.1).map(Some)
}

/// The pieces of segments that are not known, oldest import first, in batches that fit the memory.
fn batches(segments: &[Segment], known: &[u32], memory: u64) -> io::Result<Vec<Vec<Piece>>> {
    let mut pieces: Vec<(i64, Piece)> = Vec::new();
    let most = memory.max(LEAST) / 2;
    for (n, segment) in segments.iter().enumerate().filter(|(_, segment)| !known.contains(&segment.import)) {
        for file in segment.files()? {
            let pages = Pages::read(segment, file)?;
            let mut piece = Piece { segment: n, file, pages: vec![0..0], links: 0 };
            let mut first = i64::MAX;
            for page in 0..pages.len() {
                let links = u64::from(pages.links.value(page));
                first = first.min(pages.fetched_at.value(page));
                if cost(&piece) + links * LINK_BYTES + LOOK_BYTES > most && !piece.pages[0].is_empty() {
                    let next = Piece { segment: n, file, pages: vec![page..page], links: 0 };
                    pieces.push((first, std::mem::replace(&mut piece, next)));
                }
                piece.pages[0].end = page + 1;
                piece.links += links;
            }
            pieces.push((first, piece));
        }
    }
    pieces.sort_by_key(|(first, piece)| (*first, piece.segment, piece.file, piece.pages[0].start));
    let mut batches: Vec<Vec<Piece>> = Vec::new();
    let mut held = 0;
    for (_, piece) in pieces {
        if batches.is_empty() || held + cost(&piece) > most {
            batches.push(Vec::new());
            held = 0;
        }
        held += cost(&piece);
        if let Some(batch) = batches.last_mut() {
            batch.push(piece);
        }
    }
    Ok(batches)
}

/// What is left of the memory beside a batch. A batch cut so small that more cuts would only make more parts takes
/// what it needs: its pages have some thirty times as many looks as it brings.
fn room(batch: &[Piece], memory: u64) -> u64 {
    let own: u64 = batch.iter().map(cost).sum();
    if own < memory.max(LEAST) / 32 { u64::MAX } else { memory.max(LEAST).saturating_sub(own) }
}

/// A batch cut in two, each of about as many pages.
fn halves(segments: &[Segment], batch: Vec<Piece>) -> io::Result<[Vec<Piece>; 2]> {
    let pages = |piece: &Piece| piece.pages.iter().map(ExactSizeIterator::len).sum::<usize>();
    let mut left = batch.iter().map(pages).sum::<usize>() / 2;
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for piece in batch {
        let taken = left.min(pages(&piece));
        left -= taken;
        let mut parted = [Vec::new(), Vec::new()];
        let mut taken = taken;
        for range in &piece.pages {
            let middle = range.start + taken.min(range.len());
            taken -= middle - range.start;
            parted[0].push(range.start..middle);
            parted[1].push(middle..range.end);
        }
        let links = Pages::read(&segments[piece.segment], piece.file)?.links;
        for (half, mut pages) in [&mut first, &mut second].into_iter().zip(parted) {
            pages.retain(|range| !range.is_empty());
            let links = pages.iter().flat_map(Clone::clone).map(|page| u64::from(links.value(page))).sum();
            if !pages.is_empty() {
                half.push(Piece { pages, links, ..piece });
            }
        }
    }
    Ok([first, second])
}

fn cost(piece: &Piece) -> u64 {
    piece.links * LINK_BYTES + piece.pages.iter().map(ExactSizeIterator::len).sum::<usize>() as u64 * LOOK_BYTES
}
