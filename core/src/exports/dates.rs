//! Dates as exports write them, in microseconds since 1970; a time without a zone is UTC.
//!
//! ISO 8601 with or without a time, English month names (`Sep 15, 2026`, `15 Sep 2026`), three numbers with the year at
//! the end (`28/09/2026`, `28.09.2026`, `9/28/2026`), and numbers: the serial days of spreadsheets, Unix time in JSON.

use crate::archive::date::moment;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// What a bare number means where a date belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// Nothing.
    NoDates,
    /// Days since 1899-12-30, with a fraction: the spreadsheets' way.
    Serial,
    /// Seconds, milliseconds or microseconds since 1970, told apart by their size.
    Unix,
}

/// The moment that a text tells. `day_first` decides `03/04/2026`, where both readings are dates.
pub fn date(text: &[u8], day_first: bool, numbers: Numbers) -> Option<i64> {
    let text = text.trim_ascii();
    if text.len() < 4 || text.len() > 64 {
        return None;
    }
    match numbers {
        Numbers::Serial if is_number(text) => return serial(text),
        Numbers::Unix if is_number(text) => return unix(text),
        _ => {}
    }
    let mut words = Words { text };
    let (year, month, day) = match text {
        [a, b, c, d, b'-' | b'/' | b'.', ..] if [a, b, c, d].iter().all(|c| c.is_ascii_digit()) => iso(&mut words)?,
        [c, ..] if c.is_ascii_alphabetic() => month_first(&mut words)?,
        _ => day_or_number_first(&mut words, day_first)?,
    };
    let (clock, offset) = words.clock()?;
    Some(moment(year, month, day, clock.0, clock.1, clock.2)? + clock.3 - offset * 60 * SECOND)
}

fn is_number(text: &[u8]) -> bool {
    text.iter().all(|c| c.is_ascii_digit() || *c == b'.') && text.iter().filter(|c| **c == b'.').count() < 2
}

/// A spreadsheet's serial number, to the millisecond: a float of days is no finer.
fn serial(text: &[u8]) -> Option<i64> {
    let days: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    // 1990 to 2200, as everywhere.
    (32_874.0..109_575.0).contains(&days).then(|| ((days - 25_569.0) * 86_400_000.0).round() as i64 * 1000)
}

fn unix(text: &[u8]) -> Option<i64> {
    let number: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    let micros = if number < 1e11 {
        number * 1e6
    } else if number < 1e14 {
        number * 1e3
    } else {
        number
    };
    (631_152_000e6..7_258_118_400e6).contains(&micros).then_some(micros as i64)
}

/// `2026-04-18`, also with slashes or points.
fn iso(words: &mut Words<'_>) -> Option<(i64, i64, i64)> {
    let year = words.number(4)?;
    words.one_of(b"-/.")?;
    let month = words.number(2)?;
    words.one_of(b"-/.")?;
    let day = words.number(2)?;
    Some((year, month, day))
}

/// `Sep 15, 2026`.
fn month_first(words: &mut Words<'_>) -> Option<(i64, i64, i64)> {
    let month = words.month()?;
    words.gap(b" .");
    let day = words.number(2)?;
    words.gap(b" ,");
    Some((words.number(4)?, month, day))
}

/// `15 Sep 2026`, `15-Sep-2026`, `28/09/2026`.
fn day_or_number_first(words: &mut Words<'_>, day_first: bool) -> Option<(i64, i64, i64)> {
    let first = words.number(2)?;
    words.one_of(b"/.- ")?;
    words.gap(b" ");
    if words.text.first()?.is_ascii_alphabetic() {
        let month = words.month()?;
        words.gap(b" .,-");
        return Some((words.number(4)?, month, first));
    }
    let second = words.number(2)?;
    words.one_of(b"/.- ")?;
    words.gap(b" ");
    let year = words.number(4)?;
    let day_first = if first > 12 { true } else { second <= 12 && day_first };
    Some(if day_first { (year, second, first) } else { (year, first, second) })
}

/// The rest of a text that is read from the left.
struct Words<'t> {
    text: &'t [u8],
}

