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

/// Last words of keys that describe a secret instead of being one.
#[rustfmt::skip]
const DESCRIPTIONS: [&str; 67] = [
    "ALGORITHM", "ALG", "ALGO", "TTL", "EXPIRE", "EXPIRES", "EXPIRY", "EXPIRATION", "LIFETIME", "AGE",
    "MINUTES", "SECONDS", "HOURS", "DAYS", "MS", "MIN", "MAX", "PORT", "HOST", "HOSTNAME", "NAME", "USER",
    "USERNAME", "LOGIN", "ENABLED", "ENABLE", "DISABLED", "REQUIRED", "LENGTH", "SIZE", "COUNT", "LIMIT",
    "RATE", "ROUNDS", "TYPE", "HEADER", "ISSUER", "AUDIENCE", "URL", "URI", "ENDPOINT", "FILE", "PATH", "DIR",
    "ID", "IDS", "VERSION", "POLICY", "METHOD", "METHODS", "DRIVER", "PREFIX", "DOMAIN", "EMAIL", "MODE",
    "DSN", "REALM", "PROVIDER", "PROVIDERS", "PROJECT", "REGION", "MANAGER", "BACKEND", "ENGINE", "IN",
    "LEEWAY", "INTERVAL",
];

/// Whether a key with this last word describes a secret instead of being one.
fn is_description(word: &[u8]) -> bool {
    DESCRIPTIONS.iter().any(|known| known.as_bytes() == word)
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
    let name = screaming(name);
    let mut is_secret = false;
    let (mut previous, mut last): (&[u8], &[u8]) = (b"", b"");
    for word in words(&name) {
        (previous, last) = (last, word);
        is_secret |= is_secret_word(word)
            || (matches!(word, b"KEY" | b"KEYS") && is_secret_key(previous))
            || word.ends_with(b"PASSWORD")
            || word.ends_with(b"SECRET");
    }
    // `AUTH` names a scheme as often as a secret: only as the last word of `NEO4J_AUTH` and its like.
    is_secret |= last == b"AUTH" && !previous.is_empty();
    is_secret && !is_description(last) && (previous, last) != (b"SITE", b"KEY") && !is_public(&name)
}

/// Whether a key in capitals is public, whatever its words say.
fn is_public(name: &str) -> bool {
    PUBLIC_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || matches!(name, "PWD" | "OLDPWD")
        || words(name).any(is_public_word)
}

fn words(name: &str) -> impl Iterator<Item = &[u8]> {
    name.as_bytes().split(|byte| *byte == b'_').filter(|word| !word.is_empty())
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
    use super::is_secret;

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
