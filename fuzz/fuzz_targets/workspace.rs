//! Whole repositories, linted with every rule and reported in every format.
#![no_main]

use envlint_fuzz::holds;
use envlint_fuzz::tree::Tree;

libfuzzer_sys::fuzz_target!(|tree: Tree| holds::workspace(&tree.files(), &Tree::secrets()));
