//! Runs every rule and prints what they found.

use std::process::ExitCode;

use anyhow::Result;

use super::licences::Policy;
use super::violation::{Severity, Violation};
use super::{
    commands, dependencies, formats, invariants, licences, links, names, outlet, platform, runtime, sizes, suppression,
    targets, unfinished, unsafe_code,
};
use crate::source::Tree;
use crate::workspace::Metadata;
use crate::{conformance, generate, workspace};

/// Checks the workspace; one line for each violation, exit 1 if there is one.
pub fn run() -> Result<ExitCode> {
    let root = workspace::root();
    let tree = Tree::load(&root)?;
    let metadata = Metadata::load(&root)?;
    let policy = Policy::load(&root)?;
    let mut found = on_sources(&tree);
    found.extend(on_metadata(&metadata, &policy));
    found.extend(targets::check(&root));
    found.extend(
        generate::stale(&root, &tree)?
            .into_iter()
            .map(|(file, message)| Violation::error("generated", file, 1, message)),
    );
    found.extend(
        conformance::gaps(&tree).into_iter().map(|gap| Violation::error("conformance", conformance::PAGE, 1, gap)),
    );
    Ok(report(found, tree.files.len()))
}

/// The rules that look at files only.
fn on_sources(tree: &Tree) -> Vec<Violation> {
    let rules: [fn(&Tree) -> Vec<Violation>; 11] = [
        outlet::check,
        platform::check,
        unsafe_code::check,
        sizes::check,
        names::check,
        commands::check,
        links::check,
        formats::check,
        unfinished::check,
        suppression::check,
        invariants::check,
    ];
    rules.iter().flat_map(|rule| rule(tree)).collect()
}

/// The rules that look at the graph of packages.
fn on_metadata(metadata: &Metadata, policy: &Policy) -> Vec<Violation> {
    let mut found = dependencies::check(metadata);
    found.extend(runtime::check(metadata));
    found.extend(licences::check(metadata, policy));
    found
}

fn report(mut found: Vec<Violation>, files: usize) -> ExitCode {
    found.sort_by(|a, b| (a.severity, &a.file, a.line).cmp(&(b.severity, &b.file, b.line)));
    for violation in &found {
        println!("{violation}");
    }
    let errors = found.iter().filter(|violation| violation.severity == Severity::Error).count();
    println!("xtask check: {files} files, {errors} violations, {} warnings", found.len() - errors);
    if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_do_not_fail_and_errors_do() {
        let warning = Violation::warning("a", "a.rs", 1, "so");
        let error = Violation::error("a", "a.rs", 1, "so");
        assert_eq!(report(vec![warning.clone()], 1), ExitCode::SUCCESS);
        assert_eq!(report(vec![warning, error], 1), ExitCode::FAILURE);
    }

    #[test]
    fn every_rule_on_sources_is_wired() {
        let bad = Tree::of(&[(
            "crates/foldsync/src/util.rs",
            "#[allow(dead_code)]\nfn a() { unsafe { todo!() }; println!() }\n",
        )]);
        let rules: Vec<_> = on_sources(&bad).iter().map(|v| v.rule).collect();
        for rule in ["names", "suppression", "unsafe-code", "unfinished", "outlet"] {
            assert!(rules.contains(&rule), "{rule} not in {rules:?}");
        }
    }
}
