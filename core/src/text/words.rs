//! The words of a text in any script: lower case, without accents, NFKC.
//!
//! Scripts without spaces between words (Han, Kana, Thai and its neighbours) give pairs of letters, which find topics
//! as well as words do (Nie, Gao, Zhang, Zhou, *On the use of words and n-grams for Chinese information retrieval*,
//! 2000). Numbers alone and single letters say nothing of a topic and are left out.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};

/// Letters of a word that count; what is longer is no word of a language, and is cut.
const LONGEST: usize = 48;

/// Letters of a word that tell it from others: what follows is mostly its ending. Measured on real pages, where it is
/// a third of the errors among German ones and costs a tenth more among English ones (docs/scoring.md, "Relevance").
const STEM: usize = 6;

/// The beginning of a word, which forms of it have in common.
pub fn stem(word: &str) -> &str {
    word.char_indices().nth(STEM).map_or(word, |(end, _)| &word[..end])
}

/// Cuts texts into words. Reusable.
pub struct Cutter {
    composing: ComposingNormalizerBorrowed<'static>,
    decomposition: CanonicalDecompositionBorrowed<'static>,
    word: String,
    letters: usize,
    numbers_only: bool,
}

impl Default for Cutter {
    fn default() -> Self {
        Self {
            composing: ComposingNormalizerBorrowed::new_nfkc(),
            decomposition: CanonicalDecompositionBorrowed::new(),
            word: String::with_capacity(4 * LONGEST),
            letters: 0,
            numbers_only: true,
        }
    }
}

impl Cutter {
    /// Gives each word of a text in its order.
    pub fn cut(&mut self, text: &str, give: &mut impl FnMut(&str)) {
        if text.is_ascii() {
            text.split(|letter: char| !letter.is_ascii_alphanumeric()).for_each(|word| self.plain(word, give));
        } else {
            let text = self.composing.normalize(text);
            let mut before = None;
            for letter in text.chars() {
                before = self.letter(letter, before, give);
            }
            self.close_run(before, give);
            self.end(give);
        }
    }

    /// Gives a word of ASCII letters and digits: most words of most texts are some.
    fn plain(&mut self, word: &str, give: &mut impl FnMut(&str)) {
        if word.len() > 1 && !word.bytes().all(|byte| byte.is_ascii_digit()) {
            self.word.push_str(&word[..word.len().min(LONGEST)]);
            self.word.make_ascii_lowercase();
            give(&self.word);
            self.word.clear();
        }
    }

    /// Takes a letter. `before` is the last letter of a run without spaces, and whether it was given in a pair.
    fn letter(
        &mut self,
        letter: char,
        before: Option<(char, bool)>,
        give: &mut impl FnMut(&str),
    ) -> Option<(char, bool)> {
        if is_unspaced(letter) {
            self.end(give);
            let Some((first, _)) = before else {
                return Some((letter, false));
            };
            let mut pair = [0; 8];
            let middle = first.encode_utf8(&mut pair).len();
            let end = middle + letter.encode_utf8(&mut pair[middle..]).len();
            // Two characters were written there, one after the other.
            give(std::str::from_utf8(&pair[..end]).unwrap_or_default());
            return Some((letter, true));
        }
        self.close_run(before, give);
        if letter.is_ascii_alphanumeric() {
            self.push(letter.to_ascii_lowercase());
        } else if letter.is_alphanumeric() {
            for small in letter.to_lowercase() {
                self.push_folded(small);
            }
        } else if is_within_word(letter) {
            self.push(letter);
        } else if !is_dropped(letter) {
            self.end(give);
        }
        None
    }

    /// A run of one letter is a word of its own: there is no pair that has it.
    fn close_run(&mut self, before: Option<(char, bool)>, give: &mut impl FnMut(&str)) {
        if let Some((letter, false)) = before {
            give(letter.encode_utf8(&mut [0; 4]));
        }
    }

