//! YAML into trees.
#![no_main]

use envlint_fuzz::holds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holds::yaml(bytes));
