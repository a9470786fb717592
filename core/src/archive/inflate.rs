//! Deflate, zlib and gzip: whole members by libdeflate, parts of members by a stream.
//!
//! Archives are one gzip member a record (WARC 1.1, annex D), and libdeflate inflates a member 1.5 to 3 times
//! as fast as anything that streams. Its extended calls tell how many bytes a member took, so no index of
//! members is needed. What is damaged, clipped, or larger than the room given goes through the stream, which
//! yields what there is up to the fault. Formats: RFC 1950, 1951, 1952.

use std::ffi::c_void;
use std::ptr::NonNull;

use flate2::{Decompress, FlushDecompress, Status};
use libdeflate_sys as sys;

/// The wrappers of deflated data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapper {
    /// RFC 1952.
    Gzip,
    /// RFC 1950.
    Zlib,
    /// RFC 1951 bare.
    Raw,
}

/// Why a member could not be inflated in one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The output did not fit.
    Room,
    /// Damaged, clipped, or no deflated data at all.
    Data,
}

/// A libdeflate decompressor.
pub struct Inflater(NonNull<sys::libdeflate_decompressor>);

// SAFETY: the decompressor is plain memory that libdeflate touches only inside calls made through `&mut self`.
unsafe impl Send for Inflater {}

impl Inflater {
    /// A fresh decompressor.
    pub fn new() -> Self {
        // SAFETY: the call has no preconditions; null means that memory ran out, as with any allocation.
        let pointer = unsafe { sys::libdeflate_alloc_decompressor() };
        Self(NonNull::new(pointer).expect("memory for a decompressor"))
    }

    /// Inflates one member from the start of `input` into `output`: (bytes read, bytes written).
    pub fn member(&mut self, wrapper: Wrapper, input: &[u8], output: &mut [u8]) -> Result<(usize, usize), Fault> {
        let (mut read, mut written) = (0usize, 0usize);
        let call = match wrapper {
            Wrapper::Gzip => sys::libdeflate_gzip_decompress_ex,
            Wrapper::Zlib => sys::libdeflate_zlib_decompress_ex,
            Wrapper::Raw => sys::libdeflate_deflate_decompress_ex,
        };
        // SAFETY: the decompressor is alive and ours alone; both buffers are valid for the lengths given, and
        // libdeflate stays within them whatever the input (its documented contract).
        let result = unsafe {
            call(
                self.0.as_ptr(),
                input.as_ptr().cast::<c_void>(),
                input.len(),
                output.as_mut_ptr().cast::<c_void>(),
                output.len(),
                &raw mut read,
                &raw mut written,
            )
        };
        match result {
            sys::libdeflate_result_LIBDEFLATE_SUCCESS => Ok((read, written)),
            sys::libdeflate_result_LIBDEFLATE_INSUFFICIENT_SPACE => Err(Fault::Room),
            _ => Err(Fault::Data),
        }
    }
}

impl Default for Inflater {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Inflater {
    fn drop(&mut self) {
        // SAFETY: allocated in `new`, freed once.
        unsafe { sys::libdeflate_free_decompressor(self.0.as_ptr()) }
    }
}

/// CRC-32 (of gzip), continued from `crc` (0 to begin).
pub fn crc32(crc: u32, bytes: &[u8]) -> u32 {
    // SAFETY: the slice is valid for its length.
    unsafe { sys::libdeflate_crc32(crc, bytes.as_ptr().cast::<c_void>(), bytes.len()) }
}

/// The length of the gzip header at the start of `input`; none if there is no whole one.
pub fn gzip_header(input: &[u8]) -> Option<usize> {
    let fixed = input.get(..10)?;
    // Flags beyond the five that the standard knows are a sign of something else.
    if fixed[..3] != [0x1f, 0x8b, 8] || fixed[3] & 0xe0 != 0 {
        return None;
    }
    let flags = fixed[3];
    let mut at = 10;
    if flags & 4 != 0 {
        let length = input.get(at..at + 2)?;
        at += 2 + usize::from(u16::from_le_bytes([length[0], length[1]]));
    }
    for text in [8, 16] {
        if flags & text != 0 {
            at += memchr::memchr(0, input.get(at..)?)? + 1;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    (at <= input.len()).then_some(at)
}

/// What one step of a stream came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// More may follow.
    More,
    /// The member ended, its checksum (if any) is right.
    End,
    /// The member ended, its checksum is wrong.
    Checksum,
    /// Damaged from here on.
    Damaged,
    /// The input ended within the member.
    Clipped,
}

/// A member inflated piece by piece.
pub struct Stream {
    inflate: Decompress,
    gzip: bool,
    crc: u32,
}

impl Stream {
    /// A stream over a member and the bytes of its header, which come first in the input; none where the
    /// header is not whole.
    pub fn new(wrapper: Wrapper, input: &[u8]) -> Option<(Self, usize)> {
        let header = if wrapper == Wrapper::Gzip { gzip_header(input)? } else { 0 };
        let inflate = Decompress::new(wrapper == Wrapper::Zlib);
        Some((Self { inflate, gzip: wrapper == Wrapper::Gzip, crc: 0 }, header))
    }

    /// Inflates some more: (bytes read, bytes written, what it came to).
    pub fn step(&mut self, input: &[u8], output: &mut [u8]) -> (usize, usize, Step) {
        let (read, written) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(input, output, FlushDecompress::None);
        let read = (self.inflate.total_in() - read) as usize;
        let written = (self.inflate.total_out() - written) as usize;
        if self.gzip {
            self.crc = crc32(self.crc, &output[..written]);
        }
        match status {
            Err(_) => (read, written, Step::Damaged),
            Ok(Status::StreamEnd) if !self.gzip => (read, written, Step::End),
            Ok(Status::StreamEnd) => match input.get(read..read + 8) {
                None => (input.len(), written, Step::Clipped),
                Some(trailer) if trailer[..4] == self.crc.to_le_bytes() => (read + 8, written, Step::End),
                Some(_) => (read + 8, written, Step::Checksum),
            },
            Ok(_) if written == 0 && read == input.len() => (read, 0, Step::Clipped),
            // No progress with room and input left cannot happen in a sound stream: never spin on it.
            Ok(_) if written == 0 && read == 0 && !output.is_empty() => (0, 0, Step::Damaged),
            Ok(_) => (read, written, Step::More),
        }
    }
}
