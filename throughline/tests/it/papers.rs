//! Papers: the docs say what is so. Links lead somewhere, dependencies have reasons.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The Markdown files of the repository that people read.
fn papers() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![
        house().join("docs"),
        house().join("changes"),
        house().join("samples"),
    ];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is in git") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                found.push(path);
            }
        }
    }
    found.extend([house().join("README.md"), house().join("CONTRIBUTING.md")]);
    found
}

/// The targets of `[text](target)` and `![text](target)`.
fn links(markdown: &str) -> Vec<&str> {
    markdown
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .collect()
}

/// Crates that a manifest asks for and that are no rooms of this house.
fn dependencies(manifest: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut wanted = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            wanted = line.ends_with("dependencies]");
        } else if wanted
            && !line.contains("path = ")
            && !line.starts_with(['#', ' ', '}', ']'])
            && let Some((name, _)) = line.split_once('=')
        {
            let name = name.trim();
            names.push(name.strip_suffix(".workspace").unwrap_or(name));
        }
    }
    names
}

/// The rooms, by the manifest of the workspace.
fn rooms(manifest: &str) -> Vec<&str> {
    manifest
        .lines()
        .find_map(|line| line.strip_prefix("members = ["))
        .map(|list| list.split('"').skip(1).step_by(2).collect())
        .unwrap_or_default()
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for paper in papers() {
        let text = fs::read_to_string(&paper).expect("docs are UTF-8");
        for link in links(&text) {
            let target = link.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            if !paper
                .parent()
                .expect("a file lies in a folder")
                .join(target)
                .exists()
            {
                broken.push(format!("{}: {link}", paper.display()));
            }
        }
    }
    assert_eq!(broken, [""; 0]);
}

#[test]
fn every_dependency_has_its_line_and_its_reason() {
    let read = |path: &str| fs::read_to_string(house().join(path)).expect("it is in git");
    let workspace = read("Cargo.toml");
    let rooms = rooms(&workspace);
    assert!(rooms.contains(&"insight"), "{rooms:?}");
    let manifests: Vec<String> = rooms
        .iter()
        .map(|room| read(&format!("{room}/Cargo.toml")))
        .collect();
    let named: BTreeSet<&str> = manifests
        .iter()
        .chain([&workspace])
        .flat_map(|manifest| dependencies(manifest))
        .filter(|name| !rooms.contains(name))
        .collect();
    assert!(named.contains("serde"), "{named:?}");

    let reasons = read("docs/decisions/dependencies.md");
    let listed: BTreeSet<&str> = reasons
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .filter(|(_, rest)| rest.starts_with(|first: char| first.is_ascii_digit()))
        .map(|(name, _)| name)
        .collect();
    let without: Vec<&&str> = named.difference(&listed).collect();
    assert!(
        without.is_empty(),
        "not in docs/decisions/dependencies.md: {without:?}"
    );
    let gone: Vec<&&str> = listed.difference(&named).collect();
    assert!(
        gone.is_empty(),
        "in docs/decisions/dependencies.md, but not used: {gone:?}"
    );
}

#[test]
fn the_checks_see_what_they_should() {
    assert_eq!(
        links("see [a](b.md) and ![c](d/e.png#f)."),
        ["b.md", "d/e.png#f"]
    );
    let manifest = "members = [\"room\"]\n[a]\nx = 1\n[workspace.dependencies]\n# y = 2\nroom = { path = \"room\" }\n\
                    serde = \"1\"\n\n[lints]\nz = 3\n[dev-dependencies]\ncsv.workspace = true\n";
    assert_eq!(dependencies(manifest), ["serde", "csv"]);
    assert_eq!(rooms(manifest), ["room"]);
}
