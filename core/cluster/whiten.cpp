#include "core/cluster/whiten.h"

#include <cmath>
#include <stdexcept>

namespace maskwright::cluster {

void whiten(std::vector<float>& rows, int dimension) {
  const auto width = static_cast<size_t>(dimension);
  if (dimension < 1 || rows.size() % width != 0)
    throw std::invalid_argument("rows are no multiple of their dimension");
  const size_t count = rows.size() / width;
  for (size_t d = 0; d < width; ++d) {
    double sum = 0, squares = 0;
    for (size_t i = d; i < rows.size(); i += width) sum += rows[i];
    const double mean = sum / static_cast<double>(count);
    for (size_t i = d; i < rows.size(); i += width) squares += std::pow(rows[i] - mean, 2);
    const double deviation = std::sqrt(squares / static_cast<double>(count));
    if (!(deviation > 1e-12)) continue;
    for (size_t i = d; i < rows.size(); i += width)
      rows[i] = static_cast<float>(rows[i] / deviation);
  }
}

}  // namespace maskwright::cluster
