//! Names of secrets.

use std::borrow::Cow;

/// Whether a word makes a key a secret, whatever stands beside it.
fn is_secret_word(word: &[u8]) -> bool {
    matches!(
        word,
        b"PASSWORD"
            | b"PASSWD"
            | b"PASSPHRASE"
            | b"PASS"
            | b"PWD"
            | b"PW"
            | b"SECRET"
            | b"SECRETS"
            | b"TOKEN"
            | b"APIKEY"
            | b"SALT"
            | b"PEPPER"
            | b"CREDENTIALS"
            | b"CREDENTIAL"
            | b"CREDS"
            | b"HMAC"
            | b"SECRETKEY"
            | b"ACCESSKEY"
            | b"PRIVATEKEY"
            | b"REQUIREPASS"
            | b"PASSWORT"
            | b"CONTRASENA"
            | b"SENHA"
    )
}

/// Whether a word makes a `…_KEY` a secret.
fn is_secret_key(word: &[u8]) -> bool {
    matches!(
        word,
        b"API"
            | b"ACCESS"
            | b"PRIVATE"
            | b"SECRET"
            | b"SIGNING"
            | b"SIGN"
            | b"SIGNATURE"
            | b"ENCRYPTION"
            | b"ENCRYPT"
            | b"ENC"
            | b"MASTER"
            | b"APP"
            | b"AUTH"
            | b"SERVICE"
            | b"SERVER"
            | b"SESSION"
            | b"COOKIE"
            | b"JWT"
            | b"ADMIN"
            | b"DEPLOY"
            | b"SSH"
            | b"AES"
            | b"FERNET"
            | b"LICENSE"
            | b"WEBHOOK"
            | b"ROLE"
            | b"CIPHER"
    )
}

/// Whether a key with this last word describes a secret instead of being one.
#[rustfmt::skip]
fn is_description(word: &[u8]) -> bool {
    matches!(
        word,
        b"ALGORITHM" | b"ALG" | b"ALGO" | b"TTL" | b"EXPIRE" | b"EXPIRES" | b"EXPIRY" | b"EXPIRATION" | b"LIFETIME"
        | b"AGE" | b"MINUTES" | b"SECONDS" | b"HOURS" | b"DAYS" | b"MS" | b"MIN" | b"MAX" | b"PORT" | b"HOST"
        | b"HOSTNAME" | b"NAME" | b"USER" | b"USERNAME" | b"LOGIN" | b"ENABLED" | b"ENABLE" | b"DISABLED"
        | b"REQUIRED" | b"LENGTH" | b"SIZE" | b"COUNT" | b"LIMIT" | b"RATE" | b"ROUNDS" | b"TYPE" | b"HEADER"
        | b"ISSUER" | b"AUDIENCE" | b"URL" | b"URI" | b"ENDPOINT" | b"FILE" | b"PATH" | b"DIR" | b"ID" | b"IDS"
        | b"VERSION" | b"POLICY" | b"METHOD" | b"METHODS" | b"DRIVER" | b"PREFIX" | b"DOMAIN" | b"EMAIL" | b"MODE"
        | b"DSN" | b"REALM" | b"PROVIDER" | b"PROVIDERS" | b"PROJECT" | b"REGION" | b"MANAGER" | b"BACKEND"
        | b"ENGINE" | b"IN" | b"LEEWAY" | b"INTERVAL"
    )
}

/// First words of keys that go to browsers.
const PUBLIC_PREFIXES: [&str; 8] =
    ["NEXT_PUBLIC_", "VITE_", "REACT_APP_", "NUXT_PUBLIC_", "EXPO_PUBLIC_", "GATSBY_", "VUE_APP_", "PUBLIC_"];

/// Whether a word makes any key public.
fn is_public_word(word: &[u8]) -> bool {
    matches!(word, b"PUBLIC" | b"PUBLISHABLE" | b"SITEKEY" | b"ANON" | b"DISABLE" | b"TTL")
        || word.starts_with(b"EXPIR")
}

/// Whether a key of this name holds a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let name = if name.is_ascii() { Cow::Borrowed(name) } else { screaming(name) };
    let mut is_secret = false;
    let (mut previous, mut last) = (Word::default(), Word::default());
    for written in words(&name) {
        (previous, last) = (last, Word::of(written));
        let word = last.letters();
        is_secret |= is_secret_word(word)
            || (matches!(word, b"KEY" | b"KEYS") && is_secret_key(previous.letters()))
            || word.ends_with(b"PASSWORD")
            || word.ends_with(b"SECRET");
    }
    let (previous, last) = (previous.letters(), last.letters());
    // `AUTH` names a scheme as often as a secret: only as the last word of `NEO4J_AUTH` and its like.
    is_secret |= last == b"AUTH" && !previous.is_empty();
    let is_public = || match &name {
        Cow::Borrowed(written) => is_public(&screaming(written)),
        // What has no capital is not the same when it is written so twice.
        Cow::Owned(screaming) => is_public(screaming),
    };
    is_secret && !is_description(last) && (previous, last) != (b"SITE", b"KEY") && !is_public()
}

/// A word in capitals; the end of one that is longer than any word that is known.
#[derive(Clone, Copy, Default)]
struct Word {
    letters: [u8; 16],
    length: usize,
}

