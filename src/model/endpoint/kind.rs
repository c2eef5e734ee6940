//! What kind of thing a connection leads to: told from an image, a scheme, a port or a name.

use crate::model::value::Value;
use crate::syntax::image::Image;

/// What answers at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A relational or column database.
    Sql,
    /// A document database.
    Document,
    /// A cache.
    Cache,
    /// A queue or a log of messages.
    Queue,
    /// A search server.
    Search,
    /// A graph database.
    Graph,
    /// An object store.
    Objects,
    /// A mail server.
    Mail,
    /// A web server.
    Http,
    /// Something else, or it cannot be told.
    Other,
}

/// Images by the last part of their name, without tag.
const IMAGES: [(Kind, &[&str]); 7] = [
    (
        Kind::Sql,
        &[
            "postgres",
            "postgresql",
            "postgresql-repmgr",
            "postgis",
            "pgvector",
            "timescaledb",
            "timescaledb-ha",
            "pgautoupgrade",
            "pgbouncer",
            "pgpool",
            "pgcat",
            "cockroach",
            "yugabyte",
            "mysql",
            "mysql-server",
            "mariadb",
            "mariadb-galera",
            "percona",
            "percona-server",
            "percona-xtradb-cluster",
            "mssql/server",
            "azure-sql-edge",
            "oracle-free",
            "oracle-xe",
            "firebird",
            "clickhouse",
            "clickhouse-server",
            "questdb",
            "cassandra",
            "scylla",
        ],
    ),
    (
        Kind::Document,
        &[
            "mongo",
            "mongodb",
            "mongodb-sharded",
            "mongodb-community-server",
            "mongodb-enterprise-server",
            "percona-server-mongodb",
            "ferretdb",
            "couchdb",
            "couchbase",
            "rethinkdb",
            "arangodb",
            "surrealdb",
        ],
    ),
    (
        Kind::Cache,
        &[
            "redis",
            "redis-cluster",
            "redis-sentinel",
            "redis-stack",
            "redis-stack-server",
            "redismod",
            "valkey",
            "valkey-bundle",
            "keydb",
            "dragonfly",
            "garnet",
            "memcached",
        ],
    ),
    (
        Kind::Queue,
        &[
            "rabbitmq",
            "kafka",
            "kafka-native",
            "cp-kafka",
            "cp-server",
            "redpanda",
            "zookeeper",
            "cp-zookeeper",
            "nats",
            "nats-streaming",
            "activemq",
            "activemq-classic",
            "activemq-artemis",
            "pulsar",
            "beanstalkd",
        ],
    ),
    (
        Kind::Search,
        &[
            "elasticsearch",
            "elasticsearch-oss",
            "elasticsearch-wolfi",
            "opensearch",
            "solr",
            "ckan-solr",
            "meilisearch",
            "typesense",
            "manticore",
            "zincsearch",
            "quickwit",
            "qdrant",
            "weaviate",
            "milvus",
            "chroma",
        ],
    ),
    (Kind::Graph, &["neo4j", "memgraph", "dgraph", "nebula-graphd", "janusgraph"]),
    (Kind::Objects, &["minio", "localstack", "seaweedfs", "garage"]),
];

/// Schemes of URLs, without what follows a `+`.
const SCHEMES: [(Kind, &[&str]); 9] = [
    (
        Kind::Sql,
        &[
            "postgres",
            "postgresql",
            "pgsql",
            "postgis",
            "timescaledb",
            "cockroachdb",
            "mysql",
            "mysql2",
            "mariadb",
            "sqlserver",
            "mssql",
            "oracle",
            "clickhouse",
            "clickhousedb",
            "cassandra",
            "ecto",
        ],
    ),
    (Kind::Document, &["mongodb", "couchdb", "couchbase"]),
    (Kind::Cache, &["redis", "rediss", "valkey", "valkeys", "memcached", "memcache"]),
    (Kind::Queue, &["amqp", "amqps", "pyamqp", "kafka", "nats", "pulsar", "stomp", "beanstalk", "mqtt", "mqtts"]),
    (Kind::Search, &["elasticsearch", "opensearch", "solr"]),
    (Kind::Graph, &["bolt", "neo4j", "bolts"]),
    (Kind::Objects, &["s3", "minio"]),
    (Kind::Mail, &["smtp", "smtps", "imap"]),
    (Kind::Http, &["http", "https", "ws", "wss", "grpc", "grpcs"]),
];

/// Ports that one kind of server listens on, and hardly any other.
const PORTS: [(u16, Kind); 22] = [
    (5432, Kind::Sql),
    (6432, Kind::Sql),
    (3306, Kind::Sql),
    (1433, Kind::Sql),
    (1521, Kind::Sql),
    (8123, Kind::Sql),
    (9042, Kind::Sql),
    (26257, Kind::Sql),
    (27017, Kind::Document),
    (5984, Kind::Document),
    (6379, Kind::Cache),
    (11211, Kind::Cache),
    (5672, Kind::Queue),
    (5671, Kind::Queue),
    (9092, Kind::Queue),
    (4222, Kind::Queue),
    (9200, Kind::Search),
    (7700, Kind::Search),
    (8983, Kind::Search),
    (7687, Kind::Graph),
    (25, Kind::Mail),
    (587, Kind::Mail),
];

