//! Words: what the name of a column, or a value in it, gives away.
//!
//! English, German, French, Spanish, Portuguese, Italian and Dutch, without
//! accents. A word alone accuses nobody: see [`super::leaks`].

/// What a column's name says about the time it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaks {
    /// Of the outcome itself.
    Outcome,
    /// Of something that is written while the lead is worked on.
    Work,
    /// Of somebody's (or a program's) judgement of the lead.
    Judgement,
    /// Of the latest of something: overwritten as long as the lead lives.
    Latest,
    /// Of money, which often is that of the deal.
    Money,
}

impl Speaks {
    /// As the end of a sentence.
    pub(super) fn of_what(self) -> &'static str {
        match self {
            Self::Outcome => "the outcome itself",
            Self::Work => "what is written while a lead is worked on",
            Self::Judgement => "a judgement of the lead, which may rest on how things went",
            Self::Latest => {
                "the latest of something, which is overwritten as long as the lead lives"
            }
            Self::Money => "money, which may be that of the deal",
        }
    }
}

/// The first word that gives a name away, with what it speaks of.
pub(super) fn name_speaks(name: &str) -> Option<(Speaks, &'static str)> {
    let mut words = words_of(name);
    for harmless in HARMLESS.lines().flat_map(phrases) {
        while let Some(at) = find(&words, harmless) {
            words.drain(at..at + harmless.split(' ').count());
        }
    }
    let lists = [
        (Speaks::Outcome, OUTCOME),
        (Speaks::Work, WORK),
        (Speaks::Judgement, JUDGEMENT),
        (Speaks::Latest, LATEST),
        (Speaks::Money, MONEY),
    ];
    lists.into_iter().find_map(|(speaks, list)| {
        let phrase = list
            .lines()
            .flat_map(phrases)
            .find(|phrase| find(&words, phrase).is_some())?;
        Some((speaks, phrase))
    })
}

/// The word by which a value tells the outcome, or what became of a call.
pub(super) fn value_tells(value: &str) -> Option<&'static str> {
    let words = words_of(value);
    VALUES
        .lines()
        .flat_map(phrases)
        .find(|phrase| find(&words, phrase).is_some())
}

