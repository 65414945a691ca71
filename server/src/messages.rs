//! Messages to visitors: mail and SMS. This file is the seam to whatever carries them: what is behind it hands a message over to be sent and
//! does not wait for the other side.
//!
//! What an event causes lies in the journal's outbox and is sent from there by `sender`, at least once (B7, B8, B12); the one-time
//! code that proves a contact (P5) goes out at once by `codes` and is kept nowhere. `setup` is what an office configures, `carriers` the ways
//! out (`smtp`, `gateway`), `contents` what is said, and `mail` how that becomes a mail. `report` is the managers' mail of the day.

pub mod carriers;
mod codes;
mod contents;
pub mod door;
pub mod fill;
mod gateway;
mod mail;
mod pauses;
mod receipt;
pub mod report;
pub mod sender;
pub mod setup;
mod smtp;
mod standing;
pub mod trial;
mod words;

use std::fmt;
use std::sync::Arc;

use queue::ids::Language;

use crate::people::entered::Contact;
use carriers::Carriers;
use codes::CodeDesk;
use setup::{Countries, ReportSetup};

pub use receipt::{Delivery, Receipt, Slip};
pub use standing::{Standing, StandingReport};

/// Too many messages wait to be sent, or the way out is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

/// Which contacts can be written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Mail goes out.
    pub email: bool,
    /// Messages to telephones go out.
    pub phone: bool,
}

impl Reach {
    /// Whether a contact can be written to.
    pub fn covers(self, contact: &Contact) -> bool {
        match contact {
            Contact::Email(_) => self.email,
            Contact::Phone(_) => self.phone,
        }
    }
}

/// Carries messages to visitors.
pub trait Post: Send + Sync {
    /// Which contacts can be written to.
    fn reach(&self) -> Reach;

    /// To whose telephones messages go; every country's unless it says otherwise.
    fn countries(&self) -> Countries {
        Countries::default()
    }

    /// Hands over the one-time code that proves a contact (P5), without waiting; the receipt tells what becomes of it. The code is for the contact
    /// alone: it is in no log.
    fn send_code(&self, to: &Contact, language: &Language, code: &str) -> Result<Receipt, Busy>;
}

/// What carries messages, if the office has set it up. Without it no visitor can prove a contact, so none can book on the web.
#[derive(Clone, Default)]
pub struct Messages {
    post: Option<Arc<dyn Post>>,
    carriers: Option<Arc<Carriers>>,
    standing: Arc<Standing>,
    report: Option<Arc<ReportSetup>>,
}

impl Messages {
    /// One-time codes by this post, and no other messages.
    pub fn by(post: Arc<dyn Post>) -> Self {
        Self { post: Some(post), ..Self::default() }
    }

    /// Codes and all other messages by these carriers.
    pub fn through(carriers: Carriers) -> Self {
        let carriers = Arc::new(carriers);
        let standing = Arc::default();
        let desk = CodeDesk::open(&carriers, &standing);
        Self { post: Some(Arc::new(desk)), carriers: Some(carriers), standing, report: None }
    }

    /// The day report goes out by them each evening, too.
    pub fn with_report(self, setup: ReportSetup) -> Self {
        Self { report: Some(Arc::new(setup)), ..self }
    }

    /// Who gets the day report, if anybody does.
    pub fn report(&self) -> Option<Arc<ReportSetup>> {
        self.report.clone()
    }

    /// Which contacts can be written to.
    pub fn reach(&self) -> Reach {
        self.post.as_ref().map_or(Reach::default(), |post| post.reach())
    }

    /// To whose telephones messages go.
    pub fn countries(&self) -> Countries {
        self.post.as_ref().map(|post| post.countries()).unwrap_or_default()
    }

    /// Whether anybody can be written to.
    pub fn are_set_up(&self) -> bool {
        self.reach() != Reach::default()
    }

    /// Hands a one-time code over.
    pub fn send_code(&self, to: &Contact, language: &Language, code: &str) -> Result<Receipt, Busy> {
        self.post.as_ref().ok_or(Busy)?.send_code(to, language, code)
    }

    /// The ways out of the outbox, if there are any.
    pub fn carriers(&self) -> Option<Arc<Carriers>> {
        self.carriers.clone()
    }

    /// How mail and SMS go, as was last seen.
    pub fn standing(&self) -> Arc<Standing> {
        Arc::clone(&self.standing)
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Messages({:?})", self.reach())
    }
}
