//! Looking up the words of class, id, itemprop, role and rel: every block and link of a page passes through.

use super::words::{BODY, RELS, SUBJECT, TEXT, WORDS};
use crate::html::scan::short;

const SLOTS: usize = 2048;

/// Packed words (the first letter lowest) and what they say, by open addressing. Most words that are looked up are not
/// there: a byte of their hash tells, in a table that stays in the nearest cache.
struct Table {
    marks: [u8; SLOTS],
    words: [u128; SLOTS],
    says: [u32; SLOTS],
}

static TABLE: Table = fill(WORDS);
static REL_TABLE: Table = fill(RELS);

/// Where a word's search begins, and its mark, which is never 0.
const fn slot(word: u128) -> (usize, u8) {
    let folded = word as u64 ^ ((word >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let hash = folded.wrapping_mul(0x27D4_EB2F_1656_67C5);
    ((hash >> 53) as usize, (hash >> 45) as u8 | 1)
}

const fn fill(groups: &[(u64, &str)]) -> Table {
    let mut table = Table { marks: [0; SLOTS], words: [0; SLOTS], says: [0; SLOTS] };
    let mut group = 0;
    while group < groups.len() {
        let (says, list) = (groups[group].0, groups[group].1.as_bytes());
        let mut at = 0;
        while at < list.len() {
            let (mut word, mut length) = (0u128, 0);
            while at < list.len() && list[at] != b' ' {
                word |= (list[at] as u128) << (8 * length);
                (at, length) = (at + 1, length + 1);
            }
            at += 1;
            if word != 0 {
                let (mut place, mark) = slot(word);
                while table.words[place] != word && table.words[place] != 0 {
                    place = (place + 1) % SLOTS;
                }
                table.marks[place] = mark;
                table.words[place] = word;
                table.says[place] |= says as u32;
            }
        }
        group += 1;
    }
    table
}

impl Table {
    #[inline(always)]
    fn says(&self, word: u128) -> u64 {
        let (mut place, mark) = slot(word);
        loop {
            let here = self.marks[place];
            if here == 0 {
                return 0;
            }
            if here == mark && self.words[place] == word {
                return u64::from(self.says[place]);
            }
            place = (place + 1) % SLOTS;
        }
    }
}

/// What the words of one class, id, itemprop or role attribute (as written in the source) say, as bits.
///
/// Words are runs of ASCII letters; `relatedPosts` is looked up whole and in its parts. A name like `entry-content` or
/// `articleBody` says [`BODY`]. Words longer than 16 letters say nothing.
pub fn hints(value: &[u8]) -> u64 {
    let (mut found, mut before) = (0, 0);
    let mut at = 0;
    while at < value.len() {
        let bytes = chunk(value, at);
        let Letters { all, upper, white } = letters(bytes);
        let passed = all.trailing_zeros().min(16);
        if white & ((1 << passed) - 1) != 0 {
            before = 0;
        }
        let length = (!(all >> passed)).trailing_zeros();
        if passed + length >= 16 {
            // The chunk ends in the word, or before it: look again from where it begins.
            at += passed as usize;
            if length >= 16 {
                (at, before) = long_word(value, at, before, &mut found);
            }
            continue;
        }
        let word = Word { bytes: (bytes | LOWER_CASE) >> (8 * passed), length };
        let lower = (all & !upper) >> passed;
        let humps = (upper >> passed) & (lower << 1) & ((1 << length) - 1);
        if humps == 0 {
            before = join(&mut found, before, word.part(0, length), length as usize);
        } else {
            before = camel(&word, humps, before, &mut found);
        }
        at += (passed + length) as usize;
    }
    found & !(SUBJECT | TEXT)
}

/// The bit that makes letters lower case, in every byte.
const LOWER_CASE: u128 = 0x2020_2020_2020_2020_2020_2020_2020_2020;

/// A word of at most 15 letters, in lower case, first letter lowest; what stands above them is no part of it.
struct Word {
    bytes: u128,
    length: u32,
}

impl Word {
    #[inline(always)]
    fn part(&self, start: u32, end: u32) -> u128 {
        (self.bytes >> (8 * start)) & ((1 << (8 * (end - start))) - 1)
    }
}

/// A word with humps: its parts, then the whole.
fn camel(word: &Word, mut humps: u32, mut before: u64, found: &mut u64) -> u64 {
    let mut start = 0;
    loop {
        let end = if humps == 0 { word.length } else { humps.trailing_zeros() };
        before = join(found, before, word.part(start, end), (end - start) as usize);
        if humps == 0 {
            *found |= TABLE.says(word.part(0, word.length));
            return before;
        }
        humps &= humps - 1;
        start = end;
    }
}

/// A word of 16 letters or more, letter by letter. Where it ends, and what its last part says.
fn long_word(value: &[u8], start: usize, mut before: u64, found: &mut u64) -> (usize, u64) {
    let mut at = start;
    let (mut whole, mut part) = (0u128, 0u128);
    let mut part_start = at;
    // A letter beyond the 16th has no place in the number; words so long are not looked up.
    let placed = |letter: u8, place: usize| u128::from(letter | 0x20).checked_shl(8 * place as u32).unwrap_or(0);
    while at < value.len() && value[at].is_ascii_alphabetic() {
        if value[at].is_ascii_uppercase() && at > start && value[at - 1].is_ascii_lowercase() {
            before = join(found, before, part, at - part_start);
            (part, part_start) = (0, at);
        }
        whole |= placed(value[at], (at - start).min(16));
        part |= placed(value[at], (at - part_start).min(16));
        at += 1;
    }
    before = join(found, before, part, at - part_start);
    if part_start > start && at - start <= 16 {
        *found |= TABLE.says(whole);
    }
    (at, before)
}

/// The 16 bytes from `at` on, filled up with zeros.
#[inline(always)]
fn chunk(value: &[u8], at: usize) -> u128 {
    if let Some(whole) = value[at..].first_chunk::<16>() {
        u128::from_le_bytes(*whole)
    } else if let Some(last) = value.last_chunk::<16>() {
        u128::from_le_bytes(*last) >> (8 * (16 - (value.len() - at)))
    } else {
        u128::from_le_bytes(short(value).unwrap_or_default()) >> (8 * at)
    }
}

/// Where ASCII letters, capitals and white space stand in a chunk: a bit a byte.
struct Letters {
    all: u32,
    upper: u32,
    white: u32,
}

#[inline(always)]
fn letters(bytes: u128) -> Letters {
    let chunk = bytes.to_le_bytes();
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{
            __m128i, _mm_and_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_cmplt_epi8, _mm_loadu_si128, _mm_min_epu8,
            _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
        };
        // SAFETY: SSE2 is part of x86-64; `chunk` is 16 bytes. (The comparisons are signed: bytes from 0x80 on are no
        // letters.)
        unsafe {
            let set = |byte: u8| _mm_set1_epi8(byte as i8);
            let between = |bytes, low: u8, high: u8| {
                _mm_and_si128(_mm_cmpgt_epi8(bytes, set(low - 1)), _mm_cmplt_epi8(bytes, set(high + 1)))
            };
            let chunk = _mm_loadu_si128(chunk.as_ptr().cast::<__m128i>());
            let all = between(_mm_or_si128(chunk, set(0x20)), b'a', b'z');
            let upper = between(chunk, b'A', b'Z');
            let white = _mm_cmpeq_epi8(_mm_min_epu8(chunk, set(b' ')), chunk);
            let [all, upper, white] = [all, upper, white].map(|equal| _mm_movemask_epi8(equal) as u32);
            Letters { all, upper, white }
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        let places = |is: fn(&u8) -> bool| {
            chunk.iter().enumerate().fold(0, |places, (at, byte)| places | u32::from(is(byte)) << at)
        };
        Letters {
            all: places(u8::is_ascii_alphabetic),
            upper: places(u8::is_ascii_uppercase),
            white: places(|byte| *byte <= b' '),
        }
    }
}

/// Looks a word up; two words may together name running text. What the word says, for the next one.
#[inline(always)]
fn join(found: &mut u64, before: u64, word: u128, length: usize) -> u64 {
    if !(2..=16).contains(&length) {
        return 0;
    }
    let says = TABLE.says(word);
    *found |= says;
    if before & SUBJECT != 0 && says & TEXT != 0 {
        *found |= BODY;
    }
    says
}

/// What the tokens of a rel attribute say, as bits.
pub fn rel_hints(value: &[u8]) -> u64 {
    let tokens = value.split(|byte| *byte <= b' ' || *byte == b',').filter(|token| token.len() <= 16);
    let words =
        tokens.map(|token| token.iter().rfold(0u128, |word, byte| word << 8 | u128::from(byte.to_ascii_lowercase())));
    words.filter(|word| *word != 0).map(|word| REL_TABLE.says(word)).fold(0, |all, says| all | says)
}

#[cfg(test)]
mod tests {
    use super::super::words::{AUTHOR, RELATED, TAGS};
    use super::*;

    #[test]
    fn words_are_found_in_names_of_any_spelling() {
        for name in ["related-posts", "relatedPosts", "RelatedPosts", "x_related", "relatedposts"] {
            assert_ne!(hints(name.as_bytes()) & RELATED, 0, "{name}");
        }
        assert_eq!(hints(b"col-md-6 clearfix js-x"), 0);
        assert_eq!(hints(b"unrelated presidents"), 0);
        assert_eq!(hints(&[b'a'; 100_000]), 0);
    }

    #[test]
    fn words_are_found_wherever_they_stand() {
        for before in 0..40 {
            for name in
                ["related", "sphinxsidebar", "crossselling", "mainnavigation", "hauptnavigation", "recommendations"]
            {
                for filler in ["-", " ", "9", "é"] {
                    let said = hints(name.as_bytes());
                    assert_ne!(said, 0);
                    assert_eq!(hints(format!("{}{name}", filler.repeat(before)).as_bytes()), said);
                    assert_eq!(hints(format!("{}{name}{}", filler.repeat(before), filler.repeat(20)).as_bytes()), said);
                    let camel = format!("{}someWord{}{}", filler.repeat(before), name[..1].to_uppercase(), &name[1..]);
                    assert_eq!(hints(camel.as_bytes()), said, "{camel}");
                }
            }
        }
    }

    #[test]
    fn running_text_is_named_by_two_words_of_one_name() {
        for name in ["entry-content", "articleBody", "post_text", "news-single article-content"] {
            assert_ne!(hints(name.as_bytes()) & BODY, 0, "{name}");
        }
        assert_eq!(hints(b"post content") & BODY, 0);
    }

    #[test]
    fn rel_tokens_are_told_apart_by_space_or_comma() {
        assert_eq!(rel_hints(b"Category,tag"), TAGS);
        assert_eq!(rel_hints(b"nofollow author"), AUTHOR);
        assert_eq!(rel_hints(b"tagged"), 0);
    }
}
