//! Looks and facts of pages on disk: the timeline of each page that was looked at, and what its last look told.
//!
//! A part holds records of pages; a page that is looked at again gets a new record in the delta, with its whole
//! timeline, and the newest record counts. A look says where it came from (import, file, rows), so that the
//! text on both sides of a link is read from its segment and never copied.

use std::collections::HashMap;
use std::io;
use std::ops::Range;

use super::bits::{BitSet, Bits};
use super::facts::{FactNumber, FactText, FactWord, Facts, FactsReader};
use super::history::{Flag, Glance};
use super::packed::{Packed, PackedWriter};
use super::part::{PartFiles, PartWriter};
use super::strings::{Strings, StringsWriter};
use crate::model;

/// One look at a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// When, in whole seconds since 1970.
    pub at: u32,
    /// What history needs of it.
    pub glance: Glance,
    /// Its import, by its place in the part's list of imports.
    pub import: u32,
    /// The number of its segment file.
    pub file: u32,
    /// Its row in the page table of that file.
    pub page: u32,
    /// Its first row in the link table of that file.
    pub link: u32,
    /// How many rows it has there.
    pub links: u32,
}

impl Look {
    fn code(&self) -> u64 {
        self.glance.look as u64
            | (self.glance.noindex as u64) << 3
            | (self.glance.elsewhere as u64) << 5
            | u64::from(self.glance.truncated) << 7
    }

    fn glance(code: u64, at: u32, bears: u64) -> Glance {
        Glance {
            look: model::Look::from_code((code & 7) as u8).unwrap_or(model::Look::Error),
            noindex: Flag::from_code(code >> 3 & 3),
            elsewhere: Flag::from_code(code >> 5 & 3),
            truncated: code >> 7 & 1 == 1,
            bears: (bears > 0).then(|| at.saturating_sub((bears - 1) as u32)),
        }
    }
}

const LOOK_FIELDS: [&str; 3] = ["looks.at", "looks.code", "looks.bears"];
/// Files with the word `where` in their names tell places in segments: the only ones that depend on how imports
/// were cut into files.
const WHERE_FIELDS: [&str; 5] =
    ["looks.where.import", "looks.where.file", "looks.where.page", "looks.where.link", "looks.where.links"];
const NUMBERS: [&str; 8] = [
    "facts.flags",
    "facts.status",
    "facts.text_length",
    "facts.text_share",
    "facts.links_internal",
    "facts.links_external",
    "facts.simhash",
    "facts.archive_offset",
];
const TEXTS: [&str; 5] =
    ["facts.title", "facts.canonical", "facts.redirect_url", "facts.analytics_ids", "facts.ads_ids"];
const WORDS: [&str; 3] = ["facts.archive", "facts.language", "facts.content_type"];

/// A column of texts that repeat: each is stored once, in the order of first use.
struct WordsWriter {
    codes: PackedWriter,
    words: StringsWriter,
    numbers: HashMap<String, u64>,
}

impl WordsWriter {
    fn new(part: &PartWriter, name: &str) -> io::Result<Self> {
        Ok(Self {
            codes: PackedWriter::new(part.column(name)?),
            words: StringsWriter::new(part, &format!("{name}.words"))?,
            numbers: HashMap::new(),
        })
    }

    fn push(&mut self, word: &str) -> io::Result<()> {
        let number = match self.numbers.get(word) {
            Some(number) => *number,
            None => {
                let number = self.words.len();
                self.words.push(word.as_bytes())?;
                self.numbers.insert(word.to_owned(), number);
                number
            }
        };
        self.codes.push(number)
    }

    fn finish(self) -> io::Result<()> {
        self.codes.finish()?;
        self.words.finish()
    }
}

/// Writes the records of pages, by id.
pub struct LooksWriter {
    pages: BitSet,
    offsets: PackedWriter,
    looks: Vec<PackedWriter>,
    numbers: Vec<PackedWriter>,
    texts: Vec<StringsWriter>,
    words: Vec<WordsWriter>,
    /// Records of pages that only exports tell of.
    reported: BitSet,
    written: u64,
    records: u64,
}

