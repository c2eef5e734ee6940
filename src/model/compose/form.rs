//! What a text must read as where Compose wants more than text: numbers, sizes, durations and so on.

use std::ops::Range;

use super::command_line;
use crate::config::suggest;

/// What a scalar must read as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// Any text.
    Any,
    /// One of these words.
    Words(&'static [&'static str]),
    /// `true`, `yes`, `on` and their opposites.
    Flag,
    /// A whole number in this range.
    Integer(i64, i64),
    /// A number.
    Number,
    /// A number of bytes, with a unit or without.
    Size,
    /// Likewise, and no number below zero.
    SizeFromZero,
    /// A number with a unit, several times over.
    Duration,
    /// The mode of a file in octal digits.
    Mode,
    /// `all`, or a number of devices.
    DeviceCount,
    /// A line that can be split into words as a shell does it.
    Command,
    /// The name of a container: a letter or digit, and one character more.
    ContainerName,
    /// When to pull.
    PullPolicy,
    /// `KEY=value` or `KEY`, without a blank behind the key.
    Variable,
    /// `key=value`.
    Assignment,
    /// `default`, or `name=path`.
    Ssh,
    /// `host:address` or `host=address`.
    Host,
    /// `host[:container[:permissions]]`.
    Device,
    /// `raw`, or nothing.
    EnvFileFormat,
    /// Anything but nothing.
    Filled,
}

/// Why a text does not read as it must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is said of the attribute, as the rest of a clause.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The bytes of the text that are at fault; none for all.
    pub range: Option<Range<usize>>,
}

impl Fault {
    /// The whole text is at fault.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), range: None }
    }

    /// A part of the text is at fault.
    #[must_use]
    pub fn within(self, range: Range<usize>) -> Self {
        Self { range: Some(range), ..self }
    }
}

impl Form {
    /// What is wrong with `text`; `is_text` when YAML, too, takes it as text.
    pub fn fault(self, text: &str, is_text: bool) -> Option<Fault> {
        match self {
            Self::Integer(least, most) if is_text || text.parse::<i64>().is_ok() => {
                return integer_fault(text, least, most);
            }
            Self::SizeFromZero if !is_text => return integer_fault(text, 0, i64::MAX),
            // A number is a number, a boolean a boolean.
            _ if !is_text => return None,
            _ => {}
        }
        let wrong = |fits: bool, message: &str, help: &str| (!fits).then(|| Fault::new(message, help));
        match self {
            Self::Any | Self::Integer(..) => None,
            Self::Words(words) => (!words.contains(&text)).then(|| words_fault(text, words)),
            Self::Flag => wrong(flag(text).is_some(), "is no boolean", "write `true` or `false`"),
            Self::Number => wrong(number(text).is_some(), "is no number", "write a number such as `0.5`"),
            Self::Size | Self::SizeFromZero => {
                wrong(size(text).is_some(), "is no size", "write a size such as `64m` or `1g`")
            }
            Self::Duration => wrong(is_duration(text), "is no duration", "add a unit, as in `30s` or `1m30s`"),
            Self::Mode => {
                wrong(i64::from_str_radix(text, 8).is_ok(), "is no file mode", "write octal digits such as `0440`")
            }
            Self::DeviceCount => {
                let fits = text.eq_ignore_ascii_case("all") || text.parse::<i64>().is_ok();
                wrong(fits, "is no number of devices", "write `all` or a number")
            }
            Self::Command => command_line::fault(text),
            Self::ContainerName => {
                let help = "use at least two letters, digits, `.`, `_` or `-`";
                wrong(is_container_name(text), "is no name for a container", help)
            }
            Self::PullPolicy => {
                let help = "write `always`, `missing`, `build`, `never`, `daily` or `weekly`";
                wrong(is_pull_policy(text), "is no pull policy", help)
            }
            Self::Variable => {
                let key = text.split('=').next().unwrap_or_default();
                let blank = key.len() - key.trim_end().len();
                let message = "has a blank behind the name of a variable";
                (blank > 0).then(|| Fault::new(message, "remove the blank").within(key.len() - blank..key.len()))
            }
            Self::Assignment => wrong(text.contains('='), "has no `=`", "write `name=value`"),
            Self::Ssh => {
                let fits = text == "default" || text.contains('=');
                wrong(fits, "is no key of an SSH agent", "write `default` or `name=path`")
            }
            Self::Host => host_fault(text),
            Self::Device => {
                let help = "write `host:container:permissions`, or a mapping with `source` and `target`";
                wrong(text.matches(':').count() < 3, "has too many `:`", help)
            }
            Self::EnvFileFormat => wrong(matches!(text, "" | "raw"), "must be `raw`", "write `raw`, or remove it"),
            Self::Filled => wrong(!text.is_empty(), "is empty", "write a path"),
        }
    }
}

/// A boolean as Compose casts it.
pub fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "on" => Some(true),
        "false" | "no" | "n" | "off" => Some(false),
        _ => None,
    }
}

/// A number as Go reads it: `_` may separate digits.
pub fn number(text: &str) -> Option<f64> {
    let is_separator = |at: usize| {
        let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let bytes = text.as_bytes();
        digit(at.checked_sub(1).and_then(|before| bytes.get(before))) && digit(bytes.get(at + 1))
    };
    if text.match_indices('_').any(|(at, _)| !is_separator(at)) {
        return None;
    }
    text.replace('_', "").parse().ok()
}