/// Words in the names of variables and services, the more telling ones first.
const WORDS: [(Kind, &[&str]); 9] = [
    (Kind::Cache, &["redis", "valkey", "keydb", "memcached", "memcache", "cache"]),
    (Kind::Document, &["mongo", "mongodb", "couchdb"]),
    (Kind::Queue, &["rabbitmq", "rabbit", "amqp", "kafka", "nats", "broker", "celery", "queue", "bootstrap"]),
    (Kind::Search, &["elasticsearch", "elastic", "opensearch", "es", "meilisearch", "meili", "typesense", "solr"]),
    (Kind::Graph, &["neo4j", "graphdb", "memgraph"]),
    (Kind::Objects, &["minio", "s3"]),
    (Kind::Mail, &["smtp", "mail", "mailer", "email"]),
    (Kind::Http, &["api", "backend", "frontend", "web", "http", "https", "gateway"]),
    (
        Kind::Sql,
        &["postgres", "postgresql", "pg", "mysql", "mariadb", "mssql", "db", "database", "sql", "pghost", "datasource"],
    ),
];

impl Kind {
    /// What an image runs, as far as it is known.
    pub fn of_image(image: &Value) -> Option<Self> {
        let reading = image.likely_text()?;
        let name = Image::parse(&reading).path;
        let is = |known: &&&str| name.strip_suffix(**known).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
        find(&IMAGES, |names| names.iter().any(|known| is(&known)))
    }

    /// What a scheme speaks to, in whatever case, `+driver` aside.
    pub fn of_scheme(scheme: &str) -> Option<Self> {
        let scheme = scheme.to_ascii_lowercase();
        let plain = scheme.split('+').next().unwrap_or_default();
        find(&SCHEMES, |names| names.contains(&plain))
    }

    /// What listens on a port by custom.
    pub fn of_port(port: u16) -> Option<Self> {
        PORTS.iter().find(|(number, _)| *number == port).map(|(_, kind)| *kind)
    }

    /// What the words of a name speak of.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let words: Vec<&str> = name.split(|character: char| !character.is_ascii_alphanumeric()).collect();
        find(&WORDS, |known| words.iter().any(|word| known.contains(word)))
    }

    /// Whether it keeps data that an environment has for itself.
    pub fn is_store(self) -> bool {
        !matches!(self, Self::Mail | Self::Http | Self::Other)
    }

    /// Whether one server can keep environments apart in databases, indexes or virtual hosts of
    /// their own that a connection names.
    pub fn is_divided(self) -> bool {
        matches!(self, Self::Sql | Self::Document | Self::Cache | Self::Queue)
    }

    /// The word for it in messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sql | Self::Document => "database",
            Self::Cache => "cache",
            Self::Queue => "queue",
            Self::Search => "search server",
            Self::Graph => "graph database",
            Self::Objects => "object store",
            Self::Mail => "mail server",
            Self::Http | Self::Other => "service",
        }
    }

    /// The word for a part of it that an environment may have for itself.
    pub fn division(self) -> &'static str {
        match self {
            Self::Cache => "index",
            Self::Queue => "virtual host",
            _ => "database",
        }
    }
}

fn find(table: &[(Kind, &[&str])], is_match: impl Fn(&[&str]) -> bool) -> Option<Kind> {
    table.iter().find(|(_, names)| is_match(names)).map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceMap, Span, Text};

    #[test]
    fn images_tell_kinds() {
        let file = SourceMap::new().add("x".into(), b"");
        let kind = |text: &str| Kind::of_image(&Value::literal(Text::opaque(text, Span::start_of(file))));
        assert_eq!(kind("postgres:16-alpine"), Some(Kind::Sql));
        assert_eq!(kind("registry.example:5000/bitnami/redis@sha256:00"), Some(Kind::Cache));
        assert_eq!(kind("mcr.microsoft.com/mssql/server:2022-latest"), Some(Kind::Sql));
        assert_eq!(kind("docker.elastic.co/elasticsearch/elasticsearch:8.17.0"), Some(Kind::Search));
        assert_eq!(kind("mypostgres"), None);
        assert_eq!(kind("shop/server"), None);
    }

    #[test]
    fn names_and_schemes_tell_kinds() {
        assert_eq!(Kind::of_scheme("postgresql+asyncpg"), Some(Kind::Sql));
        assert_eq!(Kind::of_scheme("mongodb+srv"), Some(Kind::Document));
        assert_eq!(Kind::of_name("CELERY_BROKER_URL"), Some(Kind::Queue));
        assert_eq!(Kind::of_name("REDIS_DB"), Some(Kind::Cache));
        assert_eq!(Kind::of_name("STAGING_DATABASE_URL"), Some(Kind::Sql));
        assert_eq!(Kind::of_name("UPSTREAM"), None);
    }
}
