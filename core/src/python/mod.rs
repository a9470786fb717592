//! The face that Python sees: `backlit._core`. One file a room; no logic of its own.

mod archive;
mod arrow;
mod graph;
mod html;
mod index;
mod numbers;
mod pagerank;
mod tokens;
mod url;

use pyo3::prelude::*;

#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<arrow::ArrowTable>()?;
    archive::register(module)?;
    graph::register(module)?;
    html::register(module)?;
    index::register(module)?;
    pagerank::register(module)?;
    url::register(module)?;
    Ok(())
}
