//! Wording in many strings, for Python.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

use super::arrow::ArrowTable;
use super::names::columns;
use crate::words::{WordSets as Core, fold};

/// More sets than this are a fault of the caller.
const MOST: usize = 64;

#[pyclass(frozen)]
struct WordSets {
    core: Core,
    names: Vec<String>,
    phrases: Arc<StringArray>,
}

#[pymethods]
impl WordSets {
    #[new]
    fn new(sets: Vec<(String, Vec<String>)>) -> PyResult<Self> {
        let (names, phrases): (Vec<_>, Vec<_>) = sets.into_iter().unzip();
        let all: usize = phrases.iter().map(Vec::len).sum();
        if names.len() > MOST || all > usize::from(u16::MAX) {
            return Err(PyValueError::new_err(format!("at most {MOST} sets and {} phrases, not {all}", u16::MAX)));
        }
        let core = Core::new(&phrases).map_err(|error| PyValueError::new_err(error.to_string()))?;
        let written: Vec<&str> = phrases.iter().flatten().map(|text| text.trim_matches('*')).collect();
        let phrases = Arc::new(StringArray::from(written));
        Ok(Self { core, names, phrases })
    }

    #[pyo3(name = "match")]
    fn find(&self, py: Python<'_>, strings: &Bound<'_, PyAny>) -> PyResult<ArrowTable> {
        let arrays = columns(strings)?;
        py.detach(|| {
            let mut found: Vec<Vec<Option<i32>>> = vec![Vec::new(); self.names.len()];
            arrays.iter().try_for_each(|array| self.add(array, &mut found))?;
            let columns = self.names.iter().zip(found).map(|(name, keys)| {
                let column = DictionaryArray::<Int32Type>::try_new(Int32Array::from(keys), self.phrases.clone())?;
                Ok((name.as_str(), Arc::new(column) as ArrayRef, true))
            });
            let columns = columns.collect::<Result<Vec<_>, ArrowError>>().map_err(fault)?;
            RecordBatch::try_from_iter_with_nullable(columns).map(ArrowTable::from).map_err(fault)
        })
    }
}

impl WordSets {
    /// Each word of a dictionary is read once, however many rows have it.
    fn add(&self, array: &ArrayRef, found: &mut [Vec<Option<i32>>]) -> PyResult<()> {
        match array.data_type() {
            DataType::Utf8 => self.read(array.as_string::<i32>().iter(), found),
            DataType::LargeUtf8 => self.read(array.as_string::<i64>().iter(), found),
            DataType::Utf8View => self.read(array.as_string_view().iter(), found),
            DataType::Dictionary(..) => {
                let words = array.as_any_dictionary();
                let mut each = vec![Vec::new(); found.len()];
                self.add(words.values(), &mut each)?;
                let keys = words.normalized_keys();
                for (all, own) in found.iter_mut().zip(&each) {
                    all.extend((0..array.len()).map(|n| if array.is_null(n) { None } else { own[keys[n]] }));
                }
            }
            other => return Err(PyTypeError::new_err(format!("wording is found in strings, not in {other}"))),
        }
        Ok(())
    }

    fn read<'a>(&self, strings: impl Iterator<Item = Option<&'a str>>, found: &mut [Vec<Option<i32>>]) {
        let mut hits = vec![None; self.core.sets()];
        for text in strings {
            hits.fill(None);
            if let Some(text) = text {
                self.core.find(text, &mut hits);
            }
            for (all, hit) in found.iter_mut().zip(&hits) {
                all.push(hit.map(i32::from));
            }
        }
    }
}

#[pyfunction]
fn fold_text(py: Python<'_>, strings: &Bound<'_, PyAny>) -> PyResult<ArrowTable> {
    let arrays = columns(strings)?;
    py.detach(|| {
        let mut folded: Vec<Option<String>> = Vec::new();
        for array in &arrays {
            match array.data_type() {
                DataType::Utf8 => folded.extend(array.as_string::<i32>().iter().map(|text| text.map(fold))),
                DataType::LargeUtf8 => folded.extend(array.as_string::<i64>().iter().map(|text| text.map(fold))),
                other => return Err(PyTypeError::new_err(format!("strings are folded, not {other}"))),
            }
        }
        let column: ArrayRef = Arc::new(StringArray::from(folded));
        RecordBatch::try_from_iter_with_nullable([("text", column, true)]).map(ArrowTable::from).map_err(fault)
    })
}

fn fault(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<WordSets>()?;
    module.add_function(wrap_pyfunction!(fold_text, module)?)
}
