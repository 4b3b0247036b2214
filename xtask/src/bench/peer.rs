//! The tools that are compared, run as a careful user would run them.

use std::path::Path;
use std::process::Command;

use super::workload::Workload;
use crate::shell;

/// A tool that brings two folders in step, or a program that shows what the machine can do.
pub struct Peer {
    /// Its name in tables.
    pub name: &'static str,
    /// The program.
    pub program: String,
    /// The options that make it say its version.
    version: &'static [&'static str],
    /// What it is measured at; for other work it is left out.
    pub able: &'static [Workload],
    command: fn(&str, &Pair, Workload) -> Vec<String>,
}

/// What a tool is given.
pub struct Pair<'a> {
    /// The side that holds the work.
    pub left: &'a Path,
    /// The side that follows.
    pub right: &'a Path,
    /// Where the tool may keep its state.
    pub state: &'a Path,
}

impl Peer {
    /// The command for one workload.
    pub fn command(&self, pair: &Pair, workload: Workload) -> Vec<String> {
        (self.command)(&self.program, pair, workload)
    }

    /// The first line in which it tells its version.
    pub fn version(&self) -> String {
        let said = shell::output(Command::new(&self.program).args(self.version)).unwrap_or_default();
        let line = said.lines().next().unwrap_or_default();
        line.split_whitespace().take_while(|word| *word != "protocol").collect::<Vec<_>>().join(" ")
    }

    /// Whether it needs one run after the first before it is at rest.
    pub fn settles_late(&self) -> bool {
        self.name == "rclone"
    }
}

/// The binary under test.
pub fn syncmgr(binary: &Path) -> Peer {
    Peer {
        name: "syncmgr",
        program: binary.display().to_string(),
        version: &["--version"],
        able: &Workload::ALL,
        command: |program, pair, _| {
            words(program, &["--state-dir", &text(pair.state), "-q", "sync", &text(pair.left), &text(pair.right)])
        },
    }
}

/// Every peer that is known: rsync one way, unison and rclone both ways, `cp` and `find` for what the machine can do.
pub fn known() -> Vec<Peer> {
    use Workload::{Big, Bigedit, Edits, First, Noop};
    let peer = |name: &'static str, version: &'static [&'static str], able, command| Peer {
        name,
        program: name.to_owned(),
        version,
        able,
        command,
    };
    vec![
        peer("rsync", &["--version"], &Workload::ALL, |program, pair, _| {
            words(program, &["-aH", "--delete", &contents(pair.left), &contents(pair.right)])
        }),
        peer("unison", &["-version"], &Workload::ALL, |program, pair, _| {
            let options = ["-batch", "-silent", "-auto", "-times", "-confirmbigdel=false"];
            words(program, &[&[text(pair.left).as_str(), &text(pair.right)], &options[..]].concat())
        }),
        peer("rclone", &["version"], &[First, Noop, Edits, Big, Bigedit], |program, pair, workload| {
            let (left, right, state) = (text(pair.left), text(pair.right), text(pair.state));
            let mut command =
                words(program, &["bisync", &left, &right, "-q", "--workdir", &state, "--force", "--max-delete", "100"]);
            command.extend(workload.is_initial().then(|| "--resync".to_owned()));
            command
        }),
        peer("cp", &["--version"], &[First, Big], |program, pair, _| {
            words(program, &["-a", &format!("{}/.", pair.left.display()), &contents(pair.right)])
        }),
        peer("find", &["--version"], &[Noop], |program, pair, _| {
            words(program, &[&text(pair.left), &text(pair.right), "-newermt", "2100-01-01"])
        }),
    ]
}

fn words(program: &str, args: &[&str]) -> Vec<String> {
    std::iter::once(program).chain(args.iter().copied()).map(str::to_owned).collect()
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn contents(path: &Path) -> String {
    format!("{}/", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(peer: &Peer, workload: Workload) -> String {
        let pair = Pair { left: Path::new("/l"), right: Path::new("/r"), state: Path::new("/s") };
        peer.command(&pair, workload).join(" ")
    }

    #[test]
    fn commands_are_what_a_careful_user_types() {
        let known = known();
        let of = |name| known.iter().find(|peer| peer.name == name).unwrap();
        assert_eq!(
            command(&syncmgr(Path::new("/x/syncmgr")), Workload::Noop),
            "/x/syncmgr --state-dir /s -q sync /l /r"
        );
        assert_eq!(command(of("rsync"), Workload::Noop), "rsync -aH --delete /l/ /r/");
        assert_eq!(
            command(of("unison"), Workload::Noop),
            "unison /l /r -batch -silent -auto -times -confirmbigdel=false"
        );
        assert_eq!(command(of("cp"), Workload::First), "cp -a /l/. /r/");
        assert!(command(of("rclone"), Workload::First).ends_with("--resync"));
        assert!(!command(of("rclone"), Workload::Edits).contains("--resync"));
    }

    #[test]
    fn versions_are_one_line() {
        let known = known();
        let cp = known.iter().find(|peer| peer.name == "cp").unwrap();
        assert!(cp.version().starts_with("cp "), "{}", cp.version());
        assert_eq!(syncmgr(Path::new("/no/such/binary")).version(), "");
    }

    #[test]
    fn baselines_are_measured_only_at_what_they_can_do() {
        let known = known();
        let able = |name: &str| known.iter().find(|peer| peer.name == name).unwrap().able;
        assert_eq!(able("find"), [Workload::Noop]);
        assert_eq!(able("cp"), [Workload::First, Workload::Big]);
    }
}
