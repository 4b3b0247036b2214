//! Each relative link of a Markdown page leads somewhere, and so does each page that a comment names.

use std::path::{Component, Path, PathBuf};

use super::violation::Violation;
use crate::source::{Page, RustFile, Tree};

const RULE: &str = "links";

/// Follows the links of every page and the `docs/….md` of every comment.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let pages = tree.pages.iter().flat_map(|page| check_page(tree, page));
    let comments = tree.rust.iter().flat_map(|file| check_comments(tree, file));
    pages.chain(comments).collect()
}

fn check_page(tree: &Tree, page: &Page) -> Vec<Violation> {
    let mut found = Vec::new();
    for (number, line) in prose(&page.text) {
        for target in targets(line).filter(|target| is_relative(target)) {
            if let Some(problem) = problem_with(tree, page, target) {
                found.push(Violation::error(RULE, &page.path, number, format!("`{target}`: {problem}")));
            }
        }
    }
    found
}

fn check_comments(tree: &Tree, file: &RustFile) -> Vec<Violation> {
    let mut found = Vec::new();
    for (number, comment) in file.comments() {
        for page in named_pages(comment).filter(|page| !tree.exists(Path::new(page))) {
            found.push(Violation::error(RULE, &file.path, number, format!("`{page}`: no such page")));
        }
    }
    found
}

/// The lines outside fenced code, numbered from 1.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fenced && !fence).then_some((index + 1, line))
    })
}

/// The targets of `[text](target)`, of `src="target"` and `href="target"`, and of `[name]: target`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let inline = after(line, "](", ')');
    let html = after(line, "src=\"", '"').chain(after(line, "href=\"", '"'));
    let definition = line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")).map(|(_, target)| target.trim());
    inline.chain(html).chain(definition).map(|target| target.split(" \"").next().unwrap_or(target))
}

fn after<'a>(line: &'a str, open: &'a str, close: char) -> impl Iterator<Item = &'a str> {
    line.split(open).skip(1).filter_map(move |rest| rest.split_once(close).map(|(target, _)| target))
}

fn is_relative(target: &str) -> bool {
    !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") && !target.starts_with('<')
}

fn problem_with(tree: &Tree, page: &Page, target: &str) -> Option<&'static str> {
    let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
    let base = page.path.parent().unwrap_or(Path::new(""));
    let path = if file.is_empty() { page.path.clone() } else { normal(&base.join(file))? };
    if !tree.exists(&path) {
        return Some("no such file");
    }
    let other = tree.pages.iter().find(|other| other.path == path)?;
    let anchor = anchor?;
    let known = prose(&other.text).any(|(_, line)| line.starts_with('#') && slug(line) == anchor);
    (!known).then_some("no such heading")
}

/// Resolves `..`; `None` for what leaves the repository, which nobody can check here.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if !out.pop() => return None,
            Component::Normal(name) => out.push(name),
            _ => {}
        }
    }
    Some(out)
}

/// The anchor that Markdown readers give a heading.
fn slug(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    text.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// Words such as `docs/tenets.md` in a comment.
fn named_pages(comment: &str) -> impl Iterator<Item = &str> {
    let words = comment.split(|c: char| !(c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_')));
    words.map(|word| word.trim_end_matches('.')).filter(|word| {
        word.starts_with("docs/") && Path::new(word).extension().is_some_and(|extension| extension == "md")
    })
}

#[cfg(test)]
mod tests {
    use super::super::violation::testing::places;
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        places(&check(&Tree::of(files)))
    }

    #[test]
    fn a_link_to_nothing_fails_in_each_form() {
        for text in
            ["[a](b.md)", "[a](../b.md)", "<img src=\"b.png\">", "[a]: b.md", "x\n[a](#nowhere)", "[a](d.md \"title\")"]
        {
            assert_eq!(found(&[("docs/a.md", text)]).len(), 1, "{text}");
        }
    }

    #[test]
    fn links_that_lead_somewhere_pass() {
        let text = "# The top\n[a](c/b.md) [b](c) [c](../README.md#first-steps) [d](#the-top) [e](https://x.org/y) [f](../../../issues)";
        assert_eq!(found(&[("docs/a.md", text), ("docs/c/b.md", ""), ("README.md", "## First steps!\n")]), [""; 0]);
    }

    #[test]
    fn a_missing_heading_is_named() {
        let violations = check(&Tree::of(&[("a.md", "[x](b.md#two)"), ("b.md", "# One\n")]));
        assert_eq!(violations[0].message, "`b.md#two`: no such heading");
    }

    #[test]
    fn fenced_code_holds_no_links() {
        assert_eq!(found(&[("a.md", "```\n[a](b.md)\n```\n[a](a.md)\n")]), [""; 0]);
    }

    #[test]
    fn pages_named_in_comments_exist() {
        let comment = "//! See docs/formats/archive.md.\nlet x = \"docs/none.md\";";
        assert_eq!(found(&[("x.rs", comment)]), ["x.rs:1 links"]);
        assert_eq!(found(&[("x.rs", comment), ("docs/formats/archive.md", "")]), [""; 0]);
    }
}
