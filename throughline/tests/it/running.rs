//! The program while it serves: started, spoken to over a plain socket, killed.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// `throughline serve` on some database.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Running {
    /// Starts it, and waits until it says where it listens.
    pub(crate) fn on(database: &str, more: &[&str]) -> Self {
        let mut child = program(&["serve", "--listen", "127.0.0.1:0", "--database", database])
            .args(more)
            // On PostgreSQL, ways in have no secrets without one.
            .env("THROUGHLINE_SECRET_KEY", "07".repeat(32))
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program can be started");
        let mut said = BufReader::new(child.stdout.take().expect("it was piped"));
        let mut all = String::new();
        let address = loop {
            let mut line = String::new();
            let read = said
                .read_line(&mut line)
                .expect("it says something in UTF-8");
            all.push_str(&line);
            assert!(read > 0, "it ended without saying where it listens:\n{all}");
            if let Some(address) = address_in(&line) {
                break address;
            }
        };
        // What it says later must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Self { child, address }
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.cut();
    }

    /// The same, where it stands.
    pub(crate) fn cut(&mut self) {
        self.child.kill().expect("it is still there");
        self.child.wait().expect("it ends");
    }

    /// Asks it to end, and waits until it has; its exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        self.signal("-TERM");
        self.child.wait().expect("it ends").code()
    }

    /// Stops it where it is, as a machine that swaps or a paused container does. It keeps its
    /// connections, and whatever it holds.
    pub(crate) fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on after [`freeze`](Self::freeze).
    pub(crate) fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, which: &str) {
        let told = Command::new("kill")
            .args([which, &self.child.id().to_string()])
            .status()
            .expect("there is a `kill`");
        assert!(told.success(), "{which} didn't reach it");
    }
}

impl Drop for Running {
    /// A test that fails leaves nothing running; who was waited for hears nothing of it.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    let end = rest
        .find(|sign: char| !(sign.is_ascii_digit() || sign == '.' || sign == ':'))
        .unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}

/// The program with these arguments and nobody's settings.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
    command.args(arguments).stdin(Stdio::null());
    for name in ["THROUGHLINE_DATABASE", "THROUGHLINE_LISTEN"] {
        command.env_remove(name);
    }
    command
}

/// What it prints with these arguments; it must end well.
pub(crate) fn prints(arguments: &[&str]) -> String {
    let output = program(arguments)
        .output()
        .expect("the program can be started");
    assert!(
        output.status.success(),
        "{arguments:?} ended with {:?}:\n{}{}",
        output.status.code(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    String::from_utf8(output.stdout).expect("it prints UTF-8")
}

/// An empty database of each kind that there is here.
pub(crate) fn each_database(story: impl Fn(&str)) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    story(&sqlite_in(folder.path()));
    on_postgres_in(folder.path(), story);
}

/// An empty database on PostgreSQL, if there is one here.
pub(crate) fn on_postgres(story: impl Fn(&str)) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    on_postgres_in(folder.path(), story);
}

/// The folder lends its name, which nobody else has.
fn on_postgres_in(folder: &Path, story: impl Fn(&str)) {
    match std::env::var("THROUGHLINE_TEST_POSTGRES") {
        Ok(url) => {
            let joint = if url.contains('?') { '&' } else { '?' };
            let name = folder.file_name().map_or("x".into(), |name| {
                name.to_string_lossy().to_lowercase().replace('.', "")
            });
            story(&format!("{url}{joint}schema=it_{name}"));
        }
        Err(_) => eprintln!("SKIPPED: no PostgreSQL (THROUGHLINE_TEST_POSTGRES is not set)"),
    }
}

fn sqlite_in(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("line.db").display())
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {} {}", self.status, self.body))
    }
}

/// Asks over a connection of its own; `None` if it broke on the way.
pub(crate) fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    heads: &[(&str, &str)],
    body: &str,
) -> Option<Answer> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5)).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .ok()?;
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in heads {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    request.push_str(body);
    stream.write_all(request.as_bytes()).ok()?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all).ok()?;
    let text = String::from_utf8(all).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    // An answer that was cut off is none.
    if length.is_some_and(|length| body.len() < length) {
        return None;
    }
    Some(Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}
