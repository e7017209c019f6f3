#pragma once

#include "core/cluster/layout.h"

namespace maskwright::cluster {

/// Rows [rows, dimension] on the two directions of greatest variance (of the covariance of
/// at most 10,000 of them), the signs fixed, scaled to within [-10, 10]. A direction
/// without variance gives zeros. Throws std::invalid_argument if a size does not fit.
std::vector<Place> principalPlane(std::span<const float> rows, int dimension);

}  // namespace maskwright::cluster
