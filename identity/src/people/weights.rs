//! Weights: what agreements and differences of contacts are worth, set by hand.
//!
//! Learned weights fit one house's data better; these have to be right on the first day,
//! on any. They err towards asking somebody. Each line: how often two records of one
//! person stand there, how often two records of different people do, and why.

use crate::model::{Field, Level, Model};

/// The weights for leads; the order of fields and levels is that of `people`.
pub(super) fn for_people() -> Model {
    Model {
        // Who comes in is one in some 16,000 that a middling house knows already.
        before: -14.0,
        fields: vec![mail(), phone(), name(), company(), place()],
        // 98.5 %: joined by themselves, with an undo.
        same_from: 6.0,
        // 15 %: one look in seven pays, and a look costs seconds.
        likely_from: -2.5,
    }
}

fn mail() -> Field {
    field(
        "email",
        [
            // Nobody has another's own mailbox, but for couples and slips: one in 25 million.
            ("same mailbox", 0.6, 4e-8),
            // `info@` is read by a whole office.
            ("same shared mailbox", 0.05, 4e-6),
            // `gmial.com`; but `ana.silva1` and `ana.silva2` are two people as well.
            ("mail addresses that differ by a slip", 0.04, 8e-5),
            // Who moves to another provider takes the name along; so does everybody called so.
            ("same mail name at another domain", 0.06, 2e-4),
            // People have two or three addresses: work, home, old.
            ("other mail address", 0.25, 1.0),
        ],
    )
}

fn phone() -> Field {
    field(
        "phone",
        [
            // Switchboards and families share numbers.
            ("same phone number", 0.7, 4e-5),
            // The area or the country was left out; by chance one in ten million, but
            // switchboards go on with the same digits.
            ("same last digits of the phone number", 0.1, 2e-4),
            // Mobile and desk.
            ("other phone number", 0.2, 1.0),
        ],
    )
}

fn name() -> Field {
    field(
        "name",
        [
            // Common names meet often among candidates: `João Silva`.
            ("same name", 0.6, 4.4e-4),
            ("one name within the other", 0.1, 1e-4),
            ("names alike", 0.12, 4e-4),
            // A first name alone is shared by one in two hundred.
            ("one name of several", 0.08, 5e-3),
            // Marriage, or two people with the same first name.
            ("same first name, other surname", 0.01, 0.02),
            // A couple, a parent and a child: hardly ever one person.
            ("same surname, other first name", 2.3e-4, 0.015),
            ("other name", 1e-3, 0.96),
        ],
    )
}

fn company() -> Field {
    field(
        "company",
        [
            // Colleagues write to the same house too.
            ("same company", 0.7, 5.5e-3),
            ("companies alike", 0.1, 2e-3),
            // People change jobs, and write companies in ways we don't know.
            ("other company", 0.2, 0.99),
        ],
    )
}

fn place() -> Field {
    field(
        "place",
        [
            // Most leads of a house come from few places.
            ("same place", 0.6, 0.3),
            // People write their town, their state or their country.
            ("other place", 0.4, 0.7),
        ],
    )
}

fn field<const N: usize>(name: &str, levels: [(&str, f64, f64); N]) -> Field {
    Field {
        name: name.to_owned(),
        levels: levels
            .into_iter()
            .map(|(says, m, u)| Level::new(says, m, u))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Rung;

    #[test]
    fn a_better_level_never_speaks_less_for_it() {
        let model = for_people();
        for field in &model.fields {
            let bits: Vec<f64> = field.levels.iter().map(Level::bits).collect();
            assert!(
                bits.is_sorted_by(|better, worse| better >= worse),
                "{}: {bits:?}",
                field.name
            );
        }
        assert_eq!(
            model.fields[super::super::NAME].levels.len(),
            Rung::ALL.len()
        );
    }
}
