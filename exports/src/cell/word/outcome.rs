//! Outcome: what the words of statuses and stages say became of a lead.

use std::sync::LazyLock;

use hashbrown::HashMap;

use crate::cell::plain::{Folded, Plain, plain};

/// What became of a lead, as a status or stage says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// It bought: `Closed Won`, `Converted`, `Customer`.
    Won,
    /// It won't buy: `Closed Lost`, `Declined`, `Not interested`.
    Lost,
    /// It never was a lead for us: `Unqualified`, `Junk Lead`, `Duplicate`.
    Disqualified,
    /// Somebody works on it, or should: `New`, `Contacted`, `Negotiation`.
    Open,
}

/// Reads the status or stage of a lead or deal, if its words are clear.
///
/// - Words for the outcome itself (`won`, `lost`, `disqualified`, `open`) tell it
///   whatever else is said: `Won - competitor switched`.
/// - Words that also stand in other statuses (`customer`, `approved`, `declined`,
///   `proposal`) count only where nothing unknown stands beside them: `Customer
///   visit` is `None`. A reason behind ` - `, `:` or `(` is left out:
///   `Declined: too expensive`.
/// - What isn't won isn't lost yet: `Not converted` is `None`, but `Closed - not
///   converted` is lost. What isn't qualified is disqualified.
/// - `Closed`, `Completed`, `Accepted` alone, contradictions (`Won/Lost`) and
///   sentences are `None`.
pub fn outcome(text: &str) -> Option<Outcome> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    match weigh(text) {
        Verdict::Says(outcome) => Some(outcome),
        Verdict::Contradicts => None,
        Verdict::Unclear => {
            let reason = [" - ", " – ", " — ", ": ", " ("]
                .iter()
                .filter_map(|mark| text.find(mark))
                .min()?;
            match weigh(text.get(..reason)?) {
                Verdict::Says(outcome) => Some(outcome),
                _ => None,
            }
        }
    }
}

/// A status is short; beyond that it is a sentence.
const LONGEST: usize = 80;
const MOST_WORDS: usize = 10;

enum Verdict {
    Says(Outcome),
    /// It says nothing, or something that isn't known here.
    Unclear,
    /// It says two things.
    Contradicts,
}

/// What a single word of a status means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// The outcome itself.
    Is(Outcome),
    /// A word that mostly tells the outcome.
    Hints(Outcome),
    /// `qualified`: open, but not qualified is disqualified.
    Qualified,
    /// `interested`: open, but not interested is lost.
    Interested,
    /// `unconverted`
    NotWon,
    Closed,
    Not,
    /// `lead`, `deal`, `the`: says nothing.
    Filler,
}

#[derive(Default)]
struct Said {
    is: Kinds,
    hints: Kinds,
    not_won: bool,
    closed: bool,
    unknown: bool,
}

/// Which outcomes were named.
#[derive(Default)]
struct Kinds {
    won: bool,
    lost: bool,
    disqualified: bool,
    open: bool,
}

impl Kinds {
    fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Won => self.won = true,
            Outcome::Lost => self.lost = true,
            Outcome::Disqualified => self.disqualified = true,
            Outcome::Open => self.open = true,
        }
    }

    fn count(&self) -> usize {
        [self.won, self.lost, self.disqualified, self.open]
            .into_iter()
            .filter(|named| *named)
            .count()
    }

    fn first(&self) -> Outcome {
        match self {
            Self { won: true, .. } => Outcome::Won,
            Self { lost: true, .. } => Outcome::Lost,
            Self {
                disqualified: true, ..
            } => Outcome::Disqualified,
            _ => Outcome::Open,
        }
    }
}

fn weigh(text: &str) -> Verdict {
    let Some(words) = words_of(text) else {
        return Verdict::Unclear;
    };
    let words = words.text().trim();
    if let Some(outcome) = PHRASES.get(words) {
        return Verdict::Says(*outcome);
    }
    if words.split(' ').count() > MOST_WORDS {
        return Verdict::Unclear;
    }
    listen(words).verdict()
}

fn listen(words: &str) -> Said {
    let mut said = Said::default();
    let mut not = false;
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let Some(word) = WORDS.get(word) else {
            // One letter is a prefix (`A_DECLINED`), not a word.
            said.unknown |= word.len() > 1;
            continue;
        };
        match (*word, not) {
            (Word::Filler, _) => continue,
            (Word::Not, _) => {
                not = true;
                continue;
            }
            (Word::Is(Outcome::Won) | Word::Hints(Outcome::Won), true) | (Word::NotWon, false) => {
                said.not_won = true;
            }
            // "Not lost" and "not spam" say what it isn't.
            (
                Word::Is(Outcome::Lost | Outcome::Disqualified)
                | Word::Hints(Outcome::Lost | Outcome::Disqualified)
                | Word::NotWon,
                true,
            ) => said.unknown = true,
            (Word::Is(outcome), false) => said.is.add(outcome),
            (Word::Is(Outcome::Open), true) => said.unknown = true,
            // "Not contacted" is as open as "contacted".
            (Word::Hints(outcome), _) => said.hints.add(outcome),
            (Word::Qualified, true) => said.is.add(Outcome::Disqualified),
            (Word::Interested, true) => said.is.add(Outcome::Lost),
            (Word::Qualified | Word::Interested, false) => said.hints.add(Outcome::Open),
            (Word::Closed, true) => said.hints.add(Outcome::Open),
            (Word::Closed, false) => said.closed = true,
        }
        not = false;
    }
    said.unknown |= not;
    said
}

