//! The seam to whatever carries messages to visitors. What is behind it hands a message over to be sent and does not wait for the other side.

use std::fmt;
use std::sync::Arc;

use queue::ids::Language;

use crate::people::entered::Contact;

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

    /// Hands over the one-time code that proves a contact (P5), without waiting. The code is for the contact alone: it is in no log.
    fn send_code(&self, to: &Contact, language: &Language, code: &str) -> Result<(), Busy>;
}

/// What carries messages, if the office has set it up. Without it no visitor can prove a contact, so none can book on the web.
#[derive(Clone, Default)]
pub struct Messages(Option<Arc<dyn Post>>);

impl Messages {
    /// By this post.
    pub fn by(post: Arc<dyn Post>) -> Self {
        Self(Some(post))
    }

    /// Which contacts can be written to.
    pub fn reach(&self) -> Reach {
        self.0.as_ref().map_or(Reach::default(), |post| post.reach())
    }

    /// Whether anybody can be written to.
    pub fn are_set_up(&self) -> bool {
        self.reach() != Reach::default()
    }

    /// Hands a one-time code over.
    pub fn send_code(&self, to: &Contact, language: &Language, code: &str) -> Result<(), Busy> {
        self.0.as_ref().ok_or(Busy)?.send_code(to, language, code)
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Messages({:?})", self.reach())
    }
}
