//! Arrow arrays out of numbers: texts by id, words, times. What the columns of links, pages and domains are made of.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::types::{UInt8Type, UInt32Type};
use arrow_array::{ArrayRef, DictionaryArray, StringArray, TimestampSecondArray, UInt8Array, UInt32Array};

use super::parts::Parts;
use crate::url::order::{domain_from_key, host_from_key};
use crate::url::url_from_key;

/// Why columns cannot be had.
#[derive(Debug)]
pub enum ColumnError {
    /// There is no column of this name; with all that there are.
    Unknown(String, Vec<&'static str>),
    /// A segment file cannot be read.
    Io(std::io::Error),
}

impl From<std::io::Error> for ColumnError {
    fn from(error: std::io::Error) -> Self {
        ColumnError::Io(error)
    }
}

/// The strings of ids, each read once: `read` gets the distinct ids, rising.
pub fn texts(ids: &[Option<u32>], dictionary: bool, mut read: impl FnMut(u32, &mut Vec<u8>)) -> ArrayRef {
    let mut distinct: Vec<u32> = ids.iter().flatten().copied().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let mut values = StringBuilder::with_capacity(distinct.len(), distinct.len() * 32);
    let mut held = Vec::new();
    for id in &distinct {
        held.clear();
        read(*id, &mut held);
        values.append_value(std::str::from_utf8(&held).unwrap_or_default());
    }
    let values = values.finish();
    let asked = |(id, distinct): (&Option<u32>, &u32)| *id == Some(*distinct);
    if !dictionary && ids.len() == distinct.len() && ids.iter().zip(&distinct).all(asked) {
        return Arc::new(values);
    }
    let key = |id: &Option<u32>| id.and_then(|id| distinct.binary_search(&id).ok()).map(|at| at as u32);
    if dictionary {
        let keys: UInt32Array = ids.iter().map(key).collect();
        return Arc::new(DictionaryArray::<UInt32Type>::new(keys, Arc::new(values)));
    }
    let mut out = StringBuilder::with_capacity(ids.len(), ids.len() * 32);
    for id in ids {
        out.append_option(key(id).map(|at| values.value(at as usize)));
    }
    Arc::new(out.finish())
}

/// A column of words: codes with null.
pub fn words(codes: impl Iterator<Item = Option<u8>>, words: &[&str]) -> ArrayRef {
    let keys: UInt8Array = codes.map(|code| code.filter(|code| (*code as usize) < words.len())).collect();
    Arc::new(DictionaryArray::<UInt8Type>::new(keys, Arc::new(StringArray::from(words.to_vec()))))
}

/// A column of times: seconds since 1970, in UTC.
pub fn times(values: impl Iterator<Item = Option<u32>>) -> ArrayRef {
    let values: TimestampSecondArray = values.map(|value| value.map(i64::from)).collect();
    Arc::new(values.with_timezone("UTC"))
}

/// What a name of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Its address.
    Url,
    /// Its host.
    Host,
    /// Its registrable domain.
    Domain,
}

/// Names of pages.
pub fn page_names(parts: &Parts, pages: impl Iterator<Item = u32>, name: Name, dictionary: bool) -> ArrayRef {
    let ids: Vec<Option<u32>> = match name {
        Name::Url => pages.map(Some).collect(),
        Name::Host => pages.map(|page| Some(parts.host_of(page))).collect(),
        Name::Domain => pages.map(|page| Some(parts.domain_of(page))).collect(),
    };
    names(parts, &ids, name, dictionary)
}

/// Names by their own ids.
pub fn names(parts: &Parts, ids: &[Option<u32>], name: Name, dictionary: bool) -> ArrayRef {
    let mut reader = parts.reader(|part| match name {
        Name::Url => &part.keys,
        Name::Host => &part.hosts,
        Name::Domain => &part.domains,
    });
    let mut key = Vec::new();
    texts(ids, dictionary, |id, out| {
        key.clear();
        key.extend_from_slice(reader.get(id));
        match name {
            Name::Url => url_from_key(&key, out),
            Name::Host => host_from_key(&key, out),
            Name::Domain => {
                key.push(0);
                domain_from_key(&key, out)
            }
        };
    })
}
