//! `backlit._core` of the html room: one page's tables, and the machine's tokens for the conformance tests.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};

use super::arrow::ArrowTable;
use crate::batch::{Batch, Tables};
use crate::fetch::Fetch;
use crate::html::{Extractor, encoding};
use crate::model::Source;

/// Adds the room's functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(extract_page, module)?)?;
    module.add_function(wrap_pyfunction!(extract_many, module)?)?;
    module.add_function(wrap_pyfunction!(super::tokens::tokenize, module)?)?;
    module.add_function(wrap_pyfunction!(sniff_encoding, module)?)?;
    Ok(())
}

fn fetch<'a>(html: &'a [u8], url: &'a str, content_type: Option<&'a str>, robots_tags: &'a [&'a str]) -> Fetch<'a> {
    Fetch {
        url,
        fetched_at: 0,
        status: None,
        // Who asks for a page's links says that it is a page.
        content_type: content_type.or(Some("text/html")),
        robots_tags,
        link_headers: &[],
        content_language: None,
        location: None,
        body: html,
        truncated: false,
        not_modified: false,
        refers_to: None,
        source: Source::Html,
        archive: "",
        archive_offset: 0,
    }
}

#[pyfunction]
#[pyo3(signature = (html, url, *, content_type = None, robots_tags = Vec::new()))]
fn extract_page(
    py: Python<'_>,
    html: &[u8],
    url: &str,
    content_type: Option<&str>,
    robots_tags: Vec<String>,
) -> PyResult<(ArrowTable, ArrowTable, ArrowTable)> {
    let robots_tags: Vec<&str> = robots_tags.iter().map(String::as_str).collect();
    let tables = py.detach(|| {
        let mut batch = Batch::default();
        let known = Extractor::new().extract(&fetch(html, url, content_type, &robots_tags), &mut batch);
        known.then(|| batch.take())
    });
    let Some(Tables { pages, links, texts }) = tables else {
        return Err(PyValueError::new_err(format!(
            "{url:?} is no absolute web address: give the page's address with its scheme, as https://example.com/page"
        )));
    };
    Ok((pages.into(), links.into(), texts.into()))
}

/// Links and bytes of link text of many pages, for benchmarks: the columns are filled, handed to nobody.
#[pyfunction]
fn extract_many(py: Python<'_>, pages: Vec<(PyBackedBytes, PyBackedStr)>) -> (usize, usize) {
    py.detach(|| {
        let mut extractor = Extractor::new();
        let (mut links, mut bytes) = (0, 0);
        let mut batch = Batch::default();
        for (html, url) in &pages {
            extractor.extract(&fetch(html, url, None, &[]), &mut batch);
            if batch.bytes() > 2 << 20 {
                links += batch.links.len();
                bytes += batch.bytes();
                batch.clear();
            }
        }
        (links + batch.links.len(), bytes + batch.bytes())
    })
}

/// The name of the encoding that a page is read in.
#[pyfunction]
#[pyo3(signature = (html, content_type = None))]
fn sniff_encoding(html: &[u8], content_type: Option<&str>) -> &'static str {
    encoding::sniff(html, content_type).0.name()
}
