//! Compose's own dialect.

use super::super::parse;
use super::{read, show};

/// Each pair: a file, and what is read.
#[track_caller]
fn table(cases: &[(&str, &str)]) {
    for (source, expected) in cases {
        let (map, env) = read(parse, source);
        let expected = expected.escape_debug().to_string();
        assert_eq!(show(&map, &env), expected, "{source:?} {:?}", env.errors);
    }
}

#[test]
fn blanks_and_separators() {
    table(&[
        ("", ""),
        ("\n\n", ""),
        ("A=1\n", "A=1"),
        ("A=1", "A=1"),
        (" \t A=1\n", "A=1"),
        ("B = 2\nC= 3\nD =4\n", "B=2 | C=3 | D=4"),
        ("A=b   \n", "A=b"),
        ("A=b c  d\n", "A=b c  d"),
        ("A=   \n", "A="),
        ("A: b\n", "A=b"),
        ("A:b\n", "A=b"),
        ("C : 3\n", "C=3"),
        ("A:a=b\nB=a:b\n", "A=a=b | B=a:b"),
        ("A==b\n", "A==b"),
        ("A:\n  B: 1\n", "A= | B=1"),
        ("A=b: c\n", "A=b: c"),
        ("=b\n: c\n", "=b | =c"),
        ("A=1\nA=2\n", "A=1 | A=2"),
        ("A=1;B=2\n", "A=1;B=2"),
        ("A=true!\n", "A=true!"),
    ]);
}

#[test]
fn export() {
    table(&[
        ("export A=b\n", "A=b"),
        ("export\tA=b\n", "A=b"),
        ("export   A=b\n", "A=b"),
        ("exportA=b\n", "exportA=b"),
        ("export=b\n", "export=b"),
        ("export =b\n", "=b"),
        ("export A\n", "A"),
        ("export\nA=1\n", "A=1"),
        ("export", "export"),
        ("export ", "!export"),
        ("export export A=b\n", "!export A"),
        ("export\u{a0}A=b\n", "export\u{a0}A=b"),
    ]);
}

#[test]
fn comments() {
    table(&[
        ("# full line\n  # indented\nA=1\n#", "A=1"),
        ("A=x # c\n", "A=x"),
        ("A=x #\n", "A=x"),
        ("A=x#c\n", "A=x#c"),
        ("A=x\t#c\n", "A=x\t#c"),
        ("A= # c\n", "A=# c"),
        ("A=#v\n", "A=#v"),
        ("A=# #\n", "A=#"),
        ("A=x\\#y\n", "A=x\\#y"),
        ("A=http://h/p#frag\n", "A=http://h/p#frag"),
        ("A=\"x # y\"\nB='x # y'\n", "A=\"x # y\" | B='x # y'"),
        ("A=\"b\" # c\nB=\"b\"#c\nC='b'\t# c\n", "A=\"b\" | B=\"b\" | C='b'"),
    ]);
    let (_, env) = read(parse, "# one\r\nA=1 # two\nB=\"2\" #three\n\t#four\nC=# no\n#");
    let comments: Vec<(&str, bool)> =
        env.comments.iter().map(|comment| (comment.text.as_str(), comment.trailing)).collect();
    assert_eq!(comments, [(" one", false), (" two", true), ("three", true), ("four", false), ("", false)]);
}

#[test]
fn bare_keys() {
    table(&[("A\nB=1\n", "A | B=1"), ("A  \r\n", "A"), ("---\n", "---"), ("A", "A"), ("A B\n", "!A B")]);
}

#[test]
fn keys() {
    table(&[
        ("É=b\nA-B=c\nA.B=c\n1A=c\na=b\nA[0]=c\n٣=d\n", "É=b | A-B=c | A.B=c | 1A=c | a=b | A[0]=c | ٣=d"),
        ("A\tB=c\n", "A\tB=c"),
        ("A B=c\nC=1\n", "!A B | C=1"),
        ("- A=1\n", "!- A"),
        ("A/B=1\n", "!/"),
        ("\"A\"=b\n'A'=b\n{A}=b\nC=1\n", "!\" | !' | !{ | C=1"),
        ("A\u{3000}=1\n", "!\u{3000}"),
    ]);
}

#[test]
fn text_behind_a_closing_quote_is_a_statement() {
    table(&[
        ("A=\"x\"y\n", "A=\"x\" | y"),
        ("A=\"x\"B=2\n", "A=\"x\" | B=2"),
        ("A=\"b\":c\n", "A=\"b\" | =c"),
        ("A='x'\"y\"\nB=1\n", "A='x' | !\" | B=1"),
        ("A=\"x\" y z\n", "A=\"x\" | !y z"),
        ("A=\"${U:-\"d\"}\"\n", "A=\"${U:-\" | !${U | !\""),
    ]);
    let (_, env) = read(parse, "A='x' \"y\"\nz\n\"B\"=1\n");
    let messages: Vec<&str> = env.errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(messages, ["text follows the closing quote", "a key contains a character that is not allowed"]);
    assert_eq!(env.entries.len(), 1, "a bare word behind an error may be a line of a secret");
}

