//! Parts: the pieces of the terminal report, from top to bottom.

use super::canvas::{Canvas, Ink, bar, cut, left, right, safe, sparkline, whisker};
use diagnose::diagnosis::{Balance, Diagnosis};
use diagnose::words::{count, counted, days, money, percent, shortened};
use unicode_width::UnicodeWidthStr;

/// Rows shown of a long table.
const ROWS: usize = 12;
/// Findings shown with all they say.
const FINDINGS: usize = 8;
/// Warnings shown.
const WARNINGS: usize = 14;

fn is_log(d: &Diagnosis) -> bool {
    d.input.mapping.shape == "event"
}

fn interval([low, high]: [f64; 2]) -> String {
    format!("{:.1}–{:.1} %", low * 100.0, high * 100.0)
}

fn shown(text: &str) -> String {
    if text.trim().is_empty() {
        "(empty)".to_owned()
    } else {
        safe(text)
    }
}

/// What was read, and the balance: the parts add up to the whole.
pub(super) fn headline(c: &mut Canvas, d: &Diagnosis) {
    let mut names: Vec<String> = d.input.files.iter().map(|f| f.table.clone()).collect();
    let more = names.len().saturating_sub(3);
    names.truncate(3);
    let mut of = names.join(", ");
    if more > 0 {
        of = format!("{of} and {more} more");
    }
    let thing = if is_log(d) { "cases" } else { "leads" };
    let title = format!("Throughline diagnosis of {of}");
    let title = c.ink(Ink::Title, &cut(&title, c.width()));
    c.line(&title);
    let period = d.period.as_ref().map_or_else(
        || "no dates in the data".to_owned(),
        |p| format!("{} to {}", p.from, p.to),
    );
    let note = c.ink(
        Ink::Dim,
        &cut(
            &format!("{} {thing}, {period}", count(d.leads.total)),
            c.width(),
        ),
    );
    c.line(&note);
    c.blank();
    balance(c, &d.leads, thing);
    let mut facts: Vec<(&str, String)> = Vec::new();
    if let (Some(rate), Some(range)) = (d.leads.won_rate, d.leads.won_rate_interval) {
        let of_closed = match (
            d.leads.win_rate_of_closed,
            d.leads.win_rate_of_closed_interval,
        ) {
            (Some(rate), Some(range)) => {
                format!("; {} of those closed ({})", percent(rate), interval(range))
            }
            _ => String::new(),
        };
        facts.push((
            "won",
            format!(
                "{} of all {thing} ({}){of_closed}",
                percent(rate),
                interval(range)
            ),
        ));
    }
    if let Some(value) = d.leads.won_value {
        let currency = d.leads.currency.as_deref();
        let spread = d.leads.won_value_spread.map_or_else(String::new, |s| {
            format!(
                "; a won one is worth {} on average, {} at the median",
                money(s.mean, currency),
                money(s.median, currency)
            )
        });
        facts.push(("worth", format!("{} won{spread}", money(value, currency))));
    }
    if let Some(time) = d.time_to_win_days {
        let lost = d
            .time_to_loss_days
            .map_or_else(String::new, |l| format!("; to lose {}", days(l.median)));
        facts.push((
            "time",
            format!(
                "{} to win at the median, nine of ten within {} (n {}){lost}",
                days(time.median),
                days(time.p90),
                count(time.n)
            ),
        ));
    }
    if let Some(response) = &d.first_response {
        facts.push((
            "answer",
            format!(
                "{} to the first touch at the median (n {}), {} never touched",
                days(response.hours.median / 24.0),
                count(response.hours.n),
                count(response.never)
            ),
        ));
    }
    if let Some(paths) = &d.paths {
        facts.push((
            "paths",
            format!(
                "{} events of {} activities, {} different paths, {} per case{}",
                count(paths.events),
                count(paths.activities),
                count(paths.variants),
                paths
                    .events_per_case
                    .map_or_else(String::new, |s| format!("{:.1} events", s.mean)),
                paths.case_days.map_or_else(String::new, |s| format!(
                    "; a case takes {} at the median",
                    days(s.median)
                ))
            ),
        ));
    }
    for (name, text) in facts {
        let start = format!("  {} ", c.ink(Ink::Dim, &left(name, 7)));
        c.wrapped(&start, Ink::Plain, &text);
    }
}

