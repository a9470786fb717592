//! WAT records: the links that Common Crawl has already extracted, as pages and links.
//!
//! A WAT record tells address, text, alt, title and rel of a link. It cannot tell places, the text around a link, what is
//! hidden, how dense links stand: those columns are null. An anchor text ends after 128 characters, and an `<a>` that is
//! never closed is missing. Format: <https://commoncrawl.org/blog/web-archiving-file-formats-explained>.

use memchr::memmem;

use super::looks::{self, Origin};
use super::records;
use super::wat_json::{Entry, Html, Record, Response};
use super::{date, warc};
use crate::batch::{Batch, LinkColumns, NO_CODE, PageFacts};
use crate::html::directives::{Robots, link_header, refresh_target};
use crate::model::{AnchorFrom, Kind, Look};
use crate::url::parts::Parts;
use crate::url::{DomainCache, Resolver};

/// The most links of a page, as with pages of HTML.
const MOST_LINKS: usize = 65_535;

/// Turns WAT records into pages and links.
pub struct Wat {
    domains: DomainCache,
    resolved: Vec<u8>,
}

/// What a record says of itself.
struct Head<'h> {
    url: &'h str,
    fetched_at: i64,
    truncated: bool,
    offset: usize,
}

/// One link, before it is a row.
struct Link<'l> {
    kind: Kind,
    url: &'l str,
    text: &'l str,
    alt: &'l str,
    title: &'l str,
    rel: Option<&'l str>,
}

/// What is found while the links of a page are written.
struct Page<'p> {
    /// The page's own address, without fragment.
    url: &'p str,
    resolver: Resolver,
    domain: &'p str,
    nofollow: bool,
    row: u32,
    position: u32,
    internal: u32,
    external: u32,
    canonical: Option<String>,
    redirect: Option<String>,
}

impl Wat {
    /// A reader with a cache of its own.
    pub fn new() -> Self {
        Self { domains: DomainCache::new(), resolved: Vec::new() }
    }

