//! Numbers as people write them: `1 000`, `0,5`, `170 ± 0.5`, `10..12 %`.

/// A number at the beginning of a text.
#[derive(Clone, Debug, PartialEq)]
struct Scanned {
    value: f64,
    decimals: usize,
    length: usize,
    /// `1,000` may be a thousand or one: as both.
    doubtful: Option<(String, Option<String>)>,
    /// `007` is a name.
    leading_zero: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Numeric {
    /// A text.
    No,
    Yes {
        value: f64,
        low: f64,
        high: f64,
        unit: String,
    },
    /// The piece that is doubtful, and what it may mean.
    Doubtful {
        piece: String,
        thousand: String,
        decimal: Option<String>,
    },
    /// `12..10`, mended.
    Reversed(String),
    /// `10–12`, mended.
    Dash(String),
    /// Looks like a number and is none of the forms; perhaps what is meant.
    Unreadable(Option<String>),
}

const MINUS: [char; 3] = ['-', '−', '–'];
const BLANKS: [char; 4] = [' ', '\u{A0}', '\u{202F}', '\u{2009}'];

pub fn read(value: &str) -> Numeric {
    let value = value.trim();
    let Some(first) = scan(value) else { return Numeric::No };
    if first.leading_zero {
        return Numeric::No;
    }
    if let Some(doubt) = doubtful(&first, value) {
        return doubt;
    }
    let rest = value[first.length..].trim_start_matches(BLANKS);
    let says_more =
        |rest: &str| rest.contains('±') || rest.contains("+-") || rest.contains("+/-") || rest.contains("..") || rest.contains('…');
    if let Some((sign, after)) = ["±", "+-", "+/-"].iter().find_map(|sign| Some((*sign, rest.strip_prefix(sign)?))) {
        let after = after.trim_start_matches(BLANKS);
        let Some(second) = scan(after).filter(|second| second.value >= 0.0 && !after.starts_with(MINUS)) else {
            return Numeric::Unreadable(None);
        };
        if let Some(doubt) = doubtful(&second, after) {
            return doubt;
        }
        let Some(unit) = unit(&after[second.length..]) else { return Numeric::Unreadable(None) };
        if sign == "+/-" {
            return Numeric::Unreadable(Some(value.replacen("+/-", "±", 1)));
        }
        let decimals = first.decimals.max(second.decimals);
        return Numeric::Yes {
            value: first.value,
            low: rounded(first.value - second.value, decimals),
            high: rounded(first.value + second.value, decimals),
            unit,
        };
    }
    let dots = ["...", "…", ".."].iter().find_map(|dots| Some((*dots, rest.strip_prefix(dots)?)));
    let dash = ["–", "—", "-", "−"].iter().find_map(|dash| Some((*dash, rest.strip_prefix(dash)?)));
    if let Some((between, after)) = dots.or(dash) {
        let after = after.trim_start_matches(BLANKS);
        let second = scan(after);
        let unit = second.as_ref().and_then(|second| unit(&after[second.length..]));
        let (Some(second), Some(unit)) = (second, unit) else {
            return if dots.is_some() { Numeric::Unreadable(None) } else { Numeric::No };
        };
        if let Some(doubt) = doubtful(&second, after) {
            return if dots.is_some() { doubt } else { Numeric::No };
        }
        let written = |low: &str, high: &str| format!("{low}..{high}{}{unit}", if unit.is_empty() { "" } else { " " });
        let (low, high) = (value[..first.length].trim(), after[..second.length].trim());
        return match between {
            ".." if first.value > second.value => Numeric::Reversed(written(high, low)),
            ".." => Numeric::Yes { value: rounded((first.value + second.value) / 2.0, 12), low: first.value, high: second.value, unit },
            "..." | "…" => Numeric::Unreadable(Some(written(low, high))),
            // Two numbers in falling order are a date or a score.
            _ if first.value < second.value && !second.leading_zero => Numeric::Dash(written(low, high)),
            _ => Numeric::No,
        };
    }
    match unit(rest) {
        Some(unit) => Numeric::Yes { value: first.value, low: first.value, high: first.value, unit },
        None if says_more(rest) => Numeric::Unreadable(None),
        None if matches!(rest, "." | "։" | "," | ";") => Numeric::Unreadable(Some(value[..first.length].to_owned())),
        None => Numeric::No,
    }
}

fn doubtful(number: &Scanned, text: &str) -> Option<Numeric> {
    let (thousand, decimal) = number.doubtful.clone()?;
    Some(Numeric::Doubtful { piece: text[..number.length].to_owned(), thousand, decimal })
}

/// Without what adding leaves behind in the last digits.
fn rounded(value: f64, decimals: usize) -> f64 {
    format!("{value:.decimals$}").parse().unwrap_or(value)
}

/// What follows a number: nothing, a sign of per cent or money, or one word.
fn unit(rest: &str) -> Option<String> {
    let rest = rest.trim_matches(BLANKS);
    let is_word = |sign: char| !sign.is_whitespace() && !sign.is_numeric() && !matches!(sign, '±' | '|' | '…');
    let says = |sign: char| sign.is_alphabetic() || matches!(sign, '%' | '‰' | '°' | '$' | '€' | '£' | '֏' | '₽' | '′' | '″');
    (rest.is_empty() || rest.chars().all(is_word) && rest.chars().any(says) && rest.chars().count() <= 20 && !rest.contains(".."))
        .then(|| rest.to_owned())
}

fn scan(text: &str) -> Option<Scanned> {
    let unsigned = text.strip_prefix(MINUS).map_or(text, |rest| rest.trim_start_matches(BLANKS));
    let sign = if unsigned.len() < text.len() { "-" } else { "" };
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = digits(unsigned);
    if first == 0 || first > 15 {
        return None;
    }
    let mut whole = unsigned[..first].to_owned();
    let mut at = first;
    let mut grouped = false;
    // Groups of three, parted by blanks.
    while first <= 3 && whole.len() <= 12 {
        let Some(rest) = unsigned[at..].strip_prefix(BLANKS) else { break };
        if digits(rest) != 3 {
            break;
        }
        at = unsigned.len() - rest.len() + 3;
        whole.push_str(&rest[..3]);
        grouped = true;
    }
    let mut decimals = String::new();
    let fraction = unsigned[at..].strip_prefix(['.', ',']).map_or(0, digits).min(12);
    if fraction > 0 {
        decimals.push_str(&unsigned[at + 1..at + 1 + fraction]);
        at += 1 + fraction;
    }
    let mut more = 0;
    // `1,000,000`
    while fraction == 3 && first <= 3 && unsigned[at..].strip_prefix(['.', ',']).map_or(0, digits) == 3 {
        decimals.push_str(&unsigned[at + 1..at + 4]);
        at += 4;
        more += 1;
    }
    let joined = format!("{sign}{whole}.{}", if decimals.is_empty() { "0" } else { &decimals });
    let value = joined.parse().ok()?;
    let doubtful = (fraction == 3 && !grouped && first <= 3 && whole != "0" || more > 0).then(|| {
        let groups: Vec<&str> = (0..decimals.len() / 3).map(|at| &decimals[at * 3..at * 3 + 3]).collect();
        let short = decimals.trim_end_matches('0');
        let decimal = format!("{sign}{whole}.{}", if short.is_empty() { "0" } else { short });
        (format!("{sign}{whole} {}", groups.join(" ")), (more == 0).then_some(decimal))
    });
    Some(Scanned {
        value,
        decimals: decimals.len(),
        length: text.len() - unsigned.len() + at,
        doubtful,
        leading_zero: first > 1 && whole.starts_with('0'),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, low, high, unit) in [
            ("170 ± 0.5", 169.5, 170.5, ""),
            ("170 +- 0,5", 169.5, 170.5, ""),
            ("170±0.5", 169.5, 170.5, ""),
            ("10..12", 10.0, 12.0, ""),
            ("-5 .. −3", -5.0, -3.0, ""),
            ("–7", -7.0, -7.0, ""),
            ("888 000", 888_000.0, 888_000.0, ""),
            ("3\u{A0}500\u{202F}000 դրամ", 3_500_000.0, 3_500_000.0, "դրամ"),
            ("1 234,5", 1234.5, 1234.5, ""),
            ("15 ± 1 %", 14.0, 16.0, "%"),
            ("15%", 15.0, 15.0, "%"),
            ("0.7 ± 0.1", 0.6, 0.8, ""),
            ("0,125", 0.125, 0.125, ""),
            ("1234.567", 1234.567, 1234.567, ""),
            ("2024", 2024.0, 2024.0, ""),
            ("0", 0.0, 0.0, ""),
            ("170 AMD", 170.0, 170.0, "AMD"),
            ("20°C", 20.0, 20.0, "°C"),
        ] {
            match read(text) {
                Numeric::Yes { low: l, high: h, unit: u, .. } => assert_eq!((l, h, u.as_str()), (low, high, unit), "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn other_values_are_texts_or_slips() {
        for text in ["ZOPA", "007", "2026-11-24", "12:30", "24/7", "5 to 6 weeks", "", "-", "3 or four", "10-07", "+374 10 123456"] {
            assert_eq!(read(text), Numeric::No, "{text}");
        }
        let doubtful =
            |thousand: &str, decimal: &str| (thousand.to_owned(), Some(decimal.to_owned()).filter(|decimal| !decimal.is_empty()));
        for (text, meant) in [
            ("1,000", doubtful("1 000", "1.0")),
            ("2.500 ± 1", doubtful("2 500", "2.5")),
            ("1,000,000", doubtful("1 000 000", "")),
            ("5 ± 1,250", doubtful("1 250", "1.25")),
        ] {
            match read(text) {
                Numeric::Doubtful { thousand, decimal, .. } => assert_eq!((thousand, decimal), meant, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        assert_eq!(read("12..10"), Numeric::Reversed("10..12".into()));
        assert_eq!(read("10–12 %"), Numeric::Dash("10..12 %".into()));
        assert_eq!(read("10…12"), Numeric::Unreadable(Some("10..12".into())));
        assert_eq!(read("170 +/- 2"), Numeric::Unreadable(Some("170 ± 2".into())));
        assert_eq!(read("170 ±"), Numeric::Unreadable(None));
        assert_eq!(read("170 ± a"), Numeric::Unreadable(None));
        assert_eq!(read("170 ± -1"), Numeric::Unreadable(None));
        assert_eq!(read("10.."), Numeric::Unreadable(None));
        assert_eq!(read("170."), Numeric::Unreadable(Some("170".into())));
    }
}
