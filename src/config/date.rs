//! Days of the calendar.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::de::{Deserialize, Deserializer};

use super::typed::refusal;

/// A day of the Gregorian calendar, written `2027-01-31` (ISO 8601, calendar date).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day of `time` in UTC; none before 1970 and after 9999.
    pub fn of(time: SystemTime) -> Option<Self> {
        let days = time.duration_since(UNIX_EPOCH).ok()?.as_secs() / (24 * 60 * 60);
        let mut left = u16::try_from(days / 365).ok().filter(|years| *years < 9000).and(u32::try_from(days).ok())?;
        let mut year = 1970;
        while left >= days_of_year(year) {
            left -= days_of_year(year);
            year += 1;
        }
        let mut month = 1;
        while left >= u32::from(days_of_month(year, month)) {
            left -= u32::from(days_of_month(year, month));
            month += 1;
        }
        Some(Self { year, month, day: u8::try_from(left).ok()? + 1 })
    }
}

fn days_of_year(year: u16) -> u32 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of_month(year: u16, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap(year: u16) -> bool {
    (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400)
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| {
            let part =
                parts.next().filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()));
            part.and_then(|part| part.parse::<u16>().ok()).ok_or(())
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let (month, day) = (u8::try_from(month).map_err(|_| ())?, u8::try_from(day).map_err(|_| ())?);
        let exists = (1..=12).contains(&month) && (1..=days_of_month(year, month)).contains(&day);
        if exists && parts.next().is_none() { Ok(Self { year, month, day }) } else { Err(()) }
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| refusal("is no date", "write year, month and day: `2027-01-31`"))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn days_are_counted_as_calendars_do() {
        let of = |seconds| Date::of(UNIX_EPOCH + Duration::from_secs(seconds)).map(|date| date.to_string());
        assert_eq!(of(0).as_deref(), Some("1970-01-01"));
        assert_eq!(of(951_782_399).as_deref(), Some("2000-02-28"));
        assert_eq!(of(951_782_400).as_deref(), Some("2000-02-29"));
        assert_eq!(of(1_798_761_599).as_deref(), Some("2026-12-31"));
        assert_eq!(of(u64::MAX / 1_000_000), None);
    }

    #[test]
    fn only_days_that_exist_are_dates() {
        assert!("2026-12-31".parse::<Date>() < "2027-01-01".parse());
        for text in ["2027-02-29", "2027-13-01", "2027-1-31", "27-01-31", "2027-01-31-", "2027-01-00", "+027-01-31", ""]
        {
            assert_eq!(text.parse::<Date>(), Err(()), "{text}");
        }
    }
}
