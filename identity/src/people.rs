//! People: whether two contacts are one person, by mail, phone, name, company and place.
//!
//! [`Matcher::compare`] weighs what agrees and what doesn't (see `model`), and then keeps
//! three rules that a sum of weights can't: the same own mailbox or the same number with a
//! like name is the same person; names that contradict each other never are without
//! somebody's look (families and teams share mailboxes and phones); and without a common
//! mailbox or number nobody is joined by name alone.

mod crowd;
mod profile;
mod weights;

use crate::alike::within;
use crate::company;
use crate::model::{Likeness, MISSING, Model, Part, Verdict, probability};
use crate::name;
pub use crowd::{Index, People};
pub use profile::{Contact, House, Profile};

/// Compares contacts.
#[derive(Debug, Clone, PartialEq)]
pub struct Matcher {
    model: Model,
}

/// The fields of the model, in its order.
const MAIL: usize = 0;
const PHONE: usize = 1;
const NAME: usize = 2;
const COMPANY: usize = 3;
const PLACE: usize = 4;

/// Levels of mail addresses that the rules ask for; the rest stand in `weights`.
const SAME_MAILBOX: u8 = 0;
const SAME_SHARED_MAILBOX: u8 = 1;
const MAIL_SLIP: u8 = 2;
const SAME_LOCAL_PART: u8 = 3;
const OTHER_MAIL: u8 = 4;

/// Levels of phone numbers.
const SAME_NUMBER: u8 = 0;
const SAME_LAST_DIGITS: u8 = 1;
const OTHER_NUMBER: u8 = 2;

/// Where the five fields of two contacts stand.
pub type Levels = [u8; 5];

impl Matcher {
    /// With weights set for leads; each has its reason beside it in the code.
    pub fn for_people() -> Self {
        Self {
            model: weights::for_people(),
        }
    }

    /// With other weights for the same fields and levels, learned ones for example.
    pub fn with(model: Model) -> Self {
        Self { model }
    }

    /// The weights in use.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// How alike two contacts are, and why. `house` says where people dial from who wrote
    /// no country.
    pub fn compare(&self, a: &Contact<'_>, b: &Contact<'_>, house: &House<'_>) -> Likeness {
        self.compare_profiles(&Profile::of(a, house), &Profile::of(b, house))
    }

    /// The same for contacts that were prepared once, to be compared with many.
    pub fn compare_profiles(&self, a: &Profile, b: &Profile) -> Likeness {
        let levels = levels(a, b);
        let mut parts = self.model.parts(&levels);
        for part in &mut parts {
            name_both(part, &levels, a, b);
        }
        let weighed = self.model.bits(&levels);
        let (bits, rule) = self.ruled(&levels, weighed);
        if let Some(rule) = rule {
            parts.push(Part {
                field: "rule".to_owned(),
                says: rule.to_owned(),
                bits: bits - weighed,
            });
        }
        Likeness {
            verdict: self.model.verdict(bits),
            probability: probability(bits),
            bits,
            parts,
        }
    }

    /// The odds in bits only, for comparing many.
    pub fn bits(&self, a: &Profile, b: &Profile) -> f64 {
        let levels = levels(a, b);
        self.ruled(&levels, self.model.bits(&levels)).0
    }

    /// What odds in bits mean.
    pub fn verdict(&self, bits: f64) -> Verdict {
        self.model.verdict(bits)
    }

    /// The odds after the rules, and the rule that changed them.
    fn ruled(&self, levels: &Levels, bits: f64) -> (f64, Option<&'static str>) {
        let rung = name::Rung::ALL.get(usize::from(levels[NAME]));
        let contradict = rung.is_some_and(|rung| rung.contradicts());
        let alike = rung.is_some_and(|rung| *rung <= name::Rung::Alike);
        // `Ana` calls from the phone of Ana Souza; only another address speaks against it.
        let alike = alike || (rung == Some(&name::Rung::OneWord) && levels[MAIL] != OTHER_MAIL);
        let number = levels[PHONE] == SAME_NUMBER;
        let mailbox = levels[MAIL] == SAME_MAILBOX;
        let nearly_same = self.model.same_from - A_LITTLE;
        let (least, most, why) = if mailbox && !contradict {
            (self.model.same_from, f64::MAX, "one mailbox is one person")
        } else if number && alike {
            (
                self.model.same_from,
                f64::MAX,
                "a number and a like name are one person",
            )
        } else if mailbox {
            (
                self.model.likely_from,
                nearly_same,
                "the names contradict each other: perhaps a shared mailbox",
            )
        } else if contradict {
            (f64::MIN, nearly_same, "the names contradict each other")
        } else if number && levels[NAME] == MISSING {
            (
                self.model.likely_from,
                nearly_same,
                "a number alone is not enough",
            )
        } else if number || levels[MAIL] == SAME_SHARED_MAILBOX {
            (f64::MIN, f64::MAX, "")
        } else {
            (f64::MIN, nearly_same, "no mailbox or number in common")
        };
        let after = bits.clamp(least, most);
        (after, (after.to_bits() != bits.to_bits()).then_some(why))
    }
}

