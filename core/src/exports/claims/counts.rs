//! Claims that are about no link: counts of a domain, an anchor or a page, and traffic.

use super::{Claims, told};
use crate::exports::cells::{Cells, push_collapsed};
use crate::exports::dates;
use crate::exports::plan::{Field, Record};
use crate::exports::row::{address, domain};

impl Claims<'_> {
    pub(super) fn day_row(&mut self, cells: &Cells, line: u64) -> Result<(), &'static str> {
        let day = self.layout.date(cells, Field::Day).ok_or("no day that can be read")?;
        self.count_claim(None, Some(dates::day(day)), Record::TrafficDay, cells, line);
        Ok(())
    }

    pub(super) fn subject_row(&mut self, cells: &Cells, line: u64, record: Record) -> Result<(), &'static str> {
        let text = self.layout.text(cells, Field::Subject).unwrap_or_default();
        let mut subject = std::mem::take(&mut self.source);
        let read = match record {
            Record::Anchor => {
                subject.clear();
                push_collapsed(text, &mut subject);
                Ok(())
            }
            Record::Domain => domain(text, &mut subject),
            _ => self.page_address(text, &mut subject),
        };
        if read.is_ok() {
            let day = self.layout.date(cells, Field::Day).map(dates::day);
            self.count_claim(Some(&subject), day, record, cells, line);
        }
        self.source = subject;
        read
    }

    /// The address of a page; analytics give its path alone, on the site that the file is about.
    fn page_address(&self, text: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
        let text = text.trim_ascii();
        let whole = match (text, self.plan.site()) {
            ([b'/', rest @ ..], Some(site)) if !rest.starts_with(b"/") => {
                let text = String::from_utf8_lossy(text);
                crate::url::parse(&text, Some(&site)).unwrap_or_default().into_bytes()
            }
            _ => return told(address(text, out)),
        };
        if text.contains(&0) { Err("the page's address holds broken characters") } else { told(address(&whole, out)) }
    }

    /// A claim that is about no link.
    fn count_claim(&mut self, subject: Option<&[u8]>, day: Option<i32>, record: Record, cells: &Cells, line: u64) {
        let [first_seen, last_seen, lost_at] =
            [Field::FirstSeen, Field::LastSeen, Field::LostAt].map(|field| self.layout.date(cells, field));
        let claims = &mut self.rows.claims;
        claims.source_url.push_null();
        claims.target_url.push_null();
        claims.target_assumed.push(false);
        claims.subject.push_option(subject);
        claims.day.push(day);
        claims.anchor.push_null();
        claims.first_seen.push(first_seen);
        claims.last_seen.push(last_seen);
        claims.lost_at.push(lost_at);
        claims.lost_reason.push_option(self.layout.some_text(cells, Field::LostReason));
        self.end_claim(record, None, cells, line);
    }
}
