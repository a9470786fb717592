//! The form in which texts are compared: small letters without accents, one space between words.
//!
//! Case by Unicode's mapping, accents by canonical decomposition (UAX 15) for the scripts where people leave them out:
//! Latin, Greek, Cyrillic, Hebrew, Arabic. Kana, Hangul and the Indic scripts keep their marks, which are letters there.

use std::sync::OnceLock;

use icu_normalizer::DecomposingNormalizerBorrowed;

/// Below this the table has each character; all scripts whose accents fold are below.
const TABLE: u32 = 0x2000;

/// A text in the form in which it is compared.
pub fn fold(text: &str) -> String {
    let table = TABLE_OF.get_or_init(table);
    let mut folded = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign as u32 {
            0..=0x20 | 0x7f..=0xa0 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000 => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            0x21..=0x7e => folded.push(sign.to_ascii_lowercase()),
            0x2018 | 0x2019 | 0x201b | 0x2032 => folded.push('\''),
            0x201c..=0x201f | 0x2033 => folded.push('"'),
            0x2010..=0x2015 | 0x2212 => folded.push('-'),
            0x2026 => folded.push_str("..."),
            0x200b..=0x200f
            | 0x202a..=0x202e
            | 0x2060..=0x206f
            | 0x20d0..=0x20ff
            | 0xfe00..=0xfe0f
            | 0xfe20..=0xfe2f
            | 0xfeff => {}
            wide @ 0xff01..=0xff5e => folded.extend(char::from_u32(wide - 0xfee0).map(|c| c.to_ascii_lowercase())),
            low if low < TABLE => folded.push_str(&table[low as usize]),
            _ => folded.extend(sign.to_lowercase()),
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// Whether a character is part of a word in a script that puts spaces between words.
pub fn is_letter(sign: char) -> bool {
    sign.is_alphanumeric()
        && !matches!(sign as u32,
            0x0e00..=0x0eff | 0x1000..=0x109f | 0x1100..=0x11ff | 0x1780..=0x17ff | 0x3005..=0x3007 | 0x3040..=0x31ff
            | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

static TABLE_OF: OnceLock<Vec<Box<str>>> = OnceLock::new();

fn table() -> Vec<Box<str>> {
    let decomposer = DecomposingNormalizerBorrowed::new_nfd();
    (0..TABLE)
        .map(|code| {
            let Some(sign) = char::from_u32(code) else { return "".into() };
            let small: String = sign.to_lowercase().collect();
            let apart = decomposer.normalize(&small);
            apart.chars().filter(|sign| !is_accent(*sign)).map(plain).collect::<String>().into()
        })
        .collect()
}

/// Marks that are left out, and signs that only stretch or break a word.
fn is_accent(sign: char) -> bool {
    matches!(sign as u32,
        0xad | 0x300..=0x36f | 0x483..=0x487 | 0x591..=0x5bd | 0x5bf | 0x5c1 | 0x5c2 | 0x5c4 | 0x5c5 | 0x5c7
        | 0x610..=0x61a | 0x640 | 0x64b..=0x65f | 0x670 | 0x6d6..=0x6dc | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff)
}

/// Letters that have no decomposition and that people write plainly all the same.
fn plain(sign: char) -> Box<str> {
    match sign {
        'ß' => "ss".into(),
        'æ' => "ae".into(),
        'œ' => "oe".into(),
        'ø' => "o".into(),
        'ł' => "l".into(),
        'đ' | 'ð' => "d".into(),
        'þ' => "th".into(),
        'ı' => "i".into(),
        'ς' => "σ".into(),
        '«' | '»' => "\"".into(),
        other => other.to_string().into(),
    }
}
