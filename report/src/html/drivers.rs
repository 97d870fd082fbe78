//! Drivers: what the outcome hangs on, how well that predicts, and which fields
//! know too much.

use super::chart::{Figure, Scale};
use super::markup::{At, Html, Px, markup};
use super::section::{Absent, Section};
use super::table::{Number, Table, Text};
use super::words::{self, count, counted, decimal, percent};
use diagnose::Diagnosis;
use insight::drivers::{Driver, Drivers, Quality, Tier};
use insight::stats::Rate;

/// Drivers drawn at most.
const DRAWN: usize = 20;

/// What the outcome hangs on.
pub(super) fn section(diagnosis: &Diagnosis) -> Section {
    let mut absent = Absent::default();
    let mut body = Html::new();
    match &diagnosis.drivers {
        Some(drivers) => {
            body.add(&leaks(drivers))
                .add(&strongest(drivers))
                .add(&quality(drivers));
        }
        None => absent.note(diagnosis, "drivers", "What the outcome hangs on"),
    }
    Section::new(
        "drivers",
        "Drivers",
        "What the outcome hangs on",
        body,
        absent,
    )
}

/// Fields written after the outcome, named before anything is claimed.
fn leaks(drivers: &Drivers) -> Html {
    let of = |tier: Tier| {
        drivers
            .leaks
            .iter()
            .filter(move |leak| leak.tier == tier)
            .count() as u64
    };
    let items: Html = drivers
        .leaks
        .iter()
        .take(DRAWN)
        .map(|leak| {
            let sure = match leak.tier {
                Tier::Leak => "",
                Tier::Suspect => ", suspected",
            };
            markup! {
                "<li><b>" (words::name(&leak.field)) "</b> (AUC " (decimal(leak.auc, 3)) " by itself" (sure) "): "
                (words::prose(&leak.reason)) "</li>"
            }
        })
        .collect();
    let title = match (of(Tier::Leak), of(Tier::Suspect)) {
        (0, 0) => return items,
        (0, n) => format!(
            "{} to know the outcome; left out",
            counted(n, "field seems", "fields seem")
        ),
        (n, 0) => format!(
            "{} the outcome; left out",
            counted(n, "field knows", "fields know")
        ),
        (n, more) => format!(
            "{} the outcome, {} to; all left out",
            counted(n, "field knows", "fields know"),
            counted(more, "seems", "seem")
        ),
    };
    let more = drivers.leaks.len().saturating_sub(DRAWN) as u64;
    let more = (more > 0).then(|| markup! { "<p class='more'>… and " (count(more)) " more</p>" });
    markup! {
        "<div class='box'><h3>" (title) "</h3><p>Written together with the outcome or after it; what looks like a cause there is none.</p><ul>"
        (items) "</ul>" (more) "</div>"
    }
}

fn strongest(drivers: &Drivers) -> Html {
    let Some(first) = drivers.drivers.first() else {
        return markup! { "<p>No field separates won leads from the others by more than chance.</p>" };
    };
    let rate = |rate: &Rate| rate.rate.map(percent);
    let title = markup! {
        "With " (words::name(&first.field)) " “" (words::name(&first.value)) "” " (rate(&first.with)) " of "
        (counted(first.with.n, "lead", "leads")) " are won, without it " (rate(&first.without)) " of "
        (count(first.without.n))
    };
    let ends = |rate: &Rate| rate.interval.into_iter().flatten().chain(rate.rate);
    let drawn = &drivers.drivers[..drivers.drivers.len().min(DRAWN)];
    let shares: Vec<f64> = drawn
        .iter()
        .flat_map(|driver| ends(&driver.with).chain(ends(&driver.without)))
        .collect();
    let scale = Scale::shares(shares, 5.0);
    let rows: Html = drawn.iter().map(|driver| row(driver, &scale)).collect();
    let drawing = markup! {
        "<div class='rates ranges'><div class='r head'><span class='l'>Field and value</span><span class='b'>Leads</span>"
        "<span class='k'>Won, % of leads</span><span class='f'>Odds, all else equal</span></div>" (rows)
        "<div class='r axis'><span class='s'>" (scale.axis(tick, None)) "</span></div></div><p class='legend'>"
        "<span><svg class='key' width='14' height='14'><circle class='d' cx='7' cy='7' r='5'/></svg>with it</span>"
        "<span><svg class='key' width='14' height='14'><circle class='d o' cx='7' cy='7' r='4.5'/></svg>without it</span>"
        "<span><svg class='key' width='22' height='14'><line class='w' x1='1' x2='21' y1='7' y2='7'/></svg>interval, 95 %</span></p>"
    };
    let mut table = Table::new(
        "What the outcome hangs on",
        [
            Text("Field"),
            Text("Value"),
            Number("Leads with"),
            Number("Won with (95 %)"),
            Number("Leads without"),
            Number("Won without (95 %)"),
            Number("Odds ratio"),
        ],
    );
    for driver in &drivers.drivers {
        table.row([
            words::name(&driver.field),
            words::name(&driver.value),
            markup! { (count(driver.with.n)) },
            words::rate(driver.with.rate, driver.with.interval),
            markup! { (count(driver.without.n)) },
            words::rate(driver.without.rate, driver.without.interval),
            markup! { (odds(driver.odds_ratio)) },
        ]);
    }
    Figure {
        title,
        shows: markup! {
            "Won rate of the leads that have a value and of those that don’t, strongest first, n = " (count(drivers.n))
            ". What goes together need not be a cause."
        },
        drawing,
        spoken: "Won rate with and without each value; the table below holds the same figures".to_owned(),
        behind: table.behind(),
    }
    .html()
}

