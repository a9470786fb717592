//! Segment files: `pages-NNNN.parquet`, `links-NNNN.parquet`, `texts-NNNN.parquet`.
//!
//! Row groups are encoded by whoever extracted them ([`Encoder`], one a thread) and appended by one hand in the order of
//! the files and of the offsets in them ([`SegmentWriter`]), so what is written does not depend on the number of threads.
//! Only the column `page`, which counts from the start of its file, is encoded when it is appended.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, UInt32Array};
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;

use crate::batch::{Tables, link_schema, page_schema, text_schema};

/// A file is closed once its links and texts together have come to this many bytes.
const FILE_BYTES: u64 = 512 << 20;
/// Bytes of a data page of texts: one is read for each row that is shown.
const TEXT_PAGE: usize = 128 << 10;

fn properties(columns: &[&str], compression: Compression, page: usize) -> WriterProperties {
    let builder = WriterProperties::builder()
        .set_created_by("backlit".to_owned())
        .set_compression(compression)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_dictionary_enabled(false)
        .set_data_page_size_limit(page);
    columns.iter().fold(builder, |builder, name| builder.set_column_dictionary_enabled((*name).into(), true)).build()
}

/// The columns that repeat their values, which a dictionary makes small; it costs more than it saves on the others.
fn page_properties() -> WriterProperties {
    properties(&["look", "content_type", "language", "source", "archive"], Compression::LZ4_RAW, 1 << 20)
}

fn link_properties() -> WriterProperties {
    properties(&["anchor_from", "rel", "kind", "placement"], Compression::LZ4_RAW, 1 << 20)
}

fn text_properties() -> WriterProperties {
    // Measured on wild pages and on documentation: 30 % smaller than LZ4 for 1 to 3 % more time of the whole.
    properties(&[], Compression::ZSTD(ZstdLevel::default()), TEXT_PAGE)
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(inner) => io::Error::other(inner),
        },
        other => io::Error::other(other),
    }
}

/// Opens one file: the writer, and what makes its column writers.
fn open<W: io::Write + Send>(
    sink: W,
    schema: SchemaRef,
    properties: WriterProperties,
) -> io::Result<(SerializedFileWriter<W>, ArrowRowGroupWriterFactory)> {
    let writer = ArrowWriter::try_new(sink, schema, Some(properties)).map_err(failed)?;
    writer.into_serialized_writer().map_err(failed)
}

/// A row group of each of the three files, encoded.
pub struct Encoded {
    pages: Vec<ArrowColumnChunk>,
    links: Vec<ArrowColumnChunk>,
    texts: Vec<ArrowColumnChunk>,
    /// The column `page` of the links, counted from the start of the batch.
    link_pages: ArrayRef,
    page_rows: u32,
    /// Bytes held.
    pub bytes: usize,
}

/// Encodes batches.
pub struct Encoder {
    pages: ArrowRowGroupWriterFactory,
    links: ArrowRowGroupWriterFactory,
    texts: ArrowRowGroupWriterFactory,
}

impl Encoder {
    /// An encoder for files as [`SegmentWriter`] opens them.
    pub fn new() -> io::Result<Self> {
        let factory = |schema, properties| open(io::sink(), schema, properties).map(|(_, factory)| factory);
        Ok(Self {
            pages: factory(page_schema(), page_properties())?,
            links: factory(link_schema(), link_properties())?,
            texts: factory(text_schema(), text_properties())?,
        })
    }

    /// Encodes a batch.
    pub fn encode(&self, tables: &Tables) -> io::Result<Encoded> {
        let (pages, page_bytes) = encode(&self.pages, &tables.pages, 0)?;
        let (links, link_bytes) = encode(&self.links, &tables.links, 1)?;
        let (texts, text_bytes) = encode(&self.texts, &tables.texts, 0)?;
        let link_pages = Arc::clone(tables.links.column(0));
        let bytes = page_bytes + link_bytes + text_bytes + link_pages.get_array_memory_size();
        Ok(Encoded { pages, links, texts, link_pages, page_rows: tables.pages.num_rows() as u32, bytes })
    }
}

/// Encodes the columns of a table from the `skip`-th on: the chunks and their bytes.
fn encode(
    factory: &ArrowRowGroupWriterFactory,
    table: &RecordBatch,
    skip: usize,
) -> io::Result<(Vec<ArrowColumnChunk>, usize)> {
    let mut writers = factory.create_column_writers(0).map_err(failed)?.into_iter().skip(skip);
    let mut chunks = Vec::with_capacity(table.num_columns());
    let mut bytes = 0;
    for (field, column) in table.schema().fields().iter().zip(table.columns()).skip(skip) {
        for leaf in compute_leaves(field, column).map_err(failed)? {
            let mut writer: ArrowColumnWriter = writers.next().ok_or_else(|| io::Error::other("a column too many"))?;
            writer.write(&leaf).map_err(failed)?;
            bytes += writer.get_estimated_total_bytes();
            chunks.push(writer.close().map_err(failed)?);
        }
    }
    Ok((chunks, bytes))
}

