//! What a target means: one run of keys in the order of pages.
//!
//! The scopes are the field's four: exact address, path prefix, host, domain with all subdomains.

use super::order::{key_parts, page_key};
use super::parse::parse;
use std::fmt;
use std::ops::Range;

/// How much of the web a target stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One address: with the scheme that it has, without one both http and https.
    Exact,
    /// Every address of one host that begins so, path and query taken as characters; http and https.
    Prefix,
    /// Every page of one host; of all its ports, unless the target names one.
    Host,
    /// Every page of the target's registrable domain, subdomains included.
    Domain,
}

impl Scope {
    /// The words that users see, in the order of the variants.
    pub const WORDS: &'static [&'static str] = &["exact", "prefix", "host", "domain"];

    /// The scope of a word, if there is one.
    pub fn from_word(word: &str) -> Option<Self> {
        [Scope::Exact, Scope::Prefix, Scope::Host, Scope::Domain]
            .into_iter()
            .zip(Self::WORDS)
            .find_map(|(scope, known)| (*known == word).then_some(scope))
    }
}

/// A target that is no web address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTarget(
    /// What the user wrote.
    pub String,
);

impl fmt::Display for BadTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is no target: write a domain (example.com), a host (blog.example.com) or a web address \
             (https://example.com/page)",
            self.0
        )
    }
}

impl std::error::Error for BadTarget {}

/// The run of keys that a target means: from the first, up to but without the second.
///
/// The target is an http(s) address, or one without its scheme (`example.com`, `example.com/blog?page=2`).
pub fn scope_range(scope: Scope, target: &str) -> Result<Range<Vec<u8>>, BadTarget> {
    let bad = || BadTarget(target.to_owned());
    let target = target.trim();
    let has_scheme = target.get(..7).is_some_and(|s| s.eq_ignore_ascii_case("http://"))
        || target.get(..8).is_some_and(|s| s.eq_ignore_ascii_case("https://"));
    let authority = target.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    // `mailto:me@example.com` and `ftp://example.com` would pass as a user name and a host after `http://`.
    if !has_scheme && (authority.contains('@') || authority.ends_with(':')) {
        return Err(bad());
    }
    let url = if has_scheme { parse(target, None) } else { parse(&format!("http://{target}"), None) };
    let url = url.ok_or_else(bad)?;
    let mut low = Vec::new();
    if !page_key(&url, &mut low) {
        return Err(bad());
    }
    let parts = key_parts(&low).ok_or_else(bad)?;
    match scope {
        Scope::Exact if has_scheme => {
            let mut high = low.clone();
            high.push(0);
            return Ok(low..high);
        }
        Scope::Exact => low.truncate(low.len() - 1),
        Scope::Prefix => low.truncate(low.len() - 2),
        Scope::Host if low.get(parts.host) == Some(&1) => low.truncate(parts.host + 3),
        Scope::Host => low.truncate(parts.host),
        Scope::Domain => low.truncate(parts.domain),
    }
    let high = successor(&low);
    Ok(low..high)
}

/// The smallest byte string above all that begin with `prefix` (which is not all `FF`).
fn successor(prefix: &[u8]) -> Vec<u8> {
    let mut high = prefix.to_vec();
    while let Some(last) = high.pop() {
        if last < u8::MAX {
            high.push(last + 1);
            break;
        }
    }
    high
}
