//! Claims as columns: the three tables of a segment, the claims and the rejects.

use std::sync::Arc;

use arrow_array::types::UInt8Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, ListArray, RecordBatch, StringArray,
    TimestampMicrosecondArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array, new_null_array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};

use super::plan::{MetricKind, Plan, Record};
use crate::batch::{NO_CODE, Tables, TextColumn, link_schema, page_schema, text_schema};
use crate::model::{AnchorFrom, Kind, Look, Placement};

/// Words of a small list by their codes; [`NO_CODE`] is null.
fn words(codes: &[u8], words: &[&str]) -> ArrayRef {
    let nulls = codes.contains(&NO_CODE).then(|| NullBuffer::from_iter(codes.iter().map(|code| *code != NO_CODE)));
    let keys = codes.iter().map(|code| if *code == NO_CODE { 0 } else { *code }).collect::<Vec<u8>>();
    let keys = UInt8Array::new(ScalarBuffer::from(keys), nulls);
    Arc::new(DictionaryArray::<UInt8Type>::new(keys, Arc::new(StringArray::from(words.to_vec()))))
}

fn times(values: Vec<Option<i64>>) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from(values).with_timezone("UTC"))
}

fn sure_times(values: Vec<i64>) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from(values).with_timezone("UTC"))
}

fn same_text(text: &str, rows: usize) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(std::iter::repeat_n(text, rows)))
}

/// The pages of claims: one row a link row, two where a link is told to be lost.
#[derive(Default)]
pub struct PageRows {
    /// See the contract of segments in docs/formats.md for these.
    pub url: TextColumn,
    pub fetched_at: Vec<i64>,
    pub status: Vec<Option<u16>>,
    pub look: Vec<u8>,
    /// The word `assumed`, where the target is only known as a site.
    pub redirect_url: TextColumn,
    pub title: TextColumn,
    pub language: TextColumn,
    pub refers_to_date: Vec<Option<i64>>,
    pub line: Vec<u64>,
}

/// The links of claims, one a page row, with their texts.
#[derive(Default)]
pub struct LinkRows {
    pub target_url: TextColumn,
    pub anchor: TextColumn,
    pub anchor_from: Vec<u8>,
    pub rel: TextColumn,
    pub followed: Vec<Option<bool>>,
    pub nofollow: Vec<Option<bool>>,
    pub sponsored: Vec<Option<bool>>,
    pub ugc: Vec<Option<bool>>,
    pub kind: Vec<u8>,
    pub placement: Vec<u8>,
    pub context_left: TextColumn,
    pub context_right: TextColumn,
}

/// A column of a vendor's own.
pub enum MetricColumn {
    Numbers(Vec<Option<f64>>),
    Texts(TextColumn),
}

/// Every accepted row.
#[derive(Default)]
pub struct ClaimRows {
    pub line: Vec<u64>,
    pub record: Vec<u8>,
    pub source_url: TextColumn,
    pub target_url: TextColumn,
    pub target_assumed: Vec<bool>,
    pub subject: TextColumn,
    pub day: Vec<Option<i32>>,
    pub anchor: TextColumn,
    pub first_seen: Vec<Option<i64>>,
    pub last_seen: Vec<Option<i64>>,
    pub lost_at: Vec<Option<i64>>,
    pub lost_reason: TextColumn,
    /// The page row in the batch at hand.
    pub page: Vec<Option<u32>>,
    pub metrics: Vec<MetricColumn>,
}

/// Every rejected row.
#[derive(Default)]
pub struct RejectRows {
    pub line: Vec<u64>,
    pub reason: TextColumn,
    pub text: TextColumn,
}

/// Rows not yet written.
#[derive(Default)]
pub struct Rows {
    pub pages: PageRows,
    pub links: LinkRows,
    pub claims: ClaimRows,
    pub rejects: RejectRows,
    /// Bytes of text taken in since the last time the rows were handed over.
    pub bytes: usize,
}

impl Rows {
    /// No rows of a plan's metrics.
    pub fn new(plan: &Plan) -> Self {
        let column = |kind| match kind {
            MetricKind::Number => MetricColumn::Numbers(Vec::new()),
            MetricKind::Text => MetricColumn::Texts(TextColumn::default()),
        };
        let metrics = plan.metrics.iter().map(|metric| column(metric.kind)).collect();
        Self { claims: ClaimRows { metrics, ..ClaimRows::default() }, ..Self::default() }
    }
}

/// The tables of a segment's pages, links and texts.
pub fn segment_tables(pages: PageRows, mut links: LinkRows, vendor: &str, archive: &str) -> Result<Tables, ArrowError> {
    let rows = pages.line.len();
    let texts: Vec<ArrayRef> = vec![
        new_null_array(&DataType::Utf8, rows),
        Arc::new(links.context_left.take()),
        Arc::new(links.context_right.take()),
    ];
    Ok(Tables {
        pages: page_table(pages, vendor, archive)?,
        links: link_table(links, rows)?,
        texts: RecordBatch::try_new(text_schema(), texts)?,
    })
}

fn page_table(mut p: PageRows, vendor: &str, archive: &str) -> Result<RecordBatch, ArrowError> {
    let rows = p.line.len();
    let schema = page_schema();
    let mut told: Vec<(&str, ArrayRef)> = vec![
        ("url", Arc::new(p.url.take())),
        ("fetched_at", sure_times(p.fetched_at)),
        ("status", Arc::new(UInt16Array::from(p.status))),
        ("look", words(&p.look, Look::WORDS)),
        ("redirect_url", Arc::new(p.redirect_url.take())),
        ("title", Arc::new(p.title.take())),
        ("language", Arc::new(p.language.take())),
        ("analytics_ids", no_texts(rows)?),
        ("ads_ids", no_texts(rows)?),
        ("truncated", Arc::new(BooleanArray::from(vec![false; rows]))),
        ("refers_to_date", times(p.refers_to_date)),
        ("source", words(&vec![0; rows], &[vendor])),
        ("archive", same_text(archive, rows)),
        ("archive_offset", Arc::new(UInt64Array::from(p.line))),
        ("links", Arc::new(UInt32Array::from(vec![1; rows]))),
    ];
    table(schema, &mut told, rows)
}

