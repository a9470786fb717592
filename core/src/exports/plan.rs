//! How a file is to be read: decided in Python (`backlit.sources.exports`), handed over as JSON.

use encoding_rs::Encoding;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::cells::Words;
use super::sniff::ENCODINGS;
use crate::model::words;

/// Everything that reading a file needs to know of it.
#[derive(Debug, Deserialize)]
pub struct Plan {
    /// `delimited`, `xlsx` or `json`.
    pub format: Form,
    /// A name of [`ENCODINGS`]; nothing for a spreadsheet.
    #[serde(default, deserialize_with = "encoding")]
    pub encoding: Option<&'static Encoding>,
    /// One character; nothing where there are no delimiters.
    #[serde(default)]
    pub delimiter: Option<char>,
    /// The line of the header: rows up to it are skipped.
    #[serde(default)]
    pub header_line: u64,
    /// The cells of the header as in the file.
    #[serde(default)]
    pub header: Vec<String>,
    /// Who wrote the file.
    pub vendor: String,
    /// What its rows are.
    pub record: Record,
    /// When the file was made, microseconds since 1970.
    pub as_of: i64,
    /// What the file is about: an address, or a bare domain or host.
    #[serde(default)]
    pub property: Option<String>,
    /// `03/04/2026` is the third of April.
    #[serde(default)]
    pub day_first: bool,
    /// The sign before the fraction of a number.
    #[serde(default)]
    pub decimal: Decimal,
    /// Columns that are fields.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// Columns that are the vendor's own metrics.
    #[serde(default)]
    pub metrics: Vec<Metric>,
    /// Columns that each stand for a site which the source links to.
    #[serde(default)]
    pub targets: Vec<Target>,
    /// Columns whose words say which rows are of the record; rows with other words are refused.
    #[serde(default)]
    pub only: Vec<Only>,
    /// Take off the apostrophe that our own CSV has before cells which a spreadsheet would run as a formula.
    #[serde(default)]
    pub unquote: bool,
}

/// The format of a file.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Text with delimiters.
    Delimited,
    /// A spreadsheet.
    Xlsx,
    /// JSON.
    Json,
}

/// What a row is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A link.
    Link,
    /// A page that names the target without a link.
    Mention,
    /// Counts of a domain.
    Domain,
    /// Counts of an anchor.
    Anchor,
    /// Counts of a page.
    Page,
    /// Traffic of a page.
    TrafficPage,
    /// Traffic of a day.
    TrafficDay,
}

impl Record {
    /// Every word, in the order of the codes.
    pub const WORDS: [&'static str; 7] = ["link", "mention", "domain", "anchor", "page", "traffic_page", "traffic_day"];
}

/// The sign before the fraction of a number.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub enum Decimal {
    /// `1,240.5`
    #[default]
    #[serde(rename = ".")]
    Point,
    /// `1.240,5`
    #[serde(rename = ",")]
    Comma,
}

impl Decimal {
    /// The sign itself.
    pub fn sign(self) -> u8 {
        if self == Decimal::Comma { b',' } else { b'.' }
    }
}

/// A column that is a field. It is named by `index`, or by `key` in JSON.
#[derive(Debug, Deserialize)]
pub struct Column {
    /// Its place, from 0.
    pub index: Option<usize>,
    /// Its key, `a.b` within an object.
    pub key: Option<String>,
    /// What it tells.
    #[serde(deserialize_with = "field")]
    pub field: Field,
    /// How its text is read.
    pub read: Read,
    /// Words of the file and what they mean.
    #[serde(default)]
    pub words: Words,
}

/// A column that is a metric.
#[derive(Debug, Deserialize)]
pub struct Metric {
    /// Its place, from 0.
    pub index: Option<usize>,
    /// Its key, in JSON.
    pub key: Option<String>,
    /// `source_page.ur`: of what, and its name.
    pub name: String,
    /// A number, or text.
    #[serde(rename = "type")]
    pub kind: MetricKind,
}

/// What the values of a metric are.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum MetricKind {
    /// A float; null where the cell is none.
    Number,
    /// Text; null where the cell is empty.
    Text,
}

