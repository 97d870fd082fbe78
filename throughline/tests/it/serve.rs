//! `throughline serve` and what belongs to it, as somebody who runs it does.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

struct House {
    folder: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("THROUGHLINE_")) {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let output = self.command(args).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    }

    #[track_caller]
    fn good(&self, args: &[&str]) -> String {
        let (code, out, err) = self.run(args);
        assert_eq!(code, Some(0), "{args:?}: {out}{err}");
        out
    }

    fn serve(&self, more: &[&str]) -> Serving {
        let mut args = vec!["serve", "--listen", "127.0.0.1:0"];
        args.extend_from_slice(more);
        let mut child = self
            .command(&args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(lines.read_line(&mut line).unwrap() > 0, "it ended: {said}");
            said.push_str(&line);
            if let Some(rest) = line.split_once("answers at http://") {
                break rest.1.trim().trim_end_matches('/').to_owned();
            }
        };
        Serving {
            child,
            address,
            _lines: lines,
        }
    }
}

struct Serving {
    child: Child,
    address: String,
    _lines: BufReader<std::process::ChildStdout>,
}

impl Serving {
    fn post(&self, token: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "POST /api/v1/leads HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn end(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The document with another id, or with anything else replaced.
fn changed(house: &House, old: &str, new: &str) -> String {
    let text = std::fs::read_to_string(example()).unwrap();
    assert!(text.contains(old), "{old}");
    std::fs::write(
        house.folder.path().join("other.yaml"),
        text.replace(old, new),
    )
    .unwrap();
    "other.yaml".to_owned()
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../lifecycle/samples/seller-acquisition.yaml")
}

#[test]
fn a_line_is_set_up_run_checked_copied_and_brought_back() {
    let house = House::new();
    let process = example();
    let serving = house.serve(&["--process", process.to_str().unwrap()]);
    // The server has the database: orders go to it.
    let said = house.good(&[
        "admin",
        "user",
        "add",
        "--name",
        "Nora",
        "--email",
        "nora@we.example",
        "--role",
        "sdr",
    ]);
    assert!(said.lines().last().unwrap().len() >= 20, "{said}");
    assert!(
        house
            .good(&["admin", "user", "list"])
            .contains("nora@we.example")
    );
    let said = house.good(&["admin", "token", "create", "--scope", "capture"]);
    let token = said.lines().last().unwrap().to_owned();
    let (code, _, err) = house.run(&[
        "admin",
        "user",
        "add",
        "--name",
        "X",
        "--email",
        "x@we.example",
        "--role",
        "king",
    ]);
    assert_eq!(code, Some(2));
    assert!(err.contains("king") && err.contains("sdr"), "{err}");
    let said = house.good(&["process", "publish", process.to_str().unwrap()]);
    assert!(said.contains("version 1, runs"), "{said}");
    let answer = serving.post(&token, r#"{"email":"ana@casaverde.example"}"#);
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(house.good(&["verify"]).contains("1 leads"));
    house.good(&["backup", "copy.db"]);
    let (code, _, err) = house.run(&["backup", "copy.db"]);
    assert_eq!(code, Some(2), "{err}");
    assert_eq!(serving.end(), Some(0));
    assert!(!house.folder.path().join("throughline.db.control").exists());
    house.good(&["restore", "copy.db", "--database", "sqlite://back.db"]);
    assert!(
        house
            .good(&["verify", "--database", "sqlite://back.db"])
            .contains("1 leads")
    );
    // Without a server, orders are carried out here.
    assert!(house.good(&["admin", "token", "list"]).contains("capture"));
}

#[test]
fn what_can_not_be_is_said_with_its_mend() {
    let house = House::new();
    for (args, said) in [
        (vec!["serve", "--listen", "nowhere"], "127.0.0.1:8080"),
        (vec!["serve", "--database", "oracle://x"], "sqlite://"),
        (vec!["serve", "--test-clock", "none"], "none"),
        (vec!["serve", "--rate-limit", "perhaps"], "on or off"),
        (vec!["verify"], "throughline.db"),
        (vec!["process", "publish", "none.yaml"], "none.yaml"),
        (vec!["config", "--config", "none.toml"], "none.toml"),
    ] {
        let (code, _, err) = house.run(&args);
        assert_eq!(code, Some(2), "{args:?}: {err}");
        assert!(err.contains(said), "{args:?}: {err}");
    }
    std::fs::write(
        house.folder.path().join("bad.yaml"),
        "throughline: 1\nid: x\n",
    )
    .unwrap();
    let (code, _, err) = house.run(&["process", "publish", "bad.yaml"]);
    assert_eq!(code, Some(2), "{err}");
    std::fs::write(
        house.folder.path().join("throughline.toml"),
        "database = \"postgres://me:hidden@localhost/leads\"\n",
    )
    .unwrap();
    let said = house.good(&["config"]);
    assert!(said.contains("postgres://me:…@localhost/leads"), "{said}");
    assert!(
        !said.contains("hidden") && said.contains("built in"),
        "{said}"
    );
}

#[test]
fn a_server_that_can_not_be_reached_leaves_nothing_behind() {
    let house = House::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, out, err) = house.run(&["serve", "--listen", &address]);
    assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
    assert!(err.contains(&address) && err.contains("--listen"), "{err}");
    assert_eq!(std::fs::read_dir(house.folder.path()).unwrap().count(), 0);
}

#[test]
fn a_secret_stands_alone_and_the_rest_beside_it() {
    let house = House::new();
    let create = |more: &[&str]| {
        let mut args = vec!["admin", "token", "create", "--scope", "capture"];
        args.extend_from_slice(more);
        house.run(&args)
    };
    // Nobody can tell yet whether there is such a channel.
    let (code, out, err) = create(&["--channel", "paid_serch"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(err.contains("No process runs yet"), "{err}");
    assert!(out.starts_with("tl_") && out.lines().count() == 1, "{out}");
    let process = example();
    house.good(&["process", "publish", process.to_str().unwrap()]);
    let (code, out, err) = create(&["--channel", "paid_serch"]);
    assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
    assert!(err.contains("did you mean `paid_search`?"), "{err}");
    let (code, out, err) = create(&["--channel", "paid_search"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.starts_with("tl_") && out.lines().count() == 1, "{out}");
    assert!(err.contains("shown once"), "{err}");
}

#[test]
fn who_and_what_there_is_not_is_answered_with_what_there_is() {
    let house = House::new();
    let process = example();
    house.good(&["process", "publish", process.to_str().unwrap()]);
    let add = |more: &[&str]| {
        let mut args = vec![
            "admin",
            "user",
            "add",
            "--name",
            "Nora",
            "--email",
            "nora@we.example",
        ];
        args.extend_from_slice(more);
        house.run(&args)
    };
    let (code, _, err) = add(&["--role", "sdrr"]);
    assert_eq!(code, Some(2));
    assert!(
        err.contains("did you mean `sdr`?") && err.contains("marketing"),
        "{err}"
    );
    let (code, _, err) = add(&["--role", "sdr", "--team", "sdr-pet"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(
        err.contains("`sdr-pet`") && err.contains("sdr-pets"),
        "{err}"
    );
    let (code, _, err) = house.run(&["admin", "user", "password", "--email", "nora@we.exmaple"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("did you mean `nora@we.example`?"), "{err}");
}

#[test]
fn another_process_takes_over_only_when_asked_to() {
    let house = House::new();
    let process = example();
    house.good(&["process", "publish", process.to_str().unwrap()]);
    let other = changed(&house, "id: seller-acquisition", "id: buyer-acquisition");
    let (code, _, err) = house.run(&["process", "publish", &other]);
    assert_eq!(code, Some(2), "{err}");
    for word in ["seller-acquisition", "buyer-acquisition", "--replace"] {
        assert!(err.contains(word), "{err}");
    }
    let said = house.good(&["process", "publish", "--replace", &other]);
    assert!(
        said.contains("buyer-acquisition, version 1, runs"),
        "{said}"
    );
    // Message and mend are two sentences.
    let broken = changed(&house, "lead.catalogue_size > 0", "lead.catalog_size > 0");
    let (code, _, err) = house.run(&["process", "publish", "--replace", &broken]);
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("`lead.catalog_size`. Did you mean"), "{err}");
}

#[test]
fn a_server_of_postgres_that_is_not_there_is_looked_for_on_the_net() {
    let house = House::new();
    // Nobody listens there: the port was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let url = format!("postgres://me:secret@{free}/leads");
    for args in [
        vec!["serve", "--listen", "127.0.0.1:0"],
        vec!["verify"],
        vec!["backup", "copy.db"],
        vec!["admin", "user", "list"],
    ] {
        let args = [args, vec!["--database", &url]].concat();
        let (code, _, err) = house.run(&args);
        assert_eq!(code, Some(2), "{args:?}: {err}");
        assert!(err.contains("database.unreachable"), "{args:?}: {err}");
        assert!(err.contains("host and port"), "{args:?}: {err}");
        assert!(
            !err.contains("secret") && !err.contains("file"),
            "{args:?}: {err}"
        );
    }
}

#[test]
fn settings_that_are_none_are_refused_before_anything_starts() {
    let house = House::new();
    for (args, said) in [
        (["serve", "--trusted-proxy", "proxy"], "10.0.0.0/8"),
        (["serve", "--trusted-proxy", "10.0.0.0/99"], "10.0.0.0/99"),
        (["serve", "--capture-rate", "0"], "rate_limit = off"),
        (["serve", "--capture-rate", "many"], "--capture-rate"),
    ] {
        let (code, _, err) = house.run(&args);
        assert_eq!(code, Some(2), "{args:?}: {err}");
        assert!(err.contains(said), "{args:?}: {err}");
    }
    assert_eq!(std::fs::read_dir(house.folder.path()).unwrap().count(), 0);
}

#[test]
fn a_test_clock_that_holds_nonsense_says_so() {
    let house = House::new();
    let clock = house.folder.path().join("now");
    std::fs::write(&clock, "2026-03-02T12:00:00Z").unwrap();
    let mut child = house
        .command(&["serve", "--listen", "127.0.0.1:0", "--test-clock", "now"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    std::fs::write(&clock, "half past nine").unwrap();
    // The clock worker looks at the time by itself.
    let said = BufReader::new(child.stderr.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .find(|line| line.contains("stands still"));
    child.kill().unwrap();
    child.wait().unwrap();
    let said = said.expect("it says that the clock can't be read");
    assert!(
        said.contains("now:") && said.contains("2026-03-02T12:00:00Z"),
        "{said}"
    );
}
