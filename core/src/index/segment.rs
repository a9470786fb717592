//! Reading segments: looks, links and texts out of the Parquet files that an import wrote.
//!
//! The schemas are those of [`crate::batch`]; enum columns may come as words or as dictionaries of words. A file that
//! lacks a column or holds another type is refused with its name: segments are the truth and are never guessed at.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use arrow_array::types::{Float32Type, TimestampMicrosecondType, UInt16Type, UInt32Type, UInt64Type};
use arrow_array::{Array, BooleanArray, PrimitiveArray, RecordBatch, RecordBatchReader, StringArray};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection, RowSelector,
};
use parquet::file::metadata::PageIndexPolicy;

use super::part::named;
use super::segment_columns::{boolean, codes, damaged, lists, names, primitive, text};

/// Links read at a time.
const ROWS: usize = 16_384;

/// A segment folder and the number of its import.
#[derive(Clone, Debug)]
pub struct Segment {
    /// The import's number.
    pub import: u32,
    /// Where it lies.
    pub folder: PathBuf,
}

impl Segment {
    /// The numbers of its files, in order.
    pub fn files(&self) -> io::Result<Vec<u32>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(|e| named(&self.folder, e))? {
            let name = entry.map_err(|e| named(&self.folder, e))?.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix("pages-")?.strip_suffix(".parquet"));
            files.extend(number.and_then(|number| number.parse::<u32>().ok()));
        }
        files.sort_unstable();
        Ok(files)
    }

    /// The path of one of its files; `what` is `pages`, `links` or `texts`.
    pub fn path(&self, what: &str, file: u32) -> PathBuf {
        self.folder.join(format!("{what}-{file:04}.parquet"))
    }

    /// The same segment where an undo of its import moves it: `HOME/undone/NNNN` beside `HOME/segments/NNNN`.
    fn undone(&self) -> Option<Self> {
        let folder = self.folder.parent()?.parent()?.join("undone").join(self.folder.file_name()?);
        folder.is_dir().then_some(Self { import: self.import, folder })
    }
}

/// A Parquet file with what its footer says, to be read more than once.
struct Source {
    path: PathBuf,
    file: File,
    metadata: ArrowReaderMetadata,
}

impl Source {
    fn open(path: PathBuf, page_index: bool) -> io::Result<Self> {
        let file = File::open(&path).map_err(|e| named(&path, e))?;
        let policy = if page_index { PageIndexPolicy::Optional } else { PageIndexPolicy::Skip };
        let options = ArrowReaderOptions::new().with_page_index_policy(policy);
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(|e| damaged(&path, e))?;
        Ok(Self { path, file, metadata })
    }

