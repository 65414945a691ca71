//! The addresses that have readers (S2). Each is added with the page whose readers it is for, and the list of them is what the test of the
//! roles walks: none is forgotten.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::response::Response;

use super::posted::{self, Sent};
use super::visit::{self, Seen};
use super::{FORM_LIMIT, Pages};
use crate::permits::StaffPage;

/// Addresses, each with its page.
#[derive(Default)]
pub struct Guarded {
    /// What is asked there.
    pub router: Router<Arc<Pages>>,
    /// How, where, and for whose eyes.
    pub addresses: Vec<(Method, &'static str, StaffPage)>,
}

impl Guarded {
    /// What readers of a page see at an address.
    pub fn page<F, Shown>(mut self, page: StaffPage, address: &'static str, show: F) -> Self
    where
        F: Fn(Seen) -> Shown + Clone + Send + Sync + 'static,
        Shown: Future<Output = Response> + Send + 'static,
    {
        self.addresses.push((Method::GET, address, page));
        Self { router: self.router.route(address, visit::page(page, show)), ..self }
    }

    /// A form that they send there.
    pub fn form<T, F, Shown>(self, page: StaffPage, address: &'static str, take: F) -> Self
    where
        T: Sent + 'static,
        F: Fn(Seen, T) -> Shown + Clone + Send + Sync + 'static,
        Shown: Future<Output = Response> + Send + 'static,
    {
        self.form_up_to(FORM_LIMIT, page, address, take)
    }

    /// The same of a form that may be so large, in bytes.
    pub fn form_up_to<T, F, Shown>(mut self, limit: usize, page: StaffPage, address: &'static str, take: F) -> Self
    where
        T: Sent + 'static,
        F: Fn(Seen, T) -> Shown + Clone + Send + Sync + 'static,
        Shown: Future<Output = Response> + Send + 'static,
    {
        self.addresses.push((Method::POST, address, page));
        let form = posted::form(page, take).layer(DefaultBodyLimit::max(limit));
        Self { router: self.router.route(address, form), ..self }
    }
}
