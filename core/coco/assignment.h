#pragma once

#include <vector>

namespace maskwright::coco {

/// The one-to-one assignment of rows to columns with the greatest total gain (Hungarian method with
/// potentials, Kuhn 1955 / Jonker and Volgenant 1987, O(min^2 * max)).
/// gain: rows x columns, row-major, finite. Returns the column of each row; -1 for rows left over
/// when there are more rows than columns. Throws std::invalid_argument if the size does not fit.
std::vector<int> bestAssignment(const std::vector<double>& gain, int rows, int columns);

}  // namespace maskwright::coco
