//! The columns of links. Each is computed alone, from row numbers, so a question pays for the columns that it names.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, BooleanArray, Float32Array, RecordBatch, UInt32Array, UInt64Array};
use arrow_schema::{Field, Schema};

use super::columns::{ColumnError, Name, page_names, texts, words};
use super::facts::{FactText, FactWord};
use super::looks::Look;
use super::sets::{LinkSet, Place, RowId};
use super::shapes::Shape;
use super::snapshot::Snapshot;
use super::tables::Row;
use super::witnesses::MARK;
use crate::model::{AnchorFrom, Kind, Placement};

/// The columns that there are.
pub const LINK_COLUMNS: &[&str] = &[
    "source_url",
    "source_host",
    "source_domain",
    "source_title",
    "source_language",
    "source_domain_rating",
    "source_page_rating",
    "source_trust",
    "source_spam_mass",
    "source_referring_domains",
    "source_linked_domains",
    "target_url",
    "target_raw",
    "target_host",
    "target_domain",
    "target_domain_rating",
    "target_page_rating",
    "target_trust",
    "target_spam_mass",
    "anchor",
    "anchor_from",
    "rel",
    "followed",
    "nofollow",
    "sponsored",
    "ugc",
    "kind",
    "placement",
    "position",
    "context_left",
    "context_right",
    "link_density",
    "hidden",
    "first_seen",
    "last_seen",
    "state",
    "lost_reason",
    "lost_at",
    "restored_at",
    "new_reason",
    "checked_at",
    "witnesses",
    "reported",
    "target_assumed",
    "import_id",
    "row",
    "source_page",
    "target_page",
    "source_domain_id",
    "target_domain_id",
];

/// Rows with what most columns need of them.
pub struct Rows<'a> {
    pub(super) snapshot: &'a Snapshot,
    ids: Vec<RowId>,
    pub(super) places: Vec<Place>,
    pub(super) rows: Vec<Row>,
}

impl Snapshot {
    /// Columns of links, in the order of the links.
    pub fn link_columns(
        &self,
        links: &LinkSet,
        columns: &[String],
        dictionary: bool,
    ) -> Result<RecordBatch, ColumnError> {
        let rows = Rows::new(self, links);
        let mut fields = Vec::with_capacity(columns.len());
        let mut arrays = Vec::with_capacity(columns.len());
        let texts = rows.link_texts(columns)?;
        for name in columns {
            let array = match texts.iter().find(|(text, _)| text == name) {
                Some((_, array)) => array.clone(),
                None => rows
                    .column(name, dictionary)
                    .ok_or_else(|| ColumnError::Unknown(name.clone(), LINK_COLUMNS.to_vec()))?,
            };
            fields.push(Field::new(name, array.data_type().clone(), true));
            arrays.push(array);
        }
        batch(fields, arrays, rows.len())
    }
}

/// A record batch, also of no columns.
pub fn batch(fields: Vec<Field>, arrays: Vec<ArrayRef>, rows: usize) -> Result<RecordBatch, ColumnError> {
    let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(rows));
    let batch = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options);
    batch.map_err(|error| ColumnError::Io(std::io::Error::other(error)))
}

impl<'a> Rows<'a> {
    fn new(snapshot: &'a Snapshot, links: &LinkSet) -> Self {
        let ids = links.rows(snapshot);
        let mut rows = Self {
            snapshot,
            ids: Vec::with_capacity(ids.len()),
            places: Vec::with_capacity(ids.len()),
            rows: Vec::new(),
        };
        for id in ids {
            if let Some(place) = snapshot.place(*id) {
                rows.ids.push(*id);
                rows.places.push(place);
                rows.rows.push(snapshot.parts.parts[place.part].tables[place.which as usize].row(place.row));
            }
        }
        rows
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    fn sources(&self) -> impl Iterator<Item = u32> + '_ {
        self.rows.iter().map(|row| row.source)
    }

