#pragma once

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace maskwright::imaging {

/// Small generator whose sequence is the same with every compiler and standard library (SplitMix64,
/// Steele et al. 2014); std distributions promise no such thing.
class SampleRandom {
 public:
  explicit SampleRandom(uint64_t seed) : state_(seed) {}
  /// An independent stream for part `index` of `seed`.
  SampleRandom(uint64_t seed, uint64_t index) : state_(seed) {
    state_ = next() ^ (index * 0xD1342543DE82EF95ull + 0x2545F4914F6CDD1Dull);
    next();
  }

  uint64_t next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }
  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * unit(); }
  /// Uniform in {0, ..., count - 1}.
  int below(int count) { return static_cast<int>(unit() * count); }
  bool chance(double probability) { return unit() < probability; }
  /// Standard normal (Box-Muller, one of the pair).
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - unit()));
    return radius * std::cos(6.283185307179586 * unit());
  }
  template <typename T>
  void shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i > 1; --i)
      std::swap(items[i - 1], items[static_cast<size_t>(below(static_cast<int>(i)))]);
  }

 private:
  uint64_t state_;
};

}  // namespace maskwright::imaging
