//! Cases that a sales manager can read, replayed.

use identity::{Contact, House, Matcher, Profile, Verdict, block_keys};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    a: Given,
    b: Given,
    verdict: String,
    because: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    company: Option<String>,
    region: Option<String>,
}

impl Given {
    fn contact(&self) -> Contact<'_> {
        Contact {
            name: self.name.as_deref(),
            email: self.email.as_deref(),
            phone: self.phone.as_deref(),
            company: self.company.as_deref(),
            region: self.region.as_deref(),
        }
    }
}

const HOUSE: House<'_> = House { region: Some("BR") };

#[test]
fn two_contacts_are_judged_as_the_cases_say() {
    let cases: Cases = toml::from_str(include_str!("../../cases/people.toml")).unwrap();
    let matcher = Matcher::for_people();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let (a, b) = (case.a.contact(), case.b.contact());
        let likeness = matcher.compare(&a, &b, &HOUSE);
        let said = match likeness.verdict {
            Verdict::Same => "same",
            Verdict::Likely => "likely",
            Verdict::Different => "different",
        };
        let sentence = likeness.sentence();
        let because = case.because.as_deref().unwrap_or_default();
        let understood = sentence.to_lowercase().contains(&because.to_lowercase());
        if said != case.verdict || !understood {
            wrong.push(format!("{}: {said}. {sentence}", case.name));
        }

        // Whoever is asked first, the answer is the same, and the parts explain all of it.
        let turned = matcher.compare(&b, &a, &HOUSE);
        assert_eq!(
            turned.bits.to_bits(),
            likeness.bits.to_bits(),
            "{}",
            case.name
        );
        let parts: f64 = likeness.parts.iter().map(|part| part.bits).sum();
        let sum = matcher.model().before + parts;
        assert!((sum - likeness.bits).abs() < 1e-9, "{}", case.name);
        let quick = matcher.bits(&Profile::of(&a, &HOUSE), &Profile::of(&b, &HOUSE));
        assert_eq!(quick.to_bits(), likeness.bits.to_bits(), "{}", case.name);

        // Whoever is more than different is found by a key.
        let (of_a, of_b) = (block_keys(&a, &HOUSE), block_keys(&b, &HOUSE));
        if case.verdict != "different" && !of_a.iter().any(|key| of_b.contains(key)) {
            wrong.push(format!("{}: no key in common", case.name));
        }
        assert!(of_a.len() <= 9 && of_b.len() <= 9);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases.case.len() > 20);
}
