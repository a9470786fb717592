//! Names to ids, for Python.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, GenericStringArray, LargeStringArray, OffsetSizeTrait, RecordBatch, UInt32Array};
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType};
use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;

use super::arrow::{ArrowTable, read_array, read_table};
use crate::graph::names::{Full, Names as Core};

#[pyclass(frozen)]
struct Names {
    core: Mutex<Core>,
}

#[pymethods]
impl Names {
    #[new]
    fn new() -> Self {
        Self { core: Mutex::default() }
    }

    fn ids(&self, py: Python<'_>, strings: &Bound<'_, PyAny>) -> PyResult<ArrowTable> {
        let arrays = columns(strings)?;
        py.detach(|| {
            // A panic while it was held would be a fault of ours; the names themselves stay whole.
            let mut core = self.core.lock().unwrap_or_else(PoisonError::into_inner);
            let mut ids = Vec::with_capacity(arrays.iter().map(|array| array.len()).sum());
            arrays.iter().try_for_each(|array| number(&mut core, array, &mut ids))?;
            table("id", Arc::new(UInt32Array::from(ids)))
        })
    }

    fn find(&self, py: Python<'_>, strings: &Bound<'_, PyAny>) -> PyResult<ArrowTable> {
        let arrays = columns(strings)?;
        py.detach(|| {
            let core = self.core.lock().unwrap_or_else(PoisonError::into_inner);
            let mut ids = Vec::with_capacity(arrays.iter().map(|array| array.len()).sum());
            for array in &arrays {
                match array.data_type() {
                    DataType::Utf8 => {
                        ids.extend(array.as_string::<i32>().iter().map(|name| core.find(name?.as_bytes())))
                    }
                    DataType::LargeUtf8 => {
                        ids.extend(array.as_string::<i64>().iter().map(|name| core.find(name?.as_bytes())))
                    }
                    other => return Err(PyTypeError::new_err(format!("names are strings, not {other}"))),
                }
            }
            table("id", Arc::new(UInt32Array::from(ids)))
        })
    }

    fn names(&self, py: Python<'_>) -> PyResult<ArrowTable> {
        py.detach(|| {
            let core = self.core.lock().unwrap_or_else(PoisonError::into_inner);
            let (bytes, ends) = core.parts();
            let offsets: ScalarBuffer<i64> = std::iter::once(0).chain(ends.iter().map(|end| *end as i64)).collect();
            let offsets = OffsetBuffer::new(offsets);
            let names = LargeStringArray::try_new(offsets, Buffer::from(bytes), None).map_err(fault)?;
            table("name", Arc::new(names))
        })
    }

    fn __len__(&self) -> usize {
        self.core.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// The strings of an array, or of every column of a table, chunk by chunk.
pub(super) fn columns(object: &Bound<'_, PyAny>) -> PyResult<Vec<ArrayRef>> {
    if object.hasattr("__arrow_c_array__")? && !object.hasattr("__arrow_c_stream__")? {
        return Ok(vec![read_array(object)?]);
    }
    let (schema, batches) = read_table(object)?;
    if schema.fields().len() != 1 {
        return Err(PyTypeError::new_err(format!("expected one column of names, not {}", schema.fields().len())));
    }
    Ok(batches.into_iter().map(|batch| batch.column(0).clone()).collect())
}

fn number(core: &mut Core, array: &ArrayRef, ids: &mut Vec<u32>) -> PyResult<()> {
    if array.logical_null_count() > 0 {
        return Err(PyValueError::new_err("a name is never null"));
    }
    match array.data_type() {
        DataType::Utf8 => strings(core, array.as_string::<i32>(), ids),
        DataType::LargeUtf8 => strings(core, array.as_string::<i64>(), ids),
        DataType::Utf8View => {
            let array = array.as_string_view();
            core.number(array.len(), |n| array.value(n).as_bytes(), ids).map_err(full)
        }
        DataType::Dictionary(key, _) => match key.as_ref() {
            DataType::Int8 => words::<Int8Type>(core, array, ids),
            DataType::Int16 => words::<Int16Type>(core, array, ids),
            DataType::Int32 => words::<Int32Type>(core, array, ids),
            DataType::Int64 => words::<Int64Type>(core, array, ids),
            DataType::UInt8 => words::<UInt8Type>(core, array, ids),
            DataType::UInt16 => words::<UInt16Type>(core, array, ids),
            DataType::UInt32 => words::<UInt32Type>(core, array, ids),
            _ => words::<UInt64Type>(core, array, ids),
        },
        other => Err(PyTypeError::new_err(format!("names are strings, not {other}"))),
    }
}

fn strings<O: OffsetSizeTrait>(core: &mut Core, array: &GenericStringArray<O>, ids: &mut Vec<u32>) -> PyResult<()> {
    core.number(array.len(), |n| array.value(n).as_bytes(), ids).map_err(full)
}

/// Each word of a dictionary is looked up when it is first used, so that ids are in order of first use here too.
fn words<K: ArrowDictionaryKeyType>(core: &mut Core, array: &ArrayRef, ids: &mut Vec<u32>) -> PyResult<()> {
    let array = array.as_dictionary::<K>();
    let keys: Vec<usize> = array.keys_iter().flatten().collect();
    let mut places = vec![u32::MAX; array.values().len()];
    let mut used = Vec::new();
    for key in &keys {
        if places[*key] == u32::MAX {
            places[*key] = used.len() as u32;
            used.push(*key as u64);
        }
    }
    let chosen =
        arrow_select::take::take(array.values(), &arrow_array::UInt64Array::from(used), None).map_err(fault)?;
    let mut given = Vec::new();
    number(core, &chosen, &mut given)?;
    ids.extend(keys.iter().map(|key| given[places[*key] as usize]));
    Ok(())
}

fn table(name: &str, column: ArrayRef) -> PyResult<ArrowTable> {
    RecordBatch::try_from_iter([(name, column)]).map(ArrowTable::from).map_err(fault)
}

fn fault(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn full(_: Full) -> PyErr {
    PyOverflowError::new_err("there are more than 4,294,967,294 distinct names")
}

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Names>()
}
