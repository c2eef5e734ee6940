//! A command that is written as one line (Compose specification, "command"): split into words as
//! `go-shellwords` splits it.

use super::form::Fault;

/// Why `line` cannot be split into words. What follows an unquoted shell operator is not looked at,
/// for it is cut off.
pub fn fault(line: &str) -> Option<Fault> {
    // Where each was opened. Double quotes may stand within backticks, so one of them is not enough.
    let (mut single, mut double, mut backticks, mut parentheses) = (None, None, None, None);
    let mut escape = None;
    let mut after_dollar = false;
    for (at, letter) in line.char_indices() {
        let was_after_dollar = std::mem::replace(&mut after_dollar, letter == '$');
        if escape.take().is_some() {
            continue;
        }
        let open = [single, double, backticks, parentheses].iter().any(Option::is_some);
        match letter {
            '\\' if single.is_none() => {
                escape = Some(at);
                after_dollar = was_after_dollar;
            }
            '`' if single.or(double).or(parentheses).is_none() => toggle(&mut backticks, at),
            '"' if single.or(parentheses).is_none() => {
                toggle(&mut double, at);
                after_dollar = was_after_dollar;
            }
            '\'' if double.or(parentheses).is_none() => {
                toggle(&mut single, at);
                after_dollar = was_after_dollar;
            }
            ')' if single.or(double).or(backticks).is_none() => toggle(&mut parentheses, at),
            '(' if single.or(double).or(backticks).is_none() => {
                if parentheses.is_some() || !was_after_dollar {
                    return Some(parenthesis(at));
                }
                parentheses = Some(at);
            }
            ';' | '&' | '|' | '<' | '>' if !open => return None,
            _ => {}
        }
    }
    let quote = |at: usize| Fault::new("has a quote that is never closed", "close the quote").within(at..at + 1);
    let backtick = |at: usize| {
        Fault::new("has a backtick that is never closed", "close it, or put it into quotes").within(at..at + 1)
    };
    let trailing = |at: usize| Fault::new("ends with a `\\`", "remove it").within(at..at + 1);
    let left_open = single.or(double).map(quote).or(backticks.map(backtick)).or(parentheses.map(parenthesis));
    left_open.or(escape.map(trailing))
}

fn toggle(opened: &mut Option<usize>, at: usize) {
    *opened = if opened.is_some() { None } else { Some(at) };
}

fn parenthesis(at: usize) -> Fault {
    let help = "put the word into quotes, or write the command as a list";
    Fault::new("has a parenthesis outside of quotes", help).within(at..at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_a_shell_would_take_are_taken() {
        for line in ["a b 'c d'", "a $(b c) `d`", "a && (b", "a 2>&1", r"a \' b", r"a '\'", "", "a\nb", r"a \( \)"] {
            assert_eq!(fault(line), None, "{line}");
        }
    }

    #[test]
    fn what_is_left_open_is_named_with_its_place() {
        let at = |line: &str| fault(line).and_then(|fault| fault.range).map(|range| range.start);
        assert_eq!(at("a 'b"), Some(2));
        assert_eq!(at("a \"b' c"), Some(2));
        assert_eq!(at("a (b)"), Some(2));
        assert_eq!(at("a b)"), Some(3));
        assert_eq!(at("a $(b"), Some(3));
        assert_eq!(at("--rule=Host(`x`)"), Some(11));
        assert_eq!(at("a \\"), Some(2));
    }
}
