//! From a fetch to columns: what the look found, in which encoding, and the page's links and facts.

use super::directives::link_header;
use super::encoding;
use super::look::{essence, look};
use super::page::{Link, Page};
use super::placement::{LinkSpot, Placer, features};
use super::scan::{is_word, tokens};
use super::simhash::simhash;
use super::text::{ahead, back, characters, collapse};
use super::tokenizer::{Content, tokenize};
use crate::batch::{Batch, LinkColumns, NO_CODE, PageFacts};
use crate::fetch::Fetch;
use crate::model::{AnchorFrom, Kind, Look, Placement};
use crate::url::{DomainCache, Resolver, parse};

/// Characters of text kept on each side of a link.
const CONTEXT: usize = 100;
/// Characters of an anchor kept: an `a` that nobody closed holds the rest of its page.
const ANCHOR: usize = 2000;
/// Bytes of links one page may fill; further links are dropped and the page is marked truncated. (A long base
/// address multiplies every relative link.)
const MOST_BYTES: usize = 64 << 20;

/// Turns fetches into rows of a batch. Keeps its buffers from page to page; one a thread.
#[derive(Default)]
pub struct Extractor {
    page: Page,
    decoded: Vec<u8>,
    anchor: Vec<u8>,
    spots: Vec<LinkSpot>,
    placer: Placer,
    domains: DomainCache,
}

/// What stands in the columns of pages and is known after the links are written.
#[derive(Default)]
struct Written {
    redirect: Option<String>,
    canonical: Option<String>,
    internal: u32,
    external: u32,
    full: bool,
}

impl Extractor {
    /// An extractor with empty buffers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends the page and its links to the batch. False, and nothing is appended, where the fetch's address is no
    /// absolute address.
    pub fn extract(&mut self, fetch: &Fetch<'_>, batch: &mut Batch) -> bool {
        let Some(url) = parse(fetch.url, None) else { return false };
        let look = look(fetch);
        self.page.clear();
        match look {
            Look::Content => self.read(fetch),
            Look::Redirect => self.page.add_header_link(Kind::Redirect, fetch.location.unwrap_or_default()),
            Look::Other => self.read_headers(fetch),
            Look::NotModified | Look::NotFound | Look::Error | Look::Reported | Look::ReportedLost => {}
        }
        let written = self.write(&url, batch);
        self.end_page(fetch, &url, look, written, batch);
        true
    }

    /// The measures by which the links of the last page were placed, [`FEATURES`](super::placement::FEATURES) a link
    /// that has a place: what `bench/placement` learns from.
    pub fn features(&self) -> Vec<f32> {
        features(self.page.blocks.list(), &self.spots)
    }

    fn read_headers(&mut self, fetch: &Fetch<'_>) {
        for value in fetch.robots_tags {
            self.page.robots.add_header(value.as_bytes());
        }
        for (target, rel) in fetch.link_headers.iter().flat_map(|header| link_header(header)) {
            let has = |word: &[u8]| tokens(rel.as_bytes()).any(|token| is_word(token, word));
            if has(b"canonical") {
                self.page.add_header_link(Kind::Canonical, target);
            } else if has(b"alternate") {
                self.page.add_header_link(Kind::Alternate, target);
            }
        }
    }

    fn read(&mut self, fetch: &Fetch<'_>) {
        self.read_headers(fetch);
        let (encoding, mark) = encoding::sniff(fetch.body, fetch.content_type);
        let body = &fetch.body[mark..];
        if encoding::is_utf8(body, encoding) {
            tokenize(body, Content::Data, b"", &mut self.page);
        } else {
            encoding::decode(body, encoding, &mut self.decoded);
            tokenize(&self.decoded, Content::Data, b"", &mut self.page);
            // One huge page must not hold its memory for all pages that follow.
            if self.decoded.capacity() > 8 << 20 {
                self.decoded = Vec::new();
            }
        }
        self.page.finish();
    }

