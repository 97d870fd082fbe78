//! Vocabulary: words that exports share, to notice one that is a letter off.

const COUNTRIES: &str = "afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahamas bahrain bangladesh barbados belarus belgium belize benin bhutan bolivia botswana brazil brunei bulgaria burundi cambodia cameroon canada chad chile china colombia comoros congo croatia cuba cyprus czechia denmark djibouti dominica ecuador egypt eritrea estonia eswatini ethiopia fiji finland france gabon gambia georgia germany ghana greece grenada guatemala guinea guyana haiti honduras hungary iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kiribati korea kosovo kuwait kyrgyzstan laos latvia lebanon lesotho liberia libya liechtenstein lithuania luxembourg madagascar malawi malaysia maldives mali malta mauritania mauritius mexico moldova monaco mongolia montenegro morocco mozambique myanmar namibia nauru nepal netherlands nicaragua niger nigeria norway oman pakistan palau panama paraguay peru philippines poland portugal qatar romania russia rwanda samoa senegal serbia seychelles singapore slovakia slovenia somalia spain sudan suriname sweden switzerland syria taiwan tajikistan tanzania thailand togo tonga tunisia turkey turkmenistan tuvalu uganda ukraine uruguay uzbekistan vanuatu venezuela vietnam yemen zambia zimbabwe unitedstates unitedkingdom unitedarabemirates southafrica southkorea newzealand saudiarabia czechrepublic costarica srilanka hongkong";
const INDUSTRIES: &str = "accounting advertising aerospace agriculture automotive aviation banking biotechnology broadcasting chemicals communications construction consulting consumer ecommerce education electronics employment energy engineering entertainment environmental fashion finance financial fitness furniture government healthcare hospitality insurance jewelry legal logistics machinery manufacturing marketing media medical mining nonprofit pharmaceutical pharmaceuticals publishing recreation recruiting restaurants retail security services shipping software sports technology telecommunications textiles tourism training transportation travel utilities wholesale";

/// Values that are one letter off a word of a list that most of the column's
/// values are on: the value, the word meant, its rows.
pub(super) fn misspelt(values: &[(String, u64)]) -> Vec<(String, &'static str, u64)> {
    let filled: Vec<&(String, u64)> = values
        .iter()
        .filter(|(v, _)| !v.trim().is_empty())
        .collect();
    for list in [COUNTRIES, INDUSTRIES] {
        let known: Vec<&'static str> = list.split(' ').collect();
        let squeezed = |v: &str| v.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
        let on_list = |v: &str| {
            v.to_lowercase()
                .split(|c: char| !c.is_alphanumeric())
                .any(|w| known.contains(&w))
                || known.contains(&squeezed(v).as_str())
        };
        let hits = filled.iter().filter(|(v, _)| on_list(v)).count();
        if filled.len() < 3 || hits * 2 < filled.len() {
            continue;
        }
        return filled
            .iter()
            .filter(|(v, _)| !on_list(v))
            .filter_map(|(v, rows)| {
                let lower = v.trim().to_lowercase();
                let meant = known.iter().find(|w| w.len() >= 5 && one_off(&lower, w))?;
                Some((v.clone(), *meant, *rows))
            })
            .collect();
    }
    Vec::new()
}

/// One letter missing, too much, changed, or two swapped.
fn one_off(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (ra, rb) = (&a[start..], &b[start..]);
    match a.len().abs_diff(b.len()) {
        0 => match (ra, rb) {
            ([], []) => false,
            ([x, y, at @ ..], [v, w, bt @ ..]) if x == w && y == v && x != y => at == bt,
            _ => ra[1..] == rb[1..],
        },
        1 if a.len() > b.len() => ra[1..] == *rb,
        1 => *ra == rb[1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_off_is_noticed() {
        let values = |names: &[&str]| {
            names
                .iter()
                .map(|n| ((*n).to_owned(), 3))
                .collect::<Vec<_>>()
        };
        let found = misspelt(&values(&[
            "retail",
            "software",
            "technolgy",
            "medical",
            "finance",
        ]));
        assert_eq!(found, [("technolgy".to_owned(), "technology", 3)]);
        let found = misspelt(&values(&[
            "Kenya",
            "Philipines",
            "United States",
            "Brazil",
            "Germnay",
        ]));
        assert_eq!(
            found,
            [
                ("Philipines".to_owned(), "philippines", 3),
                ("Germnay".to_owned(), "germany", 3)
            ]
        );
        assert!(
            misspelt(&values(&["red", "retall", "blue", "green"])).is_empty(),
            "most values must be on the list"
        );
    }
}
