use serde_json::json;

use super::grade::Report;
use crate::error::CliError;
use crate::render::print;

/// A line for each requirement, and one for the whole.
pub fn print_json(report: &Report) -> Result<(), CliError> {
    for judged in report.all() {
        let (requirement, finding) = (&judged.requirement, &judged.finding);
        print::json(&json!({
            "kind": "requirement", "id": requirement.id, "verdict": finding.verdict.word(), "text": requirement.text,
            "seen": finding.seen, "subject": judged.topic.heading(), "source": judged.source,
            "next": (!requirement.next.is_empty()).then_some(requirement.next),
        }))?;
    }
    let [failed, advice, passed, not_observed] = report.counts();
    let grade = report.grade();
    print::json(&json!({
        "kind": "report", "grade": grade.words(), "passed": passed, "failed": failed, "advice": advice,
        "not_observed": not_observed, "exit": grade.exit_code().number(),
    }))
}
