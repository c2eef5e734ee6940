//! Variables that tell an application which deployment it is.

use super::{Evidence, Kind, Marker, Told};
use crate::config::Role;
use crate::model::value::{Certainty, Value};

/// Their names, exactly: `MPESA_ENVIRONMENT` and `SENTRY_ENVIRONMENT` are about something else, and
/// `NODE_ENV` and its like choose how a framework is built.
const FLAGS: [&str; 16] = [
    "ENV",
    "APP_ENV",
    "ENVIRONMENT",
    "APP_ENVIRONMENT",
    "APPLICATION_ENV",
    "STACK_ENV",
    "DEPLOY_ENV",
    "DEPLOYMENT_ENV",
    "DEPLOY_ENVIRONMENT",
    "DEPLOYMENT_ENVIRONMENT",
    "TARGET_ENV",
    "NEXT_PUBLIC_ENV",
    "NEXT_PUBLIC_APP_ENV",
    "NEXT_PUBLIC_ENVIRONMENT",
    "VITE_APP_ENV",
    "REACT_APP_ENV",
];

/// Variables that choose how a framework is built or run: `production` and `development` are modes of it.
/// What can only be a deployment, such as `staging`, is one.
const MODES: [&str; 8] = [
    "NODE_ENV",
    "RAILS_ENV",
    "RACK_ENV",
    "FLASK_ENV",
    "DJANGO_ENV",
    "MIX_ENV",
    "ASPNETCORE_ENVIRONMENT",
    "DOTNET_ENVIRONMENT",
];

/// Whether `name` is one of `known`; most others tell by their end that they are not.
fn is_one(name: &str, known: &[&str]) -> bool {
    (name.ends_with("ENV") || name.ends_with("ENVIRONMENT")) && known.contains(&name)
}

/// The environment that the variable `name` with `value` speaks of.
pub fn told(name: &str, value: &Value) -> Option<Told> {
    // What a default or a template says may be otherwise where it is deployed.
    let is_flag = is_one(name, &FLAGS);
    if !(is_flag || is_one(name, &MODES)) || value.certainty() == Certainty::Maybe {
        return None;
    }
    let is_deployment = |marker: &Marker| marker.role == Role::Staging && !marker.weak;
    let text = value.text()?;
    let marker = Marker::of_word(text.trim()).filter(|marker| is_flag || is_deployment(marker))?;
    let reason = format!("its `{name}` is {}", marker.name);
    Some(Told::new(marker, Evidence::new(Kind::Flag, reason).at(value.nearest())))
}

/// The environment that the variable `name` with `value` speaks of while nothing sets it otherwise: production or
/// staging, as in `${APP_ENV:-production}`. What else a default or a template says only keeps a forgotten variable from
/// harm; but where the environments of the roles `served` have env files of their own, it speaks of what is left.
pub(super) fn likely(name: &str, value: &Value, served: &[Role]) -> Option<Told> {
    if !is_one(name, &FLAGS) || (value.is_known() && value.certainty() != Certainty::Maybe) {
        return None;
    }
    let readings: Vec<Value> = value.readings().iter().filter(|reading| !reading.is_empty()).cloned().collect();
    let speaks = |reading: &Value| reading.text().and_then(|text| Marker::of_word(text.trim()));
    let markers: Vec<Marker> = readings.iter().filter_map(speaks).collect();
    let marker = *markers.first()?;
    let agree = markers.len() == readings.len() && markers.iter().all(|other| other.name == marker.name);
    let is_deployed = marker.role == Role::Production || (marker.role == Role::Staging && !marker.weak);
    let is_left = !served.is_empty() && !served.contains(&marker.role);
    let reason = format!("its `{name}` is {} unless it is set otherwise", marker.name);
    let is_believed = agree && (is_left || is_deployed);
    is_believed.then(|| Told::new(marker, Evidence::new(Kind::Default, reason).at(value.nearest())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_ends_as_is_looked_for() {
        assert!(FLAGS.iter().all(|name| is_one(name, &FLAGS)) && MODES.iter().all(|name| is_one(name, &MODES)));
        assert!(!is_one("NODE_ENV", &FLAGS) && !is_one("MODE", &MODES));
    }
}
