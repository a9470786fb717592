//! PageRank and components of arcs that Python has as arrays.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, UInt32Array};
use pyo3::exceptions::{PyKeyboardInterrupt, PyValueError};
use pyo3::prelude::*;

use super::arrow::ArrowTable;
use super::numbers::{amounts, node_numbers};
use crate::graph::components::components;
use crate::graph::csr::Adjacency;
use crate::graph::pagerank::{Options, solve};

/// Arcs by target, and what each node passes along an arc.
#[pyclass(frozen)]
pub struct Graph {
    incoming: Adjacency,
    shares: Vec<f64>,
}

#[pymethods]
impl Graph {
    #[new]
    #[pyo3(signature = (nodes, sources, targets, weights = None))]
    fn new(
        py: Python<'_>,
        nodes: usize,
        sources: &Bound<'_, PyAny>,
        targets: &Bound<'_, PyAny>,
        weights: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        if nodes >= 1 << 31 {
            return Err(PyValueError::new_err(format!("{nodes} nodes are more than 2^31 - 1")));
        }
        let (from, to) = (node_numbers(sources, nodes)?, node_numbers(targets, nodes)?);
        if from.len() != to.len() {
            return Err(PyValueError::new_err(format!("{} sources, but {} targets", from.len(), to.len())));
        }
        let weights = weights.map(|weights| amounts(weights, from.len(), "weights")).transpose()?;
        Ok(py.detach(|| {
            let incoming = match weights {
                None => Adjacency::new(nodes, &to, &from),
                Some(weights) => {
                    let weights: Vec<f32> = weights.into_iter().map(|weight| weight as f32).collect();
                    Adjacency::weighted(nodes, &to, &from, &weights)
                }
            };
            let shares = shares(&incoming);
            Self { incoming, shares }
        }))
    }

    #[pyo3(signature = (*, damping = 0.85, precision = 1e-10, threads = 1, jump = None, redistribute = true))]
    fn pagerank(
        &self,
        py: Python<'_>,
        damping: f64,
        precision: f64,
        threads: usize,
        jump: Option<&Bound<'_, PyAny>>,
        redistribute: bool,
    ) -> PyResult<(ArrowTable, f64)> {
        let nodes = self.incoming.nodes();
        let jump = jump.map_or_else(|| Ok(vec![1.0; nodes]), |jump| amounts(jump, nodes, "jump"))?;
        let options = Options { damping, precision, threads };
        let mut progress = |_: f64| {
            // Ctrl-C ends a long run; the interpreter's lock is taken for that moment alone.
            Python::attach(|py| py.check_signals()).map_err(|_| std::io::ErrorKind::Interrupted.into())
        };
        let solved = py.detach(|| solve(&self.incoming, &self.shares, &jump, options, &mut progress));
        let mut solved = solved.map_err(|error| match error.kind() {
            std::io::ErrorKind::Interrupted => PyKeyboardInterrupt::new_err(()),
            _ => PyValueError::new_err(error.to_string()),
        })?;
        let sum: f64 = solved.ranks.iter().sum();
        if redistribute && sum > 0.0 {
            solved.ranks.iter_mut().for_each(|rank| *rank /= sum);
        }
        Ok((column("rank", Arc::new(Float64Array::from(solved.ranks)))?, solved.passes))
    }

    fn components(&self, py: Python<'_>) -> PyResult<(ArrowTable, usize)> {
        let (ids, count) = py.detach(|| components(&self.incoming));
        Ok((column("component", Arc::new(UInt32Array::from(ids)))?, count))
    }

    #[getter]
    fn arcs(&self) -> usize {
        self.incoming.ends.len()
    }
}

/// One over the weight of all arcs of each node, or over their number; 0 for a node without.
fn shares(incoming: &Adjacency) -> Vec<f64> {
    let mut shares = vec![0.0; incoming.nodes()];
    for (arc, from) in incoming.ends.iter().enumerate() {
        shares[*from as usize] += incoming.weights.get(arc).map_or(1.0, |weight| f64::from(*weight));
    }
    shares.iter_mut().filter(|share| **share > 0.0).for_each(|share| *share = 1.0 / *share);
    shares
}

fn column(name: &str, values: ArrayRef) -> PyResult<ArrowTable> {
    let batch = RecordBatch::try_from_iter([(name, values)]);
    Ok(batch.map_err(|error| PyValueError::new_err(error.to_string()))?.into())
}

/// Enters this room's names.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Graph>()
}
