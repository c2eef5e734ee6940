//! The way of a value, place by place.

use super::{Source, Step, StepKind};
use crate::model::value::{Part, Piece, Unset, Value};
use crate::source::Span;

/// How many places of one value are told.
const MAX_STEPS: usize = 100;

/// Collects places, each once.
pub(super) struct Steps<'a> {
    source: &'a Source<'a>,
    taken: Vec<Step>,
}

impl<'a> Steps<'a> {
    pub(super) fn new(source: &'a Source<'a>) -> Self {
        Self { source, taken: Vec::new() }
    }

    pub(super) fn add(&mut self, kind: StepKind, span: Span) {
        let is_known = self.taken.iter().any(|step| step.span == span);
        if is_known || self.taken.len() >= MAX_STEPS {
            return;
        }
        if let Some(text) = self.source.written(span) {
            self.taken.push(Step { kind, span, text });
        }
    }

    /// The way of `value`, from its user to where it is written.
    pub(super) fn value(&mut self, value: &Value) {
        match &*value.parts {
            [] => self.add(StepKind::Set, value.span),
            [part] => {
                self.via(via(part));
                self.origin(part);
            }
            parts => self.composed(parts, value.span, StepKind::Composed),
        }
    }

    /// The way of something that is written at `whole` and holds `values`.
    pub(super) fn item(&mut self, whole: Span, values: &[&Value]) {
        let parts: Vec<Part> = values.iter().flat_map(|value| &*value.parts).cloned().collect();
        self.composed(&parts, whole, StepKind::Set);
    }

    /// What stands in `whole` is said by showing it; what brought it there, and what it takes from
    /// elsewhere, is not.
    fn composed(&mut self, parts: &[Part], whole: Span, kind: StepKind) {
        let within = |part: &Part| via(part).iter().position(|step| whole.contains(*step));
        for part in parts {
            let steps = via(part);
            let is_here = whole.contains(place(part));
            let before = within(part).unwrap_or(if is_here { steps.len() } else { 0 });
            self.via(steps.get(..before).unwrap_or_default());
        }
        self.add(kind, whole);
        for part in parts {
            if whole.contains(place(part)) {
                match part {
                    Part::Unset(unset) => self.alternatives(unset),
                    Part::Text(piece) if is_default(piece) => self.add(StepKind::Default, piece.text.span()),
                    Part::Text(_) => {}
                }
            } else {
                let steps = via(part);
                self.via(within(part).and_then(|at| steps.get(at + 1..)).unwrap_or(steps));
                self.origin(part);
            }
        }
    }

    /// Places that passed the value on, the nearest to its user first.
    pub(super) fn via(&mut self, steps: &[Span]) {
        for span in steps {
            let is_alias = self.source.workspace.sources.text(*span).starts_with('*');
            self.add(if is_alias { StepKind::Alias } else { StepKind::Variable }, *span);
        }
    }

    fn origin(&mut self, part: &Part) {
        match part {
            Part::Text(piece) => {
                let kind = if is_default(piece) { StepKind::Default } else { StepKind::Set };
                self.add(kind, piece.text.span());
            }
            Part::Unset(unset) => {
                self.add(StepKind::Variable, unset.span);
                self.alternatives(unset);
            }
        }
    }

    fn alternatives(&mut self, unset: &Unset) {
        if let Some(template) = &unset.template {
            self.add(StepKind::Template, template.place());
        }
        if let Some(default) = unset.default() {
            self.add(StepKind::Default, default.place());
        }
    }

    pub(super) fn finish(self) -> Vec<Step> {
        self.taken
    }
}

/// Whether it stands in the `${…}` that takes it.
fn is_default(piece: &Piece) -> bool {
    let span = piece.text.span();
    piece.via.iter().any(|step| *step != span && step.contains(span))
}

fn via(part: &Part) -> &[Span] {
    match part {
        Part::Text(piece) => &piece.via,
        Part::Unset(unset) => &unset.via,
    }
}

fn place(part: &Part) -> Span {
    match part {
        Part::Text(piece) => piece.text.span(),
        Part::Unset(unset) => unset.span,
    }
}
