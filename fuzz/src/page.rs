//! The extractor: any bytes are a page.

use crate::table::sound;
use backlit_core::batch::Batch;
use backlit_core::fetch::Fetch;
use backlit_core::html::Extractor;
use backlit_core::model::Source;

const TYPES: [Option<&str>; 6] = [
    None,
    Some("text/html"),
    Some("text/html; charset=utf-8"),
    Some("text/html; charset=shift_jis"),
    Some("application/xhtml+xml; charset=\"windows-1251\""),
    Some("text/html;charset=utf-16le"),
];
const STATUS: [Option<u16>; 8] = [Some(200), None, Some(301), Some(404), Some(500), Some(206), Some(304), Some(200)];

/// The first two bytes choose headers, the rest is the body.
pub fn extract(data: &[u8]) {
    let [types, status, body @ ..] = data else { return };
    let header = String::from_utf8_lossy(&body[..body.len().min(60)]);
    let lists = [header.as_ref()];
    let headers = if types & 0x80 == 0 { &[][..] } else { &lists[..] };
    let fetch = Fetch {
        url: "https://user@example.org:8443/a/b/../c.html?q#f",
        fetched_at: 0,
        status: STATUS[usize::from(*status) % STATUS.len()],
        content_type: TYPES[usize::from(*types & 0x7F) % TYPES.len()],
        robots_tags: headers,
        link_headers: headers,
        content_language: headers.first().copied(),
        location: headers.first().copied(),
        body,
        truncated: types & 0x40 != 0,
        not_modified: status & 0x80 != 0,
        refers_to: None,
        source: Source::Html,
        archive: "fuzz",
        archive_offset: 0,
    };
    let mut extractor = Extractor::new();
    let mut batch = Batch::default();
    extractor.extract(&fetch, &mut batch);
    sound(&mut batch);
    // Nothing of a page may stay behind for the next one.
    let plain = Fetch {
        body: PLAIN,
        content_type: TYPES[1],
        status: Some(200),
        not_modified: false,
        robots_tags: &[],
        link_headers: &[],
        content_language: None,
        location: None,
        truncated: false,
        ..fetch
    };
    extractor.extract(&plain, &mut batch);
    let after = sound(&mut batch);
    Extractor::new().extract(&plain, &mut batch);
    let fresh = sound(&mut batch);
    assert_eq!(after.pages, fresh.pages);
    assert_eq!(after.links, fresh.links);
    assert_eq!(after.texts, fresh.texts);
}

const PLAIN: &[u8] = b"<title>t</title><p>one <a href=x rel=ugc>two</a> three <nav><a href=/y><img alt=z></a></nav>";
