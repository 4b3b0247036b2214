use std::collections::BTreeSet;
use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::page::{PAGE, page};
use super::proofs::{Proof, Proofs, proofs};
use super::results::{Ending, Results};
use crate::source::Tree;
use crate::{shell, workspace};

/// Runs the tests that prove something and writes the page.
pub fn run() -> Result<ExitCode> {
    if shell::find("cargo-nextest").is_none() {
        bail!("this needs the report that cargo-nextest writes: cargo install cargo-nextest");
    }
    let root = workspace::root();
    let tree = Tree::load(&root)?;
    let tests: BTreeSet<_> = proofs(&tree).into_values().flatten().map(|proof| proof.test).collect();
    let filter = tests.iter().map(|test| format!("test(/(^|::){test}$/)")).collect::<Vec<_>>().join(" or ");
    let mut cargo = shell::cargo();
    // A failure is a result, too: the page tells it.
    let ran = shell::run(cargo.current_dir(&root).args(["nextest", "run", "--workspace", "-E", &filter]));
    let page = page(&tree, Some(&Results::load(&root)?)).with_context(|| format!("there is no {PAGE}"))?;
    fs::write(root.join(PAGE), page).with_context(|| format!("cannot write {PAGE}"))?;
    println!("xtask conformance: {PAGE} is written");
    ran.map(|()| ExitCode::SUCCESS)
}

/// Looks whether all that proves something passed in the run that has just ended.
pub fn verify() -> Result<()> {
    let root = workspace::root();
    let results = Results::load(&root)?;
    let proofs = proofs(&Tree::load(&root)?);
    let total = proofs.len();
    let unproved = unproved(proofs, &results);
    println!(
        "{} of {total} requirements and decisions were proved by tests that passed in this run",
        total - unproved.len()
    );
    if unproved.is_empty() {
        return Ok(());
    }
    bail!("not proved in this run: {}", unproved.join(", "))
}

/// The ids with a test that did not pass, and which.
fn unproved(proofs: Proofs, results: &Results) -> Vec<String> {
    let bad = |test: &Proof| Some(results.of(test)).filter(|ending| *ending != Ending::Passed);
    let of_id = |(id, tests): (String, BTreeSet<Proof>)| {
        let (test, ending) = tests.iter().find_map(|test| Some((test, bad(test)?)))?;
        Some(format!("{id} ({test} {})", ending.word()))
    };
    proofs.into_iter().filter_map(of_id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_did_not_run_proves_nothing() {
        let proof = |test: &str| Proof { file: "a".into(), test: test.into(), package: "x".into() };
        let proofs = Proofs::from([
            ("R-A-1".to_owned(), BTreeSet::from([proof("holds")])),
            ("R-A-2".to_owned(), BTreeSet::from([proof("holds"), proof("ignored")])),
        ]);
        let results = Results::parse(r#"<t><testcase classname="x::a" name="holds"/></t>"#).unwrap();
        assert_eq!(unproved(proofs, &results), ["R-A-2 (`a::ignored` not run)"]);
    }
}
