//! Role: what a column can mean for a lead line, and the names people give it.

use serde::Serialize;

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Which lead is it?
    Id,
    /// When did it come?
    Captured,
    /// Where from?
    Source,
    /// Who looks after it?
    Owner,
    /// What became of it (a flag, status or stage)?
    Outcome,
    /// Where does it stand (when told apart from the outcome)?
    Stage,
    /// When was it won, lost or closed?
    Closed,
    /// What was it worth?
    Value,
    /// In which currency?
    Currency,
    /// When did a person first answer?
    FirstTouch,
    /// When did anything last happen?
    LastTouch,
    /// Under which mail address?
    Mail,
    /// Under which phone number?
    Phone,
    /// Which case does an event belong to?
    Case,
    /// What happened?
    Activity,
    /// When did it happen?
    Time,
    /// Who did it?
    Actor,
    /// Did it start, or was it completed?
    Lifecycle,
}

impl Role {
    /// Roles of a table with one row a lead.
    pub const LEAD: [Self; 13] = [
        Self::Id, Self::Captured, Self::Source, Self::Owner, Self::Outcome, Self::Stage, Self::Closed,
        Self::Value, Self::Currency, Self::FirstTouch, Self::LastTouch, Self::Mail, Self::Phone,
    ];
    /// Roles of a table with one row an event.
    pub const EVENT: [Self; 5] = [Self::Case, Self::Activity, Self::Time, Self::Actor, Self::Lifecycle];

