//! Passwords that everybody knows.

/// Defaults of images, tutorials and generators, in lower case.
const DEFAULTS: [&str; 77] = [
    "123456",
    "12345678",
    "123456789",
    "1234567890",
    "abc123",
    "admin",
    "admin123",
    "admin1234",
    "administrator",
    "adminpassword",
    "changeit",
    "dbpassword",
    "default",
    "dev",
    "development",
    "elastic",
    "example",
    "grafana",
    "guest",
    "keycloak",
    "letmein",
    "local",
    "localhost",
    "mariadb",
    "masterkey",
    "minio",
    "minio123",
    "minioadmin",
    "mongo",
    "mongodb",
    "my-secret-pw",
    "mypassword",
    "mysql",
    "neo4j",
    "oracle",
    "p@ssw0rd",
    "pass",
    "passw0rd",
    "password",
    "password!",
    "password1",
    "password1!",
    "password123",
    "password1234",
    "pgadmin",
    "postgres",
    "postgrespassword",
    "postgresql",
    "production",
    "qwerty",
    "rabbitmq",
    "redis",
    "root",
    "root123",
    "rootpassword",
    "secret",
    "secret123",
    "secretkey",
    "staging",
    "super-secret",
    "supersecret",
    "supersecretkey",
    "superuser",
    "test",
    "test-password",
    "test-secret",
    "test-token",
    "test123",
    "test1234",
    "testing",
    "testpass",
    "testpassword",
    "testsecret",
    "toor",
    "user",
    "welcome",
    "welcome1",
];

/// How long the longest of them is.
const LONGEST: usize = 16;

/// Whether `text` is a password that everybody tries first.
pub fn is_well_known(text: &str) -> bool {
    let text = text.trim();
    text.len() <= LONGEST && DEFAULTS.binary_search(&text.to_ascii_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_in_order_and_short() {
        assert!(DEFAULTS.is_sorted());
        assert_eq!(DEFAULTS.iter().map(|known| known.len()).max(), Some(LONGEST));
    }

    #[test]
    fn defaults_are_well_known() {
        assert!(is_well_known("postgres") && is_well_known("MinioAdmin"));
        assert!(!is_well_known("") && !is_well_known("postgres-9f8a7c6b"));
    }
}
