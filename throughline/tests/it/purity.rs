//! Purity: which room may use which, and what may never come into a pure one, by
//! what cargo says is really linked. (`scripts/check-purity` watches over calls.)

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::process::Command;

/// The picture of the rooms in `docs/ARCHITECTURE.md`: each room and the rooms it may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("identity", &[]),
    ("lifecycle", &["identity"]),
    ("drawing", &["lifecycle"]),
    ("insight", &["lifecycle"]),
    ("exports", &[]),
    ("diagnose", &["exports", "insight", "lifecycle"]),
    ("report", &["diagnose", "insight", "lifecycle"]),
    ("store", &["identity", "lifecycle"]),
    (
        "server",
        &["drawing", "identity", "insight", "lifecycle", "store"],
    ),
    ("demo", &["lifecycle", "store"]),
    (
        "throughline",
        &[
            "demo",
            "diagnose",
            "drawing",
            "exports",
            "identity",
            "insight",
            "lifecycle",
            "report",
            "server",
            "store",
        ],
    ),
];

/// Rooms that give the same answer to the same arguments, always and everywhere.
const PURE: &[&str] = &["identity", "lifecycle", "drawing", "insight"];

/// What would bring the world into a pure room, and which part of it.
const WORLDLY: &[(&str, &[&str])] = &[
    (
        "async",
        &[
            "tokio",
            "async-std",
            "smol",
            "futures-util",
            "futures-executor",
            "mio",
            "async-trait",
        ],
    ),
    (
        "HTTP",
        &[
            "axum",
            "hyper",
            "http",
            "reqwest",
            "ureq",
            "tower",
            "tower-http",
            "tonic",
            "curl",
            "socket2",
        ],
    ),
    (
        "a database",
        &[
            "rusqlite",
            "libsqlite3-sys",
            "tokio-postgres",
            "postgres",
            "sqlx",
            "deadpool-postgres",
            "redb",
            "sled",
        ],
    ),
    (
        "files",
        &[
            "tempfile", "walkdir", "memmap2", "notify", "csv", "calamine", "parquet", "zip",
            "flate2", "zstd", "fs-err",
        ],
    ),
    (
        "randomness",
        &[
            "rand",
            "rand_core",
            "getrandom",
            "fastrand",
            "uuid",
            "ahash",
            "const-random",
        ],
    ),
    (
        "a clock",
        &[
            "chrono",
            "time",
            "quanta",
            "coarsetime",
            "iana-time-zone",
            "humantime",
        ],
    ),
    (
        "the environment",
        &[
            "clap", "dotenvy", "config", "envy", "dirs", "home", "hostname", "num_cpus",
        ],
    ),
    (
        "logs and output",
        &[
            "tracing-subscriber",
            "env_logger",
            "indicatif",
            "anstream",
            "console",
        ],
    ),
];

/// Packages and what they link into a program: no dev- or build-dependencies.
#[derive(Debug, Default)]
struct Graph {
    names: BTreeMap<String, String>,
    links: BTreeMap<String, Vec<String>>,
    rooms: BTreeSet<String>,
}

impl Graph {
    /// What cargo resolved for this machine.
    fn of_this_house() -> Self {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let versions = run(Command::new(
            std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned()),
        )
        .arg("-vV"));
        let host = versions
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .expect("rustc knows its host");
        // Only this machine's dependencies: those of others need not have been fetched.
        let told = run(Command::new(cargo)
            .args([
                "metadata",
                "--offline",
                "--locked",
                "--format-version",
                "1",
                "--filter-platform",
                host,
            ])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")));
        Self::read(&serde_json::from_str(&told).expect("cargo metadata is JSON"))
    }

    fn read(metadata: &Value) -> Self {
        let mut graph = Self::default();
        for package in list(&metadata["packages"]) {
            graph
                .names
                .insert(text(&package["id"]), text(&package["name"]));
        }
        for node in list(&metadata["resolve"]["nodes"]) {
            let linked = list(&node["deps"])
                .iter()
                .filter(|dep| {
                    list(&dep["dep_kinds"])
                        .iter()
                        .any(|kind| kind["kind"].is_null())
                })
                .map(|dep| text(&dep["pkg"]))
                .collect();
            graph.links.insert(text(&node["id"]), linked);
        }
        graph.rooms = list(&metadata["workspace_members"])
            .iter()
            .map(text)
            .collect();
        graph
    }

    /// A made-up house: `a` → `b` for each pair; the rooms are named.
    fn made_up(rooms: &[&str], pairs: &[(&str, &str)]) -> Self {
        let mut graph = Self {
            rooms: rooms.iter().map(|room| (*room).to_owned()).collect(),
            ..Self::default()
        };
        let named = pairs
            .iter()
            .flat_map(|(from, to)| [*from, *to])
            .chain(rooms.iter().copied());
        for name in named {
            graph.names.insert(name.to_owned(), name.to_owned());
        }
        for (from, to) in pairs {
            graph
                .links
                .entry((*from).to_owned())
                .or_default()
                .push((*to).to_owned());
        }
        graph
    }

    fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map_or(id, String::as_str)
    }

    fn links(&self, id: &str) -> &[String] {
        self.links.get(id).map_or(&[], Vec::as_slice)
    }

    /// Arrows between rooms that the picture doesn't show, and rooms missing in it.
    fn wrong_arrows(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut drawn: BTreeSet<&str> = ARROWS.iter().map(|(room, _)| *room).collect();
        for room in &self.rooms {
            let name = self.name(room);
            drawn.remove(name);
            let Some((_, may_use)) = ARROWS.iter().find(|(known, _)| *known == name) else {
                wrong.push(format!("`{name}` is not in the picture of the rooms"));
                continue;
            };
            for used in self
                .links(room)
                .iter()
                .filter(|used| self.rooms.contains(*used))
            {
                let used = self.name(used);
                if !may_use.contains(&used) {
                    wrong.push(format!(
                        "`{name}` uses `{used}`, which the picture of the rooms doesn't show"
                    ));
                }
            }
        }
        wrong.extend(
            drawn
                .iter()
                .map(|room| format!("`{room}` is in the picture, but there is no such room")),
        );
        wrong
    }

    /// Worldly crates that a pure room links, each with the way by which it came in.
    fn impurities(&self) -> Vec<String> {
        let mut found = Vec::new();
        for room in self
            .rooms
            .iter()
            .filter(|room| PURE.contains(&self.name(room)))
        {
            let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
            let mut next = VecDeque::from([room.as_str()]);
            while let Some(id) = next.pop_front() {
                for (what, crates) in WORLDLY {
                    if crates.contains(&self.name(id)) {
                        let mut way = vec![self.name(id)];
                        let mut at = id;
                        while let Some(before) = came_from.get(at) {
                            way.push(self.name(before));
                            at = before;
                        }
                        way.reverse();
                        found.push(format!(
                            "{what} comes into a pure room: {}",
                            way.join(" → ")
                        ));
                    }
                }
                for linked in self.links(id) {
                    if linked != room && !came_from.contains_key(linked.as_str()) {
                        came_from.insert(linked, id);
                        next.push_back(linked);
                    }
                }
            }
        }
        found
    }
}

fn run(command: &mut Command) -> String {
    let out = command.output().expect("cargo and rustc can be started");
    assert!(
        out.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).expect("they write UTF-8")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .expect("cargo gives ids and names as text")
        .to_owned()
}

#[test]
fn each_room_uses_only_what_the_picture_shows() {
    let house = Graph::of_this_house();
    assert_eq!(
        house.wrong_arrows(),
        [""; 0],
        "see docs/ARCHITECTURE.md: change the picture first, or the code"
    );
}

#[test]
fn rules_and_figures_stay_pure() {
    let house = Graph::of_this_house();
    // Seen at all: without its own crates the walk would have proved nothing.
    assert!(
        house
            .links
            .values()
            .flatten()
            .any(|id| house.name(id) == "serde"),
        "the graph is empty"
    );
    assert_eq!(
        house.impurities(),
        [""; 0],
        "see docs/ARCHITECTURE.md: pass it in as an argument"
    );
}

#[test]
fn the_check_sees_what_it_should() {
    let all: Vec<&str> = ARROWS.iter().map(|(room, _)| *room).collect();
    let fine = Graph::made_up(
        &all,
        &[
            ("insight", "lifecycle"),
            ("insight", "jiff"),
            ("server", "tokio"),
        ],
    );
    assert_eq!((fine.wrong_arrows(), fine.impurities()), (vec![], vec![]));

    let deep = Graph::made_up(
        &all,
        &[
            ("insight", "charts"),
            ("charts", "colours"),
            ("colours", "rand"),
            ("charts", "insight"),
        ],
    );
    assert_eq!(
        deep.impurities(),
        ["randomness comes into a pure room: insight → charts → colours → rand"]
    );

    let through_a_room = Graph::made_up(&all, &[("insight", "lifecycle"), ("lifecycle", "tokio")]);
    assert_eq!(
        through_a_room.impurities().len(),
        2,
        "{:?}",
        through_a_room.impurities()
    );

    let upwards = Graph::made_up(&all, &[("lifecycle", "insight"), ("exports", "diagnose")]);
    assert_eq!(
        upwards.wrong_arrows(),
        [
            "`exports` uses `diagnose`, which the picture of the rooms doesn't show",
            "`lifecycle` uses `insight`, which the picture of the rooms doesn't show",
        ]
    );

    let rebuilt = Graph::made_up(&[&all[1..], &["cellar"]].concat(), &[]);
    assert_eq!(
        rebuilt.wrong_arrows(),
        [
            "`cellar` is not in the picture of the rooms",
            "`identity` is in the picture, but there is no such room",
        ]
    );
}

#[test]
fn only_what_is_linked_counts() {
    let metadata = serde_json::json!({
        "packages": [
            { "id": "path#insight", "name": "insight" }, { "id": "r#rand@1", "name": "rand" }, { "id": "r#tokio@1", "name": "tokio" },
        ],
        "workspace_members": ["path#insight"],
        "resolve": { "nodes": [
            { "id": "path#insight", "deps": [
                { "pkg": "r#rand@1", "dep_kinds": [{ "kind": "dev" }] },
                { "pkg": "r#tokio@1", "dep_kinds": [{ "kind": "build" }, { "kind": null }] },
            ] },
        ] },
    });
    assert_eq!(
        Graph::read(&metadata).impurities(),
        ["async comes into a pure room: insight → tokio"]
    );
}
