//! Passwords that everybody knows.

/// Defaults of images, tutorials and generators, in lower case.
const DEFAULTS: [&str; 40] = [
    "admin",
    "administrator",
    "default",
    "dev",
    "development",
    "example",
    "guest",
    "local",
    "localhost",
    "mariadb",
    "minio",
    "minio123",
    "minioadmin",
    "mongo",
    "mongodb",
    "mysql",
    "neo4j",
    "pass",
    "passw0rd",
    "password",
    "password1",
    "password123",
    "postgres",
    "postgresql",
    "production",
    "qwerty",
    "rabbitmq",
    "redis",
    "root",
    "secret",
    "secretkey",
    "staging",
    "test",
    "test123",
    "testing",
    "toor",
    "user",
    "123456",
    "12345678",
    "123456789",
];

/// Whether `text` is a password that everybody tries first.
pub fn is_well_known(text: &str) -> bool {
    DEFAULTS.iter().any(|known| known.eq_ignore_ascii_case(text.trim()))
}

#[cfg(test)]
mod tests {
    use super::is_well_known;

    #[test]
    fn defaults_are_well_known() {
        assert!(is_well_known("postgres") && is_well_known("MinioAdmin"));
        assert!(!is_well_known("") && !is_well_known("postgres-9f8a7c6b"));
    }
}
