//! Codes: the name of each thing that checking can say. Each has a paragraph in `docs/findings.md`.

macro_rules! codes {
    ($($name:ident $code:literal)*) => {
        $(pub(super) const $name: &str = $code;)*

        /// All codes that checking can give.
        pub(crate) const ALL: &[&str] = &[$($code),*];
    };
}

codes! {
    CADENCE_AFTER_CLOCK "cadence.after_clock"
    CADENCE_LATE "cadence.late"
    CADENCE_TOO_SHORT "cadence.too_short"
    CLOCK_HARD_TO_KEEP "clock.hard_to_keep"
    CLOCK_NEVER_KEPT "clock.never_kept"
    CLOCK_NO_CONSEQUENCE "clock.no_consequence"
    CLOCK_WARNS_TOO_EARLY "clock.warns_too_early"
    CREDIT_UNKNOWN "credit.unknown"
    FIELD_NOT_ASKED "field.not_asked"
    FIELD_UNUSED "field.unused"
    GATE_LOOP "gate.loop"
    GATE_NEEDS "gate.needs"
    GATE_UNCOVERED "gate.uncovered"
    GRADES_UNCOVERED "grades.uncovered"
    HANDOFF_NO_VERDICT "handoff.no_verdict"
    HANDOFF_ONE_VERDICT "handoff.one_verdict"
    LINE_NO_WIN "line.no_win"
    LINE_WON_BY_NOBODY "line.won_by_nobody"
    MOVE_NO_REASONS "move.no_reasons"
    MOVE_REASONS_NOT_NEEDED "move.reasons_not_needed"
    ROLE_NO_STAND_IN "role.no_stand_in"
    ROUTING_UNCOVERED "routing.uncovered"
    RULE_NOT_COMPARED "rule.not_compared"
    RULE_OVERLAP "rule.overlap"
    RULE_SHADOWED "rule.shadowed"
    SERIES_TOO_DENSE "series.too_dense"
    SERIES_UNUSED "series.unused"
    STAGE_DEAD_END "stage.dead_end"
    STAGE_GOES_COLD "stage.goes_cold"
    STAGE_NO_CLOCK "stage.no_clock"
    STAGE_UNREACHABLE "stage.unreachable"
    TERM_DECIDES_NOTHING "term.decides_nothing"
    TERM_MISSING "term.missing"
}
