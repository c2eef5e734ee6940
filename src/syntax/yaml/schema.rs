//! The type a plain scalar has for Compose: that of its YAML library, not that of YAML 1.2.

use super::{Node, Scalar, Style};
use crate::source::Text;
use crate::syntax::SyntaxError;

/// A plain scalar as Compose types it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Plain {
    /// Empty, `~`, `null`.
    Null,
    /// `true` or `false`; `yes` and `on` are text.
    Bool(bool),
    /// Decimal, `0x`, `0o`, `0b`, or octal with a leading zero; `_` may separate digits.
    Int(i128),
    /// Anything with a point or an exponent, or an integer that fits no 64 bits.
    Float(f64),
    /// A date or a time, which Compose accepts in few places.
    Timestamp,
    /// Text.
    Text,
}

impl Scalar {
    /// The type of this scalar; quoted and block scalars are text.
    pub fn plain(&self) -> Plain {
        if self.style == Style::Plain { resolve(self.text.as_str()) } else { Plain::Text }
    }

    /// The text Compose gets when it wants text here: numbers are written anew (`012` becomes
    /// `10`, `1.50` becomes `1.5`), which none stands for text that is taken as it is.
    pub fn rewritten(&self) -> Option<String> {
        let written = match self.plain() {
            Plain::Int(number) => number.to_string(),
            Plain::Float(number) => go_float(number),
            Plain::Bool(flag) => flag.to_string(),
            Plain::Null | Plain::Timestamp | Plain::Text => return None,
        };
        (written != self.text.as_str()).then_some(written)
    }
}

impl Node {
    /// The scalar as its tag types it: `!!str` and tags that are none of YAML's own make it text, `!!int`
    /// and its like have quoted text looked at too (YAML 1.2.2 §10.2).
    /// None of a collection.
    ///
    /// # Errors
    /// When it is nothing of what its tag says.
    pub fn tagged(&self) -> Option<Result<Scalar, SyntaxError>> {
        let scalar = self.scalar()?.clone();
        let Some(tag) = self.tag().filter(|tag| tag.name != "!") else { return Some(Ok(scalar)) };
        let plain = resolve(scalar.text.as_str());
        let misfit = || {
            let error = SyntaxError::new(self.span, format!("this is nothing that `{}` can be", tag.name));
            error.help("remove the tag, or write a value of its type")
        };
        let fits = match tag.name.as_str() {
            "!!int" => matches!(plain, Plain::Int(_)),
            "!!float" => matches!(plain, Plain::Int(_) | Plain::Float(_)),
            "!!bool" => matches!(plain, Plain::Bool(_)),
            "!!null" => plain == Plain::Null,
            "!!timestamp" => plain == Plain::Timestamp,
            "!!binary" => {
                let decoded = base64(scalar.text.as_str());
                let text = decoded.map(|bytes| Text::opaque(&String::from_utf8_lossy(&bytes), scalar.text.span()));
                return Some(text.map(|text| Scalar { text, style: Style::DoubleQuoted }).ok_or_else(misfit));
            }
            "!!merge" => return Some(Ok(scalar)),
            _ => return Some(Ok(Scalar { style: Style::DoubleQuoted, ..scalar })),
        };
        Some(if fits { Ok(Scalar { style: Style::Plain, ..scalar }) } else { Err(misfit()) })
    }

    /// Whether this is a null: empty, `~` or `null`, unquoted.
    pub fn is_null(&self) -> bool {
        self.scalar().is_some_and(|scalar| scalar.plain() == Plain::Null)
    }
}

fn resolve(text: &str) -> Plain {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Plain::Null,
        "true" | "True" | "TRUE" => return Plain::Bool(true),
        "false" | "False" | "FALSE" => return Plain::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Plain::Float(f64::NAN),
        _ => {}
    }
    if matches!(text.strip_prefix(['+', '-']).unwrap_or(text), ".inf" | ".Inf" | ".INF") {
        return Plain::Float(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return Plain::Text;
    }
    if is_timestamp(text) {
        return Plain::Timestamp;
    }
    let digits = text.replace('_', "");
    if let Some(number) = integer(&digits)
        && i128::from(i64::MIN) <= number
        && number <= i128::from(u64::MAX)
    {
        return Plain::Int(number);
    }
    if is_float(&digits) {
        // What is too large for a float is text.
        return digits.parse().ok().filter(|number: &f64| number.is_finite()).map_or(Plain::Text, Plain::Float);
    }
    Plain::Text
}

fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, digits.get(2..)?),
        [b'0', b'o' | b'O', ..] => (8, digits.get(2..)?),
        [b'0', b'b' | b'B', ..] => (2, digits.get(2..)?),
        [b'0', _, ..] => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    if !digits.starts_with(|first: char| first.is_ascii_hexdigit()) {
        return None;
    }
    let number = i128::from_str_radix(digits, radix).ok()?;
    Some(if negative { -number } else { number })
}

fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (unsigned.get(..at).unwrap_or_default(), unsigned.get(at + 1..)),
        None => (unsigned, None),
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        None => is_digits(mantissa),
        Some((whole, fraction)) => {
            (is_digits(whole) && (fraction.is_empty() || is_digits(fraction)))
                || (whole.is_empty() && is_digits(fraction))
        }
    };
    mantissa_fits && exponent.is_none_or(|part| is_digits(part.strip_prefix(['+', '-']).unwrap_or(part)))
}

/// `2026-1-2`, alone, before `T` and a time with a zone, or before a blank and a time without one.
fn is_timestamp(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let (day, time) = digits(rest);
    let (Some(month), Some(day)) = (short(month), short(day)) else { return false };
    let year = if year.len() == 4 && digits(year).1.is_empty() { year.parse().unwrap_or(0) } else { return false };
    (1..=12).contains(&month) && (1..=days(year, month)).contains(&day) && (time.is_empty() || is_time(time))
}

fn is_time(text: &str) -> bool {
    let (clock, zoned) = match text.strip_prefix(['T', 't']) {
        Some(clock) => (clock, true),
        None => (text.trim_start_matches(' '), false),
    };
    let fields: Vec<&str> = clock.splitn(3, ':').collect();
    let [hour, minute, rest] = fields.as_slice() else { return false };
    if clock.len() == text.len() {
        return false;
    }
    let (second, rest) = digits(rest);
    let zone = rest.strip_prefix(['.', ',']).map_or(rest, |fraction| digits(fraction).1);
    let within = |field: &str, most: u32| short(field).is_some_and(|number| number < most);
    within(hour, 24) && within(minute, 60) && within(second, 60) && if zoned { is_zone(zone) } else { zone.is_empty() }
}

/// `Z` or `+01:00`.
fn is_zone(text: &str) -> bool {
    let offset = text.strip_prefix(['+', '-']).and_then(|offset| offset.split_once(':'));
    let two = |field: &str| field.len() == 2 && digits(field).1.is_empty();
    text == "Z" || offset.is_some_and(|(hours, minutes)| two(hours) && two(minutes))
}

/// The digits that `text` begins with, and the rest.
fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

/// One or two digits.
fn short(text: &str) -> Option<u32> {
    ((1..=2).contains(&text.len()) && digits(text).1.is_empty()).then(|| text.parse().ok()).flatten()
}

fn days(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The bytes behind base64 (RFC 4648 §4), which line ends may interrupt.
fn base64(text: &str) -> Option<Vec<u8>> {
    let text: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    let digits = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(&text);
    let (mut bytes, mut bits, mut length) = (Vec::new(), 0_u32, 0);
    for &digit in digits {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        (bits, length) = (bits << 6 | u32::from(value), length + 6);
        if length >= 8 {
            length -= 8;
            bytes.push(u8::try_from(bits >> length & 0xff).unwrap_or_default());
        }
    }
    text.len().is_multiple_of(4).then_some(bytes)
}

/// A float as Go prints it: the shortest digits, with an exponent from the seventh digit on and
/// below the fourth place behind the point.
fn go_float(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        return format!("{number}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Docker Compose 2.40.3 makes of a plain scalar in `environment`.
    #[test]
    fn scalars_read_as_compose_reads_them() {
        let text = |plain: &str| match resolve(plain) {
            Plain::Int(number) => number.to_string(),
            Plain::Float(number) => go_float(number),
            other => format!("{other:?}"),
        };
        for (written, read) in [
            ("012", "10"),
            ("0o17", "15"),
            ("0x1F", "31"),
            ("0b11", "3"),
            ("1_000", "1000"),
            ("-010", "-8"),
            ("1.50", "1.5"),
            ("1e3", "1000"),
            ("1e6", "1e+06"),
            ("100000000.0", "1e+08"),
            ("12345678.9", "1.23456789e+07"),
            (".inf", "+Inf"),
            ("-.INF", "-Inf"),
            ("++.inf", "Text"),
            ("+-.INF", "Text"),
            ("-0", "0"),
            ("+5", "5"),
            ("08", "8"),
            ("089", "89"),
            ("99999999999999999999", "1e+20"),
            ("yes", "Text"),
            ("22:22", "Text"),
            ("1:30", "Text"),
            ("2024-01-01", "Timestamp"),
            ("2024-01-01T10:00:00Z", "Timestamp"),
            ("2024-13-01", "Text"),
            ("2023-02-29", "Text"),
            ("2024-02-29", "Timestamp"),
            ("2024-01-01 1:2:3", "Timestamp"),
            ("2024-01-01 10:00:00 Z", "Text"),
            ("2024-01-01T10:00:00.5+01:00", "Timestamp"),
            ("2024-01-01T10:00:00", "Text"),
            ("1e400", "Text"),
            ("1.2.3", "Text"),
            ("127.0.0.1", "Text"),
            ("-", "Text"),
            ("0x", "Text"),
            ("TRUE", "Bool(true)"),
            ("~", "Null"),
        ] {
            assert_eq!(text(written), read, "{written}");
        }
    }
}