    fn rows(&self) -> usize {
        usize::try_from(self.metadata.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// Reads some columns, of some rows or all, in batches.
    fn read(
        &self,
        columns: &[&str],
        rows: Option<&[Range<usize>]>,
        batch: usize,
        mut each: impl FnMut(&RecordBatch) -> io::Result<()>,
    ) -> io::Result<()> {
        let file = self.file.try_clone().map_err(|e| named(&self.path, e))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        let mut builder = builder.with_projection(mask).with_batch_size(batch.max(1));
        if let Some(rows) = rows {
            builder = builder.with_row_selection(selection(rows));
        }
        let reader = builder.build().map_err(|e| damaged(&self.path, e))?;
        if let Some(missing) = columns.iter().find(|name| reader.schema().index_of(name).is_err()) {
            return Err(damaged(&self.path, format!("it has no column {missing}")));
        }
        for batch in reader {
            each(&batch.map_err(|e| damaged(&self.path, e))?)?;
        }
        Ok(())
    }
}

/// Ranges that rise and do not overlap, as Parquet wants them.
fn selection(rows: &[Range<usize>]) -> RowSelection {
    let mut selectors = Vec::with_capacity(rows.len() * 2);
    let mut at = 0;
    for range in rows.iter().filter(|range| !range.is_empty()) {
        if range.start > at {
            selectors.push(RowSelector::skip(range.start - at));
        }
        selectors.push(RowSelector::select(range.len()));
        at = range.end;
    }
    selectors.into()
}

/// The page table of a segment file, column by column.
#[allow(missing_docs, reason = "the columns are told at crate::batch::PageFacts")]
pub struct Pages {
    pub url: StringArray,
    pub fetched_at: PrimitiveArray<TimestampMicrosecondType>,
    pub status: PrimitiveArray<UInt16Type>,
    pub look: Vec<u8>,
    pub redirect_url: StringArray,
    pub content_type: StringArray,
    pub canonical: StringArray,
    pub noindex: BooleanArray,
    pub nofollow: BooleanArray,
    pub title: StringArray,
    pub language: StringArray,
    pub text_length: PrimitiveArray<UInt32Type>,
    pub text_share: PrimitiveArray<Float32Type>,
    pub links_internal: PrimitiveArray<UInt32Type>,
    pub links_external: PrimitiveArray<UInt32Type>,
    pub simhash: PrimitiveArray<UInt64Type>,
    pub analytics_ids: Vec<String>,
    pub ads_ids: Vec<String>,
    pub truncated: BooleanArray,
    pub refers_to_url: StringArray,
    pub refers_to_date: PrimitiveArray<TimestampMicrosecondType>,
    /// Place in [`Pages::sources`].
    pub source: Vec<u8>,
    /// Who looked: the ways in of ours, and the names of those whose exports say so.
    pub sources: Vec<String>,
    pub archive: StringArray,
    pub archive_offset: PrimitiveArray<UInt64Type>,
    pub links: PrimitiveArray<UInt32Type>,
}

impl Pages {
    /// Reads the page table of a segment file whole.
    pub fn read(segment: &Segment, file: u32) -> io::Result<Self> {
        let source = Source::open(segment.path("pages", file), false)?;
        let schema = crate::batch::page_schema();
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        let mut batches = Vec::new();
        source.read(&names, None, source.rows(), |batch| {
            batches.push(batch.clone());
            Ok(())
        })?;
        let batch = match &batches[..] {
            [] => RecordBatch::new_empty(schema),
            [batch] => batch.clone(),
            several => arrow_select::concat::concat_batches(&several[0].schema(), several)
                .map_err(|e| damaged(&source.path, e))?,
        };
        Self::of(&batch, &source.path)
    }

    fn of(batch: &RecordBatch, path: &Path) -> io::Result<Self> {
        use crate::model::Look;
        let (source, sources) = names(batch, "source", path)?;
        Ok(Self {
            url: text(batch, "url", path)?,
            fetched_at: primitive(batch, "fetched_at", path)?,
            status: primitive(batch, "status", path)?,
            look: codes(batch, "look", path, Look::WORDS)?,
            redirect_url: text(batch, "redirect_url", path)?,
            content_type: text(batch, "content_type", path)?,
            canonical: text(batch, "canonical", path)?,
            noindex: boolean(batch, "noindex", path)?,
            nofollow: boolean(batch, "nofollow", path)?,
            title: text(batch, "title", path)?,
            language: text(batch, "language", path)?,
            text_length: primitive(batch, "text_length", path)?,
            text_share: primitive(batch, "text_share", path)?,
            links_internal: primitive(batch, "links_internal", path)?,
            links_external: primitive(batch, "links_external", path)?,
            simhash: primitive(batch, "simhash", path)?,
            analytics_ids: lists(batch, "analytics_ids", path)?,
            ads_ids: lists(batch, "ads_ids", path)?,
            truncated: boolean(batch, "truncated", path)?,
            refers_to_url: text(batch, "refers_to_url", path)?,
            refers_to_date: primitive(batch, "refers_to_date", path)?,
            source,
            sources,
            archive: text(batch, "archive", path)?,
            archive_offset: primitive(batch, "archive_offset", path)?,
            links: primitive(batch, "links", path)?,
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.look.len()
    }

    /// The value of a nullable text.
    pub fn text(column: &StringArray, row: usize) -> Option<&str> {
        column.is_valid(row).then(|| column.value(row))
    }

    /// The value of a nullable flag.
    pub fn flag(column: &BooleanArray, row: usize) -> Option<bool> {
        column.is_valid(row).then(|| column.value(row))
    }

    /// The value of a nullable number.
    pub fn number<T: arrow_array::ArrowPrimitiveType>(column: &PrimitiveArray<T>, row: usize) -> Option<T::Native> {
        column.is_valid(row).then(|| column.value(row))
    }
}

/// Some rows of a link table.
#[allow(missing_docs, reason = "the columns are told at crate::batch::LinkColumns")]
pub struct Links {
    pub position: PrimitiveArray<UInt32Type>,
    pub target_url: StringArray,
    pub anchor: StringArray,
    pub anchor_from: Vec<u8>,
    pub rel: StringArray,
    pub followed: BooleanArray,
    pub nofollow: BooleanArray,
    pub sponsored: BooleanArray,
    pub ugc: BooleanArray,
    pub kind: Vec<u8>,
    pub placement: Vec<u8>,
    pub link_density: PrimitiveArray<Float32Type>,
    pub hidden: BooleanArray,
}

const LINK_COLUMNS: &[&str] = &[
    "position",
    "target_url",
    "anchor",
    "anchor_from",
    "rel",
    "followed",
    "nofollow",
    "sponsored",
    "ugc",
    "kind",
    "placement",
    "link_density",
    "hidden",
];

impl Links {
    /// Reads rows of the link table of a segment file, in order, some thousand at a time.
    pub fn read(
        segment: &Segment,
        file: u32,
        rows: &[Range<usize>],
        mut each: impl FnMut(&Links) -> io::Result<()>,
    ) -> io::Result<()> {
        let source = Source::open(segment.path("links", file), rows.len() > 1)?;
        if rows.last().is_some_and(|range| range.end > source.rows()) {
            return Err(damaged(&source.path, "the page table counts more links than it has"));
        }
        source.read(LINK_COLUMNS, Some(rows), ROWS, |batch| each(&Self::of(batch, &source.path)?))
    }

    fn of(batch: &RecordBatch, path: &Path) -> io::Result<Self> {
        use crate::model::{AnchorFrom, Kind, Placement};
        Ok(Self {
            position: primitive(batch, "position", path)?,
            target_url: text(batch, "target_url", path)?,
            anchor: text(batch, "anchor", path)?,
            anchor_from: codes(batch, "anchor_from", path, AnchorFrom::WORDS)?,
            rel: text(batch, "rel", path)?,
            followed: boolean(batch, "followed", path)?,
            nofollow: boolean(batch, "nofollow", path)?,
            sponsored: boolean(batch, "sponsored", path)?,
            ugc: boolean(batch, "ugc", path)?,
            kind: codes(batch, "kind", path, Kind::WORDS)?,
            placement: codes(batch, "placement", path, Placement::WORDS)?,
            link_density: primitive(batch, "link_density", path)?,
            hidden: boolean(batch, "hidden", path)?,
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.kind.len()
    }
}

/// Texts of links: `columns` of `target_raw`, `context_left`, `context_right`, for rows that rise.
pub fn read_texts(segment: &Segment, file: u32, rows: &[usize], columns: &[&str]) -> io::Result<Vec<RecordBatch>> {
    let source = Source::open(segment.path("texts", file), true).or_else(|missing| match segment.undone() {
        // A reader keeps its version while another process undoes an import of it.
        Some(moved) if missing.kind() == io::ErrorKind::NotFound => Source::open(moved.path("texts", file), true),
        _ => Err(missing),
    })?;
    let most = source.rows();
    let ranges: Vec<Range<usize>> = rows.iter().filter(|row| **row < most).map(|row| *row..row + 1).collect();
    let mut batches = Vec::new();
    source.read(columns, Some(&ranges), ROWS, |batch| {
        for name in columns {
            text(batch, name, &source.path)?;
        }
        batches.push(batch.clone());
        Ok(())
    })?;
    Ok(batches)
}
