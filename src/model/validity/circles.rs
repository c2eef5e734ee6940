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
                |reference| Some((project.services.get_index_of(&reference.name.text()?)?, reference.name.place())),
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
                        let name =
                            |index: &usize| project.services.get_index(*index).map_or("", |(name, _)| name.as_str());
                        let left_out = (way.len() - from > MAX_NAMED).then_some("...");
                        let circle: Vec<&str> = way
                            .iter()
                            .skip(from)
                            .take(MAX_NAMED)
                            .map(|(index, _)| name(index))
                            .chain(left_out)
                            .chain([name(&to)])
                            .collect();
                        // A profile that is never active breaks its circles.
                        let in_profile = |(index, _): &(usize, usize)| {
                            project.services.get_index(*index).is_some_and(|(_, service)| !service.is_enabled())
                        };
                        let sure = !way.iter().skip(from).any(in_profile);
                        let severity = if sure { Severity::Error } else { Severity::Warning };
                        let message = format!("services wait for each other: `{}`", circle.join("` -> `"));
                        let error = SyntaxError::new(span, message).help("remove one of the dependencies");
                        problems.push(Problem::new(ProblemKind::Compose, error).at_most(severity));
                    }
                    _ => {}
                },
            }
        }
    }
}
