//! `envlint man`

use clap::CommandFactory;
use clap_mangen::Man;

use super::args::Arguments;
use super::{CLEAN, Failure, Process};

/// Prints one page with a section for every command.
pub(super) fn run(process: &mut Process) -> Result<u8, Failure> {
    let mut page = Vec::new();
    render(&mut page).map_err(|error| Failure::new(format!("cannot write the manual page: {error}")))?;
    process.print(&page)?;
    Ok(CLEAN)
}

fn render(page: &mut Vec<u8>) -> std::io::Result<()> {
    let mut command = Arguments::command();
    command.build();
    Man::new(command.clone()).render(page)?;
    for command in command.get_subcommands() {
        let name = command.get_name();
        page.extend_from_slice(format!(".SH \"ENVLINT {}\"\n", name.to_uppercase()).as_bytes());
        let man = Man::new(command.clone());
        man.render_synopsis_section(page)?;
        man.render_description_section(page)?;
        man.render_options_section(page)?;
    }
    Ok(())
}
