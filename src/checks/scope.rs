//! Where a rule applies: the parameter `where` of several checks.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Context, Subject};
use crate::config::Role;
use crate::config::patterns::{Images, Names};
use crate::model::environment::EnvironmentId;

/// Where a rule applies: what all of its lists allow. One that is left out allows everything.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Scope {
    /// The roles of the environments.
    roles: Vec<Role>,
    /// The names of the environments.
    environments: Names,
    /// The names of the services.
    services: Names,
    /// The images of the services.
    images: Images,
}

impl Scope {
    /// Whether the rule applies to what belongs to `environment`; nothing shared is of a role.
    pub(super) fn covers_environment(&self, cx: &Context<'_>, environment: Option<EnvironmentId>) -> bool {
        match environment {
            Some(id) => {
                (self.roles.is_empty() || self.roles.contains(&cx.role(id)))
                    && (self.environments.is_empty() || self.environments.is_match(cx.name(id)))
            }
            None => self.roles.is_empty() && self.environments.is_empty(),
        }
    }

    /// Whether the rule applies to a service.
    pub(super) fn covers(&self, cx: &Context<'_>, subject: &Subject<'_>) -> bool {
        self.covers_environment(cx, subject.environment)
            && (self.services.is_empty() || self.services.is_match(subject.name()))
            && (self.images.is_empty() || subject.service.runs_one_of(&self.images))
    }

    /// Whether the rule applies to some services only, whatever their environment.
    pub(super) fn picks_services(&self) -> bool {
        !self.services.is_empty() || !self.images.is_empty()
    }
}
