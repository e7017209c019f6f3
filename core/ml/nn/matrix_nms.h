#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

namespace maskwright::ml {

/// Binary masks of one size, packed 64 pixels a word, so that overlaps are counts of set bits.
class PackedMasks {
 public:
  /// `count` empty masks of `pixels` pixels.
  PackedMasks(int64_t count, int64_t pixels);
  /// masks: N x ..., any type; non-zero = inside.
  explicit PackedMasks(const torch::Tensor& masks);

  int64_t count() const { return count_; }
  int64_t words() const { return words_; }
  uint64_t* row(int64_t mask) { return bits_.data() + mask * words_; }
  const uint64_t* row(int64_t mask) const { return bits_.data() + mask * words_; }
  /// Set pixels of a mask.
  int64_t area(int64_t mask) const;
  /// The masks at these indices, in this order.
  PackedMasks select(const std::vector<int64_t>& indices) const;
  /// Overlaps of every earlier mask with a later one: iou[j * count + i] for i < j, rest 0. Two
  /// empty masks have 0.
  std::vector<float> overlaps() const;

 private:
  int64_t count_, words_;
  std::vector<uint64_t> bits_;
};

enum class NmsKernel { Gaussian, Linear };

/// Matrix NMS (SOLOv2, Wang et al. 2020; as FreeSOLO uses it). Masks sorted by falling score.
///   decay_j = min_{i<j} f(iou_ij) / f(max_{k<i} iou_ki),  f = exp(-sigma iou^2) or 1 - iou
/// Returns score x decay in the order given. With labels, only equal labels compete. A mask that
/// equals an earlier one takes no part as suppressor in the linear form (0/0 otherwise; the earlier
/// one suppresses in its stead). Throws std::invalid_argument if the lengths differ.
std::vector<float> matrixNms(const PackedMasks& masks,
                             const std::vector<float>& scores,
                             const std::vector<int64_t>& labels = {},
                             NmsKernel kernel = NmsKernel::Gaussian,
                             double sigma = 2.0);

/// Greedy NMS of masks sorted by falling score: true = kept. IoU above the threshold drops.
std::vector<bool> maskNms(const PackedMasks& masks,
                          double threshold,
                          const std::vector<int64_t>& labels = {});

/// Peaks of a heat map (B x C x H x W): a value that is below one of its neighbours to the left, up
/// or up-left becomes 0 (SOLOv2's 2 x 2 point NMS).
torch::Tensor pointNms(const torch::Tensor& heat);

/// Mean soft value over the foreground: sum(soft * hard) / sum(hard) per mask; 0 without any.
/// soft: N x ..., in [0, 1]; hard = soft >= threshold.
torch::Tensor maskness(const torch::Tensor& soft, double threshold = 0.5);

}  // namespace maskwright::ml
