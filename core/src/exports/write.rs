//! The files of an import of exports: those of a segment, and beside them the claims and the rejects.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, DataType, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::plan::Plan;
use super::tables::{Rows, claim_schema, claim_table, reject_schema, reject_table, segment_tables};
use crate::archive::segment::{Encoder, SegmentWriter};
use crate::batch::Tables;

/// Files are closed once they have come to this many bytes together.
const FILE_BYTES: u64 = 512 << 20;

/// The tables that rows come to: claims, rejects, and those of the segment.
pub fn tables(rows: Rows, plan: &Plan, archive: &str, base: u32) -> io::Result<(RecordBatch, RecordBatch, Tables)> {
    let made = || {
        let claims = claim_table(claim_schema(plan), rows.claims, plan, base)?;
        let segment = segment_tables(rows.pages, rows.links, &plan.vendor, archive)?;
        Ok::<_, ArrowError>((claims, reject_table(rows.rejects)?, segment))
    };
    made().map_err(failed)
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::other(error)
}

/// Writes the claims of one source file into a folder.
pub struct Writer<'p> {
    plan: &'p Plan,
    /// The source file's name.
    archive: &'p str,
    folder: PathBuf,
    schema: SchemaRef,
    encoder: Encoder,
    segment: SegmentWriter,
    beside: Option<Beside>,
    number: u32,
    pages: u32,
}

/// The claims and the rejects of one file number.
struct Beside {
    claims: ArrowWriter<File>,
    rejects: ArrowWriter<File>,
}

impl<'p> Writer<'p> {
    /// A writer of files into `folder`, from the number on.
    pub fn new(plan: &'p Plan, archive: &'p str, folder: &Path, number: u32) -> io::Result<Self> {
        Ok(Self {
            plan,
            archive,
            folder: folder.to_owned(),
            schema: claim_schema(plan),
            encoder: Encoder::new()?,
            segment: SegmentWriter::starting(folder, number),
            beside: None,
            number,
            pages: 0,
        })
    }

    /// Appends rows, a row group of each table that has any.
    pub fn append(&mut self, rows: Rows) -> io::Result<()> {
        let mut beside = match self.beside.take() {
            Some(beside) => beside,
            None => self.open()?,
        };
        let (claims, rejects, segment) = tables(rows, self.plan, self.archive, self.pages)?;
        write(&mut beside.claims, &claims)?;
        write(&mut beside.rejects, &rejects)?;
        let pages = segment.pages.num_rows() as u32;
        if pages > 0 {
            self.segment.write(self.encoder.encode(&segment)?)?;
        }
        self.pages += pages;
        let bytes = self.segment.held() + beside.claims.bytes_written() as u64;
        self.beside = Some(beside);
        if bytes >= FILE_BYTES { self.roll() } else { Ok(()) }
    }

    /// Closes the files; gives the next number that is free. A source file without rows has its files too.
    pub fn finish(mut self) -> io::Result<u32> {
        if self.beside.is_none() && self.number == self.segment.first() {
            self.beside = Some(self.open()?);
        }
        if self.beside.is_some() {
            self.roll()?;
        }
        Ok(self.number)
    }

    fn roll(&mut self) -> io::Result<()> {
        if let Some(beside) = self.beside.take() {
            close(beside.claims)?;
            close(beside.rejects)?;
        }
        self.segment.roll()?;
        self.number += 1;
        self.pages = 0;
        Ok(())
    }

    fn open(&self) -> io::Result<Beside> {
        let words = ["record", "vendor", "property", "as_of", "target_url", "anchor", "lost_reason"];
        let texts =
            self.schema.fields().iter().skip(CLAIM_COLUMNS).filter(|field| *field.data_type() == DataType::Utf8);
        let repeating = words.into_iter().chain(texts.map(|field| field.name().as_str()));
        let claims = self.create("claims", self.schema.clone(), repeating)?;
        let rejects = self.create("rejects", reject_schema(), ["reason"].into_iter())?;
        Ok(Beside { claims, rejects })
    }

    /// Opens a file in which the named columns repeat their values.
    fn create<'c>(
        &self,
        name: &str,
        schema: SchemaRef,
        repeating: impl Iterator<Item = &'c str>,
    ) -> io::Result<ArrowWriter<File>> {
        let builder = WriterProperties::builder()
            .set_created_by("backlit".to_owned())
            .set_compression(Compression::LZ4_RAW)
            .set_statistics_enabled(EnabledStatistics::None)
            .set_dictionary_enabled(false);
        let column = |name: &str| parquet::schema::types::ColumnPath::new(vec![name.to_owned()]);
        let builder =
            repeating.fold(builder, |builder, name| builder.set_column_dictionary_enabled(column(name), true));
        let path = self.folder.join(format!("{name}-{:04}.parquet", self.number));
        ArrowWriter::try_new(File::create_new(path)?, schema, Some(builder.build())).map_err(failed)
    }
}

/// Columns of claims before the metrics.
const CLAIM_COLUMNS: usize = 16;

fn write(writer: &mut ArrowWriter<File>, rows: &RecordBatch) -> io::Result<()> {
    if rows.num_rows() > 0 {
        writer.write(rows).map_err(failed)?;
        writer.flush().map_err(failed)?;
    }
    Ok(())
}

fn close(mut writer: ArrowWriter<File>) -> io::Result<()> {
    writer.finish().map_err(failed)?;
    writer.inner().sync_all()
}
