//! What a page says to robots and browsers about itself: robots directives, refresh, link headers.
//!
//! Robots: <https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag>. Refresh: the standard's
//! shared declarative refresh steps. Link header: RFC 8288.

use super::scan::{WS, is, is_word, tokens, trim};

/// The agents whose directives count: `robots` speaks to all, the others are the web search engines'.
const AGENTS: [&[u8]; 9] =
    [b"robots", b"googlebot", b"bingbot", b"msnbot", b"slurp", b"duckduckbot", b"yandex", b"baiduspider", b"applebot"];

/// Directives with a value behind a colon, which is no agent's name.
const VALUED: [&[u8]; 4] = [b"max-snippet", b"max-image-preview", b"max-video-preview", b"unavailable_after"];

/// What robots are told.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Robots {
    /// Not to show the page in results.
    pub noindex: bool,
    /// Not to follow its links.
    pub nofollow: bool,
}

impl Robots {
    /// Whether `<meta name=…>` speaks to a search engine.
    pub fn is_agent(name: &[u8]) -> bool {
        AGENTS.iter().any(|agent| is_word(trim(name), agent))
    }

    /// Adds directives separated by commas or white space.
    pub fn add(&mut self, directives: &[u8]) {
        for word in tokens(directives) {
            let none = is_word(word, b"none");
            self.noindex |= none || is_word(word, b"noindex");
            self.nofollow |= none || is_word(word, b"nofollow");
        }
    }

    /// Adds an X-Robots-Tag header: directives, which an agent's name and a colon may precede.
    pub fn add_header(&mut self, value: &[u8]) {
        let mut counts = true;
        for part in value.split(|byte| *byte == b',') {
            let part = trim(part);
            let directives = match memchr::memchr(b':', part) {
                Some(colon) if !VALUED.iter().any(|name| is_word(trim(&part[..colon]), name)) => {
                    counts = Self::is_agent(&part[..colon]);
                    &part[colon + 1..]
                }
                _ => part,
            };
            if counts {
                self.add(directives);
            }
        }
    }
}

/// The address in the content of `<meta http-equiv=refresh>`, as written; `None` where the page only reloads itself.
pub fn refresh_target(content: &[u8]) -> Option<&[u8]> {
    let rest = trim(content);
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 && rest.first() != Some(&b'.') {
        return None;
    }
    let time = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let rest = &rest[time..];
    if !rest.first().is_some_and(|byte| matches!(byte, b';' | b',') || is(*byte, WS)) {
        return None;
    }
    let rest = trim(rest);
    let mut rest = trim(rest.strip_prefix(b";").or_else(|| rest.strip_prefix(b",")).unwrap_or(rest));
    if rest.len() >= 3 && is_word(&rest[..3], b"url") {
        let after = trim(&rest[3..]);
        if let Some(value) = after.strip_prefix(b"=") {
            rest = trim(value);
        }
    }
    if let [quote @ (b'"' | b'\''), quoted @ ..] = rest {
        rest = &quoted[..memchr::memchr(*quote, quoted).unwrap_or(quoted.len())];
    }
    (!rest.is_empty()).then_some(rest)
}

/// The targets with their rel of a Link header: `<address>; rel="canonical", …`.
pub fn link_header(value: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = value;
    while let Some(open) = rest.find('<') {
        let Some(close) = rest[open..].find('>').map(|at| open + at) else { break };
        let target = rest[open + 1..close].trim();
        rest = &rest[close + 1..];
        let end = unquoted(rest, ',').unwrap_or(rest.len());
        let mut parameters = &rest[..end];
        rest = &rest[end..];
        while let Some(start) = unquoted(parameters, ';') {
            parameters = &parameters[start + 1..];
            let parameter = &parameters[..unquoted(parameters, ';').unwrap_or(parameters.len())];
            if let Some((name, rel)) = parameter.split_once('=')
                && name.trim().eq_ignore_ascii_case("rel")
            {
                found.push((target, rel.trim().trim_matches('"')));
                break;
            }
        }
    }
    found
}

/// Position of a separator outside quotes.
fn unquoted(text: &str, separator: char) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, character)| {
        quoted ^= character == '"';
        (!quoted && character == separator).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::{Robots, link_header, refresh_target};

    fn header(value: &str) -> (bool, bool) {
        let mut robots = Robots::default();
        robots.add_header(value.as_bytes());
        (robots.noindex, robots.nofollow)
    }

    #[test]
    fn robots_headers() {
        assert_eq!(header("noindex"), (true, false));
        assert_eq!(header("NOINDEX, nofollow"), (true, true));
        assert_eq!(header("none"), (true, true));
        assert_eq!(header("googlebot: nofollow"), (false, true));
        assert_eq!(header("otherbot: noindex, nofollow"), (false, false));
        assert_eq!(header("otherbot: noindex, googlebot: nofollow"), (false, true));
        assert_eq!(header("unavailable_after: 25 Jun 2030 15:00:00 PST, nofollow"), (false, true));
        assert_eq!(header("max-snippet:50, noindex"), (true, false));
        assert_eq!(header("notnofollow"), (false, false));
    }

    #[test]
    fn refreshes() {
        let target =
            |content: &'static str| refresh_target(content.as_bytes()).map(|t| std::str::from_utf8(t).unwrap());
        assert_eq!(target("0;url=/a"), Some("/a"));
        assert_eq!(target(" 5 ; URL = '/a b' x"), Some("/a b"));
        assert_eq!(target("0.5, http://e.example/"), Some("http://e.example/"));
        assert_eq!(target("3 /a"), Some("/a"));
        assert_eq!(target("30"), None);
        assert_eq!(target("x;url=/a"), None);
        assert_eq!(target("0;url="), None);
    }

    #[test]
    fn link_headers() {
        assert_eq!(
            link_header(
                "</style.css>; rel=preload; as=style, <https://e.example/a,b>; title=\"x, y\"; rel=\"canonical\""
            ),
            [("/style.css", "preload"), ("https://e.example/a,b", "canonical")]
        );
        assert_eq!(link_header("<broken"), []);
    }
}
