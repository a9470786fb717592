//! The columns of segment files out of Arrow batches, each of the type that the schema says or an error that names it.

use std::io;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt8Type;
use arrow_array::{Array, ArrayRef, BooleanArray, PrimitiveArray, RecordBatch, StringArray};
use arrow_schema::DataType;

use crate::batch::NO_CODE;

/// A column of a batch, of the type that the schema says.
pub(super) fn column<'a>(batch: &'a RecordBatch, name: &str, path: &Path, kind: &DataType) -> io::Result<&'a ArrayRef> {
    let array = batch.column_by_name(name).ok_or_else(|| damaged(path, format!("it has no column {name}")))?;
    if array.data_type() != kind {
        return Err(damaged(path, format!("column {name} is {}, not {kind}", array.data_type())));
    }
    Ok(array)
}

pub(super) fn primitive<T: arrow_array::ArrowPrimitiveType>(
    batch: &RecordBatch,
    name: &str,
    path: &Path,
) -> io::Result<PrimitiveArray<T>> {
    let array = batch.column_by_name(name).ok_or_else(|| damaged(path, format!("it has no column {name}")))?;
    let typed = array.as_primitive_opt::<T>();
    typed.cloned().ok_or_else(|| damaged(path, format!("column {name} is {}", array.data_type())))
}

pub(super) fn text(batch: &RecordBatch, name: &str, path: &Path) -> io::Result<StringArray> {
    Ok(column(batch, name, path, &DataType::Utf8)?.as_string::<i32>().clone())
}

pub(super) fn boolean(batch: &RecordBatch, name: &str, path: &Path) -> io::Result<BooleanArray> {
    Ok(column(batch, name, path, &DataType::Boolean)?.as_boolean().clone())
}

/// The codes of a column of words; [`NO_CODE`] for null.
pub(super) fn codes(batch: &RecordBatch, name: &str, path: &Path, words: &[&str]) -> io::Result<Vec<u8>> {
    let array = batch.column_by_name(name).ok_or_else(|| damaged(path, format!("it has no column {name}")))?;
    let code = |word: &str| {
        let found = words.iter().position(|known| *known == word);
        found.map(|code| code as u8).ok_or_else(|| damaged(path, format!("column {name} says {word:?}")))
    };
    if let Some(dictionary) = array.as_dictionary_opt::<UInt8Type>() {
        let values = dictionary.values().as_string_opt::<i32>();
        let values = values.ok_or_else(|| damaged(path, format!("column {name} is no column of words")))?;
        let table = values.iter().map(|word| word.map_or(Ok(NO_CODE), code)).collect::<io::Result<Vec<u8>>>()?;
        let of = |key: Option<u8>| key.and_then(|key| table.get(key as usize).copied()).unwrap_or(NO_CODE);
        return Ok(dictionary.keys().iter().map(of).collect());
    }
    text(batch, name, path)?.iter().map(|word| word.map_or(Ok(NO_CODE), code)).collect()
}

/// A column of free words, none of them null: for each row the place of its word among those that there are.
pub(super) fn names(batch: &RecordBatch, name: &str, path: &Path) -> io::Result<(Vec<u8>, Vec<String>)> {
    let array = batch.column_by_name(name).ok_or_else(|| damaged(path, format!("it has no column {name}")))?;
    let kind = |found: &ArrayRef| damaged(path, format!("column {name} is {}", found.data_type()));
    let plain: Vec<Option<&str>> = match (array.as_dictionary_opt::<UInt8Type>(), array.as_string_opt::<i32>()) {
        (Some(dictionary), _) => {
            let values = dictionary.values().as_string_opt::<i32>().ok_or_else(|| kind(array))?;
            let word = |key: Option<u8>| key.map(usize::from).filter(|key| values.is_valid(*key));
            dictionary.keys().iter().map(|key| word(key).map(|key| values.value(key))).collect()
        }
        (None, Some(texts)) => texts.iter().collect(),
        (None, None) => return Err(kind(array)),
    };
    let mut words: Vec<String> = Vec::new();
    let mut codes = Vec::with_capacity(plain.len());
    for word in plain {
        let word = word.filter(|word| !word.is_empty() && !word.contains(','));
        let word =
            word.ok_or_else(|| damaged(path, format!("column {name} has no name in a row, or one with a comma")))?;
        let place = words.iter().position(|known| known == word).unwrap_or(words.len());
        if place == words.len() {
            words.push(word.to_owned());
        }
        codes.push(u8::try_from(place).map_err(|_| damaged(path, format!("column {name} has too many words")))?);
    }
    Ok((codes, words))
}

/// What stands between the ids of a list in one string.
pub const LIST_MARK: char = '\u{1f}';

pub(super) fn lists(batch: &RecordBatch, name: &str, path: &Path) -> io::Result<Vec<String>> {
    let array = batch.column_by_name(name).ok_or_else(|| damaged(path, format!("it has no column {name}")))?;
    let list = array.as_list_opt::<i32>();
    let list = list.ok_or_else(|| damaged(path, format!("column {name} is {}", array.data_type())))?;
    let mut rows = Vec::with_capacity(list.len());
    for row in list.iter() {
        let mut joined = String::new();
        if let Some(items) = row.as_ref().and_then(|row| row.as_string_opt::<i32>()) {
            for (n, item) in items.iter().flatten().enumerate() {
                if n > 0 {
                    joined.push(LIST_MARK);
                }
                joined.push_str(item);
            }
        }
        rows.push(joined);
    }
    Ok(rows)
}

/// An error that names the file and the mend.
pub(super) fn damaged(path: &Path, why: impl std::fmt::Display) -> io::Error {
    let text = format!("{}: not readable as a segment file ({why}); import its archives again", path.display());
    io::Error::new(io::ErrorKind::InvalidData, text)
}
