//! Suspect: what looks like a machine or like spam waits for a person.
//!
//! Nothing is thrown away for a suspicion, and whoever sent it is answered like everybody:
//! each rule says in words what it saw.

use jiff::{SignedDuration, Timestamp};
use store::EntryReason;

/// Nobody fills in a form in less.
const QUICKEST: SignedDuration = SignedDuration::from_secs(2);
/// A form that is open for longer was kept for its token.
const LONGEST: SignedDuration = SignedDuration::from_hours(14 * 24);
/// More addresses of pages than this in one message.
const LINKS: usize = 3;

/// What is known of how a form was sent.
#[derive(Debug, Default)]
pub(super) struct Sent<'a> {
    /// When it was shown; `None` without a token of ours.
    pub(super) shown_at: Option<Timestamp>,
    /// When it came.
    pub(super) at: Timestamp,
    /// What stands in the field that people don't see.
    pub(super) trap: &'a str,
    /// The work that was asked for was done; `true` where none was.
    pub(super) proved: bool,
    /// More came from there than from people.
    pub(super) too_many: bool,
    /// The name they gave.
    pub(super) name: &'a str,
    /// All else that they wrote.
    pub(super) words: &'a str,
}

/// Why it is set aside for a person to look at; the first reason there is.
pub(super) fn suspicion(sent: &Sent<'_>) -> Option<EntryReason> {
    let links = |text: &str| {
        let text = text.to_lowercase();
        text.matches("http://").count() + text.matches("https://").count()
    };
    let markup = ["[url", "<a href", "[link"];
    let words = sent.words.to_lowercase();
    let (code, detail) = if !sent.trap.trim().is_empty() {
        (
            "honeypot",
            "A field that people can't see was filled in.".to_owned(),
        )
    } else if sent.too_many {
        (
            "rate",
            "More came from this address than people send.".to_owned(),
        )
    } else {
        match sent.shown_at {
            None => (
                "no_token",
                "It came without the form having been shown.".to_owned(),
            ),
            Some(shown) if sent.at.duration_since(shown) < QUICKEST => {
                let seconds = QUICKEST.as_secs();
                (
                    "too_fast",
                    format!("It was sent less than {seconds} seconds after the form was shown."),
                )
            }
            Some(shown) if sent.at.duration_since(shown) > LONGEST => (
                "too_old",
                "The form was shown more than two weeks before it was sent.".to_owned(),
            ),
            Some(_) if !sent.proved => (
                "no_work",
                "The browser didn't do the work that this form asks for.".to_owned(),
            ),
            Some(_) if links(sent.name) > 0 => {
                ("spam", "The name is the address of a page.".to_owned())
            }
            Some(_) if markup.iter().any(|own| words.contains(own)) => (
                "spam",
                "The message has links in the way of spam.".to_owned(),
            ),
            Some(_) if links(sent.words) > LINKS => {
                ("spam", format!("The message has more than {LINKS} links."))
            }
            Some(_) => return None,
        }
    };
    Some(EntryReason {
        code: format!("suspected.{code}"),
        detail,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_suspicion_says_what_it_saw_and_people_have_none() {
        let at: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
        let ago = |seconds| Some(at - SignedDuration::from_secs(seconds));
        let honest = || Sent {
            shown_at: ago(20),
            at,
            proved: true,
            name: "Ana Souza",
            words: "Please call me; our shop is https://casaverde.example",
            ..Sent::default()
        };
        assert_eq!(suspicion(&honest()), None);
        let four = "https://a https://b https://c https://d";
        for (code, sent) in [
            (
                "honeypot",
                Sent {
                    trap: "x",
                    ..honest()
                },
            ),
            (
                "rate",
                Sent {
                    too_many: true,
                    ..honest()
                },
            ),
            (
                "no_token",
                Sent {
                    shown_at: None,
                    ..honest()
                },
            ),
            (
                "too_fast",
                Sent {
                    shown_at: ago(1),
                    ..honest()
                },
            ),
            (
                "too_fast",
                Sent {
                    shown_at: ago(-60),
                    ..honest()
                },
            ),
            (
                "too_old",
                Sent {
                    shown_at: ago(15 * 86_400),
                    ..honest()
                },
            ),
            (
                "no_work",
                Sent {
                    proved: false,
                    ..honest()
                },
            ),
            (
                "spam",
                Sent {
                    name: "http://x",
                    ..honest()
                },
            ),
            (
                "spam",
                Sent {
                    words: four,
                    ..honest()
                },
            ),
            (
                "spam",
                Sent {
                    words: "[URL=x]buy[/url]",
                    ..honest()
                },
            ),
        ] {
            let reason = suspicion(&sent).unwrap();
            assert_eq!(reason.code, format!("suspected.{code}"), "{sent:?}");
        }
    }
}
