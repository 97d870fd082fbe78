//! A client that says exactly what the test says, also what no browser would.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in small letters.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A connection that gives up after ten seconds instead of hanging the test.
pub(crate) fn connect(to: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(to).expect("the server listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("ten seconds is a valid timeout");
    stream
}

/// Sends these lines as the head of a request and reads the answer to its end.
pub(crate) fn send(to: SocketAddr, lines: &[&str]) -> Answer {
    let mut stream = connect(to);
    let head = format!("{}\r\nConnection: close\r\n\r\n", lines.join("\r\n"));
    stream.write_all(head.as_bytes()).expect("the server reads");
    let mut all = String::new();
    stream
        .read_to_string(&mut all)
        .expect("the server answers and closes");
    let (head, body) = all.split_once("\r\n\r\n").expect("an answer has a head");
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|code| code.parse().ok())
        .expect("an answer begins with its status");
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Answer {
        status,
        headers,
        body: body.to_owned(),
    }
}

/// A plain GET, as a browser on this machine sends it.
pub(crate) fn get(to: SocketAddr, path: &str) -> Answer {
    send(
        to,
        &[&format!("GET {path} HTTP/1.1"), &format!("Host: {to}")],
    )
}