impl Word {
    fn of(written: &[u8]) -> Self {
        let mut word = Self::default();
        word.length = written.len().min(word.letters.len());
        let end = written.get(written.len() - word.length..).unwrap_or_default();
        for (letter, written) in word.letters.iter_mut().zip(end) {
            *letter = written.to_ascii_uppercase();
        }
        word
    }

    fn letters(&self) -> &[u8] {
        self.letters.get(..self.length).unwrap_or_default()
    }
}

/// Whether a key in capitals is public, whatever its words say.
fn is_public(name: &str) -> bool {
    PUBLIC_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || matches!(name, "PWD" | "OLDPWD")
        || words(name).any(is_public_word)
}

/// The words of `JWT_SECRET`, `jwt-secret` and `jwtSecret`, as written.
fn words(name: &str) -> impl Iterator<Item = &[u8]> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let is_one_word = move |one: &u8, next: &u8| {
        is_letter(*one) && is_letter(*next) && !(one.is_ascii_lowercase() && next.is_ascii_uppercase())
    };
    name.as_bytes().chunk_by(is_one_word).filter(move |word| word.first().is_some_and(|byte| is_letter(*byte)))
}

/// `jwtSecret`, `jwt-secret` and `JWT_SECRET` as `JWT_SECRET`.
fn screaming(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_')) {
        return Cow::Borrowed(name);
    }
    let mut written = String::with_capacity(name.len() + 4);
    let mut previous_is_lower = false;
    for character in name.chars() {
        if character.is_alphanumeric() {
            if previous_is_lower && character.is_uppercase() {
                written.push('_');
            }
            written.extend(character.to_uppercase());
        } else {
            written.push('_');
        }
        previous_is_lower = character.is_lowercase();
    }
    Cow::Owned(written)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn case_and_separators_tell_nothing(
            name in "(jwt|Jwt|JWT|secret|Secret|SECRET|key|KEY|auth|site|vite|public|max|\u{e4}|\u{aa}|_|-|[.]|7){0,6}",
        ) {
            prop_assert_eq!(is_secret(&name), is_secret_in_capitals(&screaming(&name)), "{}", name);
        }
    }

    /// The same of a name in capitals, word by word.
    fn is_secret_in_capitals(name: &str) -> bool {
        let words: Vec<&[u8]> = name.split('_').filter(|word| !word.is_empty()).map(str::as_bytes).collect();
        let pairs = [b"".as_slice()].into_iter().chain(words.iter().copied()).zip(words.iter().copied());
        let is_one = |(previous, word): (&[u8], &[u8])| {
            is_secret_word(word)
                || (matches!(word, b"KEY" | b"KEYS") && is_secret_key(previous))
                || word.ends_with(b"PASSWORD")
                || word.ends_with(b"SECRET")
        };
        let (previous, last) = pairs.clone().last().unwrap_or_default();
        let is_secret = pairs.clone().any(is_one) || (last == b"AUTH" && !previous.is_empty());
        is_secret && !is_description(last) && (previous, last) != (b"SITE", b"KEY") && !is_public(name)
    }

    #[test]
    fn longer_words_than_are_kept_are_none_that_is_known() {
        for name in ["XXXXXXXXXXXXXXXXTOKEN", "XXXXXXXXXXXXXXXXXSALT", "SECRET_XXXXXXXXXXXXXXXXURL"] {
            assert_eq!(is_secret(name), is_secret_in_capitals(name), "{name}");
        }
        assert!(is_secret("XXXXXXXXXXXXXXXXPASSWORD"));
    }

    #[test]
    fn names_tell_secrets_from_settings() {
        for name in [
            "JWT_SECRET",
            "POSTGRES_PASSWORD",
            "AUTH_TOKEN_PEPPER",
            "API_KEY",
            "STRIPE_API_KEY",
            "SECRET_KEY_BASE",
            "NEO4J_AUTH",
            "AWS_SECRET_ACCESS_KEY",
            "jwtSecret",
            "PGPASSWORD",
            "DB_PASS",
            "MYSQL_PWD",
            "GITHUB_TOKEN",
            "SUPABASE_SERVICE_ROLE_KEY",
            "OAUTH_CLIENT_SECRET",
            "APP_KEY",
            "JWT_SECRET_STAGING",
            "REDIS_REQUIREPASS",
            "FCM_SERVER_KEY",
            "DB_SENHA",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "LOG_LEVEL",
            "JWT_ALGORITHM",
            "ACCESS_TOKEN_TTL",
            "TOKEN_EXPIRE_MINUTES",
            "JWT_EXPIRES_IN",
            "REDIS_PORT",
            "OAUTH_CLIENT_ID",
            "NEXT_PUBLIC_API_KEY",
            "VITE_TOKEN",
            "SENTRY_DSN",
            "PASSWORD_MIN_LENGTH",
            "JWT_PUBLIC_KEY",
            "PWD",
            "SECRET_NAME",
            "POSTGRES_PASSWORD_FILE",
            "RECAPTCHA_SITE_KEY",
            "AUTH_URL",
            "CACHE_KEY",
            "ES_INDEX_PREFIX",
            "POSTGRES_USER",
            "TOKEN_URL",
            "SECRET_MANAGER_PROJECT",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
