//! What must hold for the tables that any page or archive turns into.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, UInt32Type};
use arrow_array::{Array, RecordBatch};
use backlit_core::batch::{Batch, Tables};
use backlit_core::url::parse;

/// The bounds that docs/extraction.md gives, in characters.
const CONTEXT: usize = 100;
const ANCHOR: usize = 2000;

/// Takes the tables out of a batch and checks them.
pub fn sound(batch: &mut Batch) -> Tables {
    let tables = batch.take();
    for table in [&tables.pages, &tables.links, &tables.texts] {
        for column in table.columns() {
            column.to_data().validate_full().expect("text is UTF-8 and offsets rise");
        }
    }
    let (pages, links, texts) = (&tables.pages, &tables.links, &tables.texts);
    assert_eq!(links.num_rows(), texts.num_rows());
    addresses(pages, "url");
    addresses(links, "target_url");
    characters(links, "anchor", ANCHOR);
    characters(texts, "context_left", CONTEXT);
    characters(texts, "context_right", CONTEXT);
    let counts = column(pages, "links").as_primitive::<UInt32Type>();
    let owners = column(links, "page").as_primitive::<UInt32Type>();
    let positions = column(links, "position").as_primitive::<UInt32Type>();
    let mut row = 0;
    for page in 0..pages.num_rows() {
        for position in 0..counts.value(page) {
            assert_eq!(owners.value(row), page as u32);
            assert!(position == 0 || positions.value(row) > positions.value(row - 1));
            row += 1;
        }
    }
    assert_eq!(row, links.num_rows());
    let density = column(links, "link_density").as_primitive::<Float32Type>();
    assert!(density.iter().flatten().all(|share| (0.0..=1.0).contains(&share)));
    tables
}

fn column<'t>(table: &'t RecordBatch, name: &str) -> &'t dyn Array {
    table.column_by_name(name).expect("the schema has it").as_ref()
}

fn addresses(table: &RecordBatch, name: &str) {
    for address in column(table, name).as_string::<i32>().iter().flatten() {
        let special =
            ["http:", "https:", "ws:", "wss:", "ftp:", "file:"].iter().any(|scheme| address.starts_with(scheme));
        assert!(!special || parse(address, None).as_deref() == Some(address), "{name} {address:?} is not serialised");
    }
}

fn characters(table: &RecordBatch, name: &str, most: usize) {
    for text in column(table, name).as_string::<i32>().iter().flatten() {
        assert!(text.chars().count() <= most, "{name} of {} characters", text.chars().count());
    }
}
