//! The beginning of a file: what it is, and its first records, for whoever decides how to read it.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use encoding_rs::Encoding;

use super::Error;
use super::delimited::{Next, Rows};
use super::json::{self, Found};
use super::read::text;
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
    head_of(File::open(path)?, rows).map_err(|error| match error {
        Error::Bad(why) => Error::Bad(format!("{}: {why}", path.display())),
        error => error,
    })
}

/// As [`head`], of anything that can be read more than once.
pub fn head_of<R: Read + Seek>(mut input: R, rows: usize) -> Result<Head, Error> {
    let bad = |why: &str| Err(Error::Bad(why.to_owned()));
    let mut magic = Vec::new();
    input.by_ref().take(4).read_to_end(&mut magic)?;
    if magic.is_empty() {
        return bad("the file is empty");
    }
    if sniff::format(&magic) == Format::Xlsx {
        let mut head = Head::of(Format::Xlsx);
        head.xlsx(&mut input, rows)?;
        return if head.rows.is_empty() { bad("no sheet of it has cells") } else { Ok(head) };
    }
    input.rewind()?;
    let (encoding, bom) = sniff::encoding(&mut input)?;
    let mut start = Vec::new();
    let mut source = text(&mut input, Some(encoding))?;
    while start.len() < SNIFFED && source.fill(&mut start)? {}
    if let Some(what) = sniff::not_text(&start) {
        return bad(what);
    }
    let format = sniff::format(&start);
    let mut head = Head { encoding: Some(encoding), bom: bom > 0, ..Head::of(format) };
    if format == Format::Json {
        head.json(&mut input, rows)?;
    } else {
        let delimiter = sniff::delimiter(&start);
        head.delimiter = Some(delimiter);
        head.delimited(&mut input, delimiter, rows)?;
    }
    if head.rows.is_empty() {
        return bad(if format == Format::Json { "the JSON holds no objects" } else { "the file holds no rows" });
    }
    Ok(head)
}

impl Head {
    fn of(format: Format) -> Self {
        Head { format, encoding: None, bom: false, delimiter: None, rows: Vec::new(), lines: Vec::new() }
    }

    fn xlsx<R: Read + Seek>(&mut self, input: &mut R, rows: usize) -> Result<(), Error> {
        xlsx::rows(io::BufReader::new(input), &mut |line, found| {
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

    fn delimited<R: Read + Seek>(&mut self, input: &mut R, delimiter: u8, rows: usize) -> io::Result<()> {
        let mut read = Rows::new(text(input, self.encoding)?, delimiter);
        while self.rows.len() < rows {
            match read.advance()? {
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

    fn json<R: Read + Seek>(&mut self, input: &mut R, rows: usize) -> io::Result<()> {
        let mut depth = 0;
        let mut keys: Vec<String> = Vec::new();
        let mut objects: Vec<Vec<(String, String)>> = Vec::new();
        json::rows(text(input, self.encoding)?, &[], &mut |line, found| {
            if let Found::Row(_, pairs) = found
                && pairs.depth >= depth
            {
                if pairs.depth > depth {
                    depth = pairs.depth;
                    (keys, objects) = (Vec::new(), Vec::new());
                    self.lines.clear();
                }
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