    /// Its name in maps and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Captured => "captured",
            Self::Source => "source",
            Self::Owner => "owner",
            Self::Outcome => "outcome",
            Self::Stage => "stage",
            Self::Closed => "closed",
            Self::Value => "value",
            Self::Currency => "currency",
            Self::FirstTouch => "first_touch",
            Self::LastTouch => "last_touch",
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Case => "case",
            Self::Activity => "activity",
            Self::Time => "time",
            Self::Actor => "actor",
            Self::Lifecycle => "lifecycle",
        }
    }

    /// The role of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::LEAD.into_iter().chain(Self::EVENT).find(|r| r.name() == name)
    }

    /// The question it answers, for the map file.
    pub fn question(self) -> &'static str {
        match self {
            Self::Id => "which lead is it?",
            Self::Captured => "when did it come?",
            Self::Source => "where from?",
            Self::Owner => "who looks after it?",
            Self::Outcome => "what became of it?",
            Self::Stage => "where does it stand?",
            Self::Closed => "when was it won, lost or closed?",
            Self::Value => "what was it worth?",
            Self::Currency => "in which currency?",
            Self::FirstTouch => "when did a person first answer?",
            Self::LastTouch => "when did anything last happen?",
            Self::Mail => "under which mail address?",
            Self::Phone => "under which phone number?",
            Self::Case => "which case does the event belong to?",
            Self::Activity => "what happened?",
            Self::Time => "when did it happen?",
            Self::Actor => "who did it?",
            Self::Lifecycle => "started or completed?",
        }
    }

    /// The names people give such a column, with how much each of them says (0 to 10).
    pub(crate) fn names(self) -> &'static [(&'static str, f32)] {
        match self {
            Self::Id => &[
                ("lead id", 10.), ("leadid", 10.), ("mql id", 10.), ("prospect id", 9.), ("opportunity id", 9.5), ("deal id", 9.5),
                ("contact id", 7.), ("inquiry id", 9.), ("enquiry id", 9.), ("record id", 8.), ("customer id", 6.), ("person id", 6.),
                ("lead number", 7.), ("lead no", 8.), ("lead nr", 8.), ("lead", 4.), ("id", 8.), ("uuid", 7.), ("guid", 7.), ("key", 4.),
                ("number", 4.), ("nummer", 5.), ("nr", 4.), ("ref", 4.), ("reference number", 5.), ("code", 3.), ("mail", 2.), ("email", 2.),
            ],
            Self::Captured => &[
                ("captured", 10.), ("captured at", 10.), ("create date", 10.), ("created date", 10.), ("date created", 10.), ("created time", 10.),
                ("created at", 10.), ("created on", 10.), ("created", 9.5), ("creation date", 10.), ("lead created", 10.), ("lead date", 10.),
                ("first contact date", 9.), ("first contact", 6.), ("first seen", 8.), ("inquiry date", 10.), ("enquiry date", 10.), ("date of inquiry", 10.),
                ("date added", 9.5), ("added on", 9.), ("added", 6.), ("submitted at", 9.5), ("submission date", 9.5), ("submitted", 8.5), ("received", 8.5),
                ("received at", 9.), ("date received", 9.), ("registration date", 8.), ("registered", 7.), ("signup date", 8.5), ("sign up date", 8.5), ("opt in date", 7.),
                ("engage date", 8.), ("engagement date", 7.), ("open date", 8.), ("opened", 6.5), ("opened at", 7.5), ("date opened", 8.), ("start date", 6.5), ("entry date", 8.),
                ("date entered", 9.), ("date", 5.5), ("timestamp", 5.), ("arrival", 7.), ("arrived", 8.), ("arrived at", 9.),
                ("erstellt am", 10.), ("erstellt", 9.), ("erstelldatum", 10.), ("angelegt am", 10.), ("angelegt", 9.), ("anlagedatum", 10.), ("eingang", 8.5), ("eingangsdatum", 9.5), ("anfragedatum", 10.), ("datum", 5.5),
                ("fecha de creacion", 10.), ("fecha creacion", 10.), ("fecha de alta", 9.5), ("fecha de entrada", 9.), ("fecha", 5.5), ("creado", 9.), ("creado el", 9.5),
                ("data de criacao", 10.), ("data criacao", 10.), ("criado em", 10.), ("data de entrada", 9.), ("data do cadastro", 9.), ("data de cadastro", 9.), ("data", 4.5),
                ("date de creation", 10.), ("date creation", 10.), ("cree le", 10.), ("date d entree", 8.), ("data creazione", 10.), ("creato il", 10.), ("aangemaakt", 9.), ("aangemaakt op", 10.), ("aanmaakdatum", 10.),
            ],
            Self::Source => &[
                ("lead source", 10.), ("source", 9.), ("original source", 9.5), ("traffic source", 9.), ("channel", 8.), ("origin", 8.5), ("lead origin", 8.),
                ("lead channel", 9.), ("acquisition channel", 9.), ("marketing channel", 9.), ("utm source", 8.), ("utm medium", 7.), ("utm campaign", 5.), ("medium", 6.), ("campaign source", 7.),
                ("campaign", 4.5), ("campaign name", 4.), ("how did you hear about us", 6.), ("how did you hear", 5.5), ("referral source", 7.), ("came from", 8.), ("where from", 7.), ("form name", 3.), ("latest source", 6.), ("first touch channel", 9.),
                ("quelle", 9.), ("leadquelle", 10.), ("herkunft", 9.), ("kanal", 8.), ("ursprung", 8.), ("kampagne", 4.5),
                ("origen", 9.), ("fuente", 9.), ("canal", 8.), ("procedencia", 8.), ("origem", 9.), ("fonte", 9.), ("origine", 9.), ("provenance", 9.), ("herkomst", 9.), ("bron", 9.), ("canale", 8.),
            ],
            Self::Owner => &[
                ("owner", 9.), ("lead owner", 10.), ("deal owner", 10.), ("opportunity owner", 10.), ("potential owner", 10.), ("contact owner", 9.), ("account owner", 5.), ("record owner", 9.), ("owner name", 9.5), ("owner email", 8.), ("owner id", 6.5),
                ("sales agent", 9.5), ("agent", 7.), ("sales rep", 10.), ("rep", 8.), ("rep name", 9.), ("sales representative", 10.), ("salesperson", 10.), ("sales person", 10.), ("seller", 5.), ("account executive", 9.), ("account manager", 8.), ("assigned to", 10.), ("assignee", 9.5), ("assigned user", 9.), ("assigned", 8.),
                ("handled by", 8.), ("responsible", 8.), ("responsible person", 9.), ("sdr", 8.), ("sdr id", 8.), ("bdr", 8.), ("sr id", 7.5), ("sr", 5.), ("user", 4.), ("employee", 4.), ("telecaller", 8.), ("caller", 6.), ("consultant", 6.), ("advisor", 6.), ("broker", 5.), ("team member", 6.),
                ("verantwortlich", 9.), ("verantwortlicher", 9.), ("zustandig", 9.), ("bearbeiter", 9.), ("besitzer", 9.), ("betreuer", 9.), ("vertriebler", 9.), ("verkaufer", 9.), ("mitarbeiter", 6.),
                ("propietario", 9.), ("responsable", 9.), ("vendedor", 9.5), ("comercial", 7.), ("asignado a", 9.5), ("asesor", 8.), ("responsavel", 9.), ("dono", 7.), ("proprietario", 9.), ("commercial", 7.), ("proprietaire", 9.), ("attribue a", 9.), ("venditore", 9.), ("eigenaar", 9.), ("verkoper", 9.),
            ],
            Self::Outcome => &[
                ("outcome", 10.), ("converted", 9.5), ("is converted", 9.5), ("conversion", 7.), ("converted flag", 9.), ("is won", 9.5), ("won", 9.), ("deal stage", 9.5), ("opportunity stage", 9.5), ("sales stage", 9.), ("pipeline stage", 9.),
                ("stage", 9.), ("stage name", 9.), ("lead status", 9.), ("lead stage", 9.), ("deal status", 9.5), ("opportunity status", 9.5), ("status", 8.5), ("result", 8.), ("lifecycle stage", 7.5), ("disposition", 8.), ("state", 4.5), ("phase", 8.), ("forecast category", 4.), ("forecast type", 5.), ("purchased", 7.), ("bought", 7.), ("customer", 4.), ("enrolled", 7.), ("subscribed", 4.), ("y", 3.), ("target", 5.), ("label", 4.), ("success", 7.),
                ("ergebnis", 9.), ("abgeschlossen", 6.), ("vertriebsphase", 9.), ("stufe", 6.), ("konvertiert", 9.), ("gewonnen", 9.),
                ("estado", 8.), ("etapa", 8.5), ("resultado", 9.), ("convertido", 9.), ("fase", 8.), ("situacao", 8.), ("statut", 8.5), ("etat", 7.), ("etape", 8.5), ("resultat", 9.), ("stato", 8.), ("esito", 9.),
            ],
            Self::Stage => &[
                ("stage", 9.), ("deal stage", 10.), ("pipeline stage", 10.), ("lead stage", 9.), ("lead status", 8.5), ("status", 8.), ("lifecycle stage", 7.), ("phase", 8.), ("etapa", 8.), ("etape", 8.), ("stufe", 7.), ("fase", 8.), ("estado", 7.), ("statut", 7.5), ("opportunity stage", 10.),
            ],
            Self::Closed => &[
                ("close date", 10.), ("closed date", 10.), ("closing date", 10.), ("date closed", 10.), ("closed at", 10.), ("closed on", 10.), ("closed", 7.5), ("won date", 10.), ("date won", 10.), ("won at", 10.), ("lost date", 8.), ("conversion date", 9.5), ("converted at", 9.5), ("converted date", 9.5), ("converted on", 9.5), ("date converted", 9.5),
                ("purchase date", 8.), ("order date", 6.), ("contract date", 7.), ("signed at", 7.), ("signed date", 7.), ("decision date", 6.), ("end date", 6.), ("completed at", 6.5), ("resolved at", 6.), ("became a customer date", 9.5), ("customer since", 7.5), ("actual close date", 10.),
                ("abschlussdatum", 10.), ("abgeschlossen am", 10.), ("gewonnen am", 10.), ("geschlossen am", 10.), ("abschluss", 7.5), ("fecha de cierre", 10.), ("fecha cierre", 10.), ("data de fechamento", 10.), ("data fechamento", 10.), ("fechado em", 10.), ("date de cloture", 10.), ("date cloture", 10.), ("data chiusura", 10.), ("sluitdatum", 10.),
            ],
            Self::Value => &[
                ("close value", 10.), ("amount", 9.5), ("deal amount", 10.), ("deal value", 10.), ("opportunity amount", 10.), ("opportunity value", 10.), ("lead value", 9.), ("contract value", 9.5), ("order value", 9.), ("won amount", 9.5), ("won value", 9.5), ("value", 8.), ("sales value", 8.5), ("sale amount", 9.), ("revenue", 7.), ("total amount", 8.), ("acv", 8.), ("arr", 7.5), ("mrr", 7.), ("tcv", 8.), ("price", 5.), ("sales", 4.), ("total", 5.), ("worth", 8.), ("order total", 8.), ("purchase amount", 8.5), ("deal size", 8.5), ("premium", 5.),
                ("betrag", 9.), ("wert", 8.), ("umsatz", 7.5), ("auftragswert", 10.), ("volumen", 6.), ("auftragsvolumen", 9.), ("importe", 9.), ("monto", 9.), ("valor", 8.5), ("valor del negocio", 10.), ("valor do negocio", 10.), ("montant", 9.), ("valeur", 8.), ("importo", 9.), ("valore", 8.), ("bedrag", 9.), ("waarde", 8.),
            ],
            Self::Currency => &[("currency", 10.), ("currency code", 10.), ("deal currency", 10.), ("wahrung", 10.), ("waehrung", 10.), ("moneda", 10.), ("moeda", 10.), ("devise", 9.), ("valuta", 10.)],
            Self::FirstTouch => &[
                ("first response", 10.), ("first response time", 8.), ("first response at", 10.), ("first responded", 10.), ("first touch", 9.), ("first touch date", 9.), ("first call", 9.), ("first call date", 9.5), ("first called", 9.5), ("first contacted", 9.5), ("first contacted at", 10.), ("first contacted date", 9.5), ("first contact date", 6.), ("first contact at", 7.), ("contacted at", 9.), ("contacted on", 9.), ("date contacted", 9.), ("first activity date", 8.5), ("first activity", 7.), ("first reply", 9.), ("first outreach", 9.), ("first engagement", 6.), ("responded at", 9.), ("response date", 8.),
                ("erstkontakt", 8.), ("erster kontakt", 8.), ("erste antwort", 9.), ("primer contacto", 8.), ("primeiro contato", 8.), ("premier contact", 8.),
            ],
            Self::LastTouch => &[
                ("last activity date", 10.), ("last activity", 7.), ("last activity time", 10.), ("last contacted", 10.), ("last contact", 9.), ("last contact date", 10.), ("last touch", 9.), ("last modified date", 8.), ("last modified", 8.), ("modified time", 8.), ("modified at", 8.), ("modified", 6.), ("updated at", 8.), ("updated", 7.), ("last update", 8.), ("last updated", 8.), ("last call", 8.), ("last seen", 6.),
                ("geandert am", 8.), ("letzte aktivitat", 10.), ("letzter kontakt", 10.), ("ultima actividad", 10.), ("ultimo contacto", 10.), ("ultima atividade", 10.), ("ultimo contato", 10.), ("dernier contact", 10.), ("derniere activite", 10.),
            ],
            Self::Mail => &[("email", 10.), ("e mail", 10.), ("mail", 9.), ("email address", 10.), ("work email", 9.), ("contact email", 9.), ("correo", 9.), ("courriel", 9.), ("emailadresse", 9.), ("correo electronico", 10.)],
            Self::Phone => &[("phone", 10.), ("phone number", 10.), ("mobile", 9.), ("mobile phone", 9.), ("mobile phone number", 9.), ("telephone", 10.), ("telefon", 10.), ("telefono", 10.), ("telefone", 10.), ("tel", 9.), ("cell", 7.), ("handy", 8.), ("celular", 8.), ("phone1", 9.)],
            Self::Case => &[
                ("case concept name", 10.), ("case id", 10.), ("caseid", 10.), ("case", 9.), ("case key", 9.), ("trace", 8.), ("trace id", 9.), ("process instance", 9.), ("instance id", 7.), ("lead id", 8.), ("leadid", 8.), ("prospect id", 8.), ("opportunity id", 8.), ("deal id", 8.), ("contact id", 7.5), ("contact email", 7.), ("ticket id", 8.), ("incident id", 8.), ("order id", 7.5), ("request id", 7.5), ("application id", 8.), ("customer id", 7.), ("person id", 7.), ("user id", 5.), ("object id", 6.), ("entity id", 6.), ("record id", 6.), ("session id", 5.), ("id", 4.), ("vorgang", 8.), ("vorgangsnummer", 9.), ("fall", 8.), ("fallnummer", 9.), ("caso", 8.), ("dossier", 7.), ("zaak", 8.), ("processo", 6.), ("email", 5.), ("lead", 7.),
            ],
            Self::Activity => &[
                ("concept name", 10.), ("activity", 10.), ("activity name", 10.), ("activity type", 9.), ("event", 8.5), ("event name", 9.), ("event type", 9.), ("action", 8.), ("task", 7.), ("task name", 8.), ("step", 8.), ("step name", 8.5), ("operation", 7.), ("new stage", 9.), ("to stage", 9.), ("stage", 7.5), ("stage name", 7.5), ("status", 6.5), ("new status", 8.5), ("new value", 7.5), ("state", 6.), ("type", 4.5), ("interaction", 7.), ("touchpoint", 7.),
                ("aktivitat", 10.), ("schritt", 8.), ("ereignis", 9.), ("tatigkeit", 9.), ("actividad", 10.), ("evento", 9.), ("etapa", 7.), ("atividade", 10.), ("activite", 10.), ("evenement", 9.), ("activiteit", 10.), ("handeling", 8.),
            ],
            Self::Time => &[
                ("time timestamp", 10.), ("timestamp", 10.), ("time", 8.5), ("event time", 10.), ("event date", 9.5), ("datetime", 9.), ("date time", 9.), ("complete timestamp", 10.), ("end timestamp", 8.), ("start timestamp", 8.), ("activity date", 9.5), ("occurred at", 10.), ("happened at", 10.), ("entered at", 9.), ("entered on", 9.), ("changed at", 9.), ("changed on", 9.), ("change date", 9.), ("created at", 8.), ("created", 7.), ("created time", 7.5), ("date", 8.), ("at", 7.), ("start time", 8.), ("end time", 7.), ("completed at", 8.), ("ts", 8.), ("modified at", 6.),
                ("zeitstempel", 10.), ("zeitpunkt", 10.), ("zeit", 8.5), ("datum", 8.), ("fecha", 8.), ("hora", 7.), ("marca de tiempo", 10.), ("data hora", 9.), ("horodatage", 10.), ("tijdstip", 10.), ("tijdstempel", 10.), ("data", 6.),
            ],
            Self::Actor => &[
                ("org resource", 10.), ("resource", 9.), ("actor", 10.), ("user", 8.), ("user name", 7.), ("performed by", 10.), ("executed by", 10.), ("done by", 10.), ("changed by", 9.5), ("created by", 7.), ("activity owner", 9.), ("owner", 8.), ("agent", 8.), ("employee", 8.), ("assignee", 8.), ("assigned to", 8.), ("rep", 8.), ("sales rep", 8.), ("by", 7.), ("handler", 8.), ("bearbeiter", 9.5), ("benutzer", 9.), ("usuario", 9.), ("responsable", 8.), ("utilisateur", 9.), ("medewerker", 9.),
            ],
            Self::Lifecycle => &[("lifecycle transition", 10.), ("lifecycle", 8.), ("transition", 7.), ("event lifecycle", 9.)],
        }
    }

    /// Words that say a column of a fitting name means something else.
    pub(crate) fn vetoes(self) -> &'static [&'static str] {
        match self {
            Self::Value => &[
                "declared", "monthly", "annual", "yearly", "estimated", "expected", "average", "avg", "budget", "budgeted", "employees", "company", "tier", "category", "forecast", "probability", "discount", "tax", "cost", "actual cost", "score", "account", "currency", "id", "age", "spent", "visits", "time", "lifetime", "number", "count", "weighted", "list", "unit",
            ],
            Self::Captured => &["modified", "updated", "last", "close", "closed", "closing", "won", "lost", "due", "end", "birth", "month", "year", "week", "quarter", "by", "expected", "next", "order"],
            Self::Closed => &["expected", "due", "month", "year", "quarter", "by", "reason", "lost reason", "value", "amount"],
            Self::Source => &["id", "date", "owner", "status", "type id", "cost", "file", "url", "record"],
            Self::Owner => &["date", "email opt", "opt", "phone", "team", "since", "manager", "time"],
            Self::Outcome | Self::Stage => &["date", "reason", "time", "since", "duration", "probability", "value", "amount", "country", "region", "address", "marital", "email", "province", "task", "call", "meeting", "ticket", "employment", "id"],
            Self::Mail => &["opt", "opted", "owner", "do", "not", "status", "bounce", "sent", "opened", "clicked", "count", "verified", "valid", "consent", "list", "template", "campaign"],
            Self::Phone => &["do", "not", "opt", "type", "status", "count", "verified", "valid", "consent"],
            Self::FirstTouch | Self::LastTouch => &["channel", "source", "campaign", "medium", "month", "by", "type", "name", "notable", "owner"],
            Self::Id => &["owner", "account", "company", "campaign", "landing", "page", "seller", "user", "parent", "zip", "postal", "phone", "tax", "employees", "of", "tier", "agent", "manager", "product", "creator", "sdr", "sr", "org", "team", "form", "ad", "session"],
            Self::Case => &["name id", "owner", "account", "campaign", "manager", "type", "status", "creator", "event", "activity"],
            Self::Activity => &["date", "time", "id", "owner", "count", "number", "result", "duration", "notes", "description", "case"],
            Self::Time => &["zone", "zoned", "spent", "duration", "elapsed", "case", "due", "planned", "deadline", "birth", "tracked", "total"],
            Self::Actor => &["date", "id type", "email opt", "team"],
            Self::Currency | Self::Lifecycle => &[],
        }
    }
}
