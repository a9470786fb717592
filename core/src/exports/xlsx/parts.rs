//! The parts of a spreadsheet beside its sheets: which sheets there are, the shared strings, which formats are dates.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{BufRead, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::open;
use crate::exports::Error;
use crate::exports::dates::{Numbers, date, shown};

/// What a sheet needs to be read.
pub struct Workbook {
    /// Names of the sheets' parts, in the order of the workbook.
    pub sheets: Vec<String>,
    /// The texts that cells refer to.
    pub strings: Strings,
    /// Of each cell style, whether its number is a date or time.
    pub dates: Vec<bool>,
    /// Days are counted from 1904.
    from_1904: bool,
}

impl Workbook {
    /// Reads the parts.
    pub fn read<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<Self, Error> {
        let mut from_1904 = false;
        let mut ids = Vec::new();
        let mut part = open(zip, "xl/workbook.xml")?;
        if part.is_none() {
            return Err(Error::Bad("it is a zip without xl/workbook.xml: no XLSX file".to_owned()));
        }
        each_tag(part.as_mut(), |tag| match name_of(tag) {
            "workbookPr" => from_1904 = attribute(tag, "date1904").is_some_and(|yes| yes == "1" || yes == "true"),
            "sheet" => ids.extend(attribute(tag, "id").map(Cow::into_owned)),
            _ => {}
        })?;
        drop(part);
        let mut targets = HashMap::new();
        each_tag(open(zip, "xl/_rels/workbook.xml.rels")?.as_mut(), |tag| {
            if let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target")) {
                targets.insert(id.into_owned(), target.into_owned());
            }
        })?;
        let sheets = ids.iter().filter_map(|id| targets.get(id)).map(|target| match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("xl/{target}"),
        });
        Ok(Self { sheets: sheets.collect(), strings: Strings::read(zip)?, dates: dates(zip)?, from_1904 })
    }

    /// The moment of a serial number as text.
    pub fn date(&self, text: &str) -> Option<String> {
        let days: f64 = text.trim().parse().ok()?;
        let days = if self.from_1904 { days + 1462.0 } else { days };
        date(days.to_string().as_bytes(), false, Numbers::Serial).map(shown)
    }
}

/// The shared strings, one after the other.
#[derive(Default)]
pub struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    fn read<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<Self, Error> {
        let mut strings = Strings::default();
        let Some(mut part) = open(zip, "xl/sharedStrings.xml")? else { return Ok(strings) };
        let mut buffer = Vec::new();
        let mut collects = false;
        loop {
            buffer.clear();
            match part.read_event_into(&mut buffer).map_err(bad)? {
                Event::Start(tag) => match name_of(&tag) {
                    "t" => collects = true,
                    "rPh" => part.read_to_end_into(tag.to_end().name(), &mut Vec::new()).map(|_| ()).map_err(bad)?,
                    _ => {}
                },
                Event::Empty(tag) if name_of(&tag) == "si" => strings.ends.push(strings.text.len()),
                Event::End(tag) => match tag.local_name().as_ref() {
                    "t" => collects = false,
                    "si" => {
                        let start = strings.ends.last().copied().unwrap_or(0);
                        unescape(&mut strings.text, start);
                        strings.ends.push(strings.text.len());
                    }
                    _ => {}
                },
                Event::Eof => return Ok(strings),
                event if collects => push_text(&event, &mut strings.text),
                _ => {}
            }
        }
    }

    /// A string by its number.
    pub fn get(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        Some(&self.text.as_bytes()[start..end])
    }
}

/// Of each cell style, whether its number format shows a date or a time.
fn dates<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<Vec<bool>, Error> {
    let mut own = HashMap::new();
    let mut dates = Vec::new();
    let mut within = false;
    let Some(mut part) = open(zip, "xl/styles.xml")? else { return Ok(dates) };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match part.read_event_into(&mut buffer).map_err(bad)? {
            Event::Start(tag) | Event::Empty(tag) => match name_of(&tag) {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (attribute(&tag, "numFmtId"), attribute(&tag, "formatCode")) {
                        own.insert(id.into_owned(), is_date_format(&code));
                    }
                }
                "cellXfs" => within = true,
                "xf" if within => {
                    let id = attribute(&tag, "numFmtId").unwrap_or_default();
                    dates.push(own.get(&*id).copied().unwrap_or_else(|| is_date_id(&id)));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => within = false,
            Event::Eof => return Ok(dates),
            _ => {}
        }
    }
}