    /// Reads a record into the batch; an error says why it cannot be used.
    pub fn read(
        &mut self,
        record: &records::Record<'_>,
        origin: Origin<'_>,
        batch: &mut Batch,
    ) -> Result<(), &'static str> {
        // More than half of the records are of requests: told by their bytes, before any JSON is parsed.
        if record.kind != warc::Kind::Metadata || memmem::find(record.block, b"\"HTTP-Response-Metadata\"").is_none() {
            return Ok(());
        }
        let json = std::str::from_utf8(record.block).map_err(|_| "the JSON is not UTF-8")?;
        let parsed: Record<'_> = serde_json::from_str(json.trim_end()).map_err(|_| "the JSON cannot be read")?;
        let Some(response) = &parsed.envelope.payload.response else { return Ok(()) };
        let header = &parsed.envelope.header;
        let Some(url) = header.last("WARC-Target-URI").map(|url| url.trim_matches(['<', '>'])) else {
            return Err("the record has no address");
        };
        if !looks::is_web(url.as_bytes()) {
            return if response.html.is_some() { Err(looks::NO_WEB_ADDRESS) } else { Ok(()) };
        }
        let fetched_at = header
            .last("WARC-Date")
            .and_then(|text| date::warc(text.as_bytes()))
            .or(origin.as_of)
            .ok_or("the record has no date that can be read (give one with --as-of)")?;
        let url = crate::url::parse(url, None).ok_or(looks::NO_WEB_ADDRESS)?;
        let truncated = record.truncated || header.last("WARC-Truncated").is_some();
        let head = Head { url: &url, fetched_at, truncated, offset: record.offset };
        self.page(&head, response, origin, batch)
    }

    fn page(
        &mut self,
        head: &Head<'_>,
        response: &Response<'_>,
        origin: Origin<'_>,
        batch: &mut Batch,
    ) -> Result<(), &'static str> {
        let url = head.url;
        let status: Option<u16> = response.message.status.get().and_then(|status| status.trim().parse().ok());
        let content_type = response.headers.last("Content-Type");
        let essence = content_type.map(essence).filter(|value| !value.is_empty());
        let html = response.html.as_ref();
        let location = response.headers.last("Location").filter(|location| !location.trim().is_empty());
        let look = look(status, location.is_some(), html.is_some());
        let robots = robots(response, html);
        let mut page = self.start(url, html, robots.nofollow, batch.page_row())?;
        if look == Look::Redirect {
            if let Some(location) = location {
                self.push(&mut page, &Link::bare(Kind::Redirect, location), &mut batch.links);
            }
        } else if matches!(look, Look::Content | Look::Other) {
            self.links(&mut page, response, html, batch);
        }
        // Header robots tell without HTML too; without either nobody knows.
        let told = html.is_some() || robots != Robots::default();
        let title = html.and_then(|html| html.head.title.get()).map(collapsed).filter(|title| !title.is_empty());
        batch.end_page(&PageFacts {
            url,
            fetched_at: head.fetched_at,
            status,
            look,
            redirect_url: page.redirect.as_deref(),
            content_type: essence.as_deref(),
            canonical: page.canonical.as_deref(),
            noindex: told.then_some(robots.noindex),
            nofollow: told.then_some(robots.nofollow),
            title: title.as_deref(),
            language: response
                .headers
                .last("Content-Language")
                .map(|value| value.trim().to_ascii_lowercase())
                .as_deref(),
            text_length: None,
            text_share: None,
            links_internal: html.map(|_| page.internal),
            links_external: html.map(|_| page.external),
            simhash: None,
            analytics_ids: &[],
            ads_ids: &[],
            truncated: head.truncated,
            refers_to_url: None,
            refers_to_date: None,
            source: origin.source,
            archive: origin.archive,
            archive_offset: head.offset as u64,
        });
        Ok(())
    }

    fn start<'p>(
        &mut self,
        url: &'p str,
        html: Option<&Html<'_>>,
        nofollow: bool,
        row: u32,
    ) -> Result<Page<'p>, &'static str> {
        let resolver = Resolver::new(url).ok_or(looks::NO_WEB_ADDRESS)?;
        let base = html.and_then(|html| html.head.base.get()).filter(|base| !base.trim().is_empty());
        let resolver = match base {
            // A base address may itself be relative to the page's.
            Some(base) => {
                self.resolved.clear();
                let sound = resolver.resolve(base.as_bytes(), &mut self.resolved);
                let base = std::str::from_utf8(&self.resolved).ok().filter(|_| sound);
                base.and_then(Resolver::new).unwrap_or(resolver)
            }
            None => resolver,
        };
        let domain = Parts::split(url).map_or("", |parts| self.domains.domain_of(parts.hostname));
        Ok(Page {
            url: url.split('#').next().unwrap_or(url),
            resolver,
            domain,
            nofollow,
            row,
            position: 0,
            internal: 0,
            external: 0,
            canonical: None,
            redirect: None,
        })
    }

    fn links(&mut self, page: &mut Page<'_>, response: &Response<'_>, html: Option<&Html<'_>>, batch: &mut Batch) {
        for value in response.headers.all("Link") {
            for (target, rel) in link_header(value) {
                let has = |wanted: &str| words(rel).any(|word| word.eq_ignore_ascii_case(wanted));
                let kind = if has("canonical") { Kind::Canonical } else { Kind::Alternate };
                if kind == Kind::Canonical || has("alternate") {
                    self.push(page, &Link::bare(kind, target), &mut batch.links);
                }
            }
        }
        let Some(html) = html else { return };
        let refresh = html.head.metas.iter().find_map(|meta| {
            let is = meta.http_equiv.get().is_some_and(|name| name.trim().eq_ignore_ascii_case("refresh"));
            meta.content.get().filter(|_| is).and_then(|content| refresh_target(content.as_bytes()))
        });
        if let Some(target) = refresh.and_then(|target| std::str::from_utf8(target).ok()) {
            self.push(page, &Link::bare(Kind::Redirect, target), &mut batch.links);
        }
        for entry in &html.head.links {
            if let Some(link) = head_link(entry) {
                self.push(page, &link, &mut batch.links);
            }
        }
        let mut before: Option<&Entry<'_>> = None;
        for entry in &html.links {
            if let Some(link) = body_link(entry, before) {
                self.push(page, &link, &mut batch.links);
            }
            before = Some(entry);
        }
    }

    /// Writes a link as a row.
    fn push(&mut self, page: &mut Page<'_>, link: &Link<'_>, columns: &mut LinkColumns) {
        if page.position as usize >= MOST_LINKS {
            return;
        }
        self.resolved.clear();
        let parsed = page.resolver.resolve(link.url.as_bytes(), &mut self.resolved);
        let target = std::str::from_utf8(&self.resolved).ok().filter(|_| parsed);
        count(&mut self.domains, page, link.kind, target);
        let rel = Rel::of(link.rel);
        let (anchor, from) = link.anchor();
        columns.page.push(page.row);
        columns.position.push(page.position);
        columns.target_url.push_option(target.map(str::as_bytes));
        columns.anchor.push(anchor.as_bytes());
        columns.anchor_from.push(from.map_or(NO_CODE, |from| from as u8));
        columns.rel.push_option(link.rel.map(str::as_bytes));
        columns.followed.push(!(page.nofollow || rel.nofollow || rel.sponsored || rel.ugc));
        columns.nofollow.push(rel.nofollow);
        columns.sponsored.push(rel.sponsored);
        columns.ugc.push(rel.ugc);
        columns.kind.push(link.kind as u8);
        columns.placement.push(NO_CODE);
        columns.link_density.push(f32::NAN);
        columns.hidden.push(NO_CODE);
        columns.target_raw.push(link.url.as_bytes());
        columns.context_left.push_null();
        columns.context_right.push_null();
        page.position += 1;
        let first = match link.kind {
            Kind::Canonical => &mut page.canonical,
            Kind::Redirect => &mut page.redirect,
            _ => return,
        };
        if first.is_none() {
            *first = target.map(str::to_owned);
        }
    }
}

impl Default for Wat {
    fn default() -> Self {
        Self::new()
    }
}

