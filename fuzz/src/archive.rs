//! The archive reader: any bytes are an archive, whatever they are wrapped in.

use crate::table::sound;
use backlit_core::archive::looks::{Looks, Origin};
use backlit_core::archive::records::{Container, Records};
use backlit_core::archive::sniff::sniff;
use backlit_core::archive::wat::Wat;
use backlit_core::batch::Batch;
use backlit_core::model::Source;
use std::io::Write;

/// The first byte says how the rest is wrapped: as it is, as gzip members, as the block of a response, as an HTTP
/// body under each coding.
pub fn read(data: &[u8]) {
    let Some((how, rest)) = data.split_first() else { return };
    match how % 8 {
        0..=2 => records(rest),
        3 => records(&gzip(rest)),
        4 => records(&[gzip(rest), rest.to_vec()].concat()),
        5 => records(&record("response", "application/http; msgtype=response", rest)),
        6 => records(&record("response", "application/http", &answer("Content-Encoding: gzip", &gzip(rest)))),
        _ => records(&record(
            "response",
            "application/http",
            &answer(CODINGS[usize::from(how / 8) % CODINGS.len()], rest),
        )),
    }
}

const CODINGS: [&str; 6] = [
    "Content-Encoding: br",
    "Content-Encoding: deflate",
    "Content-Encoding: gzip",
    "Content-Encoding: zstd",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nContent-Encoding: gzip, br",
];

/// Any bytes as the JSON of a WAT record.
pub fn wat(data: &[u8]) {
    let file = record("metadata", "application/json", data);
    let mut reader = Wat::new();
    each(&file, Source::Wat, |record, origin, batch| reader.read(record, origin, batch).is_ok());
}

fn records(file: &[u8]) {
    let known = sniff(file);
    for source in [Source::Warc, Source::Arc, Source::Wat] {
        if known.is_none_or(|known| known == source) {
            let mut looks = Looks::new();
            let mut wat = Wat::new();
            each(file, source, |record, origin, batch| match source {
                Source::Wat => wat.read(record, origin, batch).is_ok(),
                _ => looks.read(record, origin, batch).is_ok(),
            });
        }
    }
}

fn each(
    file: &[u8],
    source: Source,
    mut read: impl FnMut(&backlit_core::archive::records::Record<'_>, Origin<'_>, &mut Batch) -> bool,
) {
    let container = if source == Source::Arc { Container::Arc } else { Container::Warc };
    let mut records = Records::new(file, container, 0, usize::MAX);
    let origin = Origin { source, archive: "fuzz", as_of: Some(0) };
    let mut batch = Batch::default();
    let mut count = 0;
    while let Some(record) = records.next() {
        assert!(record.offset <= file.len());
        read(&record, origin, &mut batch);
        count += 1;
        assert!(count <= 64 + file.len() * 1100, "a record has its bytes");
    }
    assert!(records.end() <= file.len());
    for damage in records.take_damage() {
        assert!(damage.offset <= file.len() as u64);
    }
    sound(&mut batch);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).and_then(|()| out.finish()).expect("memory does not fail")
}

fn answer(header: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{header}\r\n\r\n").as_bytes(), body].concat()
}

fn record(kind: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let header = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://example.org/\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [header.as_bytes(), block, b"\r\n\r\n"].concat()
}
