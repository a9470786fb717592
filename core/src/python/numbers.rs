//! Whole numbers out of what Python holds them in.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int32Type, UInt32Type, UInt64Type};
use arrow_array::{Array, PrimitiveArray};
use arrow_buffer::ScalarBuffer;
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
    use arrow_array::types::Int64Type;
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

/// Numbers of nodes, each below `nodes`. Arrow arrays of 32-bit integers are taken as they lie; NumPy arrays of them are
/// copied as a whole; anything else goes through [`numbers`].
pub fn node_numbers(object: &Bound<'_, PyAny>, nodes: usize) -> PyResult<ScalarBuffer<u32>> {
    let values = narrow(object)?;
    // A negative number read as unsigned is beyond 2^31 and so beyond all nodes.
    match values.iter().position(|value| *value as usize >= nodes) {
        None => Ok(values),
        Some(at) => Err(PyValueError::new_err(format!(
            "arc {at} names node {}; with {nodes} nodes they are numbered 0 to {}",
            values[at],
            nodes as i64 - 1
        ))),
    }
}

fn narrow(object: &Bound<'_, PyAny>) -> PyResult<ScalarBuffer<u32>> {
    if object.hasattr("__arrow_c_array__")? {
        let array = read_array(object)?;
        if array.null_count() == 0 {
            if let Some(values) = array.as_primitive_opt::<UInt32Type>() {
                return Ok(values.values().clone());
            }
            if let Some(values) = array.as_primitive_opt::<Int32Type>() {
                return Ok(ScalarBuffer::from(values.values().inner().clone()));
            }
        }
    } else if let Ok(buffer) = PyBuffer::<u32>::get(object) {
        return Ok(buffer.to_vec(object.py())?.into());
    }
    let narrowed = numbers(object)?.into_iter().map(u32::try_from).collect::<Result<Vec<u32>, _>>();
    Ok(narrowed.map_err(|_| PyValueError::new_err("nodes are numbered below 2^31"))?.into())
}

/// Numbers that are finite and not negative, one of each of `count` things that `what` names.
pub fn amounts(object: &Bound<'_, PyAny>, count: usize, what: &str) -> PyResult<Vec<f64>> {
    let values: Vec<f64> = if object.hasattr("__arrow_c_array__")? {
        let array = read_array(object)?;
        if array.null_count() > 0 {
            return Err(PyValueError::new_err(format!("{what}: none may be null")));
        }
        if let Some(values) = array.as_primitive_opt::<Float64Type>() {
            values.values().to_vec()
        } else if let Some(values) = array.as_primitive_opt::<Float32Type>() {
            values.values().iter().map(|value| f64::from(*value)).collect()
        } else {
            return Err(PyValueError::new_err(format!("{what}: floating-point numbers, not {}", array.data_type())));
        }
    } else if let Ok(buffer) = PyBuffer::<f64>::get(object) {
        buffer.to_vec(object.py())?
    } else {
        object.extract()?
    };
    if values.len() != count {
        return Err(PyValueError::new_err(format!("{what}: {count} are needed, not {}", values.len())));
    }
    if let Some(at) = values.iter().position(|value| !(0.0..f64::INFINITY).contains(value)) {
        return Err(PyValueError::new_err(format!("{what}: number {at} is {}, not 0 or more", values[at])));
    }
    Ok(values)
}
