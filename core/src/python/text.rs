//! Texts and their likeness to a target, for Python.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, Float32Array, RecordBatch, UInt32Array};
use arrow_schema::DataType;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

use super::arrow::ArrowTable;
use super::names::columns;
use super::numbers::node_numbers;
use crate::text::space::Texts as Core;

#[pyclass(frozen)]
struct Texts {
    core: Core,
}

#[pymethods]
impl Texts {
    #[new]
    fn new(py: Python<'_>, owners: &Bound<'_, PyAny>, texts: &Bound<'_, PyAny>) -> PyResult<Self> {
        let owners = node_numbers(owners, 1 << 32)?.to_vec();
        let arrays = columns(texts)?;
        if owners.len() != arrays.iter().map(|array| array.len()).sum::<usize>() {
            return Err(PyValueError::new_err("there is one owner for each text"));
        }
        py.detach(|| {
            let mut strings: Vec<&str> = Vec::with_capacity(owners.len());
            for array in &arrays {
                match array.data_type() {
                    DataType::Utf8 => strings.extend(array.as_string::<i32>().iter().map(Option::unwrap_or_default)),
                    DataType::LargeUtf8 => {
                        strings.extend(array.as_string::<i64>().iter().map(Option::unwrap_or_default))
                    }
                    DataType::Utf8View => strings.extend(array.as_string_view().iter().map(Option::unwrap_or_default)),
                    other => return Err(PyTypeError::new_err(format!("texts are strings, not {other}"))),
                }
            }
            Ok(Self { core: Core::new(owners, strings.into_iter()) })
        })
    }

    fn __len__(&self) -> usize {
        self.core.len()
    }

    /// How many owners the texts have.
    fn owners(&self) -> u32 {
        self.core.owners()
    }

    /// How near the texts are to a target: see `_core.pyi`.
    #[pyo3(signature = (rows, keys, target, left_out, *, damped = false))]
    fn similar(
        &self,
        py: Python<'_>,
        rows: &Bound<'_, PyAny>,
        keys: &Bound<'_, PyAny>,
        target: Vec<String>,
        left_out: Vec<String>,
        damped: bool,
    ) -> PyResult<ArrowTable> {
        let (rows, keys) = (node_numbers(rows, self.core.len())?, node_numbers(keys, 1 << 32)?);
        if rows.len() != keys.len() {
            return Err(PyValueError::new_err("there is one key for each row"));
        }
        py.detach(|| {
            let profile = self.core.profile(target.iter().map(String::as_str), left_out.iter().map(String::as_str));
            let (mut named, mut cosines) = (Vec::new(), Vec::new());
            let (mut words, mut shared, mut heaviest) = (Vec::new(), Vec::new(), StringBuilder::new());
            let mut scratch = Vec::new();
            let mut told = String::new();
            let mut start = 0;
            for same in keys.chunk_by(|one, other| one == other) {
                let found = self.core.likeness(&rows[start..start + same.len()], &profile, damped, &mut scratch);
                start += same.len();
                named.push(same[0]);
                cosines.push(found.cosine);
                words.push(found.words);
                shared.push(found.shared);
                told.clear();
                for word in found.heaviest.iter().filter_map(|term| profile.spelled(*term)) {
                    told.push_str(if told.is_empty() { "" } else { ", " });
                    told.push_str(word);
                }
                heaviest.append_option(Some(&told).filter(|told| !told.is_empty()));
            }
            let columns: [(&str, ArrayRef); 5] = [
                ("key", Arc::new(UInt32Array::from(named))),
                ("cosine", Arc::new(Float32Array::from(cosines))),
                ("words", Arc::new(UInt32Array::from(words))),
                ("shared", Arc::new(UInt32Array::from(shared))),
                ("heaviest", Arc::new(heaviest.finish())),
            ];
            let batch = RecordBatch::try_from_iter_with_nullable(
                columns.map(|(name, column)| (name, column, name == "heaviest")),
            );
            batch.map(ArrowTable::from).map_err(|error| PyValueError::new_err(error.to_string()))
        })
    }
}

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Texts>()
}
