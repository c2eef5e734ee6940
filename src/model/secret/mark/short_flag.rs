//! Passwords behind the short flags of database tools: `mysql -ppassword`, `redis-cli -a password`.

use std::ops::Range;

use crate::model::secret::words::Words;

/// What the tools are called; the first of them are also the beginnings of other names.
const NAMES: [&str; 4] = ["mysql", "mariadb", "redis-cli", "valkey-cli"];

static TOOLS: Words<4> = Words::new(NAMES);

/// Of so many tools the password stands right behind its flag, `-p`; of the others behind `-a` and a blank.
const JOINED: usize = 2;

/// Where in `text` passwords stand, the first of each tool on its line.
pub(super) fn passwords(text: &str) -> Vec<Range<usize>> {
    // Most files name none of them.
    if NAMES.iter().any(|name| text.contains(name)) { search(text).collect() } else { Vec::new() }
}

fn search(text: &str) -> impl Iterator<Item = Range<usize>> {
    // Up to here all was looked at: by a password, or in vain for one of either kind.
    let (mut end, mut vain) = (0, [0; 2]);
    let mut line_end = 0;
    TOOLS.places(text).filter_map(move |(at, tool)| {
        let is_joined = tool < JOINED;
        let vain = vain.get_mut(usize::from(is_joined))?;
        if at < end.max(*vain) {
            return None;
        }
        if at >= line_end {
            line_end = at + text.get(at..)?.find(['\r', '\n']).unwrap_or(text.len() - at);
        }
        let line = text.get(at..line_end)?;
        let flags = if is_joined {
            // `mysqldump`, `mariadb-admin`
            line.trim_start_matches(|next: char| next.is_ascii_lowercase() || next == '-')
        } else {
            line.get(NAMES.get(tool)?.len()..)?
        };
        let start = line_end - flags.len();
        if !flags.starts_with([' ', ',', '"', '\'']) {
            *vain = start;
            return None;
        }
        let Some(password) = password(flags, is_joined) else {
            *vain = line_end;
            return None;
        };
        end = start + password.end;
        Some(start + password.start..end)
    })
}

/// The first password in the rest of a line.
fn password(flags: &str, is_joined: bool) -> Option<Range<usize>> {
    let is_sign = |next: char| matches!(next, ' ' | '"' | '\'');
    flags.match_indices(if is_joined { "-p" } else { "-a" }).find_map(|(at, flag)| {
        let behind = flags.get(at + flag.len()..)?;
        let password = if is_joined { behind } else { behind.trim_start_matches(|next| is_sign(next) || next == ',') };
        let is_flag = flags.get(..at)?.ends_with(is_sign) && (is_joined || password.len() < behind.len());
        // `$` begins a variable, `-` the next flag.
        if !is_flag || password.starts_with(['$', '-']) {
            return None;
        }
        let length = password.find([' ', '\t', '"', '\'', ',', ']']).unwrap_or(password.len());
        let start = flags.len() - password.len();
        (length > 0).then_some(start..start + length)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    /// The same as a regular expression, which is slow to compile.
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        let joined = r#"(?:mysql|mariadb)[a-z-]*(?:[ ,"'][^\r\n]*?)??[ "']-p"#;
        let apart = r#"(?:redis|valkey)-cli(?:[ ,"'][^\r\n]*?)??[ "']-a["', ]+"#;
        Regex::new(&format!(r#"(?:{joined}|{apart})([^ \t\r\n"',$\]-][^ \t\r\n"',\]]*)"#)).unwrap()
    });

    proptest! {
        #[test]
        fn they_are_those_of_the_pattern(
            text in "(mysql|mariadb|redis-cli|valkey-cli|-p|-a| -p| -a|dump|a|7|-|\"|'|,|\\]|\\$| |\t|\n|\u{e9}){0,14}",
        ) {
            let expected = PATTERN.captures_iter(&text).map(|found| found.get(1).unwrap().range());
            prop_assert_eq!(passwords(&text), expected.collect::<Vec<_>>());
        }
    }

    #[test]
    fn hostile_lines_take_linear_time() {
        for piece in ["mysql", "mysql ", "mysql -p$", "mysql -p", "redis-cli", "redis-cli -a ", "redis-cli -a-", "-p$"]
        {
            passwords(&format!("mysql {}", piece.repeat(200_000)));
        }
    }
}
