//! Services that wait for each other.

use crate::diagnostic::Severity;
use crate::model::compose::Referred;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Project;
use crate::source::Span;
use crate::syntax::SyntaxError;

/// How many circles of a project are told, and how many services of each are named: everything may
/// wait for everything.
const MAX_CIRCLES: usize = 100;
const MAX_NAMED: usize = 20;

/// Reports services that wait for each other, each circle once.
pub(super) fn judge(project: &Project, problems: &mut Vec<Problem>) {
    let edges: Vec<Vec<(usize, Span)>> = project
        .services
        .values()
        .map(|service| {
            let indices = service.references.iter().filter(|reference| reference.to == Referred::Service).filter_map(
                |reference| Some((project.services.get_index_of(&*reference.name.text()?)?, reference.name.place())),
            );
            indices.collect()
        })
        .collect();
    // 0: not seen, 1: on the way, 2: done.
    let mut state = vec![0_u8; edges.len()];
    let mut circles = 0;
    for start in 0..edges.len() {
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((at, next)) = way.last_mut() {
            let Some(slot) = state.get_mut(*at) else { break };
            if *slot == 2 {
                way.pop();
                continue;
            }
            *slot = 1;
            let edge = edges.get(*at).and_then(|edges| edges.get(*next)).copied();
            *next += 1;
            match edge {
                None => {
                    *slot = 2;
                    way.pop();
                }
                Some((to, span)) => match state.get(to) {
                    Some(0) => way.push((to, 0)),
                    Some(1) => {
                        circles += 1;
                        if circles > MAX_CIRCLES {
                            return;
                        }
                        let from = way.iter().position(|(index, _)| *index == to).unwrap_or_default();
                        let circle: Vec<usize> = way.iter().skip(from).map(|(index, _)| *index).collect();
                        problems.push(told(project, &circle, span));
                    }
                    _ => {}
                },
            }
        }
    }
}

/// The circle of these services, which `span` closes.
fn told(project: &Project, circle: &[usize], span: Span) -> Problem {
    let name = |index: &usize| project.services.get_index(*index).map_or("", |(name, _)| name.as_str());
    let left_out = (circle.len() > MAX_NAMED).then_some("...");
    let named = circle.iter().take(MAX_NAMED).map(name).chain(left_out).chain(circle.first().map(name));
    let message = format!("services wait for each other: `{}`", named.collect::<Vec<_>>().join("` -> `"));
    // A profile that is never active breaks its circles.
    let in_profile =
        |index: &usize| project.services.get_index(*index).is_some_and(|(_, service)| !service.is_enabled());
    let severity = if circle.iter().any(in_profile) { Severity::Warning } else { Severity::Error };
    let error = SyntaxError::new(span, message).help("remove one of the dependencies");
    Problem::new(ProblemKind::Compose, error).at_most(severity)
}
