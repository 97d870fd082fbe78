//! What it costs to find who is the same.

fn main() {}
