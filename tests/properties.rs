//! Properties of every input: of texts that are made up, of fixtures that are damaged, and of every
//! fixture as it is.

#![expect(clippy::disallowed_methods, reason = "fixtures are read")]
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // They are how a property fails.

#[path = "fixtures/case.rs"]
#[expect(dead_code, reason = "the arguments of cases are for the harness of fixtures")]
mod case;
#[path = "fixtures/checkout.rs"]
mod checkout;
#[path = "properties/found.rs"]
mod found;
#[path = "properties/holds.rs"]
mod holds;
#[path = "properties/line_ends.rs"]
mod line_ends;
#[path = "properties/order.rs"]
mod order;
#[path = "properties/text.rs"]
mod text;
#[path = "properties/texts.rs"]
mod texts;
#[path = "properties/unreadable.rs"]
mod unreadable;
