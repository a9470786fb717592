//! Registrable domains: which hosts belong to one owner, as far as a name can tell.
//!
//! The rule is the Public Suffix List (<https://publicsuffix.org/list/>) with its private section, so that
//! `a.github.io` and `b.github.io` are two domains. The list comes compiled in with the `psl` crate. Two
//! kinds of host have no registrable domain, an IP address and a bare public suffix (`github.io` itself);
//! each is its own domain in the index ([`domain_of`]).

use psl::Psl;
use std::num::NonZeroUsize;

/// The registrable domain of a host: the public suffix and one label more; a dot at the end is left out.
///
/// `host` is lower case, as in a parsed address; IDN labels may be in either form. `None` for an IP address,
/// for a name that is itself a public suffix, and for names that begin with a dot or hold an empty label at
/// the place that counts.
///
/// ```
/// use backlit_core::url::registrable_domain;
/// assert_eq!(registrable_domain("www.bbc.co.uk"), Some("bbc.co.uk"));
/// assert_eq!(registrable_domain("me.github.io"), Some("me.github.io"));
/// assert_eq!(registrable_domain("github.io"), None);
/// ```
pub fn registrable_domain(host: &str) -> Option<&str> {
    let host = host.strip_suffix('.').unwrap_or(host);
    if host.starts_with('.') || host.ends_with('.') || is_ip(host) {
        return None;
    }
    let suffix = psl::List.suffix(host.as_bytes())?.as_bytes().len();
    let before = host.len().checked_sub(suffix + 1)?;
    let label = host[..before].rfind('.').map_or(0, |dot| dot + 1);
    (label < before).then(|| &host[label..])
}

/// The domain that a host is counted under: its registrable domain, else the host itself (without a dot at
/// the end). Never empty for a host that is not.
pub fn domain_of(host: &str) -> &str {
    registrable_domain(host).unwrap_or_else(|| match host.strip_suffix('.') {
        Some(bare) if !bare.is_empty() => bare,
        _ => host,
    })
}

/// Whether a host of a parsed address is an IP address: the standard leaves no other name whose last label
/// is a number, and brackets to IPv6 alone (<https://url.spec.whatwg.org/#ends-in-a-number-checker>).
pub(super) fn is_ip(host: &str) -> bool {
    host.starts_with('[') || host.bytes().all(|c| c.is_ascii_digit() || c == b'.')
}

/// Remembers the domains of hosts for one thread: hosts come in runs and repeat, and a look into the list
/// costs ten times a look into this table.
///
/// Of fixed size (about 2,000 hosts); a host pushes out another that falls on the same place.
pub struct DomainCache {
    slots: Vec<Slot>,
}

#[derive(Clone, Default)]
struct Slot {
    host: Vec<u8>,
    domain: Option<NonZeroUsize>,
}

impl DomainCache {
    const SLOTS: usize = 2048;

    /// An empty table.
    pub fn new() -> Self {
        DomainCache { slots: vec![Slot::default(); Self::SLOTS] }
    }

    /// As [`domain_of`].
    #[inline]
    pub fn domain_of<'h>(&mut self, host: &'h str) -> &'h str {
        let place = xxhash_rust::xxh3::xxh3_64(host.as_bytes()) as usize % Self::SLOTS;
        let slot = &mut self.slots[place];
        if slot.domain.is_none() || slot.host != host.as_bytes() {
            slot.host.clear();
            slot.host.extend_from_slice(host.as_bytes());
            slot.domain = NonZeroUsize::new(domain_of(host).len());
        }
        let length = slot.domain.map_or(0, NonZeroUsize::get);
        let end = host.len() - usize::from(length < host.len() && host.ends_with('.'));
        &host[end - length..end]
    }
}

impl Default for DomainCache {
    fn default() -> Self {
        Self::new()
    }
}
