//! Rows of JSON: the objects of an array, however deep it lies, or one value a line (JSON lines).
//!
//! An object in an array is a row, unless an array of objects lies in it: then those are the rows
//! (`{"tasks": [{"result": [{"items": [{…}]}]}]}`, `{"d": {"Details": [{…}]}}`). Objects within a row are flattened, their keys
//! joined by a point; arrays of plain values become one text with blanks between. Nothing is held but the objects that are
//! open, so a file of any size streams; the depth is serde_json's (128).

mod text;

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use xxhash_rust::xxh3::xxh3_128;

use super::cells::Cells;
use super::decode::Decoded;
use super::{CELL_BYTES, ROW_BYTES};
use text::Text;

/// Between key and value, and between pairs: never a byte of UTF-8.
const BETWEEN: u8 = 0xFF;
const BROKEN: &str = "broken JSON: nothing after it was read";
const BROKEN_LINE: &str = "broken JSON";
const TOO_LONG: &str = "the row is over 16 MiB";
/// Bytes of a key with those of the objects around it; what is over is cut off.
const KEY_BYTES: usize = 1024;

/// A row, or something that is none.
pub enum Found<'r> {
    /// Its cells by the keys that were asked for, and all of it.
    Row(&'r Cells, &'r Pairs),
    /// Why it cannot be read, and its beginning.
    Broken(&'static str, &'r [u8]),
}

/// Every key and value of a row.
#[derive(Default)]
pub struct Pairs {
    bytes: Vec<u8>,
    /// How many objects lie around it, and itself. Where an array of rows is empty, what is around it looks like a row.
    pub depth: usize,
}

impl Pairs {
    /// A hash of everything.
    pub fn hash(&self) -> u128 {
        xxh3_128(&self.bytes)
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let mut parts = self.bytes.split(|byte| *byte == BETWEEN);
        std::iter::from_fn(move || Some((parts.next().filter(|key| !key.is_empty())?, parts.next()?)))
    }
}

/// What is told of each row: its line, and what was found; false stops.
type Sink<'s> = dyn FnMut(u64, Found<'_>) -> io::Result<bool> + 's;

/// Reads everything and tells each row to `sink`.
pub fn rows<R: Read>(source: Decoded<R>, keys: &[&str], sink: &mut Sink<'_>) -> io::Result<()> {
    let mut text = Text::new(source);
    let mut reading = Reading {
        keys: keys.iter().enumerate().map(|(index, key)| ((*key).to_owned(), index)).collect(),
        open: Vec::new(),
        path: String::new(),
        cells: Cells::default(),
        line: Rc::clone(&text.line),
        end: None,
        sink,
    };
    if text.is_lines()? {
        by_line(&mut text, &mut reading)?
    } else {
        document(&mut text, &mut reading)?
    }
    match reading.end {
        Some(Err(error)) => Err(error),
        _ => Ok(()),
    }
}

fn by_line<R: Read>(text: &mut Text<R>, reading: &mut Reading<'_, '_>) -> io::Result<()> {
    let mut line = Vec::new();
    while reading.end.is_none() && text.next_line(&mut line)? {
        if line.trim_ascii().is_empty() {
            continue;
        }
        if line.len() > ROW_BYTES {
            reading.tell(text.line.get(), Found::Broken(TOO_LONG, &line[..CELL_BYTES]));
            continue;
        }
        let mut json = serde_json::Deserializer::from_slice(&line);
        let read = Node { reading, place: Place::Top }.deserialize(&mut json).and_then(|()| json.end());
        if read.is_err() && reading.end.is_none() {
            reading.open.clear();
            reading.path.clear();
            reading.tell(text.line.get(), Found::Broken(BROKEN_LINE, &line));
        }
    }
    Ok(())
}

fn document<R: Read>(text: &mut Text<R>, reading: &mut Reading<'_, '_>) -> io::Result<()> {
    while reading.end.is_none() && text.pass_space()? {
        let mut json = serde_json::Deserializer::from_reader(&mut *text);
        let read = Node { reading, place: Place::Top }.deserialize(&mut json);
        if read.is_err() && reading.end.is_none() {
            if let Some(error) = text.failed.take() {
                return Err(error);
            }
            reading.tell(text.line.get(), Found::Broken(if text.too_long { TOO_LONG } else { BROKEN }, b""));
            return Ok(());
        }
    }
    Ok(())
}

/// An object that is open.
#[derive(Default)]
struct Open {
    line: u64,
    pairs: Pairs,
    /// Where the values of the keys that were asked for lie in the pairs.
    values: Vec<Option<(usize, usize)>>,
    /// An array of objects lies in it, so that it is no row.
    holds_rows: bool,
    /// More text than a row may have.
    over: bool,
}

struct Reading<'s, 'k> {
    keys: HashMap<String, usize>,
    open: Vec<Open>,
    /// Keys from the row at hand down to where we are.
    path: String,
    cells: Cells,
    line: Rc<Cell<u64>>,
    /// The sink wants no more, or failed.
    end: Option<io::Result<()>>,
    sink: &'s mut Sink<'k>,
}

impl Reading<'_, '_> {
    fn tell(&mut self, line: u64, found: Found<'_>) {
        match (self.sink)(line, found) {
            Ok(true) => {}
            Ok(false) => self.end = Some(Ok(())),
            Err(error) => self.end = Some(Err(error)),
        }
    }