    /// Writes the links of the page.
    fn write(&mut self, url: &str, batch: &mut Batch) -> Written {
        let mut written = Written::default();
        let Some(document) = Resolver::new(url) else { return written };
        let resolver = self.base(&document).unwrap_or(document);
        let row = batch.page_row();
        let first = batch.links.len();
        let begun = batch.bytes();
        let nofollow = self.page.robots.nofollow;
        let own = Site::of(url, &mut self.domains);
        self.spots.clear();
        for (position, link) in self.page.links.iter().enumerate() {
            if position % 256 == 255 && batch.bytes() - begun > MOST_BYTES {
                written.full = true;
                break;
            }
            let columns = &mut batch.links;
            columns.page.push(row);
            columns.position.push(position as u32);
            let raw = self.page.value(link.raw);
            let external = target(&resolver, raw, link.kind, &own, columns, &mut written, &mut self.domains);
            anchor(&self.page, link, &mut self.anchor, columns);
            rel(&self.page, link, nofollow, columns);
            texts(&self.page, link, columns);
            columns.link_density.push(if link.placed { self.page.blocks.link_density(link.block) } else { f32::NAN });
            columns.hidden.push(if link.placed { u8::from(link.hidden) } else { NO_CODE });
            if link.placed {
                self.spots.push(LinkSpot {
                    block: link.block,
                    hints: link.hints,
                    text: link.text.1 - link.text.0,
                    start: link.text.0,
                    external,
                    fragment: raw.first() == Some(&b'#'),
                });
            }
        }
        let count = batch.links.len() - first;
        let mut placements = self.placer.decide(self.page.blocks.list(), &self.spots);
        batch.links.placement.extend(self.page.links[..count].iter().map(|link| {
            let placement = if link.placed { placements.next() } else { None };
            placement.unwrap_or(Placement::Unknown) as u8
        }));
        written
    }

    /// The resolver of the page's first `<base href>`, if there is one that may be used.
    fn base(&self, document: &Resolver) -> Option<Resolver> {
        let mut address = Vec::new();
        let usable = document.resolve(self.page.value(self.page.base?), &mut address)
            && !address.starts_with(b"data:")
            && !address.starts_with(b"javascript:");
        usable.then(|| Resolver::new(std::str::from_utf8(&address).ok()?)).flatten()
    }

    fn end_page(&mut self, fetch: &Fetch<'_>, url: &str, look: Look, written: Written, batch: &mut Batch) {
        let page = &self.page;
        let read = look == Look::Content;
        let robots = matches!(look, Look::Content | Look::Other).then_some(page.robots);
        let text = page.text.bytes();
        let text = text.strip_suffix(b" ").unwrap_or(text);
        let shown = text.len().saturating_sub(page.hidden_text);
        let language = language(&page.language, fetch.content_language);
        let content_type = fetch.content_type.map(essence);
        let share = if fetch.body.is_empty() { 0.0 } else { (shown as f32 / fetch.body.len() as f32).min(1.0) };
        let refers_to_url = fetch.refers_to.and_then(|(address, _)| parse(address, None));
        batch.end_page(&PageFacts {
            url,
            fetched_at: fetch.fetched_at,
            status: fetch.status,
            look,
            redirect_url: written.redirect.as_deref(),
            content_type: content_type.as_deref().filter(|essence| !essence.is_empty()),
            canonical: written.canonical.as_deref(),
            noindex: robots.map(|robots| robots.noindex),
            nofollow: robots.map(|robots| robots.nofollow),
            title: page.title.as_deref().and_then(utf8).filter(|_| read),
            language: language.as_deref(),
            text_length: read.then(|| characters(text).saturating_sub(page.hidden_text) as u32),
            text_share: read.then_some(share),
            links_internal: read.then_some(written.internal),
            links_external: read.then_some(written.external),
            simhash: if read { simhash(text) } else { None },
            analytics_ids: &page.trackers.analytics,
            ads_ids: &page.trackers.ads,
            truncated: fetch.truncated || written.full || page.links.len() >= super::page::MOST_LINKS,
            refers_to_url: refers_to_url.as_deref(),
            refers_to_date: fetch.refers_to.map(|(_, date)| date),
            source: fetch.source,
            archive: fetch.archive,
            archive_offset: fetch.archive_offset,
        });
    }
}

fn utf8(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn language(declared: &[u8], header: Option<&str>) -> Option<String> {
    let declared = utf8(declared).map(str::trim).filter(|declared| !declared.is_empty());
    let header = header.and_then(|header| header.split(',').next()).map(str::trim).filter(|header| !header.is_empty());
    declared.or(header).map(|language| language.chars().take(35).collect::<String>().to_lowercase())
}

/// The page's own address, against which links are told internal or external.
struct Site<'a> {
    /// Without fragment.
    page: &'a str,
    /// Scheme, host and port with the slash that follows; empty unless http or https.
    origin: &'a str,
    host: &'a str,
    domain: &'a str,
}

impl<'a> Site<'a> {
    fn of(url: &'a str, domains: &mut DomainCache) -> Self {
        let page = url.split('#').next().unwrap_or(url);
        let host = web_host(url).unwrap_or_default();
        let domain = if host.is_empty() { "" } else { domains.domain_of(host) };
        let origin = match page.find("://").and_then(|scheme| Some(scheme + 3 + page[scheme + 3..].find('/')?)) {
            Some(slash) if !host.is_empty() => &page[..=slash],
            _ => "",
        };
        Self { page, origin, host, domain }
    }
}

