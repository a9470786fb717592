//! Addresses: parsing, resolving the hrefs of a page, registrable domains, and the order of pages.

pub mod domain;
mod encode;
mod host;
pub mod order;
pub mod parse;
pub mod parts;
pub mod resolve;
pub mod scope;

pub use domain::{DomainCache, domain_of, registrable_domain};
pub use order::{page_key, page_key_cached, url_from_key};
pub use parse::{parse, parse_bytes};
pub use resolve::Resolver;
pub use scope::{BadTarget, Scope, scope_range};
