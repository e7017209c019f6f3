#pragma once

#include <vector>

namespace maskwright::cluster {

/// Divides each dimension by its standard deviation over the rows (not centred; scipy's `whiten`,
/// as MaskDistill does before clustering CLS features). rows: [n, dimension] row-major. A dimension
/// that does not vary stays. Throws std::invalid_argument if the rows are no multiple of it.
void whiten(std::vector<float>& rows, int dimension);

}  // namespace maskwright::cluster
