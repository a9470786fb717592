//! Strings to numbers: by hash while a batch is read, by merging sorted lists against what the index has.
//!
//! A hash finds the place, the bytes decide. Most links of a crawl repeat their targets and anchors, so the distinct
//! strings are few; these are sorted once and joined with the sorted stores of the parts block by block.

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use super::strings::Strings;

/// Gives each distinct string a number, in the order of first sight.
#[derive(Default)]
pub struct Interner {
    table: HashTable<u32>,
    hashes: Vec<u64>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Interner {
    /// The number of a string.
    #[inline]
    pub fn intern(&mut self, string: &[u8]) -> u32 {
        let hash = xxh3_64(string);
        let Self { table, hashes, bytes, ends } = self;
        let same = |id: &u32| hashes[*id as usize] == hash && text(bytes, ends, *id) == string;
        if let Some(id) = table.find(hash, same) {
            return *id;
        }
        let id = hashes.len() as u32;
        hashes.push(hash);
        bytes.extend_from_slice(string);
        ends.push(bytes.len());
        table.insert_unique(hash, id, |id| hashes[*id as usize]);
        id
    }

    /// The string of a number.
    #[inline]
    pub fn get(&self, id: u32) -> &[u8] {
        text(&self.bytes, &self.ends, id)
    }

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The numbers of all strings, sorted by their bytes.
    pub fn sorted(&self) -> Vec<u32> {
        let mut keyed: Vec<(u128, u32)> = (0..self.len() as u32).map(|id| (head(self.get(id)), id)).collect();
        keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.get(a.1).cmp(self.get(b.1))));
        keyed.into_iter().map(|(_, id)| id).collect()
    }
}

/// The first sixteen bytes as a number that sorts alike: most comparisons need no more.
pub fn head(string: &[u8]) -> u128 {
    let mut first = [0; 16];
    let count = string.len().min(16);
    first[..count].copy_from_slice(&string[..count]);
    u128::from_be_bytes(first)
}

#[inline]
fn text<'a>(bytes: &'a [u8], ends: &[usize], id: u32) -> &'a [u8] {
    let start = if id == 0 { 0 } else { ends[id as usize - 1] };
    &bytes[start..ends[id as usize]]
}

/// For each of `count` sorted strings its id in the stores, which hold sorted strings with ids that go on from
/// store to store. `None` for a string that no store has.
pub fn join<'a>(stores: &[&Strings], count: usize, string: impl Fn(usize) -> &'a [u8]) -> Vec<Option<u32>> {
    let mut ids = vec![None; count];
    let mut before = 0;
    for store in stores {
        let mut reader = store.reader();
        let mut at = 0;
        for (n, id) in ids.iter_mut().enumerate() {
            if id.is_some() {
                continue;
            }
            let key = string(n);
            at = reader.gallop(at, key);
            if at < store.len() && reader.get(at) == key {
                *id = Some((before + at) as u32);
            }
        }
        before += store.len();
    }
    ids
}
