//! Tables, each in a region of its own that a keyboard can scroll.

use comrak::nodes::{Node, NodeTable, TableAlignment};

use super::{Brackets, Step, Writer, escape};

#[derive(Default)]
pub struct TableState {
    alignments: Vec<TableAlignment>,
    column: usize,
    in_header: bool,
}

impl<'a> Writer<'a, '_, '_> {
    pub fn table(&mut self, table: &NodeTable, node: Node<'a>, depth: usize) {
        self.tables += 1;
        let label = escape::text(&self.options.words.count("table.label", self.tables));
        self.block(&format!("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\"><table>\n"));
        self.table = TableState { alignments: table.alignments.clone(), ..TableState::default() };
        let mut rows: Vec<Node> = node.children().collect();
        self.steps.push(Step::End("</table></div>"));
        if rows.len() > 1 {
            self.steps.push(Step::End("</tbody>"));
            self.steps.extend(rows.drain(1..).rev().map(|row| Step::Enter(row, depth)));
            self.steps.push(Step::Html("<tbody>\n"));
        }
        self.steps.push(Step::Html("</thead>\n"));
        self.steps.extend(rows.into_iter().map(|row| Step::Enter(row, depth)));
        self.html.push_str("<thead>\n");
    }

    pub fn row(&mut self, node: Node<'a>, in_header: bool, depth: usize) {
        self.table.column = 0;
        self.table.in_header = in_header;
        let columns = self.table.alignments.len();
        if !in_header {
            let span = self.places.span(node.data().sourcepos);
            let cells = cells(self.places.slice(span));
            if cells != columns {
                self.diagnostics.table_ragged(span, cells, columns);
            }
        }
        self.html.push_str("<tr>");
        self.steps.push(Step::End("</tr>"));
        self.children(node, depth);
    }

    pub fn cell(&mut self, node: Node<'a>, depth: usize) {
        self.brackets = Brackets::default();
        let alignment = self.table.alignments.get(self.table.column).copied().unwrap_or(TableAlignment::None);
        self.table.column += 1;
        // A header without words would announce nothing.
        let is_header = self.table.in_header && node.first_child().is_some();
        self.html.push_str(if is_header { "<th scope=\"col\"" } else { "<td" });
        self.html.push_str(match alignment {
            TableAlignment::Right => " class=\"end\">",
            TableAlignment::Center => " class=\"center\">",
            TableAlignment::None | TableAlignment::Left => ">",
        });
        self.steps.push(Step::Html(if is_header { "</th>" } else { "</td>" }));
        self.children(node, depth);
    }
}

/// How many cells one row has in the source: GFM divides it at each `|` without a backslash, also inside
/// code. comrak drops those beyond the header's columns, and nothing may vanish without a word.
fn cells(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut bars = 0;
    let mut last_bar = None;
    let mut escaped = false;
    for (at, byte) in row.bytes().enumerate() {
        if byte == b'|' && !escaped {
            bars += 1;
            last_bar = Some(at);
        }
        escaped = byte == b'\\' && !escaped;
    }
    if last_bar.is_some_and(|at| at + 1 == row.len()) { bars } else { bars + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_counted_as_gfm_divides_them() {
        for (row, expected) in [
            ("| a | b |", 2),
            ("a | b", 2),
            ("| a | b", 2),
            ("a | b |", 2),
            ("| a |", 1),
            ("a", 1),
            (r"| a \| b |", 1),
            (r"| a \\| b |", 2),
            ("| `a|b` |", 2),
            ("| | |", 2),
            ("  | ա | բ | գ |  ", 3),
        ] {
            assert_eq!(cells(row), expected, "{row}");
        }
    }
}
