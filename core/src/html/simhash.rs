//! Near duplicates: a 64-bit simhash of a page's text (Charikar 2002; Manku, Jain, Das Sarma 2007).
//!
//! Features are shingles of three words. In scripts that write no spaces every character is a word, so that the
//! shingles there are trigrams of characters. Pages whose hashes differ in few bits (3 of 64 by the second paper)
//! have nearly the same text.

/// Words in a shingle.
const SHINGLE: usize = 3;
/// Fewer shingles than this tell nothing.
const LEAST: u32 = 8;

/// The simhash of collapsed text (words parted by one space), none if it is too short to tell.
pub fn simhash(text: &[u8]) -> Option<u64> {
    let mut shingles = Shingles::default();
    let mut start = 0;
    while start < text.len() {
        let Word { end, hash, ascii } = word(text, start);
        if ascii {
            shingles.add(hash);
        } else {
            parts(&text[start..end], &mut shingles);
        }
        start = end + 1;
    }
    (shingles.votes.count >= LEAST).then(|| shingles.votes.majority())
}

/// The last two words, and the votes of the shingles so far.
#[derive(Default)]
struct Shingles {
    before: [u64; SHINGLE - 1],
    words: usize,
    votes: Votes,
}

impl Shingles {
    #[inline(always)]
    fn add(&mut self, word: u64) {
        let [first, second] = self.before;
        self.before = [second, word];
        self.words += 1;
        if self.words >= SHINGLE {
            self.votes.add(first.rotate_left(21) ^ second.rotate_left(42) ^ word);
        }
    }
}

/// A word with characters of a script without spaces: each of them is a word, what stands between them too.
fn parts(word: &[u8], shingles: &mut Shingles) {
    let mut start = 0;
    let mut at = 0;
    while at < word.len() {
        let length = match word[at] {
            0xF0.. => 4,
            0xE0.. => 3,
            0xC0.. => 2,
            _ => 1,
        };
        let next = (at + length).min(word.len());
        if is_unspaced(&word[at..next]) {
            if start < at {
                shingles.add(hash(&word[start..at]));
            }
            shingles.add(hash(&word[at..next]));
            start = next;
        }
        at = next;
    }
    if start < word.len() {
        shingles.add(hash(&word[start..]));
    }
}

/// Thai, Lao, Khmer, Burmese, Chinese, Japanese: ranges of lead bytes in UTF-8 are exact enough.
fn is_unspaced(character: &[u8]) -> bool {
    match character {
        [0xE0, 0xB8..=0xBB, _] => true,               // Thai, Lao
        [0xE1, 0x80..=0x82 | 0x9E..=0x9F, _] => true, // Burmese, Khmer
        [0xE3..=0xE9, _, _] => true,                  // kana, Chinese characters
        [0xF0, 0xA0..=0xB0, _, _] => true,            // rarer Chinese characters
        _ => false,
    }
}

/// A word of the text: where it ends, its hash, whether it is ASCII.
struct Word {
    end: usize,
    hash: u64,
    ascii: bool,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Reads the word that begins at `start` up to the next space. Words of up to 15 bytes, nearly all, take no branch that
/// depends on their length.
#[inline(always)]
fn word(text: &[u8], start: usize) -> Word {
    let Some(chunk) = text[start..].first_chunk::<16>() else { return long_word(text, start) };
    let (low, high) = (u64::from_le_bytes(half(chunk, 0)), u64::from_le_bytes(half(chunk, 8)));
    let (low_spaces, high_spaces) = (spaces(low), spaces(high));
    let is_long = low_spaces == 0;
    let found = if is_long { high_spaces } else { low_spaces };
    if found == 0 {
        return long_word(text, start);
    }
    let length = found.trailing_zeros() as usize / 8;
    let rest = if is_long { high } else { low } & ((1u64 << (8 * length)) - 1);
    let (state, seen, before) = if is_long { (fold(low, ODD), low, 8) } else { (0, 0, 0) };
    Word { end: start + before + length, hash: fold(state ^ rest, LAST), ascii: (seen | rest) & HIGHS == 0 }
}

#[inline(always)]
fn half(chunk: &[u8; 16], at: usize) -> [u8; 8] {
    std::array::from_fn(|byte| chunk[at + byte])
}

/// High bits of the bytes that are spaces; the lowest is exact, as borrows only travel upwards.
#[inline(always)]
fn spaces(bytes: u64) -> u64 {
    let blank = bytes ^ (ONES * u64::from(b' '));
    blank.wrapping_sub(ONES) & !blank & HIGHS
}

/// Any word, eight bytes at a time.
fn long_word(text: &[u8], start: usize) -> Word {
    let mut at = start;
    let mut state = 0;
    let mut seen = 0;
    loop {
        let mut chunk = [b' '; 8];
        match text.get(at..).and_then(<[u8]>::first_chunk) {
            Some(whole) => chunk = *whole,
            None => chunk[..text.len() - at].copy_from_slice(&text[at..]),
        }
        let bytes = u64::from_le_bytes(chunk);
        let spaces = spaces(bytes);
        if spaces == 0 {
            seen |= bytes;
            state = fold(state ^ bytes, ODD);
            at += 8;
            continue;
        }
        let length = spaces.trailing_zeros() as usize / 8;
        let rest = bytes & ((1u64 << (8 * length)) - 1);
        seen |= rest;
        return Word { end: at + length, hash: fold(state ^ rest, LAST), ascii: seen & HIGHS == 0 };
    }
}

/// The hash of a whole word; the same as [`word`] finds.
fn hash(bytes: &[u8]) -> u64 {
    word(bytes, 0).hash
}

const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
const LAST: u64 = 0xC6BC_2796_92B5_C323;

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ b) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// Counts of set bits at each of 64 places, as bit slices: plane `p` holds bit `p` of all 64 counts.
#[derive(Default)]
struct Votes {
    planes: [u64; 32],
    count: u32,
    waiting: [u64; 8],
}

