//! Passwords behind the short flags of database tools: `mysql -ppassword`, `redis-cli -a password`.

use std::ops::Range;

use crate::model::secret::words::Words;

/// What the tools are called; the first of them are also the beginnings of other names.
const NAMES: [&str; 4] = ["mysql", "mariadb", "redis-cli", "valkey-cli"];

static TOOLS: Words<4> = Words::new(NAMES);

/// Of so many tools the password stands right behind its flag, `-p`; of the others behind `-a` and a blank.
const JOINED: usize = 2;

/// Where in `text` passwords stand: whatever follows such a flag behind a tool, for the last one counts, and the first
/// may belong to another command.
pub(super) fn passwords(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // Most files name none of them.
    if !NAMES.iter().any(|name| text.contains(name)) {
        return found;
    }
    // Up to here all was looked at, for each kind of tool.
    let mut looked = [0; 2];
    let mut line_end = 0;
    for (at, tool) in TOOLS.places(text) {
        let is_joined = tool < JOINED;
        let Some(looked) = looked.get_mut(usize::from(is_joined)).filter(|looked| **looked <= at) else { continue };
        if at >= line_end {
            let rest = text.get(at..).unwrap_or_default();
            line_end = at + rest.find(['\r', '\n']).unwrap_or(rest.len());
        }
        let name = NAMES.get(tool).map_or(0, |name| name.len());
        let behind = text.get(at + name..line_end).unwrap_or_default();
        // `mysqldump`, `mariadb-admin`
        let is_name = |next: char| is_joined && (next.is_ascii_lowercase() || next == '-');
        let flags = behind.trim_start_matches(is_name);
        let start = line_end - flags.len();
        *looked = start;
        if flags.starts_with([' ', ',', '"', '\'']) {
            *looked = line_end;
            add(flags, is_joined, start, &mut found);
        }
    }
    found
}

/// Adds the passwords in the rest of a line, which begins at `start`.
fn add(flags: &str, is_joined: bool, start: usize, found: &mut Vec<Range<usize>>) {
    let is_sign = |next: char| matches!(next, ' ' | '"' | '\'');
    let mut end = 0;
    for (at, flag) in flags.match_indices(if is_joined { "-p" } else { "-a" }) {
        let (before, behind) = flags.split_at_checked(at + flag.len()).unwrap_or((flags, ""));
        let password = if is_joined { behind } else { behind.trim_start_matches(|next| is_sign(next) || next == ',') };
        let is_flag = before.strip_suffix(flag).is_some_and(|before| before.ends_with(is_sign))
            && (is_joined || password.len() < behind.len());
        // `$` begins a variable, `-` the next flag.
        if at < end || !is_flag || password.starts_with(['$', '-']) {
            continue;
        }
        let from = flags.len() - password.len();
        end = from + password.find([' ', '\t', '"', '\'', ',', ']']).unwrap_or(password.len());
        if from < end {
            found.push(start + from..start + end);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    /// The same as regular expressions, which are slow to compile: the first password of each tool, or a later one.
    static PATTERNS: LazyLock<[Regex; 2]> = LazyLock::new(|| {
        ["??", "?"].map(|which| {
            let joined = format!(r#"(?:mysql|mariadb)[a-z-]*(?:[ ,"'][^\r\n]*?){which}[ "']-p"#);
            let apart = format!(r#"(?:redis|valkey)-cli(?:[ ,"'][^\r\n]*?){which}[ "']-a["', ]+"#);
            Regex::new(&format!(r#"(?:{joined}|{apart})([^ \t\r\n"',$\]-][^ \t\r\n"',\]]*)"#)).unwrap()
        })
    });

    proptest! {
        #[test]
        fn none_of_those_that_the_patterns_find_is_missed(
            text in "(mysql|mariadb|redis-cli|valkey-cli|-p|-a| -p| -a|dump|a|7|-|\"|'|,|\\]|\\$| |\t|\n|\u{e9}){0,14}",
        ) {
            let found = passwords(&text);
            for password in PATTERNS.iter().flat_map(|pattern| pattern.captures_iter(&text)) {
                let password = password.get(1).unwrap().range();
                let is_within = |found: &Range<usize>| found.start <= password.start && password.end <= found.end;
                prop_assert!(found.iter().any(is_within), "{password:?} of {text:?} is not in {found:?}");
            }
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