struct Table {
    writer: SerializedFileWriter<File>,
    factory: ArrowRowGroupWriterFactory,
}

impl Table {
    fn create(path: &Path, schema: SchemaRef, properties: WriterProperties) -> io::Result<Self> {
        let (writer, factory) = open(File::create_new(path)?, schema, properties)?;
        Ok(Self { writer, factory })
    }

    fn append(&mut self, chunks: impl IntoIterator<Item = ArrowColumnChunk>) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(failed)?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut group).map_err(failed)?;
        }
        group.close().map_err(failed)?;
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.writer.finish().map_err(failed)?;
        self.writer.inner().sync_all()
    }
}

struct Files {
    pages: Table,
    links: Table,
    texts: Table,
    page_rows: u32,
    bytes: u64,
}

/// Writes segment files into a folder.
pub struct SegmentWriter {
    folder: PathBuf,
    first: u32,
    number: u32,
    files: Option<Files>,
}

impl SegmentWriter {
    /// A writer of files into `folder`, which exists.
    pub fn new(folder: &Path) -> Self {
        Self::starting(folder, 0)
    }

    /// A writer whose first files have this number.
    pub fn starting(folder: &Path, number: u32) -> Self {
        Self { folder: folder.to_owned(), first: number, number, files: None }
    }

    /// The number of its first files.
    pub fn first(&self) -> u32 {
        self.first
    }

    /// Appends a row group, and closes the files where they are large enough.
    pub fn append(&mut self, encoded: Encoded) -> io::Result<()> {
        self.write(encoded)?;
        if self.held() >= FILE_BYTES { self.roll() } else { Ok(()) }
    }

    /// Bytes of links and texts in the files that are open.
    pub fn held(&self) -> u64 {
        self.files.as_ref().map_or(0, |files| files.bytes)
    }

    /// Closes the files of this number, which are without rows if nothing was appended; the next ones have the next.
    pub fn roll(&mut self) -> io::Result<()> {
        let files = match self.files.take() {
            Some(files) => files,
            None => self.create()?,
        };
        finish(files)?;
        self.number += 1;
        Ok(())
    }

    /// Appends a row group.
    pub fn write(&mut self, encoded: Encoded) -> io::Result<()> {
        let mut files = match self.files.take() {
            Some(files) => files,
            None => self.create()?,
        };
        let base = files.page_rows;
        let page = page_column(&files.links.factory, &encoded.link_pages, base)?;
        files.pages.append(encoded.pages)?;
        files.links.append(std::iter::once(page).chain(encoded.links))?;
        files.texts.append(encoded.texts)?;
        files.page_rows += encoded.page_rows;
        files.bytes += encoded.bytes as u64;
        self.files = Some(files);
        Ok(())
    }

    /// Closes the files. Without a single row group there are three files without rows: an import is never empty-handed.
    pub fn finish(mut self) -> io::Result<()> {
        match self.files.take() {
            Some(files) => finish(files),
            None if self.number == self.first => finish(self.create()?),
            None => Ok(()),
        }
    }

    fn create(&self) -> io::Result<Files> {
        let path = |name: &str| self.folder.join(format!("{name}-{:04}.parquet", self.number));
        Ok(Files {
            pages: Table::create(&path("pages"), page_schema(), page_properties())?,
            links: Table::create(&path("links"), link_schema(), link_properties())?,
            texts: Table::create(&path("texts"), text_schema(), text_properties())?,
            page_rows: 0,
            bytes: 0,
        })
    }
}

fn finish(files: Files) -> io::Result<()> {
    files.pages.finish()?;
    files.links.finish()?;
    files.texts.finish()
}

/// The column `page`, counted from the start of the file.
fn page_column(factory: &ArrowRowGroupWriterFactory, pages: &ArrayRef, base: u32) -> io::Result<ArrowColumnChunk> {
    let pages = pages.as_any().downcast_ref::<UInt32Array>().ok_or_else(|| io::Error::other("pages are numbers"))?;
    let pages: ArrayRef = Arc::new(UInt32Array::from_iter_values(pages.values().iter().map(|page| page + base)));
    let schema = link_schema();
    let mut writer = factory
        .create_column_writers(0)
        .map_err(failed)?
        .into_iter()
        .next()
        .ok_or_else(|| io::Error::other("the link table has a first column"))?;
    for leaf in compute_leaves(schema.field(0), &pages).map_err(failed)? {
        writer.write(&leaf).map_err(failed)?;
    }
    writer.close().map_err(failed)
}
