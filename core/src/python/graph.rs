//! The link graph for Python.

use pyo3::prelude::*;

/// Enters this room's names.
pub fn register(_module: &Bound<'_, PyModule>) -> PyResult<()> {
    Ok(())
}