fn balance(c: &mut Canvas, b: &Balance, thing: &str) {
    let (Some(won), Some(lost), Some(disqualified), Some(open)) =
        (b.won, b.lost, b.disqualified, b.open)
    else {
        let line = format!(
            "  {} {thing}; nothing in the data says what became of them",
            count(b.total)
        );
        c.wrapped("", Ink::Plain, &line);
        return;
    };
    let cells = [
        ("won", won, Ink::Good, '█'),
        ("lost", lost, Ink::Bad, '▓'),
        ("disqualified", disqualified, Ink::Dim, '▒'),
        ("open", open, Ink::Accent, '░'),
    ];
    let sum: Vec<String> = cells
        .iter()
        .filter(|(name, n, ..)| *n > 0 || *name != "disqualified")
        .map(|(name, n, ..)| format!("{} {name}", count(*n)))
        .collect();
    c.wrapped(
        "  ",
        Ink::Plain,
        &format!("{} {thing} = {}", count(b.total), sum.join(" + ")),
    );
    let width = c.width().saturating_sub(4).min(96);
    let mut used = 0;
    let mut line = String::from("  ");
    let mut seen = 0;
    for (_, n, ink, glyph) in cells {
        seen += n;
        let end = (seen as f64 / b.total.max(1) as f64 * width as f64).round() as usize;
        let end = if n > 0 {
            end.max(used + 1).min(width)
        } else {
            end.min(width)
        };
        line.push_str(&c.ink(ink, &glyph.to_string().repeat(end.saturating_sub(used))));
        used = end.max(used);
    }
    c.line(&line);
    c.blank();
}

/// What to look at first.
pub(super) fn findings(c: &mut Canvas, d: &Diagnosis) {
    if d.findings.is_empty() {
        return;
    }
    c.heading("What to look at first", "");
    let thing = if is_log(d) {
        ("case", "cases")
    } else {
        ("lead", "leads")
    };
    for (i, finding) in d.findings.iter().take(FINDINGS).enumerate() {
        let start = format!("{} ", c.ink(Ink::Accent, &right(&(i + 1).to_string(), 3)));
        c.wrapped(&start, Ink::Title, &finding.title);
        let mut facts = Vec::new();
        if finding.leads > 0 {
            facts.push(counted(finding.leads, thing.0, thing.1));
        }
        if let Some(price) = finding.price {
            facts.push(format!(
                "about {} at stake",
                money(price, d.leads.currency.as_deref())
            ));
        }
        facts.push(format!("{} confidence", finding.confidence));
        c.wrapped("    ", Ink::Dim, &facts.join(" · "));
        c.wrapped("    → ", Ink::Plain, &finding.attempt);
    }
    if d.findings.len() > FINDINGS {
        let more = format!(
            "and {} more in the JSON and the page",
            d.findings.len() - FINDINGS
        );
        c.wrapped("    ", Ink::Dim, &more);
    }
}

/// What is odd in the data.
pub(super) fn warnings(c: &mut Canvas, d: &Diagnosis) {
    if d.warnings.is_empty() {
        return;
    }
    c.heading(
        "What is odd in the data",
        &format!("{} remarks", d.warnings.len()),
    );
    for warning in d.warnings.iter().take(WARNINGS) {
        let start = format!("  {} ", c.ink(Ink::Warn, "!"));
        c.wrapped(&start, Ink::Plain, &warning.message);
        if !warning.leads.is_empty() {
            let shown: Vec<String> = warning.leads.iter().take(4).map(|l| shortened(l)).collect();
            let more = warning.leads.len().saturating_sub(4).max(
                usize::try_from(warning.count)
                    .unwrap_or(0)
                    .saturating_sub(4),
            );
            let more = if more > 0 { " …" } else { "" };
            c.wrapped("    ", Ink::Dim, &format!("{}{more}", shown.join(", ")));
        }
    }
    if d.warnings.len() > WARNINGS {
        let more = format!(
            "and {} more in the JSON and the page",
            d.warnings.len() - WARNINGS
        );
        c.wrapped("    ", Ink::Dim, &more);
    }
    if d.input.ignored_rows_total > 0 {
        let text = format!(
            "{} left out as unreadable; the JSON lists them with line and reason",
            counted(d.input.ignored_rows_total, "row was", "rows were")
        );
        c.wrapped("    ", Ink::Dim, &text);
    }
}

struct Row {
    name: String,
    note: String,
    leads: u64,
    won: Option<u64>,
    rate: Option<f64>,
    interval: Option<[f64; 2]>,
    value: Option<f64>,
}

