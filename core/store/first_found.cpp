#include "core/store/first_found.h"

#include <functional>
#include <string_view>

namespace maskwright::store {
namespace {

/// Which candidates there are: ids are never used again, and masks never written over.
std::string stateOf(Connection& connection, int round) {
  auto query = connection.prepare(
      "SELECT COUNT(*) || ' ' || IFNULL(MAX(id), 0) FROM candidate WHERE round_number <= ?");
  query.bind(1, round);
  query.executeStep();
  return std::to_string(round) + ' ' + query.getColumn(0).getString();
}

/// The same for equal masks of an image.
uint64_t keyOf(int64_t image, std::string_view counts) {
  return std::hash<std::string_view>()(counts) ^
         (static_cast<uint64_t>(image) * 0x9e3779b97f4a7c15U);
}

}  // namespace

void FirstFound::read(Connection& connection, int round) {
  std::string state = stateOf(connection, round);
  if (state == state_) return;
  rounds_.clear();
  std::unordered_map<uint64_t, int> masks;
  auto query = connection.prepare(
      "SELECT c.id, c.round_number, c.image_id, c.counts, IFNULL(s.earlier_id, 0) FROM candidate c "
      "LEFT JOIN segmenter_mask s ON s.candidate_id = c.id WHERE c.round_number <= ? "
      "ORDER BY c.round_number");
  query.bind(1, round);
  while (query.executeStep()) {
    const auto counts = query.getColumn(3);
    const auto key =
        keyOf(query.getColumn(2).getInt64(),
              {static_cast<const char*>(counts.getBlob()), static_cast<size_t>(counts.getBytes())});
    int first = query.getColumn(1).getInt();
    if (const auto earlier = rounds_.find(query.getColumn(4).getInt64()); earlier != rounds_.end())
      first = earlier->second;
    rounds_.emplace(query.getColumn(0).getInt64(), masks.try_emplace(key, first).first->second);
  }
  state_ = std::move(state);
}

int FirstFound::roundOf(int64_t candidate) const {
  const auto found = rounds_.find(candidate);
  return found == rounds_.end() ? -1 : found->second;
}

}  // namespace maskwright::store
