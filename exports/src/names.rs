//! Names: what columns are called where the file itself doesn't say it clearly.

use hashbrown::{HashMap, HashSet};

type State = foldhash::fast::RandomState;

/// The longest name, in characters.
const LONGEST: usize = 500;

/// Names that are unique, never empty and on one line: `name`, `name (2)`, and
/// `column 3` for the column at position 3 if it has none. A column that is
/// really called `name (2)` keeps its name.
pub(crate) fn unique(given: &[(&str, usize)]) -> Vec<String> {
    let given: Vec<(String, usize)> = given
        .iter()
        .map(|(name, position)| (on_one_line(name), *position))
        .collect();
    let called: HashSet<&str, State> = given.iter().map(|(name, _)| name.as_str()).collect();
    let mut taken: HashSet<String, State> = HashSet::default();
    let mut copies: HashMap<String, usize, State> = HashMap::default();
    let mut names = Vec::with_capacity(given.len());
    for (own, position) in &given {
        let name = if own.is_empty() {
            format!("column {position}")
        } else {
            own.clone()
        };
        let mut unique = name.clone();
        while taken.contains(&unique) || (unique != *own && called.contains(unique.as_str())) {
            let copy = copies.entry_ref(name.as_str()).or_insert(1);
            *copy += 1;
            unique = format!("{name} ({copy})");
        }
        taken.insert(unique.clone());
        names.push(unique);
    }
    names
}

fn on_one_line(name: &str) -> String {
    let is_gap =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}');
    let words: Vec<&str> = name.split(is_gap).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::unique;

    #[test]
    fn no_two_names_are_equal_and_none_is_empty() {
        let given = ["a", "", "a ", "a (2)", "a", "column 2", " ", "First\n Name"];
        let given: Vec<(&str, usize)> = given.into_iter().zip(1..).collect();
        let names = [
            "a",
            "column 2 (2)",
            "a (3)",
            "a (2)",
            "a (4)",
            "column 2",
            "column 7",
            "First Name",
        ];
        assert_eq!(unique(&given), names);
    }

    #[test]
    fn a_hundred_thousand_columns_of_one_name_take_no_time() {
        let names = unique(&vec![("a", 1); 100_000]);
        assert_eq!(names.last().map(String::as_str), Some("a (100000)"));
    }
}