/// So far below the threshold stands what a rule holds back.
const A_LITTLE: f64 = 0.1;

/// On which level each field of two contacts stands.
pub fn levels(a: &Profile, b: &Profile) -> Levels {
    let mut levels = [MISSING; 5];
    levels[MAIL] = mail(a, b);
    if !a.phone.strong.is_empty() && !b.phone.strong.is_empty() {
        levels[PHONE] = if a.phone.same(&b.phone) {
            SAME_NUMBER
        } else if a.phone.alike(&b.phone) {
            SAME_LAST_DIGITS
        } else {
            OTHER_NUMBER
        };
    }
    if !a.name.is_empty() && !b.name.is_empty() {
        levels[NAME] = name::compare(&a.name, &b.name) as u8;
    }
    let together = a
        .companies
        .iter()
        .flat_map(|a| b.companies.iter().map(|b| company::compare(a, b)))
        .min();
    // Whose mailbox is the same works at the same domain: that was counted already.
    let counted = levels[MAIL] <= SAME_SHARED_MAILBOX;
    levels[COMPANY] = match together {
        Some(company::Rung::Differ) => company::Rung::Differ as u8,
        Some(rung) if !counted => rung as u8,
        _ => MISSING,
    };
    if !a.place.is_empty() && !b.place.is_empty() {
        // `sao paulo` stands in `sao paulo sp`.
        let holds = |a: &str, b: &str| format!(" {a} ").contains(&format!(" {b} "));
        let same = holds(&a.place, &b.place) || holds(&b.place, &a.place);
        levels[PLACE] = u8::from(!same);
    }
    levels
}

fn mail(one: &Profile, other: &Profile) -> u8 {
    let (Some(a), Some(b)) = (&one.mail, &other.mail) else {
        return MISSING;
    };
    if a.key == b.key {
        return if a.shared {
            SAME_SHARED_MAILBOX
        } else {
            SAME_MAILBOX
        };
    }
    if a.shared || b.shared {
        return OTHER_MAIL;
    }
    let long = a.bare.len().min(b.bare.len()) >= 6;
    let (same_name, same_domain) = (a.bare == b.bare, a.domain() == b.domain());
    if !long {
        OTHER_MAIL
    } else if same_name && (same_domain || within(a.domain(), b.domain(), 2)) {
        MAIL_SLIP
    } else if same_name && !other.name.is_empty() && is_made_of(&a.bare, &one.name) {
        // `nadia.peixoto` says no more than the name, which is weighed by itself.
        OTHER_MAIL
    } else if same_name {
        SAME_LOCAL_PART
    } else if same_domain && same_digits(&a.bare, &b.bare) && within(&a.bare, &b.bare, 1) {
        // Providers tell people of one name apart by numbers: `silva1` is no slip for `silva2`.
        MAIL_SLIP
    } else {
        OTHER_MAIL
    }
}

/// Whether the name of a mailbox is nothing but the words of a name, in either order.
fn is_made_of(mailbox: &str, name: &str) -> bool {
    let letters: String = mailbox.chars().filter(|c| c.is_alphanumeric()).collect();
    let words: Vec<&str> = name.split(' ').collect();
    let reversed: String = words.iter().rev().copied().collect();
    !name.is_empty() && (letters == words.concat() || letters == reversed)
}

/// Whether two texts have the same digits in the same order.
pub(crate) fn same_digits(a: &str, b: &str) -> bool {
    let digits = |text: &str| -> Vec<u8> { text.bytes().filter(u8::is_ascii_digit).collect() };
    digits(a) == digits(b)
}

/// Adds what stands in both contacts where that isn't the same.
fn name_both(part: &mut Part, levels: &Levels, a: &Profile, b: &Profile) {
    let both = match part.field.as_str() {
        "name" if levels[NAME] > 0 => Some((a.name.as_str(), b.name.as_str())),
        "company" if levels[COMPANY] > 0 => a
            .companies
            .first()
            .zip(b.companies.first())
            .map(|(a, b)| (a.as_str(), b.as_str())),
        "place" if levels[PLACE] > 0 => Some((a.place.as_str(), b.place.as_str())),
        _ => None,
    };
    if let Some((a, b)) = both.filter(|(a, b)| a != b) {
        part.says = format!("{} ({a} / {b})", part.says);
    }
}