impl Words<'_> {
    /// A number of up to so many digits; years have just four.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let length = self.text.iter().take_while(|c| c.is_ascii_digit()).count();
        if length == 0 || length > digits || digits == 4 && length < 4 {
            return None;
        }
        let (number, rest) = self.text.split_at(length);
        self.text = rest;
        Some(number.iter().fold(0, |sum, c| sum * 10 + i64::from(c - b'0')))
    }

    fn one_of(&mut self, signs: &[u8]) -> Option<u8> {
        let (first, rest) = self.text.split_first()?;
        signs.contains(first).then(|| {
            self.text = rest;
            *first
        })
    }

    fn gap(&mut self, signs: &[u8]) {
        while self.one_of(signs).is_some() {}
    }

    /// The name of a month, whole or its first three or four letters.
    fn month(&mut self) -> Option<i64> {
        const NAMES: [&str; 12] = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        let length = self.text.iter().take_while(|c| c.is_ascii_alphabetic()).count();
        let (word, rest) = self.text.split_at(length);
        let is =
            |name: &&str| length >= 3 && length <= name.len() && name.as_bytes()[..length].eq_ignore_ascii_case(word);
        let month = NAMES.iter().position(is)?;
        self.text = rest;
        Some(month as i64 + 1)
    }

    /// The time of day (hour, minute, second, microseconds) and the zone in minutes; nothing is midnight, UTC. The text
    /// must end with it.
    fn clock(&mut self) -> Option<((i64, i64, i64, i64), i64)> {
        if self.text.is_empty() {
            return Some(((0, 0, 0, 0), 0));
        }
        self.one_of(b"Tt ,")?;
        self.gap(b" ");
        let hour = self.number(2)?;
        self.one_of(b":")?;
        let minute = self.number(2)?;
        let second = if self.one_of(b":").is_some() { self.number(2)? } else { 0 };
        let micros = if self.one_of(b".,").is_some() { self.fraction()? } else { 0 };
        self.gap(b" ");
        let hour = self.half_of_day(hour)?;
        let offset = self.zone()?;
        self.text.is_empty().then_some(((hour, minute, second, micros), offset))
    }

    fn fraction(&mut self) -> Option<i64> {
        let length = self.text.iter().take_while(|c| c.is_ascii_digit()).count();
        let (digits, rest) = self.text.split_at(length);
        self.text = rest;
        let micros = digits
            .iter()
            .take(6)
            .fold((0, SECOND / 10), |(sum, unit), c| (sum + i64::from(c - b'0') * unit, unit / 10));
        (length > 0).then_some(micros.0)
    }

    /// `AM` or `PM` after an hour.
    fn half_of_day(&mut self, hour: i64) -> Option<i64> {
        let pm = match self.text {
            [b'A' | b'a', b'M' | b'm', ..] => 0,
            [b'P' | b'p', b'M' | b'm', ..] => 12,
            _ => return Some(hour),
        };
        self.text = &self.text[2..];
        self.gap(b" ");
        (1..=12).contains(&hour).then_some(hour % 12 + pm)
    }

    /// `Z`, `UTC`, `GMT`, `+02:00`, `-0800`, `+0000 UTC`; nothing is UTC.
    fn zone(&mut self) -> Option<i64> {
        let offset = match self.one_of(b"+-") {
            None => 0,
            Some(sign) => {
                let digits: Vec<u8> =
                    self.text.iter().copied().filter(|c| *c != b':').take_while(u8::is_ascii_digit).collect();
                let value = |range| {
                    digits.get(range).map(|two: &[u8]| i64::from(two[0] - b'0') * 10 + i64::from(two[1] - b'0'))
                };
                let length = self.text.iter().take_while(|c| c.is_ascii_digit() || **c == b':').count();
                self.text = &self.text[length..];
                let minutes = match digits.len() {
                    2 => value(0..2)? * 60,
                    4 => value(0..2)? * 60 + value(2..4)?,
                    _ => return None,
                };
                if sign == b'-' { -minutes } else { minutes }
            }
        };
        self.gap(b" ");
        for name in [&b"UTC"[..], b"GMT", b"Z"] {
            if self.text.len() >= name.len() && self.text[..name.len()].eq_ignore_ascii_case(name) {
                self.text = &self.text[name.len()..];
                break;
            }
        }
        Some(offset)
    }
}

/// The day of a moment, in days since 1970.
pub fn day(micros: i64) -> i32 {
    micros.div_euclid(DAY) as i32
}

/// A moment as people read it: the day, and the time of day if there is one.
pub fn shown(micros: i64) -> String {
    // Howard Hinnant's `civil_from_days`.
    let days = micros.div_euclid(DAY) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (month, day) = ((shifted + 2) % 12 + 1, of_year - (153 * shifted + 2) / 5 + 1);
    let year = year + era * 400 + i64::from(month <= 2);
    let seconds = micros.rem_euclid(DAY) / SECOND;
    match seconds {
        0 => format!("{year:04}-{month:02}-{day:02}"),
        _ => {
            format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Seconds checked with `date -u -d … +%s`.
    #[test]
    fn reads_the_dates_of_exports() {
        let seconds = |text: &str, day_first| date(text.as_bytes(), day_first, Numbers::NoDates).map(|v| v / SECOND);
        for text in [
            "2026-09-15",
            "Sep 15, 2026",
            "Sept 15 2026",
            "September 15, 2026",
            "15 Sep 2026",
            "15-Sep-2026",
            "15.09.2026",
            "9/15/2026",
            "2026/9/15",
            "2026-09-15T00:00:00Z",
            "2026-09-15 02:00:00 +02:00",
            "2026-09-15 00:00:00 +0000 UTC",
            "Sep 15, 2026, 12:00 AM",
        ] {
            assert_eq!(seconds(text, false), Some(1_789_430_400), "{text}");
        }
        assert_eq!(seconds("03/04/2026", true), Some(1_775_174_400));
        assert_eq!(seconds("03/04/2026", false), Some(1_772_582_400));
        assert_eq!(date(b"2026-09-15 10:00:00.25", false, Numbers::NoDates), Some(1_789_466_400_250_000));
        assert_eq!(date(b"45000.5", false, Numbers::Serial), Some(1_678_881_600_000_000));
        assert_eq!(date(b"1700000000", false, Numbers::Unix), Some(1_700_000_000_000_000));
        assert_eq!(date(b"1700000000123", false, Numbers::Unix), Some(1_700_000_000_123_000));
        assert_eq!(day(-1), -1);
        assert_eq!(shown(1_789_466_400_250_000), "2026-09-15 10:00:00");
        assert_eq!(shown(1_709_164_800_000_000), "2024-02-29");
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "-",
            "never",
            "2026",
            "45000.5",
            "1700000000",
            "31/31/2026",
            "2026-02-30",
            "0000-00-00",
            "May",
            "May 5",
            "2026-09-15 25:00",
            "2026-09-15x",
            "13:00 PM",
            "15 Sep 26",
        ] {
            assert_eq!(date(text.as_bytes(), false, Numbers::NoDates), None, "{text}");
        }
    }
}
