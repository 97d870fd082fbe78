//! Block: by which keys those are found who may be the same.
//!
//! Nobody compares a newcomer with a million others: only with those who share a key. A
//! contact has nine at most; a database keeps them in one index. Their first letter says
//! what they are:
//!
//! | key | of |
//! | --- | --- |
//! | `m:` | mailbox |
//! | `p:` | phone number |
//! | `q:` | last digits of the phone number |
//! | `l:` | name of the mailbox, at whatever domain |
//! | `c:` | beginning of the company, and how a name sounds |
//!
//! Deliberately absent: keys by name alone. A house knows hundreds of people of one name,
//! and a name alone says nothing (see `people::weights`).

use crate::alike::sound;
use crate::people::{Contact, House, Profile};

/// The keys of a contact: who shares one with it has to be compared with it, and nobody
/// else. Sorted, each once.
pub fn block_keys(contact: &Contact<'_>, house: &House<'_>) -> Vec<String> {
    keys(&Profile::of(contact, house))
}

/// The same for a contact that was prepared.
pub fn keys(profile: &Profile) -> Vec<String> {
    let mut keys = Vec::with_capacity(9);
    if let Some(mail) = &profile.mail {
        keys.push(format!("m:{}", mail.key));
        if !mail.shared && mail.bare.len() >= SHORTEST_LOCAL {
            keys.push(format!("l:{}", mail.bare));
        }
    }
    for strong in &profile.phone.strong {
        keys.push(format!("p:{strong}"));
    }
    for weak in &profile.phone.weak {
        keys.push(format!("q:{weak}"));
    }
    // Names come in any order, and between them come others: the first and the last.
    let mut words = profile.name.split(' ').filter(|word| word.len() > 1);
    let ends = [words.next(), words.next_back()];
    for company in &profile.companies {
        let start: String = company.chars().take(COMPANY_START).collect();
        for word in ends.into_iter().flatten() {
            keys.push(format!("c:{start}:{}", sound(word)));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// `ana` is at every provider, `anasouza` is not.
const SHORTEST_LOCAL: usize = 6;

/// So many letters of a company: `Casa Verde` and `Casa Verde Móveis` begin the same.
const COMPANY_START: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_a_contact() {
        let house = House { region: Some("BR") };
        let ana = Contact {
            name: Some("Ana de Souza"),
            email: Some("Ana.Souza@CasaVerde.com.br"),
            phone: Some("(11) 98765-4321"),
            company: Some("Casa Verde Ltda"),
            region: None,
        };
        assert_eq!(
            block_keys(&ana, &house),
            [
                "c:casave:am",
                "c:casave:ss",
                "l:anasouza",
                "m:ana.souza@casaverde.com.br",
                "p:+5511987654321",
                "q:7654321",
            ]
        );
        let nobody = Contact::default();
        assert_eq!(block_keys(&nobody, &house), [""; 0]);
    }
}