impl LooksWriter {
    /// A writer in a part.
    pub fn new(part: &PartWriter) -> io::Result<Self> {
        let packed = |name: &&str| part.column(name).map(PackedWriter::new);
        Ok(Self {
            pages: BitSet::default(),
            offsets: packed(&"looks.offsets")?,
            looks: LOOK_FIELDS.iter().chain(&WHERE_FIELDS).map(packed).collect::<io::Result<_>>()?,
            numbers: NUMBERS.iter().map(packed).collect::<io::Result<_>>()?,
            texts: TEXTS.iter().map(|name| StringsWriter::new(part, name)).collect::<io::Result<_>>()?,
            words: WORDS.iter().map(|name| WordsWriter::new(part, name)).collect::<io::Result<_>>()?,
            reported: BitSet::default(),
            written: 0,
            records: 0,
        })
    }

    /// Appends the record of a page, whose id is above that of the one before.
    pub fn push(&mut self, page: u32, looks: &[Look], facts: &Facts) -> io::Result<()> {
        self.pages.insert(page as usize);
        self.offsets.push(self.written)?;
        for (at, look) in looks.iter().enumerate() {
            let bears = look.glance.bears.map_or(0, |bears| at as u64 - u64::from(bears).min(at as u64) + 1);
            let values = [
                u64::from(look.at),
                look.code(),
                bears,
                u64::from(look.import),
                u64::from(look.file),
                u64::from(look.page),
                u64::from(look.link),
                u64::from(look.links),
            ];
            for (column, value) in self.looks.iter_mut().zip(values) {
                column.push(value)?;
            }
        }
        if !looks.iter().any(|look| look.glance.look.is_ours()) {
            self.reported.insert(self.records as usize);
        }
        self.written += looks.len() as u64;
        self.records += 1;
        self.numbers.iter_mut().zip(facts.numbers()).try_for_each(|(column, value)| column.push(value))?;
        self.texts.iter_mut().zip(facts.texts()).try_for_each(|(column, text)| column.push(text.as_bytes()))?;
        self.words.iter_mut().zip(facts.words()).try_for_each(|(column, word)| column.push(word))
    }

    /// Closes the records; `pages` is the number of ids of pages. Gives the number of records.
    pub fn finish(mut self, part: &PartWriter, pages: usize) -> io::Result<u64> {
        self.offsets.push(self.written)?;
        self.offsets.finish()?;
        self.looks.into_iter().chain(self.numbers).try_for_each(PackedWriter::finish)?;
        self.texts.into_iter().try_for_each(StringsWriter::finish)?;
        self.words.into_iter().try_for_each(WordsWriter::finish)?;
        self.pages.write(part.column("looks.pages")?, pages)?;
        let any = if self.reported.count() > 0 { self.records as usize } else { 0 };
        self.reported.write(part.column("looks.reported")?, any)?;
        Ok(self.records)
    }
}

/// A column of texts that repeat, mapped.
pub struct Words {
    /// For each record the number of its word.
    pub codes: Packed,
    /// The words.
    pub words: Strings,
}

/// The records of pages in a part, mapped.
pub struct Looks {
    /// Pages that have a record here.
    pub pages: Bits,
    /// Records of pages that only exports tell of; none at all where there is no such page.
    pub reported: Bits,
    offsets: Packed,
    looks: Vec<Packed>,
    numbers: Vec<Packed>,
    texts: Vec<Strings>,
    words: Vec<Words>,
}

impl Looks {
    /// Opens the records of a part.
    pub fn open(part: &PartFiles) -> io::Result<Self> {
        let packed = |name: &&str| Packed::open(part.column(name)?);
        let words = |name: &&str| -> io::Result<Words> {
            Ok(Words { codes: packed(name)?, words: Strings::open(part, &format!("{name}.words"))? })
        };
        Ok(Self {
            pages: Bits::open(part.column("looks.pages")?)?,
            reported: Bits::open(part.column("looks.reported")?)?,
            offsets: packed(&"looks.offsets")?,
            looks: LOOK_FIELDS.iter().chain(&WHERE_FIELDS).map(packed).collect::<io::Result<_>>()?,
            numbers: NUMBERS.iter().map(packed).collect::<io::Result<_>>()?,
            texts: TEXTS.iter().map(|name| Strings::open(part, name)).collect::<io::Result<_>>()?,
            words: WORDS.iter().map(words).collect::<io::Result<_>>()?,
        })
    }

    /// Where the looks of a record stand.
    #[inline]
    pub fn range(&self, record: usize) -> Range<usize> {
        let most = self.looks[0].len() as u64;
        let start = self.offsets.get(record).min(most);
        start as usize..self.offsets.get(record + 1).clamp(start, most) as usize
    }

