//! What a check is: logic in Rust that a rule picks and gives parameters to. Below it, what is worked out once a run for
//! several of them; what they merely do alike stands beside them in [`checks`](crate::checks).

mod common;
pub(crate) mod concern;
pub(crate) mod routes;
pub(crate) mod secret_slots;
pub(crate) mod served;

use std::fmt::Debug;

pub(crate) use self::common::{Common, Once};
use self::concern::Concerns;
use self::routes::{Names, Route};
use self::secret_slots::Slot;
use self::served::Served;
use crate::config::Role;
use crate::diagnostic::{Compared, Draft, Severity};
use crate::model::compose::Service;
use crate::model::domain::Domains;
use crate::model::endpoint::{End, ServiceId};
use crate::model::env_file::{EnvFile, EnvFileId};
use crate::model::environment::{Environment, EnvironmentId, Pair};
use crate::model::holder::Holder;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::{Project, ProjectId};
use crate::model::value::Value;
use crate::model::{Secrecy, Workspace};
use crate::source::Span;
use crate::syntax::SyntaxError;

/// A check with its parameters. Most look at the workspace; one that judges each service, or each env
/// file, by itself overrides that method instead. A check neither fails nor reads files.
pub trait Check: Send + Sync {
    /// The workspace as a whole.
    fn workspace(&self, _cx: &Context<'_>, _out: &mut Findings) {}

    /// Each service.
    fn service(&self, _cx: &Context<'_>, _subject: &Subject<'_>, _out: &mut Findings) {}

    /// Each env file, templates included.
    fn env_file(&self, _cx: &Context<'_>, _id: EnvFileId, _file: &EnvFile, _out: &mut Findings) {}
}

/// What a check can see.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Everything that was read.
    pub workspace: &'a Workspace,
    /// How the rule that runs says to mend what it finds.
    pub fix: &'a str,
    /// What several checks look at.
    pub(crate) common: &'a (dyn Common + 'a),
}

/// A service with where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The number of its project.
    pub project_id: ProjectId,
    /// Its project.
    pub project: &'a Project,
    /// The service.
    pub service: &'a Service,
    /// Its environment; none when it is shared.
    pub environment: Option<EnvironmentId>,
}

impl<'a> Subject<'a> {
    /// Every service, in the order of the files.
    pub(crate) fn all(workspace: &'a Workspace) -> impl Iterator<Item = Self> + use<'a> {
        workspace.projects().flat_map(|(id, project)| Self::of_project(id, project))
    }

    /// Every service of a project, in the order of its files.
    pub(crate) fn of_project(id: ProjectId, project: &'a Project) -> impl Iterator<Item = Self> + use<'a> {
        let of = move |service: &'a Service| Self {
            project_id: id,
            project,
            service,
            environment: service.belongs.environment,
        };
        project.services.values().map(of)
    }

    /// The name of the service.
    pub fn name(&self) -> &'a str {
        self.service.name.as_str()
    }

    /// Who it is, for a message: ``staging service `api` ``.
    pub fn words(&self, cx: &Context<'_>) -> String {
        match (self.environment, cx.named(self.environment)) {
            (_, Some(environment)) => format!("{environment} service `{}`", self.name()),
            (Some(_), None) => format!("service `{}`", self.name()),
            (None, None) => format!("shared service `{}`", self.name()),
        }
    }

    /// A finding at `span` about a `part` of the service: `ports`, `environment.KEY`.
    pub fn draft(&self, cx: &Context<'_>, part: &str, span: Span, message: impl Into<String>) -> Draft {
        let draft = cx.draft(self.environment, span, message);
        draft.service(self.name()).subject(format!("services.{}.{part}", self.name()))
    }
}

/// A connection with whoever makes it.
#[derive(Debug, Clone, Copy)]
pub struct Connected<'a> {
    /// The number of the service.
    pub id: Option<ServiceId>,
    /// The service; none for an env file.
    pub subject: Option<Subject<'a>>,
    /// Its environment; none when it is shared.
    pub environment: Option<EnvironmentId>,
    /// The connection.
    pub end: &'a End,
}

impl Connected<'_> {
    /// Who connects, for a message: the environment and the service, or the environment alone.
    pub fn words(&self, cx: &Context<'_>) -> String {
        cx.whose(self.environment, self.subject.as_ref())
    }
}

/// What a check found.
#[derive(Debug, Default)]
pub struct Findings {
    pub(crate) drafts: Vec<Draft>,
    pub(crate) compared: Compared,
    pub(crate) problems: Vec<Problem>,
}

impl Findings {
    /// Reports a finding.
    pub fn report(&mut self, draft: Draft) {
        self.drafts.push(draft);
    }

    /// Says what was compared.
    pub fn compared(&mut self, compared: Compared) {
        self.compared += compared;
    }

