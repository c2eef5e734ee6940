use super::*;
use crate::source::{SourceMap, Span, Text};

/// `kind host:port database user`, `-` for what is missing; the places must hold the texts.
fn shown(read: fn(&Value) -> Vec<Address>, text: &str) -> Vec<String> {
    let mut map = SourceMap::new();
    let file = map.add("x".into(), text.as_bytes());
    let value = Value::literal(Text::verbatim(text, Span::new(file, 0..text.len())));
    let part = |part: &Option<Value>| {
        part.as_ref().map_or("-".to_owned(), |part| {
            let text = part.text().unwrap();
            assert_eq!(map.text(part.place()), text);
            text.into_owned()
        })
    };
    let addresses = read(&value);
    let shown = addresses.iter().map(|address| {
        let host = part(&Some(address.host.clone()));
        let kind = address.kind.map_or("-".to_owned(), |kind| format!("{kind:?}"));
        format!("{kind} {host}:{} {} {}", part(&address.port), part(&address.database), part(&address.user))
    });
    shown.collect()
}

#[test]
fn urls_of_every_scheme() {
    let urls = |text| shown(anywhere, text);
    assert_eq!(urls("postgresql+asyncpg://u:p@db:5432/shop"), ["Sql db:5432 shop u"]);
    assert_eq!(urls("postgres://u:ps/w@db/shop?sslmode=require"), ["Sql db:- shop u"]);
    assert_eq!(urls("redis://:pw@cache:6379/1"), ["Cache cache:6379 1 -"]);
    assert_eq!(urls("redis://cache?db=2"), ["Cache cache:- 2 -"]);
    assert_eq!(urls("amqp://u:p@queue//"), ["Queue queue:- - u"]);
    assert_eq!(urls("amqp://u:p@queue/shop"), ["Queue queue:- shop u"]);
    assert_eq!(urls("mongodb://a:27017,b/shop?replicaSet=r"), ["Document a:27017 shop -", "Document b:- shop -"]);
    assert_eq!(urls("mongodb+srv://u:p@x.example.com/shop"), ["Document x.example.com:- shop u"]);
    assert_eq!(urls("jdbc:postgresql://db/shop?user=u&password=p"), ["Sql db:- shop u"]);
    assert_eq!(urls("jdbc:sqlserver://db:1433;databaseName=shop;user=u"), ["Sql db:1433 shop u"]);
    assert_eq!(urls("http://search:9200/x"), ["Search search:9200 x -"]);
    assert_eq!(urls("http://api:8000"), ["Http api:8000 - -"]);
    assert_eq!(urls("postgres://u:p@[::1]:5432/shop"), ["Sql ::1:5432 shop u"]);
    assert_eq!(urls("redis://[fd00::2]/1"), ["Cache fd00::2:- 1 -"]);
    assert_eq!(urls("redis://[fd00::2]x:1"), [""; 0]);
    assert_eq!(urls("http://a:8000/?to=http://b:1,redis://c"), ["Http a:8000 - -", "Cache c:- - -"]);
    assert_eq!(urls("--api=http://a:8000 --db='postgres://db/x'"), ["Http a:8000 - -", "Sql db:- x -"]);
}

#[test]
fn connection_strings() {
    let pairs = |text| shown(anywhere, text);
    assert_eq!(pairs("Host=db;Port=5433;Database=shop;Username=u;Password=p"), ["Sql db:5433 shop u"]);
    assert_eq!(pairs("Server=tcp:db,1433;Initial Catalog=shop;User ID=u"), ["Sql db:- shop u"]);
    assert_eq!(pairs("Data Source=db;Initial Catalog=shop"), ["Sql db:- shop -"]);
    assert_eq!(pairs("Data Source=/data/x.db;Mode=ReadOnly"), [""; 0]);
    assert_eq!(pairs("host=db dbname=shop user=u"), ["Sql db:- shop u"]);
    assert_eq!(pairs("u:p@w@tcp(db:3306)/shop?parseTime=true"), ["Sql db:3306 shop u"]);
    assert_eq!(pairs("cache:6379,password=x,ssl=False"), ["Cache cache:6379 - -"]);
}

#[test]
fn hosts_alone_and_in_lists() {
    assert_eq!(shown(anywhere, "kafka1:9092,kafka2:9092"), ["Queue kafka1:9092 - -", "Queue kafka2:9092 - -"]);
    assert_eq!(shown(named, "postgres"), ["- postgres:- - -"]);
    for text in ["12:30", "info", "user:password", "a b", "", "[\"x\"]", "nginx:1.27", "./x:80"] {
        assert_eq!(shown(anywhere, text), [""; 0], "{text}");
    }
    for text in ["two words", "3", "*"] {
        assert_eq!(shown(named, text), [""; 0], "{text}");
    }
}