/// Lower-case words without accents: `dealStage`, `Deal_Stage` and `deal stage` are one.
fn words_of(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in text.chars() {
        let hump = letter.is_uppercase() && before.is_lowercase();
        if hump || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_alphanumeric(), words.last_mut()) {
            word.extend(letter.to_lowercase().map(plain));
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

fn plain(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

fn phrases(line: &'static str) -> impl Iterator<Item = &'static str> {
    line.split(',')
        .map(str::trim)
        .filter(|phrase| !phrase.is_empty())
}

/// Where the words of the phrase stand side by side.
fn find(words: &[String], phrase: &str) -> Option<usize> {
    let sought = phrase.split(' ').count();
    (0..(words.len() + 1).saturating_sub(sought)).find(|at| {
        words[*at..]
            .iter()
            .zip(phrase.split(' '))
            .all(|(word, part)| word == part)
    })
}

/// Said of the person or the company, not of the lead; taken out of the name first.
const HARMLESS: &str = "\
    marital status, civil status, employment status, job status, legal status, visa status, family status, residence status,
    familienstand, estado civil, statut juridique, stato civile,
    funding stage, company stage, business stage, growth stage, startup stage, life stage,
    last name, lastname, reason for contact, reason for enquiry, reason for inquiry, reason for visit, contact reason,
    annual revenue, yearly revenue, monthly revenue, company revenue, declared revenue, jahresumsatz, credit score,
    search index, won ton";

const OUTCOME: &str = "\
    won, win, lost, loss, outcome, result, resolution, closed, close, closing, converted, conversion, churn, churned,
    contract, invoice, signed, paid, payment, purchase, purchased, order id, deal id, became customer, is customer, customer since,
    gewonnen, verloren, ergebnis, abschluss, abgeschlossen, vertrag, rechnung, bezahlt, kunde seit,
    gagne, perdu, resultat, cloture, contrat, facture, paye, client depuis,
    ganado, perdido, resultado, cierre, cerrado, contrato, factura, pagado, cliente desde,
    ganho, fechamento, fechado, fatura, pago, cliente desde,
    vinto, perso, esito, chiusura, chiuso, contratto, fattura, pagato,
    verloren, resultaat, afgesloten, contract, factuur, betaald";

const WORK: &str = "\
    tag, tags, status, stage, substatus, phase, reason, disposition, verdict, next step, next action, next activity, follow up, followup,
    probability, forecast, call result, call outcome, times contacted, number of calls, number of meetings, notes, remark, remarks, comments,
    deal stage, deal, opportunity, pipeline, proposal, quote, demo done, meeting held, handover, sales accepted,
    stufe, grund, wahrscheinlichkeit, prognose, nachster schritt, wiedervorlage, bemerkung, notiz, angebot,
    statut, etape, raison, motif, probabilite, prevision, prochaine etape, devis, remarque,
    estado, etapa, motivo, razon, probabilidad, pronostico, proximo paso, seguimiento, observaciones,
    situacao, razao, probabilidade, previsao, proximo passo, proposta, observacao,
    stato, fase, probabilita, previsione, prossimo passo, preventivo, offerta, trattativa,
    reden, kans, prognose, volgende stap, offerte";

const JUDGEMENT: &str = "\
    quality, score, scoring, index, grade, rating, ranking, temperature, priority, qualification, qualified, interest level, relevance,
    lead profile, contact profile, customer profile, prospect profile, profile score, hotness, likelihood,
    qualitat, bewertung, note, prioritat, qualifiziert, einstufung,
    qualite, notation, priorite, qualifie,
    calidad, puntuacion, calificacion, prioridad, calificado,
    qualidade, pontuacao, classificacao, prioridade, qualificado,
    qualita, punteggio, valutazione, priorita, qualificato,
    kwaliteit, beoordeling, prioriteit";

const LATEST: &str = "\
    last, latest, most recent, recent, notable, modified, updated, current status,
    letzte, letzter, letztes, zuletzt, geandert, aktualisiert,
    dernier, derniere, recent, modifie,
    ultimo, ultima, reciente, modificado, modificato, recente,
    laatste, gewijzigd";

const MONEY: &str = "\
    amount, revenue, value, price, total value, turnover, commission, margin, discount, arr, mrr,
    betrag, umsatz, wert, preis, provision, rabatt,
    montant, chiffre, valeur, prix, remise,
    importe, monto, valor, precio, ingresos, descuento,
    receita, preco, desconto,
    importo, fatturato, valore, prezzo, sconto,
    bedrag, omzet, waarde, prijs, korting";

const VALUES: &str = "\
    closed, won, lost, signed, converted, customer, purchased, bought, paid, enrolled, contract sent,
    not interested, uninterested, no interest, rejected, declined, cancelled, canceled, disqualified, unqualified, not qualified,
    not eligible, already a, already student, duplicate, junk, spam, invalid, wrong number, invalid number, number not provided, not reachable, unreachable,
    no answer, not answered, ringing, switched off, busy, left voicemail, opp hangup, will revert, in touch, in discussion, dead, do not contact,
    gewonnen, verloren, abgeschlossen, kunde, kein interesse, abgelehnt, storniert, falsche nummer, nicht erreicht, doppelt,
    gagne, perdu, signe, client, pas interesse, refuse, annule, faux numero, injoignable, doublon,
    ganado, perdido, cerrado, firmado, cliente, no interesado, sin interes, rechazado, cancelado, numero equivocado, no contesta, duplicado,
    ganho, fechado, assinado, sem interesse, rejeitado, numero errado, nao atende,
    vinto, perso, chiuso, firmato, non interessato, rifiutato, annullato, numero errato, non risponde, duplicato,
    klant, geen interesse, afgewezen, geannuleerd, verkeerd nummer, niet bereikbaar, dubbel";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_speak_in_every_spelling_and_language() {
        let table = [
            ("dealStage", Some(Speaks::Work)),
            ("Tags", Some(Speaks::Work)),
            ("close_date", Some(Speaks::Outcome)),
            ("Clôture", Some(Speaks::Outcome)),
            ("Nächster Schritt", Some(Speaks::Work)),
            ("Qualità del lead", Some(Speaks::Judgement)),
            ("Last Notable Activity", Some(Speaks::Latest)),
            ("Valor", Some(Speaks::Money)),
            ("Marital Status", None),
            ("LastName", None),
            ("declared_monthly_revenue", None),
            ("Lead Source", None),
            ("What is your current occupation", None),
            ("Total Time Spent on Website", None),
            ("", None),
        ];
        for (name, expected) in table {
            assert_eq!(
                name_speaks(name).map(|(speaks, _)| speaks),
                expected,
                "{name}"
            );
        }
    }

    #[test]
    fn values_tell_only_by_whole_words() {
        assert_eq!(value_tells("Closed by Horizzon"), Some("closed"));
        assert_eq!(value_tells("Kein Interesse!"), Some("kein interesse"));
        assert_eq!(value_tells("Disclosed location"), None);
        assert_eq!(value_tells("Boston"), None);
    }
}
