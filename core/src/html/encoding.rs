//! Which encoding a page has, by the standard's sniffing, and its bytes as UTF-8.
//!
//! <https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding>: a byte order mark, the
//! Content-Type header, a `meta` in the first bytes, else windows-1252.

use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use super::scan::{EQ, GT, SLASH, WS, find, is, is_word, trim};

/// How far the standard's prescan looks.
const PRESCAN: usize = 1024;
/// How far a later `meta` is looked for: a parser that meets one starts again ("changing the encoding while parsing").
const LATE: usize = 65_536;

/// The encoding of a page and the length of its byte order mark.
pub fn sniff(bytes: &[u8], content_type: Option<&str>) -> (&'static Encoding, usize) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return (encoding, length);
    }
    let declared = content_type.and_then(|header| charset(header.as_bytes()));
    let encoding = declared
        .or_else(|| prescan(&bytes[..bytes.len().min(PRESCAN)]))
        .or_else(|| prescan(&bytes[..bytes.len().min(LATE)]));
    (encoding.unwrap_or(WINDOWS_1252), 0)
}

/// Decodes `bytes` into UTF-8 in `buffer`, whose old content goes; broken sequences become U+FFFD.
pub fn decode(bytes: &[u8], encoding: &'static Encoding, buffer: &mut Vec<u8>) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    buffer.clear();
    let mut read = 0;
    loop {
        let room = decoder.max_utf8_buffer_length(bytes.len() - read).unwrap_or(bytes.len()).clamp(64, 1 << 20);
        let written = buffer.len();
        buffer.resize(written + room, 0);
        let (result, taken, given, _) = decoder.decode_to_utf8(&bytes[read..], &mut buffer[written..], true);
        buffer.truncate(written + given);
        read += taken;
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// Whether `bytes` can be read as they are: they are UTF-8 already.
pub fn is_utf8(bytes: &[u8], encoding: &'static Encoding) -> bool {
    encoding == UTF_8 && Encoding::utf8_valid_up_to(bytes) == bytes.len()
}

/// The `charset` in a Content-Type value ("extracting a character encoding from a meta element").
fn charset(value: &[u8]) -> Option<&'static Encoding> {
    let mut from = 0;
    while let Some(at) = value[from..].windows(7).position(|window| is_word(window, b"charset")) {
        from += at + 7;
        let rest = trim(&value[from..]);
        let Some(rest) = rest.strip_prefix(b"=") else { continue };
        let rest = trim(rest);
        let label = match rest.first() {
            Some(quote @ (b'"' | b'\'')) => &rest[1..1 + memchr::memchr(*quote, &rest[1..])?],
            _ => &rest[..rest.iter().position(|byte| is(*byte, WS) || *byte == b';').unwrap_or(rest.len())],
        };
        return Encoding::for_label(label);
    }
    None
}

/// An encoding that markup declares cannot be UTF-16, or the markup could not have been read.
fn declared(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16BE || encoding == UTF_16LE {
        UTF_8
    } else if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    }
}

/// The standard's prescan: a `meta` that names an encoding, else an XML declaration that does.
fn prescan(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.starts_with(b"<\0?\0x\0") {
        return Some(UTF_16LE);
    }
    if bytes.starts_with(b"\0<\0?\0x") {
        return Some(UTF_16BE);
    }
    let mut at = 0;
    while at < bytes.len() {
        at = find(bytes, at, b'<');
        let rest = &bytes[at..];
        if rest.starts_with(b"<!--") {
            // The dashes may be shared: `<!-->` is whole.
            at = memchr::memmem::find(&rest[2..], b"-->").map_or(bytes.len(), |end| at + end + 5);
        } else if rest.len() > 5 && is_word(&rest[1..5], b"meta") && is(rest[5], WS | SLASH) {
            let mut attributes = MetaAttributes { bytes, at: at + 5 };
            if let Some(encoding) = meta_encoding(&mut attributes) {
                return Some(encoding);
            }
            at = attributes.at + 1;
        } else if is_tag(rest) {
            let name = rest.iter().position(|byte| is(*byte, WS | GT)).unwrap_or(rest.len());
            let mut attributes = MetaAttributes { bytes, at: at + name };
            while attributes.take().is_some() {}
            at = attributes.at + 1;
        } else if matches!(rest.get(1), Some(b'!' | b'/' | b'?')) {
            at = find(bytes, at, b'>') + 1;
        } else {
            at += 1;
        }
    }
    xml_encoding(bytes)
}

fn is_tag(rest: &[u8]) -> bool {
    let name = rest.strip_prefix(b"</").unwrap_or(rest.get(1..).unwrap_or_default());
    name.first().is_some_and(u8::is_ascii_alphabetic)
}

/// What one `meta` declares.
fn meta_encoding(attributes: &mut MetaAttributes<'_>) -> Option<&'static Encoding> {
    let (mut seen_pragma, mut seen_content, mut seen_charset) = (false, false, false);
    let mut pragma = false;
    let mut from_content = None;
    let mut from_charset = None;
    while let Some((name, value)) = attributes.take() {
        if is_word(name, b"http-equiv") && !seen_pragma {
            seen_pragma = true;
            pragma = is_word(value, b"content-type");
        } else if is_word(name, b"content") && !seen_content {
            seen_content = true;
            from_content = charset(value);
        } else if is_word(name, b"charset") && !seen_charset {
            seen_charset = true;
            from_charset = Some(Encoding::for_label(value));
        }
    }
    match from_charset {
        Some(encoding) => encoding.map(declared),
        None => from_content.filter(|_| pragma).map(declared),
    }
}

/// The encoding of an XML declaration ("get an XML encoding").
fn xml_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memchr::memchr(b'>', declaration)?];
    let after = memchr::memmem::find(declaration, b"encoding")? + b"encoding".len();
    let value = trim(trim(&declaration[after..]).strip_prefix(b"=")?);
    let quote = *value.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let label = &value[1..1 + memchr::memchr(quote, &value[1..])?];
    Encoding::for_label(label).map(declared)
}

/// The prescan's own reading of attributes, which differs from the tokenizer's.
struct MetaAttributes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> MetaAttributes<'a> {
    fn pass(&mut self, class: u8) {
        while self.at < self.bytes.len() && is(self.bytes[self.at], class) {
            self.at += 1;
        }
    }

    fn until(&mut self, class: u8) -> &'a [u8] {
        let start = self.at;
        while self.at < self.bytes.len() && !is(self.bytes[self.at], class) {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    /// "Get an attribute"; none at `>` (where it stays) or at the end.
    fn take(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        self.pass(WS | SLASH);
        let first = *self.bytes.get(self.at)?;
        if first == b'>' {
            return None;
        }
        let start = self.at;
        self.at += 1;
        self.until(WS | SLASH | GT | EQ);
        let name = &self.bytes[start..self.at];
        self.pass(WS);
        if self.bytes.get(self.at) != Some(&b'=') {
            return (self.at < self.bytes.len()).then_some((name, &[]));
        }
        self.at += 1;
        self.pass(WS);
        let first = *self.bytes.get(self.at)?;
        if matches!(first, b'"' | b'\'') {
            let start = self.at + 1;
            self.at = find(self.bytes, start, first);
            let value = &self.bytes[start..self.at];
            if self.at == self.bytes.len() {
                return None;
            }
            self.at += 1;
            return Some((name, value));
        }
        let value = self.until(WS | GT);
        (self.at < self.bytes.len()).then_some((name, value))
    }
}
