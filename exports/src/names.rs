//! Names: what columns are called where the file itself doesn't say it clearly.

use hashbrown::HashMap;

/// The names given so far, and how often each was asked for.
#[derive(Default)]
pub(crate) struct Names(HashMap<String, usize, foldhash::fast::RandomState>);

impl Names {
    /// A name that no column has yet: `name`, `name (2)`, or `column 3` for the
    /// third one if the file gives it none.
    pub(crate) fn unique(&mut self, name: &str, position: usize) -> String {
        let name = match name.trim() {
            "" => format!("column {position}"),
            _ => name.to_owned(),
        };
        let mut unique = name.clone();
        while self.0.contains_key(&unique) {
            let asked = self.0.entry(name.clone()).or_insert(1);
            *asked += 1;
            unique = format!("{name} ({asked})");
        }
        self.0.insert(unique.clone(), 1);
        unique
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_names_are_equal_and_none_is_empty() {
        let mut names = super::Names::default();
        let asked = ["a", "", "a", "a (2)", "a", "column 2", " "];
        let given: Vec<String> = asked
            .iter()
            .zip(1..)
            .map(|(name, at)| names.unique(name, at))
            .collect();
        assert_eq!(
            given,
            [
                "a",
                "column 2",
                "a (2)",
                "a (2) (2)",
                "a (3)",
                "column 2 (2)",
                "column 7"
            ]
        );
    }
}
