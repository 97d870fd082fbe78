//! Line: the outline of how leads are judged, shared out and worked.

use super::outline::{Points, Subject};
use super::wording::{
    activity, addressee, afterwards, asked, condition, consequences, counts, mode, phase, span,
    stops_on, target, tries, verdict, whole, words,
};
use crate::process::model::{
    Attempt, Duty, EngagementRule, FitRule, GradeRule, Line, Move, Promise, RoutingRule, Stage,
    StageKind,
};
use crate::process::place::Place;
use std::collections::BTreeMap;

pub(super) fn outline(line: &Line) -> Vec<Subject> {
    let quality = &line.quality;
    let mut points = Points::default();
    points.one(
        "the hysteresis of grades is",
        quality.hysteresis.to_string(),
    );
    let names = |of: &[GradeRule]| {
        of.iter()
            .map(|own| own.grade.to_string())
            .collect::<Vec<_>>()
    };
    points.order("grades are tried in the order", names(&quality.grades));
    let mut subjects = vec![standing("quality", "Quality:", points)];
    subjects.extend(quality.fit.iter().map(fit));
    subjects.extend(quality.engagement.iter().map(engagement));
    subjects.extend(quality.grades.iter().map(grade));
    let mut points = Points::default();
    let rules = line.routing.iter().map(|own| own.id.to_string());
    points.order("the rules are tried in the order", rules);
    subjects.push(standing("routing", "Routing:", points));
    subjects.extend(line.routing.iter().map(routing));
    let mut points = Points::default();
    if let Some(entry) = line.stages.first() {
        points.one("leads come in at", entry.title.as_str());
    }
    let stages = line.stages.iter().map(|own| own.id.to_string());
    points.order("the stages stand in the order", stages);
    subjects.push(standing("line", "The line:", points));
    subjects.extend(line.stages.iter().map(|own| stage(line, own)));
    subjects
}

/// A subject that each line has.
fn standing(about: &'static str, head: &str, points: Points) -> Subject {
    rule(about, "", head.trim_end_matches(':'), head, None, points)
}

/// A subject without parts; `comes` and `goes` say no more than its name.
fn rule(
    about: &'static str,
    id: &str,
    title: &str,
    head: &str,
    place: Option<Place>,
    points: Points,
) -> Subject {
    Subject {
        about,
        id: id.to_owned(),
        title: title.to_owned(),
        head: head.to_owned(),
        place,
        comes: format!("New {about} {title}."),
        goes: format!("The {about} {title} is gone."),
        points: points.0,
        parts: Vec::new(),
    }
}

fn points_of(points: i64) -> String {
    format!(
        "{points} {}",
        if points.abs() == 1 { "point" } else { "points" }
    )
}

fn fit(own: &FitRule) -> Subject {
    let mut points = Points::default();
    points.one("gives", points_of(own.points));
    points.one("counts when", condition(&own.when));
    points.maybe("its reason is", own.because.as_deref().map(whole));
    let id = own.id.as_str();
    let head = format!("The fit rule {id}");
    let comes = format!(
        "New fit rule {id}: {} when {}.",
        points_of(own.points),
        condition(&own.when)
    );
    Subject {
        comes,
        ..rule("fit rule", id, id, &head, Some(own.place), points)
    }
}

fn engagement(own: &EngagementRule) -> Subject {
    let mut points = Points::default();
    points.one("gives", points_of(own.points));
    points.one("counts on", condition(&own.on));
    points.maybe("is capped at", own.cap.map(|cap| cap.to_string()));
    points.maybe("halves within", own.half_life.map(span));
    points.maybe("its reason is", own.because.as_deref().map(whole));
    let id = own.id.as_str();
    let head = format!("The engagement rule {id}");
    let comes = format!(
        "New engagement rule {id}: {} on {}.",
        points_of(own.points),
        condition(&own.on)
    );
    Subject {
        comes,
        ..rule("engagement rule", id, id, &head, Some(own.place), points)
    }
}

