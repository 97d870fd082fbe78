//! The screens are embedded in a release: when they were built anew, so is this crate.
//! A debug build reads them from their folder and needs no rebuild.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../web/dist");
    }
}
