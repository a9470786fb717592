//! One row: from its cells to a claim, or to the reason why it is none.

use super::cells::{Cells, Words, flag, is_collapsed, number, push_collapsed, set, word};
use super::dates::{Numbers, date};
use super::plan::{Column, Field, Form, Metric, Only, Plan, Read};
use crate::model::{AnchorFrom, Kind, Placement};
use crate::url::domain_of;
use crate::url::parts::Parts;

/// A column that is a field, found in the file.
pub struct Place<'p> {
    /// The cell.
    pub index: usize,
    read: Read,
    words: &'p Words,
}

/// Where the fields of a plan stand in a row, and how they are read.
pub struct Layout<'p> {
    fields: [Option<Place<'p>>; Field::COUNT],
    decimal: u8,
    day_first: bool,
    numbers: Numbers,
    unquote: bool,
    /// The keys of JSON rows, in the order of their cells.
    pub keys: Vec<&'p str>,
}

impl<'p> Layout<'p> {
    /// The layout of a plan; an error names the column that cannot be found.
    pub fn new(plan: &'p Plan) -> Result<Self, super::Error> {
        let numbers = match plan.format {
            Form::Delimited => Numbers::NoDates,
            Form::Xlsx => Numbers::Serial,
            Form::Json => Numbers::Unix,
        };
        let mut layout = Layout {
            fields: [const { None }; Field::COUNT],
            decimal: plan.decimal.sign(),
            day_first: plan.day_first,
            numbers,
            unquote: plan.unquote,
            keys: Vec::new(),
        };
        for Column { index, key, field, read, words } in &plan.columns {
            let index = layout.find(plan, *index, key.as_deref())?;
            layout.fields[*field as usize] = Some(Place { index, read: *read, words });
        }
        Ok(layout)
    }

    /// The cell that says whether a row is of the record.
    pub fn only(&mut self, plan: &'p Plan, only: &'p Only) -> Result<usize, super::Error> {
        self.find(plan, only.index, only.key.as_deref())
    }

    /// The cell of a metric.
    pub fn metric(&mut self, plan: &'p Plan, metric: &'p Metric) -> Result<usize, super::Error> {
        self.find(plan, metric.index, metric.key.as_deref())
    }

    fn find(&mut self, plan: &'p Plan, index: Option<usize>, key: Option<&'p str>) -> Result<usize, super::Error> {
        let bad = |what: &str| super::Error::Bad(format!("the plan names a column that is not there: {what}"));
        if plan.format == Form::Json {
            let header = index.and_then(|index| plan.header.get(index)).map(String::as_str);
            let key = key.or(header).ok_or_else(|| bad("one without key"))?;
            let known = self.keys.iter().position(|known| *known == key);
            return Ok(known.unwrap_or_else(|| {
                self.keys.push(key);
                self.keys.len() - 1
            }));
        }
        let found = index.or_else(|| plan.header.iter().position(|cell| Some(cell.as_str()) == key));
        let found = found.ok_or_else(|| bad(key.unwrap_or("one without place")))?;
        if found < plan.header.len() { Ok(found) } else { Err(bad(&format!("number {found}"))) }
    }

