//! The figures on leads, shown to be right: by logs that can be counted by hand,
//! by rules that hold for any leads, and by the facts of real exports.

mod by_hand;
mod facts;
mod rules;
mod sheet;
mod spellings;
