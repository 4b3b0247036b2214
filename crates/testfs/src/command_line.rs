//! The arguments of the `testfs` program.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGUSR1, SIGUSR2};
use testfs::{
    Access, Backing, Case, Errno, Fault, Form, InodeNumbers, Journal, Op, Options, Permissions, PowerCut, Reserved,
    Support, Survival, Torn,
};

/// What `--help` prints.
pub const HELP: &str = "\
Usage: testfs MOUNTPOINT [OPTION]...
Mounts an empty in-memory file system, prints \"ready\", serves until SIGINT or SIGTERM, unmounts.

  --power-cut-on SIGNAL    take everything back to what is durable (SIGUSR1, SIGUSR2, SIGHUP)
  --power-off-on SIGNAL    answer everything with EIO, until a power cut
  --survival WHAT          unsynced metadata after a cut: nothing (default), metadata, seeded
  --torn HOW               unsynced data after a cut: empty (default), prefix, zeros, old, seeded
  --seed N                 chooses where something is left to chance
  --journal WHICH          per-folder (default), ordered
  --fold-case              names that differ in case only are one name
  --unicode FORM           decomposed (stored so), compared (one name in any form)
  --windows-names          refuse what Windows refuses in names
  --name-max BYTES         longest name
  --granularity MS         times are cut to multiples of so many milliseconds
  --no-xattrs, --no-hard-links, --no-symlinks, --no-rename-flags, --no-copy-range
  --fixed-mode OCTAL       permission bits of everything; chmod fails
  --inode-numbers-change   other inode numbers after each mount
  --read-only              EROFS
  --space BYTES            ENOSPC after so many bytes written
  --fail OP:GLOB:ERRNO     as often as needed; OP is read, write, open, create, rename, link, setattr, readdir, mkdir,
                           unlink, fsync, fsyncdir; ERRNO is a number
  --block                  mount as a block device's file system, which hears of syncfs (root, Linux 6.18)
  --print-calls            list every operation at the end
";

/// What is to be served.
#[derive(Debug, Default)]
pub struct Command {
    /// An existing folder.
    pub mountpoint: PathBuf,
    /// How the file system behaves.
    pub options: Options,
    /// What a power cut does.
    pub cut: PowerCut,
    /// The signal that cuts the power.
    pub cut_on: Option<i32>,
    /// The signal after which nothing answers.
    pub off_on: Option<i32>,
    /// Rules under which operations fail.
    pub faults: Vec<Fault>,
    /// How much may be written, and the errno after that.
    pub limit: Option<(u64, Errno)>,
    /// Whether the record is printed at the end.
    pub print_calls: bool,
}

/// Reads the arguments; none if help is wanted, a message if they are wrong.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Command>, String> {
    let mut command = Command::default();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let text = argument.to_str().unwrap_or_default();
        match text {
            "-h" | "--help" => return Ok(None),
            _ if set_switch(&mut command, text) => {}
            _ if text.starts_with('-') => {
                let value = arguments.next().and_then(|value| value.into_string().ok());
                let value = value.ok_or_else(|| format!("{text} is unknown or needs a value"))?;
                set_value(&mut command, text, &value).ok_or_else(|| format!("{text} {value} is not understood"))?;
            }
            _ if command.mountpoint.as_os_str().is_empty() => command.mountpoint = argument.into(),
            _ => return Err(format!("unexpected argument {text}")),
        }
    }
    if command.mountpoint.as_os_str().is_empty() {
        return Err("a mount point is missing".to_owned());
    }
    Ok(Some(command))
}

/// Sets an option without a value; false if `name` is none.
fn set_switch(command: &mut Command, name: &str) -> bool {
    let behaviour = &mut command.options.behaviour;
    match name {
        "--fold-case" => command.options.names.case = Case::Insensitive,
        "--windows-names" => command.options.names.reserved = Reserved::Windows,
        "--no-xattrs" => behaviour.xattrs = Support::Refused,
        "--no-hard-links" => behaviour.hard_links = Support::Refused,
        "--no-symlinks" => behaviour.symlinks = Support::Refused,
        "--no-rename-flags" => behaviour.rename_flags = Support::Refused,
        "--no-copy-range" => behaviour.copy_range = Support::Refused,
        "--inode-numbers-change" => command.options.numbers = InodeNumbers::PerMount,
        "--read-only" => behaviour.access = Access::ReadOnly,
        "--block" => command.options.backing = Backing::Block,
        "--print-calls" => command.print_calls = true,
        _ => return false,
    }
    true
}

