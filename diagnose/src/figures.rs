//! Figures: every figure of the diagnosis, asked of [`insight`] and given its name.

use crate::diagnosis::{
    Balance, Breakdown, BreakdownRow, Cohort, Concentration, Diagnosis, FamilyRow, Flow, Gap,
    Owner, OwnerSpread, Period, Response, Rhythm, Source, SpeedRow, Stage, Stale, Step, Week,
};
use insight::concentration::{Measure, concentration, concentration_of_deals};
use insight::group::{Group, families, group, group_untimed};
use insight::leads::{balance, time_to};
use insight::spelling::{Kind, spellings};
use insight::{Labels, Leads, Outcome, Time};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lifecycle::source::family_of;

/// What the figures are counted on.
pub(crate) struct Basis<'a> {
    /// The leads (or cases).
    pub leads: &'a Leads,
    /// Whether the data says what became of them.
    pub outcome_known: bool,
    /// The instant it speaks of.
    pub as_of: Option<Time>,
    /// The zone in which days and months are cut.
    pub zone: &'a TimeZone,
    /// What to call a lead in examples.
    pub name_of: &'a dyn Fn(usize) -> String,
    /// Which leads became a deal, where a table says so.
    pub has_deal: Option<&'a [bool]>,
}

/// A day as `2018-11-14`.
pub(crate) fn day(time: Time, zone: &TimeZone) -> String {
    Timestamp::from_microsecond(time).map_or_else(
        |_| String::new(),
        |t| t.to_zoned(zone.clone()).date().to_string(),
    )
}

/// An instant in RFC 3339, UTC.
pub(crate) fn instant(time: Time) -> String {
    Timestamp::from_microsecond(time).map_or_else(|_| String::new(), |t| t.to_string())
}

/// Fills in all figures on leads.
pub(crate) fn fill(diagnosis: &mut Diagnosis, basis: &Basis<'_>) {
    let Basis { leads, zone, .. } = basis;
    let known = basis.outcome_known;
    diagnosis.leads = totals(leads, known, diagnosis.leads.currency.take());
    if let Some((from, to)) = leads.period() {
        diagnosis.period = Some(Period {
            from: day(from, zone),
            to: day(to, zone),
        });
    }
    if known {
        diagnosis.time_to_win_days = time_to(leads, Outcome::Won).days;
        diagnosis.time_to_loss_days = time_to(leads, Outcome::Lost).days;
        diagnosis.funnel = funnel(basis);
        diagnosis.cohorts = basis
            .as_of
            .and_then(|now| insight::flow::cohorts(leads, zone, now))
            .map(cohorts);
        diagnosis.stale = basis
            .as_of
            .and_then(|now| insight::stale::stale(leads, now))
            .map(|s| stale(s, basis));
    }
    diagnosis.flow = insight::flow::flow(leads, zone).map(flows);
    diagnosis.rhythm = insight::rhythm::rhythm(leads, zone).map(rhythm);
    diagnosis.first_response = insight::response::response(leads).map(response);
    diagnosis.stages = leads.stage.as_ref().map(|s| {
        let rows = insight::stale::stages(s, leads, basis.as_of);
        rows.into_iter()
            .map(|s| Stage {
                stage: s.stage,
                outcome: s.outcome.word().to_owned(),
                leads: s.leads,
                value: s.value,
                age_days: s.age_days,
            })
            .collect()
    });
    if let Some(channels) = &leads.source {
        diagnosis.sources = Some(sources(channels, leads, known));
        diagnosis.families = Some(
            families(channels, leads)
                .into_iter()
                .map(|f| FamilyRow {
                    family: f.family,
                    channels: f.channels,
                    leads: f.count.leads,
                    share: f.share,
                    won: known.then_some(f.count.won),
                    won_rate: f.count.won_rate.rate.filter(|_| known),
                    interval: f.count.won_rate.interval.filter(|_| known),
                    won_value: f.count.won_value,
                })
                .collect(),
        );
        share_out(diagnosis, "source", channels, leads, known);
    }
    if let Some(owners) = &leads.owner {
        let rates = known && !only_for_won(owners, leads);
        diagnosis.owners = Some(
            group(owners, leads)
                .into_iter()
                .map(|g| owner(g, known, rates))
                .collect(),
        );
        if rates {
            diagnosis.owner_spread = owner_spread(owners, leads);
        }
        share_out(diagnosis, "owner", owners, leads, known);
    }
    if let Some(c) = concentration_of_deals(leads).filter(|_| known) {
        let top = c
            .top
            .parse::<usize>()
            .map_or_else(|_| c.top.clone(), |row| (basis.name_of)(row));
        diagnosis.concentration.push(concentration_row(
            "lead",
            "won_value",
            insight::concentration::Concentration { top, ..c },
        ));
    }
}

