//! Addresses: parsing, resolving the hrefs of a page, registrable domains, and the order of pages.

pub mod domain;
pub mod order;

pub use domain::{DomainCache, domain_of, registrable_domain};
pub use order::{BadTarget, Scope, page_key, page_key_cached, scope_range, url_from_key};
