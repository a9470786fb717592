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
    let mut votes = Votes::default();
    let mut window = [0u64; SHINGLE];
    let mut words = 0u32;
    let mut add = |word: &[u8]| {
        window = [window[1], window[2], hash(word)];
        words += 1;
        if words as usize >= SHINGLE {
            votes.add(window[0].rotate_left(21) ^ window[1].rotate_left(42) ^ window[2]);
        }
    };
    let mut start = 0;
    while start < text.len() {
        let end = super::scan::find(text, start, b' ');
        let word = &text[start..end];
        if word.len() < 6 || word.is_ascii() {
            if !word.is_empty() {
                add(word);
            }
        } else {
            parts(word, &mut add);
        }
        start = end + 1;
    }
    (votes.count >= LEAST).then(|| votes.majority())
}

/// A word with characters of a script without spaces: each of them is a word, what stands between them too.
fn parts(word: &[u8], add: &mut impl FnMut(&[u8])) {
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
                add(&word[start..at]);
            }
            add(&word[at..next]);
            start = next;
        }
        at = next;
    }
    if start < word.len() {
        add(&word[start..]);
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

/// A fast hash of a short word; only its spread over 64 bits matters.
#[inline(always)]
fn hash(word: &[u8]) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = word.len() as u64;
    let mut rest = word;
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        state = fold(state ^ u64::from_le_bytes(*chunk), ODD);
        rest = after;
    }
    let mut tail = 0u64;
    for byte in rest {
        tail = tail << 8 | u64::from(*byte);
    }
    fold(state ^ tail, ODD ^ 0x5851_F42D_4C95_7F2D)
}

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
    waiting: [u64; 2],
}

impl Votes {
    /// Adds a feature's hash: three at a time pass the lowest two planes at once.
    #[inline(always)]
    fn add(&mut self, hash: u64) {
        match self.count % 3 {
            2 => {
                let [a, b] = self.waiting;
                let carry = a & b | (a ^ b) & hash;
                self.carry(0, a ^ b ^ hash);
                self.carry(1, carry);
            }
            waiting => self.waiting[waiting as usize] = hash,
        }
        self.count += 1;
    }

    #[inline(always)]
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
        for waiting in 0..self.count as usize % 3 {
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