fn row(driver: &Driver, scale: &Scale) -> Html {
    let mark = |rate: &Rate, y: f64, class: &'static str, radius: f64| {
        let whisker = rate.interval.map(|[low, high]| markup! {
            "<line class='w' x1='" (At(scale.at(low))) "' x2='" (At(scale.at(high))) "' y1='" (At(y)) "' y2='" (At(y)) "'/>"
        });
        let dot = rate.rate.map(|rate| markup! {
            "<circle class='" (class) "' cx='" (At(scale.at(rate))) "' cy='" (At(y)) "' r='" (Px(radius)) "'/>"
        });
        markup! { (whisker) (dot) }
    };
    markup! {
        "<div class='r'><span class='l'>" (words::name(&driver.field)) "<small>" (words::name(&driver.value))
        "</small></span><span class='b'>" (count(driver.with.n)) "</span><span class='s tall'><svg>" (scale.grid())
        (mark(&driver.without, 70.0, "d o", 4.5)) (mark(&driver.with, 30.0, "d", 5.0)) "</svg></span><span class='f'>"
        (odds(driver.odds_ratio)) "<small>" (driver.with.rate.map(percent)) " with, " (driver.without.rate.map(percent))
        " without</small></span></div>"
    }
}

fn odds(ratio: f64) -> String {
    format!("×\u{a0}{}", decimal(ratio, 2))
}

fn tick(share: f64) -> String {
    format!("{}\u{a0}%", words::round(share * 100.0, 1))
}

fn quality(drivers: &Drivers) -> Html {
    let honest = &drivers.honest;
    let mut table = Table::new(
        "How well it predicts",
        [
            Text("Fields"),
            Number("Leads tested"),
            Number("AUC (0.5 coin, 1 certain)"),
            Number("Log loss"),
            Number("Brier"),
            Number("Off by, on average"),
            Number("Best tenth wins, × all"),
        ],
    );
    let mut add = |name: &'static str, quality: &Quality| {
        table.row([
            markup! { (name) },
            markup! { (count(quality.n)) },
            markup! { (decimal(quality.auc, 3)) },
            markup! { (decimal(quality.log_loss, 3)) },
            markup! { (decimal(quality.brier, 3)) },
            markup! { (percent(quality.calibration_error)) },
            markup! { (decimal(quality.top_decile_lift, 2)) },
        ]);
    };
    add("Known beforehand", honest);
    if let Some(flattered) = &drivers.with_leaks {
        add("With the leaks: too good", flattered);
    }
    let word = match honest.auc {
        auc if auc < 0.55 => "hardly better than a coin",
        auc if auc < 0.7 => "a little better than a coin",
        auc if auc < 0.8 => "fairly well",
        _ => "well",
    };
    let caveats: Html = drivers
        .caveats
        .iter()
        .take(DRAWN)
        .map(|caveat| markup! { "<li>" (words::prose(caveat)) "</li>" })
        .collect();
    let caveats =
        (!caveats.is_empty()).then(|| markup! { "<ul class='caveats'>" (caveats) "</ul>" });
    markup! {
        "<figure><figcaption><h3>What is known beforehand tells won from lost " (word) ": the best tenth wins "
        (decimal(honest.top_decile_lift, 2)) " times as often as all</h3><p class='shows'>Tested on "
        (counted(honest.n, "lead", "leads")) " the model never saw; validation: " (drivers.validation) ".</p></figcaption>"
        (table.html()) (caveats) "</figure>"
    }
}
