#pragma once

#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

/// What each mask looks like to the backbone: features averaged under the mask's soft values above
/// the threshold, each map's average scaled to unit length, joined, scaled to unit length again.
/// maps: C_i x h_i x w_i of the same image (any type); soft: N x H x W in [0, 1].
/// Returns N x sum(C_i) float32. An empty mask gets zeros.
torch::Tensor maskEmbeddings(const std::vector<torch::Tensor>& maps,
                             const torch::Tensor& soft,
                             double threshold = 0.5);

/// How little a mask depends on its threshold: IoU of the masks at threshold + margin and
/// threshold - margin (one lies in the other), on the soft mask enlarged four times. N values in
/// [0, 1].
std::vector<float> maskStability(const torch::Tensor& soft,
                                 double threshold = 0.5,
                                 double margin = 0.1);

}  // namespace maskwright::ml