fn table(c: &mut Canvas, head: &str, rows: &[Row], rate_name: &str, currency: Option<&str>) {
    let rates = rows.iter().any(|r| r.rate.is_some());
    // In a narrow window the worth has no room beside the name and the counts.
    let values = rows.iter().any(|r| r.value.is_some_and(|v| v != 0.0)) && c.width() >= 56;
    let notes = rows.iter().map(|r| r.note.width()).max().unwrap_or(0);
    let most = rows
        .iter()
        .filter_map(|r| r.interval.map(|i| i[1]))
        .fold(0.0, f64::max)
        .clamp(0.05, 1.0);
    let numbers = 9 + 8 + if rates { 8 } else { 0 } + if values { 16 } else { 0 };
    let room = c.width().saturating_sub(numbers + 2);
    let name = rows
        .iter()
        .map(|r| shown(&r.name).width())
        .chain([head.width()])
        .max()
        .unwrap_or(10)
        .clamp(
            10,
            room.saturating_sub(if notes > 0 && room > 60 { notes + 3 } else { 1 })
                .clamp(12, 34),
        )
        + 1;
    let note = if notes > 0 && room > name + notes + 24 {
        notes + 2
    } else {
        0
    };
    let plot = room.saturating_sub(name + note + 2).min(30);
    let plot = if rates && plot >= 10 { plot } else { 0 };
    let mut line = format!(
        "  {}{}{}{}",
        left(head, name),
        left("", note),
        right("leads", 9),
        right("won", 8)
    );
    if rates {
        line.push_str(&right(rate_name, 8));
    }
    if values {
        line.push_str(&right(&format!("won {}", currency.unwrap_or("value")), 16));
    }
    if plot > 0 {
        line.push_str(&format!(
            "  {}",
            left(&format!("0 to {:.0} %, 95 % interval", most * 100.0), plot)
        ));
    }
    let line = c.ink(Ink::Dim, &line);
    c.line(&line);
    for row in rows.iter().take(ROWS) {
        let mut line = format!(
            "  {}{}{}{}",
            left(&shown(&row.name), name),
            left(if note > 0 { &row.note } else { "" }, note),
            right(&count(row.leads), 9),
            right(&row.won.map_or_else(|| "–".to_owned(), count), 8)
        );
        if rates {
            line.push_str(&right(&row.rate.map_or_else(|| "–".to_owned(), percent), 8));
        }
        if values {
            line.push_str(&right(
                &row.value.map_or_else(|| "–".to_owned(), |v| money(v, None)),
                16,
            ));
        }
        if plot > 0
            && let (Some(rate), Some(range)) = (row.rate, row.interval)
        {
            line.push_str("  ");
            line.push_str(&c.ink(Ink::Accent, &whisker(rate, range, most, plot)));
        }
        c.line(&line);
    }
    if rows.len() > ROWS {
        let leads: u64 = rows.iter().skip(ROWS).map(|r| r.leads).sum();
        let line = format!(
            "  {} more with {}",
            rows.len() - ROWS,
            counted(leads, "lead", "leads")
        );
        let line = c.ink(Ink::Dim, &line);
        c.line(&line);
    }
}

/// Channels with what they bring.
pub(super) fn sources(c: &mut Canvas, d: &Diagnosis) {
    let Some(sources) = &d.sources else { return };
    c.heading("Where they come from", "share won, with its interval");
    let rows: Vec<Row> = sources
        .iter()
        .map(|s| Row {
            name: s.channel.clone(),
            note: s.family.word().to_owned(),
            leads: s.leads,
            won: s.won,
            rate: s.won_rate,
            interval: s.interval,
            value: s.won_value,
        })
        .collect();
    table(c, "channel", &rows, "rate", d.leads.currency.as_deref());
}

/// Owners with what they win and carry.
pub(super) fn owners(c: &mut Canvas, d: &Diagnosis) {
    let Some(owners) = &d.owners else { return };
    c.heading("Who looks after them", "");
    let rows: Vec<Row> = owners
        .iter()
        .map(|o| Row {
            name: o.owner.clone(),
            note: o
                .open
                .filter(|n| *n > 0)
                .map_or_else(String::new, |n| format!("{} open", count(n))),
            leads: o.leads,
            won: o.won,
            rate: o.won_rate,
            interval: o.interval,
            value: o.won_value,
        })
        .collect();
    table(c, "owner", &rows, "rate", d.leads.currency.as_deref());
}