fn grade(own: &GradeRule) -> Subject {
    let mut points = Points::default();
    points.one("is given when", condition(&own.when));
    let id = own.grade.as_str();
    let comes = format!("New grade {id}, given when {}.", condition(&own.when));
    Subject {
        comes,
        ..rule(
            "grade",
            id,
            id,
            &format!("Grade {id}"),
            Some(own.place),
            points,
        )
    }
}

fn routing(own: &RoutingRule) -> Subject {
    let mut points = Points::default();
    points.one("takes leads with", condition(&own.when));
    points.one("gives them to", target(&own.to));
    let id = own.id.as_str();
    let head = format!("The routing rule {id}");
    let comes = format!(
        "New routing rule {id}: leads with {} go to {}.",
        condition(&own.when),
        target(&own.to)
    );
    Subject {
        comes,
        ..rule("routing rule", id, id, &head, Some(own.place), points)
    }
}

fn stage(line: &Line, own: &Stage) -> Subject {
    let mut points = Points::default();
    points.one("the title is", whole(&own.title));
    points.one("the phase is", phase(own.phase));
    points.one("the kind is", own.kind.word());
    points.maybe("the purpose is", own.purpose.as_deref().map(whole));
    let mut parts = Vec::new();
    let mut what = own.kind.word().to_owned();
    match &own.kind {
        StageKind::Gate(gate) => {
            points.some(
                "passes through what",
                gate.does.iter().map(|own| activity(*own).to_owned()),
            );
            points.order(
                "moves are tried in the order",
                named(own.moves()).map(|(id, _)| id),
            );
        }
        StageKind::Work(duty) | StageKind::Hold(duty) => {
            what = format!("{what}, {}", duty.owner);
            self::duty(own, duty, &mut points, &mut parts);
        }
        StageKind::End(end) => {
            points.one("the outcome is", end.outcome.word());
            points.maybe("the buyer is asked", end.feedback.as_deref().map(whole));
            what = format!("{what}, {}", end.outcome.word());
        }
    }
    parts.extend(named(own.moves()).map(|(id, arrow)| self::arrow(line, own, &id, arrow)));
    let title = own.title.as_str();
    let head = format!("{title}:");
    Subject {
        comes: format!("New stage {title} ({what})."),
        goes: format!("The stage {title} ({what}) is gone."),
        parts,
        ..rule(
            "stage",
            own.id.as_str(),
            title,
            &head,
            Some(own.place),
            points,
        )
    }
}

fn duty(stage: &Stage, duty: &Duty, points: &mut Points, parts: &mut Vec<Subject>) {
    points.one("the owner is", duty.owner.as_str());
    points.one("the mode is", mode(duty.mode));
    points.maybe("leads that come in go to", duty.route.as_ref().map(target));
    points.one("the next step is", whole(&duty.next_step));
    points.maybe("the script is", duty.script.as_deref().map(whole));
    points.some("asks for", duty.asks.iter().map(asked));
    points.order("asks in the order", duty.asks.iter().map(asked));
    points.some(
        "may be declined for the reason",
        duty.declines.iter().flatten().map(ToString::to_string),
    );
    points.order(
        "moves are offered in the order",
        named(&duty.moves).map(|(id, _)| id),
    );
    points.order(
        "clocks stand in the order",
        duty.clocks.iter().map(|own| own.clock.to_string()),
    );
    parts.extend(duty.clocks.iter().map(|own| clock(stage, own)));
    parts.extend(
        duty.cadence
            .iter()
            .enumerate()
            .map(|(number, own)| attempt(stage, number, own)),
    );
}

