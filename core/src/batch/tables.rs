//! The Arrow tables that a batch is handed over as: their schemas, and the columns put into them without a copy.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::UInt8Type;
use arrow_array::{
    ArrayRef, BooleanArray, DictionaryArray, Float32Array, RecordBatch, StringArray, TimestampMicrosecondArray,
    UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use arrow_buffer::{NullBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

use super::{LinkColumns, NO_CODE, PageColumns};
use crate::model::{AnchorFrom, Kind, Look, Placement, Source};

fn words(codes: Vec<u8>, words: &[&str]) -> ArrayRef {
    let nulls = codes.contains(&NO_CODE).then(|| NullBuffer::from_iter(codes.iter().map(|c| *c != NO_CODE)));
    let keys = codes.into_iter().map(|c| if c == NO_CODE { 0 } else { c }).collect::<Vec<u8>>();
    let keys = UInt8Array::new(ScalarBuffer::from(keys), nulls);
    Arc::new(DictionaryArray::<UInt8Type>::new(keys, Arc::new(StringArray::from(words.to_vec()))))
}

fn lists(rows: Vec<Vec<String>>) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for row in rows {
        builder.append_value(row.into_iter().map(Some));
    }
    Arc::new(builder.finish())
}

fn times(values: Vec<Option<i64>>) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from(values).with_timezone("UTC"))
}

fn word_type() -> DataType {
    DataType::Dictionary(Box::new(DataType::UInt8), Box::new(DataType::Utf8))
}

fn time_type() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn list_type() -> DataType {
    DataType::List(Arc::new(Field::new("item", DataType::Utf8, true)))
}

/// The page table of a segment, one row a look. docs/formats.md tells what each column means.
pub fn page_schema() -> SchemaRef {
    let field = |name: &str, kind: DataType, nullable: bool| Field::new(name, kind, nullable);
    Arc::new(Schema::new(vec![
        field("url", DataType::Utf8, false),
        field("fetched_at", time_type(), false),
        field("status", DataType::UInt16, true),
        field("look", word_type(), false),
        field("redirect_url", DataType::Utf8, true),
        field("content_type", DataType::Utf8, true),
        field("canonical", DataType::Utf8, true),
        field("noindex", DataType::Boolean, true),
        field("nofollow", DataType::Boolean, true),
        field("title", DataType::Utf8, true),
        field("language", DataType::Utf8, true),
        field("text_length", DataType::UInt32, true),
        field("text_share", DataType::Float32, true),
        field("links_internal", DataType::UInt32, true),
        field("links_external", DataType::UInt32, true),
        field("simhash", DataType::UInt64, true),
        field("analytics_ids", list_type(), false),
        field("ads_ids", list_type(), false),
        field("truncated", DataType::Boolean, false),
        field("refers_to_url", DataType::Utf8, true),
        field("refers_to_date", time_type(), true),
        field("source", word_type(), false),
        field("archive", DataType::Utf8, false),
        field("archive_offset", DataType::UInt64, false),
        field("links", DataType::UInt32, false),
    ]))
}

/// The link table of a segment, one row a link of a look.
pub fn link_schema() -> SchemaRef {
    let field = |name: &str, kind: DataType, nullable: bool| Field::new(name, kind, nullable);
    Arc::new(Schema::new(vec![
        field("page", DataType::UInt32, false),
        field("position", DataType::UInt32, false),
        field("target_url", DataType::Utf8, true),
        field("anchor", DataType::Utf8, true),
        field("anchor_from", word_type(), true),
        field("rel", DataType::Utf8, true),
        field("followed", DataType::Boolean, true),
        field("nofollow", DataType::Boolean, true),
        field("sponsored", DataType::Boolean, true),
        field("ugc", DataType::Boolean, true),
        field("kind", word_type(), true),
        field("placement", word_type(), true),
        field("link_density", DataType::Float32, true),
        field("hidden", DataType::Boolean, true),
    ]))
}

/// The texts of a segment's links, row by row beside the link table.
pub fn text_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("target_raw", DataType::Utf8, true),
        Field::new("context_left", DataType::Utf8, true),
        Field::new("context_right", DataType::Utf8, true),
    ]))
}

pub(super) fn page_table(mut p: PageColumns) -> RecordBatch {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(p.url.take()),
        times(p.fetched_at.into_iter().map(Some).collect()),
        Arc::new(UInt16Array::from(p.status)),
        words(p.look, Look::WORDS),
        Arc::new(p.redirect_url.take()),
        Arc::new(p.content_type.take()),
        Arc::new(p.canonical.take()),
        Arc::new(BooleanArray::from(p.noindex)),
        Arc::new(BooleanArray::from(p.nofollow)),
        Arc::new(p.title.take()),
        Arc::new(p.language.take()),
        Arc::new(UInt32Array::from(p.text_length)),
        Arc::new(Float32Array::from(p.text_share)),
        Arc::new(UInt32Array::from(p.links_internal)),
        Arc::new(UInt32Array::from(p.links_external)),
        Arc::new(UInt64Array::from(p.simhash)),
        lists(p.analytics_ids),
        lists(p.ads_ids),
        Arc::new(BooleanArray::from(p.truncated)),
        Arc::new(p.refers_to_url.take()),
        times(p.refers_to_date),
        words(p.source, Source::WORDS),
        Arc::new(p.archive.take()),
        Arc::new(UInt64Array::from(p.archive_offset)),
        Arc::new(UInt32Array::from(p.links)),
    ];
    RecordBatch::try_new(page_schema(), columns).expect("one value a page in every column")
}

pub(super) fn link_tables(mut l: LinkColumns) -> (RecordBatch, RecordBatch) {
    let density = NullBuffer::from_iter(l.link_density.iter().map(|d| !d.is_nan()));
    let hidden = NullBuffer::from_iter(l.hidden.iter().map(|h| *h != NO_CODE));
    let links: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from(l.page)),
        Arc::new(UInt32Array::from(l.position)),
        Arc::new(l.target_url.take()),
        Arc::new(l.anchor.take()),
        words(l.anchor_from, AnchorFrom::WORDS),
        Arc::new(l.rel.take()),
        Arc::new(BooleanArray::from(l.followed)),
        Arc::new(BooleanArray::from(l.nofollow)),
        Arc::new(BooleanArray::from(l.sponsored)),
        Arc::new(BooleanArray::from(l.ugc)),
        words(l.kind, Kind::WORDS),
        words(l.placement, Placement::WORDS),
        Arc::new(Float32Array::new(ScalarBuffer::from(l.link_density), Some(density))),
        Arc::new(BooleanArray::new(l.hidden.iter().map(|h| *h == 1).collect(), Some(hidden))),
    ];
    let texts: Vec<ArrayRef> =
        vec![Arc::new(l.target_raw.take()), Arc::new(l.context_left.take()), Arc::new(l.context_right.take())];
    (
        RecordBatch::try_new(link_schema(), links).expect("one value a link in every column"),
        RecordBatch::try_new(text_schema(), texts).expect("one text a link in every column"),
    )
}