/// Adds three bits at each place: sum and carry.
#[inline(always)]
fn sum(a: u64, b: u64, c: u64) -> (u64, u64) {
    (a ^ b ^ c, a & b | (a ^ b) & c)
}

impl Votes {
    /// Adds a feature's hash. Eight at a time pass the lowest three planes (Harley-Seal).
    #[inline(always)]
    fn add(&mut self, hash: u64) {
        self.waiting[self.count as usize & 7] = hash;
        self.count += 1;
        if self.count & 7 == 0 {
            self.add_eight();
        }
    }

    #[inline(always)]
    fn add_eight(&mut self) {
        let [a, b, c, d, e, f, g, h] = self.waiting;
        let (one, two_a) = sum(self.planes[0], a, b);
        let (one, two_b) = sum(one, c, d);
        let (two, four_a) = sum(self.planes[1], two_a, two_b);
        let (one, two_a) = sum(one, e, f);
        let (one, two_b) = sum(one, g, h);
        let (two, four_b) = sum(two, two_a, two_b);
        let (four, eight) = sum(self.planes[2], four_a, four_b);
        self.planes[..3].copy_from_slice(&[one, two, four]);
        self.carry(3, eight);
    }

    fn carry(&mut self, plane: usize, mut bits: u64) {
        for plane in &mut self.planes[plane..] {
            let over = *plane & bits;
            *plane ^= bits;
            bits = over;
            if bits == 0 {
                return;
            }
        }
    }

    /// The bits that more than half of the hashes have.
    fn majority(mut self) -> u64 {
        for waiting in 0..self.count as usize & 7 {
            self.carry(0, self.waiting[waiting]);
        }
        (0..64).fold(0, |bits, place| {
            let ones = (0..32).fold(0u64, |sum, plane| sum | (self.planes[plane] >> place & 1) << plane);
            bits | u64::from(2 * ones > u64::from(self.count)) << place
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{LEAST, hash, simhash};

    /// The definition, counted one by one.
    fn counted(words: &[&str]) -> u64 {
        let hashes: Vec<u64> = words.iter().map(|word| hash(word.as_bytes())).collect();
        let mut balance = [0i64; 64];
        for three in hashes.windows(3) {
            let feature = three[0].rotate_left(21) ^ three[1].rotate_left(42) ^ three[2];
            for (place, balance) in balance.iter_mut().enumerate() {
                *balance += if feature >> place & 1 == 1 { 1 } else { -1 };
            }
        }
        balance.iter().enumerate().fold(0, |bits, (place, balance)| bits | u64::from(*balance > 0) << place)
    }

    #[test]
    fn equals_its_definition() {
        for length in 10..80 {
            let words: Vec<String> = (0..length).map(|n| format!("word{}", n * 7 % 23)).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            assert_eq!(simhash(words.join(" ").as_bytes()), Some(counted(&words)), "{length} words");
        }
    }

    #[test]
    fn near_texts_have_near_hashes() {
        let words: Vec<String> = (0..400).map(|n| format!("w{}", n * n % 397)).collect();
        let text = words.join(" ");
        let changed = text.replacen("w100 ", "other ", 1);
        let (Some(a), Some(b)) = (simhash(text.as_bytes()), simhash(changed.as_bytes())) else { panic!("too short") };
        assert!((a ^ b).count_ones() <= 3);
        let far: Vec<String> = (0..400).map(|n| format!("v{}", n * n % 397)).collect();
        let Some(c) = simhash(far.join(" ").as_bytes()) else { panic!("too short") };
        assert!((a ^ c).count_ones() > 16);
    }

    #[test]
    fn characters_are_words_where_no_spaces_are_written() {
        let text = "東京は日本の首都であり世界最大の都市の一つです";
        assert!(simhash(text.as_bytes()).is_some());
        assert_eq!(simhash(text.as_bytes()), simhash(text.replace("日本", " 日本 ").as_bytes()));
        assert_eq!(simhash(b"too short"), None);
        assert_eq!(LEAST, 8);
    }
}