fn totals(leads: &Leads, known: bool, currency: Option<String>) -> Balance {
    let b = balance(leads);
    let when = |n: u64| known.then_some(n);
    Balance {
        total: b.total,
        won: when(b.won),
        lost: when(b.lost),
        disqualified: when(b.disqualified),
        open: when(b.open),
        won_rate: b.won_rate.rate.filter(|_| known),
        won_rate_interval: b.won_rate.interval.filter(|_| known),
        win_rate_of_closed: b.win_rate_of_closed.and_then(|r| r.rate).filter(|_| known),
        win_rate_of_closed_interval: b
            .win_rate_of_closed
            .and_then(|r| r.interval)
            .filter(|_| known),
        won_value: b.won_value.filter(|_| known),
        won_value_spread: b.won_value_spread.filter(|_| known),
        open_value: b.open_value.filter(|_| known),
        currency,
    }
}

/// Whether a label is only known of won leads: then it has no rate to speak of.
pub(crate) fn only_for_won(labels: &Labels, leads: &Leads) -> bool {
    let mut others = false;
    for (code, outcome) in labels.codes().iter().zip(&leads.outcome) {
        if *outcome != Outcome::Won {
            if !labels.name(*code).trim().is_empty() {
                return false;
            }
            others = true;
        }
    }
    others
}

fn sources(channels: &Labels, leads: &Leads, known: bool) -> Vec<Source> {
    let alike = spellings(channels);
    let same_as = |name: &str| {
        alike
            .iter()
            .filter(|s| s.kind == Kind::Same)
            .find(|s| s.others.iter().any(|(o, _)| o == name))
            .map(|s| s.of.clone())
    };
    group(channels, leads)
        .into_iter()
        .map(|g| Source {
            family: family_of(&g.name),
            leads: g.count.leads,
            won: known.then_some(g.count.won),
            lost: known.then_some(g.count.lost),
            won_rate: g.count.won_rate.rate.filter(|_| known),
            interval: g.count.won_rate.interval.filter(|_| known),
            won_value: g.count.won_value.filter(|_| known),
            time_to_win_days: g.count.time_to_win_days.filter(|_| known),
            same_as: same_as(&g.name),
            channel: g.name,
        })
        .collect()
}

fn owner(g: Group, known: bool, rates: bool) -> Owner {
    Owner {
        owner: g.name,
        leads: g.count.leads,
        open: known.then_some(g.count.open),
        won: known.then_some(g.count.won),
        lost: known.then_some(g.count.lost),
        won_rate: g.count.won_rate.rate.filter(|_| rates),
        interval: g.count.won_rate.interval.filter(|_| rates),
        win_rate_of_closed: g
            .count
            .win_rate_of_closed
            .and_then(|r| r.rate)
            .filter(|_| rates),
        won_value: g.count.won_value.filter(|_| known),
        time_to_win_days: g.count.time_to_win_days.filter(|_| known),
    }
}

fn owner_spread(owners: &Labels, leads: &Leads) -> Option<OwnerSpread> {
    let spread = insight::owners::owner_spread(owners, leads)?;
    Some(OwnerSpread {
        owners: spread.owners,
        lowest: spread.lowest.1.rate.unwrap_or_default(),
        highest: spread.highest.1.rate.unwrap_or_default(),
        p_value: spread.test.p_value,
        rate: spread.rate,
        load_ratio: insight::owners::load(owners, leads).and_then(|l| l.ratio),
    })
}

/// How concentrated a column is, by leads and by what they brought.
pub(crate) fn share_out(
    diagnosis: &mut Diagnosis,
    of: &str,
    labels: &Labels,
    leads: &Leads,
    known: bool,
) {
    for (measure, word) in [
        (Measure::Leads, "leads"),
        (Measure::Won, "won"),
        (Measure::WonValue, "won_value"),
    ] {
        if (known || measure == Measure::Leads)
            && let Some(c) = concentration(labels, leads, measure)
        {
            diagnosis.concentration.push(concentration_row(of, word, c));
        }
    }
}