    /// Without accents, where the alphabet takes these as accents: ü is u, й is и, ß is ss.
    fn push_folded(&mut self, mut letter: char) {
        if letter == 'ß' {
            self.push('s');
            self.push('s');
            return;
        }
        while let Decomposed::Expansion(base, mark) = self.decomposition.decompose(letter) {
            if !is_accent(mark) {
                break;
            }
            letter = base;
        }
        if !is_accent(letter) {
            self.push(letter);
        }
    }

    fn push(&mut self, letter: char) {
        if self.letters < LONGEST {
            self.word.push(letter);
            self.letters += 1;
            self.numbers_only &= letter.is_numeric();
        }
    }

    fn end(&mut self, give: &mut impl FnMut(&str)) {
        if self.letters > 1 && !self.numbers_only {
            give(&self.word);
        }
        self.word.clear();
        self.letters = 0;
        self.numbers_only = true;
    }
}

fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36F}')
}

/// Marks within a word that do not change it for us: soft hyphens, joiners, accents alone, points of Hebrew and Arabic.
fn is_dropped(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{640}' | '\u{64B}'..='\u{65F}'
        | '\u{670}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
        || is_accent(letter)
}

/// Signs of Indic scripts that are no letters by themselves; a word goes on over them. Dandas end a sentence.
fn is_within_word(letter: char) -> bool {
    matches!(letter, '\u{900}'..='\u{DFF}') && !matches!(letter, '\u{964}' | '\u{965}' | '\u{970}')
}

/// Letters of scripts that write no spaces between words.
fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E4E}' | '\u{E80}'..='\u{ECF}' | '\u{1000}'..='\u{103F}'
        | '\u{1780}'..='\u{17D3}' | '\u{3041}'..='\u{3096}' | '\u{3099}'..='\u{309A}' | '\u{30A1}'..='\u{30FA}'
        | '\u{30FC}' | '\u{3005}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::{Cutter, stem};

    fn cut(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        Cutter::default().cut(text, &mut |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_are_small_and_without_accents() {
        assert_eq!(cut("Fahrräder für die STRASSE, Straße!"), ["fahrrader", "fur", "die", "strasse", "strasse"]);
        assert_eq!(cut("Ёлка и Йод"), ["елка", "иод"]);
        assert_eq!(cut("Ngữ Việt"), ["ngu", "viet"]);
        assert_eq!(cut("οδός"), cut("ΟΔΌΣ".to_lowercase().as_str()));
    }

    #[test]
    fn wide_and_joined_forms_are_the_plain_ones() {
        assert_eq!(cut("ＬＥＤ ﬁne"), ["led", "fine"]);
        assert_eq!(cut("cafe\u{301} dyna\u{AD}mo"), ["cafe", "dynamo"]);
    }

    #[test]
    fn scripts_without_spaces_give_pairs() {
        assert_eq!(cut("自転車 の"), ["自転", "転車", "の"]);
        assert_eq!(cut("LED自転車lamp"), ["led", "自転", "転車", "lamp"]);
        assert_eq!(cut("จักรยาน").len(), 6);
    }

    #[test]
    fn indic_words_stay_whole() {
        assert_eq!(cut("हिन्दी साइकिल।"), ["हिन्दी", "साइकिल"]);
    }

    #[test]
    fn numbers_and_single_letters_say_nothing() {
        assert_eq!(cut("a 2024 12 x3 é l'eau"), ["x3", "eau"]);
        assert_eq!(cut(""), [""; 0]);
    }

    #[test]
    fn forms_of_a_word_have_its_beginning_in_common() {
        assert_eq!(stem("fahrradern"), stem("fahrrader"));
        assert_eq!((stem("велосипеды"), stem("lamp"), stem("")), ("велоси", "lamp", ""));
    }

    #[test]
    fn a_word_without_end_is_cut() {
        assert_eq!(cut(&"ab".repeat(5000)), ["ab".repeat(24)]);
    }
}
