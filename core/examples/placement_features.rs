//! Prints what the placement of links is learned from; `bench/placement/learn.py` runs it.
//!
//! In: pages, each as length and bytes of its address, then of its body. Out: for each page the number of its links
//! that have a place, and for each of these its kind, its placement and its features. All numbers little-endian 32 bit.
//! With the argument `width`, only the number of features.

use std::io::{self, Read, Write};

use backlit_core::batch::Batch;
use backlit_core::fetch::Fetch;
use backlit_core::html::Extractor;
use backlit_core::html::placement::FEATURES;
use backlit_core::model::{Kind, Source};

fn main() -> io::Result<()> {
    if std::env::args().nth(1).is_some_and(|argument| argument == "width") {
        println!("{}", FEATURES.len());
        return Ok(());
    }
    let mut input = Vec::new();
    io::stdin().read_to_end(&mut input)?;
    let mut rest = input.as_slice();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut extractor = Extractor::new();
    while !rest.is_empty() {
        let url = String::from_utf8_lossy(next(&mut rest)?).into_owned();
        let body = next(&mut rest)?;
        let mut batch = Batch::default();
        extractor.extract(&fetch(&url, body), &mut batch);
        let placed = |kind: &u8| {
            matches!(Kind::from_code(*kind), Some(Kind::Text | Kind::Image | Kind::Area | Kind::Frame | Kind::Form))
        };
        let links: Vec<usize> = (0..batch.links.kind.len()).filter(|link| placed(&batch.links.kind[*link])).collect();
        out.write_all(&(links.len() as u32).to_le_bytes())?;
        for (link, features) in links.iter().zip(extractor.features().chunks(FEATURES.len())) {
            out.write_all(&u32::from(batch.links.kind[*link]).to_le_bytes())?;
            out.write_all(&u32::from(batch.links.placement[*link]).to_le_bytes())?;
            for feature in features {
                out.write_all(&feature.to_le_bytes())?;
            }
        }
    }
    out.flush()
}

fn next<'a>(rest: &mut &'a [u8]) -> io::Result<&'a [u8]> {
    let short = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let (length, after) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    let (field, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(short)?;
    *rest = after;
    Ok(field)
}

fn fetch<'a>(url: &'a str, body: &'a [u8]) -> Fetch<'a> {
    Fetch {
        url,
        fetched_at: 0,
        status: Some(200),
        content_type: Some("text/html"),
        robots_tags: &[],
        link_headers: &[],
        content_language: None,
        location: None,
        body,
        truncated: false,
        not_modified: false,
        refers_to: None,
        source: Source::Html,
        archive: "",
        archive_offset: 0,
    }
}
