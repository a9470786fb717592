//! Ids of analytics and ads accounts: two sites that share one are likely run by one hand.
//!
//! Forms of the ids are the vendors' own: Google Analytics `UA-…-…` and `G-…`, Tag Manager `GTM-…`, AdSense
//! `ca-pub-…`; `facebook:` Meta pixel, `yandex:` Metrica counter, `matomo:` tracker host and site id (the id alone is
//! a small number that says nothing).

use memchr::memmem;

use super::scan::is_word;

/// How much of one script is searched: the vendors' snippets stand at the start or in scripts of their own.
const SEARCHED: usize = 16_384;
/// Ids kept of one page.
const MOST: usize = 64;

/// The ids found on a page.
#[derive(Default)]
pub struct Trackers {
    /// Of analytics.
    pub analytics: Vec<String>,
    /// Of ads.
    pub ads: Vec<String>,
}

impl Trackers {
    /// Begins a page.
    pub fn clear(&mut self) {
        self.analytics.clear();
        self.ads.clear();
    }

    /// Sorts what was found, each id once.
    pub fn finish(&mut self) {
        for ids in [&mut self.analytics, &mut self.ads] {
            ids.sort_unstable();
            ids.dedup();
        }
    }

    /// Searches a script's text.
    pub fn search_script(&mut self, script: &[u8]) {
        let script = &script[..script.len().min(SEARCHED)];
        self.search(script);
        for (call, vendor) in [(&b"fbq("[..], "facebook"), (b"ym(", "yandex")] {
            for at in memmem::find_iter(script, call) {
                let arguments = &script[at + call.len()..];
                let skipped = arguments.iter().position(u8::is_ascii_digit).unwrap_or(0);
                let plain = |byte: &u8| matches!(byte, b'\'' | b'"' | b',' | b' ') || b"init".contains(byte);
                if skipped <= 12 && arguments[..skipped].iter().all(plain) {
                    self.add_number(&arguments[skipped..], vendor);
                }
            }
        }
        if memmem::find(script, b"_paq").is_some() {
            self.search_matomo(script);
        }
    }

    /// Searches a script's text or an address for ids that tell themselves by their form.
    pub fn search(&mut self, text: &[u8]) {
        for dash in memchr::memchr_iter(b'-', text) {
            let (before, after) = (&text[..dash], &text[dash + 1..]);
            match before.last() {
                Some(b'A') if ends_with(before, b"UA") => {
                    let account = digits(after);
                    if (4..=10).contains(&account) && after.get(account) == Some(&b'-') {
                        let property = digits(&after[account + 1..]);
                        if (1..=4).contains(&property) {
                            add(&mut self.analytics, "UA-", &after[..account + 1 + property]);
                        }
                    }
                }
                Some(b'G') if ends_with(before, b"G") => self.add_code(after, "G-", 10..=10),
                Some(b'M') if ends_with(before, b"GTM") => self.add_code(after, "GTM-", 4..=9),
                Some(b'b') if ends_with(before, b"ca-pub") => {
                    let id = digits(after);
                    if (10..=20).contains(&id) {
                        add(&mut self.ads, "ca-pub-", &after[..id]);
                    }
                }
                _ => {}
            }
        }
    }

    fn add_code(&mut self, after: &[u8], prefix: &str, lengths: std::ops::RangeInclusive<usize>) {
        let code = after.iter().take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).count();
        let ended = !after.get(code).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if lengths.contains(&code) && ended && after[..code].iter().any(u8::is_ascii_alphanumeric) {
            add(&mut self.analytics, prefix, &after[..code]);
        }
    }

    fn add_number(&mut self, text: &[u8], vendor: &str) {
        let id = digits(text);
        if (5..=20).contains(&id) {
            add(&mut self.analytics, &format!("{vendor}:"), &text[..id]);
        }
    }

    fn search_matomo(&mut self, script: &[u8]) {
        let site = memmem::find(script, b"setSiteId").map(|at| &script[at + 9..]).and_then(|rest| {
            let start = rest.iter().take(8).position(u8::is_ascii_digit)?;
            let length = digits(&rest[start..]);
            (1..=6).contains(&length).then(|| &rest[start..start + length])
        });
        let host = memmem::find(script, b"u=").map(|at| &script[at + 2..]).and_then(|rest| {
            let start = memmem::find(&rest[..rest.len().min(64)], b"//")? + 2;
            let length = rest[start..].iter().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-')))?;
            (length > 3).then(|| &rest[start..start + length])
        });
        if let (Some(site), Some(host)) = (site, host) {
            let host = String::from_utf8_lossy(host).to_ascii_lowercase();
            add(&mut self.analytics, &format!("matomo:{host}:"), site);
        }
    }
}

/// Whether `text` ends with the word, which nothing of an identifier precedes.
fn ends_with(text: &[u8], word: &[u8]) -> bool {
    let Some(start) = text.len().checked_sub(word.len()) else { return false };
    let ends = text[start..] == *word || is_word(&text[start..], word);
    ends && !start.checked_sub(1).is_some_and(|at| text[at].is_ascii_alphanumeric() || matches!(text[at], b'_' | b'-'))
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn add(ids: &mut Vec<String>, prefix: &str, rest: &[u8]) {
    if let Ok(rest) = std::str::from_utf8(rest)
        && ids.len() < MOST
        && !ids.iter().any(|id| id.strip_prefix(prefix) == Some(rest))
    {
        ids.push(format!("{prefix}{rest}"));
    }
}

#[cfg(test)]
mod tests {
    use super::Trackers;

    fn found(script: &str) -> (Vec<String>, Vec<String>) {
        let mut trackers = Trackers::default();
        trackers.search_script(script.as_bytes());
        trackers.finish();
        (trackers.analytics, trackers.ads)
    }

    #[test]
    fn ids_of_the_vendors() {
        assert_eq!(
            found("ga('create', 'UA-1234567-2', 'auto'); gtag('config','G-ABCD12EF34')").0,
            ["G-ABCD12EF34", "UA-1234567-2"]
        );
        assert_eq!(found("(window,document,'script','dataLayer','GTM-N0TR3AL')").0, ["GTM-N0TR3AL"]);
        assert_eq!(found("google_ad_client: \"ca-pub-1234567890123456\"").1, ["ca-pub-1234567890123456"]);
        assert_eq!(found("fbq('init', '123456789012345'); fbq('track')").0, ["facebook:123456789012345"]);
        assert_eq!(found("ym(12345678, \"init\", {})").0, ["yandex:12345678"]);
        assert_eq!(
            found("var _paq=[]; var u='https://Stats.example.org/'; _paq.push(['setSiteId', '7']);").0,
            ["matomo:stats.example.org:7"]
        );
    }

    #[test]
    fn what_only_looks_alike() {
        for script in ["SHUA-1234567-2", "UA-12-1", "x-G-lower12345", "MG-ABCD12EF34", "G-ABCD12EF345", "GTM-", "_paq"]
        {
            assert_eq!(found(script), (vec![], vec![]), "{script}");
        }
    }
}
