#include "core/cluster/compress.h"

#include "core/cluster/unit_rows.h"

#include <faiss/VectorTransform.h>

#include <algorithm>
#include <stdexcept>

namespace maskwright::cluster {
namespace {

/// Rows that the directions are computed from, at most: evenly spaced over all.
constexpr size_t kSample = 20000;

}  // namespace

Compressed compressRows(const std::vector<float>& rows, int dimension, int kept) {
  const size_t count = rowCount(rows, dimension);
  if (kept < 1) throw std::invalid_argument("no dimension is to be kept");
  const auto width = static_cast<size_t>(dimension);
  std::vector<size_t> real;
  for (size_t i = 0; i < count; ++i) {
    const auto row = rows.begin() + static_cast<std::ptrdiff_t>(i * width);
    if (std::any_of(row, row + dimension, [](float value) { return value != 0; }))
      real.push_back(i);
  }
  std::vector<float> given;
  given.reserve(real.size() * width);
  for (const size_t i : real) {
    const auto row = rows.begin() + static_cast<std::ptrdiff_t>(i * width);
    given.insert(given.end(), row, row + dimension);
  }

  Compressed out;
  const bool reduce = kept < dimension && real.size() >= 2 * static_cast<size_t>(kept);
  out.dimension = reduce ? kept : dimension;
  const auto size = static_cast<size_t>(out.dimension);
  std::vector<float> made(real.size() * size);
  if (reduce) {
    std::vector<float> sample;
    const size_t step = (real.size() + kSample - 1) / kSample;
    for (size_t i = 0; i < real.size(); i += step)
      sample.insert(sample.end(),
                    given.begin() + static_cast<std::ptrdiff_t>(i * width),
                    given.begin() + static_cast<std::ptrdiff_t>((i + 1) * width));
    faiss::PCAMatrix pca(dimension, kept);
    pca.train(static_cast<faiss::Index::idx_t>(sample.size() / width), sample.data());
    pca.apply_noalloc(static_cast<faiss::Index::idx_t>(real.size()), given.data(), made.data());
  } else {
    std::vector<double> mean(width);
    for (size_t i = 0; i < given.size(); ++i) mean[i % width] += given[i];
    for (size_t i = 0; i < given.size(); ++i)
      made[i] = static_cast<float>(given[i] - mean[i % width] / static_cast<double>(real.size()));
  }
  out.rows.assign(count * size, 0);
  for (size_t i = 0; i < real.size(); ++i) {
    toUnit({made.data() + i * size, size});
    std::copy_n(made.begin() + static_cast<std::ptrdiff_t>(i * size),
                size,
                out.rows.begin() + static_cast<std::ptrdiff_t>(real[i] * size));
  }
  return out;
}

}  // namespace maskwright::cluster
