//! Bodies: transfer and content encodings taken off, within bounds.
//!
//! Headers lie: Common Crawl and ClueWeb09 store decoded bodies under the server's headers, others call chunked what is
//! not. So each encoding is taken off only where the bytes bear it out. A body never grows beyond [`LARGEST`] bytes
//! nor beyond [`RATIO`] times its stored size: 1 GB of zeros in 1 MB is cut off there and marked.

use std::io::Read;

use memchr::memchr;

use super::http::Answer;
use super::inflate::{Inflater, Step, Stream, Wrapper};

/// The most bytes of a body that are looked at.
pub const LARGEST: usize = 16 << 20;
/// The most that a body may grow by decoding, above a floor of 1 MiB. Pages compress by 3 to 30.
pub const RATIO: usize = 250;
const FLOOR: usize = 1 << 20;
/// The most encodings on top of one another; more is no honest server.
const DEPTH: usize = 4;
const ZSTD_WINDOW_LOG: u32 = 27;

/// Buffers for decoding bodies, used again for each.
#[derive(Default)]
pub struct Decoder {
    first: Vec<u8>,
    second: Vec<u8>,
    inflater: Inflater,
}

/// A decoded body.
pub struct Body<'b> {
    /// The bytes.
    pub bytes: &'b [u8],
    /// Something is missing at the end.
    pub truncated: bool,
}

impl Decoder {
    /// The body of an answer without its encodings.
    pub fn decode<'b>(&'b mut self, answer: &Answer<'b>) -> Body<'b> {
        let body = answer.body;
        let most = LARGEST.min((body.len().saturating_mul(RATIO)).max(FLOOR));
        let mut truncated = false;
        // `stage` tells where the bytes lie now: 0 in the record, 1 in `first`, 2 in `second`.
        let mut stage = 0;
        if answer.chunked {
            self.first.clear();
            if let Some(whole) = unchunk(body, &mut self.first) {
                (stage, truncated) = (1, !whole);
            }
        }
        let named: Vec<&str> = answer.encodings.iter().flat_map(|e| e.split(',')).map(str::trim).collect();
        let mut left = named.iter().rev();
        for _ in 0..DEPTH {
            let Self { first, second, inflater } = self;
            let (input, output): (&[u8], &mut Vec<u8>) = match stage {
                0 => (body, first),
                1 => (first, second),
                _ => (second, first),
            };
            let Some(coding) = next_coding(&mut left, input) else { break };
            output.clear();
            match coding.take_off(inflater, input, output, most) {
                None => continue,
                Some(whole) => {
                    truncated |= !whole;
                    stage = if stage == 1 { 2 } else { 1 };
                }
            }
        }
        let (bytes, plain) = match stage {
            0 => (body, !answer.chunked && named.is_empty()),
            1 => (&self.first[..], false),
            _ => (&self.second[..], false),
        };
        // Without encodings a body shorter than its Content-Length was cut.
        truncated |= plain && !bytes.is_empty() && answer.length.is_some_and(|length| length > bytes.len() as u64);
        let cut = bytes.len() > LARGEST;
        Body { bytes: &bytes[..bytes.len().min(LARGEST)], truncated: truncated || cut }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// What to take off next: what the header names, if the bytes bear it out, else what the bytes are without any doubt.
fn next_coding<'n>(named: &mut impl Iterator<Item = &'n &'n str>, bytes: &[u8]) -> Option<Coding> {
    for name in named {
        let coding = match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" if bytes.starts_with(&[0x1f, 0x8b]) => Coding::Gzip,
            // Some servers say deflate or br and send gzip.
            "deflate" | "br" if bytes.starts_with(&[0x1f, 0x8b, 8]) => Coding::Gzip,
            "deflate" if !looks_like_text(bytes) => Coding::Deflate,
            "br" if !looks_like_text(bytes) => Coding::Brotli,
            "zstd" if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => Coding::Zstd,
            _ => continue,
        };
        return Some(coding);
    }
    // No page begins with these bytes: an encoding that the header forgot, or a second one.
    bytes.starts_with(&[0x1f, 0x8b, 8]).then_some(Coding::Gzip)
}

/// Whether the bytes begin as a page does: then nothing is to be decoded.
fn looks_like_text(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    bytes.first() == Some(&b'<')
        && bytes.get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'!' | b'?' | b'/'))
}

impl Coding {
    /// Decodes into `output`, at most `most` bytes: whether that is all; none where the bytes are not so encoded.
    fn take_off(self, inflater: &mut Inflater, input: &[u8], output: &mut Vec<u8>, most: usize) -> Option<bool> {
        match self {
            Self::Gzip => inflate(inflater, Wrapper::Gzip, input, output, most),
            Self::Deflate => inflate(inflater, Wrapper::Zlib, input, output, most)
                .or_else(|| inflate(inflater, Wrapper::Raw, input, output, most)),
            Self::Brotli => drain(brotli_decompressor::Decompressor::new(input, 4096), output, most),
            Self::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(input).ok()?;
                decoder.window_log_max(ZSTD_WINDOW_LOG).ok()?;
                drain(decoder, output, most)
            }
        }
    }
}

