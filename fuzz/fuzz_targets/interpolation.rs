//! Variables in values.
#![no_main]

use envlint_fuzz::holds;

libfuzzer_sys::fuzz_target!(|text: &str| holds::interpolation(text));
