//! Proxies: where a request really comes from, where something stands before us.
//!
//! `X-Forwarded-For` is what the sender says, so it counts only as far as those who wrote
//! it are trusted: read from the right, it is a chain of addresses each of which was seen
//! by the next. The first one that isn't a proxy of ours is the client. What stands left of
//! it, anybody may have written.

use axum::http::{Extensions, HeaderMap};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

/// Addresses that belong together: `10.0.0.0/8`, `2001:db8::/32`, or one, `192.0.2.7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    /// How many of the first bits count.
    bits: u8,
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!("`{text}` is no address or network: write 192.0.2.7, 10.0.0.0/8 or fd00::/8")
        };
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            None => longest,
            Some(bits) => bits.trim().parse().map_err(|_| wrong())?,
        };
        (bits <= longest)
            .then_some(Self { address, bits })
            .ok_or_else(wrong)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

impl Network {
    /// Whether an address belongs to it.
    pub fn contains(&self, ip: IpAddr) -> bool {
        match (self.address, ip.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(ip)) => {
                same_start(own.to_bits().into(), ip.to_bits().into(), 32, self.bits)
            }
            (IpAddr::V6(own), IpAddr::V6(ip)) => {
                same_start(own.to_bits(), ip.to_bits(), 128, self.bits)
            }
            _ => false,
        }
    }
}

fn same_start(own: u128, other: u128, of: u8, bits: u8) -> bool {
    bits == 0 || (own ^ other) >> (of - bits) == 0
}

/// The address a request comes from: the other end of its connection or, where that is
/// one of `trusted`, what those say in `X-Forwarded-For`.
pub(crate) fn client(extensions: &Extensions, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let peer = extensions
        .get::<crate::connections::Peer>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip())
        .to_canonical();
    let is_ours = |ip: IpAddr| trusted.iter().any(|network| network.contains(ip));
    if !is_ours(peer) {
        return peer;
    }
    let said: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        // What can't be read ends the chain like any other nonsense.
        .flat_map(|line| line.to_str().unwrap_or("?").split(','))
        .map(str::trim)
        .collect();
    let mut client = peer;
    for text in said.into_iter().rev() {
        let Some(ip) = address(text) else {
            break;
        };
        client = ip;
        if !is_ours(ip) {
            break;
        }
    }
    client
}

/// An address as proxies write it: with a port or without.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || Some(text.parse::<std::net::SocketAddr>().ok()?.ip());
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let ip: Option<IpAddr> = text.parse().ok().or_else(with_port).or_else(in_brackets);
    ip.map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connections::Peer;
    use std::net::SocketAddr;

    #[test]
    fn a_network_has_its_addresses_and_no_others() {
        for (network, address, belongs) in [
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
            ("10.0.0.0/8", "10.255.1.2", true),
            ("10.0.0.0/8", "11.0.0.0", false),
            ("10.0.0.0/8", "::ffff:10.1.1.1", true),
            ("0.0.0.0/0", "203.0.113.1", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("::1", "::1", true),
        ] {
            let own: Network = network.parse().unwrap();
            assert_eq!(
                own.contains(address.parse().unwrap()),
                belongs,
                "{network} {address}"
            );
        }
        for wrong in [
            "",
            "proxy",
            "10.0.0.0/33",
            "::/129",
            "10.0.0/8",
            "10.0.0.0/x",
        ] {
            let error = wrong.parse::<Network>().unwrap_err();
            assert!(error.contains("10.0.0.0/8"), "{error}");
        }
    }

    #[test]
    fn only_those_who_are_trusted_are_believed() {
        let trusted: Vec<Network> = ["10.0.0.0/8", "fd00::/8"]
            .iter()
            .map(|own| own.parse().unwrap())
            .collect();
        for (peer, said, client_is) in [
            // A stranger may say what they like.
            ("203.0.113.9:1", &["198.51.100.1"][..], "203.0.113.9"),
            ("10.0.0.1:1", &[], "10.0.0.1"),
            ("10.0.0.1:1", &["198.51.100.1"], "198.51.100.1"),
            // What a client wrote before the proxy did is left of it.
            ("10.0.0.1:1", &["127.0.0.1, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1:1", &["127.0.0.1", "198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1:1", &["198.51.100.1, 10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1:1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1:1", &["198.51.100.1, nonsense"], "10.0.0.1"),
            ("10.0.0.1:1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("[fd00::1]:1", &["[2001:db8::1]:80"], "2001:db8::1"),
            ("[::ffff:10.0.0.1]:1", &["2001:db8::1"], "2001:db8::1"),
        ] {
            let mut extensions = Extensions::new();
            extensions.insert(Peer(peer.parse::<SocketAddr>().unwrap()));
            let mut headers = HeaderMap::new();
            for line in said {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            assert_eq!(
                client(&extensions, &headers, &trusted),
                client_is.parse::<IpAddr>().unwrap(),
                "{peer} {said:?}"
            );
        }
        let nobody = client(&Extensions::new(), &HeaderMap::new(), &trusted);
        assert!(nobody.is_loopback());
    }
}
