//! `export_head` and `read_export`.

use std::path::PathBuf;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::exports::plan::Plan;
use crate::exports::{Error, Outcome, head, read, sniff};

/// Errors of the file system as they are, all else as a ValueError that names the file.
fn raised(error: Error, path: &std::path::Path) -> PyErr {
    match error {
        Error::Io(error) => error.into(),
        Error::Bad(why) if why.starts_with(&*path.to_string_lossy()) => PyValueError::new_err(why),
        Error::Bad(why) => PyValueError::new_err(format!("{}: {why}", path.display())),
    }
}

#[pyfunction]
#[pyo3(signature = (path, rows=30))]
fn export_head(py: Python<'_>, path: PathBuf, rows: usize) -> PyResult<Bound<'_, PyDict>> {
    let head = py.detach(|| head(&path, rows)).map_err(|error| raised(error, &path))?;
    let told = PyDict::new(py);
    told.set_item("format", head.format.word())?;
    told.set_item("encoding", head.encoding.map(sniff::encoding_name))?;
    told.set_item("bom", head.bom)?;
    told.set_item("delimiter", head.delimiter.map(char::from))?;
    told.set_item("rows", head.rows)?;
    told.set_item("lines", head.lines)?;
    Ok(told)
}

#[pyfunction]
fn read_export<'py>(
    py: Python<'py>,
    path: PathBuf,
    name: &str,
    plan: &str,
    folder: Option<PathBuf>,
    number: u32,
    progress: Py<PyAny>,
) -> PyResult<Bound<'py, PyDict>> {
    let mut stopped = None;
    let outcome = py.detach(|| {
        let plan = Plan::read(plan)?;
        read(&path, name, &plan, folder.as_deref(), number, &mut |bytes, rows| {
            Python::attach(|py| match progress.call1(py, (bytes, rows)).and_then(|go_on| go_on.extract(py)) {
                Ok(go_on) => go_on,
                Err(error) => {
                    stopped.get_or_insert(error);
                    false
                }
            })
        })
    });
    match stopped {
        Some(error) => Err(error),
        None => told(py, outcome.map_err(|error| raised(error, &path))?),
    }
}

fn told(py: Python<'_>, outcome: Outcome) -> PyResult<Bound<'_, PyDict>> {
    let told = PyDict::new(py);
    told.set_item("read", outcome.read)?;
    told.set_item("accepted", outcome.accepted)?;
    told.set_item("rejected", outcome.rejected)?;
    told.set_item("duplicates", outcome.duplicates)?;
    told.set_item("links", outcome.counts.links)?;
    told.set_item("lost", outcome.counts.lost)?;
    told.set_item("mentions", outcome.counts.mentions)?;
    told.set_item("numbers", outcome.next_number)?;
    told.set_item("reasons", outcome.reasons)?;
    told.set_item("rejects", outcome.rejects)?;
    let rows = outcome.sample.into_iter().map(|row| {
        let shown = PyDict::new(py);
        row.into_iter().try_for_each(|(field, text)| shown.set_item(field, text)).map(|()| shown)
    });
    told.set_item("sample", rows.collect::<PyResult<Vec<_>>>()?)?;
    told.set_item("bytes", outcome.bytes)?;
    Ok(told)
}

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(export_head, module)?)?;
    module.add_function(wrap_pyfunction!(read_export, module)?)
}
