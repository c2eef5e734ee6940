//! The type a plain scalar has for Compose: that of its YAML library, not that of YAML 1.2.

use super::{Node, Scalar, Style};

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
    if matches!(text.trim_start_matches(['+', '-']), ".inf" | ".Inf" | ".INF") {
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
        return digits.parse().map_or(Plain::Text, Plain::Float);
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

/// `2026-1-2`, alone or before `T`, `t` or blanks and a time.
fn is_timestamp(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let day_length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (day, time) = (rest.get(..day_length).unwrap_or_default(), rest.get(day_length..).unwrap_or_default());
    let within = |part: &str, most: u8| {
        (1..=2).contains(&part.len()) && part.parse::<u8>().is_ok_and(|number| (1..=most).contains(&number))
    };
    year.len() == 4
        && year.bytes().all(|byte| byte.is_ascii_digit())
        && within(month, 12)
        && within(day, 31)
        && (time.is_empty() || is_time(time))
}

fn is_time(text: &str) -> bool {
    let clock = text.strip_prefix(['T', 't']).unwrap_or_else(|| text.trim_start_matches([' ', '\t']));
    let fields: Vec<&str> = clock.splitn(3, ':').collect();
    clock.len() < text.len()
        && matches!(fields.as_slice(), [hour, minute, second]
            if (1..=2).contains(&hour.len())
                && hour.bytes().chain(minute.bytes()).all(|byte| byte.is_ascii_digit())
                && second.starts_with(|first: char| first.is_ascii_digit()))
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
