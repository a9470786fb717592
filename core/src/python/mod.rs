//! The face that Python sees: `backlit._core`. One file a room; no logic of its own.

mod adjacency;
mod archive;
mod arrow;
mod explain;
mod exports;
mod graph;
mod harmonic;
mod html;
mod index;
mod names;
mod numbers;
mod pagerank;
mod rank;
mod text;
mod tokens;
mod url;
mod words;

use pyo3::prelude::*;

#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<arrow::ArrowTable>()?;
    adjacency::register(module)?;
    archive::register(module)?;
    explain::register(module)?;
    exports::register(module)?;
    graph::register(module)?;
    harmonic::register(module)?;
    html::register(module)?;
    index::register(module)?;
    names::register(module)?;
    rank::register(module)?;
    pagerank::register(module)?;
    text::register(module)?;
    url::register(module)?;
    words::register(module)?;
    Ok(())
}