/// The formats that need no code of their own (18.8.30), those of East Asia among them.
fn is_date_id(id: &str) -> bool {
    id.parse().is_ok_and(|id: u32| matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58))
}

/// Whether a format code has a letter of dates or times outside quotes, brackets and escapes.
fn is_date_format(code: &str) -> bool {
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => drop(letters.by_ref().find(|c| *c == '"')),
            '[' => {
                let inside: String = letters.by_ref().take_while(|c| *c != ']').collect();
                // `[h]:mm` is a length of time, which is none of our dates; colours and locales are neither.
                if matches!(inside.to_ascii_lowercase().trim_matches(['h', 'm', 's']), "") && !inside.is_empty() {
                    return false;
                }
            }
            '\\' | '_' | '*' => drop(letters.next()),
            ';' => return false,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            // `General` has an `e` that is no exponent and no date.
            'G' | 'g' if code.eq_ignore_ascii_case("general") => return false,
            _ => {}
        }
    }
    false
}

/// Tells every tag of a part.
fn each_tag<R: BufRead>(part: Option<&mut Reader<R>>, mut tell: impl FnMut(&BytesStart<'_>)) -> Result<(), Error> {
    let Some(part) = part else { return Ok(()) };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match part.read_event_into(&mut buffer).map_err(bad)? {
            Event::Start(tag) | Event::Empty(tag) => tell(&tag),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn bad(error: quick_xml::Error) -> Error {
    Error::Bad(error.to_string())
}

/// The name of a tag without its prefix.
pub fn name_of<'t>(tag: &'t BytesStart<'_>) -> &'t str {
    tag.local_name().into_inner()
}

/// The value of an attribute, whatever its prefix.
pub fn attribute<'t>(tag: &'t BytesStart<'_>, name: &str) -> Option<Cow<'t, str>> {
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    let found = attributes.flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()
}

/// Puts the characters in place that XML cannot hold and cells write as `_x0001_` (ST_Xstring, 22.9.2.19); an
/// underscore that only looks like the start of one is written as `_x005F_`.
pub fn unescape(text: &mut String, start: usize) {
    let mut from = start;
    while let Some(n) = text[from..].find("_x") {
        let at = from + n;
        let code = text.get(at + 2..at + 6).filter(|digits| digits.bytes().all(|c| c.is_ascii_hexdigit()));
        let found = code.filter(|_| text.as_bytes().get(at + 6) == Some(&b'_'));
        from = match found.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                text.replace_range(at..at + 7, c.encode_utf8(&mut [0; 4]));
                at + c.len_utf8()
            }
            None => at + 2,
        };
    }
}

/// Appends what an event has of text.
pub fn push_text(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(part) => text.push_str(&part.xml10_content()),
        Event::CData(part) => text.push_str(&part.xml10_content()),
        Event::GeneralRef(name) => match name.resolve_char_ref() {
            Ok(Some(c)) => text.push(c),
            _ => text.push_str(quick_xml::escape::resolve_xml_entity(name).unwrap_or_default()),
        },
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn characters_that_xml_cannot_hold_are_put_in_place_once() {
        for (written, told) in [
            ("a_x0001_b", "a\u{1}b"),
            ("_x005F_x0001_", "_x0001_"),
            ("_x00e9__x00E9_", "\u{e9}\u{e9}"),
            ("_xD800_ _x12_ _xzzzz_ _x", "_xD800_ _x12_ _xzzzz_ _x"),
        ] {
            let mut text = format!("_x0001_{written}");
            unescape(&mut text, 7);
            assert_eq!(text, format!("_x0001_{told}"));
        }
    }
}
