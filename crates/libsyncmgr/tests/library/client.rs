//! The calling programs, built by g++ when they are needed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::artifacts::{library, succeed};
use crate::build;
use crate::world::World;

/// A world with the program that is to be tested, which may have to be built first.
pub fn world(events: &str) -> World {
    library();
    World::new(events)
}

/// Builds a program of `tests/cpp`.
pub fn program(name: &str) -> PathBuf {
    let script = build::manifest("../syncmgr/tests/cpp/script.hpp");
    build::kept(name, &build::manifest("tests/cpp").join(format!("{name}.cpp")), &[&script], &["-ldl"])
}

/// A command in the world of the tests, in which a handler behaves like that.
pub fn command(world: &World, behaviour: &str, program: &Path) -> Command {
    let like = world.command(behaviour, &[]);
    let mut command = Command::new(program);
    command.env_clear().envs(like.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(world.sandbox.path(".")).stdin(Stdio::null());
    command
}

/// A program that does these calls; `+` stands between two of them.
pub fn caller(world: &World, behaviour: &str, calls: &[&str]) -> Command {
    let mut command = command(world, behaviour, &program("caller"));
    command.arg(library()).args(calls);
    command
}

/// The lines that a calling program prints.
#[track_caller]
pub fn calls(world: &World, behaviour: &str, calls: &[&str]) -> Vec<String> {
    succeed(&mut caller(world, behaviour, calls)).lines().map(str::to_owned).collect()
}
