//! Names of secrets.

use std::borrow::Cow;

/// Words that make a key a secret, whatever stands beside them.
const SECRET_WORDS: [&str; 23] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "PASS",
    "PWD",
    "PW",
    "SECRET",
    "SECRETS",
    "TOKEN",
    "APIKEY",
    "SALT",
    "PEPPER",
    "CREDENTIALS",
    "CREDENTIAL",
    "CREDS",
    "HMAC",
    "SECRETKEY",
    "ACCESSKEY",
    "PRIVATEKEY",
    "REQUIREPASS",
    "PASSWORT",
    "CONTRASENA",
    "SENHA",
];

/// Words that make a `…_KEY` a secret.
const SECRET_KEYS: [&str; 27] = [
    "API",
    "ACCESS",
    "PRIVATE",
    "SECRET",
    "SIGNING",
    "SIGN",
    "SIGNATURE",
    "ENCRYPTION",
    "ENCRYPT",
    "ENC",
    "MASTER",
    "APP",
    "AUTH",
    "SERVICE",
    "SERVER",
    "SESSION",
    "COOKIE",
    "JWT",
    "ADMIN",
    "DEPLOY",
    "SSH",
    "AES",
    "FERNET",
    "LICENSE",
    "WEBHOOK",
    "ROLE",
    "CIPHER",
];

/// Last words of keys that describe a secret instead of being one.
const DESCRIPTIONS: [&str; 67] = [
    "ALGORITHM",
    "ALG",
    "ALGO",
    "TTL",
    "EXPIRE",
    "EXPIRES",
    "EXPIRY",
    "EXPIRATION",
    "LIFETIME",
    "AGE",
    "MINUTES",
    "SECONDS",
    "HOURS",
    "DAYS",
    "MS",
    "MIN",
    "MAX",
    "PORT",
    "HOST",
    "HOSTNAME",
    "NAME",
    "USER",
    "USERNAME",
    "LOGIN",
    "ENABLED",
    "ENABLE",
    "DISABLED",
    "REQUIRED",
    "LENGTH",
    "SIZE",
    "COUNT",
    "LIMIT",
    "RATE",
    "ROUNDS",
    "TYPE",
    "HEADER",
    "ISSUER",
    "AUDIENCE",
    "URL",
    "URI",
    "ENDPOINT",
    "FILE",
    "PATH",
    "DIR",
    "ID",
    "IDS",
    "VERSION",
    "POLICY",
    "METHOD",
    "METHODS",
    "DRIVER",
    "PREFIX",
    "DOMAIN",
    "EMAIL",
    "MODE",
    "DSN",
    "REALM",
    "PROVIDER",
    "PROVIDERS",
    "PROJECT",
    "REGION",
    "MANAGER",
    "BACKEND",
    "ENGINE",
    "IN",
    "LEEWAY",
    "INTERVAL",
];

/// First words of keys that go to browsers.
const PUBLIC_PREFIXES: [&str; 8] =
    ["NEXT_PUBLIC_", "VITE_", "REACT_APP_", "NUXT_PUBLIC_", "EXPO_PUBLIC_", "GATSBY_", "VUE_APP_", "PUBLIC_"];

/// Words that make any key public.
const PUBLIC_WORDS: [&str; 5] = ["PUBLIC", "PUBLISHABLE", "SITEKEY", "ANON", "DISABLE"];

/// Whether a key of this name holds a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let name = screaming(name);
    let mut is_secret = false;
    let (mut previous, mut last) = ("", "");
    for word in words(&name) {
        (previous, last) = (last, word);
        is_secret |= SECRET_WORDS.contains(&word)
            || (matches!(word, "KEY" | "KEYS") && SECRET_KEYS.contains(&previous))
            || word.ends_with("PASSWORD")
            || word.ends_with("SECRET");
    }
    // `AUTH` names a scheme as often as a secret: only as the last word of `NEO4J_AUTH` and its like.
    is_secret |= last == "AUTH" && !previous.is_empty();
    is_secret && !DESCRIPTIONS.contains(&last) && (previous, last) != ("SITE", "KEY") && !is_public(&name)
}

/// Whether a key in capitals is public, whatever its words say.
fn is_public(name: &str) -> bool {
    PUBLIC_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || matches!(name, "PWD" | "OLDPWD")
        || words(name).any(|word| PUBLIC_WORDS.contains(&word) || word.starts_with("EXPIR") || word == "TTL")
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split('_').filter(|word| !word.is_empty())
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
