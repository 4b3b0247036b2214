use std::io::{self, Write};

use anstyle::Style;

use super::grade::{Grade, Report};
use super::wrap::wrapped;
use crate::conformance::judgements::{Judged, Verdict};
use crate::context::Verbosity;
use crate::render::escape::escaped;
use crate::render::style;

/// The width of the page.
const WIDTH: usize = 100;
/// Where texts begin.
const INDENT: usize = 12;

/// Failures first, with the next step; then advice; what passed and what was not observed in few lines.
pub fn print(report: &Report, verbosity: Verbosity, out: &mut impl Write) -> io::Result<()> {
    let grade = report.grade();
    if verbosity > Verbosity::Quiet || grade == Grade::DoesNotConform {
        told(report, Verdict::Failed, "Failed", style::ERROR, out)?;
    }
    if verbosity > Verbosity::Quiet {
        told(report, Verdict::Advice, "Advice", style::WARNING, out)?;
    }
    if verbosity == Verbosity::Verbose {
        seen(report, out)?;
    } else if verbosity == Verbosity::Normal {
        passed(report, out)?;
    }
    if verbosity > Verbosity::Quiet {
        not_observed(report, out)?;
        summary(report, out)?;
    }
    Ok(())
}

/// Each finding in full.
fn told(report: &Report, verdict: Verdict, heading: &str, colour: Style, out: &mut impl Write) -> io::Result<()> {
    let mut subject = "";
    for (number, judged) in report.with(verdict).enumerate() {
        if number == 0 {
            writeln!(out, "{colour}{heading}{colour:#}")?;
        }
        if subject != judged.topic.heading() {
            subject = judged.topic.heading();
            writeln!(out, "  {0}{subject}{0:#}", style::HEADING)?;
        }
        paragraph(out, judged.requirement.id, colour, judged.requirement.text)?;
        paragraph(out, "seen", style::DIM, &judged.finding.seen)?;
        if !judged.requirement.next.is_empty() {
            paragraph(out, "next", style::DIM, judged.requirement.next)?;
        }
    }
    if report.with(verdict).next().is_some() {
        writeln!(out)?;
    }
    Ok(())
}

/// A word, and beside it a text over as many lines as it takes.
fn paragraph(out: &mut impl Write, word: &str, colour: Style, text: &str) -> io::Result<()> {
    let mut beside = format!("    {word:<width$}", width = INDENT - 4);
    for line in wrapped(&escaped(text), WIDTH - INDENT) {
        writeln!(out, "{colour}{beside}{colour:#}{line}")?;
        beside = " ".repeat(INDENT);
    }
    Ok(())
}

/// What passed, a line for each subject.
fn passed(report: &Report, out: &mut impl Write) -> io::Result<()> {
    lines(report.with(Verdict::Passed), "Passed", style::GOOD, |judged| judged.topic.heading().to_owned(), out)
}

/// What passed, with what was seen.
fn seen(report: &Report, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{0}Passed{0:#}", style::GOOD)?;
    for judged in report.with(Verdict::Passed) {
        let text = format!("{}: {}", judged.requirement.text, judged.finding.seen);
        paragraph(out, judged.requirement.id, style::GOOD, &text)?;
    }
    writeln!(out)
}

/// What was not observed, a line for each reason; what concerns another kind of handler is left out.
fn not_observed(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let concerns = |judged: &&Judged| !judged.finding.seen.ends_with(" only");
    let all = report.with(Verdict::NotObserved).filter(concerns);
    lines(all, "Not observed", style::DIM, |judged| judged.finding.seen.clone(), out)
}

/// The ids of requirements, a line for each group.
fn lines<'a>(
    all: impl Iterator<Item = &'a Judged>,
    heading: &str,
    colour: Style,
    group: impl Fn(&Judged) -> String,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for judged in all {
        let name = group(judged);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, ids)) => ids.push(judged.requirement.id),
            None => groups.push((name, vec![judged.requirement.id])),
        }
    }
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(out, "{colour}{heading}{colour:#}")?;
    for (name, ids) in groups {
        for line in wrapped(&format!("{}: {}", escaped(&name), ids.join(" ")), WIDTH - 4) {
            writeln!(out, "  {line}")?;
        }
    }
    writeln!(out)
}

fn summary(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let [failed, advice, passed, not_observed] = report.counts();
    let grade = report.grade();
    let colour = match grade {
        Grade::Conforms => style::GOOD,
        Grade::WithAdvice => style::WARNING,
        Grade::DoesNotConform => style::ERROR,
    };
    writeln!(
        out,
        "{colour}{}{colour:#}: {passed} passed, {failed} failed, {advice} advice, {not_observed} not observed",
        grade.words()
    )
}