/// A size in bytes: a number, an optional blank, and `b`, `k`, `m`, `g`, `t` or `p`, to which `b`
/// or `ib` may be added.
pub fn size(text: &str) -> Option<f64> {
    let end = text.rfind(|letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ' '))?;
    let (digits, suffix) = (text.get(..=end)?, text.get(end + 1..)?);
    let bytes = number(digits.strip_suffix(' ').unwrap_or(digits)).filter(|bytes| *bytes >= 0.0)?;
    let suffix = suffix.to_lowercase();
    let unit = match suffix.strip_suffix("ib").or(suffix.strip_suffix('b')).unwrap_or(&suffix) {
        "" if suffix.len() < 2 => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        "p" => 5,
        _ => return None,
    };
    Some(bytes * 1024_f64.powi(unit))
}

/// Whether it is a sequence of numbers with units, or `0`.
fn is_duration(text: &str) -> bool {
    const UNITS: [&str; 10] = ["ns", "us", "µs", "μs", "ms", "s", "m", "h", "d", "w"];
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(rest, "" | "0") {
        return rest == "0";
    }
    let is_number = |letter: char| letter.is_ascii_digit() || letter == '.';
    while !rest.is_empty() {
        let number = rest.len() - rest.trim_start_matches(is_number).len();
        let (digits, after) = rest.split_at_checked(number).unwrap_or_default();
        let unit = after.find(is_number).unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(unit).unwrap_or_default();
        let has_digits = digits.contains(|letter: char| letter.is_ascii_digit());
        if !has_digits || digits.matches('.').count() > 1 || !UNITS.contains(&unit) {
            return false;
        }
        rest = after;
    }
    true
}

fn integer_fault(text: &str, least: i64, most: i64) -> Option<Fault> {
    let Ok(number) = text.parse::<i64>() else {
        return Some(Fault::new("is no whole number", "write a whole number"));
    };
    if number < least {
        Some(Fault::new(format!("must not be below {least}"), format!("write a number from {least}")))
    } else if number > most {
        Some(Fault::new(format!("must not be above {most}"), format!("write a number up to {most}")))
    } else {
        None
    }
}

fn words_fault(text: &str, words: &[&str]) -> Fault {
    let mut longer = words.iter().filter(|word| word.len() > 2 && !text.is_empty() && word.contains(text));
    let meant = suggest::closest(text, words).or(match (longer.next(), longer.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    });
    let help = match (meant, words) {
        (Some(meant), _) => format!("did you mean `{meant}`?"),
        (None, [most @ .., last]) if !most.is_empty() => format!("write `{}` or `{last}`", most.join("`, `")),
        (None, _) => format!("write `{}`", words.join("")),
    };
    Fault::new("has an unknown value", help)
}

/// The pattern of the specification is not anchored: two fitting characters anywhere will do.
fn is_container_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(2).any(|pair| {
        let [first, second] = pair else { return false };
        first.is_ascii_alphanumeric() && (second.is_ascii_alphanumeric() || matches!(second, b'_' | b'.' | b'-'))
    })
}

/// Not anchored either.
fn is_pull_policy(text: &str) -> bool {
    const WORDS: [&str; 8] = ["always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly"];
    let has_period = text.match_indices("every_").any(|(at, every)| {
        let rest = text.get(at + every.len()..).unwrap_or_default();
        let unit = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
        unit.len() < rest.len() && unit.starts_with(['w', 'd', 'h', 'm', 's'])
    });
    has_period || WORDS.iter().any(|word| text.contains(word))
}

fn host_fault(text: &str) -> Option<Fault> {
    let Some((host, _)) = text.split_once('=').or_else(|| text.split_once(':')) else {
        return Some(Fault::new("has no address", "write `host:address`"));
    };
    (host.is_empty() || host.contains(':'))
        .then(|| Fault::new("has no host name", "write `host=address`").within(0..host.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(size: Option<f64>, bytes: f64) -> bool {
        size.is_some_and(|size| (size - bytes).abs() < 0.5)
    }

    #[test]
    fn sizes_are_read_as_docker_reads_them() {
        for (text, bytes) in
            [("64m", 67_108_864.0), ("1.5GB", 1_610_612_736.0), ("1 KiB", 1024.0), (".5g", 536_870_912.0)]
        {
            assert!(close(size(text), bytes), "{text}");
        }
        for text in ["5b", "1e3", "+5m", "5p", "100", "1_000m", "7tib"] {
            assert!(size(text).is_some(), "{text}");
        }
        for text in ["", "-1", "1x", "5bb", "5m b", " 5m", "5m ", "5e", "m", "5ib", "5kbb", "5µ"] {
            assert!(size(text).is_none(), "{text}");
        }
    }

    #[test]
    fn durations_have_units() {
        for text in ["0", "-1s", "1.5h.5m", "1d2w", "1ms2us3µs4ns", "+0"] {
            assert!(is_duration(text), "{text}");
        }
        for text in ["", "10", "1h 5m", ".s", "s", "1x", "1.2.3s", "-", "1h5"] {
            assert!(!is_duration(text), "{text}");
        }
    }

    #[test]
    fn patterns_are_not_anchored() {
        assert!(is_container_name("bad name") && is_container_name("ab") && !is_container_name("a"));
        assert!(is_pull_policy("never_ever") && is_pull_policy("every_12h") && !is_pull_policy("every_h"));
    }

    #[test]
    fn a_blank_behind_a_key_has_its_place() {
        let fault = Form::Variable.fault("A =1", true).expect("a fault");
        assert_eq!(fault.range, Some(1..2));
        assert_eq!(Form::Variable.fault("A= 1", true), None);
    }
}
