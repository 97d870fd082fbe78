//! Footer: what stands below the rows and is none: totals, rules, "(12 rows)".
//!
//! A line that looks so is held back until it is known whether rows follow. In
//! the midst of the table it is a row like all others: a lead may be called
//! `Total`.

/// The words before a total, in the languages of the common systems.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "grand total",
    "grand totals",
    "sub total",
    "subtotal",
    "sum",
    "sums",
    "count",
    "average",
    "avg",
    "mean",
    "summary",
    "overall",
    "total general",
    "total général",
    "total generale",
    "summe",
    "gesamt",
    "gesamtsumme",
    "gesamtergebnis",
    "zwischensumme",
    "anzahl",
    "mittelwert",
    "durchschnitt",
    "somme",
    "totaux",
    "moyenne",
    "nombre",
    "suma",
    "suma total",
    "totales",
    "promedio",
    "soma",
    "totale",
    "somma",
    "totaal",
    "som",
    "summa",
    "totalt",
    "i alt",
    "yhteensä",
    "razem",
    "celkem",
    "összesen",
    "toplam",
    "genel toplam",
    "итого",
    "всего",
    "сумма",
    "итог",
    "разом",
    "σύνολο",
    "סהכ",
    "الإجمالي",
    "合計",
    "小計",
    "总计",
    "合计",
    "小计",
    "總計",
    "합계",
];

/// How the texts below a table begin that exports of common systems add.
const REMARKS: &[&str] = &[
    "generated",
    "created by",
    "created on",
    "exported",
    "export date",
    "printed",
    "report ",
    "run date",
    "as of ",
    "source:",
    "note:",
    "notes:",
    "copyright",
    "©",
    "(c) ",
    "confidential",
    "disclaimer",
    "filter",
    "end of ",
    "rows:",
    "records:",
    "page ",
    "erstellt",
    "exportiert",
    "quelle:",
    "stand:",
    "généré",
    "généré",
    "généré le",
    "généré par",
    "exporté",
    "source :",
    "generado",
    "gerado",
    "generato",
];

/// The cells are a rule and nothing else: `--,-----`.
pub(crate) fn is_rule(cells: &[&str]) -> bool {
    let mut longest = 0;
    for cell in cells
        .iter()
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
    {
        let is_line = cell
            .bytes()
            .all(|byte| matches!(byte, b'-' | b'=' | b'_' | b'*' | b'+' | b'#'));
        if cell.len() < 2 || !is_line {
            return false;
        }
        longest = longest.max(cell.len());
    }
    // Two signs alone may stand for "nothing here".
    longest >= 3
}

/// A full row that may be a total: it begins with a word for one, and has no
/// text but that beside figures and empty cells.
pub(crate) fn may_be_total(cells: &[&str]) -> bool {
    let mut filled = cells
        .iter()
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty());
    let Some(first) = filled.next() else {
        return false;
    };
    is_total_word(total_of(first)) && filled.all(|cell| is_figure(cell) || is_total_word(cell))
}

/// A line too short for a row that may be a remark below the table.
pub(crate) fn may_be_remark(cells: &[&str], width: usize) -> bool {
    let mut filled = cells
        .iter()
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty());
    let Some(first) = filled.next() else {
        return false;
    };
    let others = filled.clone().count();
    if is_total_word(total_of(first)) || is_count(first) {
        return filled.all(|cell| is_figure(cell) || is_total_word(cell) || is_count(cell));
    }
    if others == 0 && is_remark(first) {
        return true;
    }
    // Far fewer cells than a row, and a text: a row that was cut off in its
    // first cells ends in a name or an id.
    let few = (others + 1) * 4 <= width;
    few && (is_remark(first) || first.ends_with(':') || first.split_whitespace().nth(2).is_some())
}

/// A table of one column can only be told by clear words.
pub(crate) fn may_end_a_column(cell: &str) -> bool {
    let cell = cell.trim();
    is_total_word(cell) || is_count(cell) || cell.len() < 200 && is_clear_remark(cell)
}

