//! Private connections that a device breaks off because it trusts another certificate: said in the log once a minute for each address,
//! as the device tries on and on. Pure: time comes in. Holds a bounded number of them.

use std::collections::BTreeMap;
use std::io;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use rustls::{AlertDescription, Error};

/// How long nothing more is said of an address.
const REST: Duration = Duration::from_secs(60);
/// Addresses that are told apart; of further ones nothing is said until one of these has rested.
const ADDRESSES: usize = 256;

/// What was said of late, and of whom.
#[derive(Debug, Default)]
pub struct Distrust {
    said: BTreeMap<IpAddr, Instant>,
}

impl Distrust {
    /// Whether it is to be said of an address at `now`; if so it counts as said.
    pub fn is_news(&mut self, of: IpAddr, now: Instant) -> bool {
        self.said.retain(|_, at| now.saturating_duration_since(*at) < REST);
        if self.said.len() >= ADDRESSES || self.said.contains_key(&of) {
            return false;
        }
        self.said.insert(of, now);
        true
    }
}

/// Whether a handshake ended because a device knows the office by another certificate. A browser that does not know the certificate says
/// other alerts: its reader is asked and goes on.
pub fn is_distrust(problem: &io::Error) -> bool {
    let tls = problem.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    matches!(tls, Some(Error::AlertReceived(AlertDescription::AccessDenied)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_is_news_once_a_minute() {
        let (mut distrust, began) = (Distrust::default(), Instant::now());
        let [kiosk, hall] = ["192.0.2.21", "2001:db8::5"].map(|address| address.parse().unwrap());
        let mut news = |of, after_s| distrust.is_news(of, began + Duration::from_secs(after_s));
        assert!(news(kiosk, 0) && !news(kiosk, 10) && !news(kiosk, 59));
        assert!(news(hall, 59), "another address is news of its own");
        let beside = "2001:db8::6".parse().unwrap();
        assert!(news(beside, 59), "also one of the same network");
        assert!(news(kiosk, 60) && !news(hall, 61) && !news(kiosk, 119));
    }

    #[test]
    fn a_crowd_of_addresses_fills_neither_log_nor_memory() {
        let (mut distrust, now) = (Distrust::default(), Instant::now());
        let crowd = (0..100_000_u32).filter(|n| distrust.is_news(IpAddr::from(n.to_be_bytes()), now)).count();
        assert_eq!((crowd, distrust.said.len()), (ADDRESSES, ADDRESSES));
        assert!(distrust.is_news(IpAddr::from([192, 0, 2, 21]), now + REST));
        assert_eq!(distrust.said.len(), 1);
    }

    #[test]
    fn only_the_alert_of_a_device_is_distrust() {
        let ended = |alert| io::Error::new(io::ErrorKind::InvalidData, Error::AlertReceived(alert));
        assert!(is_distrust(&ended(AlertDescription::AccessDenied)));
        for alert in [AlertDescription::UnknownCA, AlertDescription::BadCertificate, AlertDescription::HandshakeFailure]
        {
            assert!(!is_distrust(&ended(alert)), "{alert:?}");
        }
        assert!(!is_distrust(&io::ErrorKind::UnexpectedEof.into()));
    }
}
