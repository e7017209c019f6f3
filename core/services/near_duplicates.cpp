#include "core/services/near_duplicates.h"

#include "core/services/reading_issues.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <unordered_map>

namespace maskwright {
namespace {

constexpr int kParts = 4, kPartBits = 16;
constexpr double kLeastContrast = 2;  ///< grey values; below, a picture is blank

uint32_t partOf(uint64_t hash, int part) {
  return static_cast<uint32_t>(hash >> (part * kPartBits)) & 0xffffu;
}

/// All 16-bit masks with at most `bits` ones.
std::vector<uint32_t> flips(int bits) {
  std::vector<uint32_t> masks;
  for (uint32_t mask = 0; mask < (1u << kPartBits); ++mask)
    if (std::popcount(mask) <= bits) masks.push_back(mask);
  return masks;
}

/// Which hashes have a part, for each of its 65,536 values.
class PartTable {
 public:
  PartTable(std::span<const uint64_t> hashes, int part)
      : begin_((1u << kPartBits) + 1, 0), members_(hashes.size()) {
    for (const uint64_t hash : hashes) ++begin_[partOf(hash, part) + 1];
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    auto next = begin_;
    for (size_t i = 0; i < hashes.size(); ++i)
      members_[static_cast<size_t>(next[partOf(hashes[i], part)]++)] = static_cast<int>(i);
  }
  std::span<const int> with(uint32_t value) const {
    const auto from = static_cast<size_t>(begin_[value]);
    return {members_.data() + from, static_cast<size_t>(begin_[value + 1]) - from};
  }

 private:
  std::vector<int> begin_, members_;
};

/// Whether an earlier part than `part` has found the pair already.
bool isFoundBefore(uint64_t difference, int part, int reach) {
  for (int earlier = 0; earlier < part; ++earlier)
    if (std::popcount(partOf(difference, earlier)) <= reach) return true;
  return false;
}

class Sets {
 public:
  explicit Sets(size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0); }
  int find(int one) {
    while (parent_[static_cast<size_t>(one)] != one) {
      auto& above = parent_[static_cast<size_t>(one)];
      above = parent_[static_cast<size_t>(above)];
      one = above;
    }
    return one;
  }
  void join(int one, int other) { parent_[static_cast<size_t>(find(one))] = find(other); }

 private:
  std::vector<int> parent_;
};

struct Hashed {
  DuplicateImage image;
  std::string content;
  uint64_t bits = 0;
  bool isHashed = false, isBlank = false;
};

std::vector<Hashed> presentImages(store::Connection& connection) {
  auto query = connection.prepare(
      "SELECT i.id, i.path, i.width, i.height, i.orientation, i.content_hash, "
      "h.perceptual, h.contrast FROM image i LEFT JOIN image_hash h ON h.image_id = i.id AND "
      "h.content_hash = i.content_hash WHERE i.state = 0 ORDER BY i.path");
  std::vector<Hashed> all;
  while (query.executeStep()) {
    Hashed one;
    one.image.id = ImageId(query.getColumn(0).getInt64());
    one.image.path = query.getColumn(1).getString();
    one.image.width = query.getColumn(2).getInt();
    one.image.height = query.getColumn(3).getInt();
    one.image.orientation = query.getColumn(4).getInt();
    one.content = query.getColumn(5).getString();
    one.isHashed = !query.getColumn(6).isNull();
    one.bits = static_cast<uint64_t>(query.getColumn(6).getInt64());
    one.isBlank = one.isHashed && query.getColumn(7).getDouble() < kLeastContrast;
    all.push_back(std::move(one));
  }
  return all;
}

void joinEqualContent(const std::vector<Hashed>& all, Sets& sets) {
  std::unordered_map<std::string, int> first;
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].content.empty()) continue;
    const auto [known, isNew] = first.emplace(all[i].content, static_cast<int>(i));
    if (!isNew) sets.join(static_cast<int>(i), known->second);
  }
}

void joinAlike(const std::vector<Hashed>& all, int distance, Sets& sets) {
  std::vector<uint64_t> hashes;
  std::vector<int> indexes;
  for (size_t i = 0; i < all.size(); ++i) {
    if (!all[i].isHashed || all[i].isBlank) continue;
    hashes.push_back(all[i].bits);
    indexes.push_back(static_cast<int>(i));
  }
  for (const auto& [one, other] : pairsWithin(hashes, distance))
    sets.join(indexes[static_cast<size_t>(one)], indexes[static_cast<size_t>(other)]);
}

std::vector<DuplicateImage> groupOf(const std::vector<const Hashed*>& members) {
  auto sorted = members;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Hashed* a, const Hashed* b) {
    return int64_t{a->image.width} * a->image.height > int64_t{b->image.width} * b->image.height;
  });
  std::vector<DuplicateImage> group;
  for (const Hashed* one : sorted) {
    DuplicateImage image = one->image;
    image.sameBytes =
        one != sorted.front() && !one->content.empty() && one->content == sorted.front()->content;
    image.distance = image.sameBytes || !one->isHashed || !sorted.front()->isHashed
                         ? 0
                         : std::popcount(one->bits ^ sorted.front()->bits);
    group.push_back(std::move(image));
  }
  return group;
}

}  // namespace

std::vector<std::pair<int, int>> pairsWithin(std::span<const uint64_t> hashes, int distance) {
  distance = std::clamp(distance, 0, kMostDuplicateDistance);
  const int reach = distance / kParts;
  const auto masks = flips(reach);
  std::vector<std::pair<int, int>> pairs;
  for (int part = 0; part < kParts; ++part) {
    const PartTable table(hashes, part);
    for (size_t i = 0; i < hashes.size(); ++i)
      for (const uint32_t mask : masks)
        for (const int other : table.with(partOf(hashes[i], part) ^ mask)) {
          if (other <= static_cast<int>(i)) continue;
          const uint64_t difference = hashes[i] ^ hashes[static_cast<size_t>(other)];
          if (std::popcount(difference) <= distance && !isFoundBefore(difference, part, reach))
            pairs.emplace_back(static_cast<int>(i), other);
        }
  }
  return pairs;
}

DuplicateReport findDuplicates(store::Connection& connection, int distance) {
  const auto all = presentImages(connection);
  DuplicateReport report;
  report.images = static_cast<int64_t>(all.size());
  const auto undecoded = imagesNotDecoded(connection);
  for (const auto& one : all) {
    report.hashed += one.isHashed;
    report.undecodable += !one.isHashed && undecoded.contains(one.image.id);
    report.blank += one.isBlank;
  }
  Sets sets(all.size());
  joinEqualContent(all, sets);
  joinAlike(all, distance, sets);
  std::unordered_map<int, std::vector<const Hashed*>> members;
  for (size_t i = 0; i < all.size(); ++i)
    members[sets.find(static_cast<int>(i))].push_back(&all[i]);
  for (const auto& [root, group] : members)
    if (group.size() > 1) report.groups.push_back(groupOf(group));
  std::sort(report.groups.begin(), report.groups.end(), [](const auto& a, const auto& b) {
    return a.size() != b.size() ? a.size() > b.size() : a.front().path < b.front().path;
  });
  return report;
}

}  // namespace maskwright
