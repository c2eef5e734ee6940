//! Bytes and places: files, spans, the line index, masking, and the only door to the file system.

mod file;
mod lines;
mod map;
mod marks;
mod mask;
mod search;
mod shown;
mod span;
mod text;
pub mod vfs;

pub use file::SourceFile;
pub use lines::{LineIndex, Position};
pub use map::SourceMap;
pub use mask::Mask;
pub(crate) use mask::harmless;
pub(crate) use shown::MASK;
pub use shown::{Shown, clean};
pub use span::{FileId, Span, Spanned};
pub use text::Text;
