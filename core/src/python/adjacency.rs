//! Adjacency in the BV format for Python.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, UInt32Array};
use arrow_schema::{DataType, Field, Schema};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::arrow::ArrowTable;
use super::numbers::numbers;
use crate::graph::adjacency::{Settings, read, write};
use crate::graph::csr::Adjacency;

#[pyfunction]
fn write_webgraph(
    py: Python<'_>,
    nodes: u32,
    sources: &Bound<'_, PyAny>,
    targets: &Bound<'_, PyAny>,
    basename: PathBuf,
) -> PyResult<(u64, u64)> {
    let (sources, targets) = (ends(sources, nodes)?, ends(targets, nodes)?);
    if sources.len() != targets.len() {
        let told = format!("there are {} sources and {} targets", sources.len(), targets.len());
        return Err(PyValueError::new_err(told));
    }
    py.detach(|| {
        let graph = Adjacency::new(nodes as usize, &sources, &targets);
        let told = write(&graph, Settings::default(), &basename)?;
        Ok((told.arcs, told.bits()))
    })
}

#[pyfunction]
fn read_webgraph(py: Python<'_>, basename: PathBuf) -> PyResult<ArrowTable> {
    py.detach(|| {
        let graph = match read(&basename) {
            Ok(read) => read.graph,
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                return Err(PyValueError::new_err(error.to_string()));
            }
            Err(error) => return Err(PyErr::from(error)),
        };
        let nodes = graph.nodes();
        let mut sources = Vec::with_capacity(graph.ends.len());
        (0..nodes).for_each(|node| sources.resize(sources.len() + graph.row(node).len(), node as u32));
        let told = HashMap::from([("nodes".to_owned(), nodes.to_string())]);
        let field = |name: &str| Field::new(name, DataType::UInt32, false);
        let schema = Arc::new(Schema::new_with_metadata(vec![field("source"), field("target")], told));
        let columns: Vec<ArrayRef> =
            vec![Arc::new(UInt32Array::from(sources)), Arc::new(UInt32Array::from(graph.ends))];
        let batch = RecordBatch::try_new(schema, columns).map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(ArrowTable::from(batch))
    })
}

fn ends(object: &Bound<'_, PyAny>, nodes: u32) -> PyResult<Vec<u32>> {
    let below = |end: u64| u32::try_from(end).ok().filter(|end| *end < nodes);
    let wrong = |end| PyValueError::new_err(format!("there is no node {end} among {nodes}"));
    numbers(object)?.into_iter().map(|end| below(end).ok_or_else(|| wrong(end))).collect()
}

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(write_webgraph, module)?)?;
    module.add_function(wrap_pyfunction!(read_webgraph, module)?)
}