#[test]
fn unquoted_values() {
    table(&[
        ("A=x\"y\"\nB=it's\nC=b\"c d\"e\n", "A=x\"y\" | B=it's | C=b\"c d\"e"),
        ("A={\"k\": \"v\"}\n", "A={\"k\": \"v\"}"),
        ("A=b\\nc\nB=C:\\dir\\new\nC=b\\\nD=1\n", "A=b\\nc | B=C:\\dir\\new | C=b\\ | D=1"),
        ("A=`l1`\nB=$(echo hi)\n", "A=`l1` | B=$(echo hi)"),
        ("A=`l1\nl2`\nB=x\n", "A=`l1 | !` | B=x"),
        ("A=b\\$HOSTVAR\n", "A=b\\<HOSTVAR>"),
        ("A=$H\nB=${H}y\nC=$H-y\nD=[$H]\n", "A=<H> | B=<H>y | C=<H>-y | D=[<H>]"),
        ("A=${N:-def}\nB=${N-${H}}\nC=${N:?msg}\n", "A=<N:-def> | B=<N-<H>> | C=<N:?msg>"),
        ("A=${U:-'d'}\n", "A=<U:-'d'>"),
        ("A=p$$w\nB=$${H}\nC=abc$\nD=a$1b\nE=pa$sw0rd\n", "A=p$w | B=${H} | C=abc$ | D=a$1b | E=pa<sw0rd>"),
        ("A=${U:-a #b}\nB=1\n", "A=${U:-a | !${U | B=1"),
        ("A=${SET\n", "A=${SET | !${SET"),
    ]);
}

#[test]
fn single_quotes() {
    table(&[
        ("A='b c'\nB=''\n", "A='b c' | B=''"),
        ("A='$H'\nB='p$$w'\nC='${'\n", "A='$H' | B='p$$w' | C='${'"),
        ("A='b\\nc'\nB='b\\'c'\nC='a\\\\b'\n", "A='b\\nc' | B='b'c' | C='a\\\\b'"),
        ("A='l1\nl2'\nB=x\n", "A='l1\nl2' | B=x"),
    ]);
}

#[test]
fn double_quotes() {
    table(&[
        ("A=\"b  \"  \nB=\"\"\n", "A=\"b  \" | B=\"\""),
        (r#"A="\a\b\f\n\r\t\v\\\"""#, "A=\"\u{7}\u{8}\u{c}\n\r\t\u{b}\\\"\""),
        (r#"A="\x41\u0041\101\c\q\'""#, r#"A="\x41\u0041\101\c\q\'""#),
        (r#"A="\0101\0351\0377""#, "A=\"Aéÿ\""),
        (r#"A="\0 \012 \08 \0400 \0+12""#, r#"A="\ \12 \8 \400 \+12""#),
        (r#"A="\$X" B="\\$X" C="\$$X" D="$\$X""#, r#"A="$X" | B="\<X>" | C="$<X>" | D="$<X>""#),
        ("A=\"p$$w\"\nB=\"${H}\"\nC=\"${U:-a #b}\"\n", "A=\"p$w\" | B=\"<H>\" | C=\"<U:-a #b>\""),
        ("A=\"l1\nl2\"\nB=x\n", "A=\"l1\nl2\" | B=x"),
        ("A=\"a\\\nb\"\n", "A=\"a\\\nb\""),
        (r#"A="${U:-a\nb}""#, "A=\"${U:-a\nb}\" | !${U"),
    ]);
}

#[test]
fn a_quote_that_is_never_closed() {
    table(&[
        ("A=\"b\nB=x\n", "A=\"b\" | !\" | B=x"),
        ("A=1\nB= 'b\n# c\nC=x\n", "A=1 | B='b' | !' | C=x"),
        ("A=\"b\\\"\n", "A=\"b\\\"\" | !\""),
        ("A='", "A='' | !'"),
        ("KEY=\"-----BEGIN-----\nMIIabc\nMII/+c==\nB=x\n", "KEY=\"-----BEGIN-----\nMIIabc\nMII/+c==\" | !\" | B=x"),
    ]);
}

#[test]
fn line_ends_and_odd_bytes() {
    table(&[
        ("A=b\r\nB=\"c\"\r\nC=\r\n", "A=b | B=\"c\" | C="),
        ("A=\"x\r\ny\"\r\n", "A=\"x\r\ny\""),
        ("A=b\rB=c\r", "A=b\rB=c"),
        ("A=a\0b\n", "A=a\0b"),
        ("A=café 漢\n", "A=café 漢"),
        ("A=\u{a0}b\u{2028}\n", "A=b"),
        ("A=\u{3000}\nB=\u{3000}b\u{3000}\n", "A= | B=\u{3000}b"),
        ("\u{3000}A=b\n", "A=b"),
        ("\u{feff}A=b\n", "A=b"),
    ]);
}
