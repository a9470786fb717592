//! Harmonic centrality for Python: over arrays of arcs, for tests and other people's graphs.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::arrow::ArrowTable;
use super::numbers::numbers;
use crate::graph::csr::Adjacency;
use crate::graph::{harmonic as core, hyperball};

/// Enters this room's names.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(harmonic, module)?)
}

/// Harmonic centrality by node.
#[pyfunction]
#[pyo3(signature = (nodes, sources, targets, exact = None))]
fn harmonic(
    py: Python<'_>,
    nodes: u32,
    sources: &Bound<'_, PyAny>,
    targets: &Bound<'_, PyAny>,
    exact: Option<bool>,
) -> PyResult<ArrowTable> {
    let (sources, targets) = (ends(sources, nodes)?, ends(targets, nodes)?);
    if sources.len() != targets.len() {
        return Err(PyValueError::new_err("there is one target for each source"));
    }
    let values = py.detach(|| {
        let incoming = Adjacency::new(nodes as usize, &targets, &sources);
        let outgoing = incoming.transposed();
        match exact {
            Some(true) => core::exact(&incoming),
            Some(false) => hyperball::harmonic(&incoming, &outgoing),
            None => core::harmonic(&incoming, &outgoing),
        }
    });
    let column: ArrayRef = Arc::new(Float64Array::from(values));
    let batch = RecordBatch::try_from_iter([("harmonic", column)]);
    batch.map(ArrowTable::from).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// Ends of arcs, all of them below `nodes`.
pub(super) fn ends(object: &Bound<'_, PyAny>, nodes: u32) -> PyResult<Vec<u32>> {
    let end = |node: u64| match u32::try_from(node) {
        Ok(small) if small < nodes => Ok(small),
        _ => Err(PyValueError::new_err(format!("there is no node {node} among {nodes}"))),
    };
    numbers(object)?.into_iter().map(end).collect()
}