/// The host of a serialised http or https address.
fn web_host(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let authority = &rest[..rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len())];
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => Some(name),
        _ => Some(host),
    }
}

/// The columns of the target. Says whether it lies on another host.
fn target(
    resolver: &Resolver,
    raw: &[u8],
    kind: Kind,
    own: &Site<'_>,
    columns: &mut LinkColumns,
    written: &mut Written,
    domains: &mut DomainCache,
) -> bool {
    columns.target_raw.push(raw);
    let start = columns.target_url.open().len();
    if !resolver.resolve(raw, columns.target_url.open()) {
        columns.target_url.push_null();
        return false;
    }
    // Most links stay on their host: one comparison tells.
    let address = &columns.target_url.open()[start..];
    let same_host = address.starts_with(own.origin.as_bytes()) && !own.origin.is_empty();
    let mut external = false;
    if same_host {
        if matches!(kind, Kind::Text | Kind::Area) {
            let itself =
                address.starts_with(own.page.as_bytes()) && matches!(address.get(own.page.len()), None | Some(b'#'));
            written.internal += u32::from(!itself);
        }
    } else if let Some(host) = utf8(address).and_then(web_host) {
        external = host != own.host;
        if matches!(kind, Kind::Text | Kind::Area) {
            let inside = !external || domains.domain_of(host) == own.domain;
            *(if inside { &mut written.internal } else { &mut written.external }) += 1;
        }
    }
    let whole = || String::from_utf8_lossy(address).into_owned();
    match kind {
        Kind::Redirect => _ = written.redirect.get_or_insert_with(whole),
        Kind::Canonical => _ = written.canonical.get_or_insert_with(whole),
        _ => {}
    }
    columns.target_url.end();
    external
}

/// The columns of the anchor, and the kind that depends on it.
fn anchor(page: &Page, link: &Link, scratch: &mut Vec<u8>, columns: &mut LinkColumns) {
    let (start, end) = span(page, link);
    let mut from = AnchorFrom::Text;
    let column = if start < end {
        if link.image && !link.shown_text {
            from = AnchorFrom::Alt;
        }
        let text = page.text.bytes();
        &text[start..if end - start > ANCHOR { ahead(&text[..end], start, ANCHOR) } else { end }]
    } else {
        from = AnchorFrom::Alt;
        squeeze(page.value(link.alt), scratch);
        if scratch.is_empty() {
            from = AnchorFrom::Title;
            squeeze(page.value(link.title), scratch);
        }
        &scratch[..]
    };
    columns.anchor.push(column);
    columns.anchor_from.push(if column.is_empty() { NO_CODE } else { from as u8 });
    let image = link.kind == Kind::Text && link.image && (start == end || !link.shown_text);
    columns.kind.push(if image { Kind::Image } else { link.kind } as u8);
}

/// A value with white space collapsed and cut to an anchor's length.
fn squeeze(value: &[u8], out: &mut Vec<u8>) {
    out.clear();
    collapse(value, out);
    if out.last() == Some(&b' ') {
        out.pop();
    }
    out.truncate(ahead(out, 0, ANCHOR));
}

/// Where the link's text begins and ends, without the spaces at its ends.
fn span(page: &Page, link: &Link) -> (usize, usize) {
    let text = page.text.bytes();
    let (mut start, mut end) = (link.text.0 as usize, link.text.1 as usize);
    if start < end && text[start] == b' ' {
        start += 1;
    }
    if start < end && text[end - 1] == b' ' {
        end -= 1;
    }
    (start, end)
}

fn rel(page: &Page, link: &Link, page_nofollow: bool, columns: &mut LinkColumns) {
    let (mut nofollow, mut sponsored, mut ugc) = (false, false, false);
    match link.rel {
        None => columns.rel.push_null(),
        Some(value) => {
            let rel = page.value(value);
            columns.rel.push(rel);
            for token in tokens(rel) {
                nofollow |= is_word(token, b"nofollow");
                sponsored |= is_word(token, b"sponsored");
                ugc |= is_word(token, b"ugc");
            }
        }
    }
    columns.nofollow.push(nofollow);
    columns.sponsored.push(sponsored);
    columns.ugc.push(ugc);
    columns.followed.push(!(nofollow || sponsored || ugc || page_nofollow));
}

/// The text on both sides; null for what does not stand on the page.
fn texts(page: &Page, link: &Link, columns: &mut LinkColumns) {
    if !link.placed {
        columns.context_left.push_null();
        columns.context_right.push_null();
        return;
    }
    let (start, end) = span(page, link);
    let text = page.text.bytes();
    columns.context_left.push(&text[back(text, start, CONTEXT)..start]);
    columns.context_right.push(&text[end..ahead(text, end, CONTEXT)]);
}
