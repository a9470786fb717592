//! What a file is, by its first bytes.

use super::coding::Coding;
use super::records::{Container, Records};
use super::window::Window;
use super::{arc, warc};
use crate::html::looks_like_html;
use crate::model::Source;

/// How much of a file is looked at.
const ENOUGH: usize = 4 << 20;
/// How many records are asked what they are.
const RECORDS: usize = 8;

/// What a file holds; none for anything that is not read.
pub fn sniff(input: &[u8]) -> Option<Source> {
    let start = &input[..input.len().min(ENOUGH)];
    let mut window = Window::new(start, 0);
    window.fill(16 << 10);
    let bytes = window.bytes().trim_ascii_start();
    if warc::begins(bytes) {
        return Some(if is_wat(start) { Source::Wat } else { Source::Warc });
    }
    if arc::begins_file(bytes) || arc::line(bytes).is_some_and(|(line, _)| line.length.is_some()) {
        return Some(Source::Arc);
    }
    (Coding::of(start) == Coding::Plain && looks_like_html(bytes)).then_some(Source::Html)
}

/// Whether the first records that say something are Common Crawl's extracts of records.
fn is_wat(start: &[u8]) -> bool {
    let mut records = Records::new(start, Container::Warc, 0, start.len());
    for _ in 0..RECORDS {
        match records.next() {
            Some(record) if record.kind == warc::Kind::Metadata => {
                if record.content_type == b"application/json" && record.block.starts_with(b"{\"Container\"")
                    || memchr::memmem::find(record.block, b"\"Envelope\"").is_some()
                {
                    return true;
                }
            }
            _ => return false,
        }
    }
    false
}
