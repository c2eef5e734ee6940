//! What a mount really is on the host, so that two of them can be compared.

use camino::{Utf8Path, Utf8PathBuf};

use super::compose::{Mount, MountKind};
use super::project::{Project, ProjectId};
use super::value::Value;
use crate::source::Span;
use crate::source::vfs::{normalize, windows};

/// How long the path of a mount may be, in bytes: Linux mounts nothing longer (`PATH_MAX`), and
/// comparing it with all that lies around it is not linear.
pub const MAX_PATH: usize = 4096;

/// Storage on the host.
#[derive(Debug, Clone)]
pub enum Storage {
    /// A volume that Compose names after the project.
    Volume(ProjectId, String),
    /// A volume with a name of its own, the same for every project of the host.
    Named(Value),
    /// A host path.
    Path(Utf8PathBuf),
    /// A host path or a volume that a variable decides.
    Open(Value),
}

/// Storage with the places that lead to it.
#[derive(Debug, Clone)]
pub struct Located {
    /// What it is.
    pub storage: Storage,
    /// The top-level volume that says so.
    pub declared: Option<Span>,
    /// Whether it lies where the project is deployed from.
    pub relative: bool,
}

/// The storage behind `mount`; none when it is the container's own.
pub fn of_mount(mount: &Mount, id: ProjectId, project: &Project) -> Option<Located> {
    let source = mount.source.as_ref()?;
    match mount.kind {
        MountKind::Private => None,
        MountKind::Bind => Some(Located::path(source, project, None)),
        MountKind::Unknown => match source.likely_text() {
            Some(text) if text.starts_with(['.', '/', '~']) => Some(Located::path(source, project, None)),
            Some(text) if !text.is_empty() => Some(volume(&text, id, project)),
            _ => Some(Located::plain(Storage::Open(source.clone()), None)),
        },
        MountKind::Volume => match source.text() {
            Some(key) => Some(volume(&key, id, project)),
            None => Some(Located::plain(Storage::Open(source.clone()), None)),
        },
    }
}

fn volume(key: &str, id: ProjectId, project: &Project) -> Located {
    let Some(volume) = project.top_level.volumes.get(key) else {
        return Located::plain(Storage::Volume(id, key.to_owned()), None);
    };
    let declared = Some(volume.key.span());
    // A local volume with a device is a bind mount in disguise.
    if let Some(device) = &volume.device
        && device.text().is_none_or(|text| text.starts_with(['.', '/', '~']) || windows(&text).is_some())
    {
        return Located::path(device, project, Some(device.place()));
    }
    let storage = match &volume.name {
        Some(name) => Storage::Named(name.clone()),
        None if volume.external => Storage::Named(Value::literal(volume.key.clone())),
        None => Storage::Volume(id, key.to_owned()),
    };
    Located::plain(storage, volume.name.as_ref().map_or(declared, |name| Some(name.place())))
}

impl Located {
    fn plain(storage: Storage, declared: Option<Span>) -> Self {
        Self { storage, declared, relative: false }
    }

    fn path(source: &Value, project: &Project, declared: Option<Span>) -> Self {
        let Some(text) = source.likely_text() else {
            return Self::plain(Storage::Open(source.clone()), declared);
        };
        if text.len() > MAX_PATH {
            return Self::plain(Storage::Open(source.clone()), declared);
        }
        if let Some(path) = windows(&text) {
            // Apart from all paths of the other kind, which begin with `/`.
            let path = Utf8Path::new(path.trim_start_matches('/'));
            return Self::plain(Storage::Path(normalize(Utf8Path::new(""), path)), declared);
        }
        Self { storage: absolute(&text, project), declared, relative: !text.starts_with(['/', '~']) }
    }
}

fn absolute(text: &str, project: &Project) -> Storage {
    if let Some(rest) = text.strip_prefix('~') {
        // Whose home it is does not matter: it is the same one for both environments.
        return Storage::Path(normalize(Utf8Path::new("/~"), Utf8Path::new(rest.trim_start_matches('/'))));
    }
    Storage::Path(normalize(&project.directory, Utf8Path::new(text)))
}
