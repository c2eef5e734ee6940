//! What the fuzz targets have found stays mended: each input that once broke a property.

use camino::{Utf8Path, Utf8PathBuf};

use super::holds;

/// A property of some bytes.
type Holds = Box<dyn Fn(&[u8]) + std::panic::RefUnwindSafe>;

/// The inputs for a target.
fn inputs(target: &str) -> Vec<(Utf8PathBuf, Vec<u8>)> {
    let directory = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/properties/found").join(target);
    let Ok(entries) = directory.read_dir_utf8() else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").into_path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(path).expect("an input is readable"))).collect()
}

#[test]
fn what_was_found_is_mended() {
    let text = |holds: fn(&str)| move |bytes: &[u8]| std::str::from_utf8(bytes).into_iter().for_each(holds);
    let targets: [(&str, Holds); 6] = [
        ("yaml", Box::new(holds::yaml)),
        ("dotenv", Box::new(holds::dotenv)),
        ("interpolation", Box::new(text(holds::interpolation))),
        ("short_syntax", Box::new(text(holds::short_syntax))),
        ("router_rule", Box::new(text(holds::router_rule))),
        ("config", Box::new(holds::config)),
    ];
    for (target, holds) in targets {
        for (path, bytes) in inputs(target) {
            let broken = std::panic::catch_unwind(|| holds(&bytes)).is_err();
            assert!(!broken, "{path} breaks a property again");
        }
    }
}
