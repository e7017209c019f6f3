#include "core/imaging/permutohedral_lattice.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <stdexcept>

namespace maskwright::imaging {
namespace {

constexpr int kMost = 7;           // dimensions
constexpr float kFarthest = 4000;  // coordinates of the lattice fit in 16 bits

/// Coordinates of a lattice point (the last follows from the others; unused ones are 0).
using Key = std::array<int16_t, kMost + 1>;
static_assert(sizeof(Key) == 16);

/// Numbers keys in the order of their first coming. Open addressing.
class KeyTable {
 public:
  explicit KeyTable(size_t expected) : slots_(std::bit_ceil(2 * expected + 16), -1) {}

  int32_t add(const Key& key) {
    if (2 * keys_.size() >= slots_.size()) grow();
    int32_t& slot = slots_[place(key)];
    if (slot < 0) {
      slot = static_cast<int32_t>(keys_.size());
      keys_.push_back(key);
    }
    return slot;
  }
  /// -1 if it is not there.
  int32_t find(const Key& key) const { return slots_[place(key)]; }
  const std::vector<Key>& keys() const { return keys_; }

 private:
  size_t place(const Key& key) const {
    std::array<uint64_t, 2> parts;
    std::memcpy(parts.data(), key.data(), sizeof parts);
    uint64_t hash = parts[0] * 0x9E3779B97F4A7C15ull ^ parts[1] * 0xC2B2AE3D27D4EB4Full;
    hash ^= hash >> 29;
    size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot] >= 0 && keys_[static_cast<size_t>(slots_[slot])] != key)
      slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }
  void grow() {
    slots_.assign(slots_.size() * 2, -1);
    for (size_t i = 0; i < keys_.size(); ++i) slots_[place(keys_[i])] = static_cast<int32_t>(i);
  }

  std::vector<Key> keys_;
  std::vector<int32_t> slots_;
};

/// Where one point lies: the nearest lattice point of remainder 0, the order of the coordinates'
/// distances to it, and the weights of the simplex's corners.
struct Simplex {
  std::array<int, kMost + 1> origin{}, rank{};
  std::array<float, kMost + 2> weight{};
};

/// The point in the hyperplane of coordinates with sum 0, scaled so that blurring along the axes
/// with (1, 2, 1) / 4 has a standard deviation of 1.
std::array<float, kMost + 1> elevated(const float* point, const std::vector<float>& scale) {
  const int d = static_cast<int>(scale.size());
  std::array<float, kMost + 1> out{};
  float sum = 0;
  for (int j = d; j > 0; --j) {
    const float value = point[j - 1] * scale[static_cast<size_t>(j - 1)];
    out[static_cast<size_t>(j)] = sum - static_cast<float>(j) * value;
    sum += value;
  }
  out[0] = sum;
  return out;
}

Simplex simplexOf(const std::array<float, kMost + 1>& place, int d) {
  Simplex simplex;
  auto& [origin, rank, weight] = simplex;
  const int step = d + 1;
  int sum = 0;
  for (int i = 0; i <= d; ++i) {
    const int multiple =
        static_cast<int>(std::lround(place[static_cast<size_t>(i)] / static_cast<float>(step)));
    origin[static_cast<size_t>(i)] = multiple * step;
    sum += multiple;
  }
  const auto rest = [&](int i) {
    return place[static_cast<size_t>(i)] - static_cast<float>(origin[static_cast<size_t>(i)]);
  };
  for (int i = 0; i < d; ++i)
    for (int j = i + 1; j <= d; ++j) ++rank[static_cast<size_t>(rest(i) < rest(j) ? i : j)];
  // Rounding may have left the hyperplane: move the coordinates that were rounded farthest.
  for (int i = 0; i <= d; ++i) {
    int& r = rank[static_cast<size_t>(i)];
    r += sum;
    const int turn = r < 0 ? step : r > d ? -step : 0;
    r += turn;
    origin[static_cast<size_t>(i)] += turn;
  }
  for (int i = 0; i <= d; ++i) {
    const float value = rest(i) / static_cast<float>(step);
    const auto at = static_cast<size_t>(d - rank[static_cast<size_t>(i)]);
    weight[at] += value;
    weight[at + 1] -= value;
  }
  weight[0] += 1 + weight[static_cast<size_t>(step)];
  return simplex;
}

