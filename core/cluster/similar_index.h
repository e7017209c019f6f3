#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace maskwright::cluster {

struct SimilarSettings {
  /// Up to so many values (rows x dimension) every row is looked at, in half precision; above it
  /// rows go into inverted lists with eight bits a value.
  size_t exactValues = size_t{1} << 22;
  /// Share of the true 100 nearest that a query must find on average; so many lists are probed.
  double recall = 0.97;
};

/// What was built.
struct SimilarBuilt {
  int64_t rows = 0;   ///< those with a direction
  int lists = 1;      ///< 1: exact
  int probes = 1;     ///< lists a query looks into
  double recall = 1;  ///< measured on a sample of the rows, [0, 1]
};

struct Similar {
  int64_t id = 0;
  float cosine = 0;  ///< [-1, 1], of the compressed row
};

/// Rows nearest by cosine, from a file that is mapped, not read: opening costs next to nothing and
/// its memory is shared and can be dropped. Inverted lists with a scalar quantizer (Faiss; Johnson
/// et al. 2019). Queries may run on several threads at a time.
class SimilarIndex {
 public:
  /// Writes the index of `rows` [ids.size(), dimension] (any length; those without direction are
  /// left out) to `file`, whole or not at all. `progress` gets the share done, [0, 1].
  /// Errors: WrongUse (sizes), Unwritable, Cancelled.
  static Result<SimilarBuilt> build(std::span<const float> rows,
                                    int dimension,
                                    std::span<const int64_t> ids,
                                    const std::filesystem::path& file,
                                    const SimilarSettings& settings = {},
                                    const CancelToken& cancel = {},
                                    const std::function<void(double)>& progress = {});
  /// Errors: NotFound, Unreadable (no whole index).
  static Result<SimilarIndex> open(const std::filesystem::path& file);

  /// Up to `count` rows by falling cosine to `row` (any length), equal ones by rising id. Nothing
  /// for a row of another length or without direction.
  std::vector<Similar> nearest(std::span<const float> row, int count) const;
  int64_t size() const;
  int dimension() const;

  SimilarIndex(SimilarIndex&&) noexcept;
  SimilarIndex& operator=(SimilarIndex&&) noexcept;
  ~SimilarIndex();

 private:
  struct Impl;
  explicit SimilarIndex(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace maskwright::cluster
