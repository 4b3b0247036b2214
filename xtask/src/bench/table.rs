//! Medians and ratios, for the terminal and for the page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result};

use super::measure::Cost;
use super::workload::Workload;

const START: &str = "<!-- bench:start -->";
const END: &str = "<!-- bench:end -->";
const HEAD: [&str; 7] = ["work", "tool", "wall s", "cpu s", "peak MiB", "wall ratio", "cpu ratio"];
/// The tool whose ratios to the others are printed.
const OURS: &str = "syncmgr";

/// Costs of all runs, by workload and tool.
#[derive(Default)]
pub struct Results {
    runs: BTreeMap<Workload, BTreeMap<String, Vec<Cost>>>,
}

impl Results {
    /// Takes one run.
    pub fn add(&mut self, workload: Workload, tool: &str, cost: Cost) {
        self.runs.entry(workload).or_default().entry(tool.to_owned()).or_default().push(cost);
    }

    /// One row for each workload and tool, ours first. Ratios below 1: ours costs less.
    fn rows(&self) -> Vec<[String; 7]> {
        let mut rows = Vec::new();
        for (workload, tools) in &self.runs {
            let ours = tools.get(OURS).map(|runs| median(runs));
            let mut order: Vec<_> = tools.iter().collect();
            order.sort_by_key(|(name, _)| *name != OURS);
            for (name, runs) in order {
                let cost = median(runs);
                let ours = ours.filter(|_| name != OURS);
                let ratio = |of: fn(&Cost) -> f64| ours.map_or(String::new(), |ours| quotient(of(&ours), of(&cost)));
                rows.push([
                    workload.name().to_owned(),
                    name.clone(),
                    format!("{:.3}", cost.wall),
                    format!("{:.2}", cost.cpu),
                    format!("{:.1}", cost.peak_mib),
                    ratio(|cost| cost.wall),
                    ratio(|cost| cost.cpu),
                ]);
            }
        }
        rows
    }

    /// The table in columns.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for row in std::iter::once(HEAD.map(str::to_owned)).chain(self.rows()) {
            let [work, tool, numbers @ ..] = &row;
            let _ = write!(out, "{work:8} {tool:8}");
            for number in numbers {
                let _ = write!(out, " {number:>10}");
            }
            out.truncate(out.trim_end().len());
            out.push('\n');
        }
        out
    }

    /// The table in Markdown.
    pub fn markdown(&self) -> String {
        let mut out = format!("| {} |\n|---|---|--:|--:|--:|--:|--:|\n", HEAD.join(" | "));
        for row in self.rows() {
            let _ = writeln!(out, "| {} |", row.join(" | "));
        }
        out
    }
}

/// A page that has no numbers yet: the method, and the marks between which they go.
pub fn new_page() -> String {
    format!(
        "# Performance\n\nMeasured by `cargo xtask bench`, which anyone can repeat: every tool does the same work, in turn and in random order, \
         each on a\nfile system of its own that was made for that run, and both sides are compared afterwards. Wall time, processor time and \
         peak memory are\nthose of the finished command. Peers run as a careful user would run them: rsync one way, unison and rclone both ways; \
         `cp` and\n`find` show what the machine can do. Seconds differ between machines; ratios are what to read.\n\n{START}\n{END}\n"
    )
}

/// Puts `block` between the marks of `page`, in place of what is there.
pub fn replace_block(page: &str, block: &str) -> Result<String> {
    let (before, rest) = page.split_once(START).with_context(|| format!("the page has no {START}"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("the page has no {END} after {START}"))?;
    Ok(format!("{before}{START}\n{}\n{END}{after}", block.trim_end()))
}

/// The median of each number; of an even count the mean of the middle two.
fn median(runs: &[Cost]) -> Cost {
    let of = |number: fn(&Cost) -> f64| {
        let mut numbers: Vec<f64> = runs.iter().map(number).collect();
        numbers.sort_by(f64::total_cmp);
        let middle = numbers.len() / 2;
        if numbers.len() % 2 == 1 { numbers[middle] } else { f64::midpoint(numbers[middle - 1], numbers[middle]) }
    };
    Cost { wall: of(|cost| cost.wall), cpu: of(|cost| cost.cpu), peak_mib: of(|cost| cost.peak_mib) }
}

/// A ratio in two digits; nothing where the divisor was too small to be measured.
fn quotient(ours: f64, theirs: f64) -> String {
    if theirs < 0.001 { String::new() } else { format!("{:.2}", ours / theirs) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(wall: f64) -> Cost {
        Cost { wall, cpu: wall / 2.0, peak_mib: 8.0 }
    }

    fn results() -> Results {
        let mut results = Results::default();
        for wall in [3.0, 1.0, 2.0] {
            results.add(Workload::Noop, "syncmgr", cost(wall));
        }
        results.add(Workload::Noop, "rsync", cost(4.0));
        results.add(Workload::First, "cp", cost(0.0));
        results
    }

    #[test]
    fn medians_of_odd_and_even_counts() {
        assert_eq!(median(&[cost(9.0), cost(1.0), cost(2.0)]), cost(2.0));
        assert!((median(&[cost(1.0), cost(2.0)]).wall - 1.5).abs() < 1e-9);
    }

    #[test]
    fn ours_comes_first_and_is_compared() {
        assert_eq!(
            results().text().lines().collect::<Vec<_>>(),
            [
                "work     tool         wall s      cpu s   peak MiB wall ratio  cpu ratio",
                "first    cp            0.000       0.00        8.0",
                "noop     syncmgr       2.000       1.00        8.0",
                "noop     rsync         4.000       2.00        8.0       0.50       0.50",
            ]
        );
        assert!(results().markdown().contains("| noop | rsync | 4.000 | 2.00 | 8.0 | 0.50 | 0.50 |\n"));
    }

    #[test]
    fn only_the_block_of_the_page_changes() {
        let page = "# P\n<!-- bench:start -->\nold\n<!-- bench:end -->\nend\n";
        assert_eq!(replace_block(page, "new\n").unwrap(), "# P\n<!-- bench:start -->\nnew\n<!-- bench:end -->\nend\n");
        assert!(replace_block("# P\n<!-- bench:end --><!-- bench:start -->", "new").is_err());
        assert!(replace_block("# P\n", "new").is_err());
        assert!(replace_block(&new_page(), "new").unwrap().contains("\nnew\n"));
    }
}
