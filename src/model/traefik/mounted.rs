//! Where a file of a container lies on the host.

use camino::{Utf8Path, Utf8PathBuf};

use crate::model::compose::{MountKind, Service};
use crate::model::project::{Project, ProjectId};
use crate::model::storage::{self, Storage};
use crate::model::value::Value;
use crate::source::Span;
use crate::source::vfs::normalize;

/// Where a path of a container leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mounted {
    /// To this path of the host; the mount stands at the span.
    Host {
        /// The path.
        path: Utf8PathBuf,
        /// The mount.
        span: Span,
        /// Whether the mount is of this very path, not of a directory around it.
        exact: bool,
    },
    /// Into something that cannot be looked into, such as a named volume.
    Hidden(Span),
    /// Into the image.
    Image,
}

/// Where `path`, absolute in the container, leads: by the mount closest to it.
pub fn locate(path: &Utf8Path, service: &Service, id: ProjectId, project: &Project) -> Mounted {
    let mut closest: Option<(usize, Mounted)> = None;
    for mount in &service.volumes {
        let Some(target) = mount.target.as_ref().and_then(Value::likely_text) else { continue };
        let target = normalize(Utf8Path::new("/"), Utf8Path::new(&target));
        let Ok(rest) = path.strip_prefix(&target) else { continue };
        let depth = target.components().count();
        if closest.as_ref().is_some_and(|(known, _)| *known > depth) {
            continue;
        }
        let span = mount.source.as_ref().map_or(mount.span, Value::place);
        let located = match storage::of_mount(mount, id, project).map(|located| located.storage) {
            Some(Storage::Path(host)) if rest.as_str().is_empty() => Mounted::Host { path: host, span, exact: true },
            Some(Storage::Path(host)) => Mounted::Host { path: host.join(rest), span, exact: false },
            _ if mount.kind == MountKind::Private => Mounted::Image,
            _ => Mounted::Hidden(span),
        };
        closest = Some((depth, located));
    }
    closest.map_or(Mounted::Image, |(_, mounted)| mounted)
}