/// The simplex's corner of a remainder 0 .. d.
Key cornerOf(const Simplex& simplex, int remainder, int d) {
  Key key{};
  for (int i = 0; i < d; ++i) {
    const auto at = static_cast<size_t>(i);
    const int up = simplex.rank[at] > d - remainder ? remainder - (d + 1) : remainder;
    key[at] = static_cast<int16_t>(simplex.origin[at] + up);
  }
  return key;
}

}  // namespace

PermutohedralLattice::PermutohedralLattice(const std::vector<float>& points, int dimensions)
    : dimensions_(dimensions) {
  const int d = dimensions;
  if (d < 1 || d > kMost || points.size() % static_cast<size_t>(d) != 0)
    throw std::invalid_argument("a lattice has 1 to 7 dimensions");
  for (const float value : points)
    if (!(std::abs(value) < kFarthest)) throw std::invalid_argument("a point is too far out");
  points_ = static_cast<int64_t>(points.size()) / d;
  std::vector<float> scale;
  for (int i = 0; i < d; ++i)
    scale.push_back(
        static_cast<float>((d + 1) * std::sqrt(2.0 / 3) / std::sqrt((i + 1.0) * (i + 2.0))));
  KeyTable table(static_cast<size_t>(points_));
  for (int64_t p = 0; p < points_; ++p) {
    const Simplex simplex = simplexOf(elevated(&points[static_cast<size_t>(p * d)], scale), d);
    for (int remainder = 0; remainder <= d; ++remainder) {
      corner_.push_back(table.add(cornerOf(simplex, remainder, d)));
      weight_.push_back(simplex.weight[static_cast<size_t>(remainder)]);
    }
  }
  vertices_ = static_cast<int64_t>(table.keys().size());
  const auto numberOf = [&](const Key& key) {
    const int32_t found = table.find(key);
    return found < 0 ? static_cast<int32_t>(vertices_) : found;
  };
  for (int axis = 0; axis <= d; ++axis) {
    for (const Key& key : table.keys()) {
      Key before = key, after = key;
      for (int i = 0; i < d; ++i) {
        const auto at = static_cast<size_t>(i);
        before[at] = static_cast<int16_t>(key[at] + (i == axis ? -d : 1));
        after[at] = static_cast<int16_t>(key[at] + (i == axis ? d : -1));
      }
      neighbour_.push_back(numberOf(before));
      neighbour_.push_back(numberOf(after));
    }
  }
}

void PermutohedralLattice::filter(const float* in, float* out, int channels) const {
  const auto c = static_cast<size_t>(channels), corners = static_cast<size_t>(dimensions_ + 1);
  const auto vertices = static_cast<size_t>(vertices_), points = static_cast<size_t>(points_);
  // One more vertex, always 0, stands for missing neighbours.
  std::vector<float> values((vertices + 1) * c), blurred((vertices + 1) * c);
  for (size_t p = 0; p < points; ++p) {
    for (size_t k = 0; k < corners; ++k) {
      const float weight = weight_[p * corners + k];
      float* to = &values[static_cast<size_t>(corner_[p * corners + k]) * c];
      for (size_t i = 0; i < c; ++i) to[i] += weight * in[p * c + i];
    }
  }
  for (size_t axis = 0; axis < corners; ++axis) {
    const int32_t* near = &neighbour_[axis * vertices * 2];
    for (size_t v = 0; v < vertices; ++v) {
      const float* a = &values[static_cast<size_t>(near[2 * v]) * c];
      const float* b = &values[static_cast<size_t>(near[2 * v + 1]) * c];
      for (size_t i = 0; i < c; ++i) blurred[v * c + i] = values[v * c + i] + 0.5F * (a[i] + b[i]);
    }
    std::swap(values, blurred);
  }
  for (size_t p = 0; p < points; ++p) {
    std::fill_n(out + p * c, c, 0.0F);
    for (size_t k = 0; k < corners; ++k) {
      const float weight = weight_[p * corners + k];
      const float* from = &values[static_cast<size_t>(corner_[p * corners + k]) * c];
      for (size_t i = 0; i < c; ++i) out[p * c + i] += weight * from[i];
    }
  }
}

}  // namespace maskwright::imaging