    fn targets(&self) -> impl Iterator<Item = u32> + '_ {
        self.places.iter().map(|place| self.snapshot.target_of(*place))
    }

    fn shapes(&self) -> impl Iterator<Item = Shape> + '_ {
        self.places
            .iter()
            .zip(&self.rows)
            .map(|(place, row)| self.snapshot.parts.parts[place.part].shapes.get(row.shape))
    }

    fn flags(&self, flag: u32) -> ArrayRef {
        Arc::new(self.shapes().map(|shape| shape.told(flag)).collect::<BooleanArray>())
    }

    /// One column; none if there is none of this name. The texts of links come apart.
    fn column(&self, name: &str, dictionary: bool) -> Option<ArrayRef> {
        let parts = &self.snapshot.parts;
        let rating = |page: u32| Some(parts.rating(parts.domain_of(page)));
        let code = |code: u8| code.checked_sub(1);
        Some(match name {
            "source_url" => page_names(parts, self.sources(), Name::Url, dictionary),
            "source_host" => page_names(parts, self.sources(), Name::Host, dictionary),
            "source_domain" => page_names(parts, self.sources(), Name::Domain, dictionary),
            "target_url" => page_names(parts, self.targets(), Name::Url, dictionary),
            "target_host" => page_names(parts, self.targets(), Name::Host, dictionary),
            "target_domain" => page_names(parts, self.targets(), Name::Domain, dictionary),
            "source_title" => self.titles(dictionary),
            "source_language" => self.languages(dictionary),
            "source_referring_domains" => Arc::new(self.sources().map(rating).collect::<UInt32Array>()),
            "anchor" => self.anchors(dictionary),
            "rel" => self.rels(dictionary),
            "anchor_from" => words(self.shapes().map(|shape| code(shape.anchor_from())), AnchorFrom::WORDS),
            "kind" => words(self.shapes().map(|shape| Some(shape.kind())), Kind::WORDS),
            "witnesses" => self.witnesses(),
            "reported" => Arc::new(self.shapes().map(|shape| Some(shape.is_reported())).collect::<BooleanArray>()),
            "target_assumed" => Arc::new(self.shapes().map(|shape| Some(shape.is_assumed())).collect::<BooleanArray>()),
            "placement" => words(self.shapes().map(|shape| code(shape.placement())), Placement::WORDS),
            "followed" => self.flags(0),
            "nofollow" => self.flags(1),
            "sponsored" => self.flags(2),
            "ugc" => self.flags(3),
            "hidden" => Arc::new(self.shapes().map(|s| code(s.hidden()).map(|yes| yes == 1)).collect::<BooleanArray>()),
            "position" => {
                let rows = self.rows.iter().zip(self.shapes());
                let told = rows.map(|(row, shape)| (!shape.is_reported()).then_some(row.position));
                Arc::new(told.collect::<UInt32Array>())
            }
            "link_density" => {
                let share = |row: &Row| row.density.checked_sub(1).map(|percent| f32::from(percent) / 100.0);
                Arc::new(self.rows.iter().map(share).collect::<Float32Array>())
            }
            "row" => Arc::new(self.ids.iter().map(|id| Some(id.0)).collect::<UInt64Array>()),
            "source_page" => Arc::new(self.sources().map(Some).collect::<UInt32Array>()),
            "target_page" => Arc::new(self.targets().map(Some).collect::<UInt32Array>()),
            "source_domain_id" => Arc::new(self.sources().map(|p| Some(parts.domain_of(p))).collect::<UInt32Array>()),
            "target_domain_id" => Arc::new(self.targets().map(|p| Some(parts.domain_of(p))).collect::<UInt32Array>()),
            _ => return self.life(name).or_else(|| self.ratings(name)),
        })
    }

    /// The ratings of an end of the links.
    fn ratings(&self, name: &str) -> Option<ArrayRef> {
        if !LINK_COLUMNS.contains(&name) {
            return None;
        }
        match name.split_once('_')? {
            ("source", rating) => self.snapshot.page_rating_column(rating, self.sources()),
            (_, rating) => self.snapshot.page_rating_column(rating, self.targets()),
        }
    }

    fn anchors(&self, dictionary: bool) -> ArrayRef {
        let mut reader = self.snapshot.parts.reader(|part| &part.anchors);
        let rows = self.rows.iter().zip(self.shapes());
        let ids: Vec<Option<u32>> = rows.map(|(row, shape)| (!shape.is_anchorless()).then_some(row.anchor)).collect();
        texts(&ids, dictionary, |id, out| out.extend_from_slice(reader.get(id)))
    }

    fn rels(&self, dictionary: bool) -> ArrayRef {
        let parts = &self.snapshot.parts.parts;
        let mut starts = Vec::with_capacity(parts.len());
        let mut before = 0u32;
        for part in parts {
            starts.push(before);
            before += part.shapes.rels.len() as u32;
        }
        let shapes = self.places.iter().zip(self.shapes());
        let ids: Vec<Option<u32>> =
            shapes.map(|(place, shape)| shape.rel.checked_sub(1).map(|rel| starts[place.part] + rel)).collect();
        texts(&ids, dictionary, |id, out| {
            let part = starts.partition_point(|start| *start <= id).saturating_sub(1);
            if let Some(rel) = parts[part].shapes.rels.get((id - starts[part]) as usize) {
                out.extend_from_slice(rel);
            }
        })
    }

    fn witnesses(&self) -> ArrayRef {
        let mut out = ListBuilder::new(StringBuilder::new());
        for (place, shape) in self.places.iter().zip(self.shapes()) {
            let list = self.snapshot.parts.parts[place.part].shapes.witnesses(shape).unwrap_or_default();
            let list = std::str::from_utf8(list).unwrap_or_default();
            list.split(MARK).filter(|name| !name.is_empty()).for_each(|name| out.values().append_value(name));
            out.append(true);
        }
        Arc::new(out.finish())
    }

    fn titles(&self, dictionary: bool) -> ArrayRef {
        let parts = &self.snapshot.parts;
        let mut readers: Vec<_> = parts.parts.iter().map(|part| part.looks.text(FactText::Title).reader()).collect();
        let titled = |page: u32| {
            let (part, record) = parts.record(page)?;
            parts.parts[part].looks.has_text(FactText::Title, record).then_some(page)
        };
        let ids: Vec<Option<u32>> = self.sources().map(titled).collect();
        texts(&ids, dictionary, |page, out| {
            if let Some((part, record)) = parts.record(page) {
                out.extend_from_slice(readers[part].get(record));
            }
        })
    }

    fn languages(&self, dictionary: bool) -> ArrayRef {
        let parts = &self.snapshot.parts;
        let mut starts = vec![0u32];
        for part in &parts.parts {
            let words = part.looks.word(FactWord::Language).words.len() as u32;
            starts.push(starts[starts.len() - 1] + words);
        }
        let ids: Vec<Option<u32>> = self
            .sources()
            .map(|page| {
                let (part, record) = parts.record(page)?;
                let looks = &parts.parts[part].looks;
                let code = || starts[part] + looks.word(FactWord::Language).codes.get(record) as u32;
                looks.has_word(FactWord::Language, record).then(code)
            })
            .collect();
        texts(&ids, dictionary, |id, out| {
            let part = starts.partition_point(|start| *start <= id).saturating_sub(1).min(parts.parts.len() - 1);
            let store = &parts.parts[part].looks.word(FactWord::Language).words;
            out.extend_from_slice(store.reader().get((id - starts[part]) as usize));
        })
    }

    /// The wide texts among the columns asked for, read from the segments of the rows' looks.
    fn link_texts(&self, columns: &[String]) -> Result<Vec<(&'static str, ArrayRef)>, ColumnError> {
        let wanted: Vec<&'static str> = super::link_texts::COLUMNS
            .iter()
            .copied()
            .filter(|name| columns.iter().any(|column| column == name))
            .collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let looks: Vec<Option<(Look, u32)>> =
            (0..self.len()).map(|n| self.evidence(n).map(|look| (look, self.rows[n].position))).collect();
        Ok(super::link_texts::read(self.snapshot, &looks, &wanted)?)
    }
}
