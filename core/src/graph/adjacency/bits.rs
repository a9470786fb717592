//! Bits from the highest on, and the codes of the BV format: unary, γ (Elias 1975), ζ (Boldi, Vigna: Codes for the
//! World Wide Web, 2005). Numbers here are below 2^40; a code of a larger one is damage.

/// Bits being written.
#[derive(Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    last: u64,
    filled: u32,
}

impl BitWriter {
    /// How many bits were written.
    pub fn written(&self) -> u64 {
        self.bytes.len() as u64 * 8 + u64::from(self.filled)
    }

    /// The low `count` bits of a value, at most 56 of them.
    pub fn bits(&mut self, value: u64, count: u32) {
        self.last = self.last << count | value & ((1 << count) - 1);
        self.filled += count;
        while self.filled >= 8 {
            self.filled -= 8;
            self.bytes.push((self.last >> self.filled) as u8);
        }
    }

    /// So many zeros, and a one.
    pub fn unary(&mut self, mut zeros: u64) {
        while zeros >= 32 {
            self.bits(0, 32);
            zeros -= 32;
        }
        self.bits(1, zeros as u32 + 1);
    }

    /// Length in unary, then the bits below the highest.
    pub fn gamma(&mut self, value: u64) {
        let high = (value + 1).ilog2();
        self.unary(u64::from(high));
        self.bits(value + 1, high);
    }

    /// Length in unary in steps of `k` bits, then the rest in minimal binary.
    pub fn zeta(&mut self, value: u64, k: u32) {
        let value = value + 1;
        let steps = value.ilog2() / k;
        let least = 1u64 << (steps * k);
        self.unary(u64::from(steps));
        if value - least < least {
            self.bits(value - least, steps * k + k - 1);
        } else {
            self.bits(value, steps * k + k);
        }
    }

    /// The bytes, the last one filled up with zeros.
    pub fn finish(mut self) -> Vec<u8> {
        if self.filled > 0 {
            self.bits(0, 8 - self.filled);
        }
        self.bytes
    }
}

/// Bits that [`BitWriter::gamma`] takes.
pub fn gamma_bits(value: u64) -> u64 {
    u64::from(2 * (value + 1).ilog2() + 1)
}

/// Bits that [`BitWriter::zeta`] takes.
pub fn zeta_bits(value: u64, k: u32) -> u64 {
    let value = value + 1;
    let steps = value.ilog2() / k;
    let least = 1u64 << (steps * k);
    u64::from(steps + 1 + steps * k + k) - u64::from(value - least < least)
}

