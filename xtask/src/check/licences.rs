//! Every package's licence is on the list of `deny.toml`, and no banned crate is in the graph.
//!
//! The same file feeds `cargo deny`; this rule needs nothing installed, so it always holds.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::spdx;
use super::violation::Violation;
use crate::workspace::{Metadata, Package};

const FILE: &str = "deny.toml";

/// The part of `deny.toml` that is read here.
#[derive(Debug, Default, Deserialize)]
pub struct Policy {
    licenses: Licences,
    bans: Bans,
}

#[derive(Debug, Default, Deserialize)]
struct Licences {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
    #[serde(default)]
    clarify: Vec<Clarification>,
}

#[derive(Debug, Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Clarification {
    #[serde(rename = "crate")]
    name: String,
    expression: String,
}

#[derive(Debug, Default, Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Debug, Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

impl Policy {
    /// Reads `deny.toml`.
    pub fn load(root: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(root.join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).with_context(|| FILE.to_owned())
    }
}

/// Judges every package of the resolved graph.
pub fn check(metadata: &Metadata, policy: &Policy) -> Vec<Violation> {
    let foreign = metadata.packages.iter().filter(|package| !metadata.workspace_members.contains(&package.id));
    let mut found: Vec<Violation> = foreign.filter_map(|package| check_licence(package, &policy.licenses)).collect();
    let bans: BTreeMap<_, _> = policy.bans.deny.iter().map(|ban| (ban.name.as_str(), ban)).collect();
    for package in &metadata.packages {
        if let Some(ban) = bans.get(package.name.as_str()) {
            let message =
                format!("`{}` is banned ({}); who brings it: cargo tree -i {}", package.name, ban.reason, package.name);
            found.push(Violation::error("bans", FILE, 1, message));
        }
    }
    found
}

fn check_licence(package: &Package, licences: &Licences) -> Option<Violation> {
    let exception = licences.exceptions.iter().find(|exception| exception.name == package.name);
    let clarified = licences.clarify.iter().find(|clarification| clarification.name == package.name);
    let expression = clarified.map(|c| c.expression.as_str()).or(package.license.as_deref()).unwrap_or_default();
    let allowed = [licences.allow.as_slice(), exception.map_or(&[], |e| e.allow.as_slice())].concat();
    if spdx::is_allowed(expression, &allowed) {
        return None;
    }
    let licence = if expression.is_empty() { "none" } else { expression };
    let message = format!("{} {}: licence `{licence}` is not on the list", package.name, package.version);
    Some(Violation::error("licences", FILE, 1, message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::testing::graph;

    const POLICY: &str = r#"
        [licenses]
        allow = ["MIT"]
        exceptions = [{ crate = "special", allow = ["CC0-1.0"] }]
        clarify = [{ crate = "silent", expression = "MIT", license-files = [] }]
        [bans]
        multiple-versions = "warn"
        deny = [{ crate = "chrono", reason = "jiff" }]
    "#;

    fn messages(name: &str, licence: Option<&str>) -> Vec<String> {
        let mut metadata = graph(&[&format!("foldsync -> {name}"), &format!("~{name} ->")]);
        metadata.packages[1].license = licence.map(str::to_owned);
        check(&metadata, &Policy::parse(POLICY).unwrap()).into_iter().map(|v| v.message).collect()
    }

    #[test]
    fn licences_on_the_list_pass() {
        assert_eq!(messages("a", Some("MIT OR GPL-3.0")), [""; 0]);
        assert_eq!(messages("special", Some("CC0-1.0")), [""; 0]);
        assert_eq!(messages("silent", None), [""; 0]);
    }

    #[test]
    fn others_and_none_fail() {
        assert_eq!(messages("a", Some("CC0-1.0")), ["a 1.0.0: licence `CC0-1.0` is not on the list"]);
        assert_eq!(messages("a", None), ["a 1.0.0: licence `none` is not on the list"]);
    }

    #[test]
    fn banned_crates_fail() {
        assert_eq!(messages("chrono", Some("MIT")), ["`chrono` is banned (jiff); who brings it: cargo tree -i chrono"]);
    }

    #[test]
    fn the_committed_policy_can_be_read() {
        assert!(Policy::load(&crate::workspace::root()).is_ok_and(|policy| !policy.licenses.allow.is_empty()));
    }
}
