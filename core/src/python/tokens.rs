//! The tokenizer's tokens in the form of html5lib-tests: the second sink of the extractor's machine, for conformance.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::html::charref::{Reading, read};
use crate::html::tags::Tag;
use crate::html::tokenizer::{Attributes, Content, Sink, tokenize as run};

/// White space of the standard.
const WHITE: [char; 5] = [' ', '\t', '\n', '\x0c', '\r'];

enum Token {
    Text(String),
    Start(String, Vec<(String, String)>, bool),
    End(String),
    Comment(String),
    Doctype(Doctype),
}

#[derive(Default)]
struct Doctype {
    name: Option<String>,
    public: Option<String>,
    system: Option<String>,
    quirks: bool,
}

#[derive(Default)]
struct Tokens(Vec<Token>);

fn text(raw: &[u8], reading: Reading) -> String {
    let mut out = Vec::new();
    read(raw, reading, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

fn name(raw: &[u8]) -> String {
    text(&raw.to_ascii_lowercase(), Reading::Raw)
}

impl<'a> Sink<'a> for Tokens {
    fn text(&mut self, raw: &'a [u8], _coded: bool, reading: Reading) {
        let more = text(raw, reading);
        match self.0.last_mut() {
            Some(Token::Text(text)) => text.push_str(&more),
            _ => self.0.push(Token::Text(more)),
        }
    }

    fn start_tag(&mut self, _tag: Tag, raw_name: &'a [u8], attributes: &mut Attributes<'a>) -> Content {
        let mut list: Vec<(String, String)> = Vec::new();
        while let Some((key, value)) = attributes.take() {
            let key = name(key);
            if list.iter().all(|(known, _)| *known != key) {
                list.push((key, text(value, Reading::Attribute)));
            }
        }
        if let Some(closes_itself) = attributes.finish() {
            self.0.push(Token::Start(name(raw_name), list, closes_itself));
        }
        Content::Data
    }

    fn end_tag(&mut self, _tag: Tag, raw_name: &'a [u8]) {
        self.0.push(Token::End(name(raw_name)));
    }

    fn comment(&mut self, raw: &'a [u8]) {
        self.0.push(Token::Comment(text(raw, Reading::Raw)));
    }

    fn doctype(&mut self, raw: &'a [u8], unended: bool) {
        self.0.push(Token::Doctype(doctype(&text(raw, Reading::Raw), unended)));
    }

    fn in_foreign(&self) -> bool {
        false
    }
}

/// The doctype states of the standard: `rest` stands between the word and `>`.
fn doctype(rest: &str, unended: bool) -> Doctype {
    let mut found = Doctype { quirks: unended, ..Doctype::default() };
    let rest = rest.trim_start_matches(WHITE);
    let end = rest.find(WHITE).unwrap_or(rest.len());
    if end == 0 {
        found.quirks = true;
        return found;
    }
    found.name = Some(rest[..end].to_ascii_lowercase());
    let rest = rest[end..].trim_start_matches(WHITE);
    if rest.is_empty() {
        return found;
    }
    let word = rest.get(..6).unwrap_or_default().to_ascii_lowercase();
    let after = rest.get(6..).unwrap_or_default().trim_start_matches(WHITE);
    if word == "public" {
        let Some((id, closed, rest)) = quoted(after) else {
            found.quirks = true;
            return found;
        };
        found.public = Some(id);
        found.quirks |= !closed;
        let rest = rest.trim_start_matches(WHITE);
        if closed && !rest.is_empty() {
            system(rest, &mut found);
        }
    } else if word == "system" {
        system(after, &mut found);
    } else {
        found.quirks = true;
    }
    found
}

fn system(rest: &str, found: &mut Doctype) {
    match quoted(rest) {
        Some((id, closed, rest)) => {
            found.system = Some(id);
            found.quirks |= !closed;
            // What follows makes the doctype bogus, and the end of a bogus one is no fault.
            found.quirks &= !closed || rest.trim_start_matches(WHITE).is_empty();
        }
        None => found.quirks = true,
    }
}

/// A quoted identifier, whether its quote is closed, and what follows.
fn quoted(text: &str) -> Option<(String, bool, &str)> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Some(match text[1..].split_once(quote) {
        Some((id, rest)) => (id.to_owned(), true, rest),
        None => (text[1..].to_owned(), false, ""),
    })
}

fn content(state: &str) -> Option<Content> {
    Some(match state {
        "Data state" => Content::Data,
        "RCDATA state" => Content::Rcdata,
        "RAWTEXT state" => Content::Rawtext,
        "Script data state" => Content::Script,
        "PLAINTEXT state" => Content::Plaintext,
        "CDATA section state" => Content::Cdata,
        _ => return None,
    })
}

/// See `_core.pyi`.
#[pyfunction]
#[pyo3(signature = (html, state = "Data state", last_start_tag = None))]
pub fn tokenize<'py>(
    py: Python<'py>,
    html: &str,
    state: &str,
    last_start_tag: Option<&str>,
) -> PyResult<Bound<'py, PyList>> {
    let content =
        content(state).ok_or_else(|| PyValueError::new_err(format!("no state of the tokenizer: {state:?}")))?;
    let mut tokens = Tokens::default();
    py.detach(|| run(html.as_bytes(), content, last_start_tag.unwrap_or_default().as_bytes(), &mut tokens));
    let list = PyList::empty(py);
    for token in tokens.0 {
        list.append(match token {
            Token::Text(data) => ("Character", data).into_pyobject(py)?.to_list(),
            Token::End(name) => ("EndTag", name).into_pyobject(py)?.to_list(),
            Token::Comment(data) => ("Comment", data).into_pyobject(py)?.to_list(),
            Token::Doctype(d) => ("DOCTYPE", d.name, d.public, d.system, !d.quirks).into_pyobject(py)?.to_list(),
            Token::Start(name, attributes, closes_itself) => {
                let dict = PyDict::new(py);
                for (key, value) in attributes {
                    dict.set_item(key, value)?;
                }
                let token = ("StartTag", name, dict).into_pyobject(py)?.to_list();
                if closes_itself {
                    token.append(true)?;
                }
                token
            }
        })?;
    }
    Ok(list)
}
