//! The JSON of a WAT record, as far as it is read.
//!
//! <https://github.com/iipc/webarchive-commons> writes it, Common Crawl's fork adds fields. Every field may be missing,
//! entries may be `{}`, and since December 2024 a header that was sent twice is a list. Unknown fields are passed over
//! by the parser without being kept.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A string that may be of another type in a careless extract: then it counts as missing.
#[derive(Debug, Default)]
pub struct Text<'a>(pub Option<Cow<'a, str>>);

impl Text<'_> {
    /// The text, or nothing.
    pub fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// Header fields in order, those sent twice as two.
#[derive(Debug, Default)]
pub struct Headers<'a>(pub Vec<(Cow<'a, str>, Cow<'a, str>)>);

/// A record.
#[derive(Debug, Deserialize)]
pub struct Record<'a> {
    /// `Envelope`.
    #[serde(borrow, rename = "Envelope")]
    pub envelope: Envelope<'a>,
}

/// `Envelope`.
#[derive(Debug, Deserialize)]
pub struct Envelope<'a> {
    /// The header of the WARC record that this one was made of.
    #[serde(borrow, rename = "WARC-Header-Metadata", default)]
    pub header: Headers<'a>,
    /// `Payload-Metadata`.
    #[serde(borrow, rename = "Payload-Metadata", default)]
    pub payload: Payload<'a>,
}

/// `Payload-Metadata`.
#[derive(Debug, Default, Deserialize)]
pub struct Payload<'a> {
    /// `HTTP-Response-Metadata`; missing for requests.
    #[serde(borrow, rename = "HTTP-Response-Metadata", default)]
    pub response: Option<Response<'a>>,
}

/// `HTTP-Response-Metadata`.
#[derive(Debug, Default, Deserialize)]
pub struct Response<'a> {
    /// The first line.
    #[serde(borrow, rename = "Response-Message", default)]
    pub message: Message<'a>,
    /// The HTTP headers.
    #[serde(borrow, rename = "Headers", default)]
    pub headers: Headers<'a>,
    /// What the page holds, if it is HTML.
    #[serde(borrow, rename = "HTML-Metadata", default)]
    pub html: Option<Html<'a>>,
}

/// `Response-Message`.
#[derive(Debug, Default, Deserialize)]
pub struct Message<'a> {
    /// A string of digits.
    #[serde(borrow, rename = "Status", default)]
    pub status: Text<'a>,
}

/// `HTML-Metadata`.
#[derive(Debug, Default, Deserialize)]
pub struct Html<'a> {
    /// `Head`.
    #[serde(borrow, rename = "Head", default)]
    pub head: Head<'a>,
    /// `Links`; missing if there are none.
    #[serde(borrow, rename = "Links", default)]
    pub links: Vec<Entry<'a>>,
}

/// `Head`.
#[derive(Debug, Default, Deserialize)]
pub struct Head<'a> {
    /// The href of `<base>`.
    #[serde(borrow, rename = "Base", default)]
    pub base: Text<'a>,
    /// The text of `<title>`.
    #[serde(borrow, rename = "Title", default)]
    pub title: Text<'a>,
    /// The attributes of every `<meta>`.
    #[serde(borrow, rename = "Metas", default)]
    pub metas: Vec<Meta<'a>>,
    /// Every `<link>`.
    #[serde(borrow, rename = "Link", default)]
    pub links: Vec<Entry<'a>>,
}

/// An entry of `Metas`.
#[derive(Debug, Default, Deserialize)]
pub struct Meta<'a> {
    /// The name attribute.
    #[serde(borrow, default)]
    pub name: Text<'a>,
    /// The http-equiv attribute.
    #[serde(borrow, rename = "http-equiv", default)]
    pub http_equiv: Text<'a>,
    /// The content attribute.
    #[serde(borrow, default)]
    pub content: Text<'a>,
}

/// An entry of `Links` or of the head's `Link`.
#[derive(Debug, Default, Deserialize)]
pub struct Entry<'a> {
    /// Which attribute of which tag: `A@/href`.
    #[serde(borrow, default)]
    pub path: Text<'a>,
    /// The address as written.
    #[serde(borrow, default)]
    pub url: Text<'a>,
    /// The text of the link, 128 characters at most.
    #[serde(borrow, default)]
    pub text: Text<'a>,
    /// The alt attribute.
    #[serde(borrow, default)]
    pub alt: Text<'a>,
    /// The title attribute.
    #[serde(borrow, default)]
    pub title: Text<'a>,
    /// The rel attribute.
    #[serde(borrow, default)]
    pub rel: Text<'a>,
    /// The type attribute.
    #[serde(borrow, rename = "type", default)]
    pub media_type: Text<'a>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Text(Some(Cow::Borrowed(value))))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Text(Some(Cow::Owned(value.to_owned()))))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Text(None))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Text(Some(Cow::Owned(value.to_string()))))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Text(Some(Cow::Owned(value.to_string()))))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Text(None))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Text(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }
}

/// A header's value, or its values.
#[derive(Deserialize)]
#[serde(untagged)]
enum Values<'a> {
    #[serde(borrow)]
    One(Cow<'a, str>),
    #[serde(borrow)]
    Many(Vec<Cow<'a, str>>),
    Other(IgnoredAny),
}

impl<'de: 'a, 'a> Deserialize<'de> for Headers<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HeadersVisitor)
    }
}

struct HeadersVisitor;

impl<'de> Visitor<'de> for HeadersVisitor {
    type Value = Headers<'de>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("header fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut headers = Vec::new();
        while let Some((name, values)) = entries.next_entry::<Cow<'de, str>, Values<'de>>()? {
            match values {
                Values::One(value) => headers.push((name, value)),
                Values::Many(values) => headers.extend(values.into_iter().map(|value| (name.clone(), value))),
                Values::Other(_) => {}
            }
        }
        Ok(Headers(headers))
    }
}

impl Headers<'_> {
    /// Every value of a field, by any case of its name.
    pub fn all(&self, wanted: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_ref())
    }

    /// The last value of a field.
    pub fn last(&self, wanted: &str) -> Option<&str> {
        self.0.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_ref())
    }
}
