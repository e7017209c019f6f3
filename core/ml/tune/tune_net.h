#pragma once

#include "core/base/result.h"
#include "core/ml/nn/resnet.h"
#include "core/ml/tune/patch_describer.h"

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace maskwright::ml {

/// What of the network is trained.
struct TuneNetOptions {
  int firstStage = kLastStage;  ///< of the trunk, and all after it; 5 = none, the head alone
  /// Dimension of a linear head over the features inside, around and of the picture; 0 = no head:
  /// the last map flattened, as published.
  int64_t head = 128;
  std::vector<int64_t> fixedBlocks;  ///< PatchDescriber::fixedBlocks()
};

/// The network of Mix-and-Match tuning: patches to unit vectors. With a head, each block of
/// features is standardised (by figures of unlabelled patches) and scaled to unit length, so that
/// none drowns the others, and the head starts as their principal components: untrained it only
/// compresses.
class TuneNetImpl : public torch::nn::Module {
 public:
  /// Takes the trunk over: stages before `firstStage` keep their weights and statistics.
  TuneNetImpl(ResNet trunk, TuneNetOptions options);

  /// Unit rows N x D.
  torch::Tensor forward(const PatchBatch& batch);
  /// Sets the standardising figures and the head from patches; their labels are not used.
  void fit(const PatchBatch& patches);
  /// 1/2 squared distance of the head from where fit() put it; 0 without a head.
  torch::Tensor drift();
  /// Whether embeddings have no negative component (no head: they come out of a ReLU).
  bool nonNegative() const { return options_.head == 0; }
  /// Evaluation throughout, or training in what is trained.
  void train(bool on = true) override;
  /// forward() without gradients, in evaluation, in parts.
  torch::Tensor embed(const PatchBatch& batch);

  ResNet& trunk() { return trunk_; }
  const TuneNetOptions& options() const { return options_; }

 private:
  torch::Tensor lastMap(const torch::Tensor& maps);
  torch::Tensor features(const PatchBatch& batch);
  torch::Tensor standardised(const torch::Tensor& raw) const;

  TuneNetOptions options_;
  ResNet trunk_{nullptr};
  std::vector<std::shared_ptr<torch::nn::Module>> stages_;  ///< trained, in order
  std::vector<int64_t> blocks_;
  torch::Tensor head_, mean_, deviation_, start_;
};
TORCH_MODULE(TuneNet);

/// Writes trunk (torchvision's names, so that it is a backbone like any other), head and
/// what the trained stages were before.
Result<void> writeTuneNet(const std::filesystem::path& file,
                          TuneNet& net,
                          const ResNetImpl& before,
                          const std::map<std::string, std::string>& metadata);
/// A tuned network and what was written with it.
struct StoredTuneNet {
  TuneNet net{nullptr};
  ResNet before{nullptr};  ///< the trunk before the tuning
  std::map<std::string, std::string> metadata;
};
/// Errors: NotFound, Unreadable, Conflict (no tuned network).
Result<StoredTuneNet> readTuneNet(const std::filesystem::path& file);

}  // namespace maskwright::ml