fn link_table(mut l: LinkRows, rows: usize) -> Result<RecordBatch, ArrowError> {
    let mut told: Vec<(&str, ArrayRef)> = vec![
        ("page", Arc::new(UInt32Array::from_iter_values(0..rows as u32))),
        ("position", Arc::new(UInt32Array::from(vec![0; rows]))),
        ("target_url", Arc::new(l.target_url.take())),
        ("anchor", Arc::new(l.anchor.take())),
        ("anchor_from", words(&l.anchor_from, AnchorFrom::WORDS)),
        ("rel", Arc::new(l.rel.take())),
        ("followed", Arc::new(BooleanArray::from(l.followed))),
        ("nofollow", Arc::new(BooleanArray::from(l.nofollow))),
        ("sponsored", Arc::new(BooleanArray::from(l.sponsored))),
        ("ugc", Arc::new(BooleanArray::from(l.ugc))),
        ("kind", words(&l.kind, Kind::WORDS)),
        ("placement", words(&l.placement, Placement::WORDS)),
    ];
    table(link_schema(), &mut told, rows)
}

/// The columns that are told, in the schema's order, and nulls for the others.
fn table(schema: SchemaRef, told: &mut Vec<(&str, ArrayRef)>, rows: usize) -> Result<RecordBatch, ArrowError> {
    let columns = schema.fields().iter().map(|field| {
        let at = told.iter().position(|(name, _)| name == field.name());
        at.map_or_else(|| new_null_array(field.data_type(), rows), |at| told.swap_remove(at).1)
    });
    let columns = columns.collect();
    RecordBatch::try_new(schema, columns)
}

/// Empty lists.
fn no_texts(rows: usize) -> Result<ArrayRef, ArrowError> {
    let item = Arc::new(Field::new("item", DataType::Utf8, true));
    let none = Arc::new(StringArray::from(Vec::<&str>::new()));
    let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(0, rows));
    Ok(Arc::new(ListArray::try_new(item, offsets, none, None)?))
}

/// The schema of a plan's claims: the same columns for every file, then one for each metric.
pub fn claim_schema(plan: &Plan) -> SchemaRef {
    let word = || DataType::Dictionary(Box::new(DataType::UInt8), Box::new(DataType::Utf8));
    let time = || DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let field = |name: &str, kind: DataType, nullable: bool| Field::new(name, kind, nullable);
    let mut fields = vec![
        field("line", DataType::UInt64, false),
        field("record", word(), false),
        field("vendor", word(), false),
        field("property", DataType::Utf8, true),
        field("as_of", time(), false),
        field("source_url", DataType::Utf8, true),
        field("target_url", DataType::Utf8, true),
        field("target_assumed", DataType::Boolean, false),
        field("subject", DataType::Utf8, true),
        field("day", DataType::Date32, true),
        field("anchor", DataType::Utf8, true),
        field("first_seen", time(), true),
        field("last_seen", time(), true),
        field("lost_at", time(), true),
        field("lost_reason", DataType::Utf8, true),
        field("page", DataType::UInt32, true),
    ];
    fields.extend(plan.metrics.iter().map(|metric| {
        let kind = if metric.kind == MetricKind::Number { DataType::Float64 } else { DataType::Utf8 };
        Field::new(format!("metric.{}", metric.name), kind, true)
    }));
    Arc::new(Schema::new(fields))
}

/// The claims; their pages counted from `base`.
pub fn claim_table(schema: SchemaRef, mut c: ClaimRows, plan: &Plan, base: u32) -> Result<RecordBatch, ArrowError> {
    let rows = c.line.len();
    let property = match &plan.property {
        Some(property) => same_text(property, rows),
        None => new_null_array(&DataType::Utf8, rows),
    };
    let pages = c.page.into_iter().map(|page| page.map(|page| page + base));
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(UInt64Array::from(c.line)),
        words(&c.record, &Record::WORDS),
        words(&vec![0; rows], &[&plan.vendor]),
        property,
        sure_times(vec![plan.as_of; rows]),
        Arc::new(c.source_url.take()),
        Arc::new(c.target_url.take()),
        Arc::new(BooleanArray::from(c.target_assumed)),
        Arc::new(c.subject.take()),
        Arc::new(Date32Array::from(c.day)),
        Arc::new(c.anchor.take()),
        times(c.first_seen),
        times(c.last_seen),
        times(c.lost_at),
        Arc::new(c.lost_reason.take()),
        Arc::new(pages.collect::<UInt32Array>()),
    ];
    for column in c.metrics {
        columns.push(match column {
            MetricColumn::Numbers(values) => Arc::new(Float64Array::from(values)),
            MetricColumn::Texts(mut texts) => Arc::new(texts.take()),
        });
    }
    RecordBatch::try_new(schema, columns)
}

/// The schema of rejects.
pub fn reject_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("line", DataType::UInt64, false),
        Field::new("reason", DataType::Utf8, false),
        Field::new("text", DataType::Utf8, false),
    ]))
}

/// The rejects.
pub fn reject_table(mut r: RejectRows) -> Result<RecordBatch, ArrowError> {
    let columns: Vec<ArrayRef> =
        vec![Arc::new(UInt64Array::from(r.line)), Arc::new(r.reason.take()), Arc::new(r.text.take())];
    RecordBatch::try_new(reject_schema(), columns)
}
