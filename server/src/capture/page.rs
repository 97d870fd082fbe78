//! Page: a form as HTML, for its own page and for the pages of others.
//!
//! It works without a script. Whatever somebody wrote is text in it: everything that isn't a
//! literal here goes through [`esc`]. Its policy lets it load its own style and script, send
//! to this server, and be shown by the sites that the form names.

use super::definition::{Definition, FormDefinition, FormField, allowed_site};
use super::form::{self, Values, field_of};
use super::origin;
use super::token::FormToken;
use jiff::Timestamp;
use lifecycle::process::model::Process;
use lifecycle::value::FieldType;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use store::WayIn;

/// How forms look.
pub(crate) const STYLE: &str = include_str!("assets/form.css");
/// Does the work that a form asks for, and remembers where somebody came from.
pub(crate) const SCRIPT: &str = include_str!("assets/form.js");
/// Brings a form into the pages of others.
const EMBED: &str = include_str!("assets/embed.js");

/// A form that is about to be shown.
pub(crate) struct Shown<'a> {
    pub(crate) way: &'a WayIn,
    pub(crate) form: &'a FormDefinition,
    pub(crate) process: Option<&'a Process>,
    /// What was filled in before.
    pub(crate) values: &'a Values,
    /// What is wrong with it, by the name of the input.
    pub(crate) wrong: &'a BTreeMap<String, String>,
    pub(crate) now: Timestamp,
    /// Shown to whoever builds it: nothing can be sent.
    pub(crate) preview: bool,
}

/// Text in HTML, between tags and within quotes.
pub(crate) fn esc(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\0' => {}
            other => safe.push(other),
        }
    }
    safe
}

/// What a page with a form may load, and who may show it.
pub(crate) fn policy(form: &FormDefinition) -> String {
    let origin = |site: &String| {
        let name = site.split(':').next().unwrap_or_default();
        let here = name == "localhost" || name == "127.0.0.1";
        format!(" {}://{site}", if here { "http" } else { "https" })
    };
    let sites: String = form.sites.iter().map(origin).collect();
    // The redirect after sending counts as a target of the form in some browsers.
    let leads_to = form
        .redirect
        .as_deref()
        .and_then(|own| allowed_site(own, &form.sites));
    let leads_to = leads_to.map(|own| format!(" {own}")).unwrap_or_default();
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
         img-src 'self'; base-uri 'none'; form-action 'self'{leads_to}; frame-ancestors 'self'{sites}"
    )
}

