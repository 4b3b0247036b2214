//! What runs read of the files that they synchronize.

use std::fs;

use testfs::{Op, Options};

use super::rig::{Rig, home, mount};
use super::workload::write;

/// The change times inside are what they were: a look settles that nothing there is new.
#[test]
fn nothing_of_a_renamed_folder_is_read() {
    let Some(fs) = mount(Options::default()) else { return };
    let home = home();
    let rig = Rig::at(&home.path().join("left"), &fs.join("right"), &home.path().join("state"));
    fs::create_dir_all(rig.left.join("folder/deep")).unwrap();
    for name in ["a", "b", "deep/c"] {
        write(&rig.left, &format!("folder/{name}"), name);
    }
    rig.run_until_trusted();
    fs::rename(rig.left.join("folder"), rig.left.join("renamed")).unwrap();
    fs.control().forget_calls();
    let ran = rig.run_well();
    assert_eq!((ran.finished.counts.moved, ran.finished.counts.bytes), (1, 0));
    let read = fs.control().calls().only(|call| call.op == Op::Read && !call.touches("right/.syncmgr"));
    assert!(read.is_empty(), "contents were compared: {read}");
    assert!(rig.right.join("renamed/deep/c").exists());
}
