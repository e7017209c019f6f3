#pragma once

#include "core/ml/nn/precision.h"
#include "core/ml/nn/vit_block.h"

#include <string>
#include <vector>

namespace maskwright::ml {

/// What a vision transformer says about pictures of rows x cols patches. Tokens are CLS, then
/// registers, then patches row by row. All float32.
struct VitFeatures {
  int64_t rows = 0, cols = 0;
  torch::Tensor tokens;   ///< B x T x D after the last norm; undefined if they were not asked for
  AttentionInputs block;  ///< of the last block: B x heads x T x d, DINOv3 before the rotation
};

/// Inference copy of a vision transformer of the DINO family (Caron et al. 2021, Oquab et al. 2023,
/// Simeoni et al. 2025). Independent of the tensors it was made from. Safe to use from several
/// threads.
class Vit {
 public:
  /// `weights`: a bare state dict of official names with the settings' shapes; others are passed
  /// over. Errors: Conflict (missing, misshapen or senseless weights, with the name).
  static Result<Vit> make(const VitSettings& settings,
                          const VitWeights& weights,
                          const Precision& precision);

  const VitSettings& settings() const { return settings_; }
  /// Something worth telling (rotary periods far from their formula); mostly empty.
  const std::string& remark() const { return remark_; }
  /// Tokens before the patches: CLS and registers.
  int64_t prefix() const { return 1 + settings_.registers; }

  /// pictures: B x 3 x H x W float32, normalised; sides are multiples of the patch (else throws
  /// std::invalid_argument). Without `withTokens` the last block stops after q, k, v.
  VitFeatures features(const torch::Tensor& pictures, bool withTokens = true) const;
  /// CLS after the last norm: B x D float32. Cheaper than features().
  torch::Tensor cls(const torch::Tensor& pictures) const;
  /// Tokens after the first `blocks` blocks, no norm: B x T x D.
  torch::Tensor tokensAfter(const torch::Tensor& pictures, int64_t blocks) const;
  /// How much CLS attends to every token in the last block: B x heads x T, softmaxed.
  torch::Tensor clsAttention(const VitFeatures& features) const;
  /// Queries or keys as the attention sees them: turned by the rotary positions, or as they are.
  torch::Tensor placed(const torch::Tensor& queriesOrKeys, int64_t rows, int64_t cols) const;
  /// The learned positions for a grid (resizedPositions); undefined for rotary ones.
  torch::Tensor positions(int64_t rows, int64_t cols) const;

 private:
  Vit() = default;
  torch::Tensor embedded(const torch::Tensor& pictures, int64_t& rows, int64_t& cols) const;
  torch::Tensor normed(const torch::Tensor& tokens) const;
  std::optional<RotaryTable> table(int64_t rows, int64_t cols) const;
  void takePeriods(const VitWeights& weights);

  VitSettings settings_;
  at::ScalarType type_ = at::kFloat;
  torch::Tensor patchWeight_, patchBias_;  ///< D x 3 p p, D
  torch::Tensor before_;                   ///< CLS and registers: 1 x prefix x D
  torch::Tensor positions_, periods_;
  std::vector<VitBlock> blocks_;
  torch::Tensor normWeight_, normBias_, clsNormWeight_, clsNormBias_;
  std::string remark_;
};

}  // namespace maskwright::ml
