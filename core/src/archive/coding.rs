//! How an archive is compressed, told by its first bytes, and where its members may begin.

use memchr::memmem;

use super::inflate::{Step, Stream, Wrapper};

const GZIP: [u8; 2] = [0x1f, 0x8b];
pub(super) const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// A skippable zstd frame that holds the dictionary of the frames that follow (iipc WARC-zstd, section 3).
pub(super) const ZSTD_DICTIONARY: [u8; 4] = [0x5d, 0x2a, 0x4d, 0x18];
pub(super) const LZ4: [u8; 4] = [0x04, 0x22, 0x4d, 0x18];

/// How an archive is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Not at all.
    Plain,
    /// gzip members.
    Gzip,
    /// zstd frames.
    Zstd,
    /// lz4 frames.
    Lz4,
}

impl Coding {
    /// The coding of a file by its first bytes.
    pub fn of(input: &[u8]) -> Self {
        if input.starts_with(&GZIP) {
            Self::Gzip
        } else if input.starts_with(&ZSTD) || skippable(input) {
            Self::Zstd
        } else if input.starts_with(&LZ4) {
            Self::Lz4
        } else {
            Self::Plain
        }
    }

    /// Where the next member may begin, from `from` on; the end of the input if nowhere.
    pub(super) fn candidate(self, input: &[u8], mut from: usize) -> usize {
        loop {
            let rest = input.get(from..).unwrap_or_default();
            let found = match self {
                Self::Plain => None,
                Self::Gzip => memmem::find(rest, &[0x1f, 0x8b, 8]),
                Self::Zstd => memmem::find(rest, &ZSTD),
                Self::Lz4 => memmem::find(rest, &LZ4),
            };
            let Some(found) = found else { return input.len() };
            if self != Self::Gzip || begins(&rest[found..]) {
                return from + found;
            }
            from += found + 1;
        }
    }
}

/// A skippable zstd frame (RFC 8878, 3.1.2): sixteen magic numbers.
pub(super) fn skippable(input: &[u8]) -> bool {
    matches!(input, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// Whether the first bytes inflate as a gzip member does.
fn begins(input: &[u8]) -> bool {
    start_of_member(input, &mut [0; 64]).is_some()
}

/// Inflates the first bytes of a gzip member; how many there are.
pub fn start_of_member(input: &[u8], output: &mut [u8]) -> Option<usize> {
    let (mut stream, header) = Stream::new(Wrapper::Gzip, input)?;
    let (_, written, step) = stream.step(&input[header..], output);
    (written > 0 && matches!(step, Step::More | Step::End)).then_some(written)
}
