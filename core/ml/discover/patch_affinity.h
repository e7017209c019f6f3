#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

namespace maskwright::ml {

/// Which patches of a picture are alike: a symmetric 0/1 matrix, one bit a pair (3600 patches: 1.6
/// MB instead of 100 for doubles). Products with it cost an eighth of the additions, because sums
/// of eight neighbouring entries are looked up (the method of the four Russians).
class PatchAffinity {
 public:
  /// Pairs whose keys have a cosine > tau are alike. keys: N x C of any type and length; a key of
  /// length 0 is like none.
  PatchAffinity(const torch::Tensor& keys, double tau);
  /// The same for several thresholds at the price of one.
  static std::vector<PatchAffinity> make(const torch::Tensor& keys,
                                         const std::vector<double>& taus);

  int64_t size() const { return size_; }
  /// Patches that each patch is like, itself included.
  std::vector<int64_t> degrees() const;
  bool alike(int64_t a, int64_t b) const {
    return bytes_[static_cast<size_t>((a >> 3) * size_ + b)] >> (a & 7) & 1;
  }
  /// Makes a patch like none, itself included.
  void remove(int64_t patch);
  /// y = B x; both of size() values, not the same.
  void multiply(const double* x, double* y) const;

 private:
  explicit PatchAffinity(int64_t size);
  void mirror();

  int64_t size_ = 0, groups_ = 0;  ///< groups of eight rows
  /// Byte (g, i): bit b says whether patches 8 g + b and i are alike. Group by group.
  std::vector<uint8_t> bytes_;
};

}  // namespace maskwright::ml
