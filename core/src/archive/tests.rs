//! Compressions that Python's library cannot write, and damage at every byte.

use std::io::Write;

use super::records::{Container, Records};
use super::sniff::sniff;
use crate::model::Source;

const ADDRESSES: [&str; 3] = ["http://a.example/", "http://b.example/", "http://c.example/"];

fn record(url: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", "<a href=/x>a link</a>".repeat(40));
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-15T00:00:00Z\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block.as_bytes(), b"\r\n\r\n"].concat()
}

/// The addresses of the records, and whether they are whole.
fn read(archive: &[u8]) -> Vec<(String, bool)> {
    let mut records = Records::new(archive, Container::Warc, 0, archive.len());
    let mut found = Vec::new();
    while let Some(record) = records.next() {
        found.push((String::from_utf8_lossy(record.url).into_owned(), !record.truncated));
    }
    found
}

fn all_whole() -> Vec<(String, bool)> {
    ADDRESSES.iter().map(|url| ((*url).to_owned(), true)).collect()
}

fn skippable(content: &[u8]) -> Vec<u8> {
    [&[0x5d, 0x2a, 0x4d, 0x18], &(content.len() as u32).to_le_bytes()[..], content].concat()
}

#[test]
fn zstd_frames_with_and_without_a_dictionary() {
    let dictionary = record("http://example.com/");
    let plain: Vec<u8> =
        ADDRESSES.iter().flat_map(|url| zstd::bulk::compress(&record(url), 3).expect("fits")).collect();
    let mut compressor = zstd::bulk::Compressor::with_dictionary(3, &dictionary).expect("a dictionary");
    let coded: Vec<u8> = ADDRESSES.iter().flat_map(|url| compressor.compress(&record(url)).expect("fits")).collect();
    let packed = zstd::bulk::compress(&dictionary, 3).expect("fits");
    assert!(coded.len() < plain.len() / 2, "the dictionary is used");
    for archive in [plain, [skippable(&dictionary), coded.clone()].concat(), [skippable(&packed), coded].concat()] {
        assert_eq!(sniff(&archive), Some(Source::Warc));
        assert_eq!(read(&archive), all_whole());
    }
}

#[test]
fn lz4_frames() {
    let mut archive = Vec::new();
    for url in ADDRESSES {
        let mut encoder = lz4_flex::frame::FrameEncoder::new(&mut archive);
        encoder.write_all(&record(url)).expect("memory takes it");
        encoder.finish().expect("memory takes it");
    }
    assert_eq!(sniff(&archive), Some(Source::Warc));
    assert_eq!(read(&archive), all_whole());
}

#[test]
fn damage_and_cuts_anywhere_neither_panic_nor_hang() {
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("memory takes it");
        encoder.finish().expect("memory takes it")
    };
    let plain: Vec<u8> = ADDRESSES.iter().flat_map(|url| record(url)).collect();
    let packed: Vec<u8> = ADDRESSES.iter().flat_map(|url| gzip(&record(url))).collect();
    let frames: Vec<u8> =
        ADDRESSES.iter().flat_map(|url| zstd::bulk::compress(&record(url), 3).expect("fits")).collect();
    for archive in [plain, packed, frames] {
        for at in 0..archive.len() {
            let mut damaged = archive.clone();
            damaged[at] ^= 0x55;
            // Whatever is hit, the two other records are there.
            let others = read(&damaged);
            assert!(others.len() >= 2 || sniff(&damaged).is_none(), "byte {at}: {others:?}");
            assert!(read(&archive[..at]).len() <= 3);
        }
    }
}
