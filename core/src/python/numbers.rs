//! Whole numbers out of what Python holds them in.

use arrow_array::types::UInt64Type;
use arrow_array::{Array, PrimitiveArray};
use pyo3::buffer::PyBuffer;
use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;

use super::arrow::{read_array, read_table};

/// Whole numbers out of whatever Python has them in: an Arrow table of one column, an Arrow array, a buffer of 64-bit
/// integers (NumPy), or any sequence.
pub fn numbers(object: &Bound<'_, PyAny>) -> PyResult<Vec<u64>> {
    if object.hasattr("__arrow_c_array__")? {
        return array_numbers(read_array(object)?.as_ref());
    }
    if object.hasattr("__arrow_c_stream__")? {
        let mut out = Vec::new();
        for batch in read_table(object)?.1 {
            out.extend(array_numbers(batch.column(0).as_ref())?);
        }
        return Ok(out);
    }
    if let Ok(buffer) = PyBuffer::<i64>::get(object) {
        let negative = |_| PyIndexError::new_err("positions are not negative");
        return buffer.to_vec(object.py())?.into_iter().map(|at| u64::try_from(at).map_err(negative)).collect();
    }
    object.extract()
}

fn array_numbers(array: &dyn Array) -> PyResult<Vec<u64>> {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Int32Type, Int64Type, UInt32Type};
    let any = array.as_any();
    let wrong = || PyValueError::new_err(format!("rows and positions are whole numbers, not {}", array.data_type()));
    if array.null_count() > 0 {
        return Err(PyValueError::new_err("rows and positions are never null"));
    }
    if let Some(values) = any.downcast_ref::<PrimitiveArray<UInt64Type>>() {
        return Ok(values.values().to_vec());
    }
    if let Some(values) = array.as_primitive_opt::<UInt32Type>() {
        return Ok(values.values().iter().map(|value| u64::from(*value)).collect());
    }
    if let Some(values) = array.as_primitive_opt::<Int64Type>() {
        return values.values().iter().map(|value| u64::try_from(*value).map_err(|_| wrong())).collect();
    }
    if let Some(values) = array.as_primitive_opt::<Int32Type>() {
        return values.values().iter().map(|value| u64::try_from(*value).map_err(|_| wrong())).collect();
    }
    Err(wrong())
}
