//! Stories and facts about the figures.

mod drivers;