/// Counts a link as internal or external, as the extractor does.
fn count(domains: &mut DomainCache, page: &mut Page<'_>, kind: Kind, target: Option<&str>) {
    let counted = matches!(kind, Kind::Text | Kind::Image | Kind::Area);
    let parts = target.filter(|_| counted).and_then(Parts::split).filter(|parts| !parts.hostname.is_empty());
    let Some(parts) = parts else { return };
    if domains.domain_of(parts.hostname) != page.domain {
        page.external += 1;
    } else if parts.href.split('#').next() != Some(page.url) {
        page.internal += 1;
    }
}

/// A media type without its parameters, in lower case.
fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn look(status: Option<u16>, location: bool, html: bool) -> Look {
    match status {
        Some(304) => Look::NotModified,
        Some(300..=399) if location => Look::Redirect,
        Some(404 | 410) => Look::NotFound,
        None | Some(200..=299) if html => Look::Content,
        None | Some(200..=299) => Look::Other,
        Some(_) => Look::Error,
    }
}

fn robots(response: &Response<'_>, html: Option<&Html<'_>>) -> Robots {
    let mut robots = Robots::default();
    for value in response.headers.all("X-Robots-Tag") {
        robots.add_header(value.as_bytes());
    }
    for meta in html.map_or(&[][..], |html| &html.head.metas) {
        if let (Some(name), Some(content)) = (meta.name.get(), meta.content.get())
            && Robots::is_agent(name.as_bytes())
        {
            robots.add(content.as_bytes());
        }
    }
    robots
}

/// The tokens of a rel attribute that say whether a link is followed.
#[derive(Default)]
struct Rel {
    nofollow: bool,
    sponsored: bool,
    ugc: bool,
}

impl Rel {
    fn of(rel: Option<&str>) -> Self {
        let has = |wanted: &str| words(rel.unwrap_or_default()).any(|word| word.eq_ignore_ascii_case(wanted));
        Self { nofollow: has("nofollow"), sponsored: has("sponsored"), ugc: has("ugc") }
    }
}

fn words(rel: &str) -> impl Iterator<Item = &str> {
    rel.split(|c: char| c.is_ascii_whitespace() || c == ',').filter(|word| !word.is_empty())
}

/// White space as the extractor collapses it: that of HTML, and the no-break space.
fn collapsed(text: &str) -> String {
    let words: Vec<&str> = text.split(|c: char| c <= ' ' || c == '\u{a0}').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

impl<'l> Link<'l> {
    fn bare(kind: Kind, url: &'l str) -> Self {
        Self { kind, url, text: "", alt: "", title: "", rel: None }
    }

    /// The anchor, and which text it was taken from.
    fn anchor(&self) -> (String, Option<AnchorFrom>) {
        let sources = [(self.text, AnchorFrom::Text), (self.alt, AnchorFrom::Alt), (self.title, AnchorFrom::Title)];
        for (text, from) in sources {
            let text = collapsed(text);
            if !text.is_empty() {
                return (text, Some(from));
            }
        }
        (String::new(), None)
    }
}

/// A link of the head that counts: canonical, alternate, feed.
fn head_link<'l>(entry: &'l Entry<'_>) -> Option<Link<'l>> {
    let (url, rel) = (entry.url.get()?, entry.rel.get()?);
    let has = |wanted: &str| words(rel).any(|word| word.eq_ignore_ascii_case(wanted));
    let feed = entry.media_type.get().is_some_and(|kind| {
        matches!(essence(kind).as_str(), "application/rss+xml" | "application/atom+xml" | "application/feed+json")
    });
    let kind = if has("canonical") {
        Kind::Canonical
    } else if has("alternate") && !has("stylesheet") {
        if feed { Kind::Rss } else { Kind::Alternate }
    } else {
        return None;
    };
    let title = entry.title.get().unwrap_or_default();
    (!url.trim().is_empty()).then_some(Link { rel: Some(rel), title, ..Link::bare(kind, url) })
}

/// A link of the body that counts. An image that stands right before a link without text is that link's.
fn body_link<'l>(entry: &'l Entry<'_>, before: Option<&'l Entry<'_>>) -> Option<Link<'l>> {
    let (path, url) = (entry.path.get()?, entry.url.get()?);
    let link = Link {
        kind: Kind::Text,
        url,
        text: entry.text.get().unwrap_or_default(),
        alt: entry.alt.get().unwrap_or_default(),
        title: entry.title.get().unwrap_or_default(),
        rel: entry.rel.get(),
    };
    Some(match path {
        "A@/href" => {
            let image = before.filter(|before| before.path.get() == Some("IMG@/src") && link.text.trim().is_empty());
            match image {
                Some(image) => Link { kind: Kind::Image, alt: image.alt.get().unwrap_or_default(), ..link },
                None => link,
            }
        }
        "AREA@/href" => Link { kind: Kind::Area, text: "", ..link },
        "IFRAME@/src" | "FRAME@/src" => Link { kind: Kind::Frame, text: "", ..link },
        "FORM@/action" => Link { kind: Kind::Form, text: "", ..link },
        _ => return None,
    })
}
