//! Where two models differ.

use serde_json::Value;

use super::ours::ANY;

/// What is declared beside services.
const RESOURCES: [&str; 4] = ["/volumes", "/networks", "/secrets", "/configs"];

/// Every difference as `path: theirs, ours`, in the order of the paths.
pub fn differences(theirs: &Value, ours: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", theirs, ours, &mut found);
    found
}

fn compare(path: &str, theirs: &Value, ours: &Value, found: &mut Vec<String>) {
    match (theirs, ours) {
        (_, Value::String(text)) if text == ANY => {}
        (Value::Object(one), Value::Object(other)) => {
            let mut keys: Vec<&String> = one.keys().chain(other.keys()).collect();
            // Compose leaves out resources that nothing uses.
            keys.retain(|key| !RESOURCES.contains(&path) || one.contains_key(*key));
            keys.sort();
            keys.dedup();
            for key in keys {
                let missing = Value::Null;
                let (one, other) = (one.get(key).unwrap_or(&missing), other.get(key).unwrap_or(&missing));
                compare(&format!("{path}/{key}"), one, other, found);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                compare(&format!("{path}/{index}"), one, other, found);
            }
        }
        _ if theirs == ours => {}
        _ => found.push(format!("{path}: Compose has {theirs}, envlint {ours}")),
    }
}
