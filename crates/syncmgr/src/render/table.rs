//! Columns of text, aligned by what a terminal shows.

use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::escape::escaped;
use super::style;

/// Rows of cells under headings; cells are escaped, the last column is not padded.
#[derive(Debug)]
pub struct Table {
    headings: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

/// A cell: its text and how it is shown.
#[derive(Debug)]
pub struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    /// A cell shown in `style`.
    pub fn styled(text: impl AsRef<str>, style: Style) -> Self {
        Self { text: escaped(text.as_ref()).into_owned(), style }
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::styled(text, Style::new())
    }
}

impl Table {
    /// An empty table with these headings.
    pub fn new(headings: &[&'static str]) -> Self {
        Self { headings: headings.to_vec(), rows: Vec::new() }
    }

    /// Adds a row of as many cells as there are headings.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Prints headings and rows; nothing when there are no rows, and no column that has nothing in any of them.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut widths: Vec<usize> = self.headings.iter().map(|heading| heading.width()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.text.width());
            }
        }
        let has_content =
            |column: &usize| self.rows.iter().any(|row| row.get(*column).is_some_and(|cell| !cell.text.is_empty()));
        let columns: Vec<usize> = (0..self.headings.len()).filter(has_content).collect();
        print_row(out, columns.iter().map(|at| (self.headings[*at], style::HEADING, widths[*at])))?;
        for row in &self.rows {
            let cells = columns.iter().filter_map(|at| Some((row.get(*at)?, widths[*at])));
            print_row(out, cells.map(|(cell, width)| (cell.text.as_str(), cell.style, width)))?;
        }
        Ok(())
    }
}

/// Cells with their style and the width of their column.
fn print_row<'a>(out: &mut impl Write, cells: impl Iterator<Item = (&'a str, Style, usize)>) -> io::Result<()> {
    let mut line = String::new();
    let mut padding = 0;
    for (text, style, width) in cells {
        line.extend(std::iter::repeat_n(' ', padding));
        // Writing to a string cannot fail.
        let _ = write!(line, "{style}{text}{style:#}");
        padding = width - text.width() + 2;
    }
    writeln!(out, "{}", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_display_width_and_lines_have_no_trailing_blanks() {
        let mut table = Table::new(&["NAME", "STATE"]);
        table.row(["漢字".into(), "ok".into()]);
        table.row(["a\tb".into(), "".into()]);
        let mut out = anstream::StripStream::new(Vec::new());
        table.print(&mut out).unwrap();
        assert_eq!(String::from_utf8(out.into_inner()).unwrap(), "NAME  STATE\n漢字  ok\na\\tb\n");
    }

    #[test]
    fn a_column_without_content_is_left_out() {
        let mut table = Table::new(&["NAME", "STATE", "FOLDERS"]);
        for name in ["a", "b"] {
            table.row([name.into(), "".into(), "x".into()]);
        }
        let mut out = anstream::StripStream::new(Vec::new());
        table.print(&mut out).unwrap();
        assert_eq!(String::from_utf8(out.into_inner()).unwrap(), "NAME  FOLDERS\na     x\nb     x\n");
    }

    #[test]
    fn an_empty_table_prints_nothing() {
        let mut out = Vec::new();
        Table::new(&["NAME"]).print(&mut out).unwrap();
        assert!(out.is_empty());
    }
}