fn clock(stage: &Stage, own: &Promise) -> Subject {
    let name = words(own.clock.as_str());
    let title = &stage.title;
    let mut points = Points::default();
    for (grade, within) in &own.within.by_grade {
        let label = format!("the {name} for grade {grade} is promised within");
        points.one(label, span(*within));
    }
    let others = if own.within.by_grade.is_empty() {
        format!("the {name} is promised within")
    } else {
        format!("the {name} for all other grades is promised within")
    };
    points.maybe(others, own.within.otherwise.map(span));
    points.order(
        format!("the {name} names grades in the order"),
        own.within
            .by_grade
            .iter()
            .map(|(grade, _)| grade.to_string()),
    );
    points.one(format!("the {name} counts"), counts(own.counts));
    let warnings: Vec<String> = own.warn.iter().map(|warn| span(*warn)).collect();
    points.maybe(
        format!("the {name} warns before its end by"),
        (!warnings.is_empty()).then(|| warnings.join(" and ")),
    );
    points.one(format!("the {name} is kept by"), stops_on(own.stops_on));
    points.one(format!("when the {name} breaks,"), consequences(&own.then));
    points.maybe(
        format!("once the {name} is broken,"),
        afterwards(&own.later),
    );
    let first = own
        .within
        .by_grade
        .first()
        .map(|(_, span)| *span)
        .or(own.within.otherwise);
    let within = first.map_or_else(String::new, |own| format!(" within {}", span(own)));
    Subject {
        comes: format!(
            "{title}: the {name} is promised{within} from now on; when it breaks, {}.",
            consequences(&own.then)
        ),
        goes: format!("{title}: the {name} is promised no longer."),
        ..rule(
            "clock",
            own.clock.as_str(),
            &format!("{title}, {name}"),
            &format!("{title}:"),
            Some(own.place),
            points,
        )
    }
}

fn attempt(stage: &Stage, number: usize, own: &Attempt) -> Subject {
    let title = &stage.title;
    let name = format!("attempt {}", number + 1);
    let mut points = Points::default();
    points.one(format!("{name} comes after"), span(own.after));
    points.one(format!("{name} is a"), own.r#do.word());
    points.maybe(format!("{name} sends"), own.template.as_deref());
    Subject {
        comes: format!(
            "{title}: {name} is new, a {} after {}.",
            own.r#do.word(),
            span(own.after)
        ),
        goes: format!(
            "{title}: {name}, a {} after {}, is gone.",
            own.r#do.word(),
            span(own.after)
        ),
        ..rule(
            "attempt",
            &name,
            &format!("{title}, {name}"),
            &format!("{title}:"),
            Some(own.place),
            points,
        )
    }
}

/// Moves by where they lead; several to the same stage are counted.
fn named(moves: &[Move]) -> impl Iterator<Item = (String, &Move)> {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    moves.iter().map(move |own| {
        let times = seen.entry(own.to.as_str()).or_insert(0);
        *times += 1;
        let id = match times {
            1 => own.to.to_string(),
            times => format!("{} ({times})", own.to),
        };
        (id, own)
    })
}

fn arrow(line: &Line, from: &Stage, id: &str, own: &Move) -> Subject {
    let to = line
        .stage(&own.to)
        .map_or(own.to.as_str(), |stage| stage.title.as_str());
    let title = match id.split_once(' ') {
        Some((_, times)) => format!("{} → {to} {times}", from.title),
        None => format!("{} → {to}", from.title),
    };
    let mut points = Points::default();
    points.maybe("is made when", own.when.as_ref().map(condition));
    points.some("needs", own.needs.iter().map(asked));
    points.order("needs in the order", own.needs.iter().map(asked));
    points.maybe("asks for attempts:", tries(&own.tries));
    points.some(
        "offers the reason",
        own.reasons.iter().map(ToString::to_string),
    );
    points.order(
        "offers reasons in the order",
        own.reasons.iter().map(ToString::to_string),
    );
    points.maybe(
        "always has the reason",
        own.reason.as_ref().map(ToString::to_string),
    );
    points.maybe("means that the lead was", own.verdict.map(verdict));
    points.maybe(
        "leads into the series",
        own.series.as_ref().map(ToString::to_string),
    );
    points.maybe("tells", own.alert.as_ref().map(addressee));
    let mut comes = format!("New move {title}");
    if let Some(when) = &own.when {
        comes.push_str(&format!(" when {}", condition(when)));
    }
    if !own.needs.is_empty() {
        let needs: Vec<String> = own.needs.iter().map(asked).collect();
        comes.push_str(&format!(", needing {}", needs.join(", ")));
    }
    comes.push('.');
    Subject {
        comes,
        ..rule("move", id, &title, &title, Some(own.place), points)
    }
}
