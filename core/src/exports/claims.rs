//! What an accepted row puts into the tables.

mod counts;

use super::cells::Cells;
use super::dates;
use super::plan::{Field, Plan, Read, Record};
use super::row::{Follow, Layout, NoAddress, address, anchor, collapsed, context, kind, placement};
use super::tables::{MetricColumn, Rows};
use crate::batch::NO_CODE;
use crate::model::Look;

/// Sites that one file may compare: each row is held once for each of them.
const MOST_SITES: usize = 100;

/// Figures of the accepted rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Links that were claimed.
    pub links: u64,
    /// Those of them that are told to be lost.
    pub lost: u64,
    /// Mentions without a link.
    pub mentions: u64,
}

/// Where the targets of the rows come from.
enum Targets {
    /// A column, or a site for rows without.
    Column,
    /// The site that the file is about.
    Site(String),
    /// A column for each site: its cell and its address.
    Compared(Vec<(usize, String)>),
}

/// The times of a link claim.
#[derive(Clone, Copy, Default)]
struct Times {
    first_seen: Option<i64>,
    last_seen: Option<i64>,
    lost_at: Option<i64>,
    lost: bool,
}

/// Makes claims of the rows of one file.
pub struct Claims<'p> {
    plan: &'p Plan,
    pub layout: Layout<'p>,
    targets: Targets,
    /// Cells that must say one of these words.
    only: Vec<(usize, &'p [String])>,
    metrics: Vec<usize>,
    /// Claims not yet handed over.
    pub rows: Rows,
    pub counts: Counts,
    source: Vec<u8>,
    target: Vec<u8>,
    spare: Vec<u8>,
}

impl<'p> Claims<'p> {
    /// For the files of a plan; an error says what the plan lacks.
    pub fn new(plan: &'p Plan) -> Result<Self, super::Error> {
        let mut layout = Layout::new(plan)?;
        let metrics = plan.metrics.iter().map(|metric| layout.metric(plan, metric)).collect::<Result<_, _>>()?;
        let only = plan.only.iter().map(|only| Ok((layout.only(plan, only)?, only.words.as_slice())));
        let only = only.collect::<Result<_, super::Error>>()?;
        let targets = targets(plan, &layout)?;
        let key = match plan.record {
            Record::Link | Record::Mention => Field::SourceUrl,
            Record::TrafficDay => Field::Day,
            _ => Field::Subject,
        };
        if !layout.has(key) {
            let key = key.word();
            return Err(super::Error::Bad(format!("no column of the file is the field {key}, which every row needs")));
        }
        Ok(Self {
            plan,
            layout,
            targets,
            only,
            metrics,
            rows: Rows::new(plan),
            counts: Counts::default(),
            source: Vec::new(),
            target: Vec::new(),
            spare: Vec::new(),
        })
    }

