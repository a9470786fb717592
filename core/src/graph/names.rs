//! Names to numbers, in order of first use: how a graph told in names becomes one told in ids.
//!
//! Most of the time goes into waiting for memory, so strings are taken in batches: hash all, ask for all slots, then
//! look into each. A slot holds 32 bits of the hash beside the id, so that nearly every string is compared with its
//! own bytes only; the bytes decide, never the hash.

use xxhash_rust::xxh3::xxh3_64;

const BATCH: usize = 64;
/// Slots of an empty table; always a power of two, at most three quarters full.
const FIRST_SLOTS: usize = 1 << 12;
const FREE: u64 = u64::MAX;

/// Distinct strings with their numbers.
pub struct Names {
    /// Upper half of the hash, then the id: `FREE` is none, since ids end below `u32::MAX`.
    slots: Vec<u64>,
    bytes: Vec<u8>,
    /// Where each name ends; the first is 0, where the first starts.
    bounds: Vec<usize>,
}

impl Default for Names {
    fn default() -> Self {
        Self { slots: vec![FREE; FIRST_SLOTS], bytes: Vec::new(), bounds: vec![0] }
    }
}

/// There are as many names as ids.
#[derive(Debug)]
pub struct Full;

impl Names {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of a number.
    pub fn get(&self, id: u32) -> &[u8] {
        &self.bytes[self.bounds[id as usize]..self.bounds[id as usize + 1]]
    }

    /// All names after one another, and where each ends.
    pub fn parts(&self) -> (&[u8], &[usize]) {
        (&self.bytes, &self.bounds[1..])
    }

    /// Appends the number of each of `count` strings.
    pub fn number<'a>(
        &mut self,
        count: usize,
        string: impl Fn(usize) -> &'a [u8],
        ids: &mut Vec<u32>,
    ) -> Result<(), Full> {
        ids.reserve(count);
        let mut hashes = [0u64; BATCH];
        for start in (0..count).step_by(BATCH) {
            let batch = BATCH.min(count - start);
            self.room(batch)?;
            let mask = self.slots.len() - 1;
            for (n, hash) in hashes[..batch].iter_mut().enumerate() {
                *hash = xxh3_64(string(start + n));
                touch(&self.slots[*hash as usize & mask]);
            }
            // A second look ahead: the bytes that a string will most likely be compared with.
            for hash in &hashes[..batch] {
                let slot = self.slots[*hash as usize & mask];
                if slot != FREE {
                    touch(&self.bounds[slot as u32 as usize]);
                }
            }
            for (n, hash) in hashes[..batch].iter().enumerate() {
                ids.push(self.find_or_add(*hash, string(start + n)));
            }
        }
        Ok(())
    }

    /// The number of a string, if it has one.
    pub fn find(&self, string: &[u8]) -> Option<u32> {
        let hash = xxh3_64(string);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == FREE {
                return None;
            }
            if slot >> 32 == hash >> 32 && self.get(slot as u32) == string {
                return Some(slot as u32);
            }
            at = (at + 1) & mask;
        }
    }

    #[inline]
    fn find_or_add(&mut self, hash: u64, string: &[u8]) -> u32 {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == FREE {
                let id = self.len() as u32;
                self.slots[at] = hash >> 32 << 32 | u64::from(id);
                self.bytes.extend_from_slice(string);
                self.bounds.push(self.bytes.len());
                return id;
            }
            if slot >> 32 == hash >> 32 && self.get(slot as u32) == string {
                return slot as u32;
            }
            at = (at + 1) & mask;
        }
    }

    /// Room for so many names more, all of them new.
    fn room(&mut self, more: usize) -> Result<(), Full> {
        let wanted = self.len() + more;
        if wanted >= u32::MAX as usize {
            return Err(Full);
        }
        if wanted * 4 <= self.slots.len() * 3 {
            return Ok(());
        }
        let mut slots = vec![FREE; self.slots.len() * 4];
        let mask = slots.len() - 1;
        for id in 0..self.len() as u32 {
            let hash = xxh3_64(self.get(id));
            let mut at = hash as usize & mask;
            while slots[at] != FREE {
                at = (at + 1) & mask;
            }
            slots[at] = hash >> 32 << 32 | u64::from(id);
        }
        self.slots = slots;
        Ok(())
    }
}

/// Has the memory of a value fetched while other work goes on.
#[inline]
fn touch<T>(value: &T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch reads nothing that the program sees and never faults; the address is that of a live value.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(value).cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    std::hint::black_box(value);
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn numbers_are_in_order_of_first_use_and_names_come_back() {
        let words: Vec<String> =
            (0..200_000u32).map(|n| format!("host{}.example", n.wrapping_mul(2_654_435_761) % 70_001)).collect();
        let mut names = Names::default();
        let mut ids = Vec::new();
        for part in words.chunks(777) {
            names.number(part.len(), |n| part[n].as_bytes(), &mut ids).unwrap();
        }
        let mut seen = std::collections::HashMap::new();
        for (word, id) in words.iter().zip(&ids) {
            let next = seen.len() as u32;
            assert_eq!(*seen.entry(word).or_insert(next), *id);
            assert_eq!(names.get(*id), word.as_bytes());
        }
        assert_eq!(names.len(), seen.len());
        names.number(2, |n| [b"".as_slice(), b"host1.example"][n], &mut ids).unwrap();
        assert_eq!(names.get(ids[200_000]), b"");
        assert_eq!(names.find(b""), Some(ids[200_000]));
        assert_eq!(names.find(b"host70001.example"), None);
    }
}
