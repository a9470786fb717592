//! Ratings of an index for Python.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, UInt32Array};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::arrow::ArrowTable;
use super::index::{Snapshot, fault, with_progress};
use crate::graph::carry::carry;
use crate::graph::consolidate::page_final;
use crate::graph::page_web;
use crate::graph::rank::{Cost, STEPS};
use crate::graph::ratings::Rated;
use crate::graph::settings::Settings;
use crate::graph::web::domain_web;

/// Enters this room's names.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(rank, module)?)?;
    module.add_function(wrap_pyfunction!(carry_ratings, module)?)?;
    module.add_function(wrap_pyfunction!(domain_graph, module)?)?;
    module.add_function(wrap_pyfunction!(page_graph, module)?)
}

fn told<'py>(py: Python<'py>, rated: &Rated, cost: &Cost) -> PyResult<Bound<'py, PyDict>> {
    let figures = &rated.figures;
    let dict = PyDict::new(py);
    dict.set_item("domains", rated.domain_worth.len())?;
    dict.set_item("linked_domains", figures.domains)?;
    dict.set_item("domain_arcs", figures.domain_arcs)?;
    dict.set_item("pages", rated.page_worth.len())?;
    dict.set_item("linked_pages", figures.pages)?;
    dict.set_item("page_arcs", figures.page_arcs)?;
    dict.set_item("seeds", figures.seeds)?;
    dict.set_item("coverage", figures.coverage)?;
    let names = ["domain_worth", "domain_trust", "page_worth", "page_trust"];
    let passes = PyDict::new(py);
    names.iter().zip(cost.passes).try_for_each(|(name, count)| passes.set_item(*name, count))?;
    dict.set_item("passes", passes)?;
    let seconds = PyDict::new(py);
    cost.seconds.iter().try_for_each(|(step, time)| seconds.set_item(*step, time))?;
    dict.set_item("seconds", seconds)?;
    Ok(dict)
}

/// Rates everything in a snapshot into a new folder.
#[pyfunction]
fn rank<'py>(
    py: Python<'py>,
    snapshot: &Bound<'py, Snapshot>,
    folder: PathBuf,
    settings: &str,
    seeds: Vec<String>,
    threads: usize,
    progress: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyDict>> {
    let settings = Settings::read(settings).map_err(fault)?;
    let core = &snapshot.get().core;
    let (rated, cost) = with_progress(py, progress, |step| {
        crate::graph::rank::rank(core, &settings, &seeds, threads, &folder, &mut |name, _| {
            let at = STEPS.iter().position(|known| *known == name).unwrap_or(0);
            step(at as u64, STEPS.len() as u64)
        })
    })?;
    told(py, &rated, &cost)
}

/// Writes ratings for parts that hold the same names by other ids.
#[pyfunction]
fn carry_ratings(
    py: Python<'_>,
    old_parts: Vec<PathBuf>,
    new_parts: Vec<PathBuf>,
    ratings: PathBuf,
    folder: PathBuf,
) -> PyResult<()> {
    py.detach(|| carry(&old_parts, &new_parts, &ratings, &folder)).map_err(fault)
}

fn table(columns: Vec<(&str, ArrayRef)>) -> PyResult<ArrowTable> {
    let batch = RecordBatch::try_from_iter(columns);
    batch.map(ArrowTable::from).map_err(|error| pyo3::exceptions::PyValueError::new_err(error.to_string()))
}

/// The arcs between domains.
#[pyfunction]
fn domain_graph(py: Python<'_>, snapshot: &Bound<'_, Snapshot>, settings: &str) -> PyResult<ArrowTable> {
    let settings = Settings::read(settings).map_err(fault)?;
    let core = &snapshot.get().core;
    let web = py.detach(|| domain_web(core, &settings, &page_final(core, &settings)?)).map_err(fault)?;
    let sources = (0..web.outgoing.nodes()).flat_map(|node| web.outgoing.arcs(node).map(move |_| node as u32));
    let sources: UInt32Array = sources.collect::<Vec<_>>().into();
    let targets: UInt32Array = web.outgoing.ends.into();
    table(vec![("source", Arc::new(sources)), ("target", Arc::new(targets))])
}

/// The arcs between pages, with the share of its source that each passes.
#[pyfunction]
fn page_graph(py: Python<'_>, snapshot: &Bound<'_, Snapshot>, settings: &str) -> PyResult<ArrowTable> {
    let settings = Settings::read(settings).map_err(fault)?;
    let core = &snapshot.get().core;
    let web = py.detach(|| page_web::page_web(core, &settings, &page_final(core, &settings)?)).map_err(fault)?;
    let rows = &web.incoming;
    let targets = (0..rows.nodes()).flat_map(|node| rows.arcs(node).map(move |_| node as u32));
    let targets: UInt32Array = targets.collect::<Vec<_>>().into();
    let share = |(source, weight): (&u32, &f32)| f64::from(*weight) * web.shares[*source as usize];
    let shares: Float64Array = rows.ends.iter().zip(&rows.weights).map(share).collect::<Vec<_>>().into();
    let sources: UInt32Array = rows.ends.clone().into();
    table(vec![("source", Arc::new(sources)), ("target", Arc::new(targets)), ("share", Arc::new(shares))])
}
