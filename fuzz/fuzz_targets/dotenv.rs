//! Env files in both formats.
#![no_main]

use envlint_fuzz::holds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holds::dotenv(bytes));
