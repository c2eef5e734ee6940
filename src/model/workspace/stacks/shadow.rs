//! Stores that shadow others, on which something is tried out.

use super::Stack;
use super::content::services;
use crate::model::endpoint;
use crate::model::environment::{Evidence, Kind, Marker, Told, words};
use crate::model::value::Value;

/// The word for it in the name of a file.
const WORD: &str = "shadow";

/// What a file says that is named for a shadow and runs a store of its own: it is for tests. Without one it may as
/// well take a part of what production is asked.
pub(super) fn of_stack(stack: &Stack<'_>) -> Option<Told> {
    let is_shadow = |name: &str| words(name).any(|word| word.eq_ignore_ascii_case(WORD));
    let file = stack.files.last().filter(|file| file.path.file_name().is_some_and(is_shadow))?;
    let (name, place) = services(file).find_map(|(name, body)| {
        let image = body.get("image")?.text()?;
        let kind = endpoint::Kind::of_image(&Value::literal(image.clone()))?;
        kind.is_store().then(|| (name, image.span()))
    })?;
    let reason = format!("it shadows others with a store of its own, `{name}`");
    Some(Told::new(Marker::of_word("test")?, Evidence::new(Kind::Content, reason).at(place)))
}
