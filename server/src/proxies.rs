//! Whose word on a visitor's address is believed. A proxy adds the address that it saw to the end of `X-Forwarded-For`; all
//! that stands before it anybody may have written. So the header is read from its end, as far as trusted proxies wrote it.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName};
use thiserror::Error;

/// The header that proxies agree on.
const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Proxies in a row that are looked behind.
const HOPS: usize = 16;

/// One address, or all that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// Why a text names no network whose proxies can be trusted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadNetwork {
    /// It is something else.
    #[error("is no address or network")]
    NoNetwork,
    /// Part of the address is beyond the network's length.
    #[error("is an address inside a network")]
    Inside,
    /// Whoever is believed may call himself anybody.
    #[error("would believe everybody")]
    Everybody,
}

impl Network {
    /// Reads an address such as `10.0.0.5` or a network such as `10.0.0.0/24` or `fd00::/8`.
    pub fn parse(text: &str) -> Result<Self, BadNetwork> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| BadNetwork::NoNetwork)?;
        let Some(bits) = bits else {
            let address = address.to_canonical();
            return Ok(Self { address, bits: width(address) });
        };
        let plain = !bits.is_empty() && bits.bytes().all(|figure| figure.is_ascii_digit());
        let bits = bits.parse::<u8>().ok().filter(|bits| plain && *bits <= width(address));
        let bits = bits.filter(|_| address.to_canonical() == address).ok_or(BadNetwork::NoNetwork)?;
        let network = Self { address, bits };
        if bits == 0 {
            Err(BadNetwork::Everybody)
        } else if network.masked(address) != value(address) {
            Err(BadNetwork::Inside)
        } else {
            Ok(network)
        }
    }

    fn holds(&self, address: IpAddr) -> bool {
        width(address) == width(self.address) && self.masked(address) == value(self.address)
    }

    fn masked(&self, address: IpAddr) -> u128 {
        let beyond = u32::from(width(address) - self.bits);
        let kept = u128::MAX.checked_shl(beyond).unwrap_or(0);
        value(address) & kept
    }
}

/// The proxies before this server; nobody unless the configuration says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(pub Vec<Network>);

impl TrustedProxies {
    /// Whether a trusted proxy has this address.
    pub fn holds(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.holds(address))
    }

    /// The address of whoever asks, as far as it is known: the last one that no trusted proxy has.
    pub fn visitor(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut visitor = peer.to_canonical();
        let written: Vec<&str> =
            headers.get_all(FORWARDED).iter().flat_map(|line| line.to_str().unwrap_or_default().split(',')).collect();
        for word in written.iter().rev().take(HOPS) {
            if !self.trusts(visitor) {
                break;
            }
            // What a trusted proxy wrote and nobody can read hides whoever is behind it.
            let Some(next) = address(word.trim()) else { break };
            visitor = next;
        }
        visitor
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(address))
    }
}

/// An address, perhaps with the port that some proxies write.
fn address(word: &str) -> Option<IpAddr> {
    let plain = word.parse().ok().or_else(|| word.parse().map(|socket: std::net::SocketAddr| socket.ip()).ok());
    plain.map(|address: IpAddr| address.to_canonical())
}

fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn value(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn visitor(trusted: &[&str], peer: &str, lines: &[&str]) -> String {
        let trusted = TrustedProxies(trusted.iter().map(|text| Network::parse(text).unwrap()).collect());
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        trusted.visitor(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn nobody_is_believed_unless_named() {
        assert_eq!(visitor(&[], "127.0.0.1", &["203.0.113.7"]), "127.0.0.1");
        assert_eq!(visitor(&["10.0.0.5"], "198.51.100.1", &["203.0.113.7"]), "198.51.100.1");
        assert_eq!(visitor(&["10.0.0.5"], "10.0.0.5", &[]), "10.0.0.5");
    }

    #[test]
    fn the_address_that_the_proxy_saw_counts_and_not_what_the_visitor_wrote_before_it() {
        let proxies = ["10.0.0.0/24", "fd00::/8"];
        for (lines, seen) in [
            (&["203.0.113.7"][..], "203.0.113.7"),
            (&["1.1.1.1, 203.0.113.7"], "203.0.113.7"),
            (&["1.1.1.1", "203.0.113.7"], "203.0.113.7"),
            (&["1.1.1.1, 203.0.113.7, 10.0.0.9"], "203.0.113.7"),
            (&["10.0.0.1, 203.0.113.7,fd12::3"], "203.0.113.7"),
            (&["203.0.113.7:50123"], "203.0.113.7"),
            (&["[2001:db8::1]:443"], "2001:db8::1"),
            (&["::ffff:203.0.113.7"], "203.0.113.7"),
            (&["10.0.0.8, 10.0.0.9"], "10.0.0.8"),
            (&["203.0.113.7, unknown"], "10.0.0.5"),
            (&["203.0.113.7, "], "10.0.0.5"),
            (&["<script>"], "10.0.0.5"),
            (&["203.0.113.7", "\u{ff}"], "10.0.0.5"),
        ] {
            assert_eq!(visitor(&proxies, "10.0.0.5", lines), seen, "{lines:?}");
            assert_eq!(visitor(&proxies, "::ffff:10.0.0.5", lines), seen, "{lines:?} on a socket of both kinds");
        }
        let endless = vec!["10.0.0.1"; 4_000].join(",");
        assert_eq!(visitor(&proxies, "10.0.0.5", &["203.0.113.7", &endless]), "10.0.0.1");
    }

    #[test]
    fn a_network_holds_what_begins_with_its_bits() {
        let holds = |network: &str, address: &str| Network::parse(network).unwrap().holds(address.parse().unwrap());
        assert!(holds("192.168.4.0/22", "192.168.7.255") && !holds("192.168.4.0/22", "192.168.8.0"));
        assert!(holds("10.0.0.5", "10.0.0.5") && !holds("10.0.0.5", "10.0.0.4"));
        assert!(holds("fd00::/8", "fdff::1") && !holds("fd00::/8", "fe00::1"));
        assert!(!holds("128.0.0.0/1", "ffff::") && holds("128.0.0.0/1", "255.0.0.1"));
        assert!(holds("::1/128", "::1") && holds("::ffff:10.0.0.5", "10.0.0.5"));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "proxy.office", "10.0.0", "10.0.0.5:80", "10.0.0.0/33", "10.0.0.0/+8", "::/129", "10.0.0.0/"] {
            assert_eq!(Network::parse(text), Err(BadNetwork::NoNetwork), "{text}");
        }
        assert_eq!(Network::parse("10.0.0.5/24"), Err(BadNetwork::Inside));
        assert_eq!(Network::parse("0.0.0.0/0"), Err(BadNetwork::Everybody));
        assert_eq!(Network::parse("::/0"), Err(BadNetwork::Everybody));
        assert_eq!(Network::parse("::ffff:10.0.0.0/120"), Err(BadNetwork::NoNetwork));
    }
}
