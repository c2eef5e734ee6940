//! What variables hold.

use arbitrary::Arbitrary;

/// An environment that names tell; none for files and services without one.
#[derive(Debug, Clone, Copy, Arbitrary)]
pub enum Environment {
    None,
    Production,
    Staging,
    Development,
}

impl Environment {
    /// As the end of the name of an env file.
    pub fn suffix(self) -> &'static str {
        ["", ".production", ".staging", ".dev"][self as usize]
    }

    /// As the end of the name of a service.
    pub fn of_service(self) -> &'static str {
        ["", "_prod", "_staging", "-dev"][self as usize]
    }
}

/// A secret, as random as those of people.
#[derive(Debug, Clone, Copy, Arbitrary)]
pub enum Secret {
    One,
    Two,
    Three,
}

impl Secret {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::One, Self::Two, Self::Three];

    /// The text.
    pub fn text(self) -> String {
        ["Kq7vZ2xW9pL4mT8rB1cJ6", "nH3dY8sF5gR0uE2wQ7aX4", "Zt6bM1kV9oC3iP5yN8lD0"][self as usize].to_owned()
    }
}

/// A variable that holds a secret, by its name.
#[derive(Debug, Clone, Copy, Arbitrary)]
pub enum SecretKey {
    Jwt,
    Postgres,
    Smtp,
    Session,
}

impl SecretKey {
    /// The name.
    pub fn text(self) -> &'static str {
        ["JWT_SECRET", "POSTGRES_PASSWORD", "SMTP_PASSWORD", "SESSION_SECRET_KEY"][self as usize]
    }
}

/// A variable that holds none.
#[derive(Debug, Clone, Copy, Arbitrary)]
pub enum PlainKey {
    AppEnv,
    Cors,
    Debug,
    MailMode,
    BackendUrl,
    PublicUrl,
    Prefix,
    Port,
    ComposeFile,
    ComposeProjectName,
}

impl PlainKey {
    /// The name.
    pub fn text(self) -> &'static str {
        const NAMES: [&str; 10] = [
            "APP_ENV",
            "CORS_ORIGINS",
            "DEBUG",
            "MAIL_MODE",
            "BACKEND_URL",
            "PUBLIC_URL",
            "ELASTICSEARCH_INDEX_PREFIX",
            "PORT",
            "COMPOSE_FILE",
            "COMPOSE_PROJECT_NAME",
        ];
        NAMES[self as usize]
    }
}

/// A word that means something to a rule.
#[derive(Debug, Clone, Copy, Arbitrary)]
pub enum Word {
    Empty,
    Production,
    Staging,
    True,
    Log,
    Smtp,
    Star,
    Origin,
    StagingOrigin,
    Backend,
    File,
    Changeme,
    Number,
}

impl Word {
    fn text(self) -> &'static str {
        const WORDS: [&str; 13] = [
            "",
            "production",
            "staging",
            "true",
            "log",
            "smtp",
            "*",
            "https://shop.example",
            "https://staging.shop.example,http://x",
            "http://backend:8000",
            "compose.yaml:compose.prod.yaml",
            "changeme",
            "8080",
        ];
        WORDS[self as usize]
    }
}

/// A variable with its value.
#[derive(Debug, Arbitrary)]
pub enum Variable {
    Plain(PlainKey, Plain),
    Secret(SecretKey, Hidden),
    /// A URL with a password.
    Url(Scheme, Secret, Host),
    /// A key without value.
    Bare(SecretKey),
}

/// What may be shown.
#[derive(Debug, Arbitrary)]
pub enum Plain {
    Word(Word),
    Passed(PlainKey),
    Default(PlainKey, Word),
    Any(String),
}

/// What may not.
#[derive(Debug, Arbitrary)]
pub enum Hidden {
    Secret(Secret),
    Passed(SecretKey),
    Default(SecretKey, Secret),
    Required(SecretKey),
    Joined(SecretKey, Secret),
}

/// What a URL begins with.
#[derive(Debug, Clone, Copy, Arbitrary)]
pub enum Scheme {
    Postgres,
    Redis,
    Amqp,
    Https,
}

/// What it leads to.
#[derive(Debug, Clone, Copy, Arbitrary)]
pub enum Host {
    Db,
    DbStaging,
    Redis,
    Variable,
}

impl Variable {
    /// The key, and the value when it has one.
    pub fn text(&self) -> (&'static str, Option<String>) {
        match self {
            Self::Plain(key, value) => (key.text(), Some(value.text())),
            Self::Secret(key, value) => (key.text(), Some(value.text())),
            Self::Url(scheme, secret, host) => {
                let (key, scheme) = [
                    ("DATABASE_URL", "postgres"),
                    ("REDIS_URL", "redis"),
                    ("BROKER_URL", "amqp"),
                    ("WEBHOOK_URL", "https"),
                ][*scheme as usize];
                let host = ["db:5432/shop", "db_staging/shop", "redis:6379/0", "${HOST:-db}/x"][*host as usize];
                (key, Some(format!("{scheme}://app:{}@{host}", secret.text())))
            }
            Self::Bare(key) => (key.text(), None),
        }
    }
}

impl Plain {
    /// The text.
    pub fn text(&self) -> String {
        match self {
            Self::Word(word) => word.text().to_owned(),
            Self::Passed(key) => format!("${{{}}}", key.text()),
            Self::Default(key, word) => format!("${{{}:-{}}}", key.text(), word.text()),
            Self::Any(text) => text.clone(),
        }
    }
}

impl Hidden {
    fn text(&self) -> String {
        match self {
            Self::Secret(secret) => secret.text(),
            Self::Passed(key) => format!("${{{}}}", key.text()),
            Self::Default(key, secret) => format!("${{{}:-{}}}", key.text(), secret.text()),
            Self::Required(key) => format!("${{{}:?set it}}", key.text()),
            Self::Joined(key, secret) => format!("{}${}", secret.text(), key.text()),
        }
    }
}