fn inflate(inflater: &mut Inflater, wrapper: Wrapper, input: &[u8], output: &mut Vec<u8>, most: usize) -> Option<bool> {
    // Most bodies fit: one call. What does not, or is damaged, streams.
    let room = most.min(input.len().saturating_mul(12).max(64 << 10));
    output.resize(room, 0);
    if let Ok((_, written)) = inflater.member(wrapper, input, output) {
        output.truncate(written);
        return Some(true);
    }
    let (mut stream, mut at) = Stream::new(wrapper, input)?;
    let mut end = 0;
    loop {
        if end == output.len() {
            if end >= most {
                return Some(false);
            }
            output.resize(most.min(end * 2), 0);
        }
        let (read, written, step) = stream.step(&input[at..], &mut output[end..]);
        (at, end) = (at + read, end + written);
        if step != Step::More {
            output.truncate(end);
            return (end > 0 || step == Step::End).then_some(step == Step::End);
        }
    }
}

/// Reads all that a decoder gives, up to `most` bytes.
fn drain(decoder: impl Read, output: &mut Vec<u8>, most: usize) -> Option<bool> {
    let result = decoder.take(most as u64 + 1).read_to_end(output);
    if output.len() > most {
        output.truncate(most);
        return Some(false);
    }
    (result.is_ok() || !output.is_empty()).then_some(result.is_ok())
}

/// Takes chunks off (RFC 9112, 7.1): whether the last chunk was met; none where the body is not chunked at all.
fn unchunk(body: &[u8], output: &mut Vec<u8>) -> Option<bool> {
    let mut rest = body;
    let mut first = true;
    loop {
        let Some((length, line)) = chunk_size(rest) else {
            if first {
                return None;
            }
            // Broken in the middle: what is left is kept as it stands.
            output.extend_from_slice(rest);
            return Some(rest.is_empty());
        };
        first = false;
        rest = &rest[line..];
        if length == 0 {
            return Some(true);
        }
        let here = length.min(rest.len());
        output.extend_from_slice(&rest[..here]);
        rest = &rest[here..];
        if here < length {
            return Some(false);
        }
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

/// The size that a chunk begins with, and the length of its line.
fn chunk_size(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = memchr(b'\n', &bytes[..bytes.len().min(1024)])?;
    let line = bytes[..end].split(|b| *b == b';').next()?.trim_ascii();
    let sound = (1..=8).contains(&line.len()) && line.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(line).ok().filter(|_| sound)?;
    Some((usize::from_str_radix(digits, 16).ok()?, end + 1))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::archive::http;

    fn decoded(head: &str, body: &[u8]) -> (Vec<u8>, bool) {
        let block = [b"HTTP/1.1 200 OK\r\n", head.as_bytes(), b"\r\n\r\n", body].concat();
        let mut decoder = Decoder::default();
        let answer = http::answer(&block).expect("an answer");
        let body = decoder.decode(&answer);
        (body.bytes.to_vec(), body.truncated)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("memory takes it");
        encoder.finish().expect("memory takes it")
    }

    const PAGE: &[u8] = b"<p>page</p>";

    #[test]
    fn takes_chunks_off_and_leaves_what_is_not_chunked() {
        let chunked = "Transfer-Encoding: chunked";
        assert_eq!(decoded(chunked, b"3\r\n<p>\r\n8;x=y\r\npage</p>\r\n0\r\n\r\n"), (PAGE.to_vec(), false));
        assert_eq!(decoded(chunked, PAGE), (PAGE.to_vec(), false));
        assert_eq!(decoded(chunked, b"3\r\n<p>\r\nff\r\npage</p>"), (PAGE.to_vec(), true));
    }

    #[test]
    fn takes_off_each_encoding_and_layers_of_them() {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(PAGE).expect("memory takes it");
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        raw.write_all(PAGE).expect("memory takes it");
        let zlib = zlib.finish().expect("memory takes it");
        let raw = raw.finish().expect("memory takes it");
        // What Google's brotli 1.2 makes of the page.
        let brotli = [&[0x0b, 0x05, 0x80], PAGE, &[0x03]].concat();
        let zstd = zstd::bulk::compress(PAGE, 1).expect("memory takes it");
        let whole = (PAGE.to_vec(), false);
        assert_eq!(decoded("Content-Encoding: gzip", &gzip(PAGE)), whole);
        assert_eq!(decoded("Content-Encoding: deflate", &zlib), whole);
        assert_eq!(decoded("Content-Encoding: deflate", &raw), whole);
        assert_eq!(decoded("Content-Encoding: br", &brotli), whole);
        assert_eq!(decoded("Content-Encoding: zstd", &zstd), whole);
        assert_eq!(decoded("Content-Encoding: deflate, gzip", &gzip(&zlib)), whole);
        assert_eq!(decoded("Content-Encoding: gzip", &gzip(&gzip(PAGE))), whole);
        assert_eq!(decoded("X-Crawl-Nothing: 1", &gzip(PAGE)), whole);
        for name in ["gzip", "deflate", "br", "zstd", "identity", "utf-8"] {
            assert_eq!(decoded(&format!("Content-Encoding: {name}"), PAGE), whole, "{name}, already decoded");
        }
    }

    #[test]
    fn uses_a_cut_body_as_far_as_it_goes() {
        let page = PAGE.repeat(2000);
        let packed = gzip(&page);
        let (bytes, truncated) = decoded("Content-Encoding: gzip", &packed[..packed.len() - 12]);
        assert!(truncated && !bytes.is_empty() && page.starts_with(&bytes));
        assert_eq!(decoded("Content-Length: 100", PAGE), (PAGE.to_vec(), true));
        assert_eq!(decoded("Content-Length: 5", PAGE), (PAGE.to_vec(), false));
    }

    #[test]
    fn a_bomb_is_cut_off() {
        let bomb = gzip(&vec![b'a'; 64 << 20]);
        let (bytes, truncated) = decoded("Content-Encoding: gzip", &bomb);
        assert!(truncated && bytes.len() <= LARGEST);
    }
}