/// The word of `Total: Account` and `Grand Totals (160 records)`, which tell what
/// the total is of.
fn total_of(cell: &str) -> &str {
    match cell.split_once('(') {
        Some((word, rest)) if is_count(rest) => word.trim_end(),
        _ => cell.split_once(':').map_or(cell, |(word, _)| word),
    }
}

fn is_total_word(cell: &str) -> bool {
    // Asked for every row: most cells are turned down by their first letter.
    let first = cell.bytes().next().unwrap_or_default().to_ascii_lowercase();
    if cell.len() > 60 || first.is_ascii() && !b"acdgimnoprstyz".contains(&first) {
        return false;
    }
    let sign = |byte: u8| byte.is_ascii_digit() || b":=().,*# ".contains(&byte);
    let end = cell
        .bytes()
        .rposition(|byte| !sign(byte))
        .map_or(0, |at| at + 1);
    let Some(word) = cell
        .get(..end)
        .filter(|word| (1..=30).contains(&word.len()))
    else {
        return false;
    };
    TOTALS
        .iter()
        .any(|total| total.len() == word.len() && total.eq_ignore_ascii_case(word))
        || (!word.is_ascii() && TOTALS.contains(&word.to_lowercase().as_str()))
}

fn is_remark(cell: &str) -> bool {
    let start: String = cell.chars().take(16).flat_map(char::to_lowercase).collect();
    REMARKS.iter().any(|remark| start.starts_with(remark))
}

fn is_clear_remark(cell: &str) -> bool {
    is_remark(cell) && cell.contains(' ') && cell.chars().any(|c| c.is_ascii_digit() || c == '©')
}

/// `(12 rows)`, `12 records`, `12 rows selected.`, `Rows: 12`.
fn is_count(cell: &str) -> bool {
    let cell = cell.trim_matches(['(', ')', '.', ' ']);
    let Some((number, word)) = cell.split_once(' ') else {
        return false;
    };
    let words = [
        "row", "record", "result", "entr", "line", "item", "lead", "zeile", "datens", "eintr",
        "ligne", "fila", "linha",
    ];
    let word = word.to_lowercase();
    !number.is_empty()
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
        && words.iter().any(|start| word.starts_with(start))
        && word.split_whitespace().count() <= 2
}

fn is_figure(cell: &str) -> bool {
    cell.chars().any(|c| c.is_ascii_digit())
        && cell.chars().filter(|c| c.is_alphabetic()).count() <= 4
        || matches!(cell, "-" | "–" | "—" | "n/a" | "N/A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_turns_down_no_total() {
        for total in TOTALS {
            assert!(is_total_word(total), "{total}");
            assert!(is_total_word(&format!("{total}: 12")), "{total}");
        }
    }

    #[test]
    fn totals_and_remarks_are_told_from_rows() {
        for total in [
            &["Total", "", "1,250.00"][..],
            &["", "Grand Total:", "12"],
            &["Summe", "", "1.200,50 EUR"],
            &["合計", "12"],
            &["Total (12)", "", ""],
            &["SUBTOTAL", "-", "5"],
            &["Grand Totals (160 records)", "", "USD 1,250.00"],
        ] {
            assert!(may_be_total(total), "{total:?}");
        }
        for row in [
            &["Total", "Ann", "12"][..],
            &["Count Dracula", "", "5"],
            &["Totalizer", "5", "6"],
            &["12", "Total", "x"],
        ] {
            assert!(!may_be_total(row), "{row:?}");
        }
        assert!(may_be_remark(&["(12 rows)"], 3));
        assert!(may_be_remark(&["Generated by Acme CRM on 2020-01-01"], 2));
        assert!(may_be_remark(
            &["Confidential Information - Do Not Distribute"],
            4
        ));
        assert!(may_be_remark(&["Total", "12"], 5));
        assert!(!may_be_remark(&["8799", "Ann"], 8));
        assert!(!may_be_remark(&["LEAD-8799"], 8));
        assert!(is_rule(&["-----", "", "===="]) && !is_rule(&["--", "5"]) && !is_rule(&["", ""]));
        assert!(may_end_a_column("(3 rows)") && !may_end_a_column("Report Ltd"));
    }
}
