//! Section: a part of the page, and what the export can't answer in it.

use super::markup::{Html, markup};
use super::words;
use diagnose::Diagnosis;

/// A part of the page under its heading.
pub(super) struct Section {
    id: &'static str,
    short: &'static str,
    title: &'static str,
    body: Html,
    absent: Absent,
}

impl Section {
    /// `short` is its name in the contents.
    pub(super) fn new(
        id: &'static str,
        short: &'static str,
        title: &'static str,
        body: Html,
        absent: Absent,
    ) -> Self {
        Section {
            id,
            short,
            title,
            body,
            absent,
        }
    }

    /// What the sections that have nothing to show would have shown, and why
    /// they can't, together at one place.
    pub(super) fn of_absent(sections: &[Section]) -> Self {
        let silent = sections.iter().filter(|section| section.body.is_empty());
        let all = Absent(
            silent
                .flat_map(|section| section.absent.0.clone())
                .collect(),
        );
        let body = all.lines();
        Section::new(
            "absent",
            "Not shown",
            "What this export can’t show",
            body,
            Absent::default(),
        )
    }

    /// Its entry in the contents; none if it has nothing to show.
    pub(super) fn link(&self) -> Html {
        if self.body.is_empty() {
            return Html::new();
        }
        markup! { "<li><a href='#" (self.id) "'>" (self.short) "</a></li>" }
    }

    pub(super) fn html(&self) -> Html {
        if self.body.is_empty() {
            return Html::new();
        }
        markup! {
            "<section id='" (self.id) "' aria-labelledby='" (self.id) "-title'><h2 id='" (self.id) "-title'>"
            (self.title) "</h2>\n" (self.body) (self.absent.html()) "</section>\n"
        }
    }
}

/// The parts of a section that aren't there, as one calm line a reason.
#[derive(Default)]
pub(super) struct Absent(Vec<(&'static str, String)>);

impl Absent {
    /// Notes that a part isn't shown. `key` is its name among the missing.
    pub(super) fn note(&mut self, diagnosis: &Diagnosis, key: &str, title: &'static str) {
        let reason = diagnosis
            .missing
            .get(key)
            .or_else(|| {
                let tail = |name: &&String| name.rsplit('.').next() == Some(key);
                diagnosis
                    .missing
                    .iter()
                    .find(|(name, _)| tail(name))
                    .map(|(_, reason)| reason)
            })
            .map_or("the export doesn’t say", String::as_str);
        self.0.push((title, reason.to_owned()));
    }

    /// Notes that a part isn't shown, for a reason seen here.
    pub(super) fn because(&mut self, title: &'static str, reason: &str) {
        self.0.push((title, reason.to_owned()));
    }

    /// The lines with a word before them; nothing if nothing is absent.
    pub(super) fn html(&self) -> Html {
        if self.0.is_empty() {
            return Html::new();
        }
        markup! { "<div class='absent'><p>Not to be seen in this export:</p>" (self.lines()) "</div>" }
    }

    /// A line for each reason; parts with the same reason share it.
    fn lines(&self) -> Html {
        let mut lines: Vec<(Vec<Html>, &str)> = Vec::new();
        for (title, reason) in &self.0 {
            let title = markup! { "<b>" (*title) "</b>" };
            match lines.iter_mut().find(|(_, known)| known == reason) {
                Some((titles, _)) => titles.push(title),
                None => lines.push((vec![title], reason)),
            }
        }
        let lines: Html = lines
            .iter()
            .map(|(titles, reason)| {
                markup! { "<li>" (words::list(titles)) ": " (words::prose(reason)) "</li>" }
            })
            .collect();
        if lines.is_empty() {
            return lines;
        }
        markup! { "<ul class='absent'>" (lines) "</ul>" }
    }
}
