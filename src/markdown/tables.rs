//! How many cells a row of a table has in the source. comrak drops those beyond the header's columns,
//! and nothing may vanish without a word.

/// The cells of one row as GFM divides it: at each `|` without a backslash, also inside code.
pub fn cells(row: &str) -> usize {
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
