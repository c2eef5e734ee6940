//! Who shares storage with whom.

use std::collections::BTreeMap;

use crate::check::{Context, Findings};
use crate::checks::cohost;
use crate::model::environment::{EnvironmentId, Pair};
use crate::model::few::Few;
use crate::model::project::ProjectId;
use crate::model::storage::Storage;
use crate::model::value::Same;

use super::Use;

/// Storage that the less trusted environment shares with the more trusted one.
#[derive(Clone, Copy)]
pub(super) struct Shared<'u, 'a> {
    pub(super) less: &'u Use<'a>,
    pub(super) more: &'u Use<'a>,
    pub(super) pair: Pair,
    pub(super) one_host: Same,
}

impl Shared<'_, '_> {
    /// Whether it is one volume only because both projects have one name.
    pub(super) fn is_by_project_name(&self) -> bool {
        match (&self.less.located.storage, &self.more.located.storage) {
            (Storage::Volume(one, key), Storage::Volume(other, theirs)) => one != other && key == theirs,
            _ => false,
        }
    }

    fn projects(&self) -> (ProjectId, ProjectId) {
        (self.less.subject.project_id, self.more.subject.project_id)
    }
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Pairs<'u, 'a> {
    /// For each environment the one with the most trusted other.
    found: BTreeMap<EnvironmentId, Shared<'u, 'a>>,
    /// Volumes of projects that have one name.
    pub(super) of_one_name: BTreeMap<(ProjectId, ProjectId), Vec<Shared<'u, 'a>>>,
}

impl<'u, 'a> Pairs<'u, 'a> {
    /// Compares the uses of one storage with those of one that lies around it, or with themselves.
    pub(super) fn add(&mut self, cx: &Context<'_>, inner: &'u [Use<'a>], outer: &'u [Use<'a>], out: &mut Findings) {
        let (inner, outer) = (firsts(inner), firsts(outer));
        for (a, writes_a) in inner.kept() {
            for (b, writes_b) in outer.kept() {
                let pair = cx.pair(a.environment, b.environment);
                if pair == Pair::Ignored || !(*writes_a || *writes_b) {
                    continue;
                }
                let rank = |used: &Use<'_>| (cx.role(used.environment), used.environment);
                let (less, more) = if rank(a) > rank(b) { (*a, *b) } else { (*b, *a) };
                let order = |one_host: Same, more: &Use<'_>| (one_host != Same::Yes, rank(more));
                let known = self.found.get(&less.environment).map(|known| order(known.one_host, known.more));
                if known.is_some_and(|known| known <= order(Same::Yes, more)) {
                    continue;
                }
                let one_host = cohost::of(cx, a.subject.project_id, b.subject.project_id).same;
                if one_host != Same::No && known.is_none_or(|known| order(one_host, more) < known) {
                    self.found.insert(less.environment, Shared { less, more, pair, one_host });
                }
            }
        }
        let cut = inner.cut().chain(outer.cut()).map(|(environment, _)| environment);
        if let Some((last, _)) = inner.kept().last().filter(|_| self.found.is_empty()) {
            cohost::passed_over(cx, last.environment, cut, last.mount.span, out);
        }
    }

    /// What was found of one storage.
    pub(super) fn take(&mut self) -> impl Iterator<Item = Shared<'u, 'a>> + use<'u, 'a> {
        std::mem::take(&mut self.found).into_values()
    }

    /// Keeps a volume for the one finding about the name of its project.
    pub(super) fn by_project_name(&mut self, shared: Shared<'u, 'a>) {
        self.of_one_name.entry(shared.projects()).or_default().push(shared);
    }
}

/// A use, and whether it or another one of its environment in its project writes.
type First<'u, 'a> = (&'u Use<'a>, bool);

/// The first use of each environment in each project, of few projects.
fn firsts<'u, 'a>(uses: &'u [Use<'a>]) -> Few<(EnvironmentId, bool), First<'u, 'a>> {
    let mut firsts: BTreeMap<(EnvironmentId, ProjectId), First<'u, 'a>> = BTreeMap::new();
    for used in uses {
        let (_, writes) = firsts.entry((used.environment, used.subject.project_id)).or_insert((used, false));
        *writes |= !used.mount.read_only;
    }
    let mut few = Few::default();
    for ((environment, _), first) in firsts {
        few.add((environment, first.1), first);
    }
    few
}
