//! Wording found in millions of strings: "sponsored post", "Anzeige", "read more", in many languages at once.
//!
//! All phrases of all subjects are one Aho-Corasick automaton (Aho, Corasick 1975), so that a string is read once. Both
//! sides are [folded](fold): cases, accents and forms of white space are one. A phrase matches whole words only,
//! where its script puts spaces between words; `stem*` matches words that begin so, `*stem` words that end so.

mod fold;

use aho_corasick::{AhoCorasick, BuildError, MatchKind};

pub use fold::{fold, is_letter};

/// Sets of phrases, each with its place in the order given.
pub struct WordSets {
    automaton: AhoCorasick,
    phrases: Vec<Phrase>,
    sets: usize,
}

struct Phrase {
    set: usize,
    written: u16,
    bytes: usize,
    whole_start: bool,
    whole_end: bool,
}

impl WordSets {
    /// Of sets of phrases. A phrase without any letter or sign is left out; more than 65,535 phrases are refused.
    pub fn new(sets: &[Vec<String>]) -> Result<Self, BuildError> {
        let mut phrases = Vec::new();
        let mut folded = Vec::new();
        for (written, (set, text)) in
            sets.iter().enumerate().flat_map(|(set, texts)| texts.iter().map(move |text| (set, text))).enumerate()
        {
            let (open_start, text) = text.strip_prefix('*').map_or((false, text.as_str()), |rest| (true, rest));
            let (open_end, text) = text.strip_suffix('*').map_or((false, text), |rest| (true, rest));
            let plain = fold(text);
            let (Some(first), Some(last)) = (plain.chars().next(), plain.chars().next_back()) else { continue };
            phrases.push(Phrase {
                set,
                written: u16::try_from(written).unwrap_or(u16::MAX),
                bytes: plain.len(),
                whole_start: !open_start && is_letter(first),
                whole_end: !open_end && is_letter(last),
            });
            folded.push(plain);
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&folded)?;
        Ok(Self { automaton, phrases, sets: sets.len() })
    }

    /// For each set the number of the longest phrase of it (counted over all sets) that a text has; the first of these.
    pub fn find(&self, text: &str, found: &mut [Option<u16>]) {
        debug_assert_eq!(found.len(), self.sets);
        let text = fold(text);
        let mut longest = [0_usize; 64];
        for hit in self.automaton.find_overlapping_iter(&text) {
            let phrase = &self.phrases[hit.pattern().as_usize()];
            let best = &mut longest[phrase.set.min(63)];
            if phrase.bytes <= *best && found[phrase.set].is_some() {
                continue;
            }
            if phrase.whole_start && text[..hit.start()].chars().next_back().is_some_and(is_letter) {
                continue;
            }
            if phrase.whole_end && text[hit.end()..].chars().next().is_some_and(is_letter) {
                continue;
            }
            *best = phrase.bytes;
            found[phrase.set] = Some(phrase.written);
        }
    }

    /// How many sets there are.
    pub fn sets(&self) -> usize {
        self.sets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrases: &[&str], text: &str) -> Option<u16> {
        let sets = WordSets::new(&[phrases.iter().map(ToString::to_string).collect()]).expect("few phrases");
        let mut found = [None];
        sets.find(text, &mut found);
        found[0]
    }

    #[test]
    fn whole_words_where_words_have_spaces() {
        assert_eq!(found(&["anzeige"], "Kleinanzeigen"), None);
        assert_eq!(found(&["anzeige"], "– ANZEIGE –"), Some(0));
        assert_eq!(found(&["anzeige*"], "Anzeigen"), Some(0));
        assert_eq!(found(&["*anzeige"], "Werbeanzeige"), Some(0));
        assert_eq!(found(&["pr"], "【PR】お知らせ"), Some(0));
        assert_eq!(found(&["pr"], "prices"), None);
        assert_eq!(found(&["広告"], "この記事は広告です"), Some(0));
    }

    #[test]
    fn cases_accents_and_spaces_are_one() {
        assert_eq!(found(&["publicité"], "PUBLICITE"), Some(0));
        assert_eq!(found(&["διαφήμιση"], "ΔΙΑΦΗΜΙΣΗ"), Some(0));
        assert_eq!(found(&["işbirliği"], "İŞBİRLİĞİ"), Some(0));
        assert_eq!(found(&["sponsored post"], "a sponsored\u{a0}\n post"), Some(0));
        assert_eq!(found(&["l'article"], "L\u{2019}article"), Some(0));
        assert_eq!(found(&["straße"], "STRASSE"), Some(0));
        assert_eq!(found(&["pr"], "ＰＲ"), Some(0));
    }

    #[test]
    fn the_longest_phrase_is_the_evidence() {
        assert_eq!(found(&["sponsored", "sponsored post"], "Sponsored post"), Some(1));
        assert_eq!(found(&["", "*"], "anything"), None);
    }
}