/// Sets an option with a value; none if either is not known.
fn set_value(command: &mut Command, name: &str, value: &str) -> Option<()> {
    let behaviour = &mut command.options.behaviour;
    match name {
        "--power-cut-on" => command.cut_on = Some(signal(value)?),
        "--power-off-on" => command.off_on = Some(signal(value)?),
        "--survival" => command.cut.survival = survival(value)?,
        "--torn" => command.cut.torn = torn(value)?,
        "--seed" => command.cut.seed = value.parse().ok()?,
        "--journal" => behaviour.journal = journal(value)?,
        "--unicode" => command.options.names.form = form(value)?,
        "--name-max" => command.options.names.longest = value.parse().ok()?,
        "--granularity" => behaviour.granularity = Duration::from_millis(value.parse().ok()?),
        "--fixed-mode" => behaviour.permissions = Permissions::FixedRefusing(u16::from_str_radix(value, 8).ok()?),
        "--space" => command.limit = Some((value.parse().ok()?, Errno::NOSPC)),
        "--fail" => command.faults.push(fault(value)?),
        _ => return None,
    }
    Some(())
}

fn signal(name: &str) -> Option<i32> {
    [("SIGUSR1", SIGUSR1), ("SIGUSR2", SIGUSR2), ("SIGHUP", SIGHUP)]
        .into_iter()
        .find(|known| known.0 == name)
        .map(|known| known.1)
}

fn survival(name: &str) -> Option<Survival> {
    match name {
        "nothing" => Some(Survival::Nothing),
        "metadata" => Some(Survival::Metadata),
        "seeded" => Some(Survival::Seeded),
        _ => None,
    }
}

fn torn(name: &str) -> Option<Torn> {
    match name {
        "empty" => Some(Torn::Empty),
        "prefix" => Some(Torn::Prefix),
        "zeros" => Some(Torn::Zeros),
        "old" => Some(Torn::Old),
        "seeded" => Some(Torn::Seeded),
        _ => None,
    }
}

fn journal(name: &str) -> Option<Journal> {
    match name {
        "per-folder" => Some(Journal::PerFolder),
        "ordered" => Some(Journal::Ordered),
        _ => None,
    }
}

fn form(name: &str) -> Option<Form> {
    match name {
        "decomposed" => Some(Form::StoredDecomposed),
        "compared" => Some(Form::Compared),
        _ => None,
    }
}

fn fault(text: &str) -> Option<Fault> {
    let (op, rest) = text.split_once(':')?;
    let (glob, errno) = rest.rsplit_once(':')?;
    let op = match op {
        "read" => Op::Read,
        "write" => Op::Write,
        "open" => Op::Open,
        "create" => Op::Create,
        "rename" => Op::Rename,
        "link" => Op::Link,
        "setattr" => Op::SetAttr,
        "readdir" => Op::ReadDir,
        "mkdir" => Op::MkDir,
        "unlink" => Op::Unlink,
        "fsync" => Op::Fsync,
        "fsyncdir" => Op::FsyncDir,
        _ => return None,
    };
    Some(Fault::on([op]).path(glob).errno(Errno::from_raw_os_error(errno.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Option<Command>, String> {
        parse(line.split(' ').map(OsString::from))
    }

    #[test]
    fn options_arrive() {
        let line = "--fold-case /mnt --power-cut-on SIGUSR1 --torn prefix --seed 7 --space 100 --fixed-mode 755 \
                    --fail write:**/a:b:28 --granularity 2000";
        let command = parsed(line).unwrap().unwrap();
        assert_eq!(command.mountpoint, PathBuf::from("/mnt"));
        assert_eq!(command.options.names.case, Case::Insensitive);
        assert_eq!(command.options.behaviour.granularity, Duration::from_secs(2));
        assert_eq!(command.options.behaviour.permissions, Permissions::FixedRefusing(0o755));
        assert_eq!(command.cut, PowerCut { torn: Torn::Prefix, seed: 7, ..PowerCut::default() });
        assert_eq!((command.cut_on, command.limit), (Some(SIGUSR1), Some((100, Errno::NOSPC))));
        assert_eq!(command.faults.len(), 1);
    }

    #[test]
    fn mistakes_are_named() {
        for (line, message) in [
            ("--fold-case", "a mount point is missing"),
            ("/mnt /other", "unexpected argument /other"),
            ("/mnt --torn", "--torn is unknown or needs a value"),
            ("/mnt --torn half", "--torn half is not understood"),
            ("/mnt --fail write:28", "--fail write:28 is not understood"),
            ("/mnt --nothing x", "--nothing x is not understood"),
        ] {
            assert_eq!(parsed(line).unwrap_err(), message, "{line}");
        }
        assert!(parsed("--help").unwrap().is_none());
    }
}
