//! zstd and lz4 frames, a piece at a time.

use std::io::Read;

use lz4_flex::frame::FrameDecoder;
use zstd::stream::raw::{DParameter, Decoder as ZstdDecoder, Operation};

use super::inflate::Step;

/// The largest window that a zstd frame may ask for: 128 MiB, the limit of the format's own tools.
const ZSTD_WINDOW_LOG: u32 = 27;

/// A decoder for frames with this dictionary (empty for none).
pub fn zstd_decoder(dictionary: &[u8]) -> Option<ZstdDecoder<'static>> {
    let mut decoder = ZstdDecoder::with_dictionary(dictionary).ok()?;
    decoder.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG)).ok()?;
    Some(decoder)
}

/// Decodes some more of a zstd frame: (bytes read, bytes written, what it came to).
pub fn zstd_step(decoder: Option<&mut ZstdDecoder<'static>>, input: &[u8], output: &mut [u8]) -> (usize, usize, Step) {
    let Some(decoder) = decoder else { return (0, 0, Step::Damaged) };
    match decoder.run_on_buffers(input, output) {
        Err(_) => (0, 0, Step::Damaged),
        Ok(status) => {
            let (read, written) = (status.bytes_read, status.bytes_written);
            let step = match status.remaining {
                0 => Step::End,
                _ if read == input.len() && written < output.len() => Step::Clipped,
                _ if read == 0 && written == 0 => Step::Damaged,
                _ => Step::More,
            };
            (read, written, step)
        }
    }
}

/// Decodes some more of an lz4 frame, as [`zstd_step`] does.
pub fn lz4_step(decoder: &mut FrameDecoder<&[u8]>, input: &[u8], output: &mut [u8]) -> (usize, usize, Step) {
    let result = decoder.read(output);
    let read = input.len() - decoder.get_ref().len();
    match result {
        Ok(0) => (read, 0, Step::End),
        Ok(written) => (read, written, Step::More),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => (input.len(), 0, Step::Clipped),
        Err(_) => (read, 0, Step::Damaged),
    }
}
