//! Addresses: parsing, resolving the hrefs of a page, registrable domains, and the order of pages.

pub mod domain;
pub mod order;
pub mod scope;

pub use domain::{DomainCache, domain_of, registrable_domain};
pub use order::{page_key, page_key_cached, url_from_key};
pub use scope::{BadTarget, Scope, scope_range};
