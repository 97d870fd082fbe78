//! Papers: the docs say what is so. Links lead somewhere, dependencies have reasons.

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

/// Crates of `[workspace.dependencies]` that are no rooms of this house.
fn dependencies(manifest: &str) -> Vec<&str> {
    manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.contains("path = "))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim())
        .filter(|name| !name.starts_with('#'))
        .collect()
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
    let manifest =
        fs::read_to_string(house().join("Cargo.toml")).expect("the workspace has a manifest");
    let reasons =
        fs::read_to_string(house().join("docs/decisions/dependencies.md")).expect("it is in git");
    let named = dependencies(&manifest);
    assert!(
        named.contains(&"serde") && !named.contains(&"insight"),
        "{named:?}"
    );
    let without: Vec<&&str> = named
        .iter()
        .filter(|name| !reasons.contains(&format!("\n| `{name}` | ")))
        .collect();
    assert!(
        without.is_empty(),
        "in Cargo.toml, but not in docs/decisions/dependencies.md: {without:?}"
    );
    let gone: Vec<&str> = reasons
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .filter(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()))
        .map(|(name, _)| name)
        .filter(|name| !named.contains(name))
        .collect();
    assert!(
        gone.is_empty(),
        "in docs/decisions/dependencies.md, but not in Cargo.toml: {gone:?}"
    );
}

#[test]
fn the_checks_see_what_they_should() {
    assert_eq!(
        links("see [a](b.md) and ![c](d/e.png#f)."),
        ["b.md", "d/e.png#f"]
    );
    let manifest = "[a]\nx = 1\n[workspace.dependencies]\n# y = 2\nroom = { path = \"room\" }\nserde = \"1\"\n\n[lints]\nz = 3\n";
    assert_eq!(dependencies(manifest), ["serde"]);
}
