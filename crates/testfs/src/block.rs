//! A mount as file system of a block device (fuseblk), for which the kernel passes `syncfs(2)` on to the server.
//!
//! The device is a loop device that nobody reads. `fuser` does not know the request SYNCFS, so a relay stands between
//! the kernel and `fuser`: it answers that one request itself and hands all others on, over a socket pair that keeps
//! messages apart as `/dev/fuse` does.

use std::ffi::CString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use fuser::{BackgroundSession, Config, Session, SessionACL};
use rustix::io::Errno;
use rustix::mount::{MountFlags, mount};
use rustix::net::{AddressFamily, Shutdown, SocketFlags, SocketType, shutdown, socketpair};

use crate::server::Server;

/// The request for `syncfs(2)`.
const SYNCFS: u32 = 50;
/// Larger than any request: the largest write plus its header.
const BUFFER: usize = 2 << 20;
/// Bytes of the loop device. It is never read, but must have some.
const DEVICE: u64 = 1 << 20;
/// The first kernel that passes `syncfs(2)` on to the servers of block devices.
const FIRST_KERNEL: (u32, u32) = (6, 18);

/// Why such a mount is not possible here, if it is not.
pub fn available() -> Result<(), String> {
    let release = rustix::system::uname().release().to_string_lossy().into_owned();
    let mut parts = release.split('.').map_while(|part| part.parse::<u32>().ok());
    if parts.next().zip(parts.next()).is_none_or(|kernel| kernel < FIRST_KERNEL) {
        return Err(format!("the kernel {release} does not tell fuseblk servers of syncfs, 6.18 does"));
    }
    if !rustix::process::geteuid().is_root() {
        return Err("only root can mount a block device".to_owned());
    }
    let control = File::open("/dev/loop-control");
    control.map(drop).map_err(|error| format!("/dev/loop-control cannot be used: {error}"))
}

/// Mounts on `at` and serves with `server`; `relay` answers `syncfs`.
pub fn spawn(at: &Path, server: Server, relay: Server, config: Config) -> io::Result<BackgroundSession> {
    let kernel = File::options().read(true).write(true).open("/dev/fuse")?;
    attach(at, &kernel)?;
    let (ours, theirs): (OwnedFd, OwnedFd) =
        socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?;
    let ours = File::from(ours);
    let (answers, to_kernel) = (ours.try_clone()?, kernel.try_clone()?);
    thread::Builder::new().name("testfs-requests".to_owned()).spawn(move || requests(kernel, ours, &relay))?;
    thread::Builder::new().name("testfs-answers".to_owned()).spawn(move || hand_back(answers, to_kernel))?;
    Session::from_fd(server, theirs, SessionACL::All, config)?.spawn()
}

fn attach(at: &Path, kernel: &File) -> io::Result<()> {
    let image = tempfile::NamedTempFile::new()?;
    image.as_file().set_len(DEVICE)?;
    let device = loop_device(image.path())?;
    let options = format!(
        "fd={},rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions,blksize=4096",
        kernel.as_raw_fd()
    );
    let mounted = mount(&device, at, "fuseblk", MountFlags::empty(), &*CString::new(options)?);
    // While mounted this only marks the device to go with the mount.
    Command::new("losetup").arg("--detach").arg(&device).status()?;
    Ok(mounted?)
}

fn loop_device(image: &Path) -> io::Result<PathBuf> {
    let made = Command::new("losetup").args(["--find", "--show"]).arg(image).output()?;
    if !made.status.success() {
        return Err(io::Error::other(format!("no loop device: {}", String::from_utf8_lossy(&made.stderr).trim())));
    }
    Ok(PathBuf::from(String::from_utf8_lossy(&made.stdout).trim()))
}

/// Hands requests to `fuser` until the file system is unmounted.
fn requests(mut kernel: File, mut fuser: File, relay: &Server) {
    let mut buffer = vec![0; BUFFER];
    while let Ok(length) = read_request(&mut kernel, &mut buffer) {
        let request = &buffer[..length];
        let handed_on = if opcode(request) == Some(SYNCFS) {
            kernel.write_all(&answer(request, relay.sync_all()))
        } else {
            fuser.write_all(request)
        };
        if handed_on.is_err() {
            break;
        }
    }
    // The other direction and `fuser` end with it.
    let _ = shutdown(&fuser, Shutdown::Both);
}

fn hand_back(mut fuser: File, mut kernel: File) {
    let mut buffer = vec![0; BUFFER];
    while let Ok(length @ 1..) = fuser.read(&mut buffer) {
        // ENOENT where the caller was interrupted and waits no more: nothing to tell anybody.
        let _ = kernel.write_all(&buffer[..length]);
    }
}

fn read_request(kernel: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match kernel.read(buffer) {
            // The caller was interrupted before its request was read.
            Err(error) if error.raw_os_error() == Some(Errno::NOENT.raw_os_error()) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// The header of a request: length (4 bytes), opcode (4), unique number (8), …
fn opcode(request: &[u8]) -> Option<u32> {
    Some(u32::from_ne_bytes(request.get(4..8)?.try_into().ok()?))
}

/// The header of an answer: length (4 bytes), negative errno (4), unique number of the request (8).
fn answer(request: &[u8], result: Result<(), Errno>) -> Vec<u8> {
    let errno = result.map_or_else(|errno| -errno.raw_os_error(), |()| 0);
    [&16u32.to_ne_bytes(), &errno.to_ne_bytes(), request.get(8..16).unwrap_or_default()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_told_apart_and_answered() {
        let request = [&40u32.to_ne_bytes()[..], &SYNCFS.to_ne_bytes(), &7u64.to_ne_bytes(), &[0; 24]].concat();
        assert_eq!(opcode(&request), Some(SYNCFS));
        assert_eq!(opcode(&request[..6]), None);
        for (result, errno) in [(Ok(()), 0), (Err(Errno::IO), -Errno::IO.raw_os_error())] {
            let expected = [&16u32.to_ne_bytes()[..], &i32::to_ne_bytes(errno), &7u64.to_ne_bytes()].concat();
            assert_eq!(answer(&request, result), expected);
        }
    }
}
