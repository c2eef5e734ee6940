//! What the names of a Compose file and its directories say of an environment.

use camino::Utf8Path;

use crate::model::discover::OVERRIDE_NAMES;
use crate::model::environment::{Evidence, Kind, Marker, Told};

/// The environments that the file at `path` speaks of, the one to believe first: by its name, by the
/// nearest directory that speaks of one, or as an override.
pub(super) fn of_file(path: &Utf8Path, root: &Utf8Path) -> Vec<Told> {
    let Some(name) = path.file_name() else { return Vec::new() };
    let own = Marker::of_name(name).map(|marker| {
        let reason = format!("the name of `{name}` speaks of {}", marker.name);
        Told::new(marker, Evidence::new(Kind::File, reason))
    });
    let over = Marker::of_word("development").filter(|_| OVERRIDE_NAMES.contains(&name)).map(|marker| {
        let reason = format!("developers' machines load `{name}` over its base");
        Told::new(marker, Evidence::new(Kind::File, reason))
    });
    own.into_iter().chain(of_directory(path, root)).chain(over).collect()
}

/// What the nearest directory of `path` below `root` says that speaks of an environment.
pub(in crate::model::workspace) fn of_directory(path: &Utf8Path, root: &Utf8Path) -> Option<Told> {
    let above = path.ancestors().skip(1).take_while(|directory| directory.starts_with(root) && *directory != root);
    above.filter_map(Utf8Path::file_name).find_map(|name| {
        let marker = Marker::of_directory(name)?;
        let reason = format!("its directory `{name}` speaks of {}", marker.name);
        Some(Told::new(marker, Evidence::new(Kind::Directory, reason)))
    })
}

/// What a file of production says of the unmarked default file beside it that has services of the same names: what
/// `docker compose up` runs is not what is deployed.
pub(super) fn of_counterpart(name: &str) -> Option<Told> {
    let marker = Marker::of_word("development")?;
    Some(Told::new(marker, Evidence::new(Kind::Neighbour, format!("production has `{name}` beside it"))))
}

/// What a file of staging says of the unmarked default file beside it.
pub(super) fn of_neighbour(name: &str) -> Option<Told> {
    let marker = Marker::of_word("production")?;
    Some(Told::new(marker, Evidence::new(Kind::Neighbour, format!("the staging file `{name}` stands beside it"))))
}
