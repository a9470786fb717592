//! The parts of a serialised address, as `new URL()` names them (<https://url.spec.whatwg.org/#url-class>).

/// An address taken apart; every part borrows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The whole address.
    pub href: &'a str,
    /// The scheme with its colon.
    pub protocol: &'a str,
    /// Percent-encoded, empty if there is none.
    pub username: &'a str,
    /// Percent-encoded, empty if there is none.
    pub password: &'a str,
    /// Host name, with the port if it is not the scheme's own.
    pub host: &'a str,
    /// Host name alone; IPv6 in brackets.
    pub hostname: &'a str,
    /// Digits, empty for the scheme's own port.
    pub port: &'a str,
    /// The path; of an address without host whatever follows the scheme.
    pub pathname: &'a str,
    /// The query with its `?`; empty if there is none or it is empty.
    pub search: &'a str,
    /// The fragment with its `#`; empty if there is none or it is empty.
    pub hash: &'a str,
}

impl<'a> Parts<'a> {
    /// Takes an address apart that [`super::parse`] has serialised; `None` for a string without scheme.
    pub fn split(href: &'a str) -> Option<Self> {
        let (before, hash) = href.split_at(href.find('#').unwrap_or(href.len()));
        let (before, search) = before.split_at(before.find('?').unwrap_or(before.len()));
        let (protocol, rest) = before.split_at(before.find(':')? + 1);
        let (authority, pathname) = match rest.strip_prefix("//") {
            Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
            // Without a host a path that begins with two slashes is written behind `/.`.
            None => ("", rest.strip_prefix("/.").filter(|path| path.starts_with("//")).unwrap_or(rest)),
        };
        let (userinfo, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (username, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
        let (hostname, port) = match host.rsplit_once(':') {
            Some(split) if !host.ends_with(']') => split,
            _ => (host, ""),
        };
        let unless_bare = |part: &'a str| if part.len() == 1 { "" } else { part };
        let (search, hash) = (unless_bare(search), unless_bare(hash));
        Some(Parts { href, protocol, username, password, host, hostname, port, pathname, search, hash })
    }
}
