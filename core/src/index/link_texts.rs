//! The texts of links (raw target, text on both sides), read from the segments for the rows shown.
//!
//! They are three quarters of all bytes and are never copied into the index: a look knows its segment file and its first
//! row there, a link its place in the page.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};

use super::looks::Look;
use super::segment::read_texts;
use super::snapshot::Snapshot;

/// The columns.
pub const COLUMNS: &[&str] = &["target_raw", "context_left", "context_right"];

/// Texts of links, each told by the look it comes from and its position; null where the segment has none.
pub fn read(
    snapshot: &Snapshot,
    looks: &[Option<(Look, u32)>],
    wanted: &[&'static str],
) -> io::Result<Vec<(&'static str, ArrayRef)>> {
    let mut files: BTreeMap<(u32, u32), Vec<(usize, usize)>> = BTreeMap::new();
    for (n, look) in looks.iter().enumerate() {
        if let Some((look, position)) = look.filter(|(look, position)| position < &look.links) {
            let row = look.link as usize + position as usize;
            files.entry((look.import, look.file)).or_default().push((row, n));
        }
    }
    let mut places_of: Vec<Option<(usize, usize)>> = vec![None; looks.len()];
    let mut batches: Vec<RecordBatch> = Vec::new();
    for ((import, file), mut rows) in files {
        let number = snapshot.parts.imports().get(import as usize).map(|import| import.number);
        let Some(segment) = number.and_then(|number| snapshot.segments.get(&number)) else { continue };
        rows.sort_unstable();
        let mut distinct: Vec<usize> = rows.iter().map(|(row, _)| *row).collect();
        distinct.dedup();
        let first = batches.len();
        batches.extend(read_texts(segment, file, &distinct, wanted)?);
        let mut places = batches[first..]
            .iter()
            .enumerate()
            .flat_map(|(n, batch)| (0..batch.num_rows()).map(move |row| (first + n, row)));
        let found: BTreeMap<usize, (usize, usize)> =
            distinct.into_iter().map_while(|row| Some((row, places.next()?))).collect();
        for (row, n) in rows {
            places_of[n] = found.get(&row).copied();
        }
    }
    let column = |name: &&'static str| {
        let arrays: Vec<Option<&StringArray>> =
            batches.iter().map(|batch| batch.column_by_name(name)?.as_string_opt::<i32>()).collect();
        let mut out = StringBuilder::new();
        for place in &places_of {
            let value = place.and_then(|(batch, row)| {
                let array = arrays[batch]?;
                array.is_valid(row).then(|| array.value(row))
            });
            out.append_option(value);
        }
        (*name, Arc::new(out.finish()) as ArrayRef)
    };
    Ok(wanted.iter().map(column).collect())
}
