//! Addresses, for Python.

use crate::url::parts::Parts;
use crate::url::{parse, registrable_domain as domain};
use pyo3::prelude::*;
use std::collections::BTreeMap;

#[pyfunction]
#[pyo3(signature = (url, base=None))]
fn parse_url(py: Python<'_>, url: &str, base: Option<&str>) -> Option<String> {
    py.detach(|| parse(url, base))
}

#[pyfunction]
fn url_parts(py: Python<'_>, url: &str) -> Option<BTreeMap<&'static str, String>> {
    py.detach(|| {
        let href = parse(url, None)?;
        let parts = Parts::split(&href)?;
        let named = [
            ("href", parts.href),
            ("protocol", parts.protocol),
            ("username", parts.username),
            ("password", parts.password),
            ("host", parts.host),
            ("hostname", parts.hostname),
            ("port", parts.port),
            ("pathname", parts.pathname),
            ("search", parts.search),
            ("hash", parts.hash),
        ];
        Some(named.into_iter().map(|(name, part)| (name, part.to_owned())).collect())
    })
}

#[pyfunction]
fn registrable_domain(py: Python<'_>, host: &str) -> Option<String> {
    py.detach(|| domain(&host.to_lowercase()).map(str::to_owned))
}

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(parse_url, module)?)?;
    module.add_function(wrap_pyfunction!(url_parts, module)?)?;
    module.add_function(wrap_pyfunction!(registrable_domain, module)?)
}
