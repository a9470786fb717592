//! `sniff` and `extract_files`.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::archive::import::{Input, Outcome, import};
use crate::archive::sniff;

/// How much of a file is read to tell what it is.
const ENOUGH: u64 = 4 << 20;

#[pyfunction(name = "sniff")]
fn sniff_file(py: Python<'_>, path: PathBuf) -> PyResult<Option<&'static str>> {
    let start = py.detach(|| {
        let mut start = Vec::new();
        File::open(path)?.take(ENOUGH).read_to_end(&mut start).map(|_| start)
    })?;
    Ok(py.detach(|| sniff::sniff(&start)).map(|source| source.word()))
}

type File4 = (PathBuf, String, Option<String>, Option<i64>);

#[pyfunction]
fn extract_files<'py>(
    py: Python<'py>,
    files: Vec<File4>,
    folder: PathBuf,
    threads: usize,
    progress: Py<PyAny>,
) -> PyResult<Vec<Bound<'py, PyDict>>> {
    let inputs: Vec<Input> =
        files.into_iter().map(|(path, name, address, as_of)| Input { path, name, address, as_of }).collect();
    let mut raised = None;
    let outcomes = py.detach(|| {
        import(&inputs, &folder, threads, &mut |bytes, pages, links| {
            Python::attach(|py| match progress.call1(py, (bytes, pages, links)).and_then(|go_on| go_on.extract(py)) {
                Ok(go_on) => go_on,
                Err(error) => {
                    raised.get_or_insert(error);
                    false
                }
            })
        })
    });
    match raised {
        Some(error) => Err(error),
        None => outcomes?.iter().map(|outcome| told(py, outcome)).collect(),
    }
}

fn told<'py>(py: Python<'py>, outcome: &Outcome) -> PyResult<Bound<'py, PyDict>> {
    let told = PyDict::new(py);
    told.set_item("records", outcome.records)?;
    told.set_item("pages", outcome.pages)?;
    told.set_item("links", outcome.links)?;
    told.set_item("bytes", outcome.bytes)?;
    told.set_item("damage", outcome.damage.iter().map(|d| (d.offset, d.reason)).collect::<Vec<_>>())?;
    Ok(told)
}

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(sniff_file, module)?)?;
    module.add_function(wrap_pyfunction!(extract_files, module)?)
}