    /// The time of the `at`-th look of a record whose looks stand at `range`.
    #[inline]
    pub fn time(&self, range: &Range<usize>, at: usize) -> u32 {
        self.looks[0].get((range.start + at).min(range.end.saturating_sub(1))) as u32
    }

    /// What history needs of the `at`-th look of `range`.
    #[inline]
    pub fn glance(&self, range: &Range<usize>, at: usize) -> Glance {
        let place = range.start + at;
        Look::glance(self.looks[1].get(place), at as u32, self.looks[2].get(place))
    }

    /// The `at`-th look of `range`.
    pub fn look(&self, range: &Range<usize>, at: usize) -> Look {
        let place = (range.start + at).min(range.end.saturating_sub(1));
        let value = |n: usize| self.looks[n].get(place) as u32;
        Look {
            at: value(0),
            glance: self.glance(range, place - range.start.min(place)),
            import: value(3),
            file: value(4),
            page: value(5),
            link: value(6),
            links: value(7),
        }
    }

    /// The first or last look of ours of `range`, reports apart.
    #[inline]
    pub fn of_ours(&self, range: &Range<usize>, first: bool) -> Option<usize> {
        let ours = |at: &usize| {
            let look = model::Look::from_code((self.looks[1].get(range.start + at) & 7) as u8);
            look.is_none_or(model::Look::is_ours)
        };
        let mut places = 0..range.len();
        if first { places.find(ours) } else { places.rfind(ours) }
    }

    /// The last look of ours of `range` that says anything.
    pub fn evidence(&self, range: &Range<usize>) -> Option<usize> {
        (0..range.len()).rev().find(|at| self.glance(range, *at).is_evidence())
    }

    /// The last look of `range` that has links to tell.
    #[inline]
    pub fn latest(&self, range: &Range<usize>) -> Option<usize> {
        (0..range.len()).rev().find(|at| self.looks[2].get(range.start + at) > 0)
    }

    /// All looks of a record.
    pub fn all(&self, record: usize) -> Vec<Look> {
        let range = self.range(record);
        (0..range.len()).map(|at| self.look(&range, at)).collect()
    }

    /// A number of a record: `which` is a place in the order of the fields of [`Facts`].
    #[inline]
    pub fn number(&self, which: FactNumber, record: usize) -> Option<u64> {
        let value = self.numbers[which as usize].get(record);
        let bit = match which {
            FactNumber::Flags | FactNumber::ArchiveOffset => return Some(value),
            FactNumber::Status => 5,
            FactNumber::TextLength => 6,
            FactNumber::TextShare => 7,
            FactNumber::LinksInternal => 8,
            FactNumber::LinksExternal => 9,
            FactNumber::Simhash => 10,
        };
        self.present(record, bit).then_some(value)
    }

    fn present(&self, record: usize, bit: usize) -> bool {
        self.numbers[0].get(record) >> (4 + bit) & 1 == 1
    }

    /// noindex and nofollow of a record.
    pub fn robots(&self, record: usize) -> (Option<bool>, Option<bool>) {
        let flags = self.numbers[0].get(record);
        (Flag::from_code(flags & 3).value(), Flag::from_code(flags >> 2 & 3).value())
    }

    /// The store of a text, and whether a record has it.
    pub fn text(&self, which: FactText) -> &Strings {
        &self.texts[which as usize]
    }

    /// Whether a record has a text (rather than null).
    pub fn has_text(&self, which: FactText, record: usize) -> bool {
        which as usize >= 3 || self.present(record, which as usize)
    }

    /// A column of words.
    pub fn word(&self, which: FactWord) -> &Words {
        &self.words[which as usize]
    }

    /// Whether a record has a word (rather than null).
    pub fn has_word(&self, which: FactWord, record: usize) -> bool {
        match which {
            FactWord::Archive => true,
            FactWord::Language => self.present(record, 3),
            FactWord::ContentType => self.present(record, 4),
        }
    }

    /// A reader of facts, which is quick with neighbours.
    pub fn reader(&self) -> FactsReader<'_> {
        let words = self.words.iter().map(|column| column.words.reader()).collect();
        FactsReader::new(self, self.texts.iter().map(Strings::reader).collect(), words)
    }

    /// The facts of a record.
    pub fn facts(&self, record: usize) -> Facts {
        self.reader().facts(record)
    }
}
