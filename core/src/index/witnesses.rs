//! Witnesses of a link: who saw it. A look of ours is told by its way in (`warc`, `wat` …), another's by its name.
//!
//! While a page is folded they are bits of one number; on the disk one sorted text, which a shape numbers.

use std::io;

/// So many different witnesses an index can have.
pub const MOST: usize = u128::BITS as usize;
/// What stands between the names of a list.
pub const MARK: char = ',';

/// The names of witnesses, each by its bit.
#[derive(Clone, Debug, Default)]
pub struct Witnesses {
    names: Vec<String>,
}

impl Witnesses {
    /// The bit of a name.
    pub fn bit(&mut self, name: &str) -> io::Result<u128> {
        let place = match self.names.iter().position(|known| known == name) {
            Some(place) => place,
            None if self.names.len() == MOST => {
                let text = format!(
                    "{name:?} would be one more than {MOST} different sources of links, which is all that an index \
                     can tell apart; give exports of one vendor one name (--vendor)"
                );
                return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
            }
            None => {
                self.names.push(name.to_owned());
                self.names.len() - 1
            }
        };
        Ok(1 << place)
    }

    /// The bits of a list of names.
    pub fn bits(&mut self, list: &str) -> io::Result<u128> {
        list.split(MARK).filter(|name| !name.is_empty()).try_fold(0, |bits, name| Ok(bits | self.bit(name)?))
    }

    /// The sorted list of some bits.
    pub fn list(&self, bits: u128) -> String {
        let has = |place: &usize| bits >> place & 1 == 1;
        let mut names: Vec<&str> = (0..self.names.len()).filter(has).map(|place| &self.names[place][..]).collect();
        names.sort_unstable();
        names.join(&MARK.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Witnesses};

    #[test]
    fn a_list_is_sorted_and_comes_back() {
        let mut witnesses = Witnesses::default();
        let bits = witnesses.bits("warc,ahrefs,moz").unwrap();
        assert_eq!(witnesses.list(bits), "ahrefs,moz,warc");
        assert_eq!(witnesses.bits("moz,warc,ahrefs").unwrap(), bits);
        assert_eq!(witnesses.bits("").unwrap(), 0);
        assert_eq!(witnesses.list(0), "");
    }

    #[test]
    fn more_names_than_bits_are_refused_by_name() {
        let mut witnesses = Witnesses::default();
        for n in 0..MOST {
            witnesses.bit(&format!("source_{n}")).unwrap();
        }
        assert!(witnesses.bit("source_0").is_ok());
        assert!(witnesses.bit("one_more").unwrap_err().to_string().contains("one_more"));
    }
}
