//! How many and how much: what may be said in two places must be the same in both.

use super::Judge;
use crate::model::compose::element::{Content, Element, Field};
use crate::model::compose::form;
use crate::syntax::yaml::Plain;

/// An attribute, the mapping that may say the same, and its key there.
const PAIRS: [(&str, [&str; 3], &str); 4] = [
    ("cpus", ["deploy", "resources", "limits"], "cpus"),
    ("mem_limit", ["deploy", "resources", "limits"], "memory"),
    ("mem_reservation", ["deploy", "resources", "reservations"], "memory"),
    ("pids_limit", ["deploy", "resources", "limits"], "pids"),
];

pub(super) fn judge(judge: &mut Judge<'_>) {
    scale(judge);
    for (attribute, mapping, key) in PAIRS {
        pair(judge, attribute, &mapping, key);
    }
}

fn scale(judge: &mut Judge<'_>) {
    let (scale, replicas) = (judge.field(&["scale"]), judge.field(&["deploy", "replicas"]));
    for (field, path) in [(scale, "scale"), (replicas, "deploy.replicas")] {
        if let Some(field) = field.filter(|field| amount(&field.element).is_some_and(|number| number < 0.0)) {
            let message = format!("`services.{}.{path}` must not be negative", judge.name);
            judge.report(field.element.span, message, "write `0` or more", None);
        }
    }
    if let (Some(scale), Some(replicas)) = (scale, replicas)
        && differ(&scale.element, Some(&replicas.element))
    {
        let also = (replicas.element.span, "`deploy.replicas` says this");
        distinct(judge, scale, "scale", also);
    }
    let Some((name, _)) = judge.filled(&["container_name"]) else { return };
    let Some(several) = scale.or(replicas) else { return };
    if amount(&several.element).is_some_and(|number| number > 1.0) {
        let message = format!("service `{}` has one `container_name` for several containers", judge.name);
        let help = "remove `container_name`, or run one container";
        judge.report(name.key.span(), message, help, Some((several.element.span, "this many")));
    }
}

/// Once the mapping is there, a missing key in it counts as zero.
fn pair(judge: &mut Judge<'_>, attribute: &str, mapping: &[&str], key: &str) {
    let (Some(own), Some(limits)) = (judge.field(&[attribute]), judge.field(mapping)) else { return };
    if limits.element.map().is_none() || amount(&own.element).is_none_or(|number| number == 0.0) {
        return;
    }
    let other = limits.element.get(key);
    if differ(&own.element, other) {
        let also = match other {
            Some(other) => (other.span, "this says something else"),
            None => (limits.key.span(), "this leaves it out"),
        };
        distinct(judge, own, attribute, also);
    }
}

fn distinct(judge: &mut Judge<'_>, own: &Field, attribute: &str, also: (crate::source::Span, &str)) {
    let message = format!("`services.{}.{attribute}` says something else than `deploy`", judge.name);
    judge.report(own.element.span, message, "say the same in both places, or remove one", Some(also));
}

/// Whether two amounts are known and not the same.
fn differ(one: &Element, other: Option<&Element>) -> bool {
    let other = other.map_or(Some(0.0), amount);
    let (Some(one), Some(other)) = (amount(one), other) else { return false };
    // Compose keeps fractions of a processor in 32 bits.
    (one - other).abs() > f64::from(f32::EPSILON) * one.abs()
}

/// A number, or a size in bytes; none when a variable decides or it is neither.
fn amount(element: &Element) -> Option<f64> {
    let Content::Scalar(value, plain) = &element.content else { return None };
    let text = value.text()?;
    match plain {
        Plain::Text => form::number(&text).or_else(|| form::size(&text)),
        _ => text.parse().ok(),
    }
}
