//! Dates as archives and servers write them, in microseconds since 1970, UTC.
//!
//! WARC writes ISO 8601 (W3C-DTF, in 1.1 with fractions), ARC fourteen digits, HTTP the dates of RFC 9110 5.6.7.
//! ClueWeb09 writes the day of the year where the day of the month belongs, and an offset
//! (`2009-03-65T08:43:19-0800`).

const SECOND: i64 = 1_000_000;

/// Days since 1970-01-01 of a date of the Gregorian calendar (Howard Hinnant's `days_from_civil`).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn days_in(year: i64, month: i64) -> i64 {
    days(if month == 12 { year + 1 } else { year }, month % 12 + 1, 1) - days(year, month, 1)
}

/// Microseconds of a moment, if there is such a day and such a time.
pub(crate) fn moment(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64) -> Option<i64> {
    // No web before 1990; a date far ahead is a fault of a clock, and times beyond 2262 overflow elsewhere.
    let sound = (1990..2200).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    sound.then(|| (days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second) * SECOND)
}

/// The number that all of `digits` spell.
fn number(digits: &[u8]) -> Option<i64> {
    let sound = !digits.is_empty() && digits.len() <= 9 && digits.iter().all(u8::is_ascii_digit);
    sound.then(|| digits.iter().fold(0, |n, d| n * 10 + i64::from(d - b'0')))
}

/// A WARC-Date: `2026-01-15T00:00:00Z`, with a fraction or an offset, or only its first parts.
pub fn warc(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii();
    let (date, time) = match text.iter().position(|b| matches!(b, b'T' | b't' | b' ')) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, &b""[..]),
    };
    let mut parts = date.split(|b| *b == b'-');
    let year = number(parts.next()?)?;
    let (month, day) = match (parts.next(), parts.next()) {
        (None, _) => (1, 1),
        (Some(month), None) => (number(month)?, 1),
        (Some(month), Some(day)) => (number(month)?, number(day)?),
    };
    if parts.next().is_some() {
        return None;
    }
    let day = if day > 31 { day_of_year(year, month, day)? } else { day };
    clock(time, |hour, minute, second| moment(year, month, day, hour, minute, second))
}

/// The day of the month that ClueWeb09's day of the year is; the month stands before it too.
fn day_of_year(year: i64, month: i64, day: i64) -> Option<i64> {
    (1..=12).contains(&month).then(|| day - (days(year, month, 1) - days(year, 1, 1)))
}

/// Reads `12:34:56.789Z` or `12:34:56-0800` and gives it to `moment`; none is midnight.
fn clock(time: &[u8], moment: impl Fn(i64, i64, i64) -> Option<i64>) -> Option<i64> {
    if time.is_empty() {
        return moment(0, 0, 0);
    }
    let zone = time.iter().position(|b| matches!(b, b'Z' | b'z' | b'+' | b'-')).unwrap_or(time.len());
    let (time, zone) = time.split_at(zone);
    let (time, fraction) = match time.iter().position(|b| *b == b'.') {
        Some(at) => (&time[..at], &time[at + 1..]),
        None => (time, &b""[..]),
    };
    let mut parts = time.split(|b| *b == b':');
    let hour = number(parts.next()?)?;
    let minute = parts.next().map_or(Some(0), number)?;
    let second = parts.next().map_or(Some(0), number)?;
    let offset = match zone {
        [] | [b'Z' | b'z'] => 0,
        [sign, rest @ ..] => {
            let digits: Vec<u8> = rest.iter().copied().filter(|b| *b != b':').collect();
            let minutes = number(digits.get(..2)?)? * 60 + digits.get(2..4).map_or(Some(0), number)?;
            if *sign == b'-' { -minutes } else { minutes }
        }
    };
    let micros = fraction.iter().take(6).try_fold((0, SECOND / 10), |(sum, unit), digit| {
        digit.is_ascii_digit().then(|| (sum + i64::from(digit - b'0') * unit, unit / 10))
    })?;
    Some(moment(hour, minute, second)? + micros.0 - offset * 60 * SECOND)
}

/// An ARC date: `YYYYMMDDhhmmss`, fewer digits for less, further digits ignored.
pub fn arc(text: &[u8]) -> Option<i64> {
    let digits = &text[..text.len().min(14)];
    if digits.len() < 8 || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let part = |from: usize| digits.get(from..from + 2).map_or(Some(0), number);
    moment(number(&digits[..4])?, number(&digits[4..6])?, number(&digits[6..8])?, part(8)?, part(10)?, part(12)?)
}

/// An HTTP date: `Sun, 06 Nov 1994 08:49:37 GMT`, or the two older forms.
pub fn http(text: &[u8]) -> Option<i64> {
    const MONTHS: [&[u8]; 12] =
        [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
    let (mut year, mut month, mut day, mut time) = (None, None, None, None);
    for word in text.split(|b| matches!(b, b' ' | b',' | b'-')).filter(|word| !word.is_empty()) {
        let name = word.get(..3).map(<[u8]>::to_ascii_lowercase);
        if word.contains(&b':') {
            let mut parts = word.split(|b| *b == b':').map(number);
            time = Some((parts.next()??, parts.next()??, parts.next()??));
        } else if let Some(n) = number(word) {
            if day.is_none() {
                day = Some(n);
            } else {
                // RFC 850 wrote two digits.
                year = Some(if n < 70 {
                    n + 2000
                } else if n < 100 {
                    n + 1900
                } else {
                    n
                });
            }
        } else if let Some(at) = MONTHS.iter().position(|m| name.as_deref() == Some(*m)) {
            month = Some(at as i64 + 1);
        }
    }
    let (hour, minute, second) = time?;
    moment(year?, month?, day?, hour, minute, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Seconds checked with `date -u -d … +%s`.
    #[test]
    fn reads_the_dates_of_archives() {
        let seconds = |value: Option<i64>| value.map(|v| v / SECOND);
        assert_eq!(seconds(warc(b"2026-01-15T00:00:00Z")), Some(1_768_435_200));
        assert_eq!(warc(b"2023-11-16T10:11:44.152Z"), Some(1_700_129_504_152_000));
        assert_eq!(seconds(warc(b"2016-02-29")), Some(1_456_704_000));
        assert_eq!(seconds(warc(b"2016")), Some(1_451_606_400));
        assert_eq!(seconds(warc(b"2009-03-65T08:43:19-0800")), Some(1_236_357_799));
        assert_eq!(seconds(arc(b"20080430204825")), Some(1_209_588_505));
        assert_eq!(seconds(arc(b"201404010000000000")), Some(1_396_310_400));
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(seconds(http(text.as_bytes())), Some(784_111_777), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in
            ["5088968-11-06T12:31:23Z", "2015-02-29T00:00:00Z", "2015-13-01", "", "yesterday", "2015-01-01T25:00"]
        {
            assert_eq!(warc(text.as_bytes()), None, "{text}");
        }
        assert_eq!(arc(b"2008"), None);
        assert_eq!(arc(b"2008043020482x"), None);
        assert_eq!(http(b"Sun, 06 Nov 1994"), None);
    }
}
