#include "core/ml/discover/patch_affinity.h"

#include <algorithm>
#include <array>
#include <bit>

namespace maskwright::ml {
namespace {

constexpr int64_t kRows = 256;  // of products at a time; a multiple of 8

/// Turns 8 x 8 bits about their diagonal (Warren, Hacker's Delight, 7-3).
uint64_t transposed(uint64_t x) {
  uint64_t t = (x ^ (x >> 7)) & 0x00AA00AA00AA00AAull;
  x = x ^ t ^ (t << 7);
  t = (x ^ (x >> 14)) & 0x0000CCCC0000CCCCull;
  x = x ^ t ^ (t << 14);
  t = (x ^ (x >> 28)) & 0x00000000F0F0F0F0ull;
  return x ^ t ^ (t << 28);
}

torch::Tensor unitKeys(const torch::Tensor& keys) {
  const torch::Tensor wide = keys.to(torch::kFloat64);
  return (wide / wide.norm(2, 1, true).clamp_min(1e-12)).to(torch::kFloat32).contiguous();
}

/// The sums of all subsets of eight values, by bit pattern.
using SubsetSums = std::array<double, 256>;

void fill(SubsetSums& sums, const double* values, int64_t count) {
  sums[0] = 0;
  for (int64_t bit = 0; bit < 8; ++bit) {
    const size_t half = size_t{1} << bit;
    const double value = bit < count ? values[bit] : 0;
    for (size_t m = 0; m < half; ++m) sums[half + m] = sums[m] + value;
  }
}

}  // namespace

PatchAffinity::PatchAffinity(int64_t size)
    : size_(size), groups_((size + 7) / 8), bytes_(static_cast<size_t>(groups_ * size)) {}

PatchAffinity::PatchAffinity(const torch::Tensor& keys, double tau)
    : PatchAffinity(std::move(make(keys, {tau}).front())) {}

std::vector<PatchAffinity> PatchAffinity::make(const torch::Tensor& keys,
                                               const std::vector<double>& taus) {
  const c10::InferenceMode inference;
  const torch::Tensor unit = unitKeys(keys);
  const int64_t n = unit.size(0);
  std::vector<PatchAffinity> out(taus.size(), PatchAffinity(n));
  for (int64_t from = 0; from < n; from += kRows) {
    // Columns before this block follow by symmetry.
    const int64_t columns = n - from;
    torch::Tensor cosines = unit.slice(0, from, from + kRows).matmul(unit.slice(0, from).t());
    const int64_t rows = cosines.size(0);
    if (rows % 8 != 0) cosines = at::constant_pad_nd(cosines, {0, 0, 0, 8 - rows % 8}, -2);
    const float* values = cosines.data_ptr<float>();
    for (int64_t row = 0; row < rows; row += 8) {
      const float* p[8];
      for (int64_t b = 0; b < 8; ++b) p[b] = values + (row + b) * columns;
      for (size_t t = 0; t < taus.size(); ++t) {
        const auto tau = static_cast<float>(taus[t]);
        uint8_t* byte = &out[t].bytes_[static_cast<size_t>((from + row) / 8 * n + from)];
        for (int64_t i = 0; i < columns; ++i) {
          byte[i] = static_cast<uint8_t>((p[0][i] > tau) | (p[1][i] > tau) << 1 |
                                         (p[2][i] > tau) << 2 | (p[3][i] > tau) << 3 |
                                         (p[4][i] > tau) << 4 | (p[5][i] > tau) << 5 |
                                         (p[6][i] > tau) << 6 | (p[7][i] > tau) << 7);
        }
      }
    }
  }
  for (PatchAffinity& affinity : out) affinity.mirror();
  return out;
}

/// Fills what lies below the diagonal from what lies above.
void PatchAffinity::mirror() {
  for (int64_t g = 0; g < groups_; ++g) {
    for (int64_t other = 0; other < g; ++other) {
      // Columns 8 g .. 8 g + 7 of the group `other` become rows of g.
      const int64_t count = std::min<int64_t>(8, size_ - 8 * g);
      uint64_t block = 0;
      const uint8_t* above = &bytes_[static_cast<size_t>(other * size_ + 8 * g)];
      for (int64_t i = 0; i < count; ++i) block |= uint64_t{above[i]} << (8 * i);
      block = transposed(block);
      uint8_t* below = &bytes_[static_cast<size_t>(g * size_ + 8 * other)];
      for (int64_t i = 0; i < 8; ++i) below[i] = static_cast<uint8_t>(block >> (8 * i));
    }
  }
}

std::vector<int64_t> PatchAffinity::degrees() const {
  std::vector<int64_t> out(static_cast<size_t>(size_));
  for (int64_t g = 0; g < groups_; ++g) {
    const uint8_t* row = &bytes_[static_cast<size_t>(g * size_)];
    for (int64_t i = 0; i < size_; ++i) out[static_cast<size_t>(i)] += std::popcount(row[i]);
  }
  return out;
}

void PatchAffinity::remove(int64_t patch) {
  for (int64_t g = 0; g < groups_; ++g) bytes_[static_cast<size_t>(g * size_ + patch)] = 0;
  uint8_t* row = &bytes_[static_cast<size_t>((patch >> 3) * size_)];
  const auto keep = static_cast<uint8_t>(~(1u << (patch & 7)));
  for (int64_t i = 0; i < size_; ++i) row[i] &= keep;
}

void PatchAffinity::multiply(const double* x, double* y) const {
  std::fill_n(y, size_, 0.0);
  std::array<SubsetSums, 4> sums;
  for (int64_t g = 0; g < groups_; g += 4) {
    const int64_t used = std::min<int64_t>(4, groups_ - g);
    std::array<const uint8_t*, 4> rows{};
    for (int64_t k = 0; k < 4; ++k) {
      const int64_t group = k < used ? g + k : g;
      const int64_t left = std::min<int64_t>(8, size_ - 8 * group);
      fill(sums[static_cast<size_t>(k)], x + 8 * group, k < used ? left : 0);
      rows[static_cast<size_t>(k)] = &bytes_[static_cast<size_t>(group * size_)];
    }
    for (int64_t i = 0; i < size_; ++i) {
      y[i] +=
          (sums[0][rows[0][i]] + sums[1][rows[1][i]]) + (sums[2][rows[2][i]] + sums[3][rows[3][i]]);
    }
  }
}

}  // namespace maskwright::ml
