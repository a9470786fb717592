//! A short run of the fuzzers' checks (`fuzz/`), over made-up bytes from a fixed seed: the same on every run.

#[path = "../../fuzz/src/address.rs"]
mod address;

/// Numbers that only look random (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) as usize % limit
    }

    /// Up to `most` pieces in a row, now and then a byte that stands in none of them.
    fn bytes(&mut self, pieces: &[&[u8]], most: usize) -> Vec<u8> {
        let mut out = Vec::new();
        for _ in 0..self.below(most + 1) {
            match self.below(12) {
                0 => out.push(self.below(256) as u8),
                _ => out.extend_from_slice(pieces[self.below(pieces.len())]),
            }
        }
        out
    }
}

const ADDRESS: &[&[u8]] = &[
    b"http://",
    b"https://",
    b"file:",
    b"ws:",
    b"//",
    b"/",
    b"\\",
    b"?",
    b"#",
    b":",
    b"@",
    b"[::1]",
    b".",
    b"..",
    b"%2e",
    b"a",
    b"example.com",
    b"co.uk",
    b"github.io",
    b"\xC3\xBC",
    b"xn--",
    b"0x",
    b"1",
    b"256",
    b":80",
    b":443",
    b"C|",
    b"\0",
    b"\x01",
    b"\x02",
    b"\t",
    b" ",
    b"'",
    b"^",
    b"\xFF",
    b"\xF3\x90\x80\x80",
    b"\xE3\x80\x82",
];

#[test]
fn addresses() {
    let mut numbers = Numbers(3);
    for _ in 0..100_000 {
        let data = numbers.bytes(ADDRESS, 10);
        address::resolve(&data);
        address::key(&data);
    }
}
