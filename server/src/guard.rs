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

/// Said with every answer. The page is one file: its styles and pictures stand in it;
/// it runs no script, loads nothing, sends nothing and is framed by nobody.
const HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Who may be asked for: everybody, or only this machine by its own names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hosts {
    /// Listening to the network: the names by which we are known there aren't ours to know.
    Any,
    /// Listening on a loopback address.
    ThisMachine,
}

impl Hosts {
    pub(crate) fn for_address(address: SocketAddr) -> Self {
        if address.ip().to_canonical().is_loopback() {
            Self::ThisMachine
        } else {
            Self::Any
        }
    }
}

/// Refuses foreign hosts and adds the headers to every answer.
pub(crate) async fn guard(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    let mut answer = match refusal(hosts, &request) {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    };
    for (name, value) in HEADERS {
        answer
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    answer
}

fn refusal(hosts: Hosts, request: &Request) -> Option<Problem> {
    if hosts == Hosts::Any {
        return None;
    }
    let mut named = request.headers().get_all(header::HOST).iter();
    let host = named.next();
    if named.next().is_some() {
        return Some(Problem::FOREIGN_HOST);
    }
    // `GET http://evil.example/ HTTP/1.1` counts by its target, whatever `Host` says.
    let target = request.uri().authority();
    let Some(host) = host else {
        return match target {
            Some(target) if is_this_machine(target.host()) => None,
            Some(_) => Some(Problem::FOREIGN_HOST),
            None => Some(Problem::NO_HOST),
        };
    };
    let ours = |authority: &Authority| is_this_machine(authority.host());
    let host_is_ours = Authority::try_from(host.as_bytes()).is_ok_and(|authority| ours(&authority));
    let target_is_ours = target.is_none_or(ours);
    (!host_is_ours || !target_is_ours).then_some(Problem::FOREIGN_HOST)
}

/// `localhost` or a loopback address. The port doesn't count: a tunnel may have another.
fn is_this_machine(host: &str) -> bool {
    let bare = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host);
    host.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|ip| ip.to_canonical().is_loopback())
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
