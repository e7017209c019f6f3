#pragma once

#include <vector>

namespace maskwright::cluster {

/// Rows in fewer dimensions, for comparing them: the mean is taken off, the `kept` directions of
/// greatest variance stay (principal components), and the rows are made unit length again. Cosines
/// then tell rows apart that all share one large direction, as features of a backbone do.
/// rows: [n, dimension] row-major; all-zero rows stay zero and teach nothing. The result is
/// [n, min(kept, dimension)]; with fewer other rows than twice `kept`, they are only centred and
/// `dimension` stays. Deterministic. Throws std::invalid_argument if a size does not fit.
struct Compressed {
  std::vector<float> rows;
  int dimension = 0;
};
Compressed compressRows(const std::vector<float>& rows, int dimension, int kept);

}  // namespace maskwright::cluster
