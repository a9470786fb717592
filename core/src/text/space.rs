//! Many texts as hashed words, and how near they are to the text of a target.
//!
//! Weight of a word in a text: (1 + ln n) · ln((N + 1) / (d + 1)), n times it stands there, d of N owners have it. An owner is a
//! registrable domain: counted by pages, a site of a thousand pages would make its own words common and a word of its
//! menu rare no more. The figure is the cosine between weights. Words are 32-bit hashes; how many owners
//! have one is kept by 22 bits of these, so that a rare word may now and then pass for a less rare one.

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::words::{Cutter, stem};

const BITS: u32 = 22;
const MASK: u32 = (1 << BITS) - 1;
/// Texts that an owner needs before a word can be one of its menu.
const MENU_TEXTS: usize = 5;
/// What is left at least of the weight of a word that stands in all texts of its owner.
const MENU_FLOOR: f32 = 0.1;
/// Words that are told as those that weigh most.
const TOLD: usize = 5;
/// One owner in so many may have a word that is told: what more have tells no topic.
const TELLING: u32 = 5;

/// Texts, each with its owner.
pub struct Texts {
    starts: Vec<usize>,
    terms: Vec<u32>,
    owners: Vec<u32>,
    owned_by: Vec<u32>,
    distinct_owners: u32,
    /// By owner the words that stand in more than half of its texts, sorted, with what is left of their weight.
    menus: HashMap<u32, Vec<(u32, f32)>>,
}

/// What one text has in common with the target.
pub struct Likeness {
    /// 0 to 1.
    pub cosine: f32,
    /// Distinct words of the text.
    pub words: u32,
    /// Of these in the target's text too, with any weight.
    pub shared: u32,
    /// The shared words that weigh most and few owners have, heaviest first.
    pub heaviest: Vec<u32>,
}

/// The text of a target: its words with their weights, of length 1 as a vector.
pub struct Profile {
    weights: HashMap<u32, f32>,
    spelled: HashMap<u32, String>,
    left_out: Vec<u32>,
    /// Which of 2^16 lowest bits of hashes occur: most words are no word of the target.
    seen: Vec<u64>,
}

impl Profile {
    /// How a word of the target is written.
    pub fn spelled(&self, term: u32) -> Option<&str> {
        self.spelled.get(&term).map(String::as_str)
    }

    /// How many words of it weigh anything.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    fn weight(&self, term: u32) -> f32 {
        let low = term & 0xFFFF;
        if self.seen[(low >> 6) as usize] >> (low & 63) & 1 == 0 {
            return 0.0;
        }
        self.weights.get(&term).copied().unwrap_or(0.0)
    }
}

fn hash(word: &str) -> u32 {
    (xxh3_64(stem(word).as_bytes()) >> 32) as u32
}

