//! Names: column names as words, whatever their spelling.

use super::role::Role;

/// A name as lower-case words without accents: `LeadSource`, `lead_source` and
/// `Lead-Source:` are all `lead source`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut previous = ' ';
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let next_is_lower = chars.peek().is_some_and(|n| n.is_lowercase());
        let boundary = !c.is_alphanumeric()
            || (c.is_uppercase()
                && (previous.is_lowercase() || (previous.is_uppercase() && next_is_lower)));
        if boundary && words.last().is_some_and(|w| !w.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            for folded in c.to_lowercase() {
                fold(folded, word);
            }
        }
        previous = c;
    }
    words.retain(|w| !w.is_empty());
    words
}

/// Writes a letter without its accent.
fn fold(c: char, into: &mut String) {
    let plain = match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' => 'o',
        'ù'..='ü' | 'ū' | 'ů' => 'u',
        'ý' | 'ÿ' => 'y',
        'ś' | 'š' => 's',
        'ź' | 'ż' | 'ž' => 'z',
        'ł' => 'l',
        'ß' => {
            into.push_str("ss");
            return;
        }
        other => other,
    };
    into.push(plain);
}

/// How well a name fits a role, 0 to 10, with the known name it was matched to.
pub(crate) fn fit(name: &str, role: Role) -> Option<(f32, &'static str)> {
    let words = words(name);
    if words.is_empty() {
        return None;
    }
    let joined = words.join(" ");
    let squeezed = words.concat();
    let mut best: Option<(f32, &'static str)> = None;
    for (known, weight) in role.names() {
        let score = if joined == *known || squeezed == known.replace(' ', "") {
            *weight
        } else if contains_words(&words, known) {
            let extra = words.len() - known.split(' ').count();
            weight - 1.0 - 0.75 * extra as f32
        } else if known.len() >= 8 && words.last().is_some_and(|last| last.ends_with(known)) {
            // Compounds: a `Vertriebsmitarbeiter` is a `mitarbeiter`.
            weight - 1.5
        } else {
            continue;
        };
        if best.is_none_or(|(b, _)| score > b) {
            best = Some((score, known));
        }
    }
    let (score, known) = best?;
    let vetoed = role.vetoes().iter().any(|veto| {
        contains_words(&words, veto)
            && !contains_words(
                &known.split(' ').map(str::to_owned).collect::<Vec<_>>(),
                veto,
            )
    });
    (score > 0.0 && !vetoed).then_some((score, known))
}

fn contains_words(words: &[String], phrase: &str) -> bool {
    let n = phrase.split(' ').count();
    words
        .windows(n)
        .any(|w| w.iter().zip(phrase.split(' ')).all(|(a, b)| a == b))
}

/// How much two column names look like the same key, 0 to 1: `Contact Email`
/// and `Email`, `ACCOUNTID` and `Account Id`, `id` of `leads` and `lead_id`.
pub(crate) fn same_key(a: &str, table_a: &str, b: &str, table_b: &str) -> f32 {
    let squeeze = |name: &str| words(name).concat();
    let (x, y) = (squeeze(a), squeeze(b));
    if x == y {
        return 1.0;
    }
    let singular = |table: &str| {
        let table = words(table).pop().unwrap_or_default();
        table.strip_suffix('s').map(str::to_owned).unwrap_or(table)
    };
    if x == singular(table_b) + &y || y == singular(table_a) + &x {
        return 1.0;
    }
    if x.len() >= 4 && y.len() >= 4 && (x.ends_with(&y) || y.ends_with(&x)) {
        return 0.8;
    }
    let (wa, wb) = (words(a), words(b));
    let shared = wa
        .iter()
        .filter(|w| wb.contains(w) && *w != "id" && *w != "name")
        .count();
    if shared > 0 { 0.4 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_are_one() {
        for name in [
            "LeadSource",
            "lead_source",
            "Lead-Source:",
            " LEAD SOURCE ",
            "lead\nsource",
        ] {
            assert_eq!(words(name).join(" "), "lead source", "{name}");
        }
        assert_eq!(words("Data de Criação"), ["data", "de", "criacao"]);
        assert_eq!(words("case:concept:name"), ["case", "concept", "name"]);
    }

    #[test]
    fn names_find_their_role() {
        let role_of = |name: &str, role| fit(name, role).is_some_and(|(s, _)| s >= 5.0);
        for (name, role, expected) in [
            ("mql_id", Role::Id, true),
            ("Prospect ID", Role::Id, true),
            ("seller_id", Role::Id, false),
            ("first_contact_date", Role::Captured, true),
            ("Created Time", Role::Captured, true),
            ("engage_date", Role::Captured, true),
            ("Last Modified Date", Role::Captured, false),
            ("close_value", Role::Value, true),
            ("declared_monthly_revenue", Role::Value, false),
            ("Annual Revenue", Role::Value, false),
            ("Expected Revenue", Role::Value, true),
            ("Vertriebsmitarbeiter", Role::Owner, false),
            ("Kundenbetreuer", Role::Owner, true),
            ("Deal - Won time", Role::Closed, true),
            ("Expected Close Date", Role::Closed, false),
            ("Amount", Role::Value, true),
            ("Amount Tier", Role::Value, false),
            ("Lead Source", Role::Source, true),
            ("origin", Role::Source, true),
            ("Deal Stage", Role::Outcome, true),
            ("State/Region", Role::Outcome, false),
            ("Closed Lost Reason", Role::Outcome, false),
            ("Potential Owner", Role::Owner, true),
            ("case:concept:name", Role::Case, true),
            ("concept:name", Role::Activity, true),
            ("case:concept:name", Role::Activity, false),
        ] {
            assert_eq!(role_of(name, role), expected, "{name} as {role:?}");
        }
    }

    #[test]
    fn keys_are_recognised_across_tables() {
        assert!(same_key("LEADID", "Potentials", "LEADID", "Leads") > 0.9);
        assert!(same_key("Account Id", "Contacts", "ACCOUNTID", "Accounts") > 0.9);
        assert!(same_key("lead_id", "deals", "id", "leads") > 0.9);
        assert!(same_key("Associated Contact Email", "deals", "Email", "contacts") > 0.7);
        assert!(same_key("product", "pipeline", "sector", "accounts") < 0.1);
    }
}