    /// Says of what stands at `span` why it was not compared with everything; `coverage` reports it, at
    /// the first place of which it is so.
    pub fn not_compared(&mut self, span: Span, message: String) {
        if self.problems.iter().all(|known| known.error.message != message) {
            let error = SyntaxError::new(span, message).help("lint the directories one by one");
            self.problems.push(Problem::new(ProblemKind::Coverage, error).at_most(Severity::Info));
        }
    }
}

impl<'a> Context<'a> {
    /// The environment with this id.
    pub fn environment(&self, id: EnvironmentId) -> Option<&'a Environment> {
        self.workspace.environments.get(id)
    }

    /// The name of an environment.
    pub fn name(&self, id: EnvironmentId) -> &'a str {
        self.workspace.environments.name(id)
    }

    /// The name of the environment where something names it; what is shared or unmarked has none.
    pub fn named(&self, environment: Option<EnvironmentId>) -> Option<&'a str> {
        self.marked(environment).map(|id| self.name(id))
    }

    /// The environment, if something names it.
    pub fn marked(&self, environment: Option<EnvironmentId>) -> Option<EnvironmentId> {
        self.workspace.environments.marked(environment)
    }

    /// Who it is, for a message: the environment and the service, or the environment alone.
    pub fn whose(&self, environment: Option<EnvironmentId>, subject: Option<&Subject<'_>>) -> String {
        subject.map_or_else(|| self.owner(environment).to_owned(), |subject| subject.words(self))
    }

    /// The environment for a message, or `shared`.
    pub fn owner(&self, environment: Option<EnvironmentId>) -> &'a str {
        environment.map_or("shared", |id| self.name(id))
    }

    /// A finding at `span` about something of `environment`.
    pub fn draft(&self, environment: Option<EnvironmentId>, span: Span, message: impl Into<String>) -> Draft {
        let draft = Draft::at(span, message);
        match self.named(environment) {
            Some(name) => draft.environment(name),
            None => draft,
        }
    }

    /// What an environment is for.
    pub fn role(&self, id: EnvironmentId) -> Role {
        self.workspace.environments.role(id)
    }

    /// How serious it is that two environments have something in common.
    pub fn pair(&self, one: EnvironmentId, other: EnvironmentId) -> Pair {
        self.workspace.environments.pair(one, other)
    }

    /// Everyone who has variables, those that files are written for first.
    pub fn holders(&self) -> &'a [Holder<'a>] {
        self.common.holders()
    }

    /// Who owns which host.
    pub fn domains(&self) -> &'a Domains<'a> {
        self.common.domains()
    }

    /// The place that says that only whoever runs an environment can reach it.
    pub fn home(&self, environment: Option<EnvironmentId>) -> Option<Span> {
        self.common.at_home().get(&environment?).copied()
    }

    /// How much a mistake matters in what several share.
    pub(crate) fn concerns(&self) -> &'a Concerns {
        self.common.concerns()
    }

    /// Every place for a secret with a text that is known, each text once for each environment.
    pub(crate) fn slots(&self) -> &'a [Slot<'a>] {
        self.common.slots()
    }

    /// Whom services serve that belong to no environment.
    pub(crate) fn served(&self) -> &'a Served<'a> {
        self.common.served()
    }

    /// Services by the names that URLs and labels reach them by.
    pub(crate) fn names(&self) -> &'a Names<'a> {
        self.common.names()
    }

    /// The routers of all proxies, in the order of the files. With labels of Traefik 1.
    pub(crate) fn routes(&self) -> &'a [Route<'a>] {
        self.common.routes()
    }

    /// Every service, in the order of the files.
    pub fn subjects(&self) -> impl Iterator<Item = Subject<'a>> + use<'a> {
        Subject::all(self.workspace)
    }

    /// Every connection, in the order of the files; the service is none for an env file of an
    /// environment that nothing is known to load.
    pub fn connected(&self) -> impl Iterator<Item = Connected<'a>> + use<'a> {
        let cx = *self;
        self.workspace.endpoints.parties.iter().flat_map(move |party| {
            let subject = party.service.and_then(|id| cx.subject(id));
            party.ends.iter().map(move |end| Connected {
                id: party.service,
                subject,
                environment: party.environment,
                end,
            })
        })
    }

    /// The service with this id.
    pub fn subject(&self, id: ServiceId) -> Option<Subject<'a>> {
        let (project, service) = self.workspace.service(id)?;
        Some(Subject { project_id: id.project, project, service, environment: service.belongs.environment })
    }

    /// A value for a message: its text, variables as `${NAME}`, and `***` for what is secret.
    pub fn show(&self, value: &Value) -> String {
        self.workspace.show(value, Secrecy::Masked)
    }
}
