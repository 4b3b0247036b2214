//! Which operations fail, and how: rules that are asked before each operation.

use std::path::Path;

use globset::{GlobBuilder, GlobMatcher};
use rustix::io::Errno;

use crate::record::{Call, Op};

/// A rule under which operations fail. Built from [`Fault::on`]; without more it concerns every path, always, with EIO.
///
/// A rule about reads or writes counts exactly what programs ask for only in files opened after it was set: these are
/// opened without the kernel's page cache, which would read ahead and ask twice for what failed.
#[derive(Clone, Debug)]
pub struct Fault {
    ops: Vec<Op>,
    path: Option<GlobMatcher>,
    skip: u64,
    times: Option<u64>,
    effect: Effect,
}

/// What a fault does to an operation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Effect {
    /// The operation does nothing and answers with this errno.
    Errno(Errno),
    /// A read or write moves at most so many bytes.
    Short(usize),
}

impl Fault {
    /// A rule for the given operations.
    pub fn on(ops: impl IntoIterator<Item = Op>) -> Self {
        Self { ops: ops.into_iter().collect(), path: None, skip: 0, times: None, effect: Effect::Errno(Errno::IO) }
    }

    /// Only paths that match `glob` (`*` does not cross `/`, `**` does); for a rename either path.
    ///
    /// # Panics
    /// If `glob` is not a glob: a mistake in the test that says it.
    #[must_use]
    pub fn path(mut self, glob: &str) -> Self {
        self.path = Some(matcher(glob));
        self
    }

    /// Only from the `nth` matching operation on, counted from 1.
    #[must_use]
    pub fn nth(mut self, nth: u64) -> Self {
        self.skip = nth.saturating_sub(1);
        self
    }

    /// Only so many times.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Fails with `errno`.
    #[must_use]
    pub fn errno(mut self, errno: Errno) -> Self {
        self.effect = Effect::Errno(errno);
        self
    }

    /// Moves at most `bytes`, see [`Effect::Short`].
    #[must_use]
    pub fn short(mut self, bytes: usize) -> Self {
        self.effect = Effect::Short(bytes);
        self
    }
}

/// Compiles a path pattern.
///
/// # Panics
/// If `glob` is not a glob: a mistake in the test that says it.
pub fn matcher(glob: &str) -> GlobMatcher {
    match GlobBuilder::new(glob).literal_separator(true).build() {
        Ok(glob) => glob.compile_matcher(),
        Err(error) => panic!("{error}"),
    }
}

/// Whether `glob` names one of the paths of `call`.
pub fn concerns(glob: &GlobMatcher, call: &Call) -> bool {
    glob.is_match(&call.path) || call.to.as_deref().is_some_and(|to: &Path| glob.is_match(to))
}

/// The rules in force, and how much may still be written.
#[derive(Debug, Default)]
pub struct Faults {
    rules: Vec<Fault>,
    room: Option<Room>,
}

/// How much may still be written.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Bytes left.
    pub bytes: u64,
    /// What a write is answered with when none are left.
    pub errno: Errno,
}

impl Faults {
    /// Adds a rule.
    pub fn add(&mut self, fault: Fault) {
        self.rules.push(fault);
    }

    /// Removes every rule and limit.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Lets only so many bytes be written from now on.
    pub fn limit(&mut self, room: Option<Room>) {
        self.room = room;
    }

    /// The limit in force.
    pub fn room(&self) -> Option<Room> {
        self.room
    }

    /// Takes room for a write of `wanted` bytes: how many may be written, or why none.
    pub fn take_room(&mut self, wanted: usize) -> Result<usize, Errno> {
        let Some(room) = &mut self.room else { return Ok(wanted) };
        if room.bytes == 0 && wanted > 0 {
            return Err(room.errno);
        }
        let granted = (wanted as u64).min(room.bytes);
        room.bytes -= granted;
        Ok(granted as usize)
    }

    /// Whether files must be opened without the kernel's page cache, because some rule concerns reads or writes: with
    /// the cache the kernel asks twice for what failed, reads ahead, and takes a short answer for the end of the file.
    pub fn bypass_cache(&self) -> bool {
        self.rules.iter().any(|rule| rule.ops.contains(&Op::Read) || rule.ops.contains(&Op::Write))
    }

    /// What happens to `call`: counts it, and gives the effect of the first rule that strikes.
    pub fn strike(&mut self, call: &Call) -> Option<Effect> {
        let mut effect = None;
        for rule in &mut self.rules {
            let matches = rule.ops.contains(&call.op) && rule.path.as_ref().is_none_or(|glob| concerns(glob, call));
            if !matches {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
            } else if effect.is_none() && rule.times != Some(0) {
                rule.times = rule.times.map(|times| times - 1);
                effect = Some(rule.effect);
            }
        }
        effect
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strikes(fault: Fault, calls: &[(Op, &str, Option<&str>)]) -> Vec<bool> {
        let mut faults = Faults::default();
        faults.add(fault);
        let calls = calls.iter().map(|(op, path, to)| Call { op: *op, path: path.into(), to: to.map(Into::into) });
        calls.map(|call| faults.strike(&call).is_some()).collect()
    }

    #[test]
    fn rules_strike_where_they_should() {
        let reads = [(Op::Read, "a", None), (Op::Read, "d/a", None), (Op::Write, "a", None), (Op::Read, "b", None)];
        let cases = [
            (Fault::on([Op::Read]), vec![true, true, false, true]),
            (Fault::on([Op::Read, Op::Write]).path("a"), vec![true, false, true, false]),
            (Fault::on([Op::Read]).path("**/a"), vec![true, true, false, false]),
            (Fault::on([Op::Read]).path("*"), vec![true, false, false, true]),
            (Fault::on([Op::Read]).nth(2), vec![false, true, false, true]),
            (Fault::on([Op::Read]).nth(2).times(1), vec![false, true, false, false]),
        ];
        for (fault, expected) in cases {
            assert_eq!(strikes(fault.clone(), &reads), expected, "{fault:?}");
        }
    }

    #[test]
    fn a_rename_matches_by_either_name() {
        let renames = [(Op::Rename, "x", Some("y")), (Op::Rename, "y", Some("z")), (Op::Rename, "z", Some("x"))];
        assert_eq!(strikes(Fault::on([Op::Rename]).path("y"), &renames), [true, true, false]);
    }

    #[test]
    fn room_runs_out_in_the_middle_of_a_write() {
        let mut faults = Faults::default();
        assert_eq!(faults.take_room(1 << 30), Ok(1 << 30));
        faults.limit(Some(Room { bytes: 10, errno: Errno::NOSPC }));
        let taken: Vec<_> = [6, 6, 1].into_iter().map(|wanted| faults.take_room(wanted)).collect();
        assert_eq!(taken, [Ok(6), Ok(4), Err(Errno::NOSPC)]);
        assert_eq!(faults.take_room(0), Ok(0));
    }
}