impl Texts {
    /// Cuts the texts. There is one owner for each.
    pub fn new<'a>(owners: Vec<u32>, texts: impl Iterator<Item = &'a str>) -> Self {
        let mut cutter = Cutter::default();
        let (mut starts, mut terms) = (Vec::with_capacity(owners.len() + 1), Vec::new());
        starts.push(0);
        for text in texts {
            cutter.cut(text, &mut |word| terms.push(hash(word)));
            starts.push(terms.len());
        }
        assert_eq!(starts.len(), owners.len() + 1, "one owner a text");
        let mut texts =
            Self { starts, terms, owners, owned_by: vec![0; 1 << BITS], distinct_owners: 0, menus: HashMap::new() };
        texts.count();
        texts
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.owners.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    /// How many owners they have.
    pub fn owners(&self) -> u32 {
        self.distinct_owners
    }

    fn text(&self, row: usize) -> &[u32] {
        &self.terms[self.starts[row]..self.starts[row + 1]]
    }

    /// Counts the owners of each word, and finds the words of each owner's menu.
    fn count(&mut self) {
        let mut order: Vec<u32> = (0..self.owners.len() as u32).collect();
        order.sort_by_key(|row| self.owners[*row as usize]);
        let mut held: Vec<u32> = Vec::new();
        let mut row_terms: Vec<u32> = Vec::new();
        for rows in order.chunk_by(|one, other| self.owners[*one as usize] == self.owners[*other as usize]) {
            held.clear();
            for row in rows {
                if rows.len() < MENU_TEXTS {
                    held.extend_from_slice(self.text(*row as usize));
                    continue;
                }
                row_terms.clear();
                row_terms.extend_from_slice(self.text(*row as usize));
                row_terms.sort_unstable();
                row_terms.dedup();
                held.extend_from_slice(&row_terms);
            }
            held.sort_unstable();
            let mut menu = Vec::new();
            let mut last = u32::MAX;
            for same in held.chunk_by(|one, other| one == other) {
                let share = same.len() as f32 / rows.len() as f32;
                if rows.len() >= MENU_TEXTS && share > 0.5 {
                    menu.push((same[0], (2.0 * (1.0 - share)).max(MENU_FLOOR)));
                }
                // Two words of one owner that fall together in the low bits count twice; that is rare and harmless.
                if same[0] != last {
                    self.owned_by[(same[0] & MASK) as usize] += 1;
                }
                last = same[0];
            }
            if !menu.is_empty() {
                self.menus.insert(self.owners[rows[0] as usize], menu);
            }
            self.distinct_owners += 1;
        }
    }

    fn owners_of(&self, term: u32) -> u32 {
        self.owned_by[(term & MASK) as usize].min(self.distinct_owners)
    }

    fn rarity(&self, term: u32) -> f32 {
        let having = self.owners_of(term);
        ((self.distinct_owners as f32 + 1.0) / (having as f32 + 1.0)).ln()
    }

    /// The text of a target. Words of `left_out` (its names) count on neither side.
    pub fn profile<'a>(
        &self,
        target: impl Iterator<Item = &'a str>,
        left_out: impl Iterator<Item = &'a str>,
    ) -> Profile {
        let mut cutter = Cutter::default();
        let mut names = Vec::new();
        left_out.for_each(|text| cutter.cut(text, &mut |word| names.push(hash(word))));
        names.sort_unstable();
        let mut counts: HashMap<u32, u32> = HashMap::new();
        let mut spelled = HashMap::new();
        for text in target {
            cutter.cut(text, &mut |word| {
                let term = hash(word);
                if names.binary_search(&term).is_err() {
                    *counts.entry(term).or_default() += 1;
                    spelled.entry(term).or_insert_with(|| word.to_owned());
                }
            });
        }
        let mut weights: Vec<(u32, f32)> = counts
            .into_iter()
            .map(|(term, count)| (term, (1.0 + (count as f32).ln()) * self.rarity(term)))
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        // Sums of floats depend on their order: sorted, the same input gives the same bytes.
        weights.sort_unstable_by_key(|(term, _)| *term);
        let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        let mut seen = vec![0_u64; 1 << 10];
        for (term, weight) in &mut weights {
            *weight /= length;
            let low = *term & 0xFFFF;
            seen[(low >> 6) as usize] |= 1 << (low & 63);
        }
        Profile { weights: weights.into_iter().collect(), spelled, left_out: names, seen }
    }

    /// What the rows have in common with the target, taken as one text; they are of one owner. `damped`: words of its menu weigh
    /// less. `scratch` is kept from call to call.
    pub fn likeness(&self, rows: &[u32], profile: &Profile, damped: bool, scratch: &mut Vec<u32>) -> Likeness {
        scratch.clear();
        rows.iter().for_each(|row| scratch.extend_from_slice(self.text(*row as usize)));
        scratch.sort_unstable();
        let menu = rows.first().filter(|_| damped).and_then(|row| self.menus.get(&self.owners[*row as usize]));
        let (mut dot, mut square, mut words) = (0.0_f32, 0.0_f32, 0);
        let mut shared: Vec<(f32, u32)> = Vec::new();
        for same in scratch.chunk_by(|one, other| one == other) {
            let term = same[0];
            words += 1;
            if profile.left_out.binary_search(&term).is_ok() {
                continue;
            }
            let mut weight = (1.0 + (same.len() as f32).ln()) * self.rarity(term);
            if let Some(found) =
                menu.and_then(|menu| menu.binary_search_by_key(&term, |(term, _)| *term).ok().map(|at| menu[at].1))
            {
                weight *= found;
            }
            square += weight * weight;
            let common = weight * profile.weight(term);
            if common > 0.0 {
                dot += common;
                shared.push((common, term));
            }
        }
        shared.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let cosine = if square > 0.0 { (dot / square.sqrt()).clamp(0.0, 1.0) } else { 0.0 };
        let telling = |term: &u32| self.owners_of(*term) <= (self.distinct_owners / TELLING).max(1);
        let heaviest = shared.iter().map(|(_, term)| *term).filter(telling).take(TOLD).collect();
        Likeness { cosine, words, shared: shared.len() as u32, heaviest }
    }
}