impl Said {
    fn verdict(&self) -> Verdict {
        match self.is.count() {
            0 => {}
            1 => {
                let outcome = self.is.first();
                let contradicts = match outcome {
                    Outcome::Won => self.not_won,
                    Outcome::Open => self.closed,
                    _ => false,
                };
                return if contradicts {
                    Verdict::Contradicts
                } else {
                    Verdict::Says(outcome)
                };
            }
            _ => return Verdict::Contradicts,
        }
        if self.unknown {
            return Verdict::Unclear;
        }
        match self.hints.count() {
            0 if self.not_won && self.closed => Verdict::Says(Outcome::Lost),
            0 => Verdict::Unclear,
            1 => match self.hints.first() {
                Outcome::Won if self.not_won => Verdict::Contradicts,
                Outcome::Open if self.closed => Verdict::Contradicts,
                outcome => Verdict::Says(outcome),
            },
            _ => Verdict::Contradicts,
        }
    }
}

/// The words in plain letters with single spaces between them: `ClosedWon` and
/// `closed_won` are `closed won`, `won't` is one word.
fn words_of(text: &str) -> Option<Folded<{ 2 * LONGEST }>> {
    let mut words = Folded::empty();
    let mut before = ' ';
    for letter in text.chars() {
        let space = before.is_lowercase() && letter.is_uppercase();
        let mut push = |byte: u8| {
            if byte.is_ascii_alphanumeric() {
                words.push(byte)
            } else if byte != b'\'' && words.bytes().last().is_some_and(|last| *last != b' ') {
                words.push(b' ')
            } else {
                Some(())
            }
        };
        if space {
            push(b' ')?;
        }
        match plain(letter)? {
            Plain::Nothing => {}
            Plain::One(byte) => push(byte)?,
            Plain::Two([first, second]) => {
                push(first)?;
                push(second)?;
            }
        }
        before = letter;
    }
    Some(words)
}

static WORDS: LazyLock<HashMap<&str, Word, foldhash::fast::FixedState>> = LazyLock::new(|| {
    use Outcome::{Disqualified, Lost, Open, Won};
    let rows = [
        (Word::Is(Won), IS_WON),
        (Word::Hints(Won), HINTS_WON),
        (Word::Is(Lost), IS_LOST),
        (Word::Hints(Lost), HINTS_LOST),
        (Word::Is(Disqualified), IS_DISQUALIFIED),
        (Word::Hints(Disqualified), HINTS_DISQUALIFIED),
        (Word::Is(Open), IS_OPEN),
        (Word::Hints(Open), HINTS_OPEN),
        (Word::Qualified, QUALIFIED),
        (Word::Interested, INTERESTED),
        (Word::NotWon, NOT_WON),
        (Word::Closed, CLOSED),
        (Word::Not, NOT),
        (Word::Filler, FILLERS),
    ];
    rows.into_iter()
        .flat_map(|(means, words)| words.split_whitespace().map(move |word| (word, means)))
        .collect()
});

static PHRASES: LazyLock<HashMap<&str, Outcome, foldhash::fast::FixedState>> =
    LazyLock::new(|| {
        let open = OPEN_PHRASES.iter().map(|phrase| (*phrase, Outcome::Open));
        let lost = LOST_PHRASES.iter().map(|phrase| (*phrase, Outcome::Lost));
        let won = WON_PHRASES.iter().map(|phrase| (*phrase, Outcome::Won));
        open.chain(lost).chain(won).collect()
    });

// In all lists: English, German, French, Spanish, Portuguese, Italian, Dutch,
// Polish, Swedish, Danish and Norwegian; plain letters, lower case.

const IS_WON: &str = "won closedwon converted
    gewonnen konvertiert gagne gagnee gagnes gagnees converti convertie ganado ganada ganados
    ganadas convertido convertida ganho ganha ganhos ganhas vinto vinta convertito convertita
    geconverteerd wygrana wygrany wygrane skonwertowany vunnen vunnet konverterad vundet
    konverteret konvertert";

const HINTS_WON: &str =
    "win customer customers client clients sold purchased bought signed enrolled
    approved activated onboarded
    kunde verkauft gekauft unterschrieben genehmigt vendu vendue signe signee approuve vendido
    vendida firmado firmada aprobado aprobada cliente assinado aprovado aprovada venduto venduta
    firmato approvato klant verkocht getekend goedgekeurd klient sprzedane sprzedany kund sald
    solgt";