/// A column of a table of links to compared sites.
#[derive(Debug, Deserialize)]
pub struct Target {
    /// Its place, from 0.
    pub index: usize,
    /// The site's address.
    pub site: String,
}

/// A column that says whether a row is of the record.
#[derive(Debug, Deserialize)]
pub struct Only {
    /// Its place, from 0.
    pub index: Option<usize>,
    /// Its key, in JSON.
    pub key: Option<String>,
    /// The words of rows that are, in lower case.
    pub words: Vec<String>,
}

/// How the text of a cell is read.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Read {
    /// As it is.
    Text,
    /// An address.
    Url,
    /// Yes or no.
    Flag,
    /// Yes where there is anything.
    Set,
    /// One of the column's words.
    Word,
    /// A date or time.
    Date,
    /// A number.
    Number,
}

words! {
    /// What a column tells of a row.
    Field {
        /// Address of the page that links.
        SourceUrl = "source_url",
        /// Its title.
        SourceTitle = "source_title",
        /// Its language.
        SourceLanguage = "source_language",
        /// The HTTP status that the vendor got from it.
        SourceStatus = "source_status",
        /// Where the link leads.
        TargetUrl = "target_url",
        /// The link's text.
        Anchor = "anchor",
        /// The alt text of its image, the anchor where there is no text.
        Alt = "alt",
        /// The rel attribute, which settles all four flags.
        Rel = "rel",
        /// Whether it is followed.
        Followed = "followed",
        /// Whether it has nofollow.
        Nofollow = "nofollow",
        /// Whether it has sponsored.
        Sponsored = "sponsored",
        /// Whether it has ugc.
        Ugc = "ugc",
        /// What makes the link, as a word.
        Kind = "kind",
        /// It is a text link.
        IsText = "is_text",
        /// It is an image link.
        IsImage = "is_image",
        /// It is a frame.
        IsFrame = "is_frame",
        /// It is a form.
        IsForm = "is_form",
        /// It is a redirect.
        IsRedirect = "is_redirect",
        /// The anchor came from an image's alt.
        AltAnchor = "alt_anchor",
        /// Where on the page it stands.
        Placement = "placement",
        /// Text before it.
        ContextLeft = "context_left",
        /// Text after it.
        ContextRight = "context_right",
        /// When the vendor saw it first.
        FirstSeen = "first_seen",
        /// When the vendor saw it last.
        LastSeen = "last_seen",
        /// When the vendor saw it gone.
        LostAt = "lost_at",
        /// Whether the vendor saw it gone.
        IsLost = "is_lost",
        /// The vendor's word for why.
        LostReason = "lost_reason",
        /// The row is a mention without a link.
        Mention = "mention",
        /// The domain, anchor or page that the row counts for.
        Subject = "subject",
        /// The day that the row counts for.
        Day = "day",
    }
}

impl Field {
    /// How many there are.
    pub const COUNT: usize = Field::WORDS.len();
}

fn field<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Field, D::Error> {
    let name = String::deserialize(deserializer)?;
    Field::from_word(&name).ok_or_else(|| D::Error::custom(format!("no field named {name}")))
}

fn encoding<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'static Encoding>, D::Error> {
    let Some(name) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let found = ENCODINGS.iter().find(|(known, _)| *known == name);
    found.map(|(_, encoding)| Some(*encoding)).ok_or_else(|| D::Error::custom(format!("no encoding named {name}")))
}

impl Plan {
    /// Reads a plan.
    pub fn read(text: &str) -> Result<Self, super::Error> {
        serde_json::from_str(text).map_err(|error| super::Error::Bad(format!("the plan cannot be read: {error}")))
    }

    /// What the target of every row is where no column tells it: the address of the property.
    pub fn site(&self) -> Option<String> {
        let property = self.property.as_deref()?;
        let address = if property.contains("://") { property.to_owned() } else { format!("https://{property}/") };
        crate::url::parse(&address, None).filter(|address| address.starts_with("http"))
    }
}
