//! Arrow data across the border, without a copy: the Arrow PyCapsule interface.
//!
//! <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>. What goes out is an object with
//! `__arrow_c_stream__`, which pyarrow, polars, DuckDB and pandas all take; what comes in is anything that has it.

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrowArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, make_array};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

/// A table on its way to Python. It may be read any number of times.
#[pyclass(frozen)]
pub struct ArrowTable {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl ArrowTable {
    /// A table of batches that all have `schema`.
    pub fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        Self { schema, batches }
    }
}

impl From<RecordBatch> for ArrowTable {
    fn from(batch: RecordBatch) -> Self {
        Self { schema: batch.schema(), batches: vec![batch] }
    }
}

#[pymethods]
impl ArrowTable {
    /// The Arrow PyCapsule interface. No other schema than the table's own can be had.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface lets a producer ignore the request; consumers cast by themselves.
        drop(requested_schema);
        let batches = self.batches.clone().into_iter().map(Ok::<_, ArrowError>);
        let stream = FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new(batches, self.schema.clone())));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

/// Reads a table from anything with `__arrow_c_stream__` whose columns form a struct (tables, record batches).
pub fn read_table(object: &Bound<'_, PyAny>) -> PyResult<(SchemaRef, Vec<RecordBatch>)> {
    let Ok(method) = object.getattr("__arrow_c_stream__") else {
        return Err(PyTypeError::new_err("expected an Arrow table (an object with __arrow_c_stream__)"));
    };
    let capsule = method.call0()?.cast_into::<PyCapsule>()?;
    let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: the name was checked, so by the interface this is a stream; `from_raw` moves it out and leaves an
    // empty one, whose release by the capsule does nothing.
    let reader = unsafe { ArrowArrayStreamReader::from_raw(pointer.as_ptr()) }.map_err(fault)?;
    let schema = arrow_array::RecordBatchReader::schema(&reader);
    let batches = reader.collect::<Result<Vec<_>, _>>().map_err(fault)?;
    Ok((schema, batches))
}

/// Reads an array from anything with `__arrow_c_array__` (a pyarrow, polars or numpy-backed Arrow array).
pub fn read_array(object: &Bound<'_, PyAny>) -> PyResult<ArrayRef> {
    let Ok(method) = object.getattr("__arrow_c_array__") else {
        return Err(PyTypeError::new_err("expected an Arrow array (an object with __arrow_c_array__)"));
    };
    let pair = method.call0()?.cast_into::<PyTuple>()?;
    let schema = pair.get_item(0)?.cast_into::<PyCapsule>()?;
    let array = pair.get_item(1)?.cast_into::<PyCapsule>()?;
    let schema = schema.pointer_checked(Some(c"arrow_schema"))?.cast::<FFI_ArrowSchema>();
    let array = array.pointer_checked(Some(c"arrow_array"))?.cast::<FFI_ArrowArray>();
    // SAFETY: both names were checked. The array is moved out (an empty one stays behind for the capsule to release);
    // the schema is only borrowed while the capsule lives.
    let data = unsafe { from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) }.map_err(fault)?;
    Ok(make_array(data))
}

fn fault(error: ArrowError) -> PyErr {
    PyValueError::new_err(format!("not readable as Arrow data: {error}"))
}