const IS_LOST: &str = "lost closedlost
    verloren perdu perdue perdus perdues perdido perdida perdidos perdidas perso persa przegrana
    przegrany przegrane utracony utracona forlorad forlorat tabt tapt";

const HINTS_LOST: &str = "dead rejected declined cancelled canceled abandoned withdrawn refused
    dropped
    abgelehnt abgesagt storniert zuruckgezogen refuse refusee annule annulee rejete rejetee
    abandonne abandonnee rechazado rechazada cancelado cancelada rejeitado rejeitada recusado
    recusada rifiutato rifiutata annullato annullata afgewezen geannuleerd odrzucony odrzucona
    odrzucone anulowany anulowana avvisad avbojd avvist annulleret";

const IS_DISQUALIFIED: &str = "disqualified unqualified nonqualified
    disqualifiziert unqualifiziert disqualifie disqualifiee descalificado descalificada
    desqualificado desqualificada squalificato squalificata gediskwalificeerd ongekwalificeerd
    zdyskwalifikowany diskvalificerad okvalificerad diskvalificeret diskvalifisert";

const HINTS_DISQUALIFIED: &str = "junk spam duplicate duplicated fake bogus invalid
    dublette duplikat ungultig doublon invalide duplicado duplicada invalido invalida duplicato
    duplicata duplicaat ongeldig nieprawidlowy dubblett ogiltig dublet ugyldig";

const IS_OPEN: &str = "open reopened
    offen offene ouvert ouverte abierto abierta aberto aberta aperto aperta otwarty otwarta otwarte
    oppen aben apen";

const HINTS_OPEN: &str =
    "new contacted uncontacted untouched attempted attempting connected working
    negotiation negotiating negotiations proposal prospect prospecting engaging engaged nurture
    nurturing pending ongoing awaiting discovery demo pitch qualification qualifying evaluation
    evaluating progress future mql sql
    neu neue neuer kontaktiert verhandlung verhandlungen angebot qualifizierung bearbeitung
    nouveau nouvelle contacte contactee negociation proposition prospection
    nuevo nueva contactado contactada negociacion propuesta prospeccion calificacion
    novo nova contatado contatada negociacao proposta prospeccao qualificacao andamento
    nuovo nuova contattato contattata trattativa negoziazione lavorazione
    nieuw nieuwe gecontacteerd onderhandeling offerte behandeling
    nowy nowa nowe skontaktowano negocjacje oferta
    ny nya kontaktad forhandling offert pagaende kontaktet tilbud igangvaerende";

const QUALIFIED: &str = "qualified prequalified
    qualifiziert qualifie qualifiee calificado calificada cualificado cualificada qualificado
    qualificada qualificato qualificata gekwalificeerd zakwalifikowany kvalificerad kvalificeret
    kvalifisert";

const INTERESTED: &str = "interest interested
    interesse interessiert interessee interes interesado interesada interessado interessada
    interessato interessata geinteresseerd zainteresowany zainteresowana intresse intresserad
    interesseret interessert";

const NOT_WON: &str = "unconverted nonconverted unwon unsold";

const CLOSED: &str = "closed close
    geschlossen abgeschlossen ferme fermee cloture cloturee clos cerrado cerrada fechado fechada
    chiuso chiusa gesloten afgesloten zamkniety zamknieta zamkniete stangd avslutad lukket
    avsluttet";

const NOT: &str = "not no non never isnt wasnt nicht kein keine keinen nie pas ne nao sin sem niet
    geen inte ikke ej bez";

const FILLERS: &str = "the a an as to by in on of is was has been yet longer deal deals lead leads
    opportunity opportunities opp sale sales marketing status stage pre currently contact contract
    application loan order request account contacts active
    der die das ein eine mehr vertrag auftrag le la les un une l d en em e plus contrat el los una
    ya contrato o os um uma mais pedido il lo uno piu contratto de het een meer";

const OPEN_PHRASES: &[&str] = &[
    "needs analysis",
    "id decision makers",
    "perception analysis",
    "initial offer",
    "appointment scheduled",
    "appointmentscheduled",
    "presentation scheduled",
    "presentationscheduled",
    "demo scheduled",
    "meeting scheduled",
    "contract sent",
    "contractsent",
    "proposal sent",
    "quote sent",
    "proposal price quote",
    "negotiation review",
    "decision maker bought in",
    "decisionmakerboughtin",
    "qualified to buy",
    "qualifiedtobuy",
    "value proposition",
    "not started",
    "to do",
    "to contact",
    "follow up",
    "en cours",
    "en proceso",
    "en curso",
    "in corso",
    "w toku",
    "a contacter",
    "por contactar",
    "da contattare",
];

const LOST_PHRASES: &[&str] = &[
    "no sale",
    "no deal",
    "lost to competition",
    "went with competitor",
    "kein abschluss",
];

const WON_PHRASES: &[&str] = &[
    "new customer",
    "neukunde",
    "nouveau client",
    "nuevo cliente",
    "novo cliente",
    "nuovo cliente",
    "nieuwe klant",
];
