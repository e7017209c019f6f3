#pragma once

#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"

#include <algorithm>
#include <string>
#include <vector>

namespace maskwright::test {

/// All that was stored about a round's candidates except ids, as sorted texts: equal for two
/// projects that hold the same rows in whatever order they came.
inline std::vector<std::string> storedRows(store::Connection& connection, int round = 0) {
  std::vector<std::string> rows;
  store::CandidateRepository candidates(connection);
  for (const auto& image : store::ImageRepository(connection).all()) {
    for (const auto& c : candidates.ofImage(image.id, round)) {
      std::string row = image.path + " " + c.source + " " + c.profile + " " +
                        std::to_string(c.area) + " " + std::to_string(c.sourceScore) + " " +
                        std::to_string(c.attributes.maskness) + " " +
                        std::to_string(c.attributes.stability) + " " +
                        std::to_string(c.attributes.boundaryContrast);
      for (const uint32_t count : c.mask.counts) row.append(",").append(std::to_string(count));
      rows.push_back(row);
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace maskwright::test
