//! Ports, mounts, durations and all else that Compose packs into one text.
#![no_main]

use envlint_fuzz::holds;

libfuzzer_sys::fuzz_target!(|text: &str| holds::short_syntax(text));
