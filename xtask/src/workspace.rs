//! The workspace as `cargo metadata` describes it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::shell;

/// The root of the workspace: the parent of this crate's folder.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Builds the release binary and says where it is.
pub fn release_binary(root: &Path) -> Result<PathBuf> {
    let args = ["build", "--release", "--locked", "--package", "syncmgr", "--bin", "syncmgr"];
    shell::run(shell::cargo().current_dir(root).args(args))?;
    Ok(Metadata::load(root)?.target_directory.join("release/syncmgr"))
}

/// What `cargo metadata` says about packages and who uses whom.
#[derive(Debug, Default, Deserialize)]
pub struct Metadata {
    /// Every package of the resolved graph, ours and foreign.
    pub packages: Vec<Package>,
    /// Ids of our own packages.
    pub workspace_members: BTreeSet<String>,
    /// The resolved graph.
    pub resolve: Resolve,
    /// Where cargo puts what it builds.
    pub target_directory: PathBuf,
}

/// One package of the graph.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Package {
    /// Unique id of this version from this source.
    pub id: String,
    /// Name of the crate.
    pub name: String,
    /// Version as text.
    pub version: String,
    /// SPDX expression, when the manifest has one.
    pub license: Option<String>,
    /// What the manifest asks for.
    #[serde(default)]
    pub dependencies: Vec<Dependency>,
}

/// One line of a manifest's dependency tables.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Dependency {
    /// Name of the package that is asked for.
    pub name: String,
    /// `dev`, `build`, or nothing for a normal dependency.
    pub kind: Option<String>,
}

/// The resolved graph.
#[derive(Debug, Default, Deserialize)]
pub struct Resolve {
    /// One node for each package.
    pub nodes: Vec<Node>,
}

/// One package in the resolved graph.
#[derive(Debug, Default, Deserialize)]
pub struct Node {
    /// Id of the package.
    pub id: String,
    /// What it really uses with the features that are on.
    pub deps: Vec<NodeDep>,
}

/// One edge of the resolved graph.
#[derive(Debug, Default, Deserialize)]
pub struct NodeDep {
    /// Id of the used package.
    pub pkg: String,
    /// In which roles it is used.
    pub dep_kinds: Vec<DepKind>,
}

/// The role of an edge.
#[derive(Debug, Default, Deserialize)]
pub struct DepKind {
    /// `dev`, `build`, or nothing for a normal dependency.
    pub kind: Option<String>,
}

impl Metadata {
    /// Asks cargo.
    pub fn load(root: &Path) -> Result<Self> {
        let mut cargo = shell::cargo();
        let json = shell::output(cargo.current_dir(root).args(["metadata", "--format-version", "1"]))?;
        serde_json::from_str(&json).context("cargo metadata changed its format")
    }

    /// Our own packages.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    /// Names of everything that is linked into `package`, itself excluded: normal dependencies of normal dependencies.
    pub fn linked(&self, package: &Package) -> BTreeSet<&str> {
        let nodes: BTreeMap<_, _> = self.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let names: BTreeMap<_, _> = self.packages.iter().map(|p| (p.id.as_str(), p.name.as_str())).collect();
        let mut seen = BTreeSet::new();
        let mut open = vec![package.id.as_str()];
        while let Some(node) = open.pop().and_then(|id| nodes.get(id)) {
            for dep in node.deps.iter().filter(|dep| dep.dep_kinds.iter().any(|role| role.kind.is_none())) {
                if seen.insert(dep.pkg.as_str()) {
                    open.push(&dep.pkg);
                }
            }
        }
        seen.into_iter().filter_map(|id| names.get(id).copied()).collect()
    }
}

#[cfg(test)]
pub mod testing {
    //! Graphs in memory, for the tests of the rules.

    use super::{DepKind, Dependency, Metadata, Node, NodeDep, Package, Resolve};

    /// Builds metadata from lines such as `a -> b, dev c`; every name left of an arrow is ours unless it begins with `~`.
    pub fn graph(lines: &[&str]) -> Metadata {
        let mut metadata = Metadata::default();
        for line in lines {
            let (from, to) = line.split_once("->").unwrap();
            let name = from.trim().trim_start_matches('~').to_owned();
            let edges: Vec<_> = to.split(',').map(str::trim).filter(|edge| !edge.is_empty()).map(edge).collect();
            if !from.starts_with('~') {
                metadata.workspace_members.insert(name.clone());
            }
            metadata.resolve.nodes.push(Node {
                id: name.clone(),
                deps: edges
                    .iter()
                    .map(|d| NodeDep { pkg: d.name.clone(), dep_kinds: vec![DepKind { kind: d.kind.clone() }] })
                    .collect(),
            });
            metadata.packages.push(Package {
                id: name.clone(),
                name,
                version: "1.0.0".into(),
                license: Some("MIT".into()),
                dependencies: edges,
            });
        }
        metadata.resolve = Resolve { nodes: metadata.resolve.nodes };
        metadata
    }

    fn edge(text: &str) -> Dependency {
        match text.split_once(' ') {
            Some((kind, name)) => Dependency { name: name.into(), kind: Some(kind.into()) },
            None => Dependency { name: text.into(), kind: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linked_follows_normal_edges_only() {
        let metadata = testing::graph(&["a -> b, dev c, build d", "~b -> e", "~c -> f", "~d ->", "~e -> b", "~f ->"]);
        let a = metadata.members().next().unwrap();
        assert_eq!(metadata.linked(a).into_iter().collect::<Vec<_>>(), ["b", "e"]);
    }

    #[test]
    fn the_root_holds_the_workspace_manifest() {
        let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[workspace]"));
    }
}