impl Shown<'_> {
    /// The whole page.
    pub(crate) fn page(&self) -> String {
        let heading = self.heading();
        let script = if self.preview {
            ""
        } else {
            "<script src=\"/f/assets/form.js\" defer></script>"
        };
        document(heading, &format!("{}{script}", self.part()))
    }

    /// A token for this showing of the form. One that is shown again, with what is wrong in
    /// it, keeps its own: who mends a letter is quick, and has done the work already.
    pub(crate) fn token(&self) -> String {
        let shown = self.values.get(form::CONSENT_VERSION).map(String::as_str);
        if shown == Some(self.version())
            && form::token(self.way, self.values).is_some()
            && let Some(token) = self.values.get(form::TOKEN)
        {
            return token.clone();
        }
        let bound = form::bound(self.way, self.version());
        FormToken::sign(&bound, &self.way.own_key, self.now)
    }

    /// The words of the consent that are shown.
    fn version(&self) -> &str {
        let consent = self.form.consent.as_ref();
        consent.map_or("", |own| own.version.as_str())
    }

    fn heading(&self) -> &str {
        self.form.heading.as_deref().unwrap_or(&self.way.title)
    }

    /// The form alone.
    pub(crate) fn part(&self) -> String {
        let mut html = String::new();
        let _ = write!(
            html,
            "<section class=\"tl-form\"><h1>{}</h1>",
            esc(self.heading())
        );
        if let Some(intro) = &self.form.intro {
            let _ = write!(html, "<p class=\"tl-intro\">{}</p>", lines(intro));
        }
        self.errors(&mut html);
        let work = match self.form.proof_of_work {
            0 => String::new(),
            bits => format!(" data-work=\"{bits}\""),
        };
        let _ = write!(
            html,
            "<form method=\"post\" action=\"/f/{id}\" data-form=\"{id}\"{work}>",
            id = esc(&self.way.id)
        );
        for field in &self.form.fields {
            self.field(field, &mut html);
        }
        self.consent(&mut html);
        self.hidden(&mut html);
        let submit = self.form.submit.as_deref().unwrap_or("Send");
        let off = if self.preview { " disabled" } else { "" };
        let _ = write!(
            html,
            "<p class=\"tl-end\"><button type=\"submit\"{off}>{}</button></p></form></section>",
            esc(submit)
        );
        html
    }

    fn errors(&self, html: &mut String) {
        if self.wrong.is_empty() {
            return;
        }
        html.push_str("<div class=\"tl-wrong\" role=\"alert\" tabindex=\"-1\" id=\"tl-wrong\"><h2>Not sent yet</h2><ul>");
        for (name, what) in self.wrong {
            let label = self.form.fields.iter().find(|field| field.target == *name);
            let label = label.map_or("", |field| field.label.as_str());
            let between = if label.is_empty() { "" } else { ": " };
            let _ = write!(
                html,
                "<li><a href=\"#{}\">{}{between}{}</a></li>",
                esc(&id_of(name)),
                esc(label),
                esc(what)
            );
        }
        html.push_str("</ul></div>");
    }

    fn field(&self, field: &FormField, html: &mut String) {
        let id = id_of(&field.target);
        let wrong = self.wrong.get(&field.target);
        let mut said = String::new();
        if field.help.is_some() {
            let _ = write!(said, "{id}-help ");
        }
        if wrong.is_some() {
            let _ = write!(said, "{id}-wrong");
        }
        let mut how = format!("id=\"{}\" name=\"{}\"", esc(&id), esc(&field.target));
        if field.required {
            how.push_str(" required");
        }
        if wrong.is_some() {
            how.push_str(" aria-invalid=\"true\"");
        }
        if !said.is_empty() {
            let _ = write!(how, " aria-describedby=\"{}\"", esc(said.trim()));
        }
        let optional = if field.required {
            ""
        } else {
            " <small>optional</small>"
        };
        let _ = write!(
            html,
            "<div class=\"tl-field\"><label for=\"{}\">{}{optional}</label>",
            esc(&id),
            esc(&field.label)
        );
        if let Some(help) = &field.help {
            let _ = write!(
                html,
                "<p class=\"tl-help\" id=\"{}-help\">{}</p>",
                esc(&id),
                lines(help)
            );
        }
        let value = self.values.get(&field.target).map_or("", String::as_str);
        self.input(&field.target, &how, value, html);
        if let Some(what) = wrong {
            let _ = write!(
                html,
                "<p class=\"tl-said\" id=\"{}-wrong\">{}</p>",
                esc(&id),
                esc(what)
            );
        }
        html.push_str("</div>");
    }

    fn input(&self, target: &str, how: &str, value: &str, html: &mut String) {
        let plain = |html: &mut String, more: &str| {
            let _ = write!(html, "<input {how} {more} value=\"{}\">", esc(value));
        };
        match target {
            "message" => {
                let _ = write!(
                    html,
                    "<textarea {how} rows=\"5\" maxlength=\"20000\">{}</textarea>",
                    esc(value)
                );
            }
            "email" => plain(
                html,
                "type=\"email\" autocomplete=\"email\" maxlength=\"254\" spellcheck=\"false\"",
            ),
            "phone" => plain(html, "type=\"tel\" autocomplete=\"tel\" maxlength=\"60\""),
            "name" => plain(
                html,
                "type=\"text\" autocomplete=\"name\" maxlength=\"200\"",
            ),
            "first_name" => plain(
                html,
                "type=\"text\" autocomplete=\"given-name\" maxlength=\"200\"",
            ),
            "last_name" => plain(
                html,
                "type=\"text\" autocomplete=\"family-name\" maxlength=\"200\"",
            ),
            "company" => plain(
                html,
                "type=\"text\" autocomplete=\"organization\" maxlength=\"200\"",
            ),
            _ => {
                let field = field_of(target);
                let field =
                    field.and_then(|id| self.process.and_then(|process| process.field(&id)));
                match field.map(|field| &field.kind) {
                    Some(FieldType::Choice(of)) => {
                        let options: Vec<(&str, String)> = of
                            .iter()
                            .map(|word| (word.as_str(), spoken(word)))
                            .collect();
                        choice(html, how, value, &options);
                    }
                    Some(FieldType::YesNo) => {
                        choice(
                            html,
                            how,
                            value,
                            &[("yes", "Yes".into()), ("no", "No".into())],
                        );
                    }
                    Some(FieldType::Date) => plain(html, "type=\"date\""),
                    Some(FieldType::Integer { .. }) => {
                        plain(html, "type=\"text\" inputmode=\"numeric\"");
                    }
                    Some(FieldType::Number { .. }) => {
                        plain(html, "type=\"text\" inputmode=\"decimal\"");
                    }
                    _ => plain(html, "type=\"text\" maxlength=\"5000\""),
                }
            }
        }
    }

    fn consent(&self, html: &mut String) {
        let Some(consent) = &self.form.consent else {
            return;
        };
        let id = id_of(form::CONSENT);
        let ticked = self
            .values
            .get(form::CONSENT)
            .is_some_and(|own| !own.is_empty());
        let wrong = self.wrong.get(form::CONSENT);
        let mut how = String::new();
        if ticked {
            how.push_str(" checked");
        }
        if consent.required {
            how.push_str(" required");
        }
        if wrong.is_some() {
            let _ = write!(
                how,
                " aria-invalid=\"true\" aria-describedby=\"{id}-wrong\""
            );
        }
        let _ = write!(
            html,
            "<div class=\"tl-field tl-consent\"><input type=\"checkbox\" id=\"{id}\" name=\"{}\" value=\"yes\"{how}><label for=\"{id}\">{}</label>",
            form::CONSENT,
            lines(&consent.text)
        );
        if let Some(what) = wrong {
            let _ = write!(
                html,
                "<p class=\"tl-said\" id=\"{id}-wrong\">{}</p>",
                esc(what)
            );
        }
        html.push_str("</div>");
    }

    fn hidden(&self, html: &mut String) {
        let version = self.version();
        let token = self.token();
        let mut hidden = |name: &str, value: &str| {
            let _ = write!(
                html,
                "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
                esc(name),
                esc(value)
            );
        };
        hidden(form::TOKEN, if self.preview { "" } else { &token });
        hidden(form::CONSENT_VERSION, version);
        for name in origin::CARRIED {
            hidden(name, self.values.get(name).map_or("", String::as_str));
        }
        // People neither see it nor come to it by keyboard; browsers don't fill it in.
        let _ = write!(
            html,
            "<div class=\"tl-trap\" aria-hidden=\"true\"><label for=\"tl-trap\">Leave this empty</label><input id=\"tl-trap\" name=\"{}\" type=\"text\" tabindex=\"-1\" autocomplete=\"off\"></div>",
            form::TRAP
        );
    }
}