fn concentration_row(
    of: &str,
    measure: &str,
    c: insight::concentration::Concentration,
) -> Concentration {
    Concentration {
        of: of.to_owned(),
        measure: measure.to_owned(),
        members: c.members,
        top: c.top,
        top_share: c.top_share,
        top_two_share: c.top_two_share,
        members_for_80_percent: c.members_for_80_percent,
        gini: c.gini,
    }
}

/// A column with few values against the outcome.
pub(crate) fn breakdown(
    table: &str,
    column: &str,
    labels: &Labels,
    leads: &Leads,
    known: bool,
) -> Breakdown {
    let rates = known && !only_for_won(labels, leads);
    let groups = group_untimed(labels, leads);
    Breakdown {
        table: table.to_owned(),
        column: column.to_owned(),
        distinct: groups.iter().filter(|g| !g.name.trim().is_empty()).count() as u64,
        values: groups
            .into_iter()
            .take(200)
            .map(|g| BreakdownRow {
                value: g.name,
                leads: g.count.leads,
                won: known.then_some(g.count.won),
                lost: known.then_some(g.count.lost),
                won_rate: g.count.won_rate.rate.filter(|_| rates),
                interval: g.count.won_rate.interval.filter(|_| rates),
                win_rate_of_closed: g
                    .count
                    .win_rate_of_closed
                    .and_then(|r| r.rate)
                    .filter(|_| rates),
                won_value: g.count.won_value.filter(|_| known),
            })
            .collect(),
    }
}

/// Captured, touched, became a deal, won: each step a subset of the one before.
fn funnel(basis: &Basis<'_>) -> Option<Vec<Step>> {
    let leads = basis.leads;
    let mut steps = insight::funnel::plain_steps(leads);
    if let Some(has_deal) = basis.has_deal
        && has_deal
            .iter()
            .zip(&leads.outcome)
            .any(|(deal, o)| *deal && *o != Outcome::Won)
    {
        let at = steps.len().saturating_sub(1);
        steps.insert(at, ("became a deal", has_deal.to_vec()));
    }
    (steps.len() > 1).then(|| {
        insight::funnel::funnel(leads.len(), &steps)
            .into_iter()
            .map(|s| Step {
                step: s.step,
                leads: s.leads,
                of_previous: s.of_previous,
                of_all: s.of_all,
            })
            .collect()
    })
}

fn cohorts(rows: Vec<insight::flow::Cohort>) -> Vec<Cohort> {
    rows.into_iter()
        .map(|c| Cohort {
            month: c.month,
            leads: c.leads,
            won: c.won,
            won_rate: c.won_rate.rate.unwrap_or_default(),
            interval: c.won_rate.interval.unwrap_or_default(),
            mature: c.mature,
        })
        .collect()
}

fn flows(rows: Vec<insight::flow::Flow>) -> Vec<Flow> {
    rows.into_iter()
        .map(|f| Flow {
            month: f.month,
            captured: f.captured,
            won: f.won,
            lost: f.lost,
            won_value: f.won_value,
        })
        .collect()
}

fn rhythm(r: insight::rhythm::Rhythm) -> Rhythm {
    Rhythm {
        weeks: r
            .weeks
            .into_iter()
            .map(|w| Week {
                monday: w.monday,
                leads: w.leads,
            })
            .collect(),
        mean: r.mean,
        variation: r.variation,
        empty_weeks: r.empty_weeks,
        longest_gap: r.longest_gap.map(|g| Gap {
            from: g.from,
            to: g.to,
            days: g.days,
        }),
        weekdays: r.weekdays,
    }
}

fn response(r: insight::response::Response) -> Response {
    Response {
        hours: r.hours,
        never: r.never,
        within_1h: r.within_1h.rate.filter(|_| !r.by_day),
        within_24h: r.within_24h.rate.unwrap_or_default(),
        by_speed: r
            .by_speed
            .into_iter()
            .map(|s| SpeedRow {
                label: s.label.to_owned(),
                won: s.won,
            })
            .collect(),
    }
}

fn stale(s: insight::stale::Stale, basis: &Basis<'_>) -> Stale {
    Stale {
        leads: s.leads,
        of_open: s.of_open,
        after_days: s.after_days,
        value: s.value,
        age_days: s.age_days,
        examples: s.rows.into_iter().map(|row| (basis.name_of)(row)).collect(),
    }
}
