//! The hrefs of one page, resolved against its base.

use super::parse::{Base, parse_into};

/// Resolves hrefs against one base, which is parsed once.
pub struct Resolver {
    base: Base,
}

impl Resolver {
    /// For the hrefs of a page whose base address this is; `None` where the base does not parse.
    pub fn new(base: &str) -> Option<Self> {
        Base::new(base).map(|base| Resolver { base })
    }

    /// Appends the serialised address that `href` means, with its fragment; false, with nothing appended,
    /// where it does not parse or is longer than [`super::parse::MAX_LENGTH`].
    ///
    /// `href` is the attribute with character references decoded, in UTF-8.
    #[inline]
    pub fn resolve(&self, href: &[u8], out: &mut Vec<u8>) -> bool {
        parse_into(href, Some(&self.base), out)
    }

    /// The base as parsed, without fragment.
    pub fn base(&self) -> &[u8] {
        &self.base.href
    }
}

#[cfg(test)]
mod tests;