    fn begin_row(&mut self) {
        let values = vec![None; self.keys.len()];
        self.open.push(Open { line: self.line.get(), values, ..Open::default() });
    }

    /// Ends the innermost object. One in which no key was asked for is none of the rows.
    fn end_row(&mut self) {
        let depth = self.open.len();
        let Some(Open { line, mut pairs, values, holds_rows, over }) = self.open.pop() else { return };
        pairs.depth = depth;
        if holds_rows || pairs.bytes.is_empty() || !self.keys.is_empty() && values.iter().all(Option::is_none) {
            return;
        }
        let mut cells = std::mem::take(&mut self.cells);
        cells.clear();
        for value in &values {
            match value {
                Some((start, end)) if start <= end => cells.push(&pairs.bytes[*start..*end]),
                _ => cells.push_absent(),
            }
        }
        if over {
            self.tell(line, Found::Broken(TOO_LONG, &pairs.bytes[..CELL_BYTES.min(pairs.bytes.len())]));
        } else {
            self.tell(line, Found::Row(&cells, &pairs));
        }
        self.cells = cells;
    }

    /// Adds a value to the row at hand; `None` is JSON's null.
    fn value(&mut self, text: Option<&str>) {
        let Some(row) = self.open.last_mut() else { return };
        let bytes = &mut row.pairs.bytes;
        if bytes.len() + self.path.len() + text.map_or(0, str::len) > ROW_BYTES {
            row.over = true;
            return;
        }
        bytes.extend_from_slice(self.path.as_bytes());
        bytes.push(BETWEEN);
        let start = bytes.len();
        bytes.extend_from_slice(text.unwrap_or_default().as_bytes());
        let end = bytes.len();
        bytes.push(BETWEEN);
        if let Some(index) = self.keys.get(self.path.as_str()) {
            // A null has an end before its start.
            row.values[*index] = Some(if text.is_some() { (start, end) } else { (1, 0) });
        }
    }
}

/// Where a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// An object here is a row.
    Top,
    /// Under a key of a row.
    Key,
}

/// The values that are texts in the end.
macro_rules! plain_values {
    () => {
        fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
            self.visit_str(if value { "true" } else { "false" })
        }

        fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
            self.visit_str(&value.to_string())
        }

        fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
            self.visit_str(&value.to_string())
        }

        fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
            self.visit_str(&value.to_string())
        }

        fn visit_str<E>(self, value: &str) -> Result<(), E> {
            self.text(value);
            Ok(())
        }
    };
}

struct Node<'r, 's, 'k> {
    reading: &'r mut Reading<'s, 'k>,
    place: Place,
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Node<'_, '_, '_> {
    fn text(self, text: &str) {
        if self.place == Place::Key {
            self.reading.value(Some(text));
        }
    }
}

impl<'de> Visitor<'de> for Node<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        if self.place == Place::Key {
            self.reading.value(None);
        }
        Ok(())
    }

    plain_values!();

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let reading = self.reading;
        if self.place == Place::Top {
            reading.begin_row();
        }
        let before = reading.path.len();
        while map.next_key_seed(Key { path: &mut reading.path })?.is_some() {
            map.next_value_seed(Node { reading, place: Place::Key })?;
            reading.path.truncate(before);
        }
        if self.place == Place::Top {
            reading.end_row();
        }
        if reading.end.is_some() { Err(de::Error::custom("stopped")) } else { Ok(()) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Node { reading, place } = self;
        let mut plain = (place == Place::Key).then(String::new);
        while list.next_element_seed(Element { reading, plain: plain.as_mut() })?.is_some() {}
        if let Some(plain) = plain {
            reading.value(Some(&plain));
        }
        Ok(())
    }
}

/// The key of a value, put behind those of the objects around it.
struct Key<'p> {
    path: &'p mut String,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<(), E> {
        if !self.path.is_empty() {
            self.path.push('.');
        }
        let room = KEY_BYTES.saturating_sub(self.path.len()).min(key.len());
        self.path.push_str(&key[..key.floor_char_boundary(room)]);
        Ok(())
    }
}

/// An element of an array: a row if it is an object, else a word of a text.
struct Element<'r, 's, 'k, 'p> {
    reading: &'r mut Reading<'s, 'k>,
    plain: Option<&'p mut String>,
}

impl<'de> DeserializeSeed<'de> for Element<'_, '_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Element<'_, '_, '_, '_> {
    fn text(self, word: &str) {
        if let Some(plain) = self.plain
            && plain.len() + word.len() < ROW_BYTES
        {
            if !plain.is_empty() {
                plain.push(' ');
            }
            plain.push_str(word);
        }
    }
}

impl<'de> Visitor<'de> for Element<'_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    plain_values!();

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let reading = self.reading;
        if let Some(row) = reading.open.last_mut() {
            row.holds_rows = true;
            // What was gathered is not needed any more.
            row.pairs = Pairs::default();
        }
        let path = std::mem::take(&mut reading.path);
        let done = Node { reading, place: Place::Top }.visit_map(map);
        reading.path = path;
        done
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Element { reading: self.reading, plain: self.plain.as_deref_mut() })?.is_some() {}
        Ok(())
    }
}
