//! The beginning of a file: what it is, and its first records, for whoever decides how to read it.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8};

use super::Error;
use super::delimited::{Next, Rows};
use super::json::{self, Found};
use super::read::open;
use super::sniff::{self, Format};
use super::xlsx;

/// Text in which the delimiter is looked for.
const SNIFFED: usize = 1 << 20;
/// Rows of JSON whose keys are the columns.
const KEYED: usize = 100;

/// The beginning of a file.
#[derive(Debug)]
pub struct Head {
    /// What the file is.
    pub format: Format,
    /// Its encoding; nothing for a spreadsheet.
    pub encoding: Option<&'static Encoding>,
    /// Whether it begins with a byte order mark.
    pub bom: bool,
    /// What stands between cells, if anything does.
    pub delimiter: Option<u8>,
    /// The first records as cells.
    pub rows: Vec<Vec<String>>,
    /// Their lines, from 1.
    pub lines: Vec<u64>,
}

/// Reads the first `rows` records of a file.
pub fn head(path: &Path, rows: usize) -> Result<Head, Error> {
    let bad = |why: &str| Error::Bad(format!("{}: {why}", path.display()));
    let mut file = File::open(path)?;
    let mut magic = Vec::new();
    file.by_ref().take(4).read_to_end(&mut magic)?;
    if magic.is_empty() {
        return Err(bad("the file is empty"));
    }
    if sniff::format(&magic) == Format::Xlsx {
        let mut head = Head::of(Format::Xlsx);
        return match head.xlsx(path, rows) {
            Ok(()) if head.rows.is_empty() => Err(bad("no sheet of it has cells")),
            Ok(()) => Ok(head),
            Err(Error::Bad(why)) => Err(bad(&why)),
            Err(error) => Err(error),
        };
    }
    file.rewind()?;
    let (encoding, bom) = sniff::encoding(&mut file)?;
    let mut text = Vec::new();
    let mut source = open(path, Some(encoding))?;
    while text.len() < SNIFFED && source.fill(&mut text)? {}
    if let Some(what) = sniff::not_text(&text) {
        return Err(bad(what));
    }
    let format = sniff::format(&text);
    let mut head = Head { encoding: Some(encoding), bom: bom > 0, ..Head::of(format) };
    if format == Format::Json {
        head.json(path, rows)?;
    } else {
        let delimiter = sniff::delimiter(&text);
        head.delimiter = Some(delimiter);
        head.delimited(path, delimiter, rows)?;
    }
    if head.rows.is_empty() {
        return Err(bad(if format == Format::Json { "the JSON holds no objects" } else { "the file holds no rows" }));
    }
    Ok(head)
}

impl Head {
    fn of(format: Format) -> Self {
        Head { format, encoding: None, bom: false, delimiter: None, rows: Vec::new(), lines: Vec::new() }
    }

    fn xlsx(&mut self, path: &Path, rows: usize) -> Result<(), Error> {
        xlsx::rows(io::BufReader::new(File::open(path)?), &mut |line, found| {
            if let xlsx::Found::Row(cells) = found {
                self.rows.push(cells.iter().map(shown).collect());
                self.lines.push(line);
            }
            Ok(self.rows.len() < rows)
        })?;
        // A spreadsheet leaves empty cells out.
        let width = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        self.rows.iter_mut().for_each(|row| row.resize(width, String::new()));
        Ok(())
    }

    fn delimited(&mut self, path: &Path, delimiter: u8, rows: usize) -> io::Result<()> {
        let mut read = Rows::new(open(path, self.encoding)?, delimiter);
        while self.rows.len() < rows {
            match read.next()? {
                Next::End => break,
                Next::Broken(_) => {}
                Next::Row => {
                    self.rows.push(read.cells.iter().map(shown).collect());
                    self.lines.push(read.line);
                }
            }
        }
        Ok(())
    }

    fn json(&mut self, path: &Path, rows: usize) -> io::Result<()> {
        let mut keys: Vec<String> = Vec::new();
        let mut objects: Vec<Vec<(String, String)>> = Vec::new();
        json::rows(open(path, self.encoding.or(Some(UTF_8)))?, &[], &mut |line, found| {
            if let Found::Row(_, pairs) = found {
                let object: Vec<_> = pairs.iter().map(|(key, value)| (shown(key), shown(value))).collect();
                for (key, _) in &object {
                    if !keys.contains(key) && keys.len() < super::ROW_CELLS {
                        keys.push(key.clone());
                    }
                }
                self.lines.push(line);
                objects.push(object);
            }
            Ok(objects.len() < KEYED.max(rows))
        })?;
        if objects.is_empty() {
            return Ok(());
        }
        objects.truncate(rows.saturating_sub(1));
        self.lines.insert(0, self.lines.first().copied().unwrap_or(1));
        self.lines.truncate(objects.len() + 1);
        let cell = |object: &[(String, String)], key: &String| {
            object.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        self.rows = objects.iter().map(|object| keys.iter().map(|key| cell(object, key)).collect()).collect();
        self.rows.insert(0, keys);
        Ok(())
    }
}

fn shown(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}
