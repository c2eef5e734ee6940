//! Origins that Traefik allows for the containers behind it, by its `headers` middleware.

use std::collections::BTreeSet;

use super::{List, Syntax};
use crate::check::concern;
use crate::check::routes::about;
use crate::check::{Context, Subject};
use crate::checks::hosts::Place;
use crate::diagnostic::Draft;
use crate::model::environment::EnvironmentId;
use crate::model::project::ProjectId;
use crate::model::traefik::{Kind, Object, Setting};
use crate::model::value::Value;
use crate::source::Span;

/// The options that hold origins: a list, and the header as a whole.
const LISTS: [&[&str]; 2] = [
    &["headers", "accesscontrolalloworiginlist"],
    &["headers", "customresponseheaders", "access-control-allow-origin"],
];

/// The option that holds regular expressions for origins.
const PATTERNS: &[&str] = &["headers", "accesscontrolalloworiginlistregex"];

/// A middleware that an environment uses.
#[derive(Clone, Copy)]
struct Attached<'a> {
    environment: EnvironmentId,
    middleware: &'a Object,
    /// The service whose labels define the middleware; none when a file does.
    home: Option<Subject<'a>>,
    /// The router that uses it, with the service whose labels define that; none when no router does.
    router: Option<(&'a Object, Option<Subject<'a>>)>,
}

/// The lists in the middlewares of all routers; those of a middleware that nothing uses are of whoever
/// defines it.
pub(super) fn lists<'a>(cx: &Context<'a>) -> Vec<List<'a>> {
    let names = cx.names();
    let mut lists = Vec::new();
    let mut used = BTreeSet::new();
    for route in cx.routes() {
        for middleware in route.proxy.chain(route.router).found {
            used.insert((&middleware.provider, middleware.name.as_str()));
            let Some(environment) = route.environment else { continue };
            let (home, router) = (names.of_object(middleware), Some((route.router, route.subject)));
            add(&mut lists, Attached { environment, middleware, home, router });
        }
    }
    for middleware in cx.workspace.proxies.iter().flat_map(|proxy| proxy.of_kind(Kind::Middleware)) {
        let home = names.of_object(middleware);
        let Some(environment) = home.and_then(|home| home.environment) else { continue };
        if !used.contains(&(&middleware.provider, middleware.name.as_str())) {
            add(&mut lists, Attached { environment, middleware, home, router: None });
        }
    }
    lists
}

fn add<'a>(lists: &mut Vec<List<'a>>, attached: Attached<'a>) {
    let middleware = attached.middleware;
    let plain = LISTS.iter().filter_map(|path| Some((middleware.get(path)?, Syntax::Exact)));
    let patterns = middleware.get(PATTERNS).map(|setting| (setting, Syntax::Patterns));
    for (setting, syntax) in plain.chain(patterns) {
        lists.push(List { place: Box::new(attached), values: setting.values.iter().collect(), syntax });
    }
}

impl Place for Attached<'_> {
    fn environment(&self) -> EnvironmentId {
        self.environment
    }

    fn project(&self) -> Option<ProjectId> {
        self.middleware.project()
    }

    fn whose(&self, cx: &Context<'_>) -> String {
        let environment = cx.name(self.environment);
        match (self.router, self.home) {
            (Some((_, Some(subject))), _) | (None, Some(subject)) => subject.words(cx),
            (Some((router, None)), _) => format!("{environment} router `{}`", router.shown()),
            (None, None) => environment.to_owned(),
        }
    }

    fn own_place(&self, value: &Value, taken: &BTreeSet<Span>) -> Span {
        let place = value.place();
        if taken.contains(&place) { self.attachment().unwrap_or(place) } else { place }
    }

    fn draft(&self, cx: &Context<'_>, span: Span, message: String) -> Draft {
        let draft = about(cx, (Some(self.environment), self.home), self.middleware, span, message);
        match self.router {
            Some((_, Some(subject))) => draft.service(subject.name()),
            _ => draft,
        }
    }

    fn handed_on(&self, draft: Draft, value: &Value) -> Draft {
        let draft = concern::passed_on(draft, value);
        let is_elsewhere = self.router.is_some_and(|(router, _)| router.provider != self.middleware.provider);
        match self.attachment().filter(|_| is_elsewhere) {
            Some(place) => draft.also(place, "attached here"),
            None => draft,
        }
    }
}

impl Attached<'_> {
    /// Where the router names its middlewares.
    fn attachment(&self) -> Option<Span> {
        let (router, _) = self.router?;
        Some(router.get(&["middlewares"]).map_or(router.span, Setting::place))
    }
}