/// Leads by week, wins by month.
pub(super) fn months(c: &mut Canvas, d: &Diagnosis) {
    let (Some(flow), Some(rhythm)) = (&d.flow, &d.rhythm) else {
        return;
    };
    c.heading("When they come", "");
    let width = c.width().saturating_sub(4);
    let weeks: Vec<f64> = rhythm.weeks.iter().map(|w| w.leads as f64).collect();
    let line = format!("  {}", c.ink(Ink::Accent, &sparkline(&weeks, width)));
    c.line(&line);
    let first = rhythm.weeks.first().map_or("", |w| w.monday.as_str());
    let last = rhythm.weeks.last().map_or("", |w| w.monday.as_str());
    c.wrapped(
        "  ",
        Ink::Dim,
        &format!(
            "{} a week from {first} to {last}, {:.0} on average, most {}",
            if is_log(d) { "cases" } else { "leads" },
            rhythm.mean,
            rhythm.weeks.iter().map(|w| w.leads).max().unwrap_or(0)
        ),
    );
    if d.leads.won.unwrap_or(0) > 0 {
        let won: Vec<f64> = flow.iter().map(|f| f.won as f64).collect();
        let line = format!("  {}", c.ink(Ink::Good, &sparkline(&won, width)));
        c.line(&line);
        c.wrapped(
            "  ",
            Ink::Dim,
            &format!(
                "won a month from {} to {}, most {}",
                flow.first().map_or("", |f| f.month.as_str()),
                flow.last().map_or("", |f| f.month.as_str()),
                flow.iter().map(|f| f.won).max().unwrap_or(0)
            ),
        );
    }
    if let Some(stale) = d.stale.as_ref().filter(|s| s.leads > 0) {
        c.wrapped(
            "  ",
            Ink::Plain,
            &format!(
                "{} of {} open ones are older than {}.",
                count(stale.leads),
                count(stale.of_open),
                days(stale.after_days)
            ),
        );
    }
}

/// Where they stand, and how far they came.
pub(super) fn stages(c: &mut Canvas, d: &Diagnosis) {
    if let Some(funnel) = &d.funnel {
        c.heading("How far they come", "");
        let name = funnel
            .iter()
            .map(|s| s.step.width())
            .max()
            .unwrap_or(8)
            .min(24);
        let room = c.width().saturating_sub(name + 30).min(40);
        for step in funnel {
            let line = format!(
                "  {} {} {} {}",
                left(&step.step, name),
                right(&count(step.leads), 9),
                right(&percent(step.of_all), 7),
                c.ink(Ink::Accent, &bar(step.of_all, room))
            );
            c.line(&line);
        }
    }
    let Some(stages) = &d.stages else { return };
    c.heading("Where they stand", "");
    let name = stages
        .iter()
        .map(|s| shown(&s.stage).width())
        .max()
        .unwrap_or(8)
        .min(30);
    for stage in stages.iter().take(ROWS) {
        let age = stage.age_days.map_or_else(String::new, |a| {
            format!("open for {} at the median", days(a.median))
        });
        let mut line = format!(
            "  {} {}  {}",
            left(&shown(&stage.stage), name),
            right(&count(stage.leads), 8),
            left(&stage.outcome, 12)
        );
        if c.width() > name + 60 {
            line.push_str(&age);
        }
        c.line(&line);
    }
}

/// What the outcome hangs on.
pub(super) fn drivers(c: &mut Canvas, d: &Diagnosis) {
    let Some(drivers) = &d.drivers else { return };
    c.heading(
        "What the outcome hangs on",
        &format!(
            "AUC {:.2} on {} leads it never saw",
            drivers.honest.auc,
            count(drivers.honest.n)
        ),
    );
    if !drivers.leaks.is_empty() {
        let names: Vec<String> = drivers.leaks.iter().map(|l| shown(&l.field)).collect();
        let with = drivers.with_leaks.map_or_else(String::new, |q| {
            format!(
                " (with them AUC {:.2}, which nobody could have known)",
                q.auc
            )
        });
        c.wrapped(
            "  ",
            Ink::Plain,
            &format!(
                "Left out because they are written with or after the outcome: {}{with}.",
                names.join(", ")
            ),
        );
    }
    for driver in drivers.drivers.iter().take(8) {
        let (Some(with), Some(without)) = (driver.with.rate, driver.without.rate) else {
            continue;
        };
        let sign = if with > without {
            c.ink(Ink::Good, "▲")
        } else {
            c.ink(Ink::Bad, "▼")
        };
        let start = format!("  {sign} ");
        c.wrapped(
            &start,
            Ink::Plain,
            &format!(
                "{}: {} — {} of {} won, {} of the rest",
                shown(&driver.field),
                shown(&driver.value),
                percent(with),
                count(driver.with.n),
                percent(without)
            ),
        );
    }
    for caveat in &drivers.caveats {
        c.wrapped("  ", Ink::Dim, caveat);
    }
}

