//! The command `envlint`.

fn main() -> std::process::ExitCode {
    envlint::cli::main()
}