    /// Takes a row, or says why it is none.
    pub fn take(&mut self, cells: &Cells, line: u64) -> Result<(), &'static str> {
        // Addresses, anchors and texts go into up to four columns, for each site that is compared.
        self.rows.bytes += 4 * cells.bytes() * self.plan.targets.len().max(1);
        for (index, words) in &self.only {
            let text = String::from_utf8_lossy(cells.get(*index).unwrap_or_default().trim_ascii()).to_lowercase();
            if !words.contains(&text) {
                return Err("its type is no link");
            }
        }
        match self.plan.record {
            Record::Link | Record::Mention => self.link_row(cells, line),
            Record::TrafficDay => self.day_row(cells, line),
            record => self.subject_row(cells, line, record),
        }
    }

    fn link_row(&mut self, cells: &Cells, line: u64) -> Result<(), &'static str> {
        let mut source = std::mem::take(&mut self.source);
        let read = address(self.layout.text(cells, Field::SourceUrl).unwrap_or_default(), &mut source);
        let done = match read {
            Ok(()) => self.link_from(&source, cells, line),
            Err(NoAddress::Empty) => Err("no source address"),
            Err(NoAddress::Broken) => Err("the source address holds broken characters"),
            Err(NoAddress::Unparsable) => Err("the source address does not parse"),
            Err(NoAddress::NotWeb) => Err("the source address is not http or https"),
        };
        self.source = source;
        done
    }

    fn link_from(&mut self, source: &[u8], cells: &Cells, line: u64) -> Result<(), &'static str> {
        let layout = &self.layout;
        let mention = self.plan.record == Record::Mention || layout.flag(cells, Field::Mention) == Some(true);
        let times = self.times(cells);
        let mut target = std::mem::take(&mut self.target);
        let done = match std::mem::replace(&mut self.targets, Targets::Column) {
            Targets::Column => {
                let read = address(layout.text(cells, Field::TargetUrl).unwrap_or_default(), &mut target);
                let told = match read {
                    Ok(()) => Ok(Some(&target[..])),
                    Err(_) if mention => Ok(None),
                    Err(NoAddress::Empty) => Err("no target address"),
                    Err(NoAddress::Broken) => Err("the target address holds broken characters"),
                    Err(NoAddress::Unparsable) => Err("the target address does not parse"),
                    Err(NoAddress::NotWeb) => Err("the target address is not http or https"),
                };
                told.map(|target| self.claim(source, target, false, mention, times, cells, line))
            }
            Targets::Site(site) => {
                self.claim(source, Some(site.as_bytes()), true, mention, times, cells, line);
                self.targets = Targets::Site(site);
                Ok(())
            }
            Targets::Compared(sites) => {
                let linked = |index: usize| cells.get(index).is_some_and(super::cells::set);
                let mut found = Err("links to none of the compared sites");
                for (_, site) in sites.iter().filter(|(index, _)| linked(*index)) {
                    self.claim(source, Some(site.as_bytes()), true, mention, times, cells, line);
                    found = Ok(());
                }
                self.targets = Targets::Compared(sites);
                found
            }
        };
        self.target = target;
        done
    }

    /// When the link was seen and lost. A flag that says whether it is lost counts before a date that says when.
    fn times(&self, cells: &Cells) -> Times {
        let layout = &self.layout;
        let [first_seen, last_seen, lost_at] =
            [Field::FirstSeen, Field::LastSeen, Field::LostAt].map(|field| layout.date(cells, field));
        let lost = layout.flag(cells, Field::IsLost).unwrap_or(lost_at.is_some());
        Times { first_seen, last_seen, lost_at, lost }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one claim, none of which is made twice")]
    fn claim(
        &mut self,
        source: &[u8],
        target: Option<&[u8]>,
        assumed: bool,
        mention: bool,
        times: Times,
        cells: &Cells,
        line: u64,
    ) {
        let mut page = None;
        if let (false, Some(target)) = (mention, target) {
            let row = self.rows.pages.line.len() as u32;
            let seen = times.last_seen.or(times.first_seen);
            if let Some(at) = if times.lost { seen } else { seen.or(Some(self.plan.as_of)) } {
                self.page(source, assumed, Look::Reported, at, times.first_seen, cells, line);
                self.link(target, cells);
            }
            if times.lost {
                let at = times.lost_at.or(times.last_seen).unwrap_or(self.plan.as_of);
                self.page(source, assumed, Look::ReportedLost, at, None, cells, line);
                self.link(target, cells);
                self.counts.lost += 1;
            }
            self.counts.links += 1;
            page = Some(row);
        }
        self.counts.mentions += u64::from(mention);
        let record = if mention { Record::Mention } else { Record::Link };
        let layout = &self.layout;
        let claims = &mut self.rows.claims;
        claims.source_url.push(source);
        claims.target_url.push_option(target);
        claims.target_assumed.push(assumed);
        claims.subject.push_null();
        claims.day.push(None);
        match layout.text(cells, Field::Anchor) {
            Some(text) => claims.anchor.push(collapsed(text, &mut self.spare)),
            None => claims.anchor.push_null(),
        }
        claims.first_seen.push(times.first_seen);
        claims.last_seen.push(times.last_seen);
        claims.lost_at.push(times.lost_at);
        claims.lost_reason.push_option(layout.some_text(cells, Field::LostReason));
        self.end_claim(record, page, cells, line);
    }

    /// What every claim has, whatever it is about.
    fn end_claim(&mut self, record: Record, page: Option<u32>, cells: &Cells, line: u64) {
        let claims = &mut self.rows.claims;
        claims.line.push(line);
        claims.record.push(record as u8);
        claims.page.push(page);
        for (column, index) in claims.metrics.iter_mut().zip(&self.metrics) {
            let text = cells.get(*index).unwrap_or_default();
            match column {
                MetricColumn::Numbers(values) => values.push(self.layout.number(text)),
                MetricColumn::Texts(texts) => {
                    let text = self.layout.unquoted(text).trim_ascii();
                    texts.push_option((!text.is_empty()).then_some(text));
                }
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the facts of one look, none of which is made twice")]
    fn page(
        &mut self,
        source: &[u8],
        assumed: bool,
        look: Look,
        at: i64,
        first: Option<i64>,
        cells: &Cells,
        line: u64,
    ) {
        let layout = &self.layout;
        let pages = &mut self.rows.pages;
        pages.url.push(source);
        pages.fetched_at.push(at);
        let status = layout.some_text(cells, Field::SourceStatus).and_then(|text| layout.number(text));
        pages.status.push(status.filter(|status| (100.0..600.0).contains(status)).map(|status| status as u16));
        pages.look.push(look as u8);
        pages.redirect_url.push_option(assumed.then_some(b"assumed"));
        let title = layout.some_text(cells, Field::SourceTitle).map(|text| collapsed(text, &mut self.spare));
        pages.title.push_option(title);
        match layout.some_text(cells, Field::SourceLanguage) {
            Some(text) => pages.language.push(&text.to_ascii_lowercase()),
            None => pages.language.push_null(),
        }
        pages.refers_to_date.push(first.filter(|first| *first < at));
        pages.line.push(line);
    }

    fn link(&mut self, target: &[u8], cells: &Cells) {
        let layout = &self.layout;
        let links = &mut self.rows.links;
        links.target_url.push(target);
        let (anchor, from) = anchor(layout, cells);
        links.anchor_from.push(from.map_or(NO_CODE, |from| from as u8));
        match anchor {
            Some(text) => links.anchor.push(collapsed(text, &mut self.spare)),
            None => links.anchor.push_null(),
        }
        links.rel.push_option(layout.some_text(cells, Field::Rel));
        let Follow { followed, nofollow, sponsored, ugc } = Follow::of(layout, cells);
        links.followed.push(followed);
        links.nofollow.push(nofollow);
        links.sponsored.push(sponsored);
        links.ugc.push(ugc);
        links.kind.push(kind(layout, cells).map_or(NO_CODE, |kind| kind as u8));
        links.placement.push(placement(layout, cells).map_or(NO_CODE, |placement| placement as u8));
        for (column, field) in
            [(&mut links.context_left, Field::ContextLeft), (&mut links.context_right, Field::ContextRight)]
        {
            let text = layout.text(cells, field);
            match text {
                Some(text) => column.push(context(text, &mut self.spare)),
                None => column.push_null(),
            }
        }
    }
}

fn targets(plan: &Plan, layout: &Layout<'_>) -> Result<Targets, super::Error> {
    if plan.targets.len() > MOST_SITES {
        return Err(super::Error::Bad(format!("more than {MOST_SITES} compared sites")));
    }
    if !plan.targets.is_empty() {
        let site = |text: &str| crate::url::parse(text, None).filter(|address| address.starts_with("http"));
        let sites = plan.targets.iter().map(|target| {
            let address = site(&target.site);
            address
                .map(|address| (target.index, address))
                .ok_or_else(|| super::Error::Bad(format!("{} is no address of a compared site", target.site)))
        });
        return Ok(Targets::Compared(sites.collect::<Result<_, _>>()?));
    }
    if layout.has(Field::TargetUrl) || !matches!(plan.record, Record::Link) {
        return Ok(match plan.site() {
            Some(site) if !layout.has(Field::TargetUrl) => Targets::Site(site),
            _ => Targets::Column,
        });
    }
    plan.site().map(Targets::Site).ok_or_else(|| {
        super::Error::Bad("no column of the file tells where the links lead: name the site it is about".to_owned())
    })
}

fn told(read: Result<(), NoAddress>) -> Result<(), &'static str> {
    read.map_err(|why| match why {
        NoAddress::Empty => "no page address",
        NoAddress::Broken => "the page's address holds broken characters",
        NoAddress::Unparsable => "the page's address does not parse",
        NoAddress::NotWeb => "the page's address is not http or https",
    })
}

impl Claims<'_> {
    /// What was read of a row, by the names of fields and metrics, for people to look at.
    pub fn shown(&self, cells: &Cells) -> Vec<(String, String)> {
        let fields = self.plan.columns.iter().map(|column| {
            let name = column.field.word().to_owned();
            let layout = &self.layout;
            let text =
                || String::from_utf8_lossy(layout.text(cells, column.field).unwrap_or_default()).trim().to_owned();
            let shown = match column.read {
                Read::Text | Read::Number => text(),
                Read::Url => crate::url::parse(&text(), None).unwrap_or_else(text),
                Read::Flag | Read::Set => layout.flag(cells, column.field).map_or(String::new(), |yes| yes.to_string()),
                Read::Word => {
                    String::from_utf8_lossy(layout.word(cells, column.field).unwrap_or_default()).into_owned()
                }
                Read::Date => layout.date(cells, column.field).map_or(String::new(), dates::shown),
            };
            (name, shown)
        });
        let metrics = self.plan.metrics.iter().zip(&self.metrics).map(|(metric, index)| {
            (metric.name.clone(), String::from_utf8_lossy(cells.get(*index).unwrap_or_default()).into_owned())
        });
        fields.chain(metrics).collect()
    }
}
