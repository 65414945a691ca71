//! What becomes of a code that was handed over, for whoever tells the visitor.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// What is known of a code on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It waits, or is being sent.
    UnderWay,
    /// The other side has taken it.
    Taken,
    /// It does not go out now.
    Held,
    /// The other side takes nothing for this contact.
    Refused,
}

/// Tells what becomes of one code.
#[derive(Clone, Debug)]
pub struct Receipt(watch::Receiver<Delivery>);

/// Where whoever carries a code notes it.
#[derive(Debug)]
pub struct Slip(watch::Sender<Delivery>);

impl Receipt {
    /// A receipt, and the slip that goes with the code.
    pub fn with_slip() -> (Self, Slip) {
        let (slip, receipt) = watch::channel(Delivery::UnderWay);
        (Self(receipt), Slip(slip))
    }

    /// The receipt of a code about which nothing more will be known.
    pub fn of(delivery: Delivery) -> Self {
        Self(watch::channel(delivery).1)
    }

    /// What is known now.
    pub fn delivery(&self) -> Delivery {
        *self.0.borrow()
    }

    /// Waits until something is known, at most for so long.
    pub async fn known(&mut self, within: Duration) {
        // What is not known then is under way.
        let _late = timeout(within, self.0.wait_for(|delivery| *delivery != Delivery::UnderWay)).await;
    }
}

impl Slip {
    /// Notes what came of the last try.
    pub fn note(&self, delivery: Delivery) {
        self.0.send_replace(delivery);
    }
}
