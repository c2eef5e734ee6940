//! What a mount really is on the host, so that two of them can be compared.

use camino::{Utf8Path, Utf8PathBuf};

use super::compose::{Mount, MountKind};
use super::project::{Project, ProjectId};
use super::value::Value;
use crate::source::Span;
use crate::source::vfs::normalize;

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
}

/// The storage behind `mount`; none when it is the container's own.
pub fn of_mount(mount: &Mount, id: ProjectId, project: &Project) -> Option<Located> {
    let source = mount.source.as_ref()?;
    match mount.kind {
        MountKind::Private => None,
        MountKind::Bind => Some(Located { storage: path(source, project), declared: None }),
        MountKind::Unknown => match source.readings().first().and_then(Value::text) {
            Some(text) if text.starts_with(['.', '/', '~']) => {
                Some(Located { storage: absolute(&text, project), declared: None })
            }
            Some(text) if !text.is_empty() => Some(volume(&text, id, project)),
            _ => Some(Located { storage: Storage::Open(source.clone()), declared: None }),
        },
        MountKind::Volume => match source.text() {
            Some(key) => Some(volume(&key, id, project)),
            None => Some(Located { storage: Storage::Open(source.clone()), declared: None }),
        },
    }
}

fn volume(key: &str, id: ProjectId, project: &Project) -> Located {
    let Some(volume) = project.top_level.volumes.get(key) else {
        return Located { storage: Storage::Volume(id, key.to_owned()), declared: None };
    };
    let declared = Some(volume.key.span());
    // A local volume with a device is a bind mount in disguise.
    if let Some(device) = &volume.device
        && device.text().is_none_or(|text| text.starts_with(['.', '/', '~']))
    {
        return Located { storage: path(device, project), declared: Some(device.place()) };
    }
    let storage = match &volume.name {
        Some(name) => Storage::Named(name.clone()),
        None if volume.external => Storage::Named(Value::literal(volume.key.clone())),
        None => Storage::Volume(id, key.to_owned()),
    };
    Located { storage, declared: volume.name.as_ref().map_or(declared, |name| Some(name.place())) }
}

fn path(source: &Value, project: &Project) -> Storage {
    match source.readings().first().and_then(Value::text) {
        Some(text) => absolute(&text, project),
        None => Storage::Open(source.clone()),
    }
}

fn absolute(text: &str, project: &Project) -> Storage {
    if let Some(rest) = text.strip_prefix('~') {
        // Whose home it is does not matter: it is the same one for both environments.
        return Storage::Path(normalize(Utf8Path::new("/~"), Utf8Path::new(rest.trim_start_matches('/'))));
    }
    Storage::Path(normalize(&project.directory, Utf8Path::new(text)))
}