    /// Where a field stands.
    pub fn place(&self, field: Field) -> Option<&Place<'p>> {
        self.fields[field as usize].as_ref()
    }

    /// Whether the file has a column for the field.
    pub fn has(&self, field: Field) -> bool {
        self.place(field).is_some()
    }

    /// The text of a field; `None` where the row does not tell it.
    #[inline]
    pub fn text<'c>(&self, cells: &'c Cells, field: Field) -> Option<&'c [u8]> {
        let text = cells.get(self.place(field)?.index)?;
        Some(self.unquoted(text))
    }

    /// Without the apostrophe that our own CSV writes before what a spreadsheet would run, and before what looks as if
    /// it had one already.
    #[inline]
    pub fn unquoted<'c>(&self, text: &'c [u8]) -> &'c [u8] {
        let bare = text.iter().position(|c| *c != b'\'').unwrap_or(text.len());
        let runs = matches!(text[bare..], [b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n', ..]);
        if self.unquote && bare > 0 && runs { &text[1..] } else { text }
    }

    /// The text of a field that says nothing by being empty.
    #[inline]
    pub fn some_text<'c>(&self, cells: &'c Cells, field: Field) -> Option<&'c [u8]> {
        self.text(cells, field).map(<[u8]>::trim_ascii).filter(|text| !text.is_empty())
    }

    /// A flag of whichever reading; `None` where it is unknown.
    #[inline]
    pub fn flag(&self, cells: &Cells, field: Field) -> Option<bool> {
        let place = self.place(field)?;
        let text = cells.get(place.index)?;
        if place.read == Read::Set { Some(set(text)) } else { flag(text, place.words) }
    }

    /// The moment of a field.
    #[inline]
    pub fn date(&self, cells: &Cells, field: Field) -> Option<i64> {
        date(cells.get(self.place(field)?.index)?, self.day_first, self.numbers)
    }

    /// The number of a field or metric.
    #[inline]
    pub fn number(&self, text: &[u8]) -> Option<f64> {
        number(text, self.decimal)
    }

    /// What the words of a field make of its text; the text itself where they are asked for nothing.
    #[inline]
    pub fn word<'c>(&'c self, cells: &'c Cells, field: Field) -> Option<&'c [u8]> {
        let place = self.place(field)?;
        let text = cells.get(place.index)?;
        match place.read {
            Read::Word => word(text, place.words).map(str::as_bytes),
            _ => Some(text.trim_ascii()),
        }
    }
}

/// What the rel attribute and the flags together say of a link; `None` is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Follow {
    pub followed: Option<bool>,
    pub nofollow: Option<bool>,
    pub sponsored: Option<bool>,
    pub ugc: Option<bool>,
}

impl Follow {
    /// Reads them from a row. A rel attribute that is told settles all four; a `followed` that is told counts before what
    /// follows from the others.
    pub fn of(layout: &Layout<'_>, cells: &Cells) -> Self {
        let told = layout.flag(cells, Field::Followed);
        // Where the file has flags too an empty cell may be an unknown rel, as CSV of our own writes it.
        let rel = layout.text(cells, Field::Rel);
        if let Some(rel) = rel.filter(|rel| !rel.trim_ascii().is_empty() || !layout.has(Field::Nofollow)) {
            let has = |name: &[u8]| {
                rel.split(|c| c.is_ascii_whitespace() || *c == b',').any(|token| token.eq_ignore_ascii_case(name))
            };
            let (nofollow, sponsored, ugc) = (has(b"nofollow"), has(b"sponsored"), has(b"ugc"));
            return Follow {
                followed: Some(told.unwrap_or(!(nofollow || sponsored || ugc))),
                nofollow: Some(nofollow),
                sponsored: Some(sponsored),
                ugc: Some(ugc),
            };
        }
        let [nofollow, sponsored, ugc] =
            [Field::Nofollow, Field::Sponsored, Field::Ugc].map(|field| layout.flag(cells, field));
        let any = [nofollow, sponsored, ugc].contains(&Some(true));
        // A file that tells of nofollow alone means every link that is not followed.
        let none = nofollow == Some(false)
            && (sponsored == Some(false) || !layout.has(Field::Sponsored))
            && (ugc == Some(false) || !layout.has(Field::Ugc));
        let follows = if any { Some(false) } else { none.then_some(true) };
        Follow { followed: told.or(follows), nofollow, sponsored, ugc }
    }
}

/// Why a text is no address of a web page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAddress {
    /// There is nothing.
    Empty,
    /// It holds a NUL or a character that could not be decoded.
    Broken,
    /// The standard's parser refuses it.
    Unparsable,
    /// It is neither http nor https.
    NotWeb,
}

