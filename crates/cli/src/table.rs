//! Tables for people: numbers to the right, text to the left, a totals row that foots.

/// A table.
#[derive(Debug, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    totals: Vec<Vec<String>>,
}

#[derive(Debug)]
struct Column {
    heading: String,
    is_number: bool,
}

impl Table {
    /// A column of text.
    #[must_use]
    pub fn text(mut self, heading: impl Into<String>) -> Self {
        self.columns.push(Column { heading: heading.into(), is_number: false });
        self
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(mut self, heading: impl Into<String>) -> Self {
        self.columns.push(Column { heading: heading.into(), is_number: true });
        self
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Adds a totals row.
    pub fn total(&mut self, cells: Vec<String>) {
        self.totals.push(cells);
    }

    /// The table as text.
    pub fn render(&self) -> String {
        let headings: Vec<String> = self.columns.iter().map(|column| column.heading.clone()).collect();
        let all = || std::iter::once(&headings).chain(&self.rows).chain(&self.totals);
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|place| all().filter_map(|row| row.get(place)).map(|cell| width(cell)).max().unwrap_or(0))
            .collect();
        let rule: String = widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join("  ");
        let mut lines = vec![self.line(&headings, &widths), rule.clone()];
        lines.extend(self.rows.iter().map(|row| self.line(row, &widths)));
        if !self.totals.is_empty() {
            lines.push(rule);
            lines.extend(self.totals.iter().map(|row| self.line(row, &widths)));
        }
        lines.join("\n")
    }

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let cells = self.columns.iter().zip(widths).enumerate().map(|(place, (column, wide))| {
            let cell = cells.get(place).map(String::as_str).unwrap_or_default();
            let pad = " ".repeat(wide.saturating_sub(width(cell)));
            if column.is_number { format!("{pad}{cell}") } else { format!("{cell}{pad}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right_and_the_total_below() {
        let mut table = Table::default().text("Project").number("Billed USD");
        table.row(vec!["core".into(), "1,200.00".into()]);
        table.row(vec!["search".into(), "3.50".into()]);
        table.total(vec!["total".into(), "1,203.50".into()]);
        let expected = "\
Project  Billed USD
-------  ----------
core       1,200.00
search         3.50
-------  ----------
total      1,203.50";
        assert_eq!(table.render(), expected);
    }
}