fn choice(html: &mut String, how: &str, value: &str, options: &[(&str, String)]) {
    let _ = write!(
        html,
        "<select {how}><option value=\"\">Please choose</option>"
    );
    for (word, title) in options {
        let chosen = if *word == value { " selected" } else { "" };
        let _ = write!(
            html,
            "<option value=\"{}\"{chosen}>{}</option>",
            esc(word),
            esc(title)
        );
    }
    html.push_str("</select>");
}

/// A word of a choice, for people.
fn spoken(word: &str) -> String {
    let text = word.replace('_', " ");
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}", letters.as_str())
}

/// The id of an input: letters, digits and dashes, whatever it is called.
fn id_of(name: &str) -> String {
    let safe: String = name
        .chars()
        .map(|own| {
            if own.is_ascii_alphanumeric() {
                own
            } else {
                '-'
            }
        })
        .collect();
    format!("tl-{safe}")
}

/// Text of many lines.
fn lines(text: &str) -> String {
    esc(text.trim()).replace('\n', "<br>")
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{}</title><link rel=\"stylesheet\" href=\"/f/assets/form.css\"></head>\
         <body class=\"tl-page\"><main>{body}</main></body></html>",
        esc(title)
    )
}

/// What is said afterwards, to everybody the same.
pub(crate) fn thanks(way: &WayIn, form: &FormDefinition) -> String {
    let heading = form.heading.as_deref().unwrap_or(&way.title);
    let said = success(form);
    document(
        heading,
        &format!(
            "<section class=\"tl-form\" role=\"status\"><h1>{}</h1><p class=\"tl-done\">{}</p></section>",
            esc(heading),
            lines(said)
        ),
    )
}

/// What is said afterwards.
pub(crate) fn success(form: &FormDefinition) -> &str {
    form.success
        .as_deref()
        .filter(|own| !own.trim().is_empty())
        .unwrap_or("Thank you. We have your message and will get back to you.")
}

/// A page that says one thing, where there is no form to show.
pub(crate) fn said(title: &str, text: &str) -> String {
    document(
        title,
        &format!(
            "<section class=\"tl-form\"><h1>{}</h1><p>{}</p></section>",
            esc(title),
            esc(text)
        ),
    )
}

/// The script that brings a form into the pages of others.
pub(crate) fn embed(way: &WayIn, form: &FormDefinition) -> String {
    let own = serde_json::json!({
        "id": way.id,
        "work": form.proof_of_work,
        "success": success(form),
        "clicks": origin::CLICKS,
    });
    // A script ends at `</script` only where it stands in a page; this one is a file.
    EMBED.replace("__FORM__", &own.to_string())
}

/// The form of a way in.
pub(crate) fn form_of(way: &WayIn) -> FormDefinition {
    Definition::of(way).form.unwrap_or_default()
}

/// What the address of the page tells, for its hidden inputs.
pub(crate) fn known_from(query: &str, referrer: Option<&str>, address: &str) -> Values {
    let mut known: Values = origin::of_query(query);
    known
        .entry("landing_page".into())
        .or_insert_with(|| address.chars().take(2_000).collect());
    if let Some(referrer) = referrer {
        known
            .entry("referrer".into())
            .or_insert_with(|| referrer.chars().take(2_000).collect());
    }
    known
}
