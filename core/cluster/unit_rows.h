#pragma once

#include <cstddef>
#include <span>

namespace maskwright::cluster {

/// Scales a row to unit length; false, and the row unchanged, if it has no direction (NaN, infinity
/// or no length).
bool toUnit(std::span<float> row);

/// Inner product of rows of the same length, summed in one order whatever the machine is doing.
float innerProduct(std::span<const float> a, std::span<const float> b);

/// Rows of a [rows, dimension] matrix. Throws std::invalid_argument if `values` is no multiple of
/// `dimension` or `dimension` is below 1.
size_t rowCount(std::span<const float> values, int dimension);

}  // namespace maskwright::cluster
