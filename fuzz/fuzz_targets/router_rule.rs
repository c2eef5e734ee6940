//! Rules of routers.
#![no_main]

use envlint_fuzz::holds;

libfuzzer_sys::fuzz_target!(|text: &str| holds::router_rule(text));