/// Whole numbers as natural ones: 0, -1, 1, -2, …
pub fn natural(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// The other way of [`natural`].
pub fn whole(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// Bits being read. Beyond the end there are zeros, and codes that are none give 0: whoever reads asks
/// [`BitReader::sound`] after each list, so that the loops need no error on every code.
pub struct BitReader<'a> {
    bytes: &'a [u8],
    next: usize,
    window: u64,
    held: u32,
    sound: bool,
}

impl<'a> BitReader<'a> {
    /// From the first bit on.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, next: 0, window: 0, held: 0, sound: true }
    }

    /// Whether all that was read so far was there and a code.
    pub fn sound(&self) -> bool {
        self.sound && self.place() <= self.bytes.len() as u64 * 8
    }

    /// How many bits were read.
    pub fn place(&self) -> u64 {
        self.next as u64 * 8 - u64::from(self.held)
    }

    /// Holds at least 56 bits.
    #[inline]
    fn fill(&mut self) {
        let word = match self.bytes.get(self.next..self.next + 8) {
            Some(eight) => u64::from_be_bytes(eight.try_into().unwrap_or_default()),
            None => self.last_word(),
        };
        self.window |= word >> self.held;
        self.next += (63 - self.held as usize) >> 3;
        self.held |= 56;
    }

    #[cold]
    fn last_word(&self) -> u64 {
        let mut eight = [0; 8];
        let rest = self.bytes.get(self.next..).unwrap_or_default();
        eight[..rest.len()].copy_from_slice(rest);
        u64::from_be_bytes(eight)
    }

    #[inline]
    fn skip(&mut self, count: u32) {
        self.window <<= count;
        self.held -= count;
    }

    /// So many bits, at most 56.
    #[inline]
    fn bits(&mut self, count: u32) -> u64 {
        if count == 0 {
            return 0;
        }
        self.fill();
        let value = self.window >> (64 - count);
        self.skip(count);
        value
    }

    /// Zeros before the next one; a code here has at most 55.
    #[inline]
    pub fn unary(&mut self) -> u64 {
        self.fill();
        let zeros = self.window.leading_zeros();
        if zeros >= 56 {
            return self.many_zeros();
        }
        self.skip(zeros + 1);
        u64::from(zeros)
    }

    /// References over a window wider than 55 lists; anything longer is damage.
    #[cold]
    fn many_zeros(&mut self) -> u64 {
        let mut zeros = 0;
        while self.sound {
            self.fill();
            let some = self.window.leading_zeros().min(56);
            if some < 56 {
                self.skip(some + 1);
                return zeros + u64::from(some);
            }
            self.skip(56);
            zeros += 56;
            self.sound = zeros < MOST_ZEROS && self.place() <= self.bytes.len() as u64 * 8;
        }
        0
    }

    /// See [`BitWriter::gamma`].
    #[inline]
    pub fn gamma(&mut self) -> u64 {
        self.fill();
        let high = self.window.leading_zeros();
        if high <= 27 {
            let value = self.window >> (63 - 2 * high);
            self.skip(2 * high + 1);
            return value - 1;
        }
        let high = self.unary();
        if high >= 40 {
            self.sound = false;
            return 0;
        }
        (1 << high | self.bits(high as u32)) - 1
    }

    /// See [`BitWriter::zeta`].
    #[inline]
    pub fn zeta(&mut self, k: u32) -> u64 {
        let steps = self.unary() as u32;
        if steps * k + k > 48 {
            self.sound = false;
            return 0;
        }
        let least = 1u64 << (steps * k);
        self.fill();
        let wide = steps * k + k;
        let value = self.window >> (64 - wide);
        let short = value >> 1 < least;
        self.skip(wide - u32::from(short));
        if short { (value >> 1) + least - 1 } else { value - 1 }
    }
}

const MOST_ZEROS: u64 = 1 << 16;

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes of the paper's table: γ and ζ₃ of the first numbers.
    #[test]
    fn codes_of_the_paper() {
        let text = |write: &dyn Fn(&mut BitWriter)| {
            let mut bits = BitWriter::default();
            write(&mut bits);
            let count = bits.written() as usize;
            let all: String = bits.finish().iter().map(|byte| format!("{byte:08b}")).collect();
            all[..count].to_owned()
        };
        let gamma = ["1", "010", "011", "00100", "00101", "00110", "00111", "0001000"];
        let zeta = ["100", "1010", "1011", "1100", "1101", "1110", "1111", "0100000"];
        for value in 0..8u64 {
            assert_eq!(text(&|bits| bits.gamma(value)), gamma[value as usize]);
            assert_eq!(text(&|bits| bits.zeta(value, 3)), zeta[value as usize]);
        }
    }

    #[test]
    fn codes_are_read_as_they_were_written() {
        for k in 1..=7 {
            let values: Vec<u64> = (0..200).chain((8..34).flat_map(|n| [(1 << n) - 2, (1 << n) - 1, 1 << n])).collect();
            let mut bits = BitWriter::default();
            for value in &values {
                bits.gamma(*value);
                bits.zeta(*value, k);
                bits.unary(*value % 300);
                let (before, there) = (gamma_bits(*value), zeta_bits(*value, k));
                let mut one = BitWriter::default();
                one.gamma(*value);
                assert_eq!(one.written(), before);
                one.zeta(*value, k);
                assert_eq!(one.written(), before + there);
            }
            let written = bits.written();
            let bytes = bits.finish();
            let mut reader = BitReader::new(&bytes);
            for value in &values {
                assert_eq!((reader.gamma(), reader.zeta(k), reader.unary()), (*value, *value, *value % 300));
            }
            assert!(reader.sound());
            assert_eq!(reader.place(), written);
        }
        assert_eq!([0, -1, 1, -2, 2].map(natural), [0, 1, 2, 3, 4]);
        assert_eq!([0, 1, 2, 3, 4].map(whole), [0, -1, 1, -2, 2]);
    }
}