#[cfg(test)]
mod tests {
    use super::Texts;

    fn space(texts: &[(u32, &str)]) -> Texts {
        Texts::new(texts.iter().map(|(owner, _)| *owner).collect(), texts.iter().map(|(_, text)| *text))
    }

    #[test]
    fn the_cosine_is_that_of_the_formula() {
        // Four owners: "bike" has d = 2, "lamp" d = 1, "the" d = 4, "cake" d = 1.
        let texts = space(&[(0, "the bike lamp lamp"), (1, "the bike"), (2, "the cake"), (3, "the")]);
        let profile = texts.profile(["bike lamp"].into_iter(), [].into_iter());
        let found = texts.likeness(&[0], &profile, false, &mut Vec::new());
        let (bike, lamp) = ((5.0_f32 / 3.0).ln(), (5.0_f32 / 2.0).ln());
        let twice = (1.0 + 2.0_f32.ln()) * lamp;
        let wanted =
            (bike * bike + twice * lamp) / ((bike * bike + twice * twice) * (bike * bike + lamp * lamp)).sqrt();
        assert!((found.cosine - wanted).abs() < 1e-6, "{} {wanted}", found.cosine);
        assert_eq!((found.words, found.shared), (3, 2));
        let told: Vec<_> = found.heaviest.iter().filter_map(|term| profile.spelled(*term)).collect();
        // Half of the owners have "bike": it tells nothing.
        assert_eq!(told, ["lamp"]);
        assert_eq!(texts.likeness(&[2], &profile, false, &mut Vec::new()).cosine, 0.0);
    }

    #[test]
    fn an_owner_counts_once() {
        let rows: Vec<(u32, &str)> = (0..100).map(|_| (0, "menu")).chain([(1, "word"), (2, "menu word")]).collect();
        let texts = space(&rows);
        let profile = texts.profile(["menu word"].into_iter(), [].into_iter());
        assert_eq!(texts.owners(), 3);
        assert_eq!(profile.weights.len(), 2);
        let weights: Vec<f32> = profile.weights.values().copied().collect();
        assert_eq!(weights[0], weights[1]);
    }

    #[test]
    fn rows_of_one_key_are_one_text() {
        let texts = space(&[(0, "bike"), (0, "lamp"), (0, "bike lamp"), (1, "cake"), (2, "tea")]);
        let profile = texts.profile(["lamp bike"].into_iter(), [].into_iter());
        let apart = texts.likeness(&[0, 1], &profile, false, &mut Vec::new()).cosine;
        assert!((apart - texts.likeness(&[2], &profile, false, &mut Vec::new()).cosine).abs() < 1e-6);
    }

    #[test]
    fn names_of_the_target_count_on_neither_side() {
        let texts = space(&[(0, "Acme cake"), (1, "lamp"), (2, "tea")]);
        let profile = texts.profile(["Acme lamp"].into_iter(), ["ACME"].into_iter());
        assert_eq!(texts.likeness(&[0], &profile, false, &mut Vec::new()).cosine, 0.0);
        assert_eq!(profile.len(), 1);
    }

    #[test]
    fn menus_weigh_less() {
        let mut rows: Vec<(u32, &str)> = vec![(0, "lamp cake one"), (0, "lamp tea"), (0, "lamp sun"), (0, "lamp sea")];
        rows.extend([(0, "lamp fire"), (1, "fish"), (2, "stone")]);
        let texts = space(&rows);
        let profile = texts.profile(["lamp"].into_iter(), [].into_iter());
        let free = texts.likeness(&[0], &profile, false, &mut Vec::new()).cosine;
        assert!(texts.likeness(&[0], &profile, true, &mut Vec::new()).cosine < free / 2.0);
    }

    #[test]
    fn nothing_is_like_nothing() {
        let texts = space(&[(0, ""), (1, "!?")]);
        let profile = texts.profile([].into_iter(), [].into_iter());
        assert!(profile.is_empty());
        assert_eq!(texts.likeness(&[0, 1], &profile, true, &mut Vec::new()).cosine, 0.0);
        assert_eq!(texts.likeness(&[], &profile, true, &mut Vec::new()).words, 0);
    }
}
