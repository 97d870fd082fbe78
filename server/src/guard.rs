//! Guard: what holds for every answer, and which requests get one at all.
//!
//! A report is about a company's leads. Served on the machine's own address,
//! nobody else can reach it, except through the user's browser: a foreign site
//! can point its own name at 127.0.0.1 and read the answers (DNS rebinding). So
//! on such an address only requests for this machine by its own name are answered.

use crate::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header, uri::Authority};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// What a request may say before its body.
const LONGEST_TARGET: usize = 8 * 1024;
const MOST_LINES: usize = 100;
const LONGEST_HEAD: usize = 32 * 1024;

/// Said with every answer, beside the policy of what the page may load.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
];

/// Who may be asked for: everybody, only this machine by its own names, or these names too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hosts {
    /// Listening to the network: the names by which we are known there aren't ours to know.
    Any,
    /// Listening on a loopback address.
    ThisMachine,
    /// This machine by its own names, and by those the administrator gave it.
    Named(Arc<[String]>),
}

impl Hosts {
    pub(crate) fn for_address(address: SocketAddr) -> Self {
        if address.ip().to_canonical().is_loopback() {
            Self::ThisMachine
        } else {
            Self::Any
        }
    }

    /// This machine's own names, those given, and plain addresses.
    pub(crate) fn named(names: &[String]) -> Self {
        Self::Named(names.into())
    }

    fn includes(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::ThisMachine => is_this_machine(host),
            // An address is no name: nobody can point one of theirs at us with it.
            Self::Named(names) => {
                is_this_machine(host)
                    || is_address(host)
                    || names.iter().any(|own| own.eq_ignore_ascii_case(host))
            }
        }
    }
}

/// What is guarded, and how.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    hosts: Hosts,
    /// What a page may load, run and send: its Content-Security-Policy.
    policy: &'static str,
}

impl Guard {
    pub(crate) fn new(hosts: Hosts, policy: &'static str) -> Self {
        Self { hosts, policy }
    }
}

/// Refuses foreign hosts and adds the headers to every answer. What says nothing of how
/// long it may be kept is not kept.
pub(crate) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let refused = too_much(&request).or_else(|| refusal(&guard.hosts, &request));
    let mut answer = match refused {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    };
    let headers = answer.headers_mut();
    // A form that other sites may show says so itself.
    for (name, value) in HEADERS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(guard.policy));
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    answer
}

/// A head that no honest client sends. Where it is larger still, it is refused while it is
/// read (see `connections`), without words.
fn too_much(request: &Request) -> Option<Problem> {
    let target = request
        .uri()
        .path_and_query()
        .map_or(0, |own| own.as_str().len());
    if target > LONGEST_TARGET {
        return Some(Problem::of(
            "request.target_too_long",
            "The address is longer than 8 KiB: ask for less at a time.",
        ));
    }
    let headers = request.headers();
    let bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len())
        .sum();
    (headers.len() > MOST_LINES || bytes > LONGEST_HEAD).then(|| {
        Problem::of(
            "request.head_too_large",
            "The head has more than 100 lines, or more than 32 KiB: send fewer headers.",
        )
    })
}

fn refusal(hosts: &Hosts, request: &Request) -> Option<Problem> {
    if *hosts == Hosts::Any {
        return None;
    }
    let mut named = request.headers().get_all(header::HOST).iter();
    let host = named.next();
    if named.next().is_some() {
        return Some(foreign());
    }
    // `GET http://evil.example/ HTTP/1.1` counts by its target, whatever `Host` says.
    let target = request.uri().authority();
    let Some(host) = host else {
        return match target {
            Some(target) if hosts.includes(target.host()) => None,
            Some(_) => Some(foreign()),
            None => Some(no_host()),
        };
    };
    let ours = |authority: &Authority| hosts.includes(authority.host());
    let host_is_ours = Authority::try_from(host.as_bytes()).is_ok_and(|authority| ours(&authority));
    let target_is_ours = target.is_none_or(ours);
    (!host_is_ours || !target_is_ours).then_some(foreign())
}

fn foreign() -> Problem {
    Problem::of(
        "host.foreign",
        "This server isn't known by that name: on this machine it is localhost, and `--host NAME` adds names. Another site may have sent you here.",
    )
}

fn no_host() -> Problem {
    Problem::of(
        "host.missing",
        "The request doesn't say which host it is meant for.",
    )
}

/// `localhost` or a loopback address. The port doesn't count: a tunnel may have another.
fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || bare(host)
            .parse::<IpAddr>()
            .is_ok_and(|ip| ip.to_canonical().is_loopback())
}

fn is_address(host: &str) -> bool {
    bare(host).parse::<IpAddr>().is_ok()
}

/// Without the brackets of an IPv6 address.
fn bare(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_answers_to_its_own_names() {
        for ours in [
            "localhost",
            "LOCALHOST",
            "127.0.0.1",
            "127.8.9.10",
            "[::1]",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(is_this_machine(ours), "{ours}");
        }
        for foreign in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "[::2]",
            "0.0.0.0",
            "",
        ] {
            assert!(!is_this_machine(foreign), "{foreign}");
        }
    }

    #[test]
    fn names_that_were_given_are_answered_too() {
        let names = ["leads.example".to_owned()];
        let hosts = Hosts::named(&names);
        for ours in [
            "leads.example",
            "LEADS.example",
            "localhost",
            "192.0.2.7",
            "[2001:db8::1]",
        ] {
            assert!(hosts.includes(ours), "{ours}");
        }
        for foreign in ["evil.example", "leads.example.evil.example", ""] {
            assert!(!hosts.includes(foreign), "{foreign}");
        }
    }

    #[test]
    fn a_loopback_address_answers_this_machine_only() {
        for (address, hosts) in [
            ("127.0.0.1:8080", Hosts::ThisMachine),
            ("[::1]:8080", Hosts::ThisMachine),
            ("[::ffff:127.0.0.1]:8080", Hosts::ThisMachine),
            ("0.0.0.0:8080", Hosts::Any),
            ("192.0.2.7:8080", Hosts::Any),
        ] {
            assert_eq!(
                Hosts::for_address(address.parse().unwrap()),
                hosts,
                "{address}"
            );
        }
    }
}
