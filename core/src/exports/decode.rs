//! A file's bytes as UTF-8, piece by piece, by the WHATWG's decoders (<https://encoding.spec.whatwg.org/>).

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding};

/// Bytes read at a time.
const PIECE: usize = 256 << 10;

/// Text of a file in any encoding. What cannot be decoded becomes U+FFFD.
pub struct Decoded<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Bytes of the file taken so far.
    pub taken: u64,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    /// The text of `input`, which stands behind its byte order mark.
    pub fn new(input: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        Self { input, decoder, raw: vec![0; PIECE], taken: 0, ended: false }
    }

    /// Appends the text of the next piece; false, with nothing appended, at the end.
    pub fn fill(&mut self, text: &mut Vec<u8>) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let before = text.len();
        while !self.ended && text.len() == before {
            let length = loop {
                match self.input.read(&mut self.raw) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
            self.ended = length == 0;
            self.taken += length as u64;
            self.decode(length, text);
        }
        Ok(text.len() > before)
    }

    fn decode(&mut self, length: usize, text: &mut Vec<u8>) {
        let mut read = 0;
        loop {
            let written = text.len();
            // Most text is no longer in UTF-8 than it was; where it is, there is a further round.
            text.resize(written + (length - read).max(64), 0);
            let (result, taken, given, _) =
                self.decoder.decode_to_utf8(&self.raw[read..length], &mut text[written..], self.ended);
            text.truncate(written + given);
            read += taken;
            if result == CoderResult::InputEmpty {
                return;
            }
        }
    }
}
