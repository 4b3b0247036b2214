//! A handler that talks without end costs neither memory nor the manager's patience.

use std::fs;

use serde_json::json;
use syncmgr_proto::Code;

use crate::child::{Host, brief};

/// Proves: R-PRG-12
#[test]
fn a_million_reports_are_coalesced_and_the_last_one_counts() {
    let mut host = Host::prepared("other.Synchronize=flood:1000000;after.Synchronize=done:sync");
    host.story();
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    host.until("SynchronizeCompleted");
    let reports: Vec<_> = host.heard.iter().filter(|message| message["method"] == "Progress").collect();
    assert_eq!(reports.last().unwrap()["params"]["value"], 1_000_000);
    assert!(reports.len() < 5_000, "{} reports", reports.len());
    let spent = host.logged("flood ->");
    let nanoseconds: f64 = spent.split_whitespace().nth(2).unwrap().parse().unwrap();
    // An unoptimized build on a busy machine; the figure for users is that of the benchmark.
    assert!(nanoseconds < 20_000.0, "{spent}");
}

#[test]
fn a_flood_of_messages_is_cut() {
    let mut host = Host::prepared("other.Synchronize=logflood:100000;after.Synchronize=done:sync");
    host.story();
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    host.until("SynchronizeCompleted");
    let told = host.heard.iter().filter(|message| message["method"] == "LogError").count();
    assert_eq!(told, 10_001);
    let last = &host.heard[host.heard.len() - 2];
    assert!(brief(last).contains("90000 more messages"), "{last}");
    assert_eq!(host.logged("logflood ->"), "logflood -> 90000 refused");
}

#[test]
fn a_manager_that_does_not_read_costs_no_memory_and_no_time() {
    let mut host = Host::prepared_quietly(
        "other.Synchronize=logflood:20000,flood:300000,logflood:20000;after.Synchronize=done:sync",
    );
    host.send("Synchronize", json!({}));
    host.logged("Synchronize =>");
    let status = fs::read_to_string(format!("/proc/{}/status", host.pid())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kilobytes < 100_000, "{peak}");
}