/// Puts the serialised address into `out`, whose old content goes.
pub fn address(text: &[u8], out: &mut Vec<u8>) -> Result<(), NoAddress> {
    out.clear();
    let text = text.trim_ascii();
    if text.is_empty() {
        return Err(NoAddress::Empty);
    }
    if memchr::memchr(0, text).is_some()
        || !text.is_ascii() && memchr::memmem::find(text, "\u{FFFD}".as_bytes()).is_some()
    {
        return Err(NoAddress::Broken);
    }
    if !crate::url::parse_bytes(text, out) {
        return Err(NoAddress::Unparsable);
    }
    if !out.starts_with(b"http://") && !out.starts_with(b"https://") {
        return Err(NoAddress::NotWeb);
    }
    Ok(())
}

/// The text beside a link: white space collapsed, but a blank at either end stays, as our own have it.
pub fn context<'t>(text: &'t [u8], spare: &'t mut Vec<u8>) -> &'t [u8] {
    spare.clear();
    if text.first().is_some_and(u8::is_ascii_whitespace) {
        spare.push(b' ');
    }
    push_collapsed(text, spare);
    if spare.len() > 1 && text.last().is_some_and(u8::is_ascii_whitespace) {
        spare.push(b' ');
    }
    spare
}

/// The text with white space collapsed, in `spare` where it is not so already.
#[inline]
pub fn collapsed<'t>(text: &'t [u8], spare: &'t mut Vec<u8>) -> &'t [u8] {
    if is_collapsed(text) {
        return text;
    }
    spare.clear();
    push_collapsed(text, spare);
    spare
}

/// The anchor, and which text it is: the file's own anchor, else the image's alt.
pub fn anchor<'c>(layout: &Layout<'_>, cells: &'c Cells) -> (Option<&'c [u8]>, Option<AnchorFrom>) {
    let anchor = layout.text(cells, Field::Anchor);
    let empty = anchor.is_none_or(|text| text.trim_ascii().is_empty());
    if let (true, Some(alt)) = (empty, layout.some_text(cells, Field::Alt)) {
        return (Some(alt), Some(AnchorFrom::Alt));
    }
    let from = match layout.flag(cells, Field::AltAnchor) {
        Some(true) => Some(AnchorFrom::Alt),
        Some(false) => Some(AnchorFrom::Text),
        None => layout.has(Field::Alt).then_some(AnchorFrom::Text),
    };
    (anchor, from.filter(|_| !empty))
}

/// What makes the link: its word, else the first flag that is set.
pub fn kind(layout: &Layout<'_>, cells: &Cells) -> Option<Kind> {
    let told = layout.word(cells, Field::Kind).and_then(|word| Kind::from_word(std::str::from_utf8(word).ok()?));
    told.or_else(|| {
        let flags = [
            (Field::IsRedirect, Kind::Redirect),
            (Field::IsFrame, Kind::Frame),
            (Field::IsForm, Kind::Form),
            (Field::IsImage, Kind::Image),
            (Field::IsText, Kind::Text),
        ];
        flags.into_iter().find(|(field, _)| layout.flag(cells, *field) == Some(true)).map(|(_, kind)| kind)
    })
}

/// Where on the page the link stands.
pub fn placement(layout: &Layout<'_>, cells: &Cells) -> Option<Placement> {
    Placement::from_word(std::str::from_utf8(layout.word(cells, Field::Placement)?).ok()?)
}

/// The registrable domain of a cell that holds a domain, a host or an address.
pub fn domain(text: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
    let text = text.trim_ascii();
    let whole = if memchr::memmem::find(text, b"://").is_some() { text.to_vec() } else { [b"http://", text].concat() };
    let parsed = address(&whole, out);
    let host = std::str::from_utf8(out).ok().filter(|_| parsed.is_ok() && !text.is_empty());
    let host = host.and_then(Parts::split).map(|parts| domain_of(parts.hostname).as_bytes().to_vec());
    *out = host.filter(|host| !host.is_empty()).ok_or("no domain that can be read")?;
    Ok(())
}