/// What really happens.
pub(super) fn paths(c: &mut Canvas, d: &Diagnosis) {
    let Some(paths) = &d.paths else { return };
    c.heading(
        "What really happens",
        &format!(
            "{} paths, {} cover 80 %",
            count(paths.variants),
            count(paths.variants_for_80_percent)
        ),
    );
    for variant in paths.top_variants.iter().take(5) {
        let share = variant.cases as f64 / paths.cases.max(1) as f64;
        let start = format!(
            "  {} {} ",
            right(&count(variant.cases), 7),
            c.ink(Ink::Dim, &right(&percent(share), 7))
        );
        let path: Vec<String> = variant.path.iter().map(|a| shown(a)).collect();
        let mut text = path.join(" → ");
        if text.chars().count() > 260 {
            text = format!(
                "{} … ({} steps)",
                text.chars().take(230).collect::<String>(),
                path.len()
            );
        }
        c.wrapped(&start, Ink::Plain, &text);
    }
    let mut edges: Vec<_> = paths
        .directly_follows
        .iter()
        .filter(|e| e.seconds.is_some())
        .collect();
    edges.sort_by(|a, b| b.total_days.total_cmp(&a.total_days));
    if !edges.is_empty() {
        c.blank();
        let title = c.ink(Ink::Dim, "  most waiting between");
        c.line(&title);
        let all: f64 = edges.iter().map(|e| e.total_days).sum();
        for edge in edges.into_iter().take(6) {
            let Some(wait) = edge.seconds else { continue };
            let start = format!(
                "  {} ",
                right(&percent(edge.total_days / all.max(f64::MIN_POSITIVE)), 7)
            );
            c.wrapped(
                &start,
                Ink::Plain,
                &format!(
                    "{} → {}: {}, {} at the median",
                    shown(&edge.from),
                    shown(&edge.to),
                    counted(edge.count, "time", "times"),
                    days(wait.median / 86_400.0)
                ),
            );
        }
    }
}

/// What the columns were taken for, and what couldn't be answered.
pub(super) fn understood(c: &mut Canvas, d: &Diagnosis) {
    c.heading(
        "How it was understood",
        "--save-map writes this down, --map gives it back",
    );
    for file in &d.input.files {
        let coding = match (&file.encoding, &file.delimiter) {
            (Some(encoding), Some(delimiter)) => format!(
                ", {encoding}, delimiter {}",
                if delimiter == "\t" { "tab" } else { delimiter }
            ),
            _ => String::new(),
        };
        c.wrapped(
            "  ",
            Ink::Plain,
            &format!(
                "{}: {} {}, {}{coding}; a row is {}",
                file.table,
                count(file.rows),
                if file.rows == 1 { "row" } else { "rows" },
                file.format,
                match file.shape.as_str() {
                    "unused" => "of no use here".to_owned(),
                    "lookup" => "something that leads refer to".to_owned(),
                    shape => format!("a {shape}").replace("a event", "an event"),
                }
            ),
        );
    }
    let many = d.input.files.len() > 1;
    for role in &d.input.mapping.roles {
        let column = if many {
            format!("{}.{}", role.table, role.column)
        } else {
            role.column.clone()
        };
        let start = format!("    {} ", c.ink(Ink::Dim, &left(&role.role, 11)));
        let ink = if role.confidence == "weak" {
            Ink::Warn
        } else {
            Ink::Plain
        };
        c.wrapped(
            &start,
            ink,
            &format!(
                "{} ({}: {})",
                shown(&column),
                role.confidence,
                role.reasons.join("; ")
            ),
        );
    }
    for join in &d.input.mapping.joins {
        let start = format!("    {} ", c.ink(Ink::Dim, &left("joined", 11)));
        c.wrapped(
            &start,
            Ink::Plain,
            &format!(
                "{} = {}: {} found, {} not",
                join.from,
                join.to,
                count(join.matched),
                count(join.unmatched)
            ),
        );
    }
    if !d.missing.is_empty() {
        let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
        for (part, reason) in &d.missing {
            match by_reason.iter_mut().find(|(r, _)| r == reason) {
                Some((_, parts)) => parts.push(part),
                None => by_reason.push((reason, vec![part])),
            }
        }
        c.heading("What the data can't answer", "");
        for (reason, parts) in by_reason {
            c.wrapped("  ", Ink::Dim, &format!("{}: {reason}", parts.join(", ")));
        }
    }
}
